// SPDX-License-Identifier: Apache-2.0
#include "ledger_fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

/* Child processes that die or run out of disk in the middle of appending: whatever was acknowledged is there. */

static void append_and_report(int fd, uint32_t limit)
{
    hc_ledger *l = fix_create();
    for (uint32_t step = 0; step < limit; step++) {
        hc_entry e[3];
        for (size_t i = 0; i < 3; i++)
            e[i] = (hc_entry){.type = HC_ENT_INTENT, .addr = fix_addr(i == 2 ? "j" : "i", step, (uint32_t)i + 1)};
        hc_err why;
        if (hc_ledger_wait(l, hc_ledger_append(l, e, 3), &why) != HC_OK)
            _exit(2);
        if (write(fd, &step, sizeof step) != sizeof step)
            _exit(3);
    }
    _exit(0);
}

static hc_code count(void *ctx, const hc_record *r, hc_err *err)
{
    (void)r;
    (void)err;
    ++*(uint64_t *)ctx;
    return HC_OK;
}

static void kill_in_the_middle_of_appending_loses_nothing_acknowledged(void **state)
{
    for (int round = 0; round < 6; round++) {
        if (round) {
            fix_teardown(state);
            fix_setup(state);
        }
        int fds[2];
        assert_int_equal(pipe(fds), 0);
        pid_t child = fork();
        if (child == 0)
            append_and_report(fds[1], UINT32_MAX);
        close(fds[1]);
        uint32_t step, acknowledged = 0;
        /* Kill after a few acknowledgements, at another moment of the next commit each round. */
        while (acknowledged < 5 + 7u * (uint32_t)round && read(fds[0], &step, sizeof step) == sizeof step)
            acknowledged++;
        nanosleep(&(struct timespec){.tv_nsec = round * 230000}, NULL);
        kill(child, SIGKILL);
        while (read(fds[0], &step, sizeof step) == sizeof step)
            acknowledged++;
        close(fds[0]);
        waitpid(child, NULL, 0);
        hc_ledger *l = fix_open(HC_OPEN_RESUME); /* the lock went with the process */
        assert_false(hc_ledger_clean(l));
        uint64_t n = 0;
        hc_check c;
        FIX_OK(hc_ledger_each(l, HC_ENT_INTENT, NULL, count, &n, err));
        assert_in_range(n, 3 * acknowledged, 3 * acknowledged + 3);
        assert_int_equal(n % 3, 0); /* the entries of one append are one transaction */
        FIX_OK(hc_ledger_check(l, &c, err));
        FIX_OK(hc_ledger_check_projections(l, err));
        fix_intent(l, fix_addr("after", 0, 1), NULL);
        FIX_OK(hc_ledger_close(l, err));
        assert_false(fix_exists("-wal"));
    }
}

static void fill_the_disk(void)
{
    signal(SIGXFSZ, SIG_IGN);
    hc_ledger *l = fix_create();
    struct rlimit limit = {300000, 300000}; /* of each file: -wal meets it first */
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        _exit(3);
    hc_err why = {0};
    uint32_t step = 0;
    hc_code c = HC_OK;
    for (; c == HC_OK && step < 10000; step++) {
        hc_entry e = {.type = HC_ENT_INTENT, .addr = fix_addr("i", step, 1)};
        c = hc_ledger_wait(l, hc_ledger_append(l, &e, 1), &why);
    }
    hc_err again = {0};
    hc_entry e = {.type = HC_ENT_INTENT, .addr = fix_addr("i", step, 1)};
    bool good = c == HC_E_IO && hc_ledger_broken(l) && strstr(why.en, fix_path) && strstr(why.en, "haechi resume") &&
                hc_ledger_wait(l, hc_ledger_append(l, &e, 1), &again) == HC_E_IO && strcmp(again.en, why.en) == 0 &&
                hc_ledger_sync(l, &again) == HC_E_IO && hc_ledger_close(l, &again) == HC_E_IO;
    fprintf(stderr, "%u entries, then: %s\n", step - 1, why.en);
    _exit(good && step > 1 ? (int)((step - 1) % 200) : 255);
}

static void full_disk_is_sticky_names_the_file_and_is_resumable(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0)
        fill_the_disk();
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 255);
    hc_ledger *l = fix_open(HC_OPEN_RESUME);
    uint64_t n = 0;
    hc_check c;
    FIX_OK(hc_ledger_each(l, HC_ENT_INTENT, NULL, count, &n, err));
    assert_int_equal(n % 200, WEXITSTATUS(status)); /* acknowledged and no partial group */
    FIX_OK(hc_ledger_check(l, &c, err));
    fix_intent(l, fix_addr("after", 0, 1), NULL);
    FIX_OK(hc_ledger_close(l, err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kill_in_the_middle_of_appending_loses_nothing_acknowledged, fix_setup,
                                        fix_teardown),
        cmocka_unit_test_setup_teardown(full_disk_is_sticky_names_the_file_and_is_resumable, fix_setup, fix_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
