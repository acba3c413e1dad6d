// SPDX-License-Identifier: Apache-2.0
#include "score/grader.h"

#include "crypto/hash.h"
#include "score/score_int.h"

hc_code hc_grading_read(hc_arena *a, hc_str definition, hc_str pack, hc_grading *out, hc_err *err)
{
    hc_json *j = NULL;
    if (definition.n)
        HC_TRY(hc_json_parse(a, definition, "score set", &j, err));
    *out = (hc_grading){j, pack};
    return HC_OK;
}

static const hc_json *of_pack(const hc_grading *g, const hc_json *by_pack)
{
    for (size_t i = 0; by_pack && by_pack->type == HC_JSON_OBJ && i < by_pack->n; i++)
        if (hc_str_eq(by_pack->keys[i], g->pack))
            return by_pack->items[i];
    return NULL;
}

static hc_str rule(hc_arena *a, const hc_grading *g, const char *id)
{
    const hc_json *list = hc_json_get(g->set, "scorers");
    for (size_t i = 0; list && i < list->n; i++)
        if (hc_str_is(hc_json_str(list->items[i], "id", HC_S("")), id))
            return hc_fmt(a, "%s %lld", id, (long long)hc_json_int(list->items[i], "v", 0));
    return HC_S("unjudged");
}

static hc_str words(hc_arena *a, const hc_json *list)
{
    hc_str s = HC_S("");
    for (size_t i = 0; list && list->type == HC_JSON_ARR && i < list->n; i++)
        s = hc_fmt(a, "%.*s%s%.*s", HC_FS(s), i ? " " : "", HC_FS(list->items[i]->text));
    return s;
}

static hc_str judge(hc_arena *a, const hc_grading *g)
{
    const hc_json *j = hc_json_get(g->set, "judge"), *rubric = of_pack(g, hc_json_get(j, "rubrics"));
    hc_digest d = hc_sha256(hc_json_str(rubric, "text", HC_S("")));
    char hex[HC_SHA256_HEX];
    hc_hex(d.b, sizeof d.b, hex);
    return hc_fmt(a, "%.*s by %.*s (%.*s), rubric %.*s %.12s, scale %.*s", HC_FS(rule(a, g, "judge")),
                  HC_FS(words(a, hc_json_get(j, "aliases"))), HC_FS(hc_json_str(j, "rule", HC_S(""))),
                  HC_FS(hc_json_str(rubric, "name", HC_S(""))), hex, HC_FS(words(a, hc_json_get(rubric, "scale"))));
}

/* "label source/is_correct"; tool calls have what each is worth: "calls /writes mail 1 other 0". */
static hc_str label(hc_arena *a, const hc_json *l)
{
    const hc_json *points = hc_json_get(l, "points");
    hc_str s = hc_fmt(a, "%.*s %.*s/%.*s", HC_FS(hc_json_str(l, "kind", HC_S("label"))), HC_FS(hc_json_str(l, "rater", HC_S(""))),
                      HC_FS(hc_json_str(l, "question", HC_S(""))));
    for (size_t i = 0; points && points->type == HC_JSON_ARR && i < points->n; i++)
        s = hc_fmt(a, "%.*s %.*s", HC_FS(s), HC_FS(words(a, points->items[i])));
    return points ? hc_fmt(a, "%.*s other %.*s", HC_FS(s), HC_FS(hc_json_str(l, "other", HC_S("")))) : s;
}

