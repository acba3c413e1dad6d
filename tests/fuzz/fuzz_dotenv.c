// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz.h"
#include "io/file.h"
#include "model/target.h"

static char dir[] = "/dev/shm/haechi-fuzz-XXXXXX";

static void clean(void)
{
    char name[64];
    snprintf(name, sizeof name, "%s/.env", dir);
    unlink(name);
    rmdir(dir);
}

/* A .env file gives a key that can stand in a header, or none. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool made;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    if (!made && (!mkdtemp(dir) || atexit(clean) != 0))
        abort();
    made = true;
    unsetenv("OPENAI_API_KEY");
    HC_ASSERT(hc_file_write(hc_fmt(a, "%s/.env", dir).p, (hc_str){(const char *)data, size}, 0600, NULL) == HC_OK);
    hc_target_conf t;
    hc_err err;
    hc_str key;
    HC_ASSERT(hc_target_resolve(a, NULL, HC_S("openai/m"), &t, NULL) == HC_OK);
    t.dir = hc_str_c(dir);
    if (hc_target_key(a, &t, &key, &err) != HC_OK) {
        HC_ASSERT(err.code == HC_E_USAGE && err.en[0] && err.ko[0] && key.n == 0);
        return 0;
    }
    HC_ASSERT(key.n > 0);
    for (size_t i = 0; i < key.n; i++)
        HC_ASSERT((unsigned char)key.p[i] > ' ' && (unsigned char)key.p[i] < 0x7F);
    return 0;
}
