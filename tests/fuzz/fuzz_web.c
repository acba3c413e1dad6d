// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "web/guard.h"

/* First line: the target as sent. Further lines: headers "Name: value"; a line "!METHOD" sets the method. Nothing that was not
 * handed out by the guard passes it, and an address that is understood decodes to text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_web_guard g;
    hc_web_target t;
    hc_httpd_request q = {.arena = a, .method = HC_S("GET"), .body = HC_S("")};
    hc_str rest = {(const char *)data, size}, line, name;
    hc_web_guard_init(&g, 8787);
    if (!size || !hc_str_cut(&rest, '\n', &q.target))
        q.target = HC_S("");
    while (hc_str_cut(&rest, '\n', &line) && q.n_headers < HC_HTTPD_HEADERS) {
        if (line.n && line.p[0] == '!')
            q.method = hc_str_sub(line, 1, line.n);
        else if (hc_str_cut(&line, ':', &name))
            q.header[q.n_headers++] = (hc_httpd_header){name, line.p ? hc_str_trim(line) : HC_S("")};
    }
    bool good = hc_web_target_read(a, q.target, &t);
    for (size_t i = 0; good && i < t.n_params; i++)
        HC_ASSERT(!memchr(t.param[i].value.p, '\0', t.param[i].value.n));
    HC_ASSERT(!good || (t.path.n && t.path.p[0] == '/'));
    hc_str where = hc_web_without_token(a, q.target);
    HC_ASSERT(!good || (where.n && where.p[0] == '/' && !(where.n > 1 && (where.p[1] == '/' || where.p[1] == '\\'))));
    hc_web_pass pass = hc_web_check(&g, &q, &t);
    HC_ASSERT(pass != HC_WEB_PASS && pass != HC_WEB_LOGIN && pass != HC_WEB_FORGET);
    hc_web_guard_fini(&g);
    return 0;
}