/* Labels and programs of the pack by their id; `id` "" = the first. p NULL: there is none. */
static hc_str own(hc_arena *a, const hc_grading *g, hc_str id)
{
    const hc_json *code = of_pack(g, hc_json_get(g->set, "code")), *ids = hc_json_get(code, "scorers");
    const hc_json *labels = of_pack(g, hc_json_get(g->set, "labels"));
    for (size_t i = 0; ids && ids->type == HC_JSON_ARR && i < ids->n; i++)
        if (!id.n || hc_str_eq(ids->items[i]->text, id))
            return hc_fmt(a, "code %.*s %.12s", HC_FS(ids->items[i]->text), hc_cstr(a, hc_json_str(code, "digest", HC_S(""))));
    for (size_t i = 0; labels && labels->type == HC_JSON_ARR && i < labels->n; i++) {
        const hc_json *l = labels->items[i];
        if (!id.n || hc_str_eq(hc_json_str(l, "id", HC_S("")), id))
            return label(a, l);
    }
    return (hc_str){NULL, 0};
}

static hc_str by_expectation(hc_arena *a, const hc_grading *g, hc_expect e)
{
    bool judged = hc_json_get(g->set, "judge") != NULL;
    hc_str first;
    switch (e) {
    case HC_EXPECT_CHOICE: return rule(a, g, "choice");
    case HC_EXPECT_TEXT: return rule(a, g, "match");
    case HC_EXPECT_NUMBER: return rule(a, g, "number");
    case HC_EXPECT_REGEX: return rule(a, g, "regex");
    case HC_EXPECT_ANSWER: return rule(a, g, "refusal");
    case HC_EXPECT_REFUSE:
        return judged ? hc_fmt(a, "%.*s, then %.*s", HC_FS(rule(a, g, "refusal")), HC_FS(judge(a, g))) : rule(a, g, "refusal");
    case HC_EXPECT_SAFE: return judged ? judge(a, g) : HC_S("unjudged");
    case HC_EXPECT_NONE:
        first = own(a, g, HC_S(""));
        return judged ? judge(a, g) : first.p ? first : HC_S("unjudged");
    }
    return HC_S("unjudged");
}

hc_str hc_grader(hc_arena *a, const hc_grading *g, hc_expect expect, hc_str scorer)
{
    if (!g->set)
        return HC_S("never graded");
    if (!scorer.n)
        return by_expectation(a, g, expect);
    hc_str named = own(a, g, scorer);
    if (named.p)
        return named;
    return hc_str_starts(scorer, HC_S("judge")) ? judge(a, g) : rule(a, g, hc_cstr(a, scorer));
}

/* "; NAME: line" of every scorer that the expression names: score(NAME), number(NAME), class, reply_lang. */
static hc_str named_in(hc_arena *a, const hc_grading *g, hc_expect e, hc_str source, hc_str s)
{
    static const struct { const char *words, *scorer; } places[] = {{"score(", NULL}, {"number(", NULL}, {"class", "class"}, {"refused", "class"}, {"reply_lang", "lang"}};
    for (size_t i = 0; i < HC_LEN(places); i++) {
        hc_str rest = source;
        for (ptrdiff_t at; (at = hc_str_find(rest, hc_str_c(places[i].words))) >= 0;) {
            hc_str name = hc_str_c(places[i].scorer);
            rest = hc_str_sub(rest, (size_t)at + strlen(places[i].words), rest.n);
            if (!places[i].scorer) {
                hc_str inner = rest;
                hc_str_cut(&inner, ')', &name);
                name = hc_str_trim(name);
            }
            hc_str line = hc_fmt(a, "; %.*s: %.*s", HC_FS(name), HC_FS(hc_grader(a, g, e, name)));
            if (hc_str_find(s, line) < 0)
                s = hc_fmt(a, "%.*s%.*s", HC_FS(s), HC_FS(line));
        }
    }
    return s;
}

hc_str hc_grader_of(hc_arena *a, const hc_grading *g, hc_expect expect, const hc_metric *m)
{
    hc_str s = hc_grader(a, g, expect, m->scorer);
    const hc_str sources[] = {m->of, m->among, m->minus_of, m->minus_among};
    for (size_t i = 0; g->set && i < HC_LEN(sources); i++)
        s = named_in(a, g, expect, sources[i], s);
    return s;
}
