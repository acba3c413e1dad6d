// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

/* Intents and replies are walked side by side in the order of the log; what is in flight at any place is little, so
 * that pairing them needs neither a sort nor a look-up in the file. */

enum { BUCKETS = 1024 };

/* An intent whose reply has not been met yet. */
typedef struct pending {
    struct pending *next;
    int64_t log, slot, redo, step, attempt, bound;
    uint64_t strand;               /* its hash: strands of one sample are few and short */
} pending;

typedef struct tally {
    hc_ledger *l;
    hc_totals t;
    hc_arena *a, *row;             /* the tally's, one row's */
    pending *bucket[BUCKETS], *spare;
    hc_str asked;
} tally;

static bool is_in_doubt(hc_str code)
{
    return hc_str_is(code, "timeout") || hc_str_is(code, "reset");
}

/* Numbers of a file that somebody may have made: out of any sense counts as nothing. */
static int64_t sane(int64_t v)
{
    return v >= 0 && v <= HC_TOKENS_MAX * 1000 ? v : 0;
}

static void add_bound(hc_totals *t, int64_t bound)
{
    if (bound < 0)
        t->unbounded = true;
    else
        t->cost_max_usd_micro += sane(bound);
}

static void add_time(hc_totals *t, int64_t t_us)
{
    if (!t->first_us || t_us < t->first_us)
        t->first_us = t_us;
    if (t_us > t->last_us)
        t->last_us = t_us;
}

/* A known cost is what it says; else it lies between what was reported and the intent's bound. */
static void add_reply(hc_totals *t, hc_str code, const hc_record *r, int64_t intent_bound)
{
    int64_t cost = hc_record_num(r, "cost_usd_micro", 0);
    t->replies++;
    t->throttled += hc_str_is(code, "throttled");
    t->tokens_in += sane(hc_record_num(r, "tokens_in", 0));
    t->tokens_out += sane(hc_record_num(r, "tokens_out", 0));
    t->cost_usd_micro += sane(cost);   /* -1: no price is known */
    t->in_doubt += is_in_doubt(code);
    add_bound(t, hc_record_num(r, "cost_max_usd_micro", is_in_doubt(code) || cost < 0 ? intent_bound : cost));
}


/* Columns of both statements. */
enum { C_ID, C_LOG, C_SLOT, C_REDO, C_STEP, C_ATTEMPT, C_STRAND, C_T, C_CODE, C_NUMS, C_ASKED };
#define TOTALS_SQL(type)                                                                                           \
    "SELECT id, log, slot, redo, step, attempt, strand, t, code, nums, asked FROM entry INDEXED BY entry_type"     \
    " WHERE type='" type "' ORDER BY id"

static pending key_of(hc_stmt *s)
{
    return (pending){.log = hc_col_i64(s, C_LOG), .slot = hc_col_i64(s, C_SLOT), .redo = hc_col_i64(s, C_REDO),
                     .step = hc_col_i64(s, C_STEP), .attempt = hc_col_i64(s, C_ATTEMPT),
                     .strand = hc_str_hash(hc_col_text(s, C_STRAND))};
}

static pending **find(tally *k, const pending *key)
{
    pending **at = &k->bucket[((uint64_t)key->slot * 31 + (uint64_t)key->step) % BUCKETS];
    while (*at && !((*at)->log == key->log && (*at)->slot == key->slot && (*at)->redo == key->redo &&
                    (*at)->step == key->step && (*at)->attempt == key->attempt && (*at)->strand == key->strand))
        at = &(*at)->next;
    return at;
}

static bool is_asked(const tally *k, hc_stmt *s)
{
    return !k->asked.n || hc_str_eq(k->asked, hc_col_text(s, C_ASKED));
}

static bool read_nums(tally *k, hc_stmt *s, hc_record *out)
{
    hc_arena_reset(k->row);
    *out = (hc_record){0};
    return hc_nums_read(k->row, hc_col_text(s, C_NUMS), &out->nums, &out->n_nums);
}

static bool add_intent(tally *k, hc_stmt *s)
{
    hc_record r;
    if (!is_asked(k, s))
        return true;
    if (!read_nums(k, s, &r))
        return false;
    k->t.calls++;
    k->t.retries += hc_col_i64(s, C_ATTEMPT) > 1;
    add_time(&k->t, hc_col_i64(s, C_T));
    pending key = key_of(s), **at = find(k, &key), *p = k->spare;
    if (p)
        k->spare = p->next;
    else
        p = HC_NEW(k->a, pending);
    key.bound = hc_record_num(&r, "cost_max_usd_micro", 0);
    key.next = *at;
    *p = key;
    *at = p;
    return true;
}

static bool add_reply_row(tally *k, hc_stmt *s)
{
    hc_record r;
    pending key = key_of(s), **at = find(k, &key), *p = *at;
    if (!p && !is_asked(k, s))
        return true;
    if (!read_nums(k, s, &r))
        return false;
    add_time(&k->t, hc_col_i64(s, C_T));
    add_reply(&k->t, hc_col_text(s, C_CODE), &r, p ? p->bound : hc_record_num(&r, "cost_usd_micro", 0));
    if (p) {
        *at = p->next;
        p->next = k->spare;
        k->spare = p;
    }
    return true;
}

static hc_code walk(tally *k, hc_err *err)
{
    hc_stmt *intents, *replies;
    bool intent, reply, good = true;
    HC_TRY(hc_db_prepare(k->l->rdb, TOTALS_SQL("intent"), &intents, err));
    HC_TRY(hc_db_prepare(k->l->rdb, TOTALS_SQL("reply"), &replies, err));
    hc_code c = hc_step(intents, &intent, err);
    if (c == HC_OK)
        c = hc_step(replies, &reply, err);
    while (c == HC_OK && good && (intent || reply)) {
        bool first = intent && (!reply || hc_col_i64(intents, C_ID) < hc_col_i64(replies, C_ID));
        good = first ? add_intent(k, intents) : add_reply_row(k, replies);
        c = first ? hc_step(intents, &intent, err) : hc_step(replies, &reply, err);
    }
    hc_reset(intents);
    hc_reset(replies);
    if (c == HC_OK && !good)
        return hc_fail(err, HC_E_CORRUPT, "E-RUN-08", "the numbers of an entry of %s are damaged",
                       "%s에 숫자 값이 손상된 항목이 있음", k->l->path);
    return c;
}

static hc_code entries(hc_ledger *l, int64_t *out, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(l->rdb, "SELECT sum(size) FROM log", &s, err));
    HC_TRY(hc_step(s, &row, err));
    *out = row ? hc_col_i64(s, 0) : 0;
    hc_reset(s);
    return HC_OK;
}

hc_code hc_ledger_totals(hc_ledger *l, const char *asked, hc_totals *out, hc_err *err)
{
    int64_t n;
    HC_TRY(entries(l, &n, err));
    if (!asked[0] && n > 0 && l->totals_of == n) {
        *out = l->totals;
        return HC_OK;
    }
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_arena_ptr) row = hc_arena_new();
    tally *k = HC_NEW(a, tally);
    *k = (tally){.l = l, .a = a, .row = row, .asked = hc_str_c(asked)};
    HC_TRY(walk(k, err));
    for (size_t i = 0; i < BUCKETS; i++)
        for (const pending *p = k->bucket[i]; p; p = p->next) {
            k->t.in_doubt++;
            add_bound(&k->t, p->bound);
        }
    *out = k->t;
    if (!asked[0]) {
        l->totals = k->t;
        l->totals_of = n;
    }
    return HC_OK;
}
