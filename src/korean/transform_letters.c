// SPDX-License-Identifier: Apache-2.0
#include "korean/keys.h"
#include "korean/lookalike.h"
#include "korean/romanise.h"
#include "korean/transform_int.h"

enum { L_G = 0, L_N = 2, L_D = 3, L_R = 5, L_M = 6, L_B = 7, L_S = 9, L_NG = 11, L_J = 12, L_C = 14, L_T = 16, L_P = 17, L_H = 18 };
enum { T_G = 1, T_N = 4, T_D = 7, T_R = 8, T_RT = 13, T_M = 16, T_B = 17, T_S = 19, T_NG = 21, T_T = 25, T_P = 26, T_H = 27 };
enum { V_O = 8, V_YO = 12, V_U = 13, V_YU = 17, V_EU = 18, V_I = 20 };

typedef hc_syllable parts;

/* Every syllable for which a place is drawn goes through fn, all else is copied. */
typedef void each_fn(hc_rewriting *r, parts p, hc_buf *out);

static void each_syllable(hc_rewriting *r, hc_str s, each_fn *fn, hc_buf *out)
{
    for (size_t at = 0, next; at < s.n; at = next) {
        uint32_t cp = hc_peek(s, at, &next);
        if (hc_is_syllable(cp) && hc_draw_place(r))
            fn(r, hc_syllable_split(cp), out);
        else
            hc_buf_str(out, hc_str_sub(s, at, next));
    }
}

/* ---- letters -------------------------------------------------------------------------------------------- */

void hc_tr_nfd(hc_rewriting *r, hc_str s, hc_buf *out)
{
    for (size_t at = 0, next; at < s.n; at = next) {
        uint32_t cp = hc_peek(s, at, &next);
        if (!hc_is_syllable(cp) || r->undo) {
            hc_buf_str(out, hc_str_sub(s, at, next));
            continue;
        }
        parts p = hc_syllable_split(cp);
        hc_put(out, 0x1100 + p.l);
        hc_put(out, 0x1161 + p.v);
        if (p.t)
            hc_put(out, 0x11A7 + p.t);
    }
}

static void put_letters(hc_buf *out, parts p, uint32_t (*form)(uint32_t))
{
    hc_put(out, form(hc_letter_of_initial(p.l)));
    hc_put(out, form(hc_letter_of_vowel(p.v)));
    if (p.t)
        hc_put(out, form(hc_letter_of_final(p.t)));
}

static size_t is_among(const uint16_t *list, size_t n, uint32_t letter)
{
    size_t i = 0;
    while (i < n && list[i] != letter)
        i++;
    return i;
}

/* Letters in plain form, as put_letters wrote them: an initial before a vowel begins a syllable, what is left closes the one before. */
static void join_letters(hc_str s, uint32_t (*plain)(uint32_t), hc_buf *out)
{
    size_t at = 0;
    while (at < s.n) {
        size_t second, third, fourth;
        uint32_t raw = hc_peek(s, at, &second), l = plain(raw), v = plain(hc_peek(s, second, &third));
        int first = hc_initial_of_letter(l), vowel = hc_vowel_of_letter(v);
        if (first < 0 || vowel < 0) {
            hc_buf_str(out, hc_str_sub(s, at, second));
            at = second;
            continue;
        }
        parts p = {(uint8_t)first, (uint8_t)vowel, 0};
        uint32_t t = plain(hc_peek(s, third, &fourth));
        int closing = hc_final_of_letter(t);
        if (closing > 0 && hc_vowel_of_letter(plain(hc_peek(s, fourth, NULL))) < 0) {
            p.t = (uint8_t)closing;
            third = fourth;
        }
        hc_put(out, hc_syllable_join(p));
        at = third;
    }
}

static uint32_t same(uint32_t letter)
{
    return letter;
}

static void put_split(hc_rewriting *r, parts p, hc_buf *out)
{
    (void)r;
    put_letters(out, p, same);
}

void hc_tr_jamo_split(hc_rewriting *r, hc_str s, hc_buf *out)
{
    if (r->undo)
        join_letters(s, same, out);
    else
        each_syllable(r, s, put_split, out);
}

/* Consonants from U+FFA1 in the order of U+3131; vowels from U+FFC2 in rows of six. */
static uint32_t half(uint32_t letter)
{
    return hc_vowel_of_letter(letter) >= 0 ? 0xFFC2 + (letter - 0x314F) / 6 * 8 + (letter - 0x314F) % 6 : letter - 0x3131 + 0xFFA1;
}

