// SPDX-License-Identifier: Apache-2.0
#include "sim/disk.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "sim/options.h"

enum { SECTOR = 512, NAME_MAX_BYTES = 200, SHM_REGIONS = 16, SHM_LOCKS = 8 };

typedef struct change {            /* since the last sync */
    int64_t at;
    size_t n;
    char *bytes;                   /* NULL: cut to `at` bytes */
    bool lost;                     /* a failed sync gave it up: readable, and never durable */
} change;

typedef struct bytes { char *p; size_t n, cap; } bytes;

typedef struct file {
    struct file *next;
    char name[NAME_MAX_BYTES];
    bool exists, durably;
    bool ghost;                    /* deleted, and another file has the name; it may come back at a power loss */
    bytes live, durable;
    change *changes;
    size_t n_changes, cap_changes;
    struct handle *open;
    char *shm[SHM_REGIONS];
    int shm_size;
} file;

typedef struct handle {            /* what SQLite holds */
    sqlite3_file base;
    sim_disk *disk;
    file *f;
    struct handle *next;
    int lock;
    unsigned shared, exclusive;    /* of the -shm */
    bool temporary;
} handle;

struct sim_disk {
    uint64_t seed;
    file *files;
    bool dead;
    int64_t limit, syncs_to_failure;
    uint64_t draws;
    void (*watch)(void *ctx, sim_disk_op op);
    void *ctx;
};

static sim_disk *current;

/* ---- bytes ----------------------------------------------------------------------------------------------- */

static void resize(bytes *b, size_t n)
{
    if (n > b->cap) {
        b->cap = n + n / 2 + 4096;
        b->p = hc_xrealloc(b->p, b->cap);
    }
    if (n > b->n)
        memset(b->p + b->n, 0, n - b->n);
    b->n = n;
}

static void put(bytes *b, int64_t at, const char *p, size_t n)
{
    if ((size_t)at + n > b->n)
        resize(b, (size_t)at + n);
    memcpy(b->p + at, p, n);
}

static void copy(bytes *to, const bytes *from)
{
    resize(to, from->n);
    if (from->n)
        memcpy(to->p, from->p, from->n);
}

static void forget_changes(file *f)
{
    for (size_t i = 0; i < f->n_changes; i++)
        free(f->changes[i].bytes);
    f->n_changes = 0;
}

static void add_change(file *f, int64_t at, const char *p, size_t n)
{
    if (f->n_changes == f->cap_changes) {
        f->cap_changes = f->cap_changes ? 2 * f->cap_changes : 16;
        f->changes = hc_xrealloc(f->changes, f->cap_changes * sizeof *f->changes);
    }
    change *c = &f->changes[f->n_changes++];
    *c = (change){.at = at, .n = n, .bytes = p ? hc_xmalloc(n ? n : 1) : NULL};
    if (p)
        memcpy(c->bytes, p, n);
}

static void apply(bytes *to, const change *c)
{
    if (!c->bytes)
        resize(to, (size_t)c->at < to->n ? (size_t)c->at : to->n);
    else
        put(to, c->at, c->bytes, c->n);
}

static void free_file(file *f)
{
    HC_ASSERT(!f->open);
    forget_changes(f);
    free(f->changes);
    free(f->live.p);
    free(f->durable.p);
    for (size_t i = 0; i < SHM_REGIONS; i++)
        free(f->shm[i]);
    free(f);
}

/* ---- disks ----------------------------------------------------------------------------------------------- */

sim_disk *sim_disk_new(uint64_t seed)
{
    sim_disk *d = hc_xcalloc(1, sizeof *d);
    d->seed = seed;
    return d;
}

void sim_disk_free(sim_disk *d)
{
    for (file *f = d ? d->files : NULL, *next; f; f = next) {
        next = f->next;
        free_file(f);
    }
    if (current == d)
        current = NULL;
    free(d);
}

void sim_disk_use(sim_disk *d)
{
    current = d;
    sqlite3_randomness(0, NULL);       /* its generator starts again, from xRandomness */
}

static file *find(const sim_disk *d, const char *name)
{
    for (file *f = d->files; f; f = f->next)
        if (!f->ghost && strcmp(f->name, name) == 0)
            return f;
    return NULL;
}

static file *add_file(sim_disk *d, const char *name)
{
    file *f = hc_xcalloc(1, sizeof *f);
    HC_ASSERT(strlen(name) < sizeof f->name);
    memcpy(f->name, name, strlen(name) + 1);
    f->next = d->files;
    d->files = f;
    return f;
}

static void forget_file(sim_disk *d, file *f)
{
    file **at = &d->files;
    while (*at != f)
        at = &(*at)->next;
    *at = f->next;
    free_file(f);
}

