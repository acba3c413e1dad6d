// SPDX-License-Identifier: Apache-2.0
#ifndef HC_LEDGER_LEDGER_INT_H
#define HC_LEDGER_LEDGER_INT_H

#include <pthread.h>

#include "db/sqlite.h"
#include "ledger/tape.h"

/* Inside ledger/ only. The file format is documented in docs/internals/ledger-format.md. */

enum { HC_SECRET_BYTES = 32, HC_LOG_HEX = 17, HC_SCHEMA_VERSION = 1 };

static inline hc_str hc_digest_str(const hc_digest *d)
{
    return (hc_str){(const char *)d->b, sizeof d->b};
}

/* Key of an entry's row: orders by (log, seq). */
static inline int64_t hc_entry_id(int64_t log_id, uint64_t seq)
{
    HC_ASSERT(log_id > 0 && log_id < INT64_C(1) << 22 && seq < UINT64_C(1) << 40);
    return log_id << 40 | (int64_t)seq;
}

/* ---- entry.c: leaf, nums, commitments ---------------------------------------------------------- */

typedef struct hc_leaf {
    hc_str log, type, asked, code, of, state;
    uint64_t seq;
    int64_t t_us, v;
    hc_addr addr;
    hc_str nums, refs;             /* canonical JSON objects */
} hc_leaf;

typedef struct hc_ref { hc_str field; hc_digest commit; } hc_ref;

enum { HC_NUMS_MAX = 32, HC_REFS_MAX = 16 };

hc_entry_type hc_entry_type_from_id(hc_str id);               /* HC_ENT_COUNT if unknown */
void hc_leaf_write(const hc_leaf *leaf, hc_buf *out);
/* `e->nums`, and `final` of a reply, sorted. */
void hc_nums_write(const hc_entry *e, hc_buf *out);
/* Canonical object of integers; false if it is anything else. */
bool hc_nums_read(hc_arena *a, hc_str json, hc_num **out, size_t *out_n);
void hc_refs_write(const hc_ref *refs, size_t n, hc_buf *out); /* sorted by field */
/* HMAC(HMAC(secret, log || u64be(seq) || field), chunks). */
hc_digest hc_commit(hc_str secret, hc_str log, uint64_t seq, hc_str field, const hc_str *chunks, size_t n);

/* ---- schema.c ---------------------------------------------------------------------------------- */

hc_code hc_schema_create(hc_db *db, hc_err *err);
/* HC_E_INPUT: not a run; HC_E_UNSUPPORTED: written by a newer version. */
hc_code hc_schema_check(hc_db *db, const char *path, hc_err *err);
hc_code hc_meta_get(hc_db *db, hc_str key, int64_t *out, hc_err *err);  /* 0 if absent */
hc_code hc_meta_set(hc_db *db, hc_str key, int64_t v, hc_err *err);

/* ---- body.c: chunks and prefix chains ---------------------------------------------------------- */

/* Remembers ids of rows by a 32-byte key. Direct-mapped: a collision only costs a SELECT. A rolled-back
 * transaction leaves wrong ids behind; that is harmless because a failed commit ends all writing. */
typedef struct hc_idcache {
    unsigned bits;                 /* of the number of slots */
    struct { hc_digest key; int64_t id; } slot[];
} hc_idcache;
hc_idcache *hc_idcache_new(unsigned bits);
int64_t hc_idcache_get(const hc_idcache *c, const hc_digest *key);  /* 0: not known */
int64_t *hc_idcache_at(hc_idcache *c, const hc_digest *key);  /* the id's place; *place 0 = not known */

typedef struct hc_link { hc_str bytes; hc_digest chunk, chain; } hc_link;

typedef struct hc_body_writer {
    hc_db *db;
    struct ZSTD_CCtx_s *zstd;
    char *out;
    size_t out_cap;
    hc_link *links;                /* of the body that is being put */
    size_t cap_links;
    hc_idcache *chunks, *bodies;   /* by chunk and by chain */
} hc_body_writer;

void hc_body_writer_init(hc_body_writer *w, hc_db *db);
void hc_body_writer_fini(hc_body_writer *w);
hc_code hc_body_put(hc_body_writer *w, const hc_str *chunks, size_t n, int64_t *out_id, hc_err *err);

typedef struct hc_body_reader {
    hc_db *db;
    struct ZSTD_DCtx_s *zstd;
    char *out;
    size_t out_cap;
    bool verify;                   /* recompute the key of each chunk */
} hc_body_reader;

void hc_body_reader_fini(hc_body_reader *r);
/* Appends the bytes of the whole chain. */
hc_code hc_body_get(hc_body_reader *r, int64_t id, hc_buf *out, hc_err *err);

/* ---- keyfile.c, lock.c ------------------------------------------------------------------------- */

typedef struct hc_log_secret { char log[HC_LOG_HEX]; uint8_t secret[HC_SECRET_BYTES]; } hc_log_secret;

typedef struct hc_keyfile {
    char *path;
    hc_log_secret *logs;
    size_t n_logs;
    char *endpoints;               /* JSON object text */
    bool present;
} hc_keyfile;

