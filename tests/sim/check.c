// SPDX-License-Identifier: Apache-2.0
#include "sim/check.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "crypto/hash.h"

enum { STEP_SLOTS = 4096 };

typedef struct entry {
    int64_t seq, t, slot, redo, step, attempt, final, cost, cost_max, epoch;
    char type[12], strand[40], asked[8], code[16], state[16], target[8], item[8];
    uint64_t key;                  /* of (slot, redo, strand, step) */
    bool replied;                  /* INTENT: a reply of this attempt is recorded */
    int reply;                     /* INTENT: its index */
    int asks;                      /* requests that a provider saw under its id */
} entry;

typedef struct step { uint64_t key; int64_t last_attempt, final_seq; int open; bool used; } step;

typedef struct file {
    sim_world *w;
    sqlite3 *db;
    sim_disk *disk;                /* a copy: looking must not change anything */
    entry *e;
    size_t n;
    step steps[STEP_SLOTS];
    int64_t known, upper, closes, doubt[SIM_HOSTS];
    sqlite3_stmt *ref, *body;
} file;

/* ---- reading --------------------------------------------------------------------------------------------- */

static bool open_file(file *f, sim_world *w)
{
    *f = (file){.w = w, .disk = sim_disk_survivor(w->disk, false, 0)};
    sim_disk_use(f->disk);
    if (!sim_disk_has(f->disk, w->path) || sqlite3_open_v2(w->path, &f->db, SQLITE_OPEN_READWRITE, "simdisk") != SQLITE_OK)
        return false;
    return true;
}

static void close_file(file *f)
{
    sqlite3_finalize(f->ref);
    sqlite3_finalize(f->body);
    sqlite3_close(f->db);
    free(f->e);
    sim_disk_free(f->disk);
    sim_disk_use(f->w->disk);
}

static void text(sqlite3_stmt *s, int i, char *out, size_t n)
{
    const char *p = (const char *)sqlite3_column_text(s, i);
    snprintf(out, n, "%s", p ? p : "");
}

static uint64_t key_of(int64_t slot, int64_t redo, const char *strand, int64_t nth)
{
    char b[96];
    int n = snprintf(b, sizeof b, "%" PRId64 "/%" PRId64 "/%s/%" PRId64, slot, redo, strand, nth);
    return sim_fnv(b, (size_t)n);
}

static bool read_entries(file *f)
{
    static const char sql[] =
        "SELECT e.seq, e.t, coalesce(e.slot,0), e.redo, e.step, e.attempt, e.final,"
        " coalesce(json_extract(e.nums,'$.cost_usd_micro'),0), coalesce(json_extract(e.nums,'$.cost_max_usd_micro'),0),"
        " coalesce(s.epoch,0), e.type, e.strand, e.asked, e.code, e.state, coalesce(s.target,''), coalesce(s.item,'')"
        " FROM entry e LEFT JOIN slot s ON s.id=e.slot ORDER BY e.id";
    sqlite3_stmt *s;
    size_t cap = 0;
    if (sqlite3_prepare_v2(f->db, sql, -1, &s, NULL) != SQLITE_OK)
        return false;                          /* died while it was being created */
    int rc;
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
        if (f->n == cap) {
            cap = cap ? 2 * cap : 256;
            f->e = hc_xrealloc(f->e, cap * sizeof *f->e);
        }
        entry *e = &f->e[f->n++];
        *e = (entry){.reply = -1};
        int64_t *const ints[] = {&e->seq, &e->t, &e->slot, &e->redo, &e->step, &e->attempt, &e->final, &e->cost, &e->cost_max,
                                 &e->epoch};
        for (int i = 0; i < 10; i++)
            *ints[i] = sqlite3_column_int64(s, i);
        text(s, 10, e->type, sizeof e->type);
        text(s, 11, e->strand, sizeof e->strand);
        text(s, 12, e->asked, sizeof e->asked);
        text(s, 13, e->code, sizeof e->code);
        text(s, 14, e->state, sizeof e->state);
        text(s, 15, e->target, sizeof e->target);
        text(s, 16, e->item, sizeof e->item);
        e->key = key_of(e->slot, e->redo, e->strand, e->step);
    }
    sqlite3_finalize(s);
    if (rc != SQLITE_DONE)
        sim_fail(f->w, "the run cannot be read: %s", sqlite3_errmsg(f->db));
    return true;
}

