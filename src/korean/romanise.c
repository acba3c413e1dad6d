// SPDX-License-Identifier: Apache-2.0
/*
 * One boundary at a time: the final of a syllable and the initial of the next become the sounds that are heard there
 * (표준 발음법, chapters 4 to 7), and the sounds become letters.
 */
#include "korean/romanise.h"

#include "korean/hangul.h"
#include "text/normalize.h"

/* Initials, vowels and finals in the order of the syllable block. */
enum { I_G = 0, I_N = 2, I_D = 3, I_R = 5, I_M = 6, I_B = 7, I_S = 9, I_NONE = 11, I_J = 12, I_JJ = 13, I_CH = 14, I_K = 15,
       I_T = 16, I_P = 17, I_H = 18 };
enum { V_YA = 2, V_YEO = 6, V_YO = 12, V_YU = 17, V_I = 20 };
enum { F_NONE = 0, F_G = 1, F_N = 4, F_NJ = 5, F_NH = 6, F_D = 7, F_R = 8, F_RG = 9, F_RB = 11, F_RT = 13, F_RH = 15,
       F_M = 16, F_B = 17, F_S = 19, F_NG = 21, F_J = 22, F_T = 25, F_H = 27 };

static const char *const initials[] = {"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t",
                                       "p", "h"};
static const char *const vowels[] = {"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo",
                                     "we", "wi", "yu", "eu", "ui", "i"};

/* A final before a vowel: what stays, what goes over (-1 = nothing). ㅎ falls silent, ㅇ does not move. */
static const struct { short stays, goes; } liaison[28] = {
    {0, -1}, {0, 0}, {0, 1}, {1, 9}, {0, 2}, {4, 12}, {0, 2}, {0, 3}, {0, 5}, {8, 0}, {8, 6}, {8, 7}, {8, 9}, {8, 16},
    {8, 17}, {0, 5}, {0, 6}, {0, 7}, {17, 9}, {0, 9}, {0, 10}, {21, -1}, {0, 12}, {0, 14}, {0, 15}, {0, 16}, {0, 17}, {0, -1},
};
/* A final before a consonant or at the end: one of ㄱ ㄴ ㄷ ㄹ ㅁ ㅂ ㅇ. */
static const unsigned char closed[28] = {0, 1, 1, 1, 4, 4, 4, 7, 8, 1, 16, 8, 8, 8, 17, 8, 16, 17, 17, 7, 7, 21, 7, 7, 1, 7, 17, 7};

typedef struct { const char *before, *after; } joint;

/* A ㄴ is heard between the parts of these compounds. */
static const joint n_inserted[] = {
    {"학", "여울"}, {"알", "약"}, {"물", "약"}, {"담", "요"}, {"막", "일"}, {"콩", "엿"}, {"맨", "입"}, {"삯", "일"}, {"앞", "일"},
    {"홑", "이"}, {"솜", "이불"}, {"겹", "이불"}, {"눈", "요기"}, {"밤", "윷"}, {"설", "익"}, {"불", "여우"}, {"두통", "약"},
    {"내복", "약"}, {"영업", "용"}, {"휘발", "유"}, {"식용", "유"}, {"백분", "율"}, {"신혼", "여행"}, {"수학", "여행"},
    {"남존", "여비"}, {"직행", "열차"}, {"급행", "열차"}, {"서른", "여섯"}, {"스물", "여섯"}, {"", "연필"},
    {"", "여름"}, {"", "잎"}, {"", "윤리"},
};
/* ㄴ before ㄹ stays a ㄴ in these (rule 20), else both are ㄹ. */
static const joint n_kept[] = {
    {"의견", "란"}, {"임진", "란"}, {"생산", "량"}, {"생산", "력"}, {"결단", "력"}, {"판단", "력"}, {"추진", "력"}, {"정신", "력"},
    {"공권", "력"}, {"동원", "령"}, {"상견", "례"}, {"횡단", "로"}, {"이원", "론"}, {"음운", "론"}, {"입원", "료"}, {"구근", "류"},
    {"신문", "로"}, {"통신", "란"}, {"보존", "료"}, {"표현", "력"},
};
/* Words that end in 역 without being a station. */
static const char *const no_station[] = {"통역", "번역", "면역", "영역", "병역", "반역", "용역", "징역", "권역", "전역", "음역",
                                         "방역", "광역", "성역", "공역", "단역", "현역", "천역", "홍역", "검역", "오역"};

typedef struct { int l, v, f; } block;

static block split(uint32_t syllable)
{
    int s = (int)(syllable - 0xAC00);
    return (block){s / 588, s % 588 / 28, s % 28};
}

