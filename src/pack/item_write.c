// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_int.h"

void hc_expect_write(hc_jw *w, const hc_item *it)
{
    char letter[2] = {(char)('A' + (it->correct_choice < 0 ? 0 : it->correct_choice)), '\0'};
    double number;
    if (it->expect == HC_EXPECT_NONE)
        return;
    hc_jw_key(w, "expect");
    switch (it->expect) {
    case HC_EXPECT_NONE:
    case HC_EXPECT_REFUSE:
    case HC_EXPECT_ANSWER:
    case HC_EXPECT_SAFE:
        hc_jw_c(w, hc_expect_id(it->expect));
        return;
    case HC_EXPECT_CHOICE:
        hc_jw_c(w, letter);
        return;
    case HC_EXPECT_TEXT:
        hc_jw_obj(w);
        hc_jw_key(w, "text");
        hc_jw_strs(w, it->answers, it->n_answers);
        if (it->exact)
            hc_jw_kbool(w, "exact", true);
        hc_jw_end(w);
        return;
    case HC_EXPECT_NUMBER:
        hc_jw_obj(w);
        hc_jw_key(w, "number");
        if (hc_parse_f64(it->answers[0], &number))
            hc_jw_raw(w, it->answers[0]);
        if (it->unit.n)
            hc_jw_kstr(w, "unit", it->unit);
        hc_jw_end(w);
        return;
    case HC_EXPECT_REGEX:
        hc_jw_obj(w);
        hc_jw_kstr(w, "regex", it->answers[0]);
        if (it->regex_flags.n)
            hc_jw_kstr(w, "flags", it->regex_flags);
        hc_jw_end(w);
        return;
    }
}

/* The question without its choices; *out_letter: they were followed by the request for a letter. */
static hc_str without_choices(hc_arena *a, const hc_item *it, hc_str text, bool *out_letter)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < it->n_choices; i++)
        hc_buf_fmt(&b, "%s\n%c. %.*s", i ? "" : "\n", (char)('A' + i), HC_FS(it->choices[i]));
    hc_str block = hc_buf_view(&b), rest = text;
    size_t end = text.n, at = text.n;
    for (ptrdiff_t p = hc_str_find(rest, block); it->n_choices && p >= 0; p = hc_str_find(rest, block)) {
        at = end - rest.n + (size_t)p;
        rest = hc_str_sub(rest, (size_t)p + 1, rest.n);
    }
    if (at < end)
        *out_letter = at + block.n < end;
    return hc_str_dup(a, hc_str_sub(text, 0, at));
}

static void write_turns(hc_jw *w, hc_arena *a, const hc_item *it, bool *out_letter)
{
    hc_str last = without_choices(a, it, hc_msg_text(a, &it->turns[it->n_turns - 1].msg), out_letter);
    if (it->n_turns == 1 && !it->turns[0].when.n) {
        hc_jw_kstr(w, "prompt", last);
        return;
    }
    hc_jw_key(w, "turns");
    hc_jw_arr(w);
    for (size_t i = 0; i < it->n_turns; i++) {
        hc_jw_obj(w);
        hc_jw_kc(w, "role", hc_role_id(it->turns[i].msg.role));
        hc_jw_kstr(w, "text", i + 1 < it->n_turns ? hc_msg_text(a, &it->turns[i].msg) : last);
        if (it->turns[i].when.n)
            hc_jw_kstr(w, "when", it->turns[i].when);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static void write_meta(hc_jw *w, const hc_item *it)
{
    if (!it->n_meta)
        return;
    hc_jw_key(w, "meta");
    hc_jw_obj(w);
    for (size_t i = 0; i + 1 < it->n_meta; i += 2) {
        hc_jw_key_s(w, it->meta[i]);
        hc_jw_str(w, it->meta[i + 1]);
    }
    hc_jw_end(w);
}

void hc_item_write(const hc_item *it, hc_arena *a, hc_jw *w, bool *out_letter)
{
    const struct { const char *key; hc_str value; } texts[] = {
        {"id", it->id}, {"domain", it->domain}, {"intent", it->intent}, {"twin_id", it->twin_id}, {"lang", it->lang},
        {"split", it->split}, {"system", it->system}, {"reference", it->reference}, {"criteria", it->criteria},
        {"reply_lang", it->reply_lang}, {"provenance", it->provenance},
        {"base_id", hc_str_eq(it->base_id, it->id) ? HC_S("") : it->base_id}};
    hc_jw_obj(w);
    for (size_t i = 0; i < HC_LEN(texts); i++)
        if (texts[i].value.n)
            hc_jw_kstr(w, texts[i].key, texts[i].value);
    if (it->severity)
        hc_jw_ki64(w, "severity", it->severity);
    if (it->unverified)
        hc_jw_kbool(w, "unverified", true);
    if (it->n_choices) {
        hc_jw_key(w, "choices");
        hc_jw_strs(w, it->choices, it->n_choices);
    }
    hc_expect_write(w, it);
    write_turns(w, a, it, out_letter);
    write_meta(w, it);
    hc_tags_write(w, it);
    hc_jw_end(w);
}
