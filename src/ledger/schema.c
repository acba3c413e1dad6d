// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

/* Text ids instead of numbers, so that the file explains itself and no order of an enum is part of the format.
 * `entry` holds every field of the leaf: the stored bytes and the columns check each other. Its key packs (log, seq)
 * into one integer: SQLite fills the pages of such a table when rows are appended, those of a composite key by half. */
static const char tables[] =
    "CREATE TABLE meta(k TEXT PRIMARY KEY, v ANY) STRICT, WITHOUT ROWID;"
    "CREATE TABLE log(id INTEGER PRIMARY KEY, hex TEXT NOT NULL UNIQUE, name TEXT NOT NULL, size INTEGER NOT NULL,"
    "  frontier BLOB NOT NULL, own INTEGER NOT NULL) STRICT;"
    "CREATE TABLE slot(id INTEGER PRIMARY KEY, target TEXT NOT NULL, pack TEXT NOT NULL, item TEXT NOT NULL,"
    "  transform TEXT NOT NULL, epoch INTEGER NOT NULL, UNIQUE(item, target, pack, transform, epoch)) STRICT;"
    "CREATE TABLE entry(id INTEGER PRIMARY KEY CHECK(id=(log<<40|seq)), log INTEGER NOT NULL, seq INTEGER NOT NULL,"
    "  v INTEGER NOT NULL, t INTEGER NOT NULL,"
    "  type TEXT NOT NULL, slot INTEGER, redo INTEGER NOT NULL, strand TEXT NOT NULL, step INTEGER NOT NULL,"
    "  attempt INTEGER NOT NULL, asked TEXT NOT NULL, code TEXT NOT NULL, of TEXT NOT NULL, state TEXT NOT NULL,"
    "  final INTEGER NOT NULL, question BLOB, sset INTEGER, nums TEXT NOT NULL, refs TEXT NOT NULL,"
    "  leaf BLOB NOT NULL, hash BLOB NOT NULL) STRICT;"
    "CREATE INDEX entry_tape ON entry(slot, redo, strand, step, attempt) WHERE slot IS NOT NULL;"
    "CREATE INDEX entry_type ON entry(type);"
    "CREATE TABLE chunk(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, codec INTEGER NOT NULL,"
    "  data BLOB NOT NULL) STRICT;"
    "CREATE TABLE body(id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, chunk INTEGER NOT NULL,"
    "  UNIQUE(parent, chunk)) STRICT;"
    "CREATE TABLE ref(log INTEGER NOT NULL, seq INTEGER NOT NULL, field TEXT NOT NULL, body INTEGER NOT NULL,"
    "  PRIMARY KEY(log, seq, field)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE snapshot(path TEXT PRIMARY KEY, body INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE sample(slot INTEGER NOT NULL, redo INTEGER NOT NULL, log INTEGER NOT NULL, seq INTEGER,"
    "  state TEXT NOT NULL, PRIMARY KEY(slot, redo, log)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE sset(id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, log INTEGER, seq INTEGER) STRICT;"
    "CREATE TABLE score(sset INTEGER NOT NULL, slot INTEGER NOT NULL, redo INTEGER NOT NULL, log INTEGER NOT NULL,"
    "  scorer TEXT NOT NULL, outcome TEXT NOT NULL, seq INTEGER NOT NULL,"
    "  PRIMARY KEY(sset, slot, redo, log, scorer)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE head(log INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, t INTEGER NOT NULL,"
    "  signer TEXT NOT NULL, sig BLOB NOT NULL, PRIMARY KEY(log, size, signer)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE salt(log INTEGER NOT NULL, seq INTEGER NOT NULL, field TEXT NOT NULL, salt BLOB NOT NULL,"
    "  PRIMARY KEY(log, seq, field)) STRICT, WITHOUT ROWID;"
    "INSERT INTO meta VALUES('schema', 1);"
    "PRAGMA user_version = 1;";

static hc_code pragma_get(hc_db *db, const char *sql, int64_t *out, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(db, sql, &s, err));
    HC_TRY(hc_step(s, &row, err));
    *out = row ? hc_col_i64(s, 0) : 0;
    hc_reset(s);
    return HC_OK;
}

hc_code hc_schema_create(hc_db *db, hc_err *err)
{
    HC_AUTO(hc_buf) sql;
    hc_buf_init(&sql, SIZE_MAX);
    hc_buf_fmt(&sql, "PRAGMA application_id = %d;", HC_RUN_APP_ID);
    hc_buf_add(&sql, tables, sizeof tables);
    return hc_db_exec(db, sql.p, err);
}

hc_code hc_schema_check(hc_db *db, const char *path, hc_err *err)
{
    int64_t app, version, schema = 0;
    hc_code c = pragma_get(db, "PRAGMA application_id", &app, err);
    if (c != HC_OK && c != HC_E_CORRUPT)
        return c;
    if (c != HC_OK || app != HC_RUN_APP_ID)
        return hc_fail(err, HC_E_INPUT, "E-RUN-04", "%s is not a run\nif it was killed while it was being created, "
                       "nothing was asked yet: delete it and run again",
                       "%s{은/는} 평가 실행 파일이 아님\n생성 중에 중단된 파일이라면 아직 아무것도 묻지 않았으니 "
                       "지우고 다시 실행하십시오", path);
    HC_TRY(pragma_get(db, "PRAGMA user_version", &version, err));
    if (version == HC_SCHEMA_VERSION)
        HC_TRY(hc_meta_get(db, HC_S("schema"), &schema, err));
    if (version != HC_SCHEMA_VERSION || schema != HC_SCHEMA_VERSION)
        return hc_fail(err, HC_E_UNSUPPORTED, "E-RUN-04",
                       "%s has file format %lld and this haechi reads format %d\nuse a newer haechi",
                       "%s의 파일 형식 버전은 %lld이고 이 haechi는 버전 %d까지 읽음\n더 새로운 haechi를 쓰십시오", path,
                       (long long)version, HC_SCHEMA_VERSION);
    return HC_OK;
}

hc_code hc_meta_get(hc_db *db, hc_str key, int64_t *out, hc_err *err)
{
    hc_stmt *s;
    bool row;
    HC_TRY(hc_db_prepare(db, "SELECT v FROM meta WHERE k=?", &s, err));
    hc_bind_text(s, 1, key);
    HC_TRY(hc_step(s, &row, err));
    *out = row ? hc_col_i64(s, 0) : 0;
    hc_reset(s);
    return HC_OK;
}

hc_code hc_meta_set(hc_db *db, hc_str key, int64_t v, hc_err *err)
{
    hc_stmt *s;
    HC_TRY(hc_db_prepare(db, "INSERT OR REPLACE INTO meta VALUES(?,?)", &s, err));
    hc_bind_text(s, 1, key);
    hc_bind_i64(s, 2, v);
    return hc_run(s, err);
}
