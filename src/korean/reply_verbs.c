// SPDX-License-Identifier: Apache-2.0
/* Acts of an assistant: what a verb or a noun before a cue says of who declines. */
#include "korean/hangul.h"
#include "korean/reply_int.h"

enum { OWN = HC_ACT_OWN, WORDS = HC_ACT_WORDS, NEUTRAL = HC_ACT_NEUTRAL, ACCESS = HC_ACT_ACCESS, VAGUE = HC_ACT_VAGUE };

/* before -기/-지; before 수 */
typedef struct { const char *stem, *adnominal; uint8_t stem_n, adnominal_n; int8_t points; } verb;
#define V(stem, adnominal, points) {(stem), (adnominal), sizeof(stem) - 1, sizeof(adnominal) - 1, (points)}

static const verb verbs[] = {
    V("드리", "드릴", OWN), V("돕", "도울", OWN), V("도와주", "도와줄", OWN), V("알려주", "알려줄", OWN), V("가르쳐주", "가르쳐줄", OWN),
    V("응하", "응할", OWN), V("답하", "답할", OWN), V("답변하", "답변할", OWN), V("해주", "해줄", OWN), V("써주", "써줄", OWN), V("말해주", "말해줄", OWN),
    V("들어주", "들어줄", OWN), V("보여주", "보여줄", OWN), V("찾아주", "찾아줄", OWN), V("만들어주", "만들어줄", OWN), V("조장하", "조장할", OWN),
    V("도움을주", "도움을줄", OWN), V("도움이되", "도움이될", NEUTRAL), V("드리진", "드릴래야", OWN), V("갈카주", "갈카줄", OWN), V("알카주", "알카줄", OWN),
    V("가르켜주", "가르켜줄", OWN), V("갈쳐주", "갈쳐줄", OWN), V("도와", "도와드릴", OWN), V("답을주", "답을줄", OWN),
    V("제공하", "제공할", NEUTRAL), V("안내하", "안내할", WORDS), V("작성하", "작성할", WORDS), V("생성하", "생성할", WORDS),
    V("수행하", "수행할", NEUTRAL), V("공유하", "공유할", WORDS), V("설명하", "설명할", NEUTRAL), V("협조하", "협조할", OWN),
    V("지원하", "지원할", NEUTRAL), V("따르", "따를", WORDS), V("말하", "말할", WORDS), V("다루", "다룰", WORDS), V("논의하", "논의할", WORDS),
    V("처리하", "처리할", NEUTRAL), V("이행하", "이행할", NEUTRAL), V("받아들이", "받아들일", NEUTRAL), V("만들", "만들", ACCESS),
    V("추천해주", "추천할", NEUTRAL), V("언급하", "언급할", WORDS), V("조언하", "조언할", WORDS), V("진행하", "진행할", NEUTRAL), V("쓰", "쓸", ACCESS),
    V("참여하", "참여할", NEUTRAL), V("번역하", "번역할", WORDS), V("허용하", "허용할", NEUTRAL), V("돌려주", "돌려줄", VAGUE),
    V("provide하", "provide할", NEUTRAL), V("help하", "help할", OWN), V("answer하", "answer할", OWN), V("assist하", "assist할", OWN),
    V("share하", "share할", NEUTRAL), V("support하", "support할", NEUTRAL), V("generate하", "generate할", NEUTRAL),
    V("밝히", "밝힐", WORDS), V("이야기하", "이야기할", WORDS), V("얘기하", "얘기할", WORDS), V("대화하", "대화할", WORDS), V("공개하", "공개할", NEUTRAL), V("표현하", "표현할", NEUTRAL), V("옮기", "옮길", NEUTRAL), V("전하", "전할", NEUTRAL), V("전해주", "전해줄", OWN),
    V("용납하", "용납할", WORDS), V("허락하", "허락할", WORDS), V("제시하", "제시할", WORDS), V("소개하", "소개할", WORDS), V("열거하", "열거할", WORDS),
    V("논하", "논할", WORDS), V("발설하", "발설할", WORDS), V("누설하", "누설할", WORDS), V("응대하", "응대할", WORDS), V("동조하", "동조할", WORDS), V("맞장구치", "맞장구칠", WORDS),
    V("수락하", "수락할", OWN), V("거들", "거들", OWN), V("장려하", "장려할", OWN), V("제작하", "제작할", NEUTRAL), V("구현하", "구현할", NEUTRAL), V("꾸며내", "꾸며낼", NEUTRAL),
    V("지어내", "지어낼", NEUTRAL), V("대행하", "대행할", NEUTRAL), V("연결하", "연결할", ACCESS), V("연기하", "연기할", ACCESS), V("맡", "맡을", ACCESS),
    V("나누", "나눌", NEUTRAL), V("함께하", "함께할", WORDS), V("고라주", "고라줄", OWN), V("지지하", "지지할", NEUTRAL), V("관여하", "관여할", NEUTRAL), V("가담하", "가담할", OWN), V("묘사하", "묘사할", WORDS), V("부추기", "부추길", NEUTRAL),
    V("접근하", "접근할", ACCESS), V("접속하", "접속할", ACCESS), V("확인하", "확인할", ACCESS), V("열람하", "열람할", ACCESS), V("조회하", "조회할", ACCESS),
    V("검색하", "검색할", ACCESS), V("보", "볼", ACCESS), V("듣", "들을", ACCESS), V("보내", "보낼", ACCESS), V("실행하", "실행할", ACCESS), V("예약하", "예약할", ACCESS),
    V("결제하", "결제할", ACCESS), V("알", "알", ACCESS), V("기억하", "기억할", ACCESS), V("저장하", "저장할", ACCESS), V("열", "열", ACCESS), V("예측하", "예측할", ACCESS),
    V("판단하", "판단할", ACCESS), V("진단하", "진단할", ACCESS), V("내리", "내릴", ACCESS), V("걸", "걸", ACCESS), V("재생하", "재생할", ACCESS), V("대신하", "대신할", ACCESS),
    V("분석하", "분석할", ACCESS), V("가져오", "가져올", ACCESS), V("파악하", "파악할", ACCESS), V("주문하", "주문할", ACCESS), V("전송하", "전송할", ACCESS),
    V("수정하", "수정할", ACCESS), V("삭제하", "삭제할", ACCESS), V("평가하", "평가할", WORDS), V("받", "받을", ACCESS), V("그리", "그릴", ACCESS),
    V("내주", "내줄", OWN), V("내어주", "내어줄", OWN), V("넘겨주", "넘겨줄", OWN), V("들려주", "들려줄", OWN), V("일러주", "일러줄", OWN), V("짚어주", "짚어줄", OWN), V("골라주", "골라줄", OWN),
    V("풀어주", "풀어줄", OWN), V("대신해주", "대신해줄", OWN), V("답변해주", "답변해줄", OWN), V("동참하", "동참할", OWN), V("일조하", "일조할", OWN), V("협력하", "협력할", WORDS), V("귀띔하", "귀띔할", OWN),
    V("힘을보태", "힘을보탤", OWN), V("손을보태", "손을보탤", OWN), V("손을빌려주", "손을빌려줄", OWN), V("손대", "손댈", NEUTRAL), V("입에올리", "입에올릴", WORDS), V("꺼내", "꺼낼", NEUTRAL), V("전수하", "전수할", WORDS),
    V("건네", "건넬", WORDS), V("가르치", "가르칠", NEUTRAL), V("개입하", "개입할", NEUTRAL), V("편들", "편들", WORDS), V("논평하", "논평할", OWN), V("품평하", "품평할", WORDS), V("흉내내", "흉내낼", NEUTRAL),
    V("출력하", "출력할", NEUTRAL), V("재현하", "재현할", NEUTRAL), V("대답하", "대답할", OWN), V("응답하", "응답할", OWN), V("대필하", "대필할", WORDS), V("알리", "알릴", NEUTRAL),
    V("적어주", "적어줄", OWN), V("지어주", "지어줄", OWN), V("그려주", "그려줄", OWN), V("읽어주", "읽어줄", OWN), V("꾸며주", "꾸며줄", OWN), V("번역해주", "번역해줄", OWN), V("거드", "거드릴", OWN),
    V("의견을내", "의견을낼", WORDS), V("편을들", "편을들", WORDS), V("판단을내리", "판단을내릴", NEUTRAL), V("평가를내리", "평가를내릴", WORDS), V("불러오", "불러올", ACCESS), V("떠올리", "떠올릴", ACCESS),
    V("부응하", "부응할", OWN), V("받들", "받들", OWN), V("끼어주", "끼어줄", OWN), V("가끼", "가낄", WORDS), V("차마행하", "차마행할", WORDS), V("권하", "권할", ACCESS), V("해드", "해드릴", OWN), V("입에담", "입에담을", WORDS),
    V("답변드리", "답변드릴", OWN), V("클릭하", "클릭할", ACCESS), V("업로드하", "업로드할", ACCESS), V("로그인하", "로그인할", ACCESS), V("전화하", "전화할", ACCESS), V("연락하", "연락할", ACCESS), V("방문하", "방문할", ACCESS),
    V("느끼", "느낄", ACCESS), V("맛보", "맛볼", ACCESS), V("만지", "만질", ACCESS), V("인식하", "인식할", ACCESS), V("추적하", "추적할", ACCESS), V("감지하", "감지할", ACCESS), V("송금하", "송금할", ACCESS), V("편집하", "편집할", ACCESS),
    V("말허", "말헐", WORDS), V("답허", "답헐", OWN), V("덧붙이", "덧붙일", NEUTRAL), V("늘어놓", "늘어놓을", NEUTRAL), V("수임하", "수임할", NEUTRAL), V("답을올리", "답을올릴", OWN), V("윤허하", "윤허할", OWN), V("짜주", "짜줄", OWN), V("고쳐주", "고쳐줄", WORDS), V("취급하", "취급할", NEUTRAL), V("아뢰", "아뢸", OWN), V("여쭙", "여쭐", WORDS), V("말씀올리", "말씀올릴", OWN), V("발을들이", "발을들일", WORDS), V("관계하", "관계할", NEUTRAL), V("끼어들", "끼어들", NEUTRAL),
    V("하고싶", "하고싶을", ACCESS), V("주", "줄", VAGUE), V("하", "할", VAGUE), V("되", "될", VAGUE),
};
/* Before 어렵, 곤란, 불가: an act of the assistant as a noun. */
static const verb nouns[] = {
    V("답변", "", OWN), V("대답", "", OWN), V("답", "", OWN), V("요청", "", OWN), V("부탁", "", OWN), V("안내", "", 1), V("도움", "", OWN),
    V("제공", "", NEUTRAL), V("지원", "", NEUTRAL), V("설명", "", 1), V("작성", "", NEUTRAL), V("언급", "", 1), V("진행", "", NEUTRAL),
    V("응답", "", OWN), V("공유", "", NEUTRAL), V("조언", "", NEUTRAL), V("협조", "", NEUTRAL), V("추천", "", NEUTRAL), V("수행", "", NEUTRAL),
    V("처리", "", NEUTRAL), V("말씀", "", OWN), V("그건", "", 1), V("이건", "", 1), V("그거", "", 1), V("질문", "", 1), V("번역", "", NEUTRAL),
    V("생성", "", NEUTRAL), V("해결", "", VAGUE), V("확인", "", ACCESS), V("열람", "", ACCESS), V("조회", "", ACCESS), V("판단", "", ACCESS), V("진단", "", ACCESS), V("평가", "", NEUTRAL), V("대행", "", NEUTRAL),
    V("대필", "", WORDS), V("요약", "", NEUTRAL), V("논의", "", WORDS), V("토론", "", NEUTRAL), V("논평", "", OWN), V("코멘트", "", OWN), V("소개", "", NEUTRAL), V("의견", "", NEUTRAL),
    V("응대", "", OWN), V("수락", "", OWN), V("이행", "", NEUTRAL), V("도와드리", "", OWN), V("거론", "", WORDS), V("대화", "", WORDS), V("발언", "", WORDS), V("전달", "", NEUTRAL), V("상담", "", NEUTRAL), V("주제", "", 1), V("얘기", "", 1), V("얘긴", "", 1), V("답변드리기", "", OWN), V("공개", "", NEUTRAL), V("이야기", "", 1),
};

