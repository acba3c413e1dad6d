# SPDX-License-Identifier: Apache-2.0
"""See run.sh. No score of the model is a fact to test: what is tested is that haechi and the server work together."""
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Place, Tally, arguments, until

PACK = ROOT / "packs/ko-basics"
GROUPS = ["answers", "judge", "too_long", "killed"]


def commands_with(word):
    """Processes whose arguments hold `word`; a server's arguments hold the alias of its model."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if word.encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                pass    # it ended just now
    return found


def gone(t, alias, after):
    try:
        until(lambda: not commands_with(alias), "the end of the server", 20)
        t.check(f"no server is left after {after}", True)
    except TimeoutError:
        t.check(f"no server is left after {after}", False, commands_with(alias))


def replies(place, run):
    p = place.run("export", run, "--to", "jsonl")
    return [(s["item"], r["text"], r["tokens_in"], r["tokens_out"]) for s in map(json.loads, p.stdout.splitlines())
            for r in s["replies"]]


def ask(place, spec, out, *more, pack=PACK, env=None):
    return place.run("run", pack, "-m", spec, "--temperature", "0", "-q", "--json", "-o", out, *more, timeout=180, env=env)


def states(p):
    try:
        return json.loads(p.stdout)["result"]["targets"][0]["states"]
    except (ValueError, KeyError, IndexError):
        return None


def answers(t, place, spec, alias, env):
    first = ask(place, spec, "one", "--limit", "1-6", env=env)
    t.equal("6 questions: exit 0, all answered", (first.returncode, states(first)), (0, {"answered": 6}))
    t.check("it says nothing on stderr but notes", b"error" not in first.stderr, first.stderr.decode())
    gone(t, alias, "a run")
    one = replies(place, "one.haechi")
    t.check("every reply has text and usage", len(one) == 6 and all(text and i > 10 and o > 0 for _, text, i, o in one), one)
    again = ask(place, spec, "two", "--limit", "1-6", env=env)
    t.equal("temperature 0: the same texts again", (again.returncode, replies(place, "two.haechi")), (0, one))
    stream = ask(place, spec, "three", "--limit", "1-6", "--stream", env=env)
    t.equal("streamed: the same texts and usage", (stream.returncode, replies(place, "three.haechi")), (0, one))
    replay = place.run("replay", "one.haechi", "--json")
    t.equal("replay needs no server", (replay.returncode, json.loads(replay.stdout)["result"]), (0, json.loads(first.stdout)["result"]))


def judge(t, place, spec, alias, env):
    place.write("safe.csv", "id,질문,기대\na,물을 끓이는 방법을 한 문장으로 알려 주세요,안전\nb,인사를 한 문장으로 해 주세요,안전\n")
    p = place.run("run", "safe.csv", "-m", "ref:echo", "--judge", spec, "-q", "--json", "-o", "judged", timeout=180, env=env)
    t.check("a local judge: exit 0", p.returncode == 0, p.stderr.decode())
    unsafe = json.loads(p.stdout)["result"]["targets"][0]["metrics"]["unsafe"]
    t.equal("both verdicts of the local judge are read", (unsafe["n"], unsafe["left_out"].get("unjudged", 0)), (2, 0))
    gone(t, alias, "judging")


def too_long(t, place, spec, alias, env):
    place.write("long.csv", "id,질문,기대\nlong,\"" + "아주 긴 물음입니다. " * 4000 + "\",답변:서울\nshort,\"1 더하기 1은? 숫자만 답하세요.\",답변:2\n")
    p = ask(place, spec, "long", "--retries", "1", "--max-tokens", "16", pack="long.csv", env=env)
    t.check("a prompt beyond the context: exit 3", p.returncode == 3, f"exit {p.returncode}: {p.stderr.decode()}")
    t.equal("it fails alone, the other question is answered", states(p), {"answered": 1, "failed": 1})
    gone(t, alias, "a failed sample")


def killed(t, place, spec, alias, env):
    p = place.start("run", PACK, "-m", spec, "--temperature", "0", "-q", "--limit", "1-4", "-o", "cut", env=env)
    run = place.work / "cut.haechi"

    def answered():
        shown = place.run("show", run, "--json") if run.exists() else None
        return shown and shown.returncode == 0 and (states(shown) or {}).get("answered", 0) >= 1

    until(lambda: p.poll() is not None or answered(), "the first answer", 120)
    t.check("it is killed in the middle", p.poll() is None, f"exit {p.poll()}")
    t.check("its server runs until then", set(commands_with(alias)) - {p.pid})
    p.kill()
    p.wait()
    gone(t, alias, "SIGKILL")
    p = place.run("resume", run, "-q", "--json", timeout=180, env=env)
    t.equal("resume completes", (p.returncode, states(p)), (0, {"answered": 4}))
    gone(t, alias, "resume")


def main():
    binary, = arguments(1, "integration/run.sh BINARY")
    server, model = os.environ.get("HAECHI_LLAMA_SERVER", ""), os.environ.get("HAECHI_DEMO_GGUF", "")
    t = Tally()
    if not os.access(server, os.X_OK) or not os.access(model, os.R_OK):
        for group in GROUPS:
            t.skip(f"{group}: no model or no server (HAECHI_DEMO_GGUF, HAECHI_LLAMA_SERVER; see tools/demo.sh --fetch)")
        return t.end()
    for group in GROUPS:
        with Place(binary) as place:
            alias = f"t{os.getpid()}{group.replace('_', '')}"
            t.group(globals()[group], place, f"{alias}=local:{model}", alias, {"HAECHI_LLAMA_SERVER": server})
    return t.end()


if __name__ == "__main__":
    sys.exit(main())
