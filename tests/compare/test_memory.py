import sys

import numpy as np
import pytest

from mlclf.compare import _memory
from mlclf.compare._memory import PeakMemory


def test_a_peak_is_seen_after_it_is_gone():
    """
    100 MiB that were taken and given back count; what follows does not.
    """
    with PeakMemory() as first:
        np.ones(100 * 2**17).sum()
    with PeakMemory() as second:
        pass
    if first.mib is None:
        pytest.skip("neither the kernel nor psutil tells the memory here")

    assert 90 < first.mib < 150
    assert second.mib < 50


def test_without_the_kernel_psutil_is_asked(monkeypatch, tmp_path):
    """
    Where there is no /proc the memory is sampled.
    """
    pytest.importorskip("psutil", reason="samples the memory")
    monkeypatch.setattr(_memory, "_CLEAR", tmp_path / "none" / "clear_refs")

    with PeakMemory() as memory:
        block = np.ones(100 * 2**17)

    assert block.size
    assert 90 < memory.mib < 150


def test_without_both_it_is_not_known(monkeypatch, tmp_path):
    """
    No figure rather than a wrong one.
    """
    monkeypatch.setattr(_memory, "_CLEAR", tmp_path / "none" / "clear_refs")
    monkeypatch.setitem(sys.modules, "psutil", None)

    with PeakMemory() as memory:
        pass

    assert memory.mib is None