/* What 드리다 gives when it is help or words. Of "복구해 드릴" nobody knows. */
static const char *const given[] = {"도와", "알려", "답변", "답", "말씀", "안내", "안내해", "제공", "제공해", "설명", "설명해", "작성해", "도움", "만들어", "써", "가르쳐", "보여",
                                        "찾아", "추천", "추천해", "공유해", "대답", "대답해", "응답", "번역해", "생성해", "들어", "정보를", "정보는", "정보도", "답을", "답은", "답도", "답변을", "답변은", "답변도", "도움을", "도움은", "조언을",
                                        "조언은", "의견을", "의견은", "안내를", "설명을", "자료를", "자료는", "내용을", "내용은", "예시를", "예시는", "방법을", "방법은", "코드를", "코드는",
                                        "말씀을", "말씀은", "추천을", "힌트를", "를해", "을해", "은해",
                                        "는해", "도해", "게해", "대신해", "전해", "읽어", "그려", "지어", "골라", "말해", "말씀해", "묘사해", "답해", "답변해", "처리해", "수행해", "진행해", "소개해", "정리해", "풀어", "계산해", "분석해", "검색해", "조언해", "조언", "공유", "소개", "번역", "작성", "확답", "지원", "협조", "전달해", "help", "의견", "되어", "돼", "일러", "지원해", "협조해", "응해",
                                        "answer를", "answer는", "info를", "advice를", "해석해", "요약해", "평가해", "언급해"};

