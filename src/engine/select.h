// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_SELECT_H
#define HC_ENGINE_SELECT_H

#include "pack/pack.h"

/* Which items of a pack are asked, as ascending ordinals. `where` filters; then `limit`: "" all, "a-b" by position from 1
 * among those that are left, "N" that many, stratified by domain (each gets its share, at least one while there is
 * room) and drawn by HMAC(seed, item id): the same seed draws the same items. */
hc_code hc_select(hc_arena *a, const hc_pack *pack, hc_str where, hc_str limit, hc_str seed, uint32_t **out,
                  size_t *out_n, hc_err *err);

#endif
