#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Turns files into a C table of their gzipped bytes (src/web/assets.h).

usage: tools/embed_pages.py OUT.c [FILE...]      the same files give the same bytes
"""
import gzip
import hashlib
import os
import sys


def array(number, data):
    lines = [", ".join(str(b) for b in data[i:i + 32]) for i in range(0, len(data), 32)]
    return f"static const unsigned char file_{number}[] = {{\n" + ",\n".join(lines) + "\n};\n"


def main():
    out, files = sys.argv[1], sorted(sys.argv[2:], key=os.path.basename)
    arrays, rows = [], []
    for number, path in enumerate(files):
        with open(path, "rb") as f:
            data = f.read()
        packed = gzip.compress(data, 9, mtime=0)
        arrays.append(array(number, packed))
        etag = hashlib.sha256(data).hexdigest()[:32]
        rows.append(f'    {{"{os.path.basename(path)}", "\\"{etag}\\"", file_{number}, sizeof file_{number}, {len(data)}}},\n')
    rows.append("    {0},\n")                            # an array without elements is not C
    with open(out, "w", encoding="utf-8") as f:
        f.write('// SPDX-License-Identifier: Apache-2.0\n#include "web/assets.h"\n\n' + "\n".join(arrays) +
                "\nconst hc_asset hc_assets[] = {\n" + "".join(rows) + "};\n"
                f"const size_t hc_n_assets = {len(files)};\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
