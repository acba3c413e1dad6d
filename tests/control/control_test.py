# SPDX-License-Identifier: Apache-2.0
"""A run is controlled from another terminal; its result must not know of it, and nobody else may."""
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Place, Server, Tally, arguments, result_bytes, until

SLOW = 'on * contains "깨진" nth 1: status 400\non *: delay 60 reply "서울"\n'
USER = {"USER": "kim"}


def questions(n):
    return "id,질문,기대,영역\n" + "".join(f"q{i},물음 {i}?,답변:서울,{'가' if i % 2 else '나'}\n" for i in range(n))


@contextmanager
def scene(binary, server, script=SLOW, items=40):
    with Place(binary) as place, Server(server, place, script) as peer:
        place.write("q.csv", questions(items))
        yield place, peer


def start(place, peer, *more, name="r", err="err.txt", model="gpt"):
    log = open(place.work / err, "wb")
    return place.start("run", "q.csv", "-m", f"m={peer.url}#{model}", "-o", name, "--progress", "plain", *more, stderr=log, env=USER)


def stderr(place, err="err.txt"):
    return (place.work / err).read_text(encoding="utf-8")


def standing(place):
    return json.loads(place.run("ps", "--json").stdout)["result"]


def live(place, n=1):
    return until(lambda: (s := standing(place)) and len(s) == n and s, f"{n} live runs", 20)


def sockets(place):
    return sorted((place.dir / "live").glob("*.sock"))


def controls(place, run="r.haechi"):
    with closing(sqlite3.connect(f"file:{place.work / run}?mode=ro", uri=True)) as db:
        return [code for code, in db.execute("select code from entry where type='control' order by seq")]


def say(place, *args, code=0, **more):
    p = place.run(*args, env=USER, **more)
    if p.returncode != code:
        raise AssertionError(f"{args}: exit {p.returncode}: {p.stderr.decode()}")
    return (p.stdout + p.stderr).decode("utf-8")


def two_terminals(t, binary, server):
    with scene(binary, server) as (place, peer):
        calm = place.run("run", "q.csv", "-m", f"m={peer.url}#gpt", "-o", "calm", "--json", "--progress", "none", timeout=60)
        place.write("q.csv", questions(40))
        run = start(place, peer, "-j", "2")
        s = live(place)[0]
        t.equal("ps tells name and state", (s["name"], s["state"], s["total"], s["pid"]), ("r", "running", 40, run.pid))
        t.check("ps is readable in Korean", "실행 중" in say(place, "ps", lang="ko"))
        until(lambda: standing(place)[0]["done"] >= 2, "some samples", 20)
        t.check("pause answers", "paused" in say(place, "pause", "r"))
        until(lambda: standing(place)[0]["in_flight"] == 0, "calls in flight end", 20)
        sent = peer.count()
        t.check("a second pause changes nothing", "(already)" in say(place, "pause"))
        time.sleep(0.7)
        s = standing(place)[0]
        t.equal("nothing is sent while paused", peer.count(), sent)
        t.equal("who paused it", (s["state"], s["by"], s["changes"]), ("paused", "kim", 1))
        t.check("the running terminal says so", "control: paused (by kim)" in stderr(place), stderr(place))
        t.check("watch shows the pause", '"state":"paused"' in first_line(place, "watch", "--json"))
        t.check("set tells old and new", "jobs 2 → 8" in say(place, "set", "jobs.m=8"))
        say(place, "set", "r", "max_time=1h")
        say(place, "unpause", str(place.work / "r.haechi"))
        t.equal("watch ends with the exit code of the run", place.run("watch", "r").returncode, run.wait(60))
        t.equal("it was 0", run.returncode, 0)
        t.check("the summary mentions the changes", re.search(r"controlled while it ran: 4 changes, paused for \d", stderr(place)))
        t.equal("the decisions are entries", controls(place), ["env", "set", "pause", "retune", "cap", "pause"])
        shown = place.run("show", "r", "--json")
        same_names = lambda text: text.replace('"r.haechi"', '"calm.haechi"')
        t.equal("the result is that of an undisturbed run", same_names(result_bytes(shown.stdout)), result_bytes(calm.stdout))
        t.equal("replay agrees", place.run("replay", "r").returncode, 0)
        second = subprocess.run(["/usr/bin/python3", str(ROOT / "tools/second_reader.py"), str(place.work / "r.haechi")],
                                capture_output=True)
        t.equal("the second reader agrees", second.returncode, 0)
        t.equal("the socket is gone", sockets(place), [])
        t.equal("nobody plays it any more", place.run("pause", "r").returncode, 2)
        t.check("what helps is said", "haechi resume r.haechi" in say(place, "pause", "r", code=2))


