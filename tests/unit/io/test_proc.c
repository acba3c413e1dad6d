// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "io/proc.h"

/* Each test is one coroutine: `script` runs in it with the process of `argv`. */
typedef struct scene {
    const char *const *argv;
    const char *const *env;
    const char *cwd;
    void (*script)(struct scene *s);
    hc_proc *p;
    hc_err err;
    int status;
    int64_t now;
} scene;

static int64_t in_10_s(void)
{
    return hc_loop_mono_us(hc_co_loop()) + 10000000;
}

static void play(void *arg)
{
    scene *s = arg;
    s->script(s);
}

static void run(scene *s)
{
    hc_loop *l = hc_loop_new();
    hc_proc_opts o = {.argv = s->argv, .cwd = s->cwd, .env = s->env};
    assert_int_equal(hc_proc_start(l, &o, &s->p, &s->err), HC_OK);
    hc_co_start(l, play, s);
    hc_loop_run(l);
    hc_proc_free(s->p);
    hc_loop_free(l);
}

#define SH(text) (const char *const[]){"sh", "-c", text, NULL}

static void expect_line(scene *s, const char *text)
{
    HC_AUTO(hc_buf) line;
    hc_buf_init(&line, 1000);
    assert_int_equal(hc_proc_read_line(s->p, &line, 1000, in_10_s(), &s->err), HC_OK);
    assert_true(hc_str_is(hc_buf_view(&line), text));
}

static void expect_no_line(scene *s, hc_code code, size_t max, int64_t deadline)
{
    HC_AUTO(hc_buf) line;
    hc_buf_init(&line, 1000);
    assert_int_equal(hc_proc_read_line(s->p, &line, max, deadline, &s->err), code);
}

static void talk_to_cat(scene *s)
{
    assert_int_equal(hc_proc_write(s->p, HC_S("안녕\nsecond\n\nlast"), in_10_s(), &s->err), HC_OK);
    expect_line(s, "안녕");
    expect_line(s, "second");
    expect_line(s, "");
    expect_no_line(s, HC_E_TIMEOUT, 1000, hc_loop_mono_us(hc_co_loop()) + 20000);
    assert_true(hc_proc_running(s->p));
    hc_proc_close_stdin(s->p);
    expect_line(s, "last");
    expect_no_line(s, HC_E_IO, 1000, in_10_s());
    assert_int_equal(hc_proc_write(s->p, HC_S("x"), in_10_s(), &s->err), HC_E_IO);
    hc_proc_stop(s->p, 5000, &s->status);
}

static void lines_go_through_cat(void **state)
{
    (void)state;
    scene s = {.argv = (const char *const[]){"cat", NULL}, .script = talk_to_cat, .status = -1};
    run(&s);
    assert_int_equal(s.status, 0);
}

static void flood_cat(scene *s)
{
    size_t n = 2 << 20;
    char *big = hc_xmalloc(n);
    memset(big, 'x', n);
    for (size_t i = 99; i < n; i += 100)
        big[i] = '\n';
    assert_int_equal(hc_proc_write(s->p, (hc_str){big, n}, in_10_s(), &s->err), HC_OK);
    hc_proc_close_stdin(s->p);
    HC_AUTO(hc_buf) line;
    hc_buf_init(&line, 1000);
    size_t lines = 0, bytes = 0;
    while (hc_proc_read_line(s->p, &line, 1000, in_10_s(), &s->err) == HC_OK) {
        lines++;
        bytes += line.n;
    }
    assert_int_equal(lines, n / 100 + 1);
    assert_int_equal(bytes, n - n / 100);
    free(big);
}

static void more_than_a_pipe_holds_goes_both_ways_without_deadlock(void **state)
{
    (void)state;
    scene s = {.argv = (const char *const[]){"cat", NULL}, .script = flood_cat};
    run(&s);
}

