// SPDX-License-Identifier: Apache-2.0
#include "fuzz_file.h"
#include "model/target.h"

/* A configuration is refused as a usage error with both messages, or each of its models can be named with -m. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_config c;
    hc_target_conf t;
    hc_err err;
    if (hc_config_load(a, fuzz_file(data, size), &c, &err) != HC_OK) {
        HC_ASSERT(err.code == HC_E_USAGE && err.en[0] && err.ko[0]);
        return 0;
    }
    (void)hc_config_get(&c, "run.epochs");
    for (size_t i = 0; i < c.n_models; i++) {
        const hc_target_conf *m = &c.models[i];
        HC_ASSERT(m->timeout_ms > 0 && m->deadline_ms > 0 && m->retries >= 0 && m->jobs >= 0);
        HC_ASSERT(hc_target_resolve(a, &c, m->alias, &t, NULL) == HC_OK && hc_str_eq(t.alias, m->alias));
    }
    return 0;
}
