// SPDX-License-Identifier: Apache-2.0
#ifndef HC_BASE_LOG_H
#define HC_BASE_LOG_H

#include "base/defs.h"

/* Diagnostics for developers on stderr (`--debug`, HAECHI_DEBUG=1). What users must read goes through
 * hc_err and the command line instead. Keys, header values and bodies are never logged. */

extern bool hc_log_on;   /* set once by the command line before threads start */

#define HC_DEBUG(...) (hc_log_on ? hc_log_write(__FILE__, __LINE__, __VA_ARGS__) : (void)0)
void hc_log_write(const char *file, int line, const char *fmt, ...) HC_PRINTF(3, 4);

#endif
