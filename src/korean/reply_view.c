// SPDX-License-Identifier: Apache-2.0
/*
 * A reply as the rules read it: sentences, each without white space and marks (Korean cues do not care for spacing) and once more
 * as words (English). Quotations, code, lines of a dialogue and drafts are left out. Sentences are slices of the original, so that
 * the one that decides can be shown as it was written, whatever form its characters came in.
 */
#include "korean/hangul.h"
#include "korean/normalise.h"
#include "korean/reply_int.h"
#include "text/normalize.h"

enum { HEAD_BYTES_MAX = 192 << 10, TAIL_BYTES_MAX = 64 << 10, QUOTE_BYTES_MAX = 2000, LABEL_BYTES_MAX = 30, SPACED_RUN = 6 };

typedef struct {
    hc_arena *a;
    hc_reply_view *v;
    size_t cap;
    hc_cue_index korean, english;
    char *kept;               /* what is left of the text; sentences are cut from it */
    size_t n_kept, from_kept, from, said; /* where the sentence starts, in both; letters in it */
    size_t single, run;       /* syllables since the last gap; single ones in a row */
    bool dialogue, drafted, all_quoted;
} reader;

/* The one place where a sentence gets its plain form. */
static hc_str plain(hc_arena *a, hc_str s)
{
    return hc_ko_plain(a, s);
}

static bool is_blank(uint32_t cp)
{
    return cp <= ' ' || cp == 0xA0 || cp == 0x3000;
}

static bool is_invisible(uint32_t cp)
{
    if (cp < 0xAD || hc_is_syllable(cp))
        return false;
    return (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2060 && cp <= 0x2064) || cp == 0xFEFF || cp == 0xAD || cp == 0x34F ||
           cp == 0x115F || cp == 0x1160 || cp == 0x17B4 || cp == 0x17B5 || cp == 0x180E || cp == 0x3164 || cp == 0xFFA0 ||
           (cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0xE0000 && cp <= 0xE01EF);
}

static bool is_laugh(uint32_t cp)
{
    return cp == 0x314B || cp == 0x314E || cp == 0x3160 || cp == 0x315C; /* ㅋ ㅎ ㅠ ㅜ */
}

static bool is_hangul(uint32_t cp)
{
    return hc_is_syllable(cp) || (cp >= 0x1100 && cp <= 0x1112) || (cp >= 0x3131 && cp <= 0x318E);
}

static bool is_word_char(uint32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || hc_is_syllable(cp) || (cp >= 0x1100 && cp <= 0x11FF) ||
           (cp >= 0xC0 && cp <= 0x1CFF) || (cp >= 0x1E00 && cp <= 0x1FFF) || (cp >= 0x3041 && cp <= 0x33FF && !is_laugh(cp)) ||
           (cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 0xA960 && cp <= 0xD7FF) || (cp >= 0xFF66 && cp <= 0xFFDC) ||
           cp >= 0x20000;
}

/* Full-width ASCII to ASCII, lower case. */
static uint32_t fold(uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        cp -= 0xFEE0;
    return cp >= 'A' && cp <= 'Z' ? cp | 0x20 : cp == 0x2019 ? '\'' : cp;
}

static void note_script(hc_reply_view *v, uint32_t cp, bool bracketed)
{
    bool foreign = (cp >= 0x3041 && cp <= 0x30FA) || (cp >= 0x400 && cp <= 0x52F) || (cp >= 0x4E00 && cp <= 0x9FFF);
    if (foreign && !bracketed)
        v->flags |= HC_REPLY_STRAY_SCRIPT;
}

