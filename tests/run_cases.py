#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the case files of tests/cases: one readable text file = files, scripted servers, commands, expectations.

The language is described in tests/cases/README.md. Standard library only.
"""
import argparse
import concurrent.futures
import contextlib
import difflib
import fnmatch
import functools
import glob
import json
import os
import pty
import re
import select
import shlex
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
import time
import traceback
import uuid
from fcntl import ioctl
from pathlib import Path

TESTS = Path(__file__).resolve().parent
OUTPUT_MAX = 64 << 20
SANITIZER = re.compile(rb"runtime error:|ERROR: (Address|Leak|Thread|UndefinedBehavior)Sanitizer")
MISSING = type("Missing", (), {"__repr__": lambda self: "(absent)"})()


class CaseError(Exception):
    """The case file itself is wrong."""


# ---------------------------------------------------------------- the case file


class Directive:
    """One line at column 0 and the indented block below it."""

    def __init__(self, line_no, text):
        self.line_no = line_no
        self.word, _, self.rest = text.partition(" ")
        self.rest = self.rest.strip()
        self.raw_block = []
        self.block_range = None     # lines of the block in the file, for --update
        self.checks = []            # expectations and options of a step

    @property
    def block(self):
        indent = min((len(l) - len(l.lstrip(" ")) for l in self.raw_block if l.strip()), default=0)
        return [l[indent:] for l in self.raw_block]

    def lines(self):
        """The texts of an expectation that is written on its line or as a block below."""
        found = [self.rest] if self.rest else []
        return found + [l for l in self.block if l.strip()]


COMMANDS = {"run", "sh", "start", "end"}
STEPS = COMMANDS | {"wait", "file", "remove", "stop"}
SETTINGS = {"rule:", "needs", "server", "server2", "env", "lang", "timeout"}
OPTIONS = {"cwd", "stdin", "env", "timeout", "tty", "file-limit", "signal", "kill"}
CHECKS = {"exit", "stdout", "stderr", "stdout~", "stderr~", "not-stdout", "not-stderr", "requests", "requests2",
          "request", "request2", "gap", "json", "same-json", "file~", "not-file", "file-mode", "file-exists",
          "no-file", "sql", "duration"}


def bwrap_works():
    """Why no sandbox can be made here; None when one can."""
    try:
        done = subprocess.run(["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"], capture_output=True, text=True, check=False)
    except OSError as e:
        return f"bwrap: {e.strerror}"
    return done.stderr.strip() or f"exit {done.returncode}" if done.returncode else None


NEEDS = {"bwrap": functools.cache(bwrap_works)}    # what a machine may lack -> why it is not there


class Case:
    def __init__(self, path, name):
        self.path, self.name = path, name
        self.rule, self.needs = None, []
        self.settings, self.steps = [], []
        self.read(path.read_text(encoding="utf-8"))

    def read(self, text):
        current = None
        for number, line in enumerate(text.split("\n"), 1):
            if line.startswith(" ") or not line.strip():
                if current is not None:
                    current.raw_block.append(line)
                elif line.strip():
                    raise CaseError(f"line {number}: an indented line that belongs to nothing")
            elif not line.startswith("#"):
                current = Directive(number, line)
                self.place(current)
            else:
                current = None
        for d in self.everything():
            while d.raw_block and not d.raw_block[-1].strip():
                d.raw_block.pop()
            d.block_range = (d.line_no, d.line_no + len(d.raw_block))
        if not self.rule:
            raise CaseError("no `rule:` line says what this case guards")
        if not any(s.word in COMMANDS for s in self.steps):
            raise CaseError("no step runs anything")

    def place(self, d):
        if d.word == "rule:":
            self.rule = d.rest
        elif d.word == "needs":
            if d.rest not in NEEDS:
                raise CaseError(f"line {d.line_no}: cannot tell whether there is `{d.rest}`")
            self.needs.append(d.rest)
        elif d.word in STEPS:
            self.steps.append(d)
        elif d.word in SETTINGS and not any(s.word in COMMANDS for s in self.steps):
            self.settings.append(d)
        elif d.word in CHECKS | OPTIONS and self.steps and self.steps[-1].word in COMMANDS:
            self.steps[-1].checks.append(d)
        else:
            raise CaseError(f"line {d.line_no}: `{d.word}` is unknown or does not belong here")

    def everything(self):
        for d in self.settings + self.steps:
            yield d
            yield from d.checks


# ---------------------------------------------------------------- values


def parse_value(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


PATH_PART = re.compile(r'\.(?:"([^"]*)"|([^.\[\]]+))|\[(-?\d+)\]|\[([^=\]]+)=([^\]]*)\]')


def look_up(value, path):
    """`.a."b c"[0][key=value]`; MISSING where a part is not there."""
    if path == ".":
        return value
    at = 0
    while at < len(path):
        m = PATH_PART.match(path, at)
        if not m:
            raise CaseError(f"cannot read the path {path!r} at {path[at:]!r}")
        at = m.end()
        quoted, name, index, key, wanted = m.groups()
        if index is not None:
            ok = isinstance(value, list) and -len(value) <= int(index) < len(value)
            value = value[int(index)] if ok else MISSING
        elif key is not None:
            rows = value if isinstance(value, list) else []
            value = next((r for r in rows if isinstance(r, dict) and r.get(key) == parse_value(wanted)), MISSING)
        else:
            member = quoted if quoted is not None else name
            value = value.get(member, MISSING) if isinstance(value, dict) else MISSING
    return value


def kind(value):
    if value is None:
        return "null"
    names = {bool: "boolean", int: "number", float: "number", str: "string", list: "list", dict: "object"}
    return names.get(type(value), "absent")


def holds(value, op, wanted_text):
    wanted = parse_value(wanted_text)
    if op == "is":
        return value is not MISSING if wanted_text == "exists" else kind(value) == wanted_text
    if op == "length":
        return isinstance(value, (list, str, dict)) and len(value) == wanted
    if op == "~":
        return isinstance(value, str) and re.search(wanted_text, value) is not None
    if op == "==":
        return same(value, wanted)
    if op == "!=":
        return value is not MISSING and not same(value, wanted)
    if op in ("contains", "lacks"):
        return has(value, wanted) == (op == "contains")
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    return {"<": value < wanted, "<=": value <= wanted, ">": value > wanted, ">=": value >= wanted}[op]


def has(value, wanted):
    """A string has a part; a list or object has a member, or a string anywhere in it has the part."""
    if isinstance(value, str):
        return str(wanted) in value
    if isinstance(value, dict):
        return wanted in value or any(has(v, wanted) for v in value.values())
    if isinstance(value, list):
        return any(same(v, wanted) or has(v, wanted) for v in value)
    return False


def same(a, b):
    """JSON equality: True is not 1, but 1 is 1.0."""
    if isinstance(a, bool) != isinstance(b, bool):
        return False
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    return a == b


COMPARE = re.compile(r"^(.*?)\s*(?<!\S)(==|!=|<=|>=|<|>|contains|lacks|is|length|~)(?!\S)\s*(.*)$")


def split_comparison(text):
    """`PATH OP VALUE` -> the three."""
    m = COMPARE.match(text)
    if not m or not m.group(1):
        raise CaseError(f"expected PATH OP VALUE, found {text!r}")
    return m.groups()


class Number(str):
    """A number as it was written: two results are equal only if their digits are."""


def exact_text(value):
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(json.dumps(k) + ":" + exact_text(v) for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(exact_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def show(value, limit=200):
    text = repr(value) if value is MISSING else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= limit else text[:limit] + "…"


# ---------------------------------------------------------------- servers


class Server:
    def __init__(self, binary, folder, name, script, env):
        self.log = folder / f"{name}.log"
        script_file, port_file = folder / f"{name}.script", folder / f"{name}.port"
        script_file.write_text(script, encoding="utf-8")
        self.offset, self.count = 0, 0
        self.process = subprocess.Popen([binary, str(script_file), "--port-file", str(port_file), "--log",
                                         str(self.log)], env=env, stdin=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, start_new_session=True)
        deadline = time.monotonic() + 30
        while not port_file.exists():
            if self.process.poll() is not None:
                raise CaseError("server: " + self.process.stderr.read().decode(errors="replace").strip())
            if time.monotonic() > deadline:
                raise CaseError("server: no port after 30 s")
            time.sleep(0.005)
        self.port = int(port_file.read_text())

    def seen(self):
        """Number of requests logged so far; reads only what is new."""
        if self.log.exists():
            with open(self.log, "rb") as f:
                f.seek(self.offset)
                new = f.read()
            self.offset += len(new)
            self.count += new.count(b"\n")
        return self.count

    def requests(self, since):
        lines = self.log.read_bytes().split(b"\n")[:-1] if self.log.exists() else []
        return [json.loads(l.decode("utf-8", "replace")) for l in lines[since:]]

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stderr.close()


def unused_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


# ---------------------------------------------------------------- processes of a step


class Process:
    """One command with its output in files, so that no amount of output can block it."""

    def __init__(self, argv, cwd, env, out, stdin=b"", tty=None):
        self.out_file, self.err_file = Path(str(out) + ".stdout"), Path(str(out) + ".stderr")
        self.started = time.monotonic()
        self.master = None
        with open(self.out_file, "wb") as o, open(self.err_file, "wb") as e, tempfile.TemporaryFile() as i:
            i.write(stdin)
            i.seek(0)
            if tty:
                self.master, slave = pty.openpty()
                rows_cols = struct.pack("HHHH", tty[1], tty[0], 0, 0)
                ioctl(slave, termios.TIOCSWINSZ, rows_cols)
                self.popen = subprocess.Popen(argv, cwd=cwd, env=env, stdin=slave, stdout=slave, stderr=slave,
                                              start_new_session=True)
                os.close(slave)
            else:
                self.popen = subprocess.Popen(argv, cwd=cwd, env=env, stdin=i, stdout=o, stderr=e,
                                              start_new_session=True)

    def pump(self, seconds):
        """Waits a little; true when the process has ended."""
        if self.master is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.popen.wait(seconds)
        else:
            self.read_terminal(seconds)
        return self.popen.poll() is not None

    def read_terminal(self, seconds):
        while select.select([self.master], [], [], seconds)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                data = b""
            if not data:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.popen.wait(seconds)
                return
            with open(self.out_file, "ab") as f:
                f.write(data)
            seconds = 0

    def finish(self):
        if self.master is not None:
            self.read_terminal(0)
            os.close(self.master)
            self.master = None
        self.seconds = time.monotonic() - self.started
        code = self.popen.returncode
        self.exit = signal.Signals(-code).name if code < 0 else code
        self.stdout, self.stderr = self.read(self.out_file), self.read(self.err_file)

    @staticmethod
    def read(path):
        with open(path, "rb") as f:
            return f.read(OUTPUT_MAX)


# ---------------------------------------------------------------- one case


class Failure:
    def __init__(self, line_no, text, detail=()):
        self.line_no, self.text, self.detail = line_no, text, list(detail)


class Runner:
    def __init__(self, case, options):
        self.case, self.options = case, options
        self.failures, self.updates, self.golden = [], [], []
        self.token = uuid.uuid4().hex
        self.servers, self.saved, self.background = {}, {}, {}
        self.steps_done = 0

    # -- surroundings

    def prepare(self, root):
        self.root = Path(root)
        self.work, self.logs, home, bin_dir = (self.root / n for n in ("work", "logs", "home", "bin"))
        for folder in (self.work, self.logs, home, bin_dir, self.root / "tmp"):
            folder.mkdir()
        (bin_dir / "haechi").symlink_to(self.options.binary)
        self.env = {"HOME": str(home), "PATH": f"{bin_dir}:/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC",
                    "XDG_CONFIG_HOME": str(home / ".config"), "XDG_CACHE_HOME": str(home / ".cache"),
                    "XDG_DATA_HOME": str(home / ".local/share"), "XDG_RUNTIME_DIR": str(self.root / "tmp"), "HAECHI_RUNTIME_DIR": str(self.root / "tmp/haechi"),
                    "TMPDIR": str(self.root / "tmp"), "HAECHI_CASE": self.token}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]
        self.values = {"TMP": str(self.work), "BIN": str(self.options.binary), "ROOT": str(TESTS.parent),
                       "NOPORT": str(unused_port())}
        self.timeout = 60.0
        for d in self.case.settings:
            self.apply_setting(d)

    def apply_setting(self, d):
        if d.word in ("server", "server2"):
            server = Server(self.options.server, self.logs, d.word, "\n".join(self.fill_lines(d.block)) + "\n",
                            self.env)
            self.servers[d.word] = server
            self.values["PORT" if d.word == "server" else "PORT2"] = str(server.port)
        elif d.word == "env":
            name, _, value = d.rest.partition("=")
            self.env[name.strip()] = self.fill(value.strip())
        elif d.word == "lang":
            self.env["LC_ALL"] = {"ko": "ko_KR.UTF-8", "en": "en_US.UTF-8"}.get(d.rest, d.rest)
        elif d.word == "timeout":
            self.timeout = float(d.rest)

    def fill(self, text):
        """${NAME} and ${"text"*N}."""
        text = re.sub(r'\$\{"((?:[^"\\]|\\.)*)"\*(\d+)\}', lambda m: m.group(1) * int(m.group(2)), text)
        return re.sub(r"\$\{([A-Z0-9]+)\}", lambda m: self.values.get(m.group(1), m.group(0)), text)

    def fill_lines(self, lines):
        """`@repeat N TEXT` is written N times with ${I} counting from 1."""
        for line in lines:
            m = re.match(r"\s*@repeat (\d+) (.*)$", line)
            if not m:
                yield self.fill(line)
                continue
            for i in range(1, int(m.group(1)) + 1):
                yield self.fill(m.group(2).replace("${I}", str(i)))

    # -- steps

    def run(self, root):
        self.prepare(root)
        for step in self.case.steps:
            getattr(self, "step_" + step.word)(step)
            self.steps_done += 1
            if self.failures:
                break
        for name in list(self.background):
            self.fail(self.case.steps[-1], f"the process started as `{name}` was never ended")

    def fail(self, d, text, detail=()):
        self.failures.append(Failure(d.line_no, text, detail))

    def step_file(self, d):
        words = shlex.split(d.rest)
        path = self.work / words[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        options, encoding, mode = words[1:], "utf-8", None
        while options:
            o = options.pop(0)
            if o == "encoding":
                encoding = options.pop(0)
            elif o == "mode":
                mode = int(options.pop(0), 8)
            elif o not in ("hex", "escapes", "crlf", "no-newline"):
                raise CaseError(f"line {d.line_no}: unknown option of file: {o}")
        if "hex" in words[1:]:
            data = bytes.fromhex("".join(d.block))
        else:
            end = "\r\n" if "crlf" in words[1:] else "\n"
            text = end.join(self.fill_lines(d.block)) + ("" if "no-newline" in words[1:] else end)
            data = text.encode(encoding)
            if "escapes" in words[1:]:
                data = re.sub(rb"\\x([0-9a-fA-F]{2})", lambda m: bytes([int(m.group(1), 16)]), data)
        path.write_bytes(data)
        if mode is not None:
            path.chmod(mode)

    def step_remove(self, d):
        for path in self.files(d.rest):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def step_stop(self, d):
        if d.rest not in self.servers:
            raise CaseError(f"line {d.line_no}: no such server")
        self.servers[d.rest].stop()

    def step_wait(self, d):
        wanted = int(d.rest.removeprefix("requests"))
        deadline = time.monotonic() + self.timeout
        while self.servers["server"].seen() < wanted:
            if time.monotonic() > deadline:
                self.fail(d, f"only {self.servers['server'].count} of {wanted} requests came")
                return
            time.sleep(0.01)

    def step_run(self, d):
        process = self.launch(d, shlex.split(self.fill(d.rest)))
        self.attend(d, process)

    def step_sh(self, d):
        process = self.launch(d, ["/bin/sh", "-c", self.fill("\n".join([d.rest] + d.block))])
        self.attend(d, process)

    def step_start(self, d):
        name, _, command = d.rest.partition(":")
        self.background[name.strip()] = self.launch(d, shlex.split(self.fill(command)))

    def step_end(self, d):
        name, _, signal_name = d.rest.partition(" ")
        process = self.background.pop(name, None)
        if not process:
            raise CaseError(f"line {d.line_no}: nothing was started as `{name}`")
        if signal_name.strip():
            process.popen.send_signal(signal.Signals[signal_name.strip()])
        self.attend(d, process)

    def launch(self, d, argv):
        """`cwd`, `env`, `stdin`, `tty`, `file-limit` of the step shape how it starts."""
        env, cwd, stdin, tty = dict(self.env), self.work, b"", None
        for o in d.checks:
            if o.word == "env":
                name, _, value = o.rest.partition("=")
                env[name.strip()] = self.fill(value.strip())
            elif o.word == "cwd":
                cwd = self.work / o.rest
                cwd.mkdir(parents=True, exist_ok=True)
            elif o.word == "stdin":
                stdin = "".join(self.fill(l) + "\n" for l in o.block or [o.rest]).encode()
            elif o.word == "tty":
                tty = tuple(map(int, (o.rest or "80x24").split("x")))
            elif o.word == "file-limit":
                argv = ["/bin/sh", "-c", f"trap '' XFSZ; ulimit -f {int(o.rest) * 2}; exec \"$@\"", "sh"] + argv
        self.marks = {n: s.seen() for n, s in self.servers.items()}
        if argv[0] == "haechi":
            argv[0] = str(self.options.binary)
        try:
            process = Process(argv, cwd, env, self.logs / f"step{self.steps_done}", stdin, tty)
        except OSError as e:
            raise CaseError(f"line {d.line_no}: cannot start {argv[0]}: {e.strerror}") from None
        process.marks = self.marks
        return process

    def signals_of(self, d):
        """Signals to send: (number, requests that must have come, seconds after that, the line)."""
        for o in d.checks:
            if o.word in ("signal", "kill"):
                m = re.fullmatch(r"(?:(SIG\w+) )?after-requests (\d+)(?: \+([\d.]+)s)?", o.rest)
                if not m or (o.word == "signal") != bool(m.group(1)):
                    raise CaseError(f"line {o.line_no}: expected `signal SIGNAME after-requests N [+SECONDSs]`")
                number = signal.Signals[m.group(1)] if m.group(1) else signal.SIGKILL
                yield [number, int(m.group(2)), float(m.group(3) or 0), o]

    def attend(self, d, process):
        """Waits for the end of a step's process, sends its signals, then checks the expectations."""
        limit = next((float(o.rest) for o in d.checks if o.word == "timeout"), self.timeout)
        pending, reached = list(self.signals_of(d)), None
        while not process.pump(0.01 if pending else 0.05):
            now = time.monotonic()
            if now - process.started > limit:
                process.popen.kill()
                process.popen.wait()
                self.fail(d, f"still running after {limit:g} s", self.tail(process))
                break
            if pending and self.servers["server"].seen() - process.marks["server"] >= pending[0][1]:
                reached = reached or now
                if now - reached >= pending[0][2]:
                    process.popen.send_signal(pending.pop(0)[0])
                    reached = None
        process.finish()
        for s in pending:
            self.fail(s[3], "the process ended before this signal was due", self.tail(process))
        if SANITIZER.search(process.stderr):
            self.fail(d, "a sanitizer reported", self.tail(process, 40))
        if not self.failures:
            self.check_all(d, process)

    def tail(self, process, lines=15):
        for name, path in (("stdout", process.out_file), ("stderr", process.err_file)):
            shown = process.read(path).decode("utf-8", "replace").rstrip("\n").split("\n")[-lines:]
            if shown != [""]:
                yield f"{name}:"
                yield from ("  | " + l[:300] for l in shown)

    # -- expectations

    def check_all(self, d, process):
        self.process = process
        checks = [c for c in d.checks if c.word in CHECKS]
        killed = any(o.word == "kill" for o in d.checks)
        if not any(c.word == "exit" for c in checks):
            expected = "SIGKILL" if killed else 0
            if process.exit != expected:
                self.fail(d, f"exit: expected {expected}, got {process.exit}", self.tail(process))
        for c in checks:
            before = len(self.failures)
            getattr(self, "check_" + c.word.replace("-", "_").replace("~", "_lines").rstrip("2"))(c)
            if len(self.failures) > before and not self.failures[-1].detail:
                self.failures[-1].detail = list(self.tail(process))

    def check_exit(self, c):
        if str(self.process.exit) != c.rest:
            self.fail(c, f"exit: expected {c.rest}, got {self.process.exit}")

    def output(self, word):
        data = self.process.stdout if "stdout" in word else self.process.stderr
        return data.decode("utf-8", "replace")

    def masked(self, text):
        """What differs from run to run goes back to its name."""
        for name in ("TMP", "BIN", "ROOT", "PORT", "PORT2", "NOPORT"):
            if name in self.values:
                text = text.replace(self.values[name], "${" + name + "}")
        return text

    def check_stdout(self, c):
        found = self.masked(self.output(c.word))
        if c.rest == "empty":
            wanted = ""
        elif c.rest.startswith("golden "):
            self.check_golden(c, c.rest.removeprefix("golden ").strip(), found)
            return
        else:
            wanted = "".join(l + "\n" for l in c.block)
        if found == wanted:
            return
        if self.options.update and not c.rest:
            self.updates.append((c, found))
            return
        self.fail(c, f"{c.word} differs", self.diff(wanted, found))

    check_stderr = check_stdout

    def check_golden(self, c, name, found):
        path = TESTS / "golden" / name
        wanted = path.read_text(encoding="utf-8") if path.exists() else ""
        if found == wanted:
            return
        if self.options.update:
            self.golden.append((path, found))
        else:
            self.fail(c, f"{c.word} differs from golden/{name}", self.diff(wanted, found))

    @staticmethod
    def diff(wanted, found):
        lines = difflib.unified_diff(wanted.split("\n"), found.split("\n"), "expected", "got", lineterm="")
        return list(lines)[:60]

    def search(self, text, wanted, start=0):
        """(start, end) of a literal, or of a regex after `~ `; None if it does not occur."""
        if wanted.startswith("~"):
            m = re.compile(wanted[1:].strip(), re.M).search(text, start)
            return m.span() if m else None
        at = text.find(wanted, start)
        return (at, at + len(wanted)) if at >= 0 else None

    def check_in_order(self, c, what, text, lines):
        at = 0
        for line in lines:
            line = self.fill(line)
            span = self.search(text, line, at)
            if not span:
                hint = " (it occurs, but earlier)" if self.search(text, line) else ""
                self.fail(c, f"{what} lacks {line!r}{hint}")
                return
            at = span[1]

    def check_stdout_lines(self, c):
        self.check_in_order(c, c.word[:-1], self.output(c.word), c.lines())

    check_stderr_lines = check_stdout_lines

    def check_not_stdout(self, c):
        for line in c.lines():
            if self.search(self.output(c.word), self.fill(line)):
                self.fail(c, f"{c.word[4:]} must not have {self.fill(line)!r}")

    check_not_stderr = check_not_stdout

    # -- requests

    def logged(self, c, whole=False):
        name = "server2" if c.word.endswith("2") else "server"
        if name not in self.servers:
            raise CaseError(f"line {c.line_no}: the case has no {name}")
        return self.servers[name].requests(0 if whole else self.process.marks[name])

    def check_requests(self, c):
        rest = c.rest
        whole = rest.startswith("total ")
        rest = rest.removeprefix("total ")
        count_text, _, where = rest.partition(" where ")
        found = self.logged(c, whole)
        if where:
            path, op, value = split_comparison(self.fill(where))
            found = [r for r in found if holds(look_up(r, path), op, value)]
        m = re.fullmatch(r"(?:(<=|>=|<|>) ?)?(\d+)(?:-(\d+))?", count_text.strip())
        if not m:
            raise CaseError(f"line {c.line_no}: expected a number of requests")
        op, low, high = m.group(1), int(m.group(2)), int(m.group(3) or m.group(2))
        ok = holds(len(found), op, str(low)) if op else low <= len(found) <= high
        if not ok:
            self.fail(c, f"{c.word}: expected {rest}, got {len(found)}")

    def check_request(self, c):
        which, _, rest = c.rest.partition(" ")
        path, op, value = split_comparison(self.fill(rest))
        found = self.logged(c)
        hits = [holds(look_up(r, path), op, value) for r in found]
        if which in ("any", "all", "none"):
            ok = {"any": any(hits), "all": bool(hits) and all(hits), "none": not any(hits)}[which]
            shown = ", ".join(show(look_up(r, path), 80) for r in found[:5])
        else:
            index = len(found) - 1 if which == "last" else int(which) - 1
            ok = 0 <= index < len(found) and hits[index]
            shown = show(look_up(found[index], path)) if 0 <= index < len(found) else f"only {len(found)} requests"
        if not ok:
            self.fail(c, f"{c.word} {which}: {rest}; got {shown}")

    def check_gap(self, c):
        a, b, op, wanted = c.rest.split()
        times = [r["ms"] for r in self.logged(c)]
        if max(int(a), int(b)) > len(times):
            self.fail(c, f"only {len(times)} requests")
            return
        gap = times[int(b) - 1] - times[int(a) - 1]
        if not holds(gap, op, wanted):
            self.fail(c, f"gap between requests {a} and {b}: expected {op} {wanted} ms, got {gap} ms")

    # -- JSON, files, rows

    def parsed(self, c, **how):
        try:
            return json.loads(self.process.stdout.decode("utf-8"), **how)
        except (ValueError, RecursionError) as e:
            self.fail(c, f"stdout is no JSON: {e}")
            return MISSING

    def check_json(self, c):
        path, op, value = split_comparison(self.fill(c.rest))
        document = self.parsed(c)
        if document is not MISSING and not holds(look_up(document, path), op, value):
            self.fail(c, f"json {c.rest}: got {show(look_up(document, path))}")

    def check_same_json(self, c):
        name, path = c.rest.split()
        document = self.parsed(c, parse_float=Number, parse_int=Number)
        if document is MISSING:
            return
        part = look_up(document, path)
        text = "(absent)" if part is MISSING else exact_text(part)
        if part is MISSING:
            self.fail(c, f"same-json: no {path}")
        elif self.saved.setdefault(name, text) != text:
            pretty = [json.dumps(json.loads(t), indent=1, ensure_ascii=False) for t in (self.saved[name], text)]
            self.fail(c, f"same-json {name}: {path} differs from the first", self.diff(*pretty) or ["digits or order"])

    def files(self, pattern):
        return [Path(p) for p in sorted(glob.glob(str(self.work / self.fill(pattern))))]

    def one_file(self, c, pattern):
        found = self.files(pattern)
        if len(found) != 1:
            self.fail(c, f"{pattern}: expected one file, found {[p.name for p in found]}")
        return found[0] if len(found) == 1 else None

    def check_file_lines(self, c):
        path = self.one_file(c, c.rest)
        if path:
            self.check_in_order(c, c.rest, path.read_bytes().decode("utf-8", "replace"),
                                [l for l in c.block if l.strip()])

    def check_not_file(self, c):
        found = [p for p in self.files(c.rest) if p.is_file()]
        if not found:
            self.fail(c, f"{c.rest}: no such file, so nothing was checked")
        for path in found:
            data = path.read_bytes()
            for line in c.block:
                if line.strip() and self.fill(line).encode() in data:
                    self.fail(c, f"{path.name} must not have {self.fill(line)!r}")

    def check_file_mode(self, c):
        pattern, mode = c.rest.rsplit(" ", 1)
        path = self.one_file(c, pattern)
        if path and path.stat().st_mode & 0o7777 != int(mode, 8):
            self.fail(c, f"{path.name}: expected mode {mode}, got {path.stat().st_mode & 0o7777:04o}")

    def check_file_exists(self, c):
        if not self.files(c.rest):
            self.fail(c, f"no file fits {c.rest}")

    def check_no_file(self, c):
        if self.files(c.rest):
            self.fail(c, f"must not exist: {[p.name for p in self.files(c.rest)]}")

    def check_sql(self, c):
        m = re.fullmatch(r'(\S+) "([^"]*)" (\S+) (.*)', c.rest)
        if not m:
            raise CaseError(f'line {c.line_no}: expected sql RUN "select ..." OP VALUE')
        path = self.one_file(c, m.group(1))
        if not path:
            return
        try:
            with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
                rows = [list(r) for r in db.execute(self.fill(m.group(2)))]
        except sqlite3.Error as e:
            self.fail(c, f"sql: {e}")
            return
        value = rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else [r[0] if len(r) == 1 else r for r in rows]
        value = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        if not holds(value, m.group(3), self.fill(m.group(4))):
            self.fail(c, f"sql {m.group(2)!r}: expected {m.group(3)} {m.group(4)}, got {show(value)}")

    def check_duration(self, c):
        op, wanted = c.rest.split()
        if not holds(self.process.seconds, op, wanted):
            self.fail(c, f"duration: expected {op} {wanted} s, got {self.process.seconds:.2f} s")

    # -- the end

    def clean_up(self):
        """Stops what the case started; whatever else carries its mark was left behind."""
        for process in self.background.values():
            process.popen.kill()
            process.popen.wait()
        for server in self.servers.values():
            server.stop()
        left = self.marked_processes()
        deadline = time.monotonic() + 2
        while left and time.monotonic() < deadline:
            time.sleep(0.05)
            left = self.marked_processes()
        for pid, name in left:
            self.failures.append(Failure(0, f"a process was left running: {pid} {name}"))
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)

    def marked_processes(self):
        mark, found = f"HAECHI_CASE={self.token}".encode(), []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError):
                    if mark in (folder / "environ").read_bytes().split(b"\0"):
                        name = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                        found.append((int(folder.name), name[:200]))
        return found


