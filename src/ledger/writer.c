// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

/*
 * Appending copies into one job and never blocks; the writer thread (or the actor on the loop) takes what is queued, writes
 * it in one transaction and then tells the waiters. It never waits for more work: under load the queue fills while the last
 * sync runs, so groups grow by themselves.
 *
 * 1. seq and t are given out under the mutex, in the order of the queue: the log has no holes.
 * 2. `durable` moves only after a successful commit. A failed commit is rolled back, kept, and ends all writing: the
 *    caches may then hold ids of rows that do not exist, and nobody reads them again.
 * 3. The loop is posted to only while a coroutine waits, so a post never outlives the loop's work; the note that it
 *    carries is detached when the ledger goes first.
 */

/* ---- entries into tables ----------------------------------------------------------------------- */

enum { SAMPLE_CACHE_BITS = 15 };   /* more than samples in flight, as a rule */

void hc_writer_init(hc_writer *w, hc_db *db)
{
    w->db = db;
    hc_body_writer_init(&w->body, db);
    w->slots = hc_idcache_new(SAMPLE_CACHE_BITS);
    w->touched = hc_idcache_new(SAMPLE_CACHE_BITS);
    hc_buf_init(&w->leaf, SIZE_MAX);
    hc_buf_init(&w->nums, SIZE_MAX);
    hc_buf_init(&w->refs, SIZE_MAX);
}

void hc_writer_fini(hc_writer *w)
{
    if (!w->slots)
        return;
    hc_body_writer_fini(&w->body);
    free(w->slots);
    free(w->touched);
    hc_buf_fini(&w->leaf);
    hc_buf_fini(&w->nums);
    hc_buf_fini(&w->refs);
}

static hc_str secret_of(const hc_writer *w)
{
    return (hc_str){(const char *)w->secret, sizeof w->secret};
}

static hc_code put_refs(hc_writer *w, const hc_entry *e, uint64_t seq, hc_err *err)
{
    hc_ref refs[HC_REFS_MAX];
    HC_ASSERT(e->n_bodies < HC_REFS_MAX);
    hc_str log = hc_str_c(w->log);
    refs[0] = (hc_ref){HC_S("blind"), hc_commit(secret_of(w), log, seq, HC_S("blind"), NULL, 0)};
    for (size_t i = 0; i < e->n_bodies; i++) {
        const hc_body_in *b = &e->bodies[i];
        hc_str field = hc_str_c(b->field);
        int64_t body;
        hc_stmt *s;
        refs[i + 1] = (hc_ref){field, hc_commit(secret_of(w), log, seq, field, b->chunks, b->n_chunks)};
        HC_TRY(hc_body_put(&w->body, b->chunks, b->n_chunks, &body, err));
        HC_TRY(hc_db_prepare(w->db, "INSERT INTO ref VALUES(?,?,?,?)", &s, err));
        hc_bind_i64(s, 1, w->log_id);
        hc_bind_i64(s, 2, (int64_t)seq);
        hc_bind_text(s, 3, field);
        hc_bind_i64(s, 4, body);
        HC_TRY(hc_run(s, err));
    }
    hc_buf_clear(&w->refs);
    hc_refs_write(refs, e->n_bodies + 1, &w->refs);
    return HC_OK;
}

/* 0 for an entry without an address (plan, most controls). */
static hc_code slot_id(hc_writer *w, const hc_addr *a, int64_t *out, hc_err *err)
{
    *out = 0;
    if (!a->target.n && !a->pack.n && !a->item.n && !a->transform.n)
        return HC_OK;
    const hc_str key_parts[] = {a->target, HC_S("\x1f"), a->pack, HC_S("\x1f"), a->item, HC_S("\x1f"), a->transform,
                                {(const char *)&a->epoch, sizeof a->epoch}};
    hc_digest key = hc_sha256_parts(key_parts, HC_LEN(key_parts));
    int64_t *known = hc_idcache_at(w->slots, &key);
    if (!*known) {
        hc_stmt *s;
        HC_TRY(hc_db_prepare(w->db, "INSERT INTO slot(target, pack, item, transform, epoch) VALUES(?,?,?,?,?)"
                             " ON CONFLICT DO NOTHING", &s, err));
        hc_bind_text(s, 1, a->target);
        hc_bind_text(s, 2, a->pack);
        hc_bind_text(s, 3, a->item);
        hc_bind_text(s, 4, a->transform);
        hc_bind_i64(s, 5, a->epoch);
        HC_TRY(hc_run(s, err));
        if (hc_db_changes(w->db))
            *known = hc_db_last_id(w->db);
        else
            HC_TRY(hc_slot_find(w->db, a, known, err));
    }
    *out = *known;
    return HC_OK;
}

