// SPDX-License-Identifier: Apache-2.0
#include "base/defs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void hc_assert_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "haechi: internal error: %s:%d: %s\n", file, line, what);
    abort();
}

HC_NORETURN static void leave(const char *line, int status)
{
    ssize_t ignored = write(STDERR_FILENO, line, strlen(line));
    (void)ignored;
    _exit(status);
}

void hc_out_of_memory(void)
{
    leave("haechi: out of memory\n", 1);
}

void hc_out_of_descriptors(void)
{
    leave("haechi: too many open files; raise the limit (ulimit -n), then run again, or `haechi resume` where a run has begun\n", 9);
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
