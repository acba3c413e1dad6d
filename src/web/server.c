// SPDX-License-Identifier: Apache-2.0
#include "web/server.h"

#include "korean/josa.h"
#include "web/api.h"
#include "web/assets.h"

enum { WORTH_PACKING = 1400 };

/* Plot's only style element is allowed by the hash of its text, which never changes. */
static const char csp[] =
    "default-src 'none'; script-src 'self'; style-src 'self' '" HC_WEB_CHART_STYLE "'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

void hc_web_init(hc_web *w, uint16_t port, const hc_web_source *source)
{
    *w = (hc_web){.source = *source, .store = hc_store_new()};
    hc_web_guard_init(&w->guard, port);
    pthread_mutex_init(&w->lock, NULL);
    for (size_t i = 0; i < HC_WEB_KEPT; i++) {
        hc_buf_init(&w->kept[i].target, SIZE_MAX);
        hc_buf_init(&w->kept[i].said, SIZE_MAX);
    }
}

void hc_web_fini(hc_web *w)
{
    for (size_t i = 0; i < HC_WEB_KEPT; i++) {
        hc_buf_fini(&w->kept[i].target);
        hc_buf_fini(&w->kept[i].said);
    }
    pthread_mutex_destroy(&w->lock);
    hc_store_free(w->store);
    hc_web_guard_fini(&w->guard);
}

/* ---- answers ------------------------------------------------------------------------------------------------ */

