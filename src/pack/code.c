// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include "pack/pack_int.h"
#include "text/display.h"

static bool is_code(hc_str path)
{
    return hc_str_starts(path, HC_S("code/"));
}

/* These paths are written to disk later: no step up, no empty or hidden part, nothing that a terminal would not show. */
static bool path_ok(hc_arena *a, hc_str path)
{
    hc_str rest = path, part;
    bool ok = path.n <= 1000 && hc_str_eq(hc_display_safe(a, path, false), path) && !hc_str_ends(path, HC_S("/"));
    while (ok && hc_str_cut(&rest, '/', &part))
        ok = part.n > 0 && part.p[0] != '.';
    return ok;
}

static int by_path(const void *x, const void *y)
{
    return hc_str_cmp((*(const hc_pack_file *const *)x)->path, (*(const hc_pack_file *const *)y)->path);
}

static void write_file(hc_jw *w, const hc_pack_file *f)
{
    char hex[HC_SHA256_HEX];
    hc_digest d = hc_sha256(f->bytes);
    hc_hex(d.b, HC_SHA256_BYTES, hex);
    hc_jw_arr(w);
    hc_jw_str(w, f->path);
    hc_jw_c(w, hex);
    hc_jw_end(w);
}

void hc_pack_seal_code(hc_problems *ps, hc_pack *p, const hc_json *scorers)
{
    const hc_pack_file **files = HC_NEW_N(ps->a, const hc_pack_file *, p->n_files);
    size_t n = 0;
    for (size_t i = 0; i < p->n_files; i++) {
        if (!is_code(p->files[i].path))
            continue;
        files[n++] = &p->files[i];
        if (!path_ok(ps->a, p->files[i].path)) {
            hc_spot at = {.file = p->files[i].path};
            hc_problem(ps, &at, "E-PACK-09", "this file name is not allowed below code/", "code/ 아래에 쓸 수 없는 파일 이름임");
        }
    }
    if (!p->n_commands)
        return;
    qsort(files, n, sizeof(const hc_pack_file *), by_path);
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_c(&b, "{\"files\":");
    hc_jw_init(&w, &b);
    hc_jw_arr(&w);
    for (size_t i = 0; i < n; i++)
        write_file(&w, files[i]);
    hc_jw_end(&w);
    hc_buf_c(&b, ",\"scorers\":");
    hc_json_canonical(scorers, &b);
    hc_buf_c(&b, "}");
    hc_digest d = hc_sha256(hc_buf_view(&b));
    hc_hex(d.b, HC_SHA256_BYTES, p->code_digest);
}
