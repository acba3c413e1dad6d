# SPDX-License-Identifier: Apache-2.0
"""See README.md. Every point is one life of the real program with one fault, then what a person would do, then the checks."""
import argparse
import collections
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from accounts import Account, seen_by
from harness import ROOT, SANITIZER, Tally, result_bytes, until
from planted import planted

JOBS = 8
LIMIT_S = 60                        # what takes longer hangs
KILLS = ["kill-before", "kill-after", "power"]
SYSCALLS = ["pwrite64", "write", "fdatasync", "fsync", "ftruncate", "unlink", "rename", "openat", "fchmod", "fcntl", "connect",
            "sendto", "recvfrom"]
JUDGES = [a for j in ("j1", "j2", "j3") for a in ("--judge", j)]
Load = collections.namedtuple("Load", "pack args endpoints")
WORKLOADS = {                       # the first three: about 150 calls, 1,300 to 2,000 calls of the file system
    "single": Load("single.csv", ["-k", "15"], 1),
    "dialogue": Load("dialogue.jsonl", ["-k", "8"], 1),
    "panel": Load("panel", ["-k", "12", *JUDGES], 4),
    "single-small": Load("single.csv", ["--limit", "6"], 1),
    "dialogue-small": Load("dialogue.jsonl", ["--limit", "1"], 1),
    "panel-small": Load("panel", ["--limit", "2", *JUDGES], 4),
    "three": Load("single.csv", ["--limit", "3"], 1),
}
LOADS, SMALL = ["single", "dialogue", "panel"], ["single-small", "dialogue-small", "panel-small"]
MODEL = '  %s: {base_url: "http://127.0.0.1:%d%s/v1", model: %s, jobs: 8, price: {in: 1.5, out: 3}, max_tokens: 100}\n'
Point = collections.namedtuple("Point", "load faults")   # one fault for each process, the last one gets none


def text_of(point):
    return f"{point.load} {','.join(point.faults)}"


class Ended:
    def __init__(self, code, out, err, hit):
        self.code, self.out, self.err, self.hit = code, out, err, hit

    def __str__(self):
        return f"exit {self.code}\n{self.err.decode('utf-8', 'replace')}"


