# SPDX-License-Identifier: Apache-2.0
"""The workloads. Each measures rows (one program, one cell) and sets bars (what the figure must not exceed)."""
import contextlib
import glob
import json
import os
import shutil
import sqlite3
import statistics
import tempfile

import measure
import peers
from measure import Failed, Server, median, raise_files

ROUNDS = 3


class Suite:
    """What all workloads share: binaries, peers, and the table they fill."""

    def __init__(self, opts, folder, peers):
        self.binary = os.path.abspath(opts.binary)
        self.server = os.path.join(os.path.abspath(opts.build), "tests", "server", "testserver")
        self.curl, self.timed = (os.path.join(os.path.abspath(opts.build), "bench", n) for n in ("curl_client", "timed"))
        self.opts, self.folder, self.peers = opts, folder, peers
        self.rows, self.bars, self.notes = [], [], []
        self.env = {"PATH": os.environ["PATH"], "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"}

    @contextlib.contextmanager
    def place(self):
        with tempfile.TemporaryDirectory(prefix="w-", dir=self.folder) as folder:
            yield folder

    def n(self, full):
        """The size of a workload; N= makes all of them smaller, none larger."""
        return min(full, self.opts.n or full)

    def row(self, workload, who, n, jobs, samples):
        self.rows.append({"workload": workload, "who": who, "n": n, "jobs": jobs, **median(samples)})
        return self.rows[-1]

    def bar(self, text, value, limit):
        self.bars.append((text, value, limit))

    def run(self, command, folder, server=None, env=(), **more):
        return measure.run(self.timed, command, folder, {**self.env, **dict(env)}, server, **more)

    def haechi(self, folder, server, words, **more):
        return self.run([self.binary, *words], folder, server, **more)


