// SPDX-License-Identifier: Apache-2.0
#include "io/sys.h"

#include <time.h>

static int64_t clock_us(clockid_t clock)
{
    struct timespec t;
    HC_ASSERT(clock_gettime(clock, &t) == 0);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t hc_sys_wall_us(const hc_sys *sys)
{
    return sys && sys->wall_us ? sys->wall_us(sys->ctx) : clock_us(CLOCK_REALTIME);
}

int64_t hc_sys_mono_us(const hc_sys *sys)
{
    return sys && sys->mono_us ? sys->mono_us(sys->ctx) : clock_us(CLOCK_MONOTONIC);
}
