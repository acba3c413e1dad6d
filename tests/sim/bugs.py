#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Shows that the simulation finds what it is for: each patch of tests/sim/bugs must make a seed fail.

usage: tests/sim/bugs.py [--seeds N] [--only WORD]     from the top of the checkout

Works in one temporary copy with an incremental build. The first line of a patch says what it breaks. Before anything is
changed, the seeds must pass; a patch that does not apply or build is an error, no find.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

BUGS = os.path.join("tests", "sim", "bugs")


class Workshop:
    def __init__(self, root, folder):
        self.folder = folder
        shutil.copytree(root, folder, dirs_exist_ok=True, symlinks=True,
                        ignore=shutil.ignore_patterns(".git", "build", "build-*", "__pycache__"))
        self.call("meson", "setup", "build", "--buildtype=plain", "-Dwerror=false")
        self.build()

    def call(self, *command):
        run = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if run.returncode:
            sys.exit(f"bugs: {' '.join(command)} failed:\n{run.stdout[-3000:]}{run.stderr[-1000:]}")

    def build(self):
        self.call("ninja", "-j2", "-C", "build", "tests/sim/sim")

    def play(self, seeds):
        """(did every seed pass?, the first failure)"""
        run = subprocess.run(["build/tests/sim/sim", "--count", str(seeds), "--jobs", "2", "--first"], cwd=self.folder,
                             capture_output=True, text=True, check=False, errors="replace")
        return run.returncode == 0, run.stdout

    def patch(self, name, *more):
        self.call("patch", "-p1", "-s", "-i", os.path.join(self.folder, BUGS, name), *more)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--only", default="", help="patches whose name holds this word")
    args = parser.parse_args()
    names = [n for n in sorted(os.listdir(BUGS)) if args.only in n and n.endswith(".patch")]
    missed = 0
    with tempfile.TemporaryDirectory(prefix="haechi-bugs-") as folder:
        shop = Workshop(os.getcwd(), folder)
        passed, output = shop.play(100)
        if not passed:
            sys.exit(f"bugs: a seed fails before anything is changed:\n{output}")
        for name in names:
            with open(os.path.join(BUGS, name), encoding="utf-8") as f:
                what = f.readline().strip()
            shop.patch(name)
            shop.build()
            passed, output = shop.play(args.seeds)
            shop.patch(name, "-R")
            found = re.search(r"--seed (\d+)\n +(.*)", output)
            missed += passed or not found
            print(f"{name[:-6]}: {what}\n    " + (f"seed {found[1]}: {found[2]}" if found else f"NOT FOUND in {args.seeds} seeds"),
                  flush=True)
    print(f"{len(names) - missed} passed, {missed} failed")
    return 1 if missed or not names else 0


sys.exit(main())
