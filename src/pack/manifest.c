// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_int.h"

#include <string.h>

#include "korean/transform.h"
#include "syntax/yaml.h"
#include "text/display.h"
#include "text/encoding.h"

typedef struct manifest {
    hc_problems *ps;
    hc_str file, text;           /* text: for the line in messages */
    hc_pack *p;
} manifest;

static hc_spot spot(const manifest *m, const hc_json *v, hc_str needle)
{
    hc_spot at = {.file = m->file, .needle = needle};
    if (v && v->line > 0) {
        at.line = (size_t)v->line;
        at.text = hc_line(m->text, at.line);
    }
    return at;
}

/* An error for `key` whose value is v: "KEY must be WHAT". */
static void must_be(manifest *m, const hc_json *v, const char *key, const char *en, const char *ko)
{
    hc_str s = {"", 0};
    (void)hc_scalar_text(v, &s);
    hc_spot at = spot(m, v, s);
    hc_problem(m->ps, &at, "E-PACK-09", "\"%s\" must be %s%.0s", "\"%s\"에는 %.0s%s{을/를} 쓰십시오", key, en, ko);
}

/* A key that its surroundings do not have, and why. */
static void left_out(manifest *m, const hc_json *v, const char *key, const char *en, const char *ko)
{
    hc_str s = {"", 0};
    (void)hc_scalar_text(v, &s);
    hc_spot at = spot(m, v, s);
    hc_problem(m->ps, &at, "E-PACK-09", "\"%s\" must be left out: %s%.0s", "\"%s\"{을/를} 빼십시오: %.0s%s", key, en, ko);
}

static bool is_map(manifest *m, const hc_json *v, const char *key)
{
    if (v && v->type != HC_JSON_OBJ)
        must_be(m, v, key, "a mapping (key: value)", "매핑(키: 값)");
    return v && v->type == HC_JSON_OBJ;
}

static void check_keys(manifest *m, const hc_json *obj, const char *const *allowed, size_t n)
{
    for (size_t i = 0; i < obj->n; i++) {
        bool known = false;
        for (size_t k = 0; k < n; k++)
            known = known || hc_str_is(obj->keys[i], allowed[k]);
        if (known)
            continue;
        hc_spot at = spot(m, obj->items[i], obj->keys[i]);
        hc_str shown = hc_show(m->ps->a, obj->keys[i]);
        hc_hint_nearest(m->ps->a, &at, obj->keys[i], allowed, n);
        hc_problem(m->ps, &at, "E-PACK-08", "unknown key \"%.*s\"", "모르는 키 \"%.*s\"", HC_FS(shown));
    }
}

static void text_key(manifest *m, const hc_json *obj, const char *key, hc_str *out)
{
    const hc_json *v = hc_json_get(obj, key);
    if (v && !hc_scalar_text(v, out))
        must_be(m, v, key, "a text", "글");
}

static bool number_key(manifest *m, const hc_json *obj, const char *key, double min, double max, double *out)
{
    const hc_json *v = hc_json_get(obj, key);
    if (!v)
        return false;
    if ((v->type == HC_JSON_INT || v->type == HC_JSON_REAL) && v->d >= min && v->d <= max)
        return *out = v->d, true;
    char lo[32], hi[32];
    hc_format_f64(min, lo);
    hc_format_f64(max, hi);
    must_be(m, v, key, hc_cstr(m->ps->a, hc_fmt(m->ps->a, "a number from %s to %s", lo, hi)),
            hc_cstr(m->ps->a, hc_fmt(m->ps->a, "%s에서 %s까지의 수", lo, hi)));
    return false;
}

static bool whole_key(manifest *m, const hc_json *obj, const char *key, int64_t max, int64_t *out)
{
    const hc_json *v = hc_json_get(obj, key);
    if (!v)
        return false;
    if (v->type == HC_JSON_INT && v->i >= 0 && v->i <= max)
        return *out = v->i, true;
    must_be(m, v, key, "a whole number, not negative and in range", "범위 안의 0 이상 정수");
    return false;
}

