// SPDX-License-Identifier: Apache-2.0
#include "io/archive.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>
#include <zlib.h>
#include <zstd.h>

#include "base/limits.h"
#include "base/map.h"
#include "io/file.h"

enum { PART = 1 << 14, DATE_1980 = 0x21, METHOD_ZSTD = 93 };

struct hc_archive {
    hc_arena *a;
    zip_t *zip;
    const char *what;
    hc_map members;               /* name -> index in the central directory + 1, of the last one */
    uint64_t read;                /* bytes unpacked so far */
    ZSTD_DCtx *zstd;
};

/* ---- opening ------------------------------------------------------------------------------------------- */

static hc_code no_zip(const char *what, zip_error_t *why, hc_err *err)
{
    hc_code code = zip_error_code_zip(why) == ZIP_ER_NOENT ? HC_E_NOTFOUND
                   : zip_error_code_zip(why) == ZIP_ER_OPEN || zip_error_code_zip(why) == ZIP_ER_READ ? HC_E_IO : HC_E_INPUT;
    hc_fail(err, code, "E-IMPORT-70", "cannot read %s as a zip file: %s\nit may be cut: fetch it again",
            "%s{을/를} zip 파일로 읽을 수 없음: %s\n파일이 잘렸을 수 있으니 다시 받으십시오", what, zip_error_strerror(why));
    zip_error_fini(why);
    return code;
}

/* Takes the source, also when it fails. */
static hc_code open_source(zip_source_t *source, zip_error_t *why, const char *what, hc_archive **out, hc_err *err)
{
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, why) : NULL;
    if (!zip) {
        zip_source_free(source);
        return no_zip(what, why, err);
    }
    zip_error_fini(why);
    hc_archive *r = hc_xcalloc(1, sizeof *r);
    *r = (hc_archive){.a = hc_arena_new(), .zip = zip};
    r->what = hc_cstr(r->a, hc_str_c(what));
    hc_map_init(&r->members, r->a);
    zip_int64_t n = zip_get_num_entries(zip, 0);
    for (zip_int64_t i = 0; i < n; i++) {
        const char *name = zip_get_name(zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        if (name)
            hc_map_put(&r->members, hc_str_c(name), (void *)(uintptr_t)(i + 1));
    }
    *out = r;
    return HC_OK;
}

hc_code hc_archive_open(const char *path, hc_archive **out, hc_err *err)
{
    zip_error_t why;
    zip_error_init(&why);
    return open_source(zip_source_file_create(path, 0, -1, &why), &why, path, out, err);
}

hc_code hc_archive_open_bytes(hc_str bytes, const char *what, hc_archive **out, hc_err *err)
{
    zip_error_t why;
    zip_error_init(&why);
    return open_source(zip_source_buffer_create(bytes.p, bytes.n, 0, &why), &why, what, out, err);
}

void hc_archive_close(hc_archive *r)
{
    if (!r)
        return;
    zip_discard(r->zip);
    ZSTD_freeDCtx(r->zstd);
    hc_arena_free(r->a);
    free(r);
}

size_t hc_archive_n(const hc_archive *r)
{
    return r->members.n;
}

hc_str hc_archive_name(const hc_archive *r, size_t member)
{
    return r->members.entries[member].key;
}

size_t hc_archive_find(const hc_archive *r, hc_str name)
{
    for (size_t i = 0; i < r->members.n; i++)
        if (hc_str_eq(r->members.entries[i].key, name))
            return i;
    return SIZE_MAX;
}

/* ---- reading ------------------------------------------------------------------------------------------- */

typedef struct unpacking {
    hc_archive *r;
    hc_str name;
    zip_file_t *file;
    size_t max;
    hc_buf *out;
    hc_err *err;
} unpacking;

static hc_code broken(const unpacking *u, const char *why)
{
    return hc_fail(u->err, HC_E_INPUT, "E-IMPORT-71", "%s: member %.*s is broken or cut: %s",
                   "%s: 안의 파일 %.*s{이/가} 손상되었거나 잘림: %s", u->r->what, HC_FS(u->name), why);
}

static hc_code keep(unpacking *u, const char *p, size_t n)
{
    if (n > u->max - u->out->n)
        return hc_fail(u->err, HC_E_LIMIT, "E-IMPORT-72", "%s: member %.*s is larger than %zu bytes",
                       "%s: 안의 파일 %.*s의 크기가 %zu바이트를 넘음", u->r->what, HC_FS(u->name), u->max);
    u->r->read += n;
    if (u->r->read > HC_ARCHIVE_BYTES_MAX)
        return hc_fail(u->err, HC_E_LIMIT, "E-IMPORT-73", "%s unpacks to more than %lu bytes",
                       "%s의 압축을 풀면 %lu바이트를 넘음", u->r->what, (unsigned long)HC_ARCHIVE_BYTES_MAX);
    hc_buf_add(u->out, p, n);
    return HC_OK;
}

static hc_code next_part(unpacking *u, char *part, size_t *out_n)
{
    zip_int64_t n = zip_fread(u->file, part, PART);
    *out_n = n > 0 ? (size_t)n : 0;
    return n < 0 ? broken(u, zip_file_strerror(u->file)) : HC_OK;
}

static hc_code unpack_plain(unpacking *u)
{
    char part[PART];
    size_t n = 1;
    while (n) {
        HC_TRY(next_part(u, part, &n));
        HC_TRY(keep(u, part, n));
    }
    return HC_OK;
}

