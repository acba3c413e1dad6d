// SPDX-License-Identifier: Apache-2.0
/*
 * sim --seed N [--set NAME=VALUE]... [--trace]    one seed: its options, its hash, what failed
 * sim [--from N] [--count N] [--jobs N] [--set NAME=VALUE]... [--hashes] [--first] [--known FILE]
 *                                                  many seeds; the first failures are shrunk to a command line
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/disk.h"
#include "sim/seed.h"

enum { SEED_SECONDS_MAX = 30, JOBS_MAX = 64, SHRUNK_MAX = 3 };

static char *make_dir(char out[48])
{
    const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");
    snprintf(out, 48, "%.20s/haechi-sim-XXXXXX", base && strlen(base) <= 20 ? base : "/tmp");
    if (!mkdtemp(out)) {
        perror(out);
        exit(2);
    }
    return out;
}

/* The end of a child: without what it inherited to do at exit, but not without what it counted. */
static _Noreturn void leave(int status)
{
#ifdef HC_COVERAGE
    void __gcov_dump(void);
    __gcov_dump();
#endif
    fflush(stdout);
    _exit(status);
}

typedef struct outcome { sim_verdict v; bool ran; } outcome;   /* ran false: the process died */

/* In a process of its own: a seed may end in an assertion, or never. */
static sim_verdict play(const sim_opts *o, bool print)
{
    outcome *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    char dir[48];
    int status;
    make_dir(dir);
    *shared = (outcome){0};
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        alarm(SEED_SECONDS_MAX);
        sim_seed(o, dir, print, &shared->v);
        shared->ran = true;
        leave(0);
    }
    waitpid(pid, &status, 0);
    rmdir(dir);
    sim_verdict v = shared->v;
    if (!shared->ran)
        snprintf(v.why, sizeof v.why, "the process died of signal %d", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    munmap(shared, sizeof *shared);
    return v;
}

/* ---- shrinking -------------------------------------------------------------------------------------------- */

static bool still_fails(const sim_opts *o)
{
    return play(o, false).why[0];
}

/* Off, else half way to off, as long as anything still fails that way. */
static void shrink(sim_opts *o)
{
    bool smaller;
    do {
        smaller = false;
        for (size_t i = 0; i < SIM_OPT_COUNT; i++)
            for (int64_t from = o->v[i], off = sim_opt_off(i), to = off; from != off && from != to; to = off + (from - off) / 2) {
                o->v[i] = to;
                if (still_fails(o)) {
                    smaller = true;
                    from = to;
                    to = off;
                    if (from == off)
                        break;
                } else {
                    o->v[i] = from;
                    if (to == off + (from - off) / 2)
                        break;
                }
            }
    } while (smaller);
}

static void report(const sim_opts *o, const char *why, bool shrunk)
{
    sim_opts drawn;
    sim_opts_draw(o->seed, &drawn);
    printf("%s --seed %" PRIu64, shrunk ? "  smallest: sim" : "FAILED: sim", o->seed);
    for (size_t i = 0; i < SIM_OPT_COUNT; i++)
        if (o->v[i] != drawn.v[i])
            printf(" --set %s=%" PRId64, sim_opt_name(i), o->v[i]);
    printf("\n  %s\n", why);
    fflush(stdout);
}

static void report_failure(sim_opts o, const char *why, int64_t *n_shrunk)
{
    report(&o, why, false);
    if ((*n_shrunk)++ >= SHRUNK_MAX)
        return;
    shrink(&o);
    sim_verdict v = play(&o, false);
    report(&o, v.why, true);
}

/* ---- many seeds ------------------------------------------------------------------------------------------- */

typedef struct lane { uint64_t seed; int64_t passed, calls, lives; char why[600]; bool waiting; pid_t pid; } lane;

enum { OVERRIDES_MAX = 20 };

typedef struct batch { uint64_t from, count; int jobs; bool hashes, first; bool *enough; /* shared */ const char *set[OVERRIDES_MAX]; int n_set; } batch;

static sim_opts opts_of(const batch *b, uint64_t seed)
{
    sim_opts o;
    sim_opts_draw(seed, &o);
    for (int i = 0; i < b->n_set; i++)
        HC_ASSERT(sim_opts_set(&o, b->set[i]));
    return o;
}

static void work(lane *l, const batch *b)
{
    char dir[48];
    make_dir(dir);
    for (; l->seed < b->from + b->count && !*b->enough; l->seed += (uint64_t)b->jobs) {
        sim_opts o = opts_of(b, l->seed);
        sim_verdict v;
        alarm(SEED_SECONDS_MAX);
        sim_seed(&o, dir, false, &v);
        l->calls += v.calls;
        l->lives += v.lives;
        if (b->hashes)
            printf("%" PRIu64 " %016" PRIx64 "\n", l->seed, v.hash);
        if (v.why[0]) {
            memcpy(l->why, v.why, sizeof l->why);
            rmdir(dir);
            leave(1);
        }
        l->passed++;
    }
    rmdir(dir);
    leave(0);
}

