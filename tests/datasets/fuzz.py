"""Fuzz the readers, guided by coverage: `make fuzz`, or `make fuzz SECONDS=3600`.

The first byte of an input chooses the reader, the rest is the file. Anything but a
result, FormatError or DatasetError stops the run and leaves the input in `crash-*`;
so does an input that takes ten seconds or two gigabytes. What was found stands as a
test in `test_fuzz.py`.
"""

import contextlib
import io
import sys
import warnings

import atheris

with atheris.instrument_imports(include=["mlclf.datasets"]):
    from mlclf.datasets import DatasetError, FormatError
    from tests.datasets.test_fuzz import READERS, SEEDS

KINDS = sorted(READERS)


def read(data):
    """Read the bytes as the kind of file that their first byte says."""
    if not data:
        return
    kind = KINDS[data[0] % len(KINDS)]
    with warnings.catch_warnings(), contextlib.suppress(DatasetError, FormatError):
        warnings.simplefilter("ignore")
        READERS[kind](io.BytesIO(data[1:]))


def write_seeds(folder):
    """Write a good file of each kind, for the fuzzer to start from."""
    for number, kind in enumerate(KINDS):
        for i, seed in enumerate(SEEDS[kind]):
            path = f"{folder}/{kind}-{i}"
            with open(path, "wb") as file:
                file.write(bytes([number]) + seed.encode())


if __name__ == "__main__":
    corpus = sys.argv[-1]
    write_seeds(corpus)
    limits = ["-timeout=10", "-rss_limit_mb=2048"]
    atheris.Setup([sys.argv[0], *limits, *sys.argv[1:]], read)
    atheris.Fuzz()
