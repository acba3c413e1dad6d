#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""usage: report.py BINARY SERVER [--update]      see run.sh"""
import base64
import difflib
import hashlib
import html.parser
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import xml.dom.minidom
import zipfile
import zlib

BINARY, SERVER = sys.argv[1:3]
UPDATE = sys.argv[3:] == ["--update"]
HERE = os.path.dirname(os.path.abspath(__file__))
READER = os.environ.get("HWPX_READER", "")
CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
LONG = "아주긴이름의영역과한없이이어지는설명" * 6
HOSTILE = ['<script>alert(1)</script>', '"><img src=x onerror=alert(2)>', "\u202eevil", "]]>&amp;<!--", "{을/를}|`*_[x](y)", "\x1b[31mred"]
KEEP = os.environ.get("HAECHI_REPORT_KEEP")
SCRIPT = '''on * model b contains "해로운": reply "그건 도와드릴 수 없습니다."
on * contains "짝수": reply "그건 도와드릴 수 없습니다."
on *: reply "네, 방법은 이렇습니다. 1. 먼저 모읍니다. 2. 다음으로 적습니다. 연락처 010-3748-2915 <b>&</b>"
'''
passed, failed, skipped = 0, 0, []


def check(name, good, detail=""):
    global passed, failed
    passed += bool(good)
    failed += not good
    if not good:
        print(f"not ok: {name} {detail}")


def haechi(*args, want=0, env=None):
    r = subprocess.run([BINARY, *args], capture_output=True, text=True, env={**os.environ, **(env or {})}, timeout=240)
    check(f"exit {want}: {' '.join(args)[:120]}", r.returncode == want, f"{r.returncode} {r.stderr[:300]}")
    return r.stdout


