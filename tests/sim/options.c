// SPDX-License-Identifier: Apache-2.0
#include "sim/options.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct row {
    const char *name;
    int64_t off, odds, lo, hi;
    bool logarithmic;
} row;

static const row table[] = {
#define X(name, off, odds, lo, hi, law) {#name, off, odds, lo, hi, law},
    SIM_OPTIONS(X)
#undef X
};

uint64_t sim_mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

uint64_t sim_fnv(const void *p, size_t n)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ ((const unsigned char *)p)[i]) * 0x100000001b3u;
    return sim_mix(h);
}

uint64_t sim_hash(uint64_t seed, const char *stream, uint64_t n)
{
    uint64_t h = sim_mix(seed);
    for (const char *p = stream; *p; p++)
        h = (h ^ (unsigned char)*p) * 0x100000001b3u;
    return sim_mix(h ^ sim_mix(n));
}

uint64_t sim_below(uint64_t seed, const char *stream, uint64_t n, uint64_t bound)
{
    return bound ? sim_hash(seed, stream, n) % bound : 0;
}

bool sim_chance(uint64_t seed, const char *stream, uint64_t n, int64_t per_mille)
{
    return per_mille > 0 && (int64_t)sim_below(seed, stream, n, 1000) < per_mille;
}

/* In integers, so that no compiler's idea of a logarithm is part of a seed. */
int64_t sim_log(uint64_t seed, const char *stream, uint64_t n, int64_t lo, int64_t hi)
{
    uint64_t h = sim_hash(seed, stream, n);
    int64_t doublings = 0;
    while (lo << (doublings + 1) <= hi)
        doublings++;
    int64_t from = lo << (h % (uint64_t)(doublings + 1));
    int64_t to = from * 2 - 1 < hi ? from * 2 - 1 : hi;
    return from + (int64_t)((h >> 8) % (uint64_t)(to - from + 1));
}

void sim_opts_draw(uint64_t seed, sim_opts *out)
{
    out->seed = seed;
    for (size_t i = 0; i < SIM_OPT_COUNT; i++) {
        const row *r = &table[i];
        out->v[i] = !sim_chance(seed, r->name, 1, r->odds) ? r->off
                    : r->logarithmic ? sim_log(seed, r->name, 2, r->lo, r->hi)
                                     : r->lo + (int64_t)sim_below(seed, r->name, 2, (uint64_t)(r->hi - r->lo + 1));
    }
}

const char *sim_opt_name(size_t i)
{
    return table[i].name;
}

int64_t sim_opt_off(size_t i)
{
    return table[i].off;
}

bool sim_opts_set(sim_opts *o, const char *assignment)
{
    const char *eq = strchr(assignment, '=');
    char *end;
    for (size_t i = 0; eq && i < SIM_OPT_COUNT; i++) {
        size_t n = strlen(table[i].name);
        if ((size_t)(eq - assignment) != n || memcmp(assignment, table[i].name, n) != 0)
            continue;
        o->v[i] = strtoll(eq + 1, &end, 10);
        return *end == '\0' && end > eq + 1 && o->v[i] >= 0;
    }
    return false;
}

void sim_opts_print(const sim_opts *o)
{
    for (size_t i = 0; i < SIM_OPT_COUNT; i++)
        if (o->v[i] != table[i].off)
            printf(" %s=%" PRId64, table[i].name, o->v[i]);
    printf("\n");
}

void sim_opts_calm(sim_opts *o)
{
    for (size_t i = SIM_refused; i < SIM_OPT_COUNT; i++)
        if (i != SIM_sample_tokens)      /* a limit in tokens belongs to the result */
            o->v[i] = table[i].off;
    o->v[SIM_timeout_ms] = table[SIM_timeout_ms].off;
    o->v[SIM_deadline_ms] = table[SIM_deadline_ms].off;
}
