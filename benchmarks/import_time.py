"""How long does `import mlclf` take beside scikit-learn's own import?

Asked twice: of `import mlclf` itself, which loads a class when it is first asked for,
and of a program that asks for all of them.
"""

import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

RUNS = 15
RESULT = Path(__file__).parent / "results" / "import_time.json"
PEER = "import sklearn.base, sklearn.model_selection, sklearn.neighbors"
CODES = {
    "scikit-learn": PEER,
    "mlclf": "import mlclf",
    "every classifier": "from mlclf import *",
}
TIMER = "import time; t = time.perf_counter(); {}; print(time.perf_counter() - t)"


def seconds(code):
    out = subprocess.run(
        [sys.executable, "-c", TIMER.format(code)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(out.stdout)


def main():
    times = {name: [] for name in CODES}
    for run in range(RUNS + 1):
        for name, code in CODES.items():  # in turn, so that all see the same machine
            taken = seconds(code)
            if run:  # the first run fills the file cache
                times[name].append(taken)
    median = {name: statistics.median(values) for name, values in times.items()}
    peer = median["scikit-learn"]
    answer = {
        "ratio": round(median["mlclf"] / peer, 3),
        "difference_ms": round(1000 * (median["mlclf"] - peer), 1),
        "ratio_of_every_classifier": round(median["every classifier"] / peer, 3),
        "difference_ms_of_every_classifier": round(
            1000 * (median["every classifier"] - peer), 1
        ),
        "runs": RUNS,
        "python": platform.python_version(),
        "machine": f"{os.cpu_count()}-core {platform.machine()}",
        "date": datetime.date.today().isoformat(),
    }
    RESULT.write_text(json.dumps(answer, indent=1) + "\n")
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()
