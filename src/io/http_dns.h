// SPDX-License-Identifier: Apache-2.0
#ifndef HC_IO_HTTP_DNS_H
#define HC_IO_HTTP_DNS_H

#include <curl/curl.h>

#include "io/http.h"

/* Names for http.c. libcurl's own resolver starts one thread per transfer without sharing results,
 * so names are resolved here, once per host and port in the worker pool, refreshed in the
 * background after a minute, and handed to libcurl as CURLOPT_RESOLVE. libcurl alone decides about
 * proxies; here only the name to look up is chosen, by the same variables. A wrong guess costs a
 * thread, never a wrong connection. */

typedef struct hc_dns hc_dns;
typedef struct hc_dns_host hc_dns_host;

typedef struct hc_dns_name {
    hc_dns_host *host;    /* NULL: nothing to resolve (a literal address, or left to libcurl) */
    uint32_t version;     /* of its addresses when resolved */
    bool proxied;
} hc_dns_name;

hc_dns *hc_dns_new(hc_loop *l);
void hc_dns_free(hc_dns *d);      /* nobody may wait */
/* Makes the addresses for `url` known. HC_NET_OK; or DNS, TIMEOUT, CANCELLED with out_words set. */
HC_CO hc_net hc_dns_resolve(hc_dns *d, const char *url, int64_t deadline_us, hc_dns_name *out,
                            char *out_words, size_t words_size);
/* The list for CURLOPT_RESOLVE, in `a`; NULL if multi `shard` has it already. */
struct curl_slist *hc_dns_entry(const hc_dns_name *n, size_t shard, hc_arena *a);
void hc_dns_loaded(const hc_dns_name *n, size_t shard);    /* multi `shard` has used the entry */
void hc_dns_stale(const hc_dns_name *n);    /* connecting failed: look it up again */

#endif
