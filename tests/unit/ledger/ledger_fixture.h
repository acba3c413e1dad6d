// SPDX-License-Identifier: Apache-2.0
#ifndef HC_TEST_LEDGER_FIXTURE_H
#define HC_TEST_LEDGER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "db/sqlite.h"
#include "ledger/tape.h"

/* A run in a fresh folder with a clock that moves by a second per look and countable "random" bytes. */

static char fix_dir[64], fix_path[128];
static int64_t fix_now;
static uint8_t fix_random;

static int64_t fix_clock(void *ctx)
{
    (void)ctx;
    return fix_now += 1000000;
}

static void fix_bytes(void *ctx, void *p, size_t n)
{
    (void)ctx;
    for (size_t i = 0; i < n; i++)
        ((uint8_t *)p)[i] = fix_random++;
}

static const hc_sys fix_sys = {.wall_us = fix_clock, .random = fix_bytes};

static inline int fix_setup(void **state)
{
    (void)state;
    fix_now = 1700000000000000;
    fix_random = 1;
    snprintf(fix_dir, sizeof fix_dir, "/tmp/hc-ledger-XXXXXX");
    if (!mkdtemp(fix_dir))
        return -1;
    snprintf(fix_path, sizeof fix_path, "%s/r.haechi", fix_dir);
    return 0;
}

static inline int fix_teardown(void **state)
{
    (void)state;
    static const char *const ends[] = {"", "-key", "-lock", "-wal", "-shm", "-journal", ".tmp"};
    for (size_t i = 0; i < HC_LEN(ends); i++) {
        char name[160];
        snprintf(name, sizeof name, "%s%s", fix_path, ends[i]);
        unlink(name);
    }
    return rmdir(fix_dir);
}

static inline bool fix_exists(const char *end)
{
    char name[160];
    snprintf(name, sizeof name, "%s%s", fix_path, end);
    return access(name, F_OK) == 0;
}

#define FIX_OK(call)                                                                               \
    do {                                                                                           \
        hc_err fix_err = {0};                                                                      \
        hc_err *const err = &fix_err;                                                              \
        hc_code fix_code = (call);                                                                 \
        if (fix_code != HC_OK)                                                                     \
            fail_msg("%s: %s", #call, fix_err.en);                                                 \
    } while (0)

static inline hc_ledger *fix_create(void)
{
    hc_ledger *l;
    FIX_OK(hc_ledger_create(&(hc_create){.path = fix_path, .log_name = "test", .plan = HC_S("{\"v\":1}"),
                                         .endpoints = HC_S("{\"m\":{\"url\":\"http://x\",\"p\":0.5}}"),
                                         .sys = &fix_sys}, &l, err));
    return l;
}

static inline hc_ledger *fix_open(hc_open_mode mode)
{
    hc_ledger *l;
    FIX_OK(hc_ledger_open(fix_path, mode, NULL, &fix_sys, &l, err));
    return l;
}

static inline hc_addr fix_addr(const char *item, uint32_t step, uint32_t attempt)
{
    return (hc_addr){HC_S("m"), HC_S("p"), hc_str_c(item), HC_S(""), 0, 0, HC_S("0"), step, attempt};
}

/* Appends an entry with one body (if `text`) and waits until it is durable. */
static inline void fix_put(hc_ledger *l, hc_entry e, const char *field, const char *text)
{
    hc_str bytes = hc_str_c(text);
    hc_body_in body = {field, &bytes, 1};
    if (text) {
        e.bodies = &body;
        e.n_bodies = 1;
    }
    FIX_OK(hc_ledger_wait(l, hc_ledger_append(l, &e, 1), err));
}

static inline void fix_intent(hc_ledger *l, hc_addr a, const hc_digest *q)
{
    fix_put(l, (hc_entry){.type = HC_ENT_INTENT, .addr = a, .asked = HC_S("m"), .question = q}, "wire", "ask");
}

static inline void fix_reply(hc_ledger *l, hc_addr a, const hc_digest *q, const char *code, bool final,
                             const char *text)
{
    fix_put(l, (hc_entry){.type = HC_ENT_REPLY, .addr = a, .asked = HC_S("m"), .code = hc_str_c(code), .question = q,
                          .final = final}, "reply", text);
}

static inline void fix_close(hc_ledger *l, hc_addr a, hc_state state)
{
    a.step = a.attempt = 0;
    fix_put(l, (hc_entry){.type = HC_ENT_CLOSE, .addr = a, .state = state}, NULL, NULL);
}

typedef struct fix_samples { hc_arena *a; hc_sample_info *v; size_t n, cap; } fix_samples;

static inline hc_code fix_keep(void *ctx, const hc_sample_info *s, hc_err *e)
{
    fix_samples *list = ctx;
    (void)e;
    HC_GROW(list->a, list->v, list->n, list->cap);
    list->v[list->n] = *s;
    list->v[list->n++].addr.item = hc_str_dup(list->a, s->addr.item);
    return HC_OK;
}

static inline hc_sample_info *fix_list(hc_ledger *l, hc_arena *a, size_t *out_n)
{
    fix_samples list = {.a = a};
    FIX_OK(hc_ledger_samples(l, fix_keep, &list, err));
    *out_n = list.n;
    return list.v;
}

static inline void fix_sql(const char *sql)
{
    hc_db *db;
    FIX_OK(hc_db_open(fix_path, HC_DB_WRITE, NULL, &db, err));
    FIX_OK(hc_db_exec(db, sql, err));
    hc_db_close(db);
}

#endif
