// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_int.h"

#include "text/normalize.h"

/* Headers and keys as people write them, Korean and English, and the one name that the program uses. */

typedef struct field_alias {
    const char *alias, *name;
    bool free_answer;
} field_alias;

static const field_alias fields[] = {
    {"id", "id", 0}, {"번호", "id", 0},
    {"prompt", "prompt", 0}, {"질문", "prompt", 0}, {"문항", "prompt", 0}, {"문제", "prompt", 0}, {"input", "prompt", 0},
    {"text", "prompt", 0}, {"question", "prompt", 0},
    {"expect", "expect", 0}, {"기대", "expect", 0},
    {"정답", "expect", 1}, {"target", "expect", 1}, {"output", "expect", 1}, {"answer", "expect", 1},
    {"domain", "domain", 0}, {"영역", "domain", 0}, {"분류", "domain", 0}, {"hazard", "domain", 0},
    {"category", "domain", 0},
    {"criteria", "criteria", 0}, {"기준", "criteria", 0}, {"rubric", "criteria", 0},
    {"requirement", "criteria", 0},
    {"choices", "choices", 0}, {"보기", "choices", 0},
    {"turns", "turns", 0}, {"차례", "turns", 0},
    {"intent", "intent", 0}, {"의도", "intent", 0},
    {"severity", "severity", 0}, {"심각도", "severity", 0},
    {"lang", "lang", 0}, {"언어", "lang", 0},
    {"system", "system", 0}, {"시스템", "system", 0},
    {"unit", "unit", 0}, {"단위", "unit", 0},
    {"source", "source", 0}, {"출처", "source", 0},
    {"date", "date", 0}, {"날짜", "date", 0},
    {"base_id", "base_id", 0},
    {"twin_id", "twin_id", 0}, {"짝", "twin_id", 0},
    {"split", "split", 0},
    {"provenance", "provenance", 0},
    {"unverified", "unverified", 0}, {"미확인", "unverified", 0},
    {"reference", "reference", 0}, {"모범답안", "reference", 0},
    {"reply_lang", "reply_lang", 0},
    {"meta", "meta", 0},
    {"factor", "factor", 0}, {"위험요인", "factor", 0},
    {"form", "form", 0}, {"질문형식", "form", 0},
    {"axis", "axis", 0}, {"편향축", "axis", 0},
    {"kind", "kind", 0}, {"문항유형", "kind", 0},
    {"register", "register", 0}, {"말투", "register", 0},
    {"en_twin_id", "en_twin_id", 0},
    {"jurisdiction", "jurisdiction", 0}, {"법역", "jurisdiction", 0},
    {"contested", "contested", 0}, {"이견", "contested", 0},
    {"generated", "generated", 0}, {"자동생성", "generated", 0},
    {"hazard_note", "hazard_note", 0}, {"검토자주의", "hazard_note", 0},
    {"variant_of", "variant_of", 0}, {"변형원본", "variant_of", 0},
    {"facts", "facts", 0}, {"사실", "facts", 0},
    {"variants", "variants", 0}, {"바꿔쓰기", "variants", 0},
};

static const char *const choice_names[] = {"choice1", "choice2", "choice3", "choice4", "choice5",
                                           "choice6", "choice7", "choice8", "choice9"};

/* "보기1", "choice1", "choice_1", "보기 1"; "A" to "E". */
static const char *choice_name(hc_str h)
{
    if (h.n == 1 && h.p[0] >= 'A' && h.p[0] <= 'E')
        return choice_names[h.p[0] - 'A'];
    if (h.n == 0 || h.p[h.n - 1] < '1' || h.p[h.n - 1] > '9')
        return NULL;
    hc_str word = hc_str_sub(h, 0, h.n - 1);
    if (hc_str_ends(word, HC_S("_")))
        word.n--;
    word = hc_str_trim(word);
    return hc_str_is(word, "보기") || hc_str_ieq(word, HC_S("choice")) ? choice_names[h.p[h.n - 1] - '1'] : NULL;
}

