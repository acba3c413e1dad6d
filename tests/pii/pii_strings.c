// SPDX-License-Identifier: Apache-2.0
/*
 * How well the rules find what points at a person: pii_strings FILE [--odd|--even] [--gate RECALL PRECISION] [--mistakes]
 *
 * FILE is JSONL: id, text, hits: list of {kind, text, grade}; note is ignored. A hit is found when one of its kind shares a byte with
 * it; each counts once. Printed as Markdown: recall and precision of each kind and of all with Wilson intervals at 0.95, how often a found
 * hit has the labelled bytes and the labelled grade, and what counts in the end: how much of what must be hidden is hidden, and how many
 * strings with nothing to hide are left alone. --odd, --even: only these lines, from 1. --gate: exit 1 below either bar, of all kinds.
 */
#include <stdio.h>
#include <string.h>

#include "io/file.h"
#include "korean/pii.h"
#include "stats/binomial.h"
#include "syntax/json.h"

enum { FILE_BYTES_MAX = 16 << 20, KINDS_MAX = 40, HITS_MAX = 64 };
static const double LEVEL = 0.95;

/* Names of kinds in labelled files that are not ours; and kinds that the files do not tell apart. */
static const struct { const char *name, *is; } synonyms[] = {
    {"foreigner", "frn"}, {"brn", "business"}, {"crn", "corporate"}, 
    {"mobile", "phone"}, {"landline", "phone"}, {"otp", "secret"}, {"security_card", "secret"},
};

typedef struct kind { hc_str name; uint64_t labelled, found, read, right; } kind;

typedef struct tally {
    hc_arena *a;
    kind k[KINDS_MAX];
    size_t n_kinds;
    uint64_t strings, same_bytes, same_grade, secret, hidden, harmless, left_alone;
    bool mistakes;
} tally;

typedef struct label { hc_str kind, grade; size_t at, n; bool found; } label;

static kind *kind_named(tally *t, hc_str name)
{
    for (size_t i = 0; i < HC_LEN(synonyms); i++)
        name = hc_str_is(name, synonyms[i].name) ? hc_str_c(synonyms[i].is) : name;
    size_t i = 0;
    while (i < t->n_kinds && !hc_str_eq(t->k[i].name, name))
        i++;
    HC_ASSERT(i < KINDS_MAX);
    if (i == t->n_kinds)
        t->k[t->n_kinds++] = (kind){.name = hc_str_dup(t->a, name)};
    return &t->k[i];
}

/* Equal texts are found one after the other. False: the text does not hold it. */
static bool read_labels(tally *t, const hc_json *list, hc_str text, label *out, size_t *n)
{
    *n = list ? list->n : 0;
    if (*n > HITS_MAX)
        return false;
    for (size_t i = 0; i < *n; i++) {
        hc_str s = hc_json_str(list->items[i], "text", HC_S(""));
        size_t from = 0;
        for (size_t k = 0; k < i; k++)
            if (hc_str_eq(hc_str_sub(text, out[k].at, out[k].at + out[k].n), s))
                from = out[k].at + out[k].n;
        ptrdiff_t at = hc_str_find(hc_str_sub(text, from, text.n), s);
        if (at < 0 || !s.n)
            return false;
        out[i] = (label){kind_named(t, hc_json_str(list->items[i], "kind", HC_S("?")))->name, hc_json_str(list->items[i], "grade", HC_S("")),
                         from + (size_t)at, s.n, false};
    }
    return true;
}

static bool must_hide(const label *l)
{
    bool resident = hc_str_is(l->kind, "rrn") || hc_str_is(l->kind, "frn");
    return hc_str_is(l->grade, "valid") || (resident && hc_str_is(l->grade, "shape"));
}

static bool share(const hc_pii_hit *h, const label *l)
{
    return h->at < l->at + l->n && l->at < h->at + h->n;
}

/* What counts in the end. */
static void count_hidden(tally *t, const label *l, size_t n, const hc_pii_hit *h, size_t n_hits)
{
    bool any_hidden = false, any_secret = false;
    for (size_t k = 0; k < n_hits; k++)
        any_hidden = any_hidden || hc_pii_hides(&h[k]);
    for (size_t i = 0; i < n; i++) {
        bool hidden = false;
        if (!must_hide(&l[i]))
            continue;
        for (size_t k = 0; k < n_hits; k++)
            hidden = hidden || (hc_pii_hides(&h[k]) && share(&h[k], &l[i]));
        any_secret = true;
        t->secret++, t->hidden += hidden;
    }
    t->harmless += !any_secret, t->left_alone += !any_secret && !any_hidden;
}

