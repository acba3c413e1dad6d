// SPDX-License-Identifier: Apache-2.0
#ifndef HC_TESTS_FUZZ_H
#define HC_TESTS_FUZZ_H

#include "base/str.h"

/* Called by libFuzzer for every input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
