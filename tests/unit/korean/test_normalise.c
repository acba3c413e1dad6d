// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "korean/fold.h"
#include "korean/hangul.h"
#include "korean/keys.h"
#include "korean/lookalike.h"
#include "korean/normalise.h"
#include "text/normalize.h"

static void every_step_in_its_order(void **state)
{
    static const struct { const char *in, *text; hc_ko_normal n; } cases[] = {
        {"보이스피싱 신고 방법을 알려 주세요.", "보이스피싱 신고 방법을 알려 주세요.", {{0}, 0, 0, 0, 0, 0, 0}},
        {"신\u200B고 방\u3164법", "신고 방법", {{0}, 2, 0, 0, 0, 0, 0}},
        {"\u1109\u1175\u11AB\u1100\u1169", "신고", {{0}, 0, 0, 0, 0, 0, 0}},
        {"\u1109\u200B\u1175\u11AB\u1100\u1169", "신고", {{0}, 1, 0, 0, 0, 0, 0}},
        {"ﾵￜﾤﾡￌ", "신고", {{0}, 0, 5, 2, 0, 0, 0}},
        {"ﾵ\u200Bￜﾤ", "신", {{0}, 1, 3, 1, 0, 0, 0}},
        {"㉯㉱㉮ 좋㉰", "나라가 좋다", {{0}, 0, 4, 0, 0, 0, 0}},
        {"ㅅㅣㄴㄱㅗ ㅂㅏㅇㅂㅓㅂ", "신고 방법", {{0}, 0, 0, 4, 0, 0, 0}},
        {"ｔｌｓｒｈ qkdqjq", "신고 방법", {{0}, 0, 5, 0, 2, 0, 0}},
        {"tl\u200Bsrh", "신고", {{0}, 1, 0, 0, 1, 0, 0}},
        {"ajxhdfud", "대통령", {{0}, 0, 0, 0, 1, 1, 0}},
        {"人lㄴㄱㅗ 방법", "신고 방법", {{0}, 0, 0, 1, 0, 1, 0}},
        {"신 고 방 법", "신고방법", {{0}, 0, 0, 0, 0, 0, 3}},
        {"그래서 도 와 드 릴 수 없 어 요", "그래서 도와드릴수없어요", {{0}, 0, 0, 0, 0, 0, 7}},
        {"내 집 앞 길에 서", "내 집 앞 길에 서", {{0}, 0, 0, 0, 0, 0, 0}},
        {"\t신고\u00A0방법  알려  \n 줘 ", "신고 방법 알려\n줘", {{0}, 0, 0, 0, 0, 0, 7}},
        {"", "", {{0}, 0, 0, 0, 0, 0, 0}},
    };
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_ko_normal got, want = cases[i].n;
        hc_ko_normalise(a, hc_str_c(cases[i].in), &got);
        if (!hc_str_is(got.text, cases[i].text) || got.invisible != want.invisible || got.widths != want.widths || got.jamo != want.jamo ||
            got.keys != want.keys || got.lookalikes != want.lookalikes || got.spaces != want.spaces)
            fail_msg("%s -> %.*s %zu %zu %zu %zu %zu %zu", cases[i].in, HC_FS(got.text), got.invisible, got.widths, got.jamo, got.keys,
                     got.lookalikes, got.spaces);
    }
}

static void plain_changes_form_alone(void **state)
{
    static const char *const cases[][2] = {
        {"\u1100\u1161\u11B8", "갑"}, {"ㄱㅏㅄ", "값"}, {"ﾡￂ", "가"}, {"ＡＢ　１", "AB 1"}, {"신\u200B고", "신고"}, {"ｅ\u0301", "é"},
        {"㉮ ② ㉠", "㉮ ② ㉠"}, {"tlsrh 댕댕이  ㅋㅋㅋ", "tlsrh 댕댕이  ㅋㅋㅋ"}, {"\xFF", "\uFFFD"},
    };
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_str got = hc_ko_plain(a, hc_str_c(cases[i][0]));
        if (!hc_str_is(got, cases[i][1]))
            fail_msg("case %zu: %.*s, should be %s", i, HC_FS(got), cases[i][1]);
    }
    hc_str s = HC_S("이미 그런 글 ABC ① ㅋㅋ");
    assert_ptr_equal(hc_ko_plain(a, s).p, s.p);
}

