// SPDX-License-Identifier: Apache-2.0
/*
 * Stacks and the switch between them. Every switch is announced to the sanitizer that is built in;
 * with the C library's swapcontext alone AddressSanitizer would miss overflows on coroutine stacks.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "base/limits.h"
#include "io/io_int.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define WITH_ASAN 1
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#define WITH_TSAN 1
#include <sanitizer/tsan_interface.h>
#endif

#if defined(__x86_64__) && !defined(__ILP32__) && !defined(HC_CO_UCONTEXT)
#define WITH_ASM 1
void hc_co_switch(void **save_sp, void *to_sp);
#else
#include <ucontext.h>
#endif

/* Sanitizers make frames several times larger; address space costs nothing. */
#if defined(WITH_ASAN) || defined(WITH_TSAN)
#define STACK_BYTES (HC_CO_STACK_BYTES * 4)
#else
#define STACK_BYTES HC_CO_STACK_BYTES
#endif
#define GUARD_BYTES (64ul << 10)   /* wider than a frame of a library built without stack probes */

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

bool hc_stacks_map(hc_stacks *s, size_t n)
{
    *s = (hc_stacks){.n = n, .stride = GUARD_BYTES + STACK_BYTES, .guard = GUARD_BYTES};
    void *p = mmap(NULL, n * s->stride, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (p == MAP_FAILED)
        return false;
    s->base = p;
    (void)madvise(p, n * s->stride, MADV_NOHUGEPAGE);   /* a touched page must not become 2 MiB */
    for (size_t i = 0; i < n; i++) {
        char *guard = s->base + i * s->stride;
        /* Since Linux 6.13; keeps the number of mappings flat. */
        if (madvise(guard, GUARD_BYTES, MADV_GUARD_INSTALL) != 0 &&
            mprotect(guard, GUARD_BYTES, PROT_NONE) != 0) {
            hc_stacks_unmap(s);
            return false;
        }
    }
    return true;
}

void hc_stacks_unmap(hc_stacks *s)
{
#ifdef WITH_ASAN
    __asan_unpoison_memory_region(s->base, s->n * s->stride);
#endif
    munmap(s->base, s->n * s->stride);
    s->base = NULL;
}

void hc_ctx_init_thread(hc_ctx *c)
{
    *c = (hc_ctx){0};
#ifndef WITH_ASM
    c->sp = hc_xcalloc(1, sizeof(ucontext_t));
#endif
#ifdef WITH_TSAN
    c->tsan_fiber = __tsan_get_current_fiber();
#endif
}

void hc_ctx_init(hc_ctx *c, const hc_stacks *s, size_t i, void (*entry)(void))
{
    char *stack = s->base + i * s->stride + s->guard;
    *c = (hc_ctx){.stack = stack, .size = s->stride - s->guard};
#ifdef WITH_ASM
    /* As if called: a null return address on top (so the stack pointer is 8 off a multiple of 16,
     * as the ABI wants), below it the address `ret` takes and six registers. */
    uintptr_t *top = (uintptr_t *)(void *)(stack + c->size);
    top[-1] = 0;
    top[-2] = (uintptr_t)entry;
    c->sp = top - 8;
#else
    ucontext_t *u = hc_xcalloc(1, sizeof *u);
    HC_ASSERT(getcontext(u) == 0);
    u->uc_stack.ss_sp = stack;
    u->uc_stack.ss_size = c->size;
    makecontext(u, entry, 0);
    c->sp = u;
#endif
#ifdef WITH_TSAN
    c->tsan_fiber = __tsan_create_fiber(0);
#endif
}

void hc_ctx_fini(hc_ctx *c)
{
#ifndef WITH_ASM
    free(c->sp);
#endif
#ifdef WITH_TSAN
    if (c->stack)
        __tsan_destroy_fiber(c->tsan_fiber);
#endif
    *c = (hc_ctx){0};
}

void hc_ctx_arrived(hc_ctx *from)
{
    (void)from;
#ifdef WITH_ASAN
    __sanitizer_finish_switch_fiber(NULL, &from->stack, &from->size);
#endif
}

void hc_ctx_switch(hc_ctx *from, hc_ctx *to)
{
#ifdef WITH_ASAN
    __sanitizer_start_switch_fiber(&from->asan_fake, to->stack, to->size);
#endif
#ifdef WITH_TSAN
    __tsan_switch_to_fiber(to->tsan_fiber, 0);
#endif
#ifdef WITH_ASM
    hc_co_switch(&from->sp, to->sp);
#else
    HC_ASSERT(swapcontext(from->sp, to->sp) == 0);
#endif
#ifdef WITH_ASAN
    __sanitizer_finish_switch_fiber(from->asan_fake, &to->stack, &to->size);
#endif
}
