// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <stdio.h>

/* The projections are rebuilt from the entries sample by sample and compared with what stands in their tables: entries and
 * tables are walked side by side, so that a long run needs no more memory than a short one. */

enum { BODIES = 16 };

static hc_code differs(const hc_ledger *l, const char *table, hc_str row, hc_err *err)
{
    return hc_fail(err, HC_E_CORRUPT, "E-RUN-08", "%s: table %s differs from the entries at %.*s",
                   "%s: %s 표가 항목들과 다름(%.*s)", l->path, table, HC_FS(row));
}

typedef struct close_row { int64_t log, seq; /* -1 = open */ char state[32]; } close_row;
typedef struct score_row { int64_t sset, log, seq; } score_row;

/* The entries of one (slot, redo). */
typedef struct group {
    int64_t slot, redo;
    close_row *close;              /* one for each log, by log */
    size_t n_close, cap_close;
    score_row *score;              /* the newest of each score set and log */
    size_t n_score, cap_score;
} group;

typedef struct checker {
    hc_ledger *l;
    hc_arena *a;                   /* of one group */
    group g;
    hc_stmt *samples;              /* stands on the row that the next group must have */
    bool sample;
    int64_t scores;                /* rows that were found right */
    struct { int64_t body; hc_arena *a; hc_outcome *o; size_t n; } known[BODIES]; /* runs repeat few lists of outcomes */
} checker;

static hc_code group_differs(const checker *k, const char *table, hc_err *err)
{
    char at[80];
    snprintf(at, sizeof at, "slot %lld, redo %lld", (long long)k->g.slot, (long long)k->g.redo);
    return differs(k->l, table, hc_str_c(at), err);
}

/* ---- one entry ----------------------------------------------------------------------------------------- */

static close_row *close_of(checker *k, int64_t log)
{
    group *g = &k->g;
    size_t at = 0;
    while (at < g->n_close && g->close[at].log < log)
        at++;
    if (at < g->n_close && g->close[at].log == log)
        return &g->close[at];
    HC_GROW(k->a, g->close, g->n_close, g->cap_close);
    for (size_t i = g->n_close++; i > at; i--)
        g->close[i] = g->close[i - 1];
    g->close[at] = (close_row){.log = log, .seq = -1};
    return &g->close[at];
}

static void add_score(checker *k, int64_t sset, int64_t log, int64_t seq)
{
    group *g = &k->g;
    for (size_t i = 0; i < g->n_score; i++)
        if (g->score[i].sset == sset && g->score[i].log == log) {
            g->score[i].seq = seq > g->score[i].seq ? seq : g->score[i].seq;
            return;
        }
    HC_GROW(k->a, g->score, g->n_score, g->cap_score);
    g->score[g->n_score++] = (score_row){sset, log, seq};
}

/* Columns: slot, redo, log, seq, type, state, sset. */
static void add_entry(checker *k, hc_stmt *s)
{
    int64_t log = hc_col_i64(s, 2), seq = hc_col_i64(s, 3);
    hc_str type = hc_col_text(s, 4), state = hc_col_text(s, 5);
    close_row *row = close_of(k, log);
    if (hc_str_is(type, "close") && seq > row->seq) {
        row->seq = seq;
        snprintf(row->state, sizeof row->state, "%.*s", HC_FS(state));
    }
    if (hc_str_is(type, "score") && !hc_col_is_null(s, 6))
        add_score(k, hc_col_i64(s, 6), log, seq);
}

/* ---- one group ----------------------------------------------------------------------------------------- */

static hc_code outcomes_of(checker *k, const score_row *r, hc_outcome **out, size_t *out_n, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(k->l->rdb, "SELECT body FROM ref WHERE log=? AND seq=? AND field='outcomes'", &s, err));
    hc_bind_i64(s, 1, r->log);
    hc_bind_i64(s, 2, r->seq);
    HC_TRY(hc_step(s, &row, err));
    int64_t body = row ? hc_col_i64(s, 0) : 0;
    hc_reset(s);
    if (body <= 0)
        return group_differs(k, "score", err);
    size_t at = (size_t)body % BODIES;
    if (k->known[at].body != body) {
        hc_str bytes;
        k->known[at].body = 0;
        hc_arena_reset(k->known[at].a);
        HC_TRY(hc_ledger_body_at(k->l, body, k->known[at].a, &bytes, err));
        HC_TRY(hc_outcomes_read(k->known[at].a, bytes, &k->known[at].o, &k->known[at].n, err));
        k->known[at].body = body;
    }
    *out = k->known[at].o;
    *out_n = k->known[at].n;
    return HC_OK;
}

