// SPDX-License-Identifier: Apache-2.0
#include "korean/lookalike.h"

#include "korean/hangul.h"

/* What is written, and as what. Used forwards wherever it stands, longest first. */
static const struct { const char *plain, *masked; } pairs[] = {
    {"폭풍눈물", "롬곡옾눞"}, {"눈물", "롬곡"}, {"논문", "곰국"}, {"부부", "쀼"}, {"구구", "뀨"}, {"주주", "쮸"},
    {"멍", "댕"}, {"명", "띵"}, {"귀", "커"}, {"대", "머"}, {"유", "윾"}, {"우", "윽"}, {"왕", "앟"}, {"비", "네"}, {"빔", "넴"},
    {"면", "띤"}, {"과", "파"}, {"광", "팡"}, {"관", "판"}, {"팔", "괄"}, {"피", "괴"}, {"고", "끄"}, {"고", "ㅍ"}, {"근", "ㄹ"}, {"위", "읶"},
};

/* Words that are nothing else than a masked one, in the order of their bytes. `starts`: only at the start of a run of Hangul. */
static const struct masked { const char *masked, *plain; bool starts; } words[] = {
    {"ㄹ육", "근육", true}, {"ㄹ혜", "근혜", false}, {"ㅍ구마", "고구마", true}, {"ㅍ양이", "고양이", true},
    {"관팡", "관광", true}, {"괄도", "팔도", true}, {"괴부과", "피부과", true}, {"괴카츄", "피카츄", true},
    {"괴해자", "피해자", true}, {"뀨단", "구구단", true}, {"끄구마", "고구마", true}, {"끄양이", "고양이", true},
    {"냉띤", "냉면", true}, {"네넴띤", "비빔면", false}, {"네밀번호", "비밀번호", true}, {"네빔면", "비빔면", false},
    {"네행기", "비행기", true}, {"댕댕이", "멍멍이", false}, {"댕때리", "멍때리", true}, {"댕청", "멍청", true},
    {"댕하니", "멍하니", true}, {"띵곡", "명곡", false}, {"띵반", "명반", true}, {"띵배우", "명배우", true},
    {"띵언", "명언", false}, {"띵작", "명작", false}, {"띵품", "명품", true}, {"라띤", "라면", true},
    {"롬곡", "눈물", false}, {"롬곡옾눞", "폭풍눈물", false}, {"머구광역시", "대구광역시", true}, {"머기업", "대기업", true},
    {"머머리", "대머리", true}, {"머박", "대박", true}, {"머전광역시", "대전광역시", true}, {"머통령", "대통령", false},
    {"머학교", "대학교", true}, {"머학생", "대학생", true}, {"머한민국", "대한민국", false}, {"비넴면", "비빔면", false},
    {"비빔띤", "비빔면", false}, {"쀼", "부부", false}, {"앟", "왕", false}, {"윽리", "우리", true},
    {"윽산", "우산", true}, {"윽유", "우유", true}, {"윽윾", "우유", true}, {"윾", "유", false},
    {"읶", "위", false}, {"쮸식", "주주식", true}, {"커걸이", "귀걸이", true}, {"커신", "귀신", true},
    {"커여", "귀여", true}, {"커염", "귀염", true}, {"커엽", "귀엽", true}, {"커요미", "귀요미", true},
    {"커찮", "귀찮", true}, {"파자", "과자", true}, {"파자마", "파자마", true}, {"판계", "관계", true},
    {"판광객", "관광객", true}, {"판광지", "관광지", true}, {"판팡", "관광", true}, {"팡고", "광고", true},
    {"팡복절", "광복절", true}, {"팡주광역시", "광주광역시", true}, {"팡화문", "광화문", true},
};

/* Characters of other scripts by the letter that they look like; Hanja and kana, then ASCII. */
static const struct { uint16_t cp, letter; } glyphs[] = {
    {0x3007, 0x3147}, {0x30B9, 0x3148}, {0x30C8, 0x314F}, {0x30D5, 0x3131}, {0x30EC, 0x3134}, {0x4E00, 0x3161}, {0x4E04, 0x3157},
    {0x4E05, 0x315C}, {0x4E28, 0x3163}, {0x4E5A, 0x3134}, {0x4EBA, 0x3145}, {0x5338, 0x3137}, {0x535C, 0x314F}, {0x53E3, 0x3141},
    {0x5DE8, 0x314C}, {0x5DF1, 0x3139}, {0x5EFF, 0x3142}, {0x7ACB, 0x314D}, {'0', 0x3147},    {'1', 0x3163},    {'I', 0x3163},
    {'O', 0x3147},    {'l', 0x3163},    {'o', 0x3147},
};

