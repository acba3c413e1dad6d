// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_TRANSFORM_INT_H
#define HC_KOREAN_TRANSFORM_INT_H

#include "korean/hangul.h"
#include "korean/transform.h"

/* One application. Draws come in the order of the text, so that undo can repeat them. */
typedef struct hc_rewriting {
    hc_arena *a;
    uint64_t state;
    double strength;
    bool undo;
} hc_rewriting;

/* Rewrites a stretch of text that holds nothing protected. */
typedef void hc_rewrite_fn(hc_rewriting *r, hc_str s, hc_buf *out);

struct hc_transform {
    hc_transform_card card;
    hc_rewrite_fn *fn;         /* NULL: comes along with the item */
    bool whole;                /* sees the whole text, protected parts too */
};

uint64_t hc_draw(hc_rewriting *r);                          /* 64 bits (SplitMix64) */
static inline size_t hc_draw_below(hc_rewriting *r, size_t n)
{
    return (size_t)(hc_draw(r) % n);
}
static inline bool hc_draw_place(hc_rewriting *r)           /* whether this place changes */
{
    return (double)(hc_draw(r) >> 11) * 0x1p-53 < r->strength;
}

static inline void hc_put(hc_buf *out, uint32_t cp)
{
    char bytes[4];
    hc_buf_add(out, bytes, hc_utf8_put(cp, bytes));
}

/* Behind what is protected at `at`, or `at`: nothing is. */
size_t hc_protected_end(hc_str s, size_t at);

/* transform_letters.c: places inside a word */
hc_rewrite_fn hc_tr_nfd, hc_tr_jamo_split, hc_tr_cho_only, hc_tr_tense, hc_tr_aspirate, hc_tr_coda_add, hc_tr_stretch, hc_tr_dove,
    hc_tr_zw_insert, hc_tr_punct_insert, hc_tr_halfwidth, hc_tr_enclosed, hc_tr_homoglyph, hc_tr_rot180, hc_tr_sound_link,
    hc_tr_typo_adjacent, hc_tr_kbd_en, hc_tr_yamin, hc_tr_roman_rr, hc_tr_roman_chat;
/* transform_words.c: words, order, endings, what stands around */
hc_rewrite_fn hc_tr_space_drop, hc_tr_space_jitter, hc_tr_syll_reverse, hc_tr_syll_anagram, hc_tr_typo_confuse, hc_tr_josa_swap,
    hc_tr_konglish, hc_tr_translationese, hc_tr_hanja_sub, hc_tr_hanja_gloss, hc_tr_codeswitch, hc_tr_nk_orth, hc_tr_honor_add, hc_tr_num_spell,
    hc_tr_noise_laugh, hc_tr_register_hr, hc_tr_register_hae, hc_tr_register_heyo, hc_tr_register_hsp, hc_tr_frame_role,
    hc_tr_frame_exam, hc_tr_frame_drama, hc_tr_frame_legal, hc_tr_frame_news;

#endif
