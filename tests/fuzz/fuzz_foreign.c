// SPDX-License-Identifier: Apache-2.0
#include "fuzz_file.h"
#include "interop/import.h"
#include "pack/pack.h"

typedef struct seen { hc_foreign *f; size_t n; } seen;

static hc_code look(void *ctx, const hc_foreign_record *r, hc_err *err)
{
    seen *s = ctx;
    (void)err;
    HC_ASSERT(r->target < s->f->n_targets && r->item < s->f->n_items && r->epoch < s->f->epochs);
    s->n++;
    return HC_OK;
}

/* A name that the format asks for, for the file in memory. */
static hc_str named(const char *file, size_t format)
{
    static const char *const names[] = {"t.csv", "samples_t_2025-01-01T00.jsonl", "t.json"};
    static char folder[] = "/tmp/haechi-fuzz-XXXXXX", path[HC_LEN(names)][80];
    static bool made;
    if (!made && !mkdtemp(folder))
        abort();
    made = true;
    if (!path[format][0]) {
        snprintf(path[format], sizeof path[format], "%s/%s", folder, names[format]);
        if (symlink(file, path[format]) != 0)
            abort();
    }
    return hc_str_c(path[format]);
}

/* The first byte says the format. Whatever is read becomes a pack that can be read, and records that are of it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const formats[] = {"csv", "lm-eval", "inspect"};
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    const hc_importer *im;
    hc_foreign *f;
    hc_pack *pack;
    hc_err err = {0};
    if (!size)
        return 0;
    size_t format = data[0] % HC_LEN(formats);
    hc_str path = named(fuzz_file(data + 1, size - 1), format);
    HC_ASSERT(hc_importer_find(hc_str_c(formats[format]), &im, &err) == HC_OK);
    if (hc_import_open(a, im, &path, 1, HC_S(""), &f, &err)) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    const hc_pack_file files[] = {{HC_S("pack.yaml"), f->manifest}, {HC_S("items/items.jsonl"), f->items}};
    bool own = format == 2 && memmem(data, size, "haechi", 6);    /* its manifest is the file's own */
    HC_ASSERT(hc_pack_parse(a, f->name, files, HC_LEN(files), &pack, &err) == HC_OK ? pack->items.n == f->n_items : own);
    seen s = {f, 0};
    HC_ASSERT(f->each(f, look, &s, &err) == HC_OK);
    HC_ASSERT(s.n + f->problems_seen >= f->n_items && s.n <= f->n_targets * f->n_items * f->epochs);
    return 0;
}
