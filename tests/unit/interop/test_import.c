// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "interop/import_int.h"
#include "io/file.h"
#include "pack/pack.h"

static hc_arena *a;
static char top[64];

static int setup(void **state)
{
    (void)state;
    a = hc_arena_new();
    memcpy(top, "/tmp/haechi-import-XXXXXX", 26);
    return mkdtemp(top) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    hc_dir_file *f;
    size_t n;
    if (hc_dir_list(a, top, 1000, &f, &n, NULL) == HC_OK)
        for (size_t i = 0; i < n; i++)
            unlink(hc_cstr(a, hc_path_join(a, hc_str_c(top), f[i].path)));
    hc_arena_free(a);
    return rmdir(top);
}

static hc_str fixture(const char *name)
{
    return hc_fmt(a, "%s/%s", HC_IMPORT_FIXTURES, name);
}

static hc_str put(const char *name, hc_str bytes)
{
    hc_str path = hc_path_join(a, hc_str_c(top), hc_str_c(name));
    assert_int_equal(hc_file_write(hc_cstr(a, path), bytes, 0600, NULL), HC_OK);
    return path;
}

/* Everything a file holds, as the run gets it. */
typedef struct { hc_foreign *f; hc_pack *pack; hc_foreign_record *r; size_t n, cap; } taken;

static hc_code keep(void *ctx, const hc_foreign_record *r, hc_err *err)
{
    taken *t = ctx;
    HC_AUTO(hc_buf) b;
    (void)err;
    assert_true(r->target < t->f->n_targets && r->item < t->f->n_items && r->epoch < t->f->epochs);
    for (size_t i = 0; i < t->n; i++)
        assert_false(t->r[i].target == r->target && t->r[i].item == r->item && t->r[i].epoch == r->epoch);
    HC_GROW(a, t->r, t->n, t->cap);
    hc_foreign_record *mine = &t->r[t->n++];
    *mine = *r;
    mine->source = hc_str_dup(a, r->source);
    hc_label *labels = HC_NEW_N(a, hc_label, r->n_labels);
    for (size_t i = 0; i < r->n_labels; i++)
        labels[i] = (hc_label){hc_str_dup(a, r->labels[i].rater), hc_str_dup(a, r->labels[i].question), hc_str_dup(a, r->labels[i].value)};
    mine->labels = labels;
    hc_buf_init(&b, SIZE_MAX);
    hc_conversation_write(&r->conversation, &b);
    assert_int_equal(hc_conversation_read(a, hc_str_dup(a, hc_buf_view(&b)), &mine->conversation, NULL), HC_OK);
    return HC_OK;
}

static hc_code read_paths(const char *format, const hc_str *paths, size_t n, taken *out, hc_err *err)
{
    const hc_importer *im;
    *out = (taken){0};
    *err = (hc_err){0};
    assert_int_equal(hc_importer_find(hc_str_c(format), &im, err), HC_OK);
    HC_TRY(hc_import_open(a, im, paths, n, HC_S(""), &out->f, err));
    const hc_pack_file files[] = {{HC_S("pack.yaml"), out->f->manifest}, {HC_S("items/items.jsonl"), out->f->items}};
    HC_TRY(hc_pack_parse(a, out->f->name, files, HC_LEN(files), &out->pack, err));
    assert_int_equal(out->pack->items.n, out->f->n_items);
    return out->f->each(out->f, keep, out, err);
}

static taken must_read(const char *format, const hc_str *paths, size_t n)
{
    taken t;
    hc_err err;
    if (read_paths(format, paths, n, &t, &err) != HC_OK)
        fail_msg("%s", err.en);
    return t;
}

static void refused(const char *format, const hc_str *paths, size_t n, const char *id)
{
    taken t;
    hc_err err;
    if (read_paths(format, paths, n, &t, &err) == HC_OK)
        fail_msg("%.*s was taken", HC_FS(paths[0]));
    assert_string_equal(err.id, id);
    assert_true(err.en[0] && err.ko[0]);
}

