// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "cli/runs.h"
#include "engine/recorded.h"
#include "text/display.h"

typedef struct listed { hc_run_ref ref; size_t samples, done, failed; int64_t last_us, cost; hc_str targets, *packs; size_t n_packs; bool readable, broken_off; } listed;

static hc_code look(hc_cli *c, const hc_run_ref *ref, listed *out, hc_err *err)
{
    hc_recorded r;
    hc_rows rows;
    hc_totals t;
    HC_TRY(hc_recorded_open(hc_cstr(c->arena, ref->path), HC_OPEN_READ, NULL, &r, err));
    hc_code code = hc_recorded_rows(&r, NULL, false, &rows, err);
    if (code == HC_OK)
        code = hc_ledger_totals(r.ledger, "", &t, err);
    for (size_t i = 0; code == HC_OK && i < rows.n; i++) {
        out->done += rows.state[i] != HC_ST_OPEN;
        out->failed += rows.state[i] == HC_ST_FAILED;
    }
    for (size_t i = 0; code == HC_OK && i < r.plan->n_targets; i++)
        out->targets = hc_fmt(c->arena, "%.*s%s%.*s", HC_FS(out->targets), i ? "," : "", HC_FS(r.plan->targets[i].alias));
    out->packs = HC_NEW_N(c->arena, hc_str, r.n_packs + 1);
    for (size_t i = 0; code == HC_OK && i < r.n_packs; i++)
        out->packs[out->n_packs++] = hc_str_dup(c->arena, r.packs[i]->name);
    if (code == HC_OK) {
        out->broken_off = r.imported && !r.import_end;
        out->samples = rows.n;
        out->last_us = t.last_us;
        out->cost = t.cost_usd_micro;
        out->readable = true;
    }
    hc_recorded_close(&r, HC_OK, NULL);
    return code;
}

static void json_line(hc_jw *w, const listed *l)
{
    char last[40];
    hc_time_rfc3339(l->last_us, false, last);
    hc_jw_obj(w);
    hc_jw_kstr(w, "name", l->ref.name);
    hc_jw_kstr(w, "path", l->ref.path);
    hc_jw_kbool(w, "readable", l->readable);
    hc_jw_kbool(w, "broken_off", l->broken_off);
    hc_jw_ki64(w, "samples", (int64_t)l->samples);
    hc_jw_ki64(w, "done", (int64_t)l->done);
    hc_jw_ki64(w, "failed", (int64_t)l->failed);
    hc_jw_ki64(w, "cost_usd_micro", l->cost);
    hc_jw_kstr(w, "targets", l->targets);
    hc_jw_key(w, "packs");
    hc_jw_strs(w, l->packs, l->n_packs);
    hc_jw_kc(w, "last", l->last_us ? last : "");
    hc_jw_end(w);
}

int hc_cmd_ls(hc_cli *c)
{
    hc_err err = {0};
    hc_run_ref *refs;
    size_t n;
    hc_code code = hc_need_args(c, 0, 0, &err);
    if (code == HC_OK)
        code = hc_runs_list(c, &refs, &n, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    bool json = hc_opt_has(c, "json");
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_arr(&w);
    for (size_t i = 0; i < n; i++) {
        listed l = {.ref = refs[i], .targets = HC_S("")};
        hc_err problem;
        if (look(c, &refs[i], &l, &problem) != HC_OK && !json)
            hc_say(c, stdout, "%.*s  cannot be read\n", "%.*s  읽을 수 없음\n", HC_FS(hc_display_safe(c->arena, refs[i].name, false)));
        else if (!json && l.broken_off)
            hc_say(c, stdout, "%.*s  %zu/%zu  import broken off\n", "%.*s  %zu/%zu  가져오기가 중간에 끊김\n",
                   HC_FS(hc_display_safe(c->arena, l.ref.name, false)), l.done, l.samples);
        else if (!json)
            hc_say(c, stdout, "%.*s  %zu/%zu  failed %zu  %.*s%s\n", "%.*s  %zu/%zu  오류 %zu  %.*s%s\n", HC_FS(hc_display_safe(c->arena, l.ref.name, false)),
                   l.done, l.samples, l.failed, HC_FS(l.targets), l.done < l.samples ? (c->ko ? "  (미완료)" : "  (open)") : "");
        json_line(&w, &l);
    }
    hc_jw_end(&w);
    if (json)
        hc_out_result(c, hc_buf_view(&b));
    else if (!n)
        hc_say(c, stdout, "no runs in %.*s yet; start one:  haechi run FILE -m MODEL\n",
               "%.*s에 아직 실행이 없음; 시작하기:  haechi run 파일 -m 모델\n", HC_FS(hc_runs_dir(c)));
    return HC_EXIT_OK;
}
