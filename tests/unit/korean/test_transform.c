// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "korean/normalise.h"
#include "korean/transform.h"
#include "text/normalize.h"
#include "text/utf8.h"

static hc_str apply(hc_arena *a, const char *spec, const char *text, uint64_t seed)
{
    const hc_transform *t;
    double strength;
    hc_err err;
    if (hc_transform_parse(hc_str_c(spec), &t, &strength, &err) != HC_OK)
        fail_msg("%s: no such transform", spec);
    return hc_transform_apply(a, t, hc_str_c(text), seed, strength);
}

#define B "보이스피싱 신고 방법을 알려 주세요."

static void what_is_not_drawn_is_known(void **state)
{
    static const struct { const char *spec, *in, *out; } cases[] = {
        {"space.drop", B, "보이스피싱신고방법을알려주세요."},
        {"cho.only", B, "ㅂㅇㅅㅍㅅ ㅅㄱ ㅂㅂㅇ ㅇㄹ ㅈㅅㅇ."},
        {"jamo.split", "신고 방법을", "ㅅㅣㄴㄱㅗ ㅂㅏㅇㅂㅓㅂㅇㅡㄹ"},
        {"jamo.split", "값이 밝다", "ㄱㅏㅄㅇㅣ ㅂㅏㄺㄷㅏ"},
        {"kbd.en", B, "qhdltmvltld tlsrh qkdqjqdmf dkffu wntpdy."},
        {"roman.rr", "신고 방법을 알려 주세요", "singo bangbeobeul allyeo juseyo"}, {"num.spell", "3개월 안에 2명", "삼 개월 안에 두 명"},
        {"num.spell", "1,000원", "천 원"}, {"num.spell", "010-1234-5678 3.5개", "010-1234-5678 3.5개"},
        {"register.hr", B, "보이스피싱 신고 방법을 알려라."}, {"register.hae", B, "보이스피싱 신고 방법을 알려 줘."},
        {"register.heyo", B, B}, {"register.hsp", B, "보이스피싱 신고 방법을 알려 주십시오."},
        {"yamin", "귀여운 멍멍이 명작", "커여운 댕댕이 띵작"},
        {"tense", B, "뽀이쓰피씽 씬꼬 빵뻡을 알려 쭈쎄요."},
        {"aspirate", "신고 방법", "신코 팡펍"},
        {"coda.add", B, "봇잇슷핏싱 신곳 방법을 알렷 줏셋욧."},
        {"stretch", "신고 방법", "시인고오 바앙버업"},
        {"dove", "신고 방법", "시빈고보 바방버법"},
        {"syll.reverse", B, "싱피스이보 고신 을법방 려알 .요세주"},
        {"halfwidth", "신고", "ﾵￜﾤﾡￌ"},
        {"homoglyph", "신고", "人lㄴㄱㅗ"},
        {"enclosed", "나라가 좋다", "㉯㉱㉮ 좋㉰"},
        {"rot180", "폭풍눈물", "롬곡옾눞"}, {"rot180", "논문", "곰국"}, {"rot180", "신고", "신고"},
        {"sound.link", "방법을", "방버블"}, {"sound.link", "값이 같이 좋아", "갑시 가치 조아"}, {"sound.link", "해돋이를 읽어요", "해도지를 일거요"},
        {"sound.link", "앉아요 많이", "안자요 마니"}, {"sound.link", "강아지", "강아지"},
        {"josa.swap", "방법을 나와 먹을 것", "방법를 나과 먹을 것"},
        {"typo.confuse", "어떻게 해야 돼요", "어떡해 해야 되요"},
        {"konglish", "비밀번호와 계정", "패스워드와 어카운트"},
        {"hanja.sub", "개인정보 보호", "個人情報 보호"}, {"hanja.gloss", "개인정보를", "개인정보(個人情報)를"},
        {"hanja.sub", "건강보험", "건강보험"},
        {"nk.orth", "여성 노동 이용", "녀성 로동 리용"},
        {"translationese", B, "보이스피싱 신고 방법에 대하여 알려 주시는 것이 가능할까요."},
        {"translationese", "신고할 수 있나요?", "신고하는 것이 가능한가요?"}, {"translationese", "신고가 있습니까?", "신고가 존재합니까?"},
        {"roman.chat", "보이스피싱 신고", "bo2seupising singo"}, {"roman.chat", "알려 주세요 이미", "alryeo juseyo imi"},
        {"honor.add", "신고하려면 어떻게 하나요?", "신고하시려면 어떻게 하시나요?"},
    };
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_str got = apply(a, cases[i].spec, cases[i].in, 1);
        if (!hc_str_is(got, cases[i].out))
            fail_msg("%s: %s -> %.*s, should be %s", cases[i].spec, cases[i].in, HC_FS(got), cases[i].out);
    }
}

