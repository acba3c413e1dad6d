// SPDX-License-Identifier: Apache-2.0
#include "korean/verb.h"

#include "korean/hangul.h"

enum { V_A = 0, V_AE = 1, V_YA = 2, V_YAE = 3, V_EO = 4, V_E = 5, V_YEO = 6, V_O = 8, V_WA = 9, V_WAE = 10, V_OE = 11, V_U = 13,
       V_WO = 14, V_EU = 18, V_I = 20 };
enum { F_NONE = 0, F_N = 4, F_D = 7, F_R = 8, F_B = 17, F_S = 19, F_SS = 20, F_H = 27 };
enum { L_S = 9, L_NONE = 11 };

static int vowel_of(uint32_t syllable)
{
    return (int)(syllable - 0xAC00) / 28 % 21;
}

static int initial_of(uint32_t syllable)
{
    return (int)(syllable - 0xAC00) / 588;
}

static uint32_t make(int initial, int vowel, int final)
{
    return 0xAC00 + (uint32_t)((initial * 21 + vowel) * 28 + final);
}

static uint32_t *last(hc_word *w)
{
    return &w->cp[w->n - 1];
}

static void set_vowel(uint32_t *syllable, int vowel)
{
    *syllable = make(initial_of(*syllable), vowel, hc_final_of(*syllable));
}

static void add(hc_word *w, uint32_t syllable)
{
    if (w->n == HC_WORD_MAX)
        w->over = true;
    else
        w->cp[w->n++] = syllable;
}

void hc_word_add(hc_word *w, const char *syllables)
{
    hc_str s = hc_str_c(syllables);
    for (size_t at = 0; at < s.n;)
        add(w, hc_utf8_next(s, &at));
}

hc_word hc_word_of(hc_str s)
{
    hc_word w = {.n = 0};
    for (size_t at = 0; at < s.n && !w.over;) {
        uint32_t cp = hc_utf8_next(s, &at);
        w.over = !hc_is_syllable(cp);
        add(&w, cp);
    }
    return w;
}

void hc_word_put(hc_buf *out, const hc_word *w)
{
    for (size_t i = 0; i < w->n; i++) {
        char bytes[4];
        hc_buf_add(out, bytes, hc_utf8_put(w->cp[i], bytes));
    }
}

bool hc_word_ends(const hc_word *w, const char *syllables)
{
    hc_str s = hc_str_c(syllables);
    size_t n = s.n / 3, at = 0;
    if (n > w->n)
        return false;
    for (size_t i = w->n - n; i < w->n; i++)
        if (hc_utf8_next(s, &at) != w->cp[i])
            return false;
    return true;
}

static bool ends_any(const hc_word *w, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (hc_word_ends(w, list[i]))
            return true;
    return false;
}

static bool is(const hc_word *w, const char *syllables)
{
    return w->n == strlen(syllables) / 3 && hc_word_ends(w, syllables);
}

int hc_word_final(const hc_word *w)
{
    return w->n ? hc_final_of(w->cp[w->n - 1]) : 0;
}

void hc_word_set_final(hc_word *w, int final)
{
    if (w->n)
        *last(w) += (uint32_t)final - (uint32_t)hc_final_of(*last(w));
}

static bool is_bright(uint32_t syllable)
{
    int v = vowel_of(syllable);
    return v == V_A || v == V_YA || v == V_O;
}

/* ---- classes ---- */

typedef enum { REGULAR, DROP_D, DROP_B, DROP_B_WA, DROP_S, DROP_H, DROP_EU, DROP_REU, YEO } stem_class;

