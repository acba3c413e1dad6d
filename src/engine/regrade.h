// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_REGRADE_H
#define HC_ENGINE_REGRADE_H

#include "engine/recorded.h"

/* Grades recorded conversations as another run grades them: with the item and the pack of that run and the rules and labels of its
 * score set. Nobody is asked (judges and programs of the set are left out) and nothing is written. */
typedef struct hc_regrade_one { size_t row, item; } hc_regrade_one;   /* of `rows`; ordinal in `pack` */

typedef struct hc_regrade {
    hc_recorded *run;
    const hc_pack *pack;           /* of the other run */
    hc_str set;                    /* definition of the other run's score set */
    const hc_regrade_one *one;
    size_t n;
} hc_regrade;

/* Replaces the outcomes of these rows of the run. */
hc_code hc_regrade_rows(const hc_regrade *g, hc_rows *rows, hc_err *err);

#endif