/* One of `words`; index, or `dflt` when absent or wrong. */
static int word_key(manifest *m, const hc_json *obj, const char *key, const char *const words[], int dflt)
{
    const hc_json *v = hc_json_get(obj, key);
    hc_str s = {"", 0};
    size_t n = 0;
    HC_AUTO(hc_buf) list;
    hc_buf_init(&list, 4096);
    for (; words[n]; n++)
        hc_buf_fmt(&list, "%s%s", n ? ", " : "", words[n]);
    if (!v)
        return dflt;
    if (hc_scalar_text(v, &s))
        for (size_t i = 0; i < n; i++)
            if (hc_str_is(s, words[i]))
                return (int)i;
    hc_spot at = spot(m, v, s);
    hc_hint_nearest(m->ps->a, &at, s, words, n);
    hc_str all = hc_buf_view(&list);
    hc_problem(m->ps, &at, "E-PACK-09", "\"%s\" must be one of %.*s", "\"%s\"에는 %.*s 가운데 하나를 쓰십시오", key, HC_FS(all));
    return dflt;
}

/* "text" for both languages, or {ko: ..., en: ...}; the one that is missing takes the other's text. */
static void title_key(manifest *m, const hc_json *obj, hc_str *ko, hc_str *en)
{
    static const char *const keys[] = {"ko", "en"};
    const hc_json *v = hc_json_get(obj, "title");
    if (!v)
        return;
    if (hc_scalar_text(v, ko)) {
        *en = *ko;
        return;
    }
    if (!is_map(m, v, "title"))
        return;
    check_keys(m, v, keys, HC_LEN(keys));
    text_key(m, v, "ko", ko);
    text_key(m, v, "en", en);
    if (!ko->n)
        *ko = *en;
    if (!en->n)
        *en = *ko;
}

const char *hc_measure_id(hc_measure m)
{
    static const char *const ids[HC_MEASURE_COUNT + 1] = {"rate", "mean", "ratio", "difference", "pass^k", "?"};
    return ids[m < HC_MEASURE_COUNT ? m : HC_MEASURE_COUNT];
}

static const char *const epochs_ids[] = {"mean", "mode", "max", NULL};

const char *hc_epochs_id(hc_epochs e)
{
    return epochs_ids[e];
}

static bool counts(hc_measure m)
{
    return m == HC_MEASURE_RATE || m == HC_MEASURE_DIFFERENCE || m == HC_MEASURE_PASS;
}

/* What only one kind of metric has, and must have. */
static void read_kind(manifest *m, const hc_json *v, hc_metric *out)
{
    static const char *const keys[] = {"of", "among"};
    const hc_json *minus = hc_json_get(v, "minus"), *k = hc_json_get(v, "k"), *per = hc_json_get(v, "per");
    int64_t attempts = 0;
    text_key(m, v, "per", &out->per);
    if ((out->kind == HC_MEASURE_RATIO) != (out->per.n > 0))
        must_be(m, per ? per : v, "per", "a scorer, for kind: ratio alone", "채점기(kind: ratio에만)");
    (void)whole_key(m, v, "k", 1000, &attempts);
    out->attempts = (uint32_t)attempts;
    if ((out->kind == HC_MEASURE_PASS) != (attempts > 0))
        must_be(m, k ? k : v, "k", "a number of attempts from 1 to 1000, for kind: pass^k alone", "시도 횟수 1~1000(kind: pass^k에만)");
    if (minus && is_map(m, minus, "minus")) {
        check_keys(m, minus, keys, HC_LEN(keys));
        text_key(m, minus, "of", &out->minus_of);
        text_key(m, minus, "among", &out->minus_among);
    }
    if ((out->kind == HC_MEASURE_DIFFERENCE) != (out->minus_of.n + out->minus_among.n > 0))
        must_be(m, minus ? minus : v, "minus", "a mapping {of, among}, for kind: difference alone", "{of, among} 매핑(kind: difference에만)");
    if (!out->minus_of.n)
        out->minus_of = out->of;
}

/* A field, or a list of two that cross. */
static void read_cluster(manifest *m, const hc_json *v, hc_metric *out)
{
    const hc_json *list = hc_json_get(v, "cluster");
    bool two = list && list->type == HC_JSON_ARR;
    if (!list)
        return;
    if (two ? list->n != 2 || !hc_scalar_text(list->items[0], &out->cluster) || !hc_scalar_text(list->items[1], &out->cross) ||
              !out->cluster.n || !out->cross.n || hc_str_eq(out->cluster, out->cross)
            : !hc_scalar_text(list, &out->cluster))
        must_be(m, list, "cluster", "a field, or a list of two fields", "필드 하나 또는 필드 둘의 목록");
}

