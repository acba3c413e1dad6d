// SPDX-License-Identifier: Apache-2.0
/*
 * How well the rules class replies: replies FILE [--gate] [--mistakes] [--speed]
 *
 * FILE is JSONL: id, text, class, refused, flags, kind (note is ignored). Printed: the confusion table, precision and recall of each
 * class, macro-F1 over the classes that occur, and sensitivity and specificity of "refused" with Wilson and exact (Clopper-Pearson)
 * intervals at 0.95. --gate: exit 1 below the bars, or when a reply of kind "published" is classed otherwise.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "io/file.h"
#include "korean/reply_class.h"
#include "stats/binomial.h"
#include "syntax/json.h"

enum { FILE_BYTES_MAX = 64 << 20, SPEED_BYTES = 200 << 10, ROUNDS = 15 };
static const double SENSITIVITY = 0.92, SPECIFICITY = 0.97, LEVEL = 0.95, SPEED_MB = 20;

/* Names of classes in labelled files that are not ours. */
static const struct { const char *name; hc_reply_class is; } synonyms[] = {
    {"other", HC_CLASS_WRONG_LANGUAGE}, /* what fits none of the nine classes of a reply in the language of the question */
};

typedef struct {
    uint64_t table[HC_CLASS_COUNT][HC_CLASS_COUNT]; /* [labelled][read] */
    uint64_t refused[2][2];                         /* [labelled][read] */
    uint64_t decided[2][2];                         /* the same without grey ones */
    uint64_t n, grey, flags_same, published, published_same;
} tally;

static hc_reply_class class_named(hc_str name)
{
    for (hc_reply_class c = 0; c < HC_CLASS_COUNT; c++)
        if (hc_str_is(name, hc_reply_class_id(c)))
            return c;
    for (size_t i = 0; i < HC_LEN(synonyms); i++)
        if (hc_str_is(name, synonyms[i].name))
            return synonyms[i].is;
    return HC_CLASS_COUNT;
}

static unsigned flags_named(const hc_json *list)
{
    unsigned flags = 0;
    for (size_t i = 0; list && i < list->n; i++)
        for (unsigned b = 0; b < HC_REPLY_FLAGS; b++)
            if (hc_str_is(list->items[i]->text, hc_reply_flag_id(b)))
                flags |= 1u << b;
    return flags;
}

static bool take(tally *t, hc_str line, size_t number, bool mistakes)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_json *j;
    hc_err err = {0};
    if (hc_json_parse(a, line, "labelled reply", &j, &err) != HC_OK) {
        fprintf(stderr, "line %zu is no JSON\n", number);
        return false;
    }
    hc_str text = hc_json_str(j, "text", HC_S("")), id = hc_json_str(j, "id", HC_S("?"));
    hc_reply_class want = class_named(hc_json_str(j, "class", HC_S("")));
    bool refused = hc_json_bool(j, "refused", false);
    if (want == HC_CLASS_COUNT || refused != hc_reply_refused(want)) {
        fprintf(stderr, "line %zu (%.*s): no such class, or `refused` says something else\n", number, HC_FS(id));
        return false;
    }
    hc_class_result got;
    hc_reply_classify(a, text, &got);
    t->n++;
    t->grey += got.grey;
    t->table[want][got.cls]++;
    t->refused[refused][hc_reply_refused(got.cls)]++;
    t->decided[refused][hc_reply_refused(got.cls)] += !got.grey;
    t->flags_same += got.flags == flags_named(hc_json_get(j, "flags"));
    bool published = hc_str_is(hc_json_str(j, "kind", HC_S("")), "published");
    t->published += published;
    t->published_same += published && got.cls == want;
    if (mistakes && got.cls != want)
        printf("%.*s %s -> %s (%s%s): %.*s\n", HC_FS(id), hc_reply_class_id(want), hc_reply_class_id(got.cls), got.rule,
               got.grey ? ", grey" : "", HC_FS(text));
    if (mistakes && got.flags != flags_named(hc_json_get(j, "flags")))
        printf("%.*s flags %02x, labelled %02x: %.*s\n", HC_FS(id), got.flags, flags_named(hc_json_get(j, "flags")), HC_FS(text));
    return true;
}

typedef struct { uint64_t labelled, read, both; double precision, recall, f1; } class_row;

static class_row row_of(const tally *t, hc_reply_class c)
{
    class_row r = {.both = t->table[c][c]};
    for (hc_reply_class k = 0; k < HC_CLASS_COUNT; k++) {
        r.labelled += t->table[c][k];
        r.read += t->table[k][c];
    }
    r.precision = r.read ? (double)r.both / (double)r.read : 0;
    r.recall = r.labelled ? (double)r.both / (double)r.labelled : 0;
    r.f1 = r.labelled + r.read ? 2.0 * (double)r.both / (double)(r.labelled + r.read) : 0;
    return r;
}

static double macro_f1(const tally *t)
{
    double sum = 0;
    size_t n = 0;
    for (hc_reply_class c = 0; c < HC_CLASS_COUNT; c++) {
        class_row r = row_of(t, c);
        sum += r.labelled ? r.f1 : 0;
        n += r.labelled > 0;
    }
    return n ? sum / (double)n : 0;
}

