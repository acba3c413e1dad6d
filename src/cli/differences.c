// SPDX-License-Identifier: Apache-2.0
#include "cli/differences.h"

#include "report/masking.h"
#include "text/display.h"

static hc_str what(const hc_cli *c, const hc_difference *d)
{
    hc_arena *a = c->arena;
    switch (d->kind) {
    case HC_DIFF_QUESTION: return c->ko ? d->now : d->recorded;
    case HC_DIFF_NOT_IN_PACK: return c->ko ? HC_S("데이터셋에 이 문항이 없음") : HC_S("the pack has no such item");
    case HC_DIFF_STATE:
    case HC_DIFF_OUTCOME: break;
    }
    return hc_fmt(a, c->ko ? "기록 %.*s, 재현 %.*s" : "recorded %.*s, now %.*s", HC_FS(d->recorded), HC_FS(d->now));
}

void hc_differences_say(const hc_cli *c, FILE *to, const hc_replay *r)
{
    for (size_t i = 0; i < r->n_diff; i++) {
        const hc_difference *d = &r->diff[i];
        hc_str item = hc_display_safe(c->arena, hc_addr_item_name(c->arena, &d->addr), false);
        fprintf(to, "%.*s %.*s %.*s #%u  %.*s\n", HC_FS(d->addr.target), HC_FS(d->addr.pack), HC_FS(item),
                d->addr.epoch + 1, HC_FS(hc_display_safe(c->arena, hc_mask_text((hc_mask){c->arena, c->bare}, what(c, d)), false)));
    }
}

void hc_differences_json(hc_mask m, const hc_replay *r, hc_jw *w)
{
    static const char *const kinds[] = {"question", "state", "outcome", "not_in_pack"};
    hc_jw_arr(w);
    for (size_t i = 0; i < r->n_diff; i++) {
        const hc_difference *d = &r->diff[i];
        bool values = d->kind == HC_DIFF_STATE || d->kind == HC_DIFF_OUTCOME;
        hc_jw_obj(w);
        hc_jw_kstr(w, "target", d->addr.target);
        hc_jw_kstr(w, "pack", d->addr.pack);
        hc_jw_kstr(w, "item", d->addr.item);
        if (d->addr.transform.n)
            hc_jw_kstr(w, "transform", d->addr.transform);
        hc_jw_ki64(w, "epoch", d->addr.epoch + 1);
        hc_jw_kc(w, "kind", kinds[d->kind]);
        hc_jw_kstr(w, "recorded", values ? hc_mask_text(m, d->recorded) : HC_S(""));
        hc_jw_kstr(w, "now", values ? hc_mask_text(m, d->now) : HC_S(""));
        hc_jw_end(w);
    }
    hc_jw_end(w);
}
