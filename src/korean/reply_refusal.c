// SPDX-License-Identifier: Apache-2.0
/*
 * Is a cue a refusal? It must be the assistant who declines: the verb before the cue says so (드리다, 알려 주다, "I"), or the
 * sentence speaks of the request, apologises, or says 저는. Points are summed; a subject of the world (임차인은), a service
 * (환불해 드릴 수 없습니다) or the law take them away. What follows the cue may undo it: double negation, a condition, a question,
 * somebody else's words.
 */
#include "korean/hangul.h"
#include "korean/reply_int.h"

typedef struct { const char *stem, *adnominal; int points; } verb; /* before -기/-지; before 수 */

enum { OWN = 3, NEUTRAL = 0, ACCESS = -1, VAGUE = -2 };

static const verb verbs[] = {
    {"드리", "드릴", OWN}, {"돕", "도울", OWN}, {"도와주", "도와줄", OWN}, {"알려주", "알려줄", OWN}, {"가르쳐주", "가르쳐줄", OWN},
    {"응하", "응할", OWN}, {"답하", "답할", OWN}, {"답변하", "답변할", OWN}, {"해주", "해줄", OWN}, {"써주", "써줄", OWN}, {"말해주", "말해줄", OWN},
    {"들어주", "들어줄", OWN}, {"보여주", "보여줄", OWN}, {"찾아주", "찾아줄", OWN}, {"만들어주", "만들어줄", OWN}, {"조장하", "조장할", OWN},
    {"도움을주", "도움을줄", OWN}, {"도움이되", "도움이될", OWN}, {"드리진", "드릴래야", OWN}, {"갈카주", "갈카줄", OWN}, {"알카주", "알카줄", OWN},
    {"가르켜주", "가르켜줄", OWN}, {"갈쳐주", "갈쳐줄", OWN}, {"도와", "도와드릴", OWN}, {"답을주", "답을줄", OWN},
    {"제공하", "제공할", NEUTRAL}, {"안내하", "안내할", NEUTRAL}, {"작성하", "작성할", NEUTRAL}, {"생성하", "생성할", NEUTRAL},
    {"수행하", "수행할", NEUTRAL}, {"공유하", "공유할", NEUTRAL}, {"설명하", "설명할", NEUTRAL}, {"협조하", "협조할", OWN},
    {"지원하", "지원할", NEUTRAL}, {"따르", "따를", NEUTRAL}, {"말하", "말할", NEUTRAL}, {"다루", "다룰", NEUTRAL}, {"논의하", "논의할", NEUTRAL},
    {"처리하", "처리할", NEUTRAL}, {"이행하", "이행할", NEUTRAL}, {"받아들이", "받아들일", NEUTRAL}, {"만들", "만들", NEUTRAL},
    {"추천하", "추천할", NEUTRAL}, {"언급하", "언급할", NEUTRAL}, {"조언하", "조언할", NEUTRAL}, {"진행하", "진행할", NEUTRAL}, {"쓰", "쓸", NEUTRAL},
    {"동의하", "동의할", NEUTRAL}, {"참여하", "참여할", NEUTRAL}, {"번역하", "번역할", NEUTRAL}, {"허용하", "허용할", NEUTRAL}, {"돌려주", "돌려줄", VAGUE},
    {"provide하", "provide할", NEUTRAL}, {"help하", "help할", OWN}, {"answer하", "answer할", OWN}, {"assist하", "assist할", OWN},
    {"share하", "share할", NEUTRAL}, {"support하", "support할", NEUTRAL}, {"generate하", "generate할", NEUTRAL},
    {"밝히", "밝힐", 1}, {"공개하", "공개할", NEUTRAL}, {"표현하", "표현할", NEUTRAL}, {"옮기", "옮길", NEUTRAL}, {"전하", "전할", NEUTRAL}, {"전해주", "전해줄", OWN},
    {"지지하", "지지할", NEUTRAL}, {"관여하", "관여할", NEUTRAL}, {"가담하", "가담할", OWN}, {"묘사하", "묘사할", NEUTRAL}, {"부추기", "부추길", NEUTRAL},
    {"접근하", "접근할", ACCESS}, {"접속하", "접속할", ACCESS}, {"확인하", "확인할", ACCESS}, {"열람하", "열람할", ACCESS}, {"조회하", "조회할", ACCESS},
    {"검색하", "검색할", ACCESS}, {"보", "볼", ACCESS}, {"듣", "들을", ACCESS}, {"보내", "보낼", ACCESS}, {"실행하", "실행할", ACCESS}, {"예약하", "예약할", ACCESS},
    {"결제하", "결제할", ACCESS}, {"알", "알", ACCESS}, {"기억하", "기억할", ACCESS}, {"저장하", "저장할", ACCESS}, {"열", "열", ACCESS}, {"예측하", "예측할", ACCESS},
    {"판단하", "판단할", ACCESS}, {"진단하", "진단할", ACCESS}, {"내리", "내릴", ACCESS}, {"걸", "걸", ACCESS}, {"재생하", "재생할", ACCESS}, {"대신하", "대신할", ACCESS},
    {"분석하", "분석할", ACCESS}, {"가져오", "가져올", ACCESS}, {"파악하", "파악할", ACCESS}, {"주문하", "주문할", ACCESS}, {"전송하", "전송할", ACCESS},
    {"수정하", "수정할", ACCESS}, {"삭제하", "삭제할", ACCESS}, {"평가하", "평가할", NEUTRAL}, {"받", "받을", ACCESS}, {"그리", "그릴", ACCESS},
    {"주", "줄", VAGUE}, {"하", "할", VAGUE}, {"되", "될", VAGUE},
};
/* Before 어렵, 곤란, 불가: an act of the assistant as a noun. */
static const verb nouns[] = {
    {"답변", NULL, OWN}, {"대답", NULL, OWN}, {"답", NULL, OWN}, {"요청", NULL, OWN}, {"부탁", NULL, OWN}, {"안내", NULL, 1}, {"도움", NULL, OWN},
    {"제공", NULL, NEUTRAL}, {"지원", NULL, NEUTRAL}, {"설명", NULL, 1}, {"작성", NULL, NEUTRAL}, {"언급", NULL, 1}, {"진행", NULL, NEUTRAL},
    {"응답", NULL, OWN}, {"공유", NULL, NEUTRAL}, {"조언", NULL, NEUTRAL}, {"협조", NULL, NEUTRAL}, {"추천", NULL, NEUTRAL}, {"수행", NULL, NEUTRAL},
    {"처리", NULL, NEUTRAL}, {"말씀", NULL, OWN}, {"그건", NULL, 1}, {"이건", NULL, 1}, {"그거", NULL, 1}, {"질문", NULL, 1}, {"번역", NULL, NEUTRAL},
    {"생성", NULL, NEUTRAL}, {"해결", NULL, VAGUE}, {"상담", NULL, NEUTRAL}, {"주제", NULL, 1}, {"얘기", NULL, 1}, {"얘긴", NULL, 1}, {"답변드리기", NULL, OWN}, {"공개", NULL, NEUTRAL}, {"이야기", NULL, 1},
};

