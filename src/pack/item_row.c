// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_int.h"

#include "text/display.h"
#include "text/utf8.h"

enum { ID_BYTES_MAX = 200, META_MAX = 64 };

bool hc_scalar_text(const hc_json *v, hc_str *out)
{
    if (!v || (v->type != HC_JSON_STR && v->type != HC_JSON_INT && v->type != HC_JSON_REAL))
        return false;
    *out = v->text;
    return true;
}

hc_json *hc_json_text(hc_arena *a, hc_str s)
{
    hc_json *v = HC_NEW(a, hc_json);
    *v = (hc_json){.type = HC_JSON_STR, .text = s};
    return v;
}

const hc_json *hc_item_row(hc_arena *a, const hc_item *it)
{
    hc_json *row;
    return hc_json_parse(a, it->raw.n ? it->raw : HC_S("{}"), "row", &row, NULL) == HC_OK ? row : NULL;
}

static hc_spot spot(const hc_row_ctx *c, const hc_row_in *in, hc_str needle)
{
    return (hc_spot){.file = c->file, .line = in->line, .text = in->text, .needle = needle};
}

/* A text value; absent and null leave *out as it is. */
static bool text_field(hc_row_ctx *c, const hc_row_in *in, const char *key, hc_str *out)
{
    const hc_json *v = hc_json_get(in->obj, key);
    if (!v || v->type == HC_JSON_NULL || hc_scalar_text(v, out))
        return true;
    hc_spot at = spot(c, in, hc_str_c(key));
    hc_problem(c->ps, &at, "E-PACK-09", "\"%s\" must be a text", "\"%s\"에는 글을 쓰십시오", key);
    return false;
}

bool hc_bool_field(hc_row_ctx *c, const hc_row_in *in, const char *key, bool *out)
{
    static const char *const yes[] = {"true", "yes", "y", "1", "o", "예", "네"};
    static const char *const no[] = {"false", "no", "n", "0", "x", "아니요", "아니오"};
    const hc_json *v = hc_json_get(in->obj, key);
    hc_str s = {"", 0};
    if (!v || v->type == HC_JSON_NULL)
        return true;
    if (v->type == HC_JSON_BOOL)
        return *out = v->b, true;
    if (hc_scalar_text(v, &s)) {
        s = hc_str_trim(s);
        for (size_t i = 0; i < HC_LEN(yes); i++) {
            if (hc_str_ieq(s, hc_str_c(yes[i])))
                return *out = true, true;
            if (hc_str_ieq(s, hc_str_c(no[i])))
                return *out = false, true;
        }
    }
    hc_spot at = spot(c, in, s.n ? s : hc_str_c(key));
    hc_problem(c->ps, &at, "E-PACK-09", "\"%s\" must be true or false", "\"%s\"에는 true나 false를 쓰십시오", key);
    return false;
}

static bool intent_field(hc_row_ctx *c, const hc_row_in *in, hc_item *it)
{
    static const struct { const char *word, *intent; } words[] = {
        {"harm", "harm"}, {"유해", "harm"}, {"benign", "benign"}, {"무해", "benign"}, {"twin", "benign"}};
    static const char *const names[] = {"harm", "benign", "유해", "무해"};
    hc_str s = {"", 0};
    if (!text_field(c, in, "intent", &s))
        return false;
    s = hc_str_trim(s);
    if (s.n == 0)
        return true;
    for (size_t i = 0; i < HC_LEN(words); i++)
        if (hc_str_ieq(s, hc_str_c(words[i].word)))
            return it->intent = hc_str_c(words[i].intent), true;
    hc_spot at = spot(c, in, s);
    hc_hint_nearest(c->ps->row, &at, s, names, HC_LEN(names));
    hc_problem(c->ps, &at, "E-PACK-09", "\"intent\" must be harm or benign", "\"의도\"에는 유해(harm)나 무해(benign)를 쓰십시오");
    return false;
}

static bool severity_field(hc_row_ctx *c, const hc_row_in *in, hc_item *it)
{
    hc_str s = {"", 0};
    int64_t v = 0;
    if (!text_field(c, in, "severity", &s))
        return false;
    s = hc_str_trim(s);
    if (s.n == 0 || (hc_parse_i64(s, &v) && v >= 0 && v <= 4))
        return it->severity = (int)v, true;
    hc_spot at = spot(c, in, s);
    hc_problem(c->ps, &at, "E-PACK-09", "\"severity\" must be 1, 2, 3 or 4", "\"심각도\"에는 1, 2, 3, 4 가운데 하나를 쓰십시오");
    return false;
}

