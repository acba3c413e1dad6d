// SPDX-License-Identifier: Apache-2.0
/* Forms made of digits, tried from the most to the least certain. */
#include "korean/pii_int.h"
#include "korean/public_line.h"
#include "text/utf8.h"

#define NEAR(w, words) hc_pii_near((w), (w)->run.at[0], (w)->run.end[(w)->run.n - 1], (words), HC_LEN(words))

static const char *const order_words[] = {"주문번호", "주문 번호", "운송장", "송장번호", "접수번호", "관리번호", "문서번호", "사건번호", "ISBN", "일련번호"};

static unsigned number(const hc_pii_run *r, size_t from, size_t n)
{
    unsigned v = 0;
    for (size_t i = from; i < from + n; i++)
        v = v * 10 + r->d[i];
    return v;
}

/* Whether anybody may call the first `n` digits. */
static bool is_public(const hc_pii_run *r, size_t n)
{
    char digits[HC_PII_WINDOW];
    for (size_t i = 0; i < n; i++)
        digits[i] = (char)('0' + r->d[i]);
    const hc_public_line *line = hc_public_line_find((hc_str){digits, n});
    return line && !line->abroad;
}

static bool all_equal(const hc_pii_run *r, size_t n)
{
    size_t i = 1;
    while (i < n && r->d[i] == r->d[0])
        i++;
    return i == n;
}

static unsigned weighted(const hc_pii_run *r, const char *weights)
{
    unsigned sum = 0;
    for (size_t i = 0; weights[i]; i++)
        sum += r->d[i] * (unsigned)(weights[i] - '0');
    return sum;
}

static size_t add(hc_pii_walk *w, const char *kind, hc_pii_grade grade, size_t n, unsigned keep)
{
    hc_pii_add(w, kind, grade, w->run.at[0], w->run.end[n - 1], keep);
    return n;
}

static bool is_date(unsigned year, unsigned month, unsigned day)
{
    static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] && (month != 2 || day < 29 || leap);
}

/* What thirteen digits say of somebody: resident (G 1-4, 9, 0) or alien (5-8). */
typedef struct person { const char *kind; bool date, living, check, random; } person;

static person person_of(const hc_pii_run *r)
{
    unsigned g = r->d[6], century = g == 9 || g == 0 ? 1800 : (g - 1) % 4 < 2 ? 1900 : 2000, year = century + number(r, 0, 2);
    unsigned sum = weighted(r, "234567892345") % 11;
    bool alien = g >= 5 && g <= 8, late = year > 2020 || (year == 2020 && number(r, 2, 4) >= 1001);
    return (person){.kind = alien ? "frn" : "rrn", .date = is_date(year, number(r, 2, 2), number(r, 4, 2)), .living = century > 1800,
                    .check = r->d[12] == (alien ? 13 - sum : 11 - sum) % 10, .random = late && century == 2000};
}

/* Resident, alien and corporate registration numbers: six and seven digits. */
static size_t registration(hc_pii_walk *w)
{
    static const char *const rrn_words[] = {"주민등록", "주민번호", "외국인등록", "RRN", "생년월일"};
    static const char *const corp_words[] = {"법인"};
    const hc_pii_run *r = &w->run;
    bool split;
    if (!hc_pii_shape(w, "67", &split) || all_equal(r, 13))
        return 0;
    person p = person_of(r);
    bool corporate = r->d[12] == (10 - weighted(r, "121212121212") % 10) % 10, numbered = number(r, 0, 4) > 0;
    if (NEAR(w, corp_words) && numbered)
        return add(w, "corporate", corporate ? HC_PII_VALID : HC_PII_SHAPE, 13, 4);
    if (p.date && p.living && (p.check || NEAR(w, rrn_words)))
        return split || !NEAR(w, order_words) ? add(w, p.kind, HC_PII_VALID, 13, 6) : 0;
    if (!p.date && p.check && split)
        return add(w, p.kind, HC_PII_SYNTHETIC, 13, 6);
    if (corporate && split)
        return add(w, "corporate", numbered ? HC_PII_VALID : HC_PII_SYNTHETIC, 13, 4);
    if (!p.date || !split || NEAR(w, order_words))
        return 0;
    return add(w, p.kind, p.random ? HC_PII_VALID : HC_PII_SHAPE, 13, 6);
}

