// SPDX-License-Identifier: Apache-2.0
#include <sys/utsname.h>

#include "cli/cli.h"
#include "cli/environment.h"
#include "db/sqlite.h"

hc_entry hc_session_env(hc_arena *a)
{
    struct utsname u;
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kc(&w, "haechi", HC_VERSION);
    hc_jw_kc(&w, "os", uname(&u) == 0 ? u.sysname : "");
    hc_jw_kc(&w, "os_release", uname(&u) == 0 ? u.release : "");
    hc_jw_kc(&w, "sqlite", hc_db_version());
    hc_jw_end(&w);
    hc_str *body = HC_NEW(a, hc_str);
    hc_body_in *field = HC_NEW(a, hc_body_in);
    *body = hc_str_dup(a, hc_buf_view(&b));
    *field = (hc_body_in){"env", body, 1};
    return (hc_entry){.type = HC_ENT_CONTROL, .code = HC_S("env"), .bodies = field, .n_bodies = 1};
}
