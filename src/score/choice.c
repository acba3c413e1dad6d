// SPDX-License-Identifier: Apache-2.0
/*
 * Which choice a reply names. In order, the first that decides:
 *   1. the last explicit statement (정답은 ②번, "answer": "B", \boxed{C}, 따라서 C입니다, B가 정답)
 *   2. a line that is only a label, or a label with its own text
 *   3. one label in the whole of a short reply
 *   4. one choice's text in the whole of a short reply
 * Two answers where one is wanted make the reply unparsed at that point; nothing is guessed.
 */
#include "score/score_int.h"

#include "korean/hangul.h"
#include "korean/normalise.h"
#include "korean/particle.h"
#include "text/normalize.h"

enum { NONE = -1, CONFLICT = -2, SHORT_REPLY = 100, SENTENCE_REACH = 160 };

typedef struct {
    hc_arena *a;
    hc_str s;                /* NFC, full-width ASCII folded, markdown marks dropped; case kept */
    hc_str low;              /* the same in lower ASCII */
    const hc_str *texts;     /* folded choice texts, or NULL */
    size_t n;
} reader;

typedef struct {
    int choice;
    size_t end;
    bool strong;             /* cannot be a word or a quantity: ②, 2번, (B) */
    bool article;            /* a word follows ("A dog", "B 기체"): may be part of it */
} label;