/* A score entry without outcomes has one row with empty words. */
static bool row_fits(hc_stmt *s, const hc_outcome *o, size_t n, int64_t seq)
{
    hc_str scorer = hc_col_text(s, 0), word = hc_col_text(s, 1);
    bool found = n == 0 && !scorer.n && !word.n;
    for (size_t i = 0; i < n && !found; i++)
        found = hc_str_eq(scorer, o[i].scorer) && hc_str_eq(word, hc_outcome_word(&o[i]));
    return found && hc_col_i64(s, 2) == seq;
}

static hc_code check_score(checker *k, const score_row *r, hc_err *err)
{
    hc_outcome *o;
    size_t n, rows = 0;
    hc_stmt *s;
    bool row = true, fits = true;
    HC_TRY(outcomes_of(k, r, &o, &n, err));
    HC_TRY(hc_db_prepare(k->l->rdb, "SELECT scorer, outcome, seq FROM score WHERE sset=? AND slot=? AND redo=? AND log=?", &s, err));
    hc_bind_i64(s, 1, r->sset);
    hc_bind_i64(s, 2, k->g.slot);
    hc_bind_i64(s, 3, k->g.redo);
    hc_bind_i64(s, 4, r->log);
    while (fits) {
        HC_TRY(hc_step(s, &row, err));
        if (!row)
            break;
        fits = row_fits(s, o, n, r->seq);
        rows++;
    }
    hc_reset(s);
    k->scores += (int64_t)rows;
    return fits && rows == (n ? n : 1) ? HC_OK : group_differs(k, "score", err);
}

static bool sample_fits(const checker *k, const close_row *c)
{
    hc_stmt *s = k->samples;
    return k->sample && hc_col_i64(s, 0) == k->g.slot && hc_col_i64(s, 1) == k->g.redo && hc_col_i64(s, 2) == c->log &&
           hc_col_is_null(s, 3) == (c->seq < 0) && (c->seq < 0 || hc_col_i64(s, 3) == c->seq) &&
           hc_str_is(hc_col_text(s, 4), c->state);
}

static hc_code check_group(checker *k, hc_err *err)
{
    for (size_t i = 0; i < k->g.n_close; i++) {
        if (!sample_fits(k, &k->g.close[i]))
            return group_differs(k, "sample", err);
        HC_TRY(hc_step(k->samples, &k->sample, err));
    }
    for (size_t i = 0; i < k->g.n_score; i++)
        HC_TRY(check_score(k, &k->g.score[i], err));
    k->g = (group){0};
    hc_arena_reset(k->a);
    return HC_OK;
}

/* ---- the walk ------------------------------------------------------------------------------------------ */

static hc_code walk(checker *k, hc_stmt *entries, hc_err *err)
{
    bool row;
    HC_TRY(hc_step(k->samples, &k->sample, err));
    for (;;) {
        HC_TRY(hc_step(entries, &row, err));
        int64_t slot = row ? hc_col_i64(entries, 0) : 0, redo = row ? hc_col_i64(entries, 1) : 0;
        if (!row || slot != k->g.slot || redo != k->g.redo)
            HC_TRY(check_group(k, err));
        if (!row)
            break;
        k->g.slot = slot;
        k->g.redo = redo;
        add_entry(k, entries);
    }
    if (k->sample) {
        k->g.slot = hc_col_i64(k->samples, 0);
        k->g.redo = hc_col_i64(k->samples, 1);
        return group_differs(k, "sample", err);
    }
    return HC_OK;
}

