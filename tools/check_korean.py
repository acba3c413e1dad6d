#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Particles in the Korean messages of src/: after an inserted value only in the form that the printer resolves.

    tools/check_korean.py        one line per finding, then a summary; exit 1 when there is any
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAIRS = set(re.findall(r'\{"([가-힣]+)", "([가-힣]+)", "[^"]+"\}', (ROOT / "src/korean/josa.c").read_text()))
FORMS = "|".join(sorted({form for pair in PAIRS for form in pair}, key=len, reverse=True))
# %c inserts the letter of a choice, %.0s nothing.
AFTER_VALUE = re.compile(rf"%(?!\.0s)[-0-9.*]*(?:ll|z|l)?[sduxXgf][\\\"'’)\]]*({FORMS})(?=[ .,;:\\\"]|$)")
IN_BRACKETS = re.compile(rf"%[^%\"()]*\)({FORMS})(?=[ .,;:\\\"]|$)")
MARKER = re.compile(r"\{([가-힣]+)/([가-힣]+)\}")
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')


def findings(text):
    """(offset, what) of every literal with a particle that cannot be right for all values."""
    for m in LITERAL.finditer(text):
        words = re.sub(r'"\s*"', "", m.group(0))
        for hit in (*AFTER_VALUE.finditer(words), *IN_BRACKETS.finditer(words)):
            yield m.start(), f"'{hit.group(0)}' takes one particle for all values"
        for marker in MARKER.finditer(words):
            if marker.groups() not in PAIRS:
                yield m.start(), f"'{marker.group(0)}' is no pair of josa.h"


def main():
    count = files = 0
    for path in sorted((ROOT / "src").rglob("*.[ch]")):
        if path.parent.name == "korean":
            continue
        text = path.read_text()
        files += 1
        for at, what in sorted(set(findings(text))):
            count += 1
            print(f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, at) + 1}: {what}")
    print(f"korean: {files} files, {len(PAIRS)} pairs, {count} findings")
    return 1 if count or not PAIRS else 0


if __name__ == "__main__":
    sys.exit(main())
