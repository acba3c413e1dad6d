#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every fault of catalogue.yaml x protocol x {plain, stream}: what haechi makes of it must be what the catalogue says.

    tests/faults/run.py BINARY TESTSERVER [--only PATTERN] [--half] [--no-heavy] [--jobs N]

One cell = one run of three questions, one after the other: the first meets no fault, the second meets it once, the third always.
"""
import argparse
import concurrent.futures
import contextlib
import email.utils
import fnmatch
import gzip
import json
import os
import resource
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import catalogue  # noqa: E402
import fronts     # noqa: E402
from harness import Place, Server, Tally, unused_port  # noqa: E402

KEY = "key-of-this-test-9c41fd"
WORDS = {"fine": "정상", "once": "한번", "always": "계속"}
PATHS = {"openai": "/v1/chat/completions", "anthropic": "/v1/messages"}
GOOD = 'reply "서울" usage 10 5'
PAID_MICRO = 15          # 10 + 5 tokens at one dollar per million
START_S = 1.0            # until the first faulty answer of a run at the latest, for dates that lie ahead


def escaped(data):
    return "".join(f"\\x{b:02x}" for b in data)


def gzip_parts():
    """A gzip header and one MiB of deflate that may be repeated at will."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = squeeze.compress(bytes(1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return gzip.compress(b"")[:10], block


GZIP_HEAD, GZIP_MIB = gzip_parts()
FIXED = {"GOOD": GOOD, "KEY": KEY, "GZIP_HEAD": escaped(GZIP_HEAD), "GZIP_MIB": escaped(GZIP_MIB), "KIB": "a" * 1024,
         "DEEP": "[" * 100 + "]" * 100, "LONG": "길다 " * 60000}


def fill(text, values):
    for name, value in values.items():
        text = text.replace("${" + name + "}", str(value))
    return text


