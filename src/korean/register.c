// SPDX-License-Identifier: Apache-2.0
#include "korean/register.h"

#include "korean/hangul.h"
#include "korean/sentence.h"
#include "text/normalize.h"

enum { F_N = 4, F_R = 8, F_B = 17, F_SS = 20 };
enum { SYLLABLE = 3 };          /* bytes of one */

#define ENDS_ANY(word, list) ends_any((word), (list), HC_LEN(list))

static bool ends_any(hc_str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_ends(word, hc_str_c(list[i])))
            return true;
    return false;
}

static bool is_any(hc_str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_is(word, list[i]))
            return true;
    return false;
}

/* The final of the syllable that stands `behind` syllables before the end; -1 when there is none. */
static int final_at(hc_str word, size_t behind)
{
    size_t back = (behind + 1) * SYLLABLE;
    return word.n < back ? -1 : hc_final_of(hc_peek(word, word.n - back, NULL));
}

static bool is_hasipsio(hc_str w)
{
    static const char *const endings[] = {"니다", "니까", "시다", "디다"};
    return hc_str_ends(w, HC_S("십시오")) || (ENDS_ANY(w, endings) && final_at(w, 2) == F_B);
}

static bool is_haeyo(hc_str w)
{
    static const char *const nouns[] = {"필요", "중요", "수요", "강요"};          /* and what is composed with them */
    static const char *const whole[] = {"개요", "주요", "민요", "동요", "담요", "소요", "긴요", "고요"};
    static const char *const slang[] = {"세용", "해용", "네용", "해욤", "세욤", "해염", "세염"};
    if (ENDS_ANY(w, slang) || hc_str_ends(w, HC_S("죠")))
        return true;
    return hc_str_ends(w, HC_S("요")) && !ENDS_ANY(w, nouns) && !is_any(w, whole, HC_LEN(whole)) && w.n > SYLLABLE;
}

static bool is_command_in_ra(hc_str w)
{
    static const char *const nouns[] = {"나라", "카메라", "오페라", "소라", "파라", "노라", "신라", "그라", "드라"};
    static const char open[] = "ㅏㅐㅓㅕㅘㅙㅝ";
    if (!hc_str_ends(w, HC_S("라")) || w.n <= SYLLABLE || ENDS_ANY(w, nouns))
        return false;
    if (hc_str_ends(w, HC_S("말라")) || hc_str_ends(w, HC_S("으라")) || hc_str_ends(w, HC_S("리라")) || hc_str_ends(w, HC_S("르라")) ||
        hc_str_ends(w, HC_S("시라")))
        return true;
    uint32_t vowel = 0x314F + (hc_peek(w, w.n - (size_t)2 * SYLLABLE, NULL) - 0xAC00) / 28 % 21;
    hc_str set = {open, sizeof open - 1};
    if (final_at(w, 1) != 0)
        return false;
    for (size_t i = 0; i < set.n;)
        if (hc_utf8_next(set, &i) == vowel)
            return true;
    return false;
}

static bool is_proposal_in_ja(hc_str w)
{
    static const char *const words[] = {"하자", "말자", "먹자", "놀자", "살자", "쓰자", "두자", "듣자", "찾자", "되자", "잊자", "믿자",
                                        "나누자", "읽자", "지키자", "시키자", "키우자", "바꾸자", "막자", "않자", "주자", "만들자",
                                        "걷자", "앉자", "르자", "보내자", "알리자", "돕자", "배우자"};
    static const char *const whole[] = {"가자", "보자", "나가자", "돌아가자", "들어가자", "올라가자", "내려가자", "알아보자", "살펴보자",
                                        "해보자", "찾아보자", "생각해보자", "오자", "내자"};
    return ENDS_ANY(w, words) || is_any(w, whole, HC_LEN(whole));
}

static bool is_haera(hc_str w, hc_str before, bool question)
{
    static const char *const nouns_da[] = {"바다", "수다", "판다", "에다"};
    static const char *const nouns_ni[] = {"어머니", "할머니", "아주머니", "언니", "주머니", "시어머니", "비키니"};
    if (hc_str_ends(w, HC_S("다")) && w.n > SYLLABLE && !is_any(w, nouns_da, HC_LEN(nouns_da))) {
        bool than = hc_str_ends(w, HC_S("보다")) && !(hc_str_is(w, "보다") && (hc_str_ends(before, HC_S("나")) ||
                                                                          hc_str_ends(before, HC_S("가"))));
        return !than && !hc_str_ends(w, HC_S("마다"));
    }
    if (hc_str_ends(w, HC_S("냐")) && w.n > SYLLABLE)
        return true;
    if (question && hc_str_ends(w, HC_S("니")) && w.n > SYLLABLE && !ENDS_ANY(w, nouns_ni))
        return true;
    if (question && hc_str_ends(w, HC_S("가")) && final_at(w, 1) == F_N)
        return true;
    return hc_str_ends(w, HC_S("구나")) || hc_str_ends(w, HC_S("려무나")) || is_command_in_ra(w) || is_proposal_in_ja(w);
}

