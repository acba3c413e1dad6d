// SPDX-License-Identifier: Apache-2.0
/*
 * Digits always are a number. Korean number words are homonyms of everyday syllables (이 "this", 일 "work", 만약 "if",
 * 천사 "angel"), so a word counts only where its form or what follows leaves no other reading.
 */
#include "korean/number.h"

#include <math.h>

#include "korean/hangul.h"

typedef struct {
    double value;
    size_t end;
    int syllables;      /* number syllables read; 0 = digits only */
    bool digits;        /* starts with digits */
    bool strong;        /* a magnitude with a multiplier, or two magnitudes */
} amount;

static const char *const counters[] = {
    "킬로미터", "센티미터", "밀리미터", "제곱미터", "킬로그램", "밀리그램", "퍼센트", "페이지", "시간", "개월", "사람",
    "마리", "그루", "송이", "가지", "차례", "미터", "그램", "리터", "달러", "유로", "위안", "그릇", "켤레", "단계",
    "문제", "항목", "글자", "자리", "프로", "가구", "명", "개", "원", "살", "세", "번", "년", "월", "일", "시", "분",
    "초", "주", "달", "권", "장", "대", "잔", "병", "곳", "회", "배", "도", "층", "점", "쪽", "톤", "평", "엔", "건",
    "호", "등", "위", "인", "줄", "벌", "척", "통", "편", "채", "칸", "종", "조", "항", "급", "kg", "km", "cm", "mm",
    "mg", "ml", "mL", "GB", "MB", "KB", "kW", "㎡", "㎞", "㎏", "㎝", "℃", "°C", "m", "g", "L", "t", "W", "V",
};

static bool starts_at(hc_str s, size_t at, const char *word)
{
    return hc_str_starts(hc_str_sub(s, at, s.n), hc_str_c(word));
}

static bool is_letter(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
}

/* A word can end here: nothing, no letter, or the first syllable of a particle or copula. */
static bool word_ends(hc_str s, size_t at)
{
    static const char particles[] = "은는이가을를의에로와과도만입예까부보씩당째쯤정으라뿐처인였다";
    if (at >= s.n)
        return true;
    uint32_t cp = hc_peek(s, at, NULL);
    if (!hc_is_syllable(cp))
        return !is_letter(cp);
    hc_str set = {particles, sizeof particles - 1};
    for (size_t i = 0; i < set.n;)
        if (hc_utf8_next(set, &i) == cp)
            return true;
    return false;
}

/* The counter word at `at` or behind one blank; *out_end behind it. A counter needs an end of its word unless it touches
 * the number. */
static hc_str counter_at(hc_str s, size_t at, size_t *out_end)
{
    bool blank = at < s.n && s.p[at] == ' ';
    size_t from = at + blank;
    if (starts_at(s, from, "여 ") || starts_at(s, from, "여명") || starts_at(s, from, "여개"))
        from += starts_at(s, from, "여 ") ? 4 : 3;
    if (starts_at(s, from, "%") || starts_at(s, from, "％")) {
        *out_end = from + (s.p[from] == '%' ? 1 : 3);
        return HC_S("%");
    }
    for (size_t i = 0; i < HC_LEN(counters); i++) {
        hc_str word = hc_str_c(counters[i]);
        size_t end = from + word.n;
        if (!starts_at(s, from, counters[i]) || ((blank || is_letter((unsigned char)word.p[0])) && !word_ends(s, end)))
            continue;
        *out_end = end;
        bool percent = hc_str_is(word, "퍼센트") || hc_str_is(word, "프로");
        return percent ? HC_S("%") : hc_str_sub(s, from, end);
    }
    *out_end = at;
    return HC_S("");
}

/* ASCII or full-width digit at `at`, -1 if there is none. */
static int digit_at(hc_str s, size_t at, size_t *out_next)
{
    uint32_t cp = hc_peek(s, at, out_next);
    if (cp >= '0' && cp <= '9')
        return (int)(cp - '0');
    return cp >= 0xFF10 && cp <= 0xFF19 ? (int)(cp - 0xFF10) : -1;
}

static bool is_one_of(hc_str s, size_t at, char ascii, uint32_t wide, size_t *out_next)
{
    uint32_t cp = hc_peek(s, at, out_next);
    return cp == (unsigned char)ascii || cp == wide;
}

static bool group_of_three(hc_str s, size_t at, size_t *out_end)
{
    for (int i = 0; i < 3; i++)
        if (digit_at(s, at, &at) < 0)
            return false;
    *out_end = at;
    return digit_at(s, at, NULL) < 0;
}

