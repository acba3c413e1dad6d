// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include "score/score_int.h"

bool hc_pack_is_korean(const hc_pack *pack)
{
    return pack->lang.n == 0 || hc_str_starts(pack->lang, HC_S("ko"));
}

static int by_name(const void *x, const void *y)
{
    const hc_pack *const *a = x, *const *b = y;
    return hc_str_cmp((*a)->name, (*b)->name);
}

static void write_rubric(hc_jw *w, const hc_pack *pack)
{
    hc_rubric r = hc_judge_rubric(pack);
    char agreement[32];
    hc_format_f64(pack->judge_min_agreement, agreement);
    hc_jw_key_s(w, pack->name);
    hc_jw_obj(w);
    hc_jw_kc(w, "min_agreement", agreement);
    hc_jw_kstr(w, "name", r.name);
    hc_jw_key(w, "scale");
    hc_jw_strs(w, pack->judge_scale, pack->n_judge_scale);
    hc_jw_key(w, "tests");
    hc_jw_arr(w);
    for (size_t i = 0; i < pack->n_judge_tests; i++)
        hc_jw_str(w, pack->judge_tests[i].id);
    hc_jw_end(w);
    hc_jw_kstr(w, "text", r.text);
    hc_jw_end(w);
}

static void write_judge(hc_jw *w, const hc_pack **sorted, size_t n_packs, const hc_str *aliases, size_t n_aliases, bool mean)
{
    hc_jw_key(w, "judge");
    hc_jw_obj(w);
    hc_jw_key(w, "aliases");
    hc_jw_strs(w, aliases, n_aliases);
    hc_jw_key(w, "parameters");
    hc_jw_obj(w);
    hc_jw_kc(w, "temperature", "0");
    hc_jw_end(w);
    hc_jw_key(w, "rubrics");
    hc_jw_obj(w);
    for (size_t i = 0; i < n_packs; i++)
        if (i == 0 || !hc_str_eq(sorted[i]->name, sorted[i - 1]->name))
            write_rubric(w, sorted[i]);
    hc_jw_end(w);
    hc_jw_kc(w, "rule", mean ? "mean" : "majority");
    hc_jw_end(w);
}

static void write_code(hc_jw *w, const hc_pack *pack)
{
    hc_jw_key_s(w, pack->name);
    hc_jw_obj(w);
    hc_jw_kc(w, "digest", pack->code_digest);
    hc_jw_key(w, "scorers");
    hc_jw_arr(w);
    for (size_t i = 0; i < pack->n_commands; i++)
        hc_jw_str(w, pack->commands[i].id);
    hc_jw_end(w);
    hc_jw_end(w);
}

/* Nothing at all for packs without programs: their definitions stay as they have always been. */
static void write_codes(hc_jw *w, const hc_pack **sorted, size_t n)
{
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any = any || sorted[i]->n_commands;
    if (!any)
        return;
    hc_jw_key(w, "code");
    hc_jw_obj(w);
    for (size_t i = 0; i < n; i++)
        if (sorted[i]->n_commands && (i == 0 || !hc_str_eq(sorted[i]->name, sorted[i - 1]->name)))
            write_code(w, sorted[i]);
    hc_jw_end(w);
}

/* Numbers as texts, as everywhere in a definition. */
static void write_number(hc_jw *w, double v)
{
    char text[32];
    hc_format_f64(v, text);
    hc_jw_c(w, text);
}

static void write_label(hc_jw *w, const hc_label_scorer *l)
{
    hc_jw_obj(w);
    hc_jw_kstr(w, "id", l->id);
    hc_jw_kc(w, "kind", hc_label_kind_id(l->kind));
    if (l->kind == HC_LABEL_CALLS) {
        hc_jw_key(w, "other");
        write_number(w, l->other);
        hc_jw_key(w, "points");
        hc_jw_arr(w);
        for (size_t i = 0; i < l->n_points; i++) {
            hc_jw_arr(w);
            hc_jw_str(w, l->points[i].name);
            write_number(w, l->points[i].points);
            hc_jw_end(w);
        }
        hc_jw_end(w);
    }
    hc_jw_kstr(w, "question", l->question);
    hc_jw_kstr(w, "rater", l->rater);
    hc_jw_end(w);
}

/* Nothing at all for packs that ask for none. */
static void write_labels(hc_jw *w, const hc_pack **sorted, size_t n)
{
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any = any || sorted[i]->n_labels;
    if (!any)
        return;
    hc_jw_key(w, "labels");
    hc_jw_obj(w);
    for (size_t i = 0; i < n; i++) {
        if (!sorted[i]->n_labels || (i > 0 && hc_str_eq(sorted[i]->name, sorted[i - 1]->name)))
            continue;
        hc_jw_key_s(w, sorted[i]->name);
        hc_jw_arr(w);
        for (size_t k = 0; k < sorted[i]->n_labels; k++)
            write_label(w, &sorted[i]->labels[k]);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

hc_code hc_score_set_make(hc_arena *a, const hc_pack *packs[], size_t n_packs, const hc_str *aliases, size_t n_aliases,
                          bool mean, hc_score_set *out, hc_err *err)
{
    HC_AUTO(hc_buf) b = {0};
    hc_buf_init(&b, HC_FILE_BYTES_MAX);
    hc_jw w;
    hc_jw_init(&w, &b);
    const hc_pack **sorted = HC_NEW_N(a, const hc_pack *, n_packs);
    for (size_t i = 0; i < n_packs; i++)
        sorted[i] = packs[i];
    if (n_packs)
        qsort(sorted, n_packs, sizeof(const hc_pack *), by_name);
    hc_jw_obj(&w);
    write_codes(&w, sorted, n_packs);
    if (n_aliases)
        write_judge(&w, sorted, n_packs, aliases, n_aliases, mean);
    write_labels(&w, sorted, n_packs);
    hc_jw_key(&w, "scorers");
    hc_jw_arr(&w);
    for (size_t i = 0; i < hc_scorers_n; i++) {
        if (!hc_scorers[i].rule && !n_aliases)
            continue;
        hc_jw_obj(&w);
        hc_jw_kc(&w, "id", hc_scorers[i].id);
        hc_jw_ki64(&w, "v", hc_scorers[i].version);
        hc_jw_end(&w);
    }
    hc_jw_end(&w);
    hc_jw_ki64(&w, "v", 1);
    hc_jw_end(&w);
    if (b.over)
        return hc_fail(err, HC_E_LIMIT, "E-SCORE-01", "the rubrics of all packs together are larger than %lu bytes",
                       "채점 기준표의 합계가 %lu바이트를 넘음", HC_FILE_BYTES_MAX);
    *out = (hc_score_set){.definition = hc_str_dup(a, hc_buf_view(&b)), .mean = mean, .judge_ok = true, .memo = HC_NEW(a, hc_class_memo),
                          .judge_params = {.has_temperature = true, .temperature = 0}};
    hc_digest d = hc_sha256(out->definition);
    hc_hex(d.b, HC_SHA256_BYTES, out->digest);
    return HC_OK;
}
