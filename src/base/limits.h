// SPDX-License-Identifier: Apache-2.0
#ifndef HC_BASE_LIMITS_H
#define HC_BASE_LIMITS_H

/* Every limit that protects against hostile or broken input, in one place. Sizes in bytes. */

#define HC_JSON_DEPTH_MAX 64
#define HC_REPLY_BYTES_MAX (256ul << 20)     /* one HTTP reply; stored exactly up to here */
#define HC_LINE_BYTES_MAX (16ul << 20)       /* one CSV record, JSONL line or SSE line */
#define HC_FILE_BYTES_MAX (256ul << 20)      /* one file of a pack */
#define HC_ARCHIVE_BYTES_MAX (16ul << 30)    /* all that is unpacked from one zip file */
#define HC_PACK_FILES_MAX 10000
#define HC_ITEMS_MAX 10000000
#define HC_TURNS_MAX 200
#define HC_TOOL_CALLS_MAX 256                /* in one reply */
#define HC_EXPR_NODES_MAX 1000
#define HC_REGEX_MATCH_LIMIT 1000000
#define HC_REGEX_HEAP_KIB 20000
#define HC_JOBS_MAX 10000
#define HC_RETRIES_MAX 20
#define HC_TOKENS_MAX INT64_C(1000000000000) /* of one reply: more is rubbish */
#define HC_CO_STACK_BYTES (256ul << 10)
#define HC_HTTP_CONNS_PER_MULTI 250
#define HC_COMMIT_ENTRIES_MAX 1000           /* ceiling of one group commit */
#define HC_BODY_PLAIN_MAX 512                /* shorter chunks are stored uncompressed */
#define HC_DRAIN_US 10000000                 /* after the first Ctrl-C */

#endif