/* The two readings of a plain sentence. */
static void write_readings(reader *r, hc_str s, hc_reply_sentence *out)
{
    enum { PAD = 8 };
    char *squeezed = hc_alloc(r->a, s.n + PAD), *breaks = hc_alloc(r->a, s.n + PAD), *spoken = hc_alloc(r->a, s.n + PAD);
    size_t n = 0, m = 0, latin = 0;
    bool gap = true, bracketed = false;
    for (size_t at = 0; at < s.n;) {
        uint32_t cp = fold(hc_next_char(s, &at));
        if (is_invisible(cp))
            continue;
        if (cp == '(' || cp == ')')
            bracketed = cp == '(';
        if (!is_word_char(cp) && cp != '\'') {
            gap = true;
            continue;
        }
        note_script(r->v, cp, bracketed);
        char bytes[4];
        size_t k = hc_utf8_put(cp, bytes);
        if (gap && m)
            spoken[m++] = ' ';
        memcpy(spoken + m, bytes, k);
        m += k;
        if (cp != '\'') {
            breaks[n] = gap;
            memcpy(squeezed + n, bytes, k);
            n += k;
            latin += cp >= 'a' && cp <= 'z';
            out->letters++;
        }
        gap = false;
    }
    out->squeezed = (hc_str){squeezed, n};
    out->breaks = breaks;
    out->spoken = latin >= 2 ? (hc_str){spoken, m} : HC_S("");
}

/* "1.", "2)", "3단계", "①", "Step 1" */
static bool is_step(hc_str line)
{
    size_t d = 0;
    while (d < line.n && d < 3 && line.p[d] >= '0' && line.p[d] <= '9')
        d++;
    hc_str rest = hc_str_sub(line, d, line.n);
    uint32_t first = hc_peek(line, 0, NULL);
    return (d && (hc_str_starts(rest, HC_S(".")) || hc_str_starts(rest, HC_S(")")) || hc_str_starts(rest, HC_S("단계")))) ||
           (first >= 0x2460 && first <= 0x2473) || hc_str_starts(line, HC_S("Step "));
}

static bool is_bullet(hc_str line)
{
    return hc_str_starts(line, HC_S("- ")) || hc_str_starts(line, HC_S("* ")) || hc_str_starts(line, HC_S("• "));
}

static hc_str without_emphasis(hc_str line)
{
    while (line.n > 2 && (line.p[0] == '*' || line.p[0] == '#') && line.p[1] != ' ')
        line = hc_str_sub(line, 1, line.n);
    return line;
}

/* " 1. ... 2. ..." inside one line */
static size_t inline_marks(hc_str text)
{
    if (!text.n || !memchr(text.p, '1', text.n))
        return 0;
    size_t found = 0;
    for (const char *d = "123456789"; *d; d++) {
        char dot[] = {*d, '.', ' ', '\0'}, paren[] = {*d, ')', ' ', '\0'};
        ptrdiff_t x = hc_str_find(text, hc_str_c(dot)), y = hc_str_find(text, hc_str_c(paren));
        if (x < 0 && y < 0)
            break;
        found++;
    }
    if (hc_str_find(text, HC_S("1단계")) >= 0 && found < 2)
        found = hc_str_find(text, HC_S("2단계")) >= 0 ? 2 : 1;
    return found;
}

static bool refuses(const hc_reply_sentence *s)
{
    return hc_reply_refusal_in(s, (hc_cue_context){0}).says >= HC_SAYS_SOFT;
}

static void scan(reader *r, hc_reply_sentence *s)
{
    size_t cap = 0;
    hc_cue_scan(r->a, &r->korean, s->squeezed, s->breaks, s, &cap);
    s->n_korean = s->n_hits;
    if (s->spoken.n)
        hc_cue_scan(r->a, &r->english, s->spoken, NULL, s, &cap);
}

/* Words that are not the reply's own: only whether they refuse matters. */
static void read_foreign(reader *r, hc_str s)
{
    r->v->foreign += s.n;
    if (r->v->flags & HC_REPLY_QUOTATION)
        return;
    hc_reply_sentence x = {.original = s};
    unsigned flags = r->v->flags;
    write_readings(r, plain(r->a, s), &x);
    r->v->flags = flags;
    scan(r, &x);
    if (refuses(&x))
        r->v->flags |= HC_REPLY_QUOTATION;
}

