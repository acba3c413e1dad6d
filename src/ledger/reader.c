// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <stdio.h>
#include <string.h>

#include "syntax/json.h"

enum { PINS_MAX = 256 };

hc_code hc_ledger_pin(hc_ledger *l, hc_err *err)
{
    if (l->pinned && ++l->pins < PINS_MAX)
        return HC_OK;
    hc_ledger_unpin(l);
    HC_TRY(hc_db_exec(l->rdb, "BEGIN", err));
    l->pinned = true;
    l->pins = 0;
    return HC_OK;
}

void hc_ledger_unpin(hc_ledger *l)
{
    if (l->pinned)
        hc_db_rollback(l->rdb);      /* nothing was written */
    l->pinned = false;
}

hc_code hc_slot_find(hc_db *db, const hc_addr *a, int64_t *out, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(db, "SELECT id FROM slot WHERE item=? AND target=? AND pack=? AND transform=? AND epoch=?", &s,
                         err));
    hc_bind_text(s, 1, a->item);
    hc_bind_text(s, 2, a->target);
    hc_bind_text(s, 3, a->pack);
    hc_bind_text(s, 4, a->transform);
    hc_bind_i64(s, 5, a->epoch);
    HC_TRY(hc_step(s, &row, err));
    *out = row ? hc_col_i64(s, 0) : 0;
    hc_reset(s);
    return HC_OK;
}

hc_code hc_body_of(hc_ledger *l, int64_t log_id, int64_t seq, hc_str field, hc_buf *out, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(l->rdb, "SELECT body FROM ref WHERE log=? AND seq=? AND field=?", &s, err));
    hc_bind_i64(s, 1, log_id);
    hc_bind_i64(s, 2, seq);
    hc_bind_text(s, 3, field);
    HC_TRY(hc_step(s, &row, err));
    int64_t body = row ? hc_col_i64(s, 0) : 0;
    hc_reset(s);
    if (!body)
        return hc_fail(err, HC_E_NOTFOUND, "E-RUN-05", "entry %lld of %s has no %.*s",
                       "항목 %lld(%s)에 %.*s{이/가} 없음", (long long)seq, l->path, HC_FS(field));
    return hc_body_get(&l->body, body, out, err);
}

static hc_code body_dup(hc_ledger *l, int64_t log_id, int64_t seq, hc_str field, hc_arena *a, hc_str *out, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    HC_TRY(hc_body_of(l, log_id, seq, field, &b, err));
    *out = hc_str_dup(a, hc_buf_view(&b));
    return HC_OK;
}

static hc_code log_id(hc_ledger *l, const char *hex, int64_t *out, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(l->rdb, "SELECT id FROM log WHERE hex=?", &s, err));
    hc_bind_text(s, 1, hc_str_c(hex));
    HC_TRY(hc_step(s, &row, err));
    *out = row ? hc_col_i64(s, 0) : 0;
    hc_reset(s);
    return HC_OK;
}

hc_code hc_ledger_body(hc_ledger *l, const char *log, uint64_t seq, const char *field, hc_arena *a, hc_str *out,
                       hc_err *err)
{
    int64_t id;
    HC_TRY(log_id(l, log, &id, err));
    return body_dup(l, id, (int64_t)seq, hc_str_c(field), a, out, err);
}

hc_code hc_ledger_plan(hc_ledger *l, hc_arena *a, hc_str *out_body, hc_err *err)
{
    return hc_ledger_body(l, l->log, 0, "plan", a, out_body, err);
}

