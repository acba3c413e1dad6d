// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include "korean/hangul.h"
#include "korean/josa.h"
#include "korean/numeral.h"
#include "korean/register.h"
#include "korean/romanise.h"
#include "text/utf8.h"

/* Any bytes: valid text comes out, every syllable becomes letters, a sentence that was ended anew is read at the new level. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str s = {(const char *)data + 1, size - 1};
    hc_speech to = (hc_speech)(1 + data[0] % (HC_SPEECH_KINDS - 1));
    hc_register before, after;
    size_t changed, left;
    hc_str text = hc_register_rewrite(a, s, to, &changed, &left);
    hc_register_read(a, s, &before);
    hc_register_read(a, text, &after);
    HC_ASSERT(hc_utf8_valid(text) && after.n[to] >= before.n[to] + changed);

    hc_str letters = hc_romanise(a, s);
    HC_ASSERT(hc_utf8_valid(letters) && hc_utf8_valid(hc_romanise_name(a, s)));
    for (size_t at = 0; at < letters.n;)
        HC_ASSERT(!hc_is_syllable(hc_utf8_next(letters, &at)));

    hc_str word = hc_josa_word(a, s, HC_S("으로/로"));
    HC_ASSERT(hc_utf8_valid(word) && word.n > 0);
    HC_ASSERT(hc_ko_count(a, size, s).n > 0);
    return 0;
}