size_t hc_ko_alike(uint32_t syllable, uint32_t out[HC_ALIKE_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < HC_LEN(pairs) && n < HC_ALIKE_MAX; i++) {
        hc_str plain = hc_str_c(pairs[i].plain), masked = hc_str_c(pairs[i].masked);
        if (plain.n != 3 || masked.n != 3)
            continue;
        uint32_t p = hc_peek(plain, 0, NULL), m = hc_peek(masked, 0, NULL);
        if (p == syllable || m == syllable)
            out[n++] = p == syllable ? m : p;
    }
    return n;
}

static void put(hc_buf *out, uint32_t cp)
{
    char bytes[4];
    hc_buf_add(out, bytes, hc_utf8_put(cp, bytes));
}

/* ---- words ---------------------------------------------------------------------------------------------- */

/* The first entry that begins with the three bytes at `at`, or past all. */
static size_t first_word(const char *p)
{
    size_t from = 0, to = HC_LEN(words);
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (memcmp(words[mid].masked, p, 3) < 0)
            from = mid + 1;
        else
            to = mid;
    }
    return from;
}

/* The longest masked word at `at` (3 bytes are there). NULL: none. */
static const struct masked *masked_word(hc_str s, size_t at)
{
    const struct masked *found = NULL;
    size_t start, longest = 0;
    bool inside = false, looked = false;
    for (size_t i = first_word(s.p + at); i < HC_LEN(words) && memcmp(words[i].masked, s.p + at, 3) == 0; i++) {
        hc_str word = hc_str_c(words[i].masked);
        if (!looked)
            inside = hc_is_syllable(hc_peek_back(s, at, &start));
        looked = true;
        if ((words[i].starts && inside) || word.n <= longest || !hc_str_starts(hc_str_sub(s, at, s.n), word))
            continue;
        longest = word.n;
        found = &words[i];
    }
    return found;
}

/* ---- letters of other scripts --------------------------------------------------------------------------- */

static uint32_t letter_of_glyph(uint32_t cp)
{
    for (size_t i = 0; i < HC_LEN(glyphs); i++)
        if (glyphs[i].cp == cp)
            return glyphs[i].letter;
    return 0;
}

static uint32_t as_letter(uint32_t cp)
{
    return hc_is_letter(cp) ? cp : letter_of_glyph(cp);
}

static bool is_cjk(uint32_t cp)
{
    return (cp >= 0x3040 && cp <= 0x30FF) || (cp >= 0x3400 && cp <= 0x9FFF);
}

static bool is_word_sign(uint32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || is_cjk(cp);
}

/* Letters and what looks like them, without a break; an open syllable before them is theirs too. */
typedef struct run {
    hc_str s;
    size_t open, from, to;     /* open == from: no such syllable */
} run;

static run run_around(hc_str s, size_t first, size_t anchor)
{
    run r = {.s = s, .from = anchor, .to = anchor};
    size_t start, next;
    while (r.from > first && as_letter(hc_peek_back(s, r.from, &start)))
        r.from = start;
    while (as_letter(hc_peek(s, r.to, &next)))
        r.to = next;
    uint32_t before = hc_peek_back(s, r.from, &start);
    r.open = r.from > first && hc_is_syllable(before) && hc_final_of(before) == 0 ? start : r.from;
    return r;
}

/* Writes the run in syllables. False: something of it is left over, apart from laughter at the end. */
static bool make_syllables(const run *r, hc_buf *out)
{
    uint32_t w[HC_JAMO_WINDOW] = {0};
    size_t n = 0, at = r->from, used;
    bool made = false;
    if (r->open < r->from) {
        hc_syllable p = hc_syllable_split(hc_peek(r->s, r->open, NULL));
        w[n++] = hc_letter_of_initial(p.l);
        w[n++] = hc_letter_of_vowel(p.v);
    }
    for (bool glyph[HC_JAMO_WINDOW] = {0};; n -= used) {
        while (n < HC_JAMO_WINDOW && at < r->to) {
            uint32_t cp = hc_peek(r->s, at, &at);
            glyph[n] = !hc_is_letter(cp);
            w[n++] = as_letter(cp);
        }
        if (n == 0)
            return made;
        uint32_t cp = hc_jamo_next(w, true, &used);
        bool laughs = made && !glyph[0] && (cp == 0x314B || cp == 0x314E || cp == 0x3160 || cp == 0x315C);
        if (!hc_is_syllable(cp) && !laughs)
            return false;
        made = true;
        put(out, cp);
        memmove(w, w + used, (HC_JAMO_WINDOW - used) * sizeof w[0]);
        memmove(glyph, glyph + used, HC_JAMO_WINDOW - used);
        memset(w + HC_JAMO_WINDOW - used, 0, used * sizeof w[0]);
    }
}

