// SPDX-License-Identifier: Apache-2.0
#include "core/chat.h"

const char *hc_role_id(hc_role r)
{
    static const char *const ids[] = {"system", "user", "assistant", "tool"};
    HC_ASSERT((size_t)r < HC_LEN(ids));
    return ids[r];
}

hc_msg *hc_chat_add(hc_arena *a, hc_chat *c, hc_role role, hc_str text)
{
    HC_GROW(a, c->msgs, c->n_msgs, c->cap_msgs);
    hc_part *part = HC_NEW(a, hc_part);
    *part = (hc_part){.kind = HC_PART_TEXT, .text = text};
    hc_msg *m = &c->msgs[c->n_msgs++];
    *m = (hc_msg){.role = role, .parts = part, .n_parts = 1};
    return m;
}

hc_str hc_msg_text(hc_arena *a, const hc_msg *m)
{
    if (m->n_parts == 1 && m->parts[0].kind == HC_PART_TEXT)
        return m->parts[0].text;
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    bool any = false;
    for (size_t i = 0; i < m->n_parts; i++) {
        if (m->parts[i].kind != HC_PART_TEXT)
            continue;
        if (any)
            hc_buf_ch(&b, '\n');
        hc_buf_str(&b, m->parts[i].text);
        any = true;
    }
    return hc_str_dup(a, hc_buf_view(&b));
}

bool hc_chat_has_image(const hc_chat *c)
{
    for (size_t i = 0; i < c->n_msgs; i++)
        for (size_t j = 0; j < c->msgs[i].n_parts; j++)
            if (c->msgs[i].parts[j].kind == HC_PART_IMAGE)
                return true;
    return false;
}

