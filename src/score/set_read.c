// SPDX-License-Identifier: Apache-2.0
#include "score/score_int.h"

static hc_code broken(hc_err *err)
{
    return hc_fail(err, HC_E_CORRUPT, "E-SCORE-02", "a recorded score set does not have its form",
                   "기록된 채점 집합의 형식이 맞지 않음");
}

static hc_code read_strings(hc_arena *a, const hc_json *j, hc_str **out, size_t *out_n, hc_err *err)
{
    *out_n = j && j->type == HC_JSON_ARR ? j->n : 0;
    *out = HC_NEW_N(a, hc_str, *out_n);
    for (size_t i = 0; i < *out_n; i++) {
        if (j->items[i]->type != HC_JSON_STR)
            return broken(err);
        (*out)[i] = j->items[i]->text;
    }
    return HC_OK;
}

static hc_code read_rubrics(hc_arena *a, const hc_json *j, hc_score_set *set, hc_err *err)
{
    set->n_rubrics = j && j->type == HC_JSON_OBJ ? j->n : 0;
    set->rubrics = HC_NEW_N(a, hc_set_rubric, set->n_rubrics);
    for (size_t i = 0; i < set->n_rubrics; i++) {
        const hc_json *r = j->items[i];
        hc_set_rubric *to = &set->rubrics[i];
        to->pack = j->keys[i];
        to->rubric = (hc_rubric){hc_json_str(r, "name", HC_S("")), hc_json_str(r, "text", HC_S(""))};
        if (!hc_parse_f64(hc_json_str(r, "min_agreement", HC_S("")), &to->min_agreement))
            return broken(err);
        HC_TRY(read_strings(a, hc_json_get(r, "scale"), &to->scale, &to->n_scale, err));
    }
    return HC_OK;
}

static hc_code read_code(hc_arena *a, const hc_json *j, hc_score_set *set, hc_err *err)
{
    size_t cap = 0;
    for (size_t i = 0; j && j->type == HC_JSON_OBJ && i < j->n; i++) {
        hc_str *ids;
        size_t n;
        HC_TRY(read_strings(a, hc_json_get(j->items[i], "scorers"), &ids, &n, err));
        for (size_t k = 0; k < n; k++) {
            HC_GROW(a, set->code, set->n_code, cap);
            set->code[set->n_code++] = (hc_code_member){.pack = j->keys[i], .id = ids[k]};
        }
    }
    return HC_OK;
}

static hc_label_kind kind_of(hc_str id)
{
    hc_label_kind k = HC_LABEL_ONE;
    while (k < HC_LABEL_COUNT && !hc_str_is(id, hc_label_kind_id(k)))
        k++;
    return k;
}

static bool read_number(const hc_json *j, double *out)
{
    return j && j->type == HC_JSON_STR && hc_parse_f64(j->text, out);
}

static hc_code read_label(hc_arena *a, const hc_json *j, hc_label_scorer *out, hc_err *err)
{
    *out = (hc_label_scorer){.id = hc_json_str(j, "id", HC_S("")), .rater = hc_json_str(j, "rater", HC_S("")),
                             .question = hc_json_str(j, "question", HC_S("")), .kind = kind_of(hc_json_str(j, "kind", HC_S("")))};
    if (out->kind == HC_LABEL_COUNT)
        return broken(err);
    if (out->kind != HC_LABEL_CALLS)
        return HC_OK;
    const hc_json *points = hc_json_get(j, "points");
    if (!read_number(hc_json_get(j, "other"), &out->other) || !points || points->type != HC_JSON_ARR)
        return broken(err);
    out->points = HC_NEW_N(a, hc_points, points->n);
    for (size_t i = 0; i < points->n; i++) {
        const hc_json *p = points->items[i];
        if (p->type != HC_JSON_ARR || p->n != 2 || p->items[0]->type != HC_JSON_STR || !read_number(p->items[1], &out->points[i].points))
            return broken(err);
        out->points[out->n_points++].name = p->items[0]->text;
    }
    return HC_OK;
}

static hc_code read_labels(hc_arena *a, const hc_json *j, hc_score_set *set, hc_err *err)
{
    size_t cap = 0;
    for (size_t i = 0; j && j->type == HC_JSON_OBJ && i < j->n; i++) {
        const hc_json *list = j->items[i];
        if (list->type != HC_JSON_ARR)
            return broken(err);
        for (size_t k = 0; k < list->n; k++) {
            HC_GROW(a, set->labels, set->n_labels, cap);
            set->labels[set->n_labels].pack = j->keys[i];
            HC_TRY(read_label(a, list->items[k], &set->labels[set->n_labels++].label, err));
        }
    }
    return HC_OK;
}

static void read_versions(hc_arena *a, const hc_json *list, hc_score_set *set)
{
    size_t cap = 0;
    for (size_t i = 0; list && i < list->n; i++) {
        hc_str id = hc_json_str(list->items[i], "id", HC_S(""));
        int64_t v = hc_json_int(list->items[i], "v", 0);
        bool same = false;
        for (size_t k = 0; k < hc_scorers_n; k++)
            same = same || (hc_str_is(id, hc_scorers[k].id) && hc_scorers[k].version == v);
        if (!same) {
            HC_GROW(a, set->others, set->n_others, cap);
            set->others[set->n_others++] = id;
        }
    }
}

hc_code hc_score_set_read(hc_arena *a, hc_str definition, hc_score_set *out, hc_str **out_aliases, hc_err *err)
{
    hc_json *j;
    HC_TRY(hc_json_parse(a, definition, "score set", &j, err));
    const hc_json *judge = hc_json_get(j, "judge");
    hc_score_set set = {.definition = definition, .judge_ok = true, .memo = HC_NEW(a, hc_class_memo),
                        .judge_params = {.has_temperature = true, .temperature = 0},
                        .mean = hc_str_is(hc_json_str(judge, "rule", HC_S("")), "mean")};
    if (hc_json_int(j, "v", 0) != 1)
        return broken(err);
    hc_digest d = hc_sha256(definition);
    hc_hex(d.b, HC_SHA256_BYTES, set.digest);
    HC_TRY(read_strings(a, hc_json_get(judge, "aliases"), out_aliases, &set.n_members, err));
    HC_TRY(read_code(a, hc_json_get(j, "code"), &set, err));
    HC_TRY(read_labels(a, hc_json_get(j, "labels"), &set, err));
    HC_TRY(read_rubrics(a, hc_json_get(judge, "rubrics"), &set, err));
    read_versions(a, hc_json_get(j, "scorers"), &set);
    *out = set;
    return HC_OK;
}

hc_pack hc_score_set_pack(const hc_score_set *set, const hc_pack *pack)
{
    hc_pack as_recorded = *pack;
    for (size_t i = 0; i < set->n_rubrics; i++) {
        hc_set_rubric *r = &set->rubrics[i];
        if (!hc_str_eq(r->pack, pack->name))
            continue;
        as_recorded.rubrics = &r->rubric;
        as_recorded.n_rubrics = 1;
        as_recorded.judge_rubric = r->rubric.name;
        as_recorded.judge_scale = r->scale;
        as_recorded.n_judge_scale = r->n_scale;
        as_recorded.judge_min_agreement = r->min_agreement;
    }
    return as_recorded;
}
