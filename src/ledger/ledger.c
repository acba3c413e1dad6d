// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "io/file.h"

enum { LOG_NAME_MAX = 200, WAL_HEADER_BYTES = 32 };

static hc_ledger *new_ledger(const char *path, hc_loop *loop, const hc_sys *sys)
{
    static const hc_sys real;
    hc_ledger *l = hc_xcalloc(1, sizeof *l);
    struct stat st;
    /* Lock and key lie beside the file itself: a symbolic link must not make a second lock. */
    if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
        l->path = realpath(path, NULL);
    if (!l->path) {
        size_t n = strlen(path) + 1;
        l->path = hc_xmalloc(n);
        memcpy(l->path, path, n);
    }
    l->loop = loop;
    l->sys = sys ? sys : loop ? hc_loop_sys(loop) : &real;
    l->clean = true;
    l->lock.fd = -1;
    hc_keyfile_init(&l->key, l->path);
    HC_ASSERT(pthread_mutex_init(&l->mutex, NULL) == 0);
    HC_ASSERT(pthread_cond_init(&l->work, NULL) == 0);
    HC_ASSERT(pthread_cond_init(&l->done, NULL) == 0);
    return l;
}

static void free_ledger(hc_ledger *l, bool remove_lock)
{
    hc_db_close(l->rdb);
    hc_db *wdb = l->w.db;
    hc_writer_fini(&l->w);
    hc_db_close(wdb);
    hc_body_reader_fini(&l->body);
    free(l->asked);
    hc_keyfile_fini(&l->key);
    hc_lock_release(&l->lock, remove_lock);
    pthread_mutex_destroy(&l->mutex);
    pthread_cond_destroy(&l->work);
    pthread_cond_destroy(&l->done);
    explicit_bzero(l->w.secret, sizeof l->w.secret);
    free(l->path);
    free(l);
}

int64_t hc_ledger_now_us(const hc_ledger *l)
{
    return hc_sys_wall_us(l->sys);
}

static void random_bytes(const hc_ledger *l, void *p, size_t n)
{
    if (l->sys->random)
        l->sys->random(l->sys->ctx, p, n);
    else
        hc_random_bytes(p, n);
}

/* ---- opening ----------------------------------------------------------------------------------- */

static hc_code open_reader(hc_ledger *l, hc_db_mode mode, hc_err *err)
{
    HC_TRY(hc_db_open(l->path, mode, l->sys->vfs, &l->rdb, err));
    l->body.db = l->rdb;
    return hc_db_exec(l->rdb, "PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY", err);
}

/* What every later question needs to know about the logs of the file. */
static hc_code read_logs(hc_ledger *l, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(l->rdb, "SELECT id, hex, own FROM log ORDER BY own DESC, id", &s, err));
    for (;;) {
        HC_TRY(hc_step(s, &row, err));
        if (!row)
            break;
        if (l->n_logs++ == 0)
            snprintf(l->log, sizeof l->log, "%.*s", HC_FS(hc_col_text(s, 1)));
        if (hc_col_i64(s, 2))
            l->own_id = hc_col_i64(s, 0);
    }
    return l->n_logs ? HC_OK
                     : hc_fail(err, HC_E_CORRUPT, "E-RUN-04", "run %s has no log", "실행 %s에 원장이 없음", l->path);
}

/* Where the own log ends: the writer continues there. */
static hc_code load_writer(hc_ledger *l, hc_err *err)
{
    hc_writer *w = &l->w;
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(w->db, "SELECT l.size, l.frontier, e.seq+1, e.t FROM log l JOIN entry e ON e.id="
                         "(SELECT max(id) FROM entry WHERE id BETWEEN ?2 AND ?3) WHERE l.id=?1", &s, err));
    hc_bind_i64(s, 1, l->own_id);
    hc_bind_i64(s, 2, hc_entry_id(l->own_id, 0));
    hc_bind_i64(s, 3, hc_entry_id(l->own_id + 1, 0) - 1);
    HC_TRY(hc_step(s, &row, err));
    hc_str nodes = row ? hc_col_blob(s, 1) : HC_S("");
    w->frontier.size = row ? (uint64_t)hc_col_i64(s, 0) : 0;
    size_t n = (size_t)__builtin_popcountll(w->frontier.size);
    bool good = row && nodes.n == n * sizeof w->frontier.node[0] && (uint64_t)hc_col_i64(s, 2) == w->frontier.size;
    if (good) {
        memcpy(w->frontier.node, nodes.p, nodes.n);
        l->last_t = hc_col_i64(s, 3);
    }
    hc_reset(s);
    const uint8_t *secret = hc_keyfile_secret(&l->key, hc_str_c(l->log));
    if (!good)
        return hc_fail(err, HC_E_CORRUPT, "E-RUN-08", "the log %s of %s is damaged: its size does not fit its entries",
                       "원장 %s(%s){이/가} 손상됨: 크기가 항목 수와 다름", l->log, l->path);
    if (!secret)
        return hc_fail(err, HC_E_NOTFOUND, "E-RUN-03", "the key file %s does not hold the secret of log %s",
                       "키 파일 %s에 원장 %s의 비밀 값이 없음", l->key.path, l->log);
    memcpy(w->secret, secret, sizeof w->secret);
    snprintf(w->log, sizeof w->log, "%s", l->log);
    w->log_id = l->own_id;
    l->next_seq = w->frontier.size;
    return HC_OK;
}

