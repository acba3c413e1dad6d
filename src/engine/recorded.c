// SPDX-License-Identifier: Apache-2.0
#include "engine/recorded.h"

#include "base/map.h"

/* Snapshot paths are "PACK/relative name"; one pack's files stand together. */
static hc_code read_packs(hc_recorded *r, hc_err *err)
{
    hc_snapshot_file *files;
    size_t n;
    HC_TRY(hc_ledger_snapshot(r->ledger, r->arena, &files, &n, err));
    r->packs = HC_NEW_N(r->arena, const hc_pack *, n);
    hc_pack_file *list = HC_NEW_N(r->arena, hc_pack_file, n);
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
        hc_code code = hc_pack_parse(r->arena, name, list + first, i - first, &pack, err);
        if (code != HC_OK)
            return hc_err_ctx(err, HC_E_CORRUPT, "%s: the recorded pack: ", "%s: 기록된 데이터셋: ", hc_ledger_path(r->ledger));
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

hc_code hc_recorded_refresh(hc_recorded *r, hc_err *err)
{
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

static hc_code fill_states(const hc_recorded *r, hc_map *by_key, hc_arena *scratch, hc_err *err)
{
    hc_sample_info *s;
    size_t n;
    HC_TRY(hc_ledger_samples(r->ledger, scratch, &s, &n, err));
    for (size_t i = 0; i < n; i++) {
        hc_row *row = hc_map_get(by_key, hc_addr_sample_key(scratch, &s[i].addr));
        if (!row)
            continue;      /* judge tests are no samples of the plan */
        row->addr.redo = s[i].addr.redo;
        row->state = s[i].state;
    }
    return HC_OK;
}

static hc_code fill_outcomes(const hc_recorded *r, const hc_sset *set, hc_map *by_key, hc_arena *scratch, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) one = hc_arena_new();
    hc_score_info *s;
    hc_outcome *outcomes;
    size_t n;
    HC_TRY(hc_ledger_scores(r->ledger, set->digest, scratch, &s, &n, err));
    for (size_t i = 0; i < n; i++) {
        hc_row *row = hc_map_get(by_key, hc_addr_sample_key(one, &s[i].addr));
        if (row && row->addr.redo == s[i].addr.redo) {
            HC_TRY(hc_outcomes_read(one, s[i].outcomes, &outcomes, &row->n_outcomes, err));
            row->outcomes = hc_outcomes_copy(r->arena, outcomes, row->n_outcomes);
        }
        hc_arena_reset(one);
    }
    return HC_OK;
}

hc_code hc_recorded_rows(const hc_recorded *r, const hc_sset *set, hc_rows *out, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) scratch = hc_arena_new();
    hc_map by_key;
    hc_plan_rows(r->arena, r->plan, out);
    hc_map_init(&by_key, scratch);
    for (size_t i = 0; i < out->n; i++)
        hc_map_put(&by_key, hc_addr_sample_key(scratch, &out->row[i].addr), &out->row[i]);
    HC_TRY(fill_states(r, &by_key, scratch, err));
    return set ? fill_outcomes(r, set, &by_key, scratch, err) : HC_OK;
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
