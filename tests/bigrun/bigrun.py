# SPDX-License-Identifier: Apache-2.0
"""See run.sh. The seed decides the moments of the kills; it is printed and can be given again."""
import collections
import contextlib
import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Place, Server, Tally, arguments, result_bytes, until

SAMPLES = 2000
JOBS = 20
MEMORY_ITEMS = 5000
MEMORY_RATIO = 1.3
SCRIPT = """
on *: delay 3 reply-one-of "A" "정답은 B입니다" "③" "모르겠습니다"
"""
CSV = "id,질문,보기1,보기2,보기3,정답,영역\n" + "".join(
    f"q{i},{i}번째 물음입니다. 알맞은 것은?,하나,둘,셋,B,영역{i % 7}\n" for i in range(1, SAMPLES + 1))

# Sent without a known end: an intent without reply, or one whose reply is a time-out.
IN_DOUBT = """SELECT count(*) FROM entry i WHERE i.type='intent' AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.type='reply'
  AND r.code<>'timeout' AND r.slot=i.slot AND r.redo=i.redo AND r.strand=i.strand AND r.step=i.step AND r.attempt=i.attempt)"""


def ask(run, sql):
    with contextlib.closing(sqlite3.connect(f"file:{run}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchone()[0]


def result(t, rule, p, *codes):
    if t.check(f"{rule}: exit {codes or (0,)}", p.returncode in (codes or (0,)), f"exit {p.returncode}\n{p.stderr.decode()}"):
        return result_bytes(p.stdout)
    return None


def kills(t, place, server, rng):
    """Three times SIGKILL, then to the end; the table's bytes."""
    target = f"m={server.url}#gpt"
    bounds = [SAMPLES // 20, SAMPLES // 3, SAMPLES * 2 // 3, SAMPLES * 19 // 20]
    moments = [rng.randrange(a, b) for a, b in zip(bounds, bounds[1:])]
    for i, moment in enumerate(moments):
        args = ("run", "q.csv", "-m", target, "-j", JOBS, "-o", "r") if i == 0 else ("resume", "r.haechi", "-j", JOBS)
        p = place.start(*args, "-q")
        until(lambda: p.poll() is not None or server.count() >= moment, f"request {moment}")
        t.check(f"kill {i + 1} at request {moment} hits a running process", p.poll() is None, f"exit {p.poll()}")
        time.sleep(rng.random() / 50)   # any moment between two requests, not only the one after an answer
        p.kill()
        p.wait()
    table = result(t, "resume after three kills", place.run("resume", "r.haechi", "-j", JOBS, "--json", "-q"))
    doubt = ask(place.work / "r.haechi", IN_DOUBT)
    t.check("the server has seen at most one request per sample and one per call in flight",
            SAMPLES <= server.count() <= SAMPLES + doubt, f"{server.count()} requests, {doubt} calls in flight")
    t.check("each kill left at most the calls of its jobs in flight", doubt <= len(moments) * JOBS, doubt)
    ids = collections.Counter(r["headers"].get("x-client-request-id", "") for r in server.requests())
    t.check("no request id was sent twice", max(ids.values()) == 1 and "" not in ids, ids.most_common(2))
    t.equal("every sample is closed once", ask(place.work / "r.haechi", "SELECT count(*) FROM entry WHERE type='close'"), SAMPLES)
    seen = server.count()
    t.equal("a finished run: resume prints the same table",
            result(t, "resume of a finished run", place.run("resume", "r.haechi", "--json", "-q")), table)
    t.equal("a finished run: resume sends nothing", server.count(), seen)
    t.equal("show prints the same table", result(t, "show", place.run("show", "r.haechi", "--json")), table)
    whole = result(t, "the uninterrupted run", place.run("run", "q.csv", "-m", target, "-j", JOBS, "-o", "whole", "--json", "-q"))
    t.equal("the uninterrupted run asks each sample once", server.count() - seen, SAMPLES)
    t.check("the table is that of an uninterrupted run, byte for byte", table and table == whole, f"{table}\n{whole}")
    return table


def peak(place, *args):
    """Peak resident memory of one command, in MiB, and its output."""
    with open(place.dir / "out", "wb") as out:
        p = subprocess.Popen([place.binary, *map(str, args)], cwd=place.work, env=place.env(), stdin=subprocess.DEVNULL, stdout=out,
                             stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss / 1024, p.returncode, (place.dir / "out").read_bytes()


def memory(t, place, program):
    """Four times the samples may cost a quarter more: what grows with every sample is found by the ratio, whatever the machine."""
    place.write("m.csv", "id,질문,기대,영역\n" + "".join(f"q{i},{i}번째 물음은?,답변:서울,영역{i % 7}\n" for i in range(MEMORY_ITEMS)))
    with Server(program, place, 'on *: reply-one-of "서울" "부산" "서울과 대구" "모르겠습니다"\n') as server:
        found = {}
        for epochs in (1, 4):
            run, n = f"m{epochs}.haechi", epochs * MEMORY_ITEMS
            for verb, args in {"run": ("run", "m.csv", "-m", f"m={server.url}#x", "-j", JOBS, "-k", epochs, "-o", run, "-q"),
                               "resume": ("resume", run, "-q"), "show": ("show", run, "--by", "영역", "--where", "상태:응답"),
                               "samples": ("show", run, "--samples", "--where", "판정:오답"), "grep": ("grep", "없는말", run),
                               "replay": ("replay", run, "-q")}.items():
                mib, code, said = peak(place, *args)
                t.equal(f"{verb} of {n} samples", code, 0) or print(said.decode("utf-8", "replace")[-2000:])
                found[verb, epochs] = mib
    for verb in ("run", "resume", "show", "samples", "grep", "replay"):
        small, large = found[verb, 1], found[verb, 4]
        t.check(f"{verb}: 4 times the samples, at most {MEMORY_RATIO} times the memory", large <= MEMORY_RATIO * small,
                f"{small:.1f} MiB, {large:.1f} MiB")


def cut_off(place):
    """Words before a command that take away the network and the right to write, as far as this user can."""
    words = []
    for attempt in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and subprocess.run([*attempt, "true"], capture_output=True).returncode == 0:
            words = attempt
            break
    if os.geteuid() == 0 and shutil.which("setpriv"):
        words = [*words, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    return words


def replay_alone(t, place, table):
    program = place.dir / "program"     # the runtime folder of the place has a folder "haechi"
    shutil.copy(place.binary, program)
    os.chmod(place.dir, 0o755)
    folder = place.dir / "alone"
    folder.mkdir()
    shutil.copy(place.work / "r.haechi", folder)
    (place.work / "q.csv").unlink()
    os.chmod(folder / "r.haechi", 0o444)
    os.chmod(folder, 0o555)
    words = cut_off(place)
    if "unshare" not in words:
        t.skip("no network namespace for this user; the server is stopped, that is all")
    p = subprocess.run([*words, program, "replay", "r.haechi", "--json"], cwd=folder, capture_output=True, timeout=120,
                       env={**place.env(), "HOME": "/nonexistent"})
    t.equal("a copy alone, read-only, offline, without its CSV: the same bytes", result(t, "replay alone", p), table)
    t.equal("replay writes nothing beside it", os.listdir(folder), ["r.haechi"])
    os.chmod(folder, 0o755)


def changed_word(t, place):
    place.write("q2.csv", CSV.replace("q777,777번째 물음입니다", "q777,777번째 질문입니다"))
    p = place.run("replay", "r.haechi", "--pack", "q2.csv")
    lines = p.stdout.decode("utf-8").splitlines()
    t.equal("replay --pack with one word changed: exit 7", p.returncode, 7)
    t.check("it lists exactly that sample, one line", len(lines) == 1 and re.search(r"\bq777\b", lines[0]), "\n".join(lines[:20]))


def encodings(t, place):
    text = "질문,기대,영역\r\n" + "".join(f"\"{i}번째 물음, 똠방각하는?\",{e},말\r\n" for i, e in zip(range(20), ["답변:서울", "거절"] * 10))
    found = {}
    for name, data in {"utf8": text.replace("\r\n", "\n").encode(), "bom": text.encode("utf-8-sig"), "cp949": text.encode("cp949"),
                       "utf16le": b"\xff\xfe" + text.encode("utf-16-le")}.items():
        place.write(f"{name}/q.csv", data)
        p = place.run("pack", "show", f"{name}/q.csv", "--json")
        found[name] = re.findall(r'"hash": ?"([0-9a-f]+)"', p.stdout.decode("utf-8"))
    t.check("20 questions have 20 item hashes", len(set(found["utf8"])) == 20, found["utf8"])
    for name in ("bom", "cp949", "utf16le"):
        t.equal(f"the same questions as {name} have the same hashes", found[name], found["utf8"])


def held(t, place, program):
    with Server(program, place, "on *: hang\n") as server:
        place.write("few.csv", "질문,기대\n" + "".join(f"물음 {i}?,답변:서울\n" for i in range(5)))
        p = place.start("run", "few.csv", "-m", f"m={server.url}#x", "-j", "1", "-o", "held", "-q")
        until(server.count, "the first request")
        p.kill()
        p.wait()
        first = place.start("resume", "held.haechi", "-q")
        until(lambda: server.count() >= 2, "the first resume's request")
        for lang, word in (("en", "error E-RUN"), ("ko", "오류 E-RUN")):
            second = place.run("resume", "held.haechi", lang=lang)
            said = second.stderr.decode("utf-8")
            t.equal(f"a second resume is refused ({lang})", second.returncode, 2)
            t.check(f"it names the holder ({lang})", word in said and re.search(rf"\b{first.pid}\b", said), said)
        t.check("the first goes on", first.poll() is None)
        t.equal("the second sent nothing", server.count(), 2)
        first.kill()
        first.wait()


def complete(t, place, server, rule, run, p):
    said = p.stderr.decode("utf-8", "replace")
    t.equal(f"{rule}: exit 9", p.returncode, 9)
    t.check(f"{rule}: says what and how to go on", "error E-" in said and "haechi resume" in said, said)
    before = server.count()
    t.check(f"{rule}: stops before the end", 0 < before < 400, before)
    p = place.run("resume", run, "--json", "-q")
    table = result(t, f"{rule}: resume with space", p)
    t.check(f"{rule}: completes", table and '"answered":400' in table, table or p.stderr.decode())
    doubt = ask(run, IN_DOUBT)
    t.check(f"{rule}: nothing is asked twice but what was in flight", server.count() <= 400 + doubt + 8, f"{server.count()}, {doubt}")


def full_disk(t, place, program):
    place.write("wide.csv", "질문,기대\n" + "".join(f"물음 {i} {'가나다라' * 40}?,답변:서울\n" for i in range(400)))
    script = f'on *: reply-one-of "서울 {"x" * 300}" "부산 {"y" * 300}"\n'
    args = ["wide.csv", "-j", "4", "-q"]
    with Server(program, place, script) as server:
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (700 << 10, 700 << 10))
        p = place.run("run", *args, "-m", f"m={server.url}#x", "-o", "full", preexec_fn=limit)
        complete(t, place, server, "no file may grow", place.work / "full.haechi", p)
    if os.geteuid() != 0 or not shutil.which("unshare") or subprocess.run(
            ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode:
        t.skip("a full tmpfs needs root and mount; the limit on file sizes stands for it")
        return
    small, saved = place.dir / "small", place.dir / "saved"
    small.mkdir()
    saved.mkdir()
    with Server(program, place, script) as server:
        # The mount is gone with its namespace; what lay on it is copied out before.
        inside = f'mount -t tmpfs -o size=900k none "{small}" && "{place.binary}" "$@"; s=$?; cp -a "{small}/." "{saved}"; exit $s'
        p = subprocess.run(["unshare", "-m", "sh", "-c", inside, "sh", "run", *args, "-m", f"m={server.url}#x", "-o",
                            str(small / "r.haechi")], cwd=place.work, env=place.env(), capture_output=True, timeout=120)
        complete(t, place, server, "a full tmpfs", saved / "r.haechi", p)


def big(t, binary, program, seed):
    rng = random.Random(seed)
    with Place(binary) as place:
        place.write("q.csv", CSV)
        with Server(program, place, SCRIPT) as server:
            table = kills(t, place, server, rng)
        replay_alone(t, place, table)
        changed_word(t, place)


def small(t, binary, program, function):
    with Place(binary) as place:
        function(t, place) if function is encodings else function(t, place, program)


def main():
    binary, program = arguments(2, "bigrun/run.sh BINARY SERVER")
    given = [a.split("=", 1)[1] for a in sys.argv[1:] if a.startswith("--seed=")]
    seed = int(given[0]) if given else random.SystemRandom().randrange(1 << 31)
    print(f"seed {seed}")
    t = Tally()
    t.group(big, binary, program, seed)
    for function in (encodings, held, memory, full_disk):
        t.group(small, binary, program, function)
    return t.end()


if __name__ == "__main__":
    sys.exit(main())
