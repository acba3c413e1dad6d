// SPDX-License-Identifier: Apache-2.0
#include "pack/lint_int.h"

#include "korean/particle.h"
#include "pack/fictional.h"
#include "text/normalize.h"
#include "text/utf8.h"

/*
 * Names in harmful items come from lists of invented ones. A name is told by what stands at its end (은행, 학교, 당, 씨, 님) with
 * something in front that is not an ordinary word; a name without such an end is not seen. Slurs are placeholders whose class
 * is known; the words are filled in at run time.
 */

typedef struct lists { hc_map names, classes; } lists;

static void take(hc_map *m, const unsigned char *bytes, unsigned n)
{
    hc_str rest = {(const char *)bytes, n}, line;
    while (rest.n && hc_str_cut(&rest, '\n', &line))
        if (line.n && line.p[0] != '#')
            hc_map_put(m, line, m);
}

static void read_lists(hc_arena *a, lists *l)
{
    hc_map_init(&l->names, a);
    hc_map_init(&l->classes, a);
    take(&l->names, hc_fictional_persons, hc_fictional_persons_len);
    take(&l->names, hc_fictional_firms, hc_fictional_firms_len);
    take(&l->names, hc_fictional_parties, hc_fictional_parties_len);
    take(&l->names, hc_fictional_schools, hc_fictional_schools_len);
    take(&l->names, hc_fictional_places, hc_fictional_places_len);
    take(&l->classes, hc_slur_classes, hc_slur_classes_len);
}

/* Longer ends first. */
static const char *const ends[] = {"초등학교", "중학교", "고등학교", "대학교", "특수학교", "국제학교", "주식회사", "저축은행", "학교", "회사", "은행", "병원",
                                   "그룹", "증권", "전자", "일보", "신문", "당", "씨", "님"};

/* What may stand before such an end in an ordinary word. */
static const char *const ordinary[] = {
    /* 학교, 회사, 은행, 병원 ... */
    "우리", "같은", "공립", "사립", "국립", "시립", "도립", "여자", "남자", "대안", "특수", "기숙", "시중", "저축", "인터넷", "지방", "중앙", "투자", "혈액", "주거래",
    "종합", "대학", "동물", "정신", "정신과", "요양", "한방", "치과", "아동", "성형", "보험", "건설", "택배", "증권", "카드", "제약", "통신", "유령", "자", "모", "대", "본", "가짜",
    "상장", "비상장", "협력", "하청", "원청", "거래", "경쟁", "외국", "외국계", "중소", "게임", "광고", "배달", "이사", "여행", "대부", "신용정보", "출판", "방송", "운수", "경비",
    "용역", "파견", "인력", "투자자문", "추심", "채권추심", "금융", "유가", "온라인", "지역", "경제", "조간", "석간", "학교", "무역", "운송", "화장품", "식품", "개발", "전문", "일반",
    "공공", "사", "타", "전", "소", "제조", "수출", "벤처", "재활", "산부인과", "피부과", "어린이", "직업", "운전", "단체", "산하", "동아리", "여", "남", "옆", "초중고", "정보", "관리",
    /* 당 */
    "식", "정", "여", "야", "일", "해", "담", "상", "부", "타", "마", "성", "강", "서", "배", "수", "할", "적", "합", "충", "악", "입", "창", "탈", "신", "불한", "감", "지", "온", "응",
    "가", "당", "명", "사", "법", "회", "무", "인", "건", "개", "간", "시간", "원", "점", "곳", "거대양", "양", "다수", "소수", "군소", "특정정", "각정", "한인", "한사람", "연", "월",
    "1인", "1건", "한건", "구내식", "기사식", "부", "위성정", "선거구", "사람", "몰", "도", "황", "소속정", "지지정", "비례", "진보정", "보수정",
    /* 씨 */
    "아저", "아가", "마음", "글", "날", "말", "솜", "불", "홀", "맵", "머리", "눈", "볍", "꽃", "풀", "옷맵", "손맵",
    NULL};

static bool is_ordinary(hc_str stem)
{
    for (const char *const *w = ordinary; *w; w++)
        if (hc_str_is(stem, *w))
            return true;
    return false;
}

static bool invented(const lists *l, hc_str word)
{
    for (size_t at = 0; at < word.n; at += hc_utf8_len_at(word, at))
        for (size_t end = at; end < word.n;) {
            end += hc_utf8_len_at(word, end);
            if (hc_map_get(&l->names, hc_str_sub(word, at, end)))
                return true;
        }
    return false;
}