hc_code hc_ledger_snapshot(hc_ledger *l, hc_arena *a, hc_snapshot_file **out, size_t *out_n, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_snapshot_file *files = NULL;
    size_t n = 0, cap = 0;
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(l->rdb, "SELECT path, body FROM snapshot ORDER BY path", &s, err));
    for (;;) {
        HC_TRY(hc_step(s, &row, err));
        if (!row)
            break;
        hc_buf_clear(&b);
        hc_code c = hc_body_get(&l->body, hc_col_i64(s, 1), &b, err);
        if (c != HC_OK) {
            hc_reset(s);
            return c;
        }
        HC_GROW(a, files, n, cap);
        files[n++] = (hc_snapshot_file){hc_str_dup(a, hc_col_text(s, 0)), hc_str_dup(a, hc_buf_view(&b))};
    }
    *out = files;
    *out_n = n;
    return HC_OK;
}

/* ---- samples and scores ------------------------------------------------------------------------ */

static hc_addr slot_addr(hc_arena *a, hc_stmt *s, int i)
{
    return (hc_addr){.target = hc_str_dup(a, hc_col_text(s, i)), .pack = hc_str_dup(a, hc_col_text(s, i + 1)),
                     .item = hc_str_dup(a, hc_col_text(s, i + 2)), .transform = hc_str_dup(a, hc_col_text(s, i + 3)),
                     .epoch = (uint32_t)hc_col_i64(s, i + 4)};
}

/* The state that counts where several logs have entries: the owner's, and the own log's where that continued it. */
static hc_code merged_state(hc_ledger *l, int64_t slot, int64_t redo, hc_state *out, hc_err *err)
{
    int64_t owner;
    hc_stmt *s;
    bool row;
    HC_TRY(hc_tape_owner(l, slot, redo, &owner, err));
    HC_TRY(hc_db_prepare(l->rdb, "SELECT state FROM sample WHERE slot=? AND redo=? AND log IN (?3,?4) AND state<>''"
                         " ORDER BY log=?3 DESC LIMIT 1", &s, err));
    hc_bind_i64(s, 1, slot);
    hc_bind_i64(s, 2, redo);
    hc_bind_i64(s, 3, owner);
    hc_bind_i64(s, 4, l->own_id);
    HC_TRY(hc_step(s, &row, err));
    *out = row ? hc_state_from_id(hc_col_text(s, 0)) : HC_ST_OPEN;
    hc_reset(s);
    return HC_OK;
}

static hc_addr borrow_addr(hc_stmt *s, int i)
{
    return (hc_addr){.target = hc_col_text(s, i), .pack = hc_col_text(s, i + 1), .item = hc_col_text(s, i + 2),
                     .transform = hc_col_text(s, i + 3), .epoch = (uint32_t)hc_col_i64(s, i + 4)};
}

/* The statement stands on the row of the newest redo. */
static hc_code tell_sample(hc_ledger *l, hc_stmt *s, hc_sample_fn *fn, void *ctx, hc_err *err)
{
    hc_str state = hc_col_text(s, 3);
    hc_sample_info info = {.slot = (uint64_t)hc_col_i64(s, 0), .addr = borrow_addr(s, 4),
                           .state = state.n ? hc_state_from_id(state) : HC_ST_OPEN};
    info.addr.redo = (uint32_t)hc_col_i64(s, 1);
    if (hc_col_i64(s, 2) > 1)
        HC_TRY(merged_state(l, hc_col_i64(s, 0), info.addr.redo, &info.state, err));
    if (info.state == HC_ST_COUNT)
        return hc_fail(err, HC_E_CORRUPT, "E-RUN-08", "a sample of %s has an unknown state",
                       "%s에 알 수 없는 상태의 사례가 있음", l->path);
    return fn(ctx, &info, err);
}

/* With one log a (slot, redo) is one row; then nothing needs to be grouped. */
static const char samples_one_log[] =
    "SELECT p.slot, p.redo, 1, p.state, s.target, s.pack, s.item, s.transform, s.epoch FROM sample p CROSS JOIN slot s"
    " ON s.id=p.slot WHERE NOT EXISTS (SELECT 1 FROM sample q WHERE q.slot=p.slot AND q.redo>p.redo) ORDER BY p.slot";
