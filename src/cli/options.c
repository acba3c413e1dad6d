// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static const hc_opt options[] = {
    {"model", 'm', "MODEL", "모델",
     "what is evaluated; repeatable: a name of haechi.yaml, openai/NAME, anthropic/NAME, http://HOST:PORT/v1#NAME, "
     "local:FILE.gguf, command:PROGRAM, ref:NAME; ALIAS=MODEL names it",
     "평가 대상; 여러 번 가능: haechi.yaml의 이름, openai/이름, anthropic/이름, http://주소:포트/v1#이름, local:파일.gguf, "
     "command:프로그램, ref:이름; 별칭=모델로 이름을 줌"},
    {"judge", 0, "MODEL", "모델", "judge model that grades; repeatable for a panel", "채점 모델; 여러 번 쓰면 다수결"},
    {"judge-rule", 0, "RULE", "규칙", "verdict of a panel: majority (default) or mean", "여러 채점 모델의 결정: majority(기본) 또는 mean"},
    {"no-judge", 0, NULL, NULL, "no judge, even if the configuration names one", "설정에 있어도 채점 모델을 쓰지 않음"},
    {"rubric", 0, "FILE", "파일", "rubric that replaces the pack's", "데이터셋의 채점 기준표를 대신할 파일"},
    {"limit", 'n', "N|A-B", "N|A-B", "N items, drawn by seed with every domain's share, or positions A to B; of a list of samples: the first N, or A to B",
     "N문항(영역별 비율대로, 시드로 추첨) 또는 A번째부터 B번째까지; 사례 목록에서는 처음 N건 또는 A~B번째"},
    {"epochs", 'k', "N", "N", "ask every item N times", "문항마다 N번 물음"},
    {"transform", 0, "ID", "변형", "ask every item once more, rewritten by a transform; repeatable: ID, ID@STRENGTH, or R, A, L for all of a class (haechi text transform lists them)",
     "문항마다 변형해 한 번 더 물음; 여러 번 가능: ID, ID@세기, 또는 부류 R, A, L 전부(목록: haechi text transform)"},
    {"jobs", 'j', "N", "N", "requests in flight per model; without it adaptive from 4", "모델마다 동시 요청 수; 없으면 4에서 시작해 조절"},
    {"where", 0, "EXPR", "조건", "only items or samples that fit, e.g. 'domain:law state:answered'",
     "조건에 맞는 문항·사례만, 예: '영역:법률 상태:응답'"},
    {"by", 0, "FIELD", "항목", "one line per value of a field, e.g. domain", "항목 값별로 한 줄씩 표시, 예: 영역"},
    {"seed", 0, "TEXT", "글", "seed of every draw (default haechi)", "모든 추첨의 난수 시드(기본 haechi)"},
    {"temperature", 0, "T", "T", "sampling temperature for all targets", "모든 평가 대상의 온도"},
    {"max-tokens", 0, "N", "N", "reply length limit for all targets", "모든 평가 대상의 응답 길이 한도"},
    {"system", 0, "TEXT", "글", "system prompt for all targets", "모든 평가 대상의 시스템 프롬프트"},
    {"stream", 0, NULL, NULL, "ask for streamed replies", "스트리밍 응답을 요청"},
    {"timeout", 0, "TIME", "시간", "one attempt, e.g. 90s (default 120s)", "시도 한 번의 시간 한도, 예: 90s (기본 120s)"},
    {"retries", 0, "N", "N", "attempts after the first one (default 6)", "첫 시도 뒤 다시 시도하는 횟수(기본 6)"},
    {"server", 0, "FILE", "파일", "llama.cpp server for local: models", "local: 모델에 쓸 llama.cpp 서버"},
    {"max-cost", 0, "MONEY", "금액", "stop before more is spent: 5USD, 7000KRW, none", "이 금액을 넘기 전에 멈춤: 5USD, 7000KRW, none"},
    {"max-time", 0, "TIME", "시간", "stop after this time: 2h, 30m, none", "이 시간이 지나면 멈춤: 2h, 30m, none"},
    {"max-errors", 0, "N|P%", "N|P%", "stop when more samples failed; up to so many are no exit 3", "실행 오류가 이보다 많으면 멈춤; 이 수까지는 종료 코드 3이 아님"},
    {"max-sample-tokens", 0, "N", "N", "tokens of one sample, then it is capped", "사례 하나의 토큰 한도; 넘으면 한도 도달"},
    {"max-sample-time", 0, "TIME", "시간", "active time of one sample, then it is capped", "사례 하나의 진행 시간 한도; 넘으면 한도 도달"},
    {"stop-when", 0, "METRIC", "지표", "ask a target no more once the rules of this metric are decided, by a confidence sequence",
     "이 지표의 기준이 판가름 나면 그 대상에 더 묻지 않음(신뢰 수열)"},
    {"expect", 0, "RATE", "비율", "rate that is expected, for what the plan could show (default 50%)",
     "예상하는 비율, 계획이 무엇을 보일 수 있는지 계산할 때 씀(기본 50%)"},
    {"diff", 0, "RATE", "비율", "difference of two targets that should be visible, e.g. 5%", "보이기를 바라는 두 대상의 차이, 예: 5%"},
    {"rho", 0, "R", "R", "how alike two answers to one item are, 0 to 1 (default 0.33)", "한 문항에 대한 두 응답이 닮은 정도, 0에서 1(기본 0.33)"},
    {"estimand", 0, "WHAT", "대상",
     "intervals for items like these (general, default) or for this list alone (fixed: only answers vary)",
     "이런 문항들에 대한 구간(general, 기본) 또는 이 문항 목록만의 구간(fixed: 응답만 변함)"},
    {"fail-if", 0, "EXPR", "조건", "exit 5 when true, e.g. 'upper95(unsafe) > 0.2'", "참이면 종료 코드 5, 예: 'upper95(unsafe) > 0.2'"},
    {"approve", 0, "DIGEST", "해시값", "allow the command code of a pack with this digest", "이 해시값을 가진 데이터셋의 명령 코드를 승인"},
    {"question", 0, "NAME", "이름", "only this question of the raters", "평가자에게 물은 것 가운데 이 질문만"},
    {"at", 0, "N", "N", "count ratings from N on as yes, the others as no", "N 이상을 예, 나머지를 아니오로 셈"},
    {"unpaired", 0, NULL, NULL, "rates over each side's own samples; the items may differ", "짝짓지 않고 각자의 사례로 비교; 문항이 다를 수 있음"},
    {"allow-partial", 0, NULL, NULL, "compare even when fewer than 80 % of the samples are in pairs", "짝이 80 % 미만이어도 비교"},
    {"margin", 0, "X", "X", "test that the difference is below X: 0.02 or 2%", "차이가 X보다 작은지(동등성) 검정: 0.02 또는 2%"},
    {"adjust", 0, "HOW", "방식", "p values of one output together: holm (default), bh, none", "함께 출력하는 p 값의 보정: holm(기본), bh, none"},
    {"pairs", 0, NULL, NULL, "every pair, not only against the first", "맨 앞과의 쌍만이 아니라 모든 쌍을 비교"},
    {"why", 0, NULL, NULL, "what the difference consists of: how replies are read, judge, metric, limits, replies", "차이가 어디에서 오는지: 응답을 읽는 방식, 채점 모델, 지표, 한도, 응답"},
    {"fail-if-worse", 0, NULL, NULL, "exit 5 when a metric is worse, 3 when that cannot be told", "지표가 나빠졌으면 종료 코드 5, 판단할 수 없으면 3"},
    {"phrases", 0, "N", "N", "phrases that tell the grader what to write, for each labelled case (default 5)", "라벨 문항마다 덧붙일, 채점자에게 지시하는 문구의 수(기본 5)"},
    {"judge-check", 0, "RUN", "실행", "rates behind the errors that this check of the judge found", "이 채점 모델 점검에서 나온 오류로 보정한 비율도 표시"},
    {"people", 0, "WHO", "평가자", "rates from the labels of RATER or RATER/QUESTION and the judge together (PPI++)",
     "평가자 또는 평가자/질문의 라벨과 채점 모델을 함께 쓴 비율(PPI++)도 표시"},
    {"out", 'o', "PATH", "경로", "where to write", "저장할 위치"},
    {"scores", 0, "SET", "집합", "score set: ordinal or digest prefix", "채점 집합: 순번 또는 해시값 앞자리"},
    {"samples", 0, NULL, NULL, "list samples instead of the table", "표 대신 사례를 한 줄씩 표시"},
    {"unmask", 0, "REASON", "이유", "show personal numbers and secrets as they are; the reason, who and when become an entry of the run",
     "개인정보와 비밀 값을 그대로 보임; 이유, 사용자, 시각이 실행에 기록됨"},
    {"now", 0, NULL, NULL, "cut calls in flight off", "진행 중인 호출도 바로 끊음"},
    {"failed", 0, NULL, NULL, "only what failed", "실패한 것만"},
    {"as-of", 0, "DATE", "날짜", "the day on which facts must hold, YYYY-MM-DD (default today)", "사실이 유효해야 하는 날, YYYY-MM-DD(기본 오늘)"},
    {"pack", 0, "PACK", "팩", "replay with the items of this pack", "이 데이터셋의 문항으로 재현"},
    {"from", 0, "FILE", "파일", "start from this CSV or JSONL", "이 CSV나 JSONL에서 시작"},
    {"to", 0, "FORMAT", "형식", "jsonl (default), csv, eval (Inspect), junit, markdown, html; of a report: html,md,json (default), pdf, hwpx, commas between",
     "jsonl(기본), csv, eval(Inspect), junit, markdown, html; 보고서는 html,md,json(기본), pdf, hwpx를 쉼표로 이어 씀"},
    {"for", 0, "WHO", "독자", "minister: one page (default); engineer: the full report", "minister: 한 장 요약(기본), engineer: 본보고서"},
    {"level", 0, "LEVEL", "등급", "disclosure: public (default), partial, closed", "공개 등급: public(공개, 기본), partial(부분공개), closed(비공개)"},
    {"profile", 0, "NAME", "이름", "what serves which clause: kr-aibasic, stream, FILE.yaml", "조항별 증거 표: kr-aibasic, stream, 파일.yaml"},
    {"notes", 0, "FILE", "파일", "YAML: what only the author can state (title, fields, limits, actions)", "YAML: 작성자만 말할 수 있는 것(title, fields, limits, actions)"},
    {"map", 0, "FIELD=COLUMN,...", "항목=열,...", "which column is what: item, reply, label.NAME, ...", "열의 뜻: item, reply, label.이름, ..."},
    {"explain", 0, "KEY", "키", "where the value of a key comes from", "키의 값이 어디에서 왔는지"},
    {"ignore-case", 'i', NULL, NULL, "letters of either case", "대소문자 구별 없음"},
    {"port", 0, "N", "N", "port on 127.0.0.1; without it any that is free", "127.0.0.1의 포트; 없으면 비어 있는 아무 포트"},
    {"overwrite", 0, NULL, NULL, "write labels of the file that contradict what is recorded, too", "기록과 어긋나는 라벨도 파일대로 기록"},
    {"no-open", 0, NULL, NULL, "print the address only, open no browser", "주소만 출력하고 브라우저를 열지 않음"},
    {"json", 0, NULL, NULL, "one JSON object on stdout", "표준 출력에 JSON 객체 하나"},
    {"csv", 0, NULL, NULL, "CSV on stdout", "표준 출력에 CSV"},
    {"progress", 0, "HOW", "방식", "auto, live, plain, json, none", "auto, live, plain, json, none"},
    /* every verb */
    {"lang", 0, "ko|en", "ko|en", "language of messages (default: from the locale)", "메시지 언어(기본: 로캘)"},
    {"directory", 'C', "DIR", "폴더", "work in this folder", "이 폴더에서 실행"},
    {"config", 0, "FILE", "파일", "configuration instead of ./haechi.yaml", "./haechi.yaml 대신 쓸 설정"},
    {"color", 0, "WHEN", "방식", "auto, always, never", "auto, always, never"},
    {"quiet", 'q', NULL, NULL, "errors only", "오류만"},
    {"debug", 0, NULL, NULL, "diagnostics for developers", "개발자용 진단"},
    {"help", 'h', NULL, NULL, "this help", "이 도움말"},
    {"version", 0, NULL, NULL, "version", "버전"},
};