/* Bytes of a body: its chain of chunks, last one first. */
static void read_body(file *f, const entry *e, const char *field, hc_buf *out)
{
    if (!f->ref)
        sqlite3_prepare_v2(f->db, "SELECT body FROM ref WHERE seq=? AND field=?", -1, &f->ref, NULL);
    if (!f->body)
        sqlite3_prepare_v2(f->db, "SELECT b.parent, c.codec, c.data FROM body b JOIN chunk c ON c.id=b.chunk WHERE b.id=?", -1,
                           &f->body, NULL);
    sqlite3_bind_int64(f->ref, 1, e->seq);
    sqlite3_bind_text(f->ref, 2, field, -1, SQLITE_STATIC);
    int64_t id = sqlite3_step(f->ref) == SQLITE_ROW ? sqlite3_column_int64(f->ref, 0) : 0;
    sqlite3_reset(f->ref);
    hc_buf_clear(out);
    while (id) {
        static char plain[1 << 20];
        sqlite3_bind_int64(f->body, 1, id);
        if (sqlite3_step(f->body) != SQLITE_ROW) {
            sim_fail(f->w, "entry %" PRId64 ": body %" PRId64 " is not there", e->seq, id);
            id = 0;
        } else {
            id = sqlite3_column_int64(f->body, 0);
            const char *p = sqlite3_column_blob(f->body, 2);
            size_t n = (size_t)sqlite3_column_bytes(f->body, 2);
            if (sqlite3_column_int64(f->body, 1)) {
                n = ZSTD_decompress(plain, sizeof plain, p, n);
                HC_ASSERT(!ZSTD_isError(n));
                p = plain;
            }
            size_t old = out->n;
            hc_buf_add(out, p, n);
            memmove(out->p + n, out->p, old);  /* what was read so far comes behind it */
            memcpy(out->p, p, n);
        }
        sqlite3_reset(f->body);
    }
}

static uint64_t body_hash(file *f, const entry *e, const char *field)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    read_body(f, e, field, &b);
    return sim_fnv(b.p, b.n);
}

/* ---- the log by itself ------------------------------------------------------------------------------------ */

static step *step_at(file *f, uint64_t key)
{
    size_t i = key % STEP_SLOTS;
    while (f->steps[i].used && f->steps[i].key != key)
        i = (i + 1) % STEP_SLOTS;
    if (!f->steps[i].used)
        f->steps[i] = (step){.key = key, .final_seq = -1, .open = -1, .used = true};
    return &f->steps[i];
}

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool complete(const char *code)
{
    return is(code, "ok") || is(code, "refused") || is(code, "filtered") || is(code, "truncated");
}

static int host_of(const char *alias)
{
    return alias[1] - '0' + (alias[0] == 'j' ? SIM_TARGETS_MAX : 0);
}

static void see_intent(file *f, size_t i)
{
    entry *e = &f->e[i];
    step *s = step_at(f, e->key);
    if (s->final_seq >= 0)
        sim_fail(f->w, "entry %" PRId64 ": step %s/%" PRId64 " of %s is asked again, entry %" PRId64 " is its outcome", e->seq,
                 e->strand, e->step, e->item, s->final_seq);
    if (e->attempt != s->last_attempt + 1)
        sim_fail(f->w, "entry %" PRId64 ": attempt %" PRId64 " follows attempt %" PRId64, e->seq, e->attempt, s->last_attempt);
    if (e->step > 0 && step_at(f, key_of(e->slot, e->redo, e->strand, e->step - 1))->final_seq < 0)
        sim_fail(f->w, "entry %" PRId64 ": step %" PRId64 " of %s is asked before the reply before it", e->seq, e->step, e->item);
    s->last_attempt = e->attempt;
    s->open = (int)i;
    f->upper += e->cost_max > 0 ? e->cost_max : 0;
    f->doubt[host_of(e->asked)]++;
}

static void see_reply(file *f, size_t i)
{
    entry *e = &f->e[i];
    step *s = step_at(f, e->key);
    entry *asked = s->open >= 0 ? &f->e[s->open] : NULL;
    if (!asked || asked->attempt != e->attempt || asked->replied) {
        sim_fail(f->w, "entry %" PRId64 ": a reply to attempt %" PRId64 " that nobody waits for", e->seq, e->attempt);
        return;
    }
    if (e->final && s->final_seq >= 0)
        sim_fail(f->w, "entry %" PRId64 ": a second outcome, the first is entry %" PRId64, e->seq, s->final_seq);
    asked->replied = true;
    asked->reply = (int)i;
    f->doubt[host_of(e->asked)]--;
    if (e->final)
        s->final_seq = e->seq;
    if (e->cost >= 0)
        f->upper += e->cost - (asked->cost_max > 0 ? asked->cost_max : 0);
    f->known += e->cost > 0 ? e->cost : 0;
}

