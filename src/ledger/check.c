// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <string.h>

/* Everything that is stored twice is compared: leaf bytes with columns, hashes with bytes, chunks with their keys,
 * commitments with bodies (where the secret is known), projections with entries. */

typedef struct log_state {
    int64_t id, size, t_us;
    uint64_t next;                 /* expected seq */
    hc_frontier frontier, stored;
    hc_str hex;
    const uint8_t *secret;
} log_state;

typedef struct checker {
    hc_ledger *l;
    hc_arena *a, *row;             /* the check's, one entry's */
    hc_buf leaf, refs, body;
    hc_check out;
} checker;

static hc_code differs(const checker *k, hc_str log, uint64_t seq, const char *what, hc_err *err)
{
    return hc_fail(err, HC_E_CORRUPT, "E-RUN-08", "%s: entry %.*s:%llu differs in its %s",
                   "%s: 항목 %.*s:%llu의 내용이 기록과 다름(%s)", k->l->path, HC_FS(log), (unsigned long long)seq, what);
}

/* Commitments of an entry from its bodies, in the form of the column. */
static hc_code recompute_refs(checker *k, const log_state *log, uint64_t seq, hc_err *err)
{
    hc_ref refs[HC_REFS_MAX];
    size_t n = 1;
    hc_str secret = {(const char *)log->secret, HC_SECRET_BYTES};
    hc_stmt *s;
    bool row;
    if (log->secret)
        refs[0] = (hc_ref){HC_S("blind"), hc_commit(secret, log->hex, seq, HC_S("blind"), NULL, 0)};
    HC_TRY(hc_db_prepare(k->l->rdb, "SELECT field, body FROM ref WHERE log=? AND seq=?", &s, err));
    hc_bind_i64(s, 1, log->id);
    hc_bind_i64(s, 2, (int64_t)seq);
    for (;;) {
        HC_TRY(hc_step(s, &row, err));
        if (!row)
            break;
        hc_str field = hc_str_dup(k->row, hc_col_text(s, 0));
        hc_buf_clear(&k->body);
        hc_code c = n == HC_REFS_MAX ? differs(k, log->hex, seq, "bodies", err)
                                     : hc_body_get(&k->l->body, hc_col_i64(s, 1), &k->body, err);
        if (c != HC_OK) {
            hc_reset(s);
            return c;
        }
        hc_str bytes = hc_buf_view(&k->body);
        if (log->secret)
            refs[n++] = (hc_ref){field, hc_commit(secret, log->hex, seq, field, &bytes, 1)};
    }
    hc_buf_clear(&k->refs);
    if (log->secret)
        hc_refs_write(refs, n, &k->refs);
    return HC_OK;
}

static const char entry_sql[] =
    "SELECT e.log, e.seq, e.v, e.t, e.type, s.target, s.pack, s.item, s.transform, s.epoch, e.redo, e.strand, e.step,"
    " e.attempt, e.asked, e.code, e.of, e.state, e.final, e.nums, e.refs, e.leaf, e.hash, c.digest, e.id"
    " FROM entry e LEFT JOIN slot s ON s.id=e.slot LEFT JOIN sset c ON c.id=e.sset ORDER BY e.id";

static hc_leaf leaf_of_row(hc_stmt *s, const log_state *log)
{
    return (hc_leaf){
        .log = log->hex, .seq = (uint64_t)hc_col_i64(s, 1), .v = hc_col_i64(s, 2), .t_us = hc_col_i64(s, 3),
        .type = hc_col_text(s, 4), .asked = hc_col_text(s, 14), .code = hc_col_text(s, 15), .of = hc_col_text(s, 16),
        .state = hc_col_text(s, 17), .nums = hc_col_text(s, 19), .refs = hc_col_text(s, 20),
        .addr = {.target = hc_col_text(s, 5), .pack = hc_col_text(s, 6), .item = hc_col_text(s, 7),
                 .transform = hc_col_text(s, 8), .epoch = (uint32_t)hc_col_i64(s, 9),
                 .redo = (uint32_t)hc_col_i64(s, 10), .strand = hc_col_text(s, 11),
                 .step = (uint32_t)hc_col_i64(s, 12), .attempt = (uint32_t)hc_col_i64(s, 13)}};
}

/* What is not in the leaf as such and must still fit it: `final` and, by its strand, the score set. */
static bool columns_fit(checker *k, hc_stmt *s, const hc_leaf *f)
{
    hc_record r = {0};
    if (!hc_nums_read(k->row, f->nums, &r.nums, &r.n_nums))
        return false;
    bool final = hc_str_is(f->type, "reply") && hc_record_num(&r, "final", 0) != 0;
    hc_str digest = hc_col_text(s, 23), strand = f->addr.strand;
    bool set_fits = !hc_str_is(f->type, "score") || !hc_str_starts(strand, HC_S("s:")) ||
                    hc_str_starts(digest, hc_str_sub(strand, 2, 14));
    return set_fits && final == (hc_col_i64(s, 18) != 0);
}

