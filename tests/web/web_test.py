# SPDX-License-Identifier: Apache-2.0
"""haechi view: who may ask, what is answered, what a page sees of a run. usage: tests/web/run.sh [BINARY]"""
import gzip
import http.client
import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402

SECRET = "제헌절-only-in-the-run"           # stands in a question: a refused answer may not hold it
HOSTILE = ["</script><script>alert(1)</script>", "a\u202eb\u2066c", "\x1b[31mred\x07", "‮", "'\"\\", "\ud83d\ude00", "\u2028x"]


class View:
    """A running haechi view."""

    def __init__(self, place, *args, out=None):
        self.process = place.start("view", "--no-open", "--port", "0", *args, stdout=subprocess.PIPE,
                                   stderr=open(place.dir / "view.err", "ab"))
        self.url = self.process.stdout.readline().decode().strip()
        parts = urlsplit(self.url)
        self.port, self.token, self.page = parts.port, parts.query[2:], parts.path
        self.host = f"127.0.0.1:{self.port}"
        self.name, self.cookie = f"haechi-{self.port}", None

    def ask(self, target, method="GET", headers=None, body=None, cookie=True):
        """(status, headers, body); headers as given, none added but Host and the cookie."""
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        c.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        given = dict({"Host": self.host}, **({"Cookie": f"{self.name}={self.cookie}"} if cookie and self.cookie else {}))
        given.update(headers or {})
        if body is not None:
            given.setdefault("Content-Length", str(len(body)))
        for name, value in given.items():
            for one in value if isinstance(value, list) else [value]:
                if one is not None:
                    c.putheader(name, one)
        c.endheaders(body)
        r = c.getresponse()
        answer = r.status, {k.lower(): v for k, v in r.getheaders()}, r.read()
        c.close()
        return answer

    def log_in(self):
        status, headers, _ = self.ask(f"{self.page}?t={self.token}&x=1")
        assert status == 303, status
        name, self.cookie = headers["set-cookie"].split(";")[0].split("=", 1)
        assert name == self.name, name
        return headers

    def get(self, target):
        status, _, body = self.ask(target)
        assert status == 200, (status, target, body)
        return body

    def post(self, target, value, **headers):
        body = json.dumps(value).encode() if not isinstance(value, bytes) else value
        return self.ask(target, "POST", {"Origin": f"http://{self.host}", "Content-Type": "application/json", **headers}, body)

    def end(self, sign=signal.SIGINT):
        self.process.send_signal(sign)
        return self.process.wait(30)


def questions(place):
    rows = [{"id": f"q{i}", "prompt": f"{SECRET} {i} {text}", "expect": "answer", "domain": text[:20]} for i, text in enumerate(HOSTILE)]
    rows += [{"id": "한글/문항:1", "prompt": "질문 " + "가" * 3000, "expect": "refuse", "domain": "법"}]
    place.write("q.jsonl", "".join(json.dumps(r, ensure_ascii=True) + "\n" for r in rows))


def make_run(place, name, *more):
    p = place.run("run", "q.jsonl", "-m", "a=ref:echo", "-m", "b=ref:refuse", "-k", "2", "--out", f"runs/{name}.haechi", *more)
    assert p.returncode == 0, p.stderr
    return quote(name, safe="")


# ---- who may ask --------------------------------------------------------------------------------------------------