/* The row of a score set; scores may name one before its definition is known to this file. */
static hc_code sset_id(hc_writer *w, hc_str digest, int64_t *out, hc_err *err)
{
    hc_stmt *s;
    bool row;
    if (w->sset_id && hc_str_is(digest, w->sset)) {
        *out = w->sset_id;
        return HC_OK;
    }
    HC_TRY(hc_db_prepare(w->db, "SELECT id FROM sset WHERE digest=?", &s, err));
    hc_bind_text(s, 1, digest);
    HC_TRY(hc_step(s, &row, err));
    if (row) {
        *out = hc_col_i64(s, 0);
        hc_reset(s);
    } else {
        HC_TRY(hc_db_prepare(w->db, "INSERT INTO sset(digest) VALUES(?)", &s, err));
        hc_bind_text(s, 1, digest);
        HC_TRY(hc_run(s, err));
        *out = hc_db_last_id(w->db);
    }
    if (digest.n < sizeof w->sset) {
        memcpy(w->sset, digest.p, digest.n);
        w->sset[digest.n] = '\0';
        w->sset_id = *out;
    }
    return HC_OK;
}

static hc_code define_sset(hc_writer *w, const hc_entry *e, uint64_t seq, hc_err *err)
{
    for (size_t i = 0; i < e->n_bodies; i++) {
        if (strcmp(e->bodies[i].field, "set") != 0)
            continue;
        hc_digest d = hc_sha256_parts(e->bodies[i].chunks, e->bodies[i].n_chunks);
        char hex[HC_SHA256_HEX];
        int64_t id;
        hc_stmt *s;
        hc_hex(d.b, sizeof d.b, hex);
        HC_TRY(sset_id(w, hc_str_c(hex), &id, err));
        HC_TRY(hc_db_prepare(w->db, "UPDATE sset SET log=?, seq=? WHERE id=? AND seq IS NULL", &s, err));
        hc_bind_i64(s, 1, w->log_id);
        hc_bind_i64(s, 2, (int64_t)seq);
        hc_bind_i64(s, 3, id);
        return hc_run(s, err);
    }
    return HC_OK;
}

static hc_code touch_sample(hc_writer *w, int64_t slot, int64_t redo, hc_err *err)
{
    hc_digest key = {{0}};
    memcpy(key.b, &slot, sizeof slot);
    memcpy(key.b + sizeof slot, &redo, sizeof redo);
    int64_t *known = hc_idcache_at(w->touched, &key);
    hc_stmt *s;
    if (*known)
        return HC_OK;
    HC_TRY(hc_db_prepare(w->db, "INSERT INTO sample VALUES(?,?,?,NULL,'') ON CONFLICT DO NOTHING", &s, err));
    hc_bind_i64(s, 1, slot);
    hc_bind_i64(s, 2, redo);
    hc_bind_i64(s, 3, w->log_id);
    HC_TRY(hc_run(s, err));
    *known = 1;
    return HC_OK;
}

static hc_code close_sample(hc_writer *w, const hc_entry *e, int64_t slot, uint64_t seq, hc_err *err)
{
    hc_stmt *s;
    HC_TRY(hc_db_prepare(w->db, "UPDATE sample SET seq=?4, state=?5 WHERE slot=?1 AND redo=?2 AND log=?3", &s, err));
    hc_bind_i64(s, 1, slot);
    hc_bind_i64(s, 2, e->addr.redo);
    hc_bind_i64(s, 3, w->log_id);
    hc_bind_i64(s, 4, (int64_t)seq);
    hc_bind_text(s, 5, hc_str_c(hc_state_id(e->state)));
    return hc_run(s, err);
}

