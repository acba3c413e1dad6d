#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Many calls to a server that fails one time in twenty, killed twenty times: what was asked is what is on record.

    tests/crash/billing.py [BINARY [SERVER]] [--calls=N] [--seed=N]
"""
import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from accounts import Account, seen_by
from harness import Place, Server, Tally, arguments, result_bytes

KILLS, JOBS, EPOCHS = 20, 64, 50
# A request id is new for each attempt. Three given digits stand somewhere in one of 137 of them; 429 is rarer, as each halves the
# number of calls at a time.
FAULTS = {"00a": "reset", "11b": "close", "22c": "status 500", "33d": "cut 20 reply '잘린 답'", "44e": "hang", "55f": "status 502",
          "66a": 'raw "HTTP/1.1 200 OK\\r\\nContent-Length: 900\\r\\n\\r\\n{\\"choices\\":" reset',
          "77b8": "status 429 header 'Retry-After: 0'"}
SCRIPT = "on connect nth 7: reset\non connect nth 77: reset\non connect nth 777: reset\n" + "".join(
    f'on * header "x-client-request-id: {digits}": {fault}\n' for digits, fault in FAULTS.items()) + (
    'on *: reply-one-of "서울입니다." "부산입니다." "모릅니다."\n')
MODEL = 'models:\n  m: {base_url: "%s", model: m, price: {in: 1.5, out: 3}, max_tokens: 100, retries: 10}\n'


class Growing:
    """Counts the lines of a growing file without reading it again."""

    def __init__(self, path):
        self.file, self.n = open(path, "rb"), 0

    def count(self):
        self.n += self.file.read().count(b"\n")
        return self.n


def play(t, place, calls, server, rng):
    """20 kills, then to the end. The last process."""
    moments = sorted(rng.randrange(calls // 50, calls) for _ in range(KILLS))
    args = ["run", "q.csv", "-m", "m", "-k", EPOCHS, "-o", "r", "--timeout", "1s"]
    done, growing = 0, None
    for moment in moments:
        p = place.start(*args, "-j", JOBS, "-q", "--progress", "none")
        while not server.log.exists():
            time.sleep(0.002)
        growing = growing or Growing(server.log)
        first = growing.count()
        while p.poll() is None and growing.count() < max(moment, first + 1):
            time.sleep(0.002)
        time.sleep(rng.random() / 100)
        if p.poll() is None:
            p.kill()
            done += 1
        p.wait()
        args = ["resume", "r.haechi"]
    t.equal("kills that hit a running process", done, KILLS)
    return place.run(*args, "-j", JOBS, "-q", "--json", timeout=600)


def check(t, place, server, samples, last):
    run = place.work / "r.haechi"
    a, requests = Account(run), seen_by(server.log)
    a.check_file()
    a.check_server(requests)
    seen = len(requests)
    again = place.run("resume", run, "--json", "-q")
    t.check("a resume of the finished run sends nothing and says the same", len(seen_by(server.log)) == seen and
            result_bytes(again.stdout) == result_bytes(last.stdout), again.stderr)
    a.check_report(json.loads(again.stdout)["run"])
    t.equal("every sample is closed once", (len(a.closes), max(a.closes.values())), (samples, 1))
    t.check("at most the calls in flight were lost at each kill", len(a.without_reply()) <= KILLS * JOBS, len(a.without_reply()))
    t.check("G1, G2, G3, G5", not a.problems, "\n".join(a.problems[:20]))
    unsent = [k for k in a.intents if k in a.replies and a.replies[k][0] == "unreachable"]
    applied, wasted, doubt = a.cost()
    print(f"{len(a.intents)} calls, {seen} seen by the server, {KILLS} kills, {a.repeated(requests)} repeated, "
          f"{len(a.in_doubt())} in doubt ({len(a.without_reply())} by kills), {len(unsent)} not sent; "
          f"cost {(applied + wasted) / 1e6:.4f} to {(applied + wasted + doubt) / 1e6:.4f} USD, {wasted / 1e6:.4f} of it wasted")


def billing(t, binary, program, calls, seed):
    rng, items = random.Random(seed), calls // EPOCHS
    with Place(binary) as place:
        place.write("q.csv", "질문,기대\n" + "".join(f"{i}번째 도시의 이름은?,답변:서울\n" for i in range(items)))
        with Server(program, place, SCRIPT) as server:
            place.write("haechi.yaml", MODEL % server.url)
            last = play(t, place, calls, server, rng)
            if t.check("the last resume finishes", last.returncode in (0, 3), last.stderr.decode()):
                check(t, place, server, items * EPOCHS, last)


def main():
    binary, program = arguments(2, "billing.py BINARY SERVER")
    option = lambda name, dflt: int(([a.split("=")[1] for a in sys.argv if a.startswith(f"--{name}=")] or [dflt])[0])
    calls, seed = option("calls", 100000), option("seed", 20260101)
    print(f"seed {seed}, {calls} samples")
    t, begin = Tally(), time.monotonic()
    t.group(billing, binary, program, calls, seed)
    print(f"{time.monotonic() - begin:.0f} s")
    return t.end()


if __name__ == "__main__":
    sys.exit(main())
