"""Benchmark: is NeuralClassifier fast?

``python benchmarks/neural_speed.py QUESTION``, with the data sets under ``MLCLF_DATA``:

speed  seconds per epoch against a DataLoader loop, skorch, scikit-learn, slicing
gpu    seconds per epoch on a GPU against a DataLoader loop there

Each writes ``results/neural_QUESTION.json`` and prints a table.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from neural import dense, load, write

CONTENDERS = ["mlclf", "slice", "dataloader", "sklearn"]
if find_spec("skorch"):  # pip install skorch==1.4.0
    CONTENDERS.append("skorch")
WORK = {"yeast": (256, 12), "delicious": (512, 3)}  # hidden units, epochs timed


def speed(n_rounds=7):
    """Time each contender in processes of its own, in turn, and take medians."""
    seconds = {(name, c): [] for name in WORK for c in CONTENDERS}
    with tempfile.TemporaryDirectory() as folder:
        for name in WORK:  # parsed once, read by every process
            X, Y, _, _ = load(name)
            np.savez(Path(folder, name), X=dense(X), Y=np.asarray(Y))
        for _ in range(n_rounds):
            for contender in CONTENDERS:
                out = subprocess.run(
                    [sys.executable, __file__, "time", contender, folder],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                for name, value in json.loads(out.stdout.splitlines()[-1]).items():
                    seconds[name, contender].append(value)
    rows = []
    for name in WORK:
        ours = statistics.median(seconds[name, "mlclf"])
        for contender in CONTENDERS:
            theirs = statistics.median(seconds[name, contender])
            rows.append(
                {
                    "data": name,
                    "contender": contender,
                    "seconds_per_epoch": theirs,
                    "times_ours": theirs / ours,
                    "least": min(seconds[name, contender]),
                    "most": max(seconds[name, contender]),
                }
            )
    write("speed", rows, n_processes=n_rounds, batch_size=256, threads=2)


def time_one(contender, folder):
    """Print the median seconds per epoch of one contender on each data set."""
    import torch

    warnings.simplefilter("ignore")
    torch.set_num_threads(2)
    answer = {}
    for name, (hidden, n_epochs) in WORK.items():
        with np.load(Path(folder, f"{name}.npz")) as data:
            X, Y = data["X"], data["Y"]
        answer[name] = globals()[f"time_{contender}"](X, Y, hidden, n_epochs)
    print(json.dumps(answer))


def time_mlclf(X, Y, hidden, n_epochs):
    from mlclf import NeuralClassifier

    classifier = NeuralClassifier(
        (hidden,),
        activation="relu",
        n_members=1,
        dropout=0,
        batch_size=256,
        max_epochs=n_epochs + 1,
        early_stopping=False,
        device="cpu",
    ).fit(X, Y)
    return statistics.median(classifier.history_["seconds"][1:])


def perceptron(X, Y, hidden):
    from torch import nn

    return nn.Sequential(
        nn.Linear(X.shape[1], hidden), nn.ReLU(), nn.Linear(hidden, Y.shape[1])
    )


def time_loop(batches, network, n_epochs):
    """Time the loop of a tutorial."""
    import torch

    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    criterion = torch.nn.BCEWithLogitsLoss()
    network.train()
    seconds = []
    for _ in range(n_epochs + 1):
        start = time.perf_counter()
        for inputs, targets in batches():
            optimizer.zero_grad()
            loss = criterion(network(inputs), targets)
            loss.backward()
            optimizer.step()
        loss.item()  # waits for a GPU
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds[1:])


def time_dataloader(X, Y, hidden, n_epochs):
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    data = TensorDataset(torch.from_numpy(X), torch.from_numpy(np.float32(Y)))
    loader = DataLoader(data, batch_size=256, shuffle=True)
    return time_loop(lambda: loader, perceptron(X, Y, hidden), n_epochs)


def time_slice(X, Y, hidden, n_epochs):
    import torch

    X, Y = torch.from_numpy(X), torch.from_numpy(np.float32(Y))

    def batches():
        order = torch.randperm(len(X))
        shuffled, targets = X[order], Y[order]
        for start in range(0, len(X), 256):
            yield shuffled[start : start + 256], targets[start : start + 256]

    return time_loop(batches, perceptron(X, Y, hidden), n_epochs)


def time_skorch(X, Y, hidden, n_epochs):
    import torch
    from skorch import NeuralNet

    net = NeuralNet(
        perceptron(X, Y, hidden),
        criterion=torch.nn.BCEWithLogitsLoss,
        optimizer=torch.optim.Adam,
        lr=1e-3,
        batch_size=256,
        max_epochs=n_epochs + 1,
        iterator_train__shuffle=True,
        train_split=None,
        verbose=0,
    ).fit(X, np.float32(Y))
    return statistics.median(net.history[1:, "dur"])


def time_sklearn(X, Y, hidden, n_epochs):
    from sklearn.neural_network import MLPClassifier

    network = MLPClassifier(
        (hidden,), batch_size=256, max_iter=n_epochs, n_iter_no_change=n_epochs + 1
    )
    start = time.perf_counter()
    network.fit(X, Y)
    return (time.perf_counter() - start) / n_epochs


def gpu():
    """Time epochs on a GPU, and the share of the card's matmul rate that is reached."""
    import torch

    if not torch.cuda.is_available():
        raise SystemExit("no CUDA device: nothing was measured")
    from mlclf import NeuralClassifier

    rng = np.random.default_rng(0)
    X, Y, _, _ = load("delicious")
    wide = rng.standard_normal((100_000, 2000), dtype=np.float32)
    rare = np.int8(rng.integers(0, 100, (100_000, 5000), dtype=np.uint8) == 0)
    works = {  # hidden units, batch size
        "delicious": (dense(X), np.int8(Y), 512, 256),
        "wide": (wide, rare, 4096, 4096),
    }
    A = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
    rate = 2 * 8192**3 / cuda_seconds(lambda: A @ A)
    rows = []
    for name, (X, Y, hidden, batch_size) in works.items():
        classifier = NeuralClassifier(
            (hidden,),
            activation="relu",
            n_members=1,
            dropout=0,
            batch_size=batch_size,
            max_epochs=6,
            early_stopping=False,
            device="cuda",
        ).fit(X, Y)
        ours = statistics.median(classifier.history_["seconds"][1:])
        theirs = time_gpu_dataloader(X, Y, hidden, batch_size)
        products = 6 * len(X) * hidden * (X.shape[1] + Y.shape[1])
        products -= 2 * len(X) * hidden * X.shape[1]  # no gradient of the input
        rows.append(
            {
                "data": name,
                "seconds_per_epoch": ours,
                "dataloader": theirs,
                "ratio": theirs / ours,
                "share_of_matmul_rate": products / ours / rate,
            }
        )
    write("speed", rows, matmul_teraflops=rate / 1e12)


def cuda_seconds(function, n=20):
    import torch

    function()
    torch.cuda.synchronize()
    start = time.perf_counter()
    for _ in range(n):
        function()
    torch.cuda.synchronize()
    return (time.perf_counter() - start) / n


def time_gpu_dataloader(X, Y, hidden, batch_size):
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    data = TensorDataset(torch.from_numpy(X), torch.from_numpy(Y))
    loader = DataLoader(data, batch_size=batch_size, shuffle=True, pin_memory=True)

    def batches():
        for inputs, targets in loader:
            yield inputs.cuda(non_blocking=True), targets.cuda().float()

    with torch.autocast("cuda", torch.bfloat16):  # the precision of our products
        return time_loop(batches, perceptron(X, Y, hidden).cuda(), 2)


if __name__ == "__main__":
    question, *arguments = sys.argv[1:] or ["speed"]
    {"time": time_one}.get(question, globals().get(question))(*arguments)
