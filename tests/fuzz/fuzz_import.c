// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "interop/import.h"
#include "io/file.h"
#include "pack/pack.h"

/*
 * Any bytes as a file of any format; the first byte is the importer. Refused with both messages, or the pack that it writes is a
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

static void must_be_a_run(hc_arena *a, hc_foreign *f)
{
    hc_err err = {0};
    hc_pack *pack;
    const hc_pack_file files[] = {{HC_S("pack.yaml"), f->manifest}, {HC_S("items/items.jsonl"), f->items}};
    HC_ASSERT(f->n_items && f->n_targets && f->epochs && f->n_problems <= f->problems_seen);
    HC_ASSERT(hc_pack_parse(a, f->name, files, HC_LEN(files), &pack, &err) == HC_OK);
    HC_ASSERT(pack->items.n == f->n_items);
    checked c = {.f = f, .a = a};
    c.seen = hc_alloc(a, f->n_targets * f->n_items * f->epochs);
    memset(c.seen, 0, f->n_targets * f->n_items * f->epochs);
    HC_ASSERT(f->each(f, check, &c, &err) == HC_OK);
    HC_ASSERT(c.n <= f->rows && f->rows - c.n <= f->problems_seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A name that every format takes, in a folder of its own. */
    static char folder[] = "/tmp/haechi-fuzz-import-XXXXXX", path[sizeof folder + 16];
    if (!path[0]) {
        HC_ASSERT(mkdtemp(folder));
        snprintf(path, sizeof path, "%s/B__m.csv", folder);
    }
    if (size < 1)
        return 0;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    const hc_importer *im = &hc_importers[data[0] % hc_importers_n];
    hc_str bytes = {(const char *)data + 1, size - 1}, name = hc_str_c(path);
    hc_foreign *f;
    hc_err err = {0};
    HC_ASSERT(hc_file_write(path, bytes, 0600, NULL) == HC_OK);
    if (hc_import_open(a, im, &name, 1, &f, &err) != HC_OK) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    must_be_a_run(a, f);
    return 0;
}
