// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <stdarg.h>
#include <string.h>

#include "korean/josa.h"
#include "korean/pii.h"
#include "text/display.h"

void hc_say(const hc_cli *c, FILE *to, const char *en, const char *ko, ...)
{
    HC_AUTO(hc_buf) b;
    va_list ap;
    hc_buf_init(&b, SIZE_MAX);
    va_start(ap, ko);
    hc_buf_vfmt(&b, c->ko ? ko : en, ap);
    va_end(ap);
    hc_str text = hc_buf_view(&b);
    if (c->kept_out)
        return;              /* JSON only */
    if (c->ko)
        text = hc_josa(c->arena, text);
    if (to == stderr)
        fflush(stdout);      /* the two stay in order where they go to one place */
    if (text.n)
        fwrite(text.p, 1, text.n, to);
}

int hc_exit_of(hc_code code)
{
    switch (code) {
    case HC_OK: return HC_EXIT_OK;
    case HC_E_USAGE: case HC_E_INPUT: case HC_E_SYNTAX: case HC_E_NOTFOUND: case HC_E_HELD: case HC_E_UNSUPPORTED:
        return HC_EXIT_USAGE;
    case HC_E_AUTH: return HC_EXIT_AUTH;
    case HC_E_LIMIT: return HC_EXIT_CAP;
    case HC_E_CORRUPT: case HC_E_DIVERGED: return HC_EXIT_INTEGRITY;
    case HC_E_NET: case HC_E_TIMEOUT: return HC_EXIT_NET;
    case HC_E_IO: return HC_EXIT_IO;
    case HC_E_CANCELLED: return HC_EXIT_INT;
    case HC_E_MISSING: case HC_E_BUG: return HC_EXIT_BUG;
    }
    return HC_EXIT_BUG;
}

int hc_complain(const hc_cli *c, const hc_err *err)
{
    if (c->kept_err) {
        *c->kept_err = *err;
        return hc_exit_of(err->code);
    }
    hc_str text = hc_str_c(c->ko ? err->ko : err->en), line;
    const char *on = c->colour_err ? "\033[31m" : "", *off = c->colour_err ? "\033[0m" : "";
    if (c->ko)
        text = hc_josa(c->arena, text);
    fflush(stdout);
    text = hc_display_safe(c->arena, hc_pii_mask(c->arena, text), true); /* it may quote a server or a file */
    fprintf(stderr, "%s%s%s%s%s  ", on, c->ko ? "오류" : "error", err->id[0] ? " " : "", err->id, off);
    for (bool first = true; hc_str_cut(&text, '\n', &line); first = false)
        fprintf(stderr, "%s%.*s\n", first ? "" : "  ", HC_FS(line));
    return hc_exit_of(err->code);
}

int hc_complain_of_run(const hc_cli *c, hc_err *err, const char *path)
{
    if (err->code == HC_E_IO && !strstr(err->en, "haechi resume"))
        hc_err_hint(err, "what was recorded is safe: free some space or mend the disk, then `haechi resume %s`",
                    "기록된 내용은 안전합니다. 공간을 확보하거나 디스크를 고친 뒤 `haechi resume %s`{을/를} 실행하십시오", path);
    return hc_complain(c, err);
}

void hc_out(hc_str bytes)
{
    if (bytes.n)
        fwrite(bytes.p, 1, bytes.n, stdout);
}

void hc_out_json(const hc_cli *c, hc_str json)
{
    if (c->kept_out) {
        hc_buf_str(c->kept_out, json);
        hc_buf_ch(c->kept_out, '\n');
        return;
    }
    hc_out(c->colour_out ? hc_json_pretty(c->arena, json) : json);
    hc_out(HC_S("\n"));
}

void hc_out_result(const hc_cli *c, hc_str json)
{
    hc_out_json(c, hc_fmt(c->arena, "{\"result\":%.*s}", HC_FS(json)));
}

hc_str hc_money(hc_arena *a, int64_t usd_micro)
{
    int64_t parts = (usd_micro + 50) / 100;
    return hc_fmt(a, "$%lld.%04lld", (long long)(parts / 10000), (long long)(parts % 10000));
}