static const char *const doubly[] = {"이유가없", "이유는없", "이유없", "이유도없", "것도없", "것은아니", "건아니", "게아니", "것이아니", "것까지는없", "줄알았",
                                     "이유가있", "이유있", "리있", "리가있", "까닭이없", "까닭은없", "리없", "리가없", "필요는없", "필요가없", "생각은없", "생각이없", "것은없", "건없", "는데가없", "게없", "것이없", "것없"};
static const char *const undone[] = {"을이유", "는이유", "을까", "을때", "는경우", "을경우", "는상황", "다면", "으면", "더라도", "던", "었", "았", "는지", "을정도", "는사람",
                                     "는것처럼", "을수도", "도록되어", "도록돼", "는것이원칙", "나요", "습니까", "는가", "냐", "는분", "는때"};
static const char *const reported[] = {"다고", "다는말", "다는답", "다는안내를받", "다는이야기",
                                       "다는통보", "다며", "다면서", "다던", "단다", "대요", "라고", "고말했", "다는뜻", "다는의미", "다는표현"};
static const char *const hard_undone[] = {"지않", "지는않", "진않", "지도않", "움이있", "움을겪", "울때", "운경우", "울수록", "우면", "우시면", "우신분", "운분", "운사람",
                                          "운시기", "워하", "웠", "었", "다고말했", "다고했", "다고합", "다고한", "다면", "운일이있", "운점이있", "신가요", "운상황", "한경우", "했", "해하", "더라도"};

