#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs haechi in the situations in which another harness was measured and prints both side by side.

    tests/faults/peer_table.py BINARY TESTSERVER [--write]     --write: docs/reference/under-fault.md

Each row has bounds that must hold; the figures of a page are of one run of this script.
"""
import collections
import json
import os
import platform
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Place, Server, Tally, arguments, until, unused_port  # noqa: E402

PAGE = ROOT / "docs/reference/under-fault.md"
PEER = "Inspect 0.3.285"
KEY = {"THE_KEY": "key-of-this-test-9c41fd"}
REFUSES = 'on *: status 401 body \'{"error":{"message":"Incorrect API key provided.","code":"invalid_api_key"}}\'\n'

HEAD = f"""# Under fault: haechi and a peer

[faults of a model endpoint](faults.md) · [recovery](../guide/recovery.md)

The same situations for haechi (written by `tests/faults/peer_table.py --write`, one run each) and {PEER} (measured once with openai
3.57.0 on another day, one run each: exit codes and calls are firm, seconds are rough). Both against a scripted server on the same machine, one
user message a sample. *Calls*: requests at the server. haechi ran on {{machine}}, {{date}}.

## When things go wrong
| situation | haechi: exit | s | calls | says | peer: exit | s | calls | observed |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""

KILLS = """
haechi ends every run that cannot go on with another exit code than 0, whatever the display. What ends a run against a server that fails
for ever: `--retries` for a question (6; a wait that the server names costs none), `deadline` for a question with all its retries (10 minutes),
`--max-errors` and `--max-time` for the run. A row names the one it ran with. While a server throttles, haechi asks one question at a time and waits as
long as the server says: slower than the peer against a server that counts calls, no slower against one that counts time. Without
`Retry-After` a throttled attempt is a retry like others, so a storm longer than all retries of a question (16 s on
average) fails the samples that meet it; `haechi requeue --failed` asks them again.

## kill -9, then resume
Counted at the server by request body. *Answered*: the server had sent the answer when the process was killed. *Recorded*: it was in the
run. *In flight*: asked, not yet answered; such calls are asked again by both. *Repeated*: answered before the kill and asked again.

| run | haechi: answered | recorded | in flight | calls in all | repeated | of these recorded | peer: answered | in its log | calls in all | repeated |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""

END = """
What haechi repeats is at most what was answered in the last moments and not yet on disk; of what was recorded it repeats nothing, in a
dialogue neither. Of one question a sample the peer repeats less: at some 70 calls a second it has few in flight. It starts an agent
sample from turn one; it has a checkpoint option, which could not be tried without network.
"""


class Row:
    """What one situation came to."""

    def __init__(self, exit_code, seconds, calls, says):
        self.exit, self.seconds, self.calls, self.says = exit_code, seconds, calls, says


def questions(place, n):
    place.write("q.csv", "질문,기대\n" + "".join(f"물음 {i}?,답변:물음 {i}\n" for i in range(n)))


def configure(place, url, **more):
    model = {"base_url": url, "model": "gpt", "key_env": "THE_KEY", **more}
    place.write("haechi.yaml", json.dumps({"models": {"m": model}}))


def timed(place, server, *args, env=KEY, needle="", timeout=120):
    start = time.monotonic()
    done = place.run("run", "q.csv", "-m", "m", "-o", "r", "--progress", "none", *args, env=env, timeout=timeout)
    seconds = time.monotonic() - start
    text = (done.stderr + done.stdout).decode("utf-8")
    line = next((l.strip() for l in text.splitlines() if needle and needle in l), "")
    return Row(done.returncode, seconds, server.count() if server else 0, line), text


def states(place):
    shown = json.loads(place.run("show", "r.haechi", "--json").stdout)
    return shown["result"]["targets"][0]["states"]


# ---- situations: (name, what the peer did, function that runs it and checks)

def no_key(t, place, server):
    configure(place, server.url)
    row, _ = timed(place, server, env={}, needle="E-AUTH-01")
    t.check("no key: exit 2 before any call", row.exit == 2 and row.calls == 0 and row.says, vars(row))
    return row


def wrong_key(t, place, server):
    configure(place, server.url)
    row, _ = timed(place, server, "-j", "64", needle="E-AUTH-02")
    t.check("wrong key: exit 4, at most the first four calls", row.exit == 4 and row.calls <= 4 and row.says, vars(row))
    t.equal("wrong key: nothing is answered", states(place), {"open": 1000})
    return row


def wrong_key_quiet(t, place, server):
    configure(place, server.url)
    row, _ = timed(place, server, "-j", "64", "--quiet", needle="E-AUTH-02")
    t.check("wrong key, quiet: exit 4 and said", row.exit == 4 and row.says, vars(row))
    return row


def every_tenth(t, place, server):
    configure(place, server.url)
    row, text = timed(place, server, needle="samples failed")
    t.check("every 10th is 400: exit 3, all asked once", row.exit == 3 and row.calls == 100, vars(row))
    t.equal("every 10th is 400: the rest is answered", states(place), {"answered": 90, "failed": 10})
    t.check("every 10th is 400: the table says so", "90/90" in text and "failed 10" in text, text)
    row.says += "; table: 90/90, failed 10"
    return row


def storm(t, place, server):
    configure(place, server.url)
    row, _ = timed(place, server, needle="slowing down", timeout=600)
    wanted = 300 if "1-200" in server.script else 110
    t.check("429 with Retry-After, then fine: exit 0, no call too many", (row.exit, row.calls) == (0, wanted), vars(row))
    t.equal("429 with Retry-After, then fine: all are answered", states(place), {"answered": 100})
    row.says += "; all 100 scored"
    return row


def throttled_for_ever(t, place, server):
    configure(place, server.url)
    row, _ = timed(place, server, "--retries", "2", "--max-errors", "5", needle="slowing down")
    t.check("429 for ever: exit 3", row.exit == 3 and row.says, vars(row))
    t.check("429 for ever: three calls a question", states(place).get("failed", 0) > 5 and row.calls <= 40, states(place))
    row.says += f"; {states(place)['failed']} failed, the rest stays open"
    return row


def throttled_until_time(t, place, server):
    configure(place, server.url)
    row, _ = timed(place, server, "--max-time", "5s", needle="slowing down")
    t.check("429 for ever, --max-time 5s: exit 6", row.exit == 6 and row.seconds < 30 and row.says, vars(row))
    return row


def broken_for_ever(t, place, server):
    configure(place, server.url)
    row, text = timed(place, server, "--retries", "2", "--max-errors", "5", needle="failed")
    t.check("500 for ever: exit 3", row.exit == 3 and row.calls <= 60, vars(row))
    t.check("500 for ever: says what the server said", "HTTP 500" in text, text)
    row.says = next(l.strip() for l in text.splitlines() if "HTTP 500" in l)
    return row


def down(t, place, _):
    configure(place, f"http://127.0.0.1:{unused_port()}/v1")
    row, _ = timed(place, None, needle="E-NET-02")
    t.check("server down: exit 8", row.exit == 8 and row.says and row.seconds < 20, vars(row))
    return row


def no_such_task(t, place, server):
    configure(place, server.url)
    (place.work / "q.csv").unlink()
    row, text = timed(place, server, needle="error")
    t.check("no such file: exit 2", row.exit == 2 and "q.csv" in text, text)
    return row


def ctrl_c(t, place, server):
    configure(place, server.url, jobs=4)
    p = place.start("run", "q.csv", "-m", "m", "-o", "r", "--progress", "none", env=KEY, stderr=subprocess.PIPE)
    until(lambda: server.count() >= 20, "20 requests")
    start = time.monotonic()
    p.send_signal(signal.SIGINT)
    err = p.communicate(timeout=60)[1].decode("utf-8")
    row = Row(p.returncode, time.monotonic() - start, server.count(), next((l for l in err.splitlines() if "done" in l), ""))
    t.check("Ctrl-C: exit 130, said, what was in flight is done", row.exit == 130 and row.says and row.seconds < 12, err)
    before = states(place)
    done = place.run("resume", "r.haechi", "--quiet", env=KEY)
    t.check("Ctrl-C: resume asks the rest only", done.returncode == 0 and server.count() == 1000, (before, server.count()))
    return row


ECHO = "on *: echo\n"
TENTH = 'on * contains "7?": status 400 body \'{"error":{"message":"bad"}}\'\non *: echo\n'
LONG_STORM = 'on * nth 1-200: status 429 header "Retry-After: 1"\non *: echo\n'    # one call a second

SITUATIONS = [
    # name, samples, script, function, the peer's exit, s, calls, observed
    ("no key in the environment", 100, ECHO, no_key, "1", "4.5", "0", "\"No MOCK_API_KEY defined in the environment.\""),
    ("wrong key (401), 1,000 samples, J=64", 1000, REFUSES, wrong_key,
     "**0**", "11.6", "64", "log `error`; 172 lines, the last ones say \"Incorrect API key provided.\""),
    ("the same, quiet", 1000, REFUSES, wrong_key_quiet, "**0**", "10.4", "64", "no output at all (`--display none`)"),
    ("every 10th sample 400", 100, TENTH, every_tenth, "0", "9.8", "100",
     "with `--no-fail-on-error`: accuracy 1.000 over the other 90; a warning says 10 % were not scored"),
    ("200 x 429 with Retry-After: 1, then fine", 100, LONG_STORM, storm, "0", "13.1", "300", "all 100 scored"),
    ("429 for ever, `--retries 2 --max-errors 5`", 100, "on *: status 429\n", throttled_for_ever, "**0**", "35.1", "587",
     "with `--max-retries 3`: log `error`; a raw `RetryError[<Future ...>]`"),
    ("429 for ever, `--max-time 5s`", 100, "on *: status 429\n", throttled_until_time, "-", "cut at 60", "827",
     "without a limit: retries for ever, no line about it on the plain display"),
    ("500 for ever, `--retries 2 --max-errors 5`", 100, "on *: status 500\n", broken_for_ever, "-", "cut at 60", "916",
     "without a limit: the same silence"),
    ("server down", 100, ECHO, down, "**0**", "39.3", "0",
     "with `--max-retries 3`: `RetryError[... APIConnectionError]`, 432 lines; without: cut at 60 s, silent"),
    ("no such task", 1, ECHO, no_such_task, "1", "-", "0", ""),
    ("Ctrl-C", 1000, "on *: echo delay 50\n", ctrl_c, "**0**", "1.0", "-", "no output (`--display none`)"),
]


# ---- kill -9

def body_of(request):
    return json.dumps(request["body"], sort_keys=True)


def recorded_bodies(place):
    """The questions whose replies are in the run, by their last user message and their place in the dialogue."""
    found = set()
    for line in place.run("export", "r.haechi").stdout.decode("utf-8").splitlines():
        sample = json.loads(line)
        for turn in range(len(sample["replies"])):
            found.add((sample["turns"][0], turn))
    return found


def key_of(request):
    messages = request["body"]["messages"]
    return messages[0]["content"], sum(m["role"] == "assistant" for m in messages)


def kill_and_resume(t, name, binary, server_program, dialogues, delay, jobs, at):
    """Kills when the server has answered `at` calls, resumes, counts."""
    turns = 20 if dialogues else 1
    samples = 100 if dialogues else 1000
    with Place(binary) as place, Server(server_program, place, f"on /probe: status 200\non *: echo delay {delay}\n") as server:
        if dialogues:
            place.write("q.jsonl", "".join(json.dumps({"id": str(i), "turns": [f"{i}번 대화 {k}째 말" for k in range(turns)],
                                                       "expect": "거절"}, ensure_ascii=False) + "\n" for i in range(samples)))
        else:
            questions(place, samples)
        urllib.request.urlopen(f"http://127.0.0.1:{server.port}/probe").read()
        offset_ms = time.monotonic() * 1000 - server.requests()[0]["ms"]      # the server's clock
        configure(place, server.url, jobs=jobs)
        p = place.start("run", "q.jsonl" if dialogues else "q.csv", "-m", "m", "-o", "r", "--quiet", env=KEY)
        until(lambda: server.count() - 1 >= at + jobs // 2, f"{at} calls")
        killed_ms = time.monotonic() * 1000 - offset_ms
        p.kill()
        p.wait()
        before = server.requests()[1:]
        answered = [r for r in before if r["ms"] + delay <= killed_ms]
        recorded = recorded_bodies(place)
        done = place.run("resume", "r.haechi", "--quiet", env=KEY)
        calls = server.requests()[1:]
        after = collections.Counter(body_of(r) for r in calls[len(before):])
        repeated = [r for r in answered if after[body_of(r)]]
        of_recorded = [r for r in before if key_of(r) in recorded and after[body_of(r)]]
        t.check(f"{name}: resume ends well", done.returncode == 0, done.stderr.decode("utf-8"))
        t.equal(f"{name}: every sample is answered", states(place), {"answered": samples})
        t.equal(f"{name}: nothing that was recorded is asked again", len(of_recorded), 0)
        t.equal(f"{name}: every call was asked for", len({body_of(r) for r in calls}), samples * turns)
        t.check(f"{name}: no more is repeated than may be in flight", len(calls) - samples * turns <= jobs, len(calls))
        return [len(answered), len(recorded), len(before) - len(answered), len(calls), len(repeated), len(of_recorded)]


KILLED = [
    # name, dialogues, delay ms, jobs, answered when killed, the peer: answered, in its log, calls in all, repeated
    ("1,000 trivial, J=64, 50 ms", False, 50, 64, 210, "210 | 173 | 1,018 | 18"),
    ("the same", False, 50, 64, 503, "503 | 446 | 1,014 | 14"),
    ("the same", False, 50, 64, 908, "908 | 865 | 1,013 | 13"),
    ("100 dialogues x 20 turns, J=64, 20 ms (peer: agent samples)", True, 20, 64, 704, "704 | 0 | 2,804 | **704 (all)**"),
    ("the same", True, 20, 64, 1500, "1,500 | 64 | 2,268 | 168"),
]


def situation(t, binary, server_program, name, samples, script, run):
    with Place(binary) as place, Server(server_program, place, script) as server:
        questions(place, samples)
        return run(t, place, server)


def cell(text):
    text = re.sub(r"/tmp/\S+/w/", "", text).replace("|", "\\|")
    return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)


def main():
    write = "--write" in sys.argv[1:]
    binary, server_program = arguments(2, "tests/faults/peer_table.py BINARY TESTSERVER [--write]")
    t, out = Tally(), []
    for name, samples, script, run, *peer in SITUATIONS:
        if not write and script == LONG_STORM:
            name, script = name.replace("200", "10"), script.replace("200", "10")
        row = situation(t, binary, server_program, name, samples, script, run)
        says = f"`{cell(row.says)}`" if row.says else ""
        out.append(f"| {name} | {row.exit} | {row.seconds:.1f} | {row.calls:,} | {says} | " + " | ".join(peer) + " |")
        print(out[-1], flush=True)
    situations = "\n".join(out)
    out = []
    for name, dialogues, delay, jobs, at, peer in KILLED:
        got = kill_and_resume(t, f"{name}, killed at {at}", binary, server_program, dialogues, delay, jobs, at)
        out.append(f"| {name} | " + " | ".join(f"{n:,}" for n in got) + f" | {peer} |")
        print(out[-1], flush=True)
    if write and not t.failed:
        machine = f"{platform.processor() or platform.machine()}, {len(os.sched_getaffinity(0))} shared cores"
        head = HEAD.format(machine=machine, date=time.strftime("%Y-%m-%d"))
        PAGE.write_text(head + situations + "\n" + KILLS + "\n".join(out) + "\n" + END, encoding="utf-8")
    return t.end()


if __name__ == "__main__":
    sys.exit(main())