static bool is_latin(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static bool at_word(hc_str s, size_t at, const char *word)
{
    return hc_str_starts(hc_str_sub(s, at, s.n), hc_str_c(word));
}

static size_t any_at(hc_str s, size_t at, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (at_word(s, at, words[i]))
            return hc_str_c(words[i]).n;
    return 0;
}

static size_t skip_blanks(hc_str s, size_t at)
{
    while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'))
        at++;
    return at;
}

/* ---- labels ---- */

static int circled(uint32_t cp)
{
    static const uint32_t series[][2] = {{0x2460, 20}, {0x2474, 20}, {0x2776, 10}, {0x2780, 10}, {0x278A, 10},
                                         {0x249C, 26}, {0x24B6, 26}, {0x24D0, 26}, {0x326E, 14}, {0x320E, 14}};
    for (size_t i = 0; i < HC_LEN(series); i++)
        if (cp >= series[i][0] && cp < series[i][0] + series[i][1])
            return (int)(cp - series[i][0]);
    return NONE;
}

static int hangul_label(uint32_t cp)
{
    static const char words[] = "가나다라마바사아자차";
    hc_str set = {words, sizeof words - 1};
    int i = 0;
    for (size_t at = 0; at < set.n; i++)
        if (hc_utf8_next(set, &at) == cp)
            return i;
    return NONE;
}

static bool copula(hc_str s, size_t at)
{
    static const char *const words[] = {"입니다", "이다", "이에요", "예요", "임", "이며", "이고", "이므로", "이라고", "인 것"};
    return any_at(s, at, words, HC_LEN(words)) > 0;
}

/* What may follow a bare digit: the end of its word, but no quantity ("3명", "3.5", "3%"). */
static bool digit_ends(hc_str s, size_t at)
{
    size_t next;
    uint32_t cp = hc_peek(s, at, &next);
    if (cp == '.' || cp == ',')
        return !is_digit(hc_peek(s, next, NULL));
    if (hc_is_syllable(cp))
        return hc_only_particles(hc_hangul_run(s, at));
    return !is_latin(cp) && !is_digit(cp) && cp != '%' && cp != 0x2103 && cp != '/';
}

static bool hangul_ends(hc_str s, size_t at)
{
    uint32_t cp = hc_peek(s, at, NULL);
    if (cp == ' ')
        return !hc_is_syllable(hc_peek(s, skip_blanks(s, at), NULL));
    return !hc_is_syllable(cp) || copula(s, at);
}

/* "C = 5", "C(4,2)", "C₂": a letter of a formula. */
static bool in_formula(hc_str s, size_t at)
{
    size_t next;
    uint32_t cp = hc_peek(s, at, &next);
    if (cp == '(' && is_digit(hc_peek(s, next, NULL)))
        return true;
    if (cp == 0xB2 || cp == 0xB3 || cp == 0xB9 || (cp >= 0x2070 && cp <= 0x209F) || cp == '^' || cp == '[')
        return true;
    cp = hc_peek(s, skip_blanks(s, at), NULL);
    return cp == '=' || cp == 0x2248 || cp == 0xD7 || cp == '+';
}

static bool opens(uint32_t cp)
{
    return cp == '(' || cp == '[' || cp == '<' || cp == '{' || cp == 0x3010 || cp == 0x300C;
}

/* What stands at a place, and on both sides of it. */
typedef struct sign { hc_str s; size_t next; uint32_t before, cp, behind; bool lower; } sign;

/* A, B, C; a, b, c where an answer stands and no word follows as behind the article. */
static int letter_label(const sign *g, label *out)
{
    size_t word = skip_blanks(g->s, g->next);
    uint32_t beside = hc_peek(g->s, word, NULL);
    bool alone = !is_latin(g->before) && !is_digit(g->before) && g->before != '\'' && !is_latin(g->behind) && !is_digit(g->behind) && g->behind != '\'';
    if (!alone || in_formula(g->s, g->next) ||
        (hc_is_syllable(g->behind) && !at_word(g->s, g->next, "번") && !hc_only_particles(hc_hangul_run(g->s, g->next))))
        return NONE;
    out->article = word > g->next && (is_latin(beside) || hc_is_syllable(beside)) && !copula(g->s, word);
    out->strong = opens(g->before) && hc_peek(g->s, g->next, NULL) == ')';
    return g->cp <= 'Z' || (g->lower && !out->article) ? (int)((g->cp | 0x20) - 'a') : NONE;
}

/* 1 to 99; moves behind the second digit. */
static int number_label(sign *g, label *out)
{
    bool numbered = at_word(g->s, g->next, "번") || at_word(g->s, g->next, " 번 ");
    if (g->cp == '0' || is_digit(g->before) || is_latin(g->before) || g->before == '.' || g->before == '-' || g->before == ',')
        return NONE;
    int c = numbered || digit_ends(g->s, g->next) ? (int)(g->cp - '1') : NONE;
    if (is_digit(g->behind)) {
        size_t two;
        uint32_t second = hc_peek(g->s, g->next, &two);
        c = digit_ends(g->s, two) || at_word(g->s, two, "번") ? (int)(g->cp - '0') * 10 + (int)(second - '0') - 1 : NONE;
        g->next = two;
    }
    out->strong = numbered || (opens(g->before) && at_word(g->s, g->next, ")"));
    return c;
}

/* 가, 나, 다: in brackets, or where an answer stands. */
static int syllable_label(const sign *g, label *out)
{
    if (hc_is_syllable(g->before) || hangul_label(g->cp) < 0 || !(hangul_ends(g->s, g->next) || at_word(g->s, g->next, "번")))
        return NONE;
    out->strong = opens(g->before) && at_word(g->s, g->next, ")");
    return g->lower || out->strong ? hangul_label(g->cp) : NONE;
}

/* A label at `at`. `lower` accepts a, b, c: only where an answer stands. */
static bool label_at(const reader *r, size_t at, bool lower, label *out)
{
    size_t start;
    sign g = {.s = r->s, .lower = lower};
    label found = {0};
    g.before = hc_peek_back(r->s, at, &start);
    g.cp = hc_peek(r->s, at, &g.next);
    g.behind = hc_peek(r->s, g.next, NULL);
    int c = circled(g.cp);
    found.strong = c >= 0;
    if (c < 0)
        c = is_latin(g.cp) ? letter_label(&g, &found) : is_digit(g.cp) ? number_label(&g, &found) : syllable_label(&g, &found);
    if (c < 0 || (size_t)c >= r->n)
        return false;
    if (at_word(r->s, g.next, " 번 ") || at_word(r->s, g.next, "번"))
        g.next += r->s.p[g.next] == ' ' ? 4 : 3;
    *out = (label){c, g.next, found.strong, found.article};
    return true;
}

/* ---- choice texts ---- */

/* The choice whose text stands at `at`, the longest when one contains another; NONE. */
static int text_at(const reader *r, size_t at, size_t *out_end)
{
    int best = NONE;
    for (size_t c = 0; r->texts && c < r->n; c++) {
        hc_str want = r->texts[c];
        size_t end = at + want.n;
        if (want.n == 0 || !hc_str_ieq(hc_str_sub(r->s, at, end), want) || (best >= 0 && end <= *out_end))
            continue;
        uint32_t behind = hc_peek(r->s, end, NULL), last = (unsigned char)want.p[want.n - 1];
        bool cut = (is_digit(last) && is_digit(behind)) || (is_latin(last) && is_latin(behind)) ||
                   (hc_is_syllable(behind) && !hc_only_particles(hc_hangul_run(r->s, end)));
        if (cut)
            continue;
        best = (int)c;
        *out_end = end;
    }
    return best;
}


/* The only choice whose text occurs in `part`; NONE, or CONFLICT when several do. A text inside a longer one that
 * occurs does not count. */
static int text_inside(const reader *r, hc_str part)
{
    int found = NONE;
    for (size_t c = 0; r->texts && c < r->n; c++) {
        if (!hc_match_text(r->a, part, r->texts[c], false))
            continue;
        bool covered = false;
        for (size_t d = 0; d < r->n; d++)
            covered = covered || (d != c && r->texts[d].n > r->texts[c].n && hc_str_find(r->texts[d], r->texts[c]) >= 0 &&
                                  hc_match_text(r->a, part, r->texts[d], false));
        if (covered)
            continue;
        if (found != NONE)
            return CONFLICT;
        found = (int)c;
    }
    return found;
}

/* ---- explicit statements ---- */

/* " 또는 B", " or B", ", B", "/B": a second answer in the same breath. */
static bool alternative_follows(const reader *r, size_t at)
{
    static const char *const joins[] = {"또는", "혹은", "이나", "나 ", "이거나", "거나", "와", "과", "및", "or ", "and ", ",", "/",
                                        "&", "·", "하고", "아니면"};
    label other;
    size_t p = at;
    while (p < r->s.n && (r->s.p[p] == ')' || r->s.p[p] == ']' || r->s.p[p] == '"' || r->s.p[p] == '\''))
        p++;
    p = skip_blanks(r->s, p);
    size_t join = any_at(r->low, p, joins, HC_LEN(joins));
    if (!join)
        return false;
    p = skip_blanks(r->s, p + join);
    while (p < r->s.n && opens((unsigned char)r->s.p[p]))
        p++;
    return label_at(r, p, true, &other);
}

static size_t skip_openers(const reader *r, size_t at)
{
    static const char *const words[] = {" ", "\"", "'", "(", "[", "{", "<", "“", "‘", "「", "【", ":", "=", "$", "\\(", "\\text{", "\\mathrm{",
                                        "\\textbf{", "\\mathbf{", "\\boxed{", "보기", "선택지", "option", "choice", "letter", "number", "바로",
                                        "the ", "→", "->", "-"};
    for (size_t n; (n = any_at(r->low, at, words, HC_LEN(words))) > 0;)
        at += n;
    return at;
}

/* What stands at the place of an answer: a label, a text, or both when they agree. "A가 아니라 B" is B. */
static int value_at(const reader *r, size_t at, size_t *out_end)
{
    for (int denials = 0; denials < 5; denials++) {
        at = skip_openers(r, at);
        label l;
        size_t text_end = at;
        bool labelled = label_at(r, at, true, &l);
        int text = text_at(r, at, &text_end);
        if (!labelled && text < 0)
            return NONE;
        if (labelled && text >= 0 && text != l.choice) {
            if (text_end == l.end)
                return CONFLICT;
            labelled = l.end > text_end;
        }
        *out_end = labelled ? l.end : text_end;
        size_t behind;
        if (!hc_denied_at(r->s, *out_end, &behind))
            return !labelled ? text : alternative_follows(r, *out_end) ? CONFLICT : l.choice;
        if (behind == *out_end)
            return NONE;
        at = skip_blanks(r->s, behind);
    }
    return NONE;
}

static size_t sentence_end(hc_str s, size_t at)
{
    size_t end = at;
    while (end < s.n && end - at < SENTENCE_REACH && s.p[end] != '\n') {
        if ((s.p[end] == '.' || s.p[end] == '!' || s.p[end] == '?') && (end + 1 == s.n || s.p[end + 1] == ' ' || s.p[end + 1] == '\n') &&
            !(end > at && is_digit((unsigned char)s.p[end - 1])))
            break;
        end++;
    }
    while (end > at && end < s.n && ((unsigned char)s.p[end] & 0xC0) == 0x80)
        end--;
    return end;
}

/* The only label between `at` and `end` that is strong or a capital letter. A capital that may be an article cannot be the
 * answer, but it can contradict one. */
static int label_inside(const reader *r, size_t at, size_t end)
{
    int found = NONE;
    bool doubtful = false;
    while (at < end) {
        label l;
        size_t behind;
        if (!label_at(r, at, false, &l) || !(l.strong || is_latin((unsigned char)r->s.p[at]))) {
            hc_utf8_next(r->s, &at);
            continue;
        }
        at = l.end;
        if (hc_denied_at(r->s, l.end, &behind))
            continue;
        if (l.article) {
            doubtful = true;
            continue;
        }
        if (found != NONE && found != l.choice)
            return CONFLICT;
        found = l.choice;
    }
    return found != NONE && doubtful ? CONFLICT : found;
}

/* "B가 정답", "②번이 답", "option C is correct": the label before `at`. */
static int value_before(const reader *r, size_t at)
{
    size_t from = at > 48 ? at - 48 : 0;
    while (from < at && ((unsigned char)r->s.p[from] & 0xC0) == 0x80)
        from++;
    for (size_t i = at; i > from; i--)
        if (r->s.p[i - 1] == '\n') {
            from = i;
            break;
        }
    for (size_t p = from; p < at;) {
        label l;
        if (label_at(r, p, false, &l) && l.end <= at) {
            hc_str gap = hc_str_trim(hc_str_sub(r->low, l.end, at));
            static const char *const links[] = {"이", "가", "은", "는", "를", "을", "이 바로", "가 바로", ")이", ")가", ") 이", "is", "is the", ") is", ") is the",
                                                "is the most", "is the only", "\"이", "\"가"};
            for (size_t i = 0; i < HC_LEN(links); i++)
                if (hc_str_is(gap, links[i]))
                    return l.choice;
        }
        hc_utf8_next(r->s, &p);
    }
    return NONE;
}

typedef enum { AFTER_STRONG, AFTER_WEAK, BEFORE } phrase_kind;
static const struct {
    const char *word;
    phrase_kind kind;
} phrases[] = {
    {"정답", AFTER_STRONG}, {"답은", AFTER_STRONG}, {"답:", AFTER_STRONG}, {"답 :", AFTER_STRONG}, {"답안", AFTER_STRONG},
    {"최종 선택", AFTER_STRONG}, {"선택:", AFTER_STRONG}, {"선택은", AFTER_STRONG},
    {"선택합니다", AFTER_STRONG}, {"선택하겠", AFTER_STRONG}, {"고르겠", AFTER_STRONG}, {"고릅니다", AFTER_STRONG}, {"\"선택\"", AFTER_STRONG},
    {"\"choice\"", AFTER_STRONG}, {"answer", AFTER_STRONG}, {"\\boxed{", AFTER_STRONG}, {"correct option", AFTER_STRONG},
    {"correct choice", AFTER_STRONG}, {"i choose", AFTER_STRONG}, {"i pick", AFTER_STRONG}, {"my choice", AFTER_STRONG},
    {"따라서", AFTER_WEAK}, {"그러므로", AFTER_WEAK}, {"결론적으로", AFTER_WEAK}, {"결론:", AFTER_WEAK}, {"therefore", AFTER_WEAK},
    {"답입니다", BEFORE}, {"답이다", BEFORE}, {"맞습니다", BEFORE}, {"맞다", BEFORE}, {"맞아요", BEFORE}, {"옳습니다", BEFORE}, {"옳다", BEFORE},
    {"the correct answer", AFTER_STRONG},
    {"correct", BEFORE}, {"right", BEFORE},
};

/* Between a phrase and its value: 은, 는, 이 , :, is ... 0 when none stands there. */
static size_t connector(const reader *r, size_t at)
{
    static const char *const words[] = {"은", "는", "이 ", "번호는", "번호:", " 번호:", "으로는", " 번호는", "\":", "\" :", "':", ":", " :", " =", "=", " is:", " is", "'s",
                                        " would be", " should be", " must be", " choice is", " option is", " -", " →", "\n", " (", "(", "] ", ")", " "};
    return any_at(r->low, at, words, HC_LEN(words));
}

static int after_phrase(const reader *r, size_t at, bool weak, size_t *out_end)
{
    size_t begin = skip_blanks(r->s, at);
    bool boxed = at > 0 && r->s.p[at - 1] == '{';
    if (!weak && !boxed) {
        if (at_word(r->s, at, "이 아") || at_word(r->s, at, "은 아") || at_word(r->s, at, "이라고 보기") || at_word(r->s, at, "일 수 없"))
            return NONE;
        size_t link = connector(r, at);
        if (!link)
            return NONE;
        begin = at + link;
        while (begin < r->s.n && (r->s.p[begin] == '\n' || r->s.p[begin] == ' '))
            begin++;
    } else if (weak) {
        begin += at_word(r->s, begin, ",");
    }
    int c = value_at(r, begin, out_end);
    if (weak) { /* 따라서 C입니다., 따라서 C. and nothing about C */
        uint32_t cp = c >= 0 ? hc_peek(r->s, *out_end, NULL) : 0;
        return c >= 0 && (copula(r->s, *out_end) || cp == 0 || cp == '.' || cp == '\n') ? c : NONE;
    }
    if (c != NONE || boxed)
        return c;
    size_t end = sentence_end(r->s, begin);
    hc_str sentence = hc_str_sub(r->low, begin, end);
    if (hc_str_find(sentence, HC_S("not ")) >= 0 || hc_str_find(sentence, HC_S("n't ")) >= 0)
        return NONE;
    c = label_inside(r, begin, end);
    *out_end = end;
    return c != NONE ? c : text_inside(r, hc_str_sub(r->s, begin, end));
}

static bool wrong_phrase(const reader *r, size_t at)
{
    static const char *const prefixes[] = {"오", "응", "in", "un"};
    hc_str before = hc_str_sub(r->low, 0, at);
    for (size_t i = 0; i < HC_LEN(prefixes); i++)
        if (hc_str_ends(before, hc_str_c(prefixes[i])))
            return true;
    return hc_str_ends(before, HC_S("not ")) || hc_str_ends(before, HC_S("n't ")) || hc_str_ends(before, HC_S("not the "));
}

/* The last statement that says which one it is. What is merely called right ("Option A is correct because ...") decides only
 * where nothing is called the answer, and only if it is one. */
static int explicit_statement(const reader *r, size_t *out_at)
{
    int found = NONE, right = NONE;
    size_t right_at = 0;
    for (size_t at = 0; at < r->s.n;) {
        size_t end = 0, i = 0;
        while (i < HC_LEN(phrases) && !(at_word(r->low, at, phrases[i].word) && !wrong_phrase(r, at)))
            i++;
        if (i == HC_LEN(phrases)) {
            hc_utf8_next(r->s, &at);
            continue;
        }
        size_t behind = at + hc_str_c(phrases[i].word).n;
        int c = value_before(r, at);
        if (phrases[i].kind == BEFORE) {
            right = c == NONE ? right : right == NONE || right == c ? c : CONFLICT;
            right_at = c == NONE ? right_at : at;
        } else {
            if (c == NONE)
                c = after_phrase(r, behind, phrases[i].kind == AFTER_WEAK, &end);
            found = c == NONE ? found : c;
            *out_at = c == NONE ? *out_at : at;
        }
        at = c != NONE && end > behind ? end : behind;
    }
    if (found == NONE && right != NONE)
        *out_at = right_at;
    return found != NONE ? found : right;
}

/* ---- lines and short replies ---- */

typedef enum {
    LINE_OTHER,
    LINE_ENTRY,   /* "B. because ...", "1.", "A:": an answer at the top of a reply, an entry of a list elsewhere */
    LINE_FULL,    /* a label with its own text or a copula */
    LINE_BARE     /* nothing but the label */
} line_kind;

/* What a line says; *out_choice is CONFLICT when label and text differ. */
static line_kind line_label(const reader *r, hc_str line, int *out_choice)
{
    static const char *const closers[] = {")", "]", "}", ">", "\"", "'", ".", ":", "。", "」", "】", "$", " "};
    size_t begin = (size_t)(line.p - r->s.p), stop = begin + line.n, at = skip_openers(r, begin);
    label l;
    *out_choice = NONE;
    if (at >= stop || !label_at(r, at, true, &l) || l.end > stop)
        return LINE_OTHER;
    *out_choice = l.choice;
    size_t p = l.end;
    for (size_t n; p < stop && (n = any_at(r->s, p, closers, HC_LEN(closers))) > 0;)
        p += n;
    bool delimited = p > l.end && r->s.p[l.end] != ' ';
    if (p >= stop) {
        bool waits = r->s.p[stop - 1] == ':' || (at == begin && is_digit((unsigned char)r->s.p[at]) && delimited);
        return waits ? LINE_ENTRY : LINE_BARE;
    }
    if (copula(r->s, skip_blanks(r->s, l.end)) &&
        (stop - l.end <= 24 || hc_str_find(hc_str_sub(r->s, l.end, l.end + 16), HC_S(".")) > 0))
        return LINE_FULL;
    size_t text_end = p;
    int text = text_at(r, p, &text_end);
    if (text >= 0) {
        *out_choice = text == l.choice ? l.choice : CONFLICT;
        return LINE_FULL;
    }
    return delimited || l.strong ? LINE_ENTRY : LINE_OTHER;
}

/* A bare last line decides, unless the first line alone said something else; else the only label at the top or the end. */
static int from_lines(const reader *r, hc_str *out_span)
{
    line_kind first_kind = LINE_OTHER, last_kind = LINE_OTHER;
    int first = NONE, last = NONE, only = NONE, c;
    size_t lines = 0, labelled = 0;
    bool first_numbered = false;
    hc_str rest = r->s, line, first_line = HC_S(""), last_line = HC_S("");
    while (rest.n && hc_str_cut(&rest, '\n', &line)) {
        line = hc_str_trim(line);
        if (line.n == 0)
            continue;
        last_kind = line_label(r, line, &c);
        bool numbered = last_kind == LINE_ENTRY && is_digit((unsigned char)line.p[0]);
        if (lines > 0 && numbered && !first_numbered) /* steps of an explanation */
            last_kind = LINE_OTHER;
        last = last_kind == LINE_OTHER ? NONE : c;
        last_line = line;
        if (lines++ == 0) {
            first_kind = last_kind;
            first_numbered = numbered;
            first = last;
            first_line = line;
        }
        if (last != NONE)
            only = labelled++ == 0 || only == last ? last : CONFLICT;
    }
    if (last_kind == LINE_BARE && !(labelled == 2 && first != NONE && first != last)) {
        *out_span = last_line;
        return last;
    }
    if (only < 0)
        return only;
    if (first_kind != LINE_OTHER || last_kind == LINE_FULL || last_kind == LINE_BARE) {
        *out_span = first_kind != LINE_OTHER ? first_line : last_line;
        return only;
    }
    return NONE;
}

static bool doubts(const reader *r)
{
    static const char *const words[] = {"아니", "아닌", "아닙", "틀", "오답", " not ", "n't", "incorrect", "wrong", "모르", "없", "unsure", "either"};
    for (size_t i = 0; i < HC_LEN(words); i++)
        if (hc_str_find(r->low, hc_str_c(words[i])) >= 0)
            return true;
    return false;
}

static int from_short_reply(const reader *r)
{
    if (hc_utf8_count(r->s) > SHORT_REPLY || doubts(r))
        return NONE;
    int c = label_inside(r, 0, r->s.n);
    int text = text_inside(r, r->s);
    if (c == CONFLICT || text == CONFLICT || (c >= 0 && text >= 0 && c != text))
        return CONFLICT;
    return c >= 0 ? c : text;
}

/* No-break spaces to blanks, '*', '`' and '_' dropped: emphasis says nothing. */
static hc_str bare(hc_arena *a, hc_str s)
{
    char *out = hc_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t cp = hc_utf8_next(s, &at);
        if (cp == 0xA0 || cp == '\r')
            cp = ' ';
        if (cp != '*' && cp != '`' && cp != '_')
            n += hc_utf8_put(cp, out + n);
    }
    return hc_str_trim((hc_str){out, n});
}

