// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <glob.h>

#include "korean/pii.h"
#include "text/utf8.h"

/* `want` lists "kind grade" of every hit, separated by ';'. Numbers are invented. */
static const struct { const char *in, *want; } cases[] = {
    /* impossible dates, unassigned ranges */
    {"990230-1000007", "rrn synthetic"}, {"001332-3000002", "rrn synthetic"}, {"990230-1000008", ""},
    {"990230-5123453", "frn synthetic"}, {"000-12-00003", "business synthetic"}, {"999-99-00005", "business synthetic"},
    {"000-12-00004", ""}, {"000-00-00000", ""}, {"000000-0000000", ""}, {"000011-0000015", "corporate synthetic"},
    {"000011-0000016", ""}, {"0000 1234 5678 9015", "card synthetic"}, {"9999 1234 5678 0000", "card synthetic"},
    {"4111-1111-1111-1111", "card synthetic"}, {"0000 0000 0000 0000", ""},
    {"010-0000-0000", "mobile synthetic"}, {"010-1234-5678", "mobile synthetic"}, {"00가0000", "plate synthetic"},
    {"M000Z0000", "passport synthetic"},
    /* the same in other clothes */
    {"９９０２３０－１００００07", "rrn synthetic"}, {"공일공 공공공공 공공공공", "mobile synthetic"},
    {"공일공일이삼사오육칠팔이에요", "mobile synthetic"}, {"9 9 0 2 3 0 1 0 0 0 0 0 7", "rrn synthetic"},
    {"010\xE2\x80\x8B-0000\xE2\x80\x8B-0000", "mobile synthetic"}, {"0\xE2\x80\x8B" "1\xE2\x80\x8B" "0-0000-0000", "mobile synthetic"},
    {"010‐0000‐0000", "mobile synthetic"}, {"010‑0000‑0000", "mobile synthetic"}, {"010–0000–0000", "mobile synthetic"},
    {"010−0000−0000", "mobile synthetic"}, {"010ー0000ー0000", "mobile synthetic"}, {"010 - 0000 - 0000", "mobile synthetic"},
    {"01000000000", "mobile synthetic"}, {"+82 10 0000 0000", "mobile synthetic"}, {"(+82)10-1234-5678", "mobile synthetic"},
    {"연락처는 010-0000-0000입니다.", "mobile synthetic"}, {"010-0000-0000이고 010-1234-5678", "mobile synthetic;mobile synthetic"},
    /* confirmed */
    {"공일공 구구구구 공공공공", "mobile valid"}, {"010-9999-0000", "mobile valid"}, {"01099990000", "mobile valid"},
    {"+82-10-9999-0000", "mobile valid"}, {"02-999-0000", "phone valid"}, {"031)999-0000", "phone valid"}, {"0507-9999-0000", "phone valid"},
    {"211201-3000000", "rrn valid"}, {"주민등록번호 9912311000000", "rrn valid"}, {"991231-1000000", "rrn shape"},
    {"국민은행 123456-01-234567", "account valid"}, {"계좌: 3333-01-1234567", "account valid"}, {"123-45-678901-234", ""},
    {"면허번호 11-22-123456-01", "licence valid"}, {"11-22-123456-01", "licence shape"}, {"99-22-123456-01", ""},
    {"여권 M123A4567", "passport valid"}, {"M123A4567", "passport shape"}, {"X12345678", ""},
    {"차량 12가3456", "plate valid"}, {"12가 3456번", ""}, {"12허3456", "plate valid"},
    {"통관부호 P123456789012", "customs valid"}, {"건강보험증 12345678901", "insurance valid"}, {"군번 21-71234567", "military valid"},
    {"L898902C36UTO7408122F1204159ZE184226B<<<<<10", "mrz valid"}, {"L898902C46UTO7408122F1204159ZE184226B<<<<<10", ""},
    {"서울특별시 가나구 다라로 12", "address shape"}, {"경기도 가나시 다라구 마바로 12-3, 101동 1203호", "address valid"},
    {"전북특별자치도 가나시 다라동 12", "address shape"}, {"강원특별자치도 가나군 다라면 마바리 12-3", "address shape"},
    {"인증번호 123456", "otp shape"}, {"signPri.key signCert.der", "secret shape;secret shape"},
    {"live_sk_Ab3dE5gH7jK9mN1pQ3sT", "secret valid"}, {"test_sk_Ab3dE5gH7jK9mN1pQ3sT5v", "secret synthetic"},
    {"serviceKey=Ab3dE5gH7jK9mN1pQ3sT5vX7zB9dF1hJ3lN5%2Bq7sU9%3D%3D", "secret valid"},
    {"REST API 키 0123456789abcdef0f1e2d3c4b5a6978", "secret valid"}, {"md5 0123456789abcdef0f1e2d3c4b5a6978", ""},
    {"면허 서울 95-123456-78", "licence valid"}, {"경기-01-234567-89", "licence valid"}, {"바다 95-123456-78", ""},
    {"보안카드 [01] 1234 [02] 2345 [03] 3456", "security_card valid"}, {"[01] 1234 [02] 2345 [03] 3456", ""},
    {"1 1023 2 2034 3 3045 4 4056 5 5067 6 6078 7 7089 8 8091 9 9102 10 1213", "security_card valid"},
    {"보안카드 [01] 1234 [03] 2345 [04] 3456", ""}, {"[01] 1234 [02] 2345", ""},
    {"공일공 다시 구구구구 다시 공공공공", "mobile valid"}, {"공일공에 구구구구에 공공공공이요", "mobile valid"}, {"0 1 0-9999-0000", "mobile valid"},
    {"신한 110-234-567890", "account valid"}, {"신한 은 110-234-567890", ""}, {"123가4567", "plate valid"}, {"123조4567", ""},
    {"가나시 다라구 마바로 235 101동 1203호", "address valid"}, {"가나시 다라구 마바로 235", ""}, {"+82-2-999-0000", "phone valid"}, {"82-2-999-0000", ""},
    {"건강보험증 1-2345678901", "insurance valid"}, {"건강보험증 00000000012", "insurance synthetic"}, {"국민은행 000000-01-234567", "account synthetic"},
    {"통관 P000000456789", "customs synthetic"}, {"sk-Ab3dE5gH7jK9mEXAMPLE5vX7zB9", "secret synthetic"}, {"보안카드 1번 1234 2번 2345 3번 3456", "security_card valid"},
    {"이름,번호\n홍길동,010-9999-0000", "name valid;mobile valid"},
    /* names, only beside something else */
    {"홍길동님", ""}, {"예금주 홍길동", ""}, {"홍길동 010-9999-0000", "mobile valid"}, {"홍길동 씨 010-9999-0000", "name valid;mobile valid"},
    {"010-9999-0000 홍길동 과장", "mobile valid;name valid"}, {"이름: 남궁길동, 010-9999-0000", "name valid;mobile valid"},
    {"홍길동님 010-0000-0000", "name synthetic;mobile synthetic"}, {"이용자님 번호 010-9999-0000", "mobile valid"},
    {"성명은 홍길동이며 010-9999-0000", "name valid;mobile valid"}, {"홍길동님 991231-1000000", "name shape;rrn shape"},
    /* orders, books, dates, laws, hotlines, years, sums */
    {"주문번호 20240115-1234567", ""}, {"주문번호 240115-1234567", ""}, {"ISBN 978-89-324-7390-1", ""}, {"9788932473901", ""},
    {"2026-11-25", ""}, {"2026.11.25 13:35", ""}, {"제20676호", ""}, {"법률 제20676호(2025. 1. 21.)", ""}, {"1577-0199", ""}, {"109로 전화", ""},
    {"문자 1566-1188", ""}, {"대표번호 1588-0000", "phone shape"}, {"1592-1598", ""}, {"1894-1910", ""}, {"12조3456억", ""}, {"제12조 3456", ""},
    {"1,234,567,890원", ""}, {"3.14159265358979", ""}, {"192.168.0.10", ""}, {"운송장 123456789012", ""}, {"101호 1203", ""},
    {"한국은 이 일 이 사 오 육", ""}, {"일이삼사오육칠팔구십", ""}, {"서울 시내로 3번", ""}, {"경기를 보러 구장으로 2명", ""},
};

