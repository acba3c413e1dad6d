// SPDX-License-Identifier: Apache-2.0
#include "web/labelled.h"

#include <time.h>

#include "base/clock.h"
#include "core/label.h"
#include "text/utf8.h"

enum { NAME_MAX_BYTES = 64, NOTE_MAX_BYTES = 4000 };

typedef struct said { hc_label label; hc_str note; int64_t t_us; size_t at; } said;
typedef struct standing {
    hc_recorded *r;
    const hc_rows *rows;           /* NULL: one sample only */
    hc_str rater;
    hc_arena *a;
    hc_map known;                  /* place, rater, question -> index + 1 */
    said *v;
    size_t n, cap;
} standing;

static void keep(standing *s, const said *one)
{
    hc_str key = hc_fmt(s->a, "%zu\x1F%.*s\x1F%.*s", one->at, HC_FS(one->label.rater), HC_FS(one->label.question));
    size_t at = (uintptr_t)hc_map_put_new(&s->known, key, (void *)(s->n + 1)) - 1;
    if (at == s->n) {
        HC_GROW(s->a, s->v, s->n, s->cap);
        s->v[s->n++] = *one;
    } else if (one->t_us >= s->v[at].t_us) {
        s->v[at] = *one;
    }
}

static hc_code take(void *ctx, const hc_record *rec, hc_err *err)
{
    standing *s = ctx;
    hc_str body;
    hc_json *j;
    hc_label *labels = NULL;
    size_t n = 0, cap = 0, at = s->rows ? hc_rows_find(s->rows, &rec->addr) : 0;
    if (at == SIZE_MAX)
        return HC_OK;
    HC_TRY(hc_ledger_body(s->r->ledger, rec->log, rec->seq, "label", s->a, &body, err));
    HC_TRY(hc_labels_merge(s->a, body, &labels, &n, &cap, err));
    HC_TRY(hc_json_parse(s->a, body, "label", &j, err));
    for (size_t i = 0; i < n; i++)
        if (!s->rater.n || hc_str_eq(s->rater, labels[i].rater))
            keep(s, &(said){labels[i], hc_json_str(j, "note", HC_S("")), rec->t_us, at});
    return HC_OK;
}

static hc_code collect(standing *s, const hc_addr *addr, hc_err *err)
{
    hc_map_init(&s->known, s->a);
    return hc_ledger_each(s->r->ledger, HC_ENT_LABEL, addr, take, s, err);
}

static void one_json(const said *l, uint64_t number, hc_jw *w)
{
    char at[40];
    hc_time_rfc3339(l->t_us, true, at);
    hc_jw_obj(w);
    hc_jw_ki64(w, "case", (int64_t)number);
    hc_jw_kstr(w, "rater", l->label.rater);
    hc_jw_kstr(w, "question", l->label.question);
    hc_jw_key(w, "value");
    if (l->label.value.p)
        hc_jw_str(w, l->label.value);
    else
        hc_jw_null(w);
    hc_jw_kstr(w, "note", l->note);
    hc_jw_kc(w, "at", at);
    hc_jw_end(w);
}

static void all_json(const standing *s, uint64_t number, hc_jw *w)
{
    hc_jw_arr(w);
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].label.value.p)
            one_json(&s->v[i], number ? number : s->v[i].at + 1, w);
    hc_jw_end(w);
}

hc_code hc_labelled_case(hc_recorded *r, const hc_row *row, uint64_t number, hc_jw *w, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    standing s = {.r = r, .rater = HC_S(""), .a = a};
    hc_addr any = row->addr;
    any.redo = UINT32_MAX;
    HC_TRY(collect(&s, &any, err));
    all_json(&s, number, w);
    return HC_OK;
}

hc_code hc_labelled_all(hc_recorded *r, const hc_rows *rows, hc_str rater, hc_jw *w, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    standing s = {.r = r, .rows = rows, .rater = rater, .a = a};
    HC_TRY(collect(&s, NULL, err));
    all_json(&s, 0, w);
    return HC_OK;
}

hc_code hc_labelled_count(hc_recorded *r, const hc_rows *rows, uint32_t *counts, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    standing s = {.r = r, .rows = rows, .rater = HC_S(""), .a = a};
    HC_TRY(collect(&s, NULL, err));
    for (size_t i = 0; i < s.n; i++)
        counts[s.v[i].at] += s.v[i].label.value.p != NULL;
    return HC_OK;
}

/* ---- writing ----------------------------------------------------------------------------------------------- */

/* A name that tables and terminals can show as it is. */
static bool is_name(hc_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F)
            return false;
    return s.n && s.n <= NAME_MAX_BYTES && hc_utf8_valid(s) && s.p[0] != ' ' && s.p[s.n - 1] != ' ';
}