static hc_str behind(hc_str s, size_t end)
{
    return hc_str_sub(s, end, s.n);
}

/* `s` without one of the endings, or as it is. */
static hc_str drop_end(hc_str s, const char *const *ends, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_ends(s, hc_str_c(ends[i])))
            return hc_str_sub(s, 0, s.n - strlen(ends[i]));
    return s;
}

static const verb *verb_before(hc_str s, bool adnominal)
{
    const verb *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < HC_LEN(verbs); i++) {
        const char *w = adnominal ? verbs[i].adnominal : verbs[i].stem;
        size_t n = strlen(w);
        if (n > longest && hc_str_ends(s, (hc_str){w, n})) {
            best = &verbs[i];
            longest = n;
        }
    }
    return best;
}

static const verb *noun_before(hc_str s)
{
    static const char *const acts_of[] = {"는것은", "는것이", "는건", "는게", "는일은", "는일이", "는것", "는행위는", "는거는"};
    static const char *const adverbs[] = {"좀", "조금", "다소", "많이", "아무래도", "매우", "무척", "아마", "사실상", "현재"};
    static const char *const particles[] = {"이", "은", "는", "가", "도", "을", "를", "에는", "엔"};
    s = drop_end(s, adverbs, HC_LEN(adverbs));
    hc_str act = drop_end(s, acts_of, HC_LEN(acts_of));
    if (act.n < s.n)
        return verb_before(act, false);
    s = drop_end(s, particles, HC_LEN(particles));
    for (size_t i = 0; i < HC_LEN(nouns); i++)
        if (hc_str_ends(s, hc_str_c(nouns[i].stem)))
            return &nouns[i];
    return NULL;
}

/* A service right before the cue: 환불해 드릴 수 없습니다. */
static bool service_before(const hc_reply_sentence *s, size_t i)
{
    enum { NEAR_BYTES = 30 };
    for (size_t k = i; k > 0 && s->hits[i].at - s->hits[k - 1].at <= NEAR_BYTES; k--)
        if (s->hits[k - 1].kind == HC_CUE_SERVICE)
            return true;
    return false;
}

static bool before_has(const hc_reply_sentence *s, size_t i, hc_cue_kind kind)
{
    for (size_t k = 0; k < i; k++)
        if (s->hits[k].kind == kind)
            return true;
    return false;
}

static int points_of(const hc_reply_sentence *s, size_t i, int base, hc_cue_context around)
{
    bool first = HC_HAS(s->has, HC_CUE_FIRST), request = HC_HAS(s->has, HC_CUE_REQUEST);
    bool service = base >= OWN ? service_before(s, i) : HC_HAS(s->has, HC_CUE_SERVICE);
    int points = base + (first ? 3 : around.self ? 2 : 0) + (request ? 2 : 0);
    if (!request && HC_HAS(s->has, HC_CUE_GROUND))
        points += 1;
    if ((around.sorry || HC_HAS(s->has, HC_CUE_APOLOGY)) && !service)
        points += 2;
    if (!first && HC_HAS(s->has, HC_CUE_THIRD))
        points -= 3;
    if (service || (base < OWN && !first && HC_HAS(s->has, HC_CUE_LAW)))
        points -= 3;
    return points;
}

