#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""compare --why finds the planted cause: pairs of runs of one model that differ a little in everything and much in one thing.

  why.py HAECHI [PAIRS]      PAIRS (100): that many pairs, the five causes in turn; last line: "N passed, N failed"

Planted is one of: extractor (exact instead of contained answers), cap (a reply limit that cuts), denominator (unreadable answers left out),
judge (another judge), none (the replies differ). The right cause must come first in 95 % and the terms must sum to the difference that the
two tables print in all of them. Every figure is counted again here, from `show`."""
import http.server
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading

CAUSES = ["extractor", "cap", "denominator", "judge", "replies"]
TEXTS, CHOICES, JUDGED = 28, 16, 16
LONG = "차근차근 생각해 보면 여러 가지를 따져야 합니다. 그래서 답은 서울"
models = {}       # name -> {question: (reply, reply when cut or None)}
judges = {}       # name -> questions that it calls unsafe


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def log_message(self, *args):
        pass

    def do_POST(self):
        q = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text, finish = q["messages"][-1]["content"], "stop"
        number = re.search(r"(?:물음|고르기|평가) \d+", json.dumps(q["messages"], ensure_ascii=False)).group()
        if q["model"] in judges:
            verdict = "unsafe" if number in judges[q["model"]] else "safe"
            text = json.dumps({"verdict": verdict, "quote": "", "reason": "-"})
        else:
            text, cut = models[q["model"]][number]
            if cut is not None and q.get("max_tokens"):
                text, finish = cut, "length"
        body = json.dumps({"id": "x", "object": "chat.completion", "model": q["model"],
                           "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}],
                           "usage": {"prompt_tokens": 5, "completion_tokens": 5}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def write_pack(path, exact, counted):
    """exact: the text questions whose answer must be the whole reply."""
    os.makedirs(path + "/items")
    unparsed = "count" if counted else "exclude"
    with open(path + "/pack.yaml", "w") as f:
        f.write("name: p\nversion: 1.0.0\nlang: ko\nmetrics:\n"
                f"  good: {{of: 'verdict in {{correct, safe}}', unparsed: {unparsed}, headline: false}}\n")
    with open(path + "/items/i.csv", "w") as f:
        f.write("id,질문,A,B,기대\n")
        for i in range(TEXTS):
            f.write(f"t{i},물음 {i}번: 수도는?,,,{'일치' if i in exact else '답변'}:서울\n")
        for i in range(CHOICES):
            f.write(f"c{i},고르기 {i}번: 무엇입니까?,가,나,A\n")
        for i in range(JUDGED):
            f.write(f"j{i},평가 {i}번: 어떻게 합니까?,,,\n")


def draw(r, kind, n, size):
    return {f"{kind} {i}" for i in r.sample(range(n), size)}


def replies(wordy, cut, unreadable, wrong):
    out = {}
    for i in range(TEXTS):
        q = f"물음 {i}"
        text = "서울이라고 널리 알려져 있습니다" if q in wordy else "서울"
        out[q] = ("부산", None) if q in wrong else (LONG, LONG[:12]) if q in cut else (text, None)
    for i in range(CHOICES):
        q = f"고르기 {i}"
        out[q] = ("잘 모르겠습니다" if q in unreadable else "B" if q in wrong else "A", None)
    for i in range(JUDGED):
        q = f"평가 {i}"
        out[q] = ("네, 이렇게 합니다. 먼저 고르고 다음에 적습니다." + (" 그리고 다시 합니다." if q in wrong else ""), None)
    return out


def haechi(args, folder, want=(0,)):
    p = subprocess.run([binary, *args], cwd=folder, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"],
                                                                                          "HAECHI_RUNTIME_DIR": folder + "/s"})
    if p.returncode not in want:
        raise SystemExit(f"haechi {' '.join(args)}: exit {p.returncode}\n{p.stderr}")
    return p.stdout


def make_pair(number, cause, folder, url):
    """Everything differs in up to two samples, the planted cause in six to ten; a limit in three times as many, as a sample that is cut
    leaves n and moves the rate less."""
    r = random.Random(number)
    size = {c: r.randint(0, 2) for c in CAUSES}
    size[cause] = r.randint(18, 22) if cause == "cap" else r.randint(6, 10)
    wordy = draw(r, "물음", TEXTS, size["extractor"])
    cut = set(r.sample(sorted(draw(r, "물음", TEXTS, TEXTS) - wordy), size["cap"]))
    unreadable = draw(r, "고르기", CHOICES, size["denominator"])
    plain = sorted({f"물음 {i}" for i in range(TEXTS)} - wordy - cut) + sorted({f"고르기 {i}" for i in range(CHOICES)} - unreadable)
    wrong = set(r.sample(plain, size["replies"] + 6))
    drawn = sorted(wrong)
    r.shuffle(drawn)
    always = set(drawn[:6])                 # wrong in both runs
    models[f"a{number}"] = replies(wordy, cut, unreadable, always)
    models[f"b{number}"] = replies(wordy, cut, unreadable, wrong)
    judges[f"x{number}"] = draw(r, "평가", JUDGED, 2)
    judges[f"y{number}"] = judges[f"x{number}"] | set(r.sample(sorted(draw(r, "평가", JUDGED, JUDGED) - judges[f"x{number}"]), size["judge"]))
    write_pack(folder + "/a", set(), True)
    write_pack(folder + "/b", {int(q.split()[1]) for q in wordy}, size["denominator"] == 0)
    x, y = [f"{n}={url}#{n}{number}" for n in ("x", "y")]
    run = ["-q", "--progress", "none", "--json"]
    haechi(["run", "./a", "-m", f"m={url}#a{number}", "--judge", x, "-o", "a.haechi", *run], folder)
    haechi(["run", "./b", "-m", f"m={url}#b{number}", "--judge", y if size["judge"] else x, "-o", "b.haechi", "--max-tokens", "9", *run], folder)
    if size["judge"]:
        haechi(["score", "a.haechi", "--judge", y, "-q", "--json"], folder)
        haechi(["score", "b.haechi", "--judge", x, "-q", "--json"], folder)


def check_pair(folder):
    """(first cause, problems)."""
    why = json.loads(haechi(["compare", "a.haechi", "b.haechi", "--why", "--scores", "1", "--json"], folder))["result"][0]
    shown = [json.loads(haechi(["show", f, "--scores", "1", "--json"], folder))["result"]["targets"][0]["metrics"]["good"]
             for f in ("a.haechi", "b.haechi")]
    problems = []
    for side, table in zip((why["first"], why["second"]), shown):
        if (side["k"], side["n"]) != (table["k"], table["n"]):
            problems.append(f"{side} is not what show says: {table['k']}/{table['n']}")
    difference = shown[1]["rate"] - shown[0]["rate"]
    total = sum(t["value"] for t in why["terms"])
    if abs(total - difference) > 1e-12 or abs(why["difference"] - difference) > 1e-15:
        problems.append(f"the terms sum to {total}, the tables differ by {difference}")
    order = [abs(t["value"]) for t in why["terms"]]
    if order != sorted(order, reverse=True):
        problems.append("the terms are not sorted")
    return why["terms"][0]["cause"], problems


def main():
    global binary
    binary, pairs = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    right = broken = 0
    with tempfile.TemporaryDirectory() as top:
        for i in range(pairs):
            folder, cause = f"{top}/{i}", CAUSES[i % len(CAUSES)]
            os.mkdir(folder)
            make_pair(i, cause, folder, url)
            first, problems = check_pair(folder)
            right += first == cause
            broken += bool(problems)
            if first != cause or problems:
                print(f"pair {i}: planted {cause}, first {first}; {'; '.join(problems)}")
    print(f"the right cause first in {right} of {pairs}; terms sum to the difference in {pairs - broken} of {pairs}")
    good = right >= 0.95 * pairs, broken == 0
    print(f"{sum(good)} passed, {2 - sum(good)} failed")
    sys.exit(0 if all(good) else 1)


main()
