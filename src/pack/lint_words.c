// SPDX-License-Identifier: Apache-2.0
#include "pack/lint_int.h"

#include <string.h>

#include "korean/register.h"
#include "text/normalize.h"
#include "text/utf8.h"

/* How items are written: words of translations, lengths, speech levels, and answers that the question gives away. */

enum { LENGTH_MIN = 8, LENGTH_MAX = 200, BAND_ITEMS_MIN = 20, REGISTER_ITEMS_MIN = 40, LEAK_BYTES_MIN = 4 };
static const double translated_share = 0.05, register_share = 0.9, longest_beyond = 0.2;

/* Each is good Korean now and then; a pack where many items have one was thought in another language. A blank in front: only at
 * the start of a word. */
static const char *const translated[] = {"에 의해", "에 의하여", "에 대하여", "것이 가능", " 그녀", " 그는 ", " 그가 ", " 그의 ", " 그를 ", "되어지", "되어진", "되어졌",
                                         "가지고 있", "에 있어서", "것을 필요로", "함에 있어", "중의 하나"};

static bool contains(hc_str text, const char *what)
{
    return hc_str_find(text, hc_str_c(what)) >= 0;
}

static void translationese(hc_lint_set *s, size_t k)
{
    hc_lint_pack *p = &s->pack[k];
    size_t with[HC_LEN(translated)] = {0}, limit = (size_t)(translated_share * (double)p->p->n_items);
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < p->p->n_items; i++) {
            hc_str text = hc_fmt(a, " %.*s", HC_FS(hc_text_fold(a, p->text[i])));
            for (size_t w = 0; w < HC_LEN(translated); w++) {
                if (!contains(text, translated[w]))
                    continue;
                with[w] += pass == 0;
                if (pass == 0 || with[w] <= (limit < 2 ? 2 : limit))
                    continue;
                hc_spot at = hc_lint_spot(&p->item[i], HC_LINT_WARNING);
                hc_problem(&p->ps, &at, "W-LINT-02", "\"%s\" sounds translated and stands in %zu of %zu items (band: 5 %%): say it as people do",
                           "번역투 \"%s\"{이/가} %zu/%zu문항에 있음(허용 5%%): 평소 쓰는 말로 바꾸십시오", translated[w] + (translated[w][0] == ' '),
                           with[w], p->p->n_items);
            }
            hc_arena_reset(a);
        }
}

static void lengths(hc_lint_set *s, size_t k)
{
    hc_lint_pack *p = &s->pack[k];
    for (size_t i = 0; i < p->p->n_items; i++) {
        size_t n = hc_utf8_count(p->text[i]);
        if (!hc_str_is(hc_item_tag(&p->item[i], HC_S("form")), "plain") || (n >= LENGTH_MIN && n <= LENGTH_MAX))
            continue;
        hc_spot at = hc_lint_spot(&p->item[i], HC_LINT_WARNING);
        hc_problem(&p->ps, &at, "W-LINT-03", "a plain item of %zu characters (band: %d to %d)", "직접 묻는 문항이 %zu자임(범위 %d~%d자)", n,
                   LENGTH_MIN, LENGTH_MAX);
    }
}

static void registers(hc_lint_set *s, size_t k)
{
    static const char *const names[HC_SPEECH_KINDS] = {"", "해라체", "해체", "해요체", "하십시오체"};
    hc_lint_pack *p = &s->pack[k];
    size_t n[HC_SPEECH_KINDS] = {0}, all = 0;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < p->p->n_items; i++) {
        hc_register r;
        if (!hc_item_tag(&p->item[i], HC_S("form")).n)
            continue;
        hc_register_read(a, p->text[i], &r);
        n[r.main]++;
        all += r.main != HC_SPEECH_NONE;
        hc_arena_reset(a);
    }
    for (size_t r = HC_SPEECH_NONE + 1; r < HC_SPEECH_KINDS && all >= REGISTER_ITEMS_MIN; r++)
        if ((double)n[r] > register_share * (double)all) {
            hc_spot at = {.level = HC_LINT_WARNING, .file = p->item[0].file};
            hc_problem(&p->ps, &at, "W-LINT-04", "%zu of %zu items speak at one level (%s; band: 90 %%): people ask in several",
                       "%zu/%zu문항이 한 말투(%s)임(허용 90%%): 여러 말투로 물으십시오", n[r], all, names[r]);
        }
}

void hc_lint_language(hc_lint_set *s, size_t k)
{
    translationese(s, k);
    lengths(s, k);
    registers(s, k);
}

/* Questions about a text that comes with them hold their answer: those of bias, and those that say so in their own data. */
static bool about_its_text(const hc_item *it)
{
    return hc_item_tag(it, HC_S("axis")).n || hc_item_meta(it, HC_S("context")).n || hc_item_meta(it, HC_S("answer_in_question")).n;
}

/* The answer that the question itself holds, "" if none. Of choices: the right one, where it alone stands there. */
static hc_str leaked(const hc_item *it, hc_str text)
{
    if (it->expect == HC_EXPECT_TEXT)
        for (size_t i = 0; i < it->n_answers; i++)
            if (it->answers[i].n >= 3 && hc_str_find(text, it->answers[i]) >= 0)
                return it->answers[i];
    if (it->expect != HC_EXPECT_CHOICE || it->correct_choice < 0)
        return HC_S("");
    for (size_t i = 0; i < it->n_choices; i++)
        if ((hc_str_find(text, it->choices[i]) >= 0) != (i == (size_t)it->correct_choice))
            return HC_S("");
    hc_str right = it->choices[it->correct_choice];
    return right.n >= LEAK_BYTES_MIN ? right : HC_S("");
}

static void longest(hc_lint_pack *p)
{
    size_t n = 0, hit = 0;
    double chance = 0;
    for (size_t i = 0; i < p->p->n_items; i++) {
        const hc_item *it = &p->item[i];
        if (it->expect != HC_EXPECT_CHOICE || it->correct_choice < 0)
            continue;
        size_t longer = 0, mine = hc_utf8_count(it->choices[it->correct_choice]);
        for (size_t c = 0; c < it->n_choices; c++)
            longer += c != (size_t)it->correct_choice && hc_utf8_count(it->choices[c]) >= mine;
        n++;
        hit += longer == 0;
        chance += 1.0 / (double)it->n_choices;
    }
    if (n < BAND_ITEMS_MIN || (double)hit <= chance + longest_beyond * (double)n)
        return;
    hc_spot at = {.level = HC_LINT_WARNING, .file = p->item[0].file};
    hc_problem(&p->ps, &at, "W-LINT-07", "the correct choice is the longest in %zu of %zu items: make others as long",
               "정답이 가장 긴 보기인 문항이 %zu/%zu개임: 다른 보기도 길게 쓰십시오", hit, n);
}

void hc_lint_answers(hc_lint_set *s, size_t k)
{
    hc_lint_pack *p = &s->pack[k];
    for (size_t i = 0; i < p->p->n_items; i++) {
        hc_str answer = leaked(&p->item[i], p->text[i]);
        if (!answer.n || about_its_text(&p->item[i]))
            continue;
        hc_spot at = hc_lint_spot(&p->item[i], HC_LINT_WARNING);
        hc_str shown = hc_show(s->a, answer);
        hc_problem(&p->ps, &at, "W-LINT-06", "the question holds the answer \"%.*s\"", "질문에 정답 \"%.*s\"{이/가} 들어 있음", HC_FS(shown));
    }
    longest(p);
}
