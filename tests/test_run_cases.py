#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of run_cases.py with a small stand-in for haechi: each expectation must hold when it should and,
above all, fail when it should.

    tests/test_run_cases.py TESTSERVER
"""
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest
import unittest.mock
from pathlib import Path

HERE = Path(__file__).resolve().parent
SERVER = None

FAKE = '''#!/usr/bin/python3
import json, os, signal, subprocess, sys, time, urllib.request
args = sys.argv[1:]
while args:
    verb = args.pop(0)
    if verb == "out": print(args.pop(0))
    elif verb == "err": print(args.pop(0), file=sys.stderr)
    elif verb == "exit": sys.exit(int(args.pop(0)))
    elif verb == "env": print(os.environ.get(args.pop(0), "(unset)"))
    elif verb == "cat": sys.stdout.buffer.write(open(args.pop(0), "rb").read())
    elif verb == "stdin": print(sys.stdin.read())
    elif verb == "write": open(args.pop(0), "w").write(args.pop(0))
    elif verb == "tty": print(sys.stdout.isatty(), os.get_terminal_size().columns if sys.stdout.isatty() else 0)
    elif verb == "sleep": sys.stdout.flush(); time.sleep(float(args.pop(0)))
    elif verb == "leak": subprocess.Popen(["/bin/sleep", "5"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    elif verb == "polite": signal.signal(signal.SIGINT, lambda *a: sys.exit(130))
    elif verb == "ask":
        url, text = args.pop(0), args.pop(0)
        body = json.dumps({"model": "m", "messages": [{"role": "user", "content": text}]}).encode()
        request = urllib.request.Request(url, body, {"X-Test": "yes"})
        print(json.loads(urllib.request.urlopen(request).read())["choices"][0]["message"]["content"], flush=True)
    else: sys.exit("fake: " + verb)
'''


class RunCases(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        (self.root / "cases").mkdir()
        self.fake = self.root / "fake"
        self.fake.write_text(FAKE)
        self.fake.chmod(0o755)

    def tearDown(self):
        self.folder.cleanup()

    def play(self, text, *options, rule="rule: a rule\n"):
        path = self.root / "cases" / "one.case"
        path.write_text(rule + textwrap.dedent(text))
        done = subprocess.run([sys.executable, str(HERE / "run_cases.py"), "--binary", str(self.fake), "--server",
                               SERVER, "--cases", str(path.parent), *options], capture_output=True, text=True)
        self.case_text = path.read_text()
        return done

    def passes(self, text, *options):
        done = self.play(text, *options)
        self.assertEqual((done.returncode, done.stdout), (0, "1 passed, 0 failed\n"), done.stderr)

    def fails(self, text, *needles, rule="rule: a rule\n"):
        done = self.play(text, rule=rule)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertTrue(done.stdout.endswith("0 passed, 1 failed\n"), done.stdout)
        for needle in needles:
            self.assertIn(needle, done.stdout)

    def both(self, step, good, bad):
        """The same step passes with the good expectation and fails with the bad one."""
        self.passes(step + good + "\n")
        self.fails(step + bad + "\n")

    def test_a_case_must_name_its_rule_and_know_its_words(self):
        self.fails("run haechi exit 0\n", "rule:", rule="")
        self.fails("run haechi exit 0\nexpects 3\n", "`expects` is unknown")
        self.fails("file a\n    x\n", "no step runs anything")
        self.fails("run haechi exit 0\nfile a\n    x\nexit 0\n", "does not belong here")

    def test_what_the_machine_lacks_skips_the_case_and_says_so(self):
        tools = self.root / "tools"
        tools.mkdir()
        bwrap = tools / "bwrap"
        for script, passed, shown in (("exit 0", 1, ""), ("echo no namespaces >&2; exit 1", 0, "needs bwrap: no namespaces")):
            bwrap.write_text("#!/bin/sh\n" + script + "\n")
            bwrap.chmod(0o755)
            with unittest.mock.patch.dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}"):
                done = self.play("needs bwrap\nrun haechi exit 0\n")
            summary = "1 passed, 0 failed\n" if passed else "0 passed, 0 failed, 1 skipped\n"
            self.assertTrue(done.stdout.endswith(summary), done.stdout)
            self.assertIn(shown, done.stdout)
            self.assertEqual(done.returncode, 0 if passed else 1)    # nothing ran, so nothing was shown to be right
        self.fails("needs luck\nrun haechi exit 0\n", "cannot tell")

    def test_exit_defaults_to_zero(self):
        self.passes("run haechi exit 0\n")
        self.fails("run haechi exit 3\n", "expected 0, got 3")
        self.both("run haechi exit 4\n", "exit 4", "exit 5")

    def test_exact_output(self):
        self.both("run haechi out a out b\n", "stdout\n    a\n    b", "stdout\n    a")
        self.both("run haechi out a\n", "stderr empty", "stdout empty")
        self.fails("run haechi out a\nstdout\n    b\n", "-b", "+a")

    def test_lines_in_order(self):
        step = "run haechi out one-two out three\n"
        self.both(step, "stdout~\n    one\n    two\n    ~ ^th.ee$", "stdout~\n    three\n    one")
        self.fails(step + "stdout~\n    three\n    one\n", "it occurs, but earlier")
        self.both("run haechi err oops\n", "stderr~ oops", "stderr~ fine")

    def test_texts_that_must_not_occur(self):
        self.both("run haechi out abc\n", "not-stdout x", "not-stdout ~ b.")
        self.both("run haechi err abc\n", "not-stderr x", "not-stderr abc")

    def test_json_paths_and_operators(self):
        step = """run haechi out '{"a":[{"k":"x","v":1},{"k":"y","v":2.5}],"t":"hello","n":null,"e":[]}'\n"""
        for good, bad in [(".a[0].v == 1", ".a[0].v == 2"), (".a[k=y].v == 2.5", ".a[k=x].v == 2.5"),
                          (".t contains ell", ".t contains bye"), (".t ~ ^h", ".t ~ ^e"),
                          (".n is null", ".t is null"), (".zz is absent", ".t is absent"),
                          (".t is exists", ".zz is exists"), (".a length 2", ".a length 3"),
                          (".a[-1].v > 2", ".a[-1].v > 3"), (".e == []", ".e == [1]"), (".a[0].v != 3", ".zz != 3"),
                          ('.a[0] == {"v":1,"k":"x"}', ".a[0].v == true"), (".a lacks z", ".a lacks x")]:
            self.both(step, "json " + good, "json " + bad)
        self.fails("run haechi out nonsense\njson .a == 1\n", "no JSON")

    def test_same_json_compares_digits(self):
        step = """run haechi out '{"r":{"x":%s,"y":"가"}}'\nsame-json r .r\n"""
        self.passes(step % "0.10" + step % "0.10")
        self.fails(step % "0.1" + step % "0.10", "same-json r")
        self.fails(step % "1" + step % "2", "-", "+")

    def test_files_and_encodings(self):
        self.both("file a.csv encoding cp949\n    가\nrun haechi out x\nsh od -An -v -tx1 a.csv | tr -d ' \\n'; echo\n",
                  "stdout\n    b0a10a", "stdout\n    eab0800a")
        self.passes("file b hex\n    ff fe\n    00\nsh od -An -v -tx1 b | tr -d ' \\n'; echo\nstdout\n    fffe00\n")
        self.passes("file c crlf no-newline\n    x\n    y\nsh od -An -v -tx1 c | tr -d ' \\n'; echo\nstdout\n    780d0a79\n")
        self.passes("file d escapes\n    a\\xffb\nsh od -An -v -tx1 d | tr -d ' \\n'; echo\nstdout\n    61ff620a\n")
        self.passes("file e\n    @repeat 3 n${I}${\"z\"*2}\nrun haechi cat e\nstdout\n    n1zz\n    n2zz\n    n3zz\n")
        self.passes("file f encoding utf-8-sig\n    x\nsh od -An -v -tx1 f | tr -d ' \\n'; echo\nstdout\n    efbbbf780a\n")

    def test_file_expectations(self):
        step = "run haechi write f secret\n"
        self.both(step, "file~ f\n    sec\n    ret", "file~ f\n    other")
        self.both(step, "not-file f\n    other", "not-file f\n    secret")
        self.both(step, "file-exists f*", "file-exists g*")
        self.both(step, "no-file g*", "no-file f*")
        self.both(step + "sh chmod 600 f\n", "file-mode f 0600", "file-mode f 0644")
        self.fails(step + "not-file nothing*\n    secret\n", "nothing was checked")
        self.passes(step + "remove f\nsh ls\nstdout empty\n")

    def test_environment_is_clean(self):
        os.environ["OPENAI_API_KEY"] = "leaked"
        self.passes("run haechi env OPENAI_API_KEY env LANG\nstdout\n    (unset)\n    C.UTF-8\n")
        self.passes("env A = 1\nrun haechi env A env B\nenv B = 2\nstdout\n    1\n    2\nrun haechi env B\n"
                    "stdout\n    (unset)\n")
        self.passes("lang ko\nrun haechi env LC_ALL\nstdout\n    ko_KR.UTF-8\n")
        self.passes("run haechi env HOME\nnot-stdout /root\n")

    def test_file_limit_stands_for_a_full_disk(self):
        step = "sh head -c 900000 /dev/zero >big\nfile-limit "
        self.passes(step + "1000\n")
        self.fails(step + "500\n", "exit: expected 0")

    def test_stdin_cwd_tty(self):
        self.both("run haechi stdin\nstdin\n    hey\n", "stdout~ hey", "stdout~ bye")
        self.both("run haechi write f x\ncwd sub\n", "file-exists sub/f", "file-exists f")
        self.both("run haechi tty\ntty 72x20\n", "stdout~ True 72", "stdout~ False")
        self.passes("run haechi tty\nstdout~ False\n")

    SERVER_TEXT = """server
    on /v1/* contains "slow":
        delay 300 echo
    on /v1/*: echo
"""
    ASK = "haechi ask http://127.0.0.1:${PORT}/v1/chat/completions "

    def test_requests_are_counted_per_step(self):
        step = self.SERVER_TEXT + f"run {self.ASK} 하나\nrun {self.ASK} 둘\n"
        self.both(step, "requests 1", "requests 2")
        self.both(step, "requests total 2", "requests total 1")
        self.both(step, "requests 1-3", "requests >= 2")
        self.both(step, "request 1 .body.messages[0].content == 둘", "request 1 .body.messages[0].content == 하나")
        self.both(step, "request all .headers.x-test == yes", "request none .method == POST")
        self.both(step, "request any .path ~ completions$", "request any .path ~ messages$")
        self.both(step, "requests 1 where .body.model == m", "requests 1 where .body.model == n")
        self.fails(step + "request 2 .method == POST\n", "only 1 requests")
        self.both(step, "stdout\n    둘", "stdout\n    하나")

    def test_gap_and_duration(self):
        step = self.SERVER_TEXT + f"run {self.ASK} slow ask http://127.0.0.1:${{PORT}}/v1/x b\n"
        self.both(step, "gap 1 2 >= 250", "gap 1 2 >= 5000")
        self.both(step, "duration >= 0.25", "duration < 0.2")

    def test_two_servers(self):
        self.both(self.SERVER_TEXT + "server2\n    on *: reply two\n"
                  "run haechi ask http://127.0.0.1:${PORT2}/v1/x a\n", "requests2 1", "requests 1")

    def test_signals_come_after_requests(self):
        step = self.SERVER_TEXT + f"run haechi polite ask http://127.0.0.1:${{PORT}}/v1/x a sleep 20\n"
        self.passes(step + "signal SIGINT after-requests 1\nexit 130\nduration < 15\n")
        self.passes(step + "kill after-requests 1 +0.2s\nduration >= 0.2\n")
        self.fails(self.SERVER_TEXT + f"run {self.ASK} a\nkill after-requests 5\n", "before this signal was due")

    def test_background_processes(self):
        start = (self.SERVER_TEXT + "start one: haechi polite ask http://127.0.0.1:${PORT}/v1/x a sleep 20\n"
                 "wait requests 1\n")
        self.passes(start + "run haechi out b\nstdout\n    b\nend one SIGINT\nexit 130\nstdout~ a\n")
        self.fails(start + "end one SIGINT\nexit 0\n", "expected 0, got 130")
        self.fails(start, "never ended")

    def test_time_out_is_a_failure(self):
        self.fails("run haechi sleep 30\ntimeout 0.5\n", "still running after 0.5 s")

    def test_left_over_processes_are_found(self):
        self.fails("run haechi leak\n", "left running", "sleep 5")

    def test_sanitizer_reports_fail(self):
        self.fails("run haechi err 'x.c:1: runtime error: overflow'\n", "sanitizer")

    def test_sql(self):
        step = """sh python3 -c "import sqlite3; d = sqlite3.connect('r.db'); d.execute('create table t(a)'); \\
    d.execute('insert into t values(7)'); d.commit()"\n"""
        self.both(step, 'sql r.db "select a from t" == 7', 'sql r.db "select a from t" == 8')
        self.fails(step + 'sql r.db "delete from t" == 0\n', "sql")

    def test_server_can_be_stopped(self):
        self.fails(self.SERVER_TEXT + f"stop server\nrun {self.ASK} a\n", "refused")

    def test_wrong_script_is_shown(self):
        self.fails("server\n    on /: fly\nrun haechi out a\n", "unknown action fly")

    def test_update_rewrites_exact_blocks_only(self):
        done = self.play("run haechi out b out c\nstdout\n    a\nrun haechi out d\nstdout~ d\n", "--update")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.case_text, "rule: a rule\nrun haechi out b out c\nstdout\n    b\n    c\n"
                                         "run haechi out d\nstdout~ d\n")
        self.passes(self.case_text.removeprefix("rule: a rule\n"))

    def test_no_case_is_a_failure(self):
        done = self.play("run haechi out a\n", "--only", "nothing")
        self.assertEqual((done.returncode, done.stdout), (1, "0 passed, 0 failed\n"))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    SERVER = str(Path(sys.argv.pop(1)).resolve())
    done = unittest.main(exit=False).result
    bad = len(done.failures) + len(done.errors)
    print(f"{done.testsRun - bad} passed, {bad} failed")
    sys.exit(bad > 0)