static void wait_for_end(scene *s)
{
    expect_no_line(s, HC_E_IO, 1000, in_10_s());
    hc_proc_stop(s->p, 5000, &s->status);
    assert_false(hc_proc_running(s->p));
}

static void the_exit_status_is_reported(void **state)
{
    (void)state;
    scene s = {.argv = SH("exec >&-; sleep 0.05; exit 7"), .script = wait_for_end, .status = -1};
    run(&s);
    assert_int_equal(s.status, 7);
    s = (scene){.argv = SH("kill -9 $$"), .script = wait_for_end, .status = -1};
    run(&s);
    assert_int_equal(s.status, 128 + SIGKILL);
}

static void stop_kindly(scene *s)
{
    expect_line(s, "ready");
    hc_proc_stop(s->p, 10000, &s->status);
}

static void stop_at_once(scene *s)
{
    expect_line(s, "ready");
    s->now = hc_loop_mono_us(hc_co_loop());
    hc_proc_stop(s->p, 50, &s->status);
    s->now = hc_loop_mono_us(hc_co_loop()) - s->now;
}

static void stopping_asks_first_and_kills_after_the_grace(void **state)
{
    (void)state;
    scene s = {.argv = SH("trap 'exit 3' TERM; echo ready; while :; do sleep 0.01; done"),
               .script = stop_kindly};
    run(&s);
    assert_int_equal(s.status, 3);
    s = (scene){.argv = SH("trap '' TERM; echo ready; while :; do sleep 1; done"),
                .script = stop_at_once};
    run(&s);
    assert_int_equal(s.status, 128 + SIGKILL);
    assert_true(s.now >= 50000 && s.now < 5000000);
}

static int grandchild;

static void read_grandchild(scene *s)
{
    HC_AUTO(hc_buf) line;
    hc_buf_init(&line, 100);
    int64_t pid;
    assert_int_equal(hc_proc_read_line(s->p, &line, 100, in_10_s(), &s->err), HC_OK);
    assert_true(hc_parse_i64(hc_buf_view(&line), &pid));
    grandchild = (int)pid;
    expect_line(s, "ready");
    hc_proc_stop(s->p, 1000, &s->status);
}

static bool gone(int pid)
{
    for (int i = 0; i < 500; i++) {
        char path[64], text[256] = "";
        snprintf(path, sizeof path, "/proc/%d/stat", pid);
        int fd = open(path, O_RDONLY);
        if (fd < 0)
            return true;
        ssize_t n = read(fd, text, sizeof text - 1);
        close(fd);
        if (n <= 0 || strstr(text, ") Z "))
            return true;
        usleep(10000);
    }
    return false;
}

static void the_whole_group_is_killed(void **state)
{
    (void)state;
    scene s = {.argv = SH("(trap '' TERM; exec sleep 100) & echo $!; sleep 0.05; echo ready"),
               .script = read_grandchild};
    run(&s);
    assert_true(gone(grandchild));
}

static void over_the_limit(scene *s)
{
    expect_line(s, "short");
    expect_no_line(s, HC_E_LIMIT, 10, in_10_s());
    assert_non_null(strstr(s->err.en, "more than 10 bytes"));
}

static void a_long_line_is_refused(void **state)
{
    (void)state;
    scene s = {.argv = SH("echo short; echo 12345678901; sleep 5"), .script = over_the_limit};
    run(&s);
    s = (scene){.argv = SH("echo short; printf 12345678901; sleep 5"), .script = over_the_limit};
    run(&s);
}

static void nothing_said(scene *s)
{
    (void)s;
}

static void read_tail(scene *s)
{
    expect_line(s, "done");
    hc_proc_stop(s->p, 1000, &s->status);
    HC_ASSERT(hc_co_sleep(20000) == HC_OK);
    hc_str tail = hc_proc_stderr_tail(s->p);
    assert_int_equal(tail.n, 4096);
    assert_true(hc_str_ends(tail, HC_S("xx\nthe end\n")));
}