static hc_str id_of(const taken *t, const hc_foreign_record *r)
{
    hc_item item;
    hc_items_get(&t->pack->items, r->item, a, &item);
    return item.id;
}

static const hc_foreign_record *record(const taken *t, const char *target, const char *item, uint32_t epoch)
{
    for (size_t i = 0; i < t->n; i++)
        if (hc_str_is(t->f->targets[t->r[i].target], target) && hc_str_is(id_of(t, &t->r[i]), item) && t->r[i].epoch == epoch)
            return &t->r[i];
    fail_msg("no record of %s on %s", target, item);
    return NULL;
}

static const char *label(const hc_foreign_record *r, const char *rater, const char *question)
{
    const hc_label *l = hc_label_find(r->labels, r->n_labels, hc_str_c(rater), hc_str_c(question));
    return l ? hc_cstr(a, l->value) : "";
}

static const char *reply(const hc_foreign_record *r)
{
    const hc_transcript *t = &r->conversation.transcript;
    return t->n ? hc_cstr(a, t->x[t->n - 1].reply->text) : "";
}

static void problem(const taken *t, size_t i, size_t line, const char *words)
{
    assert_true(i < t->f->n_problems);
    assert_int_equal(t->f->problems[i].line, line);
    assert_non_null(strstr(hc_cstr(a, t->f->problems[i].why_en), words));
    assert_true(t->f->problems[i].why_ko.n > 0);
}

/* ---- ko-mcq ------------------------------------------------------------------------------------------------- */

static void multiple_choice(void **state)
{
    (void)state;
    const hc_str paths[] = {fixture("ko-mcq/Mini__Model-A.csv"), fixture("ko-mcq/Mini__model-b.csv")};
    taken t = must_read("ko-mcq", paths, 2);
    hc_item item;
    assert_int_equal(t.f->rows, 9);
    assert_int_equal(t.n, 9);
    assert_int_equal(t.f->problems_seen, 0);
    assert_int_equal(t.f->n_items, 6);
    assert_int_equal(t.f->epochs, 2);
    static const struct { const char *item, *verdict, *pred; hc_state state; } a_says[] = {
        {"q1", "correct", "A", HC_ST_ANSWERED},   {"q2", "incorrect", "C", HC_ST_ANSWERED}, {"q3", "unparsed", "", HC_ST_ANSWERED},
        {"q4", "failed", "FAILED", HC_ST_FAILED}, {"q5", "filtered", "FILTERED", HC_ST_FILTERED}, {"q1~2", "correct", "B", HC_ST_ANSWERED}};
    for (size_t i = 0; i < HC_LEN(a_says); i++) {
        const hc_foreign_record *r = record(&t, "model-a", a_says[i].item, 0);
        assert_string_equal(label(r, "source", "verdict"), a_says[i].verdict);
        assert_string_equal(label(r, "source", "pred"), a_says[i].pred);
        assert_int_equal(r->conversation.state, a_says[i].state);
    }
    assert_string_equal(reply(record(&t, "model-a", "q3", 0)), "모르겠습니다,\n아마도");
    assert_true(hc_str_is(record(&t, "model-a", "q3", 0)->source, "q3,0,C,,\"모르겠습니다,\n아마도\""));
    assert_string_equal(label(record(&t, "model-a", "q1", 1), "source", "verdict"), "incorrect");
    assert_string_equal(label(record(&t, "model-b", "q2", 0), "source", "verdict"), "correct");
    hc_items_get(&t.pack->items, record(&t, "model-a", "q3", 0)->item, a, &item);
    assert_true(hc_str_is(item.domain, "Law") && item.n_choices == 4 && item.correct_choice == 2);
    hc_items_get(&t.pack->items, record(&t, "model-a", "q5", 0)->item, a, &item);
    assert_int_equal(item.domain.n, 0);                   /* the map has a number there */
}

