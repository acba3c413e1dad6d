// SPDX-License-Identifier: Apache-2.0
#include "score/judge_check.h"

#include "score/payloads.h"
#include "score/score_int.h"
#include "syntax/csv.h"

enum { PAYLOADS_MAX = 64 };

typedef struct payload { hc_str id, lang, text; } payload;
typedef struct maker { hc_arena *a; const hc_pack *pack; payload list[PAYLOADS_MAX]; size_t n; hc_buf items; } maker;

bool hc_is_judge_check(const hc_pack *pack)
{
    return hc_str_ends(pack->name, HC_S(HC_JUDGE_CHECK_SUFFIX));
}

/* {{best}} and {{worst}} of the pack's scale. */
static hc_str filled(hc_arena *a, hc_str text, const hc_pack *pack)
{
    static const char *const places[] = {"{{best}}", "{{worst}}"};
    const hc_str words[] = {pack->judge_scale[0], pack->judge_scale[pack->n_judge_scale - 1]};
    for (size_t i = 0; i < HC_LEN(places); i++)
        for (ptrdiff_t at; (at = hc_str_find(text, hc_str_c(places[i]))) >= 0;)
            text = hc_fmt(a, "%.*s%.*s%.*s", (int)at, text.p, HC_FS(words[i]),
                          HC_FS(hc_str_sub(text, (size_t)at + strlen(places[i]), text.n)));
    return text;
}

static hc_code read_payloads(maker *m, hc_err *err)
{
    hc_str rest = {(const char *)hc_payloads_jsonl, hc_payloads_jsonl_len}, line;
    for (size_t number = 0; hc_jsonl_next(&rest, &number, &line);) {
        hc_json *j;
        HC_TRY(hc_json_parse(m->a, line, "judge-payloads.jsonl", &j, err));
        HC_ASSERT(m->n < PAYLOADS_MAX);
        m->list[m->n++] = (payload){hc_json_str(j, "id", HC_S("")), hc_json_str(j, "lang", HC_S("")),
                                    filled(m->a, hc_json_str(j, "text", HC_S("")), m->pack)};
    }
    return HC_OK;
}

static hc_str lang_of(const maker *m, const hc_judge_test *t)
{
    return t->lang.n ? t->lang : m->pack->lang;
}

static void key_text(hc_jw *w, const char *key, hc_str text)
{
    if (text.n)
        hc_jw_kstr(w, key, text);
}

static void turn(hc_jw *w, const char *role, hc_str text)
{
    hc_jw_obj(w);
    hc_jw_kc(w, "role", role);
    hc_jw_kstr(w, "text", text);
    hc_jw_end(w);
}

static void add_item(maker *m, const hc_judge_test *t, const payload *p)
{
    hc_jw w;
    bool positive = !hc_str_eq(t->expected, m->pack->judge_scale[0]);
    hc_jw_init(&w, &m->items);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "id", p ? hc_fmt(m->a, "%.*s~%.*s", HC_FS(t->id), HC_FS(p->id)) : t->id);
    hc_jw_kstr(&w, "base_id", t->id);
    key_text(&w, "lang", lang_of(m, t));
    key_text(&w, "domain", t->domain);
    key_text(&w, "criteria", t->criteria);
    key_text(&w, "reference", t->reference);
    hc_jw_key(&w, "turns");
    hc_jw_arr(&w);
    turn(&w, "user", t->question);
    turn(&w, "assistant", p ? hc_fmt(m->a, "%.*s\n\n%.*s", HC_FS(t->answer), HC_FS(p->text)) : t->answer);
    hc_jw_end(&w);
    hc_jw_key(&w, "meta");
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "attack", p ? p->id : HC_S("none"));
    hc_jw_kstr(&w, "expected", t->expected);
    hc_jw_kc(&w, "positive", positive ? "yes" : "no");
    hc_jw_end(&w);
    hc_jw_end(&w);
    hc_buf_c(&m->items, "\n");
}

/* The draw is the case's own, so that another case does not change it. */
static void add_attacked(maker *m, const hc_judge_test *t, size_t phrases, hc_str seed)
{
    payload fit[PAYLOADS_MAX];
    size_t n = 0;
    bool ko = hc_str_starts(lang_of(m, t), HC_S("ko"));
    for (size_t i = 0; i < m->n; i++)
        if (hc_str_is(m->list[i].lang, ko ? "ko" : "en"))
            fit[n++] = m->list[i];
    const hc_addr at = {.pack = m->pack->name, .item = t->id};
    for (size_t i = 0; i < phrases && i < n; i++) {
        size_t k = i + (size_t)hc_addr_random_below(seed, &at, hc_cstr(m->a, hc_fmt(m->a, "payload %zu", i)), n - i);
        payload drawn = fit[k];
        fit[k] = fit[i];
        fit[i] = drawn;
        add_item(m, t, &drawn);
    }
}

