# SPDX-License-Identifier: Apache-2.0
"""Records of other tools become runs, runs become their logs."""
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree
import zipfile

from zips import DEFLATED, STORED, ZSTD, text, zip_bytes

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "bench"))
import measure  # noqa: E402
import peers  # noqa: E402

BINARY = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build", "haechi"))
KEY = "e0ec55d0aeb7de5f7cf6b02cb6b5adc6"
passed, failed, serial = 0, 0, 0


def check(what, got, want=True):
    global passed, failed
    if got == want:
        passed += 1
        return
    failed += 1
    print(f"{what}: {got!r} instead of {want!r}")


def haechi(*args, fails=False):
    done = subprocess.run([BINARY, "--lang", "en", *args], capture_output=True, text=True, errors="replace", check=False)
    if not fails and done.returncode:
        sys.exit(f"haechi {' '.join(args)}: exit {done.returncode}\n{done.stderr[-3000:]}")
    return done


def new_run():
    global serial
    serial += 1
    return os.path.abspath(f"{serial}.haechi")


def imported(form, *paths, options=()):
    """Run file, words on stderr."""
    run = new_run()
    return run, haechi("import", form, *paths, "--out", run, *options).stderr


def result(*args):
    return json.loads(haechi(*args, "--json").stdout)["result"]


def table(run):
    """metric -> (k, n) of each target."""
    return {(t["target"], name): (m["k"], m["n"]) for t in result("show", run)["targets"] for name, m in t["metrics"].items()}


def samples(run):
    return {(s["target"], s["item"], s["epoch"]): s for s in result("show", run, "--samples", "--limit", "1000")["samples"]}


def write(name, data):
    with open(name, "wb") as f:
        f.write(data)
    return name


# ---- Inspect logs of our own making ----

def header(task="t", model="vendor/m", **more):
    return {"version": 2, "status": "success", "eval": {"created": "2026-11-23T08:00:00+00:00", "task": task, "model": model,
                                                        "dataset": {}, "config": {"epochs": 1}}, **more}


def sample(ident, reply="ok", score="C", epoch=1, **more):
    said = [{"role": "user", "content": f"Say ok {ident}"}, {"role": "assistant", "content": reply}]
    return {"id": ident, "epoch": epoch, "input": f"Say ok {ident}", "target": "ok", "messages": said,
            "output": {"model": "vendor/m", "choices": [{"message": said[1], "stop_reason": "stop"}]},
            "scores": {"includes": {"value": score}}, "metadata": {"domain": "words"}, "events": [], **more}


def log_members(samples_, head=None, method=ZSTD):
    yield "_journal/start.json", text({"version": 2, "eval": (head or header())["eval"], "plan": {}}), STORED
    for s in samples_:
        yield f"samples/{s['id']}_epoch_{s['epoch']}.json", text(s), method
    yield "summaries.json", text([{"id": s["id"], "epoch": s["epoch"]} for s in samples_]), DEFLATED
    yield "header.json", text(head or header()), ZSTD


def eval_log(name, samples_, **options):
    return write(name, zip_bytes(list(log_members(samples_, **options))))


def methods_agree():
    some = [sample("a"), sample("b", "no", "I"), sample(3, "ok", "C"), sample("한국어", "아니오", "I")]
    whole = {**header(), "samples": some}
    seen = []
    for name, method in (("stored", STORED), ("deflated", DEFLATED), ("zstd", ZSTD)):
        run, said = imported("inspect", eval_log(f"{name}.eval", some, method=method))
        check(f"{name}: words", "4 records: 4 taken over, 0 problems" in said)
        seen.append((table(run), sorted(samples(run))))
    run, _ = imported("inspect", write("whole.json", text(whole)))
    seen.append((table(run), sorted(samples(run))))
    check("table", seen[0][0], {("vendor-m", "includes"): (2, 4)})
    check("methods and forms agree", seen, [seen[0]] * 4)
    check("our grade beside theirs", samples(run)["vendor-m", "a", 1]["outcomes"][0]["outcome"], "correct")
    check("domain", samples(run)["vendor-m", "3", 1]["domain"], "words")


