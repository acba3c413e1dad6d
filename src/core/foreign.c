// SPDX-License-Identifier: Apache-2.0
#include "core/foreign.h"

void hc_foreign_problem_add(hc_foreign *f, hc_str file, size_t line, hc_str why_en, hc_str why_ko)
{
    f->problems_seen++;
    if (f->n_problems == HC_FOREIGN_PROBLEMS_MAX)
        return;
    HC_GROW(f->arena, f->problems, f->n_problems, f->cap_problems);
    f->problems[f->n_problems++] = (hc_foreign_problem){hc_str_dup(f->arena, file), line, hc_str_dup(f->arena, why_en),
                                                        hc_str_dup(f->arena, why_ko)};
}
