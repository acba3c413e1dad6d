// SPDX-License-Identifier: Apache-2.0
/*
 * Writes src/korean/reply_weights.c from labelled replies: learn FILE... > reply_weights.c; learn --check FILE...: exit 1 when the
 * program has other weights; learn --cross FILE...: how well the weights alone tell the refusals of each file when they are learnt from the
 * other files.
 *
 * A linear support vector machine with squared hinge loss over the presence of character runs, solved in its dual by coordinate descent
 * (Hsieh, Chang, Lin, Keerthi, Sundararajan, 2008, algorithm 1). Replies in the order of the files: the same files give the same weights.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/file.h"
#include "korean/reply_int.h"
#include "syntax/json.h"

enum { FILE_BYTES_MAX = 64 << 20, ROUNDS = 200, PER_LINE = 48 };
static const double COST = 3;

typedef struct { uint16_t *at; size_t n; double y, x, alpha; int file; } reply;       /* x: what every gram of it counts */
typedef struct { reply *r; size_t n, cap; double w[HC_REPLY_GRAMS], base; } learner;

static bool add(learner *l, hc_arena *a, hc_str line, int file)
{
    hc_json *j;
    hc_err err;
    if (hc_json_parse(a, line, "labelled reply", &j, &err) != HC_OK)
        return false;
    hc_reply_view v;
    hc_reply_read_view(a, hc_json_str(j, "text", HC_S("")), &v);
    HC_GROW(a, l->r, l->n, l->cap);
    reply *r = &l->r[l->n];
    *r = (reply){.y = hc_json_bool(j, "refused", false) ? 1 : -1, .file = file};
    r->n = hc_reply_grams(a, &v, &r->at);
    r->x = r->n ? 1 / sqrt((double)r->n) : 0;
    l->n += r->n > 0;
    return true;
}

static double leans(const learner *l, const reply *r)
{
    double sum = l->base;
    for (size_t k = 0; k < r->n; k++)
        sum += l->w[r->at[k]] * r->x;
    return sum;
}

static void learn(learner *l, int without)
{
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < l->n; i++) {
            reply *r = &l->r[i];
            if (r->file == without)
                continue;
            double old = r->alpha, slope = r->y * leans(l, r) - 1 + old / (2 * COST);
            r->alpha = fmax(old - slope / (2 + 1 / (2 * COST)), 0);   /* a reply and its base have length 2 */
            for (size_t k = 0; k < r->n; k++)
                l->w[r->at[k]] += (r->alpha - old) * r->y * r->x;
            l->base += (r->alpha - old) * r->y;
        }
}

static double unit_of(const learner *l)
{
    double most = 0;
    for (size_t i = 0; i < HC_REPLY_GRAMS; i++)
        most = fmax(most, fabs(l->w[i]));
    return most / 127;
}

static void write(const learner *l)
{
    double unit = unit_of(l);
    printf("// SPDX-License-Identifier: Apache-2.0\n/* Written by tests/replies/learn from %zu labelled replies. */\n"
           "#include \"korean/reply_int.h\"\n\nconst double hc_reply_weight_unit = %.6g, hc_reply_weight_base = %.6g;\n"
           "const int8_t hc_reply_weights[HC_REPLY_GRAMS] = {", l->n, unit, l->base);
    for (size_t i = 0; i < HC_REPLY_GRAMS; i++)
        printf("%s%ld", i % PER_LINE ? "," : i ? ",\n" : "\n", lround(l->w[i] / unit));
    printf("\n};\n");
}

static bool is_current(const learner *l)
{
    double unit = unit_of(l);
    bool same = fabs(unit - hc_reply_weight_unit) < 1e-4 * unit && fabs(l->base - hc_reply_weight_base) < 1e-4;
    for (size_t i = 0; i < HC_REPLY_GRAMS; i++)
        same = same && labs(lround(l->w[i] / unit) - hc_reply_weights[i]) <= 1;   /* another machine may round otherwise */
    if (!same)
        fprintf(stderr, "src/korean/reply_weights.c is not what these replies teach; write it anew\n");
    return same;
}

/* Of each file: refusals found, others left alone. */
static void cross(learner *l, char **files, int n)
{
    for (int f = 0; f < n; f++) {
        size_t all[2] = {0}, right[2] = {0};
        memset(l->w, 0, sizeof l->w);
        l->base = 0;
        for (size_t i = 0; i < l->n; i++)
            l->r[i].alpha = 0;
        learn(l, f);
        for (size_t i = 0; i < l->n; i++) {
            const reply *r = &l->r[i];
            all[r->y > 0] += r->file == f;
            right[r->y > 0] += r->file == f && (leans(l, r) >= 0) == (r->y > 0);
        }
        printf("%s: %zu of %zu, %zu of %zu\n", files[f], right[1], all[1], right[0], all[0]);
    }
}

int main(int argc, char **argv)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    learner *l = HC_NEW(a, learner);
    bool check = argc > 1 && strcmp(argv[1], "--check") == 0, across = argc > 1 && strcmp(argv[1], "--cross") == 0;
    int first = 1 + (check || across);
    for (int i = first; i < argc; i++) {
        hc_str rest, line;
        hc_err err;
        if (hc_file_read(a, argv[i], FILE_BYTES_MAX, &rest, &err) != HC_OK) {
            fprintf(stderr, "cannot read %s\n", argv[i]);
            return 2;
        }
        while (hc_str_cut(&rest, '\n', &line))
            if (line.n && !add(l, a, line, i - first)) {
                fprintf(stderr, "%s: a line is no JSON\n", argv[i]);
                return 2;
            }
    }
    if (across) {
        cross(l, argv + first, argc - first);
        return 0;
    }
    learn(l, -1);
    if (check)
        return is_current(l) ? 0 : 1;
    write(l);
    return 0;
}