static void read_rules(manifest *m, const hc_json *v, hc_metric *out)
{
    out->rule_in.stated = number_key(m, v, "rule_in", 0, 1, &out->rule_in.at);
    out->rule_out.stated = number_key(m, v, "rule_out", 0, 1, &out->rule_out.at);
    if (out->rule_in.stated && out->rule_out.stated && out->rule_in.at < out->rule_out.at)
        must_be(m, hc_json_get(v, "rule_in"), "rule_in", "at least rule_out", "rule_out 이상의 수");
}

/* Claims, two ways of clusters and items that count once are defined for a rate. */
static void check_rate_only(manifest *m, const hc_json *v, const hc_metric *out)
{
    static const char *const keys[] = {"rule_in", "rule_out", "epochs"};
    for (size_t i = 0; out->kind != HC_MEASURE_RATE && i < HC_LEN(keys); i++)
        if (hc_json_get(v, keys[i]))
            left_out(m, hc_json_get(v, keys[i]), keys[i], "only kind: rate has it", "kind: rate에만 있음");
    if (out->cross.n && (out->kind != HC_MEASURE_RATE || out->bootstrap))
        must_be(m, hc_json_get(v, "cluster"), "cluster", "one field: only kind: rate with the default interval has two",
                "필드 하나(둘은 기본 구간을 쓰는 kind: rate에만)");
}

static void read_metric(manifest *m, hc_str name, const hc_json *v)
{
    static const char *const keys[] = {"of", "among", "direction", "cluster", "unparsed", "headline", "title",
                                       "scorer", "kind", "k", "per", "minus", "interval", "epochs", "rule_in", "rule_out"};
    static const char *const kinds[] = {"rate", "mean", "ratio", "difference", "pass^k", NULL};
    static const char *const intervals[] = {"default", "bootstrap", NULL};
    static const char *const directions[] = {"higher", "lower", NULL};
    static const char *const unparsed[] = {"exclude", "count", NULL};
    hc_metric *out = &m->p->metrics[m->p->n_metrics];
    *out = (hc_metric){.name = name, .scorer = HC_S(""), .title_en = name, .title_ko = name, .cluster = HC_S("base_id"), .headline = true,
                        .cross = HC_S(""), .of = HC_S(""), .per = HC_S(""), .minus_of = HC_S(""), .minus_among = HC_S("")};
    if (!is_map(m, v, hc_cstr(m->ps->a, name)))
        return;
    check_keys(m, v, keys, HC_LEN(keys));
    text_key(m, v, "of", &out->of);
    text_key(m, v, "among", &out->among);
    text_key(m, v, "scorer", &out->scorer);
    read_cluster(m, v, out);
    read_rules(m, v, out);
    out->epochs = (hc_epochs)word_key(m, v, "epochs", epochs_ids, HC_EPOCHS_MEAN);
    title_key(m, v, &out->title_ko, &out->title_en);
    out->lower_is_better = word_key(m, v, "direction", directions, 0) == 1;
    out->unparsed_counts = word_key(m, v, "unparsed", unparsed, 0) == 1;
    const hc_json *headline = hc_json_get(v, "headline");
    if (headline && headline->type != HC_JSON_BOOL)
        must_be(m, headline, "headline", "true or false", "true나 false");
    out->headline = hc_json_bool(v, "headline", true);
    out->kind = (hc_measure)word_key(m, v, "kind", kinds, HC_MEASURE_RATE);
    out->bootstrap = word_key(m, v, "interval", intervals, 0) == 1;
    read_kind(m, v, out);
    check_rate_only(m, v, out);
    if (!counts(out->kind) && out->of.n)
        left_out(m, hc_json_get(v, "of"), "of", "this kind takes the verdict as a number", "이 kind는 판정을 수로 읽음");
    if (counts(out->kind) && hc_str_trim(out->of).n == 0)
        must_be(m, v, "of", "the expression that counts a sample, such as verdict:unsafe",
                "셀 사례를 고르는 식(예: verdict:unsafe)");
    m->p->n_metrics++;
}

