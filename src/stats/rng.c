// SPDX-License-Identifier: Apache-2.0
#include "stats/rng.h"

__extension__ typedef unsigned __int128 wide;

uint64_t hc_splitmix64(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

hc_rng hc_rng_seeded(uint64_t seed)
{
    hc_rng r;
    for (size_t i = 0; i < HC_LEN(r.s); i++)
        r.s[i] = hc_splitmix64(&seed);
    return r;
}

static uint64_t rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

uint64_t hc_rng_next(hc_rng *r)
{
    uint64_t *s = r->s, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t hc_rng_below(hc_rng *r, uint64_t n)
{
    HC_ASSERT(n > 0);
    wide m = (wide)hc_rng_next(r) * n;
    if ((uint64_t)m < n) {
        uint64_t threshold = -n % n;
        while ((uint64_t)m < threshold)
            m = (wide)hc_rng_next(r) * n;
    }
    return (uint64_t)(m >> 64);
}

double hc_rng_unit(hc_rng *r)
{
    return (double)(hc_rng_next(r) >> 11) * 0x1p-53;
}