/* From one plain file to WAL, marked as being written. */
static hc_code go_live(hc_ledger *l, hc_err *err)
{
    /* The keys of chunks are random: the longer the log may grow (64 MiB), the fewer of their pages are copied twice. */
    HC_TRY(hc_db_exec(l->w.db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=16000;"
                      "PRAGMA cache_size=-12000", err));
    HC_TRY(hc_meta_set(l->w.db, HC_S("closed"), 0, err));
    HC_TRY(open_reader(l, HC_DB_READ, err));
    HC_TRY(read_logs(l, err));
    if (!l->own_id)
        return hc_fail(err, HC_E_UNSUPPORTED, "E-RUN-04", "run %s has no log of its own to continue",
                       "실행 %s에 이어 쓸 자체 원장이 없음", l->path);
    HC_TRY(load_writer(l, err));
    l->writable = true;
    return hc_writer_start(l, err);
}

static int64_t size_beside(const hc_ledger *l, const char *end)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    return hc_db_file_size(hc_fmt(a, "%s%s%c", l->path, end, '\0').p, l->sys->vfs);
}

static bool wal_has_frames(const hc_ledger *l)
{
    return size_beside(l, "-wal") > WAL_HEADER_BYTES;
}

static hc_code rewrite_wal(const hc_ledger *l, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    return hc_db_file_rewrite(hc_fmt(a, "%s-wal%c", l->path, '\0').p, l->sys->vfs, err);
}

static bool folder_is_writable(const char *path)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    return access(hc_cstr(a, hc_path_dir(hc_str_c(path))), W_OK) == 0;
}

static hc_code must_exist(const hc_ledger *l, hc_err *err)
{
    errno = ENOENT;                /* what a VFS of its own leaves */
    if (hc_db_file_size(l->path, l->sys->vfs) >= 0)
        return HC_OK;
    return hc_fail(err, HC_E_NOTFOUND, "E-RUN-01", "no run at %s: %s", "%s에 평가 실행 파일이 없음: %s", l->path,
                   strerror(errno));
}

/* A kill while the file was being opened or closed leaves a journal that only a writing connection may undo. */
static void roll_back(const hc_ledger *l)
{
    hc_db *db;
    if (size_beside(l, "-journal") < 0 ||
        hc_db_open(l->path, HC_DB_WRITE, l->sys->vfs, &db, NULL) != HC_OK)
        return;
    if (hc_schema_check(db, l->path, NULL) != HC_OK)
        HC_DEBUG("%s: its journal cannot be undone", l->path);
    hc_db_close(db);
}

static hc_code open_to_read(hc_ledger *l, hc_err *err)
{
    bool frames = wal_has_frames(l), held = hc_lock_is_held(l->path), plain = !frames && !held;
    if (!held)
        roll_back(l);
    hc_code c = open_reader(l, plain && !folder_is_writable(l->path) ? HC_DB_IMMUTABLE : HC_DB_READ, err);
    if (c == HC_OK)
        c = hc_schema_check(l->rdb, l->path, err);
    if (c == HC_E_IO && frames)
        hc_err_hint(err, "it was not closed and its folder is read-only: copy it with its -wal to another folder",
                    "정상 종료되지 않은 파일이고 폴더가 읽기 전용임: -wal 파일과 함께 다른 폴더로 복사하십시오");
    if (c != HC_OK)
        return c;
    HC_TRY(read_logs(l, err));
    int64_t closed;
    HC_TRY(hc_meta_get(l->rdb, HC_S("closed"), &closed, err));
    l->clean = held || (closed && !frames);
    if (hc_keyfile_read(&l->key, NULL) != HC_OK)
        HC_ASSERT(!l->key.present); /* reading needs none: commitments are then reported as unchecked */
    return HC_OK;
}