static hc_str hits_of(hc_arena *a, hc_str in)
{
    hc_pii_hit *h;
    size_t n = hc_pii_scan(a, in, &h);
    hc_str got = HC_S("");
    for (size_t i = 0; i < n; i++)
        got = hc_fmt(a, "%.*s%s%s %s", HC_FS(got), i ? ";" : "", h[i].kind, hc_pii_grade_id(h[i].grade));
    return got;
}

static void every_vector_has_its_kind_and_grade(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t bad = 0;
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_str got = hits_of(a, hc_str_c(cases[i].in));
        if (!hc_str_is(got, cases[i].want))
            print_error("%s -> \"%.*s\", should be \"%s\"\n", cases[i].in, HC_FS(got), cases[i].want), bad++;
    }
    assert_int_equal(bad, 0);
}

/* The same words in canonical decomposition, which some systems write. */
static void decomposed_letters_hide_nothing(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    static const char *const texts[] = {"\u1100\u1169\u11BC\u110B\u1175\u11AF\u1100\u1169\u11BC 9999 0000", "\u1100\u1168\u110C\u116A 123456-01-234567"};
    assert_true(hc_str_is(hc_pii_mask(a, hc_str_c(texts[0])), "공일공 **** ****"));
    assert_true(hc_str_is(hc_pii_mask(a, hc_str_c(texts[1])), "\u1100\u1168\u110C\u116A 123***-**-******"));
}