static hc_code check_rows(checker *k, hc_err *err)
{
    hc_stmt *entries, *s;
    bool row;
    HC_TRY(hc_db_prepare(k->l->rdb, "SELECT slot, redo, log, seq, type, state, sset FROM entry INDEXED BY entry_tape"
                         " WHERE slot IS NOT NULL ORDER BY slot, redo", &entries, err));
    HC_TRY(hc_db_prepare(k->l->rdb, "SELECT slot, redo, log, seq, state FROM sample ORDER BY slot, redo, log", &k->samples, err));
    hc_code c = walk(k, entries, err);
    hc_reset(entries);
    hc_reset(k->samples);
    HC_TRY(c);
    HC_TRY(hc_db_prepare(k->l->rdb, "SELECT count(*) FROM score", &s, err));
    HC_TRY(hc_step(s, &row, err));
    bool all = row && hc_col_i64(s, 0) == k->scores;
    hc_reset(s);
    return all ? HC_OK : differs(k->l, "score", HC_S("its number of rows"), err);
}

typedef struct set_check { hc_ledger *l; hc_arena *a; int64_t sets; } set_check;

static hc_code check_set(void *ctx, const hc_record *r, hc_err *err)
{
    set_check *k = ctx;
    hc_str body;
    char hex[HC_SHA256_HEX];
    hc_stmt *s;
    bool row;
    if (!hc_str_is(r->code, "set"))
        return HC_OK;
    HC_TRY(hc_ledger_body(k->l, r->log, r->seq, "set", k->a, &body, err));
    hc_digest d = hc_sha256(body);
    hc_hex(d.b, sizeof d.b, hex);
    HC_TRY(hc_db_prepare(k->l->rdb, "SELECT l.hex=?2 AND c.seq=?3 FROM sset c JOIN log l ON l.id=c.log WHERE digest=?1"
                         " AND c.seq IS NOT NULL", &s, err));
    hc_bind_text(s, 1, hc_str_c(hex));
    hc_bind_text(s, 2, hc_str_c(r->log));
    hc_bind_i64(s, 3, (int64_t)r->seq);
    HC_TRY(hc_step(s, &row, err));
    k->sets += row && hc_col_i64(s, 0); /* a definition that comes again belongs to its first row */
    hc_reset(s);
    return row ? HC_OK : differs(k->l, "sset", hc_str_c(hex), err);
}

static hc_code check_ssets(hc_ledger *l, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    set_check k = {.l = l, .a = a};
    hc_stmt *s;
    bool row;
    HC_TRY(hc_ledger_each(l, HC_ENT_CONTROL, NULL, check_set, &k, err));
    HC_TRY(hc_db_prepare(l->rdb, "SELECT count(*) FROM sset WHERE seq IS NOT NULL", &s, err));
    HC_TRY(hc_step(s, &row, err));
    bool equal = row && hc_col_i64(s, 0) == k.sets;
    hc_reset(s);
    return equal ? HC_OK : differs(l, "sset", HC_S("its number of rows"), err);
}

/* Some readers ask a table and some its index, so each must say what the other says. */
static hc_code check_indexes(hc_ledger *l, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(l->rdb, "PRAGMA integrity_check(1)", &s, err));
    hc_code c = hc_step(s, &row, err);
    hc_str said = c == HC_OK && row ? hc_col_text(s, 0) : HC_S("?");
    if (c == HC_OK && !hc_str_is(said, "ok"))
        c = hc_fail(err, HC_E_CORRUPT, "E-RUN-08", "%s: a table and its index differ: %.*s",
                    "%s: 표와 그 색인이 서로 다름(%.*s)", l->path, HC_FS(said));
    hc_reset(s);
    return c;
}

hc_code hc_ledger_check_projections(hc_ledger *l, hc_err *err)
{
    HC_TRY(check_indexes(l, err));
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    checker k = {.l = l, .a = a};
    for (size_t i = 0; i < BODIES; i++)
        k.known[i].a = hc_arena_new();
    hc_code c = check_rows(&k, err);
    for (size_t i = 0; i < BODIES; i++)
        hc_arena_free(k.known[i].a);
    return c == HC_OK ? check_ssets(l, err) : c;
}
