// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_SETTINGS_H
#define HC_REPORT_SETTINGS_H

#include "report/compare.h"

/*
 * What two sides were set to otherwise: every setting of the plan, of the target, of the pack and of the scorers whose value differs, in
 * that order. Settings that only tell two plans apart (salts, commitments) are left out; of the date of a plan the day counts. A text
 * longer than a line is its beginning and the first digits of its SHA-256. Pure.
 */
/* *out is never NULL. HC_E_SYNTAX where a recorded text is no JSON. */
hc_code hc_settings_differ(hc_arena *a, const hc_side side[2], const hc_counterparts *on, hc_setting **out, size_t *out_n, hc_err *err);
const char *hc_setting_part(hc_setting_of p, bool ko);   /* for people: "target" */

#endif