def questions(folder, n):
    path = os.path.join(folder, "q.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write("id,prompt,target\n")
        f.writelines(f'q{i},"Say ok ({i})",answer:ok\n' for i in range(n))
    return path


def ask_words(server, jobs, out="r.haechi"):
    return ["run", "q.csv", "-m", f"m={server.base}#m", "-j", str(jobs), "--temperature", "0", "--max-tokens", "64",
            "--progress", "none", "-o", out]


def one_haechi(s, server, n, jobs, epochs=1, watch=None):
    with s.place() as folder:
        questions(folder, n)
        got = s.haechi(folder, server, ask_words(server, jobs) + (["-k", str(epochs)] if epochs > 1 else []), watch=watch)
        server.must_have("haechi", n * epochs, n)
    return got


def one_curl(s, server, n, jobs):
    with s.place() as folder:
        got = s.run([s.curl, server.base + "/chat/completions", str(n), str(jobs)], folder, server)
        server.must_have("curl_client", n, n)
    return got


def one_peer(s, server, peer, folder, n, jobs):
    env, command = peer.command(folder, server.base, jobs)
    # promptfoo exits 1 or 100 for failures; what it found is read from what it wrote.
    got = s.run(command, folder, server, {**env, "HOME": folder}, exits=(0, 1))
    server.must_have(peer.name, n, n)
    if peer.right(folder) != 1:
        raise Failed(f"{peer.name}: {peer.right(folder)} of the samples right, not all")
    return got


def race(s, workload, n, jobs, peers=(), script='reply "ok"'):
    """haechi, the floor and the peers in turns, on one server; the median row of each by name."""
    with s.place() as folder, Server(s.server, os.path.join(folder, "server"), script) as server:
        runs = {"haechi": [], "curl_client": [], **{p.name: [] for p in peers}}
        for peer in peers:
            os.mkdir(os.path.join(folder, peer.name))
            peer.prepare(os.path.join(folder, peer.name), n)
        for _ in range(s.opts.rounds or ROUNDS):
            runs["haechi"].append(one_haechi(s, server, n, jobs))
            runs["curl_client"].append(one_curl(s, server, n, jobs))
            for peer in peers:
                runs[peer.name].append(one_peer(s, server, peer, os.path.join(folder, peer.name), n, jobs))
    return {who: s.row(workload, who, n, jobs, got) for who, got in runs.items()}


# CPU of a trivial sample: haechi must need so many times less than each of them, start-up included.
TIMES_LESS = {"lm-eval": 14, "promptfoo": 25, "inspect": 75}


def beside_peers(s, rows):
    for peer in s.peers:
        s.bar(f"{rows['haechi']['workload']}: haechi's CPU over that of {peer.name}",
              rows["haechi"]["cpu"] / rows[peer.name]["cpu"], 1 / TIMES_LESS[peer.name])


def w1_trivial(s):
    """CPU of a trivial sample: zero delay, 64 at once."""
    n = s.n(5000)
    rows = race(s, "trivial", n, 64, s.peers if s.opts.full else ())
    s.bar("trivial: CPU ms a sample, start-up included", rows["haechi"]["cpu"] * 1000 / n, 0.15)
    s.bar("trivial: peak MiB", rows["haechi"]["peak"], 64)
    if s.peers and not s.opts.full:
        rows = race(s, "trivial", s.n(1000), 64, s.peers)
    if s.peers:
        beside_peers(s, rows)


def w2_throughput(s):
    """50,000 at zero delay: haechi beside the floor, and whether the server limits either."""
    for jobs in (64, 256):
        n = s.n(50000)
        rows = race(s, "throughput", n, jobs)
        s.bar(f"throughput, {jobs} at once: wall over the floor's", rows["haechi"]["wall"] / rows["curl_client"]["wall"], 5)


def w3_delay(s):
    """5,000 at 200 ms and 256 at once: how near the wall comes to what the delay allows."""
    n, jobs = s.n(5000), 256
    ideal = -(-n // jobs) * 0.2
    rows = race(s, "200 ms", n, jobs, s.peers if s.opts.full else (), 'reply "ok"\n    delay 200\n')
    s.notes.append(f"200 ms: the ideal wall is {ideal:.1f} s")
    s.bar("200 ms: wall over the ideal", rows["haechi"]["wall"] / ideal, 1.2)


def w4_dialogues(s):
    """10,000 dialogues of ten turns in flight at once, each reply after a second."""
    n, turns = s.n(10000), 10
    raise_files(n + 1000)
    with s.place() as folder, Server(s.server, os.path.join(folder, "server"), 'reply "ok"\n    delay 1000\n') as server:
        with open(os.path.join(folder, "q.jsonl"), "w", encoding="utf-8") as f:
            for i in range(n):
                said = [f"Say ok ({i * turns + t})" for t in range(turns)]
                f.write(json.dumps({"id": f"d{i}", "turns": said, "expect": "answer:ok"}) + "\n")
        words = ask_words(server, n)
        words[1] = "q.jsonl"
        got = s.haechi(folder, server, words)
        server.must_have("haechi", n * turns, n * turns)
    row = s.row(f"dialogues x {turns} at 1 s", "haechi", n, n, [got])
    s.bar(f"dialogues: wall over the ideal {turns} s", row["wall"] / turns, 1.5)
    s.bar(f"dialogues: peak KiB for each of {n:,} in flight", row["peak"] * 1024 / n, 250)


def w5_memory(s):
    """Memory of a long run: 50,000 items, ten times each, looked at while it runs."""
    n, epochs = s.n(50000), 10
    with s.place() as folder, Server(s.server, os.path.join(folder, "server")) as server:
        got = one_haechi(s, server, n, 64, epochs, watch=0.1)
    row = s.row(f"x {epochs} epochs", "haechi", n * epochs, 64, [got])
    over = [statistics.median(m for t, m in got.memory if (k - 0.05) * got.wall <= t <= (k + 0.05) * got.wall) or 0
            for k in (0.25, 0.5, 0.75, 0.9)] if len(got.memory) > 40 else []
    if over:
        s.notes.append("epochs: MiB at 25, 50, 75 and 90 % of the run: " + ", ".join(f"{m:.0f}" for m in over))
        s.bar("epochs: memory at 90 % of the run over that at 25 %", over[-1] / over[0], 1.1)
    s.bar(f"epochs: peak MiB of {n * epochs:,} samples", row["peak"], 64)


def entries(path):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    count = db.execute("select count(*) from entry").fetchone()[0]
    db.close()
    return count


@contextlib.contextmanager
def recorded(s, samples):
    """A folder with a finished run, and the server that answered it."""
    with s.place() as folder, Server(s.server, os.path.join(folder, "server")) as server:
        questions(folder, samples)
        s.haechi(folder, server, ask_words(server, 64))
        server.must_have("haechi", samples, samples)
        yield folder, server, entries(os.path.join(folder, "r.haechi"))


def verbs(s, folder, server, workload, n, commands):
    """Each command on the run r.haechi, without a call; rows by name."""
    rows = {}
    for name, words in commands.items():
        got = [s.haechi(folder, server, words) for _ in range(s.opts.rounds or ROUNDS)]
        server.must_have(name, 0, 0)
        rows[name] = s.row(workload, name, n, "-", got)
    return rows


def w6_ledger(s):
    """A run file of a million entries: resumed without a call, listed, shown, searched."""
    with recorded(s, s.n(250000)) as (folder, server, n):
        os.mkdir(os.path.join(folder, "runs"))
        for path in glob.glob(os.path.join(folder, "r.haechi*")):
            shutil.move(path, os.path.join(folder, "runs"))
        rows = verbs(s, folder, server, f"{n:,} entries", n, {
            "resume": ["resume", "runs/r.haechi", "--progress", "none"], "ls": ["ls"], "show": ["show", "r"],
            "grep": ["grep", "Say ok .7777", "r"]})
    scale = n / 1e6
    s.bar("a million entries: resume, wall s", rows["resume"]["wall"] / scale, 3)
    s.bar("a million entries: ls, CPU s", rows["ls"]["cpu"] / scale, 2)
    s.bar("a million entries: show, CPU s", rows["show"]["cpu"] / scale, 5)
    s.bar("a million entries: grep, CPU s", rows["grep"]["cpu"] / scale, 30)


def w7_filter(s):
    """100,000 samples opened and filtered."""
    with recorded(s, s.n(100000)) as (folder, server, _):
        n = s.n(100000)
        rows = verbs(s, folder, server, "filtered", n, {
            "show --samples": ["show", "r.haechi", "--samples", "--where", "state:answered"],
            "show --where": ["show", "r.haechi", "--where", "state:answered"],
            "export --where": ["export", "r.haechi", "--where", "id:q77", "-o", "out.jsonl"],
            "grep --where": ["grep", "Say", "r.haechi", "--where", "id:q77"]})
    s.bar("100,000 samples: the first 50 of those that fit, wall s", rows["show --samples"]["wall"] * 100000 / n, 0.4)
    for name in ("show --where", "export --where", "grep --where"):
        s.bar(f"100,000 samples: {name}, CPU s", rows[name]["cpu"] * 100000 / n, 2)


def w8_verify(s):
    """A copy of a run checked and played again: every leaf is rebuilt and hashed, every reply scored once more."""
    with recorded(s, s.n(25000)) as (folder, server, n):
        rows = verbs(s, folder, server, "leaves", n, {"replay": ["replay", "r.haechi"]})
    s.bar("100,000 leaves checked, and all samples replayed: wall s", rows["replay"]["wall"] * 100000 / n, 2)


def w9_start(s):
    """Start-up."""
    with s.place() as folder:
        commands = {"/bin/true": ["/bin/true"], "haechi --version": [s.binary, "--version"],
                    "haechi --help": [s.binary, "--help"]}
        got = {who: [] for who in commands}
        for _ in range(41):
            for who, command in commands.items():
                got[who].append(s.run(command, folder))
        for peer in s.peers:
            for word, command in peer.start().items():
                got[f"{peer.name} {word}"] = [s.run(command, folder, None, peers.QUIET) for _ in range(3)]
    rows = {who: s.row("start-up", who, 1, "-", runs) for who, runs in got.items()}
    for word in ("--version", "--help"):
        s.bar(f"{word}: wall ms, the process itself included", rows[f"haechi {word}"]["wall"] * 1000, 20)


ALL = {f.__name__.split("_")[0]: f for f in (w1_trivial, w2_throughput, w3_delay, w4_dialogues, w5_memory, w6_ledger,
                                             w7_filter, w8_verify, w9_start)}
