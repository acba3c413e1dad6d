// SPDX-License-Identifier: Apache-2.0
#include "korean/transform_int.h"

#include "text/normalize.h"

#define R HC_TRANSFORM_ROBUST
#define A HC_TRANSFORM_ATTACK
#define L HC_TRANSFORM_LOSSY
#define EXACT HC_INVERSE_EXACT
#define NORMAL HC_INVERSE_NORMALISER
#define NONE HC_INVERSE_NONE

/* Of 1,000 sentences (tests/unit/korean/test_transform.c), how many the normaliser gives back, in per cent. */
enum { KBD = 13, YAMIN = 56, GLYPH = 36 };

static const hc_transform catalogue[] = {
    {{"nfd", R, EXACT, false, false, 0, "canonical decomposition: other bytes, the same look", "정준 분해(NFD): 바이트만 다르고 모양은 같음",
      "as the original", "원문과 같음"}, hc_tr_nfd, true},
    {{"space.drop", R, NONE, false, true, 0, "blanks between Korean words are left out", "한글 어절 사이의 빈칸을 없앰",
      "easily", "쉽게 읽음"}, hc_tr_space_drop, false},
    {{"space.jitter", R, NONE, false, true, 0, "a blank moves by one syllable", "빈칸이 한 음절씩 밀림", "easily", "쉽게 읽음"},
     hc_tr_space_jitter, false},
    {{"register.hr", R, NONE, false, false, 0, "sentences end in 해라체 (plain)", "문장을 해라체로 끝맺음", "as the original; curt", "원문과 같으나 말투가 투박함"},
     hc_tr_register_hr, true},
    {{"register.hae", R, NONE, false, false, 0, "sentences end in 해체 (informal)", "문장을 해체로 끝맺음", "as the original; informal", "원문과 같으나 반말임"},
     hc_tr_register_hae, true},
    {{"register.heyo", R, NONE, false, false, 0, "sentences end in 해요체 (polite)", "문장을 해요체로 끝맺음", "as the original", "원문과 같음"},
     hc_tr_register_heyo, true},
    {{"register.hsp", R, NONE, false, false, 0, "sentences end in 하십시오체 (formal)", "문장을 하십시오체로 끝맺음", "as the original; formal", "원문과 같으나 격식체임"},
     hc_tr_register_hsp, true},
    {{"honor.add", R, NONE, false, false, 0, "subject honorifics are added to 하다 and 있다", "하다·있다에 주체 높임을 더함", "as the original; over-polite in places",
      "원문과 같으나 군데군데 과한 높임임"}, hc_tr_honor_add, false},
    {{"dialect.gs", R, NONE, true, false, 0, "as spoken in Gyeongsang; the text comes with the item", "경상 방언(문항에 딸린 글)", "as the original; regional",
      "원문과 같으나 방언임"}, NULL, true},
    {{"dialect.jl", R, NONE, true, false, 0, "as spoken in Jeolla; the text comes with the item", "전라 방언(문항에 딸린 글)", "as the original; regional",
      "원문과 같으나 방언임"}, NULL, true},
    {{"dialect.cc", R, NONE, true, false, 0, "as spoken in Chungcheong; the text comes with the item", "충청 방언(문항에 딸린 글)", "as the original; regional",
      "원문과 같으나 방언임"}, NULL, true},
    {{"dialect.jj", R, NONE, true, false, 0, "as spoken on Jeju; the text comes with the item", "제주 방언(문항에 딸린 글)", "readers of Jeju only",
      "제주 방언을 아는 사람만 읽음"}, NULL, true},
    {{"human", R, NONE, true, false, 0, "put otherwise by a person; the text comes with the item", "사람이 고쳐 쓴 글(문항에 딸린 글)", "as the original",
      "원문과 같음"}, NULL, true},
    {{"nk.orth", R, NONE, false, false, 0, "words without the initial sound law, as in the North", "두음 법칙을 적용하지 않은 북한 표기", "easily",
      "쉽게 읽음"}, hc_tr_nk_orth, false},
    {{"typo.adjacent", R, NONE, false, true, 0, "a key beside the right one, once a word", "어절마다 옆 글쇠를 한 번 잘못 침", "mostly", "대체로 읽음"},
     hc_tr_typo_adjacent, false},
    {{"typo.confuse", R, NONE, false, false, 0, "common misspellings (돼/되, 며칠/몇일, -게/-께)", "흔히 틀리는 맞춤법(돼/되, 며칠/몇일, -게/-께)",
      "easily", "쉽게 읽음"}, hc_tr_typo_confuse, false},
    {{"sound.link", R, NONE, false, true, 0, "written as it sounds: final consonants move over", "소리 나는 대로 적음(연음)", "mostly", "대체로 읽음"},
     hc_tr_sound_link, false},
    {{"josa.swap", R, NONE, false, true, 0, "the wrong one of two particles (방법를)", "받침에 맞지 않는 조사(방법를)", "easily", "쉽게 읽음"},
     hc_tr_josa_swap, false},
    {{"konglish", R, NONE, false, true, 0, "English loanwords for common nouns", "일상 명사를 외래어로 바꿈", "easily", "쉽게 읽음"}, hc_tr_konglish, false},
    {{"hanja.sub", R, NONE, false, true, 0, "Sino-Korean nouns in Chinese characters", "한자어를 한자로 적음", "readers of Hanja only",
      "한자를 아는 사람만 읽음"}, hc_tr_hanja_sub, false},
    {{"hanja.gloss", R, EXACT, false, true, 0, "Chinese characters in brackets behind Sino-Korean nouns", "한자어 뒤 괄호에 한자를 달음",
      "as the original", "원문과 같음"}, hc_tr_hanja_gloss, false},
    {{"num.spell", R, NONE, false, true, 0, "numbers in words", "숫자를 한글로 적음", "easily", "쉽게 읽음"}, hc_tr_num_spell, true},
    {{"noise.laugh", R, EXACT, false, false, 0, "ㅠㅠ, ㅋㅋ and !! at the end", "끝에 ㅠㅠ, ㅋㅋ, !!를 붙임", "as the original", "원문과 같음"},
     hc_tr_noise_laugh, true},
    {{"translationese", R, NONE, false, false, 0, "phrases that a translation leaves behind (~하는 것이 가능)", "번역투로 바꿈(~하는 것이 가능)", "as the original; stiff",
      "원문과 같으나 어색함"}, hc_tr_translationese, false},
    {{"jamo.split", A, EXACT, false, true, 0, "syllables as separate letters", "음절을 낱자로 풂", "slowly", "천천히 읽음"}, hc_tr_jamo_split, false},
    {{"cho.only", L, NONE, false, true, 0, "initial consonants alone", "초성만 남김", "from the context only", "문맥으로만 짐작함"}, hc_tr_cho_only, false},
    {{"kbd.en", A, NORMAL, false, true, KBD, "Korean typed on the Latin keyboard", "한글 자판 대신 영문 자판으로 침", "with a keyboard beside them",
      "자판을 보며 읽음"}, hc_tr_kbd_en, false},
    {{"yamin", A, NORMAL, false, true, YAMIN, "look-alike syllables (멍 as 댕)", "모양이 비슷한 글자(야민정음)", "those who know it",
      "야민정음을 아는 사람은 읽음"}, hc_tr_yamin, false},
    {{"tense", A, NONE, false, true, 0, "plain consonants become tense", "예사소리를 된소리로 바꿈", "mostly", "대체로 읽음"}, hc_tr_tense, false},
    {{"aspirate", A, NONE, false, true, 0, "plain consonants become aspirated", "예사소리를 거센소리로 바꿈", "mostly", "대체로 읽음"},
     hc_tr_aspirate, false},
    {{"coda.add", A, NONE, false, true, 0, "a dead final consonant on open syllables", "받침 없는 음절에 뜻 없는 받침을 붙임", "mostly", "대체로 읽음"},
     hc_tr_coda_add, false},
    {{"stretch", A, EXACT, false, true, 0, "vowels drawn out (시인고)", "모음을 늘여 적음(시인고)", "easily", "쉽게 읽음"}, hc_tr_stretch, false},
    {{"dove", A, EXACT, false, true, 0, "an ㅂ-copy behind every syllable (시빈고보)", "음절마다 ㅂ 음절을 끼움(비둘기체)", "slowly", "천천히 읽음"},
     hc_tr_dove, false},
    {{"zw.insert", A, EXACT, false, true, 0, "invisible characters between syllables", "음절 사이에 보이지 않는 문자를 넣음", "as the original",
      "원문과 같음"}, hc_tr_zw_insert, false},
    {{"punct.insert", A, EXACT, false, true, 0, "marks inside words", "낱말 안에 기호를 넣음", "easily", "쉽게 읽음"}, hc_tr_punct_insert, false},
    {{"syll.reverse", A, EXACT, false, false, 0, "every word backwards", "어절마다 거꾸로 적음", "slowly", "천천히 읽음"}, hc_tr_syll_reverse, false},
    {{"syll.anagram", A, EXACT, false, false, 0, "inner syllables of a word are shuffled", "낱말 안쪽 음절의 차례를 섞음", "mostly", "대체로 읽음"},
     hc_tr_syll_anagram, false},
    {{"roman.rr", A, NONE, false, true, 0, "Revised Romanisation", "국어의 로마자 표기법으로 적음", "slowly", "천천히 읽음"}, hc_tr_roman_rr, false},
    {{"roman.chat", A, NONE, false, true, 0, "Latin letters by syllables, as in chats (bo2seu)", "대화방에서 쓰는 로마자로 적음(bo2seu)", "slowly", "천천히 읽음"},
     hc_tr_roman_chat, false},
    {{"halfwidth", A, EXACT, false, true, 0, "half-width letters", "반각 낱자로 적음", "slowly", "천천히 읽음"}, hc_tr_halfwidth, false},
    {{"enclosed", A, EXACT, false, true, 0, "circled syllables where there are any", "원문자가 있는 음절을 원문자로 적음", "easily", "쉽게 읽음"},
     hc_tr_enclosed, false},
    {{"homoglyph", A, NORMAL, false, true, GLYPH, "letters of other scripts that look alike", "모양이 비슷한 다른 문자를 섞음", "slowly", "천천히 읽음"},
     hc_tr_homoglyph, false},
    {{"rot180", A, EXACT, false, true, 0, "words that can be read upside down, turned", "뒤집어도 글자가 되는 낱말을 뒤집음", "turning the page",
      "종이를 돌려 읽음"}, hc_tr_rot180, false},
    {{"codeswitch", A, NONE, false, true, 0, "content words in English or Chinese characters", "내용어를 영어나 한자로 바꿈", "those who know both",
      "두 언어를 아는 사람은 읽음"}, hc_tr_codeswitch, false},
    {{"euphemism", A, NONE, true, false, 0, "in coded words; the text comes with the item", "은어·돌려 말하기(문항에 딸린 글)", "those who know the words",
      "은어를 아는 사람만 읽음"}, NULL, true},
    {{"frame.role", A, EXACT, false, false, 0, "asked of a role that is played", "역할극으로 물음", "as the original", "원문과 같음"}, hc_tr_frame_role, true},
    {{"frame.exam", A, EXACT, false, false, 0, "asked as a question of an exam", "시험 지문으로 물음", "as the original", "원문과 같음"}, hc_tr_frame_exam, true},
    {{"frame.drama", A, EXACT, false, false, 0, "asked as a scene of a period drama", "사극 대사로 물음", "as the original", "원문과 같음"},
     hc_tr_frame_drama, true},
    {{"frame.legal", A, EXACT, false, false, 0, "asked as the study of a ruling", "판례 분석으로 물음", "as the original", "원문과 같음"},
     hc_tr_frame_legal, true},
    {{"frame.news", A, EXACT, false, false, 0, "asked as research for a news report", "기사 취재로 물음", "as the original", "원문과 같음"},
     hc_tr_frame_news, true},
};