static size_t business(hc_pii_walk *w)
{
    static const char *const words[] = {"사업자"};
    const hc_pii_run *r = &w->run;
    bool split;
    if (!hc_pii_shape(w, "325", &split) || all_equal(r, 10))
        return 0;
    bool named = NEAR(w, words);
    unsigned sum = weighted(r, "137137135") + r->d[8] * 5U / 10, middle = number(r, 3, 2), office = number(r, 0, 3);
    if ((!split && !named) || r->d[9] != (10 - sum % 10) % 10)
        return 0;
    if (office < 101 || office >= 900)
        return add(w, "business", HC_PII_SYNTHETIC, 10, 3);
    return middle ? add(w, "business", HC_PII_VALID, 10, 3) : 0;
}

static const char *const phone_words[] = {"전화", "휴대", "핸드폰", "연락처", "번호", "문자", "폰", "Tel", "TEL", "tel", "phone", "팩스"};

static size_t mobile_of(hc_pii_walk *w, const char *parts, size_t n, size_t middle, unsigned keep)
{
    bool split;
    if (!hc_pii_shape(w, parts, &split))
        return 0;
    const hc_pii_run *r = &w->run;
    bool ten = middle < 2 || r->d[middle - 1] == 0;
    if (n - middle == 7 && (ten || (!split && !NEAR(w, phone_words))))
        return 0;
    if (r->d[middle] < 2)
        return ten ? add(w, "mobile", HC_PII_SYNTHETIC, n, keep) : 0;
    return add(w, "mobile", HC_PII_VALID, n, keep);
}

static size_t mobile(hc_pii_walk *w)
{
    const hc_pii_run *r = &w->run;
    size_t used = 0;
    if (w->plus && r->n >= 11 && r->d[0] == 8 && r->d[1] == 2) {
        if (r->d[2] == 1 && r->d[3] == 0)
            used = mobile_of(w, "2244", 12, 4, 4);
        return used;
    }
    if (r->n < 10 || r->d[0] != 0 || r->d[1] != 1 || !strchr("016789", '0' + r->d[2]))
        return 0;
    if (r->n >= 11 && is_public(r, 11))
        return 0;
    used = mobile_of(w, "344", 11, 3, 3);
    return used ? used : mobile_of(w, "334", 10, 3, 3);
}

static bool known_area(unsigned area)
{
    static const unsigned char areas[] = {2, 31, 32, 33, 41, 42, 43, 44, 51, 52, 53, 54, 55, 61, 62, 63, 64, 70, 80};
    return memchr(areas, (int)area, sizeof areas) != NULL;
}

static size_t landline(hc_pii_walk *w)
{
    const hc_pii_run *r = &w->run;
    if (r->n < 9 || r->d[0] != 0)
        return 0;
    size_t area = r->d[1] == 2 ? 2 : 3;
    bool known = area == 2 || known_area(number(r, 1, 2)), split;
    if (r->d[1] == 5 && r->d[2] == 0 && r->d[3] >= 2 && r->d[3] <= 8)
        known = true, area = 4;
    static const char *const shapes[][2] = {{"244", "234"}, {"344", "334"}, {"444", "434"}};
    for (size_t i = 0; known && i < 2; i++) {
        if (!hc_pii_shape(w, shapes[area - 2][i], &split))
            continue;
        size_t n = area + 8 - i;
        if (all_equal(r, n) || (!split && !NEAR(w, phone_words)))
            return 0;
        return add(w, "phone", r->d[area] < (area == 4 ? 1 : 2) ? HC_PII_SYNTHETIC : HC_PII_VALID, n, (unsigned)area);
    }
    return 0;
}

