// SPDX-License-Identifier: Apache-2.0
/*
 * The last word of a sentence is read into a predicate (stem, mood, honorific) and written at the other level. What does not come out
 * at that level when it is read again is put back as it was.
 */
#include "korean/register.h"

#include "korean/hangul.h"
#include "korean/josa.h"
#include "korean/sentence.h"
#include "korean/verb.h"
#include "text/normalize.h"

enum { F_NONE = 0, F_N = 4, F_R = 8, F_B = 17, F_SS = 20 };

typedef enum { STATE, ASK, COMMAND, PROPOSE } mood;

typedef struct {
    mood mood;
    hc_word stem;           /* of a copula: the noun; of a request: the infinitive before 주, maybe empty */
    bool honorific, copula;
    bool request;           /* … 주세요 */
    bool blank;             /* a blank stands before 주 in the text */
    bool new_blank;         /* a blank is wanted there */
} predicate;

typedef struct {
    hc_arena *a;
    hc_str word, before;    /* the last word, the text of the sentence before it */
    bool question;
    hc_speech from, to;
} context;

static bool is(const hc_word *w, const char *syllables)
{
    return w->n == strlen(syllables) / 3 && hc_word_ends(w, syllables);
}

static bool ends(const context *c, const char *syllables)
{
    return hc_str_ends(c->word, hc_str_c(syllables));
}

/* The word without its last `n` syllables. */
static hc_word cut(const context *c, size_t n)
{
    return hc_word_of(hc_str_sub(c->word, 0, c->word.n - n * 3));
}

static hc_str last_eojeol(hc_str before)
{
    size_t at = before.n, from;
    for (uint32_t cp; at > 0 && (cp = hc_peek_back(before, at, &from)) != ' ' && cp != '\n'; at = from)
        ;
    return hc_str_sub(before, at, before.n);
}

static bool has_object(const context *c)
{
    hc_str e = last_eojeol(hc_str_trim(c->before));
    return hc_str_ends(e, HC_S("을")) || hc_str_ends(e, HC_S("를"));
}

static bool takes_ju(hc_word w)
{
    static const char *const endings[] = {"해", "려", "어", "아", "여", "봐", "써", "켜", "혀", "겨", "쳐", "져", "와", "워", "돼", "꿔",
                                          "눠", "둬", "내", "라", "러", "꺼", "떠"};
    for (size_t i = 0; i < HC_LEN(endings); i++)
        if (hc_word_ends(&w, endings[i]))
            return true;
    return false;
}

/* 주 behind an infinitive, in this word (알려주) or the word before (알려 주), makes a request. */
static void see_request(const context *c, predicate *p)
{
    if (!hc_word_ends(&p->stem, "주"))
        return;
    hc_word main = p->stem;
    main.n--;
    bool spaced = main.n == 0 && c->before.n > 1 && c->before.p[c->before.n - 1] == ' ';
    hc_str e = last_eojeol(hc_str_trim(c->before));
    if (main.n ? takes_ju(main) : spaced && takes_ju(hc_word_of(e))) {
        p->request = true;
        p->blank = p->new_blank = spaced;
        p->stem = main;
    }
}

static void split_honorific(predicate *p)
{
    static const char *const verbs[] = {"마시", "모시", "쑤시", "적시"};
    for (size_t i = 0; i < HC_LEN(verbs); i++)
        if (hc_word_ends(&p->stem, verbs[i]))
            return;
    if (p->stem.n < 2 || !hc_word_ends(&p->stem, "시"))
        return;
    p->stem.n--;
    p->honorific = true;
    hc_verb_from_eu(&p->stem);
}

static bool is_verb_in_i(const hc_word *w)
{
    static const char *const verbs[] = {"보이", "쓰이", "움직이", "높이", "줄이", "들이", "놓이", "쌓이", "모이", "먹이", "붙이", "기울이",
                                        "속이", "죽이", "끓이", "섞이", "꺾이", "덮이", "짜이", "트이", "녹이", "숙이", "망설이", "벌이"};
    for (size_t i = 0; i < HC_LEN(verbs); i++)
        if (hc_word_ends(w, verbs[i]))
            return true;
    return false;
}

/* A stem in 이 that is no verb is a noun with its copula. */
static void see_copula(predicate *p)
{
    if (!hc_word_ends(&p->stem, "이") || is_verb_in_i(&p->stem))
        return;
    p->stem.n--;
    p->copula = true;
}

