// SPDX-License-Identifier: Apache-2.0
#include "korean/profanity.h"

#include "korean/hangul.h"

/* Where a form counts. */
typedef enum guard {
    WORD,                      /* at the start of a run of Hangul, and no everyday word goes on from it */
    LETTERS,                   /* a whole run of letters */
    LATIN,                     /* a whole word of Latin letters */
    ABUSE                      /* before a word that only abuse puts there */
} guard;

static const struct form {
    const char *form, *word;
    hc_profanity_family family;
    guard guard;
    int severity;
} forms[] = {
    {"시발", "시발", HC_PROFANITY_PLAIN, WORD, 2},      {"씨발", "시발", HC_PROFANITY_PLAIN, WORD, 2},
    {"병신", "병신", HC_PROFANITY_PLAIN, WORD, 3},      {"존나", "존나", HC_PROFANITY_PLAIN, WORD, 1},
    {"미친놈", "미친놈", HC_PROFANITY_PLAIN, WORD, 2},
    {"ㅅㅂ", "시발", HC_PROFANITY_INITIALS, LETTERS, 2}, {"ㅂㅅ", "병신", HC_PROFANITY_INITIALS, LETTERS, 3},
    {"ㅄ", "병신", HC_PROFANITY_INITIALS, LETTERS, 3},   {"ㅈㄴ", "존나", HC_PROFANITY_INITIALS, LETTERS, 1},
    {"ㅁㅊ", "미친", HC_PROFANITY_INITIALS, LETTERS, 1},
    {"18", "시발", HC_PROFANITY_DIGIT, ABUSE, 2},        {"시1발", "시발", HC_PROFANITY_DIGIT, WORD, 2},
    {"씨1발", "시발", HC_PROFANITY_DIGIT, WORD, 2},      {"병1신", "병신", HC_PROFANITY_DIGIT, WORD, 3},
    {"시ㅂㅏㄹ", "시발", HC_PROFANITY_SPLIT, WORD, 2},   {"ㅅㅣㅂㅏㄹ", "시발", HC_PROFANITY_SPLIT, LETTERS, 2},
    {"tlqkf", "시발", HC_PROFANITY_KEYBOARD, LATIN, 2},  {"Tlqkf", "시발", HC_PROFANITY_KEYBOARD, LATIN, 2},
    {"qudtls", "병신", HC_PROFANITY_KEYBOARD, LATIN, 3},
    {"쉬발", "시발", HC_PROFANITY_VOWEL, WORD, 2},       {"씨바", "시발", HC_PROFANITY_VOWEL, WORD, 2},
    {"쓰발", "시발", HC_PROFANITY_VOWEL, WORD, 2},       {"시벌", "시발", HC_PROFANITY_VOWEL, WORD, 2},
    {"신발", "시발", HC_PROFANITY_HOMOPHONE, ABUSE, 2},  {"십팔", "시발", HC_PROFANITY_HOMOPHONE, ABUSE, 2},
    {"시이발", "시발", HC_PROFANITY_STRETCH, WORD, 2},   {"씨이발", "시발", HC_PROFANITY_STRETCH, WORD, 2},
    {"싫발", "시발", HC_PROFANITY_CODA, WORD, 2},        {"싯발", "시발", HC_PROFANITY_CODA, WORD, 2},
    {"십발", "시발", HC_PROFANITY_CODA, WORD, 2},        {"씹발", "시발", HC_PROFANITY_CODA, WORD, 2},
};

/* Everyday words that begin like one: 始發點, 始發驛, a car of 1955, 丙申年. */
static const char *const everyday[] = {"시발점", "시발역", "시발지", "시발차", "시발택시", "시발자동차", "시발노선", "시발열차", "병신년", "씨바라",
                                       "시벌리", "십발짝"};
/* 18놈, but 18년 may be a year. */
static const char *const abuse[] = {"놈", "새끼", "자식", "것들아", "ㅅㄲ"};

const char *hc_profanity_family_id(hc_profanity_family f)
{
    static const char *const ids[HC_PROFANITY_FAMILIES] = {"plain", "initials", "digit",   "split", "keyboard",
                                                           "vowel", "homophone", "stretch", "coda"};
    return f < HC_PROFANITY_FAMILIES ? ids[f] : "";
}

static bool begins(hc_str rest, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_starts(rest, hc_str_c(list[i])))
            return true;
    return false;
}

static bool is_latin(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= '0' && cp <= '9') || cp == '@' || cp == '.' || cp == '/';
}

static bool counts(const struct form *f, hc_str s, size_t at)
{
    size_t start, end = at + strlen(f->form);
    uint32_t before = hc_peek_back(s, at, &start), after = hc_peek(s, end, NULL);
    switch (f->guard) {
    case WORD:
        return !hc_is_syllable(before) && !begins(hc_str_sub(s, at, s.n), everyday, HC_LEN(everyday));
    case LETTERS:
        return !hc_is_letter(before) && !hc_is_letter(after);
    case LATIN:
        return !is_latin(before) && !(is_latin(after) && after != '.');
    case ABUSE:
        return !hc_is_syllable(before) && !is_latin(before) && begins(hc_str_sub(s, end, s.n), abuse, HC_LEN(abuse));
    }
    return false;
}

size_t hc_ko_profanity(hc_arena *a, hc_str text, hc_profanity_hit **out)
{
    size_t n = 0, cap = 0, next;
    *out = NULL;
    for (size_t at = 0; at < text.n; at = next) {
        hc_peek(text, at, &next);
        hc_str rest = hc_str_sub(text, at, text.n);
        for (size_t i = 0; i < HC_LEN(forms); i++) {
            if (!hc_str_starts(rest, hc_str_c(forms[i].form)) || !counts(&forms[i], text, at))
                continue;
            HC_GROW(a, *out, n, cap);
            next = at + strlen(forms[i].form);
            (*out)[n++] = (hc_profanity_hit){forms[i].word, forms[i].family, forms[i].severity, at, next - at};
            break;
        }
    }
    return n;
}
