// SPDX-License-Identifier: Apache-2.0
#ifndef HC_DB_GATHER_H
#define HC_DB_GATHER_H

/* Inside db/ only. SQLite writes a frame of the write-ahead log in two calls of 24 and 4096 bytes. Under this VFS, a thin
 * layer over the default one, neighbouring writes to a -wal leave as one call: when it is synced, read or asked for its
 * size, when a write lies elsewhere, and when enough has come together. A commit under synchronous=FULL syncs before it
 * tells anybody of the new frames; with any other setting the layer must not be used. A write that fails is reported by
 * the call that sends it, at the latest by the sync of its commit. */
extern const char hc_gather_name[];
void hc_gather_register(void);         /* once per process */

#endif