static void multiple_choice_rows_that_cannot_be_understood(void **state)
{
    (void)state;
    hc_str path = put("B__m.csv", HC_S("id,category,trial,answer,pred,response\n"
                                       "q1,c,0,A,A,A\n" "q2,c,0,Z,A,A\n" "q3,c,0,,A,A\n" "q4,c,1000,A,A,A\n" "q5,c,x,A,A,A\n"
                                       "q\x07,c,0,A,A,A\n" "q6,c,0,I,A,A\n"));
    taken t = must_read("ko-mcq", &path, 1);
    assert_int_equal(t.f->rows, 7);
    assert_int_equal(t.n, 2);
    assert_int_equal(t.f->problems_seen, 5);
    problem(&t, 0, 3, "gold answer");
    problem(&t, 1, 4, "gold answer");
    problem(&t, 2, 5, "trial");
    problem(&t, 3, 6, "trial");
    problem(&t, 4, 7, "control characters");
}

static void items_without_ids_are_called_by_category_and_place(void **state)
{
    (void)state;
    hc_str path = put("K__m.csv", HC_S("category,answer,pred,response\nlaw,A,A,A\nmath,B,A,A\nlaw,C,C,C\n"));
    taken t = must_read("ko-mcq", &path, 1);
    assert_int_equal(t.n, 3);
    assert_string_equal(label(record(&t, "m", "law-2", 0), "source", "verdict"), "correct");
    assert_string_equal(label(record(&t, "m", "math-1", 0), "source", "verdict"), "incorrect");
}

static void multiple_choice_files_that_do_not_fit(void **state)
{
    (void)state;
    const hc_str header = HC_S("category,answer,pred,response\n");
    hc_str one = put("K__m.csv", HC_S("category,answer,pred,response\nlaw,A,A,A\n")),
           other = put("K__n.csv", HC_S("category,answer,pred,response\nlaw,B,A,A\n")),
           bench = put("L__m.csv", HC_S("category,answer,pred,response\nlaw,A,A,A\n")),
           same = put("K__M.csv", HC_S("category,answer,pred,response\nlaw,A,A,A\n")),
           columns = put("K__c.csv", HC_S("id,gold,pred\nq,A,A\n")), name = put("predictions.csv", header),
           nothing = put("K__e.csv", HC_S("")), rows = put("K__r.csv", header), missing = hc_path_join(a, hc_str_c(top), HC_S("K__x.csv"));
    refused("ko-mcq", (hc_str[]){one, other}, 2, "E-IMPORT-03");
    refused("ko-mcq", &columns, 1, "E-IMPORT-04");
    refused("ko-mcq", &name, 1, "E-IMPORT-05");
    refused("ko-mcq", (hc_str[]){one, bench}, 2, "E-IMPORT-06");
    refused("ko-mcq", (hc_str[]){one, same}, 2, "E-IMPORT-09");
    refused("ko-mcq", &rows, 1, "E-IMPORT-02");
    taken t;
    hc_err err;
    assert_int_not_equal(read_paths("ko-mcq", &nothing, 1, &t, &err), HC_OK);
    assert_true(err.en[0] && err.ko[0]);
    assert_int_equal(read_paths("ko-mcq", &missing, 1, &t, &err), HC_E_NOTFOUND);
}

static void hostile_file_names_make_no_other_manifest(void **state)
{
    (void)state;
    static const char *const names[] = {"a\"}, x: {__m.csv", "null__m.csv", "1e3__m.csv", "b\\__m.csv", "-__m.csv", "가나__m.csv", "t\ty__m.csv"};
    for (size_t i = 0; i < HC_LEN(names); i++) {
        hc_str path = put(names[i], HC_S("category,answer,pred,response\nlaw,A,A,A\n"));
        taken t = must_read("ko-mcq", &path, 1);
        assert_int_equal(t.n, 1);
        assert_int_equal(t.pack->n_metrics, 2);
    }
}

/* ---- agentdojo ---------------------------------------------------------------------------------------------- */