def first_line(place, *args):
    p = place.start(*args, stdout=subprocess.PIPE)
    line = p.stdout.readline().decode("utf-8")
    p.kill()
    p.wait()
    p.stdout.close()
    return line


def stops(t, binary, server):
    with scene(binary, server, 'on *: delay 700 reply "서울"\n') as (place, peer):
        run = start(place, peer, "-j", "2")
        live(place)
        until(lambda: peer.count() >= 2, "requests", 20)
        say(place, "stop")
        t.equal("stop lets calls in flight end, exit code of Ctrl-C", run.wait(20), 130)
        totals = json.loads(place.run("show", "r", "--json").stdout)["run"]
        t.equal("no call in doubt", totals["in_doubt"], 0)
        t.check("resume is named", "haechi resume r.haechi" in stderr(place))
    with scene(binary, server, 'on *: delay 20000 reply "서울"\n') as (place, peer):
        for now in (["stop", "--now"], ["stop"]):
            name = "now" if len(now) > 1 else "twice"
            run = start(place, peer, name=name)
            live(place)
            before = peer.count()
            until(lambda: peer.count() > before or peer.count() >= 4, "requests", 20)
            began = time.monotonic()
            say(place, *now)
            if len(now) == 1:
                say(place, *now)
            t.equal(f"{name}: cut off", run.wait(20), 130)
            t.check(f"{name}: at once", time.monotonic() - began < 6)
    with scene(binary, server) as (place, peer):
        run = start(place, peer, "-j", "2")
        live(place)
        say(place, "pause")
        began = time.monotonic()
        run.send_signal(signal.SIGINT)
        t.equal("Ctrl-C ends a paused run", run.wait(20), 130)
        t.check("without the ten seconds", time.monotonic() - began < 6)
        t.equal("resume finishes it, unpaused", place.run("resume", "r", "--progress", "none", timeout=60).returncode, 0)


def caps_hold_on(t, binary, server):
    with scene(binary, server) as (place, peer):
        place.write("haechi.yaml", f"""models:
  m: {{base_url: "{peer.url}", model: gpt, jobs: 1, max_tokens: 10, price: {{in: 1000, out: 1000}}}}
""")
        log = open(place.work / "err.txt", "wb")
        run = place.start("run", "q.csv", "-m", "m", "-o", "r", "--max-time", "1h", stderr=log)
        live(place)
        until(lambda: peer.count() >= 3, "requests", 20)
        t.check("set max_cost", "cost cap none → $0.0001" in say(place, "set", "max_cost=0.0001USD"))
        t.equal("a cap below what is spent ends the run", run.wait(20), 6)
        again = say(place, "resume", "r", code=6)
        t.check("resume keeps both caps and says so", "cost cap $0.0001" in again and "time cap 60 s" not in again and "time cap 60 min" in again, again)
        sent = peer.count()
        done = say(place, "resume", "r", "--max-cost", "none", "--max-time", "none", "-j", "8", timeout=60)
        t.check("caps can be lifted", "cost cap" not in done and peer.count() > sent)
        t.check("that was an entry too", controls(place).count("cap") >= 5, controls(place))
        t.equal("and holds on", json.loads(place.run("show", "r", "--json").stdout)["result"]["targets"][0]["states"], {"answered": 40})


def caps_and_judges(t, binary, server):
    with scene(binary, server) as (place, peer):
        place.write("haechi.yaml", "models:\n" + "".join(
            f'  {name}: {{base_url: "{peer.url}", model: gpt, jobs: 1, {limit}price: {{in: 1, out: 1}}}}\n'
            for name, limit in (("m", "max_tokens: 10, "), ("bounded", "max_tokens: 10, "), ("unbounded", ""))))
        for judge, code in (("bounded", 0), ("unbounded", 2)):
            run = place.start("run", "q.csv", "-m", "m", "--judge", judge, "-o", judge, "--progress", "none")
            live(place)
            t.check(f"a cap with a judge that is {judge}", say(place, "set", judge, "max_cost=5USD", code=code))
            say(place, "stop", judge, "--now")
            run.wait(20)


