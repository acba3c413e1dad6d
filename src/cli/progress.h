// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_PROGRESS_H
#define HC_CLI_PROGRESS_H

#include "cli/cli.h"
#include "engine/run.h"

/* Progress on stderr: a live block on a terminal (four times a second), one line per 5 % or 60 s when piped, or JSON
 * lines. Never on stdout. */
typedef enum hc_progress_how { HC_PROGRESS_LIVE, HC_PROGRESS_PLAIN, HC_PROGRESS_JSON, HC_PROGRESS_NONE } hc_progress_how;

typedef struct hc_progress_view {
    const hc_cli *cli;
    hc_progress_how how;
    hc_str name;                   /* of the run */
    int lines;                     /* of the block on screen */
    int64_t last_us;               /* of the last line or redraw */
    int last_percent;
    hc_stop told;                  /* the stop that has been announced */
    bool throttled_told;
} hc_progress_view;

/* `path` of the run, "" for a check of the options alone. */
hc_code hc_progress_init(hc_progress_view *v, const hc_cli *c, hc_str path, hc_err *err);
void hc_progress_draw(void *view, const hc_progress *p);
void hc_progress_end(hc_progress_view *v);      /* leaves the last block standing */

#endif
