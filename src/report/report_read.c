// SPDX-License-Identifier: Apache-2.0
/* Files that people write for a report: notes and profiles. Every key and type is checked where it stands. */
#include "report/profile_data.h"
#include "report/report.h"
#include "syntax/yaml.h"

enum { LIST_MAX = 500 };

typedef enum want { WANT_TEXT, WANT_BOTH, WANT_LIST, WANT_MAP, WANT_STATUS, WANT_BOOL } want;

static hc_code wrong(const hc_json *at, const char *file, const char *key, want w, hc_err *err)
{
    static const char *const en[] = {"a text", "a text, or {ko: ..., en: ...}", "a list of at most 500", "a mapping of keys", "draft or final", "true or false"};
    static const char *const ko[] = {"글", "글 또는 {ko: ..., en: ...}", "500개까지의 목록", "키와 값", "draft 또는 final", "true 또는 false"};
    return hc_fail(err, HC_E_INPUT, "E-RPT-01", "%s:%d:%d: %s must be %s%.0s", "%s:%d:%d: %s의 값은 %.0s%s 꼴이어야 함", file, at->line, at->col, key, en[w], ko[w]);
}

static hc_code read_both(const hc_json *v, const char *file, const char *key, hc_both *out, hc_err *err)
{
    static const char *const keys[] = {"ko", "en"};
    if (v->type == HC_JSON_STR) {
        *out = (hc_both){v->text, v->text};
        return HC_OK;
    }
    if (v->type != HC_JSON_OBJ)
        return wrong(v, file, key, WANT_BOTH, err);
    HC_TRY(hc_json_check_keys(v, file, keys, HC_LEN(keys), err));
    const hc_json *ko = hc_json_get(v, "ko"), *en = hc_json_get(v, "en");
    if (!ko || !en || ko->type != HC_JSON_STR || en->type != HC_JSON_STR)
        return wrong(v, file, key, WANT_BOTH, err);
    *out = (hc_both){ko->text, en->text};
    return HC_OK;
}

/* A key that may be missing; then *out stays as it is. */
static hc_code both_of(const hc_json *obj, const char *file, const char *key, hc_both *out, hc_err *err)
{
    const hc_json *v = hc_json_get(obj, key);
    return v ? read_both(v, file, key, out, err) : HC_OK;
}

static hc_code text_of(const hc_json *obj, const char *file, const char *key, hc_str *out, hc_err *err)
{
    const hc_json *v = hc_json_get(obj, key);
    *out = HC_S("");
    if (!v)
        return HC_OK;
    if (v->type != HC_JSON_STR)
        return wrong(v, file, key, WANT_TEXT, err);
    *out = v->text;
    return HC_OK;
}

static hc_code list_of(const hc_json *obj, const char *file, const char *key, const hc_json **out, hc_err *err)
{
    *out = hc_json_get(obj, key);
    if (*out && ((*out)->type != HC_JSON_ARR || (*out)->n > LIST_MAX))
        return wrong(*out, file, key, WANT_LIST, err);
    return HC_OK;
}

/* ---- notes ---------------------------------------------------------------------------------------------- */

static bool among(hc_str id, const hc_str *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_eq(ids[i], id))
            return true;
    return false;
}

static hc_code read_fields(hc_arena *a, const hc_json *v, const char *file, const hc_str *ids, size_t n_ids, hc_notes *out, hc_err *err)
{
    if (v->type != HC_JSON_OBJ || v->n > LIST_MAX)
        return wrong(v, file, "fields", WANT_MAP, err);
    out->field = HC_NEW_N(a, hc_note, v->n + 1);
    for (size_t i = 0; i < v->n; i++) {
        if (!hc_field_known(v->keys[i]) && !among(v->keys[i], ids, n_ids))
            return hc_fail(err, HC_E_INPUT, "E-RPT-02", "%s:%d:%d: the report has no field \"%.*s\"\nsee: haechi help report",
                           "%s:%d:%d: 보고서에 \"%.*s\"{이라/라}는 항목이 없음\n보기: haechi help report", file, v->items[i]->line, v->items[i]->col,
                           HC_FS(v->keys[i]));
        out->field[out->n_fields].id = v->keys[i];
        HC_TRY(read_both(v->items[i], file, hc_cstr(a, v->keys[i]), &out->field[out->n_fields++].text, err));
    }
    return HC_OK;
}