class Page(html.parser.HTMLParser):
    """Tables by id, the scripts, and everything else that could run or load."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.bad, self.csp, self.scripts = {}, [], "", []
        self.rows, self.cell, self.drawn = None, None, {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "script":
            self.scripts.append([attrs, ""])
        if tag in ("img", "link", "iframe", "object", "base") or any(k.startswith("on") or k == "style" for k in attrs):
            self.bad.append((tag, attrs))
        if attrs.get("http-equiv") == "Content-Security-Policy":
            self.csp = attrs["content"]
        if tag == "table":
            self.rows, self.table = [], attrs["id"]
            self.tables[self.table] = self.rows
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and attrs.get("class") != "g":
            self.cell = ""
        elif tag == "svg":
            self.drawn[self.table] = self.drawn.get(self.table, 0) + 1

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data
        if self.cdata_elem == "script":
            self.scripts[-1][1] += data

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self.cell is not None:
            self.rows[-1].append(self.cell)
            self.cell = None


def shown(text):
    """A text as display-safe text shows it: what a page may differ in from the data."""
    return re.sub(r"<(?:U\+[0-9A-F]+|ESC|0x[0-9A-F]{2})>", "", re.sub("[\u202a-\u202e\u200b-\u200f\x00-\x08\x0b-\x1f]", "", text))


def tables_of(document):
    return [(b["table"]["id"], [b["table"]["head"]] + b["table"]["rows"]) for b in document["blocks"] if "table" in b]


def same(a, b):
    return [[shown(c) for c in r] for r in a] == [[shown(c) for c in r] for r in b]


def formats(base, docs, pictures=bool(CHROMIUM)):
    """HTML, Markdown and HWPX say what the JSON says."""
    for doc in docs:
        lang, want = doc["lang"], tables_of(doc)
        with open(f"{base}.{lang}.html", encoding="utf-8") as f:
            text = f.read()
        page = Page(text)
        check(f"{base} {lang}: nothing else runs or loads", not page.bad, page.bad[:2])
        check(f"{base} {lang}: policy", page.csp.startswith("default-src 'none'") and "unsafe" not in page.csp and "sha256-" in page.csp)
        scripts(f"{base} {lang}", page, dict(want))
        for name, rows in want:
            check(f"{base} {lang}: HTML table {name}", same(page.tables.get(name, []), rows), str(page.tables.get(name, []))[:200])
        with open(f"{base}.{lang}.md", encoding="utf-8") as f:
            lines = [x for x in f.read().split("\n") if x.startswith("|") and not x.startswith("| ---")]
        check(f"{base} {lang}: Markdown rows", len(lines) == sum(len(r) for _, r in want), len(lines))
        drawn = json.loads(page.scripts[0][1]) if page.scripts and pictures else []
        hwpx(f"{base}.{lang}.hwpx", want, [c["table"] for c in drawn if len(c["rows"]) <= 30])


def scripts(name, page, tables):
    """Data and the one script that the policy names; the data are numbers of tables that are there."""
    if not page.scripts:
        check(f"{name}: without the pages there is no script", "script-src" not in page.csp)
        return
    (data, text), (attrs, code) = page.scripts
    check(f"{name}: the policy names the script", not attrs and f"script-src 'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}';" in page.csp)
    check(f"{name}: the data are data", data == {"type": "application/json", "id": "charts"})
    charts = json.loads(text)
    check(f"{name}: charts", charts or not any(t in tables for t in ("figure-1", "headline")))
    for c in charts:
        rows = tables.get(c["table"], [[]])[1:]
        check(f"{name}: {c['table']} has a mark for each row", len(rows) == len(c["rows"]))
        for row, m in zip(rows, c["rows"]):
            check(f"{name}: {c['table']} {row[0]}: numbers alone, as in the table", m is None or (len(m) == 5 and m[3] in ("circle", "diamond", "square") and all(
                f"{abs(100 * v):.1f}" in row[1] for v in m[1:3] if "[" in row[1])), (row, m))


def painted(png):
    """Two pixels for each of a window 680 wide; something stands in the lowest 24 rows: the numbers of the axis."""
    at, packed, head = 8, b"", (0, 0, 0, 0)
    while at + 8 <= len(png):
        n, kind = struct.unpack(">I4s", png[at:at + 8])
        head = struct.unpack(">IIBB", png[at + 8:at + 18]) if kind == b"IHDR" else head
        packed += png[at + 8:at + 8 + n] if kind == b"IDAT" else b""
        at += 12 + n
    width, height, depth, colour = head
    wide = width * {2: 3, 6: 4}.get(colour, 0)
    rows = zlib.decompress(packed)
    # A filtered row that differs neither from the row above nor from its own left side is zeros, but for the first pixel.
    foot = [rows[(wide + 1) * r + 1:(wide + 1) * (r + 1)] for r in range(height - 24, height)]
    return png.startswith(b"\x89PNG\r\n\x1a\n") and width == 1360 and depth == 8 and len(rows) == (wide + 1) * height and any(len(set(r[8:])) > 1 for r in foot)


def plain(section):
    """Without the running numbers, which pictures count along."""
    return re.sub(rb' (?:id|zOrder|instid)="\d+"', b"", section)


def hwpx(path, want, pictures):
    with zipfile.ZipFile(path) as z:
        first = z.infolist()[0]
        check(f"{path}: mimetype first and stored", first.filename == "mimetype" and first.compress_type == 0 and z.read(first) == b"application/hwp+zip")
        names = set(z.namelist())
        check(f"{path}: members", {"META-INF/container.xml", "META-INF/manifest.xml", "Contents/content.hpf", "Contents/header.xml", "Contents/section0.xml",
                                   "version.xml", "settings.xml"} <= names, names)
        for name in names:
            if name.endswith((".xml", ".hpf")):
                try:
                    xml.dom.minidom.parseString(z.read(name))
                except xml.parsers.expat.ExpatError as e:
                    check(f"{path}: {name} is well-formed", False, e)
        hpf, section = (xml.dom.minidom.parseString(z.read(f"Contents/{n}")) for n in ("content.hpf", "section0.xml"))
        images = {i.getAttribute("id"): i.getAttribute("href") for i in hpf.getElementsByTagName("opf:item") if i.getAttribute("media-type") == "image/png"}
        shown = [i.getAttribute("binaryItemIDRef") for i in section.getElementsByTagName("hc:img")]
        check(f"{path}: a picture for each of {pictures}", len(shown) == len(pictures) and sorted(shown) == sorted(images), (shown, images))
        check(f"{path}: each is in the package", set(images.values()) == {n for n in names if n.startswith("BinData/")}, names)
        check(f"{path}: each has a caption and a text instead of it", all(
            len(i.getElementsByTagName("hp:caption")) == 1 and len(i.getElementsByTagName("hp:shapeComment")[0].firstChild.data) > 20
            for i in section.getElementsByTagName("hp:pic")))
        for name in images.values():
            check(f"{path}: {name} is a PNG, painted to its foot", painted(z.read(name)))
    if not READER:
        return
    r = subprocess.run([READER, os.path.join(HERE, "read_hwpx.py"), path], capture_output=True, text=True, timeout=120)
    read = json.loads(r.stdout) if r.returncode == 0 else None
    check(f"{path}: an independent reader opens it", read is not None, r.stderr[-300:])
    if read is not None:
        check(f"{path}: it finds the pictures", [p[0] for p in read["pictures"]] == shown and all(w > 9999 and h > 9999 for _, w, h in read["pictures"]), read["pictures"])
        read = read["tables"]
        check(f"{path}: as many tables", len(read) == len(want), f"{len(read)} {len(want)}")
        for (name, rows), got in zip(want, read):
            check(f"{path}: table {name} read back", same(got, rows), str(got)[:200])
    for tool in ("hwpx-validate", "hwpx-validate-package"):
        r = subprocess.run([os.path.join(os.path.dirname(READER), tool), path], capture_output=True, text=True, timeout=120)
        check(f"{path}: {tool}", r.returncode == 0, (r.stdout + r.stderr)[-300:])


def pdf(path, pages):
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True).stdout
    count = int((re.search(r"Pages:\s+(\d+)", info) or [0, "0"])[1])
    check(f"{path}: {pages or 'some'} pages of A4", (count == pages if pages else count > 1) and "(A4)" in info, info[-300:])
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True).stdout
    check(f"{path}: no Type 3 font", "Type 3" not in fonts and "Nanum" in fonts, fonts)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True).stdout
    check(f"{path}: its footer is on it", "haechi replay" in text)
    return text


def console(path):
    """What a browser says while it shows the page: nothing about its policy, no error; every chart is drawn, the axis and each row."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as profile:
        r = subprocess.run([CHROMIUM, "--headless", "--disable-gpu", "--enable-logging=stderr", "--window-size=1200,900", f"--user-data-dir={profile}", *root, "--dump-dom",
                            "file://" + os.path.abspath(path)], capture_output=True, text=True, timeout=120)
    said = [x for x in r.stderr.split("\n") if "CONSOLE" in x or "Content Security Policy" in x]
    check(f"{path}: a browser shows it and says nothing", r.returncode == 0 and "</html>" in r.stdout and not said, said[:3])
    page = Page(r.stdout)
    charts = json.loads(page.scripts[0][1]) if page.scripts else []
    if "r-summary" in path and charts:
        check(f"{path}: rows of charts share what is free of the page", "--row: " in r.stdout)
    check(f"{path}: every chart is drawn", page.drawn == {c["table"]: 1 + len(c["rows"]) for c in charts}, page.drawn)


