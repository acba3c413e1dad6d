# SPDX-License-Identifier: Apache-2.0
"""The checks of this folder find what is planted: each promise broken once, a disk that lies, faults that do nothing."""
import json
import sqlite3

from accounts import Account, seen_by


def edited(path, sql):
    db = sqlite3.connect(path)
    with db:
        db.executescript(sql)
    db.close()


INTENT = "(SELECT id FROM entry WHERE type='intent' LIMIT 1)"
FINAL = "(SELECT id FROM entry WHERE type='reply' AND final=1 LIMIT 1)"
COPY = """CREATE TEMP TABLE c AS SELECT * FROM entry WHERE id={}; UPDATE c SET id=(SELECT max(id)+1 FROM entry),
  seq=(SELECT max(seq)+1 FROM entry); INSERT INTO entry SELECT * FROM c; DROP TABLE c;"""
PLANTS = [   # what is done to a finished run of one question more, or to the ids that the server saw; what must be said
    ("a request without an intent", f"DELETE FROM entry WHERE id={INTENT}", None, "G1"),
    ("a second intent of an attempt", COPY.format(INTENT), None, "G1"),
    ("a question asked behind its final reply", COPY.format(INTENT) + "UPDATE entry SET attempt=9 WHERE seq=(SELECT max(seq) FROM entry)",
     None, "G3"),
    ("a second final reply", COPY.format(FINAL) + "UPDATE entry SET attempt=9 WHERE seq=(SELECT max(seq) FROM entry)", None, "G2"),
    ("a sample closed twice", COPY.format("(SELECT id FROM entry WHERE type='close' LIMIT 1)"), None, "G2"),
    ("a sample scored twice", COPY.format("(SELECT id FROM entry WHERE type='score' LIMIT 1)"), None, "G2"),
    ("a reply that is lost", f"DELETE FROM entry WHERE id={FINAL}", None, "G5"),
    ("another cost", f"UPDATE entry SET nums=replace(nums, '\"cost_usd_micro\":', '\"cost_usd_micro\":7') WHERE id={FINAL}", None, "G5"),
    ("a request sent twice", "", lambda ids: ids + ids[:1], "G1"),
    ("a request that nobody announced", "", lambda ids: ids + ["0" * 32], "G1"),
    ("a request without an id", "", lambda ids: [""] + ids, "G1"),
    ("an answer to what was never asked", "", lambda ids: ids[1:], "G1"),
]


def promises(t, bench):
    bench.fresh()
    p = bench.start(bench.run_args("three"))
    run, ids, report = bench.work / "r.haechi", seen_by(bench.log), json.loads(p.out)["run"]
    saved = run.read_bytes()
    for name, sql, change, rule in [("nothing", "", None, ""), *PLANTS]:
        run.write_bytes(saved)
        edited(run, sql)
        a = Account(run)
        a.check_file()
        a.check_server(change(ids) if change else ids)
        a.check_report(report)
        said = {problem[:2] for problem in a.problems}
        t.check(f"planted: {name}: {rule or 'no problem'}", rule in said if rule else not said, a.problems)


def lying_disk(t, bench):
    """Syncs that do nothing must lose calls when the power goes; else nobody would see that syncs are missing."""
    bench.wanted.pop("single-small", None)
    bench.baseline("single-small")
    for lies in ({}, {"HC_FAULT_LIES": "1"}):
        bench.env |= lies
        last = bench.counts["kill"]
        found = [n for n in range(last // 2, last * 9 // 10, 8) if bench.judged("single-small", f"power:{n // 2 * 2}")]
        t.check(f"planted: a disk that {'lies about syncs is found out' if lies else 'is honest is not'}",
                len(found) >= 3 if lies else not found, found)
    del bench.env["HC_FAULT_LIES"]


def planted(t, bench):
    promises(t, bench)
    lying_disk(t, bench)
