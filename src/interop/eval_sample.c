// SPDX-License-Identifier: Apache-2.0
#include "interop/eval_int.h"

#include "text/utf8.h"

enum { LABELS_MAX = 200, META_TEXT_MAX = 1000, META_KEYS_MAX = 60, TARGETS_MAX = 20 };

static const char ATTACHMENT[] = "attachment://";
enum { ATTACHMENT_HEAD = sizeof ATTACHMENT - 1, ATTACHMENT_KEY = 32 };

bool hc_eval_identity(hc_arena *a, const hc_json *sample, hc_str *out_id, uint64_t *out_epoch)
{
    const hc_json *id = hc_json_get(sample, "id");
    int64_t epoch = hc_json_int(sample, "epoch", 0);
    if (!id || (id->type != HC_JSON_STR && id->type != HC_JSON_INT) || epoch < 1 || epoch > HC_EVAL_EPOCH_MAX)
        return false;
    *out_id = hc_roster_id(a, id->text);
    *out_epoch = (uint64_t)epoch - 1;
    return true;
}

hc_code hc_eval_parse(hc_arena *a, hc_str text, bool conversation, const char *what, hc_json **out, hc_err *err)
{
    static const char *const keys[] = {"id", "epoch", "input", "choices", "target", "scores", "metadata", "attachments", "messages",
                                       "output", "error", "limit", "model_usage"};
    enum { FIRST = 8 };
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    if (!hc_json_thin(text, keys, conversation ? HC_LEN(keys) : FIRST, &b))
        return hc_json_parse(a, text, what, out, err);     /* says what is wrong with it */
    HC_TRY(hc_json_parse(a, hc_buf_view(&b), what, out, err));
    const hc_json *messages = hc_json_get(*out, "messages");
    bool told = messages && messages->type == HC_JSON_ARR && messages->n;
    return told || !conversation ? HC_OK : hc_json_parse(a, text, what, out, err);
}

/* ---- texts --------------------------------------------------------------------------------------------- */

/* References into the attachments, each replaced by its text; one whose text is missing stays as it is. */
static hc_str resolved(hc_arena *a, const hc_json *sample, hc_str s)
{
    const hc_json *all = hc_json_get(sample, "attachments");
    hc_str head = {ATTACHMENT, ATTACHMENT_HEAD}, rest = s;
    ptrdiff_t at = hc_str_find(rest, head);
    if (at < 0 || !all)
        return s;
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, HC_FILE_BYTES_MAX);
    for (; at >= 0; at = hc_str_find(rest, head)) {
        size_t from = (size_t)at, end = from + ATTACHMENT_HEAD + ATTACHMENT_KEY;
        hc_str ref = hc_str_sub(rest, from, end);
        hc_buf_str(&b, hc_str_sub(rest, 0, from));
        hc_buf_str(&b, hc_json_str(all, hc_cstr(a, hc_str_sub(ref, ATTACHMENT_HEAD, ref.n)), ref));
        rest = hc_str_sub(rest, end, rest.n);
    }
    hc_buf_str(&b, rest);
    return hc_str_dup(a, hc_buf_view(&b));
}

/* A text, or the text parts of a list; parts of other kinds stand as "[image]", reasoning goes to *out_reasoning. */
static hc_str content_text(hc_arena *a, const hc_json *sample, const hc_json *content, hc_str *out_reasoning)
{
    if (!content || content->type != HC_JSON_ARR)
        return content && content->type == HC_JSON_STR ? resolved(a, sample, content->text) : HC_S("");
    HC_AUTO(hc_buf) b;
    HC_AUTO(hc_buf) thought;
    hc_buf_init(&b, HC_FILE_BYTES_MAX);
    hc_buf_init(&thought, HC_FILE_BYTES_MAX);
    for (size_t i = 0; i < content->n; i++) {
        const hc_json *part = content->items[i];
        hc_str type = hc_json_str(part, "type", HC_S("text"));
        bool reasoning = hc_str_is(type, "reasoning");
        hc_buf *to = reasoning ? &thought : &b;
        if (to->n)
            hc_buf_c(to, "\n");
        if (reasoning || hc_str_is(type, "text"))
            hc_buf_str(to, resolved(a, sample, hc_json_str(part, reasoning ? "reasoning" : "text", HC_S(""))));
        else
            hc_buf_fmt(to, "[%.*s]", HC_FS(type));
    }
    *out_reasoning = hc_str_dup(a, hc_buf_view(&thought));
    return hc_str_dup(a, hc_buf_view(&b));
}

