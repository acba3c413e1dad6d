// SPDX-License-Identifier: Apache-2.0
#ifndef HC_BASE_DEFS_H
#define HC_BASE_DEFS_H

/*
 * The few macros of the house.
 *
 * HC_MUST  the result must be used.
 * HC_CO    the function may suspend its coroutine; only HC_CO functions may call it (checked in CI).
 * HC_TRY   the only macro that hides a return: evaluates once, returns the code unchanged.
 * HC_AUTO  releases a resource at the end of its scope; needs `void T_auto(T *)`.
 * HC_ASSERT stays on in release builds: evidence must not come from a corrupt process.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HC_MUST __attribute__((warn_unused_result))
#define HC_CO
#define HC_PRINTF(fmt_arg, first_arg) __attribute__((format(printf, fmt_arg, first_arg)))
#define HC_NORETURN __attribute__((noreturn))
#define HC_AUTO(type) __attribute__((cleanup(type##_auto))) type
#define HC_LEN(array) (sizeof(array) / sizeof((array)[0]))

#define HC_TRY(call)                                                                               \
    do {                                                                                           \
        hc_code hc_try_code = (call);                                                              \
        if (hc_try_code != HC_OK)                                                                  \
            return hc_try_code;                                                                    \
    } while (0)

#define HC_ASSERT(cond) ((cond) ? (void)0 : hc_assert_failed(#cond, __FILE__, __LINE__))

HC_NORETURN void hc_assert_failed(const char *what, const char *file, int line);

/* Out of memory: one static line on stderr, exit 1. */
HC_NORETURN void hc_out_of_memory(void);

/* Not even an event loop can be opened: one static line on stderr, exit 9 as for other failures of the system. */
HC_NORETURN void hc_out_of_descriptors(void);

/* malloc family that never returns NULL; sizes are checked for overflow. Release with free(). */
void *hc_xmalloc(size_t n);
void *hc_xcalloc(size_t count, size_t size);
void *hc_xrealloc(void *p, size_t n);

#endif
