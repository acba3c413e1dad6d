// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SCORE_PAYLOADS_H
#define HC_SCORE_PAYLOADS_H

/* data/judge-payloads.jsonl, embedded: {"id","lang","text"} a line; {{best}} and {{worst}} stand for words of the scale. */
extern const unsigned char hc_payloads_jsonl[];
extern const unsigned hc_payloads_jsonl_len;

#endif