static hc_code put_score(hc_writer *w, const hc_entry *e, int64_t sset, int64_t slot, uint64_t seq, hc_err *err)
{
    /* An entry replaces the older one of its set. Without outcomes a row with empty words marks that it was scored. */
    static const hc_outcome none = {.kind = HC_OUT_VALUE};
    hc_stmt *s;
    HC_TRY(hc_db_prepare(w->db, "DELETE FROM score WHERE sset=? AND slot=? AND redo=? AND log=?", &s, err));
    hc_bind_i64(s, 1, sset);
    hc_bind_i64(s, 2, slot);
    hc_bind_i64(s, 3, e->addr.redo);
    hc_bind_i64(s, 4, w->log_id);
    HC_TRY(hc_run(s, err));
    for (size_t i = 0; i < e->n_outcomes || i == 0; i++) {
        const hc_outcome *o = e->n_outcomes ? &e->outcomes[i] : &none;
        HC_TRY(hc_db_prepare(w->db, "INSERT INTO score VALUES(?,?,?,?,?,?,?)", &s, err));
        hc_bind_i64(s, 1, sset);
        hc_bind_i64(s, 2, slot);
        hc_bind_i64(s, 3, e->addr.redo);
        hc_bind_i64(s, 4, w->log_id);
        hc_bind_text(s, 5, o->scorer);
        hc_bind_text(s, 6, hc_outcome_word(o));
        hc_bind_i64(s, 7, (int64_t)seq);
        HC_TRY(hc_run(s, err));
    }
    return HC_OK;
}

static hc_code insert_entry(hc_writer *w, const hc_entry *e, const hc_leaf *f, int64_t slot, int64_t sset, hc_err *err)
{
    hc_str leaf = hc_buf_view(&w->leaf);
    hc_digest hash = hc_leaf_hash(leaf);
    hc_stmt *s;
    HC_TRY(hc_db_prepare(w->db, "INSERT INTO entry VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", &s, err));
    int i = 1;
    hc_bind_i64(s, i++, hc_entry_id(w->log_id, f->seq));
    hc_bind_i64(s, i++, w->log_id);
    hc_bind_i64(s, i++, (int64_t)f->seq);
    hc_bind_i64(s, i++, f->v);
    hc_bind_i64(s, i++, f->t_us);
    hc_bind_text(s, i++, f->type);
    if (slot)
        hc_bind_i64(s, i, slot);
    i++;
    hc_bind_i64(s, i++, e->addr.redo);
    hc_bind_text(s, i++, e->addr.strand);
    hc_bind_i64(s, i++, e->addr.step);
    hc_bind_i64(s, i++, e->addr.attempt);
    hc_bind_text(s, i++, e->asked);
    hc_bind_text(s, i++, e->code);
    hc_bind_text(s, i++, e->of);
    hc_bind_text(s, i++, f->state);
    hc_bind_i64(s, i++, e->type == HC_ENT_REPLY && e->final);
    if (e->question)
        hc_bind_blob(s, i, hc_digest_str(e->question));
    i++;
    if (sset)
        hc_bind_i64(s, i, sset);
    i++;
    hc_bind_text(s, i++, f->nums);
    hc_bind_text(s, i++, f->refs);
    hc_bind_blob(s, i++, leaf);
    hc_bind_blob(s, i++, hc_digest_str(&hash));
    HC_TRY(hc_run(s, err));
    hc_frontier_add(&w->frontier, &hash);
    return HC_OK;
}