static uint32_t whole(uint32_t cp)
{
    if (cp >= 0xFFA1 && cp <= 0xFFBE)
        return cp - 0xFFA1 + 0x3131;
    if (cp >= 0xFFC2 && cp <= 0xFFDC && (cp - 0xFFC2) % 8 < 6)
        return 0x314F + (cp - 0xFFC2) / 8 * 6 + (cp - 0xFFC2) % 8;
    return 0;
}

static void put_half(hc_rewriting *r, parts p, hc_buf *out)
{
    (void)r;
    put_letters(out, p, half);
}

void hc_tr_halfwidth(hc_rewriting *r, hc_str s, hc_buf *out)
{
    if (r->undo)
        join_letters(s, whole, out);
    else
        each_syllable(r, s, put_half, out);
}

static uint32_t alike(uint32_t letter)
{
    static const struct { uint16_t from, to; } table[] = {
        {0x3141, 0x53E3}, {0x3145, 0x4EBA}, {0x3147, 'O'}, {0x3148, 0x30B9}, {0x314D, 0x7ACB}, {0x3161, 0x4E00}, {0x3163, 'l'},
    };
    for (size_t i = 0; i < HC_LEN(table); i++)
        if (table[i].from == letter)
            return table[i].to;
    return letter;
}

static void put_alike(hc_rewriting *r, parts p, hc_buf *out)
{
    (void)r;
    put_letters(out, p, alike);
}

void hc_tr_homoglyph(hc_rewriting *r, hc_str s, hc_buf *out)
{
    each_syllable(r, s, put_alike, out);
}

static void put_initial(hc_rewriting *r, parts p, hc_buf *out)
{
    (void)r;
    hc_put(out, hc_letter_of_initial(p.l));
}

void hc_tr_cho_only(hc_rewriting *r, hc_str s, hc_buf *out)
{
    each_syllable(r, s, put_initial, out);
}

/* ---- sounds --------------------------------------------------------------------------------------------- */

/* ㄱㄷㅂㅅㅈ become the first or the second of their row. */
static void put_stronger(parts p, bool aspirate, hc_buf *out)
{
    static const uint8_t rows[][3] = {{L_G, 1, 15}, {L_D, 4, L_T}, {L_B, 8, L_P}, {L_S, 10, L_S}, {L_J, 13, L_C}};
    for (size_t i = 0; i < HC_LEN(rows); i++)
        if (rows[i][0] == p.l) {
            p.l = aspirate ? rows[i][2] : rows[i][1];
            break;
        }
    hc_put(out, hc_syllable_join(p));
}

static void put_tense(hc_rewriting *r, parts p, hc_buf *out)
{
    (void)r;
    put_stronger(p, false, out);
}

static void put_aspirate(hc_rewriting *r, parts p, hc_buf *out)
{
    (void)r;
    put_stronger(p, true, out);
}

void hc_tr_tense(hc_rewriting *r, hc_str s, hc_buf *out)
{
    each_syllable(r, s, put_tense, out);
}

void hc_tr_aspirate(hc_rewriting *r, hc_str s, hc_buf *out)
{
    each_syllable(r, s, put_aspirate, out);
}

static void put_closed(hc_rewriting *r, parts p, hc_buf *out)
{
    (void)r;
    p.t = p.t ? p.t : T_S;
    hc_put(out, hc_syllable_join(p));
}

void hc_tr_coda_add(hc_rewriting *r, hc_str s, hc_buf *out)
{
    each_syllable(r, s, put_closed, out);
}

/* A syllable becomes its open form and a second one with the given initial, the same vowel and, of stretch, the final. */
static void put_doubled(parts p, uint32_t initial, bool move_final, hc_buf *out)
{
    parts second = {(uint8_t)initial, p.v, move_final ? p.t : 0};
    p.t = move_final ? 0 : p.t;
    hc_put(out, hc_syllable_join(p));
    hc_put(out, hc_syllable_join(second));
}

