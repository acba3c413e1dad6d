#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a file as a C array.

usage: tools/embed.py FILE OUT.c SYMBOL HEADER     defines SYMBOL[] and SYMBOL_len as HEADER declares them
"""
import sys


def main():
    source, out, symbol, header = sys.argv[1:]
    with open(source, "rb") as f:
        data = f.read()
    rows = [", ".join(str(b) for b in data[i:i + 24]) for i in range(0, len(data), 24)]
    with open(out, "w", encoding="ascii") as f:
        f.write(f'#include "{header}"\n\nconst unsigned char {symbol}[] = {{\n    ')
        f.write(",\n    ".join(rows + ["0"]))
        f.write(f"\n}};\nconst unsigned {symbol}_len = {len(data)};\n")


if __name__ == "__main__":
    main()