static hc_code put_entry(hc_writer *w, const hc_entry *e, uint64_t seq, int64_t t_us, hc_err *err)
{
    int64_t slot, sset = 0;
    HC_ASSERT(seq == w->frontier.size);
    HC_TRY(slot_id(w, &e->addr, &slot, err));
    HC_TRY(put_refs(w, e, seq, err));
    hc_buf_clear(&w->nums);
    hc_nums_write(e, &w->nums);
    if (e->sset)
        HC_TRY(sset_id(w, hc_str_c(e->sset), &sset, err));
    hc_leaf f = {.log = hc_str_c(w->log), .type = hc_str_c(hc_entry_type_id(e->type)), .asked = e->asked,
                 .code = e->code, .of = e->of, .seq = seq, .t_us = t_us, .v = 1, .addr = e->addr,
                 .state = hc_str_c(e->type == HC_ENT_CLOSE ? hc_state_id(e->state) : ""),
                 .nums = hc_buf_view(&w->nums), .refs = hc_buf_view(&w->refs)};
    hc_buf_clear(&w->leaf);
    hc_leaf_write(&f, &w->leaf);
    HC_TRY(insert_entry(w, e, &f, slot, sset, err));
    if (slot)
        HC_TRY(touch_sample(w, slot, e->addr.redo, err));
    if (e->type == HC_ENT_CLOSE && slot)
        return close_sample(w, e, slot, seq, err);
    if (e->type == HC_ENT_SCORE && slot && sset)
        return put_score(w, e, sset, slot, seq, err);
    if (e->type == HC_ENT_CONTROL && hc_str_is(e->code, "set"))
        return define_sset(w, e, seq, err);
    return HC_OK;
}

hc_code hc_writer_put(hc_writer *w, const hc_job *job, hc_err *err)
{
    for (size_t i = 0; i < job->n; i++)
        HC_TRY(put_entry(w, &job->entries[i], job->seq + i, job->t_us, err));
    return HC_OK;
}

hc_code hc_writer_save_log(hc_writer *w, hc_err *err)
{
    hc_stmt *s;
    size_t n = (size_t)__builtin_popcountll(w->frontier.size);
    HC_TRY(hc_db_prepare(w->db, "UPDATE log SET size=?, frontier=? WHERE id=?", &s, err));
    hc_bind_i64(s, 1, (int64_t)w->frontier.size);
    hc_bind_blob(s, 2, (hc_str){(const char *)w->frontier.node, n * sizeof w->frontier.node[0]});
    hc_bind_i64(s, 3, w->log_id);
    return hc_run(s, err);
}

/* ---- the thread or the actor ------------------------------------------------------------------- */

static hc_code commit_group(hc_writer *w, const hc_job *jobs, hc_err *err)
{
    hc_code c = hc_db_begin(w->db, err);
    for (const hc_job *j = jobs; j && c == HC_OK; j = j->next)
        c = hc_writer_put(w, j, err);
    if (c == HC_OK)
        c = hc_writer_save_log(w, err);
    if (c == HC_OK)
        c = hc_db_commit(w->db, err);
    if (c != HC_OK)
        hc_db_rollback(w->db);
    return c;
}

/* The queue's head, at most HC_COMMIT_ENTRIES_MAX entries (or one larger job). Mutex held. */
static hc_job *take_group(hc_ledger *l, hc_ticket *out_last)
{
    hc_job *first = l->head, *last = first;
    size_t n = first->n;
    while (last->next && n + last->next->n <= HC_COMMIT_ENTRIES_MAX) {
        last = last->next;
        n += last->n;
    }
    l->head = last->next;
    if (!l->head)
        l->tail = NULL;
    last->next = NULL;
    *out_last = last->ticket;
    return first;
}

static void free_jobs(hc_job *j)
{
    while (j) {
        hc_job *next = j->next;
        free(j);
        j = next;
    }
}

/* Who waits came last as a rule: its place is looked for from the end. */
static void enlist(hc_ledger *l, hc_waiter *w)
{
    hc_waiter *before = l->waiters_last;
    while (before && before->ticket > w->ticket)
        before = before->prev;
    w->prev = before;
    w->next = before ? before->next : l->waiters;
    *(w->prev ? &w->prev->next : &l->waiters) = w;
    *(w->next ? &w->next->prev : &l->waiters_last) = w;
    w->listed = true;
    l->n_waiters++;
}

static void delist(hc_ledger *l, hc_waiter *w)
{
    *(w->prev ? &w->prev->next : &l->waiters) = w->next;
    *(w->next ? &w->next->prev : &l->waiters_last) = w->prev;
    w->listed = false;
    l->n_waiters--;
}

