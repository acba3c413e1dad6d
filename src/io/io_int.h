// SPDX-License-Identifier: Apache-2.0
#ifndef HC_IO_IO_INT_H
#define HC_IO_IO_INT_H

#include <uv.h>

#include "io/co.h"

/* Shared inside io/ only: the libuv loop, and the stacks below the coroutines. */

uv_loop_t *hc_loop_uv(hc_loop *l);     /* there is none in virtual time */

/* One suspended line of execution. The loop thread's own context has no stack of ours: its bounds
 * are learnt from the sanitizer at the first switch away from it. */
typedef struct hc_ctx {
    void *sp;                 /* x86-64: saved stack pointer; else: ucontext_t, owned */
    const void *stack;        /* lowest usable byte */
    size_t size;
    void *asan_fake;          /* AddressSanitizer's frames of this context while it is suspended */
    void *tsan_fiber;
} hc_ctx;

/* A slab of stacks in one mapping, an unmapped guard below each. */
typedef struct hc_stacks { char *base; size_t n, stride, guard; } hc_stacks;
bool hc_stacks_map(hc_stacks *s, size_t n);
void hc_stacks_unmap(hc_stacks *s);

void hc_ctx_init_thread(hc_ctx *c);    /* the calling thread's own stack */
/* The first switch to `c` calls entry() on stack i; it calls hc_ctx_arrived and never returns. */
void hc_ctx_init(hc_ctx *c, const hc_stacks *s, size_t i, void (*entry)(void));
void hc_ctx_fini(hc_ctx *c);
void hc_ctx_arrived(hc_ctx *from);     /* first arrival, coming from `from` */
void hc_ctx_switch(hc_ctx *from, hc_ctx *to);

#endif
