// SPDX-License-Identifier: Apache-2.0
#ifndef HC_LEDGER_ENTRY_H
#define HC_LEDGER_ENTRY_H

#include "core/address.h"
#include "core/outcome.h"

/*
 * One thing that came from outside. Its leaf is canonical JSON with every key always present:
 *   asked attempt code epoch item log nums of pack redo refs seq state step strand t target transform type v
 * absent = "" or 0; `nums` an object of integers; `refs` maps a body field to
 *   "hmac-sha256:" + hex(HMAC(salt, body bytes)),  salt = HMAC(log secret, log || u64be(seq) || field)
 * (log as its 16 ASCII hex digits, field as UTF-8); `refs.blind` = HMAC(salt("blind"), "") is in every leaf.
 * Leaf hash = SHA-256(0x00 || leaf). v = 1.
 */

typedef enum hc_entry_type {
    HC_ENT_PLAN, HC_ENT_CONTROL, HC_ENT_INTENT, HC_ENT_REPLY, HC_ENT_TOOL, HC_ENT_SCORE, HC_ENT_CLOSE, HC_ENT_STOP,
    HC_ENT_LABEL, HC_ENT_IMPORT, HC_ENT_COUNT
} hc_entry_type;

const char *hc_entry_type_id(hc_entry_type t);

typedef struct hc_num { const char *key; int64_t v; } hc_num;

/* A body is a prefix chain: its bytes are the chunks one after the other. Cut after each message, so that a dialogue
 * of n turns stores n chunks. The commitment covers the whole. */
typedef struct hc_body_in { const char *field; const hc_str *chunks; size_t n_chunks; } hc_body_in;

typedef struct hc_entry {
    hc_entry_type type;
    hc_addr addr;                  /* all "" and 0 for plan and control */
    hc_str asked, code, of;
    hc_state state;                /* CLOSE */
    const hc_num *nums;            /* any order; written sorted */
    size_t n_nums;
    const hc_body_in *bodies;
    size_t n_bodies;
    const hc_digest *question;     /* INTENT, REPLY; a column, not in the leaf */
    bool final;                    /* REPLY: the outcome of its step; written as nums.final too */
    const char *sset;              /* SCORE: digest hex of the score set (a column; the body names it as well) */
    const hc_outcome *outcomes;    /* SCORE: for the projection; the body holds the same */
    size_t n_outcomes;
} hc_entry;

/* An entry read back. */
typedef struct hc_record {
    char log[17];
    uint64_t seq;
    int64_t t_us;
    hc_entry_type type;
    hc_addr addr;
    hc_str code;
    hc_state state;
    bool final;
    hc_str leaf;                   /* canonical bytes */
    hc_num *nums;
    size_t n_nums;
} hc_record;

int64_t hc_record_num(const hc_record *r, const char *key, int64_t dflt);

#endif
