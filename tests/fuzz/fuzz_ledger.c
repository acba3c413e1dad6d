// SPDX-License-Identifier: Apache-2.0
/*
 * A run file that somebody has changed. The base is the frozen run of the golden ledgers; the first byte of an input
 * chooses how it is changed: by bytes of the file, or by values of columns, which gets past SQLite into what is ours.
 * Every reader must end with an error in both languages or with a value; a run that passes verification under the same
 * root says what the base says.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "db/sqlite.h"
#include "fuzz.h"
#include "io/file.h"
#include "ledger/ledger.h"

static char dir[] = "/dev/shm/haechi-fuzz-XXXXXX", path[64];
static hc_str base;
static char base_root[65];
static hc_digest base_said;

static void place(hc_str bytes)
{
    static const char *const ends[] = {"-wal", "-shm", "-journal", "-lock"};
    char name[80];
    for (size_t i = 0; i < HC_LEN(ends); i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, bytes.p, bytes.n) != (ssize_t)bytes.n)
        abort();
    close(fd);
}

/* ---- changing it --------------------------------------------------------------------------------------- */

static const char *const columns[] = {
    "meta.v", "log.hex", "log.name", "log.size", "log.frontier", "log.own", "slot.target", "slot.pack", "slot.item",
    "slot.transform", "slot.epoch", "entry.v", "entry.t", "entry.type", "entry.slot", "entry.redo", "entry.strand", "entry.step",
    "entry.attempt", "entry.asked", "entry.code", "entry.of", "entry.state", "entry.final", "entry.question", "entry.sset",
    "entry.nums", "entry.refs", "entry.leaf", "entry.hash", "chunk.key", "chunk.codec", "chunk.data", "body.parent", "body.chunk",
    "ref.seq", "ref.field", "ref.body", "snapshot.path", "snapshot.body", "sample.seq", "sample.state", "sset.digest", "sset.seq",
    "score.scorer", "score.outcome", "score.seq", "head.size", "entry.seq", "ref.log", "sample.redo", "score.slot",
};

static uint8_t next(hc_str *in)
{
    uint8_t b = in->n ? (uint8_t)in->p[0] : 0;
    *in = hc_str_sub(*in, 1, in->n);
    return b;
}

/* Column, row, kind of value, its bytes: every row whose value equals that of the chosen row gets the new one. */
static void change_columns(hc_str in)
{
    hc_db *db;
    if (hc_db_open(path, HC_DB_WRITE, NULL, &db, NULL) != HC_OK)
        abort();
    for (int changes = 0; in.n >= 4 && changes < 8; changes++) {
        hc_str column = hc_str_c(columns[next(&in) % HC_LEN(columns)]), table;
        hc_str_cut(&column, '.', &table);
        unsigned row = next(&in) % 64, kind = next(&in), n = next(&in);
        hc_str bytes = hc_str_sub(in, 0, n);
        in = hc_str_sub(in, n, in.n);
        HC_AUTO(hc_buf) sql;
        hc_buf_init(&sql, SIZE_MAX);
        hc_buf_fmt(&sql, "UPDATE OR IGNORE %.*s SET %.*s=", HC_FS(table), HC_FS(column));
        if (kind % 4 == 0) {
            hc_buf_c(&sql, "NULL");
        } else if (kind % 4 == 1) {
            int64_t v = 0;
            memcpy(&v, bytes.p, bytes.n < 8 ? bytes.n : 8);
            hc_buf_fmt(&sql, "%lld", (long long)v);
        } else {
            hc_buf_c(&sql, kind % 4 == 2 ? "CAST(X'" : "X'");
            for (size_t i = 0; i < bytes.n; i++)
                hc_buf_fmt(&sql, "%02x", (unsigned char)bytes.p[i]);
            hc_buf_c(&sql, kind % 4 == 2 ? "' AS TEXT)" : "'");
        }
        hc_buf_fmt(&sql, " WHERE %.*s IS (SELECT %.*s FROM %.*s LIMIT 1 OFFSET %u)", HC_FS(column), HC_FS(column),
                   HC_FS(table), row);
        hc_buf_ch(&sql, '\0');
        (void)!hc_db_exec(db, sql.p, NULL);      /* a strict column may refuse the value */
    }
    hc_db_close(db);
}

/* Offset of three bytes, length, bytes. */
static void change_bytes(hc_str in)
{
    char *copy = hc_xmalloc(base.n);
    memcpy(copy, base.p, base.n);
    while (in.n >= 5) {
        size_t at = next(&in);
        at = (at << 8 | next(&in)) << 8 | next(&in);
        size_t n = next(&in);
        at %= base.n;
        hc_str bytes = hc_str_sub(in, 0, n < base.n - at ? n : base.n - at);
        memcpy(copy + at, bytes.p, bytes.n);
        in = hc_str_sub(in, n, in.n);
    }
    place((hc_str){copy, base.n});
    free(copy);
}