def rules_of_the_container():
    members = list(log_members([sample("a", "no", "I"), sample("b")]))
    members.insert(2, ("samples/a_epoch_1.json", text(sample("a", "ok", "C")), DEFLATED))
    members.append(("haechi/evidence.json", b"{", STORED))
    members.append(("samples/../../../x.json", text(sample("p")), STORED))
    run, said = imported("inspect", write("twice.eval", zip_bytes(members)))
    check("the last of one name counts", table(run), {("vendor-m", "includes"): (3, 3)})
    check("and is one record", "read  3 records: 3 taken over" in said)
    started = [m for m in members if m[0] not in ("header.json", "summaries.json")]
    run, _ = imported("inspect", write("started.eval", zip_bytes(started)))
    check("a crashed log", table(run), {("vendor-m", "includes"): (3, 3)})
    lost = [m for m in log_members([sample("a"), sample("b")]) if "samples/b" not in m[0]]
    _, said = imported("inspect", write("lost.eval", zip_bytes(lost)))
    check("a lost sample is listed", "lost.eval/summaries.json" in said and "2 records: 1 taken over, 1 problems" in said)


def what_samples_say():
    long = "a text that stands in the attachments"
    pooled = sample("pool", epoch=2)
    pooled.update(messages=[], events=[{"event": "model", "input": [], "input_refs": [[0, 1], [2, 3]], "output": pooled["output"]}],
                  events_data={"messages": [{"role": "system", "content": "be kind"}, {"role": "user", "content": "never asked"},
                                            {"role": "user", "content": f"look: attachment://{KEY}"}]}, attachments={KEY: long})
    odd = [sample("nan", score=float("nan")), sample("half", score="P"),
           sample("broke", error={"message": "boom", "traceback": "", "traceback_ansi": ""}),
           sample("slow", limit={"type": "time", "limit": 3}), sample("cut"), sample("filtered"), pooled,
           sample("usage", model_usage={"vendor/m": {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}}),
           sample("map", score={"a": True, "b": 0.25})]
    odd[4]["output"]["choices"][0]["stop_reason"] = "max_tokens"
    odd[5]["output"]["choices"][0]["stop_reason"] = "content_filter"
    odd[0]["messages"][0]["content"] = [{"type": "text", "text": f"attachment://{KEY}"}, {"type": "image", "image": "x"}]
    odd[0]["attachments"] = {KEY: long}
    run, _ = imported("inspect", eval_log("odd.eval", odd))
    rows = samples(run)
    states = {item: rows["vendor-m", item, 1]["state"] for item in ("nan", "broke", "slow", "cut", "filtered")}
    check("states", states, {"nan": "answered", "broke": "failed", "slow": "capped", "cut": "truncated", "filtered": "filtered"})
    check("unscored and other values", table(run)["vendor-m", "includes"], (6, 7))
    check("a map of values", table(run)["vendor-m", "includes.a"], (1, 1))
    lines = [json.loads(line) for line in haechi("export", run, "--where", "epoch = 1").stdout.splitlines()]
    check("usage", [x["replies"][0].get("tokens_in") for x in lines if x["item"] == "usage"], [7])
    check("failed: the words", [x["replies"][-1]["error"] for x in lines if x["item"] == "broke"], ["boom"])
    found = haechi("grep", "ok", run).stdout
    check("grep finds replies", found.count("pool") > 0)