static const char samples_merged[] =
    "SELECT p.slot, p.redo, count(*), max(p.state), s.target, s.pack, s.item, s.transform, s.epoch FROM sample p"
    " JOIN slot s ON s.id=p.slot WHERE NOT EXISTS (SELECT 1 FROM sample q WHERE q.slot=p.slot AND q.redo>p.redo)"
    " GROUP BY p.slot, p.redo ORDER BY p.slot";

hc_code hc_ledger_samples(hc_ledger *l, hc_sample_fn *fn, void *ctx, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(l->rdb, l->n_logs > 1 ? samples_merged : samples_one_log, &s, err));
    for (;;) {
        HC_TRY(hc_step(s, &row, err));
        if (!row)
            return HC_OK;
        hc_code c = tell_sample(l, s, fn, ctx, err);
        if (c != HC_OK) {
            hc_reset(s);
            return c;
        }
    }
}

/* The own log's score, else the one of the log that the sample is played from; the rest is cost. */
static hc_code counts(hc_ledger *l, int64_t slot, int64_t redo, int64_t log, bool *out, hc_err *err)
{
    int64_t owner = log;
    if (log != l->own_id && l->n_logs > 1)
        HC_TRY(hc_tape_owner(l, slot, redo, &owner, err));
    *out = log == owner;
    return HC_OK;
}

/* One row for each entry, the own log's first; with one log the table's own order does. */
#define SCORES_SQL(order)                                                                                          \
    "SELECT c.slot, c.redo, c.log, (SELECT r.body FROM ref r WHERE r.log=c.log AND r.seq=c.seq AND r.field='outcomes')" \
    " FROM score c WHERE c.sset=(SELECT id FROM sset WHERE digest=?1) AND ?2=?2 GROUP BY c.slot, c.redo, c.log"       \
    " ORDER BY c.slot, c.redo, " order
static const char scores_sql[] = SCORES_SQL("c.log=?2 DESC, c.log"), scores_one_log[] = SCORES_SQL("c.log");

hc_code hc_ledger_scores(hc_ledger *l, const char *sset_digest, hc_score_fn *fn, void *ctx, hc_err *err)
{
    hc_stmt *s;
    bool row, fits;
    int64_t last_slot = 0, last_redo = 0;
    HC_TRY(hc_db_prepare(l->rdb, l->n_logs > 1 ? scores_sql : scores_one_log, &s, err));
    hc_bind_text(s, 1, hc_str_c(sset_digest));
    hc_bind_i64(s, 2, l->own_id);
    for (;;) {
        HC_TRY(hc_step(s, &row, err));
        if (!row)
            return HC_OK;
        int64_t slot = hc_col_i64(s, 0), redo = hc_col_i64(s, 1);
        if (slot == last_slot && redo == last_redo)
            continue;
        hc_score_info info = {(uint64_t)slot, (uint32_t)redo, hc_col_i64(s, 3)};
        hc_code c = counts(l, slot, redo, hc_col_i64(s, 2), &fits, err);
        if (c == HC_OK && info.body <= 0)
            c = hc_fail(err, HC_E_CORRUPT, "E-RUN-08", "a score of %s has no outcomes", "%s에 판정이 없는 채점 기록이 있음", l->path);
        if (c == HC_OK && fits) {
            last_slot = slot;
            last_redo = redo;
            c = fn(ctx, &info, err);
        }
        if (c != HC_OK) {
            hc_reset(s);
            return c;
        }
    }
}