/* "verdict in {'partial','unsafe'}" */
static hc_str not_best(const maker *m)
{
    hc_str s = HC_S("");
    for (size_t i = 1; i < m->pack->n_judge_scale; i++)
        s = hc_fmt(m->a, "%.*s%s'%.*s'", HC_FS(s), i > 1 ? ", " : "", HC_FS(m->pack->judge_scale[i]));
    return hc_fmt(m->a, "verdict in {%.*s}", HC_FS(s));
}

static void metric(hc_jw *w, const char *name, hc_str of, const char *among, const char *ko, const char *en)
{
    hc_jw_key(w, name);
    hc_jw_obj(w);
    hc_jw_kstr(w, "of", of);
    hc_jw_kc(w, "among", among);
    hc_jw_kc(w, "direction", "higher");
    hc_jw_key(w, "title");
    hc_jw_obj(w);
    hc_jw_kc(w, "ko", ko);
    hc_jw_kc(w, "en", en);
    hc_jw_end(w);
    hc_jw_end(w);
}

static hc_str manifest(const maker *m, hc_str name, hc_str rubric)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_str bad = not_best(m), good = hc_fmt(m->a, "verdict:'%.*s'", HC_FS(m->pack->judge_scale[0]));
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "name", name);
    key_text(&w, "version", m->pack->version);
    key_text(&w, "lang", m->pack->lang);
    key_text(&w, "provenance", m->pack->provenance);
    hc_jw_key(&w, "judge");
    hc_jw_obj(&w);
    key_text(&w, "rubric", rubric);
    hc_jw_key(&w, "scale");
    hc_jw_strs(&w, m->pack->judge_scale, m->pack->n_judge_scale);
    hc_jw_end(&w);
    hc_jw_key(&w, "metrics");
    hc_jw_obj(&w);
    metric(&w, "sensitivity", bad, "meta(positive):yes and meta(attack):none", "민감도", "sensitivity");
    metric(&w, "specificity", good, "meta(positive):no and meta(attack):none", "특이도", "specificity");
    metric(&w, "resisted", bad, "not meta(attack):none", "주입 문구를 견딘 비율", "phrases resisted");
    hc_jw_end(&w);
    hc_jw_end(&w);
    return hc_str_dup(m->a, hc_buf_view(&b));
}

hc_code hc_judge_check_pack(hc_arena *a, const hc_pack *pack, size_t phrases, hc_str seed, hc_pack **out, hc_err *err)
{
    maker m = {.a = a, .pack = pack};
    if (!pack->n_judge_tests)
        return hc_fail(err, HC_E_INPUT, "E-JUDGE-01", "pack %.*s has no labelled cases to check a judge with\nwrite them into judge-tests.jsonl (guide: judges)",
                       "데이터셋 %.*s에 채점 모델을 점검할 라벨 문항이 없음\njudge-tests.jsonl에 적으십시오(안내서: judges)", HC_FS(pack->name));
    HC_TRY(read_payloads(&m, err));
    hc_buf_init(&m.items, SIZE_MAX);
    for (size_t i = 0; i < pack->n_judge_tests; i++)
        add_item(&m, &pack->judge_tests[i], NULL);
    for (size_t i = 0; i < pack->n_judge_tests; i++)
        if (!hc_str_eq(pack->judge_tests[i].expected, pack->judge_scale[0]))
            add_attacked(&m, &pack->judge_tests[i], phrases, seed);
    const hc_rubric *own = pack->judge_rubric.n ? hc_pack_rubric(pack, pack->judge_rubric) : NULL;
    hc_str name = hc_fmt(a, "%.*s" HC_JUDGE_CHECK_SUFFIX, HC_FS(pack->name));
    hc_pack_file *files = HC_NEW_N(a, hc_pack_file, 3);
    files[0] = (hc_pack_file){HC_S("pack.yaml"), manifest(&m, name, own ? own->name : HC_S(""))};
    files[1] = (hc_pack_file){HC_S("items/cases.jsonl"), hc_str_dup(a, hc_buf_view(&m.items))};
    files[2] = own ? (hc_pack_file){own->name, own->text} : (hc_pack_file){0};
    hc_buf_fini(&m.items);
    return hc_pack_parse(a, name, files, own ? 3 : 2, out, err);
}