/* +82 2 345 6789: without the zero of the area. */
static size_t landline_abroad(hc_pii_walk *w)
{
    static const char *const shapes[][2] = {{"2144", "2134"}, {"2244", "2234"}};
    const hc_pii_run *r = &w->run;
    bool split;
    if (!w->plus || r->n < 10 || r->d[0] != 8 || r->d[1] != 2 || r->d[2] < 2)
        return 0;
    size_t area = r->d[2] == 2 ? 1 : 2;
    for (size_t i = 0; i < 2; i++)
        if (hc_pii_shape(w, shapes[area - 1][i], &split) && split && known_area(number(r, 2, area)))
            return add(w, "phone", r->d[2 + area] < 2 ? HC_PII_SYNTHETIC : HC_PII_VALID, 10 + area - i, (unsigned)(2 + area));
    return 0;
}

/* Numbers that businesses and public hotlines answer: never a person's. The hotlines themselves are no hits at all. */
static size_t representative(hc_pii_walk *w)
{
    static const unsigned short heads[] = {1522, 1533, 1544, 1566, 1577, 1588, 1599, 1600, 1644, 1661, 1666, 1668, 1670, 1688,
                                           1800, 1811, 1833, 1855, 1877, 1899};
    bool split;
    if (!hc_pii_shape(w, "44", &split) || !split || w->run.sep[4] != '-' || !NEAR(w, phone_words) || is_public(&w->run, 8))
        return 0;
    for (size_t i = 0; i < HC_LEN(heads); i++)
        if (number(&w->run, 0, 4) == heads[i])
            return add(w, "phone", HC_PII_SHAPE, 8, 4);
    return 0;
}

static bool luhn(const hc_pii_run *r, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned d = r->d[i] * ((n - i) % 2 == 0 ? 2U : 1U);
        sum += d > 9 ? d - 9 : d;
    }
    return sum % 10 == 0;
}

static bool issuer(const hc_pii_run *r, size_t n)
{
    unsigned two = number(r, 0, 2), four = number(r, 0, 4);
    switch (n) {
    case 13: return r->d[0] == 4;
    case 14: return two == 36 || two == 38 || (four / 10 >= 300 && four / 10 <= 305);
    case 15: return two == 34 || two == 37;
    case 16: return r->d[0] == 4 || (two >= 51 && two <= 55) || (four >= 2221 && four <= 2720) || (four >= 3528 && four <= 3589) ||
                    two == 60 || two == 62 || two == 64 || two == 65 || two == 94;
    default: return two == 62 || (n == 19 && r->d[0] == 4);
    }
}

static bool test_card(const hc_pii_run *r, size_t n)
{
    static const char *const numbers[] = {"4111111111111111", "4242424242424242", "5555555555554444", "378282246310005", "4012888888881881"};
    for (size_t i = 0; i < HC_LEN(numbers); i++) {
        size_t k = 0;
        while (numbers[i][k] && k < n && numbers[i][k] == '0' + r->d[k])
            k++;
        if (k == n && !numbers[i][k])
            return true;
    }
    return false;
}

static size_t card(hc_pii_walk *w)
{
    static const char *const shapes[] = {"4444", "465", "464", "44443", "=", "A", "B"};       /* '=' 13, 'A' 17, 'B' 18 in one */
    static const unsigned char sizes[] = {16, 15, 14, 19, 13, 17, 18};
    static const char *const words[] = {"카드", "card", "Card", "CARD"};
    bool split;
    for (size_t i = 0; i < HC_LEN(shapes); i++) {
        size_t n = sizes[i];
        if (w->run.n < n || !hc_pii_shape(w, shapes[i], &split) || all_equal(&w->run, n) || !luhn(&w->run, n))
            continue;
        bool known = issuer(&w->run, n);
        if (n == 16 && split && (!known || test_card(&w->run, n)))
            return add(w, "card", HC_PII_SYNTHETIC, n, 4);
        if (!known || (!split && n != 16 && !NEAR(w, words)))
            continue;
        return add(w, "card", test_card(&w->run, n) ? HC_PII_SYNTHETIC : HC_PII_VALID, n, 4);
    }
    return 0;
}