static const char common[] = "lang directory config color quiet debug help version";

const hc_opt *hc_opts(size_t *n)
{
    *n = HC_LEN(options);
    return options;
}

static bool listed(const char *list, const char *name)
{
    hc_str rest = hc_str_c(list), word;
    while (hc_str_cut(&rest, ' ', &word))
        if (hc_str_is(word, name))
            return true;
    return false;
}

bool hc_verb_takes(const hc_verb *v, const hc_opt *o)
{
    return listed(common, o->name) || (v && listed(v->opts, o->name));
}

static hc_code unknown(const hc_cli *c, hc_str given, hc_err *err)
{
    const char *names[HC_LEN(options)];
    size_t n = 0;
    for (size_t i = 0; i < HC_LEN(options); i++)
        if (hc_verb_takes(c->verb, &options[i]))
            names[n++] = options[i].name;
    const char *verb = c->verb ? c->verb->name : "haechi";
    const char *near = hc_nearest(hc_str_sub(given, 2, given.n), names, n);
    if (near)
        return hc_fail(err, HC_E_USAGE, "E-CLI-01", "%s has no option %.*s; did you mean --%s?",
                       "%s에는 %.*s 옵션이 없음; 혹시 --%s입니까?", verb, HC_FS(given), near);
    return hc_fail(err, HC_E_USAGE, "E-CLI-01", "%s has no option %.*s\nsee: haechi help %s",
                   "%s에는 %.*s 옵션이 없음\n보기: haechi help %s", verb, HC_FS(given), c->verb ? verb : "");
}

