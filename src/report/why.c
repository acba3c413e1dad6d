// SPDX-License-Identifier: Apache-2.0
#include "report/why.h"

#include <math.h>
#include <stdlib.h>

#include "report/pairs.h"
#include "score/fields.h"
#include "score/grader.h"
#include "stats/shapley.h"

enum { OUT, MISS, HIT };               /* place of a sample in a metric */
enum { CAUSES = HC_CAUSE_ITEMS };      /* those that are switched; items are what is left over */

const char *hc_cause_id(hc_cause c)
{
    static const char *const ids[HC_CAUSE_COUNT] = {"extractor", "judge", "denominator", "cap", "replies", "items"};
    return ids[c];
}

/* ---- what was asked, how it is graded --------------------------------------------------------------------- */

static void add_text(hc_buf *b, hc_str s)
{
    hc_buf_add(b, &s.n, sizeof s.n);
    hc_buf_str(b, s);
}

/* Everything of an item that the model sees. */
static hc_digest asked(const hc_items *items, size_t ordinal, hc_arena *work)
{
    HC_AUTO(hc_buf) b;
    hc_item item;
    hc_buf_init(&b, SIZE_MAX);
    hc_items_get(items, ordinal, work, &item);
    add_text(&b, item.system);
    for (size_t i = 0; i < item.n_turns; i++) {
        HC_AUTO(hc_buf) msg;
        hc_jw w;
        hc_buf_init(&msg, SIZE_MAX);
        hc_jw_init(&w, &msg);
        hc_msg_write(&item.turns[i].msg, &w);
        add_text(&b, hc_buf_view(&msg));
        add_text(&b, item.turns[i].when);
    }
    for (size_t i = 0; i < item.n_choices; i++)
        add_text(&b, item.choices[i]);
    return hc_sha256(hc_buf_view(&b));
}

/* How an answer to the item is read, beside the scorer: "text exact 서울". */
static hc_str key_of(hc_arena *a, const hc_item *it)
{
    hc_str s = hc_fmt(a, "%s%s", hc_expect_id(it->expect), it->exact ? " exact" : "");
    if (it->expect == HC_EXPECT_CHOICE)
        return hc_fmt(a, "%.*s %d", HC_FS(s), it->correct_choice + 1);
    for (size_t i = 0; i < it->n_answers; i++)
        s = hc_fmt(a, "%.*s %.*s", HC_FS(s), HC_FS(it->answers[i]));
    return hc_fmt(a, "%.*s%s%.*s%s%.*s", HC_FS(s), it->unit.n ? " " : "", HC_FS(it->unit), it->regex_flags.n ? " /" : "",
                  HC_FS(it->regex_flags));
}

hc_str hc_why_line(hc_arena *a, const hc_grading *g, const hc_pack *pack, hc_expect e)
{
    hc_str verdict = hc_grader(a, g, e, HC_S("")), s = verdict;
    for (size_t i = 0; i < pack->n_metrics; i++) {
        hc_str own = hc_grader_of(a, g, e, &pack->metrics[i]);
        if (!hc_str_eq(own, verdict))
            s = hc_fmt(a, "%.*s; %.*s: %.*s", HC_FS(s), HC_FS(pack->metrics[i].name), HC_FS(own));
    }
    return s;
}

static bool is_judged(hc_str line)
{
    return hc_str_find(line, HC_S("judge ")) >= 0;
}

typedef struct opener { hc_why_job *j; hc_grading grading[2]; hc_map lines; size_t cap_pairs, cap_need[2]; } opener;

static void need(opener *o, size_t whose, size_t row, size_t item, hc_str line, bool judged)
{
    hc_why_job *j = o->j;
    hc_str kept = line;
    hc_str *stored = hc_map_get(&o->lines, line);
    if (stored)
        kept = *stored;
    else {
        stored = HC_NEW(j->a, hc_str);
        *stored = kept = hc_str_dup(j->a, line);
        hc_map_put(&o->lines, kept, stored);
    }
    HC_GROW(j->a, j->need[whose], j->n_need[whose], o->cap_need[whose]);
    j->need[whose][j->n_need[whose]++] = (hc_why_need){row, item, kept, judged};
}

