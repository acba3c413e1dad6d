// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <stdlib.h>
#include <string.h>

#include <zstd.h>

#include "base/limits.h"

/* A body is a chain of (parent, chunk). Chunks are shared by their hash, chains by (parent, chunk): a dialogue that
 * grows by a message stores that message only. Parents are always older rows, so a chain cannot loop. */

enum { CODEC_PLAIN = 0, CODEC_ZSTD = 1, PIECE_MAX = 16 << 20 };
static const size_t BODY_BYTES_MAX = 8 * HC_REPLY_BYTES_MAX;

enum { CHUNK_CACHE_BITS = 13, BODY_CACHE_BITS = 16 };

hc_idcache *hc_idcache_new(unsigned bits)
{
    hc_idcache *c = hc_xcalloc(1, sizeof *c + (sizeof c->slot[0] << bits));
    c->bits = bits;
    return c;
}

static size_t slot_of(const hc_idcache *c, const hc_digest *key)
{
    uint64_t words[2];
    memcpy(words, key->b, sizeof words);   /* a digest, or two small numbers */
    uint64_t h = words[0] * UINT64_C(0x9E3779B97F4A7C15) + words[1] * UINT64_C(0xC2B2AE3D27D4EB4F);
    return (size_t)(h >> (64 - c->bits));
}

int64_t hc_idcache_get(const hc_idcache *c, const hc_digest *key)
{
    size_t i = slot_of(c, key);
    return memcmp(&c->slot[i].key, key, sizeof *key) == 0 ? c->slot[i].id : 0;
}

int64_t *hc_idcache_at(hc_idcache *c, const hc_digest *key)
{
    size_t i = slot_of(c, key);
    if (memcmp(&c->slot[i].key, key, sizeof *key) != 0) {
        c->slot[i].key = *key;
        c->slot[i].id = 0;
    }
    return &c->slot[i].id;
}

void hc_body_writer_init(hc_body_writer *w, hc_db *db)
{
    *w = (hc_body_writer){.db = db, .zstd = ZSTD_createCCtx()};
    if (!w->zstd)
        hc_out_of_memory();
    w->chunks = hc_idcache_new(CHUNK_CACHE_BITS);
    w->bodies = hc_idcache_new(BODY_CACHE_BITS);
}

void hc_body_writer_fini(hc_body_writer *w)
{
    ZSTD_freeCCtx(w->zstd);
    free(w->out);
    free(w->links);
    free(w->chunks);
    free(w->bodies);
    *w = (hc_body_writer){0};
}

static char *room(char **buf, size_t *cap, size_t n)
{
    if (*cap < n) {
        *buf = hc_xrealloc(*buf, n);
        *cap = n;
    }
    return *buf;
}

/* The compressed bytes, or the plain ones where compression does not help. */
static hc_str encode(hc_body_writer *w, hc_str plain, int *out_codec)
{
    *out_codec = CODEC_PLAIN;
    if (plain.n < HC_BODY_PLAIN_MAX)
        return plain;
    size_t cap = ZSTD_compressBound(plain.n);
    size_t n = ZSTD_compressCCtx(w->zstd, room(&w->out, &w->out_cap, cap), cap, plain.p, plain.n, 1);
    if (ZSTD_isError(n) || n >= plain.n)
        return plain;
    *out_codec = CODEC_ZSTD;
    return (hc_str){w->out, n};
}

/* An insert that met an older row leaves *out_id 0. */
static hc_code insert(hc_db *db, hc_stmt *s, int64_t *out_id, hc_err *err)
{
    HC_TRY(hc_run(s, err));
    *out_id = hc_db_changes(db) ? hc_db_last_id(db) : 0;
    return HC_OK;
}

static hc_code find(hc_stmt *s, int64_t *out_id, hc_err *err)
{
    bool row;
    HC_TRY(hc_step(s, &row, err));
    HC_ASSERT(row);
    *out_id = hc_col_i64(s, 0);
    hc_reset(s);
    return HC_OK;
}

static hc_code put_chunk(hc_body_writer *w, const hc_link *link, int64_t *out_id, hc_err *err)
{
    int64_t *known = hc_idcache_at(w->chunks, &link->chunk);
    hc_stmt *s;
    if (!*known) {
        int codec;
        hc_str data = encode(w, link->bytes, &codec);
        HC_TRY(hc_db_prepare(w->db, "INSERT INTO chunk(key, codec, data) VALUES(?,?,?) ON CONFLICT DO NOTHING", &s,
                             err));
        hc_bind_blob(s, 1, hc_digest_str(&link->chunk));
        hc_bind_i64(s, 2, codec);
        hc_bind_blob(s, 3, data);
        HC_TRY(insert(w->db, s, known, err));
    }
    if (!*known) {
        HC_TRY(hc_db_prepare(w->db, "SELECT id FROM chunk WHERE key=?", &s, err));
        hc_bind_blob(s, 1, hc_digest_str(&link->chunk));
        HC_TRY(find(s, known, err));
    }
    *out_id = *known;
    return HC_OK;
}