class Cell:
    """One fault under one protocol and mode: the place, the server, the front, the run."""

    def __init__(self, options, fault, protocol, mode):
        self.options, self.fault, self.protocol, self.mode = options, fault, protocol, mode
        self.name = f"{fault['fault']} {protocol} {mode}"
        self.wanted = catalogue.expected(fault, protocol, mode)

    def script(self, values):
        script = catalogue.setting(self.fault, "script", self.protocol, self.mode)
        if not script:
            answer = catalogue.setting(self.fault, "answer", self.protocol, self.mode) or GOOD
            script = (f'on * contains "{WORDS["always"]}": {answer}\non * contains "{WORDS["once"]}" nth 1: {answer}\n'
                      f"on *: {GOOD}\n")
        return fill(script, FIXED | values)

    def front(self, port):
        """(front or None, scheme)"""
        kind, _, what = self.fault.get("front", "").partition(" ")
        certificates = self.options.certificates
        if kind == "":
            return None, "http"
        if kind == "black-hole":
            return fronts.BlackHole(), "http"
        if kind == "ipv6-black-hole":
            return fronts.BlackHole(host="::1", port=port), "http"
        if kind == "stops-listening":
            return fronts.StopsListening(port), "http"
        if kind == "reset-while-sending":
            return fronts.ResetWhileSending(port, connections=(2, 4, 5)), "http"
        if kind == "tls-asked-plainly":
            return fronts.Tls(port, context=certificates.context("good")), "http"
        if kind == "tls":
            name = what if what in ("expired", "wrong-host") else "good"
            return fronts.Tls(port, context=certificates.context(name), close=what == "closed"), "https"
        if kind == "h2":    # `what` may be empty: no fault
            context = certificates.context("good", ["h2"])
            return fronts.Http2(port, context=context, fault=what, path=PATHS[self.protocol], once=[WORDS["once"]],
                                words=[WORDS["once"], WORDS["always"]]), "https"
        raise catalogue.CatalogueError(f"no such front: {kind}")

    def configure(self, place, url):
        codes = {c for what in WORDS for c in self.wanted[what]}
        until_deadline = any(c.endswith("+") for c in codes)      # which is at least `timeout`
        model = {"api": self.protocol, "base_url": url + "/v1", "model": "gpt", "key_env": "THE_KEY", "jobs": 1, "retries": 1,
                 "timeout": "2s" if codes & {"timeout", "unreachable"} else "4s" if until_deadline else "60s",
                 "deadline": "4s" if until_deadline else "90s",
                 "max_tokens": 16, "stream": self.mode == "stream", "price": {"in": 1, "out": 1}}
        model |= {k: fill(v, FIXED) for k, v in self.fault.get("settings", {}).items()}
        place.write("haechi.yaml", json.dumps({"models": {"m": model}}))
        place.write("q.csv", "질문,기대\n" + "".join(f"{w}?,답변:서울\n" for w in WORDS.values()))

    def run(self):
        """What was observed, as the catalogue names it, and what must hold for every cell."""
        with Place(self.options.binary) as place, contextlib.ExitStack() as stack:
            other = stack.enter_context(contextlib.closing(fronts.Counter()))
            soon = time.time() + START_S + 2
            values = {"PORT2": other.port, "DATE_SOON": email.utils.formatdate(soon, usegmt=True),
                      "RFC3339_SOON": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(soon))}
            server = stack.enter_context(Server(self.options.server, place, self.script(values)))
            front, scheme = self.front(server.port)
            if front:
                stack.callback(front.close)
            port = server.port if not front or self.fault.get("url") else front.port
            url = fill(self.fault.get("url", f"{scheme}://127.0.0.1:{port}"), {"PORT": server.port, "NOPORT": unused_port()})
            self.configure(place, url)
            env = {"THE_KEY": KEY, "SSL_CERT_FILE": str(self.options.certificates.ca)}
            if self.fault.get("front") == "tls untrusted":
                env.pop("SSL_CERT_FILE")
            done, peak = self.measured(place, env)
            seen = self.observe(place, done, peak, server)
            seen["elsewhere"] = other.seen
            return seen

    def measured(self, place, env):
        argv = [place.binary, "run", "q.csv", "-m", "m", "-o", "r", "--json", "--progress", "plain"]
        if self.fault.get("needs") == "ipv6":     # a name with two addresses, for this process only
            hosts = place.write("hosts", "::1 two-addresses.test\n127.0.0.1 two-addresses.test\n")
            argv = ["unshare", "-rm", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"', str(hosts), *argv]
        with open(place.work / "out", "wb") as out, open(place.work / "err", "wb") as err:
            p = subprocess.Popen(argv, cwd=place.work, env=place.env(**env), stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        place.started.append(p)
        peak, deadline = 0, time.monotonic() + 120
        while p.poll() is None:
            with contextlib.suppress(OSError, StopIteration):     # ru_maxrss would hold what this script had at its fork
                status = Path(f"/proc/{p.pid}/status").read_text(encoding="utf-8")
                peak = next(int(l.split()[1]) for l in status.splitlines() if l.startswith("VmHWM"))
            if time.monotonic() > deadline:
                p.kill()
            time.sleep(0.02)
        return p.returncode, peak // 1024

    def observe(self, place, status, peak, server):
        out, err = (place.work / "out").read_bytes(), (place.work / "err").read_text(encoding="utf-8", errors="replace")
        exported = place.run("export", "r.haechi").stdout.decode("utf-8")
        replay = place.run("replay", "r.haechi")
        samples = {s["turns"][0].rstrip("?"): s for s in map(json.loads, exported.splitlines())}
        key_found = [p.name for p in place.work.glob("r.*") if KEY.encode() in p.read_bytes()]
        run = json.loads(out)["run"] if out.strip() else self.shown(place)
        requests = server.requests() if server.count() else []
        entries, bounds = self.attempts(place)
        seen = {"exit": status, "peak": peak, "words": err + exported, "key_found": key_found, "replay": replay.returncode,
                "calls": run["calls"], "calls_seen": len(requests), "doubt": run["in_doubt"], "unbounded": run["cost_unbounded"],
                "flags": run["flags"], "cost": run["cost_micro"], "unclear": run["cost_max_micro"] - run["cost_micro"],
                "bounds": bounds, "times": [r["ms"] for r in requests if WORDS["once"] in json.dumps(r["body"], ensure_ascii=False)]}
        for what, word in WORDS.items():
            sample = samples.get(word, {"state": "open"})
            item = str(list(WORDS).index(what) + 1)
            seen[what] = entries.get(item, []) + [sample["state"]]
            if sample["state"] in ("answered", "truncated") and what != "fine":
                seen[f"text of {what}"] = sample["replies"][-1]["text"]
        return seen

    @staticmethod
    def shown(place):
        return json.loads(place.run("show", "r.haechi", "--json").stdout)["run"]

    @staticmethod
    def attempts(place):
        """item -> codes of its attempts in order, and the upper bounds of their cost."""
        codes, bounds = {}, []
        with contextlib.closing(sqlite3.connect(f"file:{place.work / 'r.haechi'}?mode=ro", uri=True)) as db:
            for (leaf,) in db.execute("SELECT leaf FROM entry WHERE type IN ('intent', 'reply') ORDER BY seq"):
                leaf = json.loads(leaf)
                if leaf["asked"] != "m":
                    continue
                if leaf["type"] == "intent":
                    bounds.append(leaf["nums"]["cost_max_usd_micro"])
                else:
                    codes.setdefault(leaf["item"], []).append(leaf["code"])
        return codes, bounds


def same_codes(got, wanted):
    """`CODE+` stands for two or more of them."""
    plus = [w for w in wanted if w.endswith("+")]
    if not plus:
        return got == wanted
    code = plus[0].rstrip("+")
    return got[-1] == wanted[-1] and len(got) > 2 and set(got[:-1]) == {code}


def judge(cell, got):
    """The differences, as lines."""
    want, wrong = cell.wanted, []

    def hold(what, ok, detail):
        if not ok:
            wrong.append(f"{what}: {detail}")

    for what in WORDS:
        hold(what, same_codes(got[what], want[what]), f"{got[what]}, not {want[what]}")
    for what in ("exit", "doubt"):
        hold(what, got[what] == want[what], f"{got[what]}, not {want[what]}")
    hold("calls that the server saw", got["calls_seen"] == want.get("calls_seen", got["calls"]),
         f"{got['calls_seen']}, not {want.get('calls_seen', got['calls'])}")
    hold("cost", got["cost"] == PAID_MICRO * want["paid"], f"{got['cost']}, not {PAID_MICRO} x {want['paid']}")
    bound = got["bounds"][0] if got["bounds"] else 0
    hold("cost in doubt", got["unclear"] == bound * want["unsettled"] and not got["unbounded"],
         f"{got['unclear']}, unbounded {got['unbounded']}, not {bound} x {want['unsettled']}")
    for word in want.get("says", "").split("  "):
        parts = word.split(" ", 1) if word.startswith("E-") else [word]
        hold("message", all(p in got["words"] for p in parts), f"no {word!r} in {got['words'][-1500:]!r}")
    hold("flags", sorted(want.get("flags", [])) == sorted(f["flag"] for f in got["flags"]), got["flags"])
    for what in ("once", "always"):
        text = got.get(f"text of {what}")
        wanted_text = WORDS[what] + "?" if want["text"] == "question" else want["text"]
        hold(f"text of {what}", text is None or want["text"] == "any" or text == wanted_text, repr(text)[:300])
    if "gap" in want:
        gap = got["times"][1] - got["times"][0] if len(got["times"]) > 1 else -1
        hold("gap", want["gap"][0] <= gap <= want["gap"][1], f"{gap} ms, not {want['gap']}")
    hold("memory", got["peak"] <= cell.fault.get("peak_mib", 200) * cell.options.memory, f"{got['peak']} MiB")
    hold("the key in the record", not got["key_found"], got["key_found"])
    hold("connections to another host", got["elsewhere"] == 0, got["elsewhere"])
    hold("replay", got["replay"] == 0, f"exit {got['replay']}")
    return wrong


def one(cell):
    try:
        got = cell.run()
        return got, judge(cell, got)
    except Exception as error:  # one cell, the others must still run
        return None, [f"{type(error).__name__}: {error}"]


def no_ipv6():
    """Why a name with an IPv6 and an IPv4 address cannot be had here; None when it can."""
    try:
        with socket.socket(socket.AF_INET6) as s:
            s.bind(("::1", 0))
        done = subprocess.run(["unshare", "-rm", "true"], capture_output=True, text=True, check=False)
        return done.stderr.strip() or None
    except OSError as e:
        return str(e)


def print_matrix(results):
    width = max(len(n) for n, _ in results) + 1
    print(f"{'':{width}} " + " ".join(f"{p[:6] + '/' + m[:6]:14}" for p, m in catalogue.CELLS) + "  once | always | exit")
    for name, cells in results:
        marks = " ".join(f"{cells[c][1]:14}" if c in cells else f"{'.':14}" for c in catalogue.CELLS)
        first = next(iter(cells.values()))[0]
        told = f"{' '.join(first['once'])} | {' '.join(first['always'])} | {first['exit']}" if first else ""
        print(f"{name:{width}} {marks}  {told}")


def main():
    parse = argparse.ArgumentParser()
    parse.add_argument("binary")
    parse.add_argument("server")
    parse.add_argument("--only", default="*")
    parse.add_argument("--no-heavy", action="store_true", help="without the faults of hundreds of MiB")
    parse.add_argument("--half", action="store_true", help="one cell of each protocol and mode, not every pair")
    parse.add_argument("--jobs", type=int, default=16, help="cells at a time; most of their time is waiting")
    options = parse.parse_args()
    options.server = str(Path(options.server).resolve())
    # A sanitizer's own memory.
    options.memory = 4 if b"__asan_init" in Path(options.binary).read_bytes() else 1
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="haechi-certificates-") as folder, \
            concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        options.certificates = fronts.Certificates(folder)
        work, results = [], []
        for fault in (f for g in catalogue.load() for f in g["faults"] if fnmatch.fnmatch(f["fault"], options.only)):
            if "needs" in fault and no_ipv6():
                tally.skip(f"{fault['fault']}: {no_ipv6()}")
            elif not (fault.get("heavy") and options.no_heavy):
                cells = catalogue.cells_of(fault)
                if options.half and len(cells) == len(catalogue.CELLS):
                    cells = [("openai", "stream"), ("anthropic", "plain")]
                work += [Cell(options, fault, *c) for c in cells]
        for cell, (got, wrong) in zip(work, pool.map(one, work)):
            tally.check(cell.name, not wrong, "\n      ".join(wrong))
            if not results or results[-1][0] != cell.fault["fault"]:
                results.append((cell.fault["fault"], {}))
            results[-1][1][cell.protocol, cell.mode] = (got, "FAILED" if wrong else "ok")
    if results:
        print_matrix(results)
        print(f"{len(results)} faults, {len(work)} cells")
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
