// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_CLI_H
#define HC_CLI_CLI_H

#include <stdio.h>

#include "model/target.h"
#include "syntax/json.h"

/*
 * The command line. Every option stands once in the table of options.c, every verb once in the table of verbs.c; help,
 * man page, Markdown reference and shell completion are generated from the two. Data goes to stdout, messages to stderr.
 */

enum hc_exit {
    HC_EXIT_OK = 0, HC_EXIT_BUG = 1, HC_EXIT_USAGE = 2, HC_EXIT_INCOMPLETE = 3, HC_EXIT_AUTH = 4, HC_EXIT_FAIL_IF = 5,
    HC_EXIT_CAP = 6, HC_EXIT_INTEGRITY = 7, HC_EXIT_NET = 8, HC_EXIT_IO = 9, HC_EXIT_INT = 130 /* 128 + the signal's number */
};

enum { HC_OPT_VALUES_MAX = 64, HC_ARGS_MAX = 256 };

typedef struct hc_opt {
    const char *name;             /* "max-cost" */
    char letter;                  /* 'm' or 0 */
    const char *arg_en, *arg_ko;  /* NULL = a flag */
    const char *en, *ko;          /* one line */
} hc_opt;

typedef struct hc_cli hc_cli;

typedef struct hc_verb {
    const char *name;
    const char *group;            /* "daily", "control", "records", "material", "help" */
    const char *args;             /* "FILE|PACK..." */
    const char *opts;             /* names, blank-separated, beside those that every verb takes */
    const char *en, *ko;          /* one line */
    const char *more_en, *more_ko;/* paragraph of the verb's own help, may be NULL */
    const char *examples;         /* lines of commands */
    int (*run)(hc_cli *c);
} hc_verb;

typedef struct hc_opt_value { const hc_opt *opt; hc_str value; } hc_opt_value;

struct hc_cli {
    hc_arena *arena;
    bool ko, quiet, colour_out, colour_err;
    bool bare;                    /* nothing is masked: --unmask is on record (unmask.h) */
    const hc_verb *verb;
    hc_opt_value values[HC_OPT_VALUES_MAX];
    size_t n_values;
    hc_str args[HC_ARGS_MAX];
    size_t n_args;
    hc_config config;
    hc_str runs_dir, only_run;    /* set by `view`: look here instead of in the configured folder; at this run alone */
    hc_buf *kept_out;             /* a page asked: what goes to stdout goes here, nothing is said on stderr, */
    hc_err *kept_err;             /* and the complaint comes back here */
};

/* ---- options (options.c) ---- */
const hc_opt *hc_opts(size_t *n);
bool hc_verb_takes(const hc_verb *v, const hc_opt *o);
hc_code hc_cli_parse(hc_cli *c, int argc, char **argv, hc_err *err);
bool hc_opt_has(const hc_cli *c, const char *name);
hc_str hc_opt_str(const hc_cli *c, const char *name, const char *config_key, hc_str dflt); /* flag > HAECHI_* > config > default */
size_t hc_opt_all(const hc_cli *c, const char *name, hc_str *out, size_t max); /* of a repeatable one; else HAECHI_* */
hc_code hc_opt_int(const hc_cli *c, const char *name, const char *config_key, int64_t lo, int64_t hi, int64_t dflt, int64_t *out, hc_err *err);
hc_code hc_opt_share(const hc_cli *c, const char *name, double *out, hc_err *err); /* 0.05 or 5%; untouched when not given */
hc_code hc_opt_duration(const hc_cli *c, const char *name, int64_t *out_us, hc_err *err); /* 0 = not given */
hc_code hc_need_args(const hc_cli *c, size_t lo, size_t hi, hc_err *err);

/* ---- verbs (verbs.c) ---- */
const hc_verb *hc_verbs(size_t *n);
const hc_verb *hc_verb_find(hc_str name);

/* ---- messages (say.c) ---- */
void hc_say(const hc_cli *c, FILE *to, const char *en, const char *ko, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* Prints "error ID  message" with its advice lines and returns the exit code that belongs to the code. */
int hc_complain(const hc_cli *c, const hc_err *err);
int hc_complain_of_run(const hc_cli *c, hc_err *err, const char *path); /* with the way to go on after a full or failing disk */
int hc_exit_of(hc_code code);
void hc_out(hc_str bytes);             /* to stdout, exactly */
void hc_out_json(const hc_cli *c, hc_str json); /* pretty on a terminal, one line otherwise, newline at the end */
void hc_out_result(const hc_cli *c, hc_str json); /* {"result": json} */
hc_str hc_find_program(hc_cli *c, const char *name); /* its path by PATH, "" if none (cmd_doctor.c) */
hc_str hc_money(hc_arena *a, int64_t usd_micro); /* "$0.0123" */

/* ---- help (help.c, topics.c) ---- */
void hc_help_overview(const hc_cli *c, hc_buf *out);
void hc_help_verb(const hc_cli *c, const hc_verb *v, hc_buf *out);
bool hc_help_topic(const hc_cli *c, hc_str topic, hc_buf *out);
const char *const *hc_help_topics(size_t *n);
void hc_help_man(hc_buf *out, bool ko);
void hc_help_markdown(hc_buf *out, bool ko);
hc_code hc_help_completion(hc_str shell, hc_buf *out, hc_err *err);

/* ---- the verbs, one file each ---- */
int hc_cmd_run(hc_cli *c);
int hc_cmd_plan(hc_cli *c);
int hc_cmd_text(hc_cli *c);
int hc_cmd_judge(hc_cli *c);
int hc_cmd_label(hc_cli *c);
int hc_cmd_audit(hc_cli *c);
int hc_cmd_show(hc_cli *c);
int hc_cmd_compare(hc_cli *c);
int hc_cmd_ls(hc_cli *c);
int hc_cmd_resume(hc_cli *c);
int hc_cmd_requeue(hc_cli *c);
int hc_cmd_ps(hc_cli *c);
int hc_cmd_watch(hc_cli *c);
int hc_cmd_pause(hc_cli *c);
int hc_cmd_unpause(hc_cli *c);
int hc_cmd_stop(hc_cli *c);
int hc_cmd_set(hc_cli *c);
int hc_cmd_replay(hc_cli *c);
int hc_cmd_score(hc_cli *c);
int hc_cmd_grep(hc_cli *c);
int hc_cmd_export(hc_cli *c);
int hc_cmd_report(hc_cli *c);
int hc_cmd_agree(hc_cli *c);
int hc_cmd_import(hc_cli *c);
int hc_cmd_model(hc_cli *c);
int hc_cmd_pack(hc_cli *c);
int hc_cmd_view(hc_cli *c);
int hc_cmd_doctor(hc_cli *c);
int hc_cmd_config(hc_cli *c);
int hc_cmd_completion(hc_cli *c);
int hc_cmd_help(hc_cli *c);
int hc_cmd_version(hc_cli *c);

#endif
