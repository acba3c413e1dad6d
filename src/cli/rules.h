// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_RULES_H
#define HC_CLI_RULES_H

#include "cli/cli.h"
#include "score/metric.h"

/* The rules of a run: those of the packs' metrics, replaced metric by metric by `rules` of haechi.yaml. */
hc_code hc_rules_read(hc_cli *c, const hc_pack *const *packs, size_t n_packs, hc_rule **out, size_t *out_n, hc_err *err);

/* Checks --stop-when METRIC of these rules: one pack, and clusters that can be drawn one after the other. */
hc_code hc_stop_when_check(hc_cli *c, const hc_pack *const *packs, size_t n_packs, const hc_rule *rules, size_t n_rules, hc_err *err);

#endif
