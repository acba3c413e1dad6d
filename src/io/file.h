// SPDX-License-Identifier: Apache-2.0
#ifndef HC_IO_FILE_H
#define HC_IO_FILE_H

#include "base/str.h"

/* Files, blocking: for configuration, packs and exports, before and after a run. */

/* Whole file, at most max bytes (HC_E_LIMIT). "-" is standard input. */
hc_code hc_file_read(hc_arena *a, const char *path, size_t max, hc_str *out, hc_err *err);
/* Written to a temporary name in the same folder, synced, renamed; "-" is standard output. */
hc_code hc_file_write(const char *path, hc_str bytes, unsigned mode, hc_err *err);
/* The same for what is made piece by piece. `keep` false: nothing is left of it, but for what went to standard output or a device. */
typedef struct hc_sink hc_sink;
hc_code hc_sink_open(const char *path, unsigned mode, hc_sink **out, hc_err *err);
hc_code hc_sink_add(hc_sink *s, hc_str bytes, hc_err *err);
hc_code hc_sink_close(hc_sink *s, bool keep, hc_err *err);     /* frees it */
bool hc_file_exists(const char *path);
bool hc_dir_exists(const char *path);
hc_code hc_dir_make(const char *path, unsigned mode, hc_err *err);   /* with parents; existing is fine */

typedef struct hc_dir_file { hc_str path; /* relative, '/' */ int64_t size; int64_t mtime_us; } hc_dir_file;
/* Regular files below dir, sorted by path bytes; dot files and symbolic links are left out. */
hc_code hc_dir_list(hc_arena *a, const char *dir, size_t max_files, hc_dir_file **out, size_t *out_n, hc_err *err);
hc_str hc_path_join(hc_arena *a, hc_str dir, hc_str name);
hc_str hc_path_base(hc_str path);      /* last component */
hc_str hc_path_dir(hc_str path);       /* "." if none */

#endif