def refusals(t, v, run):
    """60 requests that must be refused; no refusal says anything of a run."""
    own, other = f"http://{v.host}", "https://evil.example"
    cookie = {"Cookie": f"{v.name}={v.cookie}"}
    targets = [f"/api/r/{run}", f"/api/r/{run}/c/1", "/api/runs", "/"]
    hosts = ["evil.example", f"evil.example:{v.port}", "127.0.0.1", f"127.0.0.1:{v.port + 1}", f"127.0.0.1:{v.port}.evil.example",
             f"localhost.evil.example:{v.port}", f"[::1]:{v.port}", f"0.0.0.0:{v.port}", "", f"127.0.0.1:0{v.port}"]
    cases = [("GET", targets[i % 4], {"Host": h, **cookie}) for i, h in enumerate(hosts)]
    cases += [("GET", target, {"Host": [v.host, "evil.example"], **cookie}) for target in targets[:2]]
    origins = [other, "null", "http://127.0.0.1", f"http://127.0.0.1:{v.port + 1}", f"https://{v.host}", "file://", f"http://{v.host}.evil.example",
               f"http://{v.host}/", f"{own}@evil.example", ""]
    cases += [("GET", target, {"Origin": o, **cookie}) for o in origins for target in targets[1:3]]
    cases += [("GET", targets[2], {"Origin": [own, other], **cookie})]
    bad = v.cookie[:-1] + ("0" if v.cookie[-1] != "0" else "1")
    for c in [None, "", f"{v.name}=", f"{v.name}={bad}", f"{v.name}={v.cookie}x", f"{v.name}={v.cookie}; {v.name}={bad}", f"other={v.cookie}",
              f"{v.name.upper()}={v.cookie}", v.cookie, v.name, f"{v.name}={v.token}", f"haechi={v.cookie}", f"haechi-{v.port + 1}={v.cookie}"]:
        cases += [("GET", target, {"Cookie": c}) for target in (targets[0], "/assets/app.js")]
    cases += [(m, targets[0], dict(cookie)) for m in ("PUT", "DELETE", "OPTIONS", "PATCH")]
    cases += [("POST", f"/api/r/{run}/labels", dict(cookie, **{"Content-Type": "application/json"})),
              ("POST", f"/api/r/{run}/labels", dict(cookie, **{"Content-Type": "application/json", "Origin": other})),
              ("POST", f"/api/r/{run}", dict(cookie, Origin=own))]
    for method, target, headers in cases:
        body = b'{"case":1,"value":"safe","rater":"x"}' if method == "POST" else None
        status, got, said = v.ask(target, method, headers, body, cookie=False)
        what = f"refused: {method} {target} {headers}"
        t.check(what, 400 <= status < 500 and SECRET.encode() not in said and b"runs" not in said and "set-cookie" not in got, (status, said))
        t.check(what + ": no CORS", not any(k.startswith("access-control") for k in got), got)
    t.check("60 requests at least", len(cases) >= 60, len(cases))
    t.equal("no label came of it", json.loads(v.get(f"/api/r/{run}/labels"))["labels"], [])


def token(t, place):
    with_token = View(place)
    t.equal("no cookie yet", with_token.ask("/api/runs")[0], 401)
    t.equal("a wrong token", with_token.ask("/?t=" + "0" * 64)[0], 401)
    t.equal("HEAD does not use it up", with_token.ask(f"/?t={with_token.token}", "HEAD")[0], 401)
    t.equal("a token is for pages", with_token.ask(f"/api/runs?t={with_token.token}")[0], 401)
    t.equal("not from another host", with_token.ask(f"/?t={with_token.token}", headers={"Host": "evil.example"})[0], 421)
    headers = with_token.log_in()
    t.equal("back to the address without it", headers["location"], "/?x=1")
    for word in ("HttpOnly", "SameSite=Strict", "Path=/"):
        t.check(f"cookie: {word}", word in headers["set-cookie"])
    t.equal("twice", with_token.ask(f"/?t={with_token.token}", cookie=False)[0], 401)
    t.equal("with the cookie it only leads on", with_token.ask(f"/r/x?t={with_token.token}&by=domain")[1].get("location"), "/r/x?by=domain")
    t.equal("never to another place", with_token.ask("//evil.example?t=1")[1].get("location"), "/evil.example")
    t.equal("SIGTERM ends it", with_token.end(signal.SIGTERM), 0)


# ---- addresses ----------------------------------------------------------------------------------------------------

