// SPDX-License-Identifier: Apache-2.0
#include "core/transcript.h"

static void write_exchange(const hc_exchange *x, hc_jw *w)
{
    HC_AUTO(hc_buf) reply;
    hc_buf_init(&reply, SIZE_MAX);
    hc_reply_write(x->reply, &reply);
    hc_jw_obj(w);
    hc_jw_key(w, "asked");
    hc_jw_arr(w);
    for (size_t i = 0; i < x->n_asked; i++)
        hc_msg_write(&x->asked[i], w);
    hc_jw_end(w);
    hc_jw_key(w, "reply");
    hc_jw_raw(w, hc_buf_view(&reply));
    hc_jw_end(w);
}

void hc_conversation_write(const hc_conversation *c, hc_buf *out)
{
    hc_jw w;
    hc_jw_init(&w, out);
    hc_jw_obj(&w);
    hc_jw_key(&w, "exchanges");
    hc_jw_arr(&w);
    for (size_t i = 0; i < c->transcript.n; i++)
        write_exchange(&c->transcript.x[i], &w);
    hc_jw_end(&w);
    if (c->meta) {
        HC_AUTO(hc_buf) meta;
        hc_buf_init(&meta, SIZE_MAX);
        hc_json_canonical(c->meta, &meta);
        hc_jw_key(&w, "meta");
        hc_jw_raw(&w, hc_buf_view(&meta));
    }
    hc_jw_kc(&w, "state", hc_state_id(c->state));
    hc_jw_ki64(&w, "v", 1);
    hc_jw_end(&w);
}

static hc_code broken(hc_err *err)
{
    return hc_fail(err, HC_E_CORRUPT, "E-IMPORT-07", "an imported record does not have its form",
                   "가져온 기록의 형식이 맞지 않음");
}

static hc_code read_exchange(hc_arena *a, const hc_json *j, hc_exchange *out, hc_err *err)
{
    const hc_json *asked = hc_json_get(j, "asked"), *reply = hc_json_get(j, "reply");
    if (!asked || asked->type != HC_JSON_ARR || !reply)
        return broken(err);
    hc_msg *msgs = HC_NEW_N(a, hc_msg, asked->n);
    hc_reply *said = HC_NEW(a, hc_reply);
    for (size_t i = 0; i < asked->n; i++)
        if (!hc_msg_read(a, asked->items[i], &msgs[i]))
            return broken(err);
    *out = (hc_exchange){msgs, asked->n, said};
    return hc_reply_from_json(a, reply, said, err);
}

hc_code hc_conversation_read(hc_arena *a, hc_str bytes, hc_conversation *out, hc_err *err)
{
    hc_json *j;
    HC_TRY(hc_json_parse(a, bytes, "imported record", &j, err));
    const hc_json *list = hc_json_get(j, "exchanges"), *meta = hc_json_get(j, "meta");
    hc_conversation c = {.state = hc_state_from_id(hc_json_str(j, "state", HC_S(""))), .meta = meta};
    bool form = list && list->type == HC_JSON_ARR && (!meta || meta->type == HC_JSON_OBJ);
    if (!form || c.state == HC_ST_COUNT || c.state == HC_ST_OPEN || hc_json_int(j, "v", 0) != 1)
        return broken(err);
    c.transcript = (hc_transcript){HC_NEW_N(a, hc_exchange, list->n), list->n};
    for (size_t i = 0; i < list->n; i++)
        HC_TRY(read_exchange(a, list->items[i], &c.transcript.x[i], err));
    *out = c;
    return HC_OK;
}
