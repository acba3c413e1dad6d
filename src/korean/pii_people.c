// SPDX-License-Identifier: Apache-2.0
/* What shows only in the company of other things: names of people near another hit, and tables of numbered cells. */
#include "korean/pii_int.h"
#include "text/utf8.h"

enum { SYLLABLE = 3, NEAR = 120, CELLS_NAMED = 3, CELLS = 10, GAP = 8 };

/* ---- names ------------------------------------------------------------------------------------------------ */

static const char surnames[] = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구나민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용";
static const char *const long_surnames[] = {"남궁", "황보", "제갈", "사공", "선우", "독고", "서문"};
/* Behind a name: what people are called by. */
static const char *const callings[] = {"님", "씨", "양", "군", "선생", "대리", "과장", "차장", "부장", "팀장", "사원", "주임", "사장", "대표", "이사", "상무", "전무", "교수",
    "박사", "원장", "의사", "간호사", "변호사", "기자", "교사", "실장", "본부장", "센터장", "주무관", "사무관", "연구원", "매니저", "환자", "고객", "회원"};
/* Before a name. */
static const char *const labels[] = {"이름", "성명", "성함", "예금주", "수취인", "받는 분", "받는분", "받는 사람", "보내는 사람", "신청인", "신청자", "보호자", "환자", "환자명", "고객", "고객명",
    "수령인", "담당자", "담당", "대표자", "명의자", "명의", "소유자", "세대주", "임차인", "임대인", "피보험자", "계약자", "주문자", "지원자", "학생", "가입자", "본인"};
/* Words of everyday that look like a name before 님 or behind a label. */
static const char *const words[] = {"이용자", "신청자", "신청인", "주문자", "구매자", "지원자", "전문가", "변호사", "조사관", "심사관", "임직원", "공무원", "이메일", "전화번", "주민등", "연락처", "고객센", "정보주",
    "여행자", "유학생", "고등학", "대학생", "직장인", "보호자", "소비자", "사용자", "관리자", "담당자", "예금주", "수취인", "수령인", "명의자", "소유자", "임차인", "임대인", "피해자", "가해자", "노동자",
    "근로자", "방문자", "응시자", "안내원", "상담원", "상담사", "이모님", "고모님", "원장님", "기사님", "사장님", "지점장", "전입신", "주소지", "계좌번", "은행명", "카드번", "여권번", "면허번", "차량번", "등록번", "운전면", "외국인", "사업자", "휴대전", "생년월", "인증번", "정신과", "주치의", "배송지", "현주소", "우편번"};

static bool starts_with_any(hc_str s, const char *const *list, size_t n, size_t *out)
{
    *out = 0;
    for (size_t i = 0; i < n; i++)
        if (strlen(list[i]) > *out && hc_str_starts(s, hc_str_c(list[i])))
            *out = strlen(list[i]);
    return *out > 0;
}

static bool ends_with_any(hc_str s, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_ends(s, hc_str_c(list[i])))
            return true;
    return false;
}

static bool hangul(hc_str s, size_t at)
{
    return at + SYLLABLE <= s.n && (uint32_t)(hc_utf8_next(s, &at) - 0xAC00) < 11172;
}

/* Surname and given name at `at`: its bytes, or 0. */
static size_t full_name(hc_str s, size_t at)
{
    size_t n, unused;
    hc_str rest = hc_str_sub(s, at, s.n);
    if (!starts_with_any(rest, long_surnames, HC_LEN(long_surnames), &n)) {
        n = SYLLABLE;
        if (!hangul(s, at) || !memmem(surnames, sizeof surnames - 1, s.p + at, SYLLABLE))
            return 0;
    }
    if (!hangul(s, at + n) || !hangul(s, at + n + SYLLABLE) || starts_with_any(rest, words, HC_LEN(words), &unused))
        return 0;
    return n + 2 * (size_t)SYLLABLE;
}

static bool named_before(hc_str s, size_t at)
{
    static const char *const particles[] = {"은", "는", "이", "가"};
    size_t end = at;
    while (end > 0 && at - end < 4 && strchr(" :=(", s.p[end - 1]))
        end--;
    hc_str head = hc_str_sub(s, 0, end), bare = ends_with_any(head, particles, HC_LEN(particles)) ? hc_str_sub(s, 0, end - SYLLABLE) : head;
    return end < at && (ends_with_any(head, labels, HC_LEN(labels)) || ends_with_any(bare, labels, HC_LEN(labels)));
}

static bool called_behind(hc_str s, size_t end)
{
    size_t n, at = end + (end < s.n && s.p[end] == ' ');
    return starts_with_any(hc_str_sub(s, at, s.n), callings, HC_LEN(callings), &n);
}

/* Behind a label no calling is needed, but the name must end there or in a particle. */
static bool ends_there(hc_str s, size_t end)
{
    static const char *const particles[] = {"이", "가", "은", "는", "을", "를", "의", "와", "과", "도", "에", "로", "고", "며", "께", "인", "입"};
    size_t n;
    return !hangul(s, end) || starts_with_any(hc_str_sub(s, end, s.n), particles, HC_LEN(particles), &n);
}

