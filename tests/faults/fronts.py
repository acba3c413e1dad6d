# SPDX-License-Identifier: Apache-2.0
"""What stands before the scripted server when the fault lies below HTTP: sockets, TLS, HTTP/2."""
import contextlib
import socket
import ssl
import struct
import subprocess
import threading
from pathlib import Path

CA_CONF = """[ca]
default_ca=d
[d]
database={0}/index
serial={0}/serial
new_certs_dir={0}
default_md=sha256
policy=p
x509_extensions=x
[p]
commonName=supplied
[x]
subjectAltName=${{ENV::NAMES}}
"""


class Certificates:
    """A test CA and three certificates of it, made at test time: good, expired, for another host."""

    def __init__(self, folder):
        self.folder = Path(folder)
        (self.folder / "conf").write_text(CA_CONF.format(self.folder))
        (self.folder / "index").write_text("")
        (self.folder / "serial").write_text("01\n")
        self.ca = self.folder / "ca.pem"
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                     "-subj", "/CN=test CA", "-keyout", "ca.key", "-out", "ca.pem")
        self.make("good", "DNS:localhost,IP:127.0.0.1", "20991231235959Z")
        self.make("expired", "DNS:localhost,IP:127.0.0.1", "20200102000000Z")
        self.make("wrong-host", "DNS:elsewhere.example", "20991231235959Z")

    def openssl(self, *args, names=""):
        subprocess.run(["openssl", *args], cwd=self.folder, check=True, capture_output=True,
                       env={"PATH": "/usr/bin:/bin", "NAMES": names})

    def make(self, name, names, end):
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                     "-keyout", f"{name}.key", "-out", f"{name}.csr")
        self.openssl("ca", "-batch", "-config", "conf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", f"{name}.csr",
                     "-out", f"{name}.pem", "-startdate", "20200101000000Z", "-enddate", end, "-notext", names=names)

    def context(self, name, alpn=None):
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        if alpn:
            made.set_alpn_protocols(alpn)
        return made


