// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_int.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "io/file.h"
#include "text/display.h"

static void push(hc_arena *a, hc_str **list, size_t *n, size_t *cap, hc_str s)
{
    HC_GROW(a, *list, *n, *cap);
    (*list)[(*n)++] = s;
}

void hc_pack_dirs(hc_arena *a, hc_str **out, size_t *out_n)
{
    size_t n = 0, cap = 0;
    hc_str *list = NULL, env = hc_str_c(getenv("HAECHI_PACKS")), one;
    push(a, &list, &n, &cap, HC_S("."));
    push(a, &list, &n, &cap, HC_S("packs"));
    while (hc_str_cut(&env, ':', &one))
        if (one.n)
            push(a, &list, &n, &cap, hc_str_dup(a, one));
    push(a, &list, &n, &cap, HC_S(HC_DATADIR "/haechi/packs"));
    *out = list;
    *out_n = n;
}

static bool is_pack_dir(hc_arena *a, hc_str dir)
{
    return hc_file_exists(hc_cstr(a, hc_path_join(a, dir, HC_S("pack.yaml"))));
}

static int by_text(const void *x, const void *y)
{
    return hc_str_cmp(*(const hc_str *)x, *(const hc_str *)y);
}

hc_code hc_pack_list(hc_arena *a, hc_str **out_paths, size_t *out_n, hc_err *err)
{
    (void)err;
    hc_str *dirs, *list = NULL;
    size_t n_dirs, n = 0, cap = 0;
    hc_pack_dirs(a, &dirs, &n_dirs);
    for (size_t i = 0; i < n_dirs; i++) {
        DIR *d = opendir(hc_cstr(a, dirs[i]));
        size_t first = n;
        for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
            hc_str path = hc_path_join(a, dirs[i], hc_str_dup(a, hc_str_c(e->d_name)));
            if (e->d_name[0] != '.' && n < HC_PACK_FILES_MAX && is_pack_dir(a, path))
                push(a, &list, &n, &cap, path);
        }
        if (d)
            closedir(d);
        if (n > first)
            qsort(list + first, n - first, sizeof *list, by_text);
    }
    *out_paths = list;
    *out_n = n;
    return HC_OK;
}

/* The pack's name where no manifest gives one: what addresses cannot hold becomes "_". */
static hc_str safe_name(hc_arena *a, hc_str base)
{
    hc_str shown = hc_display_safe(a, base, false);
    char *s = hc_cstr(a, shown);
    for (size_t i = 0; i < shown.n; i++)
        if (strchr(" :/\\<>", s[i]))
            s[i] = '_';
    return shown.n ? (hc_str){s, shown.n} : HC_S("pack");
}

/* Files that belong to a pack; everything else in its folder stays out of snapshots. */
static bool is_part(hc_str path)
{
    static const char *const files[] = {"pack.yaml", "items.jsonl", "items.csv", "judge-tests.jsonl", "README.md",
                                        "README.ko.md", "CHANGES.md", "LICENSE"};
    for (size_t i = 0; i < HC_LEN(files); i++)
        if (hc_str_is(path, files[i]))
            return true;
    if (hc_str_starts(path, HC_S("code/")))
        return true;
    if (hc_str_starts(path, HC_S("items/")))
        return hc_str_ends(path, HC_S(".jsonl")) || hc_str_ends(path, HC_S(".csv")) || hc_str_ends(path, HC_S(".tsv"));
    return hc_str_starts(path, HC_S("rubrics/")) && hc_str_ends(path, HC_S(".md"));
}

static hc_code read_folder(hc_arena *a, hc_str dir, hc_pack_file **out, size_t *out_n, hc_err *err)
{
    hc_dir_file *all;
    size_t n_all, n = 0;
    HC_TRY(hc_dir_list(a, hc_cstr(a, dir), HC_PACK_FILES_MAX, &all, &n_all, err));
    hc_pack_file *files = HC_NEW_N(a, hc_pack_file, n_all);
    for (size_t i = 0; i < n_all; i++) {
        if (!is_part(all[i].path))
            continue;
        files[n].path = all[i].path;
        HC_TRY(hc_file_read(a, hc_cstr(a, hc_path_join(a, dir, all[i].path)), HC_FILE_BYTES_MAX, &files[n].bytes, err));
        n++;
    }
    *out = files;
    *out_n = n;
    return HC_OK;
}

