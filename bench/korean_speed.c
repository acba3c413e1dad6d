// SPDX-License-Identifier: Apache-2.0
/*
 * korean_speed [MIB]: the normaliser, the classes of replies and the search for personal numbers over MIB of text of each kind (8 unless
 * told), in replies of about 4 KiB; prints MB a second of CPU on one core, and beside it, from the same process, what only looking at
 * the bytes costs: memchr for line ends, and counting characters as `wc -m` does. The quotient to the latter travels between machines.
 * Exit 1 when one of the three stays under BAR on mixed Korean and English, the everyday case.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "korean/keys.h"
#include "korean/normalise.h"
#include "korean/pii.h"
#include "korean/reply_class.h"
#include "text/utf8.h"

static const double BAR = 20;

static const char everyday[] =
    "보이스피싱 신고는 112로 하시면 됩니다. 먼저 거래 은행에 지급정지를 요청하세요(call the bank first).\n"
    "1. 통화 기록과 문자를 남겨 두고, the original message should not be deleted.\n"
    "2. 「전기통신금융사기 통합대응」 안내를 읽고 when you are sure, 가까운 경찰서를 찾으십시오 — 24시간 운영합니다…\n"
    "The answer is B) because the other options do not mention 개인정보(PII). 궁금한 점이 있으면 알려 주세요ㅋㅋ 😊\n";

static hc_str repeat(hc_arena *a, hc_str s, size_t n)
{
    char *p = hc_alloc(a, n);
    for (size_t at = 0; at < n; at++)
        p[at] = s.p[at % s.n];
    return (hc_str){p, hc_utf8_valid_prefix((hc_str){p, n})};
}

/* Of composed syllables: canonical decomposition, or compatibility letters. */
static hc_str split(hc_arena *a, hc_str s, bool letters)
{
    static const unsigned initial[] = {0, 1, 3, 6, 7, 8, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29};
    static const unsigned final[] = {0, 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 25, 26, 27, 28, 29};
    char *p = hc_alloc_n(a, s.n, 3);
    size_t n = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t cp = hc_utf8_next(s, &at), i = cp - 0xAC00;
        if (i >= 11172) {
            n += hc_utf8_put(cp, p + n);
            continue;
        }
        n += hc_utf8_put(letters ? 0x3131 + initial[i / 588] : 0x1100 + i / 588, p + n);
        n += hc_utf8_put((letters ? 0x314F : 0x1161) + i % 588 / 28, p + n);
        if (i % 28)
            n += hc_utf8_put(letters ? 0x3131 + final[i % 28] : 0x11A7 + i % 28, p + n);
    }
    return (hc_str){p, n};
}

static size_t do_normalise(hc_arena *a, hc_str s)
{
    hc_ko_normal n;
    hc_ko_normalise(a, s, &n);
    return n.text.n;
}

static size_t do_classes(hc_arena *a, hc_str s)
{
    hc_class_result r;
    hc_reply_classify(a, s, &r);
    return r.cls + 1U;
}

static size_t do_pii(hc_arena *a, hc_str s)
{
    hc_pii_hit *h;
    return hc_pii_scan(a, s, &h) + 1;
}

static size_t do_characters(hc_arena *a, hc_str s)
{
    size_t n = 0;
    (void)a;
    for (size_t at = 0; at < s.n; n++)
        hc_utf8_next(s, &at);
    return n;
}

static size_t do_lines(hc_arena *a, hc_str s)
{
    size_t n = 1;
    (void)a;
    for (const char *p = s.p, *end = s.p + s.n; (p = memchr(p, '\n', (size_t)(end - p))); p++)
        n++;
    return n;
}

static const struct work { const char *name; size_t (*run)(hc_arena *a, hc_str s); bool judged; } works[] = {
    {"normalise", do_normalise, true}, {"classes", do_classes, true}, {"pii", do_pii, true}, {"characters", do_characters, false}, {"lines", do_lines, false},
};

static double mb_per_second(const struct work *w, hc_str text, size_t total)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    struct timespec from, to;
    size_t done = 0;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (; done < total; done += text.n) {
        HC_ASSERT(w->run(a, text) > 0);
        hc_arena_reset(a);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    return (double)done / 1e6 / ((double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9);
}

int main(int argc, char **argv)
{
    size_t total = (argc > 1 ? strtoul(argv[1], NULL, 10) : 8) << 20;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str mixed = repeat(a, HC_S(everyday), 4096);
    hc_str korean = repeat(a, HC_S("보이스피싱 신고 방법을 알려 주세요. 개인정보가 새어 나간 것 같아요.\n"), 4096);
    hc_str english = repeat(a, HC_S("The world works when they turn right, and then the form of the title is clean.\n"), 4096);
    hc_str numbers = repeat(a, HC_S("홍길동 님 010-1234-5678, 국민은행 000000-00-000000, 서울특별시 가나구 다라로 12, 주문번호 20240115-1234567\n"), 4096);
    const struct { const char *name; hc_str text; } kinds[] = {
        {"mixed", mixed}, {"korean", korean}, {"english", english}, {"nfd", split(a, mixed, false)}, {"jamo", split(a, mixed, true)},
        {"keys", hc_ko_to_keys(a, korean)}, {"numbers", numbers},
    };
    bool good = true;
    printf("| text |");
    for (size_t w = 0; w < HC_LEN(works); w++)
        printf(" %s |%s", works[w].name, works[w].judged ? " x characters |" : "");
    printf("\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (size_t i = 0; i < HC_LEN(kinds); i++) {
        double speed[HC_LEN(works)];
        for (size_t w = 0; w < HC_LEN(works); w++) {
            speed[w] = mb_per_second(&works[w], kinds[i].text, works[w].judged ? total : total * 4);
            good = good && (i > 0 || !works[w].judged || speed[w] >= BAR);
        }
        printf("| %s |", kinds[i].name);
        for (size_t w = 0; w < HC_LEN(works); w++) {
            printf(" %.1f |", speed[w]);
            if (works[w].judged)
                printf(" %.2f |", speed[3] / speed[w]);
        }
        printf("\n");
    }
    return good ? 0 : 1;
}
