// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ONE_MALLOC_EACH 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_MALLOC_EACH 1
#endif
#endif
#ifndef ONE_MALLOC_EACH
#define ONE_MALLOC_EACH 0
#endif

enum { FIRST_CHUNK = 4096, CHUNK_MAX = 1 << 20 };

typedef struct chunk {
    struct chunk *next;
    size_t used, size;
    _Alignas(16) char data[];
} chunk;

struct hc_arena {
    chunk *head;          /* newest first */
    size_t next_size;
};

/* First chunks of a thread's arenas that went: most arenas live for a question and need no other. */
enum { SPARES_MAX = 32 };
static _Thread_local struct { chunk *list; size_t n; } spares;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t at_thread_end;

static void free_spares(void *unused)
{
    (void)unused;
    for (chunk *c = spares.list, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    spares.list = NULL;
    spares.n = SPARES_MAX;     /* nothing is kept any more */
}

static void set_up(void)
{
    HC_ASSERT(pthread_key_create(&at_thread_end, free_spares) == 0);
}

static bool keep_spare(chunk *c)
{
    if (ONE_MALLOC_EACH || c->size != FIRST_CHUNK || spares.n >= SPARES_MAX)
        return false;
    if (!spares.list)
        HC_ASSERT(pthread_once(&once, set_up) == 0 && pthread_setspecific(at_thread_end, &spares) == 0);
    c->next = spares.list;
    spares.list = c;
    spares.n++;
    return true;
}

static chunk *new_chunk(size_t size)
{
    chunk *c = spares.list;
    if (!c || size != FIRST_CHUNK)
        return hc_xmalloc(sizeof *c + size);
    spares.list = c->next;
    spares.n--;
    return c;
}

hc_arena *hc_arena_new(void)
{
    hc_arena *a = hc_xcalloc(1, sizeof *a);
    a->next_size = FIRST_CHUNK;
    return a;
}

static void free_chunks(chunk *c)
{
    while (c) {
        chunk *next = c->next;
        if (!keep_spare(c))
            free(c);
        c = next;
    }
}

void hc_arena_free(hc_arena *a)
{
    if (!a)
        return;
    free_chunks(a->head);
    free(a);
}

void hc_arena_reset(hc_arena *a)
{
    chunk *keep = NULL;
    if (!ONE_MALLOC_EACH) {
        chunk **link = &a->head;
        while (*link && (*link)->next)
            link = &(*link)->next;
        keep = *link;
        *link = NULL;
    }
    free_chunks(a->head);
    a->head = keep;
    if (keep)
        keep->used = 0;
    a->next_size = FIRST_CHUNK;
}

void hc_arena_ptr_auto(hc_arena_ptr *a)
{
    hc_arena_free(*a);
}

static chunk *add_chunk(hc_arena *a, size_t n)
{
    size_t size = n;
    if (!ONE_MALLOC_EACH) {
        size = n > a->next_size ? n : a->next_size;
        if (a->next_size < CHUNK_MAX)
            a->next_size *= 2;
    }
    chunk *c = new_chunk(size);
    c->next = a->head;
    c->used = 0;
    c->size = size;
    a->head = c;
    return c;
}

void *hc_alloc(hc_arena *a, size_t n)
{
    if (n > SIZE_MAX - 64)
        hc_out_of_memory();
    size_t need = ONE_MALLOC_EACH ? n : (n + 15) & ~(size_t)15;
    chunk *c = a->head;
    if (ONE_MALLOC_EACH || !c || c->size - c->used < need)
        c = add_chunk(a, need);
    void *p = c->data + c->used;
    c->used += need;
    return memset(p, 0, n);
}

void *hc_alloc_n(hc_arena *a, size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n))
        hc_out_of_memory();
    return hc_alloc(a, n);
}

void *hc_grow(hc_arena *a, void *old, size_t n, size_t *cap, size_t size)
{
    size_t grown = *cap ? *cap * 2 : 8;
    void *p = hc_alloc_n(a, grown, size);
    if (n)
        memcpy(p, old, n * size);
    *cap = grown;
    return p;
}
