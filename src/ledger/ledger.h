// SPDX-License-Identifier: Apache-2.0
#ifndef HC_LEDGER_LEDGER_H
#define HC_LEDGER_LEDGER_H

#include "io/sys.h"
#include "ledger/entry.h"

/*
 * A run file: one SQLite database (mode 0600, application id HC_RUN_APP_ID, WAL, synchronous FULL) with a key file
 * `<run>-key` (0600, JSON: log ids -> secrets, aliases -> endpoints) and a lock file `<run>-lock` (flock + holder's
 * name) beside it: `x.haechi`, `x.haechi-key`, `x.haechi-lock`. After a clean close the run is one plain file (journal
 * mode DELETE) that can be copied and read on read-only media; opening to write goes back to WAL.
 *
 * One process writes, through one writer thread that commits what is queued as soon as the last sync returned (or, with
 * hc_sys.commit_delay_us, one actor on the loop that does the same after that delay; without a loop what waits commits).
 * Appending assigns log, seq and t and returns a ticket; waiting on the ticket returns when the entries are durable.
 * Entries of one append are one transaction. A failed write is sticky: every wait returns it, the run ends.
 * A ledger with a loop is closed or abandoned before the loop is freed.
 * Reads see committed entries only and belong to the loop thread (or to the caller's thread when there is no loop).
 */

#define HC_RUN_APP_ID 0x48414543 /* "HAEC" */

typedef struct hc_ledger hc_ledger;
typedef uint64_t hc_ticket;

typedef struct hc_snapshot_file { hc_str path, bytes; } hc_snapshot_file; /* path = "PACK/relative name" */

typedef struct hc_create {
    const char *path;
    const char *log_name;                 /* who writes: host or a given name, display only */
    hc_str plan;                          /* canonical JSON body of entry 0 */
    const hc_snapshot_file *files;        /* packs, rubrics: everything a replay needs */
    size_t n_files;
    const hc_entry *first;                /* entries 1.. of the same transaction: without them a run could not go on */
    size_t n_first;
    hc_str endpoints;                     /* JSON object alias -> endpoint, for the key file only */
    hc_loop *loop;
    const hc_sys *sys;                    /* NULL: the loop's, or the real thing without a loop */
} hc_create;

/* Refuses an existing path. Writes key file, database and entry 0, durably, before it returns. */
hc_code hc_ledger_create(const hc_create *o, hc_ledger **out, hc_err *err);

typedef enum hc_open_mode {
    HC_OPEN_READ,      /* no lock, no key needed; a run that another process is writing can be read */
    HC_OPEN_RESUME     /* takes the lock (HC_E_HELD names pid, host, since when), reads the key file */
} hc_open_mode;

hc_code hc_ledger_open(const char *path, hc_open_mode mode, hc_loop *loop, const hc_sys *sys, hc_ledger **out,
                       hc_err *err);
/* Waits for the queue, checkpoints, leaves one plain file, releases the lock; frees `l` whatever it returns. Not from
 * a coroutine. */
hc_code hc_ledger_close(hc_ledger *l, hc_err *err);
void hc_ledger_abandon(hc_ledger *l);     /* after an error: frees without touching the file further; NULL-safe */

/* Copies everything; never blocks. */
hc_ticket hc_ledger_append(hc_ledger *l, const hc_entry *entries, size_t n);
/* seq that the first entry of the next append will get. */
uint64_t hc_ledger_next_seq(hc_ledger *l);
HC_CO HC_MUST hc_code hc_ledger_wait(hc_ledger *l, hc_ticket ticket, hc_err *err);
/* For the main thread, before and after the loop runs. */
hc_code hc_ledger_sync(hc_ledger *l, hc_err *err);
/* Nothing will be written for a while: frees what writing has cached. */
void hc_ledger_rest(hc_ledger *l);
bool hc_ledger_broken(const hc_ledger *l); /* a write has failed */

/* First 32 hex of HMAC(log secret, address bytes || 0x1F || attempt in decimal): X-Client-Request-Id. */
void hc_ledger_request_id(hc_ledger *l, const hc_addr *addr, char out[33]);

const char *hc_ledger_path(const hc_ledger *l);
const char *hc_ledger_log(const hc_ledger *l);   /* own log id; of the first log when opened to read */
bool hc_ledger_clean(const hc_ledger *l);        /* false: after a kill, a -wal belongs to it */
/* JSON object alias -> endpoint of the key file; "{}" without one. */
hc_str hc_ledger_endpoints(const hc_ledger *l);
hc_code hc_ledger_set_endpoints(hc_ledger *l, hc_str endpoints, hc_err *err);

