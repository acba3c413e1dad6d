// SPDX-License-Identifier: Apache-2.0
/* Forms that begin with a Latin or a Hangul word: passports, keys and secrets, addresses. */
#include "korean/pii_int.h"

static bool digit(char c) { return c >= '0' && c <= '9'; }
static bool upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool lower(char c) { return c >= 'a' && c <= 'z'; }
static bool signs(char c) { return digit(c) || upper(c) || lower(c); }

/* `form`: 'A' a capital, '9' a digit. */
static bool fits(hc_str s, const char *form)
{
    size_t n = strlen(form), i = 0;
    while (s.n == n && i < n && (form[i] == 'A' ? upper(s.p[i]) : digit(s.p[i])))
        i++;
    return s.n == n && i == n;
}

static unsigned mrz_value(char c)
{
    return digit(c) ? (unsigned)(c - '0') : upper(c) ? (unsigned)(c - 'A') + 10 : 0;
}

/* A field and the check digit behind it, weights 7 3 1 (ICAO 9303 part 3). */
static bool mrz_field(hc_str line, size_t from, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += mrz_value(line.p[from + i]) * (i % 3 == 0 ? 7U : i % 3 == 1 ? 3U : 1U);
    return line.p[from + n] == (char)('0' + sum % 10);
}

static size_t passport(hc_pii_walk *w, size_t at, hc_str word)
{
    static const char *const words[] = {"여권", "passport", "Passport", "PASSPORT"};
    size_t end = at + word.n, line_end = at;
    while (line_end < w->s.n && line_end - at < 45 && (digit(w->s.p[line_end]) || upper(w->s.p[line_end]) || w->s.p[line_end] == '<'))
        line_end++;
    hc_str line = hc_str_sub(w->s, at, line_end);
    if (line.n == 44 && mrz_field(line, 0, 9) && mrz_field(line, 13, 6) && mrz_field(line, 21, 6)) {
        hc_pii_add(w, "mrz", HC_PII_VALID, at, line_end, 1);
        return line_end;
    }
    bool old = fits(word, "A99999999"), new = fits(word, "A999A9999");
    if (!word.n || !strchr("MSROD", word.p[0]) || !(old || new))
        return 0;
    bool named = hc_pii_near(w, at, end, words, HC_LEN(words)), zeros = true;
    for (size_t i = 1; i < word.n; i++)
        zeros = zeros && (word.p[i] == '0' || upper(word.p[i]));
    hc_pii_add(w, "passport", zeros ? HC_PII_SYNTHETIC : named ? HC_PII_VALID : HC_PII_SHAPE, at, end, 1);
    return end;
}

/* Random enough for a key: many different signs, not one of them in a quarter of the places. */
static bool random_looking(hc_str s)
{
    size_t count[256] = {0}, kinds = 0, most = 0;
    for (size_t i = 0; i < s.n; i++) {
        size_t n = ++count[(unsigned char)s.p[i]];
        kinds += n == 1;
        most = n > most ? n : most;
    }
    return kinds >= 8 && most * 4 <= s.n;
}

/* What documentation prints in place of a key says so. */
static hc_pii_grade of_key(hc_str s)
{
    static const char *const words[] = {"EXAMPLE", "example", "Example", "FAKE", "fake", "DUMMY", "dummy", "PLACEHOLDER", "placeholder"};
    for (size_t i = 0; i < HC_LEN(words); i++)
        if (hc_str_find(s, hc_str_c(words[i])) >= 0)
            return HC_PII_SYNTHETIC;
    return HC_PII_VALID;
}

/* An application key: 32 hexadecimal digits, and words around that say so (a checksum looks the same). */
size_t hc_pii_hex(hc_pii_walk *w, size_t at)
{
    static const char *const words[] = {"앱 키", "앱키", "app key", "appkey", "appKey", "REST API", "API 키", "API key", "api_key", "인증키", "secret",
                                        "SECRET", "client", "APP_KEY", "API_KEY"};
    size_t end = at;
    while (end < w->s.n && end - at < 33 && (digit(w->s.p[end]) || (w->s.p[end] >= 'a' && w->s.p[end] <= 'f')))
        end++;
    if (end - at != 32 || (end < w->s.n && (signs(w->s.p[end]) || w->s.p[end] == '_')) || !random_looking(hc_str_sub(w->s, at, end)) ||
        !hc_pii_near(w, at, end, words, HC_LEN(words)))
        return 0;
    hc_pii_add(w, "secret", HC_PII_VALID, at, end, 4);
    return end;
}

