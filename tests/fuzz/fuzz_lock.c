// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "ledger/ledger_int.h"

/* Whatever stands in the lock file of a run, who asks is told that it is held. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hc_err err;
    HC_ASSERT(hc_lock_held((hc_str){(const char *)data, size}, "r.haechi", &err) == HC_E_HELD);
    HC_ASSERT(err.code == HC_E_HELD && err.en[0] && err.ko[0]);
    return 0;
}