hc_code hc_labelled_read(hc_arena *a, hc_str json, hc_labelled_wish *out, hc_err *err)
{
    static const char *const keys[] = {"case", "value", "note", "rater", "question", "undo"};
    hc_json *j;
    HC_TRY(hc_json_parse(a, json, "label", &j, err));
    if (j->type != HC_JSON_OBJ)
        return hc_fail(err, HC_E_INPUT, "E-WEB-20", "a label is a JSON object", "라벨은 JSON 객체여야 함");
    HC_TRY(hc_json_check_keys(j, "label", keys, HC_LEN(keys), err));
    int64_t number = hc_json_int(j, "case", 0);
    bool undo = hc_json_bool(j, "undo", false);
    hc_str value = hc_json_str(j, "value", HC_S(""));
    *out = (hc_labelled_wish){.number = number > 0 ? (uint64_t)number : 0, .rater = hc_json_str(j, "rater", HC_S("")),
                              .question = hc_json_str(j, "question", HC_S("verdict")), .value = value,
                              .note = hc_json_str(j, "note", HC_S(""))};
    if (!is_name(out->rater) || !is_name(out->question))
        return hc_fail(err, HC_E_INPUT, "E-WEB-21", "a label needs \"rater\": the name of who judges, at most %d bytes in one line",
                       "라벨에는 판정하는 사람의 이름(\"rater\")이 필요함: 한 줄, %d바이트 이하", NAME_MAX_BYTES);
    /* Imports write what their source said under this name, and graders believe it. */
    if (hc_str_is(out->rater, "source"))
        return hc_fail(err, HC_E_INPUT, "E-WEB-22", "the rater \"source\" stands for imported records; choose another name",
                       "평가자 이름 \"source\"는 가져온 기록에 쓰임; 다른 이름을 고르십시오");
    if (undo == (value.n > 0) || (value.n && !is_name(value)))
        return hc_fail(err, HC_E_INPUT, "E-WEB-23", "a label needs either \"value\" (one line, at most %d bytes) or \"undo\": true",
                       "라벨에는 \"value\" 또는 \"undo\": true 가운데 하나가 필요함(값은 한 줄, %d바이트 이하)", NAME_MAX_BYTES);
    if (out->note.n > NOTE_MAX_BYTES || !hc_utf8_valid(out->note))
        return hc_fail(err, HC_E_INPUT, "E-WEB-24", "the note is longer than %d bytes or no UTF-8", "메모가 %d바이트보다 길거나 UTF-8이 아님",
                       NOTE_MAX_BYTES);
    if (undo)
        out->value = (hc_str){NULL, 0};
    return HC_OK;
}

/* The entry that the label is about: the newest final reply of the conversation, or the imported record. */
typedef struct judged { char log[17]; uint64_t seq; uint32_t redo; bool found; } judged;

static hc_code find_judged(void *ctx, const hc_record *r, hc_err *err)
{
    judged *j = ctx;
    (void)err;
    bool reply = r->type == HC_ENT_REPLY && r->final && hc_str_is(r->addr.strand, "0");
    if ((reply || r->type == HC_ENT_IMPORT) && r->addr.redo >= j->redo) {
        memcpy(j->log, r->log, sizeof j->log);
        j->seq = r->seq;
        j->redo = r->addr.redo;
        j->found = true;
    }
    return HC_OK;
}

static hc_code append(hc_recorded *r, const hc_labelled_wish *wish, hc_arena *a, hc_err *err)
{
    HC_AUTO(hc_buf) body = {0};
    hc_rows rows;
    hc_row row;
    judged about = {0};
    HC_TRY(hc_recorded_rows(r, NULL, false, &rows, err));
    if (!wish->number || wish->number > rows.n)
        return hc_fail(err, HC_E_NOTFOUND, "E-WEB-10", "this run has cases 1 to %zu, and no case %llu",
                       "이 실행의 사례는 1번부터 %zu번까지이며 %llu번은 없음", rows.n, (unsigned long long)wish->number);
    hc_rows_get(&rows, wish->number - 1, a, &row);
    hc_addr any = row.addr;
    any.redo = UINT32_MAX;
    HC_TRY(hc_ledger_each(r->ledger, HC_ENT_COUNT, &any, find_judged, &about, err));
    if (!about.found && !(row.state != HC_ST_OPEN && hc_item_given(row.item)))
        return hc_fail(err, HC_E_INPUT, "E-WEB-25", "case %llu has no reply that could be judged", "%llu번 사례에는 판정할 응답이 없음",
                       (unsigned long long)wish->number);
    hc_buf_init(&body, SIZE_MAX);
    hc_label_write(&(hc_label){wish->rater, wish->question, wish->value}, wish->note, &body);
    hc_str text = hc_buf_view(&body);
    const hc_body_in field = {"label", &text, 1};
    hc_entry e = {.type = HC_ENT_LABEL, .addr = row.addr, .bodies = &field, .n_bodies = 1, .of = HC_S("")};
    if (about.found)
        e.of = hc_fmt(a, "%s:%llu", about.log, (unsigned long long)about.seq);
    e.addr.strand = HC_S("0");
    hc_ledger_append(r->ledger, &e, 1);
    return hc_ledger_sync(r->ledger, err);
}

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * HC_US_PER_S + t.tv_nsec / 1000;
}

hc_code hc_labelled_put(const char *path, const hc_labelled_wish *wish, hc_jw *w, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_recorded r;
    hc_code code = hc_recorded_open(path, HC_OPEN_RESUME, NULL, &r, err);
    if (code != HC_OK) {
        hc_err_hint(err, "labels are written into the run: it must not be played by another process, and its file and key file must be "
                    "writable here", "라벨은 실행 파일에 기록됨: 다른 프로세스가 진행 중이면 안 되고, 실행 파일과 키 파일에 쓸 수 있어야 함");
        if (err)
            err->code = HC_E_HELD;
        return HC_E_HELD;
    }
    code = append(&r, wish, a, err);
    code = hc_recorded_close(&r, code, err);
    if (code == HC_OK)
        one_json(&(said){{wish->rater, wish->question, wish->value}, wish->note, now_us(), 0}, wish->number, w);
    return code;
}