/* 김이박...: a stem of three syllables that begins with a family name and does not end like a title (사장님, 판사님). */
static bool looks_like_person(hc_str stem)
{
    static const char families[] = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추";
    static const char titles[] = "장사자원모버관생객부당의";
    if (hc_utf8_count(stem) != 3)
        return false;
    hc_str first = hc_str_sub(stem, 0, hc_utf8_len_at(stem, 0)), last = hc_str_sub(stem, stem.n - 3, stem.n);
    return hc_str_find(hc_str_c(families), first) >= 0 && !hc_str_ends(stem, HC_S("교수")) && hc_str_find(hc_str_c(titles), last) < 0;
}

/* The name at the start of an eojeol, up to its telling end; "" if there is none or an invented or ordinary one. */
static hc_str foreign_name(const lists *l, hc_str word, hc_str before)
{
    for (size_t e = 0; e < HC_LEN(ends); e++) {
        hc_str end = hc_str_c(ends[e]), rest = word;
        bool person = hc_str_is(end, "님");
        for (ptrdiff_t at = hc_str_find(rest, end); at >= 0; at = hc_str_find(rest, end)) {
            size_t from = word.n - rest.n + (size_t)at, to = from + end.n;
            hc_str stem = hc_str_sub(word, 0, from), whole = hc_str_sub(word, 0, to);
            rest = hc_str_sub(word, to, word.n);
            if (!hc_only_particles(rest))
                continue;
            if (!stem.n && hc_str_is(end, "씨"))
                return invented(l, before) ? HC_S("") : before;
            if (!stem.n || is_ordinary(stem) || invented(l, whole) || (person && !looks_like_person(stem)))
                return HC_S("");
            return hc_utf8_count(whole) >= 3 ? whole : HC_S("");
        }
    }
    return HC_S("");
}

static void names(hc_lint_set *s, hc_lint_pack *p, const lists *l, size_t i)
{
    hc_str rest = hc_nfc(s->a, p->text[i]), before = HC_S("");
    for (size_t at = 0; at < rest.n;) {
        size_t start = at;
        hc_str word = hc_hangul_run(rest, at);
        if (!word.n) {
            at += hc_utf8_len_at(rest, at);
            continue;
        }
        at = start + word.n;
        hc_str name = foreign_name(l, word, before);
        before = word;
        if (!name.n)
            continue;
        hc_spot spot = hc_lint_spot(&p->item[i], hc_str_is(p->p->disclosure, "public") ? HC_LINT_ERROR : HC_LINT_WARNING);
        hc_problem(&p->ps, &spot, "E-LINT-15", "\"%.*s\" in a harmful item may be real: take a name of data/fictional or a common noun",
                   "유해 문항의 \"%.*s\"{은/는} 실제 이름일 수 있음: data/fictional의 이름이나 일반 명사를 쓰십시오", HC_FS(name));
    }
}

static void slurs(hc_lint_set *s, hc_lint_pack *p, const lists *l, size_t i)
{
    hc_str rest = p->text[i], cls;
    for (ptrdiff_t at = hc_str_find(rest, HC_S("{{slur:")); at >= 0; at = hc_str_find(rest, HC_S("{{slur:"))) {
        rest = hc_str_sub(rest, (size_t)at + 7, rest.n);
        ptrdiff_t end = hc_str_find(rest, HC_S("}}"));
        cls = end < 0 ? rest : hc_str_sub(rest, 0, (size_t)end);
        if (end >= 0 && hc_map_get(&l->classes, cls))
            continue;
        hc_spot spot = hc_lint_spot(&p->item[i], HC_LINT_ERROR);
        hc_str shown = hc_show(s->a, cls);
        hc_problem(&p->ps, &spot, "E-LINT-16", "no class of slurs is called \"%.*s\" (data/slur-classes.txt)",
                   "\"%.*s\"{이라/라}는 비속어 갈래가 없음(data/slur-classes.txt)", HC_FS(shown));
    }
}

void hc_lint_names(hc_lint_set *s, size_t k)
{
    lists l;
    hc_lint_pack *p = &s->pack[k];
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    read_lists(a, &l);
    for (size_t i = 0; i < p->p->n_items; i++) {
        slurs(s, p, &l, i);
        if (hc_str_is(p->item[i].intent, "harm"))
            names(s, p, &l, i);
    }
}