/* "1,234.5": strict groups, so that "1,2" is two numbers. Returns the number of digits. */
static int read_decimal(hc_str s, size_t *at, double *out)
{
    char text[400];
    size_t n = 0, next;
    int d, count = 0;
    while ((d = digit_at(s, *at, &next)) >= 0) {
        if (n < 320 && !(n == 0 && d == 0))
            text[n++] = (char)('0' + d);
        count++;
        *at = next;
        size_t end;
        while (is_one_of(s, *at, ',', 0xFF0C, &next) && group_of_three(s, next, &end)) {
            for (; next < end; count++) {
                d = digit_at(s, next, &next);
                if (n < 320 && !(n == 0 && d == 0))
                    text[n++] = (char)('0' + d);
            }
            *at = end;
        }
    }
    if (count && n == 0)
        text[n++] = '0';
    if (count && is_one_of(s, *at, '.', 0xFF0E, &next) && digit_at(s, next, NULL) >= 0) {
        text[n++] = '.';
        while ((d = digit_at(s, next, &next)) >= 0) {
            if (n < sizeof text - 1)
                text[n++] = (char)('0' + d);
            *at = next;
        }
    }
    if (count && !hc_parse_f64((hc_str){text, n}, out))
        *out = HUGE_VAL;
    return count;
}

static int sino_digit(uint32_t cp)
{
    static const char words[] = "영일이삼사오육칠팔구";
    hc_str set = {words, sizeof words - 1};
    int d = 0;
    for (size_t i = 0; i < set.n; d++)
        if (hc_utf8_next(set, &i) == cp)
            return d;
    return -1;
}

static double magnitude(uint32_t cp)
{
    switch (cp) {
    case 0xC2ED: return 10;    /* 십 */
    case 0xBC31: return 100;   /* 백 */
    case 0xCC9C: return 1e3;   /* 천 */
    case 0xB9CC: return 1e4;   /* 만 */
    case 0xC5B5: return 1e8;   /* 억 */
    case 0xC870: return 1e12;  /* 조 */
    case 0xACBD: return 1e16;  /* 경 */
    default: return 0;
    }
}

typedef struct {
    double total, section, pending;   /* closed by 만 억 조 경; by 십 백 천; waiting for its magnitude (-1 = none) */
    double small_max, large_max;      /* magnitudes must fall */
    int magnitudes;
} composer;

static bool take_magnitude(composer *c, double m)
{
    double many = c->pending < 0 ? 1 : c->pending;
    if (m < 1e4) {
        if (m >= c->small_max)
            return false;
        c->section += many * m;
        c->small_max = m;
    } else {
        if (m >= c->large_max || (c->magnitudes && c->pending < 0 && c->section <= 0))
            return false;
        double group = c->section + (c->pending < 0 ? 0 : c->pending);
        c->total += (group > 0 ? group : 1) * m;
        c->section = 0;
        c->small_max = 1e4;
        c->large_max = m;
    }
    c->pending = -1;
    c->magnitudes++;
    return true;
}

/* 만큼, 만약, 만에 are not 10,000; 조건, 경우 not 10^12, 10^16. */
static bool not_a_magnitude(hc_str s, size_t at)
{
    static const char *const words[] = {"만큼", "만약", "만에", "만족", "만나", "만들", "조건", "조치", "조사", "경우",
                                        "경기", "천천", "천만에", "십시"};
    for (size_t i = 0; i < HC_LEN(words); i++)
        if (starts_at(s, at, words[i]))
            return true;
    return false;
}

/* Digits or a digit in Hangul at `at`: they wait for their magnitude. Returns where they end, 0: no digits, or more than may stand there. */
static size_t take_digits(composer *c, hc_str s, size_t at, bool behind_blank, amount *out)
{
    double v, unit = c->small_max < 1e4 ? c->small_max : c->large_max;
    size_t next;
    int sino = sino_digit(hc_peek(s, at, &next)), digits = 0;
    if (c->pending >= 0 || (out->end > 0 && !c->magnitudes))
        return 0;
    if (digit_at(s, at, NULL) >= 0) {
        next = at;
        digits = read_decimal(s, &next, &v);
        if (v >= unit)
            return 0;
        c->pending = v;
        out->digits = out->digits || out->end == 0;
    } else if (sino >= 0) {
        c->pending = sino;
        out->syllables++;
    } else {
        return 0;
    }
    if (!behind_blank || digits >= 3)
        out->end = next;
    return next;
}