/* On the loop thread: wakes those whose entries are durable, in ticket order; all of them after a failure. */
static void wake(void *arg)
{
    hc_wake_note *note = arg;
    hc_ledger *l = note->l;
    if (!l) {
        free(note);
        return;
    }
    pthread_mutex_lock(&l->mutex);
    l->posted = false;
    while (l->waiters && (l->broken || l->waiters->ticket <= l->durable)) {
        hc_waiter *w = l->waiters;
        delist(l, w);
        hc_co_wake(w->co);
    }
    pthread_mutex_unlock(&l->mutex);
}

static void break_down(hc_ledger *l, const hc_err *err)
{
    l->why = *err;
    if (l->why.code == HC_E_HELD) /* somebody else's lock on the file: the run cannot go on either */
        l->why.code = HC_E_IO;
    if (l->why.code == HC_E_IO)
        hc_err_hint(&l->why, "what was recorded is safe: free some space or mend the disk, then `haechi resume %s`",
                    "기록된 내용은 안전합니다. 공간을 확보하거나 디스크를 고친 뒤 `haechi resume %s`{을/를} 실행하십시오", l->path);
    l->broken = true;
}

/* Commits one group and tells who waits. Mutex held, released meanwhile. */
static void serve(hc_ledger *l)
{
    hc_err err = {0};
    hc_ticket last;
    hc_job *jobs = take_group(l, &last);
    bool broken = l->broken;
    pthread_mutex_unlock(&l->mutex);
    hc_code c = broken ? HC_E_IO : commit_group(&l->w, jobs, &err);
    free_jobs(jobs);
    pthread_mutex_lock(&l->mutex);
    if (c == HC_OK)
        l->durable = last;
    else if (!broken)
        break_down(l, &err);
    pthread_cond_broadcast(&l->done);
    if (l->n_waiters && !l->posted) {
        l->posted = true;
        hc_loop_post(l->loop, wake, l->note);
    }
}

static void *writer_main(void *arg)
{
    hc_ledger *l = arg;
    pthread_mutex_lock(&l->mutex);
    for (;;) {
        while (!l->head && !l->stop)
            pthread_cond_wait(&l->work, &l->mutex);
        if (!l->head || l->discard)
            break;
        serve(l);
    }
    pthread_mutex_unlock(&l->mutex);
    return NULL;
}

static bool is_actor(const hc_ledger *l)
{
    return l->sys->commit_delay_us;
}

/* What is queued is committed a delay from now, if nothing is on its way already. Mutex held. */
static void act_later(hc_ledger *l)
{
    if (!l->actor || l->acting || !l->head)
        return;
    l->acting = true;
    hc_timer_at(l->actor, hc_loop_mono_us(l->loop) + l->sys->commit_delay_us(l->sys->ctx));
}

static void act(void *arg)
{
    hc_ledger *l = arg;
    pthread_mutex_lock(&l->mutex);
    l->acting = false;
    if (l->head)
        serve(l);
    act_later(l);
    pthread_mutex_unlock(&l->mutex);
}

/* An actor's queue, at once, up to a ticket. Mutex held. */
static void serve_inline(hc_ledger *l, hc_ticket upto)
{
    while (is_actor(l) && l->head && l->durable < upto)
        serve(l);
}

hc_code hc_writer_start(hc_ledger *l, hc_err *err)
{
    l->note = hc_xcalloc(1, sizeof *l->note);
    l->note->l = l;
    if (is_actor(l)) {
        l->actor = l->loop ? hc_timer_new(l->loop, act, l) : NULL;
        return HC_OK;
    }
    int rc = pthread_create(&l->thread, NULL, writer_main, l);
    if (rc)
        return hc_fail(err, HC_E_IO, "E-RUN-09", "cannot start the writer thread of %s: %s",
                       "%s의 기록 스레드를 시작할 수 없음: %s", l->path, strerror(rc));
    l->running = true;
    return HC_OK;
}