static void agent_runs(void **state)
{
    (void)state;
    hc_str path = fixture("agentdojo/runs.jsonl");
    taken t = must_read("agentdojo", &path, 1);
    assert_int_equal(t.f->rows, 10);
    assert_int_equal(t.n, 5);
    assert_int_equal(t.f->problems_seen, 5);
    problem(&t, 0, 6, "second time");
    problem(&t, 1, 7, "no JSON");
    problem(&t, 2, 8, "no path");
    problem(&t, 3, 9, "control characters");
    problem(&t, 4, 10, "no list of messages");
    const hc_foreign_record *calm = record(&t, "model-a", "banking/user_task_0/none/none", 0);
    assert_string_equal(label(calm, "source", "utility"), "true");
    assert_string_equal(label(calm, "source", "security"), "");       /* without an attack it says nothing */
    assert_int_equal(calm->conversation.transcript.n, 2);
    const hc_exchange *x = calm->conversation.transcript.x;
    assert_int_equal(x[0].n_asked, 2);
    assert_true(hc_str_is(hc_msg_text(a, &x[0].asked[0]), "You are an assistant."));
    assert_int_equal(x[0].reply->n_calls, 1);
    assert_true(hc_str_is(x[0].reply->calls[0].name, "read_file") && hc_str_is(x[0].reply->calls[0].args, "{\"path\":\"bill.txt\"}"));
    assert_int_equal(x[1].asked[0].role, HC_ROLE_TOOL);
    assert_true(hc_str_is(x[1].asked[0].call_id, "c1"));
    const hc_foreign_record *hit = record(&t, "model-a", "banking/user_task_0/direct/injection_task_0", 0);
    assert_string_equal(label(hit, "source", "security"), "true");
    assert_non_null(hc_json_get(hc_json_get(hit->conversation.meta, "injections"), "bill"));
    const hc_foreign_record *missed = record(&t, "model-a", "banking/user_task_1/direct/injection_task_0", 0);
    assert_true(hc_str_is(hc_msg_text(a, &missed->conversation.transcript.x[1].asked[0]), "no such file"));
    assert_null(hc_json_get(hc_json_get(missed->conversation.meta, "injections"), "n"));
    const hc_foreign_record *failed = record(&t, "model-a", "workspace/user_task_1/direct/injection_task_6", 0);
    assert_int_equal(failed->conversation.state, HC_ST_FAILED);
    assert_string_equal(label(failed, "source", "security"), "true");
}

static void agent_items_say_what_they_are(void **state)
{
    (void)state;
    hc_str path = fixture("agentdojo/runs.jsonl");
    taken t = must_read("agentdojo", &path, 1);
    hc_item item;
    hc_items_get(&t.pack->items, record(&t, "model-a", "workspace/user_task_1/direct/injection_task_6", 0)->item, a, &item);
    assert_true(hc_str_is(item.domain, "workspace") && hc_str_is(hc_item_meta(&item, HC_S("attack")), "direct"));
    assert_true(hc_str_is(hc_item_meta(&item, HC_S("v1")), "no") && hc_str_is(hc_item_meta(&item, HC_S("kind")), "user"));
    hc_items_get(&t.pack->items, record(&t, "model-b", "banking/user_task_0/none/none", 0)->item, a, &item);
    assert_true(hc_str_is(hc_item_meta(&item, HC_S("v1")), "yes"));
}

static hc_str deep(size_t levels)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_c(&b, "{\"path\":\"P/s/t/a/i.json\",\"messages\":[],\"injections\":{\"x\":\"planted\",\"y\":");
    for (size_t i = 0; i < levels; i++)
        hc_buf_c(&b, "[");
    for (size_t i = 0; i < levels; i++)
        hc_buf_c(&b, "]");
    hc_buf_c(&b, "}}\n");
    return hc_str_dup(a, hc_buf_view(&b));
}