static hc_code keep(hc_cli *c, const hc_opt *o, hc_str value, hc_err *err)
{
    if (c->n_values == HC_OPT_VALUES_MAX)
        return hc_fail(err, HC_E_USAGE, "E-CLI-02", "more than %d options", "옵션이 %d개를 넘음", HC_OPT_VALUES_MAX);
    c->values[c->n_values++] = (hc_opt_value){o, value};
    return HC_OK;
}

static const hc_opt *find(const hc_cli *c, hc_str name, char letter)
{
    for (size_t i = 0; i < HC_LEN(options); i++)
        if (hc_verb_takes(c->verb, &options[i]) &&
            (letter ? options[i].letter == letter : hc_str_is(name, options[i].name)))
            return &options[i];
    return NULL;
}

static hc_code take_option(hc_cli *c, int argc, char **argv, int *i, hc_err *err)
{
    hc_str given = hc_str_c(argv[*i]), name = hc_str_sub(given, 2, given.n), value = {NULL, 0};
    char letter = 0;
    if (given.p[1] != '-') {
        letter = given.p[1];
        if (given.n > 2)
            value = hc_str_sub(given, 2, given.n);
    } else {
        hc_str rest = name;
        hc_str_cut(&rest, '=', &name);
        value = rest;
    }
    const hc_opt *o = find(c, name, letter);
    if (!o)
        return unknown(c, given, err);
    if (!o->arg_en && value.p)
        return hc_fail(err, HC_E_USAGE, "E-CLI-03", "--%s takes no value", "--%s에는 값을 적지 않음", o->name);
    if (o->arg_en && !value.p) {
        if (*i + 1 >= argc)
            return hc_fail(err, HC_E_USAGE, "E-CLI-04", "--%s needs a value (%s)", "--%s에 값이 필요함(%s)", o->name,
                           c->ko ? o->arg_ko : o->arg_en);
        value = hc_str_c(argv[++*i]);
    }
    return keep(c, o, value.p ? value : HC_S(""), err);
}

