// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <string.h>

/* A job is one allocation: the packer runs twice over the entries, first counting, then copying. */

typedef struct packer { char *at; size_t need; } packer;   /* at NULL: only counts */

static void *pack(packer *p, const void *from, size_t n)
{
    size_t room = (n + 15) & ~(size_t)15;
    p->need += room;
    if (!p->at)
        return NULL;
    void *to = p->at;
    p->at += room;
    if (n && from)
        memcpy(to, from, n);
    return to;
}

static void pack_str(packer *p, hc_str *s)
{
    s->p = pack(p, s->p, s->n);
}

static const char *pack_c(packer *p, const char *c)
{
    return c ? pack(p, c, strlen(c) + 1) : NULL;
}

static void pack_bodies(packer *p, hc_entry *e)
{
    const hc_body_in *from = e->bodies;
    hc_body_in *to = pack(p, from, e->n_bodies * sizeof *to);
    for (size_t i = 0; i < e->n_bodies; i++) {
        const char *field = pack_c(p, from[i].field);
        hc_str *chunks = pack(p, from[i].chunks, from[i].n_chunks * sizeof *chunks);
        for (size_t k = 0; k < from[i].n_chunks; k++) {
            hc_str chunk = from[i].chunks[k];
            pack_str(p, &chunk);
            if (chunks)
                chunks[k] = chunk;
        }
        if (to)
            to[i] = (hc_body_in){field, chunks, from[i].n_chunks};
    }
    e->bodies = to;
}

static void pack_outcomes(packer *p, hc_entry *e)
{
    hc_outcome *to = pack(p, e->outcomes, e->n_outcomes * sizeof *to);
    for (size_t i = 0; i < e->n_outcomes; i++) {
        /* The projection needs no more than the scorer and the word. */
        hc_outcome o = {.scorer = e->outcomes[i].scorer, .kind = e->outcomes[i].kind, .value = e->outcomes[i].value};
        pack_str(p, &o.scorer);
        pack_str(p, &o.value);
        if (to)
            to[i] = o;
    }
    e->outcomes = to;
}

/* Copies what an entry points to and turns its pointers to the copies; with a counting packer only the sizes matter. */
static void pack_entry(packer *p, hc_entry *e)
{
    hc_str *const texts[] = {&e->addr.target, &e->addr.pack, &e->addr.item, &e->addr.transform, &e->addr.strand,
                             &e->asked, &e->code, &e->of};
    for (size_t i = 0; i < HC_LEN(texts); i++)
        pack_str(p, texts[i]);
    hc_num *nums = pack(p, e->nums, e->n_nums * sizeof *nums);
    for (size_t i = 0; i < e->n_nums; i++) {
        const char *key = pack_c(p, e->nums[i].key);
        if (nums)
            nums[i].key = key;
    }
    e->nums = nums;
    pack_bodies(p, e);
    if (e->question)
        e->question = pack(p, e->question, sizeof *e->question);
    e->sset = pack_c(p, e->sset);
    pack_outcomes(p, e);
}

hc_job *hc_job_new(const hc_entry *entries, size_t n)
{
    packer p = {0};
    pack(&p, NULL, sizeof(hc_job));
    pack(&p, entries, n * sizeof *entries);
    for (size_t i = 0; i < n; i++) {
        hc_entry e = entries[i];
        pack_entry(&p, &e);
    }
    p.at = hc_xmalloc(p.need);
    hc_job *job = pack(&p, &(hc_job){.n = n}, sizeof *job);
    job->entries = pack(&p, entries, n * sizeof *entries);
    for (size_t i = 0; i < n; i++)
        pack_entry(&p, &job->entries[i]);
    return job;
}
