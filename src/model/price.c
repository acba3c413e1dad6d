// SPDX-License-Identifier: Apache-2.0
#include "model/price_data.h"
#include "model/target.h"
#include "syntax/csv.h"

/* "2.50" USD -> 2500000 micro-USD; false unless it is an amount from 0 to 1,000. */
static bool micro(hc_str s, int64_t *out)
{
    double v;
    if (!hc_parse_f64(s, &v) || v < 0 || v > 1000)
        return false;
    *out = (int64_t)(v * 1e6 + 0.5);
    return true;
}

static hc_str strip_comments(hc_str text)
{
    hc_str line, rest = text;
    while (hc_str_starts(rest, HC_S("#")) && hc_str_cut(&rest, '\n', &line))
        text = rest;
    return text;
}

hc_code hc_price_find(hc_arena *a, hc_str adapter, hc_str model, hc_price *out, hc_err *err)
{
    enum { MODEL, IN, OUT, CACHED, CURRENCY, AS_OF, COLUMNS = 7 };
    hc_csv csv;
    *out = (hc_price){-1, -1, -1, HC_S("")};
    HC_TRY(hc_csv_parse(a, strip_comments((hc_str){(const char *)hc_prices_csv, hc_prices_csv_len}), "prices.csv", &csv,
                        err));
    HC_ASSERT(csv.n_cols == COLUMNS);
    hc_str key = hc_fmt(a, "%.*s/%.*s", HC_FS(adapter), HC_FS(model));
    for (size_t i = 0; i < csv.n_rows; i++) {
        const hc_str *c = csv.rows[i].cells;
        hc_price p = {.as_of = c[AS_OF]};
        if (!hc_str_eq(c[MODEL], key) || !hc_str_is(c[CURRENCY], "USD"))
            continue;
        if (!micro(c[IN], &p.in) || !micro(c[OUT], &p.out))
            return HC_OK;
        if (!micro(c[CACHED], &p.cached))
            p.cached = p.in;
        *out = p;
        return HC_OK;
    }
    return HC_OK;
}

/* Both factors are capped so that three products stay below 2^63: nobody's reply has 10^9 tokens. */
static int64_t part(int64_t tokens, int64_t price)
{
    const int64_t max = 1000000000;
    tokens = tokens < 0 ? 0 : tokens > max ? max : tokens;
    return tokens * (price > max ? max : price);
}

int64_t hc_price_cost(const hc_price *p, int64_t tokens_in, int64_t tokens_out, int64_t tokens_cached)
{
    if (p->in < 0 || p->out < 0)
        return -1;
    tokens_cached = tokens_cached < 0 ? 0 : tokens_cached > tokens_in ? tokens_in : tokens_cached;
    int64_t sum = part(tokens_in - tokens_cached, p->in) + part(tokens_cached, p->cached >= 0 ? p->cached : p->in) +
                  part(tokens_out, p->out);
    return (sum + 999999) / 1000000;
}