static bool announces_draft(const hc_reply_sentence *s)
{
    static const char *const ends[] = {"입니다", "예요", "이에요", "보세요", "같습니다", "같아요", "제안합니다", "드립니다", "드릴게요", "추천합니다", "준비했습니다"};
    bool ended = s->colon;
    for (size_t i = 0; i < HC_LEN(ends); i++)
        ended = ended || hc_str_ends(s->squeezed, hc_str_c(ends[i]));
    return ended && HC_HAS(s->has, HC_CUE_DRAFT) && !refuses(s);
}

static void end_sentence(reader *r, hc_str text, size_t to)
{
    hc_str raw = hc_str_trim((hc_str){r->kept + r->from_kept, r->n_kept - r->from_kept});
    hc_str original = hc_str_trim(hc_str_sub(text, r->from, to));
    r->from = to;
    r->from_kept = r->n_kept;
    r->said = 0;
    if (r->drafted) {
        if (raw.n)
            read_foreign(r, raw);
        return;
    }
    hc_reply_sentence s = {.original = original};
    if (raw.n)
        write_readings(r, plain(r->a, raw), &s);
    if (!s.letters)
        return;
    hc_str line = without_emphasis(raw);
    char last = raw.p[raw.n - 1];
    s.asks = last == '?' || hc_str_ends(raw, HC_S("？"));
    s.colon = last == ':' || hc_str_ends(raw, HC_S("："));
    s.step = is_step(line);
    s.bullet = is_bullet(line);
    size_t marks = s.letters < 40000 ? inline_marks(line) : 0;
    scan(r, &s);
    s.filler = s.letters < 60 && hc_cue_is_filler(s.squeezed);
    r->v->letters += s.letters;
    r->v->marks = marks > r->v->marks ? marks : r->v->marks;
    r->drafted = announces_draft(&s);
    HC_GROW(r->a, r->v->s, r->v->n, r->cap);
    r->v->s[r->v->n++] = s;
}

static bool ends_sentence(const reader *r, hc_str s, size_t at, uint32_t cp, size_t next)
{
    if (cp == '\n' || cp == 0x3002 || cp == '!' || cp == '?' || cp == 0xFF1F || cp == 0xFF01)
        return true;
    if (hc_is_syllable(cp) || cp == ' ')
        return false;
    uint32_t behind = hc_peek(s, next, NULL);
    if (cp == ':')
        return r->said >= 6 && is_blank(behind);
    if (is_laugh(cp)) {
        size_t start;
        return is_blank(behind) && next < s.n && is_laugh(hc_peek_back(s, at, &start));
    }
    if (cp != '.' && cp != 0xFF0E)
        return false;
    /* Not inside "1.5", "e.g.", 도.와.드.릴, and not the dot of a list number. */
    if (next < s.n && !is_blank(behind))
        return is_hangul(behind) && r->single > 1;
    if (r->single == 1 && r->run >= 2)
        return false;
    return at == 0 || !(s.p[at - 1] >= '0' && s.p[at - 1] <= '9');
}

static const char *closing_quote(uint32_t cp, uint32_t before, uint32_t behind)
{
    switch (cp) {
    case '"': return "\"";
    case '\'': return (is_blank(before) || before == 0) && !is_blank(behind) ? "'" : NULL;
    case 0x201C: return "”";
    case 0x2018: return "’";
    case 0x300C: return "」";
    case 0x300E: return "』";
    case 0x00AB: return "»";
    default: return NULL;
    }
}

/* Where the quotation that opens before `at` is closed, on the same line; 0 when it is not. */
static size_t end_of_quotation(hc_str s, size_t at, const char *close)
{
    hc_str body = hc_str_sub(s, at, at + QUOTE_BYTES_MAX);
    const char *line = body.n ? memchr(body.p, '\n', body.n) : NULL;
    if (line)
        body.n = (size_t)(line - body.p);
    size_t n = strlen(close);
    for (size_t from = 0; from < body.n;) {
        ptrdiff_t end = hc_str_find(hc_str_sub(body, from, body.n), hc_str_c(close));
        if (end < 0)
            return 0;
        from += (size_t)end + n;
        bool apostrophe = close[0] == '\'' && at + from < s.n && ((s.p[at + from] | 0x20) >= 'a' && (s.p[at + from] | 0x20) <= 'z');
        if (!apostrophe)
            return at + from;
    }
    return 0;
}