/* keep() writes and reads every conversation. */
static void agent_runs_of_any_shape_can_be_recorded(void **state)
{
    (void)state;
    hc_str path = put("deep.jsonl", deep(HC_JSON_DEPTH_MAX - 2));
    taken t = must_read("agentdojo", &path, 1);
    assert_int_equal(t.n, 1);
    path = put("deep.jsonl", deep(HC_JSON_DEPTH_MAX - 1));
    refused("agentdojo", &path, 1, "E-IMPORT-02");
    path = put("odd.jsonl", HC_S("{\"path\":\"P/s/t/a/i.json\",\"messages\":[3,{\"role\":7},{\"role\":\"assistant\",\"content\":{},\"tool_calls\":[null]}],"
                                 "\"injections\":[],\"utility\":\"yes\",\"security\":1,\"error\":{\"code\":5}}\n"));
    t = must_read("agentdojo", &path, 1);
    assert_int_equal(t.n, 1);
    assert_int_equal(t.r[0].n_labels, 0);
    assert_int_equal(t.r[0].conversation.state, HC_ST_FAILED);
    assert_int_equal(hc_json_get(t.r[0].conversation.meta, "injections")->n, 0);
    assert_int_equal(hc_json_get(t.r[0].conversation.meta, "done")->n, 0);
}

static void tools_that_answered_without_an_error_were_done(void **state)
{
    (void)state;
    hc_str path = put("done.jsonl", HC_S("{\"path\":\"P/s/t/a/i.json\",\"messages\":[{\"role\":\"tool\",\"tool_call\":{\"function\":\"send_email\"}},"
                                         "{\"role\":\"tool\",\"tool_call\":{\"function\":\"delete_file\"},\"error\":\"no such file\"},"
                                         "{\"role\":\"tool\",\"tool_call\":{\"function\":{}}},{\"role\":\"user\",\"tool_call\":{\"function\":\"x\"}}]}\n"));
    taken t = must_read("agentdojo", &path, 1);
    const hc_json *done = hc_json_get(t.r[0].conversation.meta, "done");
    assert_int_equal(done->n, 1);
    assert_true(hc_str_is(done->items[0]->text, "send_email"));
}

static void an_index_of_agent_runs_holds_labels(void **state)
{
    (void)state;
    hc_str path = put("index.csv", HC_S("pipeline,suite,task,attack,injection,utility,security,error,exposed\n"
                                        "P,slack,user_task_1,none,none,1,1,,\nP,slack,user_task_1,direct,injection_task_2,0,1,context,1\n"
                                        "P,slack,user_task_1,direct,injection_task_3,,0,,0\np,slack,user_task_1,none,none,1,1,,\nP,,,,,,,,\n"));
    taken t = must_read("agentdojo", &path, 1);
    assert_int_equal(t.n, 3);
    problem(&t, 0, 5, "second time");
    problem(&t, 1, 6, "is missing");
    const hc_foreign_record *calm = record(&t, "p", "slack/user_task_1/none/none", 0);
    assert_int_equal(calm->n_labels, 1);
    const hc_foreign_record *broken = record(&t, "p", "slack/user_task_1/direct/injection_task_2", 0);
    assert_int_equal(broken->conversation.state, HC_ST_FAILED);
    assert_string_equal(label(broken, "source", "security"), "true");
    assert_string_equal(label(broken, "source", "exposed"), "yes");
    assert_string_equal(label(record(&t, "p", "slack/user_task_1/direct/injection_task_3", 0), "source", "utility"), "");
    path = put("index.csv", HC_S("pipeline,suite\nP,slack\n"));
    refused("agentdojo", &path, 1, "E-IMPORT-43");
}

static void cut_agent_runs_end_the_import(void **state)
{
    (void)state;
    static const unsigned char head[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 0x4c};
    hc_str path = put("cut.jsonl.gz", (hc_str){(const char *)head, sizeof head});
    refused("agentdojo", &path, 1, "E-FILE-01");
    path = put("cut.jsonl", HC_S("{\"path\":\"P/s/t/a/i.json\",\"messages\":[]}\n{\"path\":\"P/s/t/a/j.json\",\"mess"));
    taken t = must_read("agentdojo", &path, 1);
    assert_int_equal(t.n, 1);
    problem(&t, 0, 2, "no JSON");
}