static void add_pair(opener *o, const hc_row *x, const hc_row *y, hc_why_pair pair, const size_t ordinal[2], hc_arena *one)
{
    hc_why_job *j = o->j;
    hc_str lines[2] = {hc_why_line(one, &o->grading[0], j->side[0].pack, x->item->expect),
                       hc_why_line(one, &o->grading[1], j->side[1].pack, y->item->expect)};
    hc_str keys[2] = {key_of(one, x->item), key_of(one, y->item)};
    pair.judged = is_judged(lines[0]) || is_judged(lines[1]);
    bool told = pair.judged && (!hc_str_eq(x->item->criteria, y->item->criteria) || !hc_str_eq(x->item->reference, y->item->reference));
    bool differs = !hc_str_eq(lines[0], lines[1]) || !hc_str_eq(keys[0], keys[1]) || told;
    pair.cut = (!hc_str_eq(j->side[0].caps, j->side[1].caps) || !j->side[0].caps.n) &&
               (x->state == HC_ST_TRUNCATED || x->state == HC_ST_CAPPED || y->state == HC_ST_TRUNCATED || y->state == HC_ST_CAPPED);
    HC_GROW(j->a, j->pair, j->n_pairs, o->cap_pairs);
    j->pair[j->n_pairs++] = pair;
    if (!differs)
        return;
    for (size_t i = 0; i < 2 && !j->grading[pair.judged]; i++)
        j->line[pair.judged][i] = hc_fmt(j->a, "%.*s (%.*s)", HC_FS(lines[i]), HC_FS(keys[i]));
    j->grading[pair.judged] = true;
    const hc_row *rows[] = {x, y};
    for (size_t i = 0; i < 2; i++)
        if (rows[i]->state != HC_ST_OPEN)
            need(o, i, pair.row[i], ordinal[!i], lines[!i], is_judged(lines[!i]) || hc_str_find(lines[!i], HC_S("code ")) >= 0);
}

hc_code hc_why_open(hc_arena *a, const hc_why_side side[2], hc_why_job **out, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) one = hc_arena_new();
    HC_AUTO(hc_cursor) cx, cy;
    hc_cursor_init(&cx, side[0].side->rows);
    hc_cursor_init(&cy, side[1].side->rows);
    hc_why_job *j = *out = HC_NEW(a, hc_why_job);
    *j = (hc_why_job){.a = a, .side = {side[0], side[1]}};
    opener o = {.j = j};
    hc_pairs pairs;
    hc_map_init(&o.lines, a);
    for (size_t i = 0; i < 2; i++)
        HC_TRY(hc_grading_read(a, side[i].side->set, side[i].pack->name, &o.grading[i], err));
    const hc_block *x = side[0].block, *y = side[1].block;
    hc_pairs_make(a, x, y, asked, &pairs);
    uint32_t epochs = x->epochs < y->epochs ? x->epochs : y->epochs;
    for (size_t i = 0; i < x->n_items; i++) {
        int64_t to = pairs.of_a[i];
        for (uint32_t e = 0; to >= 0 && e < epochs; e++, hc_arena_reset(one)) {
            hc_why_pair pair = {.row = {x->first + i * x->epochs + e, y->first + (size_t)to * y->epochs + e}};
            size_t ordinal[2] = {x->ordinals[i], y->ordinals[to]};
            add_pair(&o, hc_cursor_at(&cx, pair.row[0]), hc_cursor_at(&cy, pair.row[1]), pair, ordinal, one);
        }
    }
    return HC_OK;
}

/* ---- one metric ------------------------------------------------------------------------------------------- */

typedef struct solver {
    hc_why_job *j;
    const hc_rows *graded[2];
    hc_metric metric[2][2];            /* by whose definition, by whose scorer */
    hc_eval *eval[2][2];
    hc_arena *work;
} solver;

/* The four views of a pair: whose reply, graded as whom. Items are those of the grading. */
typedef struct views { hc_row row[2][2]; } views;

typedef void visit(solver *s, hc_why_pair *p, const views *v);

static void see(solver *s, hc_why_pair *p, const views *v)
{
    (void)p;
    for (size_t i = 0; i < 8; i++)
        hc_eval_see(s->eval[i & 1][i >> 1 & 1], &v->row[i >> 2 & 1][i >> 1 & 1]);
}

static void place(solver *s, hc_why_pair *p, const views *v)
{
    for (size_t i = 0; i < 8; i++) {
        size_t metric = i & 1, grading = i >> 1 & 1, reply = i >> 2 & 1;
        hc_place is = hc_eval_look(s->eval[metric][grading], &v->row[reply][grading]);
        p->place[reply][grading][metric] = is.kind != HC_PLACE_IN ? OUT : is.hit ? HIT : MISS;
    }
}

