#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The measured part of docs/reference/personal-numbers*.md: card.py PROGRAM [--check]

PROGRAM is tests/pii/pii_strings of a build. --check: exit 1 when a page says otherwise."""
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PAGES = [HERE.parents[1] / "docs/reference" / name for name in ("personal-numbers.md", "personal-numbers.ko.md")]
BEGIN, END = "<!-- measured: tests/pii/card.py -->\n", "<!-- end of what is measured -->\n"
PARTS = (("strings-unseen.jsonl (not looked at)", "strings-unseen.jsonl", ()), ("strings.jsonl, odd lines (not looked at)", "strings.jsonl", ("--odd",)),
         ("strings-tuned.jsonl: the even lines (tuned on)", "strings.jsonl", ("--even",)))


def measured(program):
    return "\n".join("### " + title + "\n\n" + subprocess.run([program, HERE / name, *options], capture_output=True, text=True,
                                                               check=True).stdout.rstrip() + "\n" for title, name, options in PARTS)


def main(program, *options):
    block = measured(program)
    stale = 0
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        head, rest = text.split(BEGIN)
        new = f"{head}{BEGIN}\n{block}\n{END}{rest.split(END)[1]}"
        if new == text:
            continue
        if "--check" in options:
            print(f"{page.name} is not what is measured: run tests/pii/card.py {program}")
            stale = 1
        else:
            page.write_text(new, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
