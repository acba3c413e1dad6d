// SPDX-License-Identifier: Apache-2.0
#ifndef HC_IO_ARCHIVE_H
#define HC_IO_ARCHIVE_H

#include "base/str.h"

/*
 * Zip files, blocking. Read: members stored, deflated or zstd (also several frames behind one another), zip64. Of members with one
 * name the last of the central directory counts. Nothing is ever written under a member's name, so names may be anything. What
 * an archive claims about itself is not believed: sizes are counted while unpacking, checksums are checked.
 */
typedef struct hc_archive hc_archive;

/* HC_E_NOTFOUND, HC_E_IO; HC_E_INPUT: no zip file, or one that is cut or contradicts itself. */
hc_code hc_archive_open(const char *path, hc_archive **out, hc_err *err);
/* The same for bytes, which must outlive it; `what` names them in messages. */
hc_code hc_archive_open_bytes(hc_str bytes, const char *what, hc_archive **out, hc_err *err);
void hc_archive_close(hc_archive *r);                           /* NULL-safe */
size_t hc_archive_n(const hc_archive *r);                       /* distinct names, in the order of the central directory */
hc_str hc_archive_name(const hc_archive *r, size_t member);
size_t hc_archive_find(const hc_archive *r, hc_str name);       /* SIZE_MAX if there is none */
/* Replaces the contents of *out. HC_E_LIMIT: more than max bytes, or HC_ARCHIVE_BYTES_MAX of all that was read of this archive
 * (HC_E_INPUT for what else is wrong with the member). Messages name file and member. */
hc_code hc_archive_read(hc_archive *r, size_t member, size_t max, hc_buf *out, hc_err *err);

/* Writes: deflated members with their sizes in front, no comment, no dates: equal contents give equal bytes. Everything stays in
 * memory until the file is written. */
typedef struct hc_archive_writer hc_archive_writer;
hc_archive_writer *hc_archive_writer_new(void);
void hc_archive_writer_free(hc_archive_writer *w);              /* NULL-safe */
/* Names are valid UTF-8 and distinct; bytes are copied. */
hc_code hc_archive_add(hc_archive_writer *w, hc_str name, hc_str bytes, hc_err *err);
/* The same, not packed: its bytes stand in the file as they are, as formats want it of their first member. */
hc_code hc_archive_store(hc_archive_writer *w, hc_str name, hc_str bytes, hc_err *err);
/* Written as hc_file_write does; the writer can only be freed afterwards. */
hc_code hc_archive_write(hc_archive_writer *w, const char *path, unsigned mode, hc_err *err);

#endif
