// SPDX-License-Identifier: Apache-2.0
#include "cli/runs.h"
#include "io/file.h"
#include "web/labelled.h"

/*
 * Labels that somebody gave on another machine, in a file that an exported page saved:
 *   {"run":"NAME","plan":"SHA-256 of the run's plan","labels":[{"case":N,"value":"...","note":"...","rater":"...","at":"..."}]}
 * All of it is checked before anything is written. A label that says otherwise than what the same person has already said of the same
 * case is a conflict: listed, and written only with --overwrite (a further entry; nothing is lost).
 */

enum { FILE_BYTES_MAX = 16 << 20, LABELS_MAX = 100000 };

typedef struct given { hc_labelled_wish wish; hc_str recorded; bool same, conflict; } given;
typedef struct job { hc_cli *c; hc_run_ref run; given *v; size_t n; } job;

static hc_code wrong(const char *what_en, const char *what_ko, hc_str file, hc_err *err)
{
    return hc_fail(err, HC_E_INPUT, "E-LABEL-01", "%.*s is no file of labels: %s%.0s", "%.*s{은/는} 라벨 파일이 아님: %.0s%s", HC_FS(file), what_en, what_ko);
}

/* `run` and `at` are the file's own; the rest is what a page would send. */
static hc_code read_one(job *j, const hc_json *l, hc_err *err)
{
    HC_AUTO(hc_buf) b = {0};
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    for (size_t i = 0; l->type == HC_JSON_OBJ && i < l->n; i++) {
        if (hc_str_is(l->keys[i], "run") || hc_str_is(l->keys[i], "at"))
            continue;
        hc_jw_key_s(&w, l->keys[i]);
        hc_json_write(l->items[i], &w);
    }
    hc_jw_end(&w);
    return hc_labelled_read(j->c->arena, hc_str_dup(j->c->arena, hc_buf_view(&b)), &j->v[j->n++].wish, err);
}

static hc_code read_file(job *j, hc_str file, const char *plan, hc_err *err)
{
    hc_str text;
    hc_json *tree;
    HC_TRY(hc_file_read(j->c->arena, hc_cstr(j->c->arena, file), FILE_BYTES_MAX, &text, err));
    HC_TRY(hc_json_parse(j->c->arena, text, hc_cstr(j->c->arena, file), &tree, err));
    const hc_json *list = tree->type == HC_JSON_OBJ ? hc_json_get(tree, "labels") : NULL;
    if (!list || list->type != HC_JSON_ARR || list->n > LABELS_MAX)
        return wrong("it needs \"labels\", a list", "\"labels\" 목록이 필요함", file, err);
    hc_str made_of = hc_json_str(tree, "plan", HC_S(""));
    if (!hc_str_is(made_of, plan))
        return hc_fail(err, HC_E_INPUT, "E-LABEL-02", "%.*s holds labels of another run (plan %.*s; this run has %s)\nname the run that the page was exported from",
                       "%.*s{은/는} 다른 실행의 라벨임(평가 계획서 %.*s, 이 실행은 %s)\n페이지를 내보낸 실행을 적으십시오", HC_FS(file), HC_FS(made_of), plan);
    j->v = HC_NEW_N(j->c->arena, given, list->n);
    for (size_t i = 0; i < list->n; i++)
        HC_TRY(read_one(j, list->items[i], err));
    return HC_OK;
}

/* What the same people have said before. */
static hc_code find_conflicts(job *j, hc_recorded *r, hc_err *err)
{
    HC_AUTO(hc_buf) b = {0};
    hc_jw w;
    hc_rows rows;
    hc_json *list;
    HC_TRY(hc_recorded_rows(r, NULL, false, &rows, err));
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    HC_TRY(hc_labelled_all(r, &rows, HC_S(""), &w, err));
    HC_TRY(hc_json_parse(j->c->arena, hc_str_dup(j->c->arena, hc_buf_view(&b)), "labels", &list, err));
    for (size_t i = 0; i < j->n; i++) {
        given *g = &j->v[i];
        if (g->wish.number < 1 || g->wish.number > rows.n)
            return hc_fail(err, HC_E_INPUT, "E-LABEL-03", "label %zu: this run has cases 1 to %zu, and no case %llu", "라벨 %zu: 이 실행의 사례는 1번부터 %zu번까지이며 %llu번은 없음",
                           i + 1, rows.n, (unsigned long long)g->wish.number);
        for (size_t k = 0; k < list->n; k++) {
            const hc_json *l = list->items[k];
            if (hc_json_int(l, "case", 0) != (int64_t)g->wish.number || !hc_str_eq(hc_json_str(l, "rater", HC_S("")), g->wish.rater) ||
                !hc_str_eq(hc_json_str(l, "question", HC_S("")), g->wish.question))
                continue;
            g->recorded = hc_json_str(l, "value", HC_S(""));
            g->same = hc_str_eq(g->recorded, g->wish.value) && hc_str_eq(hc_json_str(l, "note", HC_S("")), g->wish.note);
            g->conflict = !hc_str_eq(g->recorded, g->wish.value);
        }
    }
    return HC_OK;
}

