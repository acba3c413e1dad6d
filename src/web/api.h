// SPDX-License-Identifier: Apache-2.0
#ifndef HC_WEB_API_H
#define HC_WEB_API_H

#include "web/server.h"

/* One request that has passed the guard. */
typedef struct hc_web_call {
    hc_web *web;
    const hc_httpd_request *q;
    const hc_web_target *t;
    hc_httpd_answer *out;
    hc_err err;
} hc_web_call;

/* Fills the answer; an error is left in c->err for the caller to send. */
hc_code hc_web_api(hc_web_call *c);
/* Sends a body with the given type, gzipped where the client takes it and it is worth it. `etag` NULL: none. */
void hc_web_send(hc_web_call *c, const char *type, hc_str body, const char *etag);
/* Sends what is gzipped already, if the client takes it; false: it does not. */
bool hc_web_send_packed(hc_web_call *c, const char *type, hc_str gz, const char *etag);
/* Server-sent events of a run. */
hc_code hc_web_events(hc_web_call *c, hc_str path);

#endif