static stem_class class_of(const hc_word *w)
{
    static const char *const d[] = {"듣", "걷", "묻", "싣", "깨닫", "긷", "일컫"};
    static const char *const s[] = {"짓", "낫", "잇", "붓", "긋", "젓"};
    static const char *const plain_b[] = {"입", "잡", "뽑", "좁", "접", "집", "씹", "업", "꼽"};
    static const char *const plain_h[] = {"좋", "놓", "낳", "넣", "쌓", "찧", "닿", "땋", "빻"};
    static const char *const plain_reu[] = {"따르", "치르", "들르", "다다르"};
    uint32_t cp = w->cp[w->n - 1];
    switch (hc_final_of(cp)) {
    case F_NONE: break;
    case F_D: return ends_any(w, d, HC_LEN(d)) ? DROP_D : REGULAR;
    case F_S: return ends_any(w, s, HC_LEN(s)) ? DROP_S : REGULAR;
    case F_H: return ends_any(w, plain_h, HC_LEN(plain_h)) ? REGULAR : DROP_H;
    case F_B:
        if (ends_any(w, plain_b, HC_LEN(plain_b)) && !hc_word_ends(w, "어렵"))
            return REGULAR;
        return hc_word_ends(w, "돕") || is(w, "곱") ? DROP_B_WA : DROP_B;
    default: return REGULAR;
    }
    if (hc_word_ends(w, "하"))
        return YEO;
    if (hc_word_ends(w, "르") && w->n > 1)
        return ends_any(w, plain_reu, HC_LEN(plain_reu)) ? DROP_EU : DROP_REU;
    return vowel_of(cp) == V_EU ? DROP_EU : REGULAR;
}

static void contract(hc_word *w)
{
    static const signed char joined[21] = {[V_O] = V_WA, [V_U] = V_WO, [V_I] = V_YEO, [V_OE] = V_WAE};
    int v = vowel_of(*last(w));
    if (v == V_A || v == V_AE || v == V_EO || v == V_E || v == V_YEO)
        return;
    if (joined[v])
        set_vowel(last(w), joined[v]);
    else
        hc_word_add(w, "어");
}

void hc_verb_infinitive(hc_word *w)
{
    if (w->n == 0)
        return;
    stem_class c = class_of(w);
    bool bright = is_bright(*last(w)) && hc_word_final(w) != F_SS;
    if (c != REGULAR && c != YEO && c != DROP_EU && c != DROP_REU)
        hc_word_set_final(w, c == DROP_D ? F_R : F_NONE);
    if (c == YEO) {
        set_vowel(last(w), V_AE);
    } else if (c == DROP_B || c == DROP_B_WA) {
        hc_word_add(w, c == DROP_B ? "워" : "와");
    } else if (c == DROP_H) {
        set_vowel(last(w), vowel_of(*last(w)) == V_YA ? V_YAE : V_AE);
    } else if (c == DROP_EU) {
        set_vowel(last(w), w->n > 1 && is_bright(w->cp[w->n - 2]) ? V_A : V_EO);
    } else if (c == DROP_REU) {
        w->n--;
        bright = is_bright(*last(w));
        hc_word_set_final(w, F_R);
        hc_word_add(w, bright ? "라" : "러");
    } else if (c == REGULAR && hc_word_final(w) == F_NONE) {
        contract(w);
    } else {
        hc_word_add(w, bright ? "아" : "어");
    }
}

/* ---- the way back ---- */

/* 들어, 걸어, 물어 are taken for 듣다, 걷다, 묻다 only as whole words: 힘들어, 만들어 are not. */
static bool d_in_disguise(const hc_word *w)
{
    return is(w, "들") || is(w, "걸") || is(w, "물") || hc_word_ends(w, "깨달") || is(w, "실");
}

static bool s_in_disguise(const hc_word *w)
{
    return is(w, "지") || is(w, "나") || is(w, "이") || is(w, "부") || is(w, "그") || is(w, "저");
}

static bool from_full_infinitive(hc_word *w)
{
    w->n--;
    if (w->n == 0)
        return false;
    if (d_in_disguise(w))
        hc_word_set_final(w, F_D);
    else if (s_in_disguise(w))
        hc_word_set_final(w, F_S);
    else if (is(w, "모"))
        hc_word_add(w, "으");
    return true;
}

