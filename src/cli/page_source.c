// SPDX-License-Identifier: Apache-2.0
#include "cli/page_source.h"

#include <string.h>
#include <unistd.h>

#include "cli/live.h"
#include "cli/runs.h"

static hc_cli *cli_for(const hc_cli *view, hc_arena *a)
{
    hc_cli *c = HC_NEW(a, hc_cli);
    *c = (hc_cli){.arena = a, .ko = view->ko, .quiet = true, .bare = view->bare, .config = view->config, .runs_dir = view->runs_dir, .only_run = view->only_run};
    return c;
}

static hc_code runs(void *ctx, hc_arena *a, hc_web_run **out, size_t *out_n, hc_err *err)
{
    hc_run_ref *list;
    HC_TRY(hc_runs_list(cli_for(ctx, a), &list, out_n, err));
    *out = HC_NEW_N(a, hc_web_run, *out_n);
    for (size_t i = 0; i < *out_n; i++)
        (*out)[i] = (hc_web_run){list[i].name, list[i].path};
    return HC_OK;
}

static void give(hc_cli *c, const char *name, hc_str value)
{
    size_t n;
    const hc_opt *o = hc_opts(&n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(o[i].name, name) == 0)
            c->values[c->n_values++] = (hc_opt_value){&o[i], value};
}

/* The exit code says less than the complaint; findings of lint and --fail-if are no errors. */
static hc_code verb(void *ctx, const hc_web_verb *v, hc_buf *out, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_cli *c = cli_for(ctx, a);
    hc_err said = {0};
    c->verb = hc_verb_find(hc_str_c(v->name));
    c->kept_out = out;
    c->kept_err = &said;
    for (size_t i = 0; i < v->n_args; i++)
        c->args[c->n_args++] = v->arg[i];
    for (size_t i = 0; i < v->n_opts; i++)
        give(c, v->opt[i].name, v->opt[i].value);
    give(c, "json", HC_S(""));
    int status = c->verb->run(c);
    if (said.code != HC_OK)
        *err = said;
    else if (status == HC_EXIT_BUG)
        hc_fail(err, HC_E_BUG, "E-WEB-17", "haechi %s ended without a word", "haechi %s{이/가} 아무 말 없이 끝남", v->name);
    return said.code != HC_OK || status == HC_EXIT_BUG ? err->code : HC_OK;
}

static bool progress(void *ctx, hc_str path, hc_buf *out)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_live l;
    hc_jw w;
    if (!hc_live_of_path(cli_for(ctx, a), path, &l))
        return false;
    close(l.fd);
    if (l.silent)
        return true;       /* played by somebody who is too busy to say how it stands */
    hc_jw_init(&w, out);
    hc_standing_write(&l.standing, &w);
    return true;
}

hc_web_source hc_page_source(hc_cli *c)
{
    return (hc_web_source){c, runs, verb, progress};
}