static bool copula_of(const context *c, size_t ending, predicate *p)
{
    p->copula = true;
    p->stem = cut(c, ending);
    return p->stem.n || (c->before.n && c->before.p[c->before.n - 1] != ' ');
}

/* 하는가, 한가, 좋은가, 인가; the ending is `n` syllables and ㄴ stands before it. */
static bool read_n_question(const context *c, size_t n, predicate *p)
{
    p->mood = ASK;
    p->stem = cut(c, n);
    if (hc_word_ends(&p->stem, "는")) {
        p->stem.n--;
        hc_verb_restore_l(&p->stem, has_object(c));
    } else if (hc_word_final(&p->stem) == F_N) {
        hc_word_set_final(&p->stem, F_NONE);
        if (is(&p->stem, "이") || (hc_word_ends(&p->stem, "이") && !is_verb_in_i(&p->stem)))
            return copula_of(c, n + 1, p);
        hc_verb_from_eu(&p->stem);
    } else {
        return false;
    }
    split_honorific(p);
    return p->stem.n > 0;
}

/* 할게(요), 있을까(요): an intention or a chance is said with 겠 at the other levels. */
static bool read_will(const context *c, size_t n, predicate *p)
{
    p->stem = cut(c, n);
    if (hc_word_final(&p->stem) != F_R)
        return false;
    if (hc_word_ends(&p->stem, "을")) {
        p->stem.n--;
    } else {
        hc_word_set_final(&p->stem, F_NONE);
        hc_verb_restore_l(&p->stem, has_object(c));
    }
    if (p->stem.n == 0)
        return false;
    split_honorific(p);
    if (p->honorific) {
        hc_verb_before_eu(&p->stem);
        hc_word_add(&p->stem, "시");
        p->honorific = false;
    }
    hc_word_add(&p->stem, "겠");
    return true;
}

static bool asks_for_a_chance(const context *c, size_t n)
{
    hc_word w = cut(c, n);
    return hc_word_ends(&w, "있을") || hc_word_ends(&w, "없을") || hc_word_ends(&w, "될") || hc_word_ends(&w, "괜찮을") ||
           hc_word_ends(&w, "가능할");
}

static bool read_infinitive(const context *c, hc_word w, predicate *p)
{
    /* 갈래, 온대: other endings that look like an infinitive */
    hc_word before = w;
    before.n -= w.n > 0;
    int final = hc_word_final(&before);
    if ((hc_word_ends(&w, "래") && final == F_R) || (hc_word_ends(&w, "대") && (final == F_N || final == F_SS)))
        return false;
    p->stem = w;
    p->mood = c->question ? ASK : STATE;
    if (!hc_verb_from_infinitive(&p->stem))
        return false;
    if (!c->question) {
        see_request(c, p);
        if (p->request) {
            p->mood = COMMAND;
            return true;
        }
    }
    split_honorific(p);
    return p->stem.n > 0;
}

static void command_stem(const context *c, predicate *p)
{
    p->mood = COMMAND;
    if (is(&p->stem, "마") || hc_word_ends(&p->stem, "지마"))
        hc_word_set_final(&p->stem, F_R);
    else
        hc_verb_from_eu(&p->stem);
    see_request(c, p);
    p->honorific = is(&p->stem, "계") || is(&p->stem, "드") || is(&p->stem, "주무") || is(&p->stem, "잡수");
}

static bool read_seyo(const context *c, predicate *p)
{
    p->stem = cut(c, 2);
    hc_word known = p->stem;
    hc_verb_from_eu(&known);
    bool state = hc_verb_is_adjective(&known) || hc_word_ends(&known, "이") || c->question;
    if (!state) {
        command_stem(c, p);
        return p->stem.n || p->request;
    }
    p->stem = known;
    p->mood = c->question ? ASK : STATE;
    p->honorific = true;
    return p->stem.n > 0;
}

