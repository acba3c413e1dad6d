// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "syntax/json.h"

static hc_json *parsed(hc_arena *a, hc_str s)
{
    hc_json *j = NULL;
    HC_ASSERT(hc_json_parse(a, s, "again", &j, NULL) == HC_OK);
    return j;
}

/* What can be read is written and read back as the same text. */
static void check_tree(hc_arena *a, const hc_json *j)
{
    HC_AUTO(hc_buf) first, second, canonical;
    hc_buf_init(&first, SIZE_MAX);
    hc_buf_init(&second, SIZE_MAX);
    hc_buf_init(&canonical, SIZE_MAX);
    hc_jw w;
    hc_jw_init(&w, &first);
    hc_json_write(j, &w);
    hc_jw_init(&w, &second);
    hc_json_write(parsed(a, hc_json_pretty(a, hc_buf_view(&first))), &w);
    HC_ASSERT(hc_str_eq(hc_buf_view(&first), hc_buf_view(&second)));
    hc_json_canonical(j, &canonical);
    parsed(a, hc_buf_view(&canonical));
}

static void check_string(hc_arena *a, hc_str s)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw w;
    hc_jw_init(&w, &b);
    hc_jw_str(&w, s);
    HC_ASSERT(hc_str_eq(parsed(a, hc_buf_view(&b))->text, s));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str s = {(const char *)data, size};
    hc_json *j;
    hc_err err;
    if (hc_json_parse(a, s, "input", &j, &err) == HC_OK)
        check_tree(a, j);
    else
        HC_ASSERT(err.en[0] && err.ko[0]);
    check_string(a, s);
    hc_json_pretty(a, s);
    return 0;
}
