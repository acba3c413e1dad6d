// SPDX-License-Identifier: Apache-2.0
#include "core/items.h"

#include <string.h>

/* A shared text shorter than this costs no more in place. */
enum { SHARED_MIN = 12, FLAG_EXACT = 1, FLAG_UNVERIFIED = 2, FLAG_OWN_BASE = 4, FLAG_RAW = 8, FLAG_MORE = 16 };

/* ---- packing ------------------------------------------------------------------------------------------- */

static void put_num(hc_buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        hc_buf_ch(b, (char)(v | 0x80));
    hc_buf_ch(b, (char)v);
}

static void put_str(hc_buf *b, hc_str s)
{
    put_num(b, s.n);
    hc_buf_str(b, s);
}

/* Length and whether the text stands here, then the text or where it stands. */
static void put_shared(hc_items *s, size_t field, hc_str text)
{
    bool apart = text.n >= SHARED_MIN;
    put_num(&s->scratch, (uint64_t)text.n << 1 | apart);
    if (!apart) {
        hc_buf_str(&s->scratch, text);
        return;
    }
    if (!hc_str_eq(s->shared[field], text))
        s->shared[field] = hc_str_dup(s->a, text);
    hc_buf_add(&s->scratch, &s->shared[field].p, sizeof s->shared[field].p);
}

static void put_strs(hc_buf *b, const hc_str *v, size_t n)
{
    put_num(b, n);
    for (size_t i = 0; i < n; i++)
        put_str(b, v[i]);
}

static void put_turn(hc_buf *b, const hc_turn *t)
{
    put_num(b, (uint64_t)t->msg.role);
    put_str(b, t->when);
    put_num(b, t->msg.n_parts);
    for (size_t i = 0; i < t->msg.n_parts; i++) {
        const hc_part *p = &t->msg.parts[i];
        put_num(b, (uint64_t)p->kind);
        put_str(b, p->text);
        put_str(b, p->media_type);
        put_str(b, p->ref);
    }
    put_num(b, t->msg.n_calls);
    for (size_t i = 0; i < t->msg.n_calls; i++) {
        put_str(b, t->msg.calls[i].id);
        put_str(b, t->msg.calls[i].name);
        put_str(b, t->msg.calls[i].args);
    }
    put_str(b, t->msg.call_id);
}

/* What only items of suites have. */
static bool has_more(const hc_item *it)
{
    return it->n_tags || it->n_facts || it->n_variants;
}

static void put_more(hc_buf *b, const hc_item *it)
{
    put_strs(b, it->tags, it->n_tags);
    put_num(b, it->n_facts);
    for (size_t i = 0; i < it->n_facts; i++) {
        const hc_fact *f = &it->facts[i];
        const hc_str *const texts[] = {&f->value, &f->authority, &f->document, &f->checked_on, &f->valid_from, &f->valid_to};
        for (size_t k = 0; k < HC_LEN(texts); k++)
            put_str(b, *texts[k]);
    }
    put_num(b, it->n_variants);
    for (size_t i = 0; i < it->n_variants; i++) {
        put_str(b, it->variants[i].transform);
        put_str(b, it->variants[i].text);
        put_str(b, it->variants[i].author);
    }
}

/* The fields that items share, in the order of hc_items.shared. */
#define SHARED_FIELDS(it) {&(it)->file, &(it)->domain, &(it)->intent, &(it)->lang, &(it)->split, &(it)->system,         \
                           &(it)->regex_flags, &(it)->unit, &(it)->criteria, &(it)->reference, &(it)->reply_lang,       \
                           &(it)->provenance}