static bool read_haeyo(const context *c, predicate *p)
{
    static const char *const no_way[] = {"네요", "지요", "군요", "데요", "든요", "잖아요", "고요", "걸요", "죠"};
    if (ends(c, "아니에요") || ends(c, "아니예요")) {
        p->mood = c->question ? ASK : STATE;
        p->stem = cut(c, 2);
        return true;
    }
    if (ends(c, "에요") || ends(c, "예요") || ends(c, "이어요")) {
        p->mood = c->question ? ASK : STATE;
        bool long_form = ends(c, "이에요") || ends(c, "이예요") || ends(c, "이어요");
        return copula_of(c, long_form ? 3 : 2, p);
    }
    if (ends(c, "세요"))
        return read_seyo(c, p);
    if (ends(c, "나요") && c->question) {
        p->mood = ASK;
        p->stem = cut(c, 2);
        hc_verb_restore_l(&p->stem, has_object(c));
        split_honorific(p);
        return p->stem.n > 0;
    }
    if (ends(c, "가요") && read_n_question(c, 2, p))
        return true;
    *p = (predicate){0};
    if (ends(c, "게요"))
        return read_will(c, 2, p);
    if (ends(c, "까요")) {
        p->mood = ASK;
        return asks_for_a_chance(c, 2) && read_will(c, 2, p);
    }
    for (size_t i = 0; i < HC_LEN(no_way); i++)
        if (ends(c, no_way[i]))
            return false;
    return read_infinitive(c, cut(c, 1), p);
}

static bool read_hasipsio(const context *c, predicate *p)
{
    if (ends(c, "십시오")) {
        p->stem = cut(c, 3);
        command_stem(c, p);
        return p->stem.n || p->request;
    }
    p->stem = cut(c, 2);
    p->mood = ends(c, "시다") ? PROPOSE : ends(c, "니까") ? ASK : STATE;
    if (ends(c, "디다") || (p->mood == PROPOSE && hc_word_ends(&p->stem, "십")))
        return false;
    if (hc_word_ends(&p->stem, "습") || hc_word_ends(&p->stem, "읍")) {
        p->stem.n--;
        return p->stem.n > 0;
    }
    hc_word_set_final(&p->stem, F_NONE);
    if (is(&p->stem, "거") && !has_object(c)) {         /* 할 겁니다 */
        p->copula = true;
        return true;
    }
    if (hc_word_ends(&p->stem, "이")) {
        see_copula(p);
        return !p->copula || copula_of(c, 3, p);
    }
    split_honorific(p);
    if (!p->honorific)
        hc_verb_restore_l(&p->stem, has_object(c));
    return p->stem.n > 0;
}

/* 알려라 asks for the speaker (알려 주세요), 믿어라 does not (믿으세요). */
static bool done_for_somebody(const hc_word *stem)
{
    static const char *const verbs[] = {"하", "알리", "가르치", "보이", "쓰", "만들", "찾", "돕", "고치", "바꾸", "보내", "읽", "그리", "적",
                                        "풀", "고르", "나누", "줄이", "늘리", "채우", "지우", "옮기", "뽑", "짜", "밝히", "맞히"};
    for (size_t i = 0; i < HC_LEN(verbs); i++)
        if (hc_word_ends(stem, verbs[i]))
            return true;
    return false;
}

static bool read_command_in_ra(const context *c, predicate *p)
{
    p->mood = COMMAND;
    p->stem = cut(c, 1);
    if (hc_word_ends(&p->stem, "마") || hc_word_ends(&p->stem, "말")) {
        hc_word_set_final(&p->stem, F_R);
        return true;
    }
    if (hc_word_ends(&p->stem, "으") || hc_word_ends(&p->stem, "하") || hc_word_ends(&p->stem, "르")) {  /* 읽으라, 답하라, 고르라 */
        hc_verb_from_eu(&p->stem);
        return p->stem.n > 0;
    }
    hc_word stem = p->stem;
    if (hc_word_ends(&p->stem, "리") || hc_word_ends(&p->stem, "시") || !hc_verb_from_infinitive(&stem))
        return false;
    p->request = p->new_blank = done_for_somebody(&stem);
    if (!p->request)
        p->stem = stem;
    return true;
}

static bool read_bare_da(const context *c, predicate *p)
{
    static const char *const dictionary[] = {"르", "지", "리", "키", "기", "되", "오", "가", "보", "내", "쓰", "주", "추", "치"};
    p->stem = cut(c, 1);
    if (hc_word_final(&p->stem) != F_NONE || hc_verb_is_adjective(&p->stem) || hc_word_ends(&p->stem, "하"))
        return p->stem.n > 0;
    split_honorific(p);
    if (p->honorific)
        return p->stem.n > 0;
    for (size_t i = 0; i < HC_LEN(dictionary); i++)
        if (hc_word_ends(&p->stem, dictionary[i]))
            return false;
    return copula_of(c, 1, p);
}

