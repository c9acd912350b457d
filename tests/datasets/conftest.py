"""A server to download from, and no waiting between attempts."""

import threading
from types import SimpleNamespace

import pytest

from mlclf.datasets import _download
from tests.datasets.server import Server


@pytest.fixture
def server(monkeypatch):
    """A loopback server that may speak http, as no other may."""
    core = pytest.importorskip("pooch.core", reason="pooch is not installed")
    server = Server()
    monkeypatch.setattr(
        _download, "_is_allowed", lambda url: url.startswith(server.url)
    )
    monkeypatch.setattr(core, "time", SimpleNamespace(sleep=lambda _: None))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.wait.set()
    server.shutdown()
    server.server_close()
    thread.join()
