// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_RUNS_H
#define HC_CLI_RUNS_H

#include "cli/cli.h"
#include "engine/recorded.h"

/* Where runs lie and how a person names one. RUN is a path, a unique part at the start of a name in the runs folder, or
 * nothing for the newest; RUN:TARGET names one target of it. */

hc_str hc_runs_dir(const hc_cli *c);     /* --config run.dir, HAECHI_RUNS_DIR, "runs" */
hc_str hc_run_name(hc_str path);         /* "runs/a.haechi" -> "a" */
hc_str hc_run_real_path(const hc_cli *c, hc_str path);   /* without links; as it is when there is no such file */
typedef struct hc_run_ref { hc_str path, name, target; } hc_run_ref;
bool hc_run_find_path(const hc_cli *c, hc_str arg, hc_run_ref *out);   /* by its path only */
hc_code hc_run_find(const hc_cli *c, hc_str arg, hc_run_ref *out, hc_err *err);
/* Finds and opens it in one step; says so when a run opened to read was not closed cleanly. `loop` only to resume. */
hc_code hc_run_open(hc_cli *c, hc_str arg, hc_open_mode mode, hc_loop *loop, hc_run_ref *ref, hc_recorded *out, hc_err *err);
/* A verb with at most one argument, the run: opens it to read, lets `verb` do its work and closes it. Returns the exit code. */
typedef hc_code hc_run_verb(hc_cli *c, hc_recorded *r, hc_str target, hc_err *err);
int hc_run_read(hc_cli *c, hc_run_verb *verb);
/* HC_E_USAGE when the run is made of imported records: `verb` would have to ask somebody. */
hc_code hc_run_can_ask(const hc_recorded *r, const char *verb, hc_err *err);
/* "runs/1124-2007-NAME.haechi", with -2, -3 ... while it exists; makes the folder. --out wins. */
hc_code hc_run_new_path(const hc_cli *c, hc_str name, int64_t now_us, hc_str *out, hc_err *err);
/* Paths of all runs, newest first. */
hc_code hc_runs_list(const hc_cli *c, hc_run_ref **out, size_t *out_n, hc_err *err);

#endif
