# SPDX-License-Identifier: Apache-2.0
"""What the test scripts beside the case files share: a clean place to run haechi, the scripted server, the count."""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEADLINE_S = 120
SANITIZER = re.compile(rb"runtime error:|ERROR: (Address|Leak|Thread|UndefinedBehavior)Sanitizer")


class Tally:
    """Counts checks; a check that raises is a failed one and the next check still runs."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, rule, ok, detail=""):
        if ok:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL  {rule}" + (f"\n      {str(detail).strip()[:4000]}" if detail else ""), flush=True)
        return bool(ok)

    def equal(self, rule, got, wanted):
        return self.check(rule, got == wanted, f"got {got!r:.1500}\n      not {wanted!r:.1500}")

    def group(self, function, *args):
        """One group of checks; what it raises is one failure of its own."""
        try:
            function(self, *args)
        except Exception as error:  # the other groups must still be counted
            words = [a for a in args if isinstance(a, str) and re.fullmatch(r"[\w-]+", a)]
            self.check(" ".join([function.__name__, *words]), False, f"{type(error).__name__}: {error}")

    def skip(self, why):
        self.skipped += 1
        print(f"skipped: {why}", flush=True)

    def end(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.passed} passed, {self.failed} failed{skipped}")
        return 1 if self.failed or not self.passed + self.skipped else 0


def until(condition, what, seconds=DEADLINE_S):
    """Polls; the first true value of condition() or TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise TimeoutError(f"not within {seconds} s: {what}")


def unused_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Place:
    """An empty folder with a HOME of its own; gone at the end, with every process started here."""

    def __init__(self, binary):
        self.binary = str(Path(binary).resolve())

    def __enter__(self):
        self.dir = Path(tempfile.mkdtemp(prefix="haechi-test-"))
        self.work = self.dir / "w"
        self.home = self.dir / "home"
        self.work.mkdir()
        self.home.mkdir()
        self.started = []
        return self

    def __exit__(self, *ignored):
        for p in self.started:
            if p.poll() is None:
                p.kill()
                p.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    def env(self, lang="en", **more):
        keep = {k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_", "LSAN_", "TSAN_"))}
        return {**keep, "HOME": str(self.home), "PATH": "/usr/bin:/bin", "TZ": "UTC", "TMPDIR": str(self.dir),
                "HAECHI_RUNTIME_DIR": str(self.dir / "live"),
                "LC_ALL": "ko_KR.UTF-8" if lang == "ko" else "C.UTF-8", **more}

    def write(self, path, text, encoding="utf-8"):
        path = self.work / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    def run(self, *args, lang="en", timeout=DEADLINE_S, env=None, **more):
        """haechi with these arguments; stdout and stderr as bytes."""
        p = subprocess.run([self.binary, *map(str, args)], cwd=self.work, env=self.env(lang, **(env or {})),
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, **more)
        if SANITIZER.search(p.stderr):
            raise AssertionError(p.stderr.decode("utf-8", "replace"))
        return p

    def start(self, *args, lang="en", env=None, **more):
        p = subprocess.Popen([self.binary, *map(str, args)], cwd=self.work, env=self.env(lang, **(env or {})),
                             stdin=subprocess.DEVNULL, stdout=more.pop("stdout", subprocess.DEVNULL),
                             stderr=more.pop("stderr", subprocess.DEVNULL), **more)
        self.started.append(p)
        return p


class Server:
    """tests/server with a script."""

    def __init__(self, program, place, script):
        self.program, self.place, self.script = program, place, script

    def __enter__(self):
        self.dir = Path(tempfile.mkdtemp(dir=self.place.dir, prefix="server-"))
        script, port, self.log = self.dir / "script", self.dir / "port", self.dir / "log"
        script.write_text(self.script, encoding="utf-8")
        self.process = subprocess.Popen([self.program, str(script), "--port-file", str(port), "--log", str(self.log)],
                                        stdin=subprocess.DEVNULL)
        self.place.started.append(self.process)
        until(lambda: self.process.poll() is not None or (port.exists() and port.read_text().endswith("\n")),
              "the scripted server", 20)
        self.port = int(port.read_text())
        self.url = f"http://127.0.0.1:{self.port}/v1"
        return self

    def __exit__(self, *ignored):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    def count(self):
        return self.log.read_bytes().count(b"\n") if self.log.exists() else 0

    def requests(self):
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


def result_bytes(stdout):
    """The bytes of `.result` as printed, so that an equal value in another notation is seen."""
    text = stdout.decode("utf-8")
    start = text.index('{"result":') + len('{"result":')
    _, end = json.JSONDecoder().raw_decode(text, start)
    return text[start:end]


def arguments(needed, usage):
    """BINARY [SERVER] with the defaults of the build folder."""
    defaults = [ROOT / "build/src/cli/haechi", ROOT / "build/tests/server/testserver"]
    given = [a for a in sys.argv[1:] if not a.startswith("-")]
    paths = [str(Path(p).resolve()) for p in given + defaults[len(given):needed]][:needed]
    for p in paths:
        if not os.access(p, os.X_OK):
            sys.exit(f"{usage}: {p} is not a program; build it first")
    return paths
