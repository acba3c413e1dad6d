// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CRYPTO_HASH_H
#define HC_CRYPTO_HASH_H

#include "base/str.h"

/* SHA-256 and HMAC-SHA-256 through OpenSSL. Thread-safe; contexts are cached per thread. */
enum { HC_SHA256_BYTES = 32, HC_SHA256_HEX = 65 };
typedef struct hc_digest { uint8_t b[HC_SHA256_BYTES]; } hc_digest;

/* Before anything else of OpenSSL: its memory comes from base, as it does not survive a failed allocation everywhere. */
void hc_crypto_set_memory(void);

hc_digest hc_sha256(hc_str s);
hc_digest hc_sha256_parts(const hc_str *parts, size_t n);
/* SHA-256 of what is added bit by bit; the digest so far can be had at any time. */
typedef struct hc_hasher hc_hasher;
hc_hasher *hc_hasher_new(void);
void hc_hasher_free(hc_hasher *h);
void hc_hasher_add(hc_hasher *h, hc_str s);
hc_digest hc_hasher_digest(const hc_hasher *h, hc_str tail);   /* as if `tail` had been added */
/* RFC 4648 with padding: 44 characters and a NUL. */
enum { HC_DIGEST_BASE64 = 45 };
void hc_digest_base64(const hc_digest *d, char out[HC_DIGEST_BASE64]);
hc_digest hc_hmac_sha256(hc_str key, const hc_str *parts, size_t n);
bool hc_digest_eq(const hc_digest *a, const hc_digest *b);
void hc_hex(const uint8_t *p, size_t n, char *out);           /* lower case, 2n + NUL */
bool hc_unhex(hc_str hex, uint8_t *out, size_t n);            /* exactly 2n lower or upper case digits */
void hc_random_bytes(void *p, size_t n);                       /* cryptographic; for secrets and ids */

/* RFC 6962 tree hash over leaf hashes in order: node = SHA-256(0x01 || left || right); empty = SHA-256("").
 * The frontier holds one digest per set bit of `size`, largest subtree first. */
typedef struct hc_frontier { uint64_t size; hc_digest node[64]; } hc_frontier;
hc_digest hc_leaf_hash(hc_str leaf);                           /* SHA-256(0x00 || leaf) */
void hc_frontier_add(hc_frontier *f, const hc_digest *leaf_hash);
hc_digest hc_frontier_root(const hc_frontier *f);

#endif
