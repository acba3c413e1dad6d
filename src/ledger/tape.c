// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <string.h>

/*
 * 1. A (sample, redo) is played from one owner log and continued in the file's own log; looking up the union of all
 *    logs would mix two conversations. The own log competes for ownership only where nobody else has entries: else
 *    the continuation, once it is the longer part, would push out what it continues.
 * 2. Retries are attempts of one step. The outcome is the first final one by seq; the retry policy is never run again.
 * 3. An outcome that came after a stop of its strand is kept for cost only.
 * 4. In doubt is what was sent without a known end. It moves the attempt number on and spends no retry.
 */

hc_code hc_tape_owner(hc_ledger *l, int64_t slot, int64_t redo, int64_t *out_log, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(l->rdb, "SELECT e.log FROM entry e INDEXED BY entry_tape JOIN log l ON l.id=e.log"
                         " LEFT JOIN sample p ON p.slot=e.slot AND p.redo=e.redo AND p.log=e.log"
                         " WHERE e.slot=? AND e.redo=? AND e.type<>'control'"
                         " GROUP BY e.log ORDER BY l.own, coalesce(p.state,'')='', count(*) DESC, l.hex LIMIT 1", &s,
                         err));
    hc_bind_i64(s, 1, slot);
    hc_bind_i64(s, 2, redo);
    HC_TRY(hc_step(s, &row, err));
    *out_log = row ? hc_col_i64(s, 0) : 0;
    hc_reset(s);
    return HC_OK;
}

typedef struct scan {
    hc_ledger *l;
    const hc_addr *a;
    const hc_digest *question;
    int64_t slot;
    hc_tape_hit hit;
    int64_t outcome_log;
    bool last_ended;
} scan;

/* Where a stop cut the strand in this log: later replies are no outcomes. */
static hc_code stop_seq(const scan *sc, int64_t log, int64_t *out, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(sc->l->rdb, "SELECT min(seq) FROM entry INDEXED BY entry_tape WHERE slot=? AND redo=?"
                         " AND strand=? AND log=? AND type='stop'", &s, err));
    hc_bind_i64(s, 1, sc->slot);
    hc_bind_i64(s, 2, sc->a->redo);
    hc_bind_text(s, 3, sc->a->strand);
    hc_bind_i64(s, 4, log);
    HC_TRY(hc_step(s, &row, err));
    *out = row && !hc_col_is_null(s, 0) ? hc_col_i64(s, 0) : INT64_MAX;
    hc_reset(s);
    return HC_OK;
}

static void take_row(scan *sc, hc_stmt *s, int64_t log, int64_t stop)
{
    hc_tape_hit *h = &sc->hit;
    const hc_digest *question = sc->question;
    int64_t seq = hc_col_i64(s, 0);
    uint32_t attempt = (uint32_t)hc_col_i64(s, 1);
    bool is_reply = hc_str_is(hc_col_text(s, 2), "reply"), final = hc_col_i64(s, 3) != 0;
    hc_str asked = hc_col_blob(s, 4);
    if (question && !h->diverged && asked.n == sizeof question->b && !hc_str_eq(asked, hc_digest_str(question))) {
        h->diverged = true;
        memcpy(h->recorded.b, asked.p, sizeof h->recorded.b);
    }
    if (attempt > h->last_attempt) {
        h->last_attempt = attempt;
        sc->last_ended = false;
    }
    if (!is_reply)
        return;
    if (attempt == h->last_attempt)
        sc->last_ended = true;
    if (!final)
        h->failed_attempts++;
    else if (seq < stop && (!h->found || (log == sc->outcome_log && seq < (int64_t)h->seq))) {
        h->found = true;
        h->seq = (uint64_t)seq;
        sc->outcome_log = log;
    }
}

static hc_code scan_log(scan *sc, int64_t log, hc_err *err)
{
    int64_t stop;
    hc_stmt *s;
    bool row;
    HC_TRY(stop_seq(sc, log, &stop, err));
    HC_TRY(hc_db_prepare(sc->l->rdb, "SELECT seq, attempt, type, final, question FROM entry INDEXED BY entry_tape"
                         " WHERE slot=? AND redo=?"
                         " AND strand=? AND step=? AND log=? AND type IN ('intent','reply') ORDER BY attempt", &s, err));
    hc_bind_i64(s, 1, sc->slot);
    hc_bind_i64(s, 2, sc->a->redo);
    hc_bind_text(s, 3, sc->a->strand);
    hc_bind_i64(s, 4, sc->a->step);
    hc_bind_i64(s, 5, log);
    for (;;) {
        HC_TRY(hc_step(s, &row, err));
        if (!row)
            break;
        take_row(sc, s, log, stop);
    }
    if (stop != INT64_MAX && !sc->hit.found)
        sc->hit.stopped = true;
    return HC_OK;
}