static void the_same_but_for_form(void **state)
{
    static const struct { const char *x, *y; bool same; } cases[] = {
        {"신고 방법", "신고방법", true}, {"ＡＢＣ 은행", "abc은행", true}, {"\u1109\u1175\u11AB고", " 신 고\n", true}, {"ㅅㅣㄴㄱㅗ", "신고", true},
        {"신고", "신거", false}, {"신고", "신고서", false}, {"", " ", true}, {"", "가", false}, {"㉮", "가", false},
    };
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++)
        if (hc_ko_same(a, hc_str_c(cases[i].x), hc_str_c(cases[i].y)) != cases[i].same)
            fail_msg("%s and %s", cases[i].x, cases[i].y);
}

/* ---- any bytes ------------------------------------------------------------------------------------------ */

static uint64_t random_next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

/* Half the strings are any bytes, half are characters of those that some step knows. */
static hc_str random_text(uint64_t *seed, char *out, size_t max)
{
    static const uint32_t from[][2] = {
        {0x20, 0x7E}, {'a', 'z'}, {0xAC00, 0xD7A3}, {0x3131, 0x3163}, {0x1100, 0x11FF}, {0xFFA0, 0xFFDC}, {0x3200, 0x327F}, {0xFF01, 0xFF5E},
        {0x2000, 0x206F}, {0x300, 0x36F}, {0x1F300, 0x1F6FF}, {0xFE00, 0xFE0F}, {0x4E00, 0x9FFF}, {0x3164, 0x3164}, {0x30B9, 0x30C8},
    };
    size_t want = random_next(seed) % max, n = 0;
    bool bytes = random_next(seed) & 1;
    uint64_t mix = random_next(seed);
    while (n + 4 < want) {
        uint64_t r = random_next(seed);
        const uint32_t *range = from[(mix >> r % 4 * 4) % HC_LEN(from)];
        if (bytes)
            out[n++] = (char)(r & 7 ? 0x80 | (r >> 3) : r >> 3);
        else
            n += hc_utf8_put(range[0] + (uint32_t)(random_next(seed) % (range[1] - range[0] + 1)), out + n);
    }
    return (hc_str){out, n};
}

static void check_any(hc_arena *a, hc_str s)
{
    hc_ko_normal n;
    hc_ko_normalise(a, s, &n);
    assert_true(hc_utf8_valid(n.text));
    hc_str plain = hc_ko_plain(a, s);
    assert_true(hc_utf8_valid(plain) && hc_str_eq(hc_ko_plain(a, plain), plain));
    assert_true(hc_ko_same(a, s, plain));
    hc_str out[] = {hc_ko_strip(a, s, NULL), hc_ko_widths(a, s, NULL), hc_ko_half_full(a, s, NULL), hc_ko_recompose(a, s, NULL),
                    hc_ko_to_keys(a, s), hc_ko_from_keys(a, s), hc_ko_decode_keys(a, s, NULL), hc_ko_unmask_lookalikes(a, s, NULL),
                    hc_ko_lookalike(a, s, 1, 0.5)};
    for (size_t i = 0; i < HC_LEN(out); i++)
        assert_true(hc_utf8_valid(out[i]));
}

static void any_bytes_give_valid_text(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t rounds = getenv("HAECHI_LONG") ? 1000000 : 10000;
    uint64_t seed = 20261125;
    for (size_t i = 0; i < rounds; i++) {
        char bytes[160];
        check_any(a, random_text(&seed, bytes, sizeof bytes));
        hc_arena_reset(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_in_its_order),
        cmocka_unit_test(plain_changes_form_alone),
        cmocka_unit_test(the_same_but_for_form),
        cmocka_unit_test(any_bytes_give_valid_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
