// SPDX-License-Identifier: Apache-2.0
#ifndef HC_WEB_GUARD_H
#define HC_WEB_GUARD_H

#include <pthread.h>

#include "crypto/hash.h"
#include "io/http_server.h"
#include "web/locator.h"

/*
 * Who may ask. The server listens on 127.0.0.1, but any page that a browser of this machine shows can send requests there, and
 * another name can be made to point there. So every request must name this server as its Host, one that tells its Origin must come
 * from it, and all but the first must bring the cookie that the first one got for the token of the printed address. A browser keeps the cookies of a
 * host for all of its ports: the port stands in the name, so that two servers do not take each other's. A token is good
 * once. Nothing about any run is said before all of that holds.
 */

enum { HC_WEB_SECRET = 65 };       /* hex digits and NUL: 256 bits */

typedef struct hc_web_guard {
    _Atomic(uint16_t) port;        /* 0, until the server has one: nobody passes */
    char token[HC_WEB_SECRET], cookie[HC_WEB_SECRET];   /* the value of cookie "haechi-PORT" */
    pthread_mutex_t lock;
    bool used;
} hc_web_guard;

typedef enum hc_web_pass {
    HC_WEB_PASS,
    HC_WEB_LOGIN,                  /* the token, for the first time: hand out the cookie and redirect */
    HC_WEB_FORGET,                 /* has the cookie and brings a token along: redirect to the address without it */
    HC_WEB_BAD_HOST, HC_WEB_BAD_ORIGIN, HC_WEB_NO_COOKIE, HC_WEB_USED_TOKEN, HC_WEB_OVER, HC_WEB_BAD_METHOD
} hc_web_pass;

void hc_web_guard_init(hc_web_guard *g, uint16_t port);
void hc_web_guard_fini(hc_web_guard *g);
hc_str hc_web_cookie_name(hc_arena *a, const hc_web_guard *g);     /* "haechi-8787" */
hc_web_pass hc_web_check(hc_web_guard *g, const hc_httpd_request *q, const hc_web_target *t);

#endif