def addresses(t, v, run):
    for target in ("/api/r/..%2f..%2fetc%2fpasswd", "/api/r/../../etc/passwd", "/api/r/%2e%2e/c/1", "/assets/../../../etc/passwd", "/assets/%2e%2e%2fx",
                   "/api/p/..%2f..", "/api/p/%2Fetc", "/api/r/" + quote("runs/한 실행.haechi", safe=""), f"/api/r/{run}/c/0", f"/api/r/{run}/c/999999",
                   f"/api/r/{run}/c/1e1", f"/api/r/{run}/c/18446744073709551616", f"/api/r/{run}/call/1.99/request", f"/api/r/{run}/call/1/request",
                   "/api", "/api/", "/api/nothing", "/api/r/", "/assets/", "/assets/nothing.js", "/api/compare?a=x&b=y"):
        t.equal(f"not found: {target}", v.ask(target)[0], 404)
    for target in ("/api/r/%00", "/%zz", "/a%2", f"/api/r/{run}?where=%ff", "/api/runs?" + "&".join("a=1" for _ in range(40)), "/x" * 4500,
                   f"/api/r/{run}?where=domain:%22", f"/api/r/{run}/samples?where=nofield:x", "/api/search", f"/api/search?q={'x' * 500}", "/api/compare",
                   f"/api/r/{run}?by=nothing"):
        status, _, body = v.ask(target)
        t.equal(f"refused: {target[:60]}", status, 400)
        error = json.loads(body)["error"]
        t.check(f"in two languages: {target[:40]}", error["en"] and error["ko"], error)
    t.check("headers too large", v.ask("/", headers={"X": "y" * 40000})[0] in (400, 413, 431))
    t.equal("too many headers", v.ask("/", headers={f"X{i}": "y" for i in range(80)})[0], 413)
    t.equal("a name in percent signs is the same name", v.get(f"/api/r/{run}"), v.get("/api/r/" + "".join(f"%{b:02x}" for b in "한 실행".encode())))


# ---- answers ------------------------------------------------------------------------------------------------------

def result(data):
    return json.loads(data)["result"]


def as_verbs(t, v, place, run, other):
    runs = place.work / "runs"
    path, path2 = runs / "한 실행.haechi", runs / "other.haechi"
    def same(target, *args):
        p = place.run(*args, "--json")
        t.equal(f"{target} = haechi {' '.join(map(str, args))}", json.loads(v.get(target)), json.loads(p.stdout))
    same("/api/runs", "ls")
    same(f"/api/r/{run}", "show", "runs/한 실행.haechi")
    same(f"/api/r/{run}?by=domain", "show", "runs/한 실행.haechi", "--by", "domain")
    same(f"/api/r/{run}?where=" + quote("verdict:overrefused or domain:법"), "show", "runs/한 실행.haechi", "--where", "verdict:overrefused or domain:법")
    same(f"/api/r/{run}?scores=1", "show", "runs/한 실행.haechi", "--scores", "1")
    same(f"/api/compare?a={run}:a&b={run}:b", "compare", "runs/한 실행.haechi:a", "runs/한 실행.haechi:b")
    same(f"/api/compare?a={run}:a&b={other}:a", "compare", "runs/한 실행.haechi:a", "runs/other.haechi:a")
    same(f"/api/why?a={run}:a&b={other}:a", "compare", "runs/한 실행.haechi:a", "runs/other.haechi:a", "--why")
    same("/api/packs", "pack", "ls")
    n = json.loads(v.get(f"/api/r/{run}/samples"))["n"]
    for case in range(1, n + 1):
        same(f"/api/r/{run}/c/{case}", "show", "runs/한 실행.haechi", case) if case < 5 or case == n else v.get(f"/api/r/{run}/c/{case}")
    packs = result(v.get("/api/packs"))
    t.check("packs are listed", packs, packs)
    for p in packs[:1]:
        got = json.loads(v.get("/api/p/" + quote(p["name"], safe="")))
        t.equal("/api/p = pack show", got["result"], result(place.run("pack", "show", p["path"], "--json").stdout))
        t.equal("/api/p = pack lint", got["lint"], result(place.run("pack", "lint", p["path"], "--json").stdout))


def payload(t, v, place, run):
    got = json.loads(v.get(f"/api/r/{run}/samples"))
    columns = got["columns"]
    listed = result(place.run("show", "runs/한 실행.haechi", "--samples", "--limit", "1000", "--json").stdout)["samples"]
    t.equal("n", got["n"], len(listed))
    text = lambda name: [columns[name]["dict"][i] for i in columns[name]["at"]]
    for name in ("item", "target", "pack", "state", "domain"):
        t.equal(f"column {name}", text(name), [s[name] for s in listed])
    t.equal("column verdict", text("verdict"), [s["outcomes"][0]["outcome"] for s in listed])
    t.equal("column epoch", columns["epoch"], [s["epoch"] for s in listed])
    t.equal("column case", columns["case"], list(range(1, got["n"] + 1)))
    for name, c in columns.items():
        t.equal(f"length of {name}", len(c["at"] if isinstance(c, dict) else c), got["n"])
    where = "target:b 회차:2"
    fits = json.loads(v.get(f"/api/r/{run}/samples?where=" + quote(where)))["cases"]
    t.equal("where", fits, [i + 1 for i, s in enumerate(listed) if s["target"] == "b" and s["epoch"] == 2])
    t.check("fields", {"name": "verdict", "ko": "판정", "en": "verdict"} in got["fields"], got["fields"])


