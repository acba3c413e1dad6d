// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "syntax/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str value = HC_S("{{ b }}"), empty = HC_S(""), out, s = {(const char *)data, size};
    hc_map vars;
    hc_map_init(&vars, a);
    hc_map_put(&vars, HC_S("a"), &value);
    hc_map_put(&vars, HC_S("질문"), &empty);
    hc_err err;
    bool plain = hc_str_find(s, HC_S("{{")) < 0;
    hc_code code = hc_template_render(a, s, "input", &vars, &out, &err);
    if (code)
        HC_ASSERT(!plain && err.en[0] && err.ko[0]);
    else
        HC_ASSERT(!plain || hc_str_eq(out, s));
    return 0;
}