static void each_pair(solver *s, visit *fn)
{
    hc_why_job *j = s->j;
    HC_AUTO(hc_cursor) c0, c1, g0, g1;
    hc_cursor *own[] = {&c0, &c1}, *other[] = {&g0, &g1};
    for (size_t i = 0; i < 2; i++) {
        hc_cursor_init(own[i], j->side[i].side->rows);
        hc_cursor_init(other[i], s->graded[i]);
    }
    for (size_t k = 0; k < j->n_pairs; k++) {
        hc_why_pair *p = &j->pair[k];
        views v;
        for (size_t i = 0; i < 2; i++) {
            v.row[i][i] = *hc_cursor_at(own[i], p->row[i]);
            v.row[i][!i] = *hc_cursor_at(other[i], p->row[i]);
        }
        v.row[0][1].item = v.row[1][1].item;
        v.row[1][0].item = v.row[0][0].item;
        fn(s, p, &v);
    }
}

/* Rate over the pairs with the causes in `on` as the second run has them. */
static double rate(const hc_why_job *j, size_t on)
{
    size_t n = 0, k = 0;
    for (size_t i = 0; i < j->n_pairs; i++) {
        const hc_why_pair *p = &j->pair[i];
        size_t reply = on >> (p->cut ? HC_CAUSE_CAP : HC_CAUSE_REPLIES) & 1;
        size_t grading = on >> (p->judged ? HC_CAUSE_JUDGE : HC_CAUSE_EXTRACTOR) & 1;
        uint8_t is = p->place[reply][grading][on >> HC_CAUSE_DENOMINATOR & 1];
        n += is != OUT;
        k += is == HIT;
    }
    return n ? (double)k / (double)n : (double)NAN;
}

static size_t changed_by(const hc_why_job *j, hc_cause c)
{
    size_t n = 0;
    for (size_t i = 0; i < j->n_pairs; i++) {
        const hc_why_pair *p = &j->pair[i];
        bool reply = c == (p->cut ? HC_CAUSE_CAP : HC_CAUSE_REPLIES), grading = c == (p->judged ? HC_CAUSE_JUDGE : HC_CAUSE_EXTRACTOR);
        n += p->place[reply][grading][c == HC_CAUSE_DENOMINATOR] != p->place[0][0][0];
    }
    return n;
}

/* As the run's own table counts it: all of its samples, its own metric. */
static hc_code own_rate(const hc_why_job *j, size_t i, const hc_metric *m, hc_arena *work, hc_hits *out, hc_err *err)
{
    HC_AUTO(hc_cursor) c;
    const hc_block *b = j->side[i].block;
    hc_eval *ev;
    HC_TRY(hc_eval_new(work, m, &ev, err));
    hc_cursor_init(&c, j->side[i].side->rows);
    for (size_t k = b->first; k < b->first + b->n_items * b->epochs; k++)
        hc_eval_see(ev, hc_cursor_at(&c, k));
    for (size_t k = b->first; k < b->first + b->n_items * b->epochs; k++) {
        hc_place p = hc_eval_look(ev, hc_cursor_at(&c, k));
        out->n += p.kind == HC_PLACE_IN;
        out->k += p.kind == HC_PLACE_IN && p.hit;
    }
    return HC_OK;
}

static int largest_first(const void *x, const void *y)
{
    const hc_why_term *a = x, *b = y;
    double u = fabs(a->value), v = fabs(b->value);
    return u != v ? (u > v ? -1 : 1) : (int)a->cause - (int)b->cause;
}

static hc_str metric_words(hc_arena *a, const hc_metric *m)
{
    return hc_fmt(a, "%.*s among %.*s, unparsed %s%s", HC_FS(m->of), HC_FS(m->among.n ? m->among : HC_S("all")),
                  m->unparsed_counts ? "counted" : "left out", m->headline ? "" : ", unverified counted");
}