static const struct { const char *in, *want; } masks[] = {
    {"번호는 010-9999-0000입니다", "번호는 010-****-****입니다"}, {"010-0000-0000", "010-0000-0000"}, {"211201-3000000", "211201-*******"},
    {"991231-1000000", "991231-*******"}, {"991231-5000000", "991231-*******"}, {"990230-1000007", "990230-1000007"}, {"M123A4567", "M123A4567"},
    {"홍길동 님 010-9999-0000", "홍** 님 010-****-****"}, {"서울 95-123456-78", "서울 95-******-**"}, {"공일공 구구구구 공공공공", "공일공 **** ****"}, {"０１０－９９９９－００００", "０１０－****－****"},
    {"12허3456", "*******"}, {"경기도 가나시 다라구 마바로 12-3, 101동 1203호", "경기도 가나시 다라구 마바로 **-*, ***동 ****호"},
    {"live_sk_Ab3dE5gH7jK9mN1pQ3sT", "live_sk_********************"}, {"\xFF", "\xEF\xBF\xBD"}, {"", ""},
};

static void masks_leave_the_head_and_all_that_is_not_confirmed(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t bad = 0;
    for (size_t i = 0; i < HC_LEN(masks); i++) {
        hc_str got = hc_pii_mask(a, hc_str_c(masks[i].in));
        if (!hc_str_is(got, masks[i].want))
            print_error("%s -> \"%.*s\", should be \"%s\"\n", masks[i].in, HC_FS(got), masks[i].want), bad++;
    }
    assert_int_equal(bad, 0);
}

static void any_bytes_give_ordered_hits_and_valid_text(void **state)
{
    (void)state;
    static const char *const pieces[] = {"010", "9999", "0000", "-", " ", "공일공", "구", "이", "990230", "1000007", "\xEA", "\xE2\x80\x8B", "９", "계좌",
                                         "M123A4567", "12가3456", "서울시", " 가나구", " 다라로 12", "live_sk_", "Ab3dE5gH7jK9mN1pQ3sT", "serviceKey=", "+82", ".",
                                         "\xFF", "ー", "\u1100\u1169", "\u11BC", "홍길동 님", "보안카드", "01 1234 02 2345 03 3456", "서울-95-123456-78", "4111", "L898902C36UTO7408122F1204159ZE184226B<<<<<10", "\n", "여권", "카드"};
    size_t rounds = getenv("HAECHI_LONG") ? 1000000 : 10000;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    unsigned x = 20261125;
    for (size_t round = 0; round < rounds; round++) {
        char bytes[256];
        size_t n = 0, end = 0;
        x = x * 1664525u + 1013904223u;
        for (size_t left = (x >> 16) % 14; left > 0; left--) {
            x = x * 1664525u + 1013904223u;
            const char *p = pieces[(x >> 16) % HC_LEN(pieces)];
            if (n + strlen(p) > sizeof bytes)
                break;
            memcpy(bytes + n, p, strlen(p));
            n += strlen(p);
        }
        hc_arena_reset(a);
        hc_pii_hit *h;
        hc_str in = {bytes, n}, masked = hc_pii_mask(a, in);
        size_t hits = hc_pii_scan(a, in, &h);
        for (size_t i = 0; i < hits; i++) {
            assert_true(h[i].at >= end && h[i].n > 0 && h[i].at + h[i].n <= n);
            end = h[i].at + h[i].n;
        }
        assert_true(hc_utf8_valid(masked));
    }
}

