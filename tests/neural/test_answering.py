"""Answers in batches that fit into memory."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from sklearn.datasets import make_multilabel_classification

from mlclf import NeuralClassifier

torch = pytest.importorskip("torch")

from mlclf.neural import _answering  # noqa: E402
from mlclf.neural._answering import in_parts  # noqa: E402

X, Y = make_multilabel_classification(n_samples=300, n_classes=3, random_state=0)


def test_parts_are_halved_where_memory_runs_out():
    """
    Every number of the range is in one part, whatever fails for want of memory; where a
    part of one is too much, the error comes through.
    """

    def hungry(start, stop):
        if stop - start > 3:
            raise torch.OutOfMemoryError
        return list(range(start, stop))

    parts = list(in_parts(hungry, 10, 8))

    assert [stop - start for start, stop, _ in parts] == [2, 2, 2, 2, 2]
    assert [i for *_, numbers in parts for i in numbers] == list(range(10))
    with pytest.raises(torch.OutOfMemoryError):
        list(in_parts(lambda start, stop: hungry(0, 9), 10, 8))


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_an_answer_does_not_depend_on_who_else_is_asked(container):
    """
    One by one, in threes or all at once: the same features and probabilities.
    """
    samples = container(X)
    fitted = NeuralClassifier((64, 64), max_epochs=3, random_state=0).fit(samples, Y)

    for method in (fitted.transform, fitted.predict_proba):
        together = method(samples)
        for size in (1, 3):
            parts = [method(samples[i : i + size]) for i in range(0, 300, size)]
            assert_allclose(np.vstack(parts), together, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("members", [1, 4])
def test_batches_are_as_small_as_the_network_is_wide(members, monkeypatch):
    """
    No batch has more numbers in the widest layer than are allowed, and the answers are
    those of one batch.
    """
    fitted = NeuralClassifier((512,), n_members=members, max_epochs=2).fit(X, Y)
    expected = fitted.predict_proba(X)
    monkeypatch.setattr(_answering, "_NUMBERS_AT_ONCE", 20 * 1024)
    monkeypatch.setattr(_answering, "_FEW_ROWS", 2)
    seen = []
    fitted.network_.hidden.register_forward_hook(
        lambda module, inputs, output: seen.append(output.numel())
    )

    answers = fitted.predict_proba(X)

    assert max(seen) == (20 if members == 1 else 10) * 512 * members
    assert_allclose(answers, expected, rtol=1e-5)


def test_prediction_goes_on_where_memory_runs_out(monkeypatch):
    """
    A batch that does not fit is answered in halves.
    """
    fitted = NeuralClassifier((8,), max_epochs=2).fit(X, Y)
    expected = fitted.predict_proba(X)
    sizes = []

    def hungry(module, inputs):
        if len(inputs[0]) > 40:
            raise torch.OutOfMemoryError
        sizes.append(len(inputs[0]))

    fitted.network_.register_forward_pre_hook(hungry)

    assert_allclose(fitted.predict_proba(X), expected, rtol=1e-5)
    assert max(sizes) == 37  # 300, 150, 75, 37
    assert np.isfinite(expected).all()
