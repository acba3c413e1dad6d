// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "korean/register.h"
#include "text/utf8.h"

/* 해라체, 해체, 해요체, 하십시오체 of one sentence. NULL: a form that several of the others share. */
static const char *const rows[][4] = {
    {"내용을 확인한다.", "내용을 확인해.", "내용을 확인해요.", "내용을 확인합니다."},
    {"글을 쓴다.", "글을 써.", "글을 써요.", "글을 씁니다."},
    {"음악을 듣는다.", "음악을 들어.", "음악을 들어요.", "음악을 듣습니다."},
    {"이웃을 돕는다.", "이웃을 도와.", "이웃을 도와요.", "이웃을 돕습니다."},
    {"집을 짓는다.", "집을 지어.", "집을 지어요.", "집을 짓습니다."},
    {"답을 모른다.", "답을 몰라.", "답을 몰라요.", "답을 모릅니다."},
    {"서울에 산다.", "서울에 살아.", "서울에 살아요.", "서울에 삽니다."},
    {"꽃이 예쁘다.", "꽃이 예뻐.", "꽃이 예뻐요.", "꽃이 예쁩니다."},
    {"나는 학생이다.", "나는 학생이야.", "나는 학생이에요.", "나는 학생입니다."},
    {"그는 의사다.", "그는 의사야.", "그는 의사예요.", "그는 의사입니다."},
    {"방법을 알려라.", "방법을 알려 줘.", "방법을 알려 주세요.", "방법을 알려 주십시오."},
    {"물건을 산다.", "물건을 사.", "물건을 사요.", "물건을 삽니다."},
    {"어제 갔다.", "어제 갔어.", "어제 갔어요.", "어제 갔습니다."},
    {"곧 하겠다.", "곧 하겠어.", "곧 하겠어요.", "곧 하겠습니다."},
    {"시간이 있다.", "시간이 있어.", "시간이 있어요.", "시간이 있습니다."},
    {"해지할 수 없다.", "해지할 수 없어.", "해지할 수 없어요.", "해지할 수 없습니다."},
    {"문제가 어렵다.", "문제가 어려워.", "문제가 어려워요.", "문제가 어렵습니다."},
    {"그것은 그렇다.", "그것은 그래.", "그것은 그래요.", "그것은 그렇습니다."},
    {"꼭 필요하다.", "꼭 필요해.", "꼭 필요해요.", "꼭 필요합니다."},
    {"책이 아니다.", "책이 아니야.", "책이 아니에요.", "책이 아닙니다."},
    {"그렇게 하지 않는다.", "그렇게 하지 않아.", "그렇게 하지 않아요.", "그렇게 하지 않습니다."},
    {"정답으로 세지 않는다.", "정답으로 세지 않아.", "정답으로 세지 않아요.", "정답으로 세지 않습니다."},
    {"상태가 좋지 않다.", "상태가 좋지 않아.", "상태가 좋지 않아요.", "상태가 좋지 않습니다."},
    {"표를 만든다.", "표를 만들어.", "표를 만들어요.", "표를 만듭니다."},
    {"이름을 부른다.", "이름을 불러.", "이름을 불러요.", "이름을 부릅니다."},
    {"일이 된다.", "일이 돼.", "일이 돼요.", "일이 됩니다."},
    {"글을 보낸다.", "글을 보내.", "글을 보내요.", "글을 보냅니다."},
    {"답을 기다린다.", "답을 기다려.", "답을 기다려요.", "답을 기다립니다."},
    {"순서를 바꾼다.", "순서를 바꿔.", "순서를 바꿔요.", "순서를 바꿉니다."},
    {"영어를 배운다.", "영어를 배워.", "영어를 배워요.", "영어를 배웁니다."},
    {"머리가 아프다.", "머리가 아파.", "머리가 아파요.", "머리가 아픕니다."},
    {"사실을 알고 싶다.", "사실을 알고 싶어.", "사실을 알고 싶어요.", "사실을 알고 싶습니다."},
    {"할머니가 주무신다.", "할머니가 주무셔.", NULL, "할머니가 주무십니다."},
    {"선생님이 바쁘시다.", "선생님이 바쁘셔.", "선생님이 바쁘세요.", "선생님이 바쁘십니다."},
    {"점심을 먹니?", "점심을 먹어?", "점심을 먹어요?", "점심을 먹습니까?"},
    {"어디에 사니?", "어디에 살아?", "어디에 살아요?", "어디에 삽니까?"},
    {"이것이 맞니?", "이것이 맞아?", "이것이 맞아요?", "이것이 맞습니까?"},
    {"이름이 API이다.", "이름이 API야.", "이름이 API예요.", "이름이 API입니다."},
    {"창구를 URL이다.", "창구를 URL이야.", "창구를 URL이에요.", "창구를 URL입니다."},
    {"하지 마라.", "하지 마.", "하지 마세요.", "하지 마십시오."},
    {"같이 갈 거다.", "같이 갈 거야.", "같이 갈 거예요.", "같이 갈 겁니다."},
};