static bool read_haera(const context *c, predicate *p)
{
    if (ends(c, "자")) {
        p->mood = PROPOSE;
        p->stem = cut(c, 1);
        return p->stem.n > 0;
    }
    if (ends(c, "라"))
        return read_command_in_ra(c, p);
    if (ends(c, "가"))
        return read_n_question(c, 1, p);
    if (ends(c, "냐") || ends(c, "니")) {
        p->mood = ASK;
        p->stem = cut(c, 1);
        if (ends(c, "느냐") || ends(c, "으냐"))
            p->stem.n--;
        see_copula(p);
        split_honorific(p);
        if (!p->copula && !p->honorific)
            hc_verb_restore_l(&p->stem, has_object(c));
        return p->stem.n || (p->copula && copula_of(c, 2, p));
    }
    if (!ends(c, "다"))
        return false;
    if (ends(c, "이다")) {
        p->stem = cut(c, 1);
        return !is_verb_in_i(&p->stem) && copula_of(c, 2, p);
    }
    p->stem = cut(c, 1);
    if (hc_word_ends(&p->stem, "는") && p->stem.n > 1) {
        p->stem.n--;
        return true;
    }
    if (hc_word_final(&p->stem) != F_N)
        return read_bare_da(c, p);
    hc_word_set_final(&p->stem, F_NONE);
    split_honorific(p);
    if (!p->honorific)
        hc_verb_restore_l(&p->stem, has_object(c));
    return true;
}

static bool read_hae(const context *c, predicate *p)
{
    p->mood = c->question ? ASK : STATE;
    if (ends(c, "아니야")) {
        p->stem = cut(c, 1);
        return true;
    }
    if (ends(c, "야"))
        return copula_of(c, ends(c, "이야") ? 2 : 1, p);
    if (ends(c, "마")) {
        p->mood = COMMAND;
        p->stem = cut(c, 0);
        hc_word_set_final(&p->stem, F_R);
        return true;
    }
    if (ends(c, "게"))
        return read_will(c, 1, p);
    if (ends(c, "까"))
        return asks_for_a_chance(c, 1) && read_will(c, 1, p);
    if (ends(c, "나") && c->question) {
        p->stem = cut(c, 1);
        hc_verb_restore_l(&p->stem, has_object(c));
        return p->stem.n > 0;
    }
    if (!read_infinitive(c, cut(c, 0), p))
        return false;
    if (is(&p->stem, "보") && !c->question && takes_ju(hc_word_of(last_eojeol(hc_str_trim(c->before)))))
        p->mood = COMMAND;          /* 먹어 봐 */
    return true;
}

/* ---- writing ---- */

/* "예요" or "이에요" behind the noun; false where its sound is open. */
static bool is_closed_noun(const context *c, const predicate *p, bool *out)
{
    if (p->stem.n) {
        *out = hc_word_final(&p->stem) != F_NONE;
        return true;
    }
    hc_str noun = last_eojeol(c->before), with = hc_josa_word(c->a, noun, HC_S("이에요/예요"));
    *out = hc_str_ends(with, HC_S("이에요"));
    return !hc_str_ends(with, HC_S(")"));
}

static bool write_copula(const context *c, const predicate *p, hc_word *w)
{
    bool ask = p->mood == ASK, closed = false;
    *w = p->stem;
    if (c->to == HC_SPEECH_HAERA) {
        hc_word_add(w, p->stem.n && hc_word_final(w) == F_NONE ? "" : "이");
        hc_word_add(w, ask ? "니" : "다");
        return true;
    }
    if (c->to != HC_SPEECH_HASIPSIO) {
        bool known = is_closed_noun(c, p, &closed), hae = c->to == HC_SPEECH_HAE;
        hc_word_add(w, hae ? (closed ? "이야" : "야") : closed ? "이에요" : "예요");
        return known;
    }
    if (is(w, "거") && !ask) {
        hc_word_set_final(w, F_B);
        hc_word_add(w, "니다");
        return true;
    }
    if (is(w, "뭐") || is(w, "거"))
        *w = hc_word_of(is(w, "뭐") ? HC_S("무엇") : HC_S("것"));
    hc_word_add(w, ask ? "입니까" : "입니다");
    return true;
}

/* 하지 않는다, but 좋지 않다: the helper follows the word before it. */
static bool is_adjective(const context *c, const hc_word *stem)
{
    if (!is(stem, "않") && !is(stem, "못하"))
        return hc_verb_is_adjective(stem) || (hc_word_ends(stem, "이") && !is_verb_in_i(stem));
    hc_str e = last_eojeol(hc_str_trim(c->before));
    if (!hc_str_ends(e, HC_S("지")))
        return false;
    hc_word before = hc_word_of(hc_str_sub(e, 0, e.n - 3));
    return !before.over && hc_verb_is_adjective(&before);
}

