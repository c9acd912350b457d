"""Downloading from a server that misbehaves."""

import io
import subprocess
import sys

import pytest

from mlclf.datasets import DatasetError
from mlclf.datasets._download import download
from tests.datasets.server import DATA, SHA


def get(server, path, tmp_path, **options):
    target = tmp_path / "deep" / "file"
    options = {"timeout": 2, "retries": 2, "checksum": SHA} | options
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

    first, *parts = [part for _, part in server.asked]
    assert first is None
    for part, came in zip(parts, [len(DATA) // 2, len(DATA) * 3 // 4]):
        assert came - 2 * 2**14 < int(part[6:-1]) <= came


def test_a_later_call_carries_on(server, tmp_path):
    """
    What a call that failed got is kept, and the next call asks for the rest.
    """
    with pytest.raises(DatasetError):
        get(server, "resumes", tmp_path, retries=0)
    assert left(tmp_path) == ["file.part"]
    size = (tmp_path / "deep" / "file.part").stat().st_size
    assert size > len(DATA) // 3

    get(server, "resumes", tmp_path)

    assert server.asked[1][1] == f"bytes={size}-"
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
        ("truncates", "(3 attempts)."),
        ("stalls", "timed out (3 attempts)."),
        ("missing", "the server answers 404 Not Found."),
        ("wrong", f"wrong is not the file expected: its checksum must be {SHA}."),
        ("breaks", "503 Server Error: Service Unavailable for url: "),
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
    Processes that fetch the same file at once each end with the whole file: the server
    answers neither before both have asked.
    """
    target = tmp_path / "file"
    code = (
        "from pathlib import Path\nfrom mlclf.datasets import _download\n"
        "_download._is_allowed = lambda url: True\n"
        f"_download.download({server.url + '/together'!r}, Path({str(target)!r}), "
        f"checksum={SHA!r}, timeout=240)\n"
    )

    processes = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]

    assert [process.wait(300) for process in processes] == [0, 0]
    assert len(server.asked) == 2
    assert target.read_bytes() == DATA
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_bar_shows_how_far_it_is(server, tmp_path, monkeypatch):
    """
    On a terminal a bar runs to the end; elsewhere nothing is drawn.
    """
    pytest.importorskip("tqdm", reason="tqdm is not installed")

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    get(server, "good", tmp_path)
    assert "100%" in sys.stderr.getvalue()

    monkeypatch.setattr(sys, "stderr", io.StringIO())
    get(server, "good", tmp_path / "again")
    assert "%" not in sys.stderr.getvalue()


def test_without_pooch_it_says_what_to_install(tmp_path, monkeypatch):
    """
    Only downloading needs pooch, and says so.
    """
    monkeypatch.setitem(sys.modules, "pooch", None)

    with pytest.raises(ImportError) as error:
        download("https://example.org/x", tmp_path / "x")

    assert str(error.value) == (
        "fetch_dataset needs pooch to download: pip install 'mlclf-toolkit[data]'"
    )