def cases(t, v, run):
    got = json.loads(v.get(f"/api/r/{run}/samples"))
    for number in range(1, got["n"] + 1):
        raw = v.get(f"/api/r/{run}/c/{number}")
        case = result(raw.decode("utf-8", "strict"))
        t.check(f"case {number}: a conversation", [m["role"] for m in case["messages"]] == ["user", "assistant"], case["messages"])
        t.equal(f"case {number}: siblings", len(case["siblings"]), 3)
        for call in case["calls"]:
            for side in ("request", "response"):
                status, headers, body = v.ask(f"/api/r/{run}/call/{call['id']}/{side}")
                t.check(f"case {number}: {side}", status == 200 and body and headers["content-type"] == "text/plain; charset=utf-8" and
                        headers["content-disposition"].startswith("attachment") and headers["x-content-type-options"] == "nosniff", headers)
    first = result(v.get(f"/api/r/{run}/c/1"))
    t.check("what was asked", first["messages"][0]["text"].endswith(HOSTILE[0]), first["messages"])
    hits = json.loads(v.get(f"/api/search?q={quote(SECRET.upper())}&run={run}"))
    t.check("search: letters of either case", len(hits["hits"]) >= 28 and not hits["more"], hits)
    for hit in hits["hits"]:
        t.equal("search: the hit", hit["match"], SECRET)
    t.equal("search: marks are not patterns", json.loads(v.get("/api/search?q=.*"))["hits"], [])
    t.check("search: all runs", {h["run"] for h in json.loads(v.get(f"/api/search?q={quote(SECRET)}"))["hits"]} == {"한 실행", "other"})


def long_one(place):
    """A run of one case: 150 turns, then a long message with people's numbers in it and what decides at its end."""
    said = "".join(f"{i}번째 줄, 연락처는 홍길동 님 010-2345-{i:04d} 입니다. " for i in range(4000)) + "죄송하지만 도와드릴 수 없습니다."
    turns = [{"role": ("user", "assistant")[i % 2], "text": f"말 {i}"} for i in range(150)] + [{"role": "user", "text": said}]
    item = {"id": "long", "turns": turns, "expect": "refuse", "intent": "harm", "severity": 1, "criteria": "담당 010-2345-6789"}
    (place.work / "long.jsonl").write_text(json.dumps(item, ensure_ascii=False))
    got = place.run("run", "long.jsonl", "-m", "e=ref:echo", "-o", "runs/long.haechi", "--progress", "none")
    assert got.returncode == 0, got.stderr


def long_case(t, v):
    whole = result(v.get("/api/r/long/c/1"))
    status, _, body = v.ask("/api/r/long/c/1?clip=2000")
    got, n = result(body), len(whole["messages"])
    t.check("long: numbers of people are masked", b"-2345" not in body and b"-2345" not in v.get("/api/r/long/c/1"))
    t.check("long: the first answer is small", status == 200 and len(body) < 200_000, len(body))
    t.equal("long: how many messages", (n, len(got["outline"]["bytes"]), len(got["messages"])), (152, n, 40))
    t.equal("long: who speaks", got["outline"]["roles"], "".join(m["role"][0] for m in whole["messages"]))
    t.equal("long: the same messages", [m["text"] for m in got["messages"]], [m["text"] for m in whole["messages"][:40]])
    last = result(v.get("/api/r/long/c/1?clip=2000&message=151"))["messages"]
    t.equal("long: from a message on", [m["id"] for m in last], ["m151", "m152"])
    span = next(j["span"] for j in got["judgements"] if j.get("message") == "m152" and j["span"])
    t.check("long: what decided", span in last[1]["excerpt"]["text"] and last[1]["excerpt"]["from"] > last[1]["to"], (span, last[1]))
    at, joined = last[1]["to"], last[1]["text"]
    while at < last[1]["bytes"]:
        part = result(v.get(f"/api/r/long/c/1/m/152?from={at}&bytes=30011"))
        t.check("long: a part goes on", part["from"] == at < part["to"], (at, part["from"], part["to"]))
        at, joined = part["to"], joined + part["text"]
    t.check("long: the parts are the whole", joined == whole["messages"][151]["text"] and at == part["bytes"])
    t.equal("long: behind the end", result(v.get("/api/r/long/c/1/m/152?from=99999999"))["text"], "")
    for target, status in (("m/153", 404), ("m/0", 404), ("m/x", 404), ("m/1?from=x", 400), ("m/1?bytes=-1", 400), ("m", 404)):
        t.equal(f"long: {target}", v.ask(f"/api/r/long/c/1/{target}")[0], status)