static hc_code open_to_write(hc_ledger *l, hc_err *err)
{
    int64_t closed;
    HC_TRY(hc_lock_take(&l->lock, l->path, "", hc_ledger_now_us(l), err));
    bool frames = wal_has_frames(l);
    /* Nothing is built on frames that a failed sync may have left in memory only. */
    if (frames)
        HC_TRY(rewrite_wal(l, err));
    HC_TRY(hc_db_open(l->path, HC_DB_WRITE, l->sys->vfs, &l->w.db, err));
    HC_TRY(hc_schema_check(l->w.db, l->path, err));
    hc_code c = hc_keyfile_read(&l->key, err);
    if (c == HC_E_NOTFOUND)
        hc_err_hint(err, "it was written beside the run: put it back; without it `haechi show` and `haechi replay` work, "
                    "`resume` does not",
                    "실행 파일 옆에 만들어진 파일임: 되돌려 놓으십시오. 없어도 `haechi show`와 `haechi replay`는 되지만 "
                    "`resume`은 되지 않습니다");
    if (c != HC_OK)
        return c;
    HC_TRY(hc_meta_get(l->w.db, HC_S("closed"), &closed, err));
    l->clean = closed && !frames;
    hc_writer_init(&l->w, l->w.db);
    return go_live(l, err);
}

hc_code hc_ledger_open(const char *path, hc_open_mode mode, hc_loop *loop, const hc_sys *sys, hc_ledger **out,
                       hc_err *err)
{
    hc_ledger *l = new_ledger(path, loop, sys);
    hc_code c = must_exist(l, err);
    if (c == HC_OK)
        c = mode == HC_OPEN_READ ? open_to_read(l, err) : open_to_write(l, err);
    if (c != HC_OK) {
        hc_ledger_abandon(l);
        return c;
    }
    *out = l;
    return HC_OK;
}

/* ---- creating ---------------------------------------------------------------------------------- */

static hc_code put_snapshot(hc_writer *w, const hc_create *o, hc_err *err)
{
    for (size_t i = 0; i < o->n_files; i++) {
        int64_t body;
        hc_stmt *s;
        HC_TRY(hc_body_put(&w->body, &o->files[i].bytes, 1, &body, err));
        HC_TRY(hc_db_prepare(w->db, "INSERT INTO snapshot VALUES(?,?)", &s, err));
        hc_bind_text(s, 1, o->files[i].path);
        hc_bind_i64(s, 2, body);
        HC_TRY(hc_run(s, err));
    }
    return HC_OK;
}

static hc_code put_first(hc_ledger *l, const hc_create *o, hc_err *err)
{
    hc_writer *w = &l->w;
    hc_stmt *s;
    hc_str name = hc_str_sub(hc_str_c(o->log_name), 0, LOG_NAME_MAX);
    HC_TRY(hc_schema_create(w->db, err));
    HC_TRY(hc_db_prepare(w->db, "INSERT INTO log(hex, name, size, frontier, own) VALUES(?,?,0,x'',1)", &s, err));
    hc_bind_text(s, 1, hc_str_c(w->log));
    hc_bind_text(s, 2, name);
    HC_TRY(hc_run(s, err));
    w->log_id = hc_db_last_id(w->db);
    HC_TRY(put_snapshot(w, o, err));
    const hc_body_in plan = {"plan", &o->plan, 1};
    hc_entry *entries = hc_xcalloc(o->n_first + 1, sizeof *entries);
    entries[0] = (hc_entry){.type = HC_ENT_PLAN, .bodies = &plan, .n_bodies = 1};
    for (size_t i = 0; i < o->n_first; i++)
        entries[i + 1] = o->first[i];
    hc_job *job = hc_job_new(entries, o->n_first + 1);
    free(entries);
    job->t_us = hc_ledger_now_us(l);
    hc_code c = hc_writer_put(w, job, err);
    free(job);
    return c == HC_OK ? hc_writer_save_log(w, err) : c;
}

static hc_code create_all(hc_ledger *l, const hc_create *o, hc_err *err)
{
    hc_writer *w = &l->w;
    uint8_t id[8];
    random_bytes(l, id, sizeof id);
    random_bytes(l, w->secret, sizeof w->secret);
    hc_hex(id, sizeof id, w->log);
    HC_TRY(hc_lock_take(&l->lock, l->path, w->log, hc_ledger_now_us(l), err));
    /* A key file without its run may hold the secrets of a run that was moved away: they are kept. */
    hc_code c = hc_keyfile_read(&l->key, err);
    if (c != HC_OK && c != HC_E_NOTFOUND)
        return c;
    HC_TRY(hc_keyfile_set_endpoints(&l->key, o->endpoints, err));
    hc_keyfile_add(&l->key, w->log, w->secret);
    HC_TRY(hc_keyfile_write(&l->key, err));
    HC_TRY(hc_db_open(l->path, HC_DB_CREATE, l->sys->vfs, &w->db, err));
    hc_writer_init(w, w->db);
    c = hc_db_exec(w->db, "PRAGMA synchronous=FULL", err);
    if (c == HC_OK)
        c = hc_db_begin(w->db, err);
    if (c == HC_OK)
        c = put_first(l, o, err);
    if (c == HC_OK)
        c = hc_db_commit(w->db, err);
    if (c == HC_OK)
        c = go_live(l, err);
    l->asked = hc_xcalloc(1, sizeof *l->asked);
    hc_asked_note(l, o->first, o->n_first);
    if (c != HC_OK) {
        hc_db_rollback(w->db);
        hc_db_file_remove(l->path, l->sys->vfs); /* created above: nobody else's */
    }
    return c;
}

