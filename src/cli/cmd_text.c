// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"
#include "core/address.h"
#include "io/file.h"
#include "korean/josa.h"
#include "korean/keys.h"
#include "korean/normalise.h"
#include "korean/number.h"
#include "korean/pii.h"
#include "korean/profanity.h"
#include "korean/register.h"
#include "korean/reply_class.h"
#include "korean/romanise.h"
#include "korean/transform.h"
#include "report/masking.h"
#include "score/score.h"
#include "text/display.h"

/* The language engine in the terminal: what a pack author wants to try. Text is taken from the arguments, else from standard input. */

enum { TEXT_MAX = 64 << 20, CHOICES = 10 };

typedef struct job { hc_cli *c; hc_str word, text; hc_buf *out; hc_jw *w; } job;   /* w NULL = for people */

/* ---- transforms ------------------------------------------------------------------------------------------- */

static void list_transforms(job *j)
{
    if (j->w)
        hc_jw_arr(j->w);
    for (size_t i = 0; i < hc_transforms(); i++) {
        const hc_transform_card *card = hc_transform_card_of(hc_transform_at(i));
        const char *class = hc_transform_class_id(card->cls), *inverse = hc_transform_inverse_id(card->inverse);
        if (!j->w) {
            hc_buf_fmt(j->out, "%-15s %s  %-10s  %s%s\n", card->id, class, inverse, j->c->ko ? card->what_ko : card->what_en,
                       card->scales ? " @" : "");
            continue;
        }
        hc_jw_obj(j->w);
        hc_jw_kc(j->w, "id", card->id);
        hc_jw_kc(j->w, "class", class);
        hc_jw_kc(j->w, "inverse", inverse);
        if (card->inverse == HC_INVERSE_NORMALISER)
            hc_jw_ki64(j->w, "recovered", card->recovered);
        hc_jw_kbool(j->w, "strength", card->scales);
        hc_jw_kc(j->w, "en", card->what_en);
        hc_jw_kc(j->w, "ko", card->what_ko);
        hc_jw_kc(j->w, "readable_en", card->reads_en);
        hc_jw_kc(j->w, "readable_ko", card->reads_ko);
        hc_jw_end(j->w);
    }
    if (j->w)
        hc_jw_end(j->w);
}

static void put_text(job *j, hc_str text)
{
    if (j->w) {
        hc_jw_str(j->w, text);
    } else {
        hc_buf_str(j->out, text);
        hc_buf_ch(j->out, '\n');
    }
}

static hc_code do_transform(job *j, hc_err *err)
{
    const hc_transform *t;
    double strength;
    HC_TRY(hc_transform_parse(j->word, &t, &strength, err));
    if (hc_transform_card_of(t)->comes_along)
        return hc_fail(err, HC_E_USAGE, "E-TRANS-04", "%.*s is no function of a text: a pack brings its words along (`variants` of an item)",
                       "%.*s{은/는} 글에서 계산하지 않음: 팩의 문항이 글을 함께 가지고 있음(문항의 `variants`)", HC_FS(j->word));
    const hc_addr at = {.transform = j->word};
    uint64_t seed = hc_addr_random_below(hc_opt_str(j->c, "seed", "run.seed", HC_S("haechi")), &at, "transform", UINT64_MAX);
    put_text(j, hc_transform_apply(j->c->arena, t, j->text, seed, strength));
    return HC_OK;
}

/* ---- reading ---------------------------------------------------------------------------------------------- */

static hc_code do_refusal(job *j, hc_err *err)
{
    hc_class_result r;
    (void)err;
    hc_reply_classify(j->c->arena, j->text, &r);
    if (!j->w) {
        hc_buf_fmt(j->out, "%s  %s", hc_reply_class_id(r.cls), r.rule);
        for (unsigned i = 0; i < HC_REPLY_FLAGS; i++)
            if (r.flags >> i & 1)
                hc_buf_fmt(j->out, " +%s", hc_reply_flag_id(i));
        hc_buf_fmt(j->out, "%s  %.*s\n", r.grey ? " grey" : "", HC_FS(hc_display_safe(j->c->arena, r.span, false)));
        return HC_OK;
    }
    hc_jw_obj(j->w);
    hc_jw_kc(j->w, "class", hc_reply_class_id(r.cls));
    hc_jw_key(j->w, "flags");
    hc_jw_arr(j->w);
    for (unsigned i = 0; i < HC_REPLY_FLAGS; i++)
        if (r.flags >> i & 1)
            hc_jw_c(j->w, hc_reply_flag_id(i));
    hc_jw_end(j->w);
    hc_jw_kbool(j->w, "grey", r.grey);
    hc_jw_kc(j->w, "reason", r.rule);
    hc_jw_kstr(j->w, "span", r.span);
    hc_jw_end(j->w);
    return HC_OK;
}