/* ---- messages ------------------------------------------------------------------------------------------ */

/* Messages of the pool that the half-open ranges name. */
static hc_json *from_pool(hc_arena *a, const hc_json *pool, const hc_json *refs)
{
    hc_json *list = HC_NEW(a, hc_json);
    size_t cap = 0;
    *list = (hc_json){.type = HC_JSON_ARR};
    for (size_t i = 0; i < refs->n; i++) {
        const hc_json *range = refs->items[i];
        bool pair = range->type == HC_JSON_ARR && range->n == 2 && range->items[0]->type == HC_JSON_INT;
        int64_t to = pair ? range->items[1]->i : 0;
        for (int64_t k = pair ? range->items[0]->i : 0; k >= 0 && k < to && k < (int64_t)pool->n && list->n <= pool->n; k++) {
            HC_GROW(a, list->items, list->n, cap);
            list->items[list->n++] = pool->items[k];
        }
    }
    return list;
}

static bool is_list(const hc_json *j)
{
    return j && j->type == HC_JSON_ARR;
}

static const hc_json *output_message(const hc_json *output)
{
    return hc_json_path(output, "choices.0.message");
}

/* A log may leave `messages` out: the last call of the model then has them all. */
static const hc_json *messages_of(hc_arena *a, const hc_json *sample, const hc_json **out_output)
{
    const hc_json *messages = hc_json_get(sample, "messages"), *events = hc_json_get(sample, "events");
    *out_output = hc_json_get(sample, "output");
    if (is_list(messages) && messages->n)
        return messages;
    for (size_t i = is_list(events) ? events->n : 0; i > 0; i--) {
        const hc_json *e = events->items[i - 1], *input = hc_json_get(e, "input"), *refs = hc_json_get(e, "input_refs");
        const hc_json *pool = hc_json_path(sample, "events_data.messages");
        if (!hc_str_is(hc_json_str(e, "event", HC_S("")), "model"))
            continue;
        *out_output = hc_json_get(e, "output");
        return is_list(refs) && is_list(pool) ? from_pool(a, pool, refs) : input;
    }
    return hc_json_get(sample, "input");
}

static hc_str arguments_text(hc_arena *a, const hc_json *arguments)
{
    if (!arguments)
        return HC_S("{}");
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_json_canonical(arguments, &b);
    return hc_str_dup(a, hc_buf_view(&b));
}

static hc_reply *reply_of(hc_arena *a, const hc_json *sample, const hc_json *m)
{
    const hc_json *calls = hc_json_get(m, "tool_calls");
    hc_reply *r = HC_NEW(a, hc_reply);
    *r = (hc_reply){.code = HC_RC_OK, .reasoning = HC_S(""), .retry_after_ms = -1};
    r->text = content_text(a, sample, hc_json_get(m, "content"), &r->reasoning);
    r->n_calls = is_list(calls) ? calls->n < HC_TOOL_CALLS_MAX ? calls->n : HC_TOOL_CALLS_MAX : 0;
    r->calls = HC_NEW_N(a, hc_tool_call, r->n_calls);
    for (size_t i = 0; i < r->n_calls; i++)
        r->calls[i] = (hc_tool_call){hc_json_str(calls->items[i], "id", HC_S("")), hc_json_str(calls->items[i], "function", HC_S("")),
                                     arguments_text(a, hc_json_get(calls->items[i], "arguments"))};
    return r;
}

static hc_msg asked_of(hc_arena *a, const hc_json *sample, const hc_json *m)
{
    hc_str role = hc_json_str(m, "role", HC_S("user")), ignored;
    hc_part *part = HC_NEW(a, hc_part);
    *part = (hc_part){.kind = HC_PART_TEXT, .text = content_text(a, sample, hc_json_get(m, "content"), &ignored)};
    hc_str error = hc_json_str(hc_json_get(m, "error"), "message", HC_S(""));
    if (error.n && !part->text.n)
        part->text = error;
    return (hc_msg){.role = hc_str_is(role, "system") ? HC_ROLE_SYSTEM : hc_str_is(role, "tool") ? HC_ROLE_TOOL : HC_ROLE_USER,
                    .parts = part, .n_parts = 1, .call_id = hc_json_str(m, "tool_call_id", HC_S(""))};
}

static void close_exchange(hc_arena *a, hc_transcript *t, const hc_msg *asked, size_t n, hc_reply *reply)
{
    if (!reply) {
        reply = HC_NEW(a, hc_reply);
        *reply = (hc_reply){.code = HC_RC_RESET, .text = HC_S(""), .retry_after_ms = -1};
    }
    t->x[t->n++] = (hc_exchange){asked, n, reply};
}