/* Whether the run can be meant as Hangul at all: it holds a true letter, or scripts that no other word mixes. */
static bool is_mixed(const run *r)
{
    size_t letters = 0, glyphs_n = 0, digits = 0, latin = 0, kana = 0, hanja = 0, start;
    for (size_t at = r->from; at < r->to;) {
        uint32_t cp = hc_peek(r->s, at, &at);
        letters += hc_is_letter(cp);
        glyphs_n += !hc_is_letter(cp);
        digits += cp == '0' || cp == '1';
        latin += cp >= 'A' && cp < 0x80;
        kana += cp >= 0x3040 && cp <= 0x30FF;
        hanja += cp == 0x3007 || (cp >= 0x3400 && cp <= 0x9FFF);
    }
    uint32_t before = hc_peek_back(r->s, r->from, &start), after = hc_peek(r->s, r->to, NULL);
    bool beside = hc_is_syllable(before) || hc_is_syllable(after);
    if (!glyphs_n || (r->from > 0 && is_word_sign(before)) || is_word_sign(after))
        return false;
    if (digits && !beside && letters < 2)
        return false;
    return letters || (beside && !digits && (latin > 0) + (kana > 0) + (hanja > 0) > 1);
}

/* 水 and 小 are read 수 and 소; beside Hangul and alone they stand for the syllable. */
static const char *read_hanja(hc_str s, size_t at, size_t next, uint32_t cp)
{
    size_t start;
    uint32_t before = hc_peek_back(s, at, &start), after = hc_peek(s, next, NULL);
    if ((cp != 0x6C34 && cp != 0x5C0F) || is_cjk(before) || is_cjk(after) || !(hc_is_syllable(before) || hc_is_syllable(after)))
        return NULL;
    return cp == 0x6C34 ? "수" : "소";
}

/* ---- both ways ------------------------------------------------------------------------------------------ */

typedef struct unmasking {
    hc_str s;
    hc_buf *out;
    size_t copied, n;
} unmasking;

static void replace(unmasking *u, size_t from, size_t to, hc_str by)
{
    hc_buf_add(u->out, u->s.p + u->copied, from - u->copied);
    hc_buf_str(u->out, by);
    u->copied = to;
    u->n++;
}

/* What begins with a character of two scripts or a letter; returns where to go on. */
static size_t unmask_run(unmasking *u, size_t at)
{
    size_t next;
    uint32_t cp = hc_peek(u->s, at, &next);
    const char *hanja = read_hanja(u->s, at, next, cp);
    if (hanja)
        replace(u, at, next, hc_str_c(hanja));
    if (hanja || !as_letter(cp))
        return next;
    run r = run_around(u->s, u->copied, at);
    if (!is_mixed(&r))
        return r.to;
    HC_AUTO(hc_buf) made;
    hc_buf_init(&made, SIZE_MAX);
    if (make_syllables(&r, &made))
        replace(u, r.open, r.to, hc_buf_view(&made));
    return r.to;
}

hc_str hc_ko_unmask_lookalikes(hc_arena *a, hc_str s, size_t *out_n)
{
    s = hc_utf8_repair(a, s);
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    unmasking u = {.s = s, .out = &out};
    for (size_t at = 0; at < s.n;) {
        unsigned char lead = (unsigned char)s.p[at];
        if (lead < 0xE3 || lead > 0xED) {
            at++;
            continue;
        }
        const struct masked *word = lead >= 0xEA || lead == 0xE3 ? masked_word(s, at) : NULL;
        if (word) {
            size_t end = at + strlen(word->masked);
            if (strcmp(word->masked, word->plain) != 0)    /* 파자마 is itself, not 파자 */
                replace(&u, at, end, hc_str_c(word->plain));
            at = end;
        } else {
            at = lead < 0xEA ? unmask_run(&u, at) : at + 3;
        }
    }
    if (out_n)
        *out_n = u.n;
    if (!u.n)
        return s;
    hc_buf_add(&out, s.p + u.copied, s.n - u.copied);
    return hc_str_dup(a, hc_buf_view(&out));
}

/* SplitMix64: whether this place changes. */
static bool draw(uint64_t *state, double strength)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53 < strength;
}

hc_str hc_ko_lookalike(hc_arena *a, hc_str s, uint64_t seed, double strength)
{
    s = hc_utf8_repair(a, s);
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    for (size_t at = 0, next; at < s.n; at = next) {
        hc_peek(s, at, &next);
        size_t i = 0;
        hc_str rest = hc_str_sub(s, at, s.n);
        while (i < HC_LEN(pairs) && !hc_str_starts(rest, hc_str_c(pairs[i].plain)))
            i++;
        if (i == HC_LEN(pairs) || !draw(&seed, strength)) {
            hc_buf_str(&out, hc_str_sub(s, at, next));
            continue;
        }
        next = at + strlen(pairs[i].plain);
        hc_buf_c(&out, pairs[i].masked);
    }
    return hc_str_dup(a, hc_buf_view(&out));
}
