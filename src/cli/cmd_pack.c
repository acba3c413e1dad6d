// SPDX-License-Identifier: Apache-2.0
#include <time.h>

#include "base/clock.h"
#include "cli/cli.h"
#include "io/file.h"
#include "korean/josa.h"
#include "pack/generate.h"
#include "pack/lint.h"
#include "pack/pack.h"
#include "report/masking.h"
#include "text/display.h"

static void list_line(hc_cli *c, hc_str path, const hc_pack *p, hc_jw *w)
{
    hc_str title = hc_display_safe(c->arena, c->ko ? p->title_ko : p->title_en, false);
    if (!w) {
        hc_say(c, stdout, "%.*s  %.*s  %zu items  %.*s\n", "%.*s  %.*s  %zu문항  %.*s\n", HC_FS(path), HC_FS(p->version),
               p->n_items, HC_FS(title));
        return;
    }
    hc_jw_obj(w);
    hc_jw_kstr(w, "path", path);
    hc_jw_kstr(w, "name", p->name);
    hc_jw_kstr(w, "version", p->version);
    hc_jw_ki64(w, "items", (int64_t)p->n_items);
    hc_jw_kstr(w, "title_en", p->title_en);
    hc_jw_kstr(w, "title_ko", p->title_ko);
    hc_jw_kstr(w, "provenance", p->provenance);
    hc_jw_end(w);
}

static hc_code list(hc_cli *c, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_str *paths;
    hc_jw w;
    size_t n;
    bool json = hc_opt_has(c, "json");
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    HC_TRY(hc_pack_list(c->arena, &paths, &n, err));
    hc_jw_arr(&w);
    for (size_t i = 0; i < n; i++) {
        hc_pack *p;
        hc_err problem;
        if (hc_pack_open(c->arena, hc_cstr(c->arena, paths[i]), &p, &problem) == HC_OK)
            list_line(c, paths[i], p, json ? &w : NULL);
        else
            hc_say(c, json ? stderr : stdout, "%.*s  cannot be read: haechi pack lint %.*s\n",
                   "%.*s  읽을 수 없음: haechi pack lint %.*s\n", HC_FS(paths[i]), HC_FS(paths[i]));
    }
    hc_jw_end(&w);
    if (json)
        hc_out_result(c, hc_buf_view(&b));
    else if (!n)
        hc_say(c, stdout, "no packs here; make one:  haechi pack new DIR\n", "팩이 없음; 만들기:  haechi pack new 폴더\n");
    return HC_OK;
}

static const hc_item *item_at(hc_cli *c, const hc_pack *p, size_t i)
{
    hc_item *item = HC_NEW(c->arena, hc_item);
    hc_items_get(&p->items, i, c->arena, item);
    return item;
}

/* By what a judge of the pack grades, and how many labelled cases it must pass. */
static void show_judge(hc_jw *w, const hc_pack *p)
{
    hc_jw_key(w, "judge");
    hc_jw_obj(w);
    hc_jw_kstr(w, "rubric", p->judge_rubric);
    hc_jw_key(w, "scale");
    hc_jw_strs(w, p->judge_scale, p->n_judge_scale);
    hc_jw_kf64(w, "min_agreement", p->judge_min_agreement);
    hc_jw_ki64(w, "tests", (int64_t)p->n_judge_tests);
    hc_jw_end(w);
}

static void show_json(hc_cli *c, const hc_pack *p)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    char hex[HC_SHA256_HEX];
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "name", p->name);
    hc_jw_kstr(&w, "version", p->version);
    hc_hex(p->digest.b, sizeof p->digest.b, hex);
    hc_jw_kc(&w, "digest", hex);
    hc_jw_kstr(&w, "provenance", p->provenance);
    hc_jw_kstr(&w, "title_en", p->title_en);
    hc_jw_kstr(&w, "title_ko", p->title_ko);
    hc_jw_kstr(&w, "licence", p->licence);
    hc_jw_kstr(&w, "split", p->split);
    show_judge(&w, p);
    hc_jw_key(&w, "items");
    hc_jw_arr(&w);
    for (size_t i = 0; i < p->n_items; i++) {
        const hc_item *item = item_at(c, p, i);
        hc_hex(item->hash.b, sizeof item->hash.b, hex);
        hc_jw_obj(&w);
        hc_jw_kstr(&w, "id", item->id);
        hc_jw_kc(&w, "hash", hex);
        hc_jw_kstr(&w, "domain", item->domain);
        hc_jw_kstr(&w, "intent", item->intent);
        hc_jw_ki64(&w, "severity", item->severity);
        hc_jw_kc(&w, "expect", hc_expect_id(item->expect));
        hc_jw_kbool(&w, "unverified", item->unverified);
        hc_jw_kstr(&w, "prompt", hc_mask_text((hc_mask){c->arena, false}, hc_msg_text(c->arena, &item->turns[0].msg)));
        if (item->n_tags || item->n_facts || item->n_variants) {
            hc_jw_key(&w, "tags");
            hc_jw_obj(&w);
            hc_tags_write(&w, item);
            hc_jw_end(&w);
        }
        hc_jw_end(&w);
    }
    hc_jw_end(&w);
    hc_jw_end(&w);
    hc_out_result(c, hc_buf_view(&b));
}