/* ---- reading it ---------------------------------------------------------------------------------------- */

typedef struct walk { hc_ledger *l; hc_arena *a; hc_buf said; } walk;

static hc_code one(void *ctx, const hc_record *r, hc_err *err)
{
    static const char *const fields[] = {"plan", "wire", "reply", "raw", "outcomes", "judgement", "error"};
    walk *w = ctx;
    (void)err;
    hc_buf_fmt(&w->said, "%llu", (unsigned long long)r->seq);
    for (size_t i = 0; i < HC_LEN(fields); i++) {
        hc_str body;
        if (hc_ledger_body(w->l, r->log, r->seq, fields[i], w->a, &body, NULL) == HC_OK)
            hc_buf_str(&w->said, body);
    }
    return HC_OK;
}

static hc_code one_sample(void *ctx, const hc_sample_info *s, hc_err *err)
{
    (void)err;
    hc_buf_fmt(&((walk *)ctx)->said, "%.*s %d", HC_FS(s->addr.item), s->state);
    return HC_OK;
}

static hc_code one_score(void *ctx, const hc_score_info *s, hc_err *err)
{
    walk *w = ctx;
    hc_str outcomes;
    (void)err;
    if (hc_ledger_body_at(w->l, s->body, w->a, &outcomes, NULL) == HC_OK)
        hc_buf_str(&w->said, outcomes);
    return HC_OK;
}

static void must_say(hc_code c, const hc_err *err)
{
    HC_ASSERT(c == HC_OK || (err->en[0] && err->ko[0]));
}

/* Everything that reads a run; the digest of what it says. False: it cannot be opened. */
static bool read_all(char root[65], bool *verified, hc_digest *said)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_err err = {0};
    walk w = {.a = a};
    hc_check check;
    hc_str plan;
    hc_snapshot_file *files;
    hc_sset *sets;
    hc_totals totals;
    size_t n;
    hc_code c = hc_ledger_open(path, HC_OPEN_READ, NULL, NULL, &w.l, &err);
    must_say(c, &err);
    if (c != HC_OK)
        return false;
    c = hc_ledger_verify(w.l, &check, &err);
    must_say(c, &err);
    *verified = c == HC_OK;
    memcpy(root, check.root_hex, 65);
    hc_buf_init(&w.said, SIZE_MAX);
    must_say(hc_ledger_plan(w.l, a, &plan, &err), &err);
    must_say(hc_ledger_snapshot(w.l, a, &files, &n, &err), &err);
    must_say(hc_ledger_samples(w.l, one_sample, &w, &err), &err);
    must_say(hc_ledger_totals(w.l, "", &totals, &err), &err);
    c = hc_ledger_ssets(w.l, a, &sets, &n, &err);
    must_say(c, &err);
    for (size_t i = 0; c == HC_OK && i < n; i++)
        must_say(hc_ledger_scores(w.l, sets[i].digest, one_score, &w, &err), &err);
    must_say(hc_ledger_each(w.l, HC_ENT_COUNT, NULL, one, &w, &err), &err);
    *said = hc_sha256(hc_buf_view(&w.said));
    hc_buf_fini(&w.said);
    hc_ledger_abandon(w.l);
    return true;
}

static void clean(void)
{
    static const char *const ends[] = {"", "-key", "-wal", "-shm", "-journal", "-lock"};
    char name[80];
    for (size_t i = 0; i < HC_LEN(ends); i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    rmdir(dir);
}

static void start(void)
{
    static hc_arena *a;               /* kept: the base lies in it */
    a = hc_arena_new();
    hc_str key;
    bool verified;
    if (!mkdtemp(dir))
        abort();
    atexit(clean);
    snprintf(path, sizeof path, "%s/r.haechi", dir);
    HC_ASSERT(hc_file_read(a, HC_SOURCE_ROOT "/tests/golden_ledger/0.1.0/open.haechi", 1 << 20, &base, NULL) == HC_OK);
    HC_ASSERT(hc_file_read(a, HC_SOURCE_ROOT "/tests/golden_ledger/0.1.0/open.haechi-key", 1 << 20, &key, NULL) == HC_OK);
    HC_ASSERT(hc_file_write(hc_fmt(a, "%s-key", path).p, key, 0600, NULL) == HC_OK);
    place(base);
    HC_ASSERT(read_all(base_root, &verified, &base_said) && verified);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!base.n)
        start();
    if (!size)
        return 0;
    hc_str in = {(const char *)data + 1, size - 1};
    if (data[0] % 4 == 0) {
        change_bytes(in);
    } else {
        place(base);
        change_columns(in);
    }
    char root[65];
    bool verified;
    hc_digest said;
    if (read_all(root, &verified, &said) && verified && strcmp(root, base_root) == 0)
        HC_ASSERT(hc_digest_eq(&said, &base_said));
    return 0;
}
