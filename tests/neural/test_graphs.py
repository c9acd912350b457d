"""Replayed steps, against the same steps one kernel at a time."""

from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

from mlclf import NeuralClassifier  # noqa: E402
from mlclf.neural._losses import LOSSES  # noqa: E402

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(530, 6))
    return X, (X @ rng.normal(size=(6, 4)) > 0.5).astype(int)


@pytest.fixture
def replays(monkeypatch):
    """As many entries as graphs were replayed."""
    seen, replay = [], torch.cuda.CUDAGraph.replay
    monkeypatch.setattr(
        torch.cuda.CUDAGraph, "replay", lambda graph: (seen.append(0), replay(graph))
    )
    return seen


def fit(data, captured, monkeypatch, *, n_epochs=4, **options):
    """Return a classifier of 17 steps an epoch, of 31 and of 32 rows."""
    options = {"dropout": 0, "batch_size": 32, "early_stopping": False} | options
    with monkeypatch.context() as patch:
        if not captured:
            patch.setattr("mlclf.neural._building._captures", lambda params: False)
        return NeuralClassifier(
            (16,),
            max_epochs=n_epochs,
            precision="float32",
            random_state=0,
            device="cuda",
            **options,
        ).fit(*data)


OPTIONS = [
    *({"loss": loss} for loss in LOSSES),
    {"dropout": 0.2},
    {"optimizer": "adam"},
    {"optimizer": "sgd", "learning_rate": 0.1},
    {"schedule": "cosine"},
    {"schedule": "one_cycle"},
    {"gradient_clip": 0.1},
    {"ema_decay": 0.9},
    {"n_members": 1, "normalization": "batch"},
    {"normalization": "layer", "residual": True},
    {"embedding": "piecewise"},
    {"embedding": "periodic"},
    {"output_rank": 2},
    {"label_smoothing": 0.1},
    {"class_weight": "balanced"},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_replayed_steps_are_the_same_steps(data, options, monkeypatch, replays):
    """
    Whatever the loss, the optimizer, the schedule or the network: the answers are those
    of steps that are not captured. (Most steps were: all but three of each size.)
    """
    plain = fit(data, False, monkeypatch, **options)
    assert not replays

    graphs = fit(data, True, monkeypatch, **options)

    X, _ = data
    assert len(replays) == 4 * 17 - 2 * 3
    assert_allclose(graphs.predict_proba(X), plain.predict_proba(X), atol=1e-4)
    for key in ("loss", "learning_rate"):
        assert_allclose(graphs.history_[key], plain.history_[key], rtol=1e-4)


def test_weights_and_missing_labels(data, monkeypatch, replays):
    """
    Sample weights and missing labels are those of the rows of each step.
    """
    X, Y = data
    Y = np.where(np.random.default_rng(1).random(Y.shape) < 0.3, np.nan, Y)
    weights = np.linspace(0, 2, len(X))
    fitted = []

    for captured in (False, True):
        with monkeypatch.context() as patch:
            if not captured:
                patch.setattr("mlclf.neural._building._captures", lambda params: False)
            classifier = NeuralClassifier(
                (8,), dropout=0, batch_size=32, max_epochs=3, random_state=0
            )
            classifier.set_params(device="cuda", precision="float32")
            fitted.append(classifier.fit(X, Y, sample_weight=weights))

    assert replays
    plain, graphs = (classifier.predict_proba(X) for classifier in fitted)
    assert_allclose(graphs, plain, atol=1e-4)


def test_every_replay_drops_other_units(data, monkeypatch, replays):
    """
    Dropout is drawn anew in each replay, and by the seed: two fits are equal, and
    better than one that always drops the same units could be.
    """
    first, second = (fit(data, True, monkeypatch, dropout=0.5) for _ in range(2))

    X, Y = data
    assert replays
    assert_allclose(first.predict_proba(X), second.predict_proba(X), atol=1e-6)
    longer = fit(data, True, monkeypatch, dropout=0.5, n_epochs=60)
    assert np.mean(longer.predict(X) == Y) > 0.9


def test_code_of_the_user_is_never_captured(data, monkeypatch, replays):
    """
    What a loss does at every step in Python, it does at every step.
    """
    strengths = iter(range(1000))

    def ever_stronger(logits, targets):
        return next(strengths) * (torch.sigmoid(logits) - targets).square().mean()

    fit(data, True, monkeypatch, loss=ever_stronger)

    assert not replays
    assert next(strengths) >= 4 * 17


def test_a_step_that_waits_is_taken_as_it_is(data, monkeypatch, replays):
    """
    Where a step cannot be captured, the training goes on without graphs, and learns
    the same.
    """
    bce = LOSSES["bce"]

    def waits(logits, targets, weights=None):
        loss = bce(logits, targets, weights)
        assert loss.item() >= 0
        return loss

    plain = fit(data, False, monkeypatch)
    monkeypatch.setitem(LOSSES, "bce", waits)
    waiting = fit(data, True, monkeypatch)

    X, _ = data
    assert not replays
    assert_allclose(waiting.predict_proba(X), plain.predict_proba(X), atol=1e-4)


def test_graphs_end_with_their_fit(data, monkeypatch, replays):
    """
    partial_fit after fit, and again: the network has been on the CPU in between, and
    goes on as it does without graphs.
    """
    X, Y = data
    answers = []
    for captured in (False, True):
        classifier = fit(data, captured, monkeypatch)
        with monkeypatch.context() as patch:
            if not captured:
                patch.setattr("mlclf.neural._building._captures", lambda params: False)
            for _ in range(2):
                classifier.partial_fit(X, Y)
        answers.append(classifier.predict_proba(X))

    assert replays
    assert_allclose(answers[1], answers[0], atol=1e-4)


@pytest.mark.parametrize(
    "optimizer",
    [{"optimizer": "adamw"}, {"optimizer": "sgd", "learning_rate": 0.1}],
    ids=["adamw", "sgd"],
)
def test_a_killed_fit_goes_on(data, optimizer, monkeypatch, tmp_path):
    """
    A fit that was interrupted on a GPU ends there as one that was not.
    """
    from mlclf.neural import _checkpoint, _training

    monkeypatch.setattr(_checkpoint, "_SECONDS_BETWEEN", 0)
    options = {"schedule": "cosine", "dropout": 0.2, "checkpoint_dir": tmp_path}
    options |= optimizer
    whole = fit(data, True, monkeypatch, **options)
    train_epoch = _training.Trainer.train_epoch

    def killed(self, samples):
        if self.n_epochs == 2:
            raise KeyboardInterrupt
        train_epoch(self, samples)

    with monkeypatch.context() as patch:
        patch.setattr(_training.Trainer, "train_epoch", killed)
        with pytest.raises(KeyboardInterrupt):
            fit(data, True, monkeypatch, **options)
    resumed = fit(data, True, monkeypatch, **options)

    X, _ = data
    assert len(resumed.history_["loss"]) == 4
    assert_allclose(resumed.predict_proba(X), whole.predict_proba(X), atol=1e-4)


def test_memory_that_runs_out(data, monkeypatch):
    """
    Where the memory of the GPU runs out, batches are halved, and graphs go on.
    """
    bce = LOSSES["bce"]

    def hungry(logits, targets, weights=None):
        if len(logits) > 40:  # 20 rows of two members
            raise torch.OutOfMemoryError
        return bce(logits, targets, weights)

    plain = fit(data, False, monkeypatch)
    monkeypatch.setitem(LOSSES, "bce", partial(hungry))
    halved = fit(data, True, monkeypatch)

    X, _ = data
    assert_allclose(halved.predict_proba(X), plain.predict_proba(X), atol=1e-4)