static void read_judge(manifest *m, const hc_json *v)
{
    static const char *const keys[] = {"rubric", "scale", "min_agreement"};
    if (!is_map(m, v, "judge"))
        return;
    check_keys(m, v, keys, HC_LEN(keys));
    text_key(m, v, "rubric", &m->p->judge_rubric);
    (void)number_key(m, v, "min_agreement", 0, 1, &m->p->judge_min_agreement);
    const hc_json *scale = hc_json_get(v, "scale");
    if (!scale)
        return;
    bool ok = scale->type == HC_JSON_ARR && scale->n >= 2 && scale->n <= 9;
    hc_str *words = HC_NEW_N(m->ps->a, hc_str, scale->n + 1);
    for (size_t i = 0; ok && i < scale->n; i++)
        ok = hc_scalar_text(scale->items[i], &words[i]) && words[i].n > 0;
    if (!ok) {
        must_be(m, scale, "scale", "a list of 2 to 9 words from best to worst", "가장 좋은 것부터 쓴 낱말 2~9개의 목록");
        return;
    }
    m->p->judge_scale = words;
    m->p->n_judge_scale = scale->n;
}

/* Becomes part of the alias "code-ID" and the scorer's name in outcomes, beside those of the built-in scorers. */
static bool scorer_id_ok(const hc_pack *p, hc_str id)
{
    static const char *const taken[] = {"choice", "class", "judge", "lang", "match", "number", "refusal", "regex"};
    bool ok = id.n > 0 && id.n <= 32;
    for (size_t i = 0; ok && i < id.n; i++)
        ok = (id.p[i] >= 'a' && id.p[i] <= 'z') || (id.p[i] >= '0' && id.p[i] <= '9') || id.p[i] == '_' || id.p[i] == '-';
    for (size_t i = 0; i < HC_LEN(taken); i++)
        ok = ok && !hc_str_is(id, taken[i]);
    for (size_t i = 0; i < p->n_commands; i++)
        ok = ok && !hc_str_eq(id, p->commands[i].id);
    for (size_t i = 0; i < p->n_labels; i++)
        ok = ok && !hc_str_eq(id, p->labels[i].id);
    return ok;
}

static bool argv_ok(const hc_json *v)
{
    bool ok = v && v->type == HC_JSON_ARR && v->n >= 1 && v->n <= 100;
    for (size_t i = 0; ok && i < v->n; i++)
        ok = v->items[i]->type == HC_JSON_STR && !memchr(v->items[i]->text.p, '\0', v->items[i]->text.n);
    return ok && v->items[0]->text.n > 0;
}

static void read_command(manifest *m, const hc_json *v, hc_str id)
{
    hc_command_scorer s = {.id = id};
    const hc_json *argv = hc_json_get(v, "command");
    if (!argv_ok(argv)) {
        must_be(m, argv ? argv : v, "command", "a list of a program and its arguments, such as [python3, code/score.py]",
                "프로그램과 인수의 목록(예: [python3, code/score.py])");
        return;
    }
    s.n_argv = argv->n;
    s.argv = HC_NEW_N(m->ps->a, hc_str, argv->n);
    for (size_t i = 0; i < argv->n; i++)
        s.argv[i] = argv->items[i]->text;
    m->p->commands[m->p->n_commands++] = s;
}

const char *hc_label_kind_id(hc_label_kind k)
{
    static const char *const ids[HC_LABEL_COUNT + 1] = {"label", "seen", "median", "calls", "claims", "hotline", "?"};
    return ids[k < HC_LABEL_COUNT ? k : HC_LABEL_COUNT];
}

static bool read_points(manifest *m, const hc_json *v, hc_label_scorer *out)
{
    const hc_json *points = hc_json_get(v, "points");
    bool ok = points && points->type == HC_JSON_OBJ && points->n <= 1000;
    out->points = HC_NEW_N(m->ps->a, hc_points, ok ? points->n : 0);
    for (size_t i = 0; ok && i < points->n; i++) {
        const hc_json *p = points->items[i];
        ok = (p->type == HC_JSON_INT || p->type == HC_JSON_REAL) && p->d >= -1e9 && p->d <= 1e9;
        out->points[out->n_points++] = (hc_points){points->keys[i], p->d};
    }
    if (!ok)
        must_be(m, points ? points : v, "points", "a mapping of at most 1000 names of tools to numbers", "도구 이름과 수의 매핑(1000개 이하)");
    (void)number_key(m, v, "other", -1e9, 1e9, &out->other);
    return ok;
}

