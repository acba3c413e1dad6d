# SPDX-License-Identifier: Apache-2.0
"""Reads catalogue.yaml, the one source of the faults and of what must come of them. README.md describes its fields."""
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parent / "catalogue.yaml"
PROTOCOLS, MODES = ("openai", "anthropic"), ("plain", "stream")
CELLS = [(p, m) for p in PROTOCOLS for m in MODES]
CODES = {"ok", "refused", "filtered", "truncated", "timeout", "reset", "unreachable", "throttled", "auth", "rejected",
         "http", "badreply", "toolarge"}
STATES = {"answered", "refused", "filtered", "truncated", "failed", "open"}
STATE_OF = {"ok": "answered", "refused": "refused", "filtered": "filtered", "truncated": "truncated"}
EXPECTED = {"fine", "once", "always", "exit", "paid", "unsettled", "doubt", "says", "text", "flags", "gap", "calls_seen"}
FIELDS = {"fault", "en", "ko", "answer", "script", "front", "url", "settings", "cells", "outcome", "peak_mib", "heavy", "needs"}
OVERRIDES = {*PROTOCOLS, *MODES, *("-".join(c) for c in CELLS)}


class CatalogueError(Exception):
    pass


def outcome(words):
    """The shorthand: `retried CODE`, `final CODE`, `taken CODE`, `stops CODE EXIT`, `unreachable ID`."""
    kind, code, *rest = words.split()
    lost = 1 if code in ("timeout", "reset") else 0        # sent and no end known
    unclear = 1 if lost or code in ("badreply", "toolarge") else 0   # perhaps billed
    row = {"fine": ["ok", "answered"], "paid": 1, "text": "서울"}
    if kind == "retried":
        row |= {"once": [code, "ok", "answered"], "always": [code, code, "failed"], "exit": 3, "paid": 2,
                "unsettled": 3 * unclear, "doubt": 3 * lost}
    elif kind == "final":
        row |= {"once": [code, "failed"], "always": [code, "failed"], "exit": 3, "unsettled": 2 * unclear, "doubt": 2 * lost}
    elif kind == "taken":
        row |= {"once": [code, STATE_OF[code]], "always": [code, STATE_OF[code]], "exit": 0, "paid": 3, "unsettled": 0,
                "doubt": 0}
    elif kind == "stops":
        row |= {"once": [code, "open"], "always": ["open"], "exit": int(rest[0]), "unsettled": 0, "doubt": 0}
    elif kind == "never":
        row |= {"fine": [code, code, "open"], "once": ["open"], "always": ["open"], "exit": 8, "paid": 0, "unsettled": 0,
                "doubt": 0, "calls_seen": 0}
    else:
        raise CatalogueError(f"no such outcome: {words}")
    return row


def expected(fault, protocol, mode):
    layers = [p for p in (protocol, mode, f"{protocol}-{mode}") if p in fault]
    words = fault["outcome"]
    for name in layers:
        words = fault[name].get("outcome", words)
    row = outcome(words) | {k: v for k, v in fault.items() if k in EXPECTED}
    for name in layers:
        row |= {k: v for k, v in fault[name].items() if k in EXPECTED}
    return row


def setting(fault, name, protocol, mode):
    value = fault.get(name)
    for layer in (protocol, mode, f"{protocol}-{mode}"):
        value = fault.get(layer, {}).get(name, value)
    return value


def cells_of(fault):
    wanted = fault.get("cells", [])
    found = [c for c in CELLS if all(w in c for w in wanted)]
    if not found:
        raise CatalogueError(f"{fault['fault']}: no cell fits {wanted}")
    return found


def check(fault):
    name = fault.get("fault", "?")
    unknown = set(fault) - FIELDS - EXPECTED - OVERRIDES
    for layer in OVERRIDES & set(fault):
        unknown |= set(fault[layer]) - {"answer", "script", "outcome"} - EXPECTED
    if unknown or not {"fault", "en", "ko", "outcome"} <= set(fault):
        raise CatalogueError(f"{name}: unknown or missing fields {unknown}")
    if not all(isinstance(fault[k], str) for k in ("fault", "en", "ko")):
        raise CatalogueError(f"{name}: the names are texts")
    for cell in cells_of(fault):
        row = expected(fault, *cell)
        for what in ("fine", "once", "always"):
            *codes, state = row[what]
            if state not in STATES or any(c.rstrip("+") not in CODES for c in codes):
                raise CatalogueError(f"{name}: {what} {row[what]}")


def load():
    groups = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    names = [f["fault"] for g in groups for f in g["faults"]]
    if len(names) != len(set(names)):
        raise CatalogueError("a fault is there twice")
    for g in groups:
        for f in g["faults"]:
            check(f)
    return groups
