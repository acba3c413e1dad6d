// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "korean/josa.h"

static const struct { const char *in, *out; } cases[] = {
    /* Hangul by its final consonant; ㄹ takes 로 */
    {"서울{으로/로}", "서울로"}, {"부산{으로/로}", "부산으로"}, {"학교{으로/로}", "학교로"}, {"값{이/가}", "값이"},
    {"문항{을/를}", "문항을"}, {"파일{과/와}", "파일과"}, {"차{과/와}", "차와"}, {"해치{이라/라}", "해치라"},
    {"달{아/야}", "달아"}, {"나{은/는}", "나는"},
    /* digits as they are read */
    {"7{으로/로}", "7로"}, {"119{으로/로}", "119로"}, {"112{을/를}", "112를"}, {"109{은/는}", "109는"},
    {"1366{을/를}", "1366을"}, {"1332{과/와}", "1332와"}, {"1394{이/가}", "1394가"}, {"10{으로/로}", "10으로"},
    {"1,000{은/는}", "1,000은"}, {"20000{이/가}", "20000이"}, {"1000000000000{이/가}", "1000000000000가"},
    {"100000000{을/를}", "100000000을"}, {"0{을/를}", "0을"}, {"3{을/를}", "3을"}, {"6{과/와}", "6과"},
    {"8{이/가}", "8이"}, {"1{으로/로}", "1로"}, {"0.5{을/를}", "0.5를"}, {"2.10{을/를}", "2.10을"}, {"３{을/를}", "３을"},
    {"35%{을/를}", "35%를"},
    /* acronyms by their last letter */
    {"LLM{은/는}", "LLM은"}, {"URL{으로/로}", "URL로"}, {"URL{을/를}", "URL을"}, {"API{을/를}", "API를"}, {"B{이/가}", "B가"},
    {"N{은/는}", "N은"}, {"CSV{을/를}", "CSV를"}, {"html{을/를}", "html을"}, {"txt{을/를}", "txt를"},
    {"gpt-4{을/를}", "gpt-4를"}, {"qwen-7b{은/는}", "qwen-7b는"},
    /* words by how their ending is taken over */
    {"model{을/를}", "model을"}, {"token{이/가}", "token이"}, {"score{을/를}", "score를"}, {"file{으로/로}", "file로"},
    {"ping{을/를}", "ping을"}, {"server{이/가}", "server가"}, {"google{을/를}", "google을"}, {"run.jsonl{을/를}", "run.jsonl을"},
    {"app{을/를}", "app을"}, {"loop{이/가}", "loop가"}, {"top{으로/로}", "top으로"}, {"Google{으로/로}", "Google로"},
    {"zip{을/를}", "zip을(를)"}, {"rubric{이나/나}", "rubric이나"}, {"unit{이랑/랑}", "unit(이)랑"}, {"prompt{을/를}", "prompt를"},
    {"pack{을/를}", "pack을"}, {"check{이/가}", "check가"}, {"verdict{을/를}", "verdict를"}, {"Anthropic{은/는}", "Anthropic은"},
    {"network{으로/로}", "network로"}, {"help{은/는}", "help는"}, {"ChatGPT{은/는}", "ChatGPT는"},
    /* quotes, brackets and glosses */
    {"개인정보(PII){을/를}", "개인정보(PII)를"}, {"‘전세’{을/를}", "‘전세’를"}, {"\"정답\"{은/는}", "\"정답\"은"},
    {"「법률」{이/가}", "「법률」이"}, {"(값){을/를}", "(값)을"}, {"**팩**{을/를}", "**팩**을"}, {"f(x) (예){이/가}", "f(x) (예)가"},
    /* decomposed Hangul, letters, nothing */
    {"각{을/를}", "각을"}, {"가{을/를}", "가를"}, {"ㄹ{으로/로}", "ㄹ로"}, {"ㅋ{이/가}", "ㅋ이"}, {"ㅏ{이/가}", "ㅏ가"},
    {"{을/를}", "을(를)"}, {"北韓{을/를}", "北韓을"}, {"日本{으로/로}", "日本으로"}, {"法律{으로/로}", "法律로"}, {"會社{이/가}", "會社가"},
    {"龘{을/를}", "龘을(를)"}, {"\xFF{을/를}", "\xFF을(를)"},
    /* the other pairs */
    {"책{이나/나}", "책이나"}, {"차{이나/나}", "차나"}, {"물{이랑/랑}", "물이랑"}, {"너{이랑/랑}", "너랑"}, {"팩{이며/며}", "팩이며"},
    {"사과{이에요/예요}", "사과예요"}, {"책{이에요/예요}", "책이에요"}, {"물{이에요/예요}", "물이에요"},
    /* the rest is copied */
    {"{를/을}", "{를/을}"}, {"{{을/를}", "{을(를)"}, {"가{을/를", "가{을/를"}, {"가{을/를}{이/가}", "가를이"},
    {"{가/나} {이/", "{가/나} {이/"}, {"a.csv{을/를} 읽고 b{을/를} 씀", "a.csv를 읽고 b를 씀"}, {"", ""},
};

static void particles_follow_the_sound_before_them(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_str got = hc_josa(a, hc_str_c(cases[i].in));
        if (!hc_str_is(got, cases[i].out))
            fail_msg("%s -> %.*s, should be %s", cases[i].in, HC_FS(got), cases[i].out);
    }
}

static void a_word_gets_its_particle(void **state)
{
    static const struct { const char *word, *pair, *want; } words[] = {
        {"서울", "으로/로", "서울로"}, {"서울", "로/으로", "서울로"}, {"학교", "{을/를}", "학교를"}, {"7", "으로/로", "7로"},
        {"각", "을/를", "각을"}, {"개인정보(PII)", "을/를", "개인정보(PII)를"}, {"", "을/를", "을(를)"},
        {"1394", "이/가", "1394가"}, {"값 ", "이/가", "값 이(가)"}, {"\xFF", "은/는", "\xEF\xBF\xBD은(는)"},
    };
    static const char *const no_pairs[] = {"", "을", "을/", "/를", "을/가", "을/를/", "{을/를", "에/에서"};
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(words); i++) {
        hc_str got = hc_josa_word(a, hc_str_c(words[i].word), hc_str_c(words[i].pair));
        if (!hc_str_is(got, words[i].want))
            fail_msg("%s + %s -> %.*s, should be %s", words[i].word, words[i].pair, HC_FS(got), words[i].want);
    }
    for (size_t i = 0; i < HC_LEN(no_pairs); i++)
        assert_null(hc_josa_word(a, HC_S("값"), hc_str_c(no_pairs[i])).p);
}

static void any_bytes_are_copied_unless_they_are_a_marker(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    char bytes[300];
    for (unsigned seed = 0; seed < 500; seed++) {
        unsigned x = seed * 2654435761u + 1;
        for (size_t i = 0; i < sizeof bytes; i++) {
            x = x * 1664525u + 1013904223u;
            bytes[i] = (char)(x >> 24);
        }
        hc_str in = {bytes, sizeof bytes};
        assert_true(hc_str_eq(hc_josa(a, in), in));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(particles_follow_the_sound_before_them),
        cmocka_unit_test(a_word_gets_its_particle),
        cmocka_unit_test(any_bytes_are_copied_unless_they_are_a_marker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