/* 어 and 아 behind a verb; nouns that end so (한국어, 단어) are told by the syllable before. */
static bool is_infinitive_in_a(hc_str w)
{
    static const char *const nouns_eo[] = {"국어", "영어", "본어", "일어", "단어", "언어", "용어", "색어", "준어", "래어", "제어", "방어",
                                           "숙어", "은어", "속어", "목적어", "표어", "고어", "유어", "의어", "성어", "원어", "인어",
                                           "랍어", "조어", "술어", "연어", "주어", "상어", "문어", "붕어", "어어"};
    static const char *const nouns_a[] = {"시아", "육아", "유아", "소아", "자아", "고아", "남아", "여아", "태아", "리아", "니아", "미아"};
    if (w.n <= SYLLABLE)
        return false;
    if (hc_str_ends(w, HC_S("어")))
        return !ENDS_ANY(w, nouns_eo);
    return hc_str_ends(w, HC_S("아")) && !ENDS_ANY(w, nouns_a);
}

static bool is_contracted_infinitive(hc_str w, hc_str before)
{
    static const char *const ends[] = {"해", "돼", "줘", "봐", "둬", "켜", "혀", "뻐", "아파", "바빠", "나빠", "고파", "슬퍼", "려", "져",
                                       "겨", "쳐", "여", "워", "꿔", "눠", "셔", "보내", "빨개", "파래", "까매", "그래", "어때", "이래", "몰라", "올라",
                                       "골라", "빨라", "불러", "눌러", "흘러", "서둘러", "나와", "들어와", "돌아와", "다녀와",
                                       "가져와", "도와", "들어가", "돌아가", "올라가", "내려가", "지나가", "만나", "일어나", "끝나"};
    static const char *const nouns[] = {"이해", "피해", "재해", "손해", "올해", "방해", "오해", "새해", "동해", "서해", "남해", "북해",
                                        "유해", "무해", "저해", "공해", "항해", "견해", "침해", "가해", "자해", "살해", "위해", "배려",
                                        "고려", "염려", "우려", "격려", "참여", "부여", "기여", "대여", "급여", "증여", "투여",
                                        "수여", "잉여", "파워", "타워", "샤워", "아워", "하여", "위하여", "대하여",
                                        "관하여", "통하여", "의하여"};
    static const char *const whole[] = {"써", "와", "가", "커", "떠", "꺼", "안녕"};
    static const char *const with_object[] = {"사", "타"};
    bool object = hc_str_ends(before, HC_S("을")) || hc_str_ends(before, HC_S("를"));
    if (is_any(w, whole, HC_LEN(whole)) || (object && is_any(w, with_object, HC_LEN(with_object))))
        return true;
    return ENDS_ANY(w, ends) && !is_any(w, nouns, HC_LEN(nouns));
}

/* Endings of 해체 that no noun shares once what stands before them is looked at. */
static bool is_hae_ending(hc_str w, hc_str before, bool question)
{
    static const char *const sure[] = {"거든", "잖아", "는데", "은데", "던데", "더라고", "는걸", "을걸", "을게", "을래", "을까", "는군",
                                       "겠군", "았군", "었군", "렇군", "이군", "구먼", "다니까", "라니까", "네요"};
    static const char *const ji[] = {"하지", "되지", "거지", "르지", "알지", "살지", "크지", "쁘지", "프지", "먹지", "쉽지", "렵지", "이지",
                                     "보지"};
    static const char *const nouns_ya[] = {"분야", "시야", "전야", "광야", "평야", "대야", "하야", "심야", "임야"};
    static const char *const must[] = {"어야", "아야", "해야", "여야", "돼야"};
    static const char *const nouns_ne[] = {"동네", "그네", "우리네"};
    static const char *const nouns_dae[] = {"군대", "연대", "반대", "현대", "근대", "전대", "선대", "분대"};
    static const char *const asked[] = {"있나", "없나", "하나", "되나", "맞나", "가나", "오나", "보나"};
    int before_last = final_at(w, 1);
    if (ENDS_ANY(w, sure))
        return true;
    if (hc_str_ends(w, HC_S("지")))
        return !hc_str_ends(w, HC_S("페이지")) && ((before_last >= 18 && before_last != 21) || before_last == 6 || before_last == 15 || ENDS_ANY(w, ji));
    if (hc_str_ends(w, HC_S("야")))
        return w.n > SYLLABLE ? !ENDS_ANY(w, must) && (question || !ENDS_ANY(w, nouns_ya)) : before.n > 0;
    if (hc_str_ends(w, HC_S("네")))
        return w.n > SYLLABLE && !ENDS_ANY(w, nouns_ne);
    if (hc_str_ends(w, HC_S("게")) || hc_str_ends(w, HC_S("걸")) || hc_str_ends(w, HC_S("까")) || hc_str_ends(w, HC_S("래")))
        return before_last == F_R && !hc_str_ends(w, HC_S("빨래"));
    if (hc_str_ends(w, HC_S("데")))
        return before_last == F_N && !hc_str_ends(w, HC_S("운데"));
    if (hc_str_ends(w, HC_S("대")))
        return before_last == F_SS || (before_last == F_N && !ENDS_ANY(w, nouns_dae));
    if (question && hc_str_ends(w, HC_S("나")))
        return before_last == F_SS || ENDS_ANY(w, asked);
    return hc_str_ends(w, HC_S("지마")) || (hc_str_is(w, "마") && hc_str_ends(before, HC_S("지")));
}

