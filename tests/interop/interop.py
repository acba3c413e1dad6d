# SPDX-License-Identifier: Apache-2.0
"""Records of other tools become runs, runs become their logs."""
import json
import os
import subprocess
import sys
import tempfile

from zips import DEFLATED, STORED, ZSTD, text, zip_bytes

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
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
        check(f"{name}: words", "4 records: 4 taken over, 0 not understood" in said)
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
    check("a lost sample is listed", "lost.eval/summaries.json" in said and "2 records: 1 taken over, 1 not understood" in said)


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
    check("another question under the same id is listed", "changed.eval/samples/a_epoch_1.json" in said and "1 not understood" in said)


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
    members.append(("samples/bomb_epoch_1.json", b" " * (300 << 20), ZSTD))
    members.append(("samples/junk_epoch_1.json", b"{\"id\":", STORED))
    members.append(("samples/none_epoch_1.json", b"{}", STORED))
    members.append(("samples/deep_epoch_1.json", b"{\"id\":\"d\",\"epoch\":1,\"input\":" + b"[" * 100000, STORED))
    members.append(("samples/far_epoch_9.json", text(sample("far", epoch=4000000000)), STORED))
    _, said = imported("inspect", write("bomb.eval", zip_bytes(members)))
    check("all of them are listed", "7 records: 2 taken over, 5 not understood" in said)
    check("a bomb is bounded", "E-" not in said and "member samples/bomb_epoch_1.json is larger than" in said)
    for name, data in (("text.eval", b"no zip at all"), ("array.json", b"[1,2]"), ("other.json", b"{\"samples\":[]}"),
                       ("none.eval", zip_bytes([("readme.txt", b"hi", STORED)]))):
        done = haechi("import", "inspect", write(name, data), "--out", new_run(), fails=True)
        check(name, (done.returncode, name in done.stderr), (2, True))


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        methods_agree()
        rules_of_the_container()
        what_samples_say()
        several_logs()
        hostile_logs()
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
