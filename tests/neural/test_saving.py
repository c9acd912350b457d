"""Saving without pickle."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import load_digits, make_multilabel_classification

from mlclf import NeuralClassifier

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")


@pytest.fixture
def data():
    return make_multilabel_classification(n_samples=60, n_classes=4, random_state=0)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"n_members": 3, "normalization": "batch", "embedding": "piecewise"},
        {"loss": "bp_mll", "output_rank": 2, "random_state": np.random.RandomState(0)},
    ],
    ids=["plain", "members", "objects"],
)
def test_a_loaded_classifier_answers_the_same(options, data, tmp_path):
    """
    What load returns predicts what the saved classifier predicts, and knows its
    parameters, labels and history.
    """
    X, y = data
    fitted = NeuralClassifier((8, 8), max_epochs=5, **options).fit(X, y)

    fitted.save(tmp_path / "model.safetensors")
    loaded = NeuralClassifier.load(tmp_path / "model.safetensors")

    assert_array_equal(loaded.predict_proba(X), fitted.predict_proba(X))
    assert_array_equal(loaded.predict(X), fitted.predict(X))
    assert_array_equal(loaded.transform(X), fitted.transform(X))
    assert loaded.history_ == fitted.history_
    assert loaded.n_members == fitted.n_members


def test_names_and_classes_are_kept(tmp_path):
    """
    Feature names, label names and the classes of a one-column target come back.
    """
    pd = pytest.importorskip("pandas")
    X, y = load_digits(n_class=3, return_X_y=True, as_frame=True)
    names = np.array(["zero", "one", "two"])[y]
    path = tmp_path / "model.safetensors"

    NeuralClassifier((8,), max_epochs=3).fit(X, names).save(path)
    loaded = NeuralClassifier.load(path)
    assert_array_equal(loaded.classes_, ["one", "two", "zero"])
    assert_array_equal(loaded.feature_names_in_, X.columns)
    assert set(loaded.predict(X)) <= set(names)

    labels = pd.DataFrame({"even": y % 2 == 0, "small": y < 2})
    NeuralClassifier((8,), max_epochs=3).fit(X, labels).save(path)
    assert_array_equal(NeuralClassifier.load(path).label_names_in_, ["even", "small"])


def test_a_network_of_the_user_needs_its_module(data, tmp_path):
    """
    Architectures of the user are code: load asks for them.
    """
    X, y = data
    path = tmp_path / "model.safetensors"
    fitted = NeuralClassifier(module=torch.nn.Linear, max_epochs=3).fit(X, y)
    fitted.save(path)

    with pytest.raises(ValueError, match=r"must be loaded with module, .* got None\.$"):
        NeuralClassifier.load(path)
    loaded = NeuralClassifier.load(path, module=torch.nn.Linear)

    assert_array_equal(loaded.predict_proba(X), fitted.predict_proba(X))


def test_a_loaded_classifier_goes_on(data, tmp_path):
    """
    A loaded classifier can be trained further, from where it was.
    """
    X, y = data
    fitted = NeuralClassifier((8,), max_epochs=30, learning_rate=0.01).fit(X, y)
    fitted.save(tmp_path / "model.safetensors")
    loaded = NeuralClassifier.load(tmp_path / "model.safetensors")

    loaded.partial_fit(X, y)

    assert loaded.history_["loss"][0] < fitted.history_["loss"][0]
