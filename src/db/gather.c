// SPDX-License-Identifier: Apache-2.0
#include "db/gather.h"

#include <string.h>

#include <sqlite3.h>

#include "base/defs.h"

enum { GATHER_BYTES = 120 << 10 };    /* SQLite's own layer takes less than 128 KiB at once */

const char hc_gather_name[] = "haechi-gather";

typedef struct gather {
    sqlite3_file base;
    char *bytes;               /* [0, n) belongs at `at` */
    int n;
    sqlite3_int64 at;
    sqlite3_file real;         /* what the layer below needs follows; last */
} gather;

static gather *of(sqlite3_file *f)
{
    return (gather *)(void *)f;
}

static sqlite3_vfs *below;     /* set once, before the first file is opened */

static int send(gather *g)
{
    int n = g->n;
    g->n = 0;                  /* also after a failure: SQLite then rolls back and writes the frames anew */
    return n ? g->real.pMethods->xWrite(&g->real, g->bytes, n, g->at) : SQLITE_OK;
}

static int g_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    gather *g = of(f);
    if (g->n && (at != g->at + g->n || n > GATHER_BYTES - g->n)) {
        int rc = send(g);
        if (rc != SQLITE_OK)
            return rc;
    }
    if (n > GATHER_BYTES)
        return g->real.pMethods->xWrite(&g->real, p, n, at);
    if (!g->n)
        g->at = at;
    memcpy(g->bytes + g->n, p, (size_t)n);
    g->n += n;
    return SQLITE_OK;
}

/* A call that must see what was written. */
#define AFTER_SENDING(f, call)                                                                                         \
    do {                                                                                                               \
        gather *g = of(f);                                                                                             \
        sqlite3_file *real = &g->real;                                                                                 \
        int rc = send(g);                                                                                              \
        return rc == SQLITE_OK ? real->pMethods->call : rc;                                                            \
    } while (0)

static int g_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
    AFTER_SENDING(f, xRead(real, p, n, at));
}

static int g_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    AFTER_SENDING(f, xTruncate(real, size));
}

static int g_sync(sqlite3_file *f, int flags)
{
    AFTER_SENDING(f, xSync(real, flags));
}

static int g_size(sqlite3_file *f, sqlite3_int64 *out)
{
    AFTER_SENDING(f, xFileSize(real, out));
}

static int g_control(sqlite3_file *f, int op, void *arg)
{
    AFTER_SENDING(f, xFileControl(real, op, arg));
}

static int g_close(sqlite3_file *f)
{
    gather *g = of(f);
    int rc = send(g), closed = g->real.pMethods->xClose(&g->real);
    sqlite3_free(g->bytes);
    g->bytes = NULL;
    return rc == SQLITE_OK ? closed : rc;
}

static int g_sector(sqlite3_file *f)
{
    return of(f)->real.pMethods->xSectorSize(&of(f)->real);
}

static int g_device(sqlite3_file *f)
{
    return of(f)->real.pMethods->xDeviceCharacteristics(&of(f)->real);
}

/* A -wal is never locked: the locks are on the database and in shared memory. */
static int g_lock(sqlite3_file *f, int level)
{
    (void)f;
    (void)level;
    return SQLITE_OK;
}

static int g_reserved(sqlite3_file *f, int *out)
{
    (void)f;
    *out = 0;
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1, .xClose = g_close, .xRead = g_read, .xWrite = g_write, .xTruncate = g_truncate, .xSync = g_sync,
    .xFileSize = g_size, .xLock = g_lock, .xUnlock = g_lock, .xCheckReservedLock = g_reserved,
    .xFileControl = g_control, .xSectorSize = g_sector, .xDeviceCharacteristics = g_device,
};

static int g_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out_flags)
{
    (void)v;
    gather *g = of(f);
    if (!(flags & SQLITE_OPEN_WAL))
        return below->xOpen(below, name, f, flags, out_flags);
    memset(g, 0, sizeof *g);
    int rc = below->xOpen(below, name, &g->real, flags, out_flags);
    if (rc != SQLITE_OK)
        return rc;
    g->bytes = sqlite3_malloc(GATHER_BYTES);
    if (!g->bytes) {
        g->real.pMethods->xClose(&g->real);
        return SQLITE_NOMEM;
    }
    g->base.pMethods = &methods;
    return SQLITE_OK;
}

void hc_gather_register(void)
{
    static sqlite3_vfs layer;
    below = sqlite3_vfs_find(NULL);
    HC_ASSERT(below);
    layer = *below;            /* all but the opening of files is done by the functions of the layer below */
    layer.pNext = NULL;
    layer.zName = hc_gather_name;
    layer.szOsFile += (int)offsetof(gather, real);
    layer.xOpen = g_open;
    HC_ASSERT(sqlite3_vfs_register(&layer, 0) == SQLITE_OK);
}