/* One way only. */
static const struct { const char *in; hc_speech to; const char *want; } rewrites[] = {
    {"보이스피싱 신고 방법을 알려 주세요.", HC_SPEECH_HAERA, "보이스피싱 신고 방법을 알려라."},
    {"보이스피싱 신고 방법을 알려 주세요.", HC_SPEECH_HAE, "보이스피싱 신고 방법을 알려 줘."},
    {"보이스피싱 신고 방법을 알려 주세요.", HC_SPEECH_HASIPSIO, "보이스피싱 신고 방법을 알려 주십시오."},
    {"방법을 알려주세요ㅠㅠ ㅋㅋ!!", HC_SPEECH_HAE, "방법을 알려줘ㅠㅠ ㅋㅋ!!"},
    {"방법을 알려주세요.", HC_SPEECH_HAERA, "방법을 알려라."},
    {"물 좀 주세요.", HC_SPEECH_HASIPSIO, "물 좀 주십시오."}, {"물 좀 주세요.", HC_SPEECH_HAERA, "물 좀 줘라."},
    {"확인하세요.", HC_SPEECH_HASIPSIO, "확인하십시오."}, {"확인하세요.", HC_SPEECH_HAERA, "확인해라."},
    {"확인하십시오.", HC_SPEECH_HAE, "확인해."}, {"다음을 고르라.", HC_SPEECH_HAEYO, "다음을 고르세요."},
    {"다음에 답하라.", HC_SPEECH_HASIPSIO, "다음에 답하십시오."}, {"책을 읽으세요.", HC_SPEECH_HAERA, "책을 읽어라."},
    {"말을 들으세요.", HC_SPEECH_HASIPSIO, "말을 들으십시오."}, {"어머니를 도우세요.", HC_SPEECH_HAE, "어머니를 도와."},
    {"맛있게 드세요.", HC_SPEECH_HASIPSIO, "맛있게 드십시오."}, {"안녕히 계세요.", HC_SPEECH_HASIPSIO, "안녕히 계십시오."},
    {"어디 가세요?", HC_SPEECH_HASIPSIO, "어디 가십니까?"}, {"어디 가세요?", HC_SPEECH_HAE, "어디 가셔?"},
    {"어떻게 하나요?", HC_SPEECH_HASIPSIO, "어떻게 합니까?"}, {"어떻게 하나요?", HC_SPEECH_HAERA, "어떻게 하니?"},
    {"무엇이 좋은가요?", HC_SPEECH_HASIPSIO, "무엇이 좋습니까?"}, {"가능한가요?", HC_SPEECH_HASIPSIO, "가능합니까?"},
    {"얼마나 어려운가요?", HC_SPEECH_HAE, "얼마나 어려워?"}, {"이것은 무엇인가요?", HC_SPEECH_HASIPSIO, "이것은 무엇입니까?"},
    {"이것은 무엇인가?", HC_SPEECH_HAEYO, "이것은 무엇이에요?"}, {"뭐야?", HC_SPEECH_HASIPSIO, "무엇입니까?"},
    {"알려 주실 수 있을까요?", HC_SPEECH_HASIPSIO, "알려 주실 수 있겠습니까?"}, {"그게 뭐예요?", HC_SPEECH_HAE, "그게 뭐야?"},
    {"친구를 믿어라.", HC_SPEECH_HAEYO, "친구를 믿으세요."}, {"지금 몇 시야?", HC_SPEECH_HASIPSIO, "지금 몇 시입니까?"},
    {"얼굴이 빨개요.", HC_SPEECH_HAERA, "얼굴이 빨갛다."}, {"문을 닫아 주시겠어요?", HC_SPEECH_HAERA, "문을 닫아 주시겠니?"},
    {"커피를 마셔요.", HC_SPEECH_HAERA, "커피를 마신다."}, {"불을 꺼 주세요.", HC_SPEECH_HAERA, "불을 꺼라."},
    {"다시 생각해 봐.", HC_SPEECH_HASIPSIO, "다시 생각해 보십시오."},
    {"비가 온대요.", HC_SPEECH_HAE, "비가 온대."}, {"노래를 부르자.", HC_SPEECH_HASIPSIO, "노래를 부릅시다."},
    {"내가 할게.", HC_SPEECH_HAEYO, "내가 할게요."}, {"제가 만들게요.", HC_SPEECH_HASIPSIO, "제가 만들겠습니다."},
    {"같이 갑시다.", HC_SPEECH_HAERA, "같이 가자."}, {"같이 해 보자.", HC_SPEECH_HASIPSIO, "같이 해 봅시다."},
    {"그렇지.", HC_SPEECH_HAEYO, "그렇죠."}, {"좋네요!", HC_SPEECH_HAE, "좋네!"}, {"안녕하세요!", HC_SPEECH_HASIPSIO, "안녕하십니까!"},
    {"처음 뵙겠습니다. 이름은 홍길동입니다.", HC_SPEECH_HAEYO, "처음 뵙겠어요. 이름은 홍길동이에요."},
    {"그는 \"싫어요\"라고 말했다.", HC_SPEECH_HASIPSIO, "그는 \"싫어요\"라고 말했습니다."},
    {"값은 3.5이다. `a.b`를 본다.\n다음을 쓴다", HC_SPEECH_HAEYO, "값은 3.5예요. `a.b`를 봐요.\n다음을 써요"},
    {"```\n이것은 코드다.\n```\n이것은 글이다.", HC_SPEECH_HASIPSIO, "```\n이것은 코드다.\n```\n이것은 글입니다."},
    {"1. 문을 연다.\n2. 들어간다.", HC_SPEECH_HASIPSIO, "1. 문을 엽니다.\n2. 들어갑니다."},
    /* what has no counterpart, is no sentence or is quoted stays */
    {"같이 할까요?", HC_SPEECH_HASIPSIO, "같이 할까요?"}, {"맞죠?", HC_SPEECH_HASIPSIO, "맞죠?"},
    {"표로 정리해 줄래?", HC_SPEECH_HASIPSIO, "표로 정리해 줄래?"}, {"비가 온대요.", HC_SPEECH_HAERA, "비가 온대요."}, {"보고서 개요", HC_SPEECH_HAE, "보고서 개요"},
    {"\"같이 가요.\"", HC_SPEECH_HAERA, "\"같이 가요.\""}, {"안녕하세요?", HC_SPEECH_HAERA, "안녕하세요?"}, {"", HC_SPEECH_HAE, ""},
    {"hello.", HC_SPEECH_HAE, "hello."}, {"zip예요.", HC_SPEECH_HASIPSIO, "zip입니다."}, {"zip입니다.", HC_SPEECH_HAEYO, "zip입니다."},
};

