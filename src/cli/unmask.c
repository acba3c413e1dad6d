// SPDX-License-Identifier: Apache-2.0
#include "cli/unmask.h"

#include <unistd.h>

#include "cli/live.h"
#include "text/utf8.h"

enum { REASON_LEAST = 8, REASON_MOST = 2000 };

static hc_code read_reason(const hc_cli *c, hc_str *out, hc_err *err)
{
    *out = hc_str_trim(hc_opt_str(c, "unmask", NULL, HC_S("")));
    size_t n = 0;
    for (size_t at = 0; at < out->n; n++)
        hc_utf8_next(*out, &at);
    if (n >= REASON_LEAST && n <= REASON_MOST && hc_utf8_valid(*out))
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-PII-01", "--unmask needs a reason of %d to %d characters; it is recorded in the run with your name",
                   "--unmask에는 이유를 %d~%d자로 적어야 함; 사용자 이름과 함께 실행에 기록됨", REASON_LEAST, REASON_MOST);
}

static hc_str body_of(const hc_cli *c, hc_str reason)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "reason", reason);
    hc_jw_ki64(&w, "uid", (int64_t)geteuid());
    hc_jw_kc(&w, "verb", c->verb->name);
    hc_jw_kstr(&w, "who", hc_live_user(c));
    hc_jw_end(&w);
    return hc_str_dup(c->arena, hc_buf_view(&b));
}

hc_code hc_unmask_record(hc_cli *c, const char *path, hc_err *err)
{
    hc_str reason;
    hc_ledger *l;
    HC_TRY(read_reason(c, &reason, err));
    hc_code code = hc_ledger_open(path, HC_OPEN_RESUME, NULL, NULL, &l, err);
    if (code == HC_OK) {
        hc_str body = body_of(c, reason);
        hc_body_in field = {"unmask", &body, 1};
        hc_entry e = {.type = HC_ENT_CONTROL, .code = HC_S("unmask"), .bodies = &field, .n_bodies = 1};
        hc_ledger_append(l, &e, 1);
        code = hc_ledger_sync(l, err);
        if (code == HC_OK)
            code = hc_ledger_close(l, err);
        else
            hc_ledger_abandon(l);
    }
    if (code == HC_OK) {
        c->bare = true;
        return HC_OK;
    }
    return hc_err_ctx(err, code, "nothing is unmasked, because that cannot be recorded in the run: ", "가린 것을 보인다는 기록을 실행에 남길 수 없어 보이지 않음: ");
}

typedef struct reading { hc_ledger *l; hc_arena *a; hc_unmasking *list; size_t n, cap; } reading;

static hc_code read_one(void *ctx, const hc_record *rec, hc_err *err)
{
    reading *r = ctx;
    hc_str body;
    hc_json *j;
    if (!hc_str_is(rec->code, "unmask"))
        return HC_OK;
    HC_TRY(hc_ledger_body(r->l, rec->log, rec->seq, "unmask", r->a, &body, err));
    if (hc_json_parse(r->a, body, "unmask", &j, NULL) != HC_OK)
        return hc_fail(err, HC_E_CORRUPT, "E-PII-02", "%s: entry %s:%llu does not say who unmasked and why",
                       "%s: 항목 %s:%llu에서 누가 왜 가림을 풀었는지 읽을 수 없음", hc_ledger_path(r->l), rec->log, (unsigned long long)rec->seq);
    HC_GROW(r->a, r->list, r->n, r->cap);
    /* Of several logs the entries come log by log. */
    size_t at = r->n++;
    for (; at > 0 && r->list[at - 1].t_us > rec->t_us; at--)
        r->list[at] = r->list[at - 1];
    r->list[at] = (hc_unmasking){rec->t_us, hc_json_str(j, "who", HC_S("")), hc_json_str(j, "verb", HC_S("")), hc_json_str(j, "reason", HC_S(""))};
    return HC_OK;
}

hc_code hc_unmaskings(hc_ledger *l, hc_arena *a, hc_unmasking **out, size_t *n, hc_err *err)
{
    reading r = {.l = l, .a = a};
    HC_TRY(hc_ledger_each(l, HC_ENT_CONTROL, NULL, read_one, &r, err));
    *out = r.list;
    *n = r.n;
    return HC_OK;
}