static hc_code do_lang(job *j, hc_err *err)
{
    double share;
    const char *lang = hc_reply_lang(hc_ko_plain(j->c->arena, j->text), &share);
    (void)err;
    if (!j->w) {
        hc_buf_fmt(j->out, "%s  %.2f\n", lang, share);
        return HC_OK;
    }
    hc_jw_obj(j->w);
    hc_jw_kc(j->w, "lang", lang);
    hc_jw_kf64(j->w, "hangul", share);
    hc_jw_end(j->w);
    return HC_OK;
}

static hc_code do_josa(job *j, hc_err *err)
{
    hc_str pair = j->text, got = hc_josa_word(j->c->arena, j->word, pair);
    if (!got.p)
        return hc_fail(err, HC_E_USAGE, "E-CLI-41", "\"%.*s\" is no pair of particles such as 을/를, 이/가, 은/는, 과/와, 으로/로",
                       "\"%.*s\": 을/를, 이/가, 은/는, 과/와, 으로/로 같은 조사 짝이 아님", HC_FS(pair));
    put_text(j, got);
    return HC_OK;
}

static hc_code do_number(job *j, hc_err *err)
{
    hc_str text = hc_ko_plain(j->c->arena, j->text), unit, written;
    size_t at = 0;
    double v;
    (void)err;
    if (j->w)
        hc_jw_arr(j->w);
    while (hc_ko_number_next(text, &at, &v, &unit, &written)) {
        char number[32];
        hc_format_f64(v, number);
        if (!j->w) {
            hc_buf_fmt(j->out, "%s  %.*s  (%.*s)\n", number, HC_FS(unit), HC_FS(written));
            continue;
        }
        hc_jw_obj(j->w);
        hc_jw_kf64(j->w, "value", v);
        hc_jw_kstr(j->w, "unit", unit);
        hc_jw_kstr(j->w, "text", written);
        hc_jw_end(j->w);
    }
    if (j->w)
        hc_jw_end(j->w);
    return HC_OK;
}

/* Which of ten options a reply picks: A, (1), ①, 가. */
static hc_code do_choice(job *j, hc_err *err)
{
    hc_str span = HC_S("");
    int at = hc_read_choice(j->c->arena, j->text, NULL, CHOICES, &span);
    (void)err;
    if (!j->w) {
        if (at < 0)
            hc_say(j->c, stdout, "unparsed\n", "해석 불가\n");
        else
            hc_buf_fmt(j->out, "%d  %c  %.*s\n", at + 1, 'A' + at, HC_FS(hc_display_safe(j->c->arena, span, false)));
        return HC_OK;
    }
    hc_jw_obj(j->w);
    hc_jw_key(j->w, "choice");
    if (at < 0)
        hc_jw_null(j->w);
    else
        hc_jw_i64(j->w, at + 1);
    hc_jw_kstr(j->w, "span", span);
    hc_jw_end(j->w);
    return HC_OK;
}