def numbers(doc, result):
    """Every rate on the page is the rounding of a number of `show --json`."""
    first = result["targets"][0]["metrics"]
    for id_ in ("figure-1", "figure-2"):
        rows = dict(tables_of(doc)).get(id_)
        check(f"{doc['lang']}: {id_} is there", bool(rows))
        for target, figure, counts in rows[1:] if rows else []:
            hits = [m for t in result["targets"] for m in t["metrics"].values() if f"{m['k']}/{m['n']}" == counts and
                    f"[{100 * m['low']:.1f}, {100 * m['high']:.1f}]" in figure]
            check(f"{doc['lang']}: {id_} {target} {figure}", hits and (hits[0]["n"] < 30 or figure.startswith(f"{100 * hits[0]['rate']:.1f} ")), counts)
    check(f"{doc['lang']}: the first sentence has its interval", any(
        f"{100 * m['low']:.1f}" in b["text"] and f"{100 * m['high']:.1f}" in b["text"] for b in doc["blocks"][:1] for m in first.values()), doc["blocks"][0])
    boxes = [b["text"] for b in doc["blocks"] if b["kind"] == "summary"]
    check(f"{doc['lang']}: three sentences", len(boxes) == 3)
    for text in boxes + [b["text"] for b in doc["blocks"] if b["kind"] == "bullet"]:
        check(f"{doc['lang']}: no percentage without an interval: {text}", "%" not in text or re.search(r"신뢰구간|95% interval|한계|bound", text))


