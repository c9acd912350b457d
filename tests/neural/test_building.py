"""From parameters to networks, losses and trainers."""

import numpy as np
import pytest
from sklearn.datasets import make_multilabel_classification

from mlclf import NeuralClassifier

torch = pytest.importorskip("torch")

X, Y = make_multilabel_classification(n_samples=80, n_classes=3, random_state=0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"hidden_layer_sizes": (8, -1)},
            r"^hidden_layer_sizes must hold positive integers, got \(8, -1\)\.$",
        ),
        (
            {"loss": "bp_mll", "class_weight": "balanced"},
            r"^class_weight and pos_weight need a loss of single cells \(asymmetric, "
            r"bce, correlation, focal, mse, soft_f1\), got loss='bp_mll'\.$",
        ),
        (
            {"module": lambda n_features, n_labels: torch.nn.Linear(n_features, 7)},
            r"^module must map one sample to logits of shape \(1, 3\), got \(1, 7\)\.$",
        ),
        (
            {"module": lambda n_features, n_labels: n_labels},
            r"^module must return a torch module, got 3\.$",
        ),
        (
            {"loss": lambda z, y: (z - y) ** 2},
            r"^loss must return one number, the mean of a batch, as a tensor, got "
            r"shape \(160, 3\)\.$",
        ),
        (
            {"loss": lambda z, y: ((z - y) ** 2).mean(), "pos_weight": 2.0},
            r"^a loss must take \(logits, targets, weights\) where",
        ),
    ],
    ids=lambda value: str(value)[:30],
)
def test_wrong_parameters_are_refused(options, message):
    """
    Parameters that contradict each other, or the data, are named.
    """
    with pytest.raises(ValueError, match=message):
        NeuralClassifier(max_epochs=1, **options).fit(X, Y)


def test_other_losses_than_bce_are_refused_for_classes():
    """
    A multiclass target has one loss, cross-entropy.
    """
    with pytest.raises(ValueError, match=r"^loss must be 'bce' or a callable for a m"):
        NeuralClassifier(loss="focal").fit(X, np.arange(80) % 3)


def test_a_module_is_copied():
    """
    The network of the user is copied: fitting leaves the original alone.
    """
    module = torch.nn.Linear(20, 3)
    before = module.weight.detach().clone()

    fitted = NeuralClassifier(module=module, max_epochs=3).fit(X, Y)

    torch.testing.assert_close(module.weight, before)
    assert not torch.equal(fitted.network_.weight, before)


def test_a_loss_of_the_user():
    """
    A callable of logits and targets is minimized.
    """

    def brier(logits, targets):
        return (torch.sigmoid(logits) - targets).square().mean()

    own = NeuralClassifier(loss=brier, max_epochs=5, random_state=0).fit(X, Y)
    named = NeuralClassifier(loss="mse", max_epochs=5, random_state=0).fit(X, Y)

    np.testing.assert_allclose(own.predict_proba(X), named.predict_proba(X), atol=1e-6)


def binary_cross_entropy(logits, targets, weights):
    return torch.nn.functional.binary_cross_entropy_with_logits(
        logits, targets, weights
    )


@pytest.mark.parametrize(
    "loss",
    [
        binary_cross_entropy,
        torch.nn.functional.binary_cross_entropy_with_logits,
        torch.nn.BCEWithLogitsLoss(),
    ],
    ids=["three arguments", "torch's function", "torch's module"],
)
@pytest.mark.parametrize("weight", [None, 3.0])
def test_losses_of_torch(loss, weight):
    """
    Torch's own losses can be given: targets come as floats, weights where they are
    taken.
    """
    if weight and isinstance(loss, torch.nn.Module):
        pytest.skip("it takes no weights")
    options = {"pos_weight": weight, "max_epochs": 5, "random_state": 0}

    own = NeuralClassifier((8,), n_members=1, loss=loss, **options).fit(X, Y)
    named = NeuralClassifier((8,), n_members=1, **options).fit(X, Y)

    np.testing.assert_allclose(own.predict_proba(X), named.predict_proba(X), atol=1e-5)


def test_a_third_argument_with_a_default_is_no_weight():
    """
    What a loss has of its own beside logits and targets keeps its default.
    """
    seen = []

    def loss(logits, targets, gamma=2.0):
        seen.append(gamma)
        return (torch.sigmoid(logits) - targets).abs().pow(gamma).mean()

    NeuralClassifier((8,), loss=loss, max_epochs=1).fit(X, Y)

    assert set(seen) == {2.0}


@pytest.mark.gpu
@pytest.mark.filterwarnings("ignore::DeprecationWarning:torch")  # its own compiler's
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_compiling_changes_nothing_that_matters():
    """
    A compiled network gives the same answers.
    """
    options = {"max_epochs": 3, "dropout": 0, "random_state": 0, "precision": "float32"}
    plain = NeuralClassifier((8,), **options).fit(X, Y)
    compiled = NeuralClassifier((8,), compile=True, **options).fit(X, Y)

    np.testing.assert_allclose(
        compiled.predict_proba(X), plain.predict_proba(X), atol=1e-4
    )


@pytest.mark.parametrize("works", [True, False], ids=["compiler", "no compiler"])
def test_without_a_compiler_the_plain_network_is_trained(works, monkeypatch):
    """
    The compiled network is used where compiling works; where it fails, the plain one
    takes its place, without a word and with the same result.
    """
    calls = []

    def compile_(network):
        def fast(inputs):
            calls.append(len(inputs))
            if not works:
                raise RuntimeError("no compiler")
            return network(inputs)

        return fast

    monkeypatch.setattr(torch, "compile", compile_)
    options = {"max_epochs": 3, "random_state": 0}
    plain = NeuralClassifier((8,), **options).fit(X, Y)
    compiled = NeuralClassifier((8,), compile=True, **options).fit(X, Y)

    assert len(calls) == (3 if works else 1)
    np.testing.assert_allclose(compiled.predict_proba(X), plain.predict_proba(X))


def test_bfloat16_is_close():
    """
    Products in bfloat16 give about the same probabilities.
    """
    options = {"max_epochs": 10, "random_state": 0, "dropout": 0}
    exact = NeuralClassifier((8,), **options).fit(X, Y)
    fast = NeuralClassifier((8,), precision="bfloat16", **options).fit(X, Y)

    difference = np.abs(fast.predict_proba(X) - exact.predict_proba(X))
    assert 0 < difference.max() < 0.05