static hc_str lower(hc_arena *a, hc_str s)
{
    char *p = hc_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 0x20) : s.p[i];
    return (hc_str){p, s.n};
}

int hc_read_choice(hc_arena *a, hc_str reply, const hc_str *choices, size_t n, hc_str *out_span)
{
    *out_span = HC_S("");
    reader r = {.a = a, .s = bare(a, hc_answer_text(a, reply)), .n = n};
    r.low = lower(a, r.s);
    if (choices) {
        hc_str *texts = HC_NEW_N(a, hc_str, n);
        for (size_t i = 0; i < n; i++)
            texts[i] = hc_text_fold(a, hc_ko_plain(a, choices[i]));
        r.texts = texts;
    }
    size_t at = 0;
    int c = explicit_statement(&r, &at);
    if (c >= 0) {
        size_t start = at;
        while (start > 0 && r.s.p[start - 1] != '\n')
            start--;
        *out_span = hc_str_trim(hc_str_sub(r.s, start, sentence_end(r.s, at)));
    }
    if (c == NONE)
        c = from_lines(&r, out_span);
    if (c == NONE) {
        c = from_short_reply(&r);
        if (c >= 0)
            *out_span = r.s;
    }
    return c >= 0 ? c : -1;
}

void hc_rule_choice(const hc_rule_in *in, hc_arena *a, hc_outcome *out)
{
    const hc_item *item = in->item;
    int c = hc_read_choice(a, in->reply, item->choices, item->n_choices, &out->span);
    if (c < 0) {
        out->kind = HC_OUT_UNPARSED;
        out->reason = in->korean ? HC_S("고른 답이 없거나 여럿임") : HC_S("no choice, or several, can be read");
        return;
    }
    out->kind = HC_OUT_VALUE;
    out->value = c == item->correct_choice ? HC_S("correct") : HC_S("incorrect");
    out->answer = hc_fmt(a, "%c", (char)('A' + c % 26));
}
