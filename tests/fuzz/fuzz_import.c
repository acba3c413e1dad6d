// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "interop/published.h"
#include "io/file.h"
#include "pack/pack.h"

/*
 * Any bytes as the files of any format; the first byte is the format. Refused with both messages, or the pack that it writes is a
 * pack, its items are those that it counts, no record comes twice, every record is in range, has a known state and can be read
 * back, labels of one rater stand together, and every row was taken over or noted.
 */

typedef struct { hc_foreign *f; hc_arena *a; bool *seen; size_t n; } checked;

static hc_code check(void *ctx, const hc_foreign_record *r, hc_err *err)
{
    checked *c = ctx;
    const hc_foreign *f = c->f;
    hc_conversation back;
    HC_AUTO(hc_buf) b;
    (void)err;
    HC_ASSERT(r->target < f->n_targets && r->item < f->n_items && r->epoch < f->epochs);
    bool *seen = &c->seen[(r->target * f->n_items + r->item) * f->epochs + r->epoch];
    HC_ASSERT(!*seen);
    *seen = true;
    c->n++;
    hc_buf_init(&b, SIZE_MAX);
    hc_conversation_write(&r->conversation, &b);
    HC_ASSERT(hc_conversation_read(c->a, hc_buf_view(&b), &back, NULL) == HC_OK);
    HC_ASSERT(back.transcript.n == r->conversation.transcript.n);
    for (size_t from = 0; from < r->n_labels;) {
        size_t n = 1;
        hc_str rater = r->labels[from].rater;
        while (from + n < r->n_labels && hc_str_eq(r->labels[from + n].rater, rater))
            n++;
        HC_AUTO(hc_buf) said;
        hc_label *list = NULL;
        size_t n_list = 0, cap = 0;
        hc_buf_init(&said, SIZE_MAX);
        hc_labels_write(c->a, &r->labels[from], n, &said);
        HC_ASSERT(hc_labels_merge(c->a, hc_buf_view(&said), &list, &n_list, &cap, NULL) == HC_OK && n_list >= 1);
        from += n;
        for (size_t i = from; i < r->n_labels; i++)
            HC_ASSERT(!hc_str_eq(r->labels[i].rater, rater));
    }
    return HC_OK;
}

/* `own`: the manifest may be the log's own, which need not be one. */
static void must_be_a_run(hc_arena *a, hc_foreign *f, bool own)
{
    hc_err err = {0};
    hc_pack *pack;
    const hc_pack_file files[] = {{HC_S("pack.yaml"), f->manifest}, {HC_S("items/items.jsonl"), f->items}};
    HC_ASSERT(f->n_items && f->n_targets && f->epochs && f->n_problems <= f->problems_seen);
    bool is_pack = hc_pack_parse(a, f->name, files, HC_LEN(files), &pack, &err) == HC_OK;
    HC_ASSERT(is_pack ? pack->items.n == f->n_items : own);
    checked c = {.f = f, .a = a};
    c.seen = hc_alloc(a, f->n_targets * f->n_items * f->epochs);
    memset(c.seen, 0, f->n_targets * f->n_items * f->epochs);
    HC_ASSERT(f->each(f, check, &c, &err) == HC_OK);
    HC_ASSERT(c.n <= f->rows && f->rows - c.n <= f->problems_seen);
}

/* The files that a format wants, by name; the bytes of several stand one after the other, a NUL between them. */
enum { FILES_MAX = 3 };
static const struct { const char *format, *name[FILES_MAX]; } kinds[] = {
    {"agentdojo", {"runs.jsonl"}}, {"ko-mcq", {"B__m.csv"}}, {"rtplx", {"labels.tsv"}}, {"square", {"s.json"}}, {"csv", {"t.csv"}},
    {"lm-eval", {"samples_t_2025-01-01T00.jsonl"}}, {"inspect", {"t.json"}}, {"taubench", {"m-airline.jsonl"}},
    {"kobbq", {"KoBBQ_test_samples.tsv", "m.tsv"}}, {"odcv", {"scores_grok.csv", "scores_final_median.csv", "traces.jsonl"}},
    {"escalaition", {"actions.csv", "scores.csv", "classes.csv"}}, {"agentdojo", {"index.csv"}}, {"agentdojo", {"runs.jsonl", "expected.csv"}},
    {"rtplx", {"human_labels.tsv", "published_kappa_human.tsv"}},
};

static size_t write_files(const char *folder, const char *const *names, hc_str bytes, char (*path)[80], hc_str *out)
{
    size_t n = 0;
    for (; n < FILES_MAX && names[n]; n++) {
        ptrdiff_t end = n + 1 < FILES_MAX && names[n + 1] ? hc_str_find(bytes, (hc_str){"", 1}) : -1;
        hc_str one = end < 0 ? bytes : hc_str_sub(bytes, 0, (size_t)end);
        bytes = end < 0 ? HC_S("") : hc_str_sub(bytes, (size_t)end + 1, bytes.n);
        snprintf(path[n], sizeof path[n], "%s/%s", folder, names[n]);
        HC_ASSERT(hc_file_write(path[n], one, 0600, NULL) == HC_OK);
        out[n] = hc_str_c(path[n]);
    }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char folder[] = "/tmp/haechi-fuzz-import-XXXXXX", path[FILES_MAX][80];
    static bool made;
    HC_ASSERT(made || mkdtemp(folder));
    made = true;
    if (size < 1)
        return 0;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t kind = data[0] % HC_LEN(kinds);
    const hc_importer *im;
    hc_str files[FILES_MAX];
    hc_foreign *f;
    hc_err err = {0};
    HC_ASSERT(hc_importer_find(hc_str_c(kinds[kind].format), &im, &err) == HC_OK);
    size_t n = write_files(folder, kinds[kind].name, (hc_str){(const char *)data + 1, size - 1}, path, files);
    hc_pub_part *parts;
    size_t n_parts;
    if (hc_published_open(a, im, files, n, &parts, &n_parts, &err) != HC_OK)
        HC_ASSERT(err.en[0] && err.ko[0]);
    if (hc_import_open(a, im, files, n, HC_S(""), &f, &err) != HC_OK) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    must_be_a_run(a, f, strcmp(kinds[kind].format, "inspect") == 0);
    return 0;
}
