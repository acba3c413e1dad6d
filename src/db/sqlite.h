// SPDX-License-Identifier: Apache-2.0
#ifndef HC_DB_SQLITE_H
#define HC_DB_SQLITE_H

#include "base/str.h"

/* Thin layer over SQLite: open, a statement cache, transactions. Errors name the file and SQLite's message;
 * SQLITE_FULL and SQLITE_IOERR* are HC_E_IO, SQLITE_CORRUPT (but not for a read that
 * the system refused) and NOTADB HC_E_CORRUPT, BUSY HC_E_HELD.
 * One connection belongs to one thread. */
typedef struct hc_db hc_db;
typedef struct hc_stmt hc_stmt;

typedef enum hc_db_mode { HC_DB_READ, HC_DB_WRITE, HC_DB_CREATE /* must not exist; mode 0600 */,
                          HC_DB_IMMUTABLE /* read-only media: no lock files, no WAL */ } hc_db_mode;

/* `vfs` NULL is the default one (tests and simulation name their own; the mode of a created file is then up to it). */
hc_code hc_db_open(const char *path, hc_db_mode mode, const char *vfs, hc_db **out, hc_err *err);
/* Size of a file where the database files of this VFS lie; -1 if there is none. Not for an open database: closing would drop locks. */
int64_t hc_db_file_size(const char *path, const char *vfs);
bool hc_db_file_remove(const char *path, const char *vfs);
/* Writes the bytes of a -wal to it once more and syncs: after a failed sync the kernel shows what it could not write and never
 * tries again. Before the database is opened. */
hc_code hc_db_file_rewrite(const char *path, const char *vfs, hc_err *err);
void hc_db_close(hc_db *db);                                   /* finalises cached statements; NULL-safe */
void hc_db_keep_wal(hc_db *db);                                /* the last close leaves the -wal as it is */
hc_code hc_db_exec(hc_db *db, const char *sql, hc_err *err);
hc_code hc_db_begin(hc_db *db, hc_err *err);                   /* BEGIN IMMEDIATE */
hc_code hc_db_commit(hc_db *db, hc_err *err);
void hc_db_rollback(hc_db *db);
/* Frees the pages that the connection has cached; outside a transaction. */
void hc_db_shrink(hc_db *db);
const char *hc_db_version(void);

/* The statement for this SQL text from the cache, reset and unbound. `sql` must be a string literal:
 * its address is the key. */
hc_code hc_db_prepare(hc_db *db, const char *sql, hc_stmt **out, hc_err *err);
void hc_bind_i64(hc_stmt *s, int i, int64_t v);                /* i from 1 */
void hc_bind_text(hc_stmt *s, int i, hc_str v);                /* borrowed until the next reset */
void hc_bind_blob(hc_stmt *s, int i, hc_str v);
hc_code hc_step(hc_stmt *s, bool *out_row, hc_err *err);       /* *out_row false: done (and reset) */
hc_code hc_run(hc_stmt *s, hc_err *err);                       /* step to the end, reset */
int64_t hc_col_i64(hc_stmt *s, int i);                         /* i from 0 */
hc_str hc_col_text(hc_stmt *s, int i);                         /* borrow until next step */
hc_str hc_col_blob(hc_stmt *s, int i);
bool hc_col_is_null(hc_stmt *s, int i);
void hc_reset(hc_stmt *s);
int64_t hc_db_last_id(hc_db *db);
int64_t hc_db_changes(hc_db *db);

#endif