/* An empty file was left by a kill while it was being created: nothing was asked yet. */
static bool is_taken(const char *path, const char *vfs)
{
    struct stat st;
    int64_t size = vfs ? hc_db_file_size(path, vfs) : lstat(path, &st) != 0 ? -1 : S_ISREG(st.st_mode) ? st.st_size : 1;
    if (size == 0 && !hc_lock_is_held(path))
        return !hc_db_file_remove(path, vfs);
    return size >= 0;
}

hc_code hc_ledger_create(const hc_create *o, hc_ledger **out, hc_err *err)
{
    hc_ledger *l = new_ledger(o->path, o->loop, o->sys);
    hc_code c = is_taken(o->path, l->sys->vfs)
                    ? hc_fail(err, HC_E_INPUT, "E-RUN-07", "%s exists already\nuse `haechi resume %s`, or another name",
                              "%s{이/가} 이미 있음\n`haechi resume %s`{을/를} 쓰거나 다른 이름을 쓰십시오", o->path, o->path)
                    : create_all(l, o, err);
    if (c != HC_OK) {
        hc_ledger_abandon(l);
        return c;
    }
    *out = l;
    return HC_OK;
}

/* ---- closing ----------------------------------------------------------------------------------- */

static hc_code settle(hc_ledger *l, hc_err *err)
{
    hc_db_close(l->rdb); /* a reader of ours would keep the -wal alive */
    l->rdb = NULL;
    HC_TRY(hc_meta_set(l->w.db, HC_S("closed"), 1, err));
    HC_TRY(hc_db_exec(l->w.db, "PRAGMA wal_checkpoint(TRUNCATE)", err));
    /* A reader in another process keeps the run in WAL mode: still complete, only not one file yet. */
    hc_code c = hc_db_exec(l->w.db, "PRAGMA journal_mode=DELETE", err);
    return c == HC_E_HELD ? HC_OK : c;
}

hc_code hc_ledger_close(hc_ledger *l, hc_err *err)
{
    hc_code c = HC_OK;
    if (l->writable) {
        HC_ASSERT(!l->n_waiters);
        hc_writer_stop(l, false);
        c = l->broken ? l->why.code : settle(l, err);
        if (l->broken && err)
            *err = l->why;
        if (c != HC_OK)
            hc_db_keep_wal(l->w.db);
    }
    free_ledger(l, c == HC_OK);
    return c;
}

void hc_ledger_abandon(hc_ledger *l)
{
    if (!l)
        return;
    hc_writer_stop(l, true);
    if (l->w.db)
        hc_db_keep_wal(l->w.db);
    free_ledger(l, true);
}

/* ---- facts ------------------------------------------------------------------------------------- */

void hc_ledger_request_id(hc_ledger *l, const hc_addr *addr, char out[33])
{
    HC_ASSERT(l->writable);
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_addr_bytes(addr, &b);
    hc_buf_fmt(&b, "\x1f%" PRIu32, addr->attempt);
    hc_str bytes = hc_buf_view(&b);
    hc_digest d = hc_hmac_sha256((hc_str){(const char *)l->w.secret, sizeof l->w.secret}, &bytes, 1);
    hc_hex(d.b, 16, out);
}

const char *hc_ledger_path(const hc_ledger *l)
{
    return l->path;
}

const char *hc_ledger_log(const hc_ledger *l)
{
    return l->log;
}

bool hc_ledger_clean(const hc_ledger *l)
{
    return l->clean;
}

hc_str hc_ledger_endpoints(const hc_ledger *l)
{
    return hc_str_c(l->key.endpoints);
}

hc_code hc_ledger_set_endpoints(hc_ledger *l, hc_str endpoints, hc_err *err)
{
    HC_ASSERT(l->writable);
    HC_TRY(hc_keyfile_set_endpoints(&l->key, endpoints, err));
    return hc_keyfile_write(&l->key, err);
}
