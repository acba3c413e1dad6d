// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

/* A fetch costs more than hashing a short message, so the algorithm is fetched once per process and a context is
 * kept per thread. The thread's key owns it: a plain thread-local pointer would leak when the thread ends. */

enum { BLOCK_BYTES = 64 };

static void *take(size_t n, const char *file, int line)
{
    (void)file;
    (void)line;
    return n ? hc_xmalloc(n) : NULL;
}

static void give(void *p, const char *file, int line)
{
    (void)file;
    (void)line;
    free(p);
}

static void *resize(void *p, size_t n, const char *file, int line)
{
    if (n)
        return hc_xrealloc(p, n);
    give(p, file, line);
    return NULL;
}

void hc_crypto_set_memory(void)
{
    HC_ASSERT(CRYPTO_set_mem_functions(take, resize, give) == 1);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static EVP_MD *sha256;
static pthread_key_t ctx_key;

static void free_ctx(void *ctx)
{
    EVP_MD_CTX_free(ctx);
}

static void set_up(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    HC_ASSERT(sha256);
    HC_ASSERT(pthread_key_create(&ctx_key, free_ctx) == 0);
}

static EVP_MD_CTX *thread_ctx(void)
{
    HC_ASSERT(pthread_once(&once, set_up) == 0);
    EVP_MD_CTX *ctx = pthread_getspecific(ctx_key);
    if (!ctx) {
        ctx = EVP_MD_CTX_new();
        if (!ctx)
            hc_out_of_memory();
        HC_ASSERT(pthread_setspecific(ctx_key, ctx) == 0);
    }
    return ctx;
}

/* SHA-256(head || parts). */
static hc_digest digest(const void *head, size_t head_n, const hc_str *parts, size_t n)
{
    EVP_MD_CTX *ctx = thread_ctx();
    hc_digest d;
    bool good = EVP_DigestInit_ex2(ctx, sha256, NULL) == 1;
    good = good && (head_n == 0 || EVP_DigestUpdate(ctx, head, head_n) == 1);
    for (size_t i = 0; i < n; i++)
        good = good && (parts[i].n == 0 || EVP_DigestUpdate(ctx, parts[i].p, parts[i].n) == 1);
    good = good && EVP_DigestFinal_ex(ctx, d.b, NULL) == 1;
    HC_ASSERT(good);
    return d;
}

hc_digest hc_sha256(hc_str s)
{
    return digest(NULL, 0, &s, 1);
}

hc_digest hc_sha256_parts(const hc_str *parts, size_t n)
{
    return digest(NULL, 0, parts, n);
}

struct hc_hasher { EVP_MD_CTX *ctx; };

hc_hasher *hc_hasher_new(void)
{
    HC_ASSERT(pthread_once(&once, set_up) == 0);
    hc_hasher *h = hc_xcalloc(1, sizeof *h);
    h->ctx = EVP_MD_CTX_new();
    if (!h->ctx)
        hc_out_of_memory();
    HC_ASSERT(EVP_DigestInit_ex2(h->ctx, sha256, NULL) == 1);
    return h;
}

void hc_hasher_free(hc_hasher *h)
{
    if (h)
        EVP_MD_CTX_free(h->ctx);
    free(h);
}

void hc_hasher_add(hc_hasher *h, hc_str s)
{
    HC_ASSERT(s.n == 0 || EVP_DigestUpdate(h->ctx, s.p, s.n) == 1);
}

hc_digest hc_hasher_digest(const hc_hasher *h, hc_str tail)
{
    EVP_MD_CTX *ctx = thread_ctx();
    hc_digest d;
    bool good = EVP_MD_CTX_copy_ex(ctx, h->ctx) == 1 && (tail.n == 0 || EVP_DigestUpdate(ctx, tail.p, tail.n) == 1);
    good = good && EVP_DigestFinal_ex(ctx, d.b, NULL) == 1;
    HC_ASSERT(good);
    return d;
}

/* RFC 2104 over OpenSSL's hash: re-keying an EVP_MAC context allocates and costs several times as much. */
hc_digest hc_hmac_sha256(hc_str key, const hc_str *parts, size_t n)
{
    uint8_t pad[BLOCK_BYTES] = {0};
    if (key.n > BLOCK_BYTES) {
        hc_digest k = hc_sha256(key);
        memcpy(pad, k.b, sizeof k.b);
    } else if (key.n) {
        memcpy(pad, key.p, key.n);
    }
    for (size_t i = 0; i < sizeof pad; i++)
        pad[i] ^= 0x36;
    hc_digest inner = digest(pad, sizeof pad, parts, n);
    for (size_t i = 0; i < sizeof pad; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    hc_digest outer = digest(pad, sizeof pad, &(hc_str){(const char *)inner.b, sizeof inner.b}, 1);
    OPENSSL_cleanse(pad, sizeof pad);
    return outer;
}

bool hc_digest_eq(const hc_digest *a, const hc_digest *b)
{
    return CRYPTO_memcmp(a->b, b->b, sizeof a->b) == 0;
}

void hc_hex(const uint8_t *p, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[p[i] >> 4];
        out[2 * i + 1] = digits[p[i] & 15];
    }
    out[2 * n] = '\0';
}

static int nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool hc_unhex(hc_str hex, uint8_t *out, size_t n)
{
    if (hex.n % 2 || hex.n / 2 != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        int high = nibble(hex.p[2 * i]), low = nibble(hex.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

void hc_random_bytes(void *p, size_t n)
{
    unsigned char *at = p;
    while (n) {
        int part = n > 1 << 20 ? 1 << 20 : (int)n;
        HC_ASSERT(RAND_bytes(at, part) == 1);
        at += part;
        n -= (size_t)part;
    }
}

hc_digest hc_leaf_hash(hc_str leaf)
{
    return digest("\0", 1, &leaf, 1);
}

static hc_digest node_hash(const hc_digest *left, const hc_digest *right)
{
    hc_str parts[] = {{(const char *)left->b, sizeof left->b}, {(const char *)right->b, sizeof right->b}};
    return digest("\1", 1, parts, 2);
}

void hc_frontier_add(hc_frontier *f, const hc_digest *leaf_hash)
{
    HC_ASSERT(f->size < UINT64_MAX);
    size_t top = (size_t)__builtin_popcountll(f->size);
    hc_digest d = *leaf_hash;
    /* Each trailing one of the size is a full subtree of the height that `d` has reached. */
    for (uint64_t size = f->size; size & 1; size >>= 1)
        d = node_hash(&f->node[--top], &d);
    f->node[top] = d;
    f->size++;
}

hc_digest hc_frontier_root(const hc_frontier *f)
{
    size_t n = (size_t)__builtin_popcountll(f->size);
    if (!n)
        return hc_sha256(HC_S(""));
    hc_digest d = f->node[n - 1];
    for (size_t i = n - 1; i-- > 0;)
        d = node_hash(&f->node[i], &d);
    return d;
}

void hc_digest_base64(const hc_digest *d, char out[HC_DIGEST_BASE64])
{
    EVP_EncodeBlock((unsigned char *)out, d->b, sizeof d->b);
}
