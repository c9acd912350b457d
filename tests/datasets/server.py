"""A server on the loopback that misbehaves."""

import contextlib
import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DATA = bytes(range(256)) * 3000
SHA = "sha256:" + hashlib.sha256(DATA).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves DATA in many bad ways, and files as they are; it remembers every ask."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        self.files = {}
        self.wait = threading.Event()
        self.both = threading.Barrier(2)
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One path per misbehavior."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Range")))
        name = self.path.strip("/")
        if name in self.server.files:
            self.answer(self.server.files[name])
        else:
            getattr(self, name, self.missing)()
        self.close_connection = True

    def end_headers(self):
        """Say that the connection ends, or a client may ask on it once more."""
        self.send_header("Connection", "close")
        super().end_headers()

    def log_message(self, *args):
        """Say nothing."""

    def answer(self, body, length=None, status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def times(self):
        return sum(path == self.path for path, _ in self.server.asked)

    def good(self):
        self.answer(DATA)

    def resumes(self):
        begin = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        rest = DATA[begin:]
        half = rest[: len(rest) // 2] if self.times() < 3 else rest
        self.answer(half, len(rest), 206 if begin else 200)

    def forgets(self):
        self.answer(DATA[:1000] if self.times() == 1 else DATA, len(DATA))

    def truncates(self):
        self.answer(DATA[:1000], len(DATA))

    def claims_less(self):
        self.answer(DATA, len(DATA) - 10)

    def wrong(self):
        self.answer(b"something else")

    def stalls(self):
        self.send_response(200)
        self.send_header("Content-Length", "10")
        self.end_headers()
        self.wfile.write(b"12")
        self.server.wait.wait(10)

    def stalls_once(self):
        self.stalls() if self.times() == 1 else self.answer(DATA)

    def busy(self):
        self.answer(b"", status=503) if self.times() < 3 else self.answer(DATA)

    def together(self):
        self.server.both.wait(240)
        self.answer(DATA)

    def breaks(self):
        self.answer(b"", status=503)

    def missing(self):
        self.answer(b"", status=404)

    def leaves(self):
        self.answer(b"", status=302, Location="http://localhost:9/good")

    def moves(self):
        self.answer(b"", status=302, Location="/good")

    def endless(self):
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            while not self.server.wait.is_set():
                self.wfile.write(DATA)