/* A sample's own time limit cuts off the call it waits for: in doubt as well, and recorded as cut off on purpose. */
static void see_stop(file *f, size_t i)
{
    const entry *e = &f->e[i];
    const step *s = step_at(f, e->key);
    if (s->open >= 0 && !f->e[s->open].replied)
        f->doubt[host_of(f->e[s->open].asked)]--;
}

/* One sample in one redo, as a pseudo step. */
static step *sample_at(file *f, int64_t slot, int64_t redo)
{
    return step_at(f, key_of(slot, redo, "sample", 0));
}

static void see_sample(file *f, size_t i)
{
    entry *e = &f->e[i];
    step *s = sample_at(f, e->slot, e->redo), *newest = step_at(f, key_of(e->slot, 0, "newest", 0));
    bool closes = is(e->type, "close");
    if (is(e->type, "control")) {              /* requeue: redo is the next one */
        if (!is(e->code, "requeue"))
            return;
        if (e->redo != newest->last_attempt + 1)
            sim_fail(f->w, "entry %" PRId64 ": %s is requeued as redo %" PRId64 " after %" PRId64, e->seq, e->item, e->redo,
                     newest->last_attempt);
        newest->last_attempt = e->redo;
        return;
    }
    if (e->redo != newest->last_attempt)
        sim_fail(f->w, "entry %" PRId64 ": %s goes on in redo %" PRId64 ", the newest is %" PRId64, e->seq, e->item, e->redo,
                 newest->last_attempt);
    if (s->final_seq >= 0)
        sim_fail(f->w, "entry %" PRId64 " (%s): %s was closed by entry %" PRId64, e->seq, e->type, e->item, s->final_seq);
    if (closes && (i == 0 || !is(f->e[i - 1].type, "score") || f->e[i - 1].slot != e->slot))
        sim_fail(f->w, "entry %" PRId64 ": %s is closed and its score is not before it", e->seq, e->item);
    if (closes)
        s->final_seq = e->seq;
    f->closes += closes;
}

static void check_log(file *f)
{
    for (size_t i = 0; i < f->n; i++) {
        entry *e = &f->e[i];
        if (e->seq != (int64_t)i)
            sim_fail(f->w, "entry %" PRId64 " stands at place %zu", e->seq, i);
        if (i && e->t < f->e[i - 1].t)
            sim_fail(f->w, "entry %" PRId64 ": time goes back", e->seq);
        if ((i == 0) != is(e->type, "plan"))
            sim_fail(f->w, "entry %" PRId64 " is a %s", e->seq, e->type);
        if (e->slot)
            see_sample(f, i);
        if (is(e->type, "intent"))
            see_intent(f, i);
        else if (is(e->type, "reply"))
            see_reply(f, i);
        else if (is(e->type, "stop"))
            see_stop(f, i);
    }
}

/* ---- the log against the providers ------------------------------------------------------------------------ */

static bool read_secret(const sim_world *w, const char *log, uint8_t out[32])
{
    char path[128], b[8192], *at;
    snprintf(path, sizeof path, "%s-key", w->path);
    FILE *in = fopen(path, "r");
    size_t n = in ? fread(b, 1, sizeof b - 1, in) : 0;
    if (in)
        fclose(in);
    b[n] = '\0';
    at = strstr(b, log);
    return at && hc_unhex((hc_str){at + strlen(log) + 3, 64}, out, 32);
}

static void request_id(const entry *e, const uint8_t secret[32], char out[33])
{
    char b[256];
    int n = snprintf(b, sizeof b, "%s\x1fsim\x1f%s\x1f\x1f%" PRId64 "\x1f%" PRId64 "\x1f%s\x1f%" PRId64 "\x1f%" PRId64, e->target,
                     e->item, e->epoch, e->redo, e->strand, e->step, e->attempt);
    hc_str bytes = {b, (size_t)n};
    hc_digest d = hc_hmac_sha256((hc_str){(const char *)secret, 32}, &bytes, 1);
    hc_hex(d.b, 16, out);
}

