#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Golden ledgers: every folder beside this file holds a finished and an open run of one release."""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
BINARY, SERVER = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
READER = HERE.parent.parent / "tools" / "second_reader.py"
passed = failed = 0


def check(what, good, detail=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f"FAIL {what}\n{detail}")


def run(*args, cwd):
    return subprocess.run(args, cwd=cwd, capture_output=True, text=True, timeout=120)


def result(out):
    try:
        return json.loads(out.stdout)["result"]
    except (ValueError, KeyError):
        return out.stdout + out.stderr


def finished(name, work):
    want = json.loads((work / "done.result.json").read_text())
    for verb in ("show", "replay"):
        out = run(BINARY, verb, "done.haechi", "--json", cwd=work)
        check(f"{name}: {verb}", out.returncode == 0 and result(out) == want, out.stderr + out.stdout[:500])
    root = re.search(r"root ([0-9a-f]{16})", run(BINARY, "replay", "done.haechi", "--lang", "en", cwd=work).stderr)
    out = run("/usr/bin/python3", str(READER), "done.haechi", cwd=work)
    check(f"{name}: second reader", root and out.returncode == 0 and f"root {root[1]}" in re.sub(r" +", " ", out.stdout),
          out.stdout + out.stderr)


def resumed(name, work):
    server = subprocess.Popen([SERVER, str(HERE / "server.script"), "--port-file", "port"], cwd=work)
    try:
        deadline = time.monotonic() + 10
        while not (work / "port").exists() or not (work / "port").read_text():
            if time.monotonic() > deadline:
                raise SystemExit("the test server does not start")
            time.sleep(0.05)
        port = (work / "port").read_text().strip()
        key = work / "open.haechi-key"
        key.write_text(re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{port}", key.read_text()))
        out = run(BINARY, "resume", "open.haechi", "--json", "--progress", "none", cwd=work)
        states = result(out)["targets"][0]["states"] if out.returncode == 0 else out.stderr
        check(f"{name}: resume asks what is open", states == {"answered": 1}, str(states))
        again = run(BINARY, "resume", "open.haechi", "--json", "--progress", "none", cwd=work)
        check(f"{name}: a second resume changes nothing", result(again) == result(out), again.stderr)
    finally:
        server.kill()
        server.wait()


for folder in sorted(p for p in HERE.iterdir() if (p / "done.haechi").exists()):
    with tempfile.TemporaryDirectory() as tmp:
        work = pathlib.Path(tmp) / "work"
        shutil.copytree(folder, work)
        finished(folder.name, work)
        resumed(folder.name, work)
if not passed + failed:
    print("FAIL there is no golden ledger")
    failed = 1
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