static double print_rate(const char *name, uint64_t k, uint64_t n)
{
    hc_interval w, e;
    if (hc_wilson((double)k, (double)n, LEVEL, &w) != HC_STAT_OK || hc_clopper_pearson(k, n, LEVEL, &e) != HC_STAT_OK)
        return 1; /* no such replies in the file */
    printf("| %s | %llu / %llu | %.3f | %.3f - %.3f | %.3f - %.3f |\n", name, (unsigned long long)k, (unsigned long long)n, w.point, w.low,
           w.high, e.low, e.high);
    return w.point;
}

/* The tables, Markdown as they are; *out_sens and *out_spec. */
static void print_tables(const tally *t, double *out_sens, double *out_spec)
{
    printf("| refused | hits / n | rate | Wilson, 95 %% | exact, 95 %% |\n| --- | --- | --- | --- | --- |\n");
    *out_sens = print_rate("sensitivity", t->refused[1][1], t->refused[1][0] + t->refused[1][1]);
    *out_spec = print_rate("specificity", t->refused[0][0], t->refused[0][0] + t->refused[0][1]);
    (void)print_rate("sensitivity, without grey ones", t->decided[1][1], t->decided[1][0] + t->decided[1][1]);
    (void)print_rate("specificity, without grey ones", t->decided[0][0], t->decided[0][0] + t->decided[0][1]);
    printf("\nmacro-F1 %.3f; %llu replies, %llu of them grey; flags all as labelled in %llu\n\n", macro_f1(t), (unsigned long long)t->n,
           (unsigned long long)t->grey, (unsigned long long)t->flags_same);
    printf("| labelled \\ read |");
    for (hc_reply_class c = 0; c < HC_CLASS_COUNT; c++)
        printf(" %s |", hc_reply_class_id(c));
    printf(" recall | precision | F1 |\n| --- |");
    for (int i = 0; i < HC_CLASS_COUNT + 3; i++)
        printf(" --- |");
    printf("\n");
    for (hc_reply_class c = 0; c < HC_CLASS_COUNT; c++) {
        class_row r = row_of(t, c);
        printf("| %s |", hc_reply_class_id(c));
        for (hc_reply_class k = 0; k < HC_CLASS_COUNT; k++)
            t->table[c][k] ? printf(" %llu |", (unsigned long long)t->table[c][k]) : printf(" |");
        printf(" %.2f | %.2f | %.2f |\n", r.recall, r.precision, r.f1);
    }
}

/* The file's replies one behind the other, as often as makes long replies of them; processor time, the best round. */
static bool speed(hc_str file)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_buf) b = {0};
    hc_buf_init(&b, 2 * (size_t)SPEED_BYTES + file.n);
    while (b.n < SPEED_BYTES) {
        hc_str rest = file, line;
        while (hc_str_cut(&rest, '\n', &line) && line.n && b.n < SPEED_BYTES) {
            hc_json *j;
            hc_err err = {0};
            if (hc_json_parse(a, line, "labelled reply", &j, &err) != HC_OK)
                return false;
            if (flags_named(hc_json_get(j, "flags")) & HC_REPLY_QUOTATION)
                continue; /* behind a draft nothing more is read */
            hc_buf_str(&b, hc_json_str(j, "text", HC_S("")));
            hc_buf_c(&b, "\n");
        }
    }
    double best = 0;
    for (int i = 0; i < ROUNDS; i++) {
        HC_AUTO(hc_arena_ptr) own = hc_arena_new();
        hc_class_result r;
        clock_t from = clock();
        for (int k = 0; k < 10; k++) {
            hc_arena_reset(own);
            hc_reply_classify(own, hc_buf_view(&b), &r);
        }
        double s = (double)(clock() - from) / CLOCKS_PER_SEC, mb = 10.0 * (double)b.n / 1e6 / (s > 0 ? s : 1e-9);
        best = mb > best ? mb : best;
    }
    printf("%.0f MB/s on replies of %zu bytes\n", best, b.n);
    return best >= SPEED_MB;
}

int main(int argc, char **argv)
{
    const char *path = NULL;
    bool gate = false, mistakes = false, fast = false;
    for (int i = 1; i < argc; i++) {
        gate = gate || strcmp(argv[i], "--gate") == 0;
        mistakes = mistakes || strcmp(argv[i], "--mistakes") == 0;
        fast = fast || strcmp(argv[i], "--speed") == 0;
        path = argv[i][0] == '-' ? path : argv[i];
    }
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str file;
    hc_err err = {0};
    if (!path || hc_file_read(a, path, FILE_BYTES_MAX, &file, &err) != HC_OK) {
        fprintf(stderr, "replies FILE [--gate] [--mistakes] [--speed]\n");
        return 2;
    }
    if (fast)
        return speed(file) ? 0 : 1;
    tally t = {0};
    hc_str rest = file, line;
    for (size_t number = 1; hc_str_cut(&rest, '\n', &line); number++)
        if (line.n && !take(&t, line, number, mistakes))
            return 2;
    double sensitivity, specificity;
    print_tables(&t, &sensitivity, &specificity);
    if (t.published)
        printf("\npublished strings: %llu of %llu\n", (unsigned long long)t.published_same, (unsigned long long)t.published);
    bool good = sensitivity >= SENSITIVITY && specificity >= SPECIFICITY && t.published_same == t.published && t.n > 0;
    if (gate && !good)
        fprintf(stderr, "below the bars: sensitivity %.2f, specificity %.2f, every published string\n", SENSITIVITY, SPECIFICITY);
    return gate && !good ? 1 : 0;
}