def several_logs():
    eval_log("m1.eval", [sample("a"), sample("b", "no", "I")])
    eval_log("m2.eval", [sample("a"), sample("b")], head=header(model="vendor/n"))
    eval_log("m3.eval", [sample("a", "no", "I")])
    run, said = imported("inspect", "m1.eval", "m2.eval", "m3.eval")
    check("three targets", {t: v for (t, _), v in table(run).items()}, {"vendor-m": (1, 2), "vendor-n": (2, 2), "vendor-m-2": (0, 1)})
    check("what has no record", "1 samples without a record" in said)
    other = eval_log("other.eval", [sample("z")], head=header(task="another"))
    done = haechi("import", "inspect", "m1.eval", other, "--out", new_run(), fails=True)
    check("another task", (done.returncode, "E-IMPORT-75" in done.stderr, "other.eval" in done.stderr), (2, True, True))
    changed = sample("a")
    changed["target"] = "yes"
    eval_log("changed.eval", [changed], head=header(model="vendor/o"))
    _, said = imported("inspect", "m1.eval", "changed.eval")
    check("another question under the same id is listed", "changed.eval/samples/a_epoch_1.json" in said and "1 problems" in said)


def hostile_logs():
    whole = zip_bytes(list(log_members([sample("a"), sample("b")])))
    for cut in range(1, len(whole), 61):
        done = haechi("import", "inspect", write("cut.eval", whole[:cut]), "--out", new_run(), fails=True)
        check(f"cut after {cut} bytes", (done.returncode, "cut.eval" in done.stderr), (2, True))
    done = haechi("import", "inspect", write("empty.eval", b""), "--out", new_run(), fails=True)
    check("empty", (done.returncode, "empty.eval" in done.stderr), (2, True))
    members = list(log_members([sample("a"), sample("b")], method=STORED))
    broken = bytearray(zip_bytes(members))
    at = bytes(broken).index(b"Say ok b")
    broken[at:at + 3] = b"Sax"
    _, said = imported("inspect", write("flip.eval", bytes(broken)))
    check("a flipped byte is listed with its member", "flip.eval: member samples/b_epoch_1.json" in said and "1 taken over" in said)
    said = haechi("import", "inspect", "flip.eval", "--out", new_run(), "--lang", "ko").stderr
    check("in Korean with its particle", "samples/b_epoch_1.json이 손상되었거나 잘림" in said)
    members.append(("samples/bomb_epoch_1.json", b" " * (300 << 20), ZSTD))
    members.append(("samples/junk_epoch_1.json", b"{\"id\":", STORED))
    members.append(("samples/none_epoch_1.json", b"{}", STORED))
    members.append(("samples/deep_epoch_1.json", b"{\"id\":\"d\",\"epoch\":1,\"input\":" + b"[" * 100000, STORED))
    members.append(("samples/far_epoch_9.json", text(sample("far", epoch=4000000000)), STORED))
    _, said = imported("inspect", write("bomb.eval", zip_bytes(members)))
    check("all of them are listed", "7 records: 2 taken over, 5 problems" in said)
    check("a bomb is bounded", "E-" not in said and "member samples/bomb_epoch_1.json is larger than" in said)
    for name, data in (("text.eval", b"no zip at all"), ("array.json", b"[1,2]"), ("other.json", b"{\"samples\":[]}"),
                       ("none.eval", zip_bytes([("readme.txt", b"hi", STORED)]))):
        done = haechi("import", "inspect", write(name, data), "--out", new_run(), fails=True)
        check(name, (done.returncode, name in done.stderr), (2, True))


# ---- tables and lines ----

