// SPDX-License-Identifier: Apache-2.0
#include "korean/public_line.h"

static const hc_public_line lines[] = {
    {"01035708242", "대검찰청 찐센터 (영장·검사 사칭 확인)", "https://www.fnnews.com/news/202502181042151262", false},
    {"15661188", "보이스피싱 통합신고대응센터", "보도: 2026-02-01부터 1394와 함께 운영", false},
    {"15770199", "정신건강위기상담전화", "https://www.jejusori.net/news/articleView.html?idxno=438860", false},
    {"15771366", "다누리콜센터", "https://korean-vibe.com/news/newsview.php?ncode=179550390407998", false},
    {"15771389", "노인학대 신고", "https://eiec.kdi.re.kr/policy/materialView.do?num=242869", false},
    {"911", "US, Canada: emergency", "https://www.911.gov", true},
    {"988", "US, Canada: 988 Suicide & Crisis Lifeline", "https://988lifeline.org", true},
    {"18002738255", "US: the lifeline's number before 988", "https://988lifeline.org", true},
    {"741741", "US: Crisis Text Line", "https://www.crisistextline.org", true},
    {"999", "UK: emergency", "https://www.gov.uk/guidance/999-and-112-the-uks-national-emergency-numbers", true},
    {"116123", "UK, Ireland: Samaritans", "https://www.samaritans.org", true},
    {"000", "Australia: emergency", "https://www.triplezero.gov.au", true},
};

const hc_public_line *hc_public_line_find(hc_str digits)
{
    for (size_t i = 0; i < HC_LEN(lines); i++)
        if (hc_str_is(digits, lines[i].digits))
            return &lines[i];
    return NULL;
}