static hc_code read_file(hc_arena *a, hc_str path, hc_str *out_name, hc_pack_file **out, size_t *out_n, hc_err *err)
{
    hc_pack_file *f = HC_NEW(a, hc_pack_file);
    HC_TRY(hc_file_read(a, hc_cstr(a, path), HC_FILE_BYTES_MAX, &f->bytes, err));
    f->path = hc_str_is(path, "-") ? HC_S("stdin") : hc_str_dup(a, hc_path_base(path));
    size_t dot = f->path.n;
    while (dot > 1 && f->path.p[dot - 1] != '.')
        dot--;
    *out_name = safe_name(a, dot > 1 ? hc_str_sub(f->path, 0, dot - 1) : f->path);
    *out = f;
    *out_n = 1;
    return HC_OK;
}

static hc_code no_manifest(hc_str dir, hc_err *err)
{
    return hc_fail(err, HC_E_NOTFOUND, "E-PACK-01",
                   "%.*s is a folder without pack.yaml\n"
                   "make a pack of a file: haechi pack new NEW_FOLDER --from FILE.csv",
                   "%.*s 폴더에 pack.yaml이 없음\n파일로 팩 만들기: haechi pack new 새폴더 --from 파일.csv", HC_FS(dir));
}

static hc_code not_found(hc_arena *a, hc_str name, const hc_str *dirs, size_t n_dirs, hc_err *err)
{
    hc_str *paths, shown = hc_display_safe(a, name, false);
    size_t n;
    HC_AUTO(hc_buf) looked;
    hc_buf_init(&looked, 600);
    for (size_t i = 0; i < n_dirs; i++)
        hc_buf_fmt(&looked, "%s%.*s", i ? ", " : "", HC_FS(dirs[i]));
    HC_TRY(hc_pack_list(a, &paths, &n, err));
    const char **names = HC_NEW_N(a, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        names[i] = hc_cstr(a, hc_path_base(paths[i]));
    const char *near = hc_nearest(name, names, n);
    hc_str where = hc_buf_view(&looked);
    hc_fail(err, HC_E_NOTFOUND, "E-PACK-01", "no file or pack \"%.*s\"; looked in %.*s",
            "파일이나 팩 \"%.*s\"{을/를} 찾지 못함; 찾아본 곳 %.*s", HC_FS(shown), HC_FS(where));
    if (near)
        hc_err_hint(err, "did you mean %s?", "혹시 %s입니까?", near);
    else
        hc_err_hint(err, "packs that are there: haechi pack ls", "있는 팩 보기: haechi pack ls");
    return HC_E_NOTFOUND;
}

static hc_code open_dir(hc_arena *a, hc_str dir, hc_str *out_name, hc_pack_file **out, size_t *out_n, hc_err *err)
{
    while (dir.n > 1 && hc_str_ends(dir, HC_S("/")))
        dir.n--;
    if (!is_pack_dir(a, dir))
        return no_manifest(hc_display_safe(a, dir, false), err);
    *out_name = safe_name(a, hc_path_base(dir));
    return read_folder(a, dir, out, out_n, err);
}

hc_code hc_pack_read(hc_arena *a, const char *path_or_name, hc_str *out_name, hc_pack_file **out, size_t *out_n,
                     hc_err *err)
{
    hc_str name = hc_str_dup(a, hc_str_c(path_or_name)), *dirs;
    size_t n_dirs;
    bool here = hc_dir_exists(path_or_name);
    if (hc_str_is(name, "-") || (hc_file_exists(path_or_name) && !here))
        return read_file(a, name, out_name, out, out_n, err);
    if (memchr(name.p, '/', name.n) || hc_str_is(name, ".") || hc_str_is(name, "..")) {
        if (here)
            return open_dir(a, name, out_name, out, out_n, err);
        hc_str dir = hc_path_dir(name);
        return not_found(a, name, &dir, 1, err);
    }
    hc_pack_dirs(a, &dirs, &n_dirs);
    for (size_t i = 0; name.n && i < n_dirs; i++) {
        hc_str dir = hc_path_join(a, dirs[i], name);
        if (is_pack_dir(a, dir))
            return open_dir(a, dir, out_name, out, out_n, err);
    }
    return here ? no_manifest(hc_display_safe(a, name, false), err) : not_found(a, name, dirs, n_dirs, err);
}
