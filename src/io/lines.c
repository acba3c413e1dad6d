// SPDX-License-Identifier: Apache-2.0
#include "io/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { PART = 1 << 16 };

struct hc_lines {
    char *path;
    gzFile file;
    hc_buf buf;
    size_t at, line, max_line;
    bool end;
};

hc_code hc_lines_open(const char *path, size_t max_line, hc_lines **out, hc_err *err)
{
    errno = 0;
    gzFile file = gzopen(path, "rbe");
    if (!file) {
        int why = errno ? errno : ENOMEM;
        return hc_fail(err, why == ENOENT || why == ENOTDIR ? HC_E_NOTFOUND : HC_E_IO, "",
                       "cannot read %s: %s\ncheck the name and the permissions",
                       "%s{을/를} 읽을 수 없음: %s\n이름과 접근 권한을 확인하십시오", path, strerror(why));
    }
    hc_lines *l = hc_xcalloc(1, sizeof *l);
    size_t n = strlen(path) + 1;
    l->path = hc_xmalloc(n);
    memcpy(l->path, path, n);
    l->file = file;
    l->max_line = max_line;
    gzbuffer(file, PART);
    hc_buf_init(&l->buf, SIZE_MAX);
    hc_buf_ch(&l->buf, '\n');             /* so that there is memory to point into */
    hc_buf_clear(&l->buf);
    *out = l;
    return HC_OK;
}

void hc_lines_close(hc_lines *l)
{
    if (!l)
        return;
    gzclose(l->file);
    hc_buf_fini(&l->buf);
    free(l->path);
    free(l);
}

/* Drops what has been handed out and reads on. */
static hc_code fill(hc_lines *l, hc_err *err)
{
    char part[PART];
    int why;
    if (l->at)
        memmove(l->buf.p, l->buf.p + l->at, l->buf.n - l->at);
    l->buf.n -= l->at;
    l->at = 0;
    int n = gzread(l->file, part, sizeof part);
    const char *words = gzerror(l->file, &why);
    size_t named = strlen(l->path);
    if (!strncmp(words, l->path, named) && !strncmp(words + named, ": ", 2))
        words += named + 2;
    if (n < 0 && why == Z_ERRNO)
        return hc_fail(err, HC_E_IO, "", "cannot read %s: %s", "%s{을/를} 읽을 수 없음: %s", l->path, words);
    if (n < 0 || (n == 0 && why != Z_OK && why != Z_STREAM_END))
        return hc_fail(err, HC_E_INPUT, "E-FILE-01", "%s: line %zu: the compressed data is broken or cut: %s",
                       "%s: %zu행: 압축 데이터가 손상되었거나 잘림: %s", l->path, l->line + 1, words);
    l->end = n == 0;
    hc_buf_add(&l->buf, part, (size_t)n);
    return HC_OK;
}

static hc_code next_line(hc_lines *l, hc_str *out, hc_err *err)
{
    for (size_t seen = 0;;) {
        const char *from = l->buf.n ? l->buf.p + l->at : "";
        const char *stop = l->buf.n > l->at + seen ? memchr(from + seen, '\n', l->buf.n - l->at - seen) : NULL;
        size_t n = stop ? (size_t)(stop - from) : l->buf.n - l->at;
        if (n > l->max_line)
            return hc_fail(err, HC_E_LIMIT, "E-FILE-02", "%s: line %zu is longer than %zu bytes",
                           "%s: %zu행이 %zu바이트보다 김", l->path, l->line + 1, l->max_line);
        if (stop || l->end) {
            *out = (hc_str){n || stop ? from : NULL, n};
            l->at += n + (stop ? 1 : 0);
            l->line++;
            return HC_OK;
        }
        seen = n;
        HC_TRY(fill(l, err));
    }
}

hc_code hc_lines_next(hc_lines *l, hc_str *out, size_t *line, hc_err *err)
{
    do {
        HC_TRY(next_line(l, out, err));
        if (out->n && out->p[out->n - 1] == '\r')
            out->n--;
    } while (out->p && hc_str_trim(*out).n == 0);
    *line = l->line;
    return HC_OK;
}
