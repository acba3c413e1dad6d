// SPDX-License-Identifier: Apache-2.0
#include "interop/import_int.h"

#include <stdlib.h>

#include "io/file.h"
#include "text/display.h"
#include "text/encoding.h"

const hc_importer hc_importers[] = {
    {"agentdojo", "AgentDojo: recorded runs as JSON lines, plain or gzip", "AgentDojo: 실행 기록 JSONL(gzip 가능)", hc_import_agentdojo},
    {"csv", "a table with a row for each reply; --map says which column is what", "응답마다 한 행인 표; 열의 뜻은 --map으로", hc_import_csv},
    {"escalaition", "EscalAItion: actions, published daily scores and classes of actions as CSV, plain or gzip",
     "EscalAItion: 행동, 날짜별 공개 점수, 행동 분류 CSV(gzip 가능)", hc_import_escalaition},
    {"inspect", "Inspect AI: logs as .eval or .json", "Inspect AI: 로그(.eval, .json)", hc_import_eval},
    {"ko-mcq", "Korean multiple choice: CSV files BENCH__MODEL.csv with answer, pred and response",
     "한국어 선다형: answer, pred, response 열이 있는 BENCH__MODEL.csv 파일", hc_import_ko_mcq},
    {"kobbq", "KoBBQ: predictions as TSV with pred_abc, and KoBBQ_test_samples.tsv",
     "KoBBQ: pred_abc 열이 있는 예측 TSV와 KoBBQ_test_samples.tsv", hc_import_kobbq},
    {"lm-eval", "lm-evaluation-harness: MODEL/samples_TASK_DATE.jsonl", "lm-evaluation-harness: 모델/samples_과제_날짜.jsonl", hc_import_lm_eval},
    {"odcv", "ODCV-Bench: scores_JUDGE.csv, scores_final_median.csv, self_scores_MODEL.csv, and traces as JSON lines",
     "ODCV-Bench: scores_JUDGE.csv, scores_final_median.csv, self_scores_MODEL.csv, 실행 기록 JSONL", hc_import_odcv},
    {"rtplx", "RTP-LX: human labels as TSV (locale, index, CATEGORY_RATER)", "RTP-LX: 사람 판정 TSV(locale, index, 범주_평가자)", hc_import_rtplx},
    {"square", "SQuARe: JSON with raw_annotations", "SQuARe: raw_annotations가 있는 JSON", hc_import_square},
    {"taubench", "tau-bench: recorded trials as JSON lines MODEL-DOMAIN.jsonl, plain or gzip",
     "tau-bench: 시도 기록 JSONL MODEL-DOMAIN.jsonl(gzip 가능)", hc_import_taubench},
};
const size_t hc_importers_n = HC_LEN(hc_importers);

hc_code hc_importer_find(hc_str id, const hc_importer **out, hc_err *err)
{
    const char *names[HC_LEN(hc_importers)];
    HC_AUTO(hc_buf) list;
    hc_buf_init(&list, 1000);
    for (size_t i = 0; i < hc_importers_n; i++) {
        names[i] = hc_importers[i].id;
        hc_buf_fmt(&list, " %s", names[i]);
        if (hc_str_is(id, names[i])) {
            *out = &hc_importers[i];
            return HC_OK;
        }
    }
    hc_fail(err, HC_E_USAGE, "E-IMPORT-01", "no format is called \"%.*s\"; formats:%.*s",
            "\"%.*s\"{이라/라}는 형식이 없음; 쓸 수 있는 형식:%.*s", HC_FS(id), HC_FS(hc_buf_view(&list)));
    const char *near = hc_nearest(id, names, HC_LEN(names));
    if (near)
        hc_err_hint(err, "did you mean %s?", "혹시 %s입니까?", near);
    return HC_E_USAGE;
}