static void read_scorer(manifest *m, const hc_json *v)
{
    static const char *const keys[] = {"id", "kind", "command", "rater", "question", "points", "other"};
    static const char *const kinds[] = {"command", "label", "seen", "median", "calls", "claims", "hotline", NULL};
    hc_str id = HC_S("");
    if (!is_map(m, v, "scorers"))
        return;
    check_keys(m, v, keys, HC_LEN(keys));
    text_key(m, v, "id", &id);
    int kind = word_key(m, v, "kind", kinds, 0);
    if (!scorer_id_ok(m->p, id)) {
        must_be(m, hc_json_get(v, "id") ? hc_json_get(v, "id") : v, "id",
                "a new name of a-z, 0-9, \"_\" and \"-\", at most 32 bytes, that no scorer has",
                "다른 채점기와 겹치지 않는 32바이트 이하의 이름(a-z, 0-9, \"_\", \"-\")");
        return;
    }
    if (kind == 0) {
        read_command(m, v, id);
        return;
    }
    hc_label_scorer s = {.id = id, .rater = kind == 1 ? HC_S("source") : HC_S(""), .question = id, .kind = (hc_label_kind)(kind - 1)};
    if (s.kind == HC_LABEL_CALLS && !read_points(m, v, &s))
        return;
    text_key(m, v, "rater", &s.rater);
    text_key(m, v, "question", &s.question);
    m->p->labels[m->p->n_labels++] = s;
}

static void read_scorers(manifest *m, const hc_json *v)
{
    if (!v)
        return;
    if (v->type != HC_JSON_ARR || v->n > 20) {
        must_be(m, v, "scorers", "a list of at most 20 scorers", "채점기 20개 이하의 목록");
        return;
    }
    m->p->commands = HC_NEW_N(m->ps->a, hc_command_scorer, v->n);
    m->p->labels = HC_NEW_N(m->ps->a, hc_label_scorer, v->n);
    for (size_t i = 0; i < v->n; i++)
        read_scorer(m, v->items[i]);
}

static void read_defaults(manifest *m, const hc_json *v)
{
    static const char *const keys[] = {"epochs", "temperature", "max_tokens", "top_p", "seed"};
    hc_params *d = &m->p->defaults;
    int64_t epochs;
    if (!is_map(m, v, "defaults"))
        return;
    check_keys(m, v, keys, HC_LEN(keys));
    d->has_temperature = number_key(m, v, "temperature", 0, 2, &d->temperature);
    d->has_top_p = number_key(m, v, "top_p", 0, 1, &d->top_p);
    d->has_seed = whole_key(m, v, "seed", INT64_MAX, &d->seed);
    (void)whole_key(m, v, "max_tokens", INT32_MAX, &d->max_tokens);
    if (!whole_key(m, v, "epochs", 1000, &epochs))
        return;
    if (epochs == 0)
        must_be(m, hc_json_get(v, "epochs"), "epochs", "at least 1", "1 이상");
    else
        m->p->epochs = (uint32_t)epochs;
}

/* Names are parts of addresses, file names and `RUN:TARGET`: no blanks, separators or control characters. */
static void read_name(manifest *m, const hc_json *tree)
{
    hc_str name = {"", 0};
    text_key(m, tree, "name", &name);
    if (!hc_json_get(tree, "name"))
        return;
    bool ok = name.n > 0 && name.n <= 100 && name.p[0] != '.' && name.p[0] != '-' &&
              hc_str_eq(hc_display_safe(m->ps->a, name, false), name);
    for (size_t i = 0; ok && i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        ok = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
             c == '_' || c == '-';
    }
    if (ok)
        m->p->name = name;
    else
        must_be(m, hc_json_get(tree, "name"), "name", "letters, digits, \".\", \"_\" and \"-\", at most 100 bytes",
                "글자, 숫자, \".\", \"_\", \"-\"로 된 100바이트 이하의 이름");
}

static void no_transform(manifest *m, const hc_json *v, hc_str wish)
{
    const char **ids = HC_NEW_N(m->ps->a, const char *, hc_transforms());
    for (size_t i = 0; i < hc_transforms(); i++)
        ids[i] = hc_transform_card_of(hc_transform_at(i))->id;
    hc_spot at = spot(m, v, wish);
    hc_str shown = hc_show(m->ps->a, wish);
    hc_hint_nearest(m->ps->a, &at, wish, ids, hc_transforms());
    hc_problem(m->ps, &at, "E-PACK-09", "there is no transform \"%.*s\"; they are listed by: haechi text transform",
               "\"%.*s\"{이라/라}는 변형이 없음; 목록: haechi text transform", HC_FS(shown));
}