static void show_text(hc_cli *c, const hc_pack *p)
{
    char hex[HC_SHA256_HEX];
    hc_hex(p->digest.b, sizeof p->digest.b, hex);
    hc_say(c, stdout, "%.*s%s%.*s, %zu items, %zu judge tests, digest %.12s\n",
           "%.*s%s%.*s, %zu문항, 채점 모델 점검 %zu건, 해시값 %.12s\n", HC_FS(hc_display_safe(c->arena, p->name, false)),
           p->version.n ? " " : "", HC_FS(hc_display_safe(c->arena, p->version, false)), p->n_items, p->n_judge_tests, hex);
    if (p->read_note_en.n)
        hc_say(c, stdout, "%.*s\n", "%.*s\n", HC_FS(c->ko ? p->read_note_ko : p->read_note_en));
    if (hc_str_is(p->provenance, "machine_draft"))
        hc_say(c, stdout, "machine draft, expert review pending\n", "기계 초안(전문가 검토 전)\n");
    for (size_t i = 0; i < p->n_items; i++) {
        const hc_item *item = item_at(c, p, i);
        hc_str prompt = hc_display_safe(c->arena, hc_mask_text((hc_mask){c->arena, false}, hc_msg_text(c->arena, &item->turns[0].msg)), false);
        printf("  %.*s  %.*s  %s%s  %.*s\n", HC_FS(hc_display_safe(c->arena, item->id, false)),
               HC_FS(hc_display_safe(c->arena, item->domain, false)), hc_expect_id(item->expect),
               item->unverified ? (c->ko ? " (미확인)" : " (unverified)") : "", HC_FS(hc_display_cut(c->arena, prompt, 60)));
    }
}

static hc_code show(hc_cli *c, hc_str name, hc_err *err)
{
    hc_pack *p;
    HC_TRY(hc_pack_open(c->arena, hc_cstr(c->arena, name), &p, err));
    if (hc_opt_has(c, "json"))
        show_json(c, p);
    else
        show_text(c, p);
    return HC_OK;
}

/* Findings of one pack; several are told apart by the name that was given. */
static void findings(hc_cli *c, hc_str name, bool several, const hc_lint_out *out, hc_jw *w, size_t *errors)
{
    for (size_t i = 0; i < out->n; i++) {
        const hc_finding *f = &out->v[i];
        bool error = f->level == HC_LINT_ERROR;
        hc_str place = !f->file.n ? name : several && !hc_str_ends(name, f->file) ? hc_fmt(c->arena, "%.*s/%.*s", HC_FS(name), HC_FS(f->file)) : f->file;
        *errors += error;
        if (!w) {
            if (f->line)
                place = hc_fmt(c->arena, "%.*s:%zu", HC_FS(place), f->line);
            hc_say(c, stdout, "%.*s: %s %s %.*s\n", "%.*s: %s %s %.*s\n", HC_FS(place),
                   error ? (c->ko ? "오류" : "error") : (c->ko ? "주의" : "warning"), f->id, HC_FS(c->ko ? f->ko : f->en));
            continue;
        }
        hc_jw_obj(w);
        hc_jw_kc(w, "level", error ? "error" : "warning");
        hc_jw_kc(w, "id", f->id);
        hc_jw_kstr(w, "pack", name);
        hc_jw_kstr(w, "file", f->file.n ? f->file : name);
        hc_jw_ki64(w, "line", (int64_t)f->line);
        hc_jw_kstr(w, "en", f->en);
        hc_jw_kstr(w, "ko", hc_josa(c->arena, f->ko));
        hc_jw_end(w);
    }
}

static hc_code as_of(hc_cli *c, hc_str *out, hc_err *err)
{
    char now[40];
    int64_t us;
    hc_time_rfc3339((int64_t)time(NULL) * HC_US_PER_S, false, now);
    *out = hc_opt_str(c, "as-of", NULL, hc_str_dup(c->arena, hc_str_sub(hc_str_c(now), 0, 10)));
    if (out->n == 10 && hc_time_parse_rfc3339(*out, &us))
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-CLI-90", "--as-of takes a day such as 2026-11-25, not \"%.*s\"", "--as-of에는 2026-11-25 같은 날짜를 쓰십시오 (지금 \"%.*s\")",
                   HC_FS(*out));
}

