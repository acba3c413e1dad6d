// SPDX-License-Identifier: Apache-2.0
#include "ledger/labels.h"

#include <stdlib.h>
#include <string.h>

typedef struct place { char log[17]; uint64_t seq; int64_t t_us; } place;
typedef struct places { hc_arena *a; place *list; size_t n, cap; } places;

static hc_code keep(void *ctx, const hc_record *r, hc_err *err)
{
    places *p = ctx;
    (void)err;
    HC_GROW(p->a, p->list, p->n, p->cap);
    place *at = &p->list[p->n++];
    *at = (place){.seq = r->seq, .t_us = r->t_us};
    memcpy(at->log, r->log, sizeof at->log);
    return HC_OK;
}

static int by_time(const void *x, const void *y)
{
    const place *a = x, *b = y;
    if (a->t_us != b->t_us)
        return a->t_us < b->t_us ? -1 : 1;
    int log = strcmp(a->log, b->log);
    return log ? log : a->seq < b->seq ? -1 : 1;
}

static hc_code find(hc_ledger *l, hc_entry_type type, const hc_addr *addr, places *out, hc_err *err)
{
    HC_TRY(hc_ledger_each(l, type, addr, keep, out, err));
    if (out->n)
        qsort(out->list, out->n, sizeof *out->list, by_time);
    return HC_OK;
}

hc_code hc_ledger_imported(hc_ledger *l, const hc_addr *addr, hc_arena *a, hc_str *out, hc_err *err)
{
    places p = {.a = a};
    HC_TRY(find(l, HC_ENT_IMPORT, addr, &p, err));
    if (!p.n)
        return hc_fail(err, HC_E_MISSING, "E-RUN-19", "no imported record of %.*s", "%.*s의 가져온 기록이 없음", HC_FS(addr->item));
    return hc_ledger_body(l, p.list[0].log, p.list[0].seq, "record", a, out, err);
}

hc_code hc_ledger_labels(hc_ledger *l, const hc_addr *addr, hc_arena *a, hc_label **out, size_t *out_n, hc_err *err)
{
    places p = {.a = a};
    size_t cap = 0;
    *out = NULL;
    *out_n = 0;
    HC_TRY(find(l, HC_ENT_LABEL, addr, &p, err));
    for (size_t i = 0; i < p.n; i++) {
        hc_str body;
        HC_TRY(hc_ledger_body(l, p.list[i].log, p.list[i].seq, "label", a, &body, err));
        HC_TRY(hc_labels_merge(a, body, out, out_n, &cap, err));
    }
    *out_n = hc_labels_standing(*out, *out_n);
    return HC_OK;
}