hc_code hc_ledger_score_of(hc_ledger *l, const char *sset_digest, const hc_addr *addr, hc_arena *a, hc_str *out, hc_err *err)
{
    int64_t slot, log = 0, seq = 0;
    bool row = true, fits = false;
    hc_stmt *s;
    *out = HC_S("");
    HC_TRY(hc_slot_find(l->rdb, addr, &slot, err));
    HC_TRY(hc_db_prepare(l->rdb, "SELECT log, max(seq) FROM score WHERE sset=(SELECT id FROM sset WHERE digest=?1) AND slot=?2"
                         " AND redo=?3 GROUP BY log ORDER BY log=?4 DESC, log", &s, err));
    hc_bind_text(s, 1, hc_str_c(sset_digest));
    hc_bind_i64(s, 2, slot);
    hc_bind_i64(s, 3, addr->redo);
    hc_bind_i64(s, 4, l->own_id);
    hc_code c = HC_OK;
    while (c == HC_OK && !fits && (c = hc_step(s, &row, err)) == HC_OK && row) {
        log = hc_col_i64(s, 0);
        seq = hc_col_i64(s, 1);
        c = counts(l, slot, addr->redo, log, &fits, err);
    }
    hc_reset(s);
    HC_TRY(c);
    return fits ? body_dup(l, log, seq, HC_S("outcomes"), a, out, err) : HC_OK;
}

hc_code hc_ledger_body_at(hc_ledger *l, int64_t body, hc_arena *a, hc_str *out, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    HC_TRY(hc_body_get(&l->body, body, &b, err));
    *out = hc_str_dup(a, hc_buf_view(&b));
    return HC_OK;
}

/* ---- entries ----------------------------------------------------------------------------------- */

#define RECORD_SQL(hint)                                                                                                 \
    "SELECT l.hex, e.seq, e.t, e.type, s.target, s.pack, s.item, s.transform, s.epoch, e.redo, e.strand, e.step,"  \
    " e.attempt, e.code, e.state, e.final, e.leaf, e.nums"                                                         \
    " FROM entry e " hint "JOIN log l ON l.id=e.log LEFT JOIN slot s ON s.id=e.slot "

static bool read_record(hc_arena *a, hc_stmt *s, hc_record *r)
{
    *r = (hc_record){.seq = (uint64_t)hc_col_i64(s, 1), .t_us = hc_col_i64(s, 2), .addr = slot_addr(a, s, 4)};
    snprintf(r->log, sizeof r->log, "%.*s", HC_FS(hc_col_text(s, 0)));
    r->type = hc_entry_type_from_id(hc_col_text(s, 3));
    r->addr.redo = (uint32_t)hc_col_i64(s, 9);
    r->addr.strand = hc_str_dup(a, hc_col_text(s, 10));
    r->addr.step = (uint32_t)hc_col_i64(s, 11);
    r->addr.attempt = (uint32_t)hc_col_i64(s, 12);
    r->code = hc_str_dup(a, hc_col_text(s, 13));
    hc_str state = hc_col_text(s, 14);
    r->state = state.n ? hc_state_from_id(state) : HC_ST_OPEN;
    r->final = hc_col_i64(s, 15) != 0;
    r->leaf = hc_str_dup(a, hc_col_blob(s, 16));
    return r->type != HC_ENT_COUNT && r->state != HC_ST_COUNT &&
           hc_nums_read(a, hc_col_text(s, 17), &r->nums, &r->n_nums);
}

static hc_code prepare_each(hc_ledger *l, hc_entry_type type, const hc_addr *addr, hc_stmt **out, hc_err *err)
{
    int64_t slot;
    hc_stmt *s;
    if (addr && addr->item.n) {
        HC_TRY(hc_slot_find(l->rdb, addr, &slot, err));
        HC_TRY(hc_db_prepare(l->rdb, RECORD_SQL("INDEXED BY entry_tape ") "WHERE e.slot=?1"
                             " AND (?2<0 OR e.redo=?2) AND (?3='' OR e.type=?3) ORDER BY e.id", &s, err));
        hc_bind_i64(s, 1, slot);
        hc_bind_i64(s, 2, addr->redo == UINT32_MAX ? -1 : (int64_t)addr->redo);
        hc_bind_text(s, 3, hc_str_c(type == HC_ENT_COUNT ? "" : hc_entry_type_id(type)));
    } else if (type != HC_ENT_COUNT) {
        HC_TRY(hc_db_prepare(l->rdb, RECORD_SQL("INDEXED BY entry_type ") "WHERE e.type=? ORDER BY e.id", &s, err));
        hc_bind_text(s, 1, hc_str_c(hc_entry_type_id(type)));
    } else {
        HC_TRY(hc_db_prepare(l->rdb, RECORD_SQL("") "ORDER BY e.id", &s, err));
    }
    *out = s;
    return HC_OK;
}