static hc_code lint(hc_cli *c, const hc_str *names, size_t n, size_t *out_errors, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_str day;
    hc_lint_in *in = HC_NEW_N(c->arena, hc_lint_in, n);
    hc_lint_out *out = HC_NEW_N(c->arena, hc_lint_out, n);
    size_t all = 0, items = 0, generated = 0;
    bool json = hc_opt_has(c, "json");
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    HC_TRY(as_of(c, &day, err));
    for (size_t k = 0; k < n; k++) {
        hc_pack_file *files;
        HC_TRY(hc_pack_read(c->arena, hc_cstr(c->arena, names[k]), &in[k].name, &files, &in[k].n_files, err));
        in[k].files = files;
    }
    hc_pack_lint(c->arena, in, n, day, out);
    hc_jw_arr(&w);
    for (size_t k = 0; k < n; k++) {
        findings(c, names[k], n > 1, &out[k], json ? &w : NULL, out_errors);
        all += out[k].n;
        items += out[k].items - out[k].generated;
        generated += out[k].generated;
    }
    hc_jw_end(&w);
    if (json)
        hc_out_result(c, hc_buf_view(&b));
    else if (generated)
        hc_say(c, stdout, "%zu errors, %zu warnings in %zu items (%zu generated ones not counted)\n",
               "오류 %zu건, 주의 %zu건, %zu문항(자동 생성 %zu문항은 세지 않음)\n", *out_errors, all - *out_errors, items, generated);
    else
        hc_say(c, stdout, "%zu errors, %zu warnings\n", "오류 %zu건, 주의 %zu건\n", *out_errors, all - *out_errors);
    return HC_OK;
}

static hc_code make(hc_cli *c, hc_str dir, hc_err *err)
{
    hc_str from = hc_opt_str(c, "from", NULL, HC_S(""));
    hc_pack *p = NULL;
    if (from.n)
        HC_TRY(hc_pack_open_rows(c->arena, hc_cstr(c->arena, from), &p, err));
    HC_TRY(hc_pack_scaffold(hc_cstr(c->arena, dir), p, err));
    hc_say(c, stdout, "made %.*s; next:  haechi pack lint %.*s\n", "%.*s{을/를} 만들었음; 다음:  haechi pack lint %.*s\n", HC_FS(dir),
           HC_FS(dir));
    return HC_OK;
}

static hc_code generate(hc_cli *c, hc_str file, hc_err *err)
{
    enum { FILE_BYTES_MAX = 1 << 20, FEW = 20 };
    HC_AUTO(hc_buf) b;
    hc_str yaml;
    int64_t n;
    hc_buf_init(&b, SIZE_MAX);
    HC_TRY(hc_opt_int(c, "limit", NULL, 1, HC_GENERATE_MOST, FEW, &n, err));
    HC_TRY(hc_file_read(c->arena, hc_cstr(c->arena, file), FILE_BYTES_MAX, &yaml, err));
    HC_TRY(hc_pack_generate(c->arena, yaml, hc_cstr(c->arena, file), hc_opt_str(c, "seed", "run.seed", HC_S("haechi")), (size_t)n, &b, err));
    return hc_file_write(hc_cstr(c->arena, hc_opt_str(c, "out", NULL, HC_S("-"))), hc_buf_view(&b), 0644, err);
}

int hc_cmd_pack(hc_cli *c)
{
    hc_err err = {0};
    size_t errors = 0;
    hc_str what = c->n_args ? c->args[0] : HC_S("");
    hc_code code;
    if (c->n_args == 1 && hc_str_is(what, "ls"))
        code = list(c, &err);
    else if (c->n_args == 2 && hc_str_is(what, "show"))
        code = show(c, c->args[1], &err);
    else if (c->n_args >= 2 && hc_str_is(what, "lint"))
        code = lint(c, c->args + 1, c->n_args - 1, &errors, &err);
    else if (c->n_args == 2 && hc_str_is(what, "new"))
        code = make(c, c->args[1], &err);
    else if (c->n_args == 2 && hc_str_is(what, "generate"))
        code = generate(c, c->args[1], &err);
    else
        code = hc_fail(&err, HC_E_USAGE, "E-CLI-07", "usage: haechi pack ls | show PACK | lint PACK... [--as-of DATE] | new DIR [--from FILE] | generate FILE",
                       "사용법: haechi pack ls | show 팩 | lint 팩... [--as-of 날짜] | new 폴더 [--from 파일] | generate 파일");
    if (code != HC_OK)
        return hc_complain(c, &err);
    return errors ? HC_EXIT_USAGE : HC_EXIT_OK;
}
