#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Shows that the case files guard the code: each mutation of tools/mutants.tsv must make a case fail.

usage: tools/mutants.py [--server FILE] [--only WORD]     from the top of the checkout

Works in one temporary copy with an incremental build. Before anything is changed, the cases must pass. A mutant that
does not build, or only with a warning, is an error in the table, no kill.
"""
import argparse
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile

Mutant = collections.namedtuple("Mutant", "line file old new breaks only")
CASE_SECONDS = 300


def fail(message):
    sys.exit(f"mutants: {message}")


def read_table(root):
    """Rows of the table, each checked against the tree."""
    rows, name = [], os.path.join("tools", "mutants.tsv")
    with open(os.path.join(root, name), encoding="utf-8") as f:
        for n, line in enumerate(f, 1):
            if not line.strip() or line.startswith("#"):
                continue
            fields = line.rstrip("\n").split("\t")
            if len(fields) != 5 or not all(fields[i] for i in (0, 1, 3, 4)):
                fail(f"{name}:{n}: five fields wanted (file, old, new, what it breaks, case pattern), {len(fields)} found")
            m = Mutant(n, *fields)
            try:
                with open(os.path.join(root, m.file), encoding="utf-8") as source:
                    count = source.read().count(m.old)
            except OSError as e:
                fail(f"{name}:{n}: cannot read {m.file}: {e.strerror}")
            if count != 1:
                fail(f"{name}:{n}: the old text occurs {count} times in {m.file}, it must occur once: {m.old}")
            if m.old == m.new:
                fail(f"{name}:{n}: old and new text are the same")
            rows.append(m)
    return rows


class Workshop:
    def __init__(self, root, folder, server):
        self.root, self.folder, self.server = root, folder, server
        shutil.copytree(root, folder, dirs_exist_ok=True, symlinks=True,
                        ignore=shutil.ignore_patterns(".git", "build", "build-*", "__pycache__"))
        # Neither optimised nor with debug information, to be fast; warnings stay errors as in every other build.
        self.call("meson", "setup", "build", "--buildtype=plain", "-Dtests=false")
        self.build()

    def call(self, *command):
        run = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if run.returncode:
            fail(f"{' '.join(command)} failed:\n{run.stdout[-3000:]}{run.stderr[-1000:]}")

    def build(self):
        self.call("ninja", "-j2", "-C", "build", "src/cli/haechi")

    def cases(self, only):
        """(all passed?, output); a hang counts as a failure."""
        command = [sys.executable, os.path.join(self.root, "tests", "run_cases.py"), "--binary",
                   os.path.join(self.folder, "build/src/cli/haechi"), "--server", self.server,
                   "--jobs", "2", "--only", only]
        try:
            run = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False,
                                 errors="replace", timeout=CASE_SECONDS)
        except subprocess.TimeoutExpired:
            return False, f"no end after {CASE_SECONDS} s"
        return run.returncode == 0, run.stdout + run.stderr

    def must_pass(self, only):
        ok, out = self.cases(only)
        if not ok or not re.search(r"^[1-9]\d* passed, 0 failed", out, re.M):
            fail(f"cases '{only}' must pass before anything is changed:\n{out[-3000:]}")

    def killed(self, m):
        path = os.path.join(self.folder, m.file)
        with open(path, encoding="utf-8") as f:
            text = f.read()
        try:
            with open(path, "w", encoding="utf-8") as f:
                f.write(text.replace(m.old, m.new))
            self.build()
            return not self.cases(m.only)[0]
        finally:
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)


def main():
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("--root", default=os.getcwd(), help="top of the checkout")
    args.add_argument("--server", default="build/tests/server/testserver", help="the scripted test server")
    args.add_argument("--only", default="", help="mutants whose row contains this word")
    opts = args.parse_args()
    root = os.path.abspath(opts.root)
    rows = [m for m in read_table(root) if opts.only in "\t".join(map(str, m))]
    if not rows:
        fail("no row in tools/mutants.tsv to try")
    survived = 0
    with tempfile.TemporaryDirectory(prefix="haechi-mutants-") as folder:
        shop = Workshop(root, folder, os.path.abspath(opts.server))
        for only in sorted({m.only for m in rows}):
            shop.must_pass(only)
        for m in rows:
            dead = shop.killed(m)
            survived += not dead
            print(f"{'killed' if dead else 'SURVIVED'}: {m.file}: {m.breaks}", flush=True)
    print(f"mutants: {len(rows) - survived} killed, {survived} survived")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
