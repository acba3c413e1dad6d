// SPDX-License-Identifier: Apache-2.0
#ifndef HC_TEXT_REGEX_H
#define HC_TEXT_REGEX_H

#include "base/str.h"

/* PCRE2, UTF and UCP, JIT, match and heap limits always set (base/limits.h). Not RE2 or Python `re`. */
typedef struct hc_regex hc_regex;
enum { HC_REGEX_GROUPS_MAX = 16 };

typedef struct hc_match {
    size_t n;                                  /* groups set, 0 = whole */
    hc_str group[HC_REGEX_GROUPS_MAX];         /* borrow of the subject; p = NULL if unset */
} hc_match;

/* flags: 'i' caseless, 'm' multi-line, 's' dot matches newline, 'x' extended; others are an error. */
hc_code hc_regex_new(hc_str pattern, hc_str flags, hc_regex **out, hc_err *err);
void hc_regex_free(hc_regex *re);
/* *out_found false when there is no match. A limit reached is HC_E_LIMIT, never "no match".
 * `subject` must be valid UTF-8 (repair it first). Search starts at byte `from`. */
hc_code hc_regex_find(const hc_regex *re, hc_str subject, size_t from, bool *out_found, hc_match *out,
                      hc_err *err);

#endif