static bool fits(sim_fate fate, const char *code)
{
    switch (fate) {
    case SIM_ANSWERED: case SIM_OTHER_MODEL: return complete(code);
    case SIM_RESET_MID: case SIM_RESET_AFTER: return is(code, "reset");
    case SIM_HANG: case SIM_LATE: return is(code, "timeout");
    case SIM_THROTTLE: case SIM_THROTTLE_AFTER: case SIM_HTTP503: return is(code, "throttled");
    case SIM_HTTP500: return is(code, "http");
    case SIM_CUT_JSON: case SIM_GARBAGE: return is(code, "badreply");
    case SIM_BAD_KEY: return is(code, "auth");
    case SIM_REFUSED_CONN: case SIM_RESET_BEFORE: break;   /* nobody saw these */
    }
    return false;
}

static void check_seen(file *f, const sim_seen *s, entry *e)
{
    sim_world *w = f->w;
    const entry *r = e->reply >= 0 ? &f->e[e->reply] : NULL;
    if (e->asks++)
        sim_fail(w, "entry %" PRId64 ": its request reached the provider twice", e->seq);
    if (body_hash(f, e, "wire") != s->body)
        sim_fail(w, "entry %" PRId64 ": other bytes were sent than those recorded", e->seq);
    if (host_of(e->asked) != s->host)
        sim_fail(w, "entry %" PRId64 ": asked %s, recorded for another", e->seq, e->asked);
    if (r && !fits(s->fate, r->code))
        sim_fail(w, "entry %" PRId64 ": the call met fate %d and is recorded as %s", r->seq, (int)s->fate, r->code);
    int64_t most = r && r->cost >= 0 ? r->cost : e->cost_max;
    if (most >= 0 && s->billed_usd_micro > most)
        sim_fail(w, "entry %" PRId64 ": billed %" PRId64 " micro-USD, at most %" PRId64 " expected", e->seq, s->billed_usd_micro, most);
    if (r && complete(r->code) && r->cost != s->billed_usd_micro)
        sim_fail(w, "entry %" PRId64 ": billed %" PRId64 ", recorded %" PRId64, r->seq, s->billed_usd_micro, r->cost);
}

