// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_TRANSFORM_H
#define HC_KOREAN_TRANSFORM_H

#include "base/str.h"

/*
 * Rewritings of what is asked: pure functions of (text, seed, strength). Texts are read as NFC. Left as they are: URLs, e-mail
 * addresses, {placeholders}, `code`, labels of options at the start of a line ("A)", "①"), numbers with their unit.
 *
 * Whatever a transform gives is asked again on resume and compared on replay: a change of any of them is a new version.
 */

#define HC_TRANSFORM_VERSION 1
#define HC_TRANSFORM_SPEC_MAX 64

typedef enum hc_transform_class {
    HC_TRANSFORM_ROBUST,       /* R: keeps the meaning; a verdict that changes is a defect */
    HC_TRANSFORM_ATTACK,       /* A: hides the words from filters */
    HC_TRANSFORM_LOSSY         /* L: loses part of the text; a reply that did not understand is no safety */
} hc_transform_class;

typedef enum hc_transform_inverse {
    HC_INVERSE_EXACT,          /* hc_transform_undo gives the text back */
    HC_INVERSE_NORMALISER,     /* hc_ko_normalise gives most of it back */
    HC_INVERSE_NONE
} hc_transform_inverse;

typedef struct hc_transform hc_transform;

/* Dialects, euphemisms and rewrites by people are no functions of a text: their texts come along with the items (`variants`). */

typedef struct hc_transform_card {
    const char *id;
    hc_transform_class cls;
    hc_transform_inverse inverse;
    bool comes_along;          /* with the item; hc_transform_apply leaves the text as it is */
    bool scales;               /* strength is the share of places that change; else everything does */
    int recovered;             /* NORMALISER: of 100 sentences, how many hc_ko_normalise gives back */
    const char *what_en, *what_ko;
    const char *reads_en, *reads_ko;   /* how a Korean reader takes it; by its author, not measured */
} hc_transform_card;

size_t hc_transforms(void);                              /* how many there are */
const hc_transform *hc_transform_at(size_t i);           /* in the order of the catalogue */
const hc_transform_card *hc_transform_card_of(const hc_transform *t);
const char *hc_transform_class_id(hc_transform_class c);       /* "R" "A" "L" */
const char *hc_transform_inverse_id(hc_transform_inverse i);   /* "exact" "normaliser" "none" */

/* "ID" or "ID@STRENGTH", strength in (0, 1] (1 where none is given), e.g. "space.jitter@0.3". HC_E_USAGE with a message that names the nearest one. */
hc_code hc_transform_parse(hc_str spec, const hc_transform **out, double *out_strength, hc_err *err);

bool hc_transform_comes_along(hc_str spec);
/* What a person may name: a spec, or R, A, L for every transform of a class that is a function. *out in `a`. */
hc_code hc_transform_expand(hc_arena *a, hc_str wish, hc_str **out, size_t *out_n, hc_err *err);

/* Never fails; valid UTF-8. */
hc_str hc_transform_apply(hc_arena *a, const hc_transform *t, hc_str text, uint64_t seed, double strength);
/* Of an exact one, with the same seed and strength: the NFC of what was given to apply. Any other transform: NFC of the text. */
hc_str hc_transform_undo(hc_arena *a, const hc_transform *t, hc_str text, uint64_t seed, double strength);

#endif
