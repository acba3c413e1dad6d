// SPDX-License-Identifier: Apache-2.0
#ifndef HC_MODEL_TARGET_H
#define HC_MODEL_TARGET_H

#include "core/chat.h"
#include "syntax/json.h"

/*
 * A target as the user named it. `alias` is what everybody sees; real names, URLs and paths stand in the configuration
 * and the key file only. Keys come from the environment, a file or a command, and live in memory only.
 */

typedef struct hc_price {             /* micro-USD per million tokens; -1 = unknown */
    int64_t in, out, cached;
    hc_str as_of;                     /* date of the table row, "" when the user gave it */
} hc_price;

/* Of a target whose conversations were imported: there is nobody to ask. */
#define HC_ADAPTER_IMPORT "import"

typedef struct hc_target_conf {
    hc_str alias;                     /* [a-z0-9._-]+ */
    hc_str adapter;                   /* "openai", "anthropic", "local", "command", "ref", HC_ADAPTER_IMPORT */
    hc_str base_url;                  /* "https://host/v1", no slash at the end */
    hc_str model;                     /* the provider's id, a GGUF path (local), a reference name (ref) */
    hc_str key_env, key_file, key_cmd;
    bool key_optional;                /* a user-given URL may need none */
    hc_str header_names[16], header_values[16];
    size_t n_headers;
    const hc_json *extra_body;        /* fields merged into the request body, may be NULL */
    hc_str system;
    hc_params params;
    bool stream;
    bool takes_images;
    hc_price price;
    int jobs;                         /* 0 = adaptive from 4 */
    int64_t timeout_ms;               /* one attempt; default 120 s */
    int64_t deadline_ms;              /* one question with all its retries; default 600 s */
    int retries;                      /* after the first attempt; default 6 */
    hc_str *argv;                     /* command: program and arguments; local: extra server arguments */
    size_t n_argv;
    hc_str server;                    /* local: path of the llama.cpp server, "" = search PATH */
    hc_str script;                    /* ref:script=FILE: the file's bytes are read at resolve time */
    hc_str dir;                       /* folder of .env and of relative paths: haechi.yaml's, else the working folder */
} hc_target_conf;

/* Longest reply of a call in tokens: what the question says, else the target's own limit (a judge's questions say none); 0 = none. */
static inline int64_t hc_reply_tokens_max(const hc_params *asked, const hc_target_conf *t)
{
    return asked->max_tokens ? asked->max_tokens : t->params.max_tokens;
}

typedef struct hc_config {            /* haechi.yaml, found upward from the working folder */
    hc_str path;                      /* "" = none found */
    const hc_json *root;
    hc_target_conf *models;
    size_t n_models;
} hc_config;

/* Reads haechi.yaml: `path` NULL searches upward to the root of a repository, then the user's configuration folder.
 * Unknown keys, wrong types, a key value written into the file: HC_E_USAGE with file:line:col. */
hc_code hc_config_load(hc_arena *a, const char *path, hc_config *out, hc_err *err);
/* Values outside models: "run.epochs", "judge.model" ...; NULL if absent. */
const hc_json *hc_config_get(const hc_config *c, const char *dotted);
const char *const *hc_config_keys(size_t *n);   /* all of them */

/* What -m may say: a name of haechi.yaml, provider/model (openai, anthropic), http://host:port/v1#model,
 * local:FILE.gguf, ref:NAME, command:PROGRAM. ALIAS=SPEC gives the alias; without one it is made from the spec: the
 * model's name in lower case, other characters become '-'. */
hc_code hc_target_resolve(hc_arena *a, const hc_config *c, hc_str spec, hc_target_conf *out, hc_err *err);
/* Finds the key (environment, then ./.env beside haechi.yaml, file, command). HC_E_USAGE E-AUTH-01 lists where it looked.
 * *out is "" when none is needed. */
hc_code hc_target_key(hc_arena *a, const hc_target_conf *t, hc_str *out, hc_err *err);

/* Endpoint object for the key file, and back: resume needs no configuration. Never holds a key. */
void hc_target_write(const hc_target_conf *t, hc_jw *w);
hc_code hc_target_read(hc_arena *a, const hc_json *j, hc_target_conf *out, hc_err *err);

/* Price of a model from the data file (`data/prices.csv`: model,in,out,cached,currency,as_of,source), -1 when unknown. */
hc_code hc_price_find(hc_arena *a, hc_str adapter, hc_str model, hc_price *out, hc_err *err);
/* Micro-USD, rounded up; -1 when the price is unknown. */
int64_t hc_price_cost(const hc_price *p, int64_t tokens_in, int64_t tokens_out, int64_t tokens_cached);

#endif