static void check_providers(file *f)
{
    sim_world *w = f->w;
    char log[20] = "";
    uint8_t secret[32];
    sqlite3_stmt *s;
    int64_t bills = 0;
    if (sqlite3_prepare_v2(f->db, "SELECT hex FROM log", -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        text(s, 0, log, sizeof log);
    sqlite3_finalize(s);
    if (!read_secret(w, log, secret)) {
        sim_fail(w, "the key file does not hold the secret of log %s", log);
        return;
    }
    char (*ids)[33] = hc_xcalloc(f->n, sizeof *ids);
    for (size_t i = 0; i < f->n; i++)
        if (is(f->e[i].type, "intent"))
            request_id(&f->e[i], secret, ids[i]);
    for (size_t k = 0; k < w->n_seen; k++) {
        size_t i = 0;
        while (i < f->n && !is(ids[i], w->seen[k].id))
            i++;
        bills += w->seen[k].billed_usd_micro;
        if (i == f->n)
            sim_fail(w, "host %d saw request %zu (%.8s, life %d), and no intent of it is recorded", w->seen[k].host, k, w->seen[k].id,
                     w->seen[k].life);
        else
            check_seen(f, &w->seen[k], &f->e[i]);
    }
    free(ids);
    if (bills < f->known || bills > f->upper)
        sim_fail(w, "the bills are %" PRId64 " micro-USD, the run says %" PRId64 " to %" PRId64, bills, f->known, f->upper);
    for (size_t i = 0; i < f->n; i++)
        if (is(f->e[i].type, "intent") && f->e[i].reply >= 0 && complete(f->e[f->e[i].reply].code) && !f->e[i].asks)
            sim_fail(w, "entry %" PRId64 ": an answer that no provider gave", f->e[f->e[i].reply].seq);
}

/* ---- after a life ------------------------------------------------------------------------------------------ */

void sim_check_life(sim_world *w)
{
    file *f = hc_xmalloc(sizeof *f);
    if (open_file(f, w) && read_entries(f)) {
        check_log(f);
        /* Entries of a failed commit were told to nobody and may be gone now. */
        bool unsure = w->shaky && !w->opened;
        /* A sample that its own time limit closed was cancelled, and what is cancelled cannot wait for its entries: such a sample
         * may be told as done a moment early. */
        if (!unsure && !SIM_OPT(&w->o, sample_time_ms) && f->closes < (int64_t)(w->closes_before + w->told_played))
            sim_fail(w, "life %d said that it had closed %zu samples, %" PRId64 " are on record", w->life, w->told_played,
                     f->closes - (int64_t)w->closes_before);
        for (int i = 0; i < SIM_HOSTS; i++) {
            if (!unsure && f->doubt[i] - w->doubt_before[i] > w->host[i].most_jobs)
                sim_fail(w, "life %d left %" PRId64 " calls to host %d in doubt, %d may be in flight", w->life,
                         f->doubt[i] - w->doubt_before[i], i, w->host[i].most_jobs);
            w->doubt_before[i] = f->doubt[i];
        }
        if (w->cap_usd_micro && f->upper > w->cap_usd_micro && f->upper > w->upper_before)
            sim_fail(w, "life %d spent up to %" PRId64 " micro-USD, its cap was %" PRId64, w->life, f->upper, w->cap_usd_micro);
        w->upper_before = f->upper;
        w->closes_before = (size_t)f->closes;
        sim_trace(w, SIM_EV_CHECK, (int64_t)f->n, f->closes, f->upper);
    }
    close_file(f);
    free(f);
}

/* ---- the result ------------------------------------------------------------------------------------------- */

static sim_sample *sample_of(sim_result *r, const entry *e)
{
    char key[64];
    snprintf(key, sizeof key, "%s/%s/%" PRId64, e->target, e->item, e->epoch);
    for (size_t i = 0; i < r->n; i++)
        if (is(r->x[i].key, key))
            return &r->x[i];
    r->x = hc_xrealloc(r->x, (r->n + 1) * sizeof *r->x);
    sim_sample *s = &r->x[r->n++];
    *s = (sim_sample){0};
    memcpy(s->key, key, sizeof key);
    return s;
}

static void gather(file *f, sim_result *r)
{
    for (size_t i = 0; i < f->n; i++) {
        const entry *e = &f->e[i];
        if (!e->slot || e->redo != step_at(f, key_of(e->slot, 0, "newest", 0))->last_attempt)
            continue;
        sim_sample *s = sample_of(r, e);
        if (is(e->type, "close"))
            memcpy(s->state, e->state, sizeof s->state);
        else if (is(e->type, "score"))
            s->graded = body_hash(f, e, "outcomes");
        else if (is(e->type, "stop"))
            s->stopped = true;
        else if (is(e->type, "reply") && e->final && is(e->strand, "0"))
            s->said = sim_mix(s->said ^ body_hash(f, e, "reply"));
        if (is(e->type, "reply") && e->final && !complete(e->code))
            *(is(e->strand, "0") ? &s->broken_reply : &s->judge_failed) = true;
    }
}

static void compare(sim_world *w, const sim_result *calm, const sim_result *r)
{
    if (calm->n != r->n)
        sim_fail(w, "%zu samples on record, %zu without faults", r->n, calm->n);
    for (size_t i = 0; i < r->n; i++) {
        const sim_sample *is_ = &r->x[i], *was = NULL;
        for (size_t k = 0; k < calm->n && !was; k++)
            was = is(calm->x[k].key, is_->key) ? &calm->x[k] : NULL;
        if (!was || !is_->state[0]) {
            sim_fail(w, "sample %s is %s", is_->key, was ? "open at the end" : "not of this plan");
            continue;
        }
        sim_trace(w, SIM_EV_STATE, (int64_t)i, (int64_t)(is_->said & 0xffffff), (int64_t)(is_->graded & 0xffffff));
        bool excused = (is_->broken_reply && is(is_->state, "failed")) || (is_->stopped && is(is_->state, "capped"));
        if (excused)
            continue;
        if (!is(is_->state, was->state) || is_->said != was->said)
            sim_fail(w, "sample %s is %s, without faults %s%s", is_->key, is_->state, was->state,
                     is_->said != was->said ? ", and other replies are recorded" : "");
        else if (is_->graded != was->graded && !is_->judge_failed)
            sim_fail(w, "sample %s is graded otherwise than without faults", is_->key);
    }
}

void sim_check_end(sim_world *w, const sim_result *calm, sim_result *out)
{
    file *f = hc_xmalloc(sizeof *f);
    *out = (sim_result){0};
    if (open_file(f, w) && read_entries(f)) {
        check_log(f);
        check_providers(f);
        gather(f, out);
        if (calm)
            compare(w, calm, out);
    } else {
        sim_fail(w, "there is no run at the end");
    }
    close_file(f);
    free(f);
}

void sim_result_free(sim_result *r)
{
    free(r->x);
    *r = (sim_result){0};
}