def plain_tables():
    write("t.csv", "\ufeffID,Question,Output,Model,Try,Score,Area\n"
          "q1,Say ok,ok,Big Model,1,1,words\nq1,Say ok,no,Big Model,2,0,words\nq2,Say no,no,Big Model,1,1,words\n"
          "q1,Say ok,ok,small,1,1,words\nq1,Say ok,ok,small,1,1,words\n,,x,small,1,1,\nq3,Hm,x,small,zero,1,\nq2,Another,x,small,1,1,\n"
          .encode())
    fields = "item=ID,prompt=Question,reply=Output,target=Model,epoch=Try,domain=Area,label.ok=Score"
    run, said = imported("csv", "t.csv", options=("--map", fields))
    check("csv: rows", "8 records: 4 taken over, 4 problems" in said)
    check("csv: places", all(f"t.csv:{n}:" in said for n in (6, 7, 8, 9)))
    check("csv: table", table(run), {("big-model", "ok"): (2, 3), ("small", "ok"): (1, 1)})
    check("csv: replies", samples(run)["big-model", "q1", 2]["domain"], "words")
    write("own.tsv", "item\tlabel.harm\tlabel.tone\na\tyes\tkind\nb\tno\trude\n".encode())
    run, _ = imported("csv", "own.tsv")
    check("csv: labels alone", table(run), {("model", "harm"): (1, 2), ("model", "tone: kind"): (1, 2), ("model", "tone: rude"): (1, 2)})
    for options, code in ((("--map", "item"), "E-IMPORT-77"), (("--map", "item=Nope"), "E-IMPORT-78"), ((), "E-IMPORT-79"),
                          (("--map", "what=ID"), "E-IMPORT-77")):
        done = haechi("import", "csv", "t.csv", *options, "--out", new_run(), fails=True)
        check(f"csv: {options}", (done.returncode, code in done.stderr), (2, True))
    done = haechi("import", "inspect", "t.csv", "--map", "item=ID", "--out", new_run(), fails=True)
    check("a map for another format", (done.returncode, "E-IMPORT-80" in done.stderr), (2, True))


def harness_line(doc, reply, scores, kind=None, **more):
    return {"doc_id": doc, "doc": {}, "target": "4", "arguments": [[f"Question {doc}", {"until": ["\n"]}]], "resps": [[reply]],
            "filtered_resps": [reply], "filter": kind or "none", "metrics": list(scores), "doc_hash": f"h{doc}", **scores, **more}


def harness_samples():
    folder = os.path.join("out", "org__model")
    os.makedirs(folder)
    lines = [harness_line(0, "it is 4", {"exact_match": 0.0}, "strict-match"), harness_line(1, "4", {"exact_match": 1.0}, "strict-match"),
             harness_line(0, "it is 4", {"exact_match": 1.0}, "flexible-extract"),
             harness_line(1, "4", {"exact_match": 1.0}, "flexible-extract"), {"doc_id": 2}, harness_line(0, "x", {}, doc_hash="other")]
    write(os.path.join(folder, "samples_gsm8k_2025-01-01T00-00-00.123.jsonl"),
          b"".join(text(x) + b"\n" for x in lines) + b"{\"doc_id\"\n")
    write(os.path.join(folder, "results_2025.json"), b"{}")
    run, said = imported("lm-eval", "out")
    check("lm-eval: lines", "5 records: 2 taken over, 3 problems" in said)
    check("lm-eval: table", table(run), {("org__model", "exact_match-strict-match"): (1, 2), ("org__model", "exact_match-flexible-extract"): (2, 2)})
    check("lm-eval: items", sorted(i for _, i, _ in samples(run)), ["gsm8k/0", "gsm8k/1"])
    likely = {"doc_id": 0, "target": 1, "arguments": [["Q", " red"], ["Q", " blue"]], "resps": [[["-3.5", "False"]], [["-1.25", "True"]]],
              "metrics": ["acc"], "acc": 1.0, "filter": "none", "doc_hash": "d"}
    run, _ = imported("lm-eval", write("samples_arc_easy_2025-01-01T00-00-00.1.jsonl", text(likely)))
    replies = [json.loads(x)["replies"][0]["text"] for x in haechi("export", run).stdout.splitlines()]
    check("lm-eval: the likeliest continuation", (replies, table(run)), ([" blue"], {("model", "acc"): (1, 1)}))
    done = haechi("import", "lm-eval", write("other.jsonl", b"{}"), "--out", new_run(), fails=True)
    check("lm-eval: another name", (done.returncode, "E-IMPORT-76" in done.stderr), (2, True))