static hc_code expand(hc_arena *a, hc_str path, hc_str **list, size_t *n, size_t *cap, hc_err *err)
{
    hc_dir_file *files;
    size_t n_files;
    if (!hc_dir_exists(hc_cstr(a, path))) {
        HC_GROW(a, *list, *n, *cap);
        (*list)[(*n)++] = path;
        return HC_OK;
    }
    HC_TRY(hc_dir_list(a, hc_cstr(a, path), 100000, &files, &n_files, err));
    for (size_t i = 0; i < n_files; i++) {
        HC_GROW(a, *list, *n, *cap);
        (*list)[(*n)++] = hc_path_join(a, path, files[i].path);
    }
    return HC_OK;
}

hc_code hc_import_open(hc_arena *a, const hc_importer *im, const hc_str *paths, size_t n, hc_str map, hc_foreign **out, hc_err *err)
{
    hc_str *list = NULL;
    size_t n_list = 0, cap = 0;
    hc_foreign *f = HC_NEW(a, hc_foreign);
    *f = (hc_foreign){.arena = a, .epochs = 1, .map = map};
    if (map.n && im->open != hc_import_csv)
        return hc_fail(err, HC_E_USAGE, "E-IMPORT-80", "%s has columns of its own; --map goes with csv", "%s 형식은 열이 정해져 있음; --map은 csv에만 씀",
                       im->id);
    for (size_t i = 0; i < n; i++)
        HC_TRY(expand(a, paths[i], &list, &n_list, &cap, err));
    HC_TRY(im->open(f, list, n_list, err));
    if (!f->n_items || !f->n_targets)
        return hc_fail(err, HC_E_INPUT, "E-IMPORT-02", "no record could be read from %.*s as %s",
                       "%.*s에서 %s 기록을 하나도 읽지 못함", HC_FS(n ? paths[0] : HC_S("-")), im->id);
    *out = f;
    return HC_OK;
}

hc_str hc_import_alias(hc_arena *a, hc_str name)
{
    enum { ALIAS_MAX = 100 };
    char *alias = hc_alloc(a, ALIAS_MAX);
    size_t n = name.n < ALIAS_MAX ? name.n : ALIAS_MAX;
    for (size_t i = 0; i < n; i++) {
        char c = name.p[i];
        bool upper = c >= 'A' && c <= 'Z';
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        alias[i] = upper ? (char)(c | 32) : plain ? c : '-';
    }
    if (n && (alias[0] == '.' || alias[0] == '-'))
        alias[0] = '_';
    return n ? (hc_str){alias, n} : HC_S("model");
}

bool hc_import_id_ok(hc_arena *a, hc_str id)
{
    enum { ID_BYTES_MAX = 200 };
    return id.n && id.n <= ID_BYTES_MAX && hc_str_eq(hc_display_safe(a, id, false), id) && hc_str_trim(id).n == id.n;
}

hc_code hc_import_text(hc_arena *a, hc_str path, hc_str *out, hc_err *err)
{
    const char *name = hc_cstr(a, path);
    hc_encoding encoding;
    hc_str bytes;
    HC_TRY(hc_file_read(a, name, HC_FILE_BYTES_MAX, &bytes, err));
    return hc_decode_file(a, bytes, name, out, &encoding, err);
}

hc_transcript hc_import_exchange(hc_arena *a, hc_str question, hc_reply_code code, hc_str text)
{
    hc_chat chat = {0};
    hc_reply *reply = HC_NEW(a, hc_reply);
    hc_exchange *x = HC_NEW(a, hc_exchange);
    hc_chat_add(a, &chat, HC_ROLE_USER, question);
    *reply = (hc_reply){.code = code, .text = text, .retry_after_ms = -1};
    *x = (hc_exchange){chat.msgs, chat.n_msgs, reply};
    return (hc_transcript){x, 1};
}

static int by_rater(const void *x, const void *y)
{
    const hc_label *a = x, *b = y;
    int order = hc_str_cmp(a->rater, b->rater);
    order = order ? order : hc_str_cmp(a->question, b->question);
    return order ? order : hc_str_cmp(a->value, b->value);
}

void hc_import_by_rater(hc_label *l, size_t n)
{
    if (n)
        qsort(l, n, sizeof *l, by_rater);
}

int hc_import_column(const hc_str *header, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_is(header[i], name))
            return (int)i;
    return -1;
}