size_t hc_transforms(void)
{
    return HC_LEN(catalogue);
}

const hc_transform *hc_transform_at(size_t i)
{
    HC_ASSERT(i < HC_LEN(catalogue));
    return &catalogue[i];
}

const hc_transform_card *hc_transform_card_of(const hc_transform *t)
{
    return &t->card;
}

const char *hc_transform_class_id(hc_transform_class c)
{
    static const char *const ids[] = {"R", "A", "L"};
    return ids[c];
}

const char *hc_transform_inverse_id(hc_transform_inverse i)
{
    static const char *const ids[] = {"exact", "normaliser", "none"};
    return ids[i];
}

static hc_code unknown(hc_str spec, hc_str id, hc_err *err)
{
    const char *ids[HC_LEN(catalogue)];
    for (size_t i = 0; i < HC_LEN(catalogue); i++)
        ids[i] = catalogue[i].card.id;
    const char *near = hc_nearest(id, ids, HC_LEN(ids));
    hc_code code = hc_fail(err, HC_E_USAGE, "E-TRANS-01", "there is no transform \"%.*s\"; they are listed by: haechi text transform",
                           "\"%.*s\"{이라/라}는 변형이 없음; 목록: haechi text transform", HC_FS(spec));
    if (near)
        hc_err_hint(err, "did you mean %s?", "혹시 %s입니까?", near);
    return code;
}