def headers(t, v, run):
    for target in ("/", "/api/runs", "/api/nothing", f"/api/r/{run}/samples"):
        _, got, _ = v.ask(target)
        csp = got["content-security-policy"]
        t.check(f"headers: {target}", "default-src 'none'" in csp and "unsafe" not in csp and "trusted-types 'none'" in csp and
                got["x-content-type-options"] == "nosniff" and got["referrer-policy"] == "no-referrer", got)
    packed = {"Accept-Encoding": "br;q=1, gzip"}
    status, got, body = v.ask(f"/api/r/{run}/samples", headers=packed)
    t.check("gzip", status == 200 and got["content-encoding"] == "gzip")
    t.equal("gzip: the same", gzip.decompress(body), v.get(f"/api/r/{run}/samples"))
    t.check("gzip;q=0 is no", "content-encoding" not in v.ask(f"/api/r/{run}/samples", headers={"Accept-Encoding": "gzip;q=0"})[1])
    for etag in (got["etag"], f'"x", W/{got["etag"]}'):
        status, again, body = v.ask(f"/api/r/{run}/samples", headers={"If-None-Match": etag, **packed})
        t.check("304", status == 304 and body == b"" and "content-encoding" not in again, (status, body))
    t.equal("another ETag", v.ask(f"/api/r/{run}/samples", headers={"If-None-Match": '"x"'})[0], 200)
    status, got, body = v.ask("/api/runs", "HEAD")
    t.check("HEAD", status == 200 and body == b"" and int(got["content-length"]) > 10, got)
    status, got, body = v.ask("/r/x/c/3?e=1", headers=packed)
    if status == 404:
        t.check("a build without pages says how to get them", b"-Dpages=enabled" in body and json.loads(body)["error"]["ko"], body)
        return
    t.check("every other address is the page", status == 200 and b"<html" in gzip.decompress(body).lower(), body[:200])
    t.equal("plain too", v.get("/"), gzip.decompress(body))
    t.equal("304 of the page", v.ask("/", headers={"If-None-Match": got["etag"]})[0], 304)
    for name in ("app.js", "app.css"):
        t.check(name, v.get(f"/assets/{name}"))


# ---- labels -------------------------------------------------------------------------------------------------------