static hc_code read_action(const hc_json *v, const char *file, hc_action *out, hc_err *err)
{
    static const char *const keys[] = {"what", "who", "due"};
    if (v->type != HC_JSON_OBJ)
        return wrong(v, file, "actions", WANT_MAP, err);
    HC_TRY(hc_json_check_keys(v, file, keys, HC_LEN(keys), err));
    if (!hc_json_get(v, "what"))
        return wrong(v, file, "what", WANT_BOTH, err);
    HC_TRY(both_of(v, file, "what", &out->what, err));
    HC_TRY(both_of(v, file, "who", &out->who, err));
    return text_of(v, file, "due", &out->due, err);
}

static hc_code read_status(const hc_json *root, const char *file, bool *out_final, hc_err *err)
{
    hc_str status;
    HC_TRY(text_of(root, file, "status", &status, err));
    *out_final = hc_str_is(status, "final");
    if (status.n && !*out_final && !hc_str_is(status, "draft"))
        return wrong(hc_json_get(root, "status"), file, "status", WANT_STATUS, err);
    return HC_OK;
}

hc_code hc_notes_read(hc_arena *a, hc_str bytes, const char *file, const hc_str *ids, size_t n_ids, hc_notes *out, hc_err *err)
{
    static const char *const keys[] = {"title", "status", "fields", "limits", "actions"};
    hc_json *root;
    const hc_json *list, *fields;
    *out = (hc_notes){0};
    HC_TRY(hc_yaml_parse(a, bytes, file, &root, err));
    if (root->type != HC_JSON_OBJ)
        return wrong(root, file, "notes", WANT_MAP, err);
    HC_TRY(hc_json_check_keys(root, file, keys, HC_LEN(keys), err));
    HC_TRY(both_of(root, file, "title", &out->title, err));
    HC_TRY(read_status(root, file, &out->final, err));
    if ((fields = hc_json_get(root, "fields")))
        HC_TRY(read_fields(a, fields, file, ids, n_ids, out, err));
    HC_TRY(list_of(root, file, "limits", &list, err));
    out->limit = HC_NEW_N(a, hc_both, list ? list->n + 1 : 1);
    for (size_t i = 0; list && i < list->n; i++)
        HC_TRY(read_both(list->items[i], file, "limits", &out->limit[out->n_limits++], err));
    HC_TRY(list_of(root, file, "actions", &list, err));
    out->action = HC_NEW_N(a, hc_action, list ? list->n + 1 : 1);
    for (size_t i = 0; list && i < list->n; i++)
        HC_TRY(read_action(list->items[i], file, &out->action[out->n_actions++], err));
    return HC_OK;
}

/* ---- profiles ------------------------------------------------------------------------------------------- */

static hc_code read_ids(hc_arena *a, const hc_json *clause, const char *file, const char *key, hc_str **out, size_t *out_n, hc_err *err)
{
    const hc_json *list;
    HC_TRY(list_of(clause, file, key, &list, err));
    *out = HC_NEW_N(a, hc_str, list ? list->n + 1 : 1);
    *out_n = 0;
    for (size_t i = 0; list && i < list->n; i++) {
        if (list->items[i]->type != HC_JSON_STR)
            return wrong(list->items[i], file, key, WANT_TEXT, err);
        hc_str id = list->items[i]->text;
        if (hc_field_known(id) != hc_str_is(hc_str_c(key), "fields"))
            return hc_fail(err, HC_E_INPUT, "E-RPT-03", "%s:%d:%d: \"%.*s\" cannot stand under %s: fields are those of the report, stated are texts of others",
                           "%s:%d:%d: \"%.*s\"{은/는} %s에 쓸 수 없음: fields에는 보고서의 항목, stated에는 그 밖의 글", file, list->items[i]->line,
                           list->items[i]->col, HC_FS(id), key);
        (*out)[(*out_n)++] = id;
    }
    return HC_OK;
}

