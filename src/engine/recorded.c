// SPDX-License-Identifier: Apache-2.0
#include "engine/recorded.h"

#include "engine/stop.h"

/* Snapshot paths are "PACK/relative name"; one pack's files stand together. */
static hc_code read_packs(hc_recorded *r, hc_err *err)
{
    hc_snapshot_file *files;
    size_t n;
    HC_AUTO(hc_arena_ptr) snapshot = hc_arena_new();
    HC_TRY(hc_ledger_snapshot(r->ledger, snapshot, &files, &n, err));
    r->packs = HC_NEW_N(r->arena, const hc_pack *, n);
    hc_pack_file *list = HC_NEW_N(snapshot, hc_pack_file, n);
    for (size_t i = 0; i < n;) {
        hc_str name, rest = files[i].path;
        hc_str_cut(&rest, '/', &name);
        size_t first = i;
        for (; i < n; i++) {
            hc_str own, relative = files[i].path;
            hc_str_cut(&relative, '/', &own);
            if (!hc_str_eq(own, name))
                break;
            list[i] = (hc_pack_file){relative.p ? relative : HC_S(""), files[i].bytes};
        }
        hc_pack *pack;
        hc_code code = hc_pack_parse(r->arena, hc_str_dup(r->arena, name), list + first, i - first, &pack, err);
        if (code != HC_OK)
            return hc_err_ctx(err, HC_E_CORRUPT, "%s: the recorded pack: ", "%s: 기록된 데이터셋: ", hc_ledger_path(r->ledger));
        hc_pack_forget_files(pack);
        r->packs[r->n_packs++] = pack;
    }
    return HC_OK;
}

static hc_code read_all(hc_recorded *r, hc_err *err)
{
    hc_str body;
    HC_TRY(read_packs(r, err));
    HC_TRY(hc_ledger_plan(r->ledger, r->arena, &body, err));
    HC_TRY(hc_plan_read(r->arena, body, r->packs, r->n_packs, &r->plan, err));
    /* In the plan's order, which is the person's: the snapshot is ordered by path. */
    r->n_packs = r->plan->n_packs;
    for (size_t i = 0; i < r->n_packs; i++)
        r->packs[i] = r->plan->packs[i].pack;
    return hc_recorded_refresh(r, err);
}

hc_code hc_recorded_open(const char *path, hc_open_mode mode, hc_loop *loop, hc_recorded *out, hc_err *err)
{
    hc_recorded r = {.arena = hc_arena_new()};
    hc_code code = hc_ledger_open(path, mode, loop, NULL, &r.ledger, err);
    if (code == HC_OK)
        code = read_all(&r, err);
    if (code != HC_OK) {
        hc_ledger_abandon(r.ledger);
        hc_arena_free(r.arena);
        return code;
    }
    *out = r;
    return HC_OK;
}

hc_code hc_recorded_adopt(hc_ledger *l, const hc_pack **packs, size_t n_packs, hc_plan *plan, hc_recorded *out, hc_err *err)
{
    *out = (hc_recorded){.arena = hc_arena_new(), .ledger = l, .packs = packs, .n_packs = n_packs, .plan = plan};
    return hc_recorded_refresh(out, err);
}

static hc_code find_import_end(void *ctx, const hc_record *rec, hc_err *err)
{
    hc_recorded *r = ctx;
    hc_str body;
    hc_json *j;
    if (!hc_str_is(rec->code, "env"))
        return HC_OK;
    HC_TRY(hc_ledger_body(r->ledger, rec->log, rec->seq, "env", r->arena, &body, err));
    HC_TRY(hc_json_parse(r->arena, body, "env", &j, err));
    const hc_json *end = hc_json_get(j, "import");
    r->import_end = end ? end : r->import_end;
    return HC_OK;
}

static bool is_import(const hc_plan *p)
{
    for (size_t i = 0; i < p->n_targets; i++)
        if (hc_str_is(p->targets[i].adapter, HC_ADAPTER_IMPORT))
            return true;
    return false;
}

hc_code hc_recorded_refresh(hc_recorded *r, hc_err *err)
{
    r->imported = is_import(r->plan);
    if (r->imported)
        HC_TRY(hc_ledger_each(r->ledger, HC_ENT_CONTROL, NULL, find_import_end, r, err));
    HC_TRY(hc_ledger_ssets(r->ledger, r->arena, &r->ssets, &r->n_ssets, err));
    r->sset = NULL;
    for (size_t i = 0; i < r->n_ssets; i++)
        if (r->ssets[i].dflt)
            r->sset = &r->ssets[i];
    return HC_OK;
}

hc_code hc_recorded_sset(const hc_recorded *r, hc_str which, const hc_sset **out, hc_err *err)
{
    uint64_t ordinal = 0;
    if (!which.n) {
        *out = r->sset;
        return HC_OK;
    }
    bool is_number = which.n < 4 && hc_parse_u64(which, &ordinal);
    const hc_sset *found = NULL;
    size_t hits = 0;
    for (size_t i = 0; i < r->n_ssets; i++) {
        bool hit = is_number ? (uint64_t)r->ssets[i].ordinal == ordinal
                             : which.n >= 4 && hc_str_starts(hc_str_c(r->ssets[i].digest), which);
        if (hit) {
            found = &r->ssets[i];
            hits++;
        }
    }
    if (hits == 1) {
        *out = found;
        return HC_OK;
    }
    return hc_fail(err, HC_E_NOTFOUND, "E-VIEW-01",
                   "score set \"%.*s\" fits %zu of the %zu of this run; give an ordinal or 4 or more digits of its digest",
                   "채점 집합 \"%.*s\"에 맞는 것이 %zu개임(이 실행에는 모두 %zu개); 순번이나 해시값 앞 4자리 이상을 적으십시오",
                   HC_FS(which), hits, r->n_ssets);
}