class Bench:
    """A folder in memory, a server that goes on running, and the program."""

    def __init__(self, options):
        self.o = options
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.dir = Path(tempfile.mkdtemp(prefix="haechi-crash-", dir=memory))
        self.work, self.log, port = self.dir / "w", self.dir / "log", self.dir / "port"
        self.server = subprocess.Popen([options.server, HERE / "server.script", "--port-file", port, "--log", self.log],
                                       stdin=subprocess.DEVNULL)
        until(lambda: port.exists() and port.read_text().endswith("\n"), "the scripted server", 20)
        number = int(port.read_text())
        self.config = "models:\n" + MODEL % ("m", number, "", "m") + "".join(
            MODEL % (j, number, "/judge", j) for j in ("j1", "j2", "j3"))
        keep = {k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_", "LSAN_", "HC_TEST_"))}
        self.env = {**keep, "HOME": str(self.dir), "PATH": "/usr/bin:/bin", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        if options.sanitizer:
            self.env["ASAN_OPTIONS"] = keep.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0:allocator_may_return_null=1"
        self.wanted = {}

    def close(self):
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    def fresh(self):
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()
        (self.work / "haechi.yaml").write_text(self.config)
        os.truncate(self.log, 0) if self.log.exists() else None

    def start(self, args, fault=""):
        """haechi with one fault: `strace:SYSCALL:N`, or what fault.c understands."""
        command, env, hit = [self.o.binary, *args], dict(self.env), self.dir / "hit"
        hit.write_text("")
        if fault.startswith("strace:"):
            _, call, n = fault.split(":")
            command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                       f"inject={call}:signal=KILL:when={n}", *command]
        else:
            env |= {"LD_PRELOAD": self.o.fault_so, "HC_FAULT": fault, "HC_FAULT_NAME": "r.haechi", "HC_FAULT_DIR": str(self.work),
                    "HC_FAULT_LOG": str(hit)}
        p = subprocess.Popen(command, cwd=self.work, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, start_new_session=True)
        try:
            out, err = p.communicate(timeout=LIMIT_S * (5 if self.o.sanitizer else 1))
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, signal.SIGKILL)
            out, err = p.communicate()
            return Ended("hangs", out, err, hit.read_text())
        return Ended(p.returncode, out, err, hit.read_text() or (fault if p.returncode == -signal.SIGKILL else ""))

    def run_args(self, load):
        l = WORKLOADS[load]
        return ["run", str(HERE / "workloads" / l.pack), "-m", "m", *l.args, "-j", str(JOBS), "-o", "r", "--json", "-q"]

    RESUME = ["resume", "r.haechi", "-j", str(JOBS), "--json", "-q"]

    def baseline(self, load):
        """(exit, result) of the undisturbed run."""
        if load not in self.wanted:
            self.fresh()
            p = self.start(self.run_args(load))
            if p.code not in (0, 3):
                raise RuntimeError(f"the undisturbed run of {load}: {p}")
            self.wanted[load] = p.code, result_bytes(p.out)
            a = Account(self.work / "r.haechi")
            self.check_calls(a, load, 0)
            if a.problems:
                raise RuntimeError(f"the undisturbed run of {load}: {a.problems}")
            m = re.search(r"kill (\d+) fail (\d+) alloc  (\d+)", p.hit)
            self.counts = dict(zip(("kill", "fail", "alloc"), map(int, m.groups())))
        return self.wanted[load]

    def check_calls(self, a, load, faults):
        requests = seen_by(self.log) if self.log.exists() else []
        a.check_file()
        a.check_server(requests)
        doubt, again = len(a.without_reply()), a.repeated(requests)
        bound = faults * JOBS * WORKLOADS[load].endpoints
        if not again <= doubt <= bound:
            a.problem("lost", f"{again} calls repeated, {doubt} were in flight, at most {bound} may be")
        return again, doubt

    # ---- one point

    def life(self, point):
        """The processes with their faults; then one without, until the run is finished. (problems, hits, the last)"""
        problems, hits, begun = [], [], False
        for fault in [*point.faults, "", "", ""]:
            begun = (self.work / "r.haechi").exists() and (self.work / "r.haechi").stat().st_size > 0
            args = self.RESUME if begun else self.run_args(point.load)
            if not begun and self.log.exists() and self.log.stat().st_size:
                problems.append("G1: the server was asked before there was a run file")
            p = self.start(args, fault)
            if b"nothing was asked yet: delete it and run again" in p.err:
                (self.work / "r.haechi").unlink()    # the advice is followed; check_calls finds it if something was asked
                continue
            if fault:
                problems += self.judge(point, fault, p)
            hits += [p.hit.strip()] if fault else []
            if SANITIZER.search(p.err):
                problems.append(f"sanitizer: {p}")
            if not fault or (fault.startswith("alloc") and not begun and not (self.work / "r.haechi").exists()):
                return problems, hits, p
        return problems, hits, p

    def judge(self, point, fault, p):
        """How a process with this fault may end."""
        killed = fault.startswith(("kill", "power", "strace"))
        if killed and p.code == -signal.SIGKILL:
            return []
        code, result = self.wanted[point.load]
        if p.code == code and result_bytes(p.out) == result:
            return []                 # the fault lay behind the end, or did not matter
        if killed or p.code == "hangs":
            return [f"{fault}: {p}"]
        said = p.err.decode("utf-8", "replace")
        if fault.startswith("alloc"):
            fine = p.code == 1 and said == "haechi: out of memory\n" or 0 < p.code < 100 and re.match("error E-", said)
            return [] if fine else [f"{fault}: {p}"]
        return self.judge_message(fault, p, said)

    def judge_message(self, fault, p, said):
        lines = said.rstrip("\n").split("\n")
        if p.code == 2 and "E-DB-01" in said and p.hit.startswith("fcntl"):
            return []                 # to SQLite, and so to us, a lock that fails for ever is one that somebody holds
        if p.code != 9:
            return [f"{fault}: not exit 9 but {p}"]
        clear = re.match("error( E-[A-Z]+-[0-9]+)?  ", lines[0]) and len(lines) <= 3
        names = "r.haechi" in said and re.search("haechi (resume|run)", said)
        return [] if clear and names else [f"{fault}: no clear message: {p}"]

    def point(self, point):
        begin = time.monotonic()
        self.baseline(point.load)
        self.fresh()
        problems, hits, p = self.life(point)
        again = doubt = 0
        code, result = self.wanted[point.load]
        if not (self.work / "r.haechi").exists():
            if self.log.exists() and self.log.stat().st_size:
                problems.append("G1: the server was asked and there is no run file")
        elif p.code != code or result_bytes(p.out) != result:
            problems.append(f"the run is not finished with the result of the undisturbed one: {p}")
        else:
            before = self.log.stat().st_size
            p = self.start(self.RESUME)
            if p.code != code or result_bytes(p.out) != result:
                problems.append(f"a resume of the finished run: {p}")
            if self.log.stat().st_size != before:
                problems.append("G4: a resume of the finished run asked the server")
            a = Account(self.work / "r.haechi")
            again, doubt = self.check_calls(a, point.load, len(point.faults))
            a.check_report(json.loads(p.out)["run"])
            left = sorted(f.name for f in self.work.iterdir() if not f.name.startswith("r.haechi-key."))
            if left != ["haechi.yaml", "r.haechi", "r.haechi-key"]:
                problems.append(f"files are left behind: {left}")
            problems += a.problems
        return point, [x for x in hits if x], problems, again, doubt, time.monotonic() - begin

    def judged(self, load, fault):
        """The problems of one point."""
        try:
            return self.point(Point(load, (fault,)))[2]
        except Exception as error:  # what cannot be read is a problem, too
            return [str(error)]


