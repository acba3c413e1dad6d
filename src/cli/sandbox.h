// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_SANDBOX_H
#define HC_CLI_SANDBOX_H

#include "cli/session.h"

/*
 * Programs that packs bring along. They run only after a person has approved their digest (--approve, HAECHI_APPROVE), and only
 * inside bubblewrap: no network, no view of the home folder, nothing writable but an empty /tmp, no environment. The pack's
 * code/ stands in /pack/code, read-only, written out from the pack's bytes, so that a run's snapshot is enough.
 */

typedef struct hc_sandbox {
    hc_str dir;                    /* private temporary folder, "" = none */
    hc_target_conf *confs;         /* one `command` target per scorer */
    size_t n;
} hc_sandbox;

/* Every pack with programs is approved and their aliases are free (`m`). HC_E_USAGE names the programs and what to type. */
hc_code hc_sandbox_approved(hc_cli *c, const hc_pack *const *packs, size_t n, const hc_models *m, hc_err *err);
/* Bubblewrap is there and can make a sandbox here, when a pack needs one. Not from a coroutine. */
hc_code hc_sandbox_works(hc_cli *c, const hc_pack *const *packs, size_t n, hc_err *err);
/* Both checks, then writes the code. Does nothing for packs without programs. */
hc_code hc_sandbox_open(hc_cli *c, const hc_pack *const *packs, size_t n, const hc_models *m, hc_sandbox *out, hc_err *err);
void hc_sandbox_close(hc_sandbox *s);

#endif
