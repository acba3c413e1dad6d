// SPDX-License-Identifier: Apache-2.0
#ifndef HC_WEB_STORE_H
#define HC_WEB_STORE_H

#include <pthread.h>

#include "engine/recorded.h"

/*
 * Runs that are being looked at, opened to read, with their rows: several requests about one run take turns, those about
 * different runs do not meet. What is kept is thrown away when the file has changed. A run that was not closed cleanly is perhaps
 * being played: its connection is never kept, so that the process that plays it can close it.
 */

typedef struct hc_store hc_store;

typedef struct hc_held_run {
    struct hc_held_run *next;
    char *path;
    uint64_t stamp;                /* of the file when it was opened */
    bool open;
    hc_recorded run;
    hc_rows rows;                  /* of the default set, without answers */
    hc_buf samples, samples_gz;    /* the payload, once it was asked for */
    size_t users;
    pthread_mutex_t turn;
} hc_held_run;

hc_store *hc_store_new(void);
void hc_store_free(hc_store *s);
/* Waits for its turn; to be given back by the same thread. */
hc_code hc_store_take(hc_store *s, const char *path, hc_held_run **out, hc_err *err);
void hc_store_give(hc_store *s, hc_held_run *h);
/* Closes what is kept of it; for the one who took it and is going to write. */
void hc_held_run_close(hc_held_run *h);
/* Changes whenever the run's file may hold something else. */
uint64_t hc_run_stamp(const char *path);

#endif