/* A cell of a row: "홍길동,010-..." */
static bool cell_alone(hc_str s, size_t at, size_t end)
{
    static const char marks[] = ",;\t|";
    bool before = at == 0 || s.p[at - 1] == '\n' || strchr(marks, s.p[at - 1]), behind = end < s.n && s.p[end] && strchr(marks, s.p[end]);
    return before && behind && s.p[at ? at - 1 : 0] != '\0';
}

/* A name is what the surest thing near it is. */
static void names_around(hc_pii_walk *w, size_t from, size_t to, hc_pii_grade grade)
{
    while (from < to && ((unsigned char)w->s.p[from] & 0xC0) == 0x80)
        from++;
    for (size_t at = from; at < to;) {
        size_t n = at > 0 && hangul(w->s, at >= SYLLABLE ? at - SYLLABLE : w->s.n) ? 0 : full_name(w->s, at);
        if (n && at + n <= to && (called_behind(w->s, at + n) || cell_alone(w->s, at, at + n) || (named_before(w->s, at) && ends_there(w->s, at + n)))) {
            hc_pii_insert(w, &(hc_pii_hit){"name", grade, at, n, 1});
            at += n;
        } else {
            hc_utf8_next(w->s, &at);
        }
    }
}

void hc_pii_names(hc_pii_walk *w)
{
    size_t n = w->n, done = 0;
    hc_pii_hit *others = HC_NEW_N(w->a, hc_pii_hit, n);
    memcpy(others, w->hits, n * sizeof *others);
    for (size_t i = 0; i < n; i++) {
        size_t end = others[i].at + others[i].n, before = others[i].at > done + NEAR ? others[i].at - NEAR : done;
        size_t next = i + 1 < n ? others[i + 1].at : w->s.n, behind = next - end > NEAR ? end + NEAR : next;
        hc_pii_grade grade = others[i].grade;
        if (i + 1 < n && next - end <= NEAR && others[i + 1].grade > grade)
            names_around(w, before, others[i].at, grade), names_around(w, end, behind, others[i + 1].grade);
        else
            names_around(w, before, others[i].at, grade), names_around(w, end, behind, grade);
        done = behind;
    }
}

/* ---- tables of cells ---------------------------------------------------------------------------------------- */

static bool digit(char c) { return c >= '0' && c <= '9'; }

static size_t run_of_digits(hc_str s, size_t at, unsigned *out)
{
    size_t n = 0;
    for (*out = 0; at + n < s.n && n < 6 && digit(s.p[at + n]); n++)
        *out = *out * 10 + (unsigned)(s.p[at + n] - '0');
    return n;
}

static size_t skip_marks(hc_str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.n && n < GAP && strchr(" \t\r\n[]()|:.,=-", s.p[at + n]) && s.p[at + n])
        n++;
    return at + n;
}

/* "1번 1234" */
static size_t skip_ordinal(hc_str s, size_t at)
{
    return hc_str_starts(hc_str_sub(s, at, s.n), HC_S("번")) ? at + SYLLABLE : at;
}

/* A number of one or two digits and four more: the end, or 0. */
static size_t cell(hc_str s, size_t at, unsigned want)
{
    unsigned no, value;
    size_t n = run_of_digits(s, at, &no);
    if (!n || n > 2 || no != want)
        return 0;
    size_t from = skip_marks(s, skip_ordinal(s, at + n)), k = run_of_digits(s, from, &value);
    return from > at + n && k == 4 ? from + k : 0;
}

static bool names_card(const hc_pii_walk *w)
{
    return hc_str_find(w->s, HC_S("보안카드")) >= 0 || hc_str_find(w->s, HC_S("보안 카드")) >= 0 || hc_str_find(w->rest, HC_S("보안카드")) >= 0 ||
           hc_str_find(w->rest, HC_S("보안 카드")) >= 0;
}

void hc_pii_cells(hc_pii_walk *w, size_t end)
{
    hc_str s = w->s;
    int named = -1;                 /* whether the text says so: asked once, where it counts */
    for (size_t at = 0; at < end; at++) {
        unsigned no, count = 0;
        if (!digit(s.p[at]) || (at > 0 && digit(s.p[at - 1])))
            continue;
        size_t n = run_of_digits(s, at, &no), last = at, to;
        if (n > 2 || no < 1 || no > 35) {
            at += n - 1;
            continue;
        }
        for (size_t next = at; no + count <= 35 && (to = cell(s, next, no + count)); count++)
            last = to, next = skip_marks(s, to);
        if (count >= CELLS || (count >= CELLS_NAMED && (named = named < 0 ? names_card(w) : named))) {
            hc_pii_insert(w, &(hc_pii_hit){"security_card", HC_PII_VALID, at, last - at, 0});
            at = last - 1;
        } else {
            at += n - 1;
        }
    }
}
