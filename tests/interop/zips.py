# SPDX-License-Identifier: Apache-2.0
"""Zip files as other writers make them: every method, doubled names, lies."""
import json
import struct
import zlib

import zstandard

STORED, DEFLATED, ZSTD = 0, 8, 93


def packed(method, data):
    if method == STORED:
        return data
    if method == DEFLATED:
        c = zlib.compressobj(6, zlib.DEFLATED, -15)
        return c.compress(data) + c.flush()
    half = len(data) // 2      # two frames behind one another, as big members have them
    return b"".join(zstandard.ZstdCompressor().compress(part) for part in (data[:half], data[half:]))


def zip_bytes(members):
    """members: (name, data, method)."""
    local, central = b"", b""
    for name, data, method in members:
        body, name = packed(method, data), name.encode()
        head = struct.pack("<HHHIIIIHH", 20, 0, method, 0x210000, zlib.crc32(data), len(body), len(data), len(name), 0)
        central += b"PK\1\2" + struct.pack("<H", 20) + head + struct.pack("<HIII", 0, 0, 0, len(local))[:14] + name
        local += b"PK\3\4" + head + name + body
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(central), len(local), 0)
    return local + central + b"PK\5\6" + end


def text(value):
    return json.dumps(value, ensure_ascii=False).encode()