/* Draws as often as each_syllable did: a pair was one syllable wherever the draw says so. */
static void join_doubled(hc_rewriting *r, hc_str s, uint32_t initial, bool move_final, hc_buf *out)
{
    for (size_t at = 0, next; at < s.n; at = next) {
        uint32_t cp = hc_peek(s, at, &next);
        if (!hc_is_syllable(cp) || !hc_draw_place(r)) {
            hc_buf_str(out, hc_str_sub(s, at, next));
            continue;
        }
        size_t behind;
        uint32_t copy = hc_peek(s, next, &behind);
        parts p = hc_syllable_split(cp), q = hc_is_syllable(copy) ? hc_syllable_split(copy) : p;
        if (hc_is_syllable(copy) && q.l == initial && q.v == p.v) {
            p.t = move_final ? q.t : p.t;
            next = behind;
        }
        hc_put(out, hc_syllable_join(p));
    }
}

static void put_stretched(hc_rewriting *r, parts p, hc_buf *out)
{
    (void)r;
    put_doubled(p, L_NG, true, out);
}

void hc_tr_stretch(hc_rewriting *r, hc_str s, hc_buf *out)
{
    if (r->undo)
        join_doubled(r, s, L_NG, true, out);
    else
        each_syllable(r, s, put_stretched, out);
}

static void put_dove(hc_rewriting *r, parts p, hc_buf *out)
{
    (void)r;
    put_doubled(p, L_B, true, out);
}

void hc_tr_dove(hc_rewriting *r, hc_str s, hc_buf *out)
{
    if (r->undo)
        join_doubled(r, s, L_B, true, out);
    else
        each_syllable(r, s, put_dove, out);
}

/* Final consonant by the initial that it becomes; of two letters, what stays behind. 0xFF: it does not move. */
static const struct { uint8_t stays, moves; } linked[28] = {
    {0, 0xFF}, {0, L_G},  {0, 1},    {1, L_S},  {0, L_N},  {T_N, L_J}, {0, L_N},    {0, L_D}, {0, L_R},     {8, L_G},
    {8, L_M},  {8, L_B},  {8, L_S},  {8, L_T},  {8, L_P},  {0, L_R},   {0, L_M},    {0, L_B}, {T_B, L_S},   {0, L_S},
    {0, 10},   {0, 0xFF}, {0, L_J},  {0, L_C},  {0, 15},   {0, L_T},   {0, L_P},    {0, L_NG},
};

/* The final of p moves to q, in place. False: it does not move. */
static bool link(parts *p, parts *q)
{
    if (q->l != L_NG || linked[p->t].moves == 0xFF)
        return false;
    q->l = linked[p->t].moves;
    if (q->v == V_I && (p->t == T_D || p->t == T_T || p->t == T_RT))
        q->l = p->t == T_D ? L_J : L_C;      /* 해돋이, 같이, 핥이다 */
    p->t = linked[p->t].stays;
    return true;
}

void hc_tr_sound_link(hc_rewriting *r, hc_str s, hc_buf *out)
{
    parts held = {0};
    bool holds = false;
    for (size_t at = 0, next; at < s.n; at = next) {
        uint32_t cp = hc_peek(s, at, &next);
        bool syllable = hc_is_syllable(cp);
        parts p = syllable ? hc_syllable_split(cp) : (parts){0};
        if (holds) {
            parts before = held, moved = p;
            if (syllable && link(&before, &moved) && hc_draw_place(r)) {
                held = before;
                p = moved;
            }
            hc_put(out, hc_syllable_join(held));
        }
        if (!syllable)
            hc_buf_str(out, hc_str_sub(s, at, next));
        held = p;
        holds = syllable;
    }
    if (holds)
        hc_put(out, hc_syllable_join(held));
}

/* ---- marks ---------------------------------------------------------------------------------------------- */

/* Between two syllables. Undo takes away what the draw says was put there. */
static void insert(hc_rewriting *r, hc_str s, const uint16_t *marks, size_t n, hc_buf *out)
{
    for (size_t at = 0, next; at < s.n; at = next) {
        size_t behind;
        uint32_t cp = hc_peek(s, at, &next), after = hc_peek(s, next, &behind);
        hc_buf_str(out, hc_str_sub(s, at, next));
        bool was_put = r->undo && is_among(marks, n, after) < n && hc_is_syllable(hc_peek(s, behind, NULL));
        if (!hc_is_syllable(cp) || !(hc_is_syllable(after) || was_put))
            continue;
        bool here = hc_draw_place(r);
        uint32_t mark = here ? marks[hc_draw_below(r, n)] : 0;
        if (here && !r->undo)
            hc_put(out, mark);
        else if (here && after == mark)
            next = behind;
    }
}

