"""A killed fit goes on where it was."""

import os
import signal
import subprocess
import sys
import time

import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import make_multilabel_classification

from mlclf import NeuralClassifier
from mlclf.neural import _checkpoint

pytest.importorskip("torch")
pytest.importorskip("safetensors")

SLOW_FIT = """
import sys, time
import torch
from sklearn.datasets import make_multilabel_classification
from mlclf import NeuralClassifier
from mlclf.neural import _checkpoint, _training

_checkpoint._SECONDS_BETWEEN = 0.0
train_epoch = _training.Trainer.train_epoch

def slowly(self, samples):
    time.sleep(0.05)
    train_epoch(self, samples)

_training.Trainer.train_epoch = slowly
X, y = make_multilabel_classification(n_samples=200, random_state=0)
NeuralClassifier(
    (8,), max_epochs=80, patience=80, checkpoint_dir=sys.argv[1]
).fit(X, y)
"""


class Killed(Exception):
    """Stands for the end of the process."""


@pytest.fixture
def every_epoch(monkeypatch):
    monkeypatch.setattr(_checkpoint, "_SECONDS_BETWEEN", 0.0)


@pytest.fixture
def data():
    return make_multilabel_classification(n_samples=200, random_state=0)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"ema_decay": 0.9, "optimizer": "sgd", "schedule": "plateau"},
        {"ema_decay": 0.9, "normalization": "batch"},
        {"n_members": 2, "normalization": "batch", "schedule": "one_cycle"},
    ],
    ids=str,
)
def test_a_killed_fit_resumes_to_the_same_result(
    options, data, tmp_path, every_epoch, monkeypatch
):
    """
    A fit that dies in the eighth epoch, and is started again, ends in the same network
    and history as one that was never interrupted; its checkpoint is then gone.
    """
    from mlclf.neural._training import Trainer

    classifier = NeuralClassifier((8,), max_epochs=12, random_state=0, **options)
    expected = classifier.fit(*data).predict_proba(data[0])
    history = classifier.history_
    record = Trainer.record

    def die(self, *args, **kwargs):
        if self.n_epochs == 8:
            raise Killed
        record(self, *args, **kwargs)

    classifier.set_params(checkpoint_dir=tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "record", die)
        with pytest.raises(Killed):
            classifier.fit(*data)
    assert len(list(tmp_path.iterdir())) == 1
    classifier.fit(*data)

    assert_array_equal(classifier.predict_proba(data[0]), expected)
    assert classifier.history_["loss"] == history["loss"]
    assert classifier.n_epochs_ == len(history["loss"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_checkpoint_survives_sigkill(data, tmp_path):
    """
    A process that is killed for good leaves a checkpoint that can be read, whenever
    the kill comes; even without a random_state the seed is taken from it.
    """
    process = subprocess.Popen([sys.executable, "-c", SLOW_FIT, str(tmp_path)])
    path = tmp_path / "checkpoint.safetensors"
    limit = time.monotonic() + 60
    while not path.exists() and time.monotonic() < limit:
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    from mlclf.neural._storage import load_tree

    state = load_tree(path)["trainer"]
    fitted = NeuralClassifier((8,), max_epochs=80, patience=80, checkpoint_dir=tmp_path)
    n_before = state["plain"]["n_epochs"]
    (tmp_path / "checkpoint.safetensors.half").touch()  # of a kill while it wrote
    fitted.fit(*data)

    assert not list(tmp_path.iterdir())
    assert 1 <= n_before < 80
    assert fitted.history_["loss"][:n_before] == state["plain"]["history"]["loss"]
    assert fitted.n_epochs_ == 80


def test_a_foreign_checkpoint_is_refused(data, tmp_path, every_epoch, monkeypatch):
    """
    A checkpoint of other parameters or other data is an error, and is left alone.
    """
    X, y = data
    classifier = NeuralClassifier(
        (8,), max_epochs=3, random_state=0, checkpoint_dir=tmp_path
    )
    with monkeypatch.context() as patch:
        patch.setattr(_checkpoint.Checkpoint, "remove", lambda self: None)
        classifier.fit(X, y)

    message = "^checkpoint_dir must be empty or hold a checkpoint of the same "
    with pytest.raises(ValueError, match=message):
        classifier.fit(X + 1, y)
    with pytest.raises(ValueError, match=message):
        classifier.set_params(learning_rate=0.5).fit(X, y)
    assert len(list(tmp_path.iterdir())) == 1