def requeue_while_it_runs(t, binary, server):
    with scene(binary, server) as (place, peer):
        place.write("q.csv", "id,질문,기대\nbad,깨진 물음,답변:서울\n" + questions(30).split("\n", 1)[1].replace(",가\n", "\n").replace(",나\n", "\n"))
        run = start(place, peer, "-j", "1")
        until(lambda: live(place)[0]["failed"] == 1, "a failed sample", 20)
        t.check("an open sample is refused", "still open" in say(place, "requeue", "r", "q29", code=2))
        t.check("so is an unknown one", "E-RUN-13" in say(place, "requeue", "r", "nobody", code=2))
        t.check("a failed one is asked again", "1 samples are open again" in say(place, "requeue", "r", "--failed"))
        t.equal("the run ends without failures", run.wait(60), 0)
        line = json.loads(place.run("show", "r", "--json").stdout)["result"]["targets"][0]
        t.equal("it was redone", (line["redone"], line["states"]), (1, {"answered": 31}))
        t.equal("replay agrees", place.run("replay", "r").returncode, 0)


def killed(t, binary, server):
    with scene(binary, server) as (place, peer):
        run = start(place, peer, "-j", "1")
        live(place)
        watch = place.start("watch", "r", stderr=subprocess.PIPE)
        watch.stderr.readline()
        run.kill()
        run.wait()
        t.equal("watch of a killed run ends with 3", watch.wait(20), 3)
        watch.stderr.close()
        t.equal("its socket is stale", len(sockets(place)), 1)
        t.equal("and not live", standing(place), [])
        t.equal("stop says so", place.run("stop", "r").returncode, 2)
        again = place.start("resume", "r", "-j", "1", "--progress", "none")
        t.equal("the resumed run takes its place", live(place)[0]["pid"], again.pid)
        say(place, "set", "jobs=20")
        t.equal("and ends", again.wait(60), 0)
        t.equal("without a trace", sockets(place), [])


def frozen(t, binary, server):
    with scene(binary, server) as (place, peer):
        run = start(place, peer, "-j", "1")
        live(place)
        run.send_signal(signal.SIGSTOP)
        t.check("ps tells of a process that does not answer", f"pid {run.pid} does not answer" in say(place, "ps"))
        run.send_signal(signal.SIGCONT)
        say(place, "stop")
        t.equal("woken up, it obeys", run.wait(20), 130)


def several(t, binary, server):
    with scene(binary, server) as (place, peer):
        runs = [start(place, peer, "-j", "1", name=f"{n}-run", err=f"{n}.txt") for n in (1, 2)]
        live(place, 2)
        answer = say(place, "pause", code=2)
        t.check("which one?", "1-run" in answer and "2-run" in answer, answer)
        say(place, "stop", "1")
        runs[0].wait(20)
        say(place, "stop")
        t.equal("then it is the only one", runs[1].wait(20), 130)


def connect(path):
    s = socket.socket(socket.AF_UNIX)
    s.connect(str(path))        # waits when the queue is full
    s.settimeout(20)
    return s


def lines(s, data):
    s.sendall(data)
    return s.makefile("rb").readline()


def hostile(t, binary, server):
    with scene(binary, server) as (place, peer):
        run = start(place, peer, "-j", "1")
        live(place)
        say(place, "pause")
        path = sockets(place)[0]
        silent = [connect(path) for _ in range(40)]
        half = connect(path)
        half.sendall(b'{"do":"sta')
        for junk in (b"\n", b"\xff\xfe\x00\n", b"[]\n", b'{"do":"fly"}\n', b'{"do":"stop","value":"1"}\n', b"[" * 5000 + b"\n",
                     b'{"do":"pause","who":"' + b"x" * 100 + b'"}\n', b'{"do":"stop","sudo":true}\n'):
            with connect(path) as s:
                answer = json.loads(lines(s, junk))
                t.check(f"an error line for {junk[:20]!r}", answer.get("error", {}).get("en") and answer["error"]["ko"], answer)
        with connect(path) as s:
            try:
                s.sendall(b"x" * (1 << 20) + b"yy")
                ended = s.recv(1) == b""
            except (BrokenPipeError, ConnectionResetError):
                ended = True
            t.check("an endless line ends the connection", ended)
        greedy = connect(path)      # asks and never reads
        greedy.setblocking(False)
        try:
            for _ in range(20000):
                greedy.send(b'{"do":"status"}\n')
        except (BlockingIOError, BrokenPipeError, ConnectionResetError):
            pass
        with connect(path) as s:
            both = b'{"do":"status"}\n{"do":"unpause","who":"a\\u001b[31mb"}\n'
            f = s.makefile("rb")
            s.sendall(both)
            first, second = json.loads(f.readline()), json.loads(f.readline())
            t.equal("two requests in one go", (first["run"]["state"], second["change"]["key"]), ("paused", "paused"))
        t.equal("still answers", standing(place)[0]["state"], "running")
        t.check("no escape sequence reaches the terminal", "\x1b" not in stderr(place) and "<ESC>" in stderr(place), stderr(place))
        say(place, "set", "jobs=20")
        t.equal("and the run ends", run.wait(60), 0)
        for s in [*silent, half, greedy]:
            s.close()


