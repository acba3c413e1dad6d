// SPDX-License-Identifier: Apache-2.0
/*
 * Is a cue a refusal? It must be the assistant who declines: the verb before the cue says so (드리다, 알려 주다, "I"), or the
 * sentence speaks of the request, apologises, or says 저는. Points are summed; a subject of the world (임차인은), a service
 * (환불해 드릴 수 없습니다) or the law take them away. What follows the cue may undo it: double negation, a condition, a question,
 * somebody else's words.
 */
#include "korean/hangul.h"
#include "korean/reply_int.h"

static const char *const doubly[] = {"이유가없", "이유는없", "이유없", "이유도없", "것도없", "것은아니", "건아니", "게아니", "것이아니", "것까지는없", "줄알았",
                                     "이유가있", "이유있", "리있", "리가있", "까닭이없", "까닭은없", "리없", "리가없", "필요는없", "필요가없", "생각은없", "생각이없", "것은없", "건없", "는데가없", "게없", "것이없", "것없", "가아니", "이아니", "도아니", "은아니", "는아니"};
static const char *const undone[] = {"을이유", "는이유", "을까", "을때", "는경우", "을경우", "는상황", "다면", "으면", "더라도", "던", "었", "았", "는지", "을정도", "는사람",
                                     "는것처럼", "을수도", "도록되어", "도록돼", "는것이원칙", "나요", "습니까", "는가", "냐", "는분", "는때", "는부분은", "는것은", "는내용은", "는사항은", "는정보는", "다니", "다뇨", "한부분", "한점을", "한내용", "한것을", "한것은", "했던"};
static const char *const reported[] = {"다고", "다는말", "다는답", "다는안내를받", "다는이야기",
                                       "다는통보", "다며", "다면서", "다던", "대요", "라고", "고말했", "고해", "고하", "고한", "럽다고", "렵다고", "하다고", "든다고", "들다고", "라는말", "라는답", "다는뜻", "다는의미", "다는표현"};
static const char *const hard_undone[] = {"지않", "지는않", "진않", "지도않", "움을겪", "울때", "운경우", "울수록", "우면", "우시면", "우신분", "운분", "운사람",
                                          "운시기", "워하", "웠", "었", "다고말했", "다고했", "다고합", "다고한", "다면", "운일이있", "운점이있", "신가요", "운상황", "한경우", "했", "해하", "더라도", "은일", "은부탁", "은사람", "은티", "한부탁", "한요청", "한요구", "하게"};

static const char *const built[] = {"도록", "게되어", "게설계", "게끔", "는것을원칙", "는것이원칙", "는것은원칙"};
static const char *const to_you[] = {"으시", "으셔", "으세", "으십", "으신", "으실", "으셨", "아도", "하시", "하셔", "하실", "하셨", "하신", "하십"}; /* -지 않으셔도 됩니다 */