static bool from_contracted(hc_word *w)
{
    static const char *const eu_in_a[] = {"아파", "바빠", "나빠", "고파", "담가", "잠가", "따라"};
    static const char *const plain_eo[] = {"서", "건너"};
    static const char *const u_stems[] = {"배", "싸", "키", "세", "채", "지", "피", "태", "비", "외", "치", "재", "메", "깨", "끼",
                                          "데", "갖추"};
    uint32_t *s = last(w);
    int v = vowel_of(*s), l = initial_of(*s);
    hc_word before = *w;
    before.n--;
    switch (v) {
    case V_AE:
        if (hc_word_ends(w, "해"))
            set_vowel(s, V_A);
        else if (hc_word_ends(w, "그래") || hc_word_ends(w, "이래") || hc_word_ends(w, "저래") || hc_word_ends(w, "어때"))
            *s = make(l, V_EO, F_H);
        else if (hc_word_ends(w, "빨개") || hc_word_ends(w, "파래") || hc_word_ends(w, "까매"))
            *s = make(l, V_A, F_H);
        return true;
    case V_E: return true;
    case V_WAE: set_vowel(s, V_OE); return true;
    case V_YEO:
        if (!is(w, "켜") && !is(w, "펴"))
            set_vowel(s, V_I);
        return true;
    case V_WA:
        if (hc_word_ends(w, "도와") || is(w, "고와")) {
            w->n--;
            hc_word_set_final(w, F_B);
        } else {
            set_vowel(s, V_O);
        }
        return true;
    case V_WO:
        if (l != L_NONE || before.n == 0 || ends_any(&before, u_stems, HC_LEN(u_stems))) {
            set_vowel(s, V_U);
        } else if (hc_word_final(&before) == F_NONE) {
            w->n--;
            hc_word_set_final(w, F_B);
        } else {
            return false;
        }
        return true;
    case V_A: case V_EO:
        if ((hc_word_ends(w, "라") || hc_word_ends(w, "러")) && hc_word_final(&before) == F_R && !hc_word_ends(w, "들러")) {
            w->n--;
            hc_word_set_final(w, F_NONE);
            hc_word_add(w, "르");
        } else if (v == V_EO ? !ends_any(w, plain_eo, HC_LEN(plain_eo)) : ends_any(w, eu_in_a, HC_LEN(eu_in_a))) {
            set_vowel(s, V_EU);
        }
        return true;
    default: return false;
    }
}

bool hc_verb_from_infinitive(hc_word *w)
{
    if (w->n == 0 || w->over || hc_word_final(w) != F_NONE)
        return false;
    if (hc_word_ends(w, "하여")) {
        w->n--;
        return true;
    }
    return hc_word_ends(w, "아") || hc_word_ends(w, "어") ? from_full_infinitive(w) : from_contracted(w);
}

void hc_verb_before_eu(hc_word *w)
{
    if (w->n == 0)
        return;
    stem_class c = class_of(w);
    int final = hc_word_final(w);
    if (final == F_NONE)
        return;
    if (final == F_R || c == DROP_H) {
        hc_word_set_final(w, F_NONE);
    } else if (c == DROP_B || c == DROP_B_WA) {
        hc_word_set_final(w, F_NONE);
        hc_word_add(w, "우");
    } else {
        if (c == DROP_D || c == DROP_S)
            hc_word_set_final(w, c == DROP_D ? F_R : F_NONE);
        hc_word_add(w, "으");
    }
}

void hc_verb_from_eu(hc_word *w)
{
    static const char *const b_stems[] = {"도우", "누우", "주우", "구우", "어려우", "쉬우", "추우", "더우", "고마우", "가까우",
                                          "즐거우", "무서우", "가벼우", "무거우", "귀여우", "새로우", "해로우", "스러우", "아름다우",
                                          "반가우", "괴로우", "두려우", "아쉬우"};
    if (w->n == 0 || hc_word_final(w) != F_NONE)
        return;
    if (hc_word_ends(w, "으") && w->n > 1) {
        w->n--;
        if (hc_word_final(w) == F_R)
            hc_word_set_final(w, F_D);
        else if (hc_word_final(w) == F_NONE)
            hc_word_set_final(w, F_S);
    } else if (ends_any(w, b_stems, HC_LEN(b_stems))) {
        w->n--;
        hc_word_set_final(w, F_B);
    } else if (!is(w, "드")) {       /* 드세요: 드시다, to eat */
        hc_verb_restore_l(w, true);
    }
}