/* A text, or a list of texts that becomes lines. */
static bool criteria_field(hc_row_ctx *c, const hc_row_in *in, hc_item *it)
{
    const hc_json *v = hc_json_get(in->obj, "criteria");
    if (!v || v->type != HC_JSON_ARR)
        return text_field(c, in, "criteria", &it->criteria);
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < v->n; i++) {
        hc_str s;
        if (!hc_scalar_text(v->items[i], &s)) {
            hc_spot at = spot(c, in, HC_S("criteria"));
            hc_problem(c->ps, &at, "E-PACK-09", "\"criteria\" must be a text or a list of texts",
                       "\"기준\"에는 글이나 글의 목록을 쓰십시오");
            return false;
        }
        hc_buf_fmt(&b, "%s", i ? "\n" : "");
        hc_buf_str(&b, s);
    }
    it->criteria = hc_str_dup(c->ps->row, hc_buf_view(&b));
    return true;
}

bool hc_list_field(hc_row_ctx *c, const hc_row_in *in, const char *key, const hc_json **out)
{
    const hc_json *v = hc_json_get(in->obj, key);
    hc_json *parsed = NULL;
    *out = NULL;
    if (!v || v->type == HC_JSON_NULL)
        return true;
    if (v->type == HC_JSON_STR) {
        hc_err err;
        if (hc_json_parse(c->ps->row, v->text, key, &parsed, &err) == HC_OK)
            v = parsed;
    }
    if (v->type == HC_JSON_ARR && v->n > 0)
        return *out = v, true;
    hc_spot at = spot(c, in, hc_str_c(key));
    hc_problem(c->ps, &at, "E-PACK-05", "\"%s\" must be a JSON list such as [\"...\", \"...\"], not empty",
               "\"%s\"에는 [\"...\", \"...\"] 같은 비어 있지 않은 JSON 목록을 쓰십시오", key);
    return false;
}

static bool choices_field(hc_row_ctx *c, const hc_row_in *in, hc_item *it)
{
    static const char *const keys[] = {"choice1", "choice2", "choice3", "choice4", "choice5", "choice6", "choice7", "choice8",
                                       "choice9"};
    hc_arena *a = c->ps->row;
    const hc_json *list;
    size_t cap = 0;
    bool gap = false;
    if (!hc_list_field(c, in, "choices", &list))
        return false;
    size_t n = list ? list->n : HC_LEN(keys);
    for (size_t i = 0; i < n; i++) {
        hc_str s = {"", 0};
        const hc_json *v = list ? list->items[i] : hc_json_get(in->obj, keys[i]);
        if (v)
            (void)hc_scalar_text(v, &s);
        if (hc_str_trim(s).n == 0) {
            gap = true;
            if (list)
                break;
            continue;
        }
        if (gap && !list)
            break;
        HC_GROW(a, it->choices, it->n_choices, cap);
        it->choices[it->n_choices++] = s;
        gap = false;
    }
    bool later = false;
    for (size_t i = it->n_choices; !list && i < HC_LEN(keys); i++)
        later = later || hc_json_get(in->obj, keys[i]);
    if (it->n_choices == 0 && !list && !later)
        return true;
    hc_spot at = spot(c, in, list ? HC_S("choices") : (hc_str){"", 0});
    if ((list && gap) || later)
        hc_problem(c->ps, &at, "E-PACK-04", "choice %zu is empty", "보기 %zu{이/가} 비어 있음", it->n_choices + 1);
    else if (it->n_choices < 2 || it->n_choices > 9)
        hc_problem(c->ps, &at, "E-PACK-09", "an item takes 2 to 9 choices, not %zu", "보기는 2개에서 9개까지 쓰십시오 (지금 %zu개)",
                   it->n_choices);
    else
        return true;
    return false;
}

static bool has_hangul(hc_str s)
{
    for (size_t at = 0; at < s.n;) {
        uint32_t cp = hc_utf8_next(s, &at);
        if ((cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0x1100 && cp <= 0x11FF) || (cp >= 0x3130 && cp <= 0x318F))
            return true;
    }
    return false;
}