static bool flip(sim_disk *d)
{
    return sim_below(d->seed, "disk", d->draws++, 2);
}

/* Of two files of one name the deleted one may come back: then the newer is not there. */
static bool comes_back(sim_disk *d, const file *old)
{
    bool here = old->durably ? old->exists || flip(d) : old->exists && flip(d);
    file *other = find(d, old->name);
    if (here && other && old->ghost)
        forget_file(d, other);
    return here && (!other || old->ghost);
}

/* Sector by sector: what was written later may be there while what was written earlier is not. */
static void lose_power(sim_disk *d, const file *old)
{
    if (!comes_back(d, old))
        return;
    file *f = add_file(d, old->name);
    f->exists = f->durably = true;
    copy(&f->live, &old->durable);
    for (size_t i = 0; i < old->n_changes; i++) {
        const change *c = &old->changes[i];
        if (c->lost)
            continue;
        if (!c->bytes) {
            if (flip(d))
                apply(&f->live, c);
            continue;
        }
        for (size_t from = 0, to; from < c->n; from = to) {
            to = from + SECTOR - ((size_t)c->at + from) % SECTOR;
            to = to < c->n ? to : c->n;
            if (flip(d))
                put(&f->live, c->at + (int64_t)from, c->bytes + from, to - from);
        }
    }
    copy(&f->durable, &f->live);
}

sim_disk *sim_disk_survivor(const sim_disk *old, bool power_loss, uint64_t n)
{
    sim_disk *d = sim_disk_new(sim_hash(old->seed, "survivor", n));
    for (const file *o = old->files; o; o = o->next) {
        if (power_loss) {
            lose_power(d, o);
            continue;
        }
        file *f = add_file(d, o->name);
        f->exists = o->exists;
        f->ghost = o->ghost;
        f->durably = o->durably;
        copy(&f->live, &o->live);
        copy(&f->durable, &o->durable);
        for (size_t i = 0; i < o->n_changes; i++) {
            add_change(f, o->changes[i].at, o->changes[i].bytes, o->changes[i].n);
            f->changes[i].lost = o->changes[i].lost;
        }
    }
    return d;
}

bool sim_disk_has(const sim_disk *d, const char *path)
{
    const file *f = find(d, path);
    return f && f->exists && f->live.n;
}

int64_t sim_disk_used(const sim_disk *d)
{
    int64_t sum = 0;
    for (const file *f = d->files; f; f = f->next)
        sum += f->exists ? (int64_t)f->live.n : 0;
    return sum;
}

void sim_disk_wipe(sim_disk *d)
{
    for (file *f = d->files, *next; f; f = next) {
        next = f->next;
        free_file(f);
    }
    d->files = NULL;
}

void sim_disk_kill(sim_disk *d)
{
    d->dead = true;
}

bool sim_disk_dead(const sim_disk *d)
{
    return d->dead;
}

void sim_disk_limit(sim_disk *d, int64_t most)
{
    d->limit = most;
}

void sim_disk_fail_sync(sim_disk *d, int64_t nth)
{
    d->syncs_to_failure = nth;
}

void sim_disk_watch(sim_disk *d, void (*fn)(void *ctx, sim_disk_op op), void *ctx)
{
    d->watch = fn;
    d->ctx = ctx;
}

static bool alive(sim_disk *d, sim_disk_op op)
{
    if (!d->dead && d->watch)
        d->watch(d->ctx, op);
    return !d->dead;
}

/* ---- files as SQLite sees them --------------------------------------------------------------------------- */

static int f_close(sqlite3_file *sf)
{
    handle *h = (handle *)sf;
    handle **at = &h->f->open;
    while (*at != h)
        at = &(*at)->next;
    *at = h->next;
    if (h->temporary)
        free_file(h->f);
    return SQLITE_OK;
}