static size_t end_of_line(hc_str s, size_t at)
{
    const char *line = at < s.n ? memchr(s.p + at, '\n', s.n - at) : NULL;
    return line ? (size_t)(line - s.p) : s.n;
}

/* "점원: ..." at the start of a line: length of the label with its colon, else 0. */
static size_t label_of(hc_str s, size_t at)
{
    hc_str line = hc_str_sub(s, at, at + LABEL_BYTES_MAX);
    for (size_t i = 0; i < line.n && line.p[i] != '\n'; i++) {
        if (line.p[i] == ':')
            return i > 0 && i + 1 < line.n && line.p[i + 1] == ' ' ? i + 1 : 0;
        if (line.p[i] == '.' || line.p[i] == '?' || line.p[i] == '-' || (line.p[i] >= '0' && line.p[i] <= '9'))
            return 0;
    }
    return 0;
}

static bool is_dialogue(hc_str s)
{
    size_t labels = 0, lines = 0;
    for (size_t at = 0; at < s.n; at = end_of_line(s, at) + 1) {
        labels += label_of(s, at) > 0;
        lines += s.p[at] != '\n';
    }
    return labels >= 2 && labels * 3 >= lines * 2;
}

/* Every line starts with ">": that is how the reply is set, not what it quotes. */
static bool is_all_quoted(hc_str s)
{
    for (size_t at = 0; at < s.n; at = end_of_line(s, at) + 1)
        if (s.p[at] != '>' && s.p[at] != '\n')
            return false;
    return s.n > 0;
}

/* Code, a quoted line, a line of a dialogue or a quotation at `at`: where it ends, else `at`. */
static size_t skip_foreign(reader *r, hc_str s, size_t at)
{
    bool line_start = at == 0 || s.p[at - 1] == '\n';
    unsigned char c = (unsigned char)s.p[at];
    if (!line_start && c != '`' && c != '"' && c != '\'' && c != 0xE2 && c != 0xE3 && c != 0xC2)
        return at;
    hc_str rest = hc_str_sub(s, at, s.n);
    if (hc_str_starts(rest, HC_S("```"))) {
        ptrdiff_t end = hc_str_find(hc_str_sub(rest, 3, rest.n), HC_S("```"));
        r->v->code = true;
        return end < 0 ? s.n : at + 6 + (size_t)end;
    }
    size_t inside = at, start = at;
    uint32_t before = at ? hc_peek_back(s, at, &start) : 0, cp = hc_utf8_next(s, &inside);
    size_t end = 0;
    if (line_start && ((cp == '>' && !r->all_quoted) || (r->dialogue && label_of(s, at))))
        end = end_of_line(s, at);
    const char *close = end ? NULL : closing_quote(cp, before, hc_peek(s, inside, NULL));
    if (close)
        end = end_of_quotation(s, inside, close);
    /* A reply that is quoted as a whole is the reply. */
    if (!end || (hc_str_trim(hc_str_sub(s, 0, at)).n == 0 && hc_str_trim(hc_str_sub(s, end, s.n)).n == 0))
        return at;
    read_foreign(r, hc_str_sub(s, inside, end));
    return end;
}

/* A syllable, or what stands between words. */
static void keep(reader *r, hc_str s, size_t at, size_t next, uint32_t cp)
{
    for (size_t k = at; k < next; k++) /* one to four bytes */
        r->kept[r->n_kept++] = s.p[k];
    if (is_invisible(cp) || (cp >= 0x1160 && cp <= 0x11FF)) /* vowels and finals belong to the syllable before */
        return;
    if (is_hangul(cp)) {
        r->single++;
        r->said++;
        return;
    }
    r->run = r->single == 1 ? r->run + 1 : r->single ? 0 : r->run;
    r->single = 0;
    if (r->run >= SPACED_RUN)
        r->v->flags |= HC_REPLY_SPACED_OUT;
}