/* The library does not know the method: it hands over the packed bytes, checksum unchecked. */
static hc_code unpack_zstd(unpacking *u)
{
    char part[PART], plain[PART];
    size_t n = 1, left = 0;
    if (!u->r->zstd)
        u->r->zstd = ZSTD_createDCtx();
    if (!u->r->zstd)
        hc_out_of_memory();
    ZSTD_DCtx_reset(u->r->zstd, ZSTD_reset_session_only);
    for (;;) {
        HC_TRY(next_part(u, part, &n));
        if (!n)
            return left ? broken(u, "the data ends early") : HC_OK;
        ZSTD_inBuffer in = {part, n, 0};
        for (bool full = true; in.pos < in.size || full;) {
            ZSTD_outBuffer out = {plain, sizeof plain, 0};
            left = ZSTD_decompressStream(u->r->zstd, &out, &in);
            if (ZSTD_isError(left))
                return broken(u, ZSTD_getErrorName(left));
            HC_TRY(keep(u, plain, out.pos));
            full = out.pos == out.size;
        }
    }
}

static hc_code unpack(unpacking *u, const zip_stat_t *st)
{
    bool zstd = st->comp_method == METHOD_ZSTD;
    u->file = zip_fopen_index(u->r->zip, st->index, zstd ? ZIP_FL_COMPRESSED : 0);
    if (!u->file)
        return broken(u, zip_strerror(u->r->zip));
    hc_code code = zstd ? unpack_zstd(u) : unpack_plain(u);
    zip_fclose(u->file);
    if (code != HC_OK || !zstd)
        return code;
    uLong sum = crc32_z(crc32(0, NULL, 0), (const Bytef *)u->out->p, u->out->n);
    return sum == st->crc ? HC_OK : broken(u, "the checksum is another one");
}

hc_code hc_archive_read(hc_archive *r, size_t member, size_t max, hc_buf *out, hc_err *err)
{
    uintptr_t index = (uintptr_t)r->members.entries[member].value - 1;
    unpacking u = {.r = r, .name = r->members.entries[member].key, .max = max, .out = out, .err = err};
    zip_stat_t st;
    hc_buf_clear(out);
    if (zip_stat_index(r->zip, index, 0, &st) < 0)
        return broken(&u, zip_strerror(r->zip));
    return unpack(&u, &st);
}

/* ---- writing ------------------------------------------------------------------------------------------- */

struct hc_archive_writer {
    zip_t *zip;
    zip_source_t *bytes;          /* what the library writes to */
};

hc_archive_writer *hc_archive_writer_new(void)
{
    hc_archive_writer *w = hc_xcalloc(1, sizeof *w);
    w->bytes = zip_source_buffer_create(NULL, 0, 0, NULL);
    w->zip = w->bytes ? zip_open_from_source(w->bytes, ZIP_CREATE | ZIP_TRUNCATE, NULL) : NULL;
    if (!w->zip)
        hc_out_of_memory();
    zip_source_keep(w->bytes);
    return w;
}

void hc_archive_writer_free(hc_archive_writer *w)
{
    if (!w)
        return;
    if (w->zip)
        zip_discard(w->zip);
    zip_source_free(w->bytes);
    free(w);
}

static hc_code not_written(hc_archive_writer *w, zip_error_t *why, hc_str name, hc_err *err)
{
    (void)w;
    return hc_fail(err, HC_E_BUG, "E-EXPORT-20", "cannot put %.*s into the zip file: %s", "%.*s{을/를} zip 파일에 넣을 수 없음: %s",
                   HC_FS(name), zip_error_strerror(why));
}

static hc_code add(hc_archive_writer *w, hc_str name, hc_str bytes, bool stored, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    char *copy = bytes.n ? hc_xmalloc(bytes.n) : NULL;
    if (copy)
        memcpy(copy, bytes.p, bytes.n);
    zip_source_t *source = zip_source_buffer(w->zip, copy, bytes.n, 1);
    zip_int64_t at = source ? zip_file_add(w->zip, hc_cstr(a, name), source, ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0) {
        if (source)
            zip_source_free(source);
        else
            free(copy);
        return not_written(w, zip_get_error(w->zip), name, err);
    }
    zip_file_set_dostime(w->zip, (zip_uint64_t)at, 0, DATE_1980, 0);
    if (stored)
        zip_set_file_compression(w->zip, (zip_uint64_t)at, ZIP_CM_STORE, 0);
    return HC_OK;
}

hc_code hc_archive_add(hc_archive_writer *w, hc_str name, hc_str bytes, hc_err *err)
{
    return add(w, name, bytes, false, err);
}

hc_code hc_archive_store(hc_archive_writer *w, hc_str name, hc_str bytes, hc_err *err)
{
    return add(w, name, bytes, true, err);
}

hc_code hc_archive_write(hc_archive_writer *w, const char *path, unsigned mode, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    char part[PART];
    zip_int64_t n = -1;
    hc_buf_init(&b, SIZE_MAX);
    if (zip_close(w->zip) < 0)
        return not_written(w, zip_get_error(w->zip), hc_str_c(path), err);
    w->zip = NULL;
    if (zip_source_open(w->bytes) == 0) {
        while ((n = zip_source_read(w->bytes, part, sizeof part)) > 0)
            hc_buf_add(&b, part, (size_t)n);
        zip_source_close(w->bytes);
    }
    if (n < 0)
        return not_written(w, zip_source_error(w->bytes), hc_str_c(path), err);
    return hc_file_write(path, hc_buf_view(&b), mode, err);
}