/* Digits, Sino-Korean digits and magnitudes: 3천, 1만 2천, 12만 3,456, 삼천오백, 이십오. */
static bool read_amount(hc_str s, size_t at, bool ordinal, amount *out)
{
    composer c = {.pending = -1, .small_max = 1e4, .large_max = 1e20};
    *out = (amount){0};
    bool behind_blank = false, multiplied = false;
    for (size_t next; at < s.n; at = next) {
        uint32_t cp = hc_peek(s, at, &next);
        double m = magnitude(cp);
        size_t taken = take_digits(&c, s, at, behind_blank, out);
        if (taken) {
            next = taken;
        } else if (m > 0 && !(ordinal && m >= 1e12) && !not_a_magnitude(s, at)) {
            bool had = c.pending >= 0;
            if (!take_magnitude(&c, m))
                break;
            multiplied = multiplied || had;
            out->syllables++;
            out->end = next;
            behind_blank = false;
        } else if (cp == ' ' && c.magnitudes && c.pending < 0 && !behind_blank) {
            behind_blank = true;
        } else {
            break;
        }
    }
    /* What stands behind a blank and got no magnitude belongs to the sentence, unless it was three digits or more. */
    if (c.pending >= 0 && out->end < at && behind_blank)
        c.pending = -1;
    out->value = c.total + c.section + (c.pending > 0 ? c.pending : 0);
    out->strong = multiplied || c.magnitudes >= 2;
    return out->end > 0;
}

typedef struct { const char *word; int value; bool attributive; } native;

/* Attributive and ambiguous forms (한 두 열 쉰) count before a counter only. */
static const native tens[] = {{"열", 10, true}, {"스물", 20, false}, {"스무", 20, true}, {"서른", 30, false},
                              {"마흔", 40, false}, {"쉰", 50, true}, {"예순", 60, false}, {"일흔", 70, false},
                              {"여든", 80, false}, {"아흔", 90, false}};
static const native ones[] = {{"하나", 1, true}, {"다섯", 5, false}, {"여섯", 6, false}, {"일곱", 7, false},
                              {"여덟", 8, false}, {"아홉", 9, false}, {"둘", 2, false}, {"셋", 3, false},
                              {"넷", 4, false}, {"한", 1, true}, {"두", 2, true}, {"세", 3, true}, {"네", 4, true}};

static const native *native_at(hc_str s, size_t at, const native *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (starts_at(s, at, list[i].word))
            return &list[i];
    return NULL;
}

static bool read_native(hc_str s, size_t at, amount *out, bool *out_attributive)
{
    const native *ten = native_at(s, at, tens, HC_LEN(tens));
    size_t end = ten ? at + hc_str_c(ten->word).n : at;
    const native *one = native_at(s, end, ones, HC_LEN(ones));
    if (!ten && !one)
        return false;
    *out_attributive = one ? one->attributive && !ten : ten->attributive;
    *out = (amount){.value = (ten ? ten->value : 0) + (one ? one->value : 0),
                    .end = one ? end + hc_str_c(one->word).n : end};
    return true;
}

/* "입니다", "이다", "이에요", "예요", "임": the number is what the sentence states. */
static bool copula_at(hc_str s, size_t at)
{
    static const char *const words[] = {"입니다", "이다", "이에요", "예요", "이며", "임", "다."};
    for (size_t i = 0; i < HC_LEN(words); i++)
        if (starts_at(s, at, words[i]))
            return true;
    return false;
}

/* Words that are spelled like a number and usually are none. */
static bool is_homonym(hc_str word)
{
    static const char *const words[] = {"일만", "천사", "천일", "만일", "만사", "조사", "조이", "백이", "만이", "천이",
                                        "경이", "백일", "백사", "구조", "일조", "사조", "이조", "구경", "사경", "이경",
                                        "이만", "오만", "이천", "사천"};
    for (size_t i = 0; i < HC_LEN(words); i++)
        if (hc_str_is(word, words[i]))
            return true;
    return false;
}

/* Does the word that was read as a number stand as one? */
static bool word_counts(hc_str s, size_t at, const amount *n, bool attributive)
{
    hc_str word = hc_str_sub(s, at, n->end);
    bool whole = hc_str_trim(s).n == word.n;
    size_t counter_end;
    bool counter = counter_at(s, n->end, &counter_end).n > 0;
    bool spaced = n->end < s.n && s.p[n->end] == ' ';
    if (copula_at(s, n->end) || (whole && !is_homonym(word)))
        return true;
    if (n->syllables == 0)      /* native */
        return attributive ? counter && word_ends(s, counter_end) : counter || word_ends(s, n->end);
    if (n->syllables == 1 && !n->strong) /* 삼 개월, 천 명; never 이 분, 사회, 일본 */
        return counter && word_ends(s, counter_end) && (spaced ? !hc_str_is(word, "이") : counter_end - n->end >= 6);
    if (!n->strong && !starts_at(s, at, "십"))
        return counter && word_ends(s, counter_end);
    return is_homonym(word) ? counter && word_ends(s, counter_end) : counter || word_ends(s, n->end);
}