/* A first part of one syllable counts at the start of the word only: 막일, but not 마지막일. */
static bool joint_at(const joint *list, size_t n, hc_str before, hc_str after)
{
    for (size_t i = 0; i < n; i++) {
        hc_str first = hc_str_c(list[i].before);
        bool fits = first.n == 3 ? hc_str_eq(before, first) : hc_str_ends(before, first);
        if (fits && hc_str_starts(after, hc_str_c(list[i].after)))
            return true;
    }
    return false;
}

/* 서울역, 강남역: 역 behind a name of two syllables or more. */
static bool is_station(hc_str before, hc_str after)
{
    if (!hc_str_starts(after, HC_S("역")) || before.n < 6)
        return false;
    hc_str word = {before.p, before.n + 3};
    for (size_t i = 0; i < HC_LEN(no_station); i++)
        if (hc_str_ends(word, hc_str_c(no_station[i])))
            return false;
    return true;
}

static bool starts_with_any(hc_str s, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_starts(s, hc_str_c(list[i])))
            return true;
    return false;
}

/* Is the ㅎ that opens `after` part of a verb (passive -히-, -하다), so that it merges with the stop before it? Nouns keep it. */
static bool verbal_h(hc_str before, hc_str after)
{
    static const char *const suffixes[] = {"히", "힌", "힐", "힘", "힙", "혀", "혔", "하다", "하고", "하는", "하지", "하면", "하여", "하며",
                                           "하게", "하기", "하겠", "하세", "하시", "하십", "하자", "하도", "하려", "하니", "합니",
                                           "했", "해요", "해서", "해야", "해지", "해주", "해도"};
    static const char *const nouns[] = {"북", "흑", "박", "독"};      /* 북해, 박해, 독해: nouns */
    if (hc_str_is(after, "해")) {
        for (size_t i = 0; i < HC_LEN(nouns); i++)
            if (hc_str_is(before, nouns[i]))
                return false;
        return true;
    }
    return starts_with_any(after, suffixes, HC_LEN(suffixes)) && !hc_str_is(before, "축");
}

/* ㄺ before ㄱ: a verb keeps the ㄹ (읽고 ilgo), a noun the ㄱ (닭과 dakgwa); ㄼ: 밟다 bapda, else the ㄹ. */
static int close_cluster(int f, int next, hc_str before)
{
    static const char nouns[] = "닭흙칡삵슭";
    if (f == F_RG && next == I_G && before.n >= 3) {
        for (size_t i = 0; i + 3 < sizeof nouns; i += 3)
            if (hc_str_ends(before, (hc_str){nouns + i, 3}))
                return F_G;
        return F_R;
    }
    return f == F_RB && hc_str_ends(before, HC_S("밟")) ? F_B : closed[f];
}

/* ㅎ beside a consonant. True when it is settled. */
static bool join_h(block *x, block *y, hc_str before, hc_str after)
{
    static const short breathed[19] = {[I_G] = I_K, [I_D] = I_T, [I_J] = I_CH, [I_S] = I_S};
    bool h = x->f == F_H || x->f == F_NH || x->f == F_RH;
    if (h && breathed[y->l]) {
        x->f = x->f == F_H ? F_NONE : closed[x->f];
        y->l = breathed[y->l];
        return true;
    }
    if (y->l != I_H || x->f == F_NONE || x->f == F_NG || !verbal_h(before, after))
        return false;
    int stays = liaison[x->f].stays, goes = liaison[x->f].goes;
    if (goes == I_D && (y->v == V_I || y->v == V_YEO))
        goes = I_J;
    if (stays == F_NONE && goes != I_J)         /* 못하다, 숱하다: a plain stop before it merges */
        goes = liaison[closed[x->f]].goes;
    if (goes < 0 || goes == I_S || !(breathed[goes] || goes == I_B))
        return false;
    x->f = stays;
    y->l = goes == I_B ? I_P : breathed[goes];
    return true;
}

/* Stops become nasals before ㄴ ㅁ ㄹ; ㄹ becomes ㄴ behind all but ㄴ and ㄹ, and ㄴ becomes ㄹ beside it. */
static void assimilate(block *x, block *y, hc_str before, hc_str after)
{
    if (y->l == I_R && x->f != F_R && x->f != F_NONE) {
        if (x->f == F_N && !joint_at(n_kept, HC_LEN(n_kept), before, after))
            x->f = F_R;
        else
            y->l = I_N;
    } else if (y->l == I_N && x->f == F_R) {
        y->l = I_R;
    }
    if (y->l == I_N || y->l == I_M)
        x->f = x->f == F_G ? F_NG : x->f == F_D ? F_N : x->f == F_B ? F_M : x->f;
}

