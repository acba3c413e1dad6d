#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the rules of the house that no compiler knows: layers, seams, limits, banned calls, HC_CO marks.

usage: tools/check_layers.py [--soft] [--root DIR]     from the top of the checkout; exit 1 on any finding

Works on the text with a small tokenizer (comments, strings, brace matching), so it needs no build. What it cannot see:
calls through a pointer that was copied into a plain variable of an unmarked type.
"""
import argparse
import collections
import concurrent.futures
import os
import re
import subprocess
import sys

# A file includes its own folder, lower layers, and what EXTRA adds.
LAYERS = [
    ["base"],
    ["io", "db", "text", "crypto", "syntax"],
    ["korean", "core", "stats"],
    ["ledger", "pack"],
    ["model"],
    ["score"],
    ["engine", "report", "interop"],
    ["web"],
    ["cli"],
]
EXTRA = {"syntax": {"text"}}
# One third-party library is one folder: the seam at which it can be replaced. zstd packs bodies and unpacks members of zip files.
THIRD_PARTY = {
    "uv.h": "io", "curl/": "io", "microhttpd.h": "io", "zip.h": "io", "zlib.h": "io",
    "sqlite3.h": "db",
    "jansson.h": "syntax", "yaml.h": "syntax",
    "pcre2.h": "text", "utf8proc.h": "text", "iconv.h": "text",
    "openssl/": "crypto",
    "zstd.h": ("io", "ledger"),
}
LIBC = set("""assert complex ctype dirent dlfcn errno fcntl fenv float fnmatch ftw getopt glob grp inttypes langinfo
    limits locale malloc math netdb poll pthread pwd sched semaphore setjmp signal spawn stdalign stdarg stdatomic stdbool
    stddef stdint stdio stdlib string strings sysexits syslog termios threads time ucontext uchar unistd wchar wctype
    """.split())
LIBC_FOLDERS = ("sys/", "linux/", "netinet/", "arpa/", "net/", "sanitizer/")
# Banned call -> folders where it is allowed all the same.
BANNED = {name: () for name in """strcpy strcat sprintf vsprintf strtok strncpy atoi atol atoll atof gmtime localtime
    rand srand alloca gets system popen""".split()}
BANNED.update({name: ("base",) for name in """strtol strtoul strtoll strtoull strtod strtof
    malloc calloc realloc""".split()})

FILE_LINES, FUNCTION_LINES, PARAMETERS, README_LINES = 1500, 120, 8, 40
SOFT_FILE_LINES, SOFT_HEADER_LINES, SOFT_FUNCTION_LINES, SOFT_PARAMETERS = 800, 300, 70, 6
SPDX = "SPDX-License-Identifier: Apache-2.0"
WORDS = [  # in every line of src/
    (re.compile(r"\b(?:TODO|FIXME|XXX)\b"), "unfinished work: finish it or file it"),
    (re.compile(r"\bdesign\.md\b|\bledger\.md\b|\bnotes/"), "the text must explain itself: it points outside the repository"),
    (re.compile(r"(?<![\w./])/(?:work|home|root)/"), "path of one machine"),
]
ISSUE = re.compile(r"(?<![\w&])#\d+\b|\b[Ii]ssue \d+")  # in comments only
# Their function argument runs outside coroutines, so it must not suspend.
OUTSIDE = {"hc_co_work", "hc_loop_post", "hc_loop_tick", "hc_loop_on_signal"}
KEYWORDS = set("""if while for switch return sizeof _Alignof alignof typeof __typeof__ defined case do else
    _Static_assert static_assert _Generic __attribute__ asm __asm__ __extension__""".split())

TOKEN = re.compile(r"""
    (?P<space>[ \t\r\f\v]+|\\\n) | (?P<newline>\n) |
    (?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/) |
    (?P<string>(?:u8|[uUL])?"(?:\\.|[^"\\\n])*") | (?P<char>[uUL]?'(?:\\.|[^'\\\n])*') |
    (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*) | (?P<ident>[A-Za-z_]\w*) | (?P<op>->|[^\s\w])""", re.X | re.S)
Tok = collections.namedtuple("Tok", "kind text line")
Function = collections.namedtuple("Function", "name line end marked static params body")


class Source:
    """One C file: what it includes, declares, defines and calls."""

    def __init__(self, path, name, text):
        self.path, self.name, self.folder = path, name, name.split("/")[1]
        self.lines = text.splitlines()
        self.includes, self.macros, self.comments = [], {}, []
        self.functions, self.protos, self.members, self.types, self.data = [], [], [], [], []
        self.broken = None
        self.tokens = self.lex(text)
        self.parse(self.tokens)

    def lex(self, text):
        tokens, line, fresh, directive = [], 1, True, None
        for m in TOKEN.finditer(text):
            kind, word = m.lastgroup, m.group()
            if kind == "newline":
                if directive:
                    self.directive(directive)
                fresh, directive = True, None
            elif kind == "comment":
                self.comments.append((line, word))
            elif kind != "space":
                if word == "#" and fresh:
                    directive = [Tok(kind, word, line)]
                elif directive:
                    directive.append(Tok(kind, word, line))
                else:
                    tokens.append(Tok(kind, word, line))
                fresh = False
            line += word.count("\n")
        return tokens

    def directive(self, toks):
        if len(toks) > 2 and toks[1].text == "include":
            rest = "".join(t.text for t in toks[2:])
            self.includes.append((toks[0].line, rest[0], rest.strip('<>"')))
        elif len(toks) > 2 and toks[1].text == "define":
            self.macros[toks[2].text] = toks[3:]

    def parse(self, toks):
        seg, i = [], 0
        while i < len(toks):
            t = toks[i]
            if t.text == "{":
                end = match(toks, i)
                if end is None:
                    self.broken = t.line
                    return
                body = toks[i + 1:end]
                if is_function(seg):
                    self.add_function(seg, body, toks[end].line)
                    seg = []
                else:
                    if at_top(seg, "="):
                        self.data.append(body)
                    elif any(s.text in ("struct", "union") for s in seg):
                        self.add_members(body)
                    seg.append(Tok("body", "{}", t.line))
                i = end
            elif t.text == ";":
                self.declaration(seg)
                seg = []
            elif t.text == "}":
                self.broken = t.line
                return
            else:
                seg.append(t)
            i += 1

    def add_function(self, seg, body, end):
        at = name_at(seg)
        params = seg[at + 2:match(seg, at + 1)]
        self.functions.append(Function(seg[at].text, seg[0].line, end, at_top(seg, "HC_CO"),
                                       at_top(seg, "static"), params, body))

    def declaration(self, seg):
        pointer = pointer_name(seg)
        at = name_at(seg)
        if seg and seg[0].text == "typedef":
            if at_top(seg, "HC_CO") and (pointer or at is not None):
                self.types.append(pointer or seg[at].text)
        elif pointer:
            self.members.append((pointer, at_top(seg, "HC_CO"), seg))
        elif at is not None and not at_top(seg, "="):
            self.protos.append((seg[at].text, at_top(seg, "HC_CO"), at_top(seg, "static")))

    def add_members(self, body):
        seg, i = [], 0
        while i < len(body):
            if body[i].text == "{":
                end = match(body, i)
                self.add_members(body[i + 1:end])
                i = end
            elif body[i].text == ";":
                if seg:
                    name = pointer_name(seg)
                    plain = [t for t in seg if t.kind == "ident"]
                    if name or plain:
                        self.members.append((name or plain[-1].text, at_top(seg, "HC_CO"), seg))
                seg = []
            else:
                seg.append(body[i])
            i += 1


PAIRS = {"(": ")", "[": "]", "{": "}"}


def match(toks, i):
    """Index of the bracket that closes the one at i; None if it is missing."""
    opening, closing, depth = toks[i].text, PAIRS[toks[i].text], 0
    for j in range(i, len(toks)):
        if toks[j].text == opening:
            depth += 1
        elif toks[j].text == closing:
            depth -= 1
            if depth == 0:
                return j
    return None


def top_level(seg):
    """(index, token) outside brackets."""
    depth = 0
    for i, t in enumerate(seg):
        if t.text in (")", "]", "}"):
            depth -= 1
        if depth == 0:
            yield i, t
        if t.text in ("(", "[", "{"):
            depth += 1


def at_top(seg, word):
    return any(t.text == word for _, t in top_level(seg))


def name_at(seg):
    """Index of the declared function's name: outside brackets, followed by '(', neither keyword nor macro."""
    for i, t in top_level(seg):
        if t.kind == "ident" and i + 1 < len(seg) and seg[i + 1].text == "(" and t.text not in KEYWORDS \
                and not (t.text.isupper() and t.text.startswith("HC_")) and match(seg, i + 1) is not None:
            return i
    return None


def is_function(seg):
    return name_at(seg) is not None and not at_top(seg, "=") and seg[0].text != "typedef"


def pointer_name(seg):
    """Name in '(*name)(' or '(*name[N])(' outside other brackets."""
    for i, t in top_level(seg):
        if t.text == "(" and i + 2 < len(seg) and seg[i + 1].text == "*":
            close = match(seg, i)
            if close and close + 1 < len(seg) and seg[close + 1].text == "(":
                for inner in seg[i + 2:close]:
                    if inner.kind == "ident" and inner.text != "const":
                        return inner.text
    return None


def calls(toks):
    """(name, through a member?, line, index of '(') for each call in a body."""
    for i, t in enumerate(toks):
        if t.text != "(" or i == 0:
            continue
        j = i - 1
        if toks[j].text == "]":                      # table[i](x)
            depth = 0
            while j >= 0:
                depth += (toks[j].text == "]") - (toks[j].text == "[")
                j -= 1
                if depth == 0:
                    break
        elif toks[j].text == ")":                    # (*p->f)(x)
            start = j
            while start > 0 and toks[start].text != "(":
                start -= 1
            if toks[start + 1].text != "*" or toks[j - 1].text == "*":
                continue
            j -= 1
        if j < 0 or toks[j].kind != "ident" or toks[j].text in KEYWORDS:
            continue
        if toks[j].text == "HC_AUTO":                # HC_AUTO(T) x: calls T_auto(&x)
            yield toks[i + 1].text + "_auto", False, t.line, i
            continue
        yield toks[j].text, j > 0 and toks[j - 1].text in (".", "->"), t.line, i


def arguments(toks, i):
    """Token lists of the arguments of the call whose '(' is at i."""
    out = [[]]
    for _, t in top_level(toks[i + 1:match(toks, i)]):
        if t.text == ",":
            out.append([])
        else:
            out[-1].append(t)
    return out


class Checker:
    def __init__(self, root):
        self.root, self.findings, self.soft = root, [], []
        self.rank = {folder: i for i, layer in enumerate(LAYERS) for folder in layer}
        self.sources, self.n_files = [], 0

    def find(self, name, line, message):
        self.findings.append((name, line, message))

    def read(self, name):
        with open(os.path.join(self.root, name), encoding="utf-8", errors="replace") as f:
            return f.read()

    def walk(self, top):
        for folder, dirs, files in os.walk(os.path.join(self.root, top)):
            dirs.sort()
            for file in sorted(files):
                yield os.path.relpath(os.path.join(folder, file), self.root)

    def load(self):
        seen = {}
        for name in self.walk("src"):
            parts, base = name.split("/"), os.path.basename(name)
            if len(parts) < 3:
                self.find(name, 1, "a file in src/ belongs into a folder of a layer")
                continue
            if base not in ("README.md", "meson.build"):
                if base in seen:
                    self.find(name, 1, f"file name is taken by {seen[base]}: names are unique across src/")
                seen.setdefault(base, name)
            text = self.read(name)
            self.n_files += 1
            self.words(name, text)
            if base.endswith((".c", ".h")):
                self.sources.append(Source(os.path.join(self.root, name), name, text))
        for folder in sorted({s.folder for s in self.sources}):
            self.folder(folder)

    def words(self, name, text):
        for i, line in enumerate(text.splitlines(), 1):
            for pattern, message in WORDS:
                m = pattern.search(line)
                if m:
                    self.find(name, i, f"'{m.group()}': {message}")

    def folder(self, folder):
        if folder not in self.rank:
            self.find(f"src/{folder}", 1, "folder is not in the table of layers in tools/check_layers.py")
        readme = f"src/{folder}/README.md"
        if not os.path.exists(os.path.join(self.root, readme)):
            self.find(readme, 1, "missing: purpose, types, rules, how it is tested")
        elif len(self.read(readme).splitlines()) > README_LINES:
            self.find(readme, README_LINES + 1, f"more than {README_LINES} lines")

    def spdx(self):
        for top, endings in (("src", (".c", ".h", ".S")), ("tests", (".c", ".h", ".py", ".sh")), ("bench", (".py", ".sh")),
                             ("tools", (".py", ".sh"))):
            for name in self.walk(top):
                if name.endswith(endings):
                    lines = self.read(name).splitlines()[:2]
                    first = lines[1] if len(lines) > 1 and lines[0].startswith("#!") else lines[0] if lines else ""
                    mark = "#" if name.endswith((".py", ".sh")) else "//"
                    if first != f"{mark} {SPDX}":
                        self.find(name, 1, f"first line must be '{mark} {SPDX}'")

    def includes(self, s):
        for line, quote, target in s.includes:
            if quote == '"':
                self.include_own(s, line, target)
            else:
                self.include_system(s, line, target)

    def include_own(self, s, line, target):
        folder = target.split("/")[0]
        if not os.path.exists(os.path.join(self.root, "src", target)):
            self.find(s.name, line, f'"{target}" is not in src/: write "folder/file.h"')
        elif folder != s.folder and folder not in EXTRA.get(s.folder, ()) and s.folder in self.rank \
                and self.rank.get(folder, 99) >= self.rank[s.folder]:
            self.find(s.name, line, f'{s.folder}/ includes "{target}": {folder}/ is not a lower layer')

    def include_system(self, s, line, target):
        for prefix, owner in THIRD_PARTY.items():
            if target == prefix or prefix.endswith("/") and target.startswith(prefix):
                owners = (owner,) if isinstance(owner, str) else owner
                if s.folder not in owners:
                    self.find(s.name, line, f"<{target}> belongs to {owners[0]}/ alone: one library, one folder")
                return
        if not target.startswith(LIBC_FOLDERS) and target.removesuffix(".h") not in LIBC:
            self.find(s.name, line, f"<{target}> is neither libc nor in the table of libraries in tools/check_layers.py")

    def limits(self, s):
        n = len(s.lines)
        soft = SOFT_HEADER_LINES if s.name.endswith(".h") else SOFT_FILE_LINES
        if n > FILE_LINES:
            self.find(s.name, FILE_LINES + 1, f"{n} lines, more than {FILE_LINES}")
        elif n > soft:
            self.soft.append((s.name, soft + 1, f"{n} lines, better under {soft}"))
        for f in s.functions:
            lines = f.end - f.line + 1
            if lines > FUNCTION_LINES:
                self.find(s.name, f.line, f"{f.name}: {lines} lines, more than {FUNCTION_LINES}")
            elif lines > SOFT_FUNCTION_LINES:
                self.soft.append((s.name, f.line, f"{f.name}: {lines} lines, better under {SOFT_FUNCTION_LINES}"))
            params = len([a for a in arguments([Tok("op", "(", 0)] + f.params + [Tok("op", ")", 0)], 0) if a])
            if params > PARAMETERS:
                self.find(s.name, f.line, f"{f.name}: {params} parameters, more than {PARAMETERS}")
            elif params > SOFT_PARAMETERS:
                self.soft.append((s.name, f.line, f"{f.name}: {params} parameters, better under {SOFT_PARAMETERS + 1}"))

    def text(self, s):
        for line, comment in s.comments:
            m = ISSUE.search(comment)
            if m:
                self.find(s.name, line + comment[:m.start()].count("\n"), f"comment points to '{m.group()}'")
        if s.broken:
            self.find(s.name, s.broken, "braces do not balance: conditional branches must balance on their own")
        blocks = [s.tokens] + list(s.macros.values())
        for toks in blocks:
            for name, member, line, _ in calls(toks):
                if not member and name in BANNED and s.folder not in BANNED[name]:
                    self.find(s.name, line, f"{name}() is banned here")
            for a, b in zip(toks, toks[1:]):
                if a.text == "goto" and b.text != "out":
                    self.find(s.name, a.line, f"goto {b.text}: the only label is 'out'")

    # --- HC_CO marks ---------------------------------------------------------------------------------------------

    def marks(self):
        """A function that calls something marked must be marked itself, unless it is where a coroutine starts."""
        public, own = set(), {}
        for s in self.sources:
            header, mine = s.name.endswith(".h"), own.setdefault(s.name, {})
            for name, marked, static in s.protos + [(f.name, f.marked, f.static) for f in s.functions]:
                if static and not header:
                    mine[name] = mine.get(name, False) or marked
                elif marked:
                    public.add(name)
        types = {t for s in self.sources for t in s.types}
        members = self.co_members(types)
        entries = {s.name: self.entries(s) for s in self.sources}

        def suspends(s, name):
            return name in entries[s.name] or own[s.name].get(name, name in public)

        for _ in range(8):                           # macros that call macros
            for s in self.sources:
                for name, body in s.macros.items():
                    if any(suspends(s, n) if not m else n in members for n, m, _, _ in calls(body)):
                        public.add(name)
        for s in self.sources:
            for f in s.functions:
                marked = f.marked or own[s.name].get(f.name, f.name in public) or f.name in entries[s.name]
                local = co_locals(f, types)
                self.check_calls(s, f, marked, lambda n, m: n in members if m else n in local or suspends(s, n))
                self.check_addresses(s, f.body, members, lambda n: own[s.name].get(n, n in public))
            for block in s.data:
                self.check_addresses(s, block, members, lambda n: own[s.name].get(n, n in public))

    def co_members(self, types):
        marked, plain = {}, {}
        for s in self.sources:
            for name, co, seg in s.members:
                if co or any(t.text in types for t in seg):
                    marked.setdefault(name, (s.name, seg[0].line))
                elif pointer_name(seg):
                    plain.setdefault(name, (s.name, seg[0].line))
        for name in sorted(marked.keys() & plain.keys()):
            self.find(*plain[name], f"function pointer {name} is not marked HC_CO but the one of the same name in "
                                    f"{marked[name][0]}:{marked[name][1]} is: rename one")
        return set(marked)

    def entries(self, s):
        out = set()
        for f in s.functions:
            for name, _, _, i in calls(f.body):
                if name == "hc_co_start":
                    args = arguments(f.body, i)
                    if len(args) == 3:
                        out |= {t.text for t in args[1] if t.kind == "ident"}
        return out

    def check_calls(self, s, f, marked, suspends):
        if marked:
            return
        said = set()
        for name, member, line, _ in calls(f.body):
            if suspends(name, member) and name not in said:
                said.add(name)
                self.find(s.name, line, f"{f.name} calls {name}, which may suspend, but is not marked HC_CO")

    def check_addresses(self, s, toks, members, suspends):
        """A marked function stored in an unmarked member, or handed to what runs outside coroutines."""
        for i in range(3, len(toks)):
            t = toks[i]
            alone = i + 1 == len(toks) or toks[i + 1].text in (",", ";", "}")
            if t.kind == "ident" and alone and toks[i - 1].text == "=" and toks[i - 3].text in (".", "->") \
                    and suspends(t.text) and toks[i - 2].text not in members:
                self.find(s.name, t.line, f"{t.text} may suspend but is stored in {toks[i - 2].text}, "
                                          "which is not marked HC_CO")
        for name, _, line, i in calls(toks):
            if name in OUTSIDE:
                for arg in arguments(toks, i):
                    if len(arg) == 1 and arg[0].kind == "ident" and suspends(arg[0].text):
                        self.find(s.name, line, f"{arg[0].text} may suspend but {name} runs it outside coroutines")

    # --- headers --------------------------------------------------------------------------------------------------

    def headers(self):
        names = [s.name for s in self.sources if s.name.endswith(".h")]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for name, line in zip(names, pool.map(self.compile_alone, names)):
                if line:
                    self.find(name, 1, f"does not compile alone: {line}")
        return len(names)

    def compile_alone(self, name):
        cmd = ["gcc", "-std=gnu17", "-D_GNU_SOURCE", '-DHC_VERSION="0"', "-Wall", "-Wextra", "-Werror",
               "-fsyntax-only", "-Isrc", "-x", "c", "-"]
        run = subprocess.run(cmd, input=f'#include "{name[4:]}"\n', text=True, capture_output=True, cwd=self.root,
                             check=False)
        if run.returncode == 0:
            return None
        errors = [line for line in run.stderr.splitlines() if "error:" in line] or run.stderr.splitlines() or ["?"]
        return errors[0]

    def run(self):
        self.load()
        self.spdx()
        for s in self.sources:
            self.includes(s)
            self.limits(s)
            self.text(s)
        self.marks()
        return self.headers()


def co_locals(f, types):
    """Parameters and variables of f that are marked function pointers."""
    out, toks = set(), f.params + [Tok("op", ";", 0)] + f.body
    for i, t in enumerate(toks):
        if t.text in types and i + 1 < len(toks):
            j = i + 1
            while j < len(toks) and toks[j].text in ("*", "const"):
                j += 1
            out.add(toks[j].text)
        elif t.text == "HC_CO":
            for j in range(i, min(i + 12, len(toks) - 2)):
                if toks[j].text == "(" and toks[j + 1].text == "*":
                    out.add(toks[j + 2].text)
                    break
    return out


def main():
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("--soft", action="store_true", help="also list what is allowed but large")
    args.add_argument("--root", default=".", help="top of the checkout")
    opts = args.parse_args()
    checker = Checker(opts.root)
    n_headers = checker.run()
    if opts.soft:
        for name, line, message in sorted(checker.soft):
            print(f"{name}:{line}: soft: {message}")
    for name, line, message in sorted(set(checker.findings)):
        print(f"{name}:{line}: {message}")
    n = len(set(checker.findings))
    print(f"layers: {checker.n_files} files, {n_headers} headers, "
          f"{sum(len(s.functions) for s in checker.sources)} functions checked, {n} findings")
    return 1 if n or not checker.sources else 0


if __name__ == "__main__":
    sys.exit(main())