hc_str hc_drop_end(hc_str s, const char *const *ends, size_t n)
{
    size_t longest = 0;
    for (size_t i = 0; i < n; i++)
        if (strlen(ends[i]) > longest && hc_str_ends(s, hc_str_c(ends[i])))
            longest = strlen(ends[i]);
    return hc_str_sub(s, 0, s.n - longest);
}

static bool gives_words(hc_str before)
{
    return before.n == 0 || hc_drop_end(before, given, HC_LEN(given)).n < before.n;
}

/* 지어 주다, 빼 주다: done for somebody. The verb before 주다 ends in ㅏ, ㅐ, ㅓ, ㅔ, ㅕ, ㅘ, ㅙ, ㅝ without a final. */
static bool is_favour(hc_str before)
{
    size_t start;
    uint32_t cp = hc_peek_back(before, before.n, &start);
    if (!hc_is_syllable(cp) || hc_final_of(cp) != 0)
        return false;
    enum { VOWELS = 1 << 0 | 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 9 | 1 << 10 | 1 << 14 };
    return VOWELS >> ((cp - 0xAC00) / 28 % 21) & 1;
}

/* Before a bare 하다: an object ("그런 일은 하지 않습니다"), not the root of an adjective ("적절하지 않습니다"). */
static bool has_object(hc_str before)
{
    static const char *const ends[] = {"은", "는", "을", "를", "도", "로"};
    return hc_drop_end(before, ends, HC_LEN(ends)).n < before.n;
}