hc_code hc_ledger_each(hc_ledger *l, hc_entry_type type, const hc_addr *addr, hc_record_fn *fn, void *ctx, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_stmt *s;
    bool row;
    HC_TRY(prepare_each(l, type, addr, &s, err));
    for (;;) {
        HC_TRY(hc_step(s, &row, err));
        if (!row)
            return HC_OK;
        hc_record r;
        hc_arena_reset(a);
        hc_code c = read_record(a, s, &r)
                        ? fn(ctx, &r, err)
                        : hc_fail(err, HC_E_CORRUPT, "E-RUN-08", "entry %s:%llu of %s is damaged",
                                  "항목 %s:%llu{이/가} 손상됨(%s)", r.log, (unsigned long long)r.seq, l->path);
        if (c != HC_OK) {
            hc_reset(s);
            return c;
        }
    }
}

typedef struct newest { hc_ledger *l; hc_arena *a; int64_t t_us; hc_str body; } newest;

static hc_code keep_newest(void *ctx, const hc_record *r, hc_err *err)
{
    newest *n = ctx;
    if (!hc_str_is(r->code, "default_set") || r->t_us < n->t_us)
        return HC_OK;
    n->t_us = r->t_us;
    return hc_ledger_body(n->l, r->log, r->seq, "set", n->a, &n->body, err);
}

/* ---- score sets -------------------------------------------------------------------------------- */

/* "" while no `default_set` was written: then the first set is the default. */
static hc_code default_set(hc_ledger *l, char digest[65], hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    newest n = {.l = l, .a = a};
    hc_json *j;
    HC_TRY(hc_ledger_each(l, HC_ENT_CONTROL, NULL, keep_newest, &n, err));
    digest[0] = '\0';
    if (!n.body.n)
        return HC_OK;
    HC_TRY(hc_json_parse(a, n.body, "default_set", &j, err));
    snprintf(digest, 65, "%.*s", HC_FS(hc_json_str(j, "digest", HC_S(""))));
    return HC_OK;
}

hc_code hc_ledger_ssets(hc_ledger *l, hc_arena *a, hc_sset **out, size_t *out_n, hc_err *err)
{
    hc_sset *list = NULL;
    size_t n = 0, cap = 0;
    char dflt[65] = "";
    hc_stmt *s;
    bool row;
    HC_TRY(default_set(l, dflt, err));
    HC_TRY(hc_db_prepare(l->rdb, "SELECT digest, log, seq FROM sset WHERE seq IS NOT NULL ORDER BY id", &s, err));
    for (;;) {
        HC_TRY(hc_step(s, &row, err));
        if (!row)
            break;
        HC_GROW(a, list, n, cap);
        hc_sset *set = &list[n];
        *set = (hc_sset){.ordinal = (int)n + 1};
        snprintf(set->digest, sizeof set->digest, "%.*s", HC_FS(hc_col_text(s, 0)));
        set->dflt = dflt[0] ? strcmp(dflt, set->digest) == 0 : n == 0;
        hc_code c = body_dup(l, hc_col_i64(s, 1), hc_col_i64(s, 2), HC_S("set"), a, &set->definition, err);
        if (c != HC_OK) {
            hc_reset(s);
            return c;
        }
        n++;
    }
    *out = list;
    *out_n = n;
    return HC_OK;
}