static void start(lane *l, const batch *b)
{
    l->why[0] = '\0';
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        work(l, b);
    l->pid = pid;          /* shared: only the parent writes it */
}

typedef struct tally { int64_t passed, failed, shrunk; } tally;

static void run_batch(batch *b, tally *t)
{
    b->enough = mmap(NULL, sizeof *b->enough, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    lane *lanes = mmap(NULL, sizeof *lanes * (size_t)b->jobs, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int64_t calls = 0, lives = 0;
    int alive = b->jobs;
    for (int i = 0; i < b->jobs; i++) {
        lanes[i] = (lane){.seed = b->from + (uint64_t)i};
        start(&lanes[i], b);
    }
    while (alive) {
        int status;
        pid_t pid = wait(&status);
        lane *l = lanes;
        while (l->pid != pid)
            l++;
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
            alive--;
            continue;
        }
        sim_opts o = opts_of(b, l->seed);
        if (!l->why[0])
            snprintf(l->why, sizeof l->why, "the process died of signal %d", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
        t->failed++;
        if (b->first) {
            t->shrunk = SHRUNK_MAX;
            *b->enough = true;
        }
        report_failure(o, l->why, &t->shrunk);
        l->seed += (uint64_t)b->jobs;
        start(l, b);
    }
    for (int i = 0; i < b->jobs; i++) {
        t->passed += lanes[i].passed;
        calls += lanes[i].calls;
        lives += lanes[i].lives;
    }
    printf("seeds %" PRIu64 " to %" PRIu64 ": %" PRId64 " lives, %" PRId64 " calls\n", b->from, b->from + b->count - 1, lives, calls);
}

/* Lines "SEED [NAME=VALUE]... # why": what failed once. */
static void run_known(const char *file, tally *t)
{
    char line[1000], *save;
    FILE *in = fopen(file, "r");
    if (!in) {
        perror(file);
        exit(2);
    }
    while (fgets(line, sizeof line, in)) {
        line[strcspn(line, "#\n")] = '\0';
        char *word = strtok_r(line, " ", &save);
        if (!word)
            continue;
        sim_opts o;
        sim_opts_draw(strtoull(word, NULL, 10), &o);
        while ((word = strtok_r(NULL, " ", &save)))
            if (!sim_opts_set(&o, word)) {
                fprintf(stderr, "%s: %s is no option\n", file, word);
                exit(2);
            }
        sim_verdict v = play(&o, false);
        *(v.why[0] ? &t->failed : &t->passed) += 1;
        if (v.why[0])
            report_failure(o, v.why, &t->shrunk);
    }
    fclose(in);
    printf("known seeds: %" PRId64 " pass, %" PRId64 " fail\n", t->passed, t->failed);
}

int main(int argc, char **argv)
{
    batch b = {.count = 1000, .jobs = 1};
    sim_opts o = {0};
    bool one = false, print = false, small = false;
    const char *known = NULL;
    tally t = {0};
    sim_disk_setup();
    signal(SIGPIPE, SIG_IGN);
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i], *v = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(a, "--trace") == 0)
            print = true;
        else if (strcmp(a, "--shrink") == 0)
            small = true;
        else if (strcmp(a, "--hashes") == 0)
            b.hashes = true;
        else if (strcmp(a, "--first") == 0)
            b.first = true;
        else if (i++, strcmp(a, "--seed") == 0)
            one = true, sim_opts_draw(strtoull(v, NULL, 10), &o);
        else if (strcmp(a, "--set") == 0 && b.n_set < OVERRIDES_MAX && sim_opts_set(&o, v))
            b.set[b.n_set++] = v;
        else if (strcmp(a, "--from") == 0)
            b.from = strtoull(v, NULL, 10);
        else if (strcmp(a, "--count") == 0)
            b.count = strtoull(v, NULL, 10);
        else if (strcmp(a, "--jobs") == 0)
            b.jobs = (int)strtol(v, NULL, 10);
        else if (strcmp(a, "--known") == 0)
            known = v;
        else {
            fprintf(stderr, "usage: sim --seed N [--set NAME=VALUE]... [--trace] [--shrink]\n"
                    "       sim [--from N] [--count N] [--jobs N] [--set NAME=VALUE]... [--hashes] [--first] [--known FILE]\n");
            return 2;
        }
    }
    if (one) {
        sim_verdict v = play(&o, print);
        printf("seed %" PRIu64 ":", o.seed);
        sim_opts_print(&o);
        printf("trace %016" PRIx64 ", %" PRId64 " lives, %" PRId64 " calls, %" PRId64 " s\n", v.hash, v.lives, v.calls,
               v.virtual_us / 1000000);
        if (v.why[0])
            report(&o, v.why, false);
        if (v.why[0] && small)
            report_failure(o, v.why, &t.shrunk);
        return v.why[0] != '\0';
    }
    b.jobs = b.jobs < 1 ? 1 : b.jobs > JOBS_MAX ? JOBS_MAX : b.jobs;
    if (known)
        run_known(known, &t);
    run_batch(&b, &t);
    printf("%" PRId64 " passed, %" PRId64 " failed\n", t.passed, t.failed);
    return t.failed != 0;
}