static hc_code do_register(job *j, hc_err *err)
{
    static const char *const ids[HC_SPEECH_KINDS] = {"none", "haera", "hae", "haeyo", "hasipsio"};
    static const char *const ko[HC_SPEECH_KINDS] = {"없음", "해라체", "해체", "해요체", "하십시오체"};
    hc_register r;
    (void)err;
    hc_register_read(j->c->arena, j->text, &r);
    if (!j->w) {
        hc_buf_fmt(j->out, "%s ", j->c->ko ? ko[r.main] : ids[r.main]);
        for (size_t i = 0; i < HC_SPEECH_KINDS; i++)
            if (r.n[i])
                hc_buf_fmt(j->out, " %s %zu", j->c->ko ? ko[i] : ids[i], r.n[i]);
        hc_buf_fmt(j->out, j->c->ko ? "  주체 높임 %zu\n" : "  honorifics %zu\n", r.honorific);
        return HC_OK;
    }
    hc_jw_obj(j->w);
    hc_jw_kc(j->w, "main", ids[r.main]);
    hc_jw_key(j->w, "sentences");
    hc_jw_obj(j->w);
    for (size_t i = 0; i < HC_SPEECH_KINDS; i++)
        hc_jw_ki64(j->w, ids[i], (int64_t)r.n[i]);
    hc_jw_end(j->w);
    hc_jw_ki64(j->w, "honorifics", (int64_t)r.honorific);
    hc_jw_end(j->w);
    return HC_OK;
}

static hc_code do_romanise(job *j, hc_err *err)
{
    (void)err;
    put_text(j, hc_romanise(j->c->arena, j->text));
    return HC_OK;
}

/* Hangul to the keys of the keyboard; Latin letters, typed in the wrong mode, to Hangul. */
static hc_code do_keys(job *j, hc_err *err)
{
    double share;
    hc_arena *a = j->c->arena;
    bool korean = hc_str_is(hc_str_c(hc_reply_lang(j->text, &share)), "ko") || share > 0;
    (void)err;
    put_text(j, korean ? hc_ko_to_keys(a, j->text) : hc_ko_from_keys(a, j->text));
    return HC_OK;
}

static hc_code do_normalise(job *j, hc_err *err)
{
    hc_ko_normal n;
    (void)err;
    hc_ko_normalise(j->c->arena, j->text, &n);
    const struct { const char *key; size_t n; } undone[] = {{"invisible", n.invisible}, {"widths", n.widths}, {"jamo", n.jamo},
                                                             {"keys", n.keys}, {"lookalikes", n.lookalikes}, {"spaces", n.spaces}};
    if (!j->w) {
        put_text(j, n.text);
        return HC_OK;
    }
    hc_jw_obj(j->w);
    hc_jw_kstr(j->w, "text", n.text);
    for (size_t i = 0; i < HC_LEN(undone); i++)
        hc_jw_ki64(j->w, undone[i].key, (int64_t)undone[i].n);
    hc_jw_end(j->w);
    return HC_OK;
}

/* What is found, as it is shown: what is confirmed is masked. */
/* Where a hit begins and how it reads: the end of its object. */
static void put_found(hc_jw *w, size_t at, hc_str text)
{
    hc_jw_ki64(w, "at", (int64_t)at);
    hc_jw_kstr(w, "text", text);
    hc_jw_end(w);
}

static hc_code do_pii(job *j, hc_err *err)
{
    hc_pii_hit *hits;
    hc_arena *a = j->c->arena;
    size_t n = hc_pii_scan(a, j->text, &hits);
    (void)err;
    if (j->w)
        hc_jw_arr(j->w);
    for (size_t i = 0; i < n; i++) {
        hc_str found = hc_pii_hides(&hits[i]) ? hc_pii_mask_hit(a, j->text, &hits[i]) : hc_str_sub(j->text, hits[i].at, hits[i].at + hits[i].n);
        if (!j->w) {
            hc_buf_fmt(j->out, "%s  %s  %.*s\n", hits[i].kind, hc_pii_grade_id(hits[i].grade), HC_FS(hc_display_safe(a, found, false)));
            continue;
        }
        hc_jw_obj(j->w);
        hc_jw_kc(j->w, "kind", hits[i].kind);
        hc_jw_kc(j->w, "grade", hc_pii_grade_id(hits[i].grade));
        put_found(j->w, hits[i].at, found);
    }
    if (j->w)
        hc_jw_end(j->w);
    return HC_OK;
}