static void stderr_keeps_its_last_4_kib(void **state)
{
    (void)state;
    scene s = {.argv = SH("head -c 200000 /dev/zero | tr '\\0' x >&2; (echo; echo the end) >&2;"
                          "echo done; cat"),
               .script = read_tail};
    run(&s);
}

static void see_environment(scene *s)
{
    expect_line(s, "/");
    expect_line(s, "one");
    expect_line(s, "3");                  /* 0, 1, 2; ls itself opens one more */
    expect_line(s, "default");
}

static void the_child_gets_its_folder_environment_and_three_descriptors(void **state)
{
    (void)state;
    int extra = open("/dev/null", O_RDONLY);      /* not close-on-exec */
    assert_true(extra > 2);
    scene s = {.argv = SH("pwd; echo $X; ls /proc/self/fd | grep -vc '^3$'; "
                          "(kill -PIPE $(exec sh -c 'echo $PPID')); [ $? = 141 ] && echo default"),
               .env = (const char *const[]){"X=one", "PATH=/usr/bin:/bin", NULL}, .cwd = "/",
               .script = see_environment};
    run(&s);
    close(extra);
}

static void what_cannot_be_started_is_said(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    hc_proc *p = NULL;
    hc_err err = {0};
    hc_proc_opts o = {.argv = (const char *const[]){"no-such-program-here", NULL}};
    assert_int_equal(hc_proc_start(l, &o, &p, &err), HC_E_NOTFOUND);
    assert_non_null(strstr(err.en, "no-such-program-here"));
    o = (hc_proc_opts){.argv = (const char *const[]){"true", NULL}, .cwd = "/no/such/folder"};
    assert_int_equal(hc_proc_start(l, &o, &p, &err), HC_E_NOTFOUND);
    assert_null(p);
    hc_loop_free(l);
}

static void a_running_child_is_killed_by_free(void **state)
{
    (void)state;
    scene s = {.argv = SH("sleep 100"), .script = nothing_said};
    hc_loop *l = hc_loop_new();
    hc_proc_opts o = {.argv = s.argv};
    assert_int_equal(hc_proc_start(l, &o, &s.p, &s.err), HC_OK);
    int pid = hc_proc_pid(s.p);
    hc_proc_free(s.p);
    assert_int_equal(kill(pid, 0), -1);
    hc_loop_free(l);
}

static void a_child_dies_with_us(void **state)
{
    (void)state;
    int fd[2];
    assert_int_equal(pipe(fd), 0);
    pid_t middle = fork();
    if (middle == 0) {
        hc_loop *l = hc_loop_new();
        hc_proc *p;
        hc_proc_opts o = {.argv = SH("exec sleep 100")};
        if (hc_proc_start(l, &o, &p, NULL) == HC_OK) {
            int pid = hc_proc_pid(p);
            ssize_t n = write(fd[1], &pid, sizeof pid);
            (void)n;
        }
        kill(getpid(), SIGKILL);
    }
    int pid = 0;
    assert_int_equal(read(fd[0], &pid, sizeof pid), sizeof pid);
    waitpid(middle, NULL, 0);
    assert_true(gone(pid));
    close(fd[0]);
    close(fd[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_go_through_cat),
        cmocka_unit_test(more_than_a_pipe_holds_goes_both_ways_without_deadlock),
        cmocka_unit_test(the_exit_status_is_reported),
        cmocka_unit_test(stopping_asks_first_and_kills_after_the_grace),
        cmocka_unit_test(the_whole_group_is_killed),
        cmocka_unit_test(a_long_line_is_refused),
        cmocka_unit_test(stderr_keeps_its_last_4_kib),
        cmocka_unit_test(the_child_gets_its_folder_environment_and_three_descriptors),
        cmocka_unit_test(what_cannot_be_started_is_said),
        cmocka_unit_test(a_running_child_is_killed_by_free),
        cmocka_unit_test(a_child_dies_with_us),
    };
    return cmocka_run_group_tests_name("proc", tests, NULL, NULL);
}
