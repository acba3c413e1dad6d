// SPDX-License-Identifier: Apache-2.0
#include "base/defs.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void hc_assert_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "haechi: internal error: %s:%d: %s\n", file, line, what);
    abort();
}

void hc_out_of_memory(void)
{
    static const char line[] = "haechi: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, line, sizeof line - 1);
    (void)ignored;
    _exit(1);
}

void *hc_xmalloc(size_t n)
{
    void *p = malloc(n ? n : 1);
    if (!p)
        hc_out_of_memory();
    return p;
}

void *hc_xcalloc(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p)
        hc_out_of_memory();
    return p;
}

void *hc_xrealloc(void *p, size_t n)
{
    void *q = realloc(p, n ? n : 1);
    if (!q)
        hc_out_of_memory();
    return q;
}
