// SPDX-License-Identifier: Apache-2.0
#include "korean/numeral.h"

/* One group of four digits, 1..9999; a single 일 is not said before 십 백 천. */
static void put_group(hc_buf *out, unsigned n)
{
    static const char *const digits[] = {"", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"};
    static const struct { unsigned value; const char *word; } places[] = {{1000, "천"}, {100, "백"}, {10, "십"}, {1, ""}};
    for (size_t i = 0; i < HC_LEN(places); i++) {
        unsigned d = n / places[i].value % 10;
        if (d > 1 || (d == 1 && places[i].value == 1))
            hc_buf_c(out, digits[d]);
        if (d)
            hc_buf_c(out, places[i].word);
    }
}

hc_str hc_ko_sino(hc_arena *a, uint64_t n)
{
    static const char *const groups[] = {"", "만", "억", "조", "경"};
    if (n == 0)
        return HC_S("영");
    HC_AUTO(hc_buf) out = {0};
    hc_buf_init(&out, SIZE_MAX);
    uint64_t unit = 10000000000000000u;
    for (size_t i = HC_LEN(groups); i-- > 0; unit /= 10000) {
        unsigned group = (unsigned)(n / unit % 10000);
        if (group == 0)
            continue;
        if (out.n)
            hc_buf_ch(&out, ' ');
        if (group > 1 || i != 1 || out.n)      /* 만; but 일억, and 일억 일만 */
            put_group(&out, group);
        hc_buf_c(&out, groups[i]);
    }
    return hc_str_dup(a, hc_buf_view(&out));
}

hc_str hc_ko_native(hc_arena *a, unsigned n, bool before_counter)
{
    static const char *const tens[] = {"", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"};
    static const char *const ones[] = {"", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉"};
    static const char *const counting[] = {"", "한", "두", "세", "네"};
    if (n < 1 || n > 99)
        return (hc_str){NULL, 0};
    if (n == 20 && before_counter)
        return HC_S("스무");
    unsigned d = n % 10;
    return hc_fmt(a, "%s%s", tens[n / 10], before_counter && d < HC_LEN(counting) ? counting[d] : ones[d]);
}

hc_str hc_ko_count(hc_arena *a, uint64_t n, hc_str counter)
{
    static const char *const native[] = {
        "개", "명", "사람", "살", "시", "시간", "번", "마리", "권", "장", "잔", "병", "대", "그루", "송이", "가지", "켤레",
        "곳", "군데", "달", "벌", "척", "통", "채", "칸", "줄", "차례", "그릇", "배", "건", "편", "가구", "자리", "종류", "글자",
    };
    if (hc_str_is(counter, "월") && (n == 6 || n == 10))
        return n == 6 ? HC_S("유월") : HC_S("시월");
    bool counts = false;
    for (size_t i = 0; i < HC_LEN(native) && n >= 1 && n <= 99; i++)
        counts = counts || hc_str_is(counter, native[i]);
    hc_str words = counts ? hc_ko_native(a, (unsigned)n, true) : hc_ko_sino(a, n);
    return hc_fmt(a, "%.*s%s%.*s", HC_FS(words), hc_str_is(counter, "월") || counter.n == 0 ? "" : " ", HC_FS(counter));
}
