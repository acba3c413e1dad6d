// SPDX-License-Identifier: Apache-2.0
#include "core/address.h"

#include <inttypes.h>

static const char SEP[] = "\x1f";

static void add_sample(const hc_addr *a, hc_buf *out)
{
    const hc_str fields[] = {a->target, a->pack, a->item, a->transform};
    for (size_t i = 0; i < HC_LEN(fields); i++) {
        hc_buf_str(out, fields[i]);
        hc_buf_c(out, SEP);
    }
    hc_buf_fmt(out, "%" PRIu32, a->epoch);
}

void hc_addr_bytes(const hc_addr *a, hc_buf *out)
{
    add_sample(a, out);
    hc_buf_fmt(out, "%s%" PRIu32 "%s", SEP, a->redo, SEP);
    hc_buf_str(out, a->strand);
    hc_buf_fmt(out, "%s%" PRIu32, SEP, a->step);
}

hc_str hc_addr_sample_key(hc_arena *arena, const hc_addr *a)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    add_sample(a, &b);
    return hc_str_dup(arena, hc_buf_view(&b));
}

hc_str hc_addr_item_name(hc_arena *arena, const hc_addr *a)
{
    return a->transform.n ? hc_fmt(arena, "%.*s·%.*s", HC_FS(a->item), HC_FS(a->transform)) : a->item;
}

hc_digest hc_addr_random(hc_str seed, const hc_addr *a, const char *label, uint64_t counter)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_addr_bytes(a, &b);
    hc_buf_fmt(&b, "%s%s%s%" PRIu64, SEP, label, SEP, counter);
    hc_str bytes = hc_buf_view(&b);
    return hc_hmac_sha256(seed, &bytes, 1);
}

uint64_t hc_addr_random_below(hc_str seed, const hc_addr *a, const char *label, uint64_t n)
{
    HC_ASSERT(n > 0);
    uint64_t rest = (UINT64_MAX % n + 1) % n; /* 2^64 mod n: so many values at the top would be biased */
    for (uint64_t counter = 0;; counter++) {
        hc_digest d = hc_addr_random(seed, a, label, counter);
        uint64_t v = 0;
        for (size_t i = 0; i < 8; i++)
            v = v << 8 | d.b[i];
        if (v <= UINT64_MAX - rest)
            return v % n;
    }
}