def end_hard(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()


def read_exactly(s, n):
    data = b""
    while len(data) < n:
        part = s.recv(n - len(data))
        if not part:
            raise ConnectionError("the client is gone")
        data += part
    return data


class Front:
    """A listening socket and a thread for each connection, which `serve` handles; connections are counted from 1."""

    def __init__(self, server_port=0, host="127.0.0.1", port=0, **how):
        self.server_port, self.how = server_port, how
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((host, port))
        self.port = self.listener.getsockname()[1]
        self.seen, self.open = 0, []
        self.begin()

    def begin(self):
        self.listener.listen(64)
        threading.Thread(target=self.accept_all, daemon=True).start()

    def accept_all(self):
        with contextlib.suppress(OSError):
            while True:
                s, _ = self.listener.accept()
                self.seen += 1
                self.open.append(s)
                threading.Thread(target=self.one, args=(s, self.seen), daemon=True).start()

    def one(self, s, n):
        with contextlib.suppress(OSError, ConnectionError):
            self.serve(s, n)
        with contextlib.suppress(OSError):
            s.close()

    def serve(self, s, n):
        raise NotImplementedError

    def close(self):
        for s in [self.listener, *self.open]:
            with contextlib.suppress(OSError):
                s.shutdown(socket.SHUT_RDWR)
            s.close()

    def pass_on(self, s):
        """Carries bytes between the client and the server until one of them ends."""
        with socket.create_connection(("127.0.0.1", self.server_port)) as server:
            def back():
                with contextlib.suppress(OSError):
                    try:
                        while data := server.recv(65536):
                            s.sendall(data)
                    finally:    # a server that breaks off must not leave the client waiting
                        s.shutdown(socket.SHUT_RDWR)
            threading.Thread(target=back, daemon=True).start()
            while data := s.recv(65536):
                server.sendall(data)


class BlackHole(Front):
    """The queue of the socket is full and nobody takes from it: a SYN gets no answer."""

    def begin(self):
        self.listener.listen(0)
        for _ in range(4):
            s = socket.socket(self.listener.family, socket.SOCK_STREAM)
            s.setblocking(False)
            s.connect_ex(self.listener.getsockname())
            self.open.append(s)


class Counter(Front):
    """Nobody should come here."""

    def serve(self, s, n):
        s.recv(1)


class StopsListening(Front):
    """After the first connection the port refuses."""

    def serve(self, s, n):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.pass_on(s)


class ResetWhileSending(Front):
    """Takes the first bytes of the request on some connections and resets."""

    def serve(self, s, n):
        if n in self.how["connections"]:
            s.recv(1000)
            end_hard(s)
        else:
            self.pass_on(s)


class Tls(Front):
    def serve(self, s, n):
        if self.how.get("close"):
            s.recv(1)
            return
        with self.how["context"].wrap_socket(s, server_side=True) as t:
            self.pass_on(t)


class Http2(Tls):
    """HTTP/2 (RFC 9113) over TLS, only what the faults need. Requests are passed on as HTTP/1.1; no header of them is decoded, the
    script tells them by their bodies. `fault`: goaway, goaway-after, rst, on requests whose body has one of `words`; `once` words the
    first time only."""

    DATA, HEADERS, RST, SETTINGS, PING, GOAWAY = 0, 1, 3, 4, 6, 7

    def __init__(self, *args, **how):
        self.times = {}
        super().__init__(*args, **how)

    @staticmethod
    def frame(kind, flags, stream, payload=b""):
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

    def serve(self, s, n):
        with self.how["context"].wrap_socket(s, server_side=True) as t:
            read_exactly(t, 24)
            t.sendall(self.frame(self.SETTINGS, 0, 0))
            bodies = {}
            while True:
                head = read_exactly(t, 9)
                kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big")
                payload = read_exactly(t, int.from_bytes(head[:3], "big"))
                if kind == self.SETTINGS and not flags & 1:
                    t.sendall(self.frame(self.SETTINGS, 1, 0))
                elif kind == self.PING and not flags & 1:
                    t.sendall(self.frame(self.PING, 1, 0, payload))
                elif kind == self.GOAWAY:
                    return
                elif kind == self.DATA:
                    bodies[stream] = bodies.get(stream, b"") + payload
                    if flags & 1 and not self.answer(t, stream, bodies.pop(stream)):
                        return

    def faulty(self, body):
        for word in self.how["words"]:
            if word.encode() in body:
                self.times[word] = self.times.get(word, 0) + 1
                return word not in self.how["once"] or self.times[word] == 1
        return False

    def answer(self, t, stream, body):
        """False: the connection ends."""
        fault = self.how["fault"] if self.faulty(body) else None
        if fault == "goaway":          # ENHANCE_YOUR_CALM, nothing of this connection was processed
            t.sendall(self.frame(self.GOAWAY, 0, 0, struct.pack(">II", 0, 11)))
            return False
        if fault == "rst":             # INTERNAL_ERROR
            t.sendall(self.frame(self.RST, 0, stream, struct.pack(">I", 2)))
            return True
        with socket.create_connection(("127.0.0.1", self.server_port)) as server:
            server.sendall(b"POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                           % (self.how["path"].encode(), len(body), body))
            data = b""
            while part := server.recv(65536):
                data += part
        head, _, rest = data.partition(b"\r\n\r\n")
        if b"chunked" in head:
            rest = dechunked(rest)
        kind = b"text/event-stream" if b"text/event-stream" in head else b"application/json"
        fields = b"\x88" + b"\x0f\x10" + bytes([len(kind)]) + kind     # :status 200; content-type
        reply = self.frame(self.HEADERS, 4, stream, fields) + self.frame(self.DATA, 1, stream, rest)
        if fault == "goaway-after":    # NO_ERROR: this stream is still served, no other is taken
            reply = self.frame(self.GOAWAY, 0, 0, struct.pack(">II", stream, 0)) + reply
        t.sendall(reply)
        if fault == "goaway-after":    # whoever uses the connection all the same waits in vain
            while t.recv(65536):
                pass
        return True


def dechunked(data):
    out = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        n = int(size, 16)
        out, data = out + data[:n], data[n + 2:]
    return out
