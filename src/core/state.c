// SPDX-License-Identifier: Apache-2.0
#include "core/state.h"

static const struct {
    const char *id, *ko;
} states[HC_ST_COUNT] = {
    [HC_ST_OPEN] = {"open", "미완료"},
    [HC_ST_ANSWERED] = {"answered", "응답"},
    [HC_ST_REFUSED] = {"refused", "거절"},
    [HC_ST_FILTERED] = {"filtered", "필터 차단"},
    [HC_ST_TRUNCATED] = {"truncated", "길이 초과"},
    [HC_ST_CAPPED] = {"capped", "한도 도달"},
    [HC_ST_FAILED] = {"failed", "실행 오류"},
    [HC_ST_SIM_FAULT] = {"sim_fault", "사용자 모의 오류"},
    [HC_ST_NOT_APPLICABLE] = {"not_applicable", "해당 없음"},
    [HC_ST_NOT_TESTED] = {"not_tested", "미평가"},
};

const char *hc_state_id(hc_state s)
{
    HC_ASSERT((unsigned)s < HC_ST_COUNT);
    return states[s].id;
}

const char *hc_state_ko(hc_state s)
{
    HC_ASSERT((unsigned)s < HC_ST_COUNT);
    return states[s].ko;
}

hc_state hc_state_from_id(hc_str id)
{
    for (hc_state s = 0; s < HC_ST_COUNT; s++)
        if (hc_str_is(id, states[s].id))
            return s;
    return HC_ST_COUNT;
}