void hc_writer_stop(hc_ledger *l, bool discard)
{
    pthread_mutex_lock(&l->mutex);
    l->stop = true;
    l->discard = discard;
    if (!discard)
        serve_inline(l, UINT64_MAX);
    pthread_cond_signal(&l->work);
    pthread_mutex_unlock(&l->mutex);
    if (l->running)
        pthread_join(l->thread, NULL);
    l->running = false;
    hc_timer_free(l->actor);
    l->actor = NULL;
    free_jobs(l->head);
    l->head = l->tail = NULL;
    if (!l->note)
        return;
    if (l->posted)
        l->note->l = NULL; /* still in the loop's queue, which frees it */
    else
        free(l->note);
    l->note = NULL;
}

/* ---- appending and waiting --------------------------------------------------------------------- */

hc_ticket hc_ledger_append(hc_ledger *l, const hc_entry *entries, size_t n)
{
    HC_ASSERT(l->writable && n > 0);
    hc_asked_note(l, entries, n);
    hc_job *job = hc_job_new(entries, n);
    int64_t now = hc_ledger_now_us(l);
    pthread_mutex_lock(&l->mutex);
    if (now > l->last_t)
        l->last_t = now;
    job->t_us = l->last_t;
    job->seq = l->next_seq;
    l->next_seq += n;
    hc_ticket ticket = job->ticket = ++l->last_ticket;
    if (l->tail)
        l->tail->next = job;
    else
        l->head = job;
    l->tail = job;
    pthread_cond_signal(&l->work);
    act_later(l);
    pthread_mutex_unlock(&l->mutex);
    return ticket;
}

uint64_t hc_ledger_next_seq(hc_ledger *l)
{
    pthread_mutex_lock(&l->mutex);
    uint64_t seq = l->next_seq;
    pthread_mutex_unlock(&l->mutex);
    return seq;
}

/* Mutex held. */
static hc_code outcome(const hc_ledger *l, hc_ticket ticket, hc_err *err)
{
    if (l->durable >= ticket)
        return HC_OK;
    if (err)
        *err = l->why;
    return l->why.code;
}

static hc_code wait_blocking(hc_ledger *l, hc_ticket ticket, hc_err *err)
{
    pthread_mutex_lock(&l->mutex);
    serve_inline(l, ticket);
    while (l->durable < ticket && !l->broken)
        pthread_cond_wait(&l->done, &l->mutex);
    hc_code c = outcome(l, ticket, err);
    pthread_mutex_unlock(&l->mutex);
    return c;
}

hc_code hc_ledger_sync(hc_ledger *l, hc_err *err)
{
    return l->writable ? wait_blocking(l, l->last_ticket, err) : HC_OK;
}

/* The writer does not touch its connection while everything is durable and it waits for the mutex. */
void hc_ledger_rest(hc_ledger *l)
{
    pthread_mutex_lock(&l->mutex);
    if (l->writable && !l->head && l->durable == l->last_ticket)
        hc_db_shrink(l->w.db);
    pthread_mutex_unlock(&l->mutex);
}

bool hc_ledger_broken(const hc_ledger *l)
{
    pthread_mutex_t *mutex = (pthread_mutex_t *)&l->mutex;
    pthread_mutex_lock(mutex);
    bool broken = l->broken;
    pthread_mutex_unlock(mutex);
    return broken;
}

HC_CO hc_code hc_ledger_wait(hc_ledger *l, hc_ticket ticket, hc_err *err)
{
    if (!hc_co_self())
        return wait_blocking(l, ticket, err);
    hc_waiter me = {.ticket = ticket, .co = hc_co_self()};
    hc_code c = HC_OK;
    pthread_mutex_lock(&l->mutex);
    if (l->durable < ticket && !l->broken)
        enlist(l, &me);
    pthread_mutex_unlock(&l->mutex);
    while (me.listed && c == HC_OK)
        c = hc_co_park(INT64_MAX);
    pthread_mutex_lock(&l->mutex);
    if (me.listed) {
        delist(l, &me);
        c = hc_fail(err, c, "", "the wait for the run file was cancelled", "기록 대기가 취소됨");
    } else {
        c = outcome(l, ticket, err);
    }
    pthread_mutex_unlock(&l->mutex);
    return c;
}