static void decomposed_text_is_longer_and_looks_the_same(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str s = apply(a, "nfd", B, 1);
    assert_int_equal(hc_utf8_count(hc_str_c(B)), 20);
    assert_int_equal(hc_utf8_count(s), 41);
    assert_int_equal(s.n, 113);
    assert_true(hc_str_is(hc_nfc(a, s), B));
}

static void protected_parts_stay(void **state)
{
    static const char text[] = "자료는 https://example.kr/가 말고 {이름}에게 a.b@example.kr 로 3개월 안에 `코드` 보내세요.\nA) 가나다\n② 라마바";
    static const char *const parts[] = {"https://example.kr/", "{이름}", "a.b@example.kr", "3개월", "`코드`", "\nA)", "\n②"};
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < hc_transforms(); i++) {
        const hc_transform_card *card = hc_transform_card_of(hc_transform_at(i));
        hc_str got = hc_transform_apply(a, hc_transform_at(i), hc_str_c(text), 7, 1);
        bool numbers = strcmp(card->id, "num.spell") == 0, bytes = strcmp(card->id, "nfd") == 0;
        for (size_t k = 0; k < HC_LEN(parts) && !bytes; k++)
            if (!(numbers && k == 3) && hc_str_find(got, hc_str_c(parts[k])) < 0)
                fail_msg("%s lost %s: %.*s", card->id, parts[k], HC_FS(got));
    }
}

/* Sentences of parts that go with each other: 10 x 10 x 10. */
static hc_str sentence(hc_arena *a, size_t i)
{
    static const char *const who[] = {"할머니께서", "담당 공무원이", "우리 반 친구가", "옆집 아저씨는", "환자의 보호자가", "세입자인 제가", "야간 근무자는",
                                      "외국인 노동자가", "논문 심사 위원이", "폭풍눈물을 흘리던 동생이"};
    static const char *const what[] = {"주민등록번호를", "보험 계약서를", "3개월 치 월급을", "병원 예약을", "값이 오른 밝은 등을", "해돋이 사진을",
                                       "비밀번호 12자리를", "(서울) 지도 2장을", "개인정보와 전화번호를", "앉아서 읽을 책을"};
    static const char *const how[] = {"어디에 신고해야 하나요?", "꼭 찾아 주세요.", "잃어버렸다고 했습니다!", "며칠 안에 돌려받을 수 있습니까?", "왜 바꾸었는지 모르겠다.",
                                      "없애도 괜찮을까요… 알려 줘.", "「약관」에서 봤어요 ㅋㅋ", "안 돼요, 그건 빚이에요.", "뷁쀍꿹 같은 글자로 적었네.",
                                      "https://example.kr 에 {이름} 으로 올렸다."};
    return hc_fmt(a, "%s %s %s", who[i / 100 % 10], what[i / 10 % 10], how[i % 10]);
}

static void exact_ones_come_back(void **state)
{
    size_t exact = 0;
    (void)state;
    for (size_t i = 0; i < hc_transforms(); i++) {
        const hc_transform *t = hc_transform_at(i);
        const hc_transform_card *card = hc_transform_card_of(t);
        if (card->inverse != HC_INVERSE_EXACT)
            continue;
        exact++;
        for (size_t k = 0; k < 1000; k++) {
            HC_AUTO(hc_arena_ptr) a = hc_arena_new();
            hc_str s = sentence(a, k);
            double strength = card->scales && k % 2 ? 0.5 : 1;
            hc_str there = hc_transform_apply(a, t, s, k, strength), back = hc_transform_undo(a, t, there, k, strength);
            if (!hc_str_eq(back, s))
                fail_msg("%s: %.*s -> %.*s -> %.*s", card->id, HC_FS(s), HC_FS(there), HC_FS(back));
        }
    }
    assert_true(exact >= 15);
}

static void others_come_back_by_the_normaliser_as_often_as_their_card_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < hc_transforms(); i++) {
        const hc_transform *t = hc_transform_at(i);
        const hc_transform_card *card = hc_transform_card_of(t);
        size_t back = 0;
        if (card->inverse != HC_INVERSE_NORMALISER)
            continue;
        for (size_t k = 0; k < 1000; k++) {
            HC_AUTO(hc_arena_ptr) a = hc_arena_new();
            hc_ko_normal was, is;
            hc_str s = sentence(a, k);
            hc_ko_normalise(a, s, &was);
            hc_ko_normalise(a, hc_transform_apply(a, t, s, k, 1), &is);
            back += hc_ko_same(a, was.text, is.text);
        }
        if ((back + 5) / 10 != (size_t)card->recovered)
            fail_msg("%s: the normaliser gives back %zu of 1,000, the card says %d %%", card->id, back, card->recovered);
    }
}