hc_speech hc_speech_of(hc_str word, hc_str before, bool question)
{
    before = hc_str_trim(before);
    if (word.n == 0)
        return HC_SPEECH_NONE;
    if (is_hasipsio(word))
        return HC_SPEECH_HASIPSIO;
    if (is_haeyo(word))
        return HC_SPEECH_HAEYO;
    if (is_haera(word, before, question))
        return HC_SPEECH_HAERA;
    if (is_hae_ending(word, before, question) || is_infinitive_in_a(word) || is_contracted_infinitive(word, before))
        return HC_SPEECH_HAE;
    return HC_SPEECH_NONE;
}

/* ---- the subject honorific ---- */

/* Does `rest`, behind 시, continue like an ending? */
static bool goes_on_as_verb(hc_str rest)
{
    static const char *const endings[] = {"는", "고", "지", "면", "며", "니", "나", "겠", "기", "던", "더", "어", "었", "려", "도록", "거",
                                          "므로", "ㄹ", "다", "자", "라"};
    for (size_t i = 0; i < HC_LEN(endings); i++)
        if (hc_str_starts(rest, hc_str_c(endings[i])))
            return true;
    return false;
}

/* The syllable behind `stem` is 시 or what endings make of it, and `rest` follows it in the word. */
static bool is_honorific_at(hc_str stem, uint32_t cp, hc_str rest)
{
    static const char *const nouns[] = {"다", "표", "제", "무", "지", "게", "도", "고", "수", "메", "대구", "광주", "전주", "제주", "청주",
                                        "파주", "여수", "구미", "목포", "김포", "나주", "충주", "경주", "양주", "원주", "상주", "진주",
                                        "공주", "영주"};
    static const char *const before_sin[] = {"으", "하", "가", "계", "주", "오", "되", "드", "리", "보내", "이", "보"};
    static const char *const no_sin[] = {"내", "보", "소가"};
    if (stem.n == 0 || final_at(stem, 0) != 0)
        return false;
    switch (cp) {
    case 0xC154: case 0xC168:                                      /* 셔 셨 */
        return true;
    case 0xC138:                                                   /* 세 */
        return hc_str_starts(rest, HC_S("요")) || hc_str_starts(rest, HC_S("용"));
    case 0xC2ED:                                                   /* 십 */
        return hc_str_starts(rest, HC_S("시오")) || hc_str_starts(rest, HC_S("니다")) || hc_str_starts(rest, HC_S("니까")) ||
               hc_str_starts(rest, HC_S("시다"));
    case 0xC2DC:                                                   /* 시 */
        return goes_on_as_verb(rest) && !is_any(stem, nouns, HC_LEN(nouns));
    case 0xC2E0: case 0xC2E4:                                      /* 신 실 */
        return ENDS_ANY(stem, before_sin) && !is_any(stem, no_sin, HC_LEN(no_sin)) &&
               (rest.n == 0 || hc_str_starts(rest, HC_S("다")) || hc_str_starts(rest, HC_S("데")) || hc_str_starts(rest, HC_S("지")) ||
                hc_str_starts(rest, HC_S("가")) || hc_str_starts(rest, HC_S("까")) || hc_str_starts(rest, HC_S("래")) ||
                hc_str_starts(rest, HC_S("분")) || hc_str_starts(rest, HC_S("게")));
    default:
        return false;
    }
}

static bool has_honorific(hc_str word)
{
    for (size_t at = SYLLABLE, next; at < word.n; at = next) {
        uint32_t cp = hc_peek(word, at, &next);
        if (is_honorific_at(hc_str_sub(word, 0, at), cp, hc_str_sub(word, next, word.n)))
            return true;
    }
    return false;
}

static size_t count_honorifics(hc_str s)
{
    size_t count = 0;
    for (size_t at = 0, next; at < s.n; at = next) {
        size_t end = at;
        while (end < s.n && hc_is_syllable(hc_peek(s, end, &next)))
            end = next;
        count += end > at && has_honorific(hc_str_sub(s, at, end));
        if (end < s.n)
            hc_peek(s, end, &next);
        else
            next = end;
    }
    return count;
}

void hc_register_read(hc_arena *a, hc_str text, hc_register *out)
{
    hc_str s = hc_nfc(a, text);
    *out = (hc_register){.honorific = count_honorifics(s)};
    hc_sentence x;
    for (size_t at = 0; hc_sentence_next(s, &at, &x);)
        if (x.hangul)
            out->n[hc_speech_of(hc_str_sub(s, x.word_at, x.word_end), hc_str_sub(s, x.start, x.word_at), x.question)]++;
    for (int level = HC_SPEECH_HAERA; level < HC_SPEECH_KINDS; level++)
        if (out->n[level] && out->n[level] >= out->n[out->main] * (out->main != HC_SPEECH_NONE))
            out->main = (hc_speech)level;
}