def remove_tree(root):
    """A case may have taken write permission from its own folders."""
    for folder, _, _ in os.walk(root):
        with contextlib.suppress(OSError):
            os.chmod(folder, 0o700)
    shutil.rmtree(root, ignore_errors=True)


def run_case(path, name, options):
    """(name, failures, why it was skipped); applies --update."""
    try:
        case = Case(path, name)
    except (CaseError, UnicodeDecodeError) as e:
        return name, [Failure(0, f"case file: {e}")], None
    lacking = next((f"needs {n}: {NEEDS[n]()}" for n in case.needs if NEEDS[n]()), None)
    if lacking:
        return name, [], lacking
    runner = Runner(case, options)
    root = tempfile.mkdtemp(prefix="haechi-case-")
    try:
        runner.run(root)
    except CaseError as e:
        runner.failures.append(Failure(0, f"case file: {e}"))
    except Exception:  # a fault of the runner must be seen as a failure of this case, not end the suite
        runner.failures.append(Failure(0, "the runner failed", traceback.format_exc().split("\n")))
    finally:
        runner.clean_up()
        if options.keep:
            print(f"{name}: {root}", flush=True)
        else:
            remove_tree(root)
    if not runner.failures:
        write_updates(case, runner)
    return name, runner.failures, None


def write_updates(case, runner):
    for path, text in runner.golden:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if runner.updates:
        lines = case.path.read_text(encoding="utf-8").split("\n")
        for c, found in sorted(runner.updates, key=lambda u: -u[0].line_no):
            start, end = c.block_range
            lines[start:end] = ["    " + l if l else "" for l in found.removesuffix("\n").split("\n")]
        case.path.write_text("\n".join(lines), encoding="utf-8")


