"""Peak memory of one fit: what the process held at most, above what it held before."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["PeakMemory"]

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


class PeakMemory:
    """Measure the peak resident memory of a block, in MiB above its start.

    On Linux the kernel keeps the high-water mark, which is reset at the start: exact,
    and free. Elsewhere psutil is asked every few milliseconds, where it is
    installed. What child processes or a GPU hold is not counted, and memory that the
    allocator had kept from before is not seen again.

    Attributes
    ----------
    mib : float or None
        The peak after the block; None where it cannot be measured.

    Examples
    --------
    >>> with PeakMemory() as memory:
    ...     block = bytearray(50 * 2**20)
    >>> memory.mib is None or memory.mib > 45
    True
    """

    mib: float | None = None

    def __enter__(self) -> Self:
        self._sampler: _Sampler | None = None
        self._start: float | None = None
        try:
            _CLEAR.write_text("5")  # "5" resets VmHWM, see proc(5)
            self._start = _read_status("VmRSS")
        except (OSError, KeyError):
            self._sampler = _Sampler.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._sampler is not None:
            self.mib = self._sampler.stop()
        elif self._start is not None:
            self.mib = max(_read_status("VmHWM") - self._start, 0.0)


def _read_status(field: str) -> float:
    """Return one field of /proc/self/status in MiB."""
    for line in _STATUS.read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    raise KeyError(field)


class _Sampler(threading.Thread):
    """Asks psutil for the resident memory, again and again."""

    def __init__(self, interval: float = 0.005) -> None:
        super().__init__(daemon=True)
        import psutil

        self._process = psutil.Process()
        self._interval = interval
        self._done = threading.Event()
        self._first = self._peak = int(self._process.memory_info().rss)

    @classmethod
    def start(cls) -> "_Sampler | None":  # type: ignore[override]
        try:
            sampler = cls()
        except ImportError:
            return None
        threading.Thread.start(sampler)
        return sampler

    def run(self) -> None:
        while not self._done.wait(self._interval):
            self._peak = max(self._peak, int(self._process.memory_info().rss))

    def stop(self) -> float:
        self._done.set()
        self.join()
        self._peak = max(self._peak, int(self._process.memory_info().rss))
        return (self._peak - self._first) / 2**20
