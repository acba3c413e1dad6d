// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "report/compare.h"
#include "report/masking.h"

#define PHONE "010-2345-6789"
#define SHOWN "010-****-****"

/* An item whose every text holds a number of somebody. */
static void no_text_of_an_item_is_left_bare(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str list[] = {HC_S(PHONE), HC_S("전화 " PHONE)};
    hc_part part = {.kind = HC_PART_TEXT, .text = HC_S(PHONE)};
    hc_tool_call call = {.args = HC_S(PHONE)};
    hc_turn turn = {.msg = {.parts = &part, .n_parts = 1, .calls = &call, .n_calls = 1}};
    hc_fact fact = {.value = HC_S(PHONE), .authority = HC_S(PHONE), .document = HC_S(PHONE), .checked_on = HC_S("2026-01-02")};
    hc_variant variant = {.transform = HC_S("human"), .text = HC_S(PHONE), .author = HC_S(PHONE)};
    const hc_item item = {.id = HC_S("q"), .domain = HC_S(PHONE), .system = HC_S(PHONE), .criteria = HC_S(PHONE), .reference = HC_S(PHONE), .raw = HC_S(PHONE),
        .choices = list, .n_choices = 2, .answers = list, .n_answers = 2, .meta = list, .n_meta = 2, .tags = list, .n_tags = 2,
        .turns = &turn, .n_turns = 1, .facts = &fact, .n_facts = 1, .variants = &variant, .n_variants = 1};
    const hc_item *m = hc_mask_item((hc_mask){a, false}, &item);
    const hc_str shown[] = {m->domain, m->system, m->criteria, m->reference, m->raw, m->choices[0], m->answers[0], m->meta[0], m->tags[0],
        m->turns[0].msg.parts[0].text, m->turns[0].msg.calls[0].args, m->facts[0].value, m->facts[0].authority, m->facts[0].document,
        m->variants[0].text, m->variants[0].author};
    for (size_t i = 0; i < HC_LEN(shown); i++)
        assert_true(hc_str_is(shown[i], SHOWN));
    assert_true(hc_str_is(m->tags[1], "전화 " SHOWN) && hc_str_is(m->facts[0].checked_on, "2026-01-02") && hc_str_is(m->variants[0].transform, "human"));
    assert_true(hc_str_is(item.facts[0].value, PHONE) && hc_str_is(list[0], PHONE));
    assert_ptr_equal(hc_mask_item((hc_mask){a, true}, &item), &item);
}

static void names_of_groups_are_masked_in_copies(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_compared lines[] = {{.group = HC_S("")}, {.group = HC_S(PHONE)}};
    hc_versus versus = {.lines = lines, .n_lines = 2};
    hc_comparison cmp = {.versus = &versus, .n_versus = 1}, shown;
    hc_mask_comparison((hc_mask){a, false}, &cmp, &shown);
    assert_true(hc_str_is(shown.versus[0].lines[1].group, SHOWN));
    assert_true(hc_str_is(lines[1].group, PHONE));
    hc_mask_comparison((hc_mask){a, true}, &cmp, &shown);
    assert_true(hc_str_is(shown.versus[0].lines[1].group, PHONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_text_of_an_item_is_left_bare), cmocka_unit_test(names_of_groups_are_masked_in_copies)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