static void read_transforms(manifest *m, const hc_json *v)
{
    bool list = v && v->type == HC_JSON_ARR;
    size_t cap = 0;
    if (v && !list)
        must_be(m, v, "transforms", "a list of transforms, such as [nfd, R]", "변형의 목록(예: [nfd, R])");
    for (size_t i = 0; list && i < v->n; i++) {
        hc_str wish = {"", 0}, *specs;
        size_t n;
        if (!hc_scalar_text(v->items[i], &wish) || hc_transform_expand(m->ps->a, wish, &specs, &n, NULL) != HC_OK) {
            no_transform(m, v->items[i], wish);
            continue;
        }
        for (size_t k = 0; k < n; k++) {
            HC_GROW(m->ps->a, m->p->transforms, m->p->n_transforms, cap);
            m->p->transforms[m->p->n_transforms++] = specs[k];
        }
    }
}

static void read_tree(manifest *m, const hc_json *t, bool *out_ask_letter)
{
    static const char *const keys[] = {"name", "version", "title", "lang", "licence", "canary", "disclosure",
                                       "provenance", "system", "defaults", "metrics", "judge", "quality", "authors",
                                       "created", "description", "choice_prompt", "scorers", "status", "facts_max_age_days",
                                       "transforms", "jurisdiction", "expires", "contact", "reviewers"};
    static const char *const status[] = {"draft", "released", NULL};
    static const char *const disclosure[] = {"public", "partial", "closed", NULL};
    static const char *const choice_prompt[] = {"letter", "none", NULL};
    hc_pack *p = m->p;
    check_keys(m, t, keys, HC_LEN(keys));
    read_name(m, t);
    const struct { const char *key; hc_str *to; } texts[] = {
        {"version", &p->version}, {"lang", &p->lang}, {"licence", &p->licence}, {"canary", &p->canary},
        {"provenance", &p->provenance}, {"system", &p->system}};
    for (size_t i = 0; i < HC_LEN(texts); i++)
        text_key(m, t, texts[i].key, texts[i].to);
    p->title_ko = p->title_en = p->name;
    title_key(m, t, &p->title_ko, &p->title_en);
    int d = word_key(m, t, "disclosure", disclosure, -1);
    if (d >= 0)
        p->disclosure = hc_str_c(disclosure[d]);
    p->draft = word_key(m, t, "status", status, 1) == 0;
    (void)whole_key(m, t, "facts_max_age_days", 36500, &p->facts_max_age_days);
    *out_ask_letter = word_key(m, t, "choice_prompt", choice_prompt, 0) == 0;
    read_defaults(m, hc_json_get(t, "defaults"));
    read_judge(m, hc_json_get(t, "judge"));
    read_scorers(m, hc_json_get(t, "scorers"));
    read_transforms(m, hc_json_get(t, "transforms"));
    const hc_json *metrics = hc_json_get(t, "metrics");
    if (!is_map(m, metrics, "metrics"))
        return;
    p->metrics = HC_NEW_N(m->ps->a, hc_metric, metrics->n);
    for (size_t i = 0; i < metrics->n; i++)
        read_metric(m, metrics->keys[i], metrics->items[i]);
}

const hc_json *hc_manifest_read(hc_problems *ps, const hc_pack_file *file, hc_pack *p, bool *out_ask_letter)
{
    manifest m = {.ps = ps, .file = file->path, .p = p};
    const char *path = hc_cstr(ps->a, file->path);
    hc_encoding enc;
    hc_err err;
    hc_json *tree;
    if (hc_decode_file(ps->a, file->bytes, path, &m.text, &enc, &err) != HC_OK) {
        hc_problem_err(ps, file->path, file->bytes, "E-PACK-02", &err);
        return NULL;
    }
    if (hc_yaml_parse(ps->a, m.text, path, &tree, &err) != HC_OK) {
        hc_problem_err(ps, file->path, m.text, "E-PACK-09", &err);
        return NULL;
    }
    if (!is_map(&m, tree, "pack.yaml"))
        return NULL;
    read_tree(&m, tree, out_ask_letter);
    return tree;
}
