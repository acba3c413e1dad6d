// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_PROGRESS_H
#define HC_CLI_PROGRESS_H

#include "cli/standing.h"

/* Progress on stderr: a live block on a terminal (four times a second), one line per 5 % or 60 s when piped, or JSON
 * lines. Never on stdout. */
typedef enum hc_progress_how { HC_PROGRESS_LIVE, HC_PROGRESS_PLAIN, HC_PROGRESS_JSON, HC_PROGRESS_NONE } hc_progress_how;

typedef struct hc_progress_view {
    const hc_cli *cli;
    hc_progress_how how;
    hc_str name, path;             /* of the run; the path is the real one */
    int64_t since_us;              /* since 1970 */
    int lines;                     /* of the block on screen */
    int64_t last_us;               /* of the last line or redraw */
    int last_percent;
    hc_stop told;                  /* the stop that has been announced */
    bool throttled_told;
    size_t changes_told;
} hc_progress_view;

/* `path` of the run, "" for a check of the options alone. */
hc_code hc_progress_init(hc_progress_view *v, const hc_cli *c, hc_str path, hc_err *err);
void hc_progress_draw(hc_progress_view *v, const hc_progress *p);
/* The same of a run of any process, without announcements; `now_us` monotonic. */
void hc_progress_show(hc_progress_view *v, const hc_standing *s, int64_t now_us);
/* With the facts of this process. */
void hc_progress_standing(const hc_progress_view *v, hc_arena *a, const hc_progress *p, hc_standing *out);
void hc_progress_end(hc_progress_view *v);      /* leaves the last block standing */

#endif
