// SPDX-License-Identifier: Apache-2.0
#include "web/api.h"

#include <stdio.h>
#include <stdlib.h>

#include "web/case.h"
#include "web/payload.h"
#include "web/labelled.h"
#include "web/search.h"

static const char json_type[] = "application/json; charset=utf-8";

static hc_code find_run(hc_web_call *c, hc_str name, hc_web_run *out)
{
    hc_web_run *list;
    size_t n;
    HC_TRY(c->web->source.runs(c->web->source.ctx, c->q->arena, &list, &n, &c->err));
    for (size_t i = 0; i < n; i++)
        if (hc_str_eq(list[i].name, name)) {
            *out = list[i];
            return HC_OK;
        }
    return hc_fail(&c->err, HC_E_NOTFOUND, "E-WEB-12", "there is no run of this name here", "그런 이름의 실행이 여기에 없음");
}

/* RUN:TARGET with the run's name; the name may hold ':' itself. */
static hc_code find_side(hc_web_call *c, const char *param, hc_str *out, uint64_t *stamp)
{
    hc_str side, target = HC_S("");
    hc_web_run run;
    if (!hc_web_param(c->t, param, &side))
        return hc_fail(&c->err, HC_E_INPUT, "E-WEB-13", "a comparison needs a=RUN:TARGET and b=RUN:TARGET", "비교에는 a=실행:대상과 b=실행:대상이 필요함");
    if (find_run(c, side, &run) != HC_OK) {
        const char *colon = side.n ? memrchr(side.p, ':', side.n) : NULL;
        size_t at = colon ? (size_t)(colon - side.p) : side.n;
        HC_TRY(find_run(c, hc_str_sub(side, 0, at), &run));
        target = hc_str_sub(side, at, side.n);
    }
    *out = hc_fmt(c->q->arena, "%.*s%.*s", HC_FS(run.path), HC_FS(target));
    *stamp = hc_run_stamp(hc_cstr(c->q->arena, run.path));
    return HC_OK;
}

/* ---- what verbs print --------------------------------------------------------------------------------------- */

static void pass_on(const hc_web_call *c, hc_web_verb *v, const char *param)
{
    hc_str value;
    if (!hc_web_param(c->t, param, &value) || !value.n)
        return;
    v->opt[v->n_opts].name = param;
    v->opt[v->n_opts++].value = value;
}

static hc_code say(hc_web_call *c, const hc_web_verb *v)
{
    HC_AUTO(hc_buf) b = {0};
    hc_buf_init(&b, SIZE_MAX);
    HC_TRY(c->web->source.verb(c->web->source.ctx, v, &b, &c->err));
    hc_web_send(c, json_type, hc_str_dup(c->q->arena, hc_buf_view(&b)), NULL);
    return HC_OK;
}

static bool recall(hc_web_call *c, uint64_t stamp, hc_str *out)
{
    bool found = false;
    pthread_mutex_lock(&c->web->lock);
    for (size_t i = 0; i < HC_WEB_KEPT && !found; i++) {
        const hc_web_kept *k = &c->web->kept[i];
        found = k->said.n && k->stamp == stamp && hc_str_eq(hc_buf_view(&k->target), c->q->target);
        if (found)
            *out = hc_str_dup(c->q->arena, hc_buf_view(&k->said));
    }
    pthread_mutex_unlock(&c->web->lock);
    return found;
}

static void keep(hc_web_call *c, uint64_t stamp, hc_str said)
{
    if (said.n > HC_WEB_KEPT_BYTES)
        return;
    pthread_mutex_lock(&c->web->lock);
    hc_web_kept *k = &c->web->kept[c->web->oldest++ % HC_WEB_KEPT];
    hc_buf_clear(&k->target);
    hc_buf_clear(&k->said);
    hc_buf_str(&k->target, c->q->target);
    hc_buf_str(&k->said, said);
    k->stamp = stamp;
    pthread_mutex_unlock(&c->web->lock);
}

/* `stamp` of the runs it is about, taken before they are read. */
static hc_code say_of_runs(hc_web_call *c, const hc_web_verb *v, uint64_t stamp)
{
    HC_AUTO(hc_buf) b = {0};
    hc_str said;
    if (!recall(c, stamp, &said)) {
        hc_buf_init(&b, SIZE_MAX);
        HC_TRY(c->web->source.verb(c->web->source.ctx, v, &b, &c->err));
        said = hc_str_dup(c->q->arena, hc_buf_view(&b));
        keep(c, stamp, said);
    }
    hc_web_send(c, json_type, said, NULL);
    return HC_OK;
}

