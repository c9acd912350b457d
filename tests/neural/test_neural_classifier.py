"""NeuralClassifier: what a user notices, beside the common contract."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import load_digits, make_multilabel_classification
from sklearn.linear_model import LogisticRegression

from mlclf import BinaryRelevance, NeuralClassifier

torch = pytest.importorskip("torch")


@pytest.fixture
def data():
    return make_multilabel_classification(
        n_samples=300, n_features=10, n_classes=4, random_state=0
    )


def test_without_hidden_layers_it_is_logistic_regression(data):
    """
    Trained to the end without a hidden layer, it is unpenalized logistic regression,
    label by label.
    """
    X, Y = data
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    oracle = BinaryRelevance(LogisticRegression(C=np.inf, max_iter=1000)).fit(X, Y)

    network = NeuralClassifier(
        (),
        learning_rate=0.02,
        weight_decay=0,
        batch_size=300,
        max_epochs=1500,
        early_stopping=False,
    ).fit(X, Y)

    assert_allclose(network.predict_proba(X), oracle.predict_proba(X), atol=0.005)


def test_early_stopping_keeps_the_best_epoch(data):
    """
    The best epoch is the one with the least validation loss, and the training stops
    ``patience`` epochs after it.
    """
    X, Y = data
    network = NeuralClassifier(learning_rate=0.01, patience=4, random_state=0).fit(X, Y)

    losses = network.history_["validation_loss"]
    assert network.best_epoch_ == 1 + np.argmin(losses)
    assert network.n_epochs_ == network.best_epoch_ + 4 == len(losses)


def test_first_answer_is_the_frequency_of_the_labels(data):
    """
    An untrained linear network already answers about the frequency of each label.
    """
    X, Y = data
    network = NeuralClassifier(
        (), learning_rate=1e-12, max_epochs=1, early_stopping=False, random_state=0
    ).fit(X, Y)

    logits_at_mean = network.predict_proba(X.mean(axis=0, keepdims=True))

    assert_allclose(logits_at_mean[0], Y.mean(axis=0), atol=1e-3)


def test_multiclass_target():
    """
    One column of many classes is answered by softmax: rows of predict_proba sum to one
    and predictions are values of y.
    """
    X, y = load_digits(return_X_y=True)
    names = np.array([f"digit {value}" for value in y])

    network = NeuralClassifier((64,), learning_rate=0.01, random_state=0)
    network.fit(X[:1200], names[:1200])

    P = network.predict_proba(X[1200:])
    assert_array_equal(network.classes_, np.unique(names))
    assert_allclose(P.sum(axis=1), 1)
    assert network.score(X[1200:], names[1200:]) > 0.9


def test_global_random_state_is_left_alone(data):
    """
    Fitting neither reads nor changes torch's global random stream.
    """
    torch.manual_seed(7)
    expected = torch.rand(3)

    torch.manual_seed(7)
    first = NeuralClassifier(random_state=0, max_epochs=2).fit(*data)
    torch.testing.assert_close(torch.rand(3), expected)
    second = NeuralClassifier(random_state=0, max_epochs=2).fit(*data)

    assert_array_equal(first.predict_proba(data[0]), second.predict_proba(data[0]))


def test_zero_weight_is_absence(data):
    """
    Labels of samples with weight zero are not learned.
    """
    X, Y = data
    wrong = np.vstack([Y, 1 - Y])
    weight = np.repeat([1.0, 0.0], len(Y))

    network = NeuralClassifier(random_state=0, dropout=0, max_epochs=50)
    network.fit(np.vstack([X, X]), wrong, sample_weight=weight)

    assert (network.predict(X) == Y).mean() > 0.8


def test_unknown_device_is_an_error(data):
    """
    A device that is not there is named in the message.
    """
    with pytest.raises(ValueError, match=r"device must be None or .* got 'abacus'"):
        NeuralClassifier(device="abacus").fit(*data)


def test_without_torch_it_says_what_to_install():
    """
    Where torch is missing, the package imports, and fitting says how to install it.
    """
    code = (
        "import sys\n"
        "class NoTorch:\n"
        "    def find_spec(name, *args):\n"
        "        if name == 'torch': raise ImportError(name)\n"
        "sys.meta_path.insert(0, NoTorch)\n"
        "import mlclf\n"
        "mlclf.NeuralClassifier().fit([[0.0], [1.0]], [[0, 1], [1, 0]])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    last = out.stderr.strip().splitlines()[-1]
    assert last == (
        "ImportError: NeuralClassifier needs torch: pip install 'mlclf-toolkit[neural]'"
    )


def test_importing_the_package_does_not_import_torch():
    """
    Import mlclf, even make a NeuralClassifier: torch is not loaded.
    """
    code = "import sys, mlclf; mlclf.NeuralClassifier(); print('torch' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert out.stdout.strip() == "False"


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
@pytest.mark.parametrize("hidden", [(), (32, 32)], ids=str)
def test_gpu_and_cpu_agree(data, hidden):
    """
    In float32 and without dropout the GPU learns and answers what the CPU does. (With
    all samples in one batch: each device has a random order of its own.)
    """
    X, Y = data
    cpu, gpu = (
        NeuralClassifier(
            hidden,
            dropout=0,
            learning_rate=0.01,
            batch_size=300,
            max_epochs=20,
            precision="float32",
            random_state=0,
            device=device,
        ).fit(X, Y)
        for device in ("cpu", "cuda")
    )

    P = cpu.predict_proba(X)
    assert P.std(axis=0).min() > 0.05
    assert_allclose(P, gpu.predict_proba(X), atol=1e-4)
