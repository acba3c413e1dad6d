// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "syntax/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_json *j, *again;
    hc_err err;
    if (hc_yaml_parse(a, (hc_str){(const char *)data, size}, "input", &j, &err)) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    HC_ASSERT(j->line > 0 && j->col > 0);
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_json_canonical(j, &b);
    HC_ASSERT(hc_json_parse(a, hc_buf_view(&b), "again", &again, NULL) == HC_OK);
    return 0;
}
