#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Second reader of a run file, written from docs/internals/ledger-format.md and sharing no code with haechi.

Recomputes every leaf from the stored bytes and from the columns, every chunk key, every commitment (with the key
file beside the run) and the root. Needs Debian's python3 and python3-zstandard.
"""
import hashlib, hmac, json, os, sqlite3, sys
import zstandard

NODE = lambda l, r: hashlib.sha256(b"\1" + l + r).digest()


def canonical(value):
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")  # a byte that is not UTF-8 is written as \udcXX


def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return NODE(root(leaves[:k]), root(leaves[k:]))


def body(db, body_id):
    parts = []
    while body_id:
        body_id, chunk = db.execute("SELECT parent, chunk FROM body WHERE id=?", (body_id,)).fetchone()
        key, codec, data = db.execute("SELECT key, codec, data FROM chunk WHERE id=?", (chunk,)).fetchone()
        data = zstandard.ZstdDecompressor().decompress(data) if codec == 1 else data
        if hashlib.sha256(data).digest() != key:
            raise ValueError(f"chunk {chunk} does not have its key")
        parts.append(data)
    return b"".join(reversed(parts))


def commit(secret, log, seq, field, data):
    salt = hmac.digest(secret, log.encode() + seq.to_bytes(8, "big") + field.encode(), "sha256")
    return "hmac-sha256:" + hmac.digest(salt, data, "sha256").hex()


def check_log(db, log_id, log, secret):
    leaves, checked = [], 0
    cursor = db.execute("SELECT e.*, s.target, s.pack, s.item, s.transform, s.epoch FROM entry e LEFT JOIN slot s"
                        " ON s.id=e.slot WHERE e.log=? ORDER BY e.seq", (log_id,))
    names = [d[0] for d in cursor.description]
    for row in cursor:
        e = dict(zip(names, row))
        where, seq = f"entry {log}:{e['seq']}", e["seq"]
        leaf = {k: e[k] for k in ("asked", "attempt", "code", "of", "redo", "seq", "state", "step", "strand", "t",
                                  "type", "v")}
        leaf.update({k: e[k] or "" for k in ("item", "pack", "target", "transform")}, epoch=e["epoch"] or 0, log=log,
                    nums=json.loads(e["nums"]), refs=json.loads(e["refs"]))
        if seq != len(leaves) or canonical(leaf) != e["leaf"]:
            raise ValueError(f"{where} differs from its columns")
        leaves.append(hashlib.sha256(b"\0" + e["leaf"]).digest())
        if leaves[-1] != e["hash"]:
            raise ValueError(f"{where} does not have its hash")
        bodies = {f: body(db, b) for f, b in db.execute("SELECT field, body FROM ref WHERE log=? AND seq=?",
                                                        (log_id, seq))}
        if set(bodies) | {"blind"} != set(leaf["refs"]):
            raise ValueError(f"{where} has other bodies than commitments")
        if secret:
            bodies["blind"] = b""
            if any(commit(secret, log, seq, f, b) != leaf["refs"][f] for f, b in bodies.items()):
                raise ValueError(f"{where} does not have its commitments")
            checked += len(bodies)
    return leaves, checked


def main(path):
    db = sqlite3.connect("file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + "?mode=ro",
                         uri=True)
    db.text_factory = lambda b: b.decode("utf-8", "surrogateescape")
    keys = {}
    if os.path.exists(path + "-key"):
        keys = json.load(open(path + "-key", encoding="utf-8"))["logs"]
    entries, checked, roots = 0, 0, []
    logs = db.execute("SELECT id, hex FROM log ORDER BY hex").fetchall()
    for log_id, log in logs:
        leaves, n = check_log(db, log_id, log, bytes.fromhex(keys.get(log, "")))
        entries, checked = entries + len(leaves), checked + n
        if leaves:
            roots.append((log, len(leaves), root(leaves)))
    merged = [hashlib.sha256(b"\0" + canonical([l, n, r.hex()])).digest() for l, n, r in roots]
    whole = roots[0][2] if len(logs) == 1 else root(merged)
    known = all(log in keys for _, log in logs)
    print(f"entries {entries}  commitments {checked if known else 'unchecked'}  root {whole.hex()}")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (ValueError, KeyError, TypeError, IndexError, sqlite3.Error, OSError) as error:
        sys.exit(f"second_reader: {error}")