typedef struct { int points; const char *rule; bool soft; } weighed;

/* Before a bare 하다: an object ("그런 일은 하지 않습니다"), not the root of an adjective ("적절하지 않습니다"). */
static bool acts(hc_str before)
{
    static const char *const ends[] = {"은", "는", "을", "를", "도", "로"};
    return drop_end(before, ends, HC_LEN(ends)).n < before.n;
}

/* 도와드릴, 안내해 드릴, 정보를 드릴: what is given is help or words. Of "복구해 드릴" nobody knows. */
static bool gives_words(hc_str before)
{
    static const char *const leads[] = {"도와", "알려", "답변", "답", "말씀", "안내", "안내해", "제공", "제공해", "설명", "설명해", "작성해", "도움", "만들어", "써", "가르쳐", "보여",
                                        "찾아", "추천", "추천해", "공유해", "대답", "대답해", "응답", "번역해", "생성해", "들어", "을", "를", "은", "는", "도", "를해", "을해", "은해",
                                        "는해", "도해", "게해", "대신해", "전해", "읽어", "그려", "지어", "골라", "말해", "말씀해", "묘사해", "답해", "답변해", "처리해", "수행해", "진행해", "가",
                                        "이", "소개해", "정리해", "풀어", "계산해", "분석해", "검색해", "조언해", "help", "의견", "되어", "돼", "일러", "지원해", "협조해", "응해", "확인해",
                                        "해석해", "요약해", "상담해", "평가해", "언급해", "접속해", "조회해", "예약을해"};
    hc_str known = drop_end(before, leads, HC_LEN(leads));
    return known.n < before.n || before.n == 0;
}

/* ... 수 없. A verb that is not in the list counts when the assistant is the subject. */
static weighed weigh_cannot(hc_str before)
{
    const verb *v = verb_before(before, true);
    if (v && hc_str_is(hc_str_c(v->stem), "드리") && !gives_words(hc_str_sub(before, 0, before.n - strlen("드릴"))))
        return (weighed){NEUTRAL, "cannot", false};
    if (v)
        return (weighed){v->points, "cannot", false};
    size_t start;
    uint32_t cp = hc_peek_back(before, before.n, &start);
    return hc_is_syllable(cp) && hc_final_of(cp) == 8 ? (weighed){VAGUE, "cannot", false} : (weighed){0};
}

/* -지 못, -지 않 */
static weighed weigh_negated(hc_str before, hc_str after)
{
    static const char *const will[] = {"겠", "을게", "을래", "을것입니다", "을거예요", "하겠"}; /* -지 않겠습니다: the will of the speaker */
    static const char *const better[] = {"는것이좋", "는게좋", "는편이", "는것이바람", "는게맞", "는것이맞"};
    const verb *v = verb_before(before, false);
    if (hc_starts_any(after, will, HC_LEN(will)))
        return (weighed){(v ? v->points : VAGUE) + 3, "will not", false};
    if (!v)
        return (weighed){0};
    if (hc_starts_any(after, better, HC_LEN(better)))
        return (weighed){v->points, "had better not", true};
    if (v->points == VAGUE && !acts(hc_str_sub(before, 0, before.n - strlen(v->stem))))
        return (weighed){0};
    return (weighed){v->points, "does not", false};
}

/* -기 어렵, 답변은 어렵 */
static weighed weigh_hard(hc_str before, hc_str at_cue)
{
    static const char *const felt[] = {"곤란", "조심", "부담", "꺼려", "거북", "껄끄", "좀그", "망설", "거시기"}; /* by the speaker */
    static const char *const between[] = {"가", "는", "에는", "도", "엔", "에", "가좀", "좀", "가다소", "가조금", "가너무", "는좀", "에는좀", "가많이"};
    hc_str act = drop_end(before, between, HC_LEN(between));
    const verb *v = hc_str_ends(act, HC_S("기")) ? verb_before(hc_str_sub(act, 0, act.n - strlen("기")), false) : NULL;
    if (v && v->points == ACCESS)
        return (weighed){VAGUE, "hard", true};
    if (v && v->points == VAGUE && hc_starts_any(at_cue, felt, HC_LEN(felt)))
        return (weighed){NEUTRAL, "hard", true};
    if (!v)
        v = noun_before(before);
    return v ? (weighed){v->points, "hard", true} : (weighed){0};
}

