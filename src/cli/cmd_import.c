// SPDX-License-Identifier: Apache-2.0
#include <time.h>
#include <unistd.h>

#include "cli/importing.h"
#include "cli/runs.h"
#include "cli/session.h"
#include "cli/view.h"
#include "interop/import.h"
#include "report/masking.h"
#include "text/display.h"

enum { PROBLEMS_SHOWN = 20 };

static int list_formats(hc_cli *c)
{
    for (size_t i = 0; i < hc_importers_n; i++)
        printf("%-12s  %s\n", hc_importers[i].id, c->ko ? hc_importers[i].what_ko : hc_importers[i].what_en);
    return HC_EXIT_OK;
}

static void say_problems(const hc_cli *c, const hc_foreign *f)
{
    for (size_t i = 0; i < f->n_problems && i < PROBLEMS_SHOWN; i++) {
        const hc_foreign_problem *p = &f->problems[i];
        fprintf(stderr, "%.*s", HC_FS(hc_display_safe(c->arena, p->file, false)));
        if (p->line)
            fprintf(stderr, ":%zu", p->line);
        fprintf(stderr, ": %.*s\n", HC_FS(hc_mask_text((hc_mask){c->arena, false}, c->ko ? p->why_ko : p->why_en)));
    }
    if (f->problems_seen > PROBLEMS_SHOWN)
        hc_say(c, stderr, "and %zu more\n", "그 밖에 %zu건\n", f->problems_seen - PROBLEMS_SHOWN);
}

hc_code hc_import_into(hc_cli *c, hc_foreign *f, hc_str path, hc_loop *loop, hc_recorded *run, hc_import_result *res, hc_err *err)
{
    struct timespec now;
    uint8_t salt[16];
    char hex[33], host[256] = "";
    clock_gettime(CLOCK_REALTIME, &now);
    hc_random_bytes(salt, sizeof salt);
    hc_hex(salt, sizeof salt, hex);
    gethostname(host, sizeof host - 1);
    hc_import_opts o = {.foreign = f, .log_name = host, .salt = hc_str_dup(c->arena, hc_str_c(hex)), .loop = loop,
                        .now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000, .env = hc_session_env(c->arena)};
    if (!path.n)
        HC_TRY(hc_run_new_path(c, f->name, o.now_us, &path, err));
    o.path = hc_cstr(c->arena, path);
    return hc_import_run(&o, run, res, err);
}

static hc_code import(hc_cli *c, hc_foreign *f, hc_loop *loop, hc_recorded *run, hc_err *err)
{
    hc_import_result res;
    HC_TRY(hc_import_into(c, f, HC_S(""), loop, run, &res, err));
    if (!c->quiet)
        hc_say(c, stderr, "read  %zu records: %zu taken over, %zu problems; %zu items, %zu targets, %zu samples without a record\n",
               "입력  기록 %zu건: 가져옴 %zu건, 문제 %zu건; 문항 %zu개, 대상 %zu개, 기록이 없는 사례 %zu건\n", f->rows, res.records,
               f->problems_seen, f->n_items, f->n_targets, res.absent);
    return HC_OK;
}

int hc_cmd_import(hc_cli *c)
{
    hc_err err = {0};
    const hc_importer *im;
    hc_foreign *f;
    hc_recorded run;
    hc_table table;
    if (!c->n_args)
        return list_formats(c);
    hc_code code = hc_need_args(c, 2, HC_ARGS_MAX, &err);
    if (code == HC_OK)
        code = hc_importer_find(c->args[0], &im, &err);
    if (code == HC_OK)
        code = hc_import_open(c->arena, im, c->args + 1, c->n_args - 1, hc_opt_str(c, "map", NULL, HC_S("")), &f, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    say_problems(c, f);
    hc_loop *loop = hc_loop_new();
    code = import(c, f, loop, &run, &err);
    if (code == HC_OK) {
        hc_view v = {.run = &run};
        code = hc_view_print(c, &v, &table, &err);
        if (code == HC_OK && !c->quiet && !hc_opt_has(c, "json") && !hc_opt_has(c, "csv"))
            hc_say(c, stderr, "\nrecorded in %s\n", "\n기록: %s\n", hc_ledger_path(run.ledger));
        hc_err ignored;
        hc_code closed = hc_recorded_close(&run, HC_OK, code == HC_OK ? &err : &ignored);
        code = code == HC_OK ? closed : code;
    }
    hc_loop_free(loop);
    return code == HC_OK ? HC_EXIT_OK : hc_complain(c, &err);
}