/* What differs, in words: empty where nothing does. */
static void describe(const solver *s, hc_why_term *t)
{
    const hc_why_job *j = s->j;
    hc_str words[2] = {HC_S(""), HC_S("")};
    for (size_t i = 0; i < 2; i++) {
        if (t->cause <= HC_CAUSE_JUDGE)
            words[i] = j->line[t->cause == HC_CAUSE_JUDGE][i];
        else if (t->cause == HC_CAUSE_DENOMINATOR)
            words[i] = metric_words(j->a, &s->metric[i][i]);
        else if (t->cause == HC_CAUSE_CAP)
            words[i] = j->side[i].caps;
        else if (t->cause == HC_CAUSE_ITEMS)
            words[i] = hc_fmt(j->a, "%zu", j->side[i].block->n_items * j->side[i].block->epochs - j->n_pairs);
    }
    if (t->cause == HC_CAUSE_EXTRACTOR && !hc_str_eq(s->metric[0][0].scorer, s->metric[1][1].scorer))
        for (size_t i = 0; i < 2; i++)
            words[i] = hc_fmt(j->a, "scorer %.*s%s%.*s", HC_FS(s->metric[i][i].scorer.n ? s->metric[i][i].scorer : HC_S("of the item")),
                              words[i].n ? ", " : "", HC_FS(words[i]));
    if (hc_str_eq(words[0], words[1]))
        return;
    t->first = words[0];
    t->second = words[1];
}

static hc_code solve(solver *s, hc_why *w, hc_err *err)
{
    hc_why_job *j = s->j;
    double value[1 << CAUSES], term[CAUSES];
    for (size_t i = 0; i < 4; i++)
        HC_TRY(hc_eval_new(s->work, &s->metric[i & 1][i >> 1], &s->eval[i & 1][i >> 1], err));
    each_pair(s, see);
    each_pair(s, place);
    HC_TRY(own_rate(j, 0, &s->metric[0][0], s->work, &w->a, err));
    HC_TRY(own_rate(j, 1, &s->metric[1][1], s->work, &w->b, err));
    for (size_t on = 0; on < HC_LEN(value); on++)
        value[on] = rate(j, on);
    w->stat = w->a.n && w->b.n && j->n_pairs && hc_shapley(value, CAUSES, term) == HC_STAT_OK ? HC_STAT_OK : HC_STAT_EMPTY;
    w->difference = w->a.n && w->b.n ? (double)w->b.k / w->b.n - (double)w->a.k / w->a.n : (double)NAN;
    double common = value[HC_LEN(value) - 1] - value[0];
    for (size_t c = 0; c < HC_CAUSE_COUNT; c++) {
        hc_why_term *t = &w->term[c];
        *t = (hc_why_term){.cause = (hc_cause)c, .value = (double)NAN};
        if (w->stat == HC_STAT_OK)
            t->value = c == HC_CAUSE_ITEMS ? w->difference - common : term[c];
        if (c != HC_CAUSE_ITEMS)
            t->samples = changed_by(j, (hc_cause)c);
        describe(s, t);
    }
    if (w->stat == HC_STAT_OK)
        qsort(w->term, HC_CAUSE_COUNT, sizeof *w->term, largest_first);
    return HC_OK;
}

static const hc_metric *named(const hc_metric *list, size_t n, hc_str name)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_eq(list[i].name, name))
            return &list[i];
    return NULL;
}

hc_code hc_why_make(hc_why_job *j, const hc_rows *const graded[2], hc_why **out, size_t *out_n, hc_err *err)
{
    size_t n, n_other;
    const hc_metric *first = hc_metrics_of(j->a, j->side[0].pack, &n), *second = hc_metrics_of(j->a, j->side[1].pack, &n_other);
    *out = HC_NEW_N(j->a, hc_why, n);
    *out_n = n;
    for (size_t i = 0; i < n; i++) {
        HC_AUTO(hc_arena_ptr) work = hc_arena_new();
        const hc_metric *other = named(second, n_other, first[i].name);
        (*out)[i] = (hc_why){.metric = &first[i], .pairs = j->n_pairs, .stat = HC_STAT_EMPTY, .difference = NAN};
        (*out)[i].odd = hc_incomparable(&first[i]) ? &first[i] : other && hc_incomparable(other) ? other : NULL;
        if ((*out)[i].odd)
            continue;
        solver s = {.j = j, .graded = {graded[0], graded[1]}, .work = work};
        for (size_t k = 0; k < 4; k++) {
            const hc_metric *of[] = {&first[i], other ? other : &first[i]};
            s.metric[k & 1][k >> 1] = *of[k & 1];
            s.metric[k & 1][k >> 1].scorer = of[k >> 1]->scorer;
        }
        HC_TRY(solve(&s, &(*out)[i], err));
    }
    return HC_OK;
}