void hc_keyfile_init(hc_keyfile *k, const char *run_path);
void hc_keyfile_fini(hc_keyfile *k);   /* wipes the secrets */
hc_code hc_keyfile_read(hc_keyfile *k, hc_err *err);  /* HC_E_NOTFOUND without a file */
hc_code hc_keyfile_write(hc_keyfile *k, hc_err *err);
void hc_keyfile_add(hc_keyfile *k, const char *log, const uint8_t secret[HC_SECRET_BYTES]);
hc_code hc_keyfile_set_endpoints(hc_keyfile *k, hc_str json, hc_err *err);
const uint8_t *hc_keyfile_secret(const hc_keyfile *k, hc_str log); /* NULL if unknown */

typedef struct hc_lock { char *path; int fd; } hc_lock;        /* fd -1: not held */
hc_code hc_lock_take(hc_lock *lk, const char *run_path, const char *log, int64_t now_us, hc_err *err);
/* HC_E_HELD in words; `holder` is what the lock file says, whatever that is. */
hc_code hc_lock_held(hc_str holder, const char *run_path, hc_err *err);
void hc_lock_release(hc_lock *lk, bool remove_file);
bool hc_lock_is_held(const char *run_path);                    /* by any process */

/* ---- writer.c ---------------------------------------------------------------------------------- */

typedef struct hc_job {
    struct hc_job *next;
    hc_ticket ticket;
    uint64_t seq;                  /* of the first entry */
    int64_t t_us;
    size_t n;
    hc_entry *entries;             /* everything they point to lies in the same allocation */
} hc_job;

/* Owned by the writer thread while it runs; by the loop thread when the writer is an actor. */
typedef struct hc_writer {
    hc_db *db;
    char log[HC_LOG_HEX];
    int64_t log_id;
    uint8_t secret[HC_SECRET_BYTES];
    hc_frontier frontier;
    hc_body_writer body;
    hc_idcache *slots, *touched;
    char sset[65];                 /* the set that was named last, and its id */
    int64_t sset_id;
    hc_buf leaf, nums, refs;
} hc_writer;

void hc_writer_init(hc_writer *w, hc_db *db);
void hc_writer_fini(hc_writer *w);
/* Entries of one job inside the caller's transaction. */
hc_code hc_writer_put(hc_writer *w, const hc_job *job, hc_err *err);
hc_code hc_writer_save_log(hc_writer *w, hc_err *err);         /* size and frontier of the log */
hc_job *hc_job_new(const hc_entry *entries, size_t n);
int64_t hc_ledger_now_us(const hc_ledger *l);

typedef struct hc_waiter {
    struct hc_waiter *next, *prev;
    hc_ticket ticket;
    hc_co *co;
    bool listed;
} hc_waiter;

/* What the loop has in its queue when a commit wants to wake it; outlives a ledger that is closed meanwhile. */
typedef struct hc_wake_note { hc_ledger *l; } hc_wake_note;

/* Which strands and steps of which samples were asked here: a filter without false negatives. */
enum { HC_ASKED_WORDS = 1 << 17 };
typedef struct hc_asked { uint64_t bits[HC_ASKED_WORDS]; } hc_asked;

struct hc_ledger {
    char *path;
    const hc_sys *sys;             /* never NULL */
    hc_loop *loop;
    bool clean, writable;
    char log[HC_LOG_HEX];
    int64_t own_id, n_logs;        /* own_id 0: the file has no own log */
    hc_keyfile key;
    hc_lock lock;
    hc_db *rdb;                    /* caller's thread */
    hc_err unreadable;             /* the first failed look at the tape: SQLite tries for 10 s, all others hear it at once */
    hc_body_reader body;
    hc_totals totals;              /* of everybody, when the file had so many entries; 0 = not counted yet */
    int64_t totals_of;
    bool pinned;                   /* a read transaction is open on rdb */
    unsigned pins;                 /* since it began */
    hc_asked *asked;               /* NULL: the file holds older entries, so the tape is always read */
    hc_writer w;
    pthread_t thread;
    bool running;
    hc_timer *actor;               /* instead of the thread; NULL without a loop */
    bool acting;                   /* its timer is set */

    pthread_mutex_t mutex;         /* guards everything below */
    pthread_cond_t work, done;
    hc_job *head, *tail;
    uint64_t next_seq;
    int64_t last_t;
    hc_ticket last_ticket, durable;
    bool stop, discard, broken, posted;
    hc_err why;                    /* when broken */
    hc_waiter *waiters, *waiters_last; /* in ticket order; loop thread only */
    size_t n_waiters;
    hc_wake_note *note;
};

hc_code hc_writer_start(hc_ledger *l, hc_err *err);
void hc_writer_stop(hc_ledger *l, bool discard);               /* commits or drops the queue; joins */

/* ---- reader.c, tape.c -------------------------------------------------------------------------- */

/* Integer id of the slot of an address; 0 if there is none. */
hc_code hc_slot_find(hc_db *db, const hc_addr *a, int64_t *out, hc_err *err);
/* On the loop thread, before the entries are queued. */
void hc_asked_note(hc_ledger *l, const hc_entry *entries, size_t n);
/* Which log a (sample, redo) is played from; 0 if no log has entries for it. */
hc_code hc_tape_owner(hc_ledger *l, int64_t slot, int64_t redo, int64_t *out_log, hc_err *err);
hc_code hc_body_of(hc_ledger *l, int64_t log_id, int64_t seq, hc_str field, hc_buf *out, hc_err *err);

#endif
