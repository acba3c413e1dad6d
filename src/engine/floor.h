// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_FLOOR_H
#define HC_ENGINE_FLOOR_H

#include "engine/recorded.h"

/* Floor lines: what always refusing and answering at random (where there are choices) would get on the plan's items, graded by the rules of the set. Nothing
 * is asked and nothing recorded: reference answers are pure functions, so these rows belong to every table. Judged
 * verdicts stay `unjudged`. Targets are called "ref-refuse" and "ref-random". */
hc_code hc_floor_rows(hc_recorded *r, const hc_sset *set, bool answers, hc_rows *out, hc_err *err);

#endif