static void put_item(hc_items *s, const hc_item *it)
{
    hc_buf *b = &s->scratch;
    const hc_str *const shared[] = SHARED_FIELDS(it);
    _Static_assert(HC_LEN(shared) == HC_ITEM_SHARED, "every shared field has a place");
    bool own_base = hc_str_eq(it->base_id, it->id);
    hc_buf_clear(b);
    put_str(b, it->id);
    hc_buf_add(b, it->hash.b, sizeof it->hash.b);
    put_num(b, (it->exact ? FLAG_EXACT : 0u) | (it->unverified ? FLAG_UNVERIFIED : 0u) | (own_base ? FLAG_OWN_BASE : 0u) |
            (it->raw.n ? FLAG_RAW : 0u) | (has_more(it) ? FLAG_MORE : 0u));
    put_num(b, (uint64_t)it->expect);
    put_num(b, (uint64_t)it->severity);
    put_num(b, (uint64_t)it->correct_choice + 1);
    put_num(b, it->line);
    if (!own_base)
        put_str(b, it->base_id);
    for (size_t i = 0; i < HC_ITEM_SHARED; i++)
        put_shared(s, i, *shared[i]);
    put_str(b, it->twin_id);
    put_strs(b, it->choices, it->n_choices);
    put_strs(b, it->answers, it->n_answers);
    put_strs(b, it->meta, it->n_meta);
    put_num(b, it->n_turns);
    for (size_t i = 0; i < it->n_turns; i++)
        put_turn(b, &it->turns[i]);
    if (has_more(it))
        put_more(b, it);
    if (it->raw.n)
        put_str(b, it->raw);
}

/* ---- unpacking ----------------------------------------------------------------------------------------- */

static uint64_t get_num(const uint8_t **p)
{
    uint64_t v = 0;
    int shift = 0;
    for (; **p & 0x80; shift += 7)
        v |= (uint64_t)(*(*p)++ & 0x7F) << shift;
    return v | (uint64_t)*(*p)++ << shift;
}

static hc_str get_str(const uint8_t **p)
{
    size_t n = get_num(p);
    hc_str s = {(const char *)*p, n};
    *p += n;
    return s;
}

static hc_str get_shared(const uint8_t **p)
{
    uint64_t head = get_num(p);
    hc_str s = {(const char *)*p, head >> 1};
    if (head & 1)
        memcpy(&s.p, *p, sizeof s.p);
    *p += head & 1 ? sizeof s.p : s.n;
    return s;
}

static hc_str *get_strs(const uint8_t **p, hc_arena *a, size_t *out_n)
{
    *out_n = get_num(p);
    hc_str *v = *out_n ? HC_NEW_N(a, hc_str, *out_n) : NULL;
    for (size_t i = 0; i < *out_n; i++)
        v[i] = get_str(p);
    return v;
}

static void get_turn(const uint8_t **p, hc_arena *a, hc_turn *t)
{
    t->msg.role = (hc_role)get_num(p);
    t->when = get_str(p);
    t->msg.n_parts = get_num(p);
    t->msg.parts = HC_NEW_N(a, hc_part, t->msg.n_parts);
    for (size_t i = 0; i < t->msg.n_parts; i++) {
        t->msg.parts[i].kind = (hc_part_kind)get_num(p);
        t->msg.parts[i].text = get_str(p);
        t->msg.parts[i].media_type = get_str(p);
        t->msg.parts[i].ref = get_str(p);
    }
    t->msg.n_calls = get_num(p);
    t->msg.calls = t->msg.n_calls ? HC_NEW_N(a, hc_tool_call, t->msg.n_calls) : NULL;
    for (size_t i = 0; i < t->msg.n_calls; i++) {
        t->msg.calls[i].id = get_str(p);
        t->msg.calls[i].name = get_str(p);
        t->msg.calls[i].args = get_str(p);
    }
    t->msg.call_id = get_str(p);
}

static void get_more(const uint8_t **p, hc_arena *a, hc_item *it)
{
    it->tags = get_strs(p, a, &it->n_tags);
    it->n_facts = get_num(p);
    it->facts = it->n_facts ? HC_NEW_N(a, hc_fact, it->n_facts) : NULL;
    for (size_t i = 0; i < it->n_facts; i++) {
        hc_fact *f = &it->facts[i];
        hc_str *const texts[] = {&f->value, &f->authority, &f->document, &f->checked_on, &f->valid_from, &f->valid_to};
        for (size_t k = 0; k < HC_LEN(texts); k++)
            *texts[k] = get_str(p);
    }
    it->n_variants = get_num(p);
    it->variants = it->n_variants ? HC_NEW_N(a, hc_variant, it->n_variants) : NULL;
    for (size_t i = 0; i < it->n_variants; i++) {
        it->variants[i].transform = get_str(p);
        it->variants[i].text = get_str(p);
        it->variants[i].author = get_str(p);
    }
}

