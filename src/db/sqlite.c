// SPDX-License-Identifier: Apache-2.0
#include "db/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "db/gather.h"

struct hc_stmt {
    sqlite3_stmt *s;
    const char *sql;           /* address is the key */
    hc_db *db;
};

struct hc_db {
    sqlite3 *db;
    char *path;
    hc_stmt **cache;           /* few dozen at most: searched in order */
    size_t n, cap;
};

static const int BUSY_TIMEOUT_MS = 5000;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void set_up(void)
{
    /* One connection, one thread: SQLite needs no mutex per call. Memory statistics would be a global lock. */
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int rc = sqlite3_initialize();
    if (rc == SQLITE_NOMEM)
        hc_out_of_memory();
    HC_ASSERT(rc == SQLITE_OK);
    hc_gather_register();
}

const char *hc_db_version(void)
{
    return sqlite3_libversion();
}

static int last_errno(sqlite3_file *f)
{
    int e = 0;
    return f && f->pMethods && f->pMethods->xFileControl(f, SQLITE_FCNTL_LAST_ERRNO, &e) == SQLITE_OK ? e : 0;
}

/* SQLite calls a file damaged that the system could not read. */
static bool unreadable(const hc_db *db)
{
    static const int which[] = {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER};
    for (size_t i = 0; i < HC_LEN(which); i++) {
        sqlite3_file *f = NULL;
        int e = sqlite3_file_control(db->db, "main", which[i], &f) == SQLITE_OK ? last_errno(f) : 0;
        if (e == EIO || e == ENXIO || e == ERANGE)
            return true;
    }
    return false;
}

static hc_code fail(const hc_db *db, int rc, hc_err *err)
{
    const char *why = db->db ? sqlite3_errmsg(db->db) : sqlite3_errstr(rc);
    if ((rc & 0xff) == SQLITE_CORRUPT && unreadable(db)) {
        rc = SQLITE_IOERR_READ;
        why = sqlite3_errstr(rc);
    }
    switch (rc & 0xff) {
    case SQLITE_NOMEM:
        hc_out_of_memory();
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return hc_fail(err, HC_E_HELD, "E-DB-01", "%s is in use by another process (%s)",
                       "%s{은/는} 다른 프로세스가 사용 중임(%s)", db->path, why);
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_PROTOCOL:      /* its locks do not work on this file system */
        return hc_fail(err, HC_E_IO, "E-DB-02", "cannot write or read %s: %s", "%s{을/를} 읽거나 쓸 수 없음: %s",
                       db->path, why);
    case SQLITE_CANTOPEN:
        if (db->db && sqlite3_system_errno(db->db))
            why = strerror(sqlite3_system_errno(db->db));
        return hc_fail(err, HC_E_IO, "E-DB-03", "cannot open %s: %s", "%s{을/를} 열 수 없음: %s", db->path, why);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return hc_fail(err, HC_E_CORRUPT, "E-DB-04", "%s is damaged or not a database: %s",
                       "%s{이/가} 손상되었거나 데이터베이스 파일이 아님: %s", db->path, why);
    default:
        return hc_fail(err, HC_E_BUG, "E-DB-05", "SQLite refused a statement on %s: %s",
                       "%s에서 SQLite가 명령을 거부함: %s", db->path, why);
    }
}

static hc_code exists_already(const hc_db *db, hc_err *err)
{
    return hc_fail(err, HC_E_INPUT, "E-DB-06", "%s exists already", "%s{이/가} 이미 있음", db->path);
}

/* ---- files of a VFS ---- */

static sqlite3_vfs *find_vfs(const char *name)
{
    HC_ASSERT(pthread_once(&once, set_up) == 0);
    sqlite3_vfs *v = sqlite3_vfs_find(name);
    HC_ASSERT(v);
    return v;
}

/* The name under which SQLite itself would ask for the file. */
static char *full_name(sqlite3_vfs *v, const char *path)
{
    char *full = hc_xcalloc(1, (size_t)v->mxPathname + 1);
    HC_ASSERT((v->xFullPathname(v, path, v->mxPathname, full) & 0xff) == SQLITE_OK); /* also through a symbolic link */
    return full;
}

static int64_t size_in_vfs(sqlite3_vfs *v, const char *full)
{
    int exists = 0;
    if (v->xAccess(v, full, SQLITE_ACCESS_EXISTS, &exists) != SQLITE_OK || !exists)
        return -1;
    sqlite3_file *f = hc_xcalloc(1, (size_t)v->szOsFile);
    sqlite3_int64 size = 0;
    int rc = v->xOpen(v, full, f, SQLITE_OPEN_READONLY | SQLITE_OPEN_WAL, NULL);
    if (rc == SQLITE_OK)
        rc = f->pMethods->xFileSize(f, &size);
    if (f->pMethods)
        f->pMethods->xClose(f);
    free(f);
    return rc == SQLITE_OK ? size : 0;      /* it exists */
}