def labels(t, v, place, run):
    where = f"/api/r/{run}/labels"
    for case, rater, value in ((1, "김평가", "safe"), (1, "Lee", "unsafe"), (2, "김평가", "safe"), (2, "Lee", "safe"), (3, "Lee", "partial")):
        status, _, body = v.post(where, {"case": case, "value": value, "rater": rater, "note": "메모 \u202e <b>" if case == 1 else ""})
        t.check("label", status == 200 and json.loads(body)["value"] == value, (status, body))
    got = json.loads(v.get(where))["labels"]
    t.equal("all of them", sorted((l["case"], l["rater"], l["value"]) for l in got),
            sorted([(1, "김평가", "safe"), (1, "Lee", "unsafe"), (2, "김평가", "safe"), (2, "Lee", "safe"), (3, "Lee", "partial")]))
    t.check("note and time", got[0]["note"] == "메모 \u202e <b>" and got[0]["at"].startswith("20"), got[0])
    t.equal("of one rater", len(json.loads(v.get(where + "?rater=Lee"))["labels"]), 3)
    t.equal("on the case", len(result(v.get(f"/api/r/{run}/c/1"))["labels"]), 2)
    t.equal("counted", json.loads(v.get(f"/api/r/{run}/samples"))["columns"]["labels"][:4], [2, 2, 1, 0])
    t.equal("a later one replaces it", v.post(where, {"case": 3, "value": "safe", "rater": "Lee"})[0], 200)
    status, _, body = v.post(where, {"case": 3, "undo": True, "rater": "Lee"})
    t.check("undo", status == 200 and json.loads(body)["value"] is None, (status, body))
    t.equal("taken back", [l for l in json.loads(v.get(where))["labels"] if l["case"] == 3], [])
    agree = place.run("agree", "runs/한 실행.haechi", "--question", "verdict", "--json")
    t.equal("agree, as the verb says it", json.loads(v.get(f"/api/r/{run}/agree?question=verdict")), json.loads(agree.stdout))
    t.check("agree has the raters", agree.returncode == 0 and "김평가".encode() in agree.stdout and b"Lee" in agree.stdout, agree.stdout[:2000])
    t.equal("the record is whole", place.run("replay", "runs/한 실행.haechi").returncode, 0)
    for bad in ({"case": 1, "value": "safe"}, {"case": 1, "rater": "x"}, {"case": 1, "rater": "x", "value": "a\nb"}, {"rater": "x", "value": "safe", "what": 1},
                {"case": 1, "rater": "source", "value": "safe"}, {"case": 1, "rater": "x" * 65, "value": "safe"}, {"case": 1, "rater": "x", "value": "y" * 65},
                {"case": 1, "rater": "x", "value": "safe", "undo": True}, {"case": 1, "rater": "x", "value": "safe", "note": "n" * 4001}, [], b"{", b""):
        t.equal(f"refused: {bad!r:.60}", v.post(where, bad)[0], 400)
    t.equal("no such case", v.post(where, {"case": 999, "value": "safe", "rater": "x"})[0], 404)
    t.equal("another type", v.post(where, {"case": 1, "value": "safe", "rater": "x"}, **{"Content-Type": "text/plain"})[0], 400)
    t.equal("too much", v.post(where, b"[" + b" " * 100000 + b"]")[0], 413)
    key = place.work / "runs" / "한 실행.haechi-key"
    key.rename(place.work / "away")
    status, _, body = v.post(where, {"case": 1, "value": "safe", "rater": "x"})
    t.check("without its key file a run is read-only", status == 409 and json.loads(body)["error"]["ko"], (status, body))
    (place.work / "away").rename(key)


# ---- live runs, slow clients --------------------------------------------------------------------------------------

def read_events(v, run, last=None, seconds=20):
    """The lines of one event stream until it ends."""
    c = http.client.HTTPConnection("127.0.0.1", v.port, timeout=seconds)
    c.request("GET", f"/api/r/{run}/events", headers={"Host": v.host, "Cookie": f"{v.name}={v.cookie}", **({"Last-Event-ID": last} if last else {})})
    r = c.getresponse()
    assert r.status == 200 and r.getheader("content-type").startswith("text/event-stream"), r.status
    return c, r


def events(t, v, place):
    place.write("slow.py", "#!/usr/bin/python3\nimport json, sys, time\nfor line in sys.stdin:\n    time.sleep(0.3)\n"
                "    print(json.dumps({'id': json.loads(line)['id'], 'text': 'ok'}), flush=True)\n")
    (place.work / "slow.py").chmod(0o755)
    p = place.start("run", "q.jsonl", "-m", "slow=command:./slow.py", "-j", "1", "-k", "9", "--out", "runs/live.haechi",
                    "--progress", "none")
    harness.until(lambda: (place.work / "runs/live.haechi").exists() and place.run("ps", "--json").stdout.count(b"live"), "the live run", 30)
    c, r = read_events(v, "live")
    begun, seen, ids = time.monotonic(), 0, []
    while seen < 4:
        line = r.readline()
        if line.startswith(b"id: "):
            ids.append(int(line[4:]))
        if line.startswith(b"data: "):
            seen += 1
            standing = json.loads(line[6:])
            t.check("progress", standing["name"] == "live" and standing["total"] > 0, standing)
    t.check("at most four a second", time.monotonic() - begun >= 3 * 0.25 * 0.9)
    c.close()
    t.equal("a label on a run that is played", v.post("/api/r/live/labels", {"case": 1, "value": "safe", "rater": "x"})[0], 409)
    t.check("cases of a run that is played", json.loads(v.get("/api/r/live/samples"))["n"] > 0)
    c, r = read_events(v, "live", last=str(ids[-1]))
    text = b""
    while b"event: progress" not in text or not text.endswith(b"\n\n"):
        text += r.readline()
    t.check("goes on after the last event", f"id: {ids[-1] + 1}\n".encode() in text, text)
    p.send_signal(signal.SIGINT)
    rest = r.read()
    t.check("the end of the run is the end of the stream", b"event: end" in rest, rest[-300:])
    p.wait(30)
    c.close()
    c, r = read_events(v, "live")
    t.check("nobody plays it: end at once", b"event: end" in r.read())
    c.close()
    resumed = place.run("resume", "runs/live.haechi", timeout=60)
    t.equal("looked at while it ended, resumed all the same", resumed.returncode, 0)