const char *hc_field_name(hc_str header, bool *out_free)
{
    HC_AUTO(hc_arena_ptr) a = NULL;
    hc_str h = hc_str_trim(header);
    for (size_t i = 0; i < h.n; i++) {
        if ((unsigned char)h.p[i] >= 0xE1 && (unsigned char)h.p[i] < 0xE2) { /* decomposed Hangul */
            a = hc_arena_new();
            h = hc_nfc(a, h);
            break;
        }
    }
    *out_free = false;
    for (size_t i = 0; i < HC_LEN(fields); i++) {
        if (hc_str_ieq(h, hc_str_c(fields[i].alias))) {
            *out_free = fields[i].free_answer;
            return fields[i].name;
        }
    }
    return choice_name(h);
}

void hc_hint_field(hc_arena *a, hc_spot *at, hc_str word)
{
    const char *words[HC_LEN(fields) + HC_LEN(choice_names)];
    for (size_t i = 0; i < HC_LEN(fields); i++)
        words[i] = fields[i].alias;
    for (size_t i = 0; i < HC_LEN(choice_names); i++)
        words[HC_LEN(fields) + i] = choice_names[i];
    hc_hint_nearest(a, at, word, words, HC_LEN(words));
}

static bool is_known(const char *name)
{
    bool free_answer;
    return hc_field_name(hc_str_c(name), &free_answer) != NULL;
}

void hc_read_note(hc_problems *ps, hc_pack *p, const hc_columns *cols)
{
    size_t expects[HC_EXPECT_REGEX + 1] = {0};
    HC_AUTO(hc_buf) map;
    HC_AUTO(hc_buf) meta;
    HC_AUTO(hc_buf) rules;
    HC_AUTO(hc_buf) rules_ko;
    hc_buf_init(&map, 1u << 16);
    hc_buf_init(&meta, 1u << 16);
    hc_buf_init(&rules, 1u << 16);
    hc_buf_init(&rules_ko, 1u << 16);
    for (size_t i = 0; i < cols->n; i++) {
        hc_str head = hc_show(ps->a, cols->header[i]), name = cols->name[i];
        hc_buf *to = is_known(hc_cstr(ps->a, name)) ? &map : &meta;
        hc_buf_fmt(to, "%s%.*s", to->n ? ", " : "", HC_FS(head));
        if (to == &map && !hc_str_eq(cols->header[i], name))
            hc_buf_fmt(to, " -> %.*s", HC_FS(name));
    }
    for (size_t i = 0; i < p->n_items; i++) {
        hc_item it;
        hc_items_get(&p->items, i, ps->row, &it);
        expects[it.expect]++;
    }
    for (hc_expect e = HC_EXPECT_NONE; e <= HC_EXPECT_REGEX; e++)
        if (expects[e]) {
            hc_buf_fmt(&rules, "%s%s %zu", rules.n ? ", " : "", hc_expect_id(e), expects[e]);
            hc_buf_fmt(&rules_ko, "%s%s %zu", rules_ko.n ? ", " : "", hc_expect_ko(e), expects[e]);
        }
    hc_str m = hc_buf_view(&map), x = hc_buf_view(&meta), r = hc_buf_view(&rules);
    p->read_note_en = hc_fmt(ps->a, "%zu item%s · %s · columns: %.*s%s%.*s · expects: %.*s", p->n_items,
                             p->n_items == 1 ? "" : "s", cols->encoding, HC_FS(m),
                             x.n ? " · kept as metadata: " : "", HC_FS(x), HC_FS(r));
    p->read_note_ko = hc_fmt(ps->a, "%zu문항 · %s · 열: %.*s%s%.*s · 기대: %.*s", p->n_items, cols->encoding, HC_FS(m),
                             x.n ? " · 참고 정보로만 둠: " : "", HC_FS(x), HC_FS(hc_buf_view(&rules_ko)));
}
