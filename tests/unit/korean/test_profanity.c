// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "korean/normalise.h"
#include "korean/profanity.h"

static void every_family_is_seen(void **state)
{
    static const struct { const char *text, *word, *family; } cases[] = {
        {"ㅅㅂ 진짜", "시발", "initials"}, {"에휴 ㅂㅅ", "병신", "initials"}, {"ㅄ", "병신", "initials"}, {"ㅈㄴ 춥다", "존나", "initials"}, {"ㅁㅊ", "미친", "initials"},
        {"18놈", "시발", "digit"}, {"시1발", "시발", "digit"}, {"시ㅂㅏㄹ", "시발", "split"}, {"ㅅㅣㅂㅏㄹ", "시발", "split"},
        {"tlqkf", "시발", "keyboard"}, {"qudtls.", "병신", "keyboard"}, {"쉬발", "시발", "vowel"}, {"씨바", "시발", "vowel"},
        {"신발놈", "시발", "homophone"}, {"십팔새끼", "시발", "homophone"}, {"시이발", "시발", "stretch"}, {"싫발", "시발", "coda"}, {"시발", "시발", "plain"},
    };
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_profanity_hit *hits;
        size_t n = hc_ko_profanity(a, hc_str_c(cases[i].text), &hits);
        if (n != 1 || strcmp(hits[0].word, cases[i].word) != 0 || strcmp(hc_profanity_family_id(hits[0].family), cases[i].family) != 0)
            fail_msg("%s: %zu hits", cases[i].text, n);
        assert_in_range(hits[0].severity, 1, 3);
        assert_true(hits[0].at + hits[0].n <= strlen(cases[i].text));
    }
}

/* What the normaliser undoes is seen as well. */
static void hidden_ones_are_seen_after_normalising(void **state)
{
    static const char *const cases[] = {"ㅅ\u200Bㅣㅂㅏㄹ", "ｔｌｑｋｆ", "\u1109\u1175\u1107\u1161\u11AF", "병\u3164신", "ㅅlㅂㅏㄹ", "ﾵￜﾲￂﾩ"};
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_ko_normal n;
        hc_profanity_hit *hits;
        hc_ko_normalise(a, hc_str_c(cases[i]), &n);
        if (hc_ko_profanity(a, n.text, &hits) != 1)
            fail_msg("case %zu: %.*s", i, HC_FS(n.text));
    }
}

static void everyday_words_are_not(void **state)
{
    static const char *const cases[] = {
        "18일", "18년 3월", "2018년", "신발 사이즈", "신발을 신다", "시발점", "시발역에서", "병신년에 태어난", "십팔기", "십팔 명", "다시발견", "아저씨바지", "역시발전",
        "서울발 시발열차", "18", "ㅅㅂㅅ", "ㄱㅅ", "tlqkf@example.com", "atlqkf", "",
    };
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_profanity_hit *hits;
        hc_ko_normal n;
        if (hc_ko_profanity(a, hc_str_c(cases[i]), &hits))
            fail_msg("%s", cases[i]);
        hc_ko_normalise(a, hc_str_c(cases[i]), &n);
        if (hc_ko_profanity(a, n.text, &hits))
            fail_msg("%s, normalised", cases[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_family_is_seen),
        cmocka_unit_test(hidden_ones_are_seen_after_normalising),
        cmocka_unit_test(everyday_words_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