/* Called before each of many samples that are only read: locking the file for every statement would cost more than reading.
 * The read transaction is renewed every so often, so that a process that wants to write waits for moments only. End it with
 * hc_ledger_unpin before anything suspends. */
hc_code hc_ledger_pin(hc_ledger *l, hc_err *err);
void hc_ledger_unpin(hc_ledger *l);

/* ---- readers ------------------------------------------------------------------------------------------- */

hc_code hc_ledger_plan(hc_ledger *l, hc_arena *a, hc_str *out_body, hc_err *err);
hc_code hc_ledger_snapshot(hc_ledger *l, hc_arena *a, hc_snapshot_file **out, size_t *out_n, hc_err *err);

/* Newest redo of every sample that has an entry, by slot (the number of a sample in this file, from 1): HC_ST_OPEN unless
 * that redo is closed. What the callback is given lives until it returns; a non-OK code ends the walk and is returned. */
typedef struct hc_sample_info { uint64_t slot; hc_addr addr; /* redo = newest */ hc_state state; } hc_sample_info;
typedef hc_code hc_sample_fn(void *ctx, const hc_sample_info *s, hc_err *err);
hc_code hc_ledger_samples(hc_ledger *l, hc_sample_fn *fn, void *ctx, hc_err *err);

typedef struct hc_sset { int ordinal; /* from 1 */ char digest[65]; hc_str definition; bool dflt; } hc_sset;
hc_code hc_ledger_ssets(hc_ledger *l, hc_arena *a, hc_sset **out, size_t *out_n, hc_err *err);
/* The score entries of one set that count, at most one for each (slot, redo), by slot. Equal outcomes have the same body. */
typedef struct hc_score_info { uint64_t slot; uint32_t redo; int64_t body; } hc_score_info;
typedef hc_code hc_score_fn(void *ctx, const hc_score_info *s, hc_err *err);
hc_code hc_ledger_scores(hc_ledger *l, const char *sset_digest, hc_score_fn *fn, void *ctx, hc_err *err);
/* Outcomes of one (sample, redo) as recorded; "" if the set has none. */
hc_code hc_ledger_score_of(hc_ledger *l, const char *sset_digest, const hc_addr *addr, hc_arena *a, hc_str *out, hc_err *err);
hc_code hc_ledger_body_at(hc_ledger *l, int64_t body, hc_arena *a, hc_str *out, hc_err *err);

/* Calls, cost and doubt, of every redo: facts of `run`, never of `result`. By target alias asked ("" = all). */
typedef struct hc_totals {
    int64_t calls, replies, retries, in_doubt, tokens_in, tokens_out, cost_usd_micro, cost_max_usd_micro;
    bool unbounded;                       /* an attempt in doubt without a token limit */
    int64_t first_us, last_us, throttled;
} hc_totals;
hc_code hc_ledger_totals(hc_ledger *l, const char *asked, hc_totals *out, hc_err *err);

/* Entries in (log, seq) order. `addr` filters by sample when its item is not "" (redo UINT32_MAX = any redo); type
 * HC_ENT_COUNT = any. The record lives until the callback returns; a non-OK code ends the walk and is returned. */
typedef hc_code hc_record_fn(void *ctx, const hc_record *r, hc_err *err);
hc_code hc_ledger_each(hc_ledger *l, hc_entry_type type, const hc_addr *addr, hc_record_fn *fn, void *ctx, hc_err *err);
/* Body of a field of an entry; HC_E_NOTFOUND if the entry has no such field. */
hc_code hc_ledger_body(hc_ledger *l, const char *log, uint64_t seq, const char *field, hc_arena *a, hc_str *out,
                       hc_err *err);

/* Recomputes every leaf from the stored bytes and from the columns, projections, bodies and (with the key file)
 * commitments. root_hex of the tree over own order. */
typedef struct hc_check { uint64_t entries; bool commitments_checked; char root_hex[65]; } hc_check;
hc_code hc_ledger_check(hc_ledger *l, hc_check *out, hc_err *err);
/* Drops and rebuilds the projections from the entries in memory and compares; HC_E_CORRUPT names the first difference. */
hc_code hc_ledger_check_projections(hc_ledger *l, hc_err *err);
/* Both, over one and the same state of a run that somebody may be writing. */
hc_code hc_ledger_verify(hc_ledger *l, hc_check *out, hc_err *err);

#endif