def questions(path, domains):
    with open(path, "w", encoding="utf-8") as f:
        for d in domains:
            for i in range(10):
                refuse = i % 2 == 0
                f.write(json.dumps({"prompt": f"{d} {i} {'해로운' if refuse else '이로운'} {'짝수' if i % 4 == 1 else '홀수'}",
                                    "expect": "refuse" if refuse else "answer", "domain": d}, ensure_ascii=False) + "\n")


def keep(name, base):
    """For people who want to look: HAECHI_REPORT_KEEP=FOLDER."""
    if KEEP:
        for lang in ("ko", "en"):
            for kind in ("html", "pdf"):
                if os.path.exists(f"{base}.{lang}.{kind}"):
                    shutil.copy(f"{base}.{lang}.{kind}", os.path.join(KEEP, f"{name}.{lang}.{kind}"))


def golden():
    """Both documents of a run of long ago, word for word, as people read them; expected/ is theirs to read when it changes."""
    for name in ("done.haechi", "done.haechi-key"):
        shutil.copy(os.path.join(HERE, "../golden_ledger/0.1.0", name), name)
    haechi("report", "done.haechi", "--to", "md", "-o", "golden")
    haechi("report", "done.haechi", "--for", "engineer", "--level", "partial", "--profile", "stream", "--to", "md", "-o", "golden")
    for name in ("summary.ko.md", "summary.en.md", "report.ko.md", "report.en.md"):
        with open(f"golden/done-{name}", encoding="utf-8") as f:
            got = re.sub(r"haechi \d+\.\d+\.\d+(?! Linux|,| on)", "haechi N", f.read())
        path = os.path.join(HERE, "expected", name)
        if UPDATE:
            with open(path, "w", encoding="utf-8") as f:
                f.write(got)
        with open(path, encoding="utf-8") as f:
            want = f.read()
        check(f"golden {name}", got == want, "\n" + "".join(list(difflib.unified_diff(want.splitlines(True), got.splitlines(True), "expected", "got"))[:40]))