hc_code hc_transform_parse(hc_str spec, const hc_transform **out, double *out_strength, hc_err *err)
{
    hc_str id, strength = spec;
    bool stated = hc_str_find(spec, HC_S("@")) >= 0;
    hc_str_cut(&strength, '@', &id);
    *out = NULL;
    *out_strength = 1;
    for (size_t i = 0; i < HC_LEN(catalogue); i++)
        if (hc_str_is(id, catalogue[i].card.id))
            *out = &catalogue[i];
    if (!*out || spec.n > HC_TRANSFORM_SPEC_MAX)
        return unknown(spec, id, err);
    if (stated && !(*out)->card.scales)
        return hc_fail(err, HC_E_USAGE, "E-TRANS-02", "transform %s has no strength: it changes everything; leave \"@%.*s\" out",
                       "변형 %s에는 세기가 없음(모두 바꿈); \"@%.*s\"{을/를} 빼십시오", (*out)->card.id, HC_FS(strength));
    if (stated && !(hc_parse_f64(strength, out_strength) && *out_strength > 0 && *out_strength <= 1))
        return hc_fail(err, HC_E_USAGE, "E-TRANS-03", "\"%.*s\": the strength is a share above 0 and at most 1, e.g. %s@0.3",
                       "\"%.*s\": 세기는 0보다 크고 1 이하인 수임. 예: %s@0.3", HC_FS(spec), (*out)->card.id);
    return HC_OK;
}