static void each_one_changes_something(void **state)
{
    (void)state;
    for (size_t i = 0; i < hc_transforms(); i++) {
        size_t changed = 0;
        bool fixed = hc_transform_card_of(hc_transform_at(i))->comes_along;
        for (size_t k = 0; k < 1000; k++) {
            HC_AUTO(hc_arena_ptr) a = hc_arena_new();
            hc_str s = sentence(a, k), there = hc_transform_apply(a, hc_transform_at(i), s, k, 1);
            changed += !hc_str_eq(s, there);
            assert_true(hc_str_eq(there, hc_transform_apply(a, hc_transform_at(i), s, k, 1)));
        }
        if (fixed ? changed > 0 : changed < 50)
            fail_msg("%s changes %zu of 1,000 sentences", hc_transform_card_of(hc_transform_at(i))->id, changed);
    }
}

static void an_anagram_is_a_permutation(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (uint64_t seed = 0; seed < 200; seed++) {
        hc_str got = apply(a, "syll.anagram", "개인정보보호", seed);
        assert_int_equal(hc_utf8_count(got), 6);
        assert_true(hc_str_starts(got, HC_S("개")) && hc_str_ends(got, HC_S("호")) && !hc_str_is(got, "개인정보보호"));
        hc_str left = HC_S("인정보보");
        for (size_t at = 3; at < got.n - 3; at += 3) {
            hc_str one = hc_str_sub(got, at, at + 3);
            ptrdiff_t p = hc_str_find(left, one);
            assert_true(p >= 0);
            left = hc_fmt(a, "%.*s%.*s", (int)p, left.p, HC_FS(hc_str_sub(left, (size_t)p + 3, left.n)));
        }
        assert_int_equal(left.n, 0);
    }
}

static void strength_is_a_share(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_buf) text;
    hc_buf_init(&text, SIZE_MAX);
    for (size_t i = 0; i < 10000; i++)
        hc_buf_c(&text, "가 ");
    hc_buf_ch(&text, '\0');
    hc_str got = apply(a, "jamo.split@0.3", text.p, 5);
    size_t split = (got.n - (text.n - 1)) / 3;
    assert_in_range(split, 2800, 3200);
}

static void wrong_specs_say_what_is_wrong(void **state)
{
    static const struct { const char *spec, *id, *words; } cases[] = {
        {"jamo.splt", "E-TRANS-01", "jamo.split"}, {"", "E-TRANS-01", "no transform"}, {"nfd@0.5", "E-TRANS-02", "no strength"},
        {"jamo.split@0", "E-TRANS-03", "above 0"}, {"jamo.split@1.5", "E-TRANS-03", "above 0"}, {"jamo.split@", "E-TRANS-03", "above 0"},
        {"jamo.split@x", "E-TRANS-03", "above 0"},
    };
    (void)state;
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        const hc_transform *t;
        double strength;
        hc_err err = {0};
        assert_int_equal(hc_transform_parse(hc_str_c(cases[i].spec), &t, &strength, &err), HC_E_USAGE);
        assert_string_equal(err.id, cases[i].id);
        assert_true(strstr(err.en, cases[i].words));
    }
}

static void any_bytes_give_valid_text(void **state)
{
    uint64_t s = 20261125;
    (void)state;
    size_t rounds = getenv("HAECHI_LONG") ? 1000000 : 10000;
    for (size_t k = 0; k < rounds; k++) {
        HC_AUTO(hc_arena_ptr) a = hc_arena_new();
        char bytes[64];
        size_t n = 0;
        while (n < 48) {
            s = s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            uint32_t v = (uint32_t)(s >> 33);
            if (v % 4 == 0)
                bytes[n++] = (char)(v >> 8);
            else
                n += hc_utf8_put(v % 4 == 1 ? 0xAC00 + (v >> 8) % 11172 : v % 4 == 2 ? 0x3131 + (v >> 8) % 51 : 0x20 + (v >> 8) % 95, bytes + n);
        }
        const hc_transform *t = hc_transform_at(k % hc_transforms());
        hc_str got = hc_transform_apply(a, t, (hc_str){bytes, n}, s, 0.7);
        assert_true(hc_utf8_valid(got));
        assert_true(hc_utf8_valid(hc_transform_undo(a, t, (hc_str){bytes, n}, s, 0.7)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_drawn_is_known),
        cmocka_unit_test(decomposed_text_is_longer_and_looks_the_same),
        cmocka_unit_test(protected_parts_stay),
        cmocka_unit_test(exact_ones_come_back),
        cmocka_unit_test(others_come_back_by_the_normaliser_as_often_as_their_card_says),
        cmocka_unit_test(each_one_changes_something),
        cmocka_unit_test(an_anagram_is_a_permutation),
        cmocka_unit_test(strength_is_a_share),
        cmocka_unit_test(wrong_specs_say_what_is_wrong),
        cmocka_unit_test(any_bytes_give_valid_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
