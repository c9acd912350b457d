"""Benchmark: which method does best on yeast, and at what cost.

Every default method of the toolkit on the official split of yeast (1,500 training
rows, 917 test rows), with the seeds 0, 1 and 2: the command ``mlclf compare`` as a
script. Writes ``results/compare_yeast.md`` and ``.json``.
"""

import json
import tempfile
from pathlib import Path

from mlclf.compare import Plan, run, to_markdown

RESULTS = Path(__file__).parent / "results"


def main():
    plan = Plan(["yeast"], split="official", repeats=3)
    with tempfile.TemporaryDirectory() as folder:
        results = run(plan, folder, on_result=show)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "compare_yeast.md").write_text(to_markdown(results))
    records = [cell.to_record() for cell in results.cells]
    for record in records:
        del record["label_counts"], record["trace"]
    text = json.dumps({**results.sessions[-1], "cells": records}, indent=1)
    (RESULTS / "compare_yeast.json").write_text(text + "\n")


def show(result, n_done, n_cells):
    seconds = "" if result.fit_seconds is None else f"{result.fit_seconds:.2f} s"
    print(f"{n_done}/{n_cells} {result.method} {result.status} {seconds}")


if __name__ == "__main__":
    main()