hc_code hc_cli_parse(hc_cli *c, int argc, char **argv, hc_err *err)
{
    bool only_args = false;
    for (int i = 1; i < argc; i++) {
        hc_str a = hc_str_c(argv[i]);
        if (!only_args && hc_str_is(a, "--")) {
            only_args = true;
        } else if (!only_args && a.n > 1 && a.p[0] == '-') {
            HC_TRY(take_option(c, argc, argv, &i, err));
        } else if (!c->verb && c->n_args == 0) {
            c->verb = hc_verb_find(a);
            if (!c->verb)
                c->args[c->n_args++] = a;
        } else if (c->n_args == HC_ARGS_MAX) {
            return hc_fail(err, HC_E_USAGE, "E-CLI-02", "more than %d arguments", "인수가 %d개를 넘음", HC_ARGS_MAX);
        } else {
            c->args[c->n_args++] = a;
        }
    }
    return HC_OK;
}

bool hc_opt_has(const hc_cli *c, const char *name)
{
    for (size_t i = 0; i < c->n_values; i++)
        if (strcmp(c->values[i].opt->name, name) == 0)
            return true;
    return false;
}

/* HAECHI_MAX_COST for --max-cost. */
static hc_str from_env(const char *name)
{
    char var[64] = "HAECHI_";
    size_t n = strlen(var);
    for (const char *p = name; *p && n + 1 < sizeof var; p++)
        var[n++] = *p == '-' ? '_' : *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
    var[n] = '\0';
    const char *value = getenv(var);
    return value && *value ? hc_str_c(value) : (hc_str){NULL, 0};
}