static int f_read(sqlite3_file *sf, void *p, int n, sqlite3_int64 at)
{
    const handle *h = (handle *)sf;
    if (h->disk->dead)
        return SQLITE_IOERR_READ;
    const bytes *b = &h->f->live;
    size_t have = (size_t)at < b->n ? b->n - (size_t)at : 0;
    have = have < (size_t)n ? have : (size_t)n;
    if (have)
        memcpy(p, b->p + at, have);
    memset((char *)p + have, 0, (size_t)n - have);
    return have == (size_t)n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int f_write(sqlite3_file *sf, const void *p, int n, sqlite3_int64 at)
{
    handle *h = (handle *)sf;
    sim_disk *d = h->disk;
    if (d->dead)
        return SQLITE_IOERR_WRITE;
    int64_t grows = at + n - (int64_t)h->f->live.n;
    if (d->limit && grows > 0 && sim_disk_used(d) + grows > d->limit)
        return SQLITE_FULL;
    size_t done = (size_t)n;
    if (!alive(d, SIM_OP_WRITE))       /* killed in the middle of it */
        done = sim_below(d->seed, "torn", (uint64_t)at, (uint64_t)n / SECTOR + 1) * SECTOR;
    if (done) {
        put(&h->f->live, at, p, done);
        if (!h->temporary)
            add_change(h->f, at, p, done);
    }
    return d->dead ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

static int f_truncate(sqlite3_file *sf, sqlite3_int64 n)
{
    handle *h = (handle *)sf;
    if (!alive(h->disk, SIM_OP_TRUNCATE))
        return SQLITE_IOERR_TRUNCATE;
    if ((size_t)n >= h->f->live.n)
        return SQLITE_OK;
    resize(&h->f->live, (size_t)n);
    add_change(h->f, n, NULL, 0);
    return SQLITE_OK;
}

static void make_durable(sim_disk *d, file *f)
{
    for (size_t i = 0; i < f->n_changes; i++)
        if (!f->changes[i].lost)
            apply(&f->durable, &f->changes[i]);
    forget_changes(f);
    f->durably = f->exists;
    for (file *o = d->files; o; o = o->next)
        if (!o->exists)
            o->durably = false;
}

static int f_sync(sqlite3_file *sf, int flags)
{
    handle *h = (handle *)sf;
    sim_disk *d = h->disk;
    (void)flags;
    if (!alive(d, SIM_OP_SYNC))
        return SQLITE_IOERR_FSYNC;
    if (d->syncs_to_failure && --d->syncs_to_failure == 0) {
        /* As Linux does it: the pages are clean afterwards, and nobody is told again. */
        for (size_t i = 0; i < h->f->n_changes; i++)
            h->f->changes[i].lost |= flip(d);
        return SQLITE_IOERR_FSYNC;
    }
    make_durable(d, h->f);
    return SQLITE_OK;
}

static int f_size(sqlite3_file *sf, sqlite3_int64 *out)
{
    const handle *h = (handle *)sf;
    *out = (sqlite3_int64)h->f->live.n;
    return h->disk->dead ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int highest_of_others(const handle *h)
{
    int level = SQLITE_LOCK_NONE;
    for (const handle *o = h->f->open; o; o = o->next)
        if (o != h && o->lock > level)
            level = o->lock;
    return level;
}

static int f_lock(sqlite3_file *sf, int level)
{
    handle *h = (handle *)sf;
    int others = highest_of_others(h);
    if (h->disk->dead)
        return SQLITE_IOERR_LOCK;
    if (level <= h->lock)
        return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED ? others >= SQLITE_LOCK_PENDING : others >= SQLITE_LOCK_RESERVED)
        return SQLITE_BUSY;
    if (level == SQLITE_LOCK_EXCLUSIVE && others >= SQLITE_LOCK_SHARED) {
        h->lock = SQLITE_LOCK_PENDING;
        return SQLITE_BUSY;
    }
    h->lock = level;
    return SQLITE_OK;
}

static int f_unlock(sqlite3_file *sf, int level)
{
    ((handle *)sf)->lock = level;
    return SQLITE_OK;
}

static int f_reserved(sqlite3_file *sf, int *out)
{
    const handle *h = (handle *)sf;
    *out = h->lock >= SQLITE_LOCK_RESERVED || highest_of_others(h) >= SQLITE_LOCK_RESERVED;
    return SQLITE_OK;
}

static int f_control(sqlite3_file *sf, int op, void *arg)
{
    (void)sf;
    (void)op;
    (void)arg;
    return SQLITE_NOTFOUND;
}

static int f_sector(sqlite3_file *sf)
{
    (void)sf;
    return 4096;
}

static int f_device(sqlite3_file *sf)
{
    (void)sf;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int f_shm_map(sqlite3_file *sf, int region, int size, int extend, void volatile **out)
{
    handle *h = (handle *)sf;
    *out = NULL;
    if (h->disk->dead || region >= SHM_REGIONS)
        return SQLITE_IOERR_SHMMAP;
    if (!h->f->shm[region] && extend)
        h->f->shm[region] = hc_xcalloc(1, (size_t)size);
    *out = h->f->shm[region];
    return SQLITE_OK;
}

static int f_shm_lock(sqlite3_file *sf, int from, int n, int flags)
{
    handle *h = (handle *)sf;
    unsigned mask = ((1u << n) - 1) << from;
    if (flags & SQLITE_SHM_UNLOCK) {
        h->shared &= ~mask;
        h->exclusive &= ~mask;
        return SQLITE_OK;
    }
    if (h->disk->dead)
        return SQLITE_IOERR_SHMLOCK;
    for (const handle *o = h->f->open; o; o = o->next)
        if (o != h && ((o->exclusive & mask) || ((flags & SQLITE_SHM_EXCLUSIVE) && (o->shared & mask))))
            return SQLITE_BUSY;
    if (flags & SQLITE_SHM_EXCLUSIVE)
        h->exclusive |= mask;
    else
        h->shared |= mask;
    return SQLITE_OK;
}

static void f_shm_barrier(sqlite3_file *sf)
{
    (void)sf;
}

/* The last one who leaves takes the memory along: the next process finds no -shm. */
static int f_shm_unmap(sqlite3_file *sf, int delete_file)
{
    handle *h = (handle *)sf;
    (void)delete_file;
    h->shared = h->exclusive = 0;
    if (h->f->open != h || h->next)
        return SQLITE_OK;
    for (size_t i = 0; i < SHM_REGIONS; i++) {
        free(h->f->shm[i]);
        h->f->shm[i] = NULL;
    }
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, .xClose = f_close, .xRead = f_read, .xWrite = f_write, .xTruncate = f_truncate, .xSync = f_sync,
    .xFileSize = f_size, .xLock = f_lock, .xUnlock = f_unlock, .xCheckReservedLock = f_reserved,
    .xFileControl = f_control, .xSectorSize = f_sector, .xDeviceCharacteristics = f_device, .xShmMap = f_shm_map,
    .xShmLock = f_shm_lock, .xShmBarrier = f_shm_barrier, .xShmUnmap = f_shm_unmap,
};

/* ---- the VFS --------------------------------------------------------------------------------------------- */

static int v_open(sqlite3_vfs *v, const char *name, sqlite3_file *sf, int flags, int *out_flags)
{
    handle *h = (handle *)sf;
    (void)v;
    *h = (handle){0};
    sim_disk *d = current;
    if (!d || d->dead)
        return SQLITE_CANTOPEN;
    file *f = name ? find(d, name) : hc_xcalloc(1, sizeof *f);
    if (!f && (flags & SQLITE_OPEN_READONLY))
        return SQLITE_CANTOPEN;
    if (!f)
        f = add_file(d, name);
    if (name && !f->exists && (flags & SQLITE_OPEN_READONLY))
        return SQLITE_CANTOPEN;
    if (name && !f->exists && (f->live.n || f->durable.n)) {
        f->ghost = true;
        f = add_file(d, name);
    }
    f->exists = true;
    *h = (handle){.base.pMethods = &methods, .disk = d, .f = f, .next = f->open, .temporary = !name};
    f->open = h;
    if (out_flags)
        *out_flags = flags;
    return SQLITE_OK;
}

static int v_delete(sqlite3_vfs *v, const char *name, int sync_dir)
{
    (void)v;
    if (!current || !alive(current, SIM_OP_DELETE))
        return SQLITE_IOERR_DELETE;
    file *f = find(current, name);
    if (!f || !f->exists)
        return SQLITE_IOERR_DELETE_NOENT;
    f->exists = false;
    if (sync_dir)
        f->durably = false;
    return SQLITE_OK;
}

static int v_access(sqlite3_vfs *v, const char *name, int flags, int *out)
{
    (void)v;
    (void)flags;
    const file *f = current && !current->dead ? find(current, name) : NULL;
    *out = f && f->exists;
    return current && !current->dead ? SQLITE_OK : SQLITE_IOERR_ACCESS;
}

static int v_path(sqlite3_vfs *v, const char *name, int n, char *out)
{
    (void)v;
    sqlite3_snprintf(n, out, "%s", name);
    return SQLITE_OK;
}

static int v_random(sqlite3_vfs *v, int n, char *out)
{
    (void)v;
    for (int i = 0; i < n; i++)
        out[i] = current ? (char)sim_hash(current->seed, "sqlite", (uint64_t)i) : 0;
    return n;
}

static int v_sleep(sqlite3_vfs *v, int us)
{
    (void)v;
    return us;
}

static int v_time(sqlite3_vfs *v, double *out)
{
    (void)v;
    *out = 2461000.5;
    return SQLITE_OK;
}

static int v_error(sqlite3_vfs *v, int n, char *out)
{
    (void)v;
    if (n)
        *out = '\0';
    return 0;
}

static sqlite3_vfs vfs = {
    .iVersion = 1, .szOsFile = sizeof(handle), .mxPathname = NAME_MAX_BYTES - 1, .zName = "simdisk", .xOpen = v_open,
    .xDelete = v_delete, .xAccess = v_access, .xFullPathname = v_path, .xRandomness = v_random, .xSleep = v_sleep,
    .xCurrentTime = v_time, .xGetLastError = v_error,
};

void sim_disk_setup(void)
{
    /* As src/db would configure it: initialising comes first here. */
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    HC_ASSERT(sqlite3_vfs_register(&vfs, 1) == SQLITE_OK);
}