void hc_tr_zw_insert(hc_rewriting *r, hc_str s, hc_buf *out)
{
    static const uint16_t marks[] = {0x200B, 0x2060, 0x3164};
    insert(r, s, marks, HC_LEN(marks), out);
}

void hc_tr_punct_insert(hc_rewriting *r, hc_str s, hc_buf *out)
{
    static const uint16_t marks[] = {'.', '^', '*', '~', 0x2661, 0x2606};
    insert(r, s, marks, HC_LEN(marks), out);
}

/* ---- other forms of a syllable -------------------------------------------------------------------------- */

/* ㉮..㉻ are 가 나 다 라 마 바 사 아 자 차 카 타 파 하. */
static const uint8_t circled[14] = {L_G, L_N, L_D, L_R, L_M, L_B, L_S, L_NG, L_J, L_C, 15, L_T, L_P, L_H};

void hc_tr_enclosed(hc_rewriting *r, hc_str s, hc_buf *out)
{
    for (size_t at = 0, next; at < s.n; at = next) {
        uint32_t cp = hc_peek(s, at, &next);
        size_t i = 0;
        if (r->undo && cp >= 0x326E && cp <= 0x327B)
            cp = hc_syllable_join((parts){circled[cp - 0x326E], 0, 0});
        while (i < 14 && cp != hc_syllable_join((parts){circled[i], 0, 0}))
            i++;
        hc_put(out, !r->undo && i < 14 && hc_draw_place(r) ? 0x326E + (uint32_t)i : cp);
    }
}

/* The finals of initials and back, upside down: ㄱ and ㄴ change places, ㄹ ㅁ ㅇ ㅍ stay. */
static bool turn(parts p, parts *out)
{
    static const struct { uint8_t l, t; } turned[] = {{L_G, T_N}, {L_N, T_G}, {L_R, T_R}, {L_M, T_M}, {L_NG, T_NG}, {L_P, T_P}};
    static const struct { uint8_t v, to; } vowels[] = {{V_O, V_U}, {V_U, V_O}, {V_YO, V_YU}, {V_YU, V_YO}, {V_EU, V_EU}};
    size_t i = 0, k = 0, f = 0;
    while (i < HC_LEN(turned) && turned[i].l != p.l)
        i++;
    while (k < HC_LEN(vowels) && vowels[k].v != p.v)
        k++;
    while (f < HC_LEN(turned) && turned[f].t != p.t)
        f++;
    if (i == HC_LEN(turned) || k == HC_LEN(vowels) || f == HC_LEN(turned))
        return false;
    *out = (parts){turned[f].l, vowels[k].to, turned[i].t};
    return true;
}

static void put_turned(hc_str run, hc_buf *out)
{
    for (size_t end = run.n; end;) {
        size_t start;
        parts p;
        uint32_t cp = hc_peek_back(run, end, &start);
        HC_ASSERT(turn(hc_syllable_split(cp), &p));
        hc_put(out, hc_syllable_join(p));
        end = start;
    }
}

void hc_tr_rot180(hc_rewriting *r, hc_str s, hc_buf *out)
{
    for (size_t at = 0, next; at < s.n; at = next) {
        size_t end = at, n = 0;
        parts ignored;
        uint32_t cp = hc_peek(s, at, &next);
        for (size_t behind; hc_is_syllable(hc_peek(s, end, &behind)) && turn(hc_syllable_split(hc_peek(s, end, NULL)), &ignored); end = behind)
            n++;
        if (n < 2) {
            hc_put(out, cp);
            continue;
        }
        hc_str run = hc_str_sub(s, at, end);
        if (hc_draw_place(r))
            put_turned(run, out);
        else
            hc_buf_str(out, run);
        next = end;
    }
}

/* ---- slips ---------------------------------------------------------------------------------------------- */