bool hc_transform_comes_along(hc_str spec)
{
    const hc_transform *t;
    double strength;
    return hc_transform_parse(spec, &t, &strength, NULL) == HC_OK && t->card.comes_along;
}

hc_code hc_transform_expand(hc_arena *a, hc_str wish, hc_str **out, size_t *out_n, hc_err *err)
{
    const hc_transform *t;
    double strength;
    *out = HC_NEW_N(a, hc_str, HC_LEN(catalogue));
    *out_n = 0;
    for (size_t i = 0; i < HC_LEN(catalogue); i++)
        if (hc_str_is(wish, hc_transform_class_id(catalogue[i].card.cls)) && !catalogue[i].card.comes_along)
            (*out)[(*out_n)++] = hc_str_c(catalogue[i].card.id);
    if (*out_n)
        return HC_OK;
    HC_TRY(hc_transform_parse(wish, &t, &strength, err));
    (*out)[(*out_n)++] = hc_str_dup(a, wish);
    return HC_OK;
}

uint64_t hc_draw(hc_rewriting *r)
{
    uint64_t z = r->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* ---- what is left as it is ------------------------------------------------------------------------------ */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

static size_t closed_end(hc_str s, size_t at, char close)
{
    for (size_t i = at + 1; i < s.n && s.p[i] != '\n'; i++)
        if (s.p[i] == close)
            return i + 1;
    return at;
}

static size_t url_end(hc_str s, size_t at)
{
    hc_str rest = hc_str_sub(s, at, s.n);
    if (!hc_str_starts(rest, HC_S("http://")) && !hc_str_starts(rest, HC_S("https://")) && !hc_str_starts(rest, HC_S("www.")))
        return at;
    while (at < s.n && s.p[at] > ' ' && (unsigned char)s.p[at] < 0x80)
        at++;
    return at;
}

static size_t mail_end(hc_str s, size_t at)
{
    size_t end = at;
    if (at && is_word_byte(s.p[at - 1]))
        return at;
    while (end < s.n && is_word_byte(s.p[end]))
        end++;
    if (end == at || end >= s.n || s.p[end] != '@' || end + 1 >= s.n || !is_word_byte(s.p[end + 1]))
        return at;
    for (end++; end < s.n && is_word_byte(s.p[end]);)
        end++;
    return end;
}

static size_t label_end(hc_str s, size_t at)
{
    if (at && s.p[at - 1] != '\n')
        return at;
    if (at + 1 < s.n && s.p[at] >= 'A' && s.p[at] <= 'J' && (s.p[at + 1] == ')' || s.p[at + 1] == '.' || s.p[at + 1] == ':'))
        return at + 2;
    size_t next;
    uint32_t cp = hc_peek(s, at, &next);
    return cp >= 0x2460 && cp <= 0x2473 ? next : at;
}

/* Digits with their separators, and the unit that follows: the longest of the list, so that what stands behind it does not matter. */
static size_t number_end(hc_str s, size_t at)
{
    static const char *const units[] = {"개월", "퍼센트", "제곱미터", "년", "월", "일", "시간", "시", "분", "초", "주", "원", "만원", "억원", "만", "억", "조",
                                        "명", "개", "번", "회", "세", "살", "층", "장", "권", "건", "호", "조항", "항", "킬로", "미터", "그램"};
    size_t end = at;
    while (end < s.n && ((s.p[end] >= '0' && s.p[end] <= '9') || (end > at && (s.p[end] == '.' || s.p[end] == ',' || s.p[end] == '-' || s.p[end] == ':') &&
                                                                 end + 1 < s.n && s.p[end + 1] >= '0' && s.p[end + 1] <= '9')))
        end++;
    if (end == at)
        return at;
    hc_str rest = hc_str_sub(s, end, s.n);
    size_t longest = 0;
    for (size_t i = 0; i < HC_LEN(units); i++)
        if (hc_str_starts(rest, hc_str_c(units[i])) && strlen(units[i]) > longest)
            longest = strlen(units[i]);
    return end + longest;
}

size_t hc_protected_end(hc_str s, size_t at)
{
    char c = s.p[at];
    size_t end = at;
    if (c == '{')
        end = closed_end(s, at, '}');
    else if (c == '`')
        end = closed_end(s, at, '`');
    if (end == at)
        end = label_end(s, at);
    if (end == at && (c == 'h' || c == 'w'))
        end = url_end(s, at);
    if (end == at && is_word_byte(c))
        end = mail_end(s, at);
    return end > at ? end : number_end(s, at);
}

/* ---- application ---------------------------------------------------------------------------------------- */

static void by_stretches(hc_rewriting *r, const hc_transform *t, hc_str s, hc_buf *out)
{
    size_t from = 0, at = 0;
    while (at < s.n) {
        size_t end = hc_protected_end(s, at);
        if (end == at) {
            at += 1;
            while (at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80)
                at++;
            continue;
        }
        if (at > from)
            t->fn(r, hc_str_sub(s, from, at), out);
        hc_buf_str(out, hc_str_sub(s, at, end));
        from = at = end;
    }
    if (at > from)
        t->fn(r, hc_str_sub(s, from, at), out);
}

static hc_str rewrite(hc_arena *a, const hc_transform *t, hc_str text, hc_rewriting r)
{
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    r.a = a;
    hc_str s = hc_nfc(a, text);
    if (!t->fn)
        return s;
    if (t->whole)
        t->fn(&r, s, &out);
    else
        by_stretches(&r, t, s, &out);
    return hc_str_dup(a, hc_buf_view(&out));
}

hc_str hc_transform_apply(hc_arena *a, const hc_transform *t, hc_str text, uint64_t seed, double strength)
{
    return rewrite(a, t, text, (hc_rewriting){.state = seed, .strength = strength});
}

hc_str hc_transform_undo(hc_arena *a, const hc_transform *t, hc_str text, uint64_t seed, double strength)
{
    if (t->card.inverse != HC_INVERSE_EXACT)
        return hc_nfc(a, text);
    return hc_nfc(a, rewrite(a, t, text, (hc_rewriting){.state = seed, .strength = strength, .undo = true}));
}
