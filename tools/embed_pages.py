#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Turns the built pages into a C table of their gzipped bytes (src/web/assets.h).

usage: tools/embed_pages.py OUT.c [COMMAND...]   COMMAND gets a folder as its last argument and leaves the files there;
                                                 without one the table is empty. The same files give the same bytes.
"""
import gzip
import hashlib
import os
import subprocess
import sys
import tempfile


def array(number, data):
    lines = [", ".join(str(b) for b in data[i:i + 32]) for i in range(0, len(data), 32)]
    return f"static const unsigned char file_{number}[] = {{\n" + ",\n".join(lines) + "\n};\n"


def build(command):
    """(name, bytes) of what the command makes."""
    with tempfile.TemporaryDirectory(prefix="haechi-pages-") as folder:
        if command:
            subprocess.run([*command, folder], check=True)
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as f:
                yield name, f.read()


def main():
    out, files = sys.argv[1], list(build(sys.argv[2:]))
    arrays, rows = [], []
    for number, (name, data) in enumerate(files):
        packed = gzip.compress(data, 9, mtime=0)
        arrays.append(array(number, packed))
        etag = hashlib.sha256(data).hexdigest()[:32]
        rows.append(f'    {{"{name}", "\\"{etag}\\"", file_{number}, sizeof file_{number}, {len(data)}}},\n')
    rows.append("    {0},\n")                            # an array without elements is not C
    with open(out, "w", encoding="utf-8") as f:
        f.write('// SPDX-License-Identifier: Apache-2.0\n#include "web/assets.h"\n\n' + "\n".join(arrays) +
                "\nconst hc_asset hc_assets[] = {\n" + "".join(rows) + "};\n"
                f"const size_t hc_n_assets = {len(files)};\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