static void write_honorific(const context *c, const predicate *p, hc_word *w)
{
    bool ask = p->mood == ASK, adjective = is_adjective(c, &p->stem);
    hc_verb_before_eu(w);
    if (c->to == HC_SPEECH_HAERA)
        hc_word_add(w, p->mood == COMMAND ? "셔라" : ask ? "시니" : adjective ? "시다" : "신다");
    else if (c->to == HC_SPEECH_HASIPSIO)
        hc_word_add(w, p->mood == COMMAND ? "십시오" : ask ? "십니까" : "십니다");
    else
        hc_word_add(w, c->to == HC_SPEECH_HAE ? "셔" : "세요");
}

static void write_infinitive(const context *c, hc_word *w)
{
    if (is(w, "아니"))
        hc_word_add(w, c->to == HC_SPEECH_HAE ? "야" : "에");
    else
        hc_verb_infinitive(w);
    hc_word_add(w, c->to == HC_SPEECH_HAEYO ? "요" : "");
}

static void write_statement(const context *c, const predicate *p, hc_word *w)
{
    bool ask = p->mood == ASK;
    if (c->to == HC_SPEECH_HAERA) {
        if (ask && hc_word_final(w) == F_R)
            hc_word_set_final(w, F_NONE);
        else if (!ask && !is_adjective(c, w))
            hc_verb_add_final(w, F_N, "는");
        hc_word_add(w, ask ? "니" : "다");
    } else if (c->to == HC_SPEECH_HASIPSIO) {
        hc_verb_add_final(w, F_B, "습");
        hc_word_add(w, ask ? "니까" : "니다");
    } else {
        write_infinitive(c, w);
    }
}

static void write_command(const context *c, hc_word *w)
{
    if (c->to == HC_SPEECH_HAEYO || c->to == HC_SPEECH_HASIPSIO) {
        hc_verb_before_eu(w);
        hc_word_add(w, c->to == HC_SPEECH_HAEYO ? "세요" : "십시오");
        return;
    }
    if (is(w, "말") || hc_word_ends(w, "지말"))
        hc_word_set_final(w, F_NONE);
    else
        hc_verb_infinitive(w);
    hc_word_add(w, c->to == HC_SPEECH_HAERA ? "라" : "");
}

static void write_proposal(const context *c, hc_word *w)
{
    if (c->to == HC_SPEECH_HAERA) {
        hc_word_add(w, "자");
    } else if (c->to == HC_SPEECH_HASIPSIO) {
        hc_verb_before_eu(w);
        hc_word_set_final(w, F_B);
        hc_word_add(w, "시다");
    } else {
        write_infinitive(c, w);
    }
}

static void write_request(const context *c, const predicate *p, hc_buf *out)
{
    static const char *const helpers[HC_SPEECH_KINDS] = {"", "라", "줘", "주세요", "주십시오"};
    if (c->to == HC_SPEECH_HAERA && p->blank)
        out->n--;
    hc_word_put(out, &p->stem);
    if (c->to != HC_SPEECH_HAERA && p->new_blank && !p->blank)
        hc_buf_ch(out, ' ');
    hc_buf_c(out, helpers[c->to]);
}

static bool write_predicate(const context *c, const predicate *p, hc_buf *out)
{
    if (p->request) {
        write_request(c, p, out);
        return true;
    }
    hc_word w = p->stem;
    if (p->copula) {
        if (!write_copula(c, p, &w))
            return false;
    } else if (p->honorific) {
        write_honorific(c, p, &w);
    } else if (p->mood == COMMAND) {
        write_command(c, &w);
    } else if (p->mood == PROPOSE) {
        write_proposal(c, &w);
    } else {
        write_statement(c, p, &w);
    }
    if (w.over)
        return false;
    hc_word_put(out, &w);
    return true;
}

