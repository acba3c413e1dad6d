// SPDX-License-Identifier: Apache-2.0
/*
 * timed FILE COMMAND...: runs the command and writes to FILE "pid N", then "wall US, CPU US, peak KiB, status" once it has
 * ended. The kernel counts a process's peak from before its exec: started from here it begins at one MiB, from Python at 17.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long us(struct timeval t)
{
    return t.tv_sec * 1000000LL + t.tv_usec;
}

int main(int argc, char **argv)
{
    struct timespec from, to;
    struct rusage used;
    int status;
    FILE *out = argc > 2 ? fopen(argv[1], "we") : NULL;
    if (!out)
        return fprintf(stderr, "usage: timed FILE COMMAND...\n"), 2;
    clock_gettime(CLOCK_MONOTONIC, &from);
    pid_t pid = fork();
    if (pid == 0) {
        execvp(argv[2], argv + 2);
        fprintf(stderr, "timed: cannot run %s\n", argv[2]);
        _exit(127);
    }
    fprintf(out, "pid %d\n", (int)pid);
    fflush(out);
    if (pid < 0 || wait4(pid, &status, 0, &used) != pid)
        return fprintf(stderr, "timed: cannot start or await %s\n", argv[2]), 1;
    clock_gettime(CLOCK_MONOTONIC, &to);
    fprintf(out, "%lld %lld %ld %d\n", (to.tv_sec - from.tv_sec) * 1000000LL + (to.tv_nsec - from.tv_nsec) / 1000,
            us(used.ru_utime) + us(used.ru_stime), used.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return fclose(out) == 0 ? 0 : 1;
}