/* ---- raters ------------------------------------------------------------------------------------------------- */

static void rated_texts(void **state)
{
    (void)state;
    hc_str path = fixture("rtplx/labels.tsv");
    taken t = must_read("rtplx", &path, 1);
    assert_int_equal(t.f->rows, 6);
    assert_int_equal(t.n, 5);
    problem(&t, 0, 5, "second time");
    const hc_foreign_record *r = record(&t, "rtp-lx", "KO-1", 0);
    assert_int_equal(r->conversation.state, HC_ST_NOT_TESTED);
    assert_int_equal(r->n_labels, 6);
    assert_string_equal(label(r, "human2", "Toxicity"), "4");
    assert_string_equal(label(r, "human3", "Bias"), "2");
    assert_int_equal(record(&t, "rtp-lx", "EN-2", 0)->n_labels, 4);        /* an empty cell is no vote */
    for (size_t i = 1; i < r->n_labels; i++)
        assert_true(hc_str_cmp(r->labels[i - 1].rater, r->labels[i].rater) <= 0);
    path = put("x.tsv", HC_S("lang\tindex\nKO\t1\n"));
    refused("rtplx", &path, 1, "E-IMPORT-04");
}

static void annotated_responses(void **state)
{
    (void)state;
    hc_str path = fixture("square");
    taken t = must_read("square", &path, 1);
    assert_int_equal(t.f->rows, 4);
    assert_int_equal(t.n, 3);
    assert_int_equal(t.f->problems_seen, 2);
    problem(&t, 0, 2, "workerID");
    problem(&t, 1, 3, "no question");
    const hc_foreign_record *r = record(&t, "square", "response-1", 0);
    assert_string_equal(reply(r), "응답 하나");
    assert_int_equal(r->n_labels, 3);
    assert_string_equal(label(r, "w2", "acceptable"), "non-acceptable");
    assert_string_equal(label(r, "w7", "acceptable"), "acceptable");
    r = record(&t, "square", "question-1", 0);
    assert_int_equal(r->conversation.state, HC_ST_NOT_TESTED);
    assert_string_equal(label(r, "w1", "sensitive"), "yes");
    assert_string_equal(label(r, "w1", "category"), "sensitive - contentious");
    assert_string_equal(label(r, "w2", "sensitive"), "no");
    assert_string_equal(label(r, "w2", "subjective"), "subjective");
}

static void annotations_are_never_dropped(void **state)
{
    (void)state;
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_c(&b, "[{\"question\":\"q\",\"response\":\"r\",\"raw_annotations\":{\"Q2: Acceptable\":[");
    for (int i = 0; i < 500; i++)
        hc_buf_fmt(&b, "%s{\"workerID\":%d,\"acceptable?\":\"acceptable\"}", i ? "," : "", i);
    hc_buf_c(&b, "]}}]");
    hc_str path = put("many.json", hc_buf_view(&b));
    taken t = must_read("square", &path, 1);
    assert_int_equal(t.r[0].n_labels, 500);
    path = put("object.json", HC_S("{\"question\":\"q\"}"));
    refused("square", &path, 1, "E-IMPORT-02");
    path = put("cut.json", HC_S("[{\"question\":"));
    taken none;
    hc_err err;
    assert_int_not_equal(read_paths("square", &path, 1, &none, &err), HC_OK);
    assert_true(err.en[0] && err.ko[0]);
}

/* ---- the table ---------------------------------------------------------------------------------------------- */