/* 네, 지, ㄹ게, 는데, ...: 해체 and 해요체 differ by 요 alone. */
static bool swap_yo(const context *c, hc_buf *out)
{
    if (c->from == HC_SPEECH_HAE && c->to == HC_SPEECH_HAEYO && (ends(c, "지") || ends(c, "네") || ends(c, "게") || ends(c, "까") ||
                                                               ends(c, "데") || ends(c, "대") || ends(c, "든") || ends(c, "군") || ends(c, "래") ||
                                                               ends(c, "잖아") || ends(c, "고") || ends(c, "걸"))) {
        bool ji = ends(c, "지") && !ends(c, "하지");
        hc_buf_str(out, ji ? hc_str_sub(c->word, 0, c->word.n - 3) : c->word);
        hc_buf_c(out, ji ? "죠" : "요");
        return true;
    }
    static const char *const tails[] = {"네요", "지요", "군요", "데요", "든요", "잖아요", "래요", "대요", "게요", "까요", "고요", "걸요"};
    if (c->from != HC_SPEECH_HAEYO || c->to != HC_SPEECH_HAE)
        return false;
    if (ends(c, "죠")) {
        hc_buf_str(out, hc_str_sub(c->word, 0, c->word.n - 3));
        hc_buf_c(out, "지");
        return true;
    }
    for (size_t i = 0; i < HC_LEN(tails); i++)
        if (ends(c, tails[i])) {
            hc_buf_str(out, hc_str_sub(c->word, 0, c->word.n - 3));
            return true;
        }
    return false;
}

static bool is_greeting(hc_str w)
{
    return hc_str_is(w, "안녕하세요") || hc_str_is(w, "안녕하십니까") || hc_str_is(w, "안녕");
}

static bool rewrite_word(const context *c, hc_buf *out)
{
    static const char *const greetings[HC_SPEECH_KINDS] = {NULL, NULL, "안녕", "안녕하세요", "안녕하십니까"};
    predicate p = {0};
    if (is_greeting(c->word)) {
        hc_buf_c(out, greetings[c->to] ? greetings[c->to] : "");
        return greetings[c->to] != NULL;
    }
    if (swap_yo(c, out))
        return true;
    bool read = c->from == HC_SPEECH_HAERA   ? read_haera(c, &p)
                : c->from == HC_SPEECH_HAE   ? read_hae(c, &p)
                : c->from == HC_SPEECH_HAEYO ? read_haeyo(c, &p)
                                             : read_hasipsio(c, &p);
    return read && !p.stem.over && write_predicate(c, &p, out);
}

/* Is what was written since `start` at the level `to`? */
static bool reads_as(const hc_buf *out, size_t start, bool question, hc_speech to)
{
    hc_str s = hc_str_sub(hc_buf_view(out), start, out->n);
    size_t at = s.n, from;
    while (at > 0 && hc_is_syllable(hc_peek_back(s, at, &from)))
        at = from;
    return hc_speech_of(hc_str_sub(s, at, s.n), hc_str_sub(s, 0, at), question) == to;
}

static bool closes_a_quotation(hc_str behind)
{
    return hc_str_find(behind, HC_S("\"")) >= 0 || hc_str_find(behind, HC_S("”")) >= 0 || hc_str_find(behind, HC_S("」")) >= 0 ||
           hc_str_find(behind, HC_S("』")) >= 0;
}

hc_str hc_register_rewrite(hc_arena *a, hc_str text, hc_speech to, size_t *out_changed, size_t *out_left)
{
    HC_ASSERT(to > HC_SPEECH_NONE && to < HC_SPEECH_KINDS);
    HC_AUTO(hc_buf) out = {0};
    hc_buf_init(&out, SIZE_MAX);
    hc_str s = hc_nfc(a, text);
    size_t changed = 0, left = 0;
    hc_sentence x;
    for (size_t at = 0; hc_sentence_next(s, &at, &x);) {
        context c = {.a = a, .word = hc_str_sub(s, x.word_at, x.word_end), .before = hc_str_sub(s, x.start, x.word_at),
                     .question = x.question, .to = to};
        hc_str behind = hc_str_sub(s, x.word_end, x.end);
        size_t start = out.n;
        c.from = hc_speech_of(c.word, c.before, c.question);
        hc_buf_str(&out, c.before);
        if (c.from != HC_SPEECH_NONE && c.from != to && !closes_a_quotation(behind) && rewrite_word(&c, &out) &&
            reads_as(&out, start, c.question, to)) {
            changed++;
        } else {
            left += x.hangul && c.from != to;
            out.n = start;
            hc_buf_str(&out, c.before);
            hc_buf_str(&out, c.word);
        }
        hc_buf_str(&out, behind);
    }
    if (out_changed)
        *out_changed = changed;
    if (out_left)
        *out_left = left;
    return hc_str_dup(a, hc_buf_view(&out));
}
