#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The measured part of a page: card.py USE PROGRAM [--check]

USE replies: docs/reference/reply-classes*.md, PROGRAM tests/replies/replies of a build; every labelled file in tests/replies is measured.
USE pii: docs/reference/personal-numbers*.md, PROGRAM tests/pii/pii_strings. --check: exit 1 when a page says otherwise."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
MEASURED = re.compile(r"(<!-- measured: .* -->\n).*?(<!-- end of what is measured -->\n)", re.DOTALL)


def replies():
    return [(path.name, path, ()) for path in sorted((ROOT / "tests/replies").glob("*.jsonl"))]


def pii():
    strings = ROOT / "tests/pii/strings.jsonl"
    return [("strings-unseen.jsonl (not looked at)", strings.with_name("strings-unseen.jsonl"), ()),
            ("strings.jsonl, odd lines (not looked at)", strings, ("--odd",)),
            ("strings-tuned.jsonl: the even lines (tuned on)", strings, ("--even",))]


USES = {"replies": ("reply-classes", replies), "pii": ("personal-numbers", pii)}


def main(use, program, *options):
    page, parts = USES[use]
    block = "\n".join(f"### {title}\n\n{subprocess.run([program, path, *more], capture_output=True, text=True, check=True).stdout.rstrip()}\n"
                      for title, path, more in parts())
    stale = 0
    for path in (ROOT / f"docs/reference/{page}.md", ROOT / f"docs/reference/{page}.ko.md"):
        text = path.read_text(encoding="utf-8")
        new, n = MEASURED.subn(lambda m: f"{m[1]}\n{block}\n{m[2]}", text)
        if n != 1:
            sys.exit(f"{path.name} has {n} measured parts")
        if new != text and "--check" in options:
            print(f"{path.name} is not what is measured: run tests/card.py {use} {program}")
            stale = 1
        elif new != text:
            path.write_text(new, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
