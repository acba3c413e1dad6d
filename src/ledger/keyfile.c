// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>


#include "base/log.h"
#include "io/file.h"
#include "syntax/json.h"

static const size_t KEYFILE_BYTES_MAX = 16 << 20;

static char *dup_c(hc_str s)
{
    char *c = hc_xmalloc(s.n + 1);
    memcpy(c, s.p, s.n);
    c[s.n] = '\0';
    return c;
}

void hc_keyfile_init(hc_keyfile *k, const char *run_path)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_fmt(&b, "%s-key", run_path);
    *k = (hc_keyfile){.path = dup_c(hc_buf_view(&b)), .endpoints = dup_c(HC_S("{}"))};
}

void hc_keyfile_fini(hc_keyfile *k)
{
    if (k->logs)
        explicit_bzero(k->logs, k->n_logs * sizeof *k->logs);
    free(k->logs);
    free(k->endpoints);
    free(k->path);
    *k = (hc_keyfile){0};
}

static hc_code damaged(const hc_keyfile *k, hc_err *err)
{
    return hc_fail(err, HC_E_CORRUPT, "E-RUN-06", "%s is not a key file of a run", "%s{은/는} 평가 실행의 키 파일이 아님",
                   k->path);
}

static hc_code set_endpoints(hc_keyfile *k, const hc_json *v)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw w;
    hc_jw_init(&w, &b);
    hc_json_write(v, &w);
    free(k->endpoints);
    k->endpoints = dup_c(hc_buf_view(&b));
    return HC_OK;
}

hc_code hc_keyfile_set_endpoints(hc_keyfile *k, hc_str json, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_json *v;
    HC_TRY(hc_json_parse(a, json.n ? json : HC_S("{}"), "endpoints", &v, err));
    if (v->type != HC_JSON_OBJ)
        return hc_fail(err, HC_E_BUG, "", "endpoints must be a JSON object", "접속 주소는 JSON 객체여야 함");
    return set_endpoints(k, v);
}

static hc_code read_logs(hc_keyfile *k, const hc_json *logs, hc_err *err)
{
    for (size_t i = 0; logs && logs->type == HC_JSON_OBJ && i < logs->n; i++) {
        uint8_t id[8], secret[HC_SECRET_BYTES];
        char log[HC_LOG_HEX];
        if (logs->items[i]->type != HC_JSON_STR || !hc_unhex(logs->keys[i], id, sizeof id) ||
            !hc_unhex(logs->items[i]->text, secret, sizeof secret))
            return damaged(k, err);
        hc_hex(id, sizeof id, log);
        hc_keyfile_add(k, log, secret);
        explicit_bzero(secret, sizeof secret);
    }
    return HC_OK;
}

hc_code hc_keyfile_read(hc_keyfile *k, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str bytes;
    hc_json *j;
    struct stat st;
    if (!hc_file_exists(k->path))
        return hc_fail(err, HC_E_NOTFOUND, "E-RUN-03", "the key file %s is missing", "키 파일 %s{이/가} 없음", k->path);
    if (stat(k->path, &st) == 0 && (st.st_mode & 077) && chmod(k->path, 0600) != 0)
        HC_DEBUG("cannot make %s private", k->path);
    HC_TRY(hc_file_read(a, k->path, KEYFILE_BYTES_MAX, &bytes, err));
    if (hc_json_parse(a, bytes, k->path, &j, err) != HC_OK || hc_json_int(j, "v", 0) != 1)
        return damaged(k, err);
    HC_TRY(read_logs(k, hc_json_get(j, "logs"), err));
    const hc_json *endpoints = hc_json_get(j, "endpoints");
    k->present = true;
    return endpoints && endpoints->type == HC_JSON_OBJ ? set_endpoints(k, endpoints) : HC_OK;
}

hc_code hc_keyfile_write(hc_keyfile *k, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw w;
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_key(&w, "endpoints");
    hc_jw_raw(&w, hc_str_c(k->endpoints));
    hc_jw_key(&w, "logs");
    hc_jw_obj(&w);
    for (size_t i = 0; i < k->n_logs; i++) {
        char hex[2 * HC_SECRET_BYTES + 1];
        hc_hex(k->logs[i].secret, HC_SECRET_BYTES, hex);
        hc_jw_kc(&w, k->logs[i].log, hex);
        explicit_bzero(hex, sizeof hex);
    }
    hc_jw_end(&w);
    hc_jw_ki64(&w, "v", 1);
    hc_jw_end(&w);
    hc_buf_ch(&b, '\n');
    hc_code c = hc_file_write(k->path, hc_buf_view(&b), 0600, err);
    explicit_bzero(b.p, b.n);
    k->present = k->present || c == HC_OK;
    return c;
}

void hc_keyfile_add(hc_keyfile *k, const char *log, const uint8_t secret[HC_SECRET_BYTES])
{
    hc_log_secret *next = hc_xmalloc((k->n_logs + 1) * sizeof *next);
    if (k->n_logs) {
        memcpy(next, k->logs, k->n_logs * sizeof *next);
        explicit_bzero(k->logs, k->n_logs * sizeof *next);
    }
    free(k->logs);
    k->logs = next;
    hc_log_secret *s = &k->logs[k->n_logs++];
    snprintf(s->log, sizeof s->log, "%s", log);
    memcpy(s->secret, secret, HC_SECRET_BYTES);
}

const uint8_t *hc_keyfile_secret(const hc_keyfile *k, hc_str log)
{
    for (size_t i = 0; i < k->n_logs; i++)
        if (hc_str_is(log, k->logs[i].log))
            return k->logs[i].secret;
    return NULL;
}