void hc_tool_calls_write(const hc_tool_call *calls, size_t n, hc_jw *w)
{
    if (!n)
        return;
    hc_jw_key(w, "calls");
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++) {
        hc_jw_obj(w);
        hc_jw_kstr(w, "args", calls[i].args);
        hc_jw_kstr(w, "id", calls[i].id);
        hc_jw_kstr(w, "name", calls[i].name);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

void hc_tool_calls_read(hc_arena *a, const hc_json *obj, hc_tool_call **out, size_t *out_n)
{
    const hc_json *calls = hc_json_get(obj, "calls");
    *out_n = calls && calls->type == HC_JSON_ARR ? calls->n : 0;
    *out = HC_NEW_N(a, hc_tool_call, *out_n);
    for (size_t i = 0; i < *out_n; i++)
        (*out)[i] = (hc_tool_call){hc_json_str(calls->items[i], "id", HC_S("")),
                                   hc_json_str(calls->items[i], "name", HC_S("")),
                                   hc_json_str(calls->items[i], "args", HC_S(""))};
}

void hc_msg_write(const hc_msg *m, hc_jw *w)
{
    hc_jw_obj(w);
    if (m->call_id.n)
        hc_jw_kstr(w, "call_id", m->call_id);
    hc_tool_calls_write(m->calls, m->n_calls, w);
    hc_jw_key(w, "parts");
    hc_jw_arr(w);
    for (size_t i = 0; i < m->n_parts; i++) {
        const hc_part *p = &m->parts[i];
        hc_jw_obj(w);
        if (p->kind == HC_PART_IMAGE) {
            hc_jw_kstr(w, "media_type", p->media_type);
            hc_jw_kstr(w, "ref", p->ref);
        } else {
            hc_jw_kstr(w, "text", p->text);
        }
        hc_jw_end(w);
    }
    hc_jw_end(w);
    hc_jw_kc(w, "role", hc_role_id(m->role));
    hc_jw_end(w);
}

bool hc_msg_read(hc_arena *a, const hc_json *j, hc_msg *out)
{
    const hc_json *parts = hc_json_get(j, "parts");
    hc_str role = hc_json_str(j, "role", HC_S(""));
    *out = (hc_msg){.call_id = hc_json_str(j, "call_id", HC_S(""))};
    while (out->role < HC_ROLE_TOOL && !hc_str_is(role, hc_role_id(out->role)))
        out->role++;
    if (!parts || parts->type != HC_JSON_ARR || !hc_str_is(role, hc_role_id(out->role)))
        return false;
    out->n_parts = parts->n;
    out->parts = HC_NEW_N(a, hc_part, parts->n);
    for (size_t i = 0; i < parts->n; i++) {
        const hc_json *p = parts->items[i];
        bool image = hc_json_get(p, "ref") != NULL;
        out->parts[i] = (hc_part){image ? HC_PART_IMAGE : HC_PART_TEXT, hc_json_str(p, "text", HC_S("")),
                                  hc_json_str(p, "media_type", HC_S("")), hc_json_str(p, "ref", HC_S(""))};
    }
    hc_tool_calls_read(a, j, &out->calls, &out->n_calls);
    return true;
}

static void decimal(hc_jw *w, const char *key, double v)
{
    char text[32];
    hc_format_f64(v, text);
    hc_jw_kc(w, key, text);
}

static void write_params(hc_jw *w, const hc_params *p)
{
    hc_jw_obj(w);
    if (p->grammar.n)
        hc_jw_kstr(w, "grammar", p->grammar);
    if (p->max_tokens)
        hc_jw_ki64(w, "max_tokens", p->max_tokens);
    if (p->schema.n)
        hc_jw_kstr(w, "schema", p->schema);
    if (p->has_seed)
        hc_jw_ki64(w, "seed", p->seed);
    if (p->n_stop) {
        hc_jw_key(w, "stop");
        hc_jw_strs(w, p->stop, p->n_stop);
    }
    if (p->has_temperature)
        decimal(w, "temperature", p->temperature);
    if (p->tool_choice.n)
        hc_jw_kstr(w, "tool_choice", p->tool_choice);
    if (p->top_logprobs)
        hc_jw_ki64(w, "top_logprobs", p->top_logprobs);
    if (p->has_top_p)
        decimal(w, "top_p", p->top_p);
    hc_jw_end(w);
}

/* The i-th message with all that stands before it behind the one before. */
static void canonical_msg(const hc_chat *c, size_t i, hc_buf *out)
{
    hc_jw w;
    if (i)
        hc_buf_ch(out, ',');
    hc_jw_init(&w, out);
    hc_msg_write(&c->msgs[i], &w);
}

static void canonical_tail(const hc_chat *c, hc_buf *out)
{
    hc_jw w;
    hc_buf_c(out, "],\"params\":");
    hc_jw_init(&w, out);
    write_params(&w, &c->params);
    hc_buf_c(out, ",\"tools\":");
    hc_jw_init(&w, out);
    hc_jw_arr(&w);
    for (size_t i = 0; i < c->n_tools; i++) {
        hc_jw_obj(&w);
        hc_jw_kstr(&w, "description", c->tools[i].description);
        hc_jw_kstr(&w, "name", c->tools[i].name);
        hc_jw_kstr(&w, "schema", c->tools[i].schema);
        hc_jw_end(&w);
    }
    hc_jw_end(&w);
    hc_buf_c(out, ",\"v\":1}");
}

static const char canonical_head[] = "{\"messages\":[";

void hc_chat_canonical(const hc_chat *c, hc_buf *out)
{
    hc_buf_c(out, canonical_head);
    for (size_t i = 0; i < c->n_msgs; i++)
        canonical_msg(c, i, out);
    canonical_tail(c, out);
}

void hc_chat_hashed_auto(hc_chat_hashed *h)
{
    hc_hasher_free(h->hasher);
}

static hc_digest hash_on(const hc_chat *c, hc_chat_hashed *h, hc_buf *b)
{
    if (!h->hasher) {
        h->hasher = hc_hasher_new();
        hc_hasher_add(h->hasher, hc_str_c(canonical_head));
    }
    for (; h->n_msgs < c->n_msgs; h->n_msgs++) {
        hc_buf_clear(b);
        canonical_msg(c, h->n_msgs, b);
        hc_hasher_add(h->hasher, hc_buf_view(b));
    }
    hc_buf_clear(b);
    canonical_tail(c, b);
    return hc_hasher_digest(h->hasher, hc_buf_view(b));
}

hc_digest hc_chat_question(const hc_chat *c)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    if (c->hashed)
        return hash_on(c, c->hashed, &b);
    hc_chat_canonical(c, &b);
    return hc_sha256(hc_buf_view(&b));
}
