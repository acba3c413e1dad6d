// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "score/score.h"

#define T(lit) {(lit), sizeof(lit) - 1} /* HC_S is no constant */

typedef struct { const char *reply; int want; /* 0-based, -1 = unparsed */ } choice_case;

static const hc_str cities[] = {T("서울"), T("부산"), T("대구"), T("인천")};
static const choice_case with_texts[] = {
    /* a label and nothing else */
    {"B", 1}, {"b", 1}, {"B.", 1}, {"(C)", 2}, {"[D]", 3}, {"**B**", 1}, {"**B.**", 1}, {"2", 1}, {"2번", 1}, {"③", 2}, {"③번", 2},
    {"Ｂ", 1}, {"３", 2}, {"나", 1}, {"(나)", 1}, {"다.", 2}, {"㉮", 0}, {"⑵", 1}, {"ⓒ", 2}, {"`A`", 0}, {"  A \n", 0},
    /* stated in Korean */
    {"정답은 ②번입니다", 1}, {"정답: B", 1}, {"정답 : (B)", 1}, {"답은 3번", 2}, {"답은 3번입니다.", 2}, {"정답은 C입니다.", 2},
    {"정답은 나입니다.", 1}, {"정답: 나", 1}, {"정답은 **②번**입니다.", 1}, {"정답은 '부산'입니다.", 1}, {"정답은 부산입니다.", 1},
    {"정답은 서울이 아니라 부산입니다.", 1}, {"정답은 A가 아니라 B입니다.", 1}, {"정답: 4. 인천", 3}, {"정답은 보기 중 ④번입니다.", 3},
    {"B가 정답입니다.", 1}, {"②번이 정답입니다.", 1}, {"3번이 맞습니다.", 2}, {"정답 번호: 2", 1}, {"최종 정답: D", 3}, {"답: ①", 0},
    {"A가 정답이고 B는 오답입니다.", 0}, {"정답은\n\nC", 2}, {"정답은 대한민국 제2의 도시인 부산입니다.", 1},
    {"정답은 B이며, 이유는 A가 수도이기 때문입니다.", 1},
    /* stated in English */
    {"The answer is C.", 2}, {"Answer: D", 3}, {"answer: b", 1}, {"The correct answer is (B) 부산.", 1}, {"The correct answer is option C.", 2},
    {"\\boxed{C}", 2}, {"$\\boxed{\\text{B}}$", 1}, {"Therefore, \\boxed{2}.", 1}, {"{\"answer\":\"B\"}", 1}, {"{\"answer\": 3}", 2},
    {"```json\n{\"reason\": \"A는 아님\", \"answer\": \"D\"}\n```", 3}, {"{\"정답\": \"①\"}", 0}, {"Option B is correct.", 1},
    {"B is the correct answer.", 1}, {"The answer is 부산.", 1}, {"I choose D.", 3}, {"Final answer: A", 0}, {"The final answer is **B**.", 1},
    /* reasoning first */
    {"A는 수도이고 B는 항구입니다.\n따라서 정답은 C입니다.", 2}, {"먼저 ①을 보면 틀렸고, ②도 틀렸습니다. 따라서 ③입니다.", 2},
    {"Let me think. A is the capital. B is a port.\n\nC", 2}, {"A와 B를 비교하면 다음과 같다.\n...\n정답: B", 1},
    {"처음에는 정답이 A라고 생각했지만, 다시 보니 정답은 B입니다.", 1}, {"정답: A\n\n아니요, 다시 계산하면 정답: D", 3},
    {"<think>정답은 A인가? B?</think>정답: C", 2}, {"그러므로 D입니다.", 3}, {"설명: 부산은 항구다.\n답: 2번 부산", 1},
    {"Answer: B\n\nExplanation: A is the capital, C is inland.", 1}, {"B. 부산\n\n서울은 수도입니다.", 1}, {"② 부산", 1}, {"2. 부산", 1},
    {"2번 부산입니다.", 1}, {"B) 부산", 1},
    /* as real models write it */
    {"### ANSWER\nC", 2}, {"### ANSWER\nC\n\n**Reasoning:** **Option A** is correct because it is old. **Option B** is accurate.", 2},
    {"V² = 3.8 × 10⁴\n\nD", 3}, {"the answer is most likely:\n\nB", 1}, {"C = 5 (C, O₂, N₂)\nF = 5\n\n**D**", 3}, {"정답 (Answer): D", 3},
    {"따라서, 정답은 C: 8.64 × 10^6 kcal입니다.", 2}, {"B를 선택합니다.\n\n설명:\n\n1. 1차 침전지", 1}, {"C입니다.\n\n푸는 방법은 다음과 같습니다.\n\n1.", 2},
    {"B) 3250kg/h입니다.\n\n해설:\n\n1.", 1}, {"따라서 정답은:\n\nC", 2}, {"지드래곤 (A)", 0}, {"D: 60", 3}, {"B입니다. 전세권은 저당권을 설정할 수 없기 때문", 1},
    {"Let me check each option:\n\nA: Explaining why A city should be selected - YES\n\nB:", -1}, {"D10 철근은 6배 이상이므로 옳지 않은 것은 A입니다.\n\nA", 0},
    {"A기체 3.0 몰과 B 기체 1.0", -1}, {"D) 6933.3kcal입니다.\n\n증명의 과정:\n\n1", -1}, {"- 4개 중 2개를 선택: C(4,2) = 6개", -1}, {"A, B, C", -1}, {"A, C", -1}, {"C3", -1},
    /* texts */
    {"부산", 1}, {"부산입니다.", 1}, {"제 생각에는 부산입니다.", 1}, {"\"대구\"", 2}, {"수도는 서울이다", 0},
    /* decomposed Hangul */
    {"정답은 B입니다", 1}, {"부산", 1},
    /* not said, or said twice: unparsed */
    {"I think A or B", -1}, {"A or B", -1}, {"정답은 A 또는 B입니다.", -1}, {"정답: A, C", -1}, {"The answer is B or C.", -1},
    {"A와 B 중 하나입니다.", -1}, {"서울 또는 부산", -1}, {"정답은 A가 아닙니다.", -1}, {"B는 아닙니다.", -1}, {"A. 서울\nB. 부산\nC. 대구\nD. 인천", -1},
    {"", -1}, {"모르겠습니다.", -1}, {"E", -1}, {"정답: E", -1}, {"정답은 5번입니다.", -1}, {"정답은 0번", -1}, {"좋은 질문입니다.", -1},
    {"A good question needs a good reply.", -1}, {"3명이 있습니다.", -1}, {"나는 잘 모르겠다.", -1}, {"가장 좋은 것을 고르겠습니다.", -1},
    {"B. 서울", -1}, {"정답은 알 수 없습니다.", -1}, {"오답은 B입니다.", -1}, {"정답은 다음과 같습니다.", -1},
    {"The answer is not B.", -1}, {"B is not correct.", -1}, {"1과 2 모두 가능합니다.", -1}, {"\xFF\xFE\x00", -1},
};

