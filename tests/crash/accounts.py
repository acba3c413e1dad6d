# SPDX-License-Identifier: Apache-2.0
"""The promises about calls, checked on a run file and the server's log with sqlite3 alone.

G1  every request that the server saw carries the id of exactly one intent, and no id is seen twice
G2  a step (sample, redo, strand, step) has at most one final reply, a sample at most one close and one score per set
G3  behind a final reply its step is never asked again
G5  what `show` reports is calls = intents, in doubt = calls without a known end, cost = applied + wasted,
    upper cost = the same + the bounds of what is in doubt
(G4, a finished run sends nothing, is the caller's: it needs another process.)
"""
import collections
import contextlib
import hashlib
import hmac
import json
import sqlite3

ENTRIES = """SELECT e.seq, e.type, e.slot, e.redo, e.strand, e.step, e.attempt, e.code, e.final, e.nums, e.sset,
  s.target, s.pack, s.item, s.transform, s.epoch FROM entry e LEFT JOIN slot s ON s.id=e.slot WHERE e.log=? ORDER BY e.seq"""
NO_KNOWN_END = ("timeout", "reset")
NOT_SENT = ("unreachable",)


class Account:
    """A run file as the promises see it; `problems` is empty where they are kept."""

    def __init__(self, path):
        self.problems = []
        self.intents, self.replies, self.finals = {}, {}, {}     # by (step, attempt) and by step
        self.by_id = {}
        self.closes, self.scores = collections.Counter(), collections.Counter()
        self.starts = []                                         # seq of each process's `control env`
        with open(f"{path}-key", encoding="utf-8") as f:
            secrets = json.load(f)["logs"]
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            log, name = db.execute("SELECT id, hex FROM log WHERE own=1").fetchone()
            self.secret = bytes.fromhex(secrets[name])
            for row in db.execute(ENTRIES, (log,)):
                self.add(*row)

    def problem(self, rule, what):
        self.problems.append(f"{rule}: {what}")

    def request_id(self, sample, redo, strand, step, attempt):
        text = "\x1f".join(map(str, (*sample, redo, strand, step, attempt)))
        return hmac.digest(self.secret, text.encode("utf-8"), hashlib.sha256).hex()[:32]

    def add(self, seq, kind, slot, redo, strand, step, attempt, code, final, nums, sset, *sample):
        place = (slot, redo, strand, step)
        if kind == "control" and code == "env":
            self.starts.append(seq)
        elif kind == "intent":
            if (place, attempt) in self.intents:
                self.problem("G1", f"a second intent of {sample} {place} attempt {attempt}")
            if place in self.finals:
                self.problem("G3", f"{sample} {place} was asked again (entry {seq}) behind its final reply")
            self.intents[place, attempt] = json.loads(nums)
            self.by_id[self.request_id(sample, redo, strand, step, attempt)] = (place, attempt)
        elif kind == "reply":
            if final and place in self.finals:
                self.problem("G2", f"a second final reply of {sample} {place}")
            if (place, attempt) in self.replies:
                self.problem("G2", f"a second reply of {sample} {place} attempt {attempt}")
            if final:
                self.finals[place] = seq
            self.replies[place, attempt] = (code, final, json.loads(nums))
        elif kind == "close":
            self.closes[slot, redo] += 1
        elif kind == "score":
            self.scores[slot, redo, sset] += 1

    def in_doubt(self):
        return [k for k in self.intents if k not in self.replies or self.replies[k][0] in NO_KNOWN_END]

    def without_reply(self):
        return [k for k in self.intents if k not in self.replies]

    def cost(self):
        """Applied, wasted, and the most that is in doubt, in millionths of a dollar."""
        known = lambda last: sum(max(n["cost_usd_micro"], 0) for _, final, n in self.replies.values() if bool(final) == last)
        return known(1), known(0), sum(max(self.intents[k]["cost_max_usd_micro"], 0) for k in self.in_doubt())

    def check_file(self):
        for what, counts in (("closed", self.closes), ("scored", self.scores)):
            for key, n in counts.items():
                if n > 1:
                    self.problem("G2", f"{key} {what} {n} times")

    def check_server(self, requests):
        """`requests`: the ids that the server saw, in order."""
        seen = collections.Counter(requests)
        for request, n in seen.items():
            if request not in self.by_id:
                self.problem("G1", f"the server saw {request!r}, which has no intent")
            elif n > 1:
                self.problem("G1", f"the server saw {request} {n} times")
        for request, key in self.by_id.items():
            if request not in seen and key in self.replies and self.replies[key][0] not in NO_KNOWN_END + NOT_SENT:
                self.problem("G1", f"{key} has the answer {self.replies[key][0]} and the server never saw it")

    def repeated(self, requests):
        """Requests beyond the first at one question."""
        places = collections.Counter(self.by_id[r][0] for r in requests if r in self.by_id)
        return sum(n - 1 for n in places.values())

    def check_report(self, run):
        """`run`: what `haechi show --json` says of this execution."""
        applied, wasted, doubt = self.cost()
        for field, wanted in (("calls", len(self.intents)), ("in_doubt", len(self.in_doubt())), ("cost_micro", applied + wasted),
                              ("cost_max_micro", applied + wasted + doubt)):
            if run[field] != wanted:
                self.problem("G5", f"{field} is {run[field]}, the entries say {wanted}")


def seen_by(log):
    """The ids in a log of tests/server."""
    with open(log, encoding="utf-8") as f:
        return [json.loads(line)["headers"].get("x-client-request-id", "") for line in f]
