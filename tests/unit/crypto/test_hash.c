// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "crypto/hash.h"

static void assert_digest(hc_digest d, const char *hex)
{
    char out[HC_SHA256_HEX];
    hc_hex(d.b, sizeof d.b, out);
    assert_string_equal(out, hex);
}

static void sha256_follows_fips_180(void **state)
{
    (void)state;
    assert_digest(hc_sha256(HC_S("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_digest(hc_sha256(HC_S("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const hc_str parts[] = {HC_S("a"), HC_S(""), HC_S("bc")};
    assert_digest(hc_sha256_parts(parts, 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void hmac_follows_rfc_4231(void **state)
{
    (void)state;
    const hc_str two[] = {HC_S("what do ya want "), HC_S("for nothing?")};
    assert_digest(hc_hmac_sha256(HC_S("Jefe"), two, 2),
                  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    char key[131];
    memset(key, 0xaa, sizeof key); /* longer than a block: hashed first */
    const hc_str text = HC_S("Test Using Larger Than Block-Size Key - Hash Key First");
    assert_digest(hc_hmac_sha256((hc_str){key, sizeof key}, &text, 1),
                  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* RFC 6962 2.1, recursively: MTH(D[n]) = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n])), k the largest power of two < n. */
static hc_digest tree(const hc_digest *leaf, size_t n)
{
    if (n == 0)
        return hc_sha256(HC_S(""));
    if (n == 1)
        return leaf[0];
    size_t k = 1;
    while (k * 2 < n)
        k *= 2;
    hc_digest l = tree(leaf, k), r = tree(leaf + k, n - k);
    const hc_str parts[] = {HC_S("\1"), {(char *)l.b, sizeof l.b}, {(char *)r.b, sizeof r.b}};
    return hc_sha256_parts(parts, 3);
}

static void frontier_equals_the_recursive_definition(void **state)
{
    (void)state;
    hc_digest leaf[130];
    hc_frontier f = {0};
    for (size_t i = 0; i < HC_LEN(leaf); i++) {
        hc_digest want = tree(leaf, i), got = hc_frontier_root(&f);
        assert_true(hc_digest_eq(&want, &got));
        unsigned char byte = (unsigned char)i;
        leaf[i] = hc_leaf_hash((hc_str){(char *)&byte, 1});
        hc_frontier_add(&f, &leaf[i]);
    }
    assert_int_equal(f.size, HC_LEN(leaf));
}

static void leaf_hash_is_separated_from_nodes(void **state)
{
    (void)state;
    /* The first leaf of the reference test tree of certificate transparency: the empty string. */
    assert_digest(hc_leaf_hash(HC_S("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

static void hex_reads_what_it_writes_and_nothing_else(void **state)
{
    (void)state;
    uint8_t bytes[] = {0, 1, 0xab, 0xff}, back[4];
    char hex[9];
    hc_hex(bytes, 4, hex);
    assert_string_equal(hex, "0001abff");
    assert_true(hc_unhex(HC_S("0001ABff"), back, 4) && memcmp(bytes, back, 4) == 0);
    assert_false(hc_unhex(HC_S("0001abf"), back, 4));
    assert_false(hc_unhex(HC_S("0001abff00"), back, 4));
    assert_false(hc_unhex(HC_S("0001abfg"), back, 4));
}

static void *hash_many(void *out)
{
    hc_digest d = {{0}};
    for (int i = 0; i < 200; i++)
        d = hc_sha256((hc_str){(char *)d.b, sizeof d.b});
    *(hc_digest *)out = d;
    return NULL;
}

static void threads_do_not_share_a_context(void **state)
{
    (void)state;
    pthread_t t[4];
    hc_digest d[4], here;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&t[i], NULL, hash_many, &d[i]), 0);
    hash_many(&here);
    for (int i = 0; i < 4; i++) {
        pthread_join(t[i], NULL);
        assert_true(hc_digest_eq(&d[i], &here));
    }
}

static void random_bytes_fill_everything(void **state)
{
    (void)state;
    unsigned char a[64] = {0}, b[64] = {0};
    hc_random_bytes(a, sizeof a);
    hc_random_bytes(b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
    assert_memory_not_equal(a + 32, (unsigned char[32]){0}, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_follows_fips_180),
        cmocka_unit_test(hmac_follows_rfc_4231),
        cmocka_unit_test(frontier_equals_the_recursive_definition),
        cmocka_unit_test(leaf_hash_is_separated_from_nodes),
        cmocka_unit_test(hex_reads_what_it_writes_and_nothing_else),
        cmocka_unit_test(threads_do_not_share_a_context),
        cmocka_unit_test(random_bytes_fill_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