static size_t licence(hc_pii_walk *w)
{
    static const char *const words[] = {"면허"};
    bool split;
    if (!hc_pii_shape(w, "2262", &split) || all_equal(&w->run, 12))
        return 0;
    unsigned region = number(&w->run, 0, 2);
    bool named = NEAR(w, words);
    if (((region < 11 || region > 26) && region != 28) || !(named || (split && w->run.sep[2] == '-')))
        return 0;
    return add(w, "licence", named ? HC_PII_VALID : HC_PII_SHAPE, 12, 4);
}

/* The form before the regions had numbers: "서울 95-123456-78". The hit takes the name of the region in. */
static size_t old_licence(hc_pii_walk *w)
{
    static const char *const regions[] = {"서울", "부산", "경기", "강원", "충북", "충남", "전북", "전남", "경북", "경남", "제주", "대구", "인천", "광주", "대전", "울산",
                                          "경기남부", "경기북부"};
    bool split;
    size_t at = w->run.at[0], least = w->n ? w->hits[w->n - 1].at + w->hits[w->n - 1].n : 0;
    if (!hc_pii_shape(w, "262", &split) || !split || w->run.sep[2] != '-' || all_equal(&w->run, 10))
        return 0;
    while (at > least && (w->s.p[at - 1] == ' ' || w->s.p[at - 1] == '-'))
        at--;
    for (size_t i = HC_LEN(regions); i-- > 0;) {
        size_t n = strlen(regions[i]);
        if (at < least + n || !hc_str_ends(hc_str_sub(w->s, least, at), hc_str_c(regions[i])))
            continue;
        hc_pii_add(w, "licence", HC_PII_VALID, at - n, w->run.end[9], 4);
        return 10;
    }
    return 0;
}

/* Nobody's number begins with three zeros and has six. */
static hc_pii_grade unless_zeros(const hc_pii_walk *w, size_t n)
{
    size_t zeros = 0;
    for (size_t i = 0; i < n; i++)
        zeros += w->run.d[i] == 0;
    return number(&w->run, 0, 3) == 0 && zeros >= 6 ? HC_PII_SYNTHETIC : HC_PII_VALID;
}

/* Names of banks that are words of everyday too: only right before the number. */
static bool behind_bank(const hc_pii_walk *w)
{
    static const char *const names[] = {"국민", "신한", "우리", "하나", "기업", "제일", "씨티", "토스", "카카오", "KB", "IBK", "NH", "SC"};
    size_t at = w->run.at[0];
    while (at > 0 && w->run.at[0] - at < 2 && (w->s.p[at - 1] == ' ' || w->s.p[at - 1] == ':'))
        at--;
    for (size_t i = 0; i < HC_LEN(names); i++)
        if (hc_str_ends(hc_str_sub(w->s, 0, at), hc_str_c(names[i])))
            return true;
    return false;
}

