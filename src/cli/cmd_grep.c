// SPDX-License-Identifier: Apache-2.0
#include "cli/runs.h"
#include "cli/transcripts.h"
#include "text/display.h"
#include "text/normalize.h"
#include "text/regex.h"
#include "text/utf8.h"

enum { CONTEXT_BYTES = 120 };

typedef struct search { hc_cli *c; hc_regex *re; size_t hits; hc_jw *w; } search;

/* Some bytes around the hit, cut at characters. */
static hc_str around(hc_str text, hc_str hit)
{
    size_t at = (size_t)(hit.p - text.p), from = at > CONTEXT_BYTES / 2 ? at - CONTEXT_BYTES / 2 : 0;
    size_t to = at + hit.n + CONTEXT_BYTES / 2 < text.n ? at + hit.n + CONTEXT_BYTES / 2 : text.n;
    while (from > 0 && ((unsigned char)text.p[from] & 0xC0) == 0x80)
        from--;
    while (to < text.n && ((unsigned char)text.p[to] & 0xC0) == 0x80)
        to++;
    return hc_str_sub(text, from, to);
}

static void hit_json(search *s, const hc_case *k, const char *where, uint32_t step, hc_str excerpt)
{
    hc_jw_obj(s->w);
    hc_jw_kstr(s->w, "target", k->row->addr.target);
    hc_jw_kstr(s->w, "pack", k->row->addr.pack);
    hc_jw_kstr(s->w, "item", k->row->addr.item);
    if (k->row->addr.transform.n)
        hc_jw_kstr(s->w, "transform", k->row->addr.transform);
    hc_jw_ki64(s->w, "epoch", k->row->addr.epoch + 1);
    hc_jw_kc(s->w, "where", where);
    hc_jw_ki64(s->w, "step", step);
    hc_jw_kstr(s->w, "text", excerpt);
    hc_jw_end(s->w);
}

static hc_code look(search *s, const hc_case *k, const char *where, uint32_t step, hc_str text, hc_arena *a, hc_err *err)
{
    hc_match m;
    bool found;
    text = hc_nfc(a, hc_utf8_repair(a, text));
    HC_TRY(hc_regex_find(s->re, text, 0, &found, &m, err));
    if (!found)
        return HC_OK;
    s->hits++;
    hc_str excerpt = around(text, m.group[0]);
    if (s->w)
        hit_json(s, k, where, step, excerpt);
    else
        printf("%.*s/%.*s/%.*s#%u %s:%u  %.*s\n", HC_FS(k->row->addr.target), HC_FS(k->row->addr.pack),
               HC_FS(hc_display_safe(a, hc_addr_item_name(a, &k->row->addr), false)), k->row->addr.epoch + 1, where, step,
               HC_FS(hc_display_safe(a, excerpt, false)));
    return HC_OK;
}

static hc_code search_case(void *ctx, const hc_case *k, hc_arena *a, hc_err *err)
{
    search *s = ctx;
    for (size_t i = 0; i < k->n_said; i++)
        for (size_t m = 0; m < k->said[i].n_asked; m++)
            HC_TRY(look(s, k, "prompt", k->said[i].step, hc_msg_text(a, &k->said[i].asked[m]), a, err));
    bool imported = k->n_said > 0 && k->said[0].asked;
    for (size_t i = 0; i < k->row->item->n_turns && !imported; i++)
        HC_TRY(look(s, k, "prompt", (uint32_t)i, hc_msg_text(a, &k->row->item->turns[i].msg), a, err));
    for (size_t i = 0; i < k->n_said; i++) {
        const char *where = hc_str_is(k->said[i].strand, "0") ? "reply" : "judge";
        HC_TRY(look(s, k, where, k->said[i].step, k->said[i].reply.text, a, err));
    }
    return HC_OK;
}

static hc_code grep(hc_cli *c, hc_recorded *r, hc_str target, size_t *out_hits, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    bool json = hc_opt_has(c, "json");
    search s = {.c = c, .w = json ? &w : NULL};
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    HC_TRY(hc_regex_new(hc_nfc(c->arena, c->args[0]), hc_opt_has(c, "ignore-case") ? HC_S("i") : HC_S(""), &s.re, err));
    hc_jw_arr(&w);
    hc_code code = hc_transcripts_each(c, r, r->sset, target, search_case, &s, err);
    hc_jw_end(&w);
    hc_regex_free(s.re);
    if (json && code == HC_OK)
        hc_out_result(c, hc_buf_view(&b));
    *out_hits = s.hits;
    return code;
}

int hc_cmd_grep(hc_cli *c)
{
    hc_err err = {0};
    hc_run_ref ref;
    hc_recorded r;
    size_t hits = 0;
    hc_code code = hc_need_args(c, 1, 2, &err);
    if (code == HC_OK)
        code = hc_run_open(c, c->n_args > 1 ? c->args[1] : HC_S(""), HC_OPEN_READ, NULL, &ref, &r, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    code = grep(c, &r, ref.target, &hits, &err);
    hc_recorded_close(&r, HC_OK, NULL);
    if (code != HC_OK)
        return hc_complain(c, &err);
    if (!c->quiet && !hc_opt_has(c, "json"))
        hc_say(c, stderr, "%zu hits\n", "일치 %zu건\n", hits);
    return HC_EXIT_OK;
}