static size_t key_word(hc_pii_walk *w, size_t at, hc_str word)
{
    static const struct { const char *head; unsigned char least, most; } heads[] = {
        {"live_sk_", 20, 64}, {"live_gsk_", 20, 64}, {"live_ck_", 20, 64}, {"live_gck_", 20, 64}, {"sk_live_", 20, 128}, {"sk-", 20, 200},
        {"AKIA", 16, 16}, {"ghp_", 36, 36}, {"AIza", 35, 35}, {"xoxb-", 20, 200}};
    size_t end = at + word.n;
    for (size_t i = 0; i < HC_LEN(heads); i++) {
        size_t n = strlen(heads[i].head);
        if (!hc_str_starts(word, hc_str_c(heads[i].head)) || word.n < n + heads[i].least || word.n > n + heads[i].most)
            continue;
        if (!random_looking(hc_str_sub(word, n, word.n)))
            continue;
        unsigned keep = 0;
        for (size_t k = 0; k < n; k++)
            keep += signs(word.p[k]);
        return hc_pii_add(w, "secret", of_key(word), at, end, keep), end;
    }
    if (hc_str_starts(word, HC_S("test_")) && word.n >= 28 && (hc_str_find(word, HC_S("sk_")) > 0 || hc_str_find(word, HC_S("ck_")) > 0))
        return hc_pii_add(w, "secret", HC_PII_SYNTHETIC, at, end, 4), end;
    return 0;
}

/* Keys of data.go.kr: long base64, mostly with its signs written as %2B, %3D. `at` is where the value begins. */
static size_t service_key(hc_pii_walk *w, size_t at)
{
    size_t end = at;
    while (end < w->s.n && end - at < 512 && w->s.p[end] && (signs(w->s.p[end]) || strchr("%+/=", w->s.p[end])))
        end++;
    hc_str value = hc_str_sub(w->s, at, end);
    if (value.n < 40 || !random_looking(value))
        return 0;
    hc_pii_add(w, "secret", of_key(value), at, end, 4);
    return end;
}

/* Files of certificates of the bank kind. */
static size_t certificate(hc_pii_walk *w, size_t at)
{
    static const char *const files[] = {"signPri.key", "signCert.der"};
    for (size_t i = 0; i < HC_LEN(files); i++)
        if (hc_str_starts(hc_str_sub(w->s, at, w->s.n), hc_str_c(files[i])))
            return hc_pii_add(w, "secret", HC_PII_SHAPE, at, at + strlen(files[i]), 0), at + strlen(files[i]);
    return 0;
}

static size_t customs(hc_pii_walk *w, size_t at, hc_str word)
{
    static const char *const words[] = {"통관"};
    size_t end = at + word.n;
    if (!fits(word, "A999999999999") || word.p[0] != 'P')
        return 0;
    bool zeros = hc_str_starts(word, HC_S("P000000"));
    hc_pii_add(w, "customs", zeros ? HC_PII_SYNTHETIC : hc_pii_near(w, at, end, words, HC_LEN(words)) ? HC_PII_VALID : HC_PII_SHAPE, at, end, 1);
    return end;
}

/* serviceKey=..., "serviceKey": "..." */
static size_t named_key(hc_pii_walk *w, size_t end, hc_str word)
{
    if (!hc_str_ieq(word, HC_S("serviceKey")) || end >= w->s.n || (w->s.p[end] != '=' && w->s.p[end] != ':'))
        return 0;
    size_t from = end + 1;
    while (from < w->s.n && from < end + 4 && (w->s.p[from] == ' ' || w->s.p[from] == '"'))
        from++;
    return service_key(w, from);
}

/* "sk-..." and "xoxb-..." go on behind the hyphen. */
static hc_str hyphened(hc_str s, size_t at, hc_str word)
{
    size_t end = at + word.n;
    if (!hc_str_is(word, "sk") && !hc_str_is(word, "xoxb"))
        return word;
    while (end < s.n && end - at < 220 && (signs(s.p[end]) || s.p[end] == '_' || s.p[end] == '-'))
        end++;
    return hc_str_sub(s, at, end);
}

size_t hc_pii_latin(hc_pii_walk *w, size_t at)
{
    size_t end = at, used;
    while (end < w->s.n && (signs(w->s.p[end]) || w->s.p[end] == '_'))
        end++;
    hc_str word = hc_str_sub(w->s, at, end);
    if ((used = passport(w, at, word)) || (used = hc_pii_hex(w, at)) || (used = certificate(w, at)) || (used = customs(w, at, word)) ||
        (used = named_key(w, end, word)))
        return used;
    word = hyphened(w->s, at, word);
    used = key_word(w, at, word);
    return used ? used : at + word.n;
}