int64_t hc_db_file_size(const char *path, const char *vfs)
{
    struct stat st;
    if (!vfs)
        return stat(path, &st) == 0 ? st.st_size : -1;
    sqlite3_vfs *v = find_vfs(vfs);
    char *full = full_name(v, path);
    int64_t size = size_in_vfs(v, full);
    free(full);
    return size;
}

bool hc_db_file_remove(const char *path, const char *vfs)
{
    if (!vfs)
        return unlink(path) == 0;
    sqlite3_vfs *v = find_vfs(vfs);
    char *full = full_name(v, path);
    bool gone = v->xDelete(v, full, 1) == SQLITE_OK;
    free(full);
    return gone;
}

static int rewrite(sqlite3_file *f, char *piece, int64_t most)
{
    sqlite3_int64 size, at = 0;
    int rc = f->pMethods->xFileSize(f, &size);
    while (rc == SQLITE_OK && at < size) {
        int n = (int)(size - at < most ? size - at : most);
        rc = f->pMethods->xRead(f, piece, n, at);
        if (rc == SQLITE_OK)
            rc = f->pMethods->xWrite(f, piece, n, at);
        at += n;
    }
    return rc == SQLITE_OK ? f->pMethods->xSync(f, SQLITE_SYNC_NORMAL) : rc;
}

hc_code hc_db_file_rewrite(const char *path, const char *vfs, hc_err *err)
{
    enum { PIECE_BYTES = 1 << 16 };
    sqlite3_vfs *v = find_vfs(vfs);
    char *full = full_name(v, path), *piece = hc_xmalloc(PIECE_BYTES);
    sqlite3_file *f = hc_xcalloc(1, (size_t)v->szOsFile);
    int rc = v->xOpen(v, full, f, SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL, NULL);
    if (rc == SQLITE_OK)
        rc = rewrite(f, piece, PIECE_BYTES);
    if (f->pMethods)
        f->pMethods->xClose(f);
    hc_code c = rc == SQLITE_OK ? HC_OK : fail(&(hc_db){.path = full}, rc, err);
    free(f);
    free(piece);
    free(full);
    return c;
}

/* ---- opening ---- */

/* SQLite would create the file with the umask's mode; -wal and -shm inherit the mode of the file. */
static hc_code create_file(const hc_db *db, const char *vfs, hc_err *err)
{
    if (vfs && hc_db_file_size(db->path, vfs) < 0)
        return HC_OK;                       /* SQLite creates it there */
    if (vfs)
        return exists_already(db, err);
    int fd = open(db->path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    int why = errno;
    if (fd >= 0) {
        if (fchmod(fd, 0600) == 0 && close(fd) == 0)
            return HC_OK;
        why = errno;
    }
    if (why == EEXIST)
        return exists_already(db, err);
    return hc_fail(err, HC_E_IO, "E-DB-03", "cannot create %s: %s", "%s{을/를} 만들 수 없음: %s", db->path,
                   strerror(why));
}

/* file: URI of a path: everything but plain characters is percent-encoded. */
static char *immutable_uri(const char *path)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_c(&b, "file:");
    for (const char *p = path; *p; p++) {
        if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
            (*p && strchr("/._-", *p)))
            hc_buf_ch(&b, *p);
        else
            hc_buf_fmt(&b, "%%%02x", (unsigned char)*p);
    }
    hc_buf_c(&b, "?immutable=1");
    hc_buf_ch(&b, '\0');
    char *uri = b.p;
    b = (hc_buf){0};
    return uri;
}

static int open_handle(hc_db *db, hc_db_mode mode, const char *vfs)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (mode == HC_DB_IMMUTABLE) {
        char *uri = immutable_uri(db->path);
        int rc = sqlite3_open_v2(uri, &db->db, flags | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, vfs);
        free(uri);
        return rc;
    }
    flags |= mode == HC_DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (mode != HC_DB_READ && !vfs)
        vfs = hc_gather_name;
    if (mode == HC_DB_CREATE && vfs)
        flags |= SQLITE_OPEN_CREATE;
    return sqlite3_open_v2(db->path, &db->db, flags, vfs);
}

hc_code hc_db_open(const char *path, hc_db_mode mode, const char *vfs, hc_db **out, hc_err *err)
{
    HC_ASSERT(pthread_once(&once, set_up) == 0);
    hc_db *db = hc_xcalloc(1, sizeof *db);
    size_t n = strlen(path) + 1;
    db->path = hc_xmalloc(n);
    memcpy(db->path, path, n);
    hc_code c = mode == HC_DB_CREATE ? create_file(db, vfs, err) : HC_OK;
    if (c == HC_OK) {
        int rc = open_handle(db, mode, vfs);
        if (rc != SQLITE_OK)
            c = fail(db, rc, err);
    }
    if (c != HC_OK) {
        hc_db_close(db);
        return c;
    }
    /* The file may come from somebody else: nothing in its schema may run code of its own. */
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_busy_timeout(db->db, BUSY_TIMEOUT_MS);
    *out = db;
    return HC_OK;
}

