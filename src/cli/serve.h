// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_SERVE_H
#define HC_CLI_SERVE_H

#include "cli/progress.h"
#include "io/local_socket.h"

/* The other end of live.h: the process that plays a run answers status and commands on its control socket. */

typedef struct hc_serving {
    const hc_cli *cli;
    hc_progress_view *view;
    hc_run *run;               /* set once it is being played */
    hc_local_server *server;   /* NULL: no socket could be made; the run goes on without */
} hc_serving;

/* From hc_run_opts.started. A run without control socket is worth a note, never an error. */
void hc_serve(hc_serving *s, hc_loop *l, const char *run_path);
/* Tells those who watch how it ended. After hc_run_play. */
void hc_serve_end(hc_serving *s, int exit, const hc_run_result *res);

#endif