/* However a text is cut, its parts read as they do in the whole, and little behind a part is needed for that. */
static void parts_are_masked_as_the_whole(void **state)
{
    (void)state;
    static const char *const pieces[] = {"010-2345-6789 ", "홍길동 님 ", "성명: 김철수, ", "보안카드 ", "01 1234 02 2345 03 3456 ", "900101-1234568 ", "\xFF", "가나다 ", "한 줄의 글입니다.\n",
        "서울특별시 강남구 테헤란로 123 101동 1203호 ", "\u1112\u1161\u11AB\u1100\u1173\u11AF ", "1 1111 ", "7 ", "4111 ", "sk-abcdefghijklmnopqrstuvwx0123456789 "};
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    unsigned x = 7;
    for (int round = 0; round < 300; round++) {
        HC_AUTO(hc_buf) text = {0}, joined = {0};
        size_t plain = 0;
        hc_arena_reset(a);
        hc_buf_init(&text, SIZE_MAX);
        hc_buf_init(&joined, SIZE_MAX);
        for (int i = 0; i < 400; i++) {
            x = x * 1664525u + 1013904223u;
            hc_buf_c(&text, pieces[(x >> 16) % HC_LEN(pieces)]);
        }
        hc_str all = hc_buf_view(&text);
        for (size_t from = 0, to; from < all.n; from = to) {
            size_t begin = from;
            x = x * 1664525u + 1013904223u;
            to = from + 1 + (x >> 16) % 700;
            hc_buf_str(&joined, hc_pii_mask_part(a, all, &begin, &to));
            assert_true(begin == from && to > from && to <= all.n);
        }
        size_t to = SIZE_MAX;
        hc_str whole = hc_pii_mask_part(a, all, &plain, &to);
        assert_true(to == all.n && hc_str_eq(whole, hc_buf_view(&joined)));
        assert_false(hc_str_eq(whole, all));
    }
}

static void count_alarms(const char *path, size_t *lines, size_t *alarms)
{
    FILE *f = fopen(path, "rb");
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    while (f && (n = getline(&line, &room, f)) > 0) {
        hc_pii_hit *h;
        hc_arena_reset(a);
        size_t hits = hc_pii_scan(a, (hc_str){line, (size_t)n}, &h);
        for (size_t i = 0; i < hits; i++)
            *alarms += h[i].grade != HC_PII_SYNTHETIC;
        ++*lines;
    }
    free(line);
    if (f)
        fclose(f);
}

/* None of these sentences names a person's number; a line holds one sentence or more. KoBBQ is read where it is placed. */
static void ordinary_sentences_raise_fewer_than_one_alarm_in_2000(void **state)
{
    (void)state;
    static const char *const kobbq[] = {"KoBBQ_templates", "KoBBQ_test_samples"};
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    const char *env = getenv("HAECHI_DATA");
    hc_str data = env ? hc_str_c(env) : HC_S(HC_SOURCE_ROOT "/../shared/data");
    size_t lines = 0, alarms = 0;
    glob_t packs;
    assert_int_equal(glob(HC_SOURCE_ROOT "/packs/*/items/*.jsonl", 0, NULL, &packs), 0);
    for (size_t i = 0; i < packs.gl_pathc; i++)
        count_alarms(packs.gl_pathv[i], &lines, &alarms);
    globfree(&packs);
    assert_true(lines > 0);
    for (size_t i = 0; i < HC_LEN(kobbq); i++)
        count_alarms(hc_cstr(a, hc_fmt(a, "%.*s/kobbq/%s.tsv", HC_FS(data), kobbq[i])), &lines, &alarms);
    print_message("%zu alarms on %zu lines\n", alarms, lines);
    assert_true(alarms * 2000 < lines || alarms == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_vector_has_its_kind_and_grade),
        cmocka_unit_test(decomposed_letters_hide_nothing),
        cmocka_unit_test(masks_leave_the_head_and_all_that_is_not_confirmed),
        cmocka_unit_test(parts_are_masked_as_the_whole),
        cmocka_unit_test(ordinary_sentences_raise_fewer_than_one_alarm_in_2000),
        cmocka_unit_test(any_bytes_give_ordered_hits_and_valid_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