void hc_db_close(hc_db *db)
{
    if (!db)
        return;
    for (size_t i = 0; i < db->n; i++) {
        sqlite3_finalize(db->cache[i]->s);
        free(db->cache[i]);
    }
    free(db->cache);
    HC_ASSERT(sqlite3_close(db->db) == SQLITE_OK);
    free(db->path);
    free(db);
}

void hc_db_keep_wal(hc_db *db)
{
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

hc_code hc_db_exec(hc_db *db, const char *sql, hc_err *err)
{
    int rc = sqlite3_exec(db->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? HC_OK : fail(db, rc, err);
}

static hc_code run_literal(hc_db *db, const char *sql, hc_err *err)
{
    hc_stmt *s;
    HC_TRY(hc_db_prepare(db, sql, &s, err));
    return hc_run(s, err);
}

hc_code hc_db_begin(hc_db *db, hc_err *err)
{
    return run_literal(db, "BEGIN IMMEDIATE", err);
}

hc_code hc_db_commit(hc_db *db, hc_err *err)
{
    return run_literal(db, "COMMIT", err);
}

void hc_db_rollback(hc_db *db)
{
    for (size_t i = 0; i < db->n; i++)
        sqlite3_reset(db->cache[i]->s);
    if (!sqlite3_get_autocommit(db->db)) /* some errors have rolled back already */
        sqlite3_exec(db->db, "ROLLBACK", NULL, NULL, NULL);
}

void hc_db_shrink(hc_db *db)
{
    sqlite3_db_release_memory(db->db);
}

hc_code hc_db_prepare(hc_db *db, const char *sql, hc_stmt **out, hc_err *err)
{
    /* A statement that is being stepped belongs to an outer loop: a nested user gets a second one. */
    for (size_t i = 0; i < db->n; i++) {
        hc_stmt *s = db->cache[i];
        if (s->sql != sql || sqlite3_stmt_busy(s->s))
            continue;
        hc_reset(s);
        sqlite3_clear_bindings(s->s);
        *out = s;
        return HC_OK;
    }
    sqlite3_stmt *raw;
    int rc = sqlite3_prepare_v3(db->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, NULL);
    if (rc != SQLITE_OK)
        return fail(db, rc, err);
    hc_stmt *s = hc_xmalloc(sizeof *s);
    *s = (hc_stmt){raw, sql, db};
    if (db->n == db->cap) {
        db->cap = db->cap ? db->cap * 2 : 32;
        db->cache = hc_xrealloc(db->cache, db->cap * sizeof *db->cache);
    }
    db->cache[db->n++] = s;
    *out = s;
    return HC_OK;
}

/* A bind fails for a wrong index, which is ours, or a value beyond SQLite's limit, which the callers cap. */
static void check_bind(int rc)
{
    if (rc == SQLITE_NOMEM)
        hc_out_of_memory();
    HC_ASSERT(rc == SQLITE_OK);
}

void hc_bind_i64(hc_stmt *s, int i, int64_t v)
{
    check_bind(sqlite3_bind_int64(s->s, i, v));
}

void hc_bind_text(hc_stmt *s, int i, hc_str v)
{
    check_bind(sqlite3_bind_text64(s->s, i, v.n ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8));
}

void hc_bind_blob(hc_stmt *s, int i, hc_str v)
{
    check_bind(sqlite3_bind_blob64(s->s, i, v.n ? v.p : "", v.n, SQLITE_STATIC));
}

hc_code hc_step(hc_stmt *s, bool *out_row, hc_err *err)
{
    int rc = sqlite3_step(s->s);
    *out_row = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW)
        return HC_OK;
    hc_code c = rc == SQLITE_DONE ? HC_OK : fail(s->db, rc, err);
    hc_reset(s);
    return c;
}

hc_code hc_run(hc_stmt *s, hc_err *err)
{
    bool row;
    do
        HC_TRY(hc_step(s, &row, err));
    while (row);
    return HC_OK;
}

int64_t hc_col_i64(hc_stmt *s, int i)
{
    return sqlite3_column_int64(s->s, i);
}

hc_str hc_col_text(hc_stmt *s, int i)
{
    const char *p = (const char *)sqlite3_column_text(s->s, i);
    return p ? (hc_str){p, (size_t)sqlite3_column_bytes(s->s, i)} : HC_S("");
}

hc_str hc_col_blob(hc_stmt *s, int i)
{
    const char *p = sqlite3_column_blob(s->s, i);
    return p ? (hc_str){p, (size_t)sqlite3_column_bytes(s->s, i)} : HC_S("");
}

bool hc_col_is_null(hc_stmt *s, int i)
{
    return sqlite3_column_type(s->s, i) == SQLITE_NULL;
}

void hc_reset(hc_stmt *s)
{
    sqlite3_reset(s->s);
}

int64_t hc_db_last_id(hc_db *db)
{
    return sqlite3_last_insert_rowid(db->db);
}

int64_t hc_db_changes(hc_db *db)
{
    return sqlite3_changes64(db->db);
}
