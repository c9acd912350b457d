import os
import re

import joblib
import numpy as np
import pytest
from sklearn.datasets import dump_svmlight_file
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from mlclf import BinaryRelevance, MLkNN, NeuralClassifier
from mlclf.__main__ import main
from mlclf.persistence import check_model_path, dump_model, load_model
from tests.compare.toy import toy_data

pytest.importorskip("skops", reason="reads and writes .skops files")


class Stranger:
    """A class that no model needs."""

    def __init__(self):
        self.value = 1


@pytest.mark.parametrize("suffix", [".skops", ".joblib"])
@pytest.mark.parametrize("method", [BinaryRelevance(LogisticRegression()), MLkNN()])
def test_a_model_comes_back_as_it_was(tmp_path, method, suffix):
    """
    The same predictions, in either format.
    """
    _, X, y = toy_data()
    path = tmp_path / f"model{suffix}"
    method.fit(X, y)

    dump_model({"method": method, "names": ["a", "b"]}, path)
    loaded = load_model(path, trust_pickle=True)

    assert loaded["names"] == ["a", "b"]
    np.testing.assert_array_equal(
        loaded["method"].predict_proba(X), method.predict_proba(X)
    )


def test_a_pickle_is_read_only_when_trusted(tmp_path):
    """
    A pickle that would make a file is not run unless the user says so.
    """
    path, trace = tmp_path / "model.joblib", tmp_path / "it ran"

    class Bomb:
        def __reduce__(self):
            return os.mkdir, (str(trace),)

    joblib.dump(Bomb(), path)

    with pytest.raises(ValueError, match=r"is a pickle, .* \(trust_pickle=True"):
        load_model(path)
    assert not trace.exists()


def test_foreign_classes_are_refused(tmp_path):
    """
    A .skops file that holds more than models is not read.
    """
    path = tmp_path / "model.skops"
    dump_model({"method": Stranger()}, path)

    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        load_model(path)

    assert str(error.value) == (
        f"{path} must hold mlclf, scikit-learn, scipy and numpy only, got "
        "tests.test_persistence.Stranger."
    )


@pytest.mark.parametrize(
    "function",
    [
        np.load,
        np.savetxt,
        np.memmap,
        np.testing.measure,
        np.ctypeslib.load_library,
        dump_svmlight_file,
        main,
    ],
)
def test_functions_are_refused(tmp_path, function):
    """
    A .skops file that holds a function, of whatever package, is not read.
    """
    path = tmp_path / "model.skops"
    dump_model({"method": FunctionTransformer(function)}, path)

    with pytest.raises(ValueError, match=rf"got .*\.{function.__name__}\.$"):
        load_model(path)


def test_nothing_half_written(tmp_path):
    """
    What cannot be written leaves no file, and an old one as it was.
    """
    path = tmp_path / "model.skops"
    path.write_text("old")

    with pytest.raises(ValueError, match=r"use a file that ends with \.joblib"):
        dump_model({"method": (i for i in range(3))}, path)

    assert [p.name for p in tmp_path.iterdir()] == ["model.skops"]
    assert path.read_text() == "old"


@pytest.mark.parametrize(
    ("name", "model", "message"),
    [
        ("model.bin", None, "a model file must end with .skops (read back safely) or"),
        (
            "model.skops",
            make_pipeline(StandardScaler(), NeuralClassifier()),
            "a file of a network must end with .joblib, since skops writes none, got",
        ),
    ],
)
def test_a_path_is_checked_before_the_training(tmp_path, name, model, message):
    """
    What could not be written is refused by its name alone.
    """
    with pytest.raises(ValueError) as error:  # noqa: PT011, matched below
        check_model_path(tmp_path / name, model)

    assert str(error.value).startswith(message)
    assert str(error.value).endswith(f" got {name!r}.")


def test_a_model_needs_a_folder(tmp_path):
    """
    A folder that does not exist is named, and not made.
    """
    message = re.escape(f"{tmp_path / 'none'} is no folder to write model.skops in.")

    with pytest.raises(FileNotFoundError, match=f"^{message}$"):
        dump_model({}, tmp_path / "none" / "model.skops")


def test_other_files_are_refused(tmp_path):
    """
    By their suffix, or because they are no archive.
    """
    path = tmp_path / "model.skops"
    path.write_text("nonsense")

    with pytest.raises(ValueError, match="holds no model"):
        load_model(path)
    with pytest.raises(FileNotFoundError, match="does not exist"):
        load_model(tmp_path / "none.skops")
    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        dump_model({}, tmp_path / "model.bin")
    assert str(error.value) == (
        "a model file must end with .skops (read back safely) or .joblib, got "
        "'model.bin'."
    )
