// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_SESSION_H
#define HC_CLI_SESSION_H

#include "cli/cli.h"
#include "cli/environment.h"
#include "engine/recorded.h"
#include "engine/run.h"

/* What a verb that asks models needs: loop, HTTP, asker, targets; and what happens around a run. */

typedef struct hc_models {         /* who is asked: the targets of the plan, then its judges */
    hc_target_conf *targets, *judges;
    size_t n_targets, n_judges;
} hc_models;
const hc_target_conf *hc_models_at(const hc_models *m, size_t i);   /* of both lists, one after the other */

typedef struct hc_session {
    hc_loop *loop;
    hc_http *http;
    hc_asker *asker;
    hc_target **targets;           /* the plan's, then the judges, then the programs of packs */
    size_t n_targets, n_judges, n_code;
    hc_str code_dir;               /* temporary folder of those programs, "" = none */
} hc_session;

/* Resolves --model / run.models and --judge / judge.models with the overrides of flags. */
hc_code hc_session_models(hc_cli *c, hc_target_conf **out, size_t *out_n, hc_err *err);
hc_code hc_session_judges(hc_cli *c, hc_target_conf **out, size_t *out_n, bool *out_mean, hc_err *err);
/* Micro-USD of --max-cost; 0 = none. A cap on a target without a price, or in a currency without `exchange`, is refused. */
hc_code hc_session_cap(hc_cli *c, const hc_target_conf *t, size_t n, int64_t *out, hc_err *err);
/* 5USD, 7000KRW in micro-USD; `what` names it in messages. */
hc_code hc_session_money(hc_cli *c, const char *what, hc_str text, int64_t *out, hc_err *err);
/* Microseconds of --max-time, 0 for "none", `dflt` when it is not given. */
hc_code hc_session_max_time(const hc_cli *c, int64_t dflt, int64_t *out, hc_err *err);
/* Caps as an entry of their own, so that a resume keeps them; false when nothing changes. */
bool hc_session_cap_entry(const hc_cli *c, const char *key, int64_t from, int64_t to, hc_entry *out);
/* JSON object alias -> endpoint. */
hc_str hc_session_endpoints(hc_arena *a, const hc_models *m);
/* The recorded endpoints with those of `j` added or replaced. */
hc_code hc_session_merge_endpoints(hc_arena *a, hc_str json, const hc_target_conf *j, size_t n, hc_str *out, hc_err *err);
hc_code hc_session_read_endpoints(hc_arena *a, hc_str json, const hc_str *aliases, size_t n, const hc_config *config,
                                  hc_target_conf **out, hc_err *err);

/* The judges of the run's default set, from the key file or haechi.yaml. */
hc_code hc_session_recorded_judges(hc_cli *c, const hc_recorded *r, hc_target_conf **out, size_t *out_n, bool *out_mean, hc_err *err);
void hc_judge_tests_say(const hc_cli *c, size_t agree, size_t n);
/* --max-errors as a number of samples, -1 = not given. */
hc_code hc_session_error_bound(const hc_cli *c, size_t samples, int64_t *out, hc_err *err);

/* `r` NULL: nothing is recorded (a check of a model). Programs of the run's packs need approval (E-PACK-12). */
hc_code hc_session_open(hc_cli *c, hc_loop *loop, const hc_recorded *r, const hc_models *m, int64_t max_cost, hc_session *out,
                        hc_err *err);
void hc_session_close(hc_session *s);

/* Plays the open samples, prints progress and, at the end, the table and the next commands. Closes the run. Returns the exit
 * code. `standing`: the rows under the default set as a table wants them (their states change here), NULL = not read yet; a resume that
 * finds nothing to do need not read them again. */
int hc_session_play(hc_cli *c, hc_session *s, hc_recorded *r, hc_rows *standing, hc_err *err);
/* Says why the session cannot go on, closes the run. Returns the exit code. */
int hc_session_leave(hc_cli *c, hc_recorded *r, hc_err *err);

#endif