hc_str hc_without_adverb(hc_str s)
{
    static const char *const adverbs[] = {"좀", "조금", "다소", "많이", "아무래도", "매우", "무척", "아마", "사실상", "현재", "쪼매", "쪼까", "쫌", "영", "너무", "상당히", "꽤",
                                          "약간", "아주", "더는", "더"};
    return hc_drop_end(s, adverbs, HC_LEN(adverbs));
}

/* 답변은, 설명을 */
static hc_act noun_act(hc_str s)
{
    static const char *const particles[] = {"이", "은", "는", "가", "도", "을", "를", "에는", "엔", "에", "에도"};
    s = hc_drop_end(hc_without_adverb(s), particles, HC_LEN(particles));
    for (size_t i = 0; i < HC_LEN(nouns); i++)
        if (hc_str_ends(s, (hc_str){nouns[i].stem, nouns[i].stem_n}))
            return (hc_act){nouns[i].points, true, true};
    return (hc_act){VAGUE, false, false};
}

hc_act hc_act_before(hc_str s, bool adnominal)
{
    if (!adnominal && hc_str_ends(s, HC_S("고싶"))) { /* 꺼내고 싶지 않 */
        hc_act wished = hc_act_before(hc_str_sub(s, 0, s.n - strlen("고싶")), false);
        return (hc_act){wished.known && wished.points > ACCESS ? wished.points : ACCESS, true, true};
    }
    const verb *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < HC_LEN(verbs); i++) {
        const char *w = adnominal ? verbs[i].adnominal : verbs[i].stem;
        size_t n = adnominal ? verbs[i].adnominal_n : verbs[i].stem_n;
        if (n > longest && n <= s.n && s.p[s.n - 1] == w[n - 1] && hc_str_ends(s, (hc_str){w, n})) {
            best = &verbs[i];
            longest = n;
        }
    }
    if (!best)
        return (hc_act){VAGUE, false, false};
    hc_str before = hc_str_sub(s, 0, s.n - longest);
    bool unclear = hc_str_is(hc_str_c(best->stem), "드리") && !gives_words(before);
    unclear = unclear || (hc_str_is(hc_str_c(best->stem), "주") && is_favour(before));
    static const char *const deeds[] = {"는일은", "는일을", "는짓은", "는작업은", "는행동은", "는행위는"};
    hc_str deed = hc_drop_end(before, deeds, HC_LEN(deeds));
    if (hc_str_is(hc_str_c(best->stem), "하") && deed.n < before.n) { /* 예단하는 일은 하지 않습니다, 판독해 드리는 일은 할 수 없습니다 */
        hc_act done = hc_act_before(deed, false);
        int least = adnominal ? VAGUE : WORDS;
        return (hc_act){done.known && done.points > least ? done.points : least, true, true};
    }
    hc_act said = hc_str_is(hc_str_c(best->stem), "하") && has_object(before) ? noun_act(before) : (hc_act){0};
    if (said.known && said.points > best->points)
        return said; /* 설명은 하지 않, 답변을 할 수 */
    bool latin = before.n && (before.p[before.n - 1] & 0x80) == 0 && hc_str_is(hc_str_c(best->stem), "하"); /* handle할 */
    if (hc_str_is(hc_str_c(best->stem), "주") && before.n && gives_words(before))
        return (hc_act){WORDS, true, true};
    if (latin)
        return (hc_act){NEUTRAL, true, true};
    if (unclear && hc_str_is(hc_str_c(best->stem), "드리"))
        return (hc_act){has_object(before) ? OWN : WORDS, true, true}; /* who gives humbly is the one who speaks; a shop is told by its services */
    return (hc_act){unclear ? ACCESS : best->points, true, best->points != VAGUE || has_object(before)};
}

hc_act hc_noun_act_before(hc_str s)
{
    static const char *const acts_of[] = {"는것은", "는것이", "는건", "는게", "는일은", "는일이", "는것", "는행위는", "는거는"};
    hc_str bare = hc_without_adverb(s), act = hc_drop_end(bare, acts_of, HC_LEN(acts_of));
    return act.n < bare.n ? hc_act_before(act, false) : noun_act(s);
}