static void guard_headers(hc_httpd_answer *out)
{
    static const char *const fixed[][2] = {
        {"Content-Security-Policy", csp}, {"X-Content-Type-Options", "nosniff"}, {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"}, {"Cross-Origin-Opener-Policy", "same-origin"}, {"X-Frame-Options", "DENY"},
        {"Cache-Control", "no-cache, private"}, {"Vary", "Accept-Encoding, Cookie"}};
    for (size_t i = 0; i < HC_LEN(fixed); i++)
        hc_httpd_add(out, fixed[i][0], hc_str_c(fixed[i][1]));
}

static bool takes_gzip(const hc_httpd_request *q)
{
    hc_str all, one, word;
    if (hc_httpd_find(q, "Accept-Encoding", &all) != 1)
        return false;
    while (hc_str_cut(&all, ',', &one)) {
        hc_str rest = hc_str_trim(one);
        hc_str_cut(&rest, ';', &word);
        if (hc_str_ieq(hc_str_trim(word), HC_S("gzip")))
            return !rest.p || !hc_str_is(hc_str_trim(rest), "q=0");
    }
    return false;
}

/* The client has these very bytes: 304. */
static bool has_it(hc_web_call *c, const char *etag)
{
    hc_str given, one;
    if (!etag)
        return false;
    hc_httpd_add(c->out, "ETag", hc_str_dup(c->q->arena, hc_str_c(etag)));
    if (hc_httpd_find(c->q, "If-None-Match", &given) != 1)
        return false;
    while (hc_str_cut(&given, ',', &one)) {
        one = hc_str_trim(one);
        if (hc_str_starts(one, HC_S("W/")))
            one = hc_str_sub(one, 2, one.n);
        if (!hc_str_is(one, etag))
            continue;
        c->out->status = 304;
        c->out->body = HC_S("");
        return true;
    }
    return false;
}

bool hc_web_send_packed(hc_web_call *c, const char *type, hc_str gz, const char *etag)
{
    if (!takes_gzip(c->q))
        return false;
    if (has_it(c, etag))
        return true;
    c->out->status = 200;
    c->out->body = gz;
    hc_httpd_add(c->out, "Content-Type", hc_str_c(type));
    hc_httpd_add(c->out, "Content-Encoding", HC_S("gzip"));
    return true;
}

void hc_web_send(hc_web_call *c, const char *type, hc_str body, const char *etag)
{
    if (body.n >= WORTH_PACKING && takes_gzip(c->q)) {
        HC_AUTO(hc_buf) gz = {0};
        hc_buf_init(&gz, SIZE_MAX);
        hc_gzip(body, 1, &gz);
        hc_web_send_packed(c, type, hc_str_dup(c->q->arena, hc_buf_view(&gz)), etag);
        return;
    }
    if (has_it(c, etag))
        return;
    c->out->status = 200;
    c->out->body = body;
    hc_httpd_add(c->out, "Content-Type", hc_str_c(type));
}

static int status_of(hc_code code)
{
    switch (code) {
    case HC_E_USAGE: case HC_E_INPUT: case HC_E_SYNTAX: case HC_E_UNSUPPORTED: return 400;
    case HC_E_NOTFOUND: return 404;
    case HC_E_HELD: return 409;
    case HC_E_LIMIT: return 413;
    case HC_OK: case HC_E_MISSING: case HC_E_IO: case HC_E_NET: case HC_E_TIMEOUT: case HC_E_AUTH: case HC_E_CANCELLED:
    case HC_E_CORRUPT: case HC_E_DIVERGED: case HC_E_BUG: return 500;
    }
    return 500;
}

static void send_error(hc_web_call *c, int status)
{
    HC_AUTO(hc_buf) b = {0};
    hc_jw w;
    c->out->stream = (hc_httpd_stream){0};
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_key(&w, "error");
    hc_jw_obj(&w);
    hc_jw_kc(&w, "id", c->err.id);
    hc_jw_kstr(&w, "ko", hc_josa(c->q->arena, hc_str_c(c->err.ko)));
    hc_jw_kc(&w, "en", c->err.en);
    hc_jw_end(&w);
    hc_jw_end(&w);
    hc_web_send(c, "application/json; charset=utf-8", hc_str_dup(c->q->arena, hc_buf_view(&b)), NULL);
    c->out->status = status;
}

/* ---- refusals ----------------------------------------------------------------------------------------------- */

static int refuse(hc_web_pass pass, hc_err *err)
{
    switch (pass) {
    case HC_WEB_PASS: case HC_WEB_LOGIN: case HC_WEB_FORGET: break;
    case HC_WEB_BAD_HOST:
        hc_fail(err, HC_E_AUTH, "E-WEB-02", "this server answers to 127.0.0.1 and localhost with its port only",
                "이 서버는 127.0.0.1과 localhost, 자기 포트로 온 요청에만 답함");
        return 421;
    case HC_WEB_BAD_ORIGIN:
        hc_fail(err, HC_E_AUTH, "E-WEB-03", "requests of other sites are refused", "다른 사이트에서 온 요청은 받지 않음");
        return 403;
    case HC_WEB_NO_COOKIE:
        hc_fail(err, HC_E_AUTH, "E-WEB-04", "open the address that haechi view printed", "haechi view가 출력한 주소로 여십시오");
        return 401;
    case HC_WEB_USED_TOKEN:
        hc_fail(err, HC_E_AUTH, "E-WEB-05", "this address was used already or is wrong; run haechi view again for a new one",
                "이미 쓴 주소이거나 틀린 주소임; haechi view를 다시 실행해 새 주소를 받으십시오");
        return 401;
    case HC_WEB_OVER:
        hc_fail(err, HC_E_LIMIT, "E-WEB-06", "the request is too large", "요청이 너무 큼");
        return 413;
    case HC_WEB_BAD_METHOD:
        break;
    }
    hc_fail(err, HC_E_INPUT, "E-WEB-07", "this address does not take the method", "이 주소에는 쓸 수 없는 방식의 요청임");
    return 405;
}

static void redirect(hc_web_call *c, bool login)
{
    c->out->status = 303;
    hc_httpd_add(c->out, "Location", hc_web_without_token(c->q->arena, c->q->target));
    if (login)
        hc_httpd_add(c->out, "Set-Cookie", hc_fmt(c->q->arena, "%.*s=%s; HttpOnly; SameSite=Strict; Path=/",
                     HC_FS(hc_web_cookie_name(c->q->arena, &c->web->guard)), c->web->guard.cookie));
}

static hc_code asset(hc_web_call *c, hc_str name)
{
    const hc_asset *a = hc_asset_find(name);
    if (!a)
        return hc_fail(&c->err, HC_E_NOTFOUND, "E-WEB-08",
                       hc_n_assets ? "there is no such file" : "this haechi was built without its pages: build it with -Dpages=enabled (needs node and npm); /api works",
                       hc_n_assets ? "그런 파일이 없음" : "웹 페이지 없이 빌드된 haechi임: -Dpages=enabled로 빌드하십시오(node와 npm 필요); /api는 쓸 수 있음");
    if (hc_web_send_packed(c, hc_asset_type(hc_str_c(a->name)), (hc_str){(const char *)a->gz, a->n_gz}, a->etag))
        return HC_OK;
    HC_AUTO(hc_buf) plain = {0};
    hc_buf_init(&plain, SIZE_MAX);
    hc_gunzip((hc_str){(const char *)a->gz, a->n_gz}, a->n, &plain);
    hc_web_send(c, hc_asset_type(hc_str_c(a->name)), hc_str_dup(c->q->arena, hc_buf_view(&plain)), a->etag);
    return HC_OK;
}

static int serve(hc_web_call *c, bool good)
{
    hc_web_page page = c->t->page;
    bool post = hc_str_is(c->q->method, "POST");
    if (post && (!good || page != HC_API_LABELS))
        return refuse(HC_WEB_BAD_METHOD, &c->err);
    if (!good || page == HC_PAGE_NONE) {
        hc_fail(&c->err, HC_E_NOTFOUND, "E-WEB-16", "there is nothing at this address", "이 주소에는 아무것도 없음");
        return good ? 404 : 400;
    }
    hc_code code = page == HC_PAGE_INDEX ? asset(c, HC_S("index.html")) : page == HC_PAGE_ASSET ? asset(c, c->t->name) : hc_web_api(c);
    return code == HC_OK ? 0 : status_of(code);
}

void hc_web_handle(void *ctx, const hc_httpd_request *q, hc_httpd_answer *out)
{
    hc_web_target t;
    hc_web_call c = {.web = ctx, .q = q, .t = &t, .out = out};
    guard_headers(out);
    bool good = hc_web_target_read(q->arena, q->target, &t);
    hc_web_pass pass = hc_web_check(&c.web->guard, q, &t);
    if (pass == HC_WEB_LOGIN || pass == HC_WEB_FORGET) {
        redirect(&c, pass == HC_WEB_LOGIN);
        return;
    }
    size_t n_headers = out->n_headers;
    int status = pass == HC_WEB_PASS ? serve(&c, good) : refuse(pass, &c.err);
    if (status) {
        out->n_headers = n_headers;
        send_error(&c, status);
    }
}
