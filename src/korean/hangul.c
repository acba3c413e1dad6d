// SPDX-License-Identifier: Apache-2.0
#include "korean/hangul.h"

static const uint16_t initials[19] = {0x3131, 0x3132, 0x3134, 0x3137, 0x3138, 0x3139, 0x3141, 0x3142, 0x3143, 0x3145,
                                      0x3146, 0x3147, 0x3148, 0x3149, 0x314A, 0x314B, 0x314C, 0x314D, 0x314E};

/* By letter from U+3131: which initial, which final, -1 = cannot be one. */
static const int8_t initial_of[30] = {0, 1, -1, 2, -1, -1, 3, 4, 5, -1, -1, -1, -1, -1, -1, -1, 6, 7, 8, -1, 9, 10, 11, 12, 13, 14,
                                      15, 16, 17, 18};
static const int8_t final_of[30] = {1, 2, 3, 4, 5, 6, 7, -1, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, -1, 18, 19, 20, 21, 22, -1, 23,
                                    24, 25, 26, 27};

static const struct { uint16_t first, second, both; } pairs[] = {
    {0x3131, 0x3145, 0x3133}, {0x3134, 0x3148, 0x3135}, {0x3134, 0x314E, 0x3136}, {0x3139, 0x3131, 0x313A},
    {0x3139, 0x3141, 0x313B}, {0x3139, 0x3142, 0x313C}, {0x3139, 0x3145, 0x313D}, {0x3139, 0x314C, 0x313E},
    {0x3139, 0x314D, 0x313F}, {0x3139, 0x314E, 0x3140}, {0x3142, 0x3145, 0x3144}, {0x3157, 0x314F, 0x3158},
    {0x3157, 0x3150, 0x3159}, {0x3157, 0x3163, 0x315A}, {0x315C, 0x3153, 0x315D}, {0x315C, 0x3154, 0x315E},
    {0x315C, 0x3163, 0x315F}, {0x3161, 0x3163, 0x3162},
};

uint32_t hc_letter_of_initial(unsigned l)
{
    return l < 19 ? initials[l] : 0;
}

uint32_t hc_letter_of_final(unsigned t)
{
    for (uint32_t i = 0; t && i < 30; i++)
        if (final_of[i] == (int)t)
            return 0x3131 + i;
    return 0;
}

int hc_initial_of_letter(uint32_t cp)
{
    return cp >= 0x3131 && cp <= 0x314E ? initial_of[cp - 0x3131] : -1;
}

int hc_final_of_letter(uint32_t cp)
{
    return cp >= 0x3131 && cp <= 0x314E ? final_of[cp - 0x3131] : -1;
}

uint32_t hc_letter_pair(uint32_t first, uint32_t second)
{
    for (size_t i = 0; i < HC_LEN(pairs); i++)
        if (pairs[i].first == first && pairs[i].second == second)
            return pairs[i].both;
    return 0;
}

size_t hc_letter_halves(uint32_t letter, uint32_t out[2])
{
    for (size_t i = 0; i < HC_LEN(pairs); i++)
        if (pairs[i].both == letter) {
            out[0] = pairs[i].first;
            out[1] = pairs[i].second;
            return 2;
        }
    out[0] = letter;
    return 1;
}

/* Whether w[0] stands at the end of its syllable: no vowel behind it, and it is not one of a row of the same. */
static bool closes(const uint32_t *w, bool laugh)
{
    if (hc_final_of_letter(w[0]) < 0 || hc_vowel_of_letter(w[1]) >= 0)
        return false;
    return !(laugh && w[0] == w[1] && hc_vowel_of_letter(w[2]) < 0);
}

uint32_t hc_jamo_next(const uint32_t w[HC_JAMO_WINDOW], bool laugh, size_t *out_used)
{
    int l = hc_initial_of_letter(w[0]);
    size_t i = 2;
    *out_used = 1;
    if (l < 0 || hc_vowel_of_letter(w[1]) < 0 || (laugh && w[1] == w[2]))
        return w[0];
    uint32_t vowel = hc_letter_pair(w[1], w[2]), final = 0;
    if (vowel)
        i = 3;
    else
        vowel = w[1];
    if (closes(w + i, laugh)) {
        uint32_t both = hc_letter_pair(w[i], w[i + 1]);
        bool joins = both && closes(w + i + 1, laugh);
        final = joins ? both : w[i];
        i += joins ? 2 : 1;
    }
    *out_used = i;
    int t = final ? hc_final_of_letter(final) : 0;
    return hc_syllable_join((hc_syllable){(uint8_t)l, (uint8_t)hc_vowel_of_letter(vowel), (uint8_t)t});
}