static void read_part(reader *r, hc_str s)
{
    r->from = 0;
    r->single = r->run = 0;
    r->dialogue = is_dialogue(s);
    r->all_quoted = is_all_quoted(s);
    for (size_t at = 0; at < s.n;) {
        size_t behind = skip_foreign(r, s, at);
        if (behind > at) {
            at = behind;
            continue;
        }
        size_t start = at;
        uint32_t cp = hc_next_char(s, &at);
        bool ends = ends_sentence(r, s, start, cp, at);
        keep(r, s, start, at, cp);
        if (ends)
            end_sentence(r, s, at);
    }
    end_sentence(r, s, s.n);
}

/* "생각: ..." and then, on a line of its own, "답변: ...": where the reply starts; 0 when it is nothing of the kind. */
static size_t behind_spoken_thought(hc_str t)
{
    static const char *const thought[] = {"생각:", "생각 :", "사고:", "추론:", "사고 과정:", "생각 과정:", "속생각:", "내부 추론:", "Thought:", "Thinking:", "Reasoning:"};
    static const char *const reply_is[] = {"\n답변:", "\n답변 :", "\n답:", "\n응답:", "\n최종 답변:", "\n최종답변:", "\n출력:", "\n대답:", "\nAnswer:", "\nFinal answer:", "\nFinal Answer:", "\nResponse:"};
    if (!hc_starts_any(t, thought, HC_LEN(thought)))
        return 0;
    for (size_t i = 0; i < HC_LEN(reply_is); i++) {
        ptrdiff_t at = hc_str_find(t, hc_str_c(reply_is[i]));
        if (at >= 0)
            return (size_t)at + strlen(reply_is[i]);
    }
    return 0;
}

/* A leading "<think> ... </think>". */
static hc_str without_reasoning(hc_str s, hc_reply_view *v)
{
    hc_str t = hc_str_trim(s);
    size_t spoken = behind_spoken_thought(t);
    if (spoken) {
        v->flags |= HC_REPLY_REASONING;
        return hc_str_sub(t, spoken, t.n);
    }
    if (!hc_str_starts(t, HC_S("<think>")))
        return s;
    v->flags |= HC_REPLY_REASONING;
    ptrdiff_t end = hc_str_find(t, HC_S("</think>"));
    return end < 0 ? hc_str_sub(t, t.n, t.n) : hc_str_sub(t, (size_t)end + strlen("</think>"), t.n);
}

static void note_language(const reader *r)
{
    double share;
    if (strcmp(hc_reply_lang((hc_str){r->kept, r->n_kept}, &share), "none") == 0)
        return;
    if (share < 0.6)
        r->v->flags &= ~(unsigned)HC_REPLY_STRAY_SCRIPT;
    if (share < 0.6)
        r->v->flags |= share < 0.2 ? HC_REPLY_WRONG_LANGUAGE : HC_REPLY_MIXED_LANGUAGE;
}

void hc_reply_read_view(hc_arena *a, hc_str text, hc_reply_view *out)
{
    *out = (hc_reply_view){0};
    text = without_reasoning(text, out);
    reader r = {.a = a, .v = out, .kept = hc_alloc(a, HEAD_BYTES_MAX + TAIL_BYTES_MAX < text.n ? HEAD_BYTES_MAX + TAIL_BYTES_MAX + 2 : text.n + 2)};
    hc_cue_index_korean(a, &r.korean);
    hc_cue_index_english(a, &r.english);
    if (text.n > HEAD_BYTES_MAX + TAIL_BYTES_MAX) {
        read_part(&r, hc_str_sub(text, 0, HEAD_BYTES_MAX));
        read_part(&r, hc_str_sub(text, text.n - TAIL_BYTES_MAX, text.n));
    } else {
        read_part(&r, text);
    }
    note_language(&r);
}
