// SPDX-License-Identifier: Apache-2.0
#include "score/score_int.h"

#include <string.h>

#include "korean/hangul.h"
#include "korean/normalise.h"
#include "korean/particle.h"
#include "text/normalize.h"

static bool is_alnum(uint32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0x24F);
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static bool has_hangul(hc_str s)
{
    for (size_t at = 0; at < s.n;)
        if (hc_is_syllable(hc_utf8_next(s, &at)))
            return true;
    return false;
}

/* In Korean text blanks between words are optional: the end of `answer` in `text` when it stands at `at`, else 0. */
static size_t match_end(hc_str text, size_t at, hc_str answer, bool blanks_optional)
{
    size_t i = 0;
    while (i < answer.n) {
        if (blanks_optional && answer.p[i] == ' ') {
            i++;
            continue;
        }
        if (blanks_optional && i > 0 && at < text.n && text.p[at] == ' ') {
            at++;
            continue;
        }
        if (at >= text.n || text.p[at] != answer.p[i])
            return 0;
        at++;
        i++;
    }
    return at;
}

/* "1" must not match in "10", "1.5" or "1,000"; "cat" not in "concat". */
static bool left_open(hc_str text, size_t at, uint32_t first)
{
    size_t start, start2;
    uint32_t before = hc_peek_back(text, at, &start);
    if (at == 0)
        return true;
    if (is_digit(first) && (before == '.' || before == ',' || before == '-') && start > 0)
        return !is_digit(hc_peek_back(text, start, &start2)) && before != '-';
    if (is_digit(first) && before == '-')
        return false;
    if (is_alnum(first))
        return !is_alnum(before);
    if (!hc_is_syllable(first) || !hc_is_syllable(before))
        return true;
    /* Inside a run of Hangul only where the writer left no blanks at all. */
    size_t from = at, length = 0;
    while (from > 0 && hc_is_syllable(hc_peek_back(text, from, &start))) {
        from = start;
        length++;
    }
    return length >= 8;
}

static bool right_open(hc_str text, size_t end, uint32_t last)
{
    size_t next;
    uint32_t cp = hc_peek(text, end, &next);
    if (is_digit(last) && (cp == '.' || cp == ','))
        return !is_digit(hc_peek(text, next, NULL));
    if (is_alnum(last) && is_alnum(cp))
        return false;
    if (hc_is_syllable(cp) && !is_digit(last))
        return hc_only_particles(hc_hangul_run(text, end));
    return true;
}

static bool denied(hc_str text, size_t at, size_t end)
{
    size_t behind;
    hc_str before = hc_str_sub(text, 0, at);
    return hc_denied_at(text, end, &behind) || hc_str_ends(before, HC_S(" not ")) || hc_str_ends(before, HC_S("n't "));
}

/* Strips punctuation, brackets and quotes around an answer. */
static hc_str bare(hc_str s)
{
    static const char *const marks[] = {".", "!", "?", "\"", "'", "`", "*", "(", ")", "[", "]", "。", "“", "”", "‘", "’",
                                        "「", "」", "『", "』", "《", "》", "〈", "〉", ",", ":", " ", "\\"};
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < HC_LEN(marks); i++) {
            hc_str m = hc_str_c(marks[i]);
            if (s.n && hc_str_starts(s, m)) {
                s = hc_str_sub(s, m.n, s.n);
                again = true;
            }
            if (s.n && hc_str_ends(s, m)) {
                s = hc_str_sub(s, 0, s.n - m.n);
                again = true;
            }
        }
    }
    return s;
}

bool hc_match_text(hc_arena *a, hc_str reply, hc_str answer, bool exact)
{
    hc_str text = hc_text_fold(a, hc_answer_text(a, reply)), want = hc_text_fold(a, hc_ko_plain(a, answer));
    if (want.n == 0)
        return false;
    bool hangul = has_hangul(want);
    if (exact) {
        hc_str got = bare(text), plain = bare(want);
        size_t end = match_end(got, 0, plain.n ? plain : want, hangul);
        hc_str rest = hc_str_sub(got, end, got.n);
        return end > 0 && (rest.n == 0 || (rest.n == hc_hangul_run(got, end).n && hc_only_particles(rest)));
    }
    size_t last_start, first_next;
    uint32_t first = hc_peek(want, 0, &first_next), last = hc_peek_back(want, want.n, &last_start);
    for (size_t at = 0; at < text.n; at++) {
        if (text.p[at] != want.p[0])
            continue;
        size_t end = match_end(text, at, want, hangul);
        if (end && left_open(text, at, first) && right_open(text, end, last) && !denied(text, at, end))
            return true;
    }
    return false;
}

hc_str hc_final_text(hc_str reply)
{
    hc_str close = HC_S("</think>"), rest = reply;
    if (hc_str_find(reply, HC_S("<think>")) < 0 && hc_str_find(reply, close) < 0)
        return reply;
    for (ptrdiff_t at; (at = hc_str_find(rest, close)) >= 0;)
        rest = hc_str_sub(rest, (size_t)at + close.n, rest.n);
    return rest;
}

/* An answer stands at the start or the end; the middle of a huge reply would only cost memory. */
hc_str hc_answer_text(hc_arena *a, hc_str reply)
{
    enum { HEAD = 64 << 10, TAIL = 192 << 10 };
    hc_str s = hc_final_text(reply);
    if (s.n <= HEAD + TAIL)
        return hc_ko_plain(a, s);
    char *ends = hc_alloc(a, HEAD + 1 + TAIL);
    memcpy(ends, s.p, HEAD);
    ends[HEAD] = '\n';
    memcpy(ends + HEAD + 1, s.p + s.n - TAIL, TAIL);
    return hc_ko_plain(a, (hc_str){ends, HEAD + 1 + TAIL});
}

void hc_rule_match(const hc_rule_in *in, hc_arena *a, hc_outcome *out)
{
    out->kind = HC_OUT_VALUE;
    out->value = HC_S("incorrect");
    for (size_t i = 0; i < in->item->n_answers; i++)
        if (hc_match_text(a, in->reply, in->item->answers[i], in->item->exact)) {
            out->value = HC_S("correct");
            out->answer = in->item->answers[i];
            return;
        }
}
