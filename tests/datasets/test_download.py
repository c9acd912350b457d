"""Downloading from a server that misbehaves."""

import contextlib
import hashlib
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mlclf.datasets import DatasetError, _download
from mlclf.datasets._download import download

DATA = bytes(range(256)) * 3000
SHA = "sha256:" + hashlib.sha256(DATA).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves DATA in many bad ways, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        self.wait = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One path per misbehavior."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Range")))
        getattr(self, self.path.strip("/"))()
        self.close_connection = True

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


@pytest.fixture
def server(monkeypatch):
    """A loopback server that may speak http, as no other may."""
    server = Server()
    monkeypatch.setattr(
        _download, "_is_allowed", lambda url: url.startswith(server.url)
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.wait.set()
    server.shutdown()
    server.server_close()
    thread.join()


def get(server, path, tmp_path, **options):
    target = tmp_path / "deep" / "file"
    options = {"pause": 0, "timeout": 2, "retries": 2, "checksum": SHA} | options
    download(f"{server.url}/{path}", target, **options)
    return target


def left(tmp_path):
    return sorted(p.name for p in (tmp_path / "deep").iterdir())


@pytest.mark.parametrize(
    ("path", "requests"),
    [("good", 1), ("resumes", 3), ("forgets", 2), ("busy", 3), ("moves", 2)],
)
def test_the_file_arrives_whole(server, tmp_path, path, requests):
    """
    Through truncation, a server that cannot resume, a busy one and a redirect within.
    """
    target = get(server, path, tmp_path)

    assert target.read_bytes() == DATA
    assert left(tmp_path) == ["file"]
    assert len(server.asked) == requests


def test_what_is_there_is_not_asked_for_again(server, tmp_path):
    """
    A resumed download asks for the missing bytes only.
    """
    get(server, "resumes", tmp_path)

    assert [part for _, part in server.asked] == [
        None,
        f"bytes={len(DATA) // 2}-",
        f"bytes={len(DATA) // 2 + len(DATA) // 4}-",
    ]


def test_a_later_call_carries_on(server, tmp_path):
    """
    What a call that failed got is kept, and the next call asks for the rest.
    """
    with pytest.raises(DatasetError):
        get(server, "resumes", tmp_path, retries=0)
    assert left(tmp_path) == ["file.part"]

    get(server, "resumes", tmp_path)

    assert server.asked[1][1] == f"bytes={len(DATA) // 2}-"
    assert left(tmp_path) == ["file"]


def test_a_stalled_server_is_asked_again(server, tmp_path):
    """
    Silence ends an attempt, not the download.
    """
    target = get(server, "stalls_once", tmp_path, timeout=0.2)

    assert target.read_bytes() == DATA


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("truncates", "the connection ended after 1000 of 768000 bytes (3 attempts)."),
        ("stalls", "timed out (3 attempts)."),
        ("missing", "the server answers 404 Not Found."),
        ("wrong", f"is not the file expected: its checksum must be {SHA}."),
        ("claims_less", f"is not the file expected: its checksum must be {SHA}."),
        ("leaves", "http://localhost:9/good is refused: only https is safe."),
        ("endless", "is larger than 1000000 bytes."),
    ],
)
def test_what_is_not_the_file_never_appears(server, tmp_path, path, message):
    """
    A clear error, no file under the name, and no stray temporary one.
    """
    options = {"timeout": 0.2} if path == "stalls" else {}

    with pytest.raises(DatasetError) as error:
        get(server, path, tmp_path, max_size=10**6, **options)

    assert message in str(error.value)
    assert "file" not in left(tmp_path)
    assert set(left(tmp_path)) <= {"file.part"}


def test_a_part_of_another_file_is_thrown_away(server, tmp_path):
    """
    A piece that does not belong to the file is found out by the checksum.
    """
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file.part").write_bytes(b"x" * 1000)

    assert get(server, "resumes", tmp_path, retries=4).read_bytes() == DATA


def test_nothing_but_https_is_spoken(tmp_path):
    """
    http, ftp and file are refused before a connection is made.
    """
    for scheme in ("http", "ftp", "file"):
        with pytest.raises(DatasetError, match="is refused: only https is safe"):
            download(f"{scheme}://example.org/x", tmp_path / "x")


def test_offline_is_said(tmp_path):
    """
    Without a network the reason is in the message.
    """
    with pytest.raises(DatasetError, match=r"cannot be downloaded: .* \(1 attempts\)"):
        download("https://no-such-host.invalid/x", tmp_path / "x", retries=0)


@pytest.mark.slow
def test_two_processes_both_succeed(server, tmp_path):
    """
    Processes that fetch the same file at once each end with the whole file.
    """
    target = tmp_path / "file"
    code = (
        "from pathlib import Path\nfrom mlclf.datasets import _download\n"
        "_download._is_allowed = lambda url: True\n"
        f"_download.download({server.url + '/good'!r}, Path({str(target)!r}), "
        f"checksum={SHA!r})\n"
    )

    processes = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]

    assert [process.wait(60) for process in processes] == [0, 0]
    assert target.read_bytes() == DATA
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