static hc_code read_clause(hc_arena *a, const hc_json *v, const char *file, hc_clause *out, hc_err *err)
{
    static const char *const keys[] = {"id", "group", "title", "fields", "stated", "unverified"};
    const hc_json *unverified = hc_json_get(v, "unverified");
    if (v->type != HC_JSON_OBJ)
        return wrong(v, file, "clauses", WANT_MAP, err);
    HC_TRY(hc_json_check_keys(v, file, keys, HC_LEN(keys), err));
    HC_TRY(text_of(v, file, "id", &out->id, err));
    if (!out->id.n)
        return wrong(v, file, "id", WANT_TEXT, err);
    if (!hc_json_get(v, "title"))
        return wrong(v, file, "title", WANT_BOTH, err);
    HC_TRY(both_of(v, file, "group", &out->group, err));
    HC_TRY(both_of(v, file, "title", &out->title, err));
    HC_TRY(read_ids(a, v, file, "fields", &out->field, &out->n_fields, err));
    HC_TRY(read_ids(a, v, file, "stated", &out->stated, &out->n_stated, err));
    if (unverified && unverified->type != HC_JSON_BOOL)
        return wrong(unverified, file, "unverified", WANT_BOOL, err);
    out->unverified = unverified && unverified->b;
    if (out->n_fields + out->n_stated)
        return HC_OK;
    return hc_fail(err, HC_E_INPUT, "E-RPT-04", "%s:%d:%d: clause \"%.*s\" names neither fields nor stated: anything would serve it",
                   "%s:%d:%d: 조항 \"%.*s\"에 fields도 stated도 없음: 무엇이든 증거가 되어 버림", file, v->line, v->col, HC_FS(out->id));
}

hc_code hc_profile_parse(hc_arena *a, hc_str bytes, const char *file, hc_profile *out, hc_err *err)
{
    static const char *const keys[] = {"profile", "title", "note", "clauses"};
    hc_json *root;
    const hc_json *list;
    *out = (hc_profile){0};
    HC_TRY(hc_yaml_parse(a, bytes, file, &root, err));
    if (root->type != HC_JSON_OBJ)
        return wrong(root, file, "profile", WANT_MAP, err);
    HC_TRY(hc_json_check_keys(root, file, keys, HC_LEN(keys), err));
    HC_TRY(text_of(root, file, "profile", &out->id, err));
    HC_TRY(both_of(root, file, "title", &out->title, err));
    HC_TRY(both_of(root, file, "note", &out->note, err));
    HC_TRY(list_of(root, file, "clauses", &list, err));
    if (!out->id.n || !out->title.ko.n || !list || !list->n)
        return hc_fail(err, HC_E_INPUT, "E-RPT-05", "%s: a profile needs profile, title and clauses", "%s: 프로필에는 profile, title, clauses가 있어야 함", file);
    out->clause = HC_NEW_N(a, hc_clause, list->n);
    for (size_t i = 0; i < list->n; i++) {
        HC_TRY(read_clause(a, list->items[i], file, &out->clause[i], err));
        for (size_t k = 0; k < i; k++)
            if (hc_str_eq(out->clause[k].id, out->clause[i].id))
                return hc_fail(err, HC_E_INPUT, "E-RPT-06", "%s:%d:%d: a second clause \"%.*s\"", "%s:%d:%d: 조항 \"%.*s\"{이/가} 두 번 나옴", file,
                               list->items[i]->line, list->items[i]->col, HC_FS(out->clause[i].id));
        out->n_clauses++;
    }
    return HC_OK;
}

hc_str hc_profile_shipped(hc_str name)
{
    if (hc_str_is(name, "kr-aibasic"))
        return (hc_str){(const char *)hc_profile_kr_aibasic, hc_profile_kr_aibasic_len};
    if (hc_str_is(name, "stream"))
        return (hc_str){(const char *)hc_profile_stream, hc_profile_stream_len};
    return (hc_str){NULL, 0};
}

hc_str hc_profile_names(void)
{
    return HC_S("kr-aibasic, stream");
}

size_t hc_profile_ids(hc_arena *a, const hc_profile *p, hc_str **out)
{
    size_t n = 0, cap = 0;
    *out = NULL;
    for (size_t i = 0; i < p->n_clauses; i++)
        for (size_t k = 0; k < p->clause[i].n_stated; k++)
            if (!among(p->clause[i].stated[k], *out, n)) {
                HC_GROW(a, *out, n, cap);
                (*out)[n++] = p->clause[i].stated[k];
            }
    return n;
}

hc_str hc_clause_missing(hc_arena *a, const hc_report *r, const hc_clause *c)
{
    hc_str out = HC_S("");
    for (size_t i = 0; i < c->n_fields; i++) {
        const hc_field *f = hc_report_field(r, c->field[i]);
        if (!f || !f->filled)
            out = hc_fmt(a, "%.*s%s%.*s", HC_FS(out), out.n ? " " : "", HC_FS(c->field[i]));
    }
    for (size_t i = 0; i < c->n_stated; i++)
        if (!hc_report_note(r, c->stated[i]))
            out = hc_fmt(a, "%.*s%s%.*s", HC_FS(out), out.n ? " " : "", HC_FS(c->stated[i]));
    return out;
}