static hc_code show(hc_web_call *c, hc_str path)
{
    uint64_t stamp = hc_run_stamp(hc_cstr(c->q->arena, path));
    hc_web_verb v = {.name = "show", .arg = {path}, .n_args = 1};
    pass_on(c, &v, "where");
    pass_on(c, &v, "by");
    pass_on(c, &v, "scores");
    return say_of_runs(c, &v, stamp);
}

static hc_code agree(hc_web_call *c, hc_str path)
{
    hc_web_verb v = {.name = "agree", .arg = {path}, .n_args = 1};
    pass_on(c, &v, "question");
    pass_on(c, &v, "by");
    return say_of_runs(c, &v, hc_run_stamp(hc_cstr(c->q->arena, path)));
}

static hc_code compare(hc_web_call *c, bool why)
{
    hc_web_verb v = {.name = "compare", .n_args = 2};
    uint64_t stamp[2];
    HC_TRY(find_side(c, "a", &v.arg[0], &stamp[0]));
    HC_TRY(find_side(c, "b", &v.arg[1], &stamp[1]));
    if (why) {
        v.opt[v.n_opts].name = "why";
        v.opt[v.n_opts++].value = HC_S("");
    } else {
        pass_on(c, &v, "where");
        pass_on(c, &v, "by");
        pass_on(c, &v, "margin");
    }
    return say_of_runs(c, &v, hc_str_hash((hc_str){(const char *)stamp, sizeof stamp}));
}

/* {"result":X} -> X. */
static hc_code result_of(hc_web_call *c, const hc_web_verb *v, hc_json **out)
{
    HC_AUTO(hc_buf) b = {0};
    hc_json *j;
    hc_buf_init(&b, SIZE_MAX);
    HC_TRY(c->web->source.verb(c->web->source.ctx, v, &b, &c->err));
    HC_TRY(hc_json_parse(c->q->arena, hc_str_dup(c->q->arena, hc_buf_view(&b)), v->name, &j, &c->err));
    *out = (hc_json *)(uintptr_t)hc_json_get(j, "result");
    return HC_OK;
}

/* A pack is opened by the path that the list gave, never by what the request says. */
static hc_code pack(hc_web_call *c)
{
    hc_json *list, *shown, *found;
    hc_str path = HC_S("");
    HC_TRY(result_of(c, &(hc_web_verb){.name = "pack", .arg = {HC_S("ls")}, .n_args = 1}, &list));
    for (size_t i = 0; i < list->n && !path.n; i++)
        if (hc_str_eq(hc_json_str(list->items[i], "name", HC_S("")), c->t->name) ||
            hc_str_eq(hc_json_str(list->items[i], "path", HC_S("")), c->t->name))
            path = hc_json_str(list->items[i], "path", HC_S(""));
    if (!path.n)
        return hc_fail(&c->err, HC_E_NOTFOUND, "E-WEB-14", "there is no pack of this name here", "그런 이름의 데이터셋이 여기에 없음");
    HC_TRY(result_of(c, &(hc_web_verb){.name = "pack", .arg = {HC_S("show"), path}, .n_args = 2}, &shown));
    HC_TRY(result_of(c, &(hc_web_verb){.name = "pack", .arg = {HC_S("lint"), path}, .n_args = 2}, &found));
    HC_AUTO(hc_buf) b = {0};
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_key(&w, "result");
    hc_json_write(shown, &w);
    hc_jw_key(&w, "lint");
    hc_json_write(found, &w);
    hc_jw_end(&w);
    hc_web_send(c, json_type, hc_str_dup(c->q->arena, hc_buf_view(&b)), NULL);
    return HC_OK;
}

/* ---- cases -------------------------------------------------------------------------------------------------- */

static hc_code all_cases(hc_web_call *c, hc_held_run *h)
{
    hc_jw w;
    char etag[24];
    if (!h->samples.n) {
        hc_jw_init(&w, &h->samples);
        hc_code code = hc_columns_json(&h->run, &h->rows, &w, &c->err);
        if (code != HC_OK) {
            hc_buf_clear(&h->samples);
            return code;
        }
        hc_gzip(hc_buf_view(&h->samples), 1, &h->samples_gz);
    }
    snprintf(etag, sizeof etag, "\"%016llx\"", (unsigned long long)h->stamp);
    if (!hc_web_send_packed(c, json_type, hc_str_dup(c->q->arena, hc_buf_view(&h->samples_gz)), etag))
        hc_web_send(c, json_type, hc_str_dup(c->q->arena, hc_buf_view(&h->samples)), etag);
    return HC_OK;
}

