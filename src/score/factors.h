// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SCORE_FACTORS_H
#define HC_SCORE_FACTORS_H

/* taxonomy/assurai-35.csv, embedded: a head line, then "factor,label,..." with no quotes and no comma in a name. */
extern const unsigned char hc_factors_csv[];
extern const unsigned hc_factors_csv_len;

#endif