/* An assistant's message ends an exchange. What nobody answered stands before an empty reply that counts as a broken connection. */
static hc_transcript transcript_of(hc_arena *a, const hc_json *sample, const hc_json *messages, const hc_json *output)
{
    hc_json one = {.type = HC_JSON_OBJ, .n = 1, .keys = (hc_str[]){HC_S("content")},
                   .items = (hc_json *[]){(hc_json *)(uintptr_t)messages}};
    hc_json list = {.type = HC_JSON_ARR, .n = messages && messages->type == HC_JSON_STR, .items = (hc_json *[]){&one}};
    const hc_json *all = is_list(messages) ? messages : &list, *said = output_message(output);
    hc_transcript t = {HC_NEW_N(a, hc_exchange, all->n + 1), 0};
    hc_msg *asked = HC_NEW_N(a, hc_msg, all->n + 1);
    size_t first = 0, n = 0;
    for (size_t i = 0; i < all->n; i++) {
        if (!hc_str_is(hc_json_str(all->items[i], "role", HC_S("")), "assistant")) {
            asked[n++] = asked_of(a, sample, all->items[i]);
            continue;
        }
        close_exchange(a, &t, &asked[first], n - first, reply_of(a, sample, all->items[i]));
        first = n;
    }
    if (n > first)
        close_exchange(a, &t, &asked[first], n - first, said ? reply_of(a, sample, said) : NULL);
    return t;
}

/* ---- how it ended -------------------------------------------------------------------------------------- */

static int64_t tokens(const hc_json *usage, const char *key)
{
    int64_t n = hc_json_int(usage, key, 0);
    return n < 0 ? 0 : n > HC_TOKENS_MAX ? HC_TOKENS_MAX : n;
}

/* Usage is known of the sample as a whole, by model; it stands at its last reply. */
static void take_usage(const hc_json *sample, const hc_json *output, hc_reply *last)
{
    const hc_json *by_model = hc_json_get(sample, "model_usage"), *usage = hc_json_get(output, "usage");
    hc_str model = hc_json_str(output, "model", HC_S(""));
    for (size_t i = 0; by_model && by_model->type == HC_JSON_OBJ && i < by_model->n; i++)
        if (hc_str_eq(by_model->keys[i], model) || by_model->n == 1)
            usage = by_model->items[i];
    last->has_usage = usage && usage->type == HC_JSON_OBJ;
    last->tokens_in = tokens(usage, "input_tokens");
    last->tokens_out = tokens(usage, "output_tokens");
    last->tokens_cached = tokens(usage, "input_tokens_cache_read");
    last->tokens_reasoning = tokens(usage, "reasoning_tokens");
}

static hc_reply_code stop_code(hc_str reason)
{
    return hc_str_is(reason, "content_filter") ? HC_RC_FILTERED
           : hc_str_is(reason, "max_tokens") || hc_str_is(reason, "model_length") ? HC_RC_TRUNCATED : HC_RC_OK;
}

static bool is_object(const hc_json *j)
{
    return j && j->type == HC_JSON_OBJ;
}

hc_conversation hc_eval_conversation(hc_arena *a, const hc_json *sample)
{
    const hc_json *output, *messages = messages_of(a, sample, &output), *error = hc_json_get(sample, "error");
    const hc_json *meta = hc_json_get(sample, "metadata");
    hc_conversation c = {.transcript = transcript_of(a, sample, messages, output), .state = HC_ST_ANSWERED};
    hc_state ours = hc_state_from_id(hc_json_str(hc_json_get(meta, "haechi"), "state", HC_S("")));
    const hc_json *own = hc_json_get(meta, "haechi"), *kept = own ? hc_json_get(own, "meta") : meta;
    if (is_object(kept))
        c.meta = kept;
    if (c.transcript.n) {
        hc_reply *last = (hc_reply *)(uintptr_t)c.transcript.x[c.transcript.n - 1].reply;
        last->finish = hc_json_str(hc_json_path(output, "choices.0"), "stop_reason", HC_S(""));
        if (last->code == HC_RC_OK)
            last->code = stop_code(last->finish);
        last->error = hc_json_str(error, "message", HC_S(""));
        take_usage(sample, output, last);
        c.state = hc_reply_state(last->code);
    }
    if (is_object(hc_json_get(sample, "limit")))
        c.state = HC_ST_CAPPED;
    if (is_object(error) || !c.transcript.n)
        c.state = HC_ST_FAILED;
    if (ours != HC_ST_COUNT && ours != HC_ST_OPEN)
        c.state = ours;
    return c;
}