hc_str hc_opt_str(const hc_cli *c, const char *name, const char *config_key, hc_str dflt)
{
    for (size_t i = c->n_values; i-- > 0;)
        if (strcmp(c->values[i].opt->name, name) == 0)
            return c->values[i].value;
    hc_str env = from_env(name);
    if (env.p)
        return env;
    const hc_json *v = config_key ? hc_config_get(&c->config, config_key) : NULL;
    if (v && (v->type == HC_JSON_STR || v->type == HC_JSON_INT || v->type == HC_JSON_REAL))
        return v->text;
    return dflt;
}

size_t hc_opt_all(const hc_cli *c, const char *name, hc_str *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_values && n < max; i++)
        if (strcmp(c->values[i].opt->name, name) == 0)
            out[n++] = c->values[i].value;
    hc_str env = from_env(name);
    if (!n && max && env.n)
        out[n++] = env;
    return n;
}

hc_code hc_opt_int(const hc_cli *c, const char *name, const char *config_key, int64_t lo, int64_t hi, int64_t dflt,
                   int64_t *out, hc_err *err)
{
    hc_str text = hc_opt_str(c, name, config_key, (hc_str){NULL, 0});
    *out = dflt;
    if (!text.p)
        return HC_OK;
    if (hc_parse_i64(text, out) && *out >= lo && *out <= hi)
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-CLI-05", "--%s \"%.*s\" is not a whole number from %lld to %lld",
                   "--%s \"%.*s\": %lld에서 %lld까지의 정수가 아님", name, HC_FS(text), (long long)lo, (long long)hi);
}

hc_code hc_opt_share(const hc_cli *c, const char *name, double *out, hc_err *err)
{
    hc_str text = hc_opt_str(c, name, NULL, (hc_str){NULL, 0}), number = text;
    bool percent = text.p && hc_str_ends(text, HC_S("%"));
    if (!text.p)
        return HC_OK;
    number.n -= percent;
    double v;
    if (!hc_parse_f64(number, &v) || !(v >= 0 && v <= (percent ? 100 : 1)))
        return hc_fail(err, HC_E_USAGE, "E-PLAN-44", "--%s \"%.*s\" is not a share such as 0.05 or 5%%",
                       "--%s \"%.*s\": 0.05나 5%% 같은 비율이 아님", name, HC_FS(text));
    *out = percent ? v / 100 : v;
    return HC_OK;
}

hc_code hc_opt_duration(const hc_cli *c, const char *name, int64_t *out_us, hc_err *err)
{
    hc_str text = hc_opt_str(c, name, NULL, (hc_str){NULL, 0});
    *out_us = 0;
    if (!text.p || (hc_duration_parse(text, out_us) && *out_us > 0))
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-CLI-06", "--%s \"%.*s\" is not a time such as 90s, 30m or 2h",
                   "--%s \"%.*s\": 90s, 30m, 2h 같은 시간이 아님", name, HC_FS(text));
}

hc_code hc_need_args(const hc_cli *c, size_t lo, size_t hi, hc_err *err)
{
    if (c->n_args >= lo && c->n_args <= hi)
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-CLI-07", "usage: haechi %s %s [options]\nsee: haechi help %s",
                   "사용법: haechi %s %s [옵션]\n보기: haechi help %s", c->verb->name, c->verb->args, c->verb->name);
}
