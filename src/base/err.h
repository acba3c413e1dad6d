// SPDX-License-Identifier: Apache-2.0
#ifndef HC_BASE_ERR_H
#define HC_BASE_ERR_H

#include "base/defs.h"

/*
 * Every fallible function returns an hc_code and takes `hc_err *err` last. The struct is fixed-size and
 * holds the message in both languages: the place that fails writes both, the command line prints one.
 *
 * A message says what was attempted, on what, and what to do next; lower case, no full stop. Further
 * lines (after '\n') are advice. In Korean text, `{을/를}` after a value is replaced by the right
 * particle when the message is printed. `err` may be NULL where the caller only needs the code.
 */

typedef enum hc_code {
    HC_OK = 0,
    HC_E_USAGE,      /* a flag, the configuration or a plan is wrong; nothing was sent */
    HC_E_INPUT,      /* a pack, a row, a file of the user is wrong; nothing was sent */
    HC_E_SYNTAX,     /* bytes that do not follow their grammar */
    HC_E_NOTFOUND,   /* a file, a run, a sample that is not there */
    HC_E_MISSING,    /* the tape has no reply and asking is not allowed */
    HC_E_HELD,       /* another process holds the run */
    HC_E_IO,         /* disk full or I/O error of ours; resumable */
    HC_E_NET,        /* endpoint not reachable: resolve, connect, TLS */
    HC_E_TIMEOUT,    /* a deadline passed */
    HC_E_AUTH,       /* the endpoint refused the key */
    HC_E_LIMIT,      /* a limit of ours was reached */
    HC_E_CANCELLED,  /* the wait was cancelled; unwind */
    HC_E_CORRUPT,    /* stored data contradicts itself */
    HC_E_DIVERGED,   /* another question stands at a recorded address */
    HC_E_UNSUPPORTED,/* a valid wish that this target or build cannot fulfil */
    HC_E_BUG,        /* an invariant of ours is broken */
} hc_code;

enum { HC_ERR_TEXT_MAX = 1024 };

typedef struct hc_err {
    hc_code code;
    char id[16];               /* "E-PACK-07": the same in both languages, "" if none */
    char en[HC_ERR_TEXT_MAX];
    char ko[HC_ERR_TEXT_MAX];
} hc_err;

/* Sets `err` and returns `code`, so that a failure is one line: return hc_fail(...). Both formats take
 * the same arguments in the same order. `id` may be "". Text that does not fit is cut at a character. */
hc_code hc_fail(hc_err *err, hc_code code, const char *id, const char *en, const char *ko, ...)
    __attribute__((format(printf, 4, 6), format(printf, 5, 6)));

/* Puts context in front of both messages ("cannot open run x: " + message) and returns `code`. */
hc_code hc_err_ctx(hc_err *err, hc_code code, const char *en, const char *ko, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));

/* Puts a further line of advice behind both messages. */
void hc_err_hint(hc_err *err, const char *en, const char *ko, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));

#endif
