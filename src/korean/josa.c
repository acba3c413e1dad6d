// SPDX-License-Identifier: Apache-2.0
#include "korean/josa.h"

#include <string.h>

#include "korean/hangul.h"
#include "text/normalize.h"

typedef enum { SOUND_NONE, SOUND_RIEUL, SOUND_OTHER, SOUND_UNKNOWN } final_sound;

static const struct {
    const char *after_consonant, *after_vowel, *unknown;
} particles[] = {
    {"을", "를", "을(를)"},       {"이", "가", "이(가)"},       {"은", "는", "은(는)"},   {"과", "와", "과(와)"},
    {"으로", "로", "(으)로"},     {"이나", "나", "(이)나"},     {"이랑", "랑", "(이)랑"}, {"아", "야", "아(야)"},
    {"이라", "라", "(이)라"},     {"이며", "며", "(이)며"},     {"이에요", "예요", "이에요(예요)"},
};

/* Words whose ending does not say how they are taken over: 앱, 루프, 허브. */
static const struct { const char *word; final_sound sound; } loanwords[] = {
    {"app", SOUND_OTHER}, {"map", SOUND_OTHER}, {"step", SOUND_OTHER}, {"group", SOUND_OTHER}, {"top", SOUND_OTHER},
    {"setup", SOUND_OTHER}, {"backup", SOUND_OTHER}, {"startup", SOUND_OTHER}, {"laptop", SOUND_OTHER},
    {"loop", SOUND_NONE}, {"tape", SOUND_NONE}, {"bot", SOUND_OTHER}, {"chatbot", SOUND_OTHER}, {"robot", SOUND_OTHER},
    {"chat", SOUND_OTHER}, {"format", SOUND_OTHER}, {"git", SOUND_OTHER}, {"input", SOUND_OTHER}, {"output", SOUND_OTHER},
    {"internet", SOUND_OTHER}, {"dataset", SOUND_OTHER}, {"reset", SOUND_OTHER}, {"snapshot", SOUND_OTHER}, {"bit", SOUND_NONE},
    {"commit", SOUND_OTHER}, {"audit", SOUND_OTHER}, {"edit", SOUND_OTHER}, {"wallet", SOUND_OTHER},
    {"web", SOUND_OTHER}, {"tab", SOUND_OTHER}, {"hub", SOUND_NONE}, {"github", SOUND_NONE}, {"facebook", SOUND_OTHER},
    {"notebook", SOUND_OTHER}, {"hook", SOUND_OTHER}, {"check", SOUND_NONE},
    {"apple", SOUND_RIEUL}, {"style", SOUND_RIEUL}, {"cookie", SOUND_NONE},
};

/* Hanja that words of public texts end in, each before its reading. */
static const char hanja[] =
    "韓한國국人인民민日일本본中중美미北북南남東동西서朝조鮮선法법律률權권利리義의務무政정府부院원部부長장官관會회議의員원黨당選선擧거"
    "大대學학校교生생徒도師사敎교育육文문化화字자語어言언論론報보道도書서記기錄록史사事사件건物물品품金금錢전銀은行행經경濟제産산業업"
    "企기社사場장市시郡군區구邑읍面면里리洞동路로地지方방城성門문山산江강川천海해島도水수火화木목土토月월年년時시間간分분前전後후"
    "上상下하內내外외男남女녀子자父부母모兄형弟제家가族족姓성名명氏씨心심身신體체病병醫의藥약食식飮음酒주茶차車차電전氣기機기器기"
    "技기術술科과理리性성能능力력用용價가値치數수量량式식形형色색音음樂악美미戰전爭쟁軍군兵병武무安안全전危위險험犯범罪죄刑형罰벌"
    "情정開개信신通통交교易역世세界계平평和화統통一일二이三삼四사五오六육七칠八팔九구十십百백千천萬만億억兆조";

static bool is_closing(uint32_t cp)
{
    static const uint32_t marks[] = {'\'', '"', '`', '*', '_', '>', ']', '}', ')', 0x2019, 0x201D, 0x300D,
                                     0x300F, 0x3009, 0x300B, 0x3011, 0xFF09, 0x00BB};
    for (size_t i = 0; i < HC_LEN(marks); i++)
        if (marks[i] == cp)
            return true;
    return false;
}