static hc_code put(job *j, size_t *out_written, hc_err *err)
{
    HC_AUTO(hc_buf) ignored = {0};
    hc_jw w;
    hc_buf_init(&ignored, SIZE_MAX);
    for (size_t i = 0; i < j->n; i++) {
        if (j->v[i].same || (j->v[i].conflict && !hc_opt_has(j->c, "overwrite")))
            continue;
        hc_buf_clear(&ignored);
        hc_jw_init(&w, &ignored);
        HC_TRY(hc_labelled_put(hc_cstr(j->c->arena, j->run.path), &j->v[i].wish, &w, err));
        ++*out_written;
    }
    return HC_OK;
}

static void say(const job *j, size_t written)
{
    hc_cli *c = j->c;
    size_t same = 0, conflicts = 0;
    for (size_t i = 0; i < j->n; i++) {
        const given *g = &j->v[i];
        same += g->same;
        if (!g->conflict)
            continue;
        conflicts++;
        hc_say(c, stdout, "conflict  case %llu  %.*s: recorded %.*s, the file says %.*s\n", "다름  사례 %llu  %.*s: 기록은 %.*s, 파일은 %.*s\n",
               (unsigned long long)g->wish.number, HC_FS(g->wish.rater), HC_FS(g->recorded), HC_FS(g->wish.value));
    }
    hc_say(c, stdout, "%zu labels written, %zu were there, %zu conflicts%s\n", "라벨 %zu개 기록, 이미 있던 것 %zu개, 어긋난 것 %zu개%s\n", written, same, conflicts,
           !conflicts ? "" : hc_opt_has(c, "overwrite") ? (c->ko ? "(파일대로 기록함)" : " (written as the file says)")
                                                        : (c->ko ? "(기록하지 않음; 파일대로 하려면 --overwrite)" : " (not written; --overwrite takes the file's)"));
}

static void say_json(const job *j, size_t written)
{
    HC_AUTO(hc_buf) b = {0};
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_ki64(&w, "written", (int64_t)written);
    hc_jw_key(&w, "conflicts");
    hc_jw_arr(&w);
    for (size_t i = 0; i < j->n; i++) {
        const given *g = &j->v[i];
        if (!g->conflict)
            continue;
        hc_jw_obj(&w);
        hc_jw_ki64(&w, "case", (int64_t)g->wish.number);
        hc_jw_kstr(&w, "rater", g->wish.rater);
        hc_jw_kstr(&w, "question", g->wish.question);
        hc_jw_kstr(&w, "recorded", g->recorded);
        hc_jw_kstr(&w, "given", g->wish.value);
        hc_jw_end(&w);
    }
    hc_jw_end(&w);
    hc_jw_end(&w);
    hc_out_result(j->c, hc_buf_view(&b));
}

static hc_code import(job *j, size_t *out_written, hc_err *err)
{
    hc_cli *c = j->c;
    hc_recorded r;
    HC_TRY(hc_run_open(c, c->n_args == 3 ? c->args[2] : HC_S(""), HC_OPEN_READ, NULL, &j->run, &r, err));
    hc_code code = read_file(j, c->args[1], r.plan->hash, err);
    if (code == HC_OK)
        code = find_conflicts(j, &r, err);
    code = hc_recorded_close(&r, code, err);
    return code == HC_OK ? put(j, out_written, err) : code;
}

int hc_cmd_label(hc_cli *c)
{
    hc_err err = {0};
    job j = {.c = c};
    size_t written = 0;
    hc_code code = HC_OK;
    if (c->n_args < 2 || c->n_args > 3 || !hc_str_is(c->args[0], "import"))
        code = hc_fail(&err, HC_E_USAGE, "E-CLI-07", "usage: haechi label import FILE [RUN] [--overwrite]\nsee: haechi help label",
                       "사용법: haechi label import 파일 [실행] [--overwrite]\n보기: haechi help label");
    if (code == HC_OK)
        code = import(&j, &written, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    if (hc_opt_has(c, "json"))
        say_json(&j, written);
    else
        say(&j, written);
    return HC_EXIT_OK;
}
