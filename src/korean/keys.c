// SPDX-License-Identifier: Apache-2.0
#include "korean/keys.h"

#include "korean/hangul.h"
#include "korean/keys_words.h"

/* Letters by key: lower case from 'a', then those that shift changes. */
static const uint16_t plain_key[26] = {0x3141, 0x3160, 0x314A, 0x3147, 0x3137, 0x3139, 0x314E, 0x3157, 0x3151, 0x3153, 0x314F, 0x3163,
                                       0x3161, 0x315C, 0x3150, 0x3154, 0x3142, 0x3131, 0x3134, 0x3145, 0x3155, 0x314D, 0x3148, 0x314C,
                                       0x315B, 0x314B};
static const struct { char key; uint16_t letter; } shifted[] = {{'Q', 0x3143}, {'W', 0x3149}, {'E', 0x3138}, {'R', 0x3132},
                                                                {'T', 0x3146}, {'O', 0x3152}, {'P', 0x3156}};

static bool is_latin(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The letter on a key; shift changes only seven of them. */
static uint32_t letter_of_key(char key)
{
    for (size_t i = 0; i < HC_LEN(shifted); i++)
        if (shifted[i].key == key)
            return shifted[i].letter;
    return plain_key[(key | 0x20) - 'a'];
}

static bool is_shifted(char key)
{
    return key && strchr("QWERTOP", key) != NULL;
}

static void put_keys(hc_buf *out, uint32_t letter)
{
    uint32_t half[2];
    size_t n = hc_letter_halves(letter, half);
    for (size_t i = 0; i < n; i++) {
        char key = 0;
        for (size_t k = 0; k < HC_LEN(shifted); k++)
            if (shifted[k].letter == half[i])
                key = shifted[k].key;
        for (size_t k = 0; k < 26 && !key; k++)
            if (plain_key[k] == half[i])
                key = (char)('a' + k);
        hc_buf_ch(out, key);
    }
}

static void put(hc_buf *out, uint32_t cp)
{
    char bytes[4];
    hc_buf_add(out, bytes, hc_utf8_put(cp, bytes));
}

hc_str hc_ko_to_keys(hc_arena *a, hc_str s)
{
    s = hc_utf8_repair(a, s);
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    for (size_t at = 0, next; at < s.n; at = next) {
        uint32_t cp = hc_peek(s, at, &next);
        if (hc_is_letter(cp)) {
            put_keys(&out, cp);
        } else if (hc_is_syllable(cp)) {
            hc_syllable p = hc_syllable_split(cp);
            put_keys(&out, hc_letter_of_initial(p.l));
            put_keys(&out, hc_letter_of_vowel(p.v));
            if (p.t)
                put_keys(&out, hc_letter_of_final(p.t));
        } else {
            hc_buf_str(&out, hc_str_sub(s, at, next));
        }
    }
    return hc_str_dup(a, hc_buf_view(&out));
}

/* The character that the keys from `at` on make; *at moves behind them. */
static uint32_t typed(hc_str keys, size_t *at)
{
    uint32_t w[HC_JAMO_WINDOW] = {0};
    size_t used;
    for (size_t i = 0; i < HC_JAMO_WINDOW && *at + i < keys.n && is_latin(keys.p[*at + i]); i++)
        w[i] = letter_of_key(keys.p[*at + i]);
    uint32_t cp = hc_jamo_next(w, false, &used);
    *at += used;
    return cp;
}

hc_str hc_ko_from_keys(hc_arena *a, hc_str s)
{
    s = hc_utf8_repair(a, s);
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    for (size_t at = 0; at < s.n;) {
        if (is_latin(s.p[at]))
            put(&out, typed(s, &at));
        else
            hc_buf_ch(&out, s.p[at++]);
    }
    return hc_str_dup(a, hc_buf_view(&out));
}

/* Part of an address, a name of a program or a number: no word. `c` stands beside the word, `beyond` behind it. */
static bool binds(char c, char beyond)
{
    bool word = is_latin(beyond) || (beyond >= '0' && beyond <= '9') || beyond == '/';
    return (c >= '0' && c <= '9') || (c && strchr("_@/\\#$&=%+'-", c)) || ((c == '.' || c == ':') && word);
}

enum { WORD_MAX = 256 };

static bool is_typed(hc_str s, size_t from, size_t to)
{
    char lower[16];
    size_t n = to - from, syllables = 0;
    char c1 = from > 0 ? s.p[from - 1] : 0, c2 = from > 1 ? s.p[from - 2] : 0;
    char d1 = to < s.n ? s.p[to] : 0, d2 = to + 1 < s.n ? s.p[to + 1] : 0;
    if (n < 4 || n > WORD_MAX || hc_vowel_of_letter(letter_of_key(s.p[from])) >= 0 || binds(c1, c2) || binds(d1, d2))
        return false;
    for (size_t i = from; i < to; i++)
        if (s.p[i] < 'a' && !is_shifted(s.p[i]))
            return false;
    hc_str keys = hc_str_sub(s, from, to);
    for (size_t at = 0; at < n; syllables++)
        if (!hc_is_everyday_syllable(typed(keys, &at)))
            return false;
    if (syllables < 2)
        return false;
    for (size_t i = 0; i < n && i < sizeof lower; i++)
        lower[i] = (char)(s.p[from + i] | 0x20);
    if (n >= sizeof lower)
        return true;
    lower[n] = 0;
    return !hc_keys_is_word(lower);
}

hc_str hc_ko_decode_keys(hc_arena *a, hc_str s, size_t *out_n)
{
    s = hc_utf8_repair(a, s);
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    size_t n = 0, copied = 0, at = 0;
    while (at < s.n) {
        size_t from = at;
        while (at < s.n && is_latin(s.p[at]))
            at++;
        if (at == from) {
            at++;
            continue;
        }
        if (!is_typed(s, from, at))
            continue;
        hc_buf_add(&out, s.p + copied, from - copied);
        hc_str keys = hc_str_sub(s, from, at);
        for (size_t i = 0; i < keys.n;)
            put(&out, typed(keys, &i));
        copied = at;
        n++;
    }
    if (out_n)
        *out_n = n;
    if (!n)
        return s;
    hc_buf_add(&out, s.p + copied, s.n - copied);
    return hc_str_dup(a, hc_buf_view(&out));
}