/* Words whose level is known: 1 해라 2 해 3 해요 4 하십시오 0 none. */
static const struct { const char *in; hc_speech want; } levels[] = {
    {"갑니까?", 4}, {"합시다.", 4}, {"먹읍시다", 4}, {"보십시오…", 4}, {"감사합니다ㅠㅠ", 4}, {"바랍니다 :)", 4}, {"하셨습니다!!", 4},
    {"맞죠?", 3}, {"그래요~", 3}, {"했거든요ㅋㅋㅋ", 3}, {"좋네요 😀", 3}, {"드릴게요(아마도).", 3}, {"“몰라요.”", 3}, {"해용", 3}, {"그리고요?", 3},
    {"이게 필요", 0}, {"사업 개요", 0}, {"시장의 수요", 0}, {"가장 중요", 0}, {"하느냐?", 1}, {"밥 먹었니?", 1}, {"우리 어머니?", 0},
    {"가자!", 1}, {"참가자", 0}, {"사용자", 0}, {"조심해라.", 1}, {"우리나라", 0}, {"아름답구나!", 1}, {"이것인가?", 1}, {"푸른 바다", 0},
    {"뭐 하고 있어?", 2}, {"좋아!", 2}, {"그렇지.", 2}, {"아니야", 2}, {"비싸네", 2}, {"갈게", 2}, {"갔을걸", 2}, {"한국어", 0}, {"단어", 0},
    {"페이지", 0}, {"관련 분야", 0}, {"우리 동네", 0}, {"크게", 0}, {"도와줘", 2}, {"하지 마", 2}, {"네.", 0}, {"네, 알겠습니다.", 4},
    {"깊은 이해", 0}, {"그런 건 말 못 해.", 2}, {"목적어", 0}, {"12월", 0}, {"API", 0}, {"서울보다", 0}, {"날마다", 0}, {"갑니다", 4},
};

