// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <string.h>

#include "syntax/json.h"

static const char *const type_ids[HC_ENT_COUNT] = {
    [HC_ENT_PLAN] = "plan",   [HC_ENT_CONTROL] = "control", [HC_ENT_INTENT] = "intent", [HC_ENT_REPLY] = "reply",
    [HC_ENT_TOOL] = "tool",   [HC_ENT_SCORE] = "score",     [HC_ENT_CLOSE] = "close",   [HC_ENT_STOP] = "stop",
    [HC_ENT_LABEL] = "label", [HC_ENT_IMPORT] = "import",
};

const char *hc_entry_type_id(hc_entry_type t)
{
    HC_ASSERT((unsigned)t < HC_ENT_COUNT);
    return type_ids[t];
}

hc_entry_type hc_entry_type_from_id(hc_str id)
{
    for (hc_entry_type t = 0; t < HC_ENT_COUNT; t++)
        if (hc_str_is(id, type_ids[t]))
            return t;
    return HC_ENT_COUNT;
}

int64_t hc_record_num(const hc_record *r, const char *key, int64_t dflt)
{
    for (size_t i = 0; i < r->n_nums; i++)
        if (strcmp(r->nums[i].key, key) == 0)
            return r->nums[i].v;
    return dflt;
}

void hc_leaf_write(const hc_leaf *f, hc_buf *out)
{
    hc_jw w;
    hc_jw_init(&w, out);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "asked", f->asked);
    hc_jw_ki64(&w, "attempt", f->addr.attempt);
    hc_jw_kstr(&w, "code", f->code);
    hc_jw_ki64(&w, "epoch", f->addr.epoch);
    hc_jw_kstr(&w, "item", f->addr.item);
    hc_jw_kstr(&w, "log", f->log);
    hc_jw_key(&w, "nums");
    hc_jw_raw(&w, f->nums);
    hc_jw_kstr(&w, "of", f->of);
    hc_jw_kstr(&w, "pack", f->addr.pack);
    hc_jw_ki64(&w, "redo", f->addr.redo);
    hc_jw_key(&w, "refs");
    hc_jw_raw(&w, f->refs);
    hc_jw_ki64(&w, "seq", (int64_t)f->seq);
    hc_jw_kstr(&w, "state", f->state);
    hc_jw_ki64(&w, "step", f->addr.step);
    hc_jw_kstr(&w, "strand", f->addr.strand);
    hc_jw_ki64(&w, "t", f->t_us);
    hc_jw_kstr(&w, "target", f->addr.target);
    hc_jw_kstr(&w, "transform", f->addr.transform);
    hc_jw_kstr(&w, "type", f->type);
    hc_jw_ki64(&w, "v", f->v);
    hc_jw_end(&w);
}

void hc_nums_write(const hc_entry *e, hc_buf *out)
{
    hc_num sorted[HC_NUMS_MAX];
    size_t n = 0;
    HC_ASSERT(e->n_nums < HC_NUMS_MAX);
    const hc_num final = {"final", e->final};
    for (size_t i = 0; i <= e->n_nums; i++) {
        const hc_num *num = i < e->n_nums ? &e->nums[i] : &final;
        if (strcmp(num->key, "final") == 0 && (num != &final || e->type != HC_ENT_REPLY))
            continue; /* `e->final` is the one place that says it */
        size_t at = n++;
        for (; at > 0 && strcmp(sorted[at - 1].key, num->key) > 0; at--)
            sorted[at] = sorted[at - 1];
        HC_ASSERT(at == 0 || strcmp(sorted[at - 1].key, num->key) != 0);
        sorted[at] = *num;
    }
    hc_jw w;
    hc_jw_init(&w, out);
    hc_jw_obj(&w);
    for (size_t i = 0; i < n; i++)
        hc_jw_ki64(&w, sorted[i].key, sorted[i].v);
    hc_jw_end(&w);
}

bool hc_nums_read(hc_arena *a, hc_str json, hc_num **out, size_t *out_n)
{
    size_t n = 0, cap = 0;
    hc_num *nums = NULL;
    if (json.n < 2 || json.p[0] != '{' || json.p[json.n - 1] != '}')
        return false;
    hc_str rest = hc_str_sub(json, 1, json.n - 1), field;
    while (rest.n && hc_str_cut(&rest, ',', &field)) {
        hc_str key;
        hc_num num;
        if (!hc_str_cut(&field, ':', &key) || key.n < 3 || key.p[0] != '"' || key.p[key.n - 1] != '"' ||
            !hc_parse_i64(field, &num.v))
            return false;
        num.key = hc_cstr(a, hc_str_sub(key, 1, key.n - 1));
        HC_GROW(a, nums, n, cap);
        nums[n++] = num;
    }
    *out = nums;
    *out_n = n;
    return true;
}

void hc_refs_write(const hc_ref *refs, size_t n, hc_buf *out)
{
    size_t order[HC_REFS_MAX];
    HC_ASSERT(n <= HC_REFS_MAX);
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && hc_str_cmp(refs[order[at - 1]].field, refs[i].field) > 0; at--)
            order[at] = order[at - 1];
        HC_ASSERT(at == 0 || !hc_str_eq(refs[order[at - 1]].field, refs[i].field));
        order[at] = i;
    }
    hc_jw w;
    hc_jw_init(&w, out);
    hc_jw_obj(&w);
    for (size_t i = 0; i < n; i++) {
        static const char prefix[] = "hmac-sha256:";
        char text[sizeof prefix - 1 + HC_SHA256_HEX];
        memcpy(text, prefix, sizeof prefix - 1);
        hc_hex(refs[order[i]].commit.b, HC_SHA256_BYTES, text + sizeof prefix - 1);
        hc_jw_key_s(&w, refs[order[i]].field);
        hc_jw_str(&w, (hc_str){text, sizeof text - 1});
    }
    hc_jw_end(&w);
}

hc_digest hc_commit(hc_str secret, hc_str log, uint64_t seq, hc_str field, const hc_str *chunks, size_t n)
{
    char be[8];
    for (int i = 0; i < 8; i++)
        be[i] = (char)(seq >> (56 - 8 * i) & 0xff);
    const hc_str name[] = {log, {be, sizeof be}, field};
    hc_digest salt = hc_hmac_sha256(secret, name, HC_LEN(name));
    return hc_hmac_sha256(hc_digest_str(&salt), chunks, n);
}