/* The three rows of the 두벌식 keyboard, consonants on the left, vowels on the right; shift leaves the neighbours what they are. */
static uint32_t beside(uint32_t letter, bool right)
{
    static const uint16_t rows[][6] = {
        {0x3142, 0x3148, 0x3137, 0x3131, 0x3145}, {0x3141, 0x3134, 0x3147, 0x3139, 0x314E}, {0x314B, 0x314C, 0x314A, 0x314D},
        {0x315B, 0x3155, 0x3151, 0x3150, 0x3154}, {0x3157, 0x3153, 0x314F, 0x3163},         {0x3160, 0x315C, 0x3161},
    };
    for (size_t i = 0; i < HC_LEN(rows); i++)
        for (size_t k = 0; k < 6 && rows[i][k]; k++)
            if (rows[i][k] == letter)
                return (right && rows[i][k + 1]) || k == 0 ? rows[i][k + 1] : rows[i][k - 1];
    return 0;
}

static parts slip(hc_rewriting *r, parts p)
{
    bool right = hc_draw(r) & 1;
    uint32_t l = beside(hc_letter_of_initial(p.l), right), v = beside(hc_letter_of_vowel(p.v), right);
    if (v && (!l || hc_draw(r) & 1))
        p.v = (uint8_t)hc_vowel_of_letter(v);
    else if (l)
        p.l = (uint8_t)hc_initial_of_letter(l);
    return p;
}

/* One syllable of each word for which a place is drawn. */
void hc_tr_typo_adjacent(hc_rewriting *r, hc_str s, hc_buf *out)
{
    size_t at = 0;
    while (at < s.n) {
        size_t n = 0, end = at, next;
        while (hc_is_syllable(hc_peek(s, end, &next))) {
            n++;
            end = next;
        }
        if (!n) {
            hc_peek(s, at, &next);
            hc_buf_str(out, hc_str_sub(s, at, next));
            at = next;
            continue;
        }
        size_t wrong = hc_draw_place(r) ? hc_draw_below(r, n) : n;
        for (size_t i = 0; at < end; i++, at = next) {
            uint32_t cp = hc_peek(s, at, &next);
            hc_put(out, i == wrong ? hc_syllable_join(slip(r, hc_syllable_split(cp))) : cp);
        }
    }
}

/* ---- by other modules ------------------------------------------------------------------------------------ */

/* Words for which a place is drawn, each with its blanks behind it. */
static void each_word(hc_rewriting *r, hc_str s, hc_str (*fn)(hc_arena *a, hc_str word), hc_buf *out)
{
    for (size_t at = 0; at < s.n;) {
        size_t end = at;
        while (end < s.n && s.p[end] != ' ' && s.p[end] != '\n')
            end++;
        while (end < s.n && (s.p[end] == ' ' || s.p[end] == '\n'))
            end++;
        if (hc_draw_place(r))
            hc_buf_str(out, fn(r->a, hc_str_sub(s, at, end)));
        else
            hc_buf_str(out, hc_str_sub(s, at, end));
        at = end;
    }
}

void hc_tr_kbd_en(hc_rewriting *r, hc_str s, hc_buf *out)
{
    each_word(r, s, hc_ko_to_keys, out);
}

void hc_tr_roman_rr(hc_rewriting *r, hc_str s, hc_buf *out)
{
    each_word(r, s, hc_romanise, out);
}

/* By syllables, as people type it: no sound rules; 이 inside a word is the digit of that name. A mark keeps the syllables apart. */
static hc_str chat_letters(hc_arena *a, hc_str word)
{
    HC_AUTO(hc_buf) apart, out;
    hc_buf_init(&apart, SIZE_MAX);
    hc_buf_init(&out, SIZE_MAX);
    for (size_t at = 0, next; at < word.n; at = next) {
        uint32_t cp = hc_peek(word, at, &next);
        if (at && cp == 0xC774)   /* 이 */
            hc_buf_c(&apart, "2");
        else
            hc_buf_str(&apart, hc_str_sub(word, at, next));
        hc_buf_c(&apart, "\x01");
    }
    hc_str spelt = hc_romanise(a, hc_buf_view(&apart));
    for (size_t i = 0; i < spelt.n; i++)
        if (spelt.p[i] != 1)
            hc_buf_add(&out, &spelt.p[i], 1);
    return hc_str_dup(a, hc_buf_view(&out));
}

void hc_tr_roman_chat(hc_rewriting *r, hc_str s, hc_buf *out)
{
    each_word(r, s, chat_letters, out);
}

void hc_tr_yamin(hc_rewriting *r, hc_str s, hc_buf *out)
{
    hc_buf_str(out, hc_ko_lookalike(r->a, s, hc_draw(r), r->strength));
}