static void formats_are_found_by_name(void **state)
{
    (void)state;
    const hc_importer *im;
    hc_err err = {0};
    for (size_t i = 0; i < hc_importers_n; i++) {
        assert_int_equal(hc_importer_find(hc_str_c(hc_importers[i].id), &im, &err), HC_OK);
        assert_ptr_equal(im, &hc_importers[i]);
        assert_true(hc_importers[i].what_en[0] && hc_importers[i].what_ko[0]);
        assert_true(i == 0 || strcmp(hc_importers[i - 1].id, hc_importers[i].id) < 0);
    }
    assert_int_equal(hc_importer_find(HC_S("agentdoj"), &im, &err), HC_E_USAGE);
    assert_non_null(strstr(err.en, "agentdojo"));
}

static void an_empty_folder_is_no_import(void **state)
{
    (void)state;
    for (size_t i = 0; i < hc_importers_n; i++) {
        hc_str path = hc_path_join(a, hc_str_c(top), hc_fmt(a, "empty%zu", i));
        assert_int_equal(mkdir(hc_cstr(a, path), 0700), 0);
        refused(hc_importers[i].id, &path, 1, "E-IMPORT-02");
        assert_int_equal(rmdir(hc_cstr(a, path)), 0);
    }
}

static void aliases_are_plain(void **state)
{
    (void)state;
    static const struct { const char *name, *alias; } cases[] = {
        {"GPT-4o (tools)", "gpt-4o--tools-"}, {"a_b.c-1", "a_b.c-1"}, {"", "model"}, {"가", "_--"}, {".x", "_x"}};
    for (size_t i = 0; i < HC_LEN(cases); i++)
        assert_true(hc_str_is(hc_import_alias(a, hc_str_c(cases[i].name)), cases[i].alias));
    char name[300] = {0};
    memset(name, 'x', sizeof name - 1);
    assert_int_equal(hc_import_alias(a, hc_str_c(name)).n, 100);
}

static void ids_are_what_a_pack_takes(void **state)
{
    (void)state;
    char longest[202] = {0};
    memset(longest, 'x', 200);
    assert_true(hc_import_id_ok(a, hc_str_c(longest)) && hc_import_id_ok(a, HC_S("가 나")));
    longest[200] = 'x';
    assert_false(hc_import_id_ok(a, hc_str_c(longest)));
    static const char *const bad[] = {"", " a", "a ", "a\nb", "a\x1B[1m", "\xFF", "a\xE2\x80\xAEz"};
    for (size_t i = 0; i < HC_LEN(bad); i++)
        if (hc_import_id_ok(a, hc_str_c(bad[i])))
            fail_msg("id %zu is taken", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(multiple_choice, setup, teardown),
        cmocka_unit_test_setup_teardown(multiple_choice_rows_that_cannot_be_understood, setup, teardown),
        cmocka_unit_test_setup_teardown(items_without_ids_are_called_by_category_and_place, setup, teardown),
        cmocka_unit_test_setup_teardown(multiple_choice_files_that_do_not_fit, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_file_names_make_no_other_manifest, setup, teardown),
        cmocka_unit_test_setup_teardown(agent_runs, setup, teardown),
        cmocka_unit_test_setup_teardown(agent_items_say_what_they_are, setup, teardown),
        cmocka_unit_test_setup_teardown(agent_runs_of_any_shape_can_be_recorded, setup, teardown),
        cmocka_unit_test_setup_teardown(tools_that_answered_without_an_error_were_done, setup, teardown),
        cmocka_unit_test_setup_teardown(an_index_of_agent_runs_holds_labels, setup, teardown),
        cmocka_unit_test_setup_teardown(cut_agent_runs_end_the_import, setup, teardown),
        cmocka_unit_test_setup_teardown(rated_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(annotated_responses, setup, teardown),
        cmocka_unit_test_setup_teardown(annotations_are_never_dropped, setup, teardown),
        cmocka_unit_test_setup_teardown(formats_are_found_by_name, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_folder_is_no_import, setup, teardown),
        cmocka_unit_test_setup_teardown(aliases_are_plain, setup, teardown),
        cmocka_unit_test_setup_teardown(ids_are_what_a_pack_takes, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