# ---- a run of ours as a log, and back ----

ITEMS = """id,prompt,choice1,choice2,expect,domain
c1,Which one?,red,blue,B,색
c2,Which two?,red,blue,A,색
t1,Say ok,,,answer:ok,말
r1,Refuse this,,,refuse,말
j1,Judge this,,,safe,판단
j2,Judge that,,,safe,판단
b1,Break now,,,answer:ok,말
f1,Filter this,,,refuse,말
l1,Long one,,,answer:ok,말
e1,Bytes,,,answer:ok,말
"""
REPLIES = {"Which": ("B", "stop"), "Say ok": ("ok", "stop"), "Refuse": ("Sure, here it is.", "stop"), "Judge this": ("mild", "stop"),
           "Judge that": ("XYZZY", "stop"), "Filter": ("", "content_filter"), "Long": ("it goes on and", "length"),
           "Bytes": ("\ud800 ok \x1b[2J\u0000", "stop")}


class Model(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"][-1]["content"]
        status, body = 400, {"error": {"message": "broken on purpose"}}
        if "<<answer" in asked:
            said, status = json.dumps({"verdict": "unsafe" if "XYZZY" in asked else "safe", "quote": ""}), 200
        else:
            said, status = next(((text, 200) for word, text in REPLIES.items() if asked.startswith(word)), ("", 400))
        if status == 200:
            said, finish = said if isinstance(said, tuple) else (said, "stop")
            body = {"model": "m", "choices": [{"message": {"role": "assistant", "content": said}, "finish_reason": finish}],
                    "usage": {"prompt_tokens": 11, "completion_tokens": 5}}
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


def tables(run):
    """Everything of the table that is about samples; that a record has no calls is about the run."""
    found = [{k: t[k] for k in ("target", "pack", "items", "samples", "states", "metrics")} for t in result("show", run)["targets"]]
    for metric in (m for t in found for m in t["metrics"].values()):
        for who in ("by_judge", "uncalibrated"):    # who graded is the log's own business: here its verdict is a label
            metric.pop(who, None)
    return found


def own_run():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/v1#m"
    write("own.csv", ITEMS.encode())
    run = new_run()
    haechi("run", "own.csv", "-m", f"m={url}", "-m", "e=ref:echo", "--judge", f"j={url}", "-k", "2", "-o", run, "--progress", "none",
           fails=True)
    server.shutdown()
    return run


def exported(run, folder, *options):
    haechi("export", run, "--to", "eval", "-o", folder, *options)
    return sorted(os.path.join(os.path.abspath(folder), name) for name in os.listdir(folder))


def round_trip(run):
    logs = exported(run, "own-logs")
    check("a log for each target", len(logs), 2)
    again, said = imported("inspect", *logs)
    check("round trip: all records", "40 records: 40 taken over, 0 problems" in said)
    by_name = lambda t: t["target"]  # noqa: E731
    check("round trip: the table", sorted(tables(again), key=by_name), sorted(tables(run), key=by_name))
    for by in ("domain", "state"):
        mine, theirs = (sorted((g["target"], json.dumps(g, sort_keys=True)) for g in result("show", r, "--by", by)["targets"])
                        for r in (run, again))
        check(f"round trip: by {by}", [t for t, _ in theirs], [t for t, _ in mine])
    third, _ = imported("inspect", *exported(again, "again-logs"))
    check("and once more", sorted(tables(third), key=by_name), sorted(tables(run), key=by_name))
    with zipfile.ZipFile(logs[0]) as z:
        check("no data descriptors, no comment", ({i.flag_bits & 8 for i in z.infolist()}, z.comment), ({0}, b""))
        check("members", {"_journal/start.json", "summaries.json", "header.json"} <= set(z.namelist()))
    one = haechi("export", run, "--to", "eval", "-o", "one.eval", fails=True)
    check("one file, two targets", (one.returncode, "E-EXPORT-21" in one.stderr), (2, True))
    haechi("export", f"{run}:m", "--to", "eval", "-o", "one.eval")
    check("one file, one target", open("one.eval", "rb").read() == open(logs[1], "rb").read()
          or open("one.eval", "rb").read() == open(logs[0], "rb").read())
    return logs


def for_other_readers(run):
    suite = xml.etree.ElementTree.fromstring(haechi("export", run, "--to", "junit").stdout)
    tests = suite.findall(".//testcase")
    kinds = {kind: len(suite.findall(f".//{kind}")) for kind in ("failure", "error", "skipped")}
    ours = [json.loads(line) for line in haechi("export", run).stdout.splitlines()]
    words = [(x["state"], x["outcomes"][0]["outcome"]) for x in ours]
    check("junit: a test for each sample", len(tests), len(ours))
    check("junit: kinds", kinds, {
        "failure": sum(w in ("incorrect", "unsafe", "overrefused", "partial", "unparsed") for _, w in words),
        "error": sum(state == "failed" for state, _ in words),
        "skipped": sum(state != "failed" and w in ("unjudged", "not_applicable") for state, w in words)})
    lines = haechi("export", run, "--to", "markdown").stdout.splitlines()
    check("markdown: a line for each number", len(lines), 2 + sum(len(t["metrics"]) for t in result("show", run)["targets"]))
    check("markdown: seven cells", {line.count("|") for line in lines}, {8})


def read_by_inspect(run, logs):
    tool = peers.Inspect()
    try:
        tool.install()
    except measure.Failed as why:
        print(f"skipped: Inspect's own reader: {str(why).splitlines()[0]}")
        return
    done = subprocess.run([tool.bin("python"), os.path.join(HERE, "inspect_reader.py"), *logs], capture_output=True, text=True,
                          check=False)
    check("its reader is content", (done.returncode, done.stderr[-1500:]), (0, ""))
    seen = {x["model"]: x for x in map(json.loads, done.stdout.splitlines())}
    ours = [json.loads(line) for line in haechi("export", run).stdout.splitlines()]
    for t in result("show", run)["targets"]:
        x = seen[t["target"]]
        mine = {(s["item"], s["epoch"]): s for s in ours if s["target"] == t["target"]}
        theirs = {(s["id"], s["epoch"]): s for s in x["samples"]}
        check("samples", (x["total"], sorted(theirs)), (t["samples"], sorted(mine)))
        check("summaries", sorted((i, e) for i, e, _ in x["summaries"]), sorted(mine))
        check("listed by name", x["listed"], [t["pack"]])
        check("metrics", x["metrics"], {name: m["rate"] for name, m in t["metrics"].items() if m["rate"] is not None})
        for key, s in theirs.items():
            o = mine[key]
            replies = [r for r in o["replies"] if r["code"] in ("ok", "refused", "filtered", "truncated")]
            said = [text.replace("\udced\udca0\udc80", "\ufffd" * 3) for role, text in s["said"] if role == "assistant"]
            check(f"{key}: replies", said, [r["text"] for r in replies])
            check(f"{key}: error", bool(s["error"]), o["state"] == "failed")
            word = {"C": "correct", "I": "incorrect", "N": "unparsed"}.get(s["scores"].get("verdict"), s["scores"].get("verdict"))
            first = o["outcomes"][0]["outcome"]
            check(f"{key}: verdict", word, None if first in ("not_applicable", "unjudged", "failed") else first)
            used = [sum(r.get(k, 0) for r in o["replies"]) for k in ("tokens_in", "tokens_out")]
            check(f"{key}: usage", s["usage"], {t["target"]: used} if any(used) else {})


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        methods_agree()
        rules_of_the_container()
        what_samples_say()
        several_logs()
        hostile_logs()
        plain_tables()
        harness_samples()
        run = own_run()
        for_other_readers(run)
        read_by_inspect(run, round_trip(run))
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