bench = None


def begin_worker(options):
    global bench
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))    # so that the server and the folder go, too
    bench = Bench(options)
    multiprocessing.util.Finalize(bench, bench.close, exitpriority=10)


def one(point):
    try:
        return bench.point(point)
    except Exception as error:  # a point that cannot be judged is a failed one
        return point, [], [f"{type(error).__name__}: {error}"], 0, 0, 0.0


# ---- which points

def sample(rng, points, n):
    return points if n is None or n >= len(points) else rng.sample(points, n)


def kill_points(o, rng, load, counts):
    total = counts["kill"] + counts["kill"] // 8       # the number of calls differs a little from run to run
    if o.full:
        return [Point(load, (f"{k}:{n}",)) for k in KILLS for n in range(1, total)]
    points = []
    for i in range(o.points):
        faults = [f"{rng.choice(KILLS)}:{rng.randrange(1, total)}"]
        if i % 3 == 0:                                   # the resume is killed too
            faults.append(f"{rng.choice(KILLS)}:{rng.randrange(1, total // 2)}")
        points.append(Point(load, tuple(faults)))
    return points


def resume_points(load, counts):
    """Every point of a resume whose run was killed in the middle."""
    first = f"kill-before:{counts['kill'] // 2}"
    return [Point(load, (first, f"kill-before:{n}")) for n in range(1, counts["kill"] * 5 // 8)]


def error_points(o, rng, load, counts):
    most = {"EIO": counts["fail"] * 9 // 8, "ENOSPC": counts["kill"]}     # no read fails for want of space
    every = [Point(load, (f"{e}:{n}{ever}",)) for e in most for n in range(1, most[e]) for ever in ("", "+")]
    return every if o.full else sample(rng, every, o.points)


def alloc_points(o, rng, load, counts):
    every = [Point(load, (f"alloc:{n}",)) for n in range(1, counts["alloc"] + 200)]
    return every if o.full else sample(rng, every, o.points)


def syscall_points(o, rng, load, _counts):
    """strace counts per thread: up to the most that one of them makes."""
    made = collections.Counter()
    bench.fresh()
    trace = bench.dir / "trace"
    subprocess.run(["strace", "-f", "-qq", "-o", trace, "-e", "trace=" + ",".join(SYSCALLS), o.binary, *bench.run_args(load)],
                   cwd=bench.work, env=bench.env, stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S)
    for line in trace.read_text().splitlines():
        m = re.match(r"(\d+) +(\w+)\(", line)
        if m:
            made[m[1], m[2]] += 1
    most = {call: max([n for (_, c), n in made.items() if c == call], default=0) for call in SYSCALLS}
    every = [Point(load, (f"strace:{call}:{n}",)) for call, top in most.items() for n in range(1, top + 1)]
    return every if o.full else sample(rng, every, o.points)


def full_disk(t, o):
    """A real small file system that fills up, then gets room."""
    small = bench.dir / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", small], capture_output=True).returncode:
        t.skip("a full tmpfs needs the right to mount; ENOSPC at every call stands for it")
        return
    try:
        for load in LOADS:
            code, result = bench.baseline(load)
            bench.fresh()
            rest = small / "rest"
            rest.write_bytes(b"x" * (200 << 10))
            args = [str(small / "r") if a == "r" else a for a in bench.run_args(load)]
            p = bench.start(args)
            fine = not bench.judge_message("", p, p.err.decode())
            t.check(f"a full tmpfs, {load}: exit 9 and what to do", fine, p)
            rest.unlink()
            subprocess.run(["mount", "-o", "remount,size=64m", small], check=True)
            p = bench.start(bench.RESUME[:1] + [str(small / "r.haechi")] + bench.RESUME[2:])
            t.check(f"a full tmpfs, {load}: with room it is finished", p.code == code and result_bytes(p.out) == result, p)
            a = Account(small / "r.haechi")
            bench.check_calls(a, load, 1)
            t.check(f"a full tmpfs, {load}: G1 to G5", not a.problems, "\n".join(a.problems))
            for f in small.iterdir():
                f.unlink()
            subprocess.run(["mount", "-o", "remount,size=600k", small], check=True)
    finally:
        subprocess.run(["umount", small], check=True)


KINDS = {"kill": (kill_points, LOADS), "syscall": (syscall_points, LOADS), "disk": (error_points, SMALL),
         "alloc": (alloc_points, ["three"])}


def sweep(t, o, rng, pool, kind):
    make, loads = KINDS[kind]
    loads = o.loads.split(",") if o.loads else loads
    for load in loads:
        bench.wanted.pop(load, None)
        bench.baseline(load)
        points = make(o, rng, load, bench.counts)
        if o.full and kind == "kill":
            points += resume_points(load, bench.counts)
        rng.shuffle(points)
        report(t, o, kind, load, points, pool)


def judged(o, points, pool):
    """The points of as many batches as fit in the time."""
    end = time.monotonic() + o.minutes * 60
    for i in range(0, len(points), 200):
        if time.monotonic() < end:
            yield from pool.imap_unordered(one, points[i:i + 200], chunksize=4)


def report(t, o, kind, load, points, pool):
    begin, sums, ends, n = time.monotonic(), collections.Counter(), collections.Counter(), 0
    for n, (point, hits, problems, again, doubt, seconds) in enumerate(judged(o, points, pool), 1):
        t.check(f"{kind} {text_of(point)} ({'; '.join(hits) or 'not reached'})", not problems, "\n".join(problems))
        sums.update(again=again, doubt=doubt, reached=bool(hits), failed=bool(problems), ms=int(seconds * 1000))
        for h in hits:
            ends[h.split(":")[1] if h.startswith("strace") else h.split()[0]] += 1
    t.check(f"{kind} {load}: most faults are met", sums["reached"] * 2 >= n or n < 20, f"{sums['reached']} of {n}")
    print(f"{kind} {load}: {n} of {len(points)} points, {sums['reached']} met their fault, {sums['failed']} failed; "
          f"{sums['doubt']} calls were in flight, {sums['again']} repeated; {sums['ms'] / max(n, 1):.0f} ms a point, "
          f"{time.monotonic() - begin:.0f} s; " + " ".join(f"{k} {n}" for k, n in sorted(ends.items())), flush=True)


def options():
    build = ROOT / "build"
    p = argparse.ArgumentParser()
    p.add_argument("--binary", default=build / "src/cli/haechi")
    p.add_argument("--server", default=build / "tests/server/testserver")
    p.add_argument("--fault", dest="fault_so", default=build / "tests/crash/fault.so")
    p.add_argument("--kinds", default="planted,kill,syscall,disk,alloc,full")
    p.add_argument("--loads", help="other workloads than those of the kind")
    p.add_argument("--points", type=int, default=300, help="drawn points per workload")
    p.add_argument("--seed", type=int, default=20260101)
    p.add_argument("--full", action="store_true", help="every point")
    p.add_argument("--minutes", type=float, default=1e6, help="begin no new points of a workload after this")
    p.add_argument("--only", help="one point as a failure prints it: 'LOAD FAULT[,FAULT]'")
    p.add_argument("--workers", type=int, default=2)
    o = p.parse_args()
    for name in ("binary", "server", "fault_so"):
        setattr(o, name, str(Path(getattr(o, name)).resolve()))
        if not os.path.exists(getattr(o, name)):
            sys.exit(f"{getattr(o, name)} is missing; build it first")
    o.sanitizer = b"__asan_init" in Path(o.binary).read_bytes()
    return o


def main():
    global bench
    o, t = options(), Tally()
    bench = Bench(o)
    try:
        if o.only:
            load, faults = o.only.split()
            _, hits, problems, again, doubt, seconds = one(Point(load, tuple(faults.split(","))))
            t.check(f"{o.only} ({'; '.join(hits)})", not problems, "\n".join(problems))
            print(f"{again} repeated, {doubt} in flight, {seconds * 1000:.0f} ms")
        else:
            print(f"seed {o.seed}" if not o.full else "every point")
            with multiprocessing.Pool(o.workers, begin_worker, (o,)) as pool:
                for kind in o.kinds.split(","):
                    if kind == "planted":
                        t.group(planted, bench)
                    elif kind == "full":
                        t.group(full_disk, o)
                    else:
                        sweep(t, o, random.Random(f"{o.seed} {kind}"), pool, kind)
                pool.close()
                pool.join()
    finally:
        bench.close()
    return t.end()


if __name__ == "__main__":
    sys.exit(main())
