// SPDX-License-Identifier: Apache-2.0
#ifndef SIM_DISK_H
#define SIM_DISK_H

#include "base/defs.h"

/*
 * A disk in memory, as a VFS of SQLite named "simdisk". What a process wrote stands in the live bytes of a file at once; the
 * durable bytes follow at a sync. A process that is killed loses nothing; at a power loss each sector of 512 bytes that was
 * written since the last sync survives or not, independently of the others. Directory entries are kept as journalling
 * file systems keep them: the next sync of any file makes earlier deletions durable.
 *
 * A dead disk refuses every call and changes nothing: what a killed process still tries has no effect.
 */

typedef struct sim_disk sim_disk;

typedef enum sim_disk_op { SIM_OP_WRITE, SIM_OP_TRUNCATE, SIM_OP_DELETE, SIM_OP_SYNC } sim_disk_op;

void sim_disk_setup(void);                          /* once per process, before anything uses SQLite */
sim_disk *sim_disk_new(uint64_t seed);
void sim_disk_free(sim_disk *d);                    /* no file of it may be open */
void sim_disk_use(sim_disk *d);                     /* files are opened on this one from now on */
/* What the next process finds. */
sim_disk *sim_disk_survivor(const sim_disk *d, bool power_loss, uint64_t n);
bool sim_disk_has(const sim_disk *d, const char *path);
int64_t sim_disk_used(const sim_disk *d);
void sim_disk_wipe(sim_disk *d);                    /* somebody deleted the run */

void sim_disk_kill(sim_disk *d);
bool sim_disk_dead(const sim_disk *d);
void sim_disk_limit(sim_disk *d, int64_t most);     /* bytes; 0 = none */
void sim_disk_fail_sync(sim_disk *d, int64_t nth);  /* from now, 1 = the next; 0 = none */
/* Called before each change; may kill the disk. */
void sim_disk_watch(sim_disk *d, void (*fn)(void *ctx, sim_disk_op op), void *ctx);

#endif
