// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "io/archive.h"

/* Whatever a zip file claims, no member gives more than was asked for, and what is refused is said with the file's name. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { MAX = 1 << 20 };
    HC_AUTO(hc_buf) b;
    hc_archive *r;
    hc_err err = {0};
    hc_buf_init(&b, SIZE_MAX);
    if (hc_archive_open_bytes((hc_str){(const char *)data, size}, "x.eval", &r, &err)) {
        HC_ASSERT(strstr(err.en, "x.eval") && strstr(err.ko, "x.eval"));
        return 0;
    }
    for (size_t i = 0; i < hc_archive_n(r) && i < 20; i++) {
        hc_code code = hc_archive_read(r, i, MAX, &b, &err);
        HC_ASSERT(b.n <= MAX);
        HC_ASSERT(code == HC_OK || (strstr(err.en, "x.eval") && err.ko[0]));
        HC_ASSERT(hc_archive_find(r, hc_archive_name(r, i)) == i);
    }
    hc_archive_close(r);
    return 0;
}
