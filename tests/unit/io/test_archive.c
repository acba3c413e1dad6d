// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/archive.h"

/* Zip files made byte by byte, so that they may be anything. */
typedef struct zip { hc_buf local, central; unsigned n; } zip;

static void put(hc_buf *b, uint32_t v, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        hc_buf_ch(b, (char)(v >> (8 * i)));
}

static uint32_t checksum(hc_str s)
{
    uint32_t crc = ~0u;
    for (size_t i = 0; i < s.n; i++) {
        crc ^= (unsigned char)s.p[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

static void start(zip *z)
{
    hc_buf_init(&z->local, SIZE_MAX);
    hc_buf_init(&z->central, SIZE_MAX);
    z->n = 0;
}

static void common(hc_buf *b, uint32_t method, uint32_t crc, size_t packed, size_t plain, hc_str name)
{
    put(b, 20, 2);
    put(b, 0, 2);
    put(b, method, 2);
    put(b, 0x210000, 4);
    put(b, crc, 4);
    put(b, (uint32_t)packed, 4);
    put(b, (uint32_t)plain, 4);
    put(b, (uint32_t)name.n, 2);
    put(b, 0, 2);
}

static void add(zip *z, const char *name, uint32_t method, hc_str packed, uint32_t crc, size_t plain)
{
    uint32_t offset = (uint32_t)z->local.n;
    put(&z->local, 0x04034b50, 4);
    common(&z->local, method, crc, packed.n, plain, hc_str_c(name));
    hc_buf_c(&z->local, name);
    hc_buf_str(&z->local, packed);
    put(&z->central, 0x02014b50, 4);
    put(&z->central, 20, 2);
    common(&z->central, method, crc, packed.n, plain, hc_str_c(name));
    put(&z->central, 0, 2);
    put(&z->central, 0, 4);
    put(&z->central, 0, 4);
    put(&z->central, offset, 4);
    hc_buf_c(&z->central, name);
    z->n++;
}

static void stored(zip *z, const char *name, const char *text)
{
    add(z, name, 0, hc_str_c(text), checksum(hc_str_c(text)), strlen(text));
}

static hc_str finish(zip *z)
{
    uint32_t offset = (uint32_t)z->local.n, size = (uint32_t)z->central.n;
    hc_buf_str(&z->local, hc_buf_view(&z->central));
    hc_buf_fini(&z->central);
    put(&z->local, 0x06054b50, 4);
    put(&z->local, 0, 4);
    put(&z->local, z->n, 2);
    put(&z->local, z->n, 2);
    put(&z->local, size, 4);
    put(&z->local, offset, 4);
    put(&z->local, 0, 2);
    return hc_buf_view(&z->local);
}

/* "hello hello hello hello" as two zstd frames behind one another: a raw block and a run of one byte. */
static const char FRAMES[] = "\x28\xb5\x2f\xfd\x20\x05\x29\x00\x00hello" "\x28\xb5\x2f\xfd\x20\x04\x23\x00\x00!";
#define FRAMES_STR ((hc_str){FRAMES, sizeof FRAMES - 1})

static hc_code read_one(hc_str bytes, const char *name, size_t max, hc_buf *out, hc_err *err)
{
    hc_archive *r;
    hc_code code = hc_archive_open_bytes(bytes, "x.eval", &r, err);
    if (code != HC_OK)
        return code;
    size_t at = hc_archive_find(r, hc_str_c(name));
    assert_true(at != SIZE_MAX);
    code = hc_archive_read(r, at, max, out, err);
    hc_archive_close(r);
    return code;
}

static void is(hc_buf *b, const char *want)
{
    assert_true(hc_str_is(hc_buf_view(b), want));
}

static void members_of_every_kind(void **state)
{
    (void)state;
    zip z;
    hc_err err = {0};
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    start(&z);
    stored(&z, "a", "plain");
    add(&z, "d", 8, (hc_str){"\x4b\x4c\x4a\x06\x00", 5}, checksum(HC_S("abc")), 3);
    add(&z, "z", 93, FRAMES_STR, checksum(HC_S("hello!!!!")), 9);
    hc_str all = finish(&z);
    assert_int_equal(read_one(all, "a", 5, &out, &err), HC_OK);
    is(&out, "plain");
    assert_int_equal(read_one(all, "d", 3, &out, &err), HC_OK);
    is(&out, "abc");
    assert_int_equal(read_one(all, "z", 9, &out, &err), HC_OK);
    is(&out, "hello!!!!");
    hc_buf_fini(&z.local);
}

static void the_last_of_one_name_counts(void **state)
{
    (void)state;
    zip z;
    hc_err err = {0};
    hc_archive *r;
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    start(&z);
    stored(&z, "a", "old");
    stored(&z, "b", "other");
    stored(&z, "a", "new");
    assert_int_equal(hc_archive_open_bytes(finish(&z), "x", &r, &err), HC_OK);
    assert_int_equal(hc_archive_n(r), 2);
    assert_int_equal(hc_archive_read(r, hc_archive_find(r, HC_S("a")), 100, &out, &err), HC_OK);
    is(&out, "new");
    assert_int_equal(hc_archive_find(r, HC_S("c")), SIZE_MAX);
    hc_archive_close(r);
    hc_buf_fini(&z.local);
}

static void what_is_wrong_is_said_with_file_and_member(void **state)
{
    (void)state;
    static const struct { const char *name; uint32_t method; hc_str packed; hc_code code; const char *id; } cases[] = {
        {"sum", 0, {"plain", 5}, HC_E_INPUT, "E-IMPORT-71"},
        {"zsum", 93, {FRAMES, sizeof FRAMES - 1}, HC_E_INPUT, "E-IMPORT-71"},
        {"cut", 93, {FRAMES, sizeof FRAMES - 3}, HC_E_INPUT, "E-IMPORT-71"},
        {"junk", 93, {"no zstd here", 12}, HC_E_INPUT, "E-IMPORT-71"},
        {"deflate", 8, {"\xff\xff\xff", 3}, HC_E_INPUT, "E-IMPORT-71"},
        {"method", 77, {"abc", 3}, HC_E_INPUT, "E-IMPORT-71"},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        zip z;
        hc_err err = {0};
        HC_AUTO(hc_buf) out;
        hc_buf_init(&out, SIZE_MAX);
        start(&z);
        add(&z, cases[i].name, cases[i].method, cases[i].packed, 1, 9);
        assert_int_equal(read_one(finish(&z), cases[i].name, 1000, &out, &err), cases[i].code);
        assert_string_equal(err.id, cases[i].id);
        assert_non_null(strstr(err.en, "x.eval"));
        assert_non_null(strstr(err.ko, cases[i].name));
        hc_buf_fini(&z.local);
    }
}

/* A member says that it is small and unpacks to more: what counts is what comes out. */
static void a_member_is_bounded_by_what_comes_out(void **state)
{
    (void)state;
    zip z;
    hc_err err = {0};
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    start(&z);
    add(&z, "z", 93, FRAMES_STR, checksum(HC_S("hello!!!!")), 1);
    assert_int_equal(read_one(finish(&z), "z", 8, &out, &err), HC_E_LIMIT);
    assert_string_equal(err.id, "E-IMPORT-72");
    hc_buf_fini(&z.local);
}

static void every_prefix_is_an_error(void **state)
{
    (void)state;
    zip z;
    start(&z);
    stored(&z, "a", "plain");
    stored(&z, "b", "plain");
    hc_str all = finish(&z);
    for (size_t n = 1; n < all.n; n++) {
        hc_err err = {0};
        hc_archive *r;
        assert_int_equal(hc_archive_open_bytes(hc_str_sub(all, 0, n), "x.eval", &r, &err), HC_E_INPUT);
        assert_string_equal(err.id, "E-IMPORT-70");
    }
    hc_buf_fini(&z.local);
}

static void missing_file(void **state)
{
    (void)state;
    hc_err err = {0};
    hc_archive *r;
    assert_int_equal(hc_archive_open("/nowhere/x.eval", &r, &err), HC_E_NOTFOUND);
    assert_int_equal(hc_archive_open("/", &r, &err) != HC_OK, 1);
}

/* Sizes in the local header (no descriptors), no comment, equal bytes for equal contents. */
static void what_is_written_is_read(void **state)
{
    (void)state;
    char path[] = "/tmp/haechi-archive-XXXXXX";
    hc_err err = {0};
    hc_archive *r;
    HC_AUTO(hc_buf) big;
    HC_AUTO(hc_buf) out;
    close(mkstemp(path));
    hc_buf_init(&big, SIZE_MAX);
    hc_buf_init(&out, SIZE_MAX);
    for (size_t i = 0; i < 100000; i++)
        hc_buf_fmt(&big, "%zu,", i);
    hc_archive_writer *w = hc_archive_writer_new();
    assert_int_equal(hc_archive_add(w, HC_S("samples/가_epoch_1.json"), HC_S("{}"), &err), HC_OK);
    assert_int_equal(hc_archive_add(w, HC_S("big"), hc_buf_view(&big), &err), HC_OK);
    assert_int_equal(hc_archive_add(w, HC_S("empty"), HC_S(""), &err), HC_OK);
    assert_int_equal(hc_archive_write(w, path, 0600, &err), HC_OK);
    hc_archive_writer_free(w);
    assert_int_equal(hc_archive_open(path, &r, &err), HC_OK);
    assert_int_equal(hc_archive_n(r), 3);
    assert_true(hc_str_is(hc_archive_name(r, 0), "samples/가_epoch_1.json"));
    assert_int_equal(hc_archive_read(r, 1, SIZE_MAX, &out, &err), HC_OK);
    assert_true(hc_str_eq(hc_buf_view(&out), hc_buf_view(&big)));
    assert_int_equal(hc_archive_read(r, 2, SIZE_MAX, &out, &err), HC_OK);
    is(&out, "");
    hc_archive_close(r);
    unlink(path);
    hc_archive_writer_free(hc_archive_writer_new());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_of_every_kind),
        cmocka_unit_test(the_last_of_one_name_counts),
        cmocka_unit_test(what_is_wrong_is_said_with_file_and_member),
        cmocka_unit_test(a_member_is_bounded_by_what_comes_out),
        cmocka_unit_test(every_prefix_is_an_error),
        cmocka_unit_test(missing_file),
        cmocka_unit_test(what_is_written_is_read),
    };
    return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