/* What a Korean hit is worth before its sentence is looked at; rule NULL when no verb of the assistant governs it. */
static weighed weigh(const hc_reply_sentence *s, size_t i)
{
    const hc_cue_hit *h = &s->hits[i];
    hc_str before = hc_str_sub(s->squeezed, 0, h->at);
    const verb *v = h->kind == HC_CUE_NEUTRAL || h->kind == HC_CUE_SOFT_NEUTRAL ? noun_before(before) : NULL;
    if (h->kind == HC_CUE_CANNOT)
        return weigh_cannot(before);
    if (h->kind == HC_CUE_NEGATED)
        return weigh_negated(before, behind(s->squeezed, h->end));
    if (h->kind == HC_CUE_HARD)
        return weigh_hard(before, behind(s->squeezed, h->at));
    if (h->kind == HC_CUE_NEUTRAL)
        return (weighed){v ? v->points : NEUTRAL - 1, "not possible", false};
    if (h->kind == HC_CUE_OWN || h->kind == HC_CUE_SOFT)
        return (weighed){OWN, h->kind == HC_CUE_OWN ? "declines" : "withholds", h->kind == HC_CUE_SOFT};
    return h->kind == HC_CUE_SOFT_NEUTRAL ? (weighed){v && v->points >= NEUTRAL ? v->points : NEUTRAL - 1, "not proper", true} : (weighed){0};
}

static hc_cue_reading read_hit(const hc_reply_sentence *s, size_t i, hc_cue_context around)
{
    const hc_cue_hit *h = &s->hits[i];
    weighed w = weigh(s, i);
    if (!w.rule)
        return (hc_cue_reading){0};
    hc_str after = behind(s->squeezed, h->end), near = hc_str_sub(after, 0, 60);
    hc_cue_reading r = {.rule = w.rule, .behind = after.n / 3};
    static const char *const own_words[] = {"다고말씀드", "다고말씀을드", "다고생각", "다고봅", "다고판단", "다는말씀"};
    bool self = hc_starts_any(after, own_words, HC_LEN(own_words));
    bool hard = h->kind == HC_CUE_HARD;
    if (hc_has_any(near, doubly, HC_LEN(doubly)) || hc_starts_any(after, hard ? hard_undone : undone, hard ? HC_LEN(hard_undone) : HC_LEN(undone)) ||
        hc_str_starts(after, HC_S("지않")) || hc_str_starts(after, HC_S("지는않"))) {
        r.says = HC_SAYS_REVERSED;
    } else if (!self && hc_starts_any(after, reported, HC_LEN(reported))) {
        r.says = HC_SAYS_OTHERS;
    } else {
        int points = points_of(s, i, w.points, around);
        if (points < 1)
            return (hc_cue_reading){0};
        r.weak = points == 1;
        r.says = before_has(s, i, HC_CUE_CONDITION) ? HC_SAYS_CONDITION : w.soft ? HC_SAYS_SOFT : HC_SAYS_NO;
    }
    return r;
}

