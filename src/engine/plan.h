// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_PLAN_H
#define HC_ENGINE_PLAN_H

#include "core/rows.h"
#include "model/target.h"
#include "score/rule.h"

/*
 * What will be asked: packs x targets x transforms x epochs, fixed and hashed before the first call. The body is entry 0 of the
 * ledger. It names targets by alias only, holds every default, and commits to each pack by a salted root, so that two
 * runs of one secret pack cannot be linked by it.
 *
 *   body = {"as_of","epochs","judge":{"aliases","rule"},"limits":{...},"packs":[{"items":[...],"name","root","transforms":[specs] (only if not all of them),"version"}],
 *           "rules":[{"metric","pack","rule_in","rule_out"}] (only if there are any),"salt","seed","stop":{"metric"} (only if there is one),"targets":[{"alias","adapter","params","system"}],
 *           "transforms":[{"id","v"}] (only if there are any: every item is asked as it is and then by each of them; by one whose texts
 *           come with the items, those that have one),"v"}
 *   root = hmac-sha256:hex(HMAC(salt, pack digest))
 */

typedef struct hc_plan_target {
    hc_str alias, adapter, system;
    hc_params params;
} hc_plan_target;

typedef struct hc_asked { uint32_t *items; size_t n; } hc_asked;   /* ordinals in the pack, ascending */

typedef struct hc_plan_pack {
    const hc_pack *pack;
    uint32_t *items;              /* what is asked of it, as it is */
    size_t n_items;
    bool *takes;                  /* by transform: does this pack use it */
    hc_asked *asked;              /* by transform: what is asked */
} hc_plan_pack;

typedef struct hc_plan {
    hc_str body;                  /* canonical JSON */
    char hash[65];                /* SHA-256 of it */
    hc_plan_target *targets;
    size_t n_targets;
    hc_plan_pack *packs;
    size_t n_packs;
    const hc_str *transforms;     /* specs (hc_transform_parse); the first is "": the items as they are */
    size_t n_transforms;
    uint32_t epochs;
    hc_str seed, as_of;           /* as_of: RFC 3339, the date that items see */
    hc_str *judges;               /* aliases of the panel */
    size_t n_judges;
    bool judge_mean;
    int64_t tokens_per_sample;    /* 0 = none: more makes the sample `capped` */
    int64_t time_per_sample_us;   /* 0 = none: active time, downtime does not count */
    int64_t turns_max;
    const hc_rule *rules;
    size_t n_rules;
    hc_str stop_metric;           /* a target is asked no more once the rules of this metric are decided; "" = none */
} hc_plan;

typedef struct hc_plan_wish {     /* what a person asks for */
    const hc_pack *const *packs;
    size_t n_packs;
    const hc_target_conf *targets;
    size_t n_targets;
    const hc_target_conf *judges;
    size_t n_judges;
    bool judge_mean;
    const hc_str *transforms;     /* beside the items as they are; valid and distinct specs */
    size_t n_transforms;
    bool transforms_by_pack;      /* of them every pack takes those that it declares */
    uint32_t epochs;              /* 0 = the packs' default */
    hc_str limit;                 /* "", "20" (stratified by domain, seeded) or "3-7" (by position from 1) */
    hc_str where;                 /* expression over items, "" = all */
    hc_str seed;                  /* "" = "haechi" */
    int64_t tokens_per_sample, time_per_sample_us;
    const hc_rule *rules;         /* each of a metric of the packs */
    size_t n_rules;
    hc_str stop_metric;
    int64_t now_us;
} hc_plan_wish;

/* Salt and as_of come from outside so that a plan is reproducible in tests: `salt` is 32 hex digits. */
hc_code hc_plan_make(hc_arena *a, const hc_plan_wish *wish, hc_str salt, hc_plan **out, hc_err *err);
/* Reads a recorded body against the packs of the snapshot; checks each pack's root (HC_E_CORRUPT). */
hc_code hc_plan_read(hc_arena *a, hc_str body, const hc_pack *const *packs, size_t n_packs, hc_plan **out, hc_err *err);

/* One row per sample in plan order (target, pack, transform, item, epoch), states open: the skeleton of every table. The plan
 * must outlive it. */
void hc_plan_rows(hc_arena *a, const hc_plan *p, hc_rows *out);
size_t hc_plan_samples(const hc_plan *p);
const hc_plan_target *hc_plan_target_of(const hc_plan *p, hc_str alias);
const hc_pack *hc_plan_pack_of(const hc_plan *p, hc_str name);

#endif
