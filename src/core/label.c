// SPDX-License-Identifier: Apache-2.0
#include "core/label.h"

#include <stdlib.h>

/* Of one question the later answer first. */
static int by_question(const void *x, const void *y)
{
    const hc_label *a = *(const hc_label *const *)x, *b = *(const hc_label *const *)y;
    int order = hc_str_cmp(a->question, b->question);
    return order ? order : a > b ? -1 : 1;
}

static void write_answer(const hc_label *l, hc_jw *w)
{
    hc_jw_key_s(w, l->question);
    if (l->value.p)
        hc_jw_str(w, l->value);
    else
        hc_jw_null(w);
}

void hc_label_write(const hc_label *label, hc_str note, hc_buf *out)
{
    hc_jw w;
    hc_jw_init(&w, out);
    hc_jw_obj(&w);
    hc_jw_key(&w, "answers");
    hc_jw_obj(&w);
    write_answer(label, &w);
    hc_jw_end(&w);
    if (note.n)
        hc_jw_kstr(&w, "note", note);
    hc_jw_kstr(&w, "rater", label->rater);
    hc_jw_ki64(&w, "v", 1);
    hc_jw_end(&w);
}

void hc_labels_write(hc_arena *a, const hc_label *labels, size_t n, hc_buf *out)
{
    const hc_label **sorted = HC_NEW_N(a, const hc_label *, n);
    hc_jw w;
    for (size_t i = 0; i < n; i++)
        sorted[i] = &labels[i];
    if (n)
        qsort(sorted, n, sizeof *sorted, by_question);
    hc_jw_init(&w, out);
    hc_jw_obj(&w);
    hc_jw_key(&w, "answers");
    hc_jw_obj(&w);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && hc_str_eq(sorted[i]->question, sorted[i - 1]->question))
            continue;
        write_answer(sorted[i], &w);
    }
    hc_jw_end(&w);
    hc_jw_kstr(&w, "rater", n ? labels[0].rater : HC_S(""));
    hc_jw_ki64(&w, "v", 1);
    hc_jw_end(&w);
}

hc_code hc_labels_merge(hc_arena *a, hc_str body, hc_label **list, size_t *n, size_t *cap, hc_err *err)
{
    hc_json *j;
    HC_TRY(hc_json_parse(a, body, "label", &j, err));
    const hc_json *answers = hc_json_get(j, "answers");
    hc_str rater = hc_json_str(j, "rater", HC_S(""));
    if (!answers || answers->type != HC_JSON_OBJ || !rater.n || hc_json_int(j, "v", 0) != 1)
        return hc_fail(err, HC_E_CORRUPT, "E-RUN-18", "a recorded label does not have its form",
                       "기록된 라벨의 형식이 맞지 않음");
    for (size_t i = 0; i < answers->n; i++) {
        hc_label *old = (hc_label *)(uintptr_t)hc_label_find(*list, *n, rater, answers->keys[i]);
        if (!old) {
            HC_GROW(a, *list, *n, *cap);
            old = &(*list)[(*n)++];
        }
        const hc_json *said = answers->items[i];
        *old = (hc_label){rater, answers->keys[i], said->type == HC_JSON_STR ? said->text : HC_S("")};
        if (said->type == HC_JSON_NULL)
            old->value = (hc_str){NULL, 0};
    }
    return HC_OK;
}

size_t hc_labels_standing(hc_label *list, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (list[i].value.p)
            list[kept++] = list[i];
    return kept;
}

const hc_label *hc_label_find(const hc_label *labels, size_t n, hc_str rater, hc_str question)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_eq(labels[i].rater, rater) && hc_str_eq(labels[i].question, question))
            return &labels[i];
    return NULL;
}