/* The Hangul (with digits and '-') up to the next blank; the scan is bounded so that it stays linear. */
static hc_str token(hc_str s, size_t *at)
{
    size_t from = *at;
    while (*at < s.n && *at - from < 48 && ((unsigned char)s.p[*at] >= 0x80 || digit(s.p[*at]) || s.p[*at] == '-'))
        ++*at;
    return hc_str_sub(s, from, *at);
}

static bool ends_in(hc_str word, const char *const *tails, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (word.n > strlen(tails[i]) && hc_str_ends(word, hc_str_c(tails[i])))
            return true;
    return false;
}

/* A province with the ending that its name may have, whole: its end, or 0. 세종 has no districts. */
static size_t province(hc_str s, size_t at, bool *out_single)
{
    static const char *const names[] = {"서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기", "강원", "충청북도", "충북", "충청남도",
        "충남", "전라북도", "전북", "전라남도", "전남", "경상북도", "경북", "경상남도", "경남", "제주"};
    static const char *const rest[] = {"", "시", "도", "특별시", "광역시", "특별자치시", "특별자치도"};
    size_t i = 0, end = at;
    while (i < HC_LEN(names) && (memcmp(s.p + at, names[i], 3) != 0 || !hc_str_starts(hc_str_sub(s, at, s.n), hc_str_c(names[i]))))
        i++;
    if (i == HC_LEN(names))
        return 0;
    hc_str word = token(s, &end), tail = hc_str_sub(word, strlen(names[i]), word.n);
    *out_single = i == 7;
    for (size_t k = 0; k < HC_LEN(rest); k++)
        if (hc_str_is(tail, rest[k]))
            return end;
    return 0;
}

/* A town or county of two to four syllables and its ending, for addresses that leave the province out: its end, or 0. */
static size_t town(hc_str s, size_t at)
{
    static const char *const endings[] = {"시", "군", "구"};
    size_t end = at;
    hc_str word = token(s, &end);
    return word.n >= 6 && word.n <= 15 && end < s.n && s.p[end] == ' ' && ends_in(word, endings, HC_LEN(endings)) ? end : 0;
}

/* Districts, then a street or village and its number: the end of the number, or 0. */
static size_t street(hc_str s, size_t end, bool district)
{
    static const char *const districts[] = {"시", "군", "구", "읍", "면"}, *const streets[] = {"로", "길", "동", "리", "가"};
    bool found = false;
    for (int n = 0; n < 5 && !found && end < s.n && s.p[end] == ' '; n++) {
        end++;
        hc_str word = token(s, &end);
        found = district && ends_in(word, streets, HC_LEN(streets));
        if (!found && !ends_in(word, districts, HC_LEN(districts)))
            return 0;
        district = true;
    }
    if (!found || end + 1 >= s.n || s.p[end] != ' ' || !digit(s.p[end + 1]))
        return 0;
    for (end++; end < s.n && (digit(s.p[end]) || s.p[end] == '-');)
        end++;
    return end;
}

/* "101동", "1203호", "3층" behind blanks or a comma: its end, or 0; *out_last: something else hangs on it. */
static size_t flat(hc_str s, size_t at, bool *out_last)
{
    static const char *const units[] = {"동", "호", "층"};
    while (at < s.n && (s.p[at] == ' ' || s.p[at] == ','))
        at++;
    size_t from = at, digits = 0;
    hc_str word = token(s, &at);
    while (digits < word.n && digit(word.p[digits]))
        digits++;
    for (size_t u = 0; digits && digits <= 4 && u < HC_LEN(units); u++)
        if (hc_str_starts(hc_str_sub(word, digits, word.n), hc_str_c(units[u]))) {
            size_t end = from + digits + strlen(units[u]);
            *out_last = end != at;
            return end;
        }
    return 0;
}

/* Province, district, then street or village with a number. A number of flat ("101동 1203호") makes it somebody's; without it the
 * province must be there. */
size_t hc_pii_address(hc_pii_walk *w, size_t at)
{
    bool single = false, last = false, home = false;
    size_t end = province(w->s, at, &single), to;
    bool whole = end > 0;
    if (!whole)
        end = town(w->s, at);
    end = end ? street(w->s, end, single || !whole) : 0;
    if (!end)
        return 0;
    while (!last && end < w->s.n && (w->s.p[end] == ' ' || w->s.p[end] == ',') && (to = flat(w->s, end, &last)))
        end = to, home = true;
    if (!home && !whole)
        return 0;
    hc_pii_add(w, "address", home ? HC_PII_VALID : HC_PII_SHAPE, at, end, 0);
    return end;
}
