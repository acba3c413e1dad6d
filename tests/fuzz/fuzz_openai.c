// SPDX-License-Identifier: Apache-2.0
#include "fuzz_adapter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_adapter("openai", data, size);
}