/* The question as it is asked: the choices and the request for one letter are part of it. */
static hc_str with_choices(const hc_row_ctx *c, hc_str prompt, const hc_item *it)
{
    if (it->n_choices == 0)
        return prompt;
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_str(&b, prompt);
    hc_buf_c(&b, "\n");
    for (size_t i = 0; i < it->n_choices; i++) {
        hc_buf_fmt(&b, "\n%c. ", (char)('A' + i));
        hc_buf_str(&b, it->choices[i]);
    }
    if (c->ask_letter && it->expect == HC_EXPECT_CHOICE)
        hc_buf_c(&b, has_hangul(prompt) ? "\n\n정답의 기호 하나만 답하십시오."
                                        : "\n\nAnswer with the letter of the correct choice only.");
    return hc_str_dup(c->ps->row, hc_buf_view(&b));
}

static hc_turn make_turn(hc_arena *a, hc_role role, hc_str text, hc_str when)
{
    hc_part *part = HC_NEW(a, hc_part);
    *part = (hc_part){.kind = HC_PART_TEXT, .text = text};
    return (hc_turn){.msg = {.role = role, .parts = part, .n_parts = 1}, .when = when};
}

/* "text" or {"role": "user", "text": "...", "when": "refused"} */
static bool read_turn(hc_row_ctx *c, const hc_row_in *in, const hc_json *v, hc_turn *out)
{
    static const char *const keys[] = {"role", "text", "when"};
    hc_spot at = spot(c, in, HC_S("turns"));
    hc_str text = {"", 0};
    if (!hc_scalar_text(v, &text))
        text = hc_json_str(v, "text", text);
    for (size_t i = 0; v->type == HC_JSON_OBJ && i < v->n; i++) {
        if (hc_str_is(v->keys[i], "role") || hc_str_is(v->keys[i], "text") || hc_str_is(v->keys[i], "when"))
            continue;
        at.needle = v->keys[i];
        hc_hint_nearest(c->ps->row, &at, v->keys[i], keys, HC_LEN(keys));
        hc_problem(c->ps, &at, "E-PACK-08", "unknown key in a turn; it takes role, text and when",
                   "\"차례\" 안에 모르는 키가 있음; role, text, when을 쓰십시오");
        return false;
    }
    hc_str role = hc_json_str(v, "role", HC_S("user"));
    bool user = hc_str_is(role, "user");
    if (hc_str_trim(text).n == 0 || (!user && !hc_str_is(role, "assistant"))) {
        hc_problem(c->ps, &at, "E-PACK-09",
                   "a turn is a text or {\"role\":\"user\",\"text\":\"...\"}; roles are user and assistant",
                   "차례에는 글이나 {\"role\":\"user\",\"text\":\"...\"}를 쓰십시오; role은 user나 assistant");
        return false;
    }
    hc_str when = hc_json_str(v, "when", (hc_str){"", 0});
    *out = make_turn(c->ps->row, user ? HC_ROLE_USER : HC_ROLE_ASSISTANT, text, when);
    return true;
}

static bool turns_field(hc_row_ctx *c, const hc_row_in *in, const hc_json *list, hc_item *it)
{
    hc_spot at = spot(c, in, HC_S("turns"));
    if (list->n > HC_TURNS_MAX) {
        hc_problem(c->ps, &at, "E-PACK-09", "%zu turns are more than %d", "차례가 %zu개로 한도 %d개를 넘음", list->n, HC_TURNS_MAX);
        return false;
    }
    it->turns = HC_NEW_N(c->ps->row, hc_turn, list->n);
    for (size_t i = 0; i < list->n; i++)
        if (!read_turn(c, in, list->items[i], &it->turns[i]))
            return false;
    it->n_turns = list->n;
    for (size_t i = list->n; i-- > 0;)
        if (it->turns[i].msg.role == HC_ROLE_USER) {
            it->turns[i].msg.parts[0].text = with_choices(c, it->turns[i].msg.parts[0].text, it);
            return true;
        }
    hc_problem(c->ps, &at, "E-PACK-09", "no turn is the user's", "user의 차례가 없음");
    return false;
}