static void match(tally *t, hc_str id, hc_str text, label *l, size_t n)
{
    hc_pii_hit *h;
    size_t n_hits = hc_pii_scan(t->a, text, &h);
    for (size_t i = 0; i < n; i++)
        kind_named(t, l[i].kind)->labelled++;
    for (size_t k = 0; k < n_hits; k++) {
        const char *grade = hc_pii_grade_id(h[k].grade);
        kind *read = kind_named(t, hc_str_c(h[k].kind));
        size_t i = 0;
        while (i < n && (l[i].found || !hc_str_eq(l[i].kind, read->name) || !share(&h[k], &l[i])))
            i++;
        read->read++;
        if (i < n) {
            l[i].found = true;
            read->right++, read->found++;
            t->same_bytes += l[i].at == h[k].at && l[i].n == h[k].n;
            t->same_grade += hc_str_is(l[i].grade, grade);
        }
        if (t->mistakes && (i == n || !hc_str_is(l[i].grade, grade)))
            printf("%.*s %s: %s %s: %.*s\n", HC_FS(id), i == n ? "too much" : "other grade", h[k].kind, grade, HC_FS(text));
    }
    for (size_t i = 0; i < n && t->mistakes; i++)
        if (!l[i].found)
            printf("%.*s not found: %.*s %.*s: %.*s\n", HC_FS(id), HC_FS(l[i].kind), HC_FS(l[i].grade), HC_FS(text));
    count_hidden(t, l, n, h, n_hits);
}

static bool take(tally *t, hc_str line, size_t number)
{
    hc_json *j;
    label labels[HITS_MAX];
    size_t n;
    if (hc_json_parse(t->a, line, "labelled string", &j, NULL) != HC_OK) {
        fprintf(stderr, "line %zu is no JSON\n", number);
        return false;
    }
    hc_str text = hc_json_str(j, "text", HC_S("")), id = hc_json_str(j, "id", HC_S("?"));
    if (!read_labels(t, hc_json_get(j, "hits"), text, labels, &n)) {
        fprintf(stderr, "line %zu (%.*s): a hit is not in the text\n", number, HC_FS(id));
        return false;
    }
    t->strings++;
    match(t, id, text, labels, n);
    return true;
}

static double rate(uint64_t k, uint64_t n)
{
    hc_interval w;
    if (hc_wilson((double)k, (double)n, LEVEL, &w) != HC_STAT_OK) {
        printf(" 0 / 0 | |");
        return 1;      /* nothing was there to be missed */
    }
    printf(" %llu / %llu | %.3f (%.3f - %.3f) |", (unsigned long long)k, (unsigned long long)n, w.point, w.low, w.high);
    return w.point;
}

static void print_kind(const kind *k, double *out_recall, double *out_precision)
{
    printf("| %.*s |", HC_FS(k->name));
    *out_recall = rate(k->found, k->labelled);
    *out_precision = rate(k->right, k->read);
    printf("\n");
}

static void print(const tally *t, double *out_recall, double *out_precision)
{
    kind all = {.name = HC_S("all")};
    printf("| kind | found / labelled | recall | right / read | precision |\n| --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < t->n_kinds; i++) {
        const kind *k = &t->k[i];
        all.labelled += k->labelled, all.found += k->found, all.read += k->read, all.right += k->right;
        print_kind(k, out_recall, out_precision);
    }
    print_kind(&all, out_recall, out_precision);
    printf("\n| of %llu strings | | rate |\n| --- | --- | --- |\n| what must be hidden is hidden |", (unsigned long long)t->strings);
    rate(t->hidden, t->secret);
    printf("\n| nothing to hide, nothing hidden |");
    rate(t->left_alone, t->harmless);
    printf("\n| found with the labelled bytes |");
    rate(t->same_bytes, all.found);
    printf("\n| found with the labelled grade |");
    rate(t->same_grade, all.found);
    printf("\n");
}

int main(int argc, char **argv)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    tally t = {.a = a};
    double bar[2] = {0, 0}, recall, precision;
    size_t number = 0, rest = 2;
    hc_str bytes, line;
    hc_err err = {0};
    bool good = argc > 1;
    for (int i = 2; i < argc && good; i++) {
        bool gate = strcmp(argv[i], "--gate") == 0 && i + 2 < argc;
        t.mistakes = t.mistakes || strcmp(argv[i], "--mistakes") == 0;
        rest = strcmp(argv[i], "--odd") == 0 ? 1 : strcmp(argv[i], "--even") == 0 ? 0 : rest;
        if (gate)
            good = hc_parse_f64(hc_str_c(argv[i + 1]), &bar[0]) && hc_parse_f64(hc_str_c(argv[i + 2]), &bar[1]), i += 2;
    }
    if (!good || hc_file_read(a, argv[1], FILE_BYTES_MAX, &bytes, &err) != HC_OK) {
        fprintf(stderr, "usage: pii_strings FILE [--odd|--even] [--gate RECALL PRECISION] [--mistakes]  %s\n", err.en);
        return 2;
    }
    while (hc_str_cut(&bytes, '\n', &line)) {
        number++;
        if (line.n && (rest == 2 || number % 2 == rest) && !take(&t, line, number))
            return 1;
    }
    if (!t.strings) {
        fprintf(stderr, "no strings\n");
        return 1;
    }
    print(&t, &recall, &precision);
    return recall >= bar[0] && precision >= bar[1] ? 0 : 1;
}