static hc_code do_profanity(job *j, hc_err *err)
{
    hc_profanity_hit *hits;
    size_t n = hc_ko_profanity(j->c->arena, j->text, &hits);
    (void)err;
    if (j->w)
        hc_jw_arr(j->w);
    for (size_t i = 0; i < n; i++) {
        hc_str found = hc_str_sub(j->text, hits[i].at, hits[i].at + hits[i].n);
        if (!j->w) {
            hc_buf_fmt(j->out, "%s  %s  %d  %.*s\n", hits[i].word, hc_profanity_family_id(hits[i].family), hits[i].severity,
                       HC_FS(hc_display_safe(j->c->arena, found, false)));
            continue;
        }
        hc_jw_obj(j->w);
        hc_jw_kc(j->w, "word", hits[i].word);
        hc_jw_kc(j->w, "family", hc_profanity_family_id(hits[i].family));
        hc_jw_ki64(j->w, "severity", hits[i].severity);
        put_found(j->w, hits[i].at, found);
    }
    if (j->w)
        hc_jw_end(j->w);
    return HC_OK;
}

/* ---- the verb --------------------------------------------------------------------------------------------- */

static const struct { const char *name; bool takes_word; hc_code (*run)(job *j, hc_err *err); } kinds[] = {
    {"transform", true, do_transform}, {"refusal", false, do_refusal}, {"lang", false, do_lang},
    {"josa", true, do_josa},           {"number", false, do_number},   {"choice", false, do_choice},
    {"register", false, do_register},  {"romanise", false, do_romanise}, {"keys", false, do_keys}, {"normalise", false, do_normalise},
    {"pii", false, do_pii},            {"profanity", false, do_profanity},
};

static hc_code unknown(hc_str what, hc_err *err)
{
    hc_code code = hc_fail(err, HC_E_USAGE, "E-CLI-07", "usage: haechi text transform [ID [TEXT]] | normalise | refusal | lang | register | number | choice | romanise | keys | pii | profanity [TEXT] | josa WORD PAIR",
                           "사용법: haechi text transform [ID [글]] | normalise | refusal | lang | register | number | choice | romanise | keys | pii | profanity [글] | josa 낱말 조사짝");
    const char *names[HC_LEN(kinds)];
    for (size_t i = 0; i < HC_LEN(kinds); i++)
        names[i] = kinds[i].name;
    const char *near = what.n ? hc_nearest(what, names, HC_LEN(names)) : NULL;
    if (near)
        hc_err_hint(err, "did you mean %s?", "혹시 %s입니까?", near);
    return code;
}

static hc_code take_text(hc_cli *c, size_t first, hc_str *out, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    if (c->n_args <= first) {
        HC_TRY(hc_file_read(c->arena, "/dev/stdin", TEXT_MAX, out, err));
        while (out->n && (out->p[out->n - 1] == '\n' || out->p[out->n - 1] == '\r'))
            out->n--;
        return HC_OK;
    }
    for (size_t i = first; i < c->n_args; i++) {
        if (i > first)
            hc_buf_ch(&b, ' ');
        hc_buf_str(&b, c->args[i]);
    }
    *out = hc_str_dup(c->arena, hc_buf_view(&b));
    return HC_OK;
}

static hc_code run(hc_cli *c, job *j, hc_err *err)
{
    hc_str what = c->n_args ? c->args[0] : HC_S("");
    size_t i = 0;
    while (i < HC_LEN(kinds) && !hc_str_is(what, kinds[i].name))
        i++;
    if (i == HC_LEN(kinds) || (kinds[i].takes_word && c->n_args < 2 && i > 0))
        return unknown(what, err);
    if (kinds[i].takes_word && c->n_args < 2) {
        list_transforms(j);
        return HC_OK;
    }
    j->word = kinds[i].takes_word ? c->args[1] : HC_S("");
    HC_TRY(take_text(c, kinds[i].takes_word ? 2 : 1, &j->text, err));
    if (kinds[i].run != do_pii)
        j->text = hc_mask_text((hc_mask){c->arena, false}, j->text);
    return kinds[i].run(j, err);
}

int hc_cmd_text(hc_cli *c)
{
    HC_AUTO(hc_buf) b;
    hc_err err = {0};
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    job j = {.c = c, .out = &b, .w = hc_opt_has(c, "json") ? &w : NULL};
    hc_code code = run(c, &j, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    if (j.w)
        hc_out_result(c, hc_buf_view(&b));
    else
        hc_out(hc_buf_view(&b));
    return HC_EXIT_OK;
}
