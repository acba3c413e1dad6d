// SPDX-License-Identifier: Apache-2.0
#include "cli/differences.h"

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
        hc_str item = hc_display_safe(c->arena, d->addr.item, false);
        fprintf(to, "%.*s %.*s %.*s #%u  %.*s\n", HC_FS(d->addr.target), HC_FS(d->addr.pack), HC_FS(item),
                d->addr.epoch + 1, HC_FS(hc_display_safe(c->arena, what(c, d), false)));
    }
}