static bool question_field(hc_row_ctx *c, const hc_row_in *in, hc_item *it)
{
    const hc_json *list;
    hc_str prompt = {"", 0};
    if (!hc_list_field(c, in, "turns", &list) || !text_field(c, in, "prompt", &prompt))
        return false;
    if (list && prompt.n == 0)
        return turns_field(c, in, list, it);
    hc_spot at = spot(c, in, list ? HC_S("turns") : (hc_str){"", 0});
    if (list)
        hc_problem(c->ps, &at, "E-PACK-09", "\"prompt\" and \"turns\" exclude each other",
                   "\"질문\"과 \"차례\" 가운데 하나만 쓰십시오");
    else if (hc_str_trim(prompt).n == 0)
        hc_problem(c->ps, &at, "E-PACK-04", "the prompt is empty; write the question or delete the row",
                   "질문이 비어 있음; 질문을 쓰거나 이 행을 지우십시오");
    if (list || hc_str_trim(prompt).n == 0)
        return false;
    it->turns = HC_NEW(c->ps->row, hc_turn);
    it->turns[0] = make_turn(c->ps->row, HC_ROLE_USER, with_choices(c, prompt, it), (hc_str){"", 0});
    it->n_turns = 1;
    return true;
}

static bool id_field(hc_row_ctx *c, const hc_row_in *in, hc_item *it)
{
    if (!text_field(c, in, "id", &it->id))
        return false;
    hc_str shown = hc_display_safe(c->ps->row, it->id, false);
    if (it->id.n <= ID_BYTES_MAX && hc_str_eq(shown, it->id) && hc_str_trim(it->id).n == it->id.n)
        return true;
    hc_spot at = spot(c, in, it->id);
    hc_problem(c->ps, &at, "E-PACK-03", "the id has blanks around it, control characters or more than %d bytes",
               "id의 앞뒤에 빈칸이 있거나, 제어 문자가 있거나, %d바이트를 넘음", ID_BYTES_MAX);
    return false;
}

static void keep_scalars(hc_row_ctx *c, const hc_json *obj, bool unknown_only, hc_item *it, size_t *cap)
{
    bool ignored;
    for (size_t i = 0; obj && obj->type == HC_JSON_OBJ && i < obj->n && it->n_meta < META_MAX; i++) {
        hc_str value;
        if (!hc_scalar_text(obj->items[i], &value) || (unknown_only && hc_field_name(obj->keys[i], &ignored)))
            continue;
        for (size_t k = 0; k < 2; k++) {
            HC_GROW(c->ps->row, it->meta, it->n_meta, *cap);
            it->meta[it->n_meta++] = k ? value : obj->keys[i];
        }
    }
}

/* Texts and numbers of `meta`, and in the smallest form every column of the author's own. */
static void meta_field(hc_row_ctx *c, const hc_row_in *in, hc_item *it)
{
    size_t cap = 0;
    keep_scalars(c, hc_json_get(in->obj, "meta"), false, it, &cap);
    if (!c->folder)
        keep_scalars(c, in->obj, true, it, &cap);
}

bool hc_item_from_row(hc_row_ctx *c, const hc_row_in *in, hc_item *it)
{
    *it = (hc_item){.file = c->file, .line = in->line, .correct_choice = -1, .lang = c->pack->lang,
                    .system = c->pack->system, .provenance = c->pack->provenance};
    const struct { const char *key; hc_str *to; } texts[] = {
        {"base_id", &it->base_id}, {"domain", &it->domain}, {"twin_id", &it->twin_id}, {"lang", &it->lang},
        {"split", &it->split}, {"system", &it->system}, {"unit", &it->unit}, {"reference", &it->reference},
        {"reply_lang", &it->reply_lang}, {"provenance", &it->provenance}};
    bool ok = id_field(c, in, it);
    for (size_t i = 0; i < HC_LEN(texts); i++)
        ok &= text_field(c, in, texts[i].key, texts[i].to);
    ok &= intent_field(c, in, it);
    ok &= severity_field(c, in, it);
    ok &= criteria_field(c, in, it);
    ok &= hc_bool_field(c, in, "unverified", &it->unverified);
    if (choices_field(c, in, it)) {
        hc_spot at = spot(c, in, (hc_str){"", 0});
        ok &= hc_expect_parse(c->ps, &at, hc_json_get(in->obj, "expect"), in->free_answer, it);
    } else {
        ok = false;
    }
    ok &= question_field(c, in, it);
    meta_field(c, in, it);
    ok &= hc_tags_from_row(c, in, it);
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_json_canonical(in->obj, &b);
    it->hash = hc_sha256(hc_buf_view(&b));
    if (c->ps->keep_rows) {
        hc_jw w;
        hc_buf_clear(&b);
        hc_jw_init(&w, &b);
        hc_json_write(in->obj, &w);
        it->raw = hc_str_dup(c->ps->row, hc_buf_view(&b));
    }
    return ok;
}