def others(t, binary, server):
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        t.skip("other users: needs root and setpriv")
        return
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    with scene(binary, server) as (place, peer):
        run = start(place, peer, "-j", "1")
        live(place)
        path = sockets(place)[0]
        t.equal("modes", (oct(path.stat().st_mode & 0o777), oct(path.parent.stat().st_mode & 0o777)), ("0o600", "0o700"))
        talk = ("import socket,sys; s=socket.socket(socket.AF_UNIX); s.settimeout(10); s.connect(sys.argv[1]); "
                "s.sendall(b'{\"do\":\"stop\"}\\n'); print(s.recv(100))")
        command = [*nobody, "/usr/bin/python3", "-c", talk, str(path)]
        t.check("another user cannot reach it", b"PermissionError" in subprocess.run(command, capture_output=True).stderr)
        for p, mode in ((place.dir, 0o755), (path.parent, 0o755), (path, 0o666)):
            p.chmod(mode)
        answer = subprocess.run(command, capture_output=True)
        t.check("nor is it answered when the modes were opened", b"run" not in answer.stdout and b"change" not in answer.stdout, answer)
        place.work.chmod(0o755)
        refused = subprocess.run([*nobody, str(place.binary), "stop", str(place.work / "r.haechi")], capture_output=True,
                                 cwd="/", env=place.env())
        t.check("haechi stop of another user fails with words", refused.returncode == 2 and b"cannot be reached" in refused.stderr, refused)
        t.equal("the run does not know", (run.poll(), standing(place)[0]["changes"]), (None, 0))
        path.parent.chmod(0o700)
        say(place, "stop")
        run.wait(20)
    with scene(binary, server) as (place, peer):
        for p in (place.dir, place.work, place.home):
            p.chmod(0o777)
        run = subprocess.Popen([*nobody, place.binary, "run", "q.csv", "-m", f"m={peer.url}#gpt", "-j", "1", "-o", "r"], cwd=place.work,
                               env={k: v for k, v in place.env().items() if k != "HAECHI_RUNTIME_DIR"}, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        place.started.append(run)
        until(lambda: list(Path("/tmp/haechi-65534").glob("*.sock")), "the socket of the other user", 20)
        say(place, "stop", str(place.work / "r.haechi"))
        t.equal("root may stop the run of a user", run.wait(20), 130)


def where_sockets_lie(t, binary, server):
    with scene(binary, server, items=4) as (place, peer):
        place.dir.joinpath("live").symlink_to(place.home)
        run = place.run("run", "q.csv", "-m", f"m={peer.url}#gpt", "-o", "r", "--progress", "none")
        t.equal("a folder that is a link is not used, the run goes on", (run.returncode, list(place.home.glob("*.sock"))), (0, []))
        t.check("and says so", b"cannot be controlled" in run.stderr, run.stderr)
    with scene(binary, server) as (place, peer):
        login = {"HAECHI_RUNTIME_DIR": "", "XDG_RUNTIME_DIR": str(place.dir)}
        run = place.start("run", "q.csv", "-m", f"m={peer.url}#gpt", "-o", "r", "-j", "1", env=login)
        until(lambda: list((place.dir / "haechi").glob("*.sock")), "a socket in the folder of the login", 20)
        t.equal("found there by the path of the run", place.run("stop", place.work / "r.haechi", env=login).returncode, 0)
        run.wait(20)


def main():
    binary, server = arguments(2, "control_test.py [BINARY [SERVER]]")
    t = Tally()
    for group in (two_terminals, stops, caps_hold_on, caps_and_judges, requeue_while_it_runs, killed, frozen, several, hostile, others, where_sockets_lie):
        t.group(group, binary, server)
    sys.exit(t.end())


main()
