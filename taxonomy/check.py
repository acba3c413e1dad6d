#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every factor and every category of the other two lists is mapped or marked no_match; nothing is named that is not there.

usage: taxonomy/check.py [FOLDER]
"""
import csv
import pathlib
import sys

HOW = {"same", "narrower", "broader", "overlaps", "no_match"}


def rows(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def check(left, right, pairs, key, name):
    """Problems of one mapping, as texts."""
    bad, seen_left, seen_right, said = [], set(), set(), set()
    for i, p in enumerate(pairs, 2):
        where, a, b = f"{name}:{i}", p["factor"], p[key]
        if p["how"] not in HOW:
            bad.append(f"{where}: how is {p['how']!r}")
        if (a and a not in left) or (b and b not in right):
            bad.append(f"{where}: {a!r} or {b!r} is in no list")
        if (p["how"] == "no_match") != (not a or not b) or not (a or b) or (a, b) in said:
            bad.append(f"{where}: a pair has a way to match, one alone has no_match, and stands once")
        said.add((a, b))
        seen_left.add(a)
        seen_right.add(b)
    bad += [f"{name}: factor {a} is not mapped" for a in left if a not in seen_left]
    return bad + [f"{name}: {b} is not mapped" for b in right if b not in seen_right]


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    factors = [r["factor"] for r in rows(folder, "assurai-35.csv")]
    hazards = [r["hazard"] for r in rows(folder, "ailuminate-1.0.csv")]
    air = [r["air"] for r in rows(folder, "air-2024.csv")]
    bad = [] if factors == [str(n) for n in range(1, 36)] else ["assurai-35.csv: factors are not 1 to 35 in order"]
    bad += [] if len(hazards) == 12 and len(air) == 45 else ["12 hazards and 45 categories are expected"]
    bad += check(factors, hazards, rows(folder, "assurai-ailuminate.csv"), "hazard", "assurai-ailuminate.csv")
    bad += check(factors, air, rows(folder, "assurai-air.csv"), "air", "assurai-air.csv")
    print("\n".join(bad) or f"taxonomy: {len(factors)} factors, {len(hazards)} hazards, {len(air)} categories, all mapped or no_match")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
