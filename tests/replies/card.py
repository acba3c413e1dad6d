#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The measured part of docs/reference/reply-classes*.md: card.py PROGRAM [--check]

PROGRAM is tests/replies/replies of a build. Every labelled file beside this script is measured. --check: exit 1 when a page says otherwise."""
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PAGES = [HERE.parents[1] / "docs/reference" / name for name in ("reply-classes.md", "reply-classes.ko.md")]
BEGIN, END = "<!-- measured: tests/replies/card.py -->\n", "<!-- end of what is measured -->\n"


def measured(program):
    parts = []
    for path in sorted(HERE.glob("*.jsonl")):
        done = subprocess.run([program, path], capture_output=True, text=True, check=True)
        parts.append(f"### {path.name}\n\n{done.stdout.rstrip()}\n")
    return "\n".join(parts)


def main(program, *options):
    block = measured(program)
    stale = 0
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        head, rest = text.split(BEGIN)
        tail = rest.split(END)[1]
        new = f"{head}{BEGIN}\n{block}\n{END}{tail}"
        if new == text:
            continue
        if "--check" in options:
            print(f"{page.name} is not what is measured: run tests/replies/card.py {program}")
            stale = 1
        else:
            page.write_text(new, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
