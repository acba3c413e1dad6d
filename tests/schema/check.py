#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks JSON against the schemas of docs/reference/schema, and the schemas against docs/reference/json.md.

  check.py SCHEMA FILE           FILE is one JSON document
  check.py --lines SCHEMA FILE   FILE has one JSON document per line
  check.py --fields PAGE SCHEMA  every field name of SCHEMA stands as `name` in the section of PAGE that names SCHEMA
  check.py --self-test           planted mistakes must be found

Knows only the keywords that our schemas use; any other keyword is an error, so that no rule is ignored silently.
"""
import json
import os
import re
import sys

KINDS = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
}
KEYWORDS = {"$schema", "$id", "$defs", "$ref", "title", "type", "properties", "required", "additionalProperties", "items",
            "enum", "const", "minimum", "maximum", "pattern", "anyOf"}


def same(a, b):
    """JSON equality: true is not 1."""
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def problems(value, schema, root, at="$"):
    unknown = set(schema) - KEYWORDS
    if unknown:
        return [f"{at}: the schema uses {sorted(unknown)}, which this checker does not know"]
    if "$ref" in schema:
        head, name = schema["$ref"].rsplit("/", 1)
        if head != "#/$defs":
            return [f"{at}: cannot follow {schema['$ref']}"]
        return problems(value, root["$defs"][name], root, at)
    out = []
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(KINDS[k](value) for k in kinds):
        return [f"{at}: {value!r} is not {' or '.join(kinds)}"]
    if "enum" in schema and not any(same(value, e) for e in schema["enum"]):
        out.append(f"{at}: {value!r} is none of {schema['enum']}")
    if "const" in schema and not same(value, schema["const"]):
        out.append(f"{at}: {value!r} is not {schema['const']!r}")
    if "anyOf" in schema:
        tries = [problems(value, s, root, at) for s in schema["anyOf"]]
        if all(tries):
            out += min(tries, key=len)
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        out.append(f"{at}: {value!r} does not match {schema['pattern']}")
    if KINDS["number"](value):
        if value < schema.get("minimum", value) or value > schema.get("maximum", value):
            out.append(f"{at}: {value} is out of range")
    if isinstance(value, list) and "items" in schema:
        for i, v in enumerate(value):
            out += problems(v, schema["items"], root, f"{at}[{i}]")
    if isinstance(value, dict):
        out += object_problems(value, schema, root, at)
    return out


def object_problems(value, schema, root, at):
    known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    out = [f"{at}: {k} is missing" for k in schema.get("required", []) if k not in value]
    for k, v in value.items():
        if k in known:
            out += problems(v, known[k], root, f"{at}.{k}")
        elif rest is False:
            out.append(f"{at}: {k} is not documented")
        elif isinstance(rest, dict):
            out += problems(v, rest, root, f"{at}.{k}")
    return out


def no_twice(pairs):
    names = [k for k, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError(f"a name stands twice: {names}")
    return dict(pairs)


def no_constant(word):
    raise ValueError(f"{word} is not JSON")


def read(text):
    return json.loads(text, object_pairs_hook=no_twice, parse_constant=no_constant)


def names_of(schema):
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
            yield from schema["properties"]
        for v in schema.values():
            yield from names_of(v)
    elif isinstance(schema, list):
        for v in schema:
            yield from names_of(v)


def undocumented(page, schema, name):
    """Names of `schema` that its section (a heading and what follows, up to the next of the same depth) lacks."""
    sections = [s for s in re.split(r"(?m)^## ", page) if f"schema/{name})" in s]
    if not sections:
        return [f"no section names schema/{name}"]
    words = set(re.findall(r"`([^`\s]+)`", "".join(sections)))
    return [f"{n} is not explained" for n in sorted(set(names_of(schema))) if n not in words]


def self_test():
    schema = {"type": "object", "properties": {"a": {"type": "integer", "minimum": 1}, "b": {"anyOf": [{"const": 1}, {"type": "null"}]},
              "c": {"type": "array", "items": {"$ref": "#/$defs/word"}}}, "required": ["a"], "additionalProperties": False,
              "$defs": {"word": {"type": "string", "pattern": "^x"}}}
    good = ['{"a":1}', '{"a":2,"b":null,"c":["x","xy"]}', '{"a":1,"b":1}']
    bad = ['{}', '{"a":0}', '{"a":true}', '{"a":1.5}', '{"a":"1"}', '{"a":1,"planted":2}', '{"a":1,"b":true}', '{"a":1,"b":2}',
           '{"a":1,"c":"x"}', '{"a":1,"c":["y"]}', '[]', 'null']
    wrong = [g for g in good if problems(read(g), schema, schema)] + [b for b in bad if not problems(read(b), schema, schema)]
    if not problems(1, {"maxLength": 3}, {}):
        wrong.append("an unknown keyword passes")
    for text in ('{"a":1,"a":2}', '{"a":NaN}'):
        try:
            read(text)
            wrong.append(text)
        except ValueError:
            pass
    page = "## One\n[s](schema/one)\n`a` `b` `c`\n## Two\n[s](schema/two)\n`a` `b`\n"
    if undocumented(page, schema, "one") or undocumented(page, schema, "two") != ["c is not explained"]:
        wrong.append("fields")
    if not undocumented(page, schema, "three"):
        wrong.append("a schema without section passes")
    return [f"self-test: {w}" for w in wrong]


def main(args):
    if args == ["--self-test"]:
        found = self_test()
    elif len(args) == 3 and args[0] == "--fields":
        with open(args[1], encoding="utf-8") as f, open(args[2], encoding="utf-8") as g:
            found = undocumented(f.read(), json.load(g), os.path.basename(args[2]))
    elif len(args) in (2, 3) and args[0] in ("--lines", args[-2]):
        with open(args[-2], encoding="utf-8") as f, open(args[-1], encoding="utf-8") as g:
            schema, text = json.load(f), g.read()
        docs = text.splitlines() if args[0] == "--lines" else [text]
        found = [] if docs else ["the file is empty"]
        for d in docs:
            try:
                found += problems(read(d), schema, schema)
            except ValueError as e:
                found.append(str(e))
    else:
        sys.exit(__doc__)
    for p in found[:20]:
        print("  " + p)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