void hc_verb_restore_l(hc_word *w, bool has_object)
{
    static const char *const compounds[] = {"만드", "힘드", "알아드", "줄어드", "늘어드", "접어드", "끼어드", "물드", "베푸", "이끄",
                                            "흔드", "떠드", "드무", "시드"};
    static const char *const whole[] = {"아", "여", "거", "푸", "파", "노", "머", "도", "부", "미", "우", "드", "다", "모", "버"};
    bool dropped = is(w, "사") && !has_object;
    for (size_t i = 0; i < HC_LEN(compounds); i++)
        dropped = dropped || hc_word_ends(w, compounds[i]);
    for (size_t i = 0; i < HC_LEN(whole); i++)
        dropped = dropped || is(w, whole[i]);
    if (dropped)
        hc_word_set_final(w, F_R);
}

void hc_verb_add_final(hc_word *w, int final, const char *behind_consonant)
{
    if (w->n == 0)
        return;
    if (hc_word_final(w) == F_NONE || hc_word_final(w) == F_R)
        hc_word_set_final(w, final);
    else
        hc_word_add(w, behind_consonant);
}

bool hc_verb_is_adjective(const hc_word *w)
{
    static const char *const stems[] = {
        "있", "없", "겠", "좋", "싫", "많", "적", "크", "작", "높", "낮", "길", "짧", "넓", "좁", "깊", "얕", "같", "다르", "빠르", "바르",
        "예쁘", "바쁘", "나쁘", "아프", "고프", "기쁘", "슬프", "싶", "옳", "얇", "굵", "젊", "늦", "밝", "맑", "괜찮", "힘들", "멀", "달",
        "낫", "드물", "차갑", "희", "싸", "비싸", "아니",
    };
    static const char *const with_ha[] = {
        "필요하", "중요하", "가능하", "안전하", "위험하", "정확하", "적절하", "충분하", "부족하", "편하", "간단하", "복잡하", "다양하",
        "동일하", "유사하", "명확하", "심각하", "건강하", "행복하", "죄송하", "미안하", "안녕하", "궁금하", "친절하", "특별하",
        "이상하", "당연하", "확실하", "비슷하", "조용하", "깨끗하", "따뜻하", "시원하", "유명하", "훌륭하", "강하", "약하", "착하",
        "급하", "심하", "곤란하", "유용하", "유효하", "적합하", "부당하", "타당하", "공정하", "투명하", "신중하", "엄격하", "진하",
        "불법하", "불편하", "편리하", "풍부하", "단순하", "솔직하", "성실하", "무료하", "뚜렷하", "흔하", "귀하", "억울하", "답답하",
    };
    static const char *const verbs_in_b[] = {"돕", "눕", "줍", "굽", "깁"};
    if (w->n == 0)
        return false;
    stem_class c = class_of(w);
    if (hc_word_final(w) == F_SS || c == DROP_H)
        return true;
    if (c == DROP_B || c == DROP_B_WA)
        return !ends_any(w, verbs_in_b, HC_LEN(verbs_in_b));
    if (hc_word_ends(w, "깨달") || hc_word_ends(w, "매달") || hc_word_ends(w, "살"))
        return false;
    if (w->n > 1 && (hc_word_ends(w, "싸") || hc_word_ends(w, "달") || hc_word_ends(w, "희")))
        return hc_word_ends(w, "비싸");
    return ends_any(w, stems, HC_LEN(stems)) || ends_any(w, with_ha, HC_LEN(with_ha));
}
