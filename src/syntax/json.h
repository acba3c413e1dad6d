// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SYNTAX_JSON_H
#define HC_SYNTAX_JSON_H

#include "base/limits.h"
#include "base/str.h"

/*
 * One tree for JSON and YAML, in an arena. Reading is jansson behind a lexical pre-pass that caps the
 * depth (HC_JSON_DEPTH_MAX) and keeps what jansson would lose:
 *  - integers beyond int64, NaN and Infinity are REAL nodes whose exact text stands in `text` (d is NaN
 *    or the nearest double);
 *  - a raw invalid UTF-8 byte, and an escaped lone surrogate DC80..DCFF, is that one byte in the string;
 *    any other lone surrogate is U+FFFD. The writer does the reverse, so bytes survive a round trip;
 *  - "\u0000" is a NUL byte.
 * Duplicate keys are HC_E_SYNTAX. Numbers keep their exact text; NaN and Infinity are written as null.
 */

typedef enum hc_json_type {
    HC_JSON_NULL, HC_JSON_BOOL, HC_JSON_INT, HC_JSON_REAL, HC_JSON_STR, HC_JSON_ARR, HC_JSON_OBJ
} hc_json_type;

typedef struct hc_json hc_json;
struct hc_json {
    hc_json_type type;
    int line, col;          /* 1-based for YAML; for JSON 0 */
    bool b;
    int64_t i;
    double d;               /* INT and REAL */
    hc_str text;            /* STR: the value; INT, REAL: exact number text */
    size_t n;               /* ARR, OBJ */
    hc_json **items;        /* ARR, OBJ: values in source order */
    hc_str *keys;           /* OBJ */
};

/* `what` names the bytes in messages ("reply", "items.jsonl:14"). */
hc_code hc_json_parse(hc_arena *a, hc_str bytes, const char *what, hc_json **out, hc_err *err);

/* Only those members of an object's text whose keys (as they are written) are among `keys`, so that what nobody looks at need not
 * become a tree; what is left out is not checked but for its quotes and brackets. Replaces *out. False: no object, or one that
 * ends early. */
bool hc_json_thin(hc_str object, const char *const *keys, size_t n, hc_buf *out);

/* Look-ups are NULL-safe: a missing key, a NULL object or another type gives NULL / the default. */
const hc_json *hc_json_get(const hc_json *obj, const char *key);
const hc_json *hc_json_path(const hc_json *obj, const char *dotted); /* "choices.0.message.content" */
hc_str hc_json_str(const hc_json *obj, const char *key, hc_str dflt);
int64_t hc_json_int(const hc_json *obj, const char *key, int64_t dflt);
double hc_json_num(const hc_json *obj, const char *key, double dflt);
bool hc_json_bool(const hc_json *obj, const char *key, bool dflt);

/* Every key of obj must be in `allowed`: else HC_E_INPUT naming `where`, line, column, and the nearest. */
hc_code hc_json_check_keys(const hc_json *obj, const char *where, const char *const *allowed, size_t n,
                           hc_err *err);

/* Streaming writer. Misuse (a value without a key, an unclosed object) is an assertion. */
typedef struct hc_jw {
    hc_buf *b;
    uint8_t depth;
    bool first[HC_JSON_DEPTH_MAX + 1];
    bool is_obj[HC_JSON_DEPTH_MAX + 1];
    bool after_key;
} hc_jw;

void hc_jw_init(hc_jw *w, hc_buf *out);
void hc_jw_obj(hc_jw *w);                 /* '{' ... hc_jw_end */
void hc_jw_arr(hc_jw *w);
void hc_jw_end(hc_jw *w);
void hc_jw_key(hc_jw *w, const char *key);
void hc_jw_key_s(hc_jw *w, hc_str key);
void hc_jw_str(hc_jw *w, hc_str s);       /* minimal escapes; non-ASCII as UTF-8; invalid bytes \udcXX */
void hc_jw_c(hc_jw *w, const char *c);
void hc_jw_i64(hc_jw *w, int64_t v);
void hc_jw_f64(hc_jw *w, double v);       /* shortest round trip; NaN and infinities become null */
void hc_jw_bool(hc_jw *w, bool v);
void hc_jw_null(hc_jw *w);
void hc_jw_strs(hc_jw *w, const hc_str *v, size_t n); /* an array of strings */
void hc_jw_raw(hc_jw *w, hc_str json);    /* one complete value, trusted */
/* Key and value in one call. */
void hc_jw_kstr(hc_jw *w, const char *key, hc_str v);
void hc_jw_kc(hc_jw *w, const char *key, const char *v);
void hc_jw_ki64(hc_jw *w, const char *key, int64_t v);
void hc_jw_kf64(hc_jw *w, const char *key, double v);
void hc_jw_kbool(hc_jw *w, const char *key, bool v);

/* The whole tree. Canonical: keys sorted by bytes, no white space, integers as they are, reals as decimal
 * strings of their exact text, strings as hc_jw_str. */
void hc_json_write(const hc_json *v, hc_jw *w);
void hc_json_canonical(const hc_json *v, hc_buf *out);
hc_str hc_json_pretty(hc_arena *a, hc_str json); /* two blanks; for --json on a terminal and files */

#endif