static hc_code load_reply(scan *sc, hc_arena *a, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    HC_TRY(hc_body_of(sc->l, sc->outcome_log, (int64_t)sc->hit.seq, HC_S("reply"), &b, err));
    sc->hit.reply = hc_str_dup(a, hc_buf_view(&b));
    return HC_OK;
}

static hc_code find(scan *sc, hc_arena *a, hc_err *err)
{
    hc_ledger *l = sc->l;
    int64_t owner = l->own_id;
    HC_TRY(hc_slot_find(l->rdb, sc->a, &sc->slot, err));
    if (!sc->slot)
        return HC_OK;
    if (l->n_logs > 1 || !owner)
        HC_TRY(hc_tape_owner(l, sc->slot, sc->a->redo, &owner, err));
    if (owner)
        HC_TRY(scan_log(sc, owner, err));
    if (l->own_id && l->own_id != owner)
        HC_TRY(scan_log(sc, l->own_id, err));
    sc->hit.in_doubt = sc->hit.last_attempt > 0 && !sc->last_ended;
    return sc->hit.found && !sc->hit.diverged ? load_reply(sc, a, err) : HC_OK;
}

/* ---- what was never asked ---------------------------------------------------------------------- */

enum { PROBES = 3 };
static const uint32_t ANY_STEP = UINT32_MAX;

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

static uint64_t asked_key(const hc_addr *a, uint32_t step)
{
    const hc_str parts[] = {a->target, a->pack, a->item, a->transform, a->strand};
    uint64_t h = mix((uint64_t)a->epoch << 32 | a->redo, step);
    for (size_t i = 0; i < HC_LEN(parts); i++)
        h = mix(h, hc_str_hash(parts[i]));
    return h;
}

/* The filter's bit of a key's probe: the top bits, then the ones below them. */
static uint64_t *bit_of(hc_asked *f, uint64_t key, int probe, uint64_t *out_mask)
{
    uint64_t at = key >> 20 * probe & (HC_ASKED_WORDS * UINT64_C(64) - 1);
    *out_mask = UINT64_C(1) << at % 64;
    return &f->bits[at / 64];
}

void hc_asked_note(hc_ledger *l, const hc_entry *entries, size_t n)
{
    for (size_t i = 0; l->asked && i < n; i++) {
        const hc_entry *e = &entries[i];
        if (e->type != HC_ENT_INTENT && e->type != HC_ENT_REPLY && e->type != HC_ENT_STOP)
            continue;
        uint64_t mask, key = asked_key(&e->addr, e->type == HC_ENT_STOP ? ANY_STEP : e->addr.step);
        for (int p = 0; p < PROBES; p++)
            *bit_of(l->asked, key, p, &mask) |= mask;
    }
}

static bool maybe_noted(const hc_ledger *l, uint64_t key)
{
    uint64_t mask;
    for (int p = 0; p < PROBES; p++)
        if (!(*bit_of(l->asked, key, p, &mask) & mask))
            return false;
    return true;
}

static bool never_asked(const hc_ledger *l, const hc_addr *a)
{
    return l->asked && !maybe_noted(l, asked_key(a, a->step)) && !maybe_noted(l, asked_key(a, ANY_STEP));
}

hc_code hc_tape_find(hc_ledger *l, const hc_addr *addr, const hc_digest *question, hc_arena *a, hc_tape_hit *out,
                     hc_err *err)
{
    scan sc = {.l = l, .a = addr, .question = question};
    hc_stmt *s;
    hc_err why;
    if (l->unreadable.code != HC_OK) {
        if (err)
            *err = l->unreadable;
        return l->unreadable.code;
    }
    *out = sc.hit;
    if (never_asked(l, addr))
        return HC_OK;
    /* One read transaction: the statements see one state and SQLite locks the file once. */
    bool own = !l->pinned;
    hc_code c = own ? hc_db_prepare(l->rdb, "BEGIN", &s, &why) : HC_OK;
    if (own && c == HC_OK)
        c = hc_run(s, &why);
    if (c == HC_OK) {
        c = find(&sc, a, &why);
        hc_code end = own ? hc_db_commit(l->rdb, c == HC_OK ? &why : NULL) : HC_OK;
        c = c == HC_OK ? end : c;
    }
    if (c == HC_OK)
        *out = sc.hit;
    else if (err)
        *err = why;
    if (c == HC_E_IO)
        l->unreadable = why;
    return c;
}