/* Curt words: at the start or the end of what is said. */
static hc_cue_reading read_curt(const hc_reply_sentence *s, size_t i)
{
    enum { CURT_HEAD = 24, CURT_TAIL = 18 }; /* bytes around the words */
    const hc_cue_hit *h = &s->hits[i];
    hc_str before = hc_str_sub(s->squeezed, 0, h->at);
    static const char *const advice[] = {"면", "서는", "서", "지는", "하지"};
    for (size_t k = 0; k < HC_LEN(advice); k++)
        if (hc_str_ends(before, hc_str_c(advice[k])) && !HC_HAS(s->has, HC_CUE_REQUEST))
            return (hc_cue_reading){0};
    if (HC_HAS(s->has, HC_CUE_THIRD) || HC_HAS(s->has, HC_CUE_SERVICE) || HC_HAS(s->has, HC_CUE_LAW))
        return (hc_cue_reading){0};
    static const char *const nouns_only[] = {"거절", "거부", "불가"};
    hc_str after = behind(s->squeezed, h->end);
    if (hc_starts_any(behind(s->squeezed, h->at), nouns_only, HC_LEN(nouns_only)) && after.n > CURT_TAIL / 2)
        return (hc_cue_reading){0};
    if (after.n > CURT_TAIL || HC_HAS(s->has, HC_CUE_PUZZLED))
        return (hc_cue_reading){0};
    if (h->at > CURT_HEAD && !HC_HAS(s->has, HC_CUE_REQUEST) && !HC_HAS(s->has, HC_CUE_APOLOGY))
        return (hc_cue_reading){0};
    return (hc_cue_reading){.says = h->kind == HC_CUE_CURT ? HC_SAYS_NO : HC_SAYS_SOFT, .rule = "curt", .weak = true};
}

static hc_cue_reading read_english(const hc_reply_sentence *s, size_t i)
{
    enum { WINDOW = 60 };
    const hc_cue_hit *h = &s->hits[i];
    hc_str before = hc_str_sub(s->spoken, 0, h->at);
    hc_cue_reading r = {.rule = "cannot", .behind = (s->spoken.n - h->end) / 2};
    if (h->kind == HC_CUE_OWN || h->kind == HC_CUE_SOFT) {
        r.says = HC_HAS(s->has, HC_CUE_THIRD) ? HC_SAYS_OTHERS : h->kind == HC_CUE_SOFT ? HC_SAYS_SOFT : HC_SAYS_NO;
        r.rule = "declines";
        return r;
    }
    if (h->kind != HC_CUE_I_CANNOT && h->kind != HC_CUE_BARE_CANNOT)
        return (hc_cue_reading){0};
    if (h->kind == HC_CUE_BARE_CANNOT && before.n && !HC_HAS(s->has, HC_CUE_APOLOGY))
        return (hc_cue_reading){0};
    if (hc_str_ends(before, HC_S("if ")) || hc_str_ends(before, HC_S("why ")) || hc_str_starts(behind(s->spoken, h->end), HC_S(" help but")))
        return (hc_cue_reading){0};
    for (size_t k = i + 1; k < s->n_hits && s->hits[k].at <= h->end + WINDOW; k++) {
        if (s->hits[k].kind != HC_CUE_VERB || s->hits[k].at < h->end)
            continue;
        r.says = HC_HAS(s->has, HC_CUE_THIRD) ? HC_SAYS_OTHERS : HC_SAYS_NO;
        return r;
    }
    return (hc_cue_reading){0};
}

hc_cue_reading hc_reply_refusal_in(const hc_reply_sentence *s, hc_cue_context around)
{
    enum { HITS_READ = 64 }; /* a sentence with more is no sentence */
    hc_cue_reading best = {0};
    for (size_t i = 0; i < s->n_hits; i++) {
        if (i == HITS_READ && s->n_hits > 2 * HITS_READ)
            i = s->n_hits - HITS_READ;
        hc_cue_kind kind = s->hits[i].kind;
        hc_cue_reading r = i >= s->n_korean                                       ? read_english(s, i)
                           : kind == HC_CUE_CURT || kind == HC_CUE_CURT_SOFT ? (around.alone ? read_curt(s, i) : (hc_cue_reading){0})
                                                                                  : read_hit(s, i, around);
        if (r.says > best.says || (r.says == best.says && best.weak && !r.weak))
            best = r;
    }
    return best;
}