/* What one answer holds at most of a conversation: so much of it is there at once, however long it is. */
enum { TALK_BYTES = 512 << 10, TALK_MESSAGES = 40, PART_BYTES = 512 << 10 };

/* `missing` where the parameter is not given. */
static hc_code number_of(hc_web_call *c, const char *param, uint64_t missing, uint64_t *out)
{
    hc_str given;
    *out = missing;
    if (hc_web_param(c->t, param, &given) && !hc_parse_u64(given, out))
        return hc_fail(&c->err, HC_E_INPUT, "E-WEB-18", "%s is a number", "%s{은/는} 수임", param);
    return HC_OK;
}

static hc_code write_case(hc_web_call *c, hc_held_run *h, hc_jw *w)
{
    uint64_t clip, first;
    HC_TRY(number_of(c, "clip", 0, &clip));
    HC_TRY(number_of(c, "message", 1, &first));
    hc_case_view v = {.rows = &h->rows, .set = h->run.sset};
    if (clip) {
        v.message = clip < TALK_BYTES ? (size_t)clip : TALK_BYTES;
        v.talk = TALK_BYTES;
        v.messages = TALK_MESSAGES;
        v.first = first ? (size_t)first - 1 : 0;
    }
    return hc_case_json(&h->run, &v, c->t->number, w, &c->err);
}

static hc_code write_part(hc_web_call *c, hc_held_run *h, hc_jw *w)
{
    hc_case_place p = {.message = c->t->call};
    HC_TRY(number_of(c, "from", 0, &p.from));
    HC_TRY(number_of(c, "bytes", PART_BYTES, &p.bytes));
    p.bytes = p.bytes < PART_BYTES ? p.bytes : PART_BYTES;
    return hc_case_part(&h->run, &(hc_case_view){.rows = &h->rows, .set = h->run.sset}, c->t->number, &p, w, &c->err);
}

static hc_code write_about(hc_web_call *c, hc_held_run *h, hc_jw *w)
{
    hc_str where, rater = HC_S("");
    hc_code code;
    if (c->t->page == HC_API_SAMPLES)
        return hc_columns_where(&h->run, &h->rows, hc_web_param(c->t, "where", &where) ? where : HC_S("true"), w, &c->err);
    hc_jw_obj(w);
    if (c->t->page == HC_API_LABELS) {
        hc_web_param(c->t, "rater", &rater);
        hc_jw_key(w, "labels");
        code = hc_labelled_all(&h->run, &h->rows, rater, w, &c->err);
    } else {
        hc_jw_key(w, "result");
        code = c->t->page == HC_API_CASE ? write_case(c, h, w) : write_part(c, h, w);
    }
    if (code == HC_OK)
        hc_jw_end(w);
    return code;
}

static hc_code about_run(hc_web_call *c, hc_held_run *h)
{
    HC_AUTO(hc_buf) b = {0};
    hc_jw w;
    hc_str where, bytes;
    if (c->t->page == HC_API_SAMPLES && !(hc_web_param(c->t, "where", &where) && where.n))
        return all_cases(c, h);
    if (c->t->page == HC_API_REQUEST || c->t->page == HC_API_RESPONSE) {
        const uint64_t which[2] = {c->t->number, c->t->call};
        HC_TRY(hc_case_call(&h->run, &h->rows, which, c->t->page == HC_API_RESPONSE, c->q->arena, &bytes, &c->err));
        hc_httpd_add(c->out, "Content-Disposition", hc_fmt(c->q->arena, "attachment; filename=\"case-%llu-call-%llu-%s.txt\"",
                     (unsigned long long)which[0], (unsigned long long)which[1], c->t->page == HC_API_RESPONSE ? "response" : "request"));
        hc_web_send(c, "text/plain; charset=utf-8", bytes, NULL);
        return HC_OK;
    }
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    HC_TRY(write_about(c, h, &w));
    hc_buf_ch(&b, '\n');
    hc_web_send(c, json_type, hc_str_dup(c->q->arena, hc_buf_view(&b)), NULL);
    return HC_OK;
}