static void every_level_becomes_every_other(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t bad = 0;
    for (size_t r = 0; r < HC_LEN(rows); r++)
        for (int from = 0; from < 4; from++) {
            if (!rows[r][from])
                continue;
            hc_register read;
            hc_register_read(a, hc_str_c(rows[r][from]), &read);
            if (read.main != (hc_speech)(from + 1) || read.n[from + 1] != 1)
                print_error("%s is read as level %d\n", rows[r][from], read.main), bad++;
            for (int to = 0; to < 4; to++) {
                size_t changed, left;
                if (!rows[r][to])
                    continue;
                hc_str got = hc_register_rewrite(a, hc_str_c(rows[r][from]), (hc_speech)(to + 1), &changed, &left);
                if (!hc_str_is(got, rows[r][to]) || changed != (from != to) || left)
                    print_error("%s -> %.*s, should be %s\n", rows[r][from], HC_FS(got), rows[r][to]), bad++;
            }
        }
    assert_int_equal(bad, 0);
}

static void sentences_of_all_kinds_are_ended_anew_or_left(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t bad = 0;
    for (size_t i = 0; i < HC_LEN(rewrites); i++) {
        size_t changed, left;
        hc_str got = hc_register_rewrite(a, hc_str_c(rewrites[i].in), rewrites[i].to, &changed, &left);
        bool same = strcmp(rewrites[i].in, rewrites[i].want) == 0;
        if (!hc_str_is(got, rewrites[i].want) || same != (changed == 0))
            print_error("%s -> %.*s, should be %s\n", rewrites[i].in, HC_FS(got), rewrites[i].want), bad++;
    }
    assert_int_equal(bad, 0);
    size_t changed, left;
    hc_register_rewrite(a, HC_S("제목\n좋다. 같이 할까요? 갑니다. English."), HC_SPEECH_HASIPSIO, &changed, &left);
    assert_int_equal(changed, 1);
    assert_int_equal(left, 2);
}