/* Where the "(gloss)" that ends at `end` opens, if a word stands before it; else `end`. */
static size_t before_gloss(hc_str s, size_t end)
{
    enum { FARTHEST = 600 };     /* a gloss, not a page: text with nothing but brackets stays cheap */
    size_t at = end, depth = 0;
    while (at > 0 && end - at < FARTHEST) {
        size_t start;
        uint32_t cp = hc_peek_back(s, at, &start);
        if (cp == ')' || cp == 0xFF09)
            depth++;
        else if ((cp == '(' || cp == 0xFF08) && --depth == 0)
            return start > 0 && s.p[start - 1] != ' ' && s.p[start - 1] != '\n' ? start : end;
        at = start;
    }
    return end;
}

static bool is_digit(uint32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 0xFF10 && cp <= 0xFF19);
}

/* 영 일 이 삼 사 오 육 칠 팔 구; an integer that ends in zeros is read with its unit: 십 백 천 만 억 조 경. */
static final_sound sound_of_number(hc_str s, size_t end)
{
    static const final_sound digits[] = {SOUND_OTHER, SOUND_RIEUL, SOUND_NONE, SOUND_OTHER, SOUND_NONE,
                                         SOUND_NONE, SOUND_OTHER, SOUND_RIEUL, SOUND_RIEUL, SOUND_NONE};
    size_t zeros = 0, at = end, start;
    bool integer = true, only_zeros = true;
    uint32_t last = hc_peek_back(s, end, &start) & 0xF, first = last;
    while (at > 0) {
        uint32_t cp = hc_peek_back(s, at, &start);
        if (cp == '.')
            integer = false;
        if (!is_digit(cp) && cp != ',' && cp != '.')
            break;
        if (is_digit(cp)) {
            first = cp & 0xF;
            if (first != 0)
                only_zeros = false;
            zeros += only_zeros;
        }
        at = start;
    }
    if (last != 0 || only_zeros || first == 0 || !integer)
        return digits[last];
    return (zeros >= 12 && zeros < 16) ? SOUND_NONE : zeros < 20 ? SOUND_OTHER : SOUND_UNKNOWN;
}

static bool is_latin(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
}

static bool is_loanword(hc_str word, final_sound *out)
{
    for (size_t i = 0; i < HC_LEN(loanwords); i++)
        if (hc_str_ieq(word, hc_str_c(loanwords[i].word))) {
            *out = loanwords[i].sound;
            return true;
        }
    return false;
}

/* An acronym is read letter by letter; a word by what its ending usually becomes in Hangul (token 토큰, file 파일,
 * score 스코어, test 테스트, network 네트워크). A stop behind a vowel goes both ways and stays unknown. */
static final_sound sound_of_latin(hc_str s, size_t end)
{
    size_t from = end, lower = 0, vowels = 0;
    while (from > 0 && is_latin((unsigned char)s.p[from - 1])) {
        char c = s.p[--from];
        lower += c >= 'a';
        vowels += strchr("aeiouyAEIOUY", c) != NULL;
    }
    size_t n = end - from;
    char last = (char)(s.p[end - 1] | 0x20), before = n > 1 ? (char)(s.p[end - 2] | 0x20) : '\0';
    if (n == 1 || lower == 0 || vowels == 0)
        return last == 'l' || last == 'r' ? SOUND_RIEUL : last == 'm' || last == 'n' ? SOUND_OTHER : SOUND_NONE;
    final_sound known;
    if (is_loanword(hc_str_sub(s, from, end), &known))
        return known;
    if (last == 'e' && strchr("lmnp", before)) {
        last = before;
        before = '\0';
        if (last == 'p')
            return SOUND_OTHER;
    }
    if (last == 'l')
        return SOUND_RIEUL;
    if (last == 'm' || last == 'n' || (last == 'g' && before == 'n'))
        return SOUND_OTHER;
    if ((last == 'k' && before == 'c') || (last == 'c' && before == 'i'))      /* 팩, 퍼블릭 */
        return SOUND_OTHER;
    return strchr("ptkcb", last) && strchr("aeiouy", before) ? SOUND_UNKNOWN : SOUND_NONE;
}

static final_sound sound_of_syllable(uint32_t syllable)
{
    return hc_final_of(syllable) == 0 ? SOUND_NONE : hc_final_of(syllable) == 8 ? SOUND_RIEUL : SOUND_OTHER;
}

static final_sound sound_of_hanja(uint32_t cp)
{
    hc_str list = {hanja, sizeof hanja - 1};
    for (size_t at = 0; at < list.n;) {
        uint32_t character = hc_utf8_next(list, &at), reading = hc_utf8_next(list, &at);
        if (character == cp)
            return sound_of_syllable(reading);
    }
    return SOUND_UNKNOWN;
}