def report(name, failures, path):
    for f in failures:
        where = f"{path}:{f.line_no}" if f.line_no else str(path)
        print(f"FAIL {name}  {where}  {f.text}")
        for line in f.detail:
            print("       " + line)
    sys.stdout.flush()


def arguments():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--binary", required=True, type=Path, help="the haechi binary")
    p.add_argument("--server", required=True, type=Path, help="the testserver binary")
    p.add_argument("--only", help="part of a case's name, or a pattern with *")
    p.add_argument("--update", action="store_true", help="rewrite exact outputs that differ")
    p.add_argument("--cases", type=Path, default=TESTS / "cases", help="folder of the case files")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--keep", action="store_true", help="keep the temporary folders and print them")
    p.add_argument("-v", "--verbose", action="store_true", help="name passing cases and their rules too")
    o = p.parse_args()
    for name in ("binary", "server"):
        path = getattr(o, name).resolve()
        if not os.access(path, os.X_OK):
            p.error(f"--{name}: {path} is no program")
        setattr(o, name, path)
    return o


def main():
    # Whoever starts this in the background has interrupts ignored, and so would every program under test.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    options = arguments()
    paths = {str(p.relative_to(options.cases).with_suffix("")): p for p in sorted(options.cases.rglob("*.case"))}
    if options.only:
        pattern = options.only if "*" in options.only else f"*{options.only}*"
        paths = {n: p for n, p in paths.items() if fnmatch.fnmatch(n, pattern)}
    passed = failed = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        jobs = [pool.submit(run_case, p, n, options) for n, p in paths.items()]
        for job in concurrent.futures.as_completed(jobs):
            name, failures, lacking = job.result()
            if lacking:
                skipped += 1
                print(f"SKIPPED {name}  {lacking}", flush=True)
                continue
            passed, failed = passed + (not failures), failed + bool(failures)
            report(name, failures, paths[name])
            if options.verbose and not failures:
                print(f"ok   {name}", flush=True)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
