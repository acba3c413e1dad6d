#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of the test server: what it promises to the cases must hold byte by byte.

    tests/server/test_testserver.py TESTSERVER
"""
import gzip
import json
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

SERVER = None
PLAIN = {"model": "m", "messages": [{"role": "user", "content": "질문 \U0001f600"}]}
TEXT = "대한민국의 수도는 \"서울\"입니다.\n끝"


class Server:
    def __init__(self, script):
        self.folder = tempfile.TemporaryDirectory()
        root = Path(self.folder.name)
        (root / "s").write_text(script)
        self.log = root / "log"
        argv = [SERVER, str(root / "s"), "--port-file", str(root / "port"), "--log", str(self.log)]
        self.process = subprocess.Popen(argv, stderr=subprocess.PIPE, text=True)
        while not (root / "port").exists() and self.process.poll() is None:
            time.sleep(0.005)
        self.port = int((root / "port").read_text()) if (root / "port").exists() else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.exit = self.process.wait(10)
        self.process.stderr.close()
        self.folder.cleanup()

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), 10)

    @staticmethod
    def request(body, path="/v1/chat/completions", method="POST", extra=""):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{extra}Content-Length: {len(data)}\r\n\r\n"
        return head.encode() + data

    def ask(self, body, **how):
        """(status line and headers, body) of one request on its own connection."""
        with self.connect() as s:
            s.sendall(self.request(body, extra="Connection: close\r\n" + how.pop("extra", ""), **how))
            data = b""
            while chunk := s.recv(65536):
                data += chunk
        head, _, rest = data.partition(b"\r\n\r\n")
        return head.decode(), dechunk(rest) if b"chunked" in head else rest

    def requests(self):
        return [json.loads(l) for l in self.log.read_text().splitlines()]


def dechunk(data):
    out = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        n = int(size, 16)
        if n == 0:
            return out
        out, data = out + data[:n], data[n + 2:]
    raise AssertionError("the last chunk is missing")


def events(body):
    return [l.removeprefix("data: ") for l in body.decode().split("\n") if l.startswith("data: ")]


class TestServer(unittest.TestCase):
    def one(self, script, body=PLAIN, **how):
        with Server(script) as s:
            return s.ask(body, **how)

    def test_reply_has_the_shape_of_the_api(self):
        head, body = self.one(f"on *: reply {json.dumps(TEXT, ensure_ascii=False)}")
        answer = json.loads(body)
        self.assertIn("200 OK", head)
        self.assertEqual(answer["choices"][0]["message"]["content"], TEXT)
        self.assertEqual(answer["choices"][0]["finish_reason"], "stop")
        self.assertEqual(answer["usage"]["total_tokens"],
                         answer["usage"]["prompt_tokens"] + answer["usage"]["completion_tokens"])
        _, body = self.one("on *: reply hello finish max_tokens usage 3 4", path="/v1/messages")
        answer = json.loads(body)
        self.assertEqual((answer["content"], answer["stop_reason"], answer["usage"]),
                         ([{"type": "text", "text": "hello"}], "max_tokens", {"input_tokens": 3, "output_tokens": 4}))

    def test_echo_decodes_escapes_and_parts(self):
        _, body = self.one("on *: echo")
        self.assertEqual(json.loads(body)["choices"][0]["message"]["content"], "질문 \U0001f600")
        content = [{"type": "text", "text": "a\n"}, {"type": "text", "text": "b"}]
        parts = {"messages": [{"role": "user", "content": content}, {"role": "assistant", "content": "no"}]}
        self.assertEqual(json.loads(self.one("on *: echo", parts)[1])["choices"][0]["message"]["content"], "a\nb")

    def test_streams_add_up_to_the_text(self):
        asked = dict(PLAIN, stream=True, stream_options={"include_usage": True})
        script = f"on *: reply {json.dumps(TEXT, ensure_ascii=False)}"
        _, body = self.one(script, asked)
        found = events(body)
        self.assertEqual(found.pop(), "[DONE]")
        deltas = [json.loads(e) for e in found]
        self.assertIn("usage", deltas.pop())
        self.assertEqual("".join(d["choices"][0]["delta"].get("content") or "" for d in deltas), TEXT)
        self.assertEqual(deltas[-1]["choices"][0]["finish_reason"], "stop")
        _, body = self.one(script, asked, path="/v1/messages")
        found = [json.loads(e) for e in events(body)]
        self.assertEqual("".join(e["delta"]["text"] for e in found if e["type"] == "content_block_delta"), TEXT)
        self.assertEqual((found[0]["type"], found[-1]["type"]), ("message_start", "message_stop"))

    def test_tool_calls(self):
        script = """on *: reply-tool add '{"a": 1}' reply-tool sub '{"b":"가"}'"""
        calls = json.loads(self.one(script)[1])["choices"][0]["message"]["tool_calls"]
        self.assertEqual([(c["function"]["name"], json.loads(c["function"]["arguments"])) for c in calls],
                         [("add", {"a": 1}), ("sub", {"b": "가"})])
        content = json.loads(self.one(script, path="/v1/messages")[1])["content"]
        self.assertEqual([(c["name"], c["input"]) for c in content], [("add", {"a": 1}), ("sub", {"b": "가"})])
        _, body = self.one(script, dict(PLAIN, stream=True), path="/v1/messages")
        parts = [json.loads(e) for e in events(body)]
        pieces = [p["delta"]["partial_json"] for p in parts if p["type"] == "content_block_delta" and p["index"] == 1]
        self.assertEqual(json.loads("".join(pieces)), {"b": "가"})

    def test_rules_are_tried_in_order(self):
        script = """
        # a comment
        on /v1/a: reply one
        on /v1/* contains "질문" nth 2-3: status 429 header "Retry-After: 1"
        on * model other: reply other
        on * header "x-key: abc": reply key
        on * method GET: reply get
        on * lacks "질문": reply lacks
        """
        with Server(script) as s:
            first = s.ask(PLAIN, path="/v1/a?x=1")[1]
            self.assertEqual(json.loads(first)["choices"][0]["message"]["content"], "one")
            self.assertIn("404", s.ask(PLAIN)[0])
            self.assertIn("Retry-After: 1", s.ask(PLAIN)[0])
            self.assertIn("429", s.ask(PLAIN)[0])
            self.assertIn("404", s.ask(PLAIN)[0])
            for how, body, wanted in [({}, {"model": "other"}, "other"),
                                      ({"extra": "X-Key: abcd\r\n"}, PLAIN, "key"),
                                      ({"method": "GET", "path": "/x"}, PLAIN, "get"),
                                      ({"path": "/y"}, b"zzz", "lacks")]:
                answer = json.loads(s.ask(body, **how)[1])
                self.assertEqual(answer["choices"][0]["message"]["content"], wanted)

    def test_raw_cut_gzip_big(self):
        with Server(r'on *: raw "HTTP/1.1 200 OK\r\n\r\n\x00\xff\e"') as s:
            self.assertEqual(s.ask(PLAIN)[1], b"\0\xff\x1b")
        head, body = self.one("on *: status 200 body 0123456789 cut 4")
        self.assertIn("Content-Length: 10", head)
        self.assertEqual(body, b"0123")
        head, body = self.one("on *: reply zipped gzip")
        self.assertIn("Content-Encoding: gzip", head)
        self.assertEqual(json.loads(gzip.decompress(body))["choices"][0]["message"]["content"], "zipped")
        _, body = self.one("on *: big 200000")
        self.assertEqual(len(json.loads(body)["choices"][0]["message"]["content"]), 200000)

    def test_bytes_that_are_no_utf8_pass(self):
        _, body = self.one(r'on *: reply "a\xff\0"')
        self.assertIn(b'"a\xff\\u0000"', body)

    def test_ends_without_an_answer(self):
        self.assertEqual(self.one("on *: close"), ("", b""))
        with self.assertRaises(ConnectionResetError):
            self.one("on *: reset")
        with Server("on connect nth 1: tls-garbage\non *: echo") as s:
            with s.connect() as c:
                c.sendall(b"\x16\x03\x01")
                self.assertNotIn(b"HTTP", c.recv(100))
            self.assertIn("200", s.ask(PLAIN)[0])
        with Server("on *: hang") as s, s.connect() as c:
            c.sendall(Server.request(PLAIN))
            c.settimeout(0.3)
            with self.assertRaises(TimeoutError):
                c.recv(1)

    def test_every_third_request(self):
        with Server("on * every 3: status 503\non *: echo") as s:
            got = ["503" in s.ask(PLAIN)[0] for _ in range(7)]
        self.assertEqual(got, [False, False, True, False, False, True, False])

    def test_delay_and_drip(self):
        start = time.monotonic()
        self.assertEqual(self.one("on *: status 200 body 0123456789 delay 200 drip 20")[1], b"0123456789")
        self.assertGreater(time.monotonic() - start, 0.2 + 9 * 0.02)

    def test_keep_alive_and_pipelining(self):
        with Server("on * nth 1: delay 100 reply one\non *: reply two") as s, s.connect() as c:
            c.sendall(Server.request(PLAIN) * 2)
            data = b""
            while data.count(b"chat.completion") < 2:
                data += c.recv(65536)
            self.assertLess(data.index(b'"one"'), data.index(b'"two"'))
            self.assertEqual({r["connection"] for r in s.requests()}, {1})

    def test_expect_100_continue(self):
        with Server("on *: echo") as s, s.connect() as c:
            whole = Server.request(PLAIN, extra="Expect: 100-continue\r\n")
            at = whole.index(b"\r\n\r\n") + 4
            c.sendall(whole[:at])
            self.assertIn(b"100 Continue", c.recv(100))
            c.sendall(whole[at:])
            self.assertIn(b"200 OK", c.recv(4096))

    def test_the_log(self):
        with Server("on *: echo") as s:
            s.ask(PLAIN, extra="X-Mixed: A\"b\r\n")
            s.ask(b"not \x01 json \xea\xb0\x80", path="/p?q=1")
            first, second = s.requests()
        self.assertEqual((first["n"], first["method"], first["path"], first["body"]),
                         (1, "POST", "/v1/chat/completions", PLAIN))
        self.assertEqual((first["headers"]["x-mixed"], first["open"]), ('A"b', 1))
        self.assertEqual((second["path"], second["body"]), ("/p?q=1", "not \x01 json 가"))

    def test_the_same_request_gets_the_same_answer(self):
        script = "on *: reply-one-of A B C D E F G H"
        answers = set()
        with Server(script) as s, Server(script) as t:
            for i in range(40):
                body = {"model": "m", "messages": [{"role": "user", "content": f"q{i}"}]}
                first, second = s.ask(body)[1], t.ask(body)[1]
                self.assertEqual(first, second)
                answers.add(json.loads(first)["choices"][0]["message"]["content"])
        self.assertGreater(len(answers), 4)

    def raw(self, script, body=PLAIN):
        """All bytes until the end of the connection, and how it ended."""
        with Server(script) as s, s.connect() as c:
            c.sendall(Server.request(body))
            c.settimeout(1)
            data = b""
            try:
                while chunk := c.recv(65536):
                    data += chunk
            except ConnectionResetError:
                return data, "reset"
            except TimeoutError:
                return data, "silent"
            return data, "closed"

    def test_then_says_how_the_connection_ends(self):
        for how, end in [("then close", "closed"), ("then reset", "reset"), ("then hang", "silent")]:
            data, found = self.raw(f"on *: reply hello {how}")
            self.assertEqual(found, end)
            self.assertEqual(json.loads(data.partition(b"\r\n\r\n")[2])["object"], "chat.completion")
        self.assertNotIn(b"Connection: close", self.raw("on *: reply hello then close")[0])
        data, end = self.raw('on *: raw "HTTP/1.1 200" then reset')
        self.assertEqual((data, end), (b"HTTP/1.1 200", "reset"))
        head, _, body = self.raw("on *: reply hello cut 5 then hang")[0].partition(b"\r\n\r\n")
        self.assertEqual(len(body), 5)
        self.assertNotIn(b"Content-Length: 5\r", head)

    def test_lengths_and_chunks_may_lie(self):
        self.assertIn(b"Content-Length: -5\r\n", self.raw("on *: reply hello length -5")[0])
        self.assertNotIn(b"Content-Length", self.raw("on *: reply hello length none")[0])
        whole = self.raw("on *: reply hello chunked odd then close")[0].partition(b"\r\n\r\n")[2]
        self.assertEqual(json.loads(dechunk(whole))["choices"][0]["message"]["content"], "hello")
        one = self.raw("on *: reply hello chunked one then close")[0].partition(b"\r\n\r\n")[2]
        self.assertEqual(dechunk(one), dechunk(whole))
        self.assertEqual(int(one.partition(b"\r\n")[0], 16), len(dechunk(whole)))
        unfinished = self.raw("on *: reply hello chunked unfinished")[0].partition(b"\r\n\r\n")[2]
        self.assertEqual(unfinished + b"0\r\n\r\n", whole)
        self.assertIn(b"\r\nzz\r\n", self.raw("on *: reply hello chunked bad-size")[0])
        self.assertIn(b"\r\nfffffffffffffffff\r\n", self.raw("on *: reply hello chunked huge-size")[0])

    def test_interim_twice_and_flood(self):
        data = self.raw("on *: reply hello interim 103 then close")[0]
        self.assertTrue(data.startswith(b"HTTP/1.1 103 "))
        self.assertEqual(data.count(b"HTTP/1.1 200 OK"), 1)
        data = self.raw("on *: reply hello twice then close")[0]
        self.assertEqual(data[:len(data) // 2] * 2, data)
        data, end = self.raw("on *: status 200 body { flood abc 300000")
        self.assertEqual((data.partition(b"\r\n\r\n")[2], end), (b"{" + b"abc" * 300000, "closed"))

    def test_what_becomes_of_a_body(self):
        asked = dict(PLAIN, stream=True)
        self.assertEqual(self.one("on *: status 200 body abc keep 2")[1], b"ab")
        self.assertEqual(self.one("on *: status 200 body abc append d")[1], b"abcd")
        self.assertEqual(json.loads(json.loads(self.one("on *: reply x doubly-encoded")[1]))["object"], "chat.completion")
        whole = self.one("on *: reply hello", asked)[1]
        for script, part in [("events 2", whole.split(b"\n\n")[:2]), ("events -1", whole.split(b"\n\n")[:-2])]:
            self.assertEqual(self.one(f"on *: reply hello {script}", asked)[1], b"".join(e + b"\n\n" for e in part))
        mixed = self.one("on *: reply hello mixed-line-ends", asked)[1]
        self.assertEqual(mixed.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), whole)
        self.assertTrue(b"\n\ndata" in mixed and b"\r\n\r\ndata" in mixed and b"\r\rdata" in mixed)
        self.assertEqual(len(events(self.one("on *: big 1000 piece 1000", asked)[1])), 4)
        head, body = self.one('on *: status 200 sse body "data: x\\n\\n"')
        self.assertIn("text/event-stream", head)
        self.assertEqual(body, b"data: x\n\n")

    def test_usage_is_sent_as_written(self):
        self.assertIn(b'"prompt_tokens":-5,"completion_tokens":NaN', self.one("on *: reply x usage -5 NaN")[1])
        body = self.one("on *: reply x no-usage", dict(PLAIN, stream=True), path="/v1/messages")[1]
        self.assertNotIn(b"usage", body)

    def test_a_wrong_script_is_refused_with_its_line(self):
        for script, needle in [("on *: fly", ":1: unknown action fly"), ("\non *: reply", ":2: expected a text"),
                               ("reply x", ":1: expected: on PATH"), ("on *: reply \"x", "does not end"),
                               ("on * when x: echo", "unknown condition when"), ("on * nth x: echo", "nth takes"),
                               ("on *: echo then fly", "expected close, reset or hang"), ("on * every 0: echo", "every takes")]:
            s = Server(script)
            self.assertEqual(s.process.wait(10), 2)
            self.assertIn(needle, s.process.stderr.read())
            s.process.stderr.close()
            s.folder.cleanup()

    def test_terminate_ends_it(self):
        s = Server("on *: hang")
        with s.connect() as c:
            c.sendall(Server.request(PLAIN))
            time.sleep(0.1)
            s.__exit__()
        self.assertEqual(s.exit, 0)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    SERVER = str(Path(sys.argv.pop(1)).resolve())
    done = unittest.main(exit=False).result
    bad = len(done.failures) + len(done.errors)
    print(f"{done.testsRun - bad} passed, {bad} failed")
    sys.exit(bad > 0)
