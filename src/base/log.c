// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool hc_log_on;

void hc_log_write(const char *file, int line, const char *fmt, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    const char *slash = strrchr(file, '/');
    fprintf(stderr, "debug %s:%d %s\n", slash ? slash + 1 : file, line, text);
}
