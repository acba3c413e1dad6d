// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "text/regex.h"
#include "text/utf8.h"

/* Pattern, zero byte, subject: every pattern ends within its limits, and groups lie inside the subject. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str pattern, subject = {(const char *)data, size};
    hc_regex *re;
    hc_match m;
    hc_err err;
    bool found;
    if (!hc_str_cut(&subject, '\0', &pattern))
        return 0;
    subject = hc_utf8_repair(a, subject);
    if (hc_regex_new(pattern, size % 2 ? HC_S("i") : HC_S(""), &re, &err) != HC_OK) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    if (hc_regex_find(re, subject, 0, &found, &m, &err) == HC_OK && found)
        for (size_t i = 0; i < m.n; i++)
            HC_ASSERT(!m.group[i].n || (m.group[i].p >= subject.p && m.group[i].p + m.group[i].n <= subject.p + subject.n));
    hc_regex_free(re);
    return 0;
}