static hc_code check_entry(checker *k, hc_stmt *s, log_state *log, hc_err *err)
{
    hc_leaf f = leaf_of_row(s, log);
    hc_str stored = hc_col_blob(s, 21);
    hc_digest hash = hc_leaf_hash(stored);
    if (f.seq != log->next || hc_col_i64(s, 24) != hc_entry_id(log->id, log->next) || f.t_us < log->t_us ||
        (f.seq == 0) != hc_str_is(f.type, "plan"))
        return differs(k, log->hex, log->next, "place in the log", err);
    hc_buf_clear(&k->leaf);
    hc_leaf_write(&f, &k->leaf);
    if (!hc_str_eq(hc_buf_view(&k->leaf), stored) || !columns_fit(k, s, &f))
        return differs(k, log->hex, f.seq, "columns", err);
    if (!hc_str_eq(hc_col_blob(s, 22), hc_digest_str(&hash)))
        return differs(k, log->hex, f.seq, "hash", err);
    HC_TRY(recompute_refs(k, log, f.seq, err));
    if (log->secret && !hc_str_eq(hc_buf_view(&k->refs), f.refs))
        return differs(k, log->hex, f.seq, "commitments", err);
    hc_frontier_add(&log->frontier, &hash);
    log->next++;
    log->t_us = f.t_us;
    k->out.entries++;
    return HC_OK;
}

static hc_code load_logs(checker *k, log_state **out, size_t *out_n, hc_err *err)
{
    log_state *logs = NULL;
    size_t n = 0, cap = 0;
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(k->l->rdb, "SELECT id, hex, size, frontier FROM log ORDER BY hex", &s, err));
    for (;;) {
        HC_TRY(hc_step(s, &row, err));
        if (!row)
            break;
        HC_GROW(k->a, logs, n, cap);
        logs[n] = (log_state){.id = hc_col_i64(s, 0), .hex = hc_str_dup(k->a, hc_col_text(s, 1)),
                              .size = hc_col_i64(s, 2)};
        logs[n].secret = hc_keyfile_secret(&k->l->key, logs[n].hex);
        k->out.commitments_checked = k->out.commitments_checked && logs[n].secret;
        hc_str nodes = hc_col_blob(s, 3);
        logs[n].stored.size = (uint64_t)logs[n].size;
        size_t bytes = (size_t)__builtin_popcountll(logs[n].stored.size) * sizeof logs[n].stored.node[0];
        if (nodes.n != bytes) {
            hc_reset(s);
            return differs(k, logs[n].hex, 0, "frontier", err);
        }
        memcpy(logs[n].stored.node, nodes.p, bytes);
        n++;
    }
    *out = logs;
    *out_n = n;
    return HC_OK;
}

/* The root of the only log; of several logs the tree over canonical [log,size,root], by log id, empty ones left out. */
static void root(checker *k, const log_state *logs, size_t n)
{
    hc_frontier merged = {0};
    hc_digest d = n == 1 ? hc_frontier_root(&logs[0].frontier) : hc_frontier_root(&merged);
    for (size_t i = 0; n > 1 && i < n; i++) {
        char hex[HC_SHA256_HEX];
        if (!logs[i].next)
            continue;
        d = hc_frontier_root(&logs[i].frontier);
        hc_hex(d.b, sizeof d.b, hex);
        d = hc_leaf_hash(hc_fmt(k->a, "[\"%.*s\",%llu,\"%s\"]", HC_FS(logs[i].hex), (unsigned long long)logs[i].next,
                                hex));
        hc_frontier_add(&merged, &d);
        d = hc_frontier_root(&merged);
    }
    hc_hex(d.b, sizeof d.b, k->out.root_hex);
}

static hc_code check_entries(checker *k, log_state *logs, size_t n, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(k->l->rdb, entry_sql, &s, err));
    for (;;) {
        HC_TRY(hc_step(s, &row, err));
        if (!row)
            break;
        size_t i = 0;
        while (i < n && logs[i].id != hc_col_i64(s, 0))
            i++;
        hc_arena_reset(k->row);
        hc_code c = i < n ? check_entry(k, s, &logs[i], err) : differs(k, HC_S("?"), 0, "log", err);
        if (c != HC_OK) {
            hc_reset(s);
            return c;
        }
    }
    for (size_t i = 0; i < n; i++) {
        hc_digest stored = hc_frontier_root(&logs[i].stored), found = hc_frontier_root(&logs[i].frontier);
        if (logs[i].size != (int64_t)logs[i].next || !hc_digest_eq(&stored, &found))
            return differs(k, logs[i].hex, logs[i].next, "size or frontier", err);
    }
    return HC_OK;
}

hc_code hc_ledger_check(hc_ledger *l, hc_check *out, hc_err *err)
{
    checker k = {.l = l, .a = hc_arena_new(), .row = hc_arena_new(), .out = {.commitments_checked = true}};
    log_state *logs = NULL;
    size_t n = 0;
    hc_buf_init(&k.leaf, SIZE_MAX);
    hc_buf_init(&k.refs, SIZE_MAX);
    hc_buf_init(&k.body, SIZE_MAX);
    l->body.verify = true;
    hc_code c = load_logs(&k, &logs, &n, err);
    if (c == HC_OK)
        c = check_entries(&k, logs, n, err);
    l->body.verify = false;
    if (c == HC_OK) {
        root(&k, logs, n);
        *out = k.out;
    }
    hc_buf_fini(&k.leaf);
    hc_buf_fini(&k.refs);
    hc_buf_fini(&k.body);
    hc_arena_free(k.a);
    hc_arena_free(k.row);
    return c;
}

hc_code hc_ledger_verify(hc_ledger *l, hc_check *out, hc_err *err)
{
    HC_TRY(hc_db_exec(l->rdb, "BEGIN", err));
    hc_code c = hc_ledger_check(l, out, err);
    if (c == HC_OK)
        c = hc_ledger_check_projections(l, err);
    hc_db_rollback(l->rdb);      /* nothing was written */
    return c;
}