/* ---- rows ---------------------------------------------------------------------------------------------- */

enum { BODIES_KNOWN = 4096 };

/* Slots of the file and rows of the plan number the same samples differently. */
typedef struct filler {
    const hc_recorded *r;
    hc_rows *rows;
    hc_arena *a;                   /* while the rows are filled */
    struct { uint32_t slot, row; } *pair;  /* by slot, as both walks go */
    size_t n, cap, next;
    hc_arena *one;                 /* while one body is read */
    struct { int64_t body; uint32_t scored; } known[BODIES_KNOWN];  /* bodies whose list of outcomes is known */
} filler;

static hc_code fill_state(void *ctx, const hc_sample_info *s, hc_err *err)
{
    filler *f = ctx;
    size_t row = hc_rows_find(f->rows, &s->addr);
    if (row == SIZE_MAX)
        return HC_OK;      /* judge tests are no samples of the plan */
    hc_rows_set(f->rows, row, s->addr.redo, s->state);
    HC_GROW(f->a, f->pair, f->n, f->cap);
    f->pair[f->n].slot = (uint32_t)s->slot;
    f->pair[f->n++].row = (uint32_t)row;
    return s->slot <= UINT32_MAX ? HC_OK : hc_fail(err, HC_E_CORRUPT, "E-RUN-08", "%s counts more samples than there can be",
                                                   "%s의 사례 번호가 있을 수 없는 값임", hc_ledger_path(f->r->ledger));
}

static hc_code fill_score(void *ctx, const hc_score_info *s, hc_err *err)
{
    filler *f = ctx;
    while (f->next < f->n && f->pair[f->next].slot < s->slot)
        f->next++;
    size_t row = f->next < f->n && f->pair[f->next].slot == s->slot ? f->pair[f->next].row : SIZE_MAX;
    hc_outcome *outcomes;
    hc_str bytes;
    size_t n;
    if (row == SIZE_MAX || hc_rows_redo(f->rows, row) != s->redo)
        return HC_OK;
    size_t at = (size_t)s->body % BODIES_KNOWN;
    if (f->known[at].body == s->body) {
        f->rows->scored[row] = f->known[at].scored;
        return HC_OK;
    }
    hc_arena_reset(f->one);
    HC_TRY(hc_ledger_body_at(f->r->ledger, s->body, f->one, &bytes, err));
    HC_TRY(hc_outcomes_read(f->one, bytes, &outcomes, &n, err));
    hc_rows_score(f->rows, row, outcomes, n);
    f->known[at].body = s->body;
    f->known[at].scored = f->rows->scored[row];
    return HC_OK;
}

/* Of a whole import nothing is still to be asked: what the source has no record of was not tested. */
static void close_import(const hc_recorded *r, hc_rows *rows)
{
    for (size_t i = 0; r->import_end && i < rows->n; i++)
        if (rows->state[i] == HC_ST_OPEN)
            hc_rows_set(rows, i, 0, HC_ST_NOT_TESTED);
}

static hc_code fill(filler *f, const hc_sset *set, hc_err *err)
{
    HC_TRY(hc_ledger_samples(f->r->ledger, fill_state, f, err));
    close_import(f->r, f->rows);
    return set ? hc_ledger_scores(f->r->ledger, set->digest, fill_score, f, err) : HC_OK;
}

hc_code hc_recorded_rows(const hc_recorded *r, const hc_sset *set, bool answers, hc_rows *out, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_arena_ptr) one = hc_arena_new();
    filler *f = HC_NEW(a, filler);
    hc_plan_rows(r->arena, r->plan, out);
    out->answers = answers;
    *f = (filler){.r = r, .rows = out, .a = a, .cap = out->n, .one = one};
    f->pair = hc_alloc_n(a, f->cap, sizeof *f->pair);
    HC_TRY(fill(f, set, err));
    if (!r->plan->stop_metric.n)
        return HC_OK;
    size_t *end;
    HC_TRY(hc_stop_read(r->ledger, r->plan, r->arena, &end, err));
    return hc_stop_hide(r->arena, r->plan, end, out, err);
}

hc_code hc_recorded_outcomes(const hc_recorded *r, const hc_sset *set, const hc_addr *addr, hc_arena *a, hc_outcome **out,
                             size_t *out_n, hc_err *err)
{
    hc_str bytes = HC_S("");
    *out = NULL;
    *out_n = 0;
    if (set)
        HC_TRY(hc_ledger_score_of(r->ledger, set->digest, addr, a, &bytes, err));
    return bytes.n ? hc_outcomes_read(a, bytes, out, out_n, err) : HC_OK;
}

hc_code hc_recorded_close(hc_recorded *r, hc_code code, hc_err *err)
{
    if (r->ledger && code == HC_OK && !hc_ledger_broken(r->ledger))
        code = hc_ledger_close(r->ledger, err);
    else
        hc_ledger_abandon(r->ledger);
    hc_arena_free(r->arena);
    *r = (hc_recorded){0};
    return code;
}