/* ---- what the source said ------------------------------------------------------------------------------ */

/* "1" for 1.0; false: nothing was said. */
static bool value_text(hc_arena *a, const hc_json *v, hc_str *out)
{
    char text[32];
    switch (v->type) {
    case HC_JSON_STR: *out = v->text; return true;
    case HC_JSON_BOOL: *out = v->b ? HC_S("true") : HC_S("false"); return true;
    case HC_JSON_INT:
    case HC_JSON_REAL:
        if (v->d != v->d)
            return false;
        hc_format_f64(v->d, text);
        *out = hc_str_dup(a, hc_str_c(text));
        return true;
    case HC_JSON_NULL:
    case HC_JSON_ARR:
    case HC_JSON_OBJ: return false;
    }
    return false;
}

static void add_value(hc_arena *a, hc_label *labels, size_t *n, hc_str question, const hc_json *v)
{
    hc_str value;
    bool list = v->type == HC_JSON_ARR || v->type == HC_JSON_OBJ;
    if (!list && *n < LABELS_MAX && value_text(a, v, &value))
        labels[(*n)++] = (hc_label){HC_S("source"), question, value};
    for (size_t i = 0; list && i < v->n; i++) {
        hc_str key = v->type == HC_JSON_OBJ ? v->keys[i] : hc_fmt(a, "%zu", i);
        if (*n < LABELS_MAX && value_text(a, v->items[i], &value))
            labels[(*n)++] = (hc_label){HC_S("source"), hc_fmt(a, "%.*s.%.*s", HC_FS(question), HC_FS(key)), value};
    }
}

/* Those of one rater stand together, as they were written. */
static size_t own_labels(const hc_json *list, hc_label *labels)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n && n < LABELS_MAX; i++) {
        hc_label l = {hc_json_str(list->items[i], "rater", HC_S("")), hc_json_str(list->items[i], "question", HC_S("")),
                      hc_json_str(list->items[i], "value", HC_S(""))};
        if (l.rater.n && l.question.n && !hc_label_find(labels, n, l.rater, l.question))
            labels[n++] = l;
    }
    return n;
}

size_t hc_eval_labels(hc_arena *a, const hc_json *sample, hc_label **out)
{
    const hc_json *scores = hc_json_get(sample, "scores"), *own = hc_json_path(sample, "metadata.haechi.labels");
    size_t n = 0;
    *out = HC_NEW_N(a, hc_label, LABELS_MAX);
    if (is_list(own))
        return own_labels(own, *out);
    for (size_t i = 0; is_object(scores) && i < scores->n; i++) {
        const hc_json *value = hc_json_get(scores->items[i], "value");
        if (scores->keys[i].n && value)
            add_value(a, *out, &n, scores->keys[i], value);
    }
    return n;
}

/* ---- as an item ---------------------------------------------------------------------------------------- */

static hc_str prompt_of(hc_arena *a, const hc_json *sample)
{
    const hc_json *input = hc_json_get(sample, "input");
    hc_str ignored;
    if (!is_list(input))
        return content_text(a, sample, input, &ignored);
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, HC_FILE_BYTES_MAX);
    for (size_t i = 0; i < input->n; i++) {
        if (b.n)
            hc_buf_c(&b, "\n\n");
        hc_buf_str(&b, content_text(a, sample, hc_json_get(input->items[i], "content"), &ignored));
    }
    return hc_str_dup(a, hc_buf_view(&b));
}

static size_t targets_of(const hc_json *sample, hc_str *out)
{
    const hc_json *t = hc_json_get(sample, "target");
    size_t n = 0;
    if (t && t->type == HC_JSON_STR && hc_str_trim(t->text).n)
        out[n++] = hc_str_trim(t->text);
    for (size_t i = 0; is_list(t) && i < t->n && n < TARGETS_MAX; i++)
        if (t->items[i]->type == HC_JSON_STR && hc_str_trim(t->items[i]->text).n)
            out[n++] = hc_str_trim(t->items[i]->text);
    return n;
}

/* Choices that a pack can have, and one letter among them that no choice's own text contradicts. */
static bool is_choice(const hc_json *choices, const hc_str *target, size_t n_targets)
{
    if (!is_list(choices) || choices->n < 2 || choices->n > 9 || n_targets != 1 || target->n != 1 || target->p[0] < 'A' ||
        target->p[0] >= 'A' + (int)choices->n)
        return false;
    for (size_t i = 0; i < choices->n; i++) {
        hc_str text = choices->items[i]->type == HC_JSON_STR ? hc_str_trim(choices->items[i]->text) : HC_S("");
        if (!text.n || (hc_str_eq(text, *target) && target->p[0] != 'A' + (int)i))
            return false;
    }
    return true;
}