def slow(t, v):
    """Half requests are cut off and keep nobody waiting."""
    half = []
    for text in (b"", b"GET / HT", b"GET /api/runs HTTP/1.1\r\nHost: x\r\nX", f"POST /api/r/x/labels HTTP/1.1\r\nHost: {v.host}\r\nContent-Length: 90\r\n\r\n{{".encode()):
        s = socket.create_connection(("127.0.0.1", v.port))
        s.sendall(text)
        half.append(s)
    begun = time.monotonic()
    t.equal("beside them", v.ask("/api/runs")[0], 200)
    t.check("at once", time.monotonic() - begun < 5)
    for s in half:
        s.settimeout(25)
        try:
            while s.recv(4096):
                pass
            t.check("cut off", True)
        except ConnectionError:
            t.check("cut off", True)
        except TimeoutError:
            t.check("cut off", False, "still open after 25 s")
        s.close()


def together(t, v, run):
    """Many at once, of all kinds."""
    targets = [f"/api/r/{run}/samples", f"/api/r/{run}", f"/api/r/{run}/c/1", "/api/runs", f"/api/search?q={quote(SECRET)}", f"/api/r/other/c/2"] * 5
    wanted = {target: v.get(target) for target in set(targets)}
    got, threads = [], []
    for target in targets:
        threads.append(threading.Thread(target=lambda x=target: got.append((x, v.get(x)))))
        threads[-1].start()
    for thread in threads:
        thread.join()
    t.check("the same for everybody", len(got) == len(targets) and all(wanted[x] == y for x, y in got))


def main():
    binary, = harness.arguments(1, "tests/web/run.sh")
    t = harness.Tally()
    with harness.Place(binary) as place:
        questions(place)
        (place.work / "runs").mkdir()
        shutil.copytree(harness.ROOT / "packs" / "ko-basics", place.work / "packs" / "ko-basics")
        run, other = make_run(place, "한 실행"), make_run(place, "other", "--seed", "2")
        t.group(token, place)
        v = View(place)
        v.log_in()
        t.group(refusals, v, run)
        t.group(addresses, v, run)
        t.group(as_verbs, v, place, run, other)
        t.group(payload, v, place, run)
        t.group(cases, v, run)
        long_one(place)
        t.group(long_case, v)
        (place.work / "runs" / "long.haechi").unlink()
        t.group(headers, v, run)
        t.group(labels, v, place, run)
        t.group(together, v, run)
        t.group(events, v, place)
        t.group(slow, v)
        c, _ = read_events(v, run)
        t.equal("Ctrl-C ends it, streams and all", v.end(), 0)
        c.close()
        one = View(place, "runs/other.haechi")
        one.log_in()
        t.equal("one run: its page", one.page, "/r/other")
        t.equal("one run: only it", [r["name"] for r in result(one.get("/api/runs"))], ["other"])
        t.equal("one run: no other", one.ask(f"/api/r/{run}")[0], 404)
        two = View(place, "runs/other.haechi")
        two.log_in()
        both = f"{one.name}={one.cookie}; {two.name}={two.cookie}"
        t.equal("two in one browser: each takes its own", [x.ask("/api/runs", headers={"Cookie": both})[0] for x in (one, two)], [200, 200])
        t.equal("two in one browser: none the other's", [x.ask("/api/runs", headers={"Cookie": f"{y.name}={y.cookie}"})[0] for x, y in ((one, two), (two, one))], [401, 401])
        t.equal("the second ended", two.end(), 0)
        taken = place.run("view", "--no-open", "--port", str(one.port))
        t.check("a port that is taken", taken.returncode == 8 and b"E-WEB-01" in taken.stderr, taken.stderr)
        t.equal("ended", one.end(), 0)
        errors = (place.dir / "view.err").read_bytes()
        t.check("no sanitizer report", not harness.SANITIZER.search(errors), errors[-3000:].decode("utf-8", "replace"))
    return t.end()


if __name__ == "__main__":
    sys.exit(main())