/* Bank accounts and other numbers without arithmetic: the words around decide. */
static size_t by_words(hc_pii_walk *w)
{
    static const char *const bank[] = {"계좌", "입금", "예금주", "송금", "이체", "은행", "뱅크", "농협", "신협", "우체국", "새마을금고", "수협"};
    static const char *const account[] = {"계좌"}, *const health[] = {"건강보험", "보험증"}, *const soldier[] = {"군번"};
    static const char *const shapes[] = {"3442", "3623", "626", "336", "436", "365", "427", "444", "326"};
    static const char *const plain[] = {":", ";", "<", "=", ">"};                            /* 10 to 14 digits in one */
    static const unsigned char sizes[] = {13, 14, 14, 12, 13, 14, 13, 12, 11};
    bool split;
    if (hc_pii_shape(w, "1:", &split) && split && NEAR(w, health))
        return add(w, "insurance", unless_zeros(w, 11), 11, 1);
    if (hc_pii_shape(w, ";", &split) && !all_equal(&w->run, 11) && NEAR(w, health))
        return add(w, "insurance", unless_zeros(w, 11), 11, 1);
    if (hc_pii_shape(w, "28", &split) && split && w->run.d[2] == 7 && NEAR(w, soldier))
        return add(w, "military", HC_PII_VALID, 10, 3);
    if (w->run.n < 10 || !(NEAR(w, bank) || behind_bank(w)))
        return 0;
    for (size_t i = 0; i < HC_LEN(shapes); i++)
        if (hc_pii_shape(w, shapes[i], &split) && split && !all_equal(&w->run, sizes[i]))
            return add(w, "account", unless_zeros(w, sizes[i]), sizes[i], 3);
    for (size_t i = 0; i < HC_LEN(plain) && NEAR(w, account); i++)
        if (hc_pii_shape(w, plain[i], &split) && !all_equal(&w->run, 10 + i))
            return add(w, "account", unless_zeros(w, 10 + i), 10 + i, 3);
    return 0;
}

/* Two or three digits, a syllable of the plate set, four digits. Letters that count things elsewhere ("12조 3456") need a word. */
static size_t plate(hc_pii_walk *w)
{
    static const char set[] = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배허하호";
    static const char clear[] = "거너더러머버어저노누두루무바자허하";
    static const char *const words[] = {"차량", "번호판", "차번호", "자동차", "승용차", "운전", "주차"};
    const hc_pii_run *r = &w->run;
    size_t n = 0, at;
    while (n < r->n && !(n && r->sep[n]))
        n++;
    at = n ? r->end[n - 1] : 0;
    if ((n != 2 && n != 3) || at + 3 > w->s.n)
        return 0;
    hc_str rest = hc_str_sub(w->s, at + 3, w->s.n);
    size_t digits = 0, end = at + 3;
    bool blank = rest.n && rest.p[0] == ' ', zeros = true;
    for (size_t i = blank; i < rest.n && digits < 5 && rest.p[i] >= '0' && rest.p[i] <= '9'; i++)
        digits++, zeros = zeros && rest.p[i] == '0', end = at + 3 + i + 1;
    char letter[4] = {w->s.p[at], w->s.p[at + 1], w->s.p[at + 2], 0};
    if (digits != 4 || !strstr(set, letter))
        return 0;
    bool named = hc_pii_near(w, r->at[0], end, words, HC_LEN(words));
    if (!named && !zeros && (blank || !(strstr(clear, letter) || (n == 3 && strstr("가나다라마러머버서", letter)))))
        return 0;
    hc_pii_add(w, "plate", zeros || !number(r, 0, n) ? HC_PII_SYNTHETIC : HC_PII_VALID, r->at[0], end, 0);
    return n;
}

static size_t one_time(hc_pii_walk *w)
{
    static const char *const words[] = {"OTP", "인증번호", "인증 번호", "일회용 비밀번호", "일회용비밀번호"};
    bool split;
    if (!hc_pii_shape(w, "6", &split) || split || !hc_pii_near(w, w->run.at[0], w->run.end[5], words, HC_LEN(words)))
        return 0;
    return add(w, "otp", HC_PII_SHAPE, 6, 0);
}

size_t hc_pii_number(hc_pii_walk *w)
{
    static size_t (*const forms[])(hc_pii_walk *) = {mobile, registration, card, business, landline, landline_abroad, representative, licence, old_licence, by_words, plate, one_time};
    size_t used = 0;
    for (size_t i = 0; i < HC_LEN(forms) && !used; i++)
        used = forms[i](w);
    return used;
}