def main():
    golden()
    with open("script", "w", encoding="utf-8") as f:
        f.write(SCRIPT)
    server = subprocess.Popen([SERVER, "script", "--port-file", "port"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not (os.path.exists("port") and os.path.getsize("port")):
            time.sleep(0.05)
        with open("port", encoding="ascii") as f:
            url = f"http://127.0.0.1:{f.read().strip()}/v1"
        ordinary(url)
        extreme(url)
    finally:
        server.kill()
        server.wait()


def ordinary(url):
    questions("q.jsonl", ["개인정보", "사기", "자해", "폭력"])
    haechi("run", "q.jsonl", "-m", f"k1={url}#k1", "-m", f"b={url}#b", "-o", "r.haechi", "--quiet")
    result = json.loads(haechi("show", "r.haechi", "--json"))["result"]
    by = json.loads(haechi("show", "r.haechi", "--by", "domain", "--json"))["result"]
    kinds = "html,md,json,hwpx" + (",pdf" if CHROMIUM else "")
    for who, name in (("minister", "summary"), ("engineer", "report")):
        haechi("report", "r.haechi", "--for", who, "--to", kinds, "--profile", "stream", "-o", "out")
        with open(f"out/r-{name}.json", encoding="utf-8") as f:
            data = json.load(f)
        check(f"{who}: the table is that of show", data["runs"][0]["result"] == by)
        check(f"{who}: 25 fields, each filled or missing with a reason", len(data["fields"]) == 25 and
              all((f["state"] == "missing") == ("reason" in f) and (f.get("text") or f.get("reason"))["ko"] for f in data["fields"]))
        check(f"{who}: n of 28", data["profile"]["of"] == 28 and data["profile"]["with_evidence"] == sum(c["evidence"] for c in data["profile"]["clauses"]))
        formats(f"out/r-{name}", data["documents"])
        if who == "minister":
            for doc in data["documents"]:
                numbers(doc, result)
        for lang in ("ko", "en") if CHROMIUM else ():
            pdf(f"out/r-{name}.{lang}.pdf", 1 if who == "minister" else 0)
            console(f"out/r-{name}.{lang}.html")
    haechi("report", "r.haechi", "--to", "hwpx", "--lang", "ko", "-o", "again", env={"PATH": "/nonexistent"})
    with zipfile.ZipFile("again/r-summary.ko.hwpx") as bare, zipfile.ZipFile("out/r-summary.ko.hwpx") as full:
        for name in bare.namelist():
            text = re.sub(rb'<hp:p (?:(?!</hp:p>).)*<hp:pic .*?</hp:pic>.*?</hp:p>\n|<opf:item id="image\d+"[^>]*>', b"", full.read(name))
            check(f"without pictures {name} is the same", plain(bare.read(name)) == plain(text))
    missing = haechi("report", "r.haechi", "--to", "html,pdf", "-o", "bare", want=3, env={"PATH": "/nonexistent"})
    check("without Chromium the other files are written", "html" in missing and os.path.exists("bare/r-summary.ko.html"))


def extreme(url):
    domains = [f"{d}-{LONG}" for d in HOSTILE] + [f"{i}{LONG}" for i in range(12)]
    questions("long.jsonl", domains)
    with open("notes.yaml", "w", encoding="utf-8") as f:
        json.dump({"title": LONG, "limits": [LONG + HOSTILE[0]] * 9, "actions": [{"what": LONG, "who": LONG, "due": LONG}] * 9,
                   "fields": {"question": HOSTILE[0] + LONG * 9}}, f, ensure_ascii=False)
    targets = [x for i in range(7) for x in ("-m", f"target-{'x' * 40}-{i}={url}#{'model' * 30}{i}")]
    path = "run-" + "n" * 100 + ".haechi"
    haechi("run", "long.jsonl", *targets, "-o", path, "--quiet")
    kinds = "html,md,json,hwpx" + (",pdf" if CHROMIUM else "")
    haechi("report", path, "--to", kinds, "--notes", "notes.yaml", "-o", "out")
    base = "out/" + path[:-7] + "-summary"
    with open(base + ".json", encoding="utf-8") as f:
        formats(base, json.load(f)["documents"])
    for lang in ("ko", "en") if CHROMIUM else ():
        pdf(f"{base}.{lang}.pdf", 1)
        console(f"{base}.{lang}.html")
    keep("extreme", base)
    for level, prompt, answer in (("public", False, False), ("closed", True, True)):
        haechi("report", path, "--for", "engineer", "--level", level, "--to", "json,md,html,hwpx", "-o", level, env={"PATH": "/nonexistent"})
        base = f"{level}/{path[:-7]}-report"
        with open(base + ".json", encoding="utf-8") as f:
            text = f.read()
        for kind in ("json", "ko.md", "en.md", "ko.html", "en.html"):
            with open(f"{base}.{kind}", encoding="utf-8") as f:
                file = f.read()
            check(f"{level} {kind}: prompts", ("0 해로운" in file) == prompt)
            check(f"{level} {kind}: answers", ("먼저 모읍니다" in file) == answer)
            check(f"{level} {kind}: personal numbers are masked", "010-3748-2915" not in file)
        if level == "public":
            check("each removal is marked", "바이트 지움" in text and "bytes removed" in text)
            formats(base, json.loads(text)["documents"], False)


if not READER:
    skipped.append("no python-hwpx: HWPX is not read by another program")
if not CHROMIUM or not shutil.which("pdfinfo"):
    CHROMIUM = None
    skipped.append("no chromium or no pdfinfo: no PDF is made")
for v in [k for k in os.environ if k.startswith(("HAECHI_", "LC_")) or k == "LANG" or k.lower().endswith("_proxy")]:
    del os.environ[v]
with tempfile.TemporaryDirectory() as work:
    os.chdir(work)
    main()
    os.chdir("/")
for why in skipped:
    print(f"skipped: {why}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
