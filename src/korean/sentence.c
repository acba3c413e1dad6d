// SPDX-License-Identifier: Apache-2.0
#include "korean/sentence.h"

#include "korean/hangul.h"

static bool is_end_mark(uint32_t cp)
{
    return cp == '.' || cp == '!' || cp == '?' || cp == 0x2026 || cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == 0xFF0E;
}

static bool is_alnum(uint32_t cp)
{
    return (cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z');
}

/* Does the full stop at `at` belong to a number, an address or the head of a list item? */
static bool inner_stop(hc_str s, size_t start, size_t at)
{
    uint32_t next = hc_peek(s, at + 1, NULL);
    size_t i = at;
    if (s.p[at] != '.' || at == start)
        return false;
    if (is_alnum((unsigned char)s.p[at - 1]) && is_alnum(next))
        return true;
    while (i > start && s.p[i - 1] >= '0' && s.p[i - 1] <= '9')
        i--;
    return i < at && hc_str_trim(hc_str_sub(s, start, i)).n == 0;
}

static size_t end_of_fence(hc_str s, size_t at)
{
    for (size_t line = at;;) {
        const char *nl = memchr(s.p + line, '\n', s.n - line);
        if (!nl)
            return s.n;
        bool closes = line > at && hc_str_starts(hc_str_sub(s, line, s.n), HC_S("```"));
        line = (size_t)(nl - s.p) + 1;
        if (closes)
            return line;
    }
}

static size_t find_end(hc_str s, size_t start)
{
    bool quoted = false;
    int depth = 0;
    for (size_t at = start, next; at < s.n; at = next) {
        uint32_t cp = hc_peek(s, at, &next);
        if (cp == '\n')
            return next;
        if (cp == '"')
            quoted = !quoted;
        depth += cp == 0x201C || cp == 0x300C || cp == 0x300E;
        depth -= depth > 0 && (cp == 0x201D || cp == 0x300D || cp == 0x300F);
        if (quoted || depth || !is_end_mark(cp) || inner_stop(s, start, at))
            continue;
        for (size_t more; next < s.n && is_end_mark(hc_peek(s, next, &more)); next = more)
            ;
        return next;
    }
    return s.n;
}

/* Where the brackets that close at `end` open, `end` if they open nowhere in the sentence or nothing stands before them. */
static size_t before_brackets(hc_str s, size_t start, size_t end)
{
    size_t depth = 0, from = start;
    for (size_t at = end; at > start; at = from) {
        uint32_t cp = hc_peek_back(s, at, &from);
        depth += cp == ')';
        if (cp == '(' && --depth == 0)
            return hc_str_trim(hc_str_sub(s, start, from)).n ? from : end;
    }
    return end;
}

static bool carries_sound(uint32_t cp)
{
    return hc_is_syllable(cp) || is_alnum(cp) || cp == '%' || (cp >= 0x3041 && cp <= 0x30FF) || (cp >= 0x4E00 && cp <= 0x9FFF) ||
           (cp >= 0xFF10 && cp <= 0xFF5A);
}

static void find_word(hc_str s, hc_sentence *out)
{
    size_t at = out->end, from = out->start;
    bool unwrapped = false;
    while (at > out->start) {
        uint32_t cp = hc_peek_back(s, at, &from);
        if (cp == ')' && !unwrapped) {
            unwrapped = true;
            size_t open = before_brackets(s, out->start, at);
            if (open < at) {
                at = open;
                continue;
            }
        }
        if (carries_sound(cp))
            break;
        out->question = out->question || cp == '?' || cp == 0xFF1F;
        at = from;
    }
    out->word_end = at;
    while (at > out->start && hc_is_syllable(hc_peek_back(s, at, &from)))
        at = from;
    out->word_at = at;
}

bool hc_sentence_next(hc_str s, size_t *at, hc_sentence *out)
{
    if (*at >= s.n)
        return false;
    *out = (hc_sentence){.start = *at};
    bool line_start = *at == 0 || s.p[*at - 1] == '\n';
    if (line_start && hc_str_starts(hc_str_sub(s, *at, s.n), HC_S("```"))) {
        *at = out->end = out->word_at = out->word_end = end_of_fence(s, *at);
        return true;
    }
    *at = out->end = find_end(s, *at);
    for (size_t i = out->start; i < out->end && !out->hangul;)
        out->hangul = hc_is_syllable(hc_utf8_next(s, &i));
    find_word(s, out);
    return true;
}