/* "2분의 1", "삼분의 이", "1/2" behind a number that ends at n->end: makes n the fraction. */
static void read_fraction(hc_str s, uint32_t before, amount *n)
{
    size_t at = n->end, next;
    bool spoken = starts_at(s, at, "분의");
    if (spoken) {
        at += sizeof "분의" - 1;
        at += at < s.n && s.p[at] == ' ';
    } else if (is_one_of(s, at, '/', 0xFF0F, &next) && n->syllables == 0 && before != '/') {
        at = next;
    } else {
        return;
    }
    double other;
    int d = sino_digit(hc_peek(s, at, &next));
    if (d >= 0 && spoken)
        other = d;
    else if (next = at, read_decimal(s, &next, &other) == 0)
        return;
    if (!spoken && is_one_of(s, next, '/', 0xFF0F, NULL)) /* a date */
        return;
    double below = spoken ? n->value : other, above = spoken ? other : n->value;
    if (below == 0 || !isfinite(below) || !isfinite(above))
        return;
    n->value = above / below;
    n->end = next;
    n->strong = true;
}

static void read_exponent(hc_str s, amount *n)
{
    size_t at = n->end;
    if (n->syllables || at >= s.n || (s.p[at] | 0x20) != 'e')
        return;
    bool negative = ++at < s.n && s.p[at] == '-';
    at += at < s.n && (s.p[at] == '-' || s.p[at] == '+');
    int power = 0, count = 0, d;
    for (size_t next; (d = digit_at(s, at, &next)) >= 0 && count < 4; at = next, count++)
        power = power * 10 + d;
    if (count == 0 || count == 4 || is_letter(hc_peek(s, at, NULL)))
        return;
    n->value *= pow(10, negative ? -power : power);
    n->end = at;
}

/* A minus sign, and not a range or a hyphen. */
static bool minus_before(hc_str s, size_t *at)
{
    size_t start, start2;
    uint32_t cp = hc_peek_back(s, *at, &start);
    if (*at == 0 || (cp != '-' && cp != 0x2212 && cp != 0xFF0D))
        return false;
    uint32_t before = hc_peek_back(s, start, &start2);
    if (start > 0 && (is_letter(before) || (before >= '0' && before <= '9') || hc_is_syllable(before) ||
                      before == '-' || before == '%'))
        return false;
    *at = start;
    return true;
}

static bool number_at(hc_str s, size_t at, uint32_t before, amount *n)
{
    if (digit_at(s, at, NULL) >= 0) {
        if (is_letter(before) || !read_amount(s, at, before == 0xC81C /* 제 */, n))
            return false;
        read_exponent(s, n);
        read_fraction(s, before, n);
        return isfinite(n->value);
    }
    if (hc_is_syllable(before) || is_letter(before))
        return false;
    bool attributive = false;
    if (read_native(s, at, n, &attributive))
        return word_counts(s, at, n, attributive);
    if (!read_amount(s, at, false, n))
        return false;
    read_fraction(s, before, n);
    return word_counts(s, at, n, false);
}

bool hc_ko_number_next(hc_str s, size_t *at, double *out_value, hc_str *out_unit, hc_str *out_text)
{
    size_t pos = *at;
    while (pos < s.n) {
        size_t start, next;
        uint32_t before = hc_peek_back(s, pos, &start);
        amount n;
        if (!number_at(s, pos, before, &n)) {
            bool identifier = is_letter(before) && digit_at(s, pos, NULL) >= 0;
            hc_utf8_next(s, &pos);
            if (identifier) /* GPT4, v10: passed as a whole */
                while (digit_at(s, pos, &next) >= 0)
                    pos = next;
            continue;
        }
        size_t unit_end;
        start = pos;
        bool negative = minus_before(s, &start);
        *out_unit = counter_at(s, n.end, &unit_end);
        *out_text = hc_str_sub(s, start, n.end);
        *out_value = negative ? -n.value : n.value;
        *at = n.end;
        return true;
    }
    *at = s.n;
    return false;
}
