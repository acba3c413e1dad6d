// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_ENVIRONMENT_H
#define HC_CLI_ENVIRONMENT_H

#include "ledger/entry.h"

/* `control env`: versions that a replay may depend on. */
hc_entry hc_session_env(hc_arena *a);

#endif
