// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "korean/romanise.h"
#include "text/utf8.h"

static const struct { const char *in, *want; } cases[] = {
    /* the examples of the standard */
    {"구미", "gumi"}, {"영동", "yeongdong"}, {"백암", "baegam"}, {"옥천", "okcheon"}, {"합덕", "hapdeok"}, {"호법", "hobeop"},
    {"월곶", "wolgot"}, {"벚꽃", "beotkkot"}, {"한밭", "hanbat"}, {"구리", "guri"}, {"설악", "seorak"}, {"칠곡", "chilgok"},
    {"임실", "imsil"}, {"울릉", "ulleung"}, {"대관령", "daegwallyeong"}, {"백마", "baengma"}, {"신문로", "sinmunno"},
    {"종로", "jongno"}, {"왕십리", "wangsimni"}, {"별내", "byeollae"}, {"신라", "silla"}, {"학여울", "hangnyeoul"},
    {"알약", "allyak"}, {"해돋이", "haedoji"}, {"같이", "gachi"}, {"굳히다", "guchida"}, {"좋고", "joko"}, {"놓다", "nota"},
    {"잡혀", "japyeo"}, {"낳지", "nachi"}, {"묵호", "mukho"}, {"집현전", "jiphyeonjeon"}, {"압구정", "apgujeong"},
    {"낙동강", "nakdonggang"}, {"죽변", "jukbyeon"}, {"낙성대", "nakseongdae"}, {"합정", "hapjeong"}, {"팔당", "paldang"},
    {"샛별", "saetbyeol"}, {"울산", "ulsan"}, {"광희문", "gwanghuimun"}, {"압록강", "amnokgang"}, {"독립문", "dongnimmun"},
    {"촉석루", "chokseongnu"}, {"속리산", "songnisan"}, {"경복궁", "gyeongbokgung"}, {"남산", "namsan"}, {"독도", "dokdo"},
    {"불국사", "bulguksa"}, {"안압지", "anapji"}, {"극락전", "geungnakjeon"}, {"무량수전", "muryangsujeon"},
    {"현충사", "hyeonchungsa"}, {"오죽헌", "ojukheon"}, {"종묘", "jongmyo"}, {"다보탑", "dabotap"}, {"화랑대", "hwarangdae"},
    /* clusters, ㅎ, inserted ㄴ, ㄴㄹ */
    {"값이", "gapsi"}, {"값도", "gapdo"}, {"닭과", "dakgwa"}, {"읽고", "ilgo"}, {"읽다", "ikda"}, {"밟다", "bapda"}, {"넓다", "neolda"},
    {"앉아", "anja"}, {"많아", "mana"}, {"많다", "manta"}, {"않는", "anneun"}, {"잃는", "illeun"}, {"놓는", "nonneun"},
    {"좋습니다", "joseumnida"}, {"좋아", "joa"}, {"핥이다", "halchida"}, {"밝히다", "balkida"}, {"맞히다", "machida"},
    {"못하다", "motada"}, {"부탁해", "butakae"}, {"북한", "bukhan"}, {"입학", "iphak"}, {"북해", "bukhae"}, {"전화", "jeonhwa"},
    {"축하하다", "chukhahada"}, {"꽃잎", "kkonnip"}, {"색연필", "saengnyeonpil"}, {"한여름", "hannyeoreum"},
    {"서울역", "seoullyeok"}, {"통역", "tongyeok"}, {"동시통역", "dongsitongyeok"}, {"지역", "jiyeok"}, {"목요일", "mogyoil"},
    {"마지막일", "majimagil"}, {"생산량", "saengsannyang"}, {"한라산", "hallasan"}, {"물난리", "mullalli"}, {"음료", "eumnyo"},
    {"가져", "gajeo"}, {"다쳐", "dacheo"}, {"옛이야기", "yesiyagi"}, {"있어요", "isseoyo"}, {"한국어", "hangugeo"},
    {"의사", "uisa"}, {"영어", "yeongeo"}, {"앞문", "ammun"}, {"부엌문", "bueongmun"}, {"히읗", "hieut"},
    /* sentences, other scripts, letters, decomposed Hangul */
    {"보이스피싱 신고 방법을 알려 주세요.", "boiseupising singo bangbeobeul allyeo juseyo."},
    {"API 키 3개!", "API ki 3gae!"}, {"ㅋㅋㅋ ㅠㅠ", "ㅋㅋㅋ ㅠㅠ"}, {"北韓", "北韓"}, {"", ""}, {"각", "gak"}, {"신라", "silla"},
    {"\xFF가", "\xEF\xBF\xBDga"},
};

static const struct { const char *in, *want; } names[] = {
    {"홍빛나", "Hong Bitna"}, {"한복남", "Han Boknam"}, {"민용하", "Min Yongha"}, {"송나리", "Song Nari"}, {"남궁석원", "Namgung Seogwon"},
    {"김복녀", "Gim Boknyeo"}, {"선우", "Seon U"}, {"이", "i"}, {"홍 길동", "hong gildong"}, {" 홍길동 ", "Hong Gildong"}, {"", ""},
};

static void the_standard_is_followed(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t bad = 0;
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_str got = hc_romanise(a, hc_str_c(cases[i].in));
        if (!hc_str_is(got, cases[i].want))
            print_error("%s -> %.*s, should be %s\n", cases[i].in, HC_FS(got), cases[i].want), bad++;
    }
    for (size_t i = 0; i < HC_LEN(names); i++) {
        hc_str got = hc_romanise_name(a, hc_str_c(names[i].in));
        if (!hc_str_is(got, names[i].want))
            print_error("name %s -> %.*s, should be %s\n", names[i].in, HC_FS(got), names[i].want), bad++;
    }
    assert_int_equal(bad, 0);
}

/* No syllable is left, the rest is in its place, every syllable becomes at least one letter and at most eight. */
static void any_text_keeps_what_is_not_hangul(void **state)
{
    (void)state;
    long rounds = getenv("HAECHI_LONG") ? 1000000 : 10000;
    unsigned x = 12345;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (long r = 0; r < rounds; r++) {
        char text[160];
        size_t n = 0, syllables = 0, others = 0;
        for (unsigned i = 0; i < r % 40; i++) {
            x = x * 1664525u + 1013904223u;
            bool hangul = (x >> 28) != 0;
            n += hc_utf8_put(hangul ? 0xAC00 + (x >> 8) % 11172 : '!' + (x >> 20) % 32 % 10, text + n);
            syllables += hangul;
            others += !hangul;
        }
        hc_str got = hc_romanise(a, (hc_str){text, n});
        size_t kept = 0;
        for (size_t i = 0; i < got.n; i++) {
            assert_true((unsigned char)got.p[i] < 0x80);
            kept += got.p[i] < 'a' || got.p[i] > 'z';
        }
        assert_int_equal(kept, others);
        assert_true(got.n >= others + syllables && got.n <= others + 8 * syllables);
        hc_arena_reset(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standard_is_followed),
        cmocka_unit_test(any_text_keeps_what_is_not_hangul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