/* What is heard where x (the end of `before`) meets y (the start of `after`). */
static void join(block *x, block *y, hc_str before, hc_str after)
{
    bool front = y->v == V_I || y->v == V_YA || y->v == V_YEO || y->v == V_YO || y->v == V_YU;
    if (y->l == I_NONE && front && x->f && x->f != F_H &&
        (joint_at(n_inserted, HC_LEN(n_inserted), before, after) || is_station(before, after)))
        y->l = I_N;
    if (y->l == I_NONE) {
        int f = x->f;
        if (f == F_NONE || f == F_NG)
            return;
        x->f = liaison[f].stays;
        y->l = liaison[f].goes < 0 ? I_NONE : liaison[f].goes;
        if (y->v == V_I || y->v == V_YEO)      /* 해돋이, 같이, 붙여, 핥이 */
            y->l = f == F_D ? I_J : f == F_T || f == F_RT ? I_CH : y->l;
        return;
    }
    if (x->f == F_NONE || join_h(x, y, before, after))
        return;
    x->f = close_cluster(x->f, y->l, before);
    assimilate(x, y, before, after);
}

/* The final of x in letters and the initial of y behind it; y is NULL at the end of the word. */
static void put_joint(hc_buf *out, const block *x, const block *y)
{
    static const char *const finals[28] = {[F_NONE] = "", [F_G] = "k", [F_N] = "n", [F_D] = "t", [F_R] = "l", [F_M] = "m",
                                           [F_B] = "p", [F_NG] = "ng"};
    hc_buf_c(out, finals[x->f]);
    if (y)
        hc_buf_c(out, x->f == F_R && y->l == I_R ? "l" : initials[y->l]);
}

static void put_vowel(hc_buf *out, const block *b)
{
    bool palatal = b->l >= I_J && b->l <= I_CH;      /* 져, 쪄, 쳐 are heard as 저, 쩌, 처 */
    hc_buf_c(out, palatal && b->v == V_YEO ? vowels[4] : vowels[b->v]);
}

/* One run of syllables. `spelled`: no sound changes but for a final that moves to a vowel (given names). */
static void put_word(hc_buf *out, hc_str word, bool spelled)
{
    block x = split(hc_peek(word, 0, NULL)), y;
    hc_buf_c(out, initials[x.l]);
    for (size_t at = 3;; at += 3, x = y) {
        put_vowel(out, &x);
        bool last = at >= word.n;
        if (last) {
            x.f = closed[x.f];
            put_joint(out, &x, NULL);
            return;
        }
        y = split(hc_peek(word, at, NULL));
        if (!spelled) {
            join(&x, &y, hc_str_sub(word, 0, at), hc_str_sub(word, at, word.n));
        } else if (y.l == I_NONE && liaison[x.f].goes >= 0) {
            y.l = liaison[x.f].goes;
            x.f = liaison[x.f].stays;
        } else {
            x.f = closed[x.f];
        }
        put_joint(out, &x, &y);
    }
}

static size_t run_of_syllables(hc_str s, size_t at)
{
    size_t next;
    while (at < s.n && hc_is_syllable(hc_peek(s, at, &next)))
        at = next;
    return at;
}

hc_str hc_romanise(hc_arena *a, hc_str text)
{
    HC_AUTO(hc_buf) out = {0};
    hc_buf_init(&out, SIZE_MAX);
    hc_str s = hc_nfc(a, text);
    for (size_t at = 0, end; at < s.n; at = end) {
        end = run_of_syllables(s, at);
        if (end > at) {
            put_word(&out, hc_str_sub(s, at, end), false);
            continue;
        }
        hc_peek(s, at, &end);
        hc_buf_str(&out, hc_str_sub(s, at, end));
    }
    return hc_str_dup(a, hc_buf_view(&out));
}

static void put_capital(hc_buf *out, hc_str word)
{
    size_t at = out->n;
    put_word(out, word, true);
    if (out->n > at && out->p[at] >= 'a' && out->p[at] <= 'z')
        out->p[at] = (char)(out->p[at] - 'a' + 'A');
}

hc_str hc_romanise_name(hc_arena *a, hc_str name)
{
    static const char *const doubled[] = {"남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방"};
    hc_str s = hc_str_trim(hc_nfc(a, name));
    if (s.n < 6 || run_of_syllables(s, 0) < s.n)
        return hc_romanise(a, s);
    HC_AUTO(hc_buf) out = {0};
    hc_buf_init(&out, SIZE_MAX);
    size_t family = s.n >= 9 && starts_with_any(s, doubled, HC_LEN(doubled)) ? 6 : 3;
    put_capital(&out, hc_str_sub(s, 0, family));
    hc_buf_ch(&out, ' ');
    put_capital(&out, hc_str_sub(s, family, s.n));
    return hc_str_dup(a, hc_buf_view(&out));
}