/* Ours beside theirs where the log says how it was graded and we grade in that way too. */
static void write_expect(hc_jw *w, hc_arena *a, const hc_json *sample, const hc_str *targets, size_t n)
{
    const hc_json *choices = hc_json_get(sample, "choices"), *scores = hc_json_get(sample, "scores");
    bool exact = hc_json_get(scores, "exact") != NULL;
    if (is_choice(choices, targets, n)) {
        hc_jw_key(w, "choices");
        hc_jw_arr(w);
        for (size_t i = 0; i < choices->n; i++)
            hc_jw_str(w, hc_roster_text(a, choices->items[i]->text));
        hc_jw_end(w);
        hc_jw_kstr(w, "expect", targets[0]);
    } else if (n && (exact || hc_json_get(scores, "includes"))) {
        hc_jw_key(w, "expect");
        hc_jw_obj(w);
        if (exact)
            hc_jw_kbool(w, "exact", true);
        hc_jw_key(w, "text");
        hc_jw_arr(w);
        for (size_t i = 0; i < n; i++)
            hc_jw_str(w, hc_roster_text(a, targets[i]));
        hc_jw_end(w);
        hc_jw_end(w);
    }
}

static void write_meta(hc_jw *w, hc_arena *a, const hc_json *sample)
{
    const hc_json *meta = hc_json_get(sample, "metadata"), *id = hc_json_get(sample, "id");
    hc_str text;
    size_t n = 0;
    hc_jw_key(w, "meta");
    hc_jw_obj(w);
    for (size_t i = 0; is_object(meta) && i < meta->n && n < META_KEYS_MAX; i++)
        if (value_text(a, meta->items[i], &text) && text.n <= META_TEXT_MAX && !hc_str_is(meta->keys[i], "inspect_id")) {
            hc_jw_key_s(w, meta->keys[i]);
            hc_jw_str(w, hc_utf8_repair(a, text));
            n++;
        }
    if (id && !hc_str_eq(hc_roster_id(a, id->text), id->text))
        hc_jw_kstr(w, "inspect_id", hc_roster_text(a, id->text));
    hc_jw_end(w);
}

static hc_str own_row(hc_arena *a, const hc_json *item, hc_str *out_key)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, HC_LINE_BYTES_MAX);
    hc_jw w;
    hc_jw_init(&w, &b);
    hc_json_write(item, &w);
    return *out_key = hc_str_dup(a, hc_buf_view(&b));
}

hc_str hc_eval_row(hc_arena *a, const hc_json *sample, hc_str id, hc_str *out_key)
{
    const hc_json *item = hc_json_path(sample, "metadata.haechi.item"), *meta = hc_json_get(sample, "metadata");
    static const char *const domains[] = {"domain", "category", "subject", "topic"};
    hc_str targets[TARGETS_MAX], domain = HC_S("");
    hc_jw w;
    if (is_object(item) && hc_str_eq(hc_json_str(item, "id", HC_S("")), id))
        return own_row(a, item, out_key);
    HC_AUTO(hc_buf) b;
    size_t n = targets_of(sample, targets);
    hc_str prompt = hc_roster_text(a, prompt_of(a, sample)), reference = HC_S("");
    for (size_t i = 0; i < n; i++)
        reference = hc_fmt(a, "%.*s%s%.*s", HC_FS(reference), i ? "\n" : "", HC_FS(targets[i]));
    for (size_t i = 0; i < HC_LEN(domains) && !domain.n; i++)
        domain = hc_str_trim(hc_json_str(meta, domains[i], HC_S("")));
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "id", id);
    hc_jw_kstr(&w, "prompt", prompt);
    if (domain.n && domain.n <= META_TEXT_MAX)
        hc_jw_kstr(&w, "domain", hc_utf8_repair(a, domain));
    if (n)
        hc_jw_kstr(&w, "reference", hc_roster_text(a, reference));
    write_expect(&w, a, sample, targets, n);
    write_meta(&w, a, sample);
    hc_jw_end(&w);
    *out_key = hc_fmt(a, "%.*s\n%.*s", HC_FS(prompt), HC_FS(reference));
    return hc_str_dup(a, hc_buf_view(&b));
}