static hc_code post_label(hc_web_call *c, const hc_web_run *run)
{
    HC_AUTO(hc_buf) b = {0};
    hc_jw w;
    hc_labelled_wish wish;
    hc_held_run *h;
    hc_str type;
    if (hc_httpd_find(c->q, "Content-Type", &type) != 1 || !hc_str_starts(type, HC_S("application/json")))
        return hc_fail(&c->err, HC_E_INPUT, "E-WEB-15", "a label is sent as application/json", "라벨은 application/json으로 보내야 함");
    HC_TRY(hc_labelled_read(c->q->arena, c->q->body, &wish, &c->err));
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    char *path = hc_cstr(c->q->arena, run->path);
    /* Nobody reads through a connection of ours while the file changes hands. */
    HC_TRY(hc_store_take(c->web->store, path, &h, &c->err));
    hc_held_run_close(h);
    hc_code code = hc_labelled_put(path, &wish, &w, &c->err);
    hc_store_give(c->web->store, h);
    if (code == HC_OK)
        hc_web_send(c, json_type, hc_str_dup(c->q->arena, hc_buf_view(&b)), NULL);
    return code;
}

static hc_code with_run(hc_web_call *c)
{
    hc_web_run run;
    hc_held_run *h;
    HC_TRY(find_run(c, c->t->name, &run));
    if (hc_str_is(c->q->method, "POST"))
        return post_label(c, &run);
    if (c->t->page == HC_API_RUN)
        return show(c, run.path);
    if (c->t->page == HC_API_AGREE)
        return agree(c, run.path);
    if (c->t->page == HC_API_EVENTS)
        return hc_web_events(c, run.path);
    HC_TRY(hc_store_take(c->web->store, hc_cstr(c->q->arena, run.path), &h, &c->err));
    hc_code code = about_run(c, h);
    hc_store_give(c->web->store, h);
    return code;
}

/* ---- search ------------------------------------------------------------------------------------------------- */

/* With a connection of its own: nobody else waits for it. A run that cannot be read has nothing to find. */
static hc_code search_runs(hc_web_call *c, hc_search *s, const hc_web_run *list, size_t n)
{
    for (size_t i = 0; i < n && !hc_search_more(s); i++) {
        hc_recorded r;
        hc_rows rows;
        if (hc_recorded_open(hc_cstr(c->q->arena, list[i].path), HC_OPEN_READ, NULL, &r, NULL) != HC_OK)
            continue;
        hc_code code = hc_recorded_rows(&r, NULL, false, &rows, &c->err);
        if (code == HC_OK)
            code = hc_search_run(s, list[i].name, &r, &rows, &c->err);
        hc_recorded_close(&r, HC_OK, NULL);
        HC_TRY(code);
    }
    return HC_OK;
}

static hc_code search(hc_web_call *c)
{
    HC_AUTO(hc_buf) b = {0};
    hc_jw w;
    hc_search *s;
    hc_str words = HC_S(""), name = HC_S("");
    hc_web_run one, *list = &one;
    size_t n = 1;
    hc_web_param(c->t, "q", &words);
    if (hc_web_param(c->t, "run", &name) && name.n)
        HC_TRY(find_run(c, name, &one));
    else
        HC_TRY(c->web->source.runs(c->web->source.ctx, c->q->arena, &list, &n, &c->err));
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    HC_TRY(hc_search_new(words, &w, &s, &c->err));
    hc_jw_obj(&w);
    hc_jw_key(&w, "hits");
    hc_jw_arr(&w);
    hc_code code = search_runs(c, s, list, n);
    hc_jw_end(&w);
    hc_jw_kbool(&w, "more", hc_search_more(s));
    hc_jw_end(&w);
    hc_search_free(s);
    if (code == HC_OK)
        hc_web_send(c, json_type, hc_str_dup(c->q->arena, hc_buf_view(&b)), NULL);
    return code;
}

hc_code hc_web_api(hc_web_call *c)
{
    hc_web_page page = c->t->page;
    if (page == HC_API_RUNS)
        return say(c, &(hc_web_verb){.name = "ls"});
    if (page == HC_API_PACKS)
        return say(c, &(hc_web_verb){.name = "pack", .arg = {HC_S("ls")}, .n_args = 1});
    if (page == HC_API_PACK)
        return pack(c);
    if (page == HC_API_COMPARE || page == HC_API_WHY)
        return compare(c, page == HC_API_WHY);
    return page == HC_API_SEARCH ? search(c) : with_run(c);
}
