// SPDX-License-Identifier: Apache-2.0
#include "cli/cases.h"

#include "score/fields.h"
#include "text/display.h"
#include "web/case.h"

static hc_str shown(hc_cli *c, const hc_json *j, const char *key)
{
    return hc_display_safe(c->arena, hc_json_str(j, key, HC_S("")), true);
}

/* What the object says; the renderings cannot differ. */
static void print_text(hc_cli *c, const hc_json *j)
{
    const hc_json *messages = hc_json_get(j, "messages"), *judged = hc_json_get(j, "judgements"), *same = hc_json_get(j, "siblings"),
                  *labels = hc_json_get(j, "labels");
    hc_state state = hc_state_from_id(hc_json_str(j, "state", HC_S("")));
    hc_say(c, stdout, "case %lld of %lld: %.*s/%.*s/%.*s#%lld  %s\n", "사례 %lld/%lld: %.*s/%.*s/%.*s#%lld  %s\n", (long long)hc_json_int(j, "case", 0),
           (long long)hc_json_int(j, "of", 0), HC_FS(shown(c, j, "target")), HC_FS(shown(c, j, "pack")), HC_FS(shown(c, j, "item")),
           (long long)hc_json_int(j, "epoch", 1), c->ko ? hc_state_ko(state) : hc_state_id(state));
    for (size_t i = 0; i < messages->n; i++)
        printf("\n[%.*s %.*s]\n%.*s\n", HC_FS(shown(c, messages->items[i], "id")), HC_FS(shown(c, messages->items[i], "role")),
               HC_FS(shown(c, messages->items[i], "text")));
    putchar('\n');
    for (size_t i = 0; i < judged->n; i++) {
        hc_str word = hc_json_str(judged->items[i], "outcome", HC_S("")), span = shown(c, judged->items[i], "span");
        hc_str reason = shown(c, judged->items[i], "reason");
        printf("  %.*s: %.*s%s%.*s%s%.*s%s\n", HC_FS(shown(c, judged->items[i], "scorer")), HC_FS(c->ko ? hc_verdict_ko(word) : word),
               reason.n ? "  " : "", HC_FS(reason), span.n ? "  \"" : "", HC_FS(span), span.n ? "\"" : "");
    }
    for (size_t i = 0; i < labels->n; i++) {
        const hc_json *l = labels->items[i];
        hc_say(c, stdout, "  label of %.*s: %.*s = %.*s  %.*s\n", "  %.*s의 라벨: %.*s = %.*s  %.*s\n", HC_FS(shown(c, l, "rater")),
               HC_FS(shown(c, l, "question")), HC_FS(shown(c, l, "value")), HC_FS(shown(c, l, "note")));
    }
    for (size_t i = 0; i < same->n; i++) {
        hc_str word = hc_json_str(same->items[i], "verdict", HC_S(""));
        hc_say(c, stdout, "  same item: case %lld  %.*s%s%.*s#%lld  %.*s\n", "  같은 문항: 사례 %lld  %.*s%s%.*s#%lld  %.*s\n",
               (long long)hc_json_int(same->items[i], "case", 0), HC_FS(shown(c, same->items[i], "target")),
               hc_json_str(same->items[i], "transform", HC_S("")).n ? "·" : "", HC_FS(shown(c, same->items[i], "transform")),
               (long long)hc_json_int(same->items[i], "epoch", 1), HC_FS(c->ko ? hc_verdict_ko(word) : word));
    }
}

hc_code hc_case_print(hc_cli *c, hc_recorded *r, const hc_sset *set, hc_str number, hc_err *err)
{
    HC_AUTO(hc_buf) b = {0};
    hc_jw w;
    hc_rows rows;
    hc_json *j;
    uint64_t n;
    if (!hc_parse_u64(number, &n) || !n)
        return hc_fail(err, HC_E_USAGE, "E-CLI-24", "\"%.*s\" is not the number of a case: haechi show RUN 1", "\"%.*s\"{은/는} 사례 번호가 아님: haechi show 실행 1",
                       HC_FS(number));
    set = set ? set : r->sset;
    HC_TRY(hc_recorded_rows(r, set, false, &rows, err));
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    HC_TRY(hc_case_json(r, &(hc_case_view){.rows = &rows, .set = set, .bare = c->bare}, n, &w, err));
    if (hc_opt_has(c, "json")) {
        hc_out_result(c, hc_buf_view(&b));
        return HC_OK;
    }
    HC_TRY(hc_json_parse(c->arena, hc_str_dup(c->arena, hc_buf_view(&b)), "case", &j, err));
    print_text(c, j);
    return HC_OK;
}
