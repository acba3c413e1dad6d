// SPDX-License-Identifier: Apache-2.0
#ifndef HC_PACK_LINT_INT_H
#define HC_PACK_LINT_INT_H

#include "pack/pack_int.h"

/* Inside of the lint: packs that are looked at together, so that one may be the twin or the double of another. */

typedef struct hc_lint_pack {
    hc_problems ps;
    const hc_pack *p;
    const hc_lint_in *in;
    const hc_item *item;
    hc_str *text;                 /* what the user says in each item, as its author wrote it */
} hc_lint_pack;

typedef struct hc_lint_ref { size_t pack, item; } hc_lint_ref;

typedef struct hc_lint_set {
    hc_arena *a;
    hc_lint_pack *pack;
    size_t n_packs;
    hc_lint_ref *all;             /* every item, pack after pack */
    size_t n_all;
    hc_map ids;                   /* "PACK/ID" -> hc_lint_ref */
    hc_str as_of;                 /* YYYY-MM-DD */
} hc_lint_set;

static inline const hc_item *hc_lint_item(const hc_lint_set *s, hc_lint_ref r)
{
    return &s->pack[r.pack].item[r.item];
}
static inline hc_str hc_lint_text(const hc_lint_set *s, hc_lint_ref r)
{
    return s->pack[r.pack].text[r.item];
}
static inline hc_spot hc_lint_spot(const hc_item *it, hc_lint_level level)
{
    return (hc_spot){.level = level, .file = it->file, .line = it->line};
}

/* The item that `name` (ID of the same pack, or PACK/ID) means; NULL if none of these packs has it. *out_elsewhere: it names a
 * pack that is not looked at. */
const hc_lint_ref *hc_lint_find(const hc_lint_set *s, size_t from, hc_str name, bool *out_elsewhere);
/* Twins, variants and items of one base are meant to be alike. */
bool hc_lint_alike(const hc_lint_set *s, hc_lint_ref x, hc_lint_ref y);

void hc_lint_doubles(hc_lint_set *s);                  /* near-duplicates, shared frames */
void hc_lint_language(hc_lint_set *s, size_t pack);    /* translationese, length, register */
void hc_lint_answers(hc_lint_set *s, size_t pack);     /* leaked answers, lengths of choices */
void hc_lint_twins(hc_lint_set *s, size_t pack);
void hc_lint_facts(hc_lint_set *s, size_t pack);
void hc_lint_papers(hc_lint_set *s, size_t pack);      /* canary, licence, card */
void hc_lint_names(hc_lint_set *s, size_t pack);       /* names and slurs of harmful items */
void hc_lint_factors(hc_lint_set *s);                  /* factors with titles alone, over all packs */

#endif
