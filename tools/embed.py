#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes files as C arrays.

usage: tools/embed.py FILE OUT.c SYMBOL HEADER        defines SYMBOL[] and SYMBOL_len as HEADER declares them
       tools/embed.py --pages OUT.c [COMMAND...]      the table of src/web/assets.h, each file gzipped. COMMAND gets a folder as its
                                                      last argument and leaves the files there; without one the table is empty.
The same bytes give the same bytes.
"""
import gzip
import hashlib
import os
import subprocess
import sys
import tempfile


def array(declared, data):
    lines = [", ".join(str(b) for b in data[i:i + 24]) for i in range(0, len(data), 24)]
    return f"{declared}[] = {{\n    " + ",\n    ".join(lines) + "\n};\n"


def one(source, symbol, header):
    with open(source, "rb") as f:
        data = f.read()
    # The byte behind the end: an empty array is not C.
    return f'#include "{header}"\n\n' + array(f"const unsigned char {symbol}", data + b"\0") + f"const unsigned {symbol}_len = {len(data)};\n"


def build(command):
    """(name, bytes) of what the command makes."""
    with tempfile.TemporaryDirectory(prefix="haechi-pages-") as folder:
        if command:
            subprocess.run([*command, folder], check=True)
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as f:
                yield name, f.read()


def pages(command):
    arrays, rows = [], []
    for number, (name, data) in enumerate(build(command)):
        arrays.append(array(f"static const unsigned char file_{number}", gzip.compress(data, 9, mtime=0)))
        etag = hashlib.sha256(data).hexdigest()[:32]
        rows.append(f'    {{"{name}", "\\"{etag}\\"", file_{number}, sizeof file_{number}, {len(data)}}},\n')
    return ('#include "web/assets.h"\n\n' + "\n".join(arrays) + "\nconst hc_asset hc_assets[] = {\n" + "".join(rows) + "    {0},\n};\n"
            f"const size_t hc_n_assets = {len(rows)};\n")


def main():
    if sys.argv[1] == "--pages":
        out, text = sys.argv[2], pages(sys.argv[3:])
    else:
        source, out, symbol, header = sys.argv[1:]
        text = one(source, symbol, header)
    with open(out, "w", encoding="ascii") as f:
        f.write(text)


if __name__ == "__main__":
    main()
