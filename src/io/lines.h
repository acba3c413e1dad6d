// SPDX-License-Identifier: Apache-2.0
#ifndef HC_IO_LINES_H
#define HC_IO_LINES_H

#include "base/str.h"

/* The lines of a file, plain or gzip, with the memory of the longest one. Blocking. */
typedef struct hc_lines hc_lines;

hc_code hc_lines_open(const char *path, size_t max_line, hc_lines **out, hc_err *err);
void hc_lines_close(hc_lines *l);      /* NULL-safe */
/* The next line that is not blank, without its end ("\n" or "\r\n"); p NULL after the last. Valid until the next call. *line is its
 * 1-based number. HC_E_LIMIT: longer than max_line; HC_E_INPUT: broken or cut gzip data;
 * HC_E_IO. */
hc_code hc_lines_next(hc_lines *l, hc_str *out, size_t *line, hc_err *err);

#endif
