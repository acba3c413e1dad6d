// SPDX-License-Identifier: Apache-2.0
#ifndef HC_WEB_SEARCH_H
#define HC_WEB_SEARCH_H

#include "engine/recorded.h"

/* Words in the conversations of runs: letters of either case, whatever their composition. A search ends after HC_SEARCH_HITS hits or
 * HC_SEARCH_S seconds and says that there is more. */
enum { HC_SEARCH_HITS = 200, HC_SEARCH_S = 10, HC_SEARCH_BYTES = 400 };

typedef struct hc_search hc_search;
/* HC_E_INPUT: nothing to look for, or too long. */
hc_code hc_search_new(hc_str words, hc_jw *w, hc_search **out, hc_err *err);
void hc_search_free(hc_search *s);
/* Writes {"run","case","message","before","match","after"} for each hit into the open array. */
hc_code hc_search_run(hc_search *s, hc_str name, hc_recorded *r, const hc_rows *rows, hc_err *err);
bool hc_search_more(const hc_search *s);   /* it was cut short; nothing more will be found */

#endif
