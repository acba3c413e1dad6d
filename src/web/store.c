// SPDX-License-Identifier: Apache-2.0
#include "web/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { KEPT = 8 };

struct hc_store { pthread_mutex_t lock; hc_held_run *first; };

hc_store *hc_store_new(void)
{
    hc_store *s = hc_xcalloc(1, sizeof *s);
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

void hc_held_run_close(hc_held_run *h)
{
    if (h->open)
        hc_recorded_close(&h->run, HC_OK, NULL);
    h->open = false;
    hc_buf_fini(&h->samples);
    hc_buf_fini(&h->samples_gz);
    hc_buf_init(&h->samples, SIZE_MAX);
    hc_buf_init(&h->samples_gz, SIZE_MAX);
}

static void drop(hc_held_run *h)
{
    hc_held_run_close(h);
    pthread_mutex_destroy(&h->turn);
    free(h->path);
    free(h);
}

void hc_store_free(hc_store *s)
{
    while (s->first) {
        hc_held_run *h = s->first;
        s->first = h->next;
        drop(h);
    }
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static void stamp_file(const char *path, const char *suffix, hc_buf *b)
{
    struct stat st;
    char name[4096];
    if (snprintf(name, sizeof name, "%s%s", path, suffix) < (int)sizeof name && stat(name, &st) == 0)
        hc_buf_fmt(b, "%s %llu %lld %lld.%ld;", suffix, (unsigned long long)st.st_ino, (long long)st.st_size, (long long)st.st_mtim.tv_sec,
                   st.st_mtim.tv_nsec);
}

uint64_t hc_run_stamp(const char *path)
{
    HC_AUTO(hc_buf) b = {0};
    hc_buf_init(&b, SIZE_MAX);
    stamp_file(path, "", &b);
    stamp_file(path, "-wal", &b);
    return hc_str_hash(hc_buf_view(&b));
}

static hc_held_run *find(hc_store *s, const char *path)
{
    hc_held_run **at = &s->first, *h;
    while (*at && strcmp((*at)->path, path) != 0)
        at = &(*at)->next;
    h = *at;
    if (h) {
        *at = h->next;
    } else {
        h = hc_xcalloc(1, sizeof *h);
        h->path = hc_xmalloc(strlen(path) + 1);
        memcpy(h->path, path, strlen(path) + 1);
        hc_buf_init(&h->samples, SIZE_MAX);
        hc_buf_init(&h->samples_gz, SIZE_MAX);
        pthread_mutex_init(&h->turn, NULL);
    }
    h->next = s->first;
    s->first = h;
    h->users++;
    return h;
}

hc_code hc_store_take(hc_store *s, const char *path, hc_held_run **out, hc_err *err)
{
    pthread_mutex_lock(&s->lock);
    hc_held_run *h = find(s, path);
    pthread_mutex_unlock(&s->lock);
    pthread_mutex_lock(&h->turn);
    uint64_t now = hc_run_stamp(path);
    if (h->open && h->stamp != now)
        hc_held_run_close(h);
    hc_code code = HC_OK;
    if (!h->open) {
        code = hc_recorded_open(path, HC_OPEN_READ, NULL, &h->run, err);
        h->open = code == HC_OK;
        h->stamp = now;
        if (code == HC_OK)
            code = hc_recorded_rows(&h->run, h->run.sset, false, &h->rows, err);
    }
    if (code == HC_OK) {
        *out = h;
        return HC_OK;
    }
    hc_held_run_close(h);
    hc_store_give(s, h);
    return code;
}

void hc_store_give(hc_store *s, hc_held_run *h)
{
    if (h->open && !hc_ledger_clean(h->run.ledger))
        hc_held_run_close(h);
    else if (h->open)
        hc_ledger_unpin(h->run.ledger);
    pthread_mutex_unlock(&h->turn);
    pthread_mutex_lock(&s->lock);
    h->users--;
    size_t kept = 0;
    for (hc_held_run **at = &s->first; *at;) {
        hc_held_run *old = *at;
        if (++kept <= KEPT || old->users) {
            at = &old->next;
            continue;
        }
        *at = old->next;
        drop(old);
    }
    pthread_mutex_unlock(&s->lock);
}