static hc_code put_link(hc_body_writer *w, int64_t parent, int64_t chunk, int64_t *out_id, hc_err *err)
{
    hc_stmt *s;
    HC_TRY(hc_db_prepare(w->db, "INSERT INTO body(parent, chunk) VALUES(?,?) ON CONFLICT DO NOTHING", &s, err));
    hc_bind_i64(s, 1, parent);
    hc_bind_i64(s, 2, chunk);
    HC_TRY(insert(w->db, s, out_id, err));
    if (*out_id)
        return HC_OK;
    HC_TRY(hc_db_prepare(w->db, "SELECT id FROM body WHERE parent=? AND chunk=?", &s, err));
    hc_bind_i64(s, 1, parent);
    hc_bind_i64(s, 2, chunk);
    return find(s, out_id, err);
}

static void add_link(hc_body_writer *w, size_t n, hc_str bytes)
{
    static const hc_digest none;
    if (n == w->cap_links) {
        w->cap_links = n ? 2 * n : 16;
        w->links = hc_xrealloc(w->links, w->cap_links * sizeof *w->links);
    }
    hc_digest chunk = hc_sha256(bytes);
    const hc_str pair[] = {hc_digest_str(n ? &w->links[n - 1].chain : &none), hc_digest_str(&chunk)};
    w->links[n] = (hc_link){bytes, chunk, hc_sha256_parts(pair, HC_LEN(pair))};
}

/* The pieces of a body, each with the digest of the chain up to it. An empty body is one empty chunk. */
static size_t make_links(hc_body_writer *w, const hc_str *chunks, size_t n)
{
    size_t n_links = 0;
    for (size_t i = 0; i < n || n_links == 0; i++) {
        hc_str rest = i < n ? chunks[i] : HC_S("");
        do {
            hc_str piece = hc_str_sub(rest, 0, PIECE_MAX);
            rest = hc_str_sub(rest, piece.n, rest.n);
            add_link(w, n_links++, piece);
        } while (rest.n);
    }
    return n_links;
}

/* A turn of a dialogue repeats the chain of the turn before: what is known of it need not be looked up piece by piece. */
hc_code hc_body_put(hc_body_writer *w, const hc_str *chunks, size_t n, int64_t *out_id, hc_err *err)
{
    int64_t id = 0, chunk;
    size_t n_links = make_links(w, chunks, n), at = n_links;
    while (at > 0 && !(id = hc_idcache_get(w->bodies, &w->links[at - 1].chain)))
        at--;
    for (; at < n_links; at++) {
        HC_TRY(put_chunk(w, &w->links[at], &chunk, err));
        HC_TRY(put_link(w, id, chunk, &id, err));
        *hc_idcache_at(w->bodies, &w->links[at].chain) = id;
    }
    *out_id = id;
    return HC_OK;
}

void hc_body_reader_fini(hc_body_reader *r)
{
    ZSTD_freeDCtx(r->zstd);
    free(r->out);
    *r = (hc_body_reader){0};
}

static hc_code corrupt(int64_t id, hc_err *err)
{
    return hc_fail(err, HC_E_CORRUPT, "E-RUN-05", "stored body %lld is damaged", "저장된 본문 %lld{이/가} 손상됨",
                   (long long)id);
}

static hc_code get_chunk(hc_body_reader *r, int64_t body, int64_t id, hc_buf *out, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(r->db, "SELECT codec, data, key FROM chunk WHERE id=?", &s, err));
    hc_bind_i64(s, 1, id);
    HC_TRY(hc_step(s, &row, err));
    if (!row)
        return corrupt(body, err);
    hc_str data = hc_col_blob(s, 1);
    bool good = true;
    int64_t codec = hc_col_i64(s, 0);
    if (codec == CODEC_ZSTD) {
        unsigned long long size = ZSTD_getFrameContentSize(data.p, data.n);
        good = size <= PIECE_MAX; /* unknown and error are larger than anything */
        if (good && !r->zstd && !(r->zstd = ZSTD_createDCtx()))
            hc_out_of_memory();
        size_t cap = good ? (size_t)size : 0;
        good = good && ZSTD_decompressDCtx(r->zstd, room(&r->out, &r->out_cap, cap + 1), cap, data.p, data.n) == cap;
        data = (hc_str){r->out, cap};
    } else {
        good = codec == CODEC_PLAIN;
    }
    if (good && r->verify) {
        hc_digest key = hc_sha256(data);
        good = hc_str_eq(hc_col_blob(s, 2), hc_digest_str(&key));
    }
    if (good)
        hc_buf_str(out, data);
    hc_reset(s);
    return good && !out->over && out->n <= BODY_BYTES_MAX ? HC_OK : corrupt(body, err);
}

hc_code hc_body_get(hc_body_reader *r, int64_t id, hc_buf *out, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    int64_t *chunks = NULL;
    size_t n = 0, cap = 0;
    hc_stmt *s;
    HC_TRY(hc_db_prepare(r->db, "SELECT parent, chunk FROM body WHERE id=?", &s, err));
    for (int64_t at = id; at;) {
        bool row;
        hc_bind_i64(s, 1, at);
        HC_TRY(hc_step(s, &row, err));
        int64_t parent = row ? hc_col_i64(s, 0) : at;
        if (parent >= at || parent < 0) {
            hc_reset(s);
            return corrupt(id, err);
        }
        HC_GROW(a, chunks, n, cap);
        chunks[n++] = hc_col_i64(s, 1);
        hc_reset(s);
        at = parent;
    }
    while (n > 0)
        HC_TRY(get_chunk(r, id, chunks[--n], out, err));
    return HC_OK;
}