static void the_last_word_tells_the_level(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t bad = 0;
    for (size_t i = 0; i < HC_LEN(levels); i++) {
        hc_register r;
        hc_register_read(a, hc_str_c(levels[i].in), &r);
        if (r.main != levels[i].want)
            print_error("%s is read as level %d\n", levels[i].in, r.main), bad++;
    }
    assert_int_equal(bad, 0);
    hc_register mix;
    hc_register_read(a, HC_S("갑니다. 좋아요! 그래. \"가자.\" 그가 말했다. 3.5를 봐요."), &mix);
    assert_int_equal(mix.n[HC_SPEECH_HASIPSIO], 1);
    assert_int_equal(mix.n[HC_SPEECH_HAEYO], 2);
    assert_int_equal(mix.n[HC_SPEECH_HAE], 1);
    assert_int_equal(mix.n[HC_SPEECH_HAERA], 1);
    assert_int_equal(mix.main, HC_SPEECH_HAEYO);
}

static void subject_honorifics_are_told_from_false_friends(void **state)
{
    static const struct { const char *in; size_t want; } cases[] = {
        {"하세요", 1}, {"하십니다", 1}, {"하셨어요", 1}, {"다시 하세요", 1}, {"역시 즉시 혹시 표시 다시 잠시", 0}, {"표시하는 무시하고 제시하면", 0},
        {"할아버지께서 가시는 길에 오신 분", 2}, {"서울시는 대구시가", 0}, {"다시는 무시는 도시는", 0}, {"읽으시면 들으실까요", 2},
        {"자신 확신 최신 당신", 0}, {"주시겠어요? 계신가요?", 2}, {"신고하시려면 어떻게 하시나요?", 2}, {"이십 명", 0}, {"", 0}, {"세요", 0},
    };
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_register r;
        hc_register_read(a, hc_str_c(cases[i].in), &r);
        if (r.honorific != cases[i].want)
            fail_msg("%s: %zu honorifics, should be %zu", cases[i].in, r.honorific, cases[i].want);
    }
}

/* Random pieces and bytes: valid UTF-8 out, and what was ended anew is at the level that was asked for. */
static void any_text_is_survived(void **state)
{
    static const char *const pieces[] = {"합니다", "해요", "한다", "해", "주세요", " 주", "줘", ".", "?", "\n", " ", "\"", "(", ")", "가", "이",
                                         "시", "으", "지", "마", "라", "자", "니", "까", "네요", "ㄹ", "게", "있", "겠", "입니다", "예요",
                                         "API", "ㅋㅋ", "```", "3.", "\xED", "\xEC\x9E", "사", "들", "르", "우", "워", "와", "거", "는가"};
    (void)state;
    long rounds = getenv("HAECHI_LONG") ? 1000000 : 10000;
    unsigned x = 99;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (long r = 0; r < rounds; r++) {
        char text[600];
        size_t n = 0, changed, left;
        for (long i = 0; i < r % 24; i++) {
            x = x * 1664525u + 1013904223u;
            if (x >> 30) {
                hc_str piece = hc_str_c(pieces[(x >> 8) % HC_LEN(pieces)]);
                memcpy(text + n, piece.p, piece.n);
                n += piece.n;
            } else {
                n += hc_utf8_put(0xAC00 + (x >> 8) % 11172, text + n);
            }
        }
        hc_register before, after;
        hc_speech to = (hc_speech)(1 + r % 4);
        hc_str got = hc_register_rewrite(a, (hc_str){text, n}, to, &changed, &left);
        assert_true(hc_utf8_valid(got));
        hc_register_read(a, (hc_str){text, n}, &before);
        hc_register_read(a, got, &after);
        if (after.n[to] < before.n[to] + changed)
            fail_msg("%.*s -> %.*s", (int)n, text, HC_FS(got));
        hc_arena_reset(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_becomes_every_other),
        cmocka_unit_test(sentences_of_all_kinds_are_ended_anew_or_left),
        cmocka_unit_test(the_last_word_tells_the_level),
        cmocka_unit_test(subject_honorifics_are_told_from_false_friends),
        cmocka_unit_test(any_text_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