static void replies_are_read_and_never_guessed(void **state)
{
    (void)state;
    size_t bad = 0;
    for (size_t i = 0; i < HC_LEN(with_texts); i++) {
        HC_AUTO(hc_arena_ptr) a = hc_arena_new();
        hc_str span;
        int got = hc_read_choice(a, hc_str_c(with_texts[i].reply), cities, HC_LEN(cities), &span);
        if (got != with_texts[i].want) {
            print_error("\"%s\" -> %d, should be %d\n", with_texts[i].reply, got, with_texts[i].want);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
}

/* Choices whose texts look like labels, quantities or each other. */
static void texts_that_look_like_labels_do_not_mislead(void **state)
{
    (void)state;
    static const hc_str numbers[] = {T("3"), T("1"), T("4"), T("2")};
    static const hc_str types[] = {T("B형"), T("A형"), T("O형"), T("AB형")};
    static const hc_str years[] = {T("1945년"), T("1948년"), T("1950년"), T("1960년")};
    static const hc_str nested[] = {T("형법"), T("형법 시행령"), T("민법"), T("상법"), T("헌법")};
    static const struct { const hc_str *choices; size_t n; const char *reply; int want; } cases[] = {
        {numbers, 4, "정답: 3", -1}, {numbers, 4, "정답: 3번", 2}, {numbers, 4, "정답: ③", 2}, {numbers, 4, "정답: A", 0},
        {types, 4, "정답은 A형입니다.", 1}, {types, 4, "A형", 1}, {types, 4, "정답: A", 0},
        {years, 4, "정답은 1948년입니다.", 1}, {years, 4, "1950년", 2}, {years, 4, "1945년에 해방되었고, 정부 수립은 1948년이다. 정답: 2", 1},
        {nested, 5, "형법 시행령입니다.", 1}, {nested, 5, "형법입니다.", 0}, {nested, 5, "정답: 마", 4}, {nested, 5, "E", 4}, {nested, 5, "⑤", 4},
        {NULL, 4, "정답은 서울", -1}, {NULL, 4, "정답은 B", 1}, {NULL, 2, "정답은 C", -1}, {NULL, 0, "A", -1}, {NULL, 12, "정답: 12번", 11},
    };
    size_t bad = 0;
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        HC_AUTO(hc_arena_ptr) a = hc_arena_new();
        hc_str span;
        int got = hc_read_choice(a, hc_str_c(cases[i].reply), cases[i].choices, cases[i].n, &span);
        if (got != cases[i].want) {
            print_error("\"%s\" -> %d, should be %d\n", cases[i].reply, got, cases[i].want);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
}

static void the_span_is_the_line_that_decided(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str span;
    assert_int_equal(hc_read_choice(a, HC_S("A는 아닙니다.\n정답은 **B**입니다. 끝."), cities, 4, &span), 1);
    assert_true(hc_str_is(span, "정답은 B입니다"));
}

static void any_bytes_give_a_valid_choice_or_none(void **state)
{
    (void)state;
    static const char *const pieces[] = {"정답", "은 ", "A", "B", "가 아니라 ", "②", "3", "번", "\n", "(", ")", "\\boxed{", "answer", ":",
                                         " or ", "따라서 ", "서울", "입니다", ".", "\xE2\x91", "나", "</think>", " is ", "\"", "{"};
    for (unsigned seed = 0; seed < 3000; seed++) {
        HC_AUTO(hc_arena_ptr) a = hc_arena_new();
        char bytes[400];
        size_t n = 0;
        unsigned x = seed * 2654435761u + 1;
        while (n < sizeof bytes - 24) {
            x = x * 1664525u + 1013904223u;
            const char *p = pieces[(x >> 16) % HC_LEN(pieces)];
            memcpy(bytes + n, p, strlen(p));
            n += strlen(p);
        }
        hc_str span;
        int got = hc_read_choice(a, (hc_str){bytes, n}, cities, 4, &span);
        assert_in_range(got + 1, 0, 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replies_are_read_and_never_guessed),
        cmocka_unit_test(texts_that_look_like_labels_do_not_mislead),
        cmocka_unit_test(the_span_is_the_line_that_decided),
        cmocka_unit_test(any_bytes_give_a_valid_choice_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