void hc_items_get(const hc_items *s, size_t i, hc_arena *a, hc_item *it)
{
    HC_ASSERT(i < s->n);
    const uint8_t *p = s->at[i];
    *it = (hc_item){.id = get_str(&p)};
    hc_str *const shared[] = SHARED_FIELDS(it);
    memcpy(it->hash.b, p, sizeof it->hash.b);
    p += sizeof it->hash.b;
    uint64_t flags = get_num(&p);
    it->exact = flags & FLAG_EXACT;
    it->unverified = flags & FLAG_UNVERIFIED;
    it->expect = (hc_expect)get_num(&p);
    it->severity = (int)get_num(&p);
    it->correct_choice = (int)get_num(&p) - 1;
    it->line = get_num(&p);
    it->base_id = flags & FLAG_OWN_BASE ? it->id : get_str(&p);
    for (size_t k = 0; k < HC_LEN(shared); k++)
        *shared[k] = get_shared(&p);
    it->twin_id = get_str(&p);
    it->choices = get_strs(&p, a, &it->n_choices);
    it->answers = get_strs(&p, a, &it->n_answers);
    it->meta = get_strs(&p, a, &it->n_meta);
    it->n_turns = get_num(&p);
    it->turns = HC_NEW_N(a, hc_turn, it->n_turns);
    for (size_t k = 0; k < it->n_turns; k++)
        get_turn(&p, a, &it->turns[k]);
    if (flags & FLAG_MORE)
        get_more(&p, a, it);
    it->raw = flags & FLAG_RAW ? get_str(&p) : HC_S("");
}

hc_item *hc_items_all(const hc_items *s, hc_arena *a)
{
    hc_item *all = HC_NEW_N(a, hc_item, s->n);
    for (size_t i = 0; i < s->n; i++)
        hc_items_get(s, i, a, &all[i]);
    return all;
}

/* ---- the store ----------------------------------------------------------------------------------------- */

void hc_items_init(hc_items *s, hc_arena *a)
{
    *s = (hc_items){.a = a};
    hc_buf_init(&s->scratch, SIZE_MAX);
}

hc_str hc_items_id(const hc_items *s, size_t i)
{
    const uint8_t *p = s->at[i];
    return get_str(&p);
}

hc_digest hc_items_hash(const hc_items *s, size_t i)
{
    hc_digest hash;
    const uint8_t *p = s->at[i];
    (void)get_str(&p);
    memcpy(hash.b, p, sizeof hash.b);
    return hash;
}

static size_t probe(const hc_items *s, hc_str id)
{
    size_t i = hc_str_hash(id) & (s->n_slots - 1);
    while (s->slots[i] && !hc_str_eq(hc_items_id(s, s->slots[i] - 1), id))
        i = (i + 1) & (s->n_slots - 1);
    return i;
}

size_t hc_items_find(const hc_items *s, hc_str id)
{
    uint32_t found = s->n_slots ? s->slots[probe(s, id)] : 0;
    return found ? found - 1u : SIZE_MAX;
}

void hc_items_reserve(hc_items *s, size_t n)
{
    if (n <= s->cap)
        return;
    const uint8_t **at = HC_NEW_N(s->a, const uint8_t *, n);
    if (s->n)
        memcpy(at, s->at, s->n * sizeof *at);
    s->at = at;
    s->cap = n;
    for (s->n_slots = 16; s->n_slots < 2 * n; s->n_slots *= 2) {
    }
    s->slots = HC_NEW_N(s->a, uint32_t, s->n_slots);
    for (size_t i = 0; i < s->n; i++)
        s->slots[probe(s, hc_items_id(s, i))] = (uint32_t)i + 1;
}

void hc_items_add(hc_items *s, const hc_item *it)
{
    if (s->n == s->cap)
        hc_items_reserve(s, s->cap ? s->cap * 2 : 8);
    put_item(s, it);
    size_t slot = probe(s, it->id);
    HC_ASSERT(!s->slots[slot]);
    s->at[s->n] = (const uint8_t *)hc_str_dup(s->a, hc_buf_view(&s->scratch)).p;
    s->slots[slot] = (uint32_t)++s->n;
}

void hc_items_done(hc_items *s)
{
    hc_buf_fini(&s->scratch);
    hc_buf_init(&s->scratch, SIZE_MAX);
}