static final_sound sound_of(hc_str s)
{
    size_t at = s.n, start;
    uint32_t cp = 0;
    while (at > 0) {
        cp = hc_peek_back(s, at, &start);
        size_t open = cp == ')' || cp == 0xFF09 ? before_gloss(s, at) : at;
        if (open < at) {
            at = open;
            continue;
        }
        if (!is_closing(cp))
            break;
        at = start;
    }
    if (at == 0)
        return SOUND_UNKNOWN;
    if (hc_is_syllable(cp))
        return sound_of_syllable(cp);
    if (cp >= 0x4E00 && cp <= 0x9FFF)
        return sound_of_hanja(cp);
    if (is_digit(cp))
        return sound_of_number(s, at);
    if (is_latin(cp))
        return sound_of_latin(s, at);
    if (cp == 0x3139 || cp == 0x11AF)              /* ㄹ as a letter (리을) or a decomposed final */
        return SOUND_RIEUL;
    if ((cp >= 0x3131 && cp <= 0x314E) || (cp >= 0x11A8 && cp <= 0x11C2))
        return SOUND_OTHER;
    if ((cp >= 0x314F && cp <= 0x3163) || (cp >= 0x1161 && cp <= 0x1175) || cp == '%' || cp == 0xFF05 ||
        cp == 0x2103 || cp == '$' || cp == '+')    /* 퍼센트, 도, 달러, 플러스 */
        return SOUND_NONE;
    return SOUND_UNKNOWN;
}

/* The particle that `before` takes. */
static const char *particle_behind(hc_str before, size_t which)
{
    final_sound sound = sound_of(before);
    if (sound == SOUND_UNKNOWN)
        return particles[which].unknown;
    bool rieul_drops = sound == SOUND_RIEUL && strcmp(particles[which].after_vowel, "로") == 0;
    return sound == SOUND_NONE || rieul_drops ? particles[which].after_vowel : particles[which].after_consonant;
}

/* "을/를" as particles[i]; `either`: "를/을" too. HC_LEN(particles) when there is no such pair. */
static size_t find_pair(hc_str pair, bool either)
{
    hc_str rest = pair, x;
    hc_str_cut(&rest, '/', &x);
    size_t i = 0;
    for (; i < HC_LEN(particles); i++) {
        hc_str consonant = hc_str_c(particles[i].after_consonant), vowel = hc_str_c(particles[i].after_vowel);
        if ((hc_str_eq(x, consonant) && hc_str_eq(rest, vowel)) ||
            (either && hc_str_eq(x, vowel) && hc_str_eq(rest, consonant)))
            break;
    }
    return i;
}

hc_str hc_josa(hc_arena *a, hc_str text)
{
    enum { LONGEST = 24 };       /* bytes of "{이에요/예요" */
    HC_AUTO(hc_buf) out = {0};
    hc_buf_init(&out, SIZE_MAX);
    size_t copied = 0;
    for (size_t at = 0; at < text.n; at++) {
        if (text.p[at] != '{')
            continue;
        hc_str pair = hc_str_sub(text, at + 1, at + LONGEST);
        ptrdiff_t close = hc_str_find(pair, HC_S("}"));
        size_t which = close < 0 ? HC_LEN(particles) : find_pair(hc_str_sub(pair, 0, (size_t)close), false);
        if (which == HC_LEN(particles))
            continue;
        hc_buf_str(&out, hc_str_sub(text, copied, at));
        hc_buf_c(&out, particle_behind(hc_buf_view(&out), which));
        at += 1 + (size_t)close;
        copied = at + 1;
    }
    if (copied == 0)
        return text;
    hc_buf_str(&out, hc_str_sub(text, copied, text.n));
    return hc_str_dup(a, hc_buf_view(&out));
}

hc_str hc_josa_word(hc_arena *a, hc_str word, hc_str pair)
{
    if (pair.n >= 2 && pair.p[0] == '{' && pair.p[pair.n - 1] == '}')
        pair = hc_str_sub(pair, 1, pair.n - 1);
    size_t which = find_pair(hc_nfc(a, pair), true);
    if (which == HC_LEN(particles))
        return (hc_str){NULL, 0};
    HC_AUTO(hc_buf) out = {0};
    hc_buf_init(&out, SIZE_MAX);
    hc_buf_str(&out, hc_nfc(a, word));
    hc_buf_c(&out, particle_behind(hc_buf_view(&out), which));
    return hc_str_dup(a, hc_buf_view(&out));
}
