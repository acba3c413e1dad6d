// SPDX-License-Identifier: Apache-2.0
#ifndef HC_INTEROP_PUBLISHED_H
#define HC_INTEROP_PUBLISHED_H

#include "interop/import.h"

/* The figures that stand beside records in files of their own, and where each belongs in a table of the run that is imported from
 * the records. Nothing is computed here: a figure is a cell of a file. */

typedef enum hc_pub_what {         /* of a line of a table, or of an agreement */
    HC_PUB_POINT, HC_PUB_K, HC_PUB_N, HC_PUB_SE, HC_PUB_SE_NAIVE, HC_PUB_SE_FIRST, HC_PUB_SE_SECOND,
    HC_PUB_KAPPA, HC_PUB_ALPHA, HC_PUB_FLEISS, HC_PUB_PAIRWISE, HC_PUB_UNITS, HC_PUB_COUNT
} hc_pub_what;

typedef struct hc_pub_figure {
    size_t view;
    hc_pub_what what;
    hc_str target, group, metric;  /* of an agreement: a pair of raters "A_B" or "", group, question */
    hc_str text;                   /* as it is printed */
    double scale;                  /* 100: the file prints per cent */
    hc_str file;
    size_t line;
} hc_pub_figure;

typedef struct hc_pub_view { hc_str where, by; bool agreement; } hc_pub_view;

/* One number that the published one hides: a metric over some of the samples. */
typedef struct hc_pub_finding { const char *id, *where, *metric, *en, *ko; } hc_pub_finding;

typedef struct hc_pub_part {       /* records that make one run */
    hc_str name;
    hc_str *paths;
    size_t n_paths;
    hc_pub_view *views;            /* the first is the whole table */
    size_t n_views;
    hc_pub_figure *figures;
    size_t n_figures, cap_figures;
    const hc_pub_finding *findings;
    size_t n_findings;
} hc_pub_part;

const char *hc_pub_what_id(hc_pub_what what);
/* Sorts the files (a folder stands for those in it) into records and figures. Files of a known folder that are neither are passed over. */
hc_code hc_published_open(hc_arena *a, const hc_importer *im, const hc_str *paths, size_t n, hc_pub_part **out, size_t *out_n, hc_err *err);
/* Whether `ours` is what the file prints, to its last digit. */
bool hc_published_equal(const hc_pub_figure *f, double ours);

#endif