static hc_str behind(hc_str s, size_t end)
{
    return hc_str_sub(s, end, s.n);
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

typedef struct { int points; const char *rule; bool soft; } weighed;
static const char *const WILL_NOT = "will not"; /* 하지 않겠습니다, which only a speaker says */

static int points_of(const hc_reply_sentence *s, size_t i, weighed w, hc_cue_context around)
{
    int base = w.points;
    bool first = HC_HAS(s->has, HC_CUE_FIRST), request = HC_HAS(s->has, HC_CUE_REQUEST);
    bool service = base >= HC_ACT_OWN ? service_before(s, i) : before_has(s, i, HC_CUE_SERVICE);
    int points = base + (first ? 3 : around.self ? 2 : 0) + (request ? 2 : 0);
    if (!request && s->has & (1ull << HC_CUE_GROUND | 1ull << HC_CUE_ABOUT))
        points += HC_HAS(s->has, HC_CUE_GROUND) && HC_HAS(s->has, HC_CUE_ABOUT) ? 2 : 1;
    if ((around.sorry || HC_HAS(s->has, HC_CUE_APOLOGY)) && !service)
        points += 2;
    static const char *const asked[] = {"요청", "부탁", "질문", "질의"};
    bool named = request && hc_has_any(s->squeezed, asked, HC_LEN(asked));
    points += named;
    if (first || (w.rule == WILL_NOT && request))
        return points;
    if (before_has(s, i, HC_CUE_THIRD) && w.rule != WILL_NOT)
        points -= 3;
    if (service || (base < HC_ACT_OWN && before_has(s, i, HC_CUE_LAW) && !named))
        points -= 3;
    else if (base < HC_ACT_OWN && around.shop && !request)
        points -= 2;
    return points;
}

/* ... 수 없. A verb that is not in the list counts when the assistant is the subject. */
static weighed weigh_cannot(hc_str before, hc_str cue, bool negated)
{
    if (negated && hc_str_starts(cue, HC_S("리"))) /* 안 도와줄 리가 없다 */
        return (weighed){0};
    hc_act act = hc_act_before(before, true);
    size_t start;
    uint32_t cp = hc_peek_back(before, before.n, &start);
    bool future = hc_is_syllable(cp) && hc_final_of(cp) == 8;
    static const char *const matters[] = {"문제", "사안", "일이", "일은", "내용", "질문", "주제", "만한", "입장", "위치", "처지"}; /* 말씀드릴 사안이 아닙니다 */
    bool soft = hc_starts_any(cue, matters, HC_LEN(matters));
    return act.known || future ? (weighed){act.points, soft ? "not for me" : "cannot", soft} : (weighed){0};
}

/* 못 알려 드려요, 안 할래: the verb behind. */
static weighed weigh_not(hc_str before, hc_str after, bool apart)
{
    enum { WINDOW = 150 };
    static const char *const given[] = {"드리는건", "드리는것", "드리는일", "드리는게", "주는건", "주는것은"}, *const become[] = {"되", "돼", "됩", "된"};
    if (hc_starts_any(after, become, HC_LEN(become)) && !hc_str_starts(after, HC_S("되면")))
        return hc_has_any(hc_str_sub(before, before.n > WINDOW ? before.n - WINDOW : 0, before.n), given, HC_LEN(given)) ? (weighed){HC_ACT_OWN, "not allowed", false} : (weighed){0};
    static const char *const own[] = {"도와", "도울", "알려", "알랴", "알켜", "알카", "알콰", "가르쳐", "갈쳐", "갈차", "갈켜", "갈카", "해줘", "해주", "해준", "해줄", "해드", "써줘", "써드",
                                      "써줄", "써주", "만들어줘", "만들어드", "만들어줄", "드려", "드리", "드립", "드린", "보여드", "보여줘", "보여줄", "찾아드", "찾아줘", "말해", "말씀", "들어드",
                                      "들어줘", "들어줄", "전해드", "전해줘", "하겠습", "하겠어", "하겠네", "하겠다", "하것", "하겄", "하겠소", "하겠구", "할래", "할게", "할란다", "답해", "대답", "번역해드", "일러"};
    static const char *const vague[] = {"쓸", "만들", "줄", "할거", "합니다", "해", "한다", "써", "하게되어", "들어", "줘", "줍", "준다", "함", "하지"};
    static const char *const wish[] = {"하고싶", "하는게", "했으면"}, *const better[] = {"는게좋", "는것이좋", "는편이좋", "는게나", "는편이나"};
    if (hc_starts_any(after, wish, HC_LEN(wish)) || hc_has_any(hc_str_sub(after, 0, 24), better, HC_LEN(better)))
        return (weighed){HC_ACT_NEUTRAL - 1, "would rather not", true};
    if (hc_starts_any(after, own, HC_LEN(own)))
        return (weighed){HC_ACT_OWN, "declines", false};
    enum { A_VERB = 24 };
    return hc_starts_any(after, vague, HC_LEN(vague)) || (apart && after.n <= A_VERB) ? (weighed){HC_ACT_NEUTRAL - 1, "declines", false} : (weighed){0};
}

/* -지 못, -지 않 */
static weighed weigh_negated(hc_str before, hc_str after, bool asked)
{
    static const char *const surely[] = {"겠습니다", "겠어", "겠다", "겠네", "겠소", "을게", "을래", "으려", "으렵니다", "기로", "을테"};
    static const char *const will[] = {"겠", "을게", "을래", "을것입니다", "을거예요", "을거야", "을거다", "을겁니다", "을작정", "을테", "을생각", "으려", "으렵니다", "으리", "기로", "하겠"}; /* -지 않겠습니다: the will of the speaker */
    static const char *const better[] = {"는것이좋", "는게좋", "는편이", "는것이바람", "는게맞", "는것이맞", "는게나", "는것이나", "는쪽이", "는게옳", "는것이옳", "는게상책", "는것이상책", "는것도방법", "는것도한", "는것도좋"};
    static const char *const opinion[] = {"겠", "듯", "같", "생각", "싶"};
    hc_act act = hc_act_before(before, false);
    if (hc_starts_any(after, to_you, HC_LEN(to_you)))
        return (weighed){0};
    if (hc_starts_any(after, will, HC_LEN(will)))
        return (weighed){act.points + 3, hc_starts_any(after, surely, HC_LEN(surely)) ? WILL_NOT : "is not going to", false};
    if (!act.known || !act.object)
        return (weighed){0};
    bool soft = hc_starts_any(after, better, HC_LEN(better));
    if (soft && !hc_has_any(hc_str_sub(after, 0, 60), opinion, HC_LEN(opinion)))
        act.points = hc_str_ends(before, HC_S("드리")) ? act.points : HC_ACT_VAGUE - 1; /* 들어주지 않는 편이 낫습니다: advice */
    return (weighed){soft && act.points < HC_ACT_OWN && !asked ? act.points - 1 : act.points, soft ? "had better not" : "does not", soft};
}

/* 안내하기가, 답변은: what is hard. */
static hc_act act_of_hard(hc_str before)
{
    static const char *const between[] = {"가", "는", "에는", "도", "엔", "에"};
    hc_str bare = hc_without_adverb(before);
    hc_str act_of = hc_drop_end(bare, between, HC_LEN(between));
    bool story = hc_str_ends(act_of, HC_S("얘기")) || hc_str_ends(act_of, HC_S("이야기"));
    if (!story && hc_str_ends(act_of, HC_S("기")))
        return hc_act_before(hc_str_sub(act_of, 0, act_of.n - strlen("기")), false);
    return hc_noun_act_before(before);
}

/* -기 어렵, 답변은 어렵 */
static weighed weigh_hard(hc_str before, hc_str cue, bool brief)
{
    static const char *const felt[] = {"곤란", "조심", "부담", "꺼려", "거북", "껄끄", "좀그", "망설", "거시기", "난처", "애매", "난감", "민망", "주저", "가그래", "싫", "뭣하", "뭐하"}; /* by the speaker */
    hc_act act = act_of_hard(before);
    static const char *const personal[] = {"조심스", "망설", "꺼려", "난처", "민망", "주저", "뭣하", "뭣허", "껄끄"}; /* who says so speaks of himself */
    if (act.points <= HC_ACT_WORDS && brief && hc_starts_any(cue, personal, HC_LEN(personal)))
        act.points = HC_ACT_WORDS;
    else if (act.points <= HC_ACT_ACCESS)
        act.points = hc_starts_any(cue, felt, HC_LEN(felt)) ? HC_ACT_NEUTRAL : HC_ACT_VAGUE;
    return (weighed){act.points, "hard", true};
}

/* 접어 두자, 다음 기회로 미루면 어떨까요: a will or a wish must follow, else it is a story or a step. */
static weighed weigh_aside(hc_str cue, hc_str after)
{
    enum { NEAR = 54 };
    static const char *const wishes[] = {"겠", "어떨까", "안될까", "될까요", "면좋", "면해", "면합니다", "려고", "려합", "려해", "고싶", "고자", "싶습", "싶어", "싶네", "볼까", "할까",
                                         "합시다", "하자", "둘까", "두자", "둡시다", "둘게", "갈게", "갈께", "할게", "놓을게", "올릴게", "둘래", "할래", "주세요", "주시", "주십", "주소", "주쇼",
                                         "시지요", "시죠", "부탁", "하기로", "렵니다", "겁니다", "할거", "둘거", "해요", "하지요", "야죠", "야지", "입시더", "합시더", "어떠하", "어떠신", "어떠올", "바라옵", "바랍니다", "간청"};
    if (hc_str_starts(after, HC_S("고")) && !hc_str_starts(after, HC_S("고싶")) && !hc_str_starts(after, HC_S("고자")))
        return (weighed){0}; /* 접어 두고: another subject */
    static const char *const own_will[] = {"겠", "고싶습", "고싶어", "고싶네", "고싶다", "고자", "려고", "려합", "려해", "둘게", "갈게", "할게", "놓을게", "올릴게", "기로", "렵니다", "둘래", "할래", "가자", "가요", "가죠", "갑시다", "두자", "말자"};
    static const char *const yours[] = {"시겠", "주시", "주세", "좋겠", "싶으", "으면"};
    hc_str ahead = hc_str_sub(cue, 0, cue.n - after.n + NEAR);
    if (hc_has_any(ahead, own_will, HC_LEN(own_will)) && !hc_has_any(ahead, yours, HC_LEN(yours)))
        return (weighed){HC_ACT_WORDS, "lays aside", true};
    bool wish = after.n <= strlen("요요") || hc_has_any(ahead, wishes, HC_LEN(wishes));
    return wish ? (weighed){HC_ACT_NEUTRAL - 1, "lays aside", true} : (weighed){0};
}

/* What a Korean hit is worth before its sentence is looked at; rule NULL when no act of the assistant stands before it. */
static weighed weigh(const hc_reply_sentence *s, size_t i, bool brief)
{
    const hc_cue_hit *h = &s->hits[i];
    hc_str before = hc_str_sub(s->squeezed, 0, h->at), after = behind(s->squeezed, h->end), cue = behind(s->squeezed, h->at);
    if (h->kind == HC_CUE_CANNOT)
        return weigh_cannot(before, cue, HC_HAS(s->has, HC_CUE_NOT));
    if (h->kind == HC_CUE_NOT)
        return weigh_not(before, after, s->breaks && h->end < s->squeezed.n && s->breaks[h->end]);
    if (h->kind == HC_CUE_NEGATED)
        return weigh_negated(before, after, HC_HAS(s->has, HC_CUE_REQUEST));
    if (h->kind == HC_CUE_HARD) /* 말씀드리기가 좀…: only when nothing follows */
        return after.n && h->end - h->at == strlen("좀") && hc_str_starts(cue, HC_S("좀")) ? (weighed){0} : weigh_hard(before, cue, brief);
    if (h->kind == HC_CUE_ASIDE) {
        weighed w = weigh_aside(cue, after);
        if (w.points > 0 && !brief)
            w.points = HC_ACT_NEUTRAL - 1; /* 오늘은 여기까지만 하겠습니다: the end of an answer */
        return w;
    }
    if (h->kind == HC_CUE_FELT) {
        static const char *const yours[] = {"시", "우시", "으시", "하시", "실", "셨", "신", "스러우시", "면", "ㄹ때", "을때", "는게당연", "은게당연"};
        return hc_starts_any(after, yours, HC_LEN(yours)) ? (weighed){0} : (weighed){HC_ACT_NEUTRAL - 1, "reluctant", true};
    }
    if (h->kind == HC_CUE_OWN || h->kind == HC_CUE_SOFT)
        return (weighed){HC_ACT_OWN, h->kind == HC_CUE_OWN ? "declines" : "withholds", h->kind == HC_CUE_SOFT};
    if (h->kind != HC_CUE_NEUTRAL && h->kind != HC_CUE_SOFT_NEUTRAL)
        return (weighed){0};
    bool soft = h->kind == HC_CUE_SOFT_NEUTRAL;
    hc_act act = soft ? act_of_hard(before) : hc_noun_act_before(before);
    if (hc_str_starts(cue, HC_S("금지")))
        return (weighed){HC_ACT_VAGUE, "not possible", false};
    return (weighed){act.known && act.points > HC_ACT_VAGUE ? act.points : HC_ACT_NEUTRAL - 1, soft ? "not proper" : "not possible", soft};
}

static hc_cue_reading read_hit(const hc_reply_sentence *s, size_t i, hc_cue_context around)
{
    const hc_cue_hit *h = &s->hits[i];
    weighed w = weigh(s, i, around.brief);
    if (!w.rule)
        return (hc_cue_reading){0};
    hc_str after = behind(s->squeezed, h->end), near = hc_str_sub(after, 0, 60);
    hc_cue_reading r = {.rule = w.rule, .after = after};
    w.points += h->kind == HC_CUE_CANNOT && hc_str_starts(after, HC_S("음을")) ? 2 : 0; /* 드릴 수 없음을 알려 드립니다 */
    static const char *const own_words[] = {"다고말씀드", "다고말씀을드", "다고생각", "다고봅", "다고판단", "다는말씀", "다고했잖", "다고했지", "다고했는데", "다고했을"};
    enum { WINDOW = 150 }; /* bytes; so that a sentence of any length is read in linear time */
    static const char *const when[] = {"할때는", "을때는", "할때에는", "받으면", "받았을때"};
    static const char *const says[] = {"다고", "라고", "대요", "다며"};
    if ((h->kind == HC_CUE_NOT || h->kind == HC_CUE_OWN) && hc_has_any(hc_str_sub(after, 0, 36), says, HC_LEN(says)) && !hc_has_any(near, own_words, HC_LEN(own_words))) {
        r.says = HC_SAYS_OTHERS; /* 못 도와준다고 말해 보세요 */
        return r;
    }
    bool mine = HC_HAS(s->has, HC_CUE_FIRST) || HC_HAS(s->has, HC_CUE_APOLOGY);
    if (!mine && hc_has_any(hc_str_sub(s->squeezed, h->at > WINDOW ? h->at - WINDOW : 0, h->at), when, HC_LEN(when))) {
        r.says = HC_SAYS_OTHERS; /* 거절할 때는 길게 말하지 않는 편이 낫습니다 */
        return r;
    }
    bool self = hc_starts_any(after, own_words, HC_LEN(own_words));
    if (!HC_HAS(s->has, HC_CUE_FIRST) && before_has(s, i, HC_CUE_THIRD) && h->kind == HC_CUE_OWN) {
        r.says = HC_SAYS_OTHERS; /* 주인공은 그 부탁을 거절합니다 */
        return r;
    }
    bool hard = h->kind == HC_CUE_HARD || h->kind == HC_CUE_FELT;
    bool made_so = w.points >= HC_ACT_OWN && hc_starts_any(after, built, HC_LEN(built)); /* 답변드릴 수 없도록 설계되어 */
    if (hc_has_any(near, doubly, HC_LEN(doubly)) || (!made_so && hc_starts_any(after, hard ? hard_undone : undone, hard ? HC_LEN(hard_undone) : HC_LEN(undone))) ||
        (h->kind == HC_CUE_CANNOT && hc_str_starts(after, HC_S("이"))) || hc_str_starts(after, HC_S("지않")) || hc_str_starts(after, HC_S("지는않"))) {
        r.says = HC_SAYS_REVERSED;
    } else if (!self && hc_starts_any(after, reported, HC_LEN(reported))) {
        r.says = HC_SAYS_OTHERS;
    } else {
        bool opinion = w.points <= HC_ACT_ACCESS + (h->kind == HC_CUE_NEGATED ? 3 : 0) && (self || hc_str_find(s->squeezed, HC_S("라면")) >= 0);
        opinion = opinion || ((w.points < HC_ACT_OWN || h->kind == HC_CUE_NOT) && HC_HAS(s->has, HC_CUE_PUZZLED));
        int points = opinion ? 0 : points_of(s, i, w, around);
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
    static const char *const words[] = {"알려", "말", "도와", "답", "해주", "해드", "부탁", "요청", "얘기", "이야기"};
    if (hc_has_any(behind(s->squeezed, h->end), doubly, HC_LEN(doubly)))
        return (hc_cue_reading){0};
    static const char *const advice[] = {"면", "서는", "서", "지는", "하지"};
    for (size_t k = 0; k < HC_LEN(advice); k++)
        if (hc_str_ends(before, hc_str_c(advice[k])) && !(HC_HAS(s->has, HC_CUE_REQUEST) && hc_has_any(before, words, HC_LEN(words))))
            return (hc_cue_reading){0};
    if (HC_HAS(s->has, HC_CUE_THIRD) || HC_HAS(s->has, HC_CUE_SERVICE) || HC_HAS(s->has, HC_CUE_LAW))
        return (hc_cue_reading){0};
    static const char *const nouns_only[] = {"거절", "거부", "불가"};
    hc_str after = behind(s->squeezed, h->end);
    if (hc_starts_any(behind(s->squeezed, h->at), nouns_only, HC_LEN(nouns_only)) && after.n > CURT_TAIL / 2)
        return (hc_cue_reading){0};
    if ((after.n > CURT_TAIL && h->at > 0) || HC_HAS(s->has, HC_CUE_PUZZLED))
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
    hc_cue_reading r = {.rule = "cannot", .after = behind(s->spoken, h->end)};
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
    static const char *const other_verbs[] = {" wait", " believe", " imagine", " stress", " emphasize", " recommend", " guarantee", " understand", " parse", " make out", " follow", " find", " think",
                                              " agree", " remember", " say for", " promise", " be sure", " be certain", " thank", " complain", " tell what", " tell which", " read", " see", " hear", " see what", " afford"};
    if (h->kind == HC_CUE_I_CANNOT && !HC_HAS(s->has, HC_CUE_PUZZLED) && !hc_starts_any(r.after, other_verbs, HC_LEN(other_verbs))) {
        r.says = HC_HAS(s->has, HC_CUE_THIRD) ? HC_SAYS_OTHERS : HC_SAYS_NO;
        r.weak = true;
        return r;
    }
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
    static const size_t HITS_READ = 128; /* a sentence with more is no sentence */
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
