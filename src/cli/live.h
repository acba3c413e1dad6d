// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_LIVE_H
#define HC_CLI_LIVE_H

#include "cli/standing.h"
#include "engine/request.h"
#include "io/local_socket.h"

/*
 * Runs that a process of this machine is playing right now, and how to talk to them. Each has a socket in a folder that only its
 * user may enter, named after the run's real path: $HAECHI_RUNTIME_DIR, else $XDG_RUNTIME_DIR/haechi, else /tmp/haechi-UID. So a run is found from any
 * folder, and nothing lies beside the run file.
 */

typedef struct hc_live {
    int fd;
    hc_local_peer peer;
    hc_standing standing;
    bool silent;               /* it did not answer in time: stopped, swamped */
} hc_live;

/* Where the process serves this run; makes the folder. */
hc_code hc_live_path(const hc_cli *c, const char *run_path, hc_str *out, hc_err *err);
/* All of the user. The caller closes each fd. */
hc_code hc_live_list(const hc_cli *c, hc_live **out, size_t *out_n, hc_err *err);
/* RUN = a path, a name or the beginning of one, "" = the only live one. HC_E_NOTFOUND says what would help. */
hc_code hc_live_find(const hc_cli *c, hc_str arg, hc_live *out, hc_err *err);
/* Whether a process that answers is playing the run of this path. */
bool hc_live_of_path(const hc_cli *c, hc_str run_path, hc_live *out);

/* One request: the run's standing afterwards in l->standing, what changed in *out_change (key "" = it was so already). */
hc_code hc_live_ask(const hc_cli *c, hc_live *l, const hc_cmd *cmd, hc_change *out_change, hc_err *err);
/* NULL cmd fields but the kind: `pause`, `unpause`, `stop` share everything but their words. */
int hc_live_command(hc_cli *c, const hc_cmd *cmd, const char *en, const char *ko);
/* What the other side said when it ended: exit code and counts. False: another line. */
typedef struct hc_live_end { int exit; int64_t done, open, failed; } hc_live_end;
bool hc_live_ended(hc_arena *a, hc_str line, hc_live_end *out);
hc_str hc_live_user(const hc_cli *c);      /* as the environment names the person who types */

#endif
