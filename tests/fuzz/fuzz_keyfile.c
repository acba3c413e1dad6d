// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "fuzz_file.h"
#include "ledger/ledger_int.h"
#include "model/target.h"

/* An endpoint of a key file is refused, or is written in a form that does not change any more. */
static void endpoint(hc_arena *a, const hc_json *j)
{
    hc_target_conf t, again;
    hc_json *back;
    hc_err err;
    if (hc_target_read(a, j, &t, &err) != HC_OK) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return;
    }
    HC_AUTO(hc_buf) first, second;
    hc_jw w;
    hc_buf_init(&first, SIZE_MAX);
    hc_jw_init(&w, &first);
    hc_target_write(&t, &w);
    HC_ASSERT(hc_json_parse(a, hc_buf_view(&first), "again", &back, NULL) == HC_OK);
    HC_ASSERT(hc_target_read(a, back, &again, NULL) == HC_OK);
    hc_buf_init(&second, SIZE_MAX);
    hc_jw_init(&w, &second);
    hc_target_write(&again, &w);
    HC_ASSERT(hc_str_eq(hc_buf_view(&first), hc_buf_view(&second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_keyfile k;
    hc_err err;
    hc_json *j;
    hc_keyfile_init(&k, "");
    free(k.path);
    k.path = strdup(fuzz_file(data, size));
    if (hc_keyfile_read(&k, &err) == HC_OK) {
        HC_ASSERT(k.present && hc_json_parse(a, hc_str_c(k.endpoints), "endpoints", &j, NULL) == HC_OK);
        for (size_t i = 0; i < k.n_logs; i++)
            HC_ASSERT(hc_keyfile_secret(&k, hc_str_c(k.logs[i].log)) != NULL);
        for (size_t i = 0; i < j->n; i++)
            endpoint(a, j->items[i]);
    } else {
        HC_ASSERT(err.en[0] && err.ko[0]);
    }
    hc_keyfile_fini(&k);
    return 0;
}
