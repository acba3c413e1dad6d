# SPDX-License-Identifier: Apache-2.0
"""Endurance: one run, 200 requests in flight, 5 % of them faults, killed and resumed until the time is up.

Printed over time: samples done, resident memory, descriptors, size of the run file. Fails when descriptors or the memory
of one life grow without end, when a life ends as it should not, or when the run does not replay from its record.
"""
import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from measure import PAGE_MIB, Failed, Server

JOBS, ITEMS, WARM_SAMPLES = 200, 2000, 10000
DELAY_MS = 200
# 5 % together; what a rule takes does not reach the next one. Throttling is rare: each time it halves what is in flight.
FAULTS = "".join(f"on /v1/* every {n}: {what}\n" for n, what in (
    (80, "reset"), (79, 'status 500 body "{}"'), (78, "cut 20 reply ok"), (77, "delay 3000 reply ok"),
    (20000, 'status 429 header "Retry-After-Ms: 200" body "slow down"'))) + f"on /v1/*: reply ok\n    delay {DELAY_MS}\n"


class Life:
    """One process of the run, from its start to its kill."""

    def __init__(self, binary, words, folder, env):
        self.out = open(os.path.join(folder, "said.txt"), "wb")
        self.child = subprocess.Popen([binary, *words], cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=self.out,
                                      stderr=self.out)
        self.path = self.out.name
        self.looks = []  # (samples, MiB, descriptors)

    def look(self, samples):
        try:
            with open(f"/proc/{self.child.pid}/statm", encoding="ascii") as f:
                mib = int(f.read().split()[1]) * PAGE_MIB
            files = len(os.listdir(f"/proc/{self.child.pid}/fd"))
        except OSError:
            return None
        self.looks.append((samples, mib, files))
        return mib, files

    def end(self, how):
        """Its exit status after this signal; it may have ended by itself."""
        if self.child.poll() is None:
            self.child.send_signal(how)
        try:
            status = self.child.wait(60)
        except subprocess.TimeoutExpired:
            self.child.kill()
            raise Failed(f"no end within a minute of signal {how}") from None
        self.out.close()
        return status

    def said(self):
        with open(self.path, encoding="utf-8", errors="replace") as f:
            return f.read()[-2000:]

    def growth(self):
        """(KiB per 1,000 samples, descriptors) in the second half, when caches are full; None: too short to tell."""
        first, last = (self.looks[len(self.looks) // 2], self.looks[-1]) if self.looks else ((0, 0, 0), (0, 0, 0))
        if last[0] - first[0] < WARM_SAMPLES:
            return None
        return (last[1] - first[1]) * 1024 / (last[0] - first[0]) * 1000, last[2] - first[2]


def samples_in(path):
    try:
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
        try:
            return db.execute("select count(*) from sample where seq is not null").fetchone()[0]
        finally:
            db.close()
    except sqlite3.OperationalError:
        return 0  # not made yet


def bytes_of(path):
    return sum(os.path.getsize(path + end) for end in ("", "-wal") if os.path.exists(path + end))


def soak(opts, folder, base):
    env = {"PATH": os.environ["PATH"], "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"}
    with open(os.path.join(folder, "q.csv"), "w", encoding="utf-8") as f:
        f.write("id,prompt,target\n" + "".join(f'q{i},"Say ok ({i})",answer:ok\n' for i in range(ITEMS)))
    epochs = min(10000, int(opts.minutes * 60 * JOBS * 1000 / DELAY_MS / ITEMS) + 1)  # more than there is time for
    run = os.path.join(folder, "r.haechi")
    first = ["run", "q.csv", "-m", f"m={base}#m", "-k", str(epochs), "-o", "r.haechi"]
    rest = ["-j", str(JOBS), "--progress", "none"]
    end, draw = time.monotonic() + opts.minutes * 60, random.Random(opts.seed)
    start, lives, growths = time.monotonic(), 0, []
    print(f"{'s':>6} {'life':>4} {'samples':>9} {'MiB':>6} {'files':>5} {'run MiB':>8}", flush=True)
    while time.monotonic() < end:
        life = Life(opts.binary, (first if lives == 0 else ["resume", "r.haechi"]) + rest, folder, env)
        lives += 1
        stop = min(end, time.monotonic() + opts.minutes * 60 * draw.uniform(0.1, 0.3))
        while time.monotonic() < stop and life.child.poll() is None:
            time.sleep(min(opts.minutes, 10))
            done = samples_in(run)
            seen = life.look(done)
            if seen:
                print(f"{time.monotonic() - start:6.0f} {lives:4} {done:9,} {seen[0]:6.1f} {seen[1]:5} "
                      f"{bytes_of(run) / 2**20:8.1f}", flush=True)
        early = life.child.poll() is not None
        how = signal.SIGINT if lives % 2 == 0 or time.monotonic() >= end else signal.SIGKILL
        status = life.end(how)
        growths += [life.growth()] if life.growth() else []
        if early and status != 0 or how == signal.SIGINT and status not in (0, 130):
            raise Failed(f"life {lives} ended with {status}:\n{life.said()}")
        print(f"       life {lives} ended by {'itself' if early else how.name}, status {status}", flush=True)
        if early:
            break
    done = samples_in(run)
    replay = subprocess.run([opts.binary, "replay", "r.haechi"], cwd=folder, env=env, check=False, capture_output=True)
    print(f"{done:,} samples in {lives} lives; replay exits {replay.returncode}")
    if replay.returncode or not done:
        raise Failed("the run does not replay:\n" + replay.stderr.decode("utf-8", "replace")[-2000:])
    if not growths:
        print("no life was long enough to tell how memory and descriptors grow")
        return
    kib, files = max(g[0] for g in growths), max(g[1] for g in growths)
    print(f"largest growth in the second half of a life: {kib:.1f} KiB per 1,000 samples, {files} descriptors")
    if files > JOBS // 4:
        raise Failed("descriptors grow")
    if kib > opts.growth:
        raise Failed(f"memory grows by more than {opts.growth:g} KiB per 1,000 samples")


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--binary", default="build/src/cli/haechi")
    args.add_argument("--build", default="build", help="folder with the test server")
    args.add_argument("--minutes", type=float, default=10)
    args.add_argument("--growth", type=float, default=64, help="KiB per 1,000 samples that one life may grow by")
    args.add_argument("--seed", type=int, default=1)
    opts = args.parse_args()
    opts.binary = os.path.abspath(opts.binary)
    server = os.path.join(os.path.abspath(opts.build), "tests", "server", "testserver")
    with tempfile.TemporaryDirectory(prefix="haechi-soak-") as folder, \
            Server(server, os.path.join(folder, "server"), FAULTS, log=False) as server:
        soak(opts, folder, server.base)


if __name__ == "__main__":
    try:
        main()
    except Failed as why:
        sys.exit(f"soak: {why}")
