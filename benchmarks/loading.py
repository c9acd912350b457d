"""How fast, and in how little memory, does load_arff read real files?

Run with the folder of the real files in MLCLF_DATA:

    python benchmarks/loading.py

Each file is read by load_arff (header, XML, features and labels apart, into the final
arrays), by liac-arff (into Python lists), and, the same numbers written for them, by
pandas.read_csv (dense) or scikit-learn's load_svmlight_file (sparse). Times are
processor time, the best of a few turns taken one after the other. Memory is the peak of
what Python and numpy hold while loading, as a multiple of the arrays that come out.
"""

import gc
import io
import json
import os
import tempfile
import time
import tracemalloc
from pathlib import Path

import arff
import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.datasets import dump_svmlight_file, load_svmlight_file

from mlclf.datasets import iter_arff, load_arff

ROOT = Path(os.environ["MLCLF_DATA"])
RESULTS = Path(__file__).parent / "results"
MACHINE = "2-core x86-64, 24 GiB"
DENSE = [
    "yeast/mulan/yeast.arff",
    "scene/mulan/scene-train.arff",
    "mediamill/lehneres/mediamill_small.arff",
]
SPARSE = [
    "bibtex/mulan/bibtex.arff",
    "delicious/mulan/delicious.arff",
    "tmc2007-500/mulan/tmc2007-500.arff",
]


def nbytes(bunch):
    X = bunch.data
    parts = (X.data, X.indices, X.indptr) if sp.issparse(X) else (X,)
    return sum(part.nbytes for part in parts) + bunch.target.nbytes


def best(readers, turns):
    """Return the best time of each reader; they take turns."""
    times = {name: [] for name in readers}
    for _ in range(turns):
        for name, read in readers.items():
            gc.collect()
            start = time.process_time()
            read()
            times[name].append(time.process_time() - start)
    return {name: min(values) for name, values in times.items()}


def peak(read):
    """Return the peak memory of a reader, and its result."""
    gc.collect()
    tracemalloc.start()
    result = read()
    top = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return top, result


def as_csv(path):
    text = path.read_bytes()
    start = text.index(b"\n", text.lower().index(b"@data")) + 1
    return text[start:]


def as_svmlight(bunch):
    stream = io.BytesIO()
    dump_svmlight_file(
        bunch.data, bunch.target, stream, zero_based=True, multilabel=True
    )
    return stream.getvalue()


def measure(file, turns):
    path = ROOT / file
    bunch = load_arff(path)
    dense = not sp.issparse(bunch.data)
    with tempfile.TemporaryDirectory() as folder:
        same = Path(folder) / "same"
        same.write_bytes(as_csv(path) if dense else as_svmlight(bunch))
        peer = "pandas.read_csv" if dense else "load_svmlight_file"
        readers = {
            "load_arff": lambda: load_arff(path),
            peer: (lambda: pd.read_csv(same, header=None).to_numpy())
            if dense
            else (lambda: load_svmlight_file(str(same), multilabel=True)),
        }
        times = best(readers, turns)
        times |= best({"liac-arff": lambda: read_liac(path, dense)}, max(turns // 4, 2))
    top, _ = peak(lambda: load_arff(path))
    return {
        "file": path.name,
        "kind": "dense" if dense else "sparse",
        "peer": peer,
        "seconds": {name: round(value, 4) for name, value in times.items()},
        "times faster than liac-arff": times["liac-arff"] / times["load_arff"],
        "time relative to the peer": times["load_arff"] / times[peer],
        "peak memory / arrays": top / nbytes(bunch),
        "arrays, MB": nbytes(bunch) / 1e6,
    }


def read_liac(path, dense):
    with path.open() as stream:
        return arff.load(stream, return_type=arff.DENSE if dense else arff.COO)


def measure_stream(megabytes):
    """Read a file of many copies of scene's rows piece by piece."""
    rows = as_csv(ROOT / DENSE[1])
    header = (ROOT / DENSE[1]).read_bytes().removesuffix(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.arff"
        with path.open("wb") as stream:
            stream.write(header)
            for _ in range(max(round(megabytes * 1e6 / len(rows)), 1)):
                stream.write(rows)

        def read():
            return sum(len(part.target) for part in iter_arff(path, -6))

        seconds = best({"iter_arff": read}, 2)["iter_arff"]
        top, n_rows = peak(read)
        size = path.stat().st_size / 1e6
    return {
        "MB": round(size),
        "rows": n_rows,
        "ms per MB": 1000 * seconds / size,
        "peak memory, MB": top / 1e6,
    }


def table(rows):
    lines = [
        "| file | kind | load_arff, ms | liac-arff / load_arff | load_arff / peer | "
        "peer | peak memory / arrays |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row['file']} | {row['kind']} | "
            f"{1000 * row['seconds']['load_arff']:.0f} | "
            f"{row['times faster than liac-arff']:.1f} | "
            f"{row['time relative to the peer']:.2f} | {row['peer']} | "
            f"{row['peak memory / arrays']:.2f} |"
        )
    return "\n".join(lines)


def stream_table(rows):
    lines = ["| file, MB | rows | ms per MB | peak memory, MB |", "|---|---|---|---|"]
    for row in rows:
        lines.append(
            f"| {row['MB']} | {row['rows']} | {row['ms per MB']:.1f} | "
            f"{row['peak memory, MB']:.0f} |"
        )
    return "\n".join(lines)


def main():
    rows = [measure(file, turns=12) for file in (*DENSE, *SPARSE)]
    streams = [measure_stream(megabytes) for megabytes in (25, 100, 400)]
    date = os.environ.get("BENCHMARK_DATE") or time.strftime("%Y-%m-%d")
    text = (
        f"# Loading ARFF\n\n{MACHINE}, {date}, numpy {np.__version__}, "
        f"pandas {pd.__version__}.\n\n{table(rows)}\n\n"
        f"iter_arff, pieces of 10,000 rows of scene:\n\n{stream_table(streams)}\n"
    )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "loading.md").write_text(text)
    record = {"machine": MACHINE, "date": date, "files": rows, "streams": streams}
    (RESULTS / "loading.json").write_text(json.dumps(record, indent=1) + "\n")
    print(text)


if __name__ == "__main__":
    main()
