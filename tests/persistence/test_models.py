"""Models go to disk and come back; what is none, or is damaged, is refused by name."""

import os
import re
import subprocess
import sys

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC

from mlclf import BinaryRelevance, MLkNN, NeuralClassifier
from mlclf.__main__ import main
from mlclf.persistence import check_model_path, dump_model, load_model
from tests.compare.toy import toy_data
from tests.registry import CLASSIFIERS, name_of

skops_io = pytest.importorskip("skops.io", reason="reads and writes .skops files")


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
    method = clone(method).fit(X, y)

    assert dump_model({"method": method, "names": ["a", "b"]}, path) == []
    loaded = load_model(path, trust_pickle=True)

    assert loaded["names"] == ["a", "b"]
    np.testing.assert_array_equal(
        loaded["method"].predict_proba(X), method.predict_proba(X)
    )


@pytest.mark.parametrize(
    "method",
    [m for m in CLASSIFIERS if not isinstance(m, NeuralClassifier)],
    ids=name_of,
)
def test_every_classifier_is_trusted(tmp_path, method):
    """
    No classifier of ours needs a word about its types.
    """
    _, X, y = toy_data()
    method = clone(method).fit(X, y)

    assert dump_model(method, tmp_path / "model.skops") == []
    loaded = load_model(tmp_path / "model.skops")

    np.testing.assert_array_equal(loaded.predict(X), method.predict(X))


@pytest.mark.parametrize(
    "base",
    [
        RandomForestClassifier(5, random_state=0),
        HistGradientBoostingClassifier(max_iter=3, min_samples_leaf=2),
        KNeighborsClassifier(3, algorithm="kd_tree"),
        KNeighborsClassifier(3, algorithm="ball_tree"),
        SVC(),
        make_pipeline(FunctionTransformer(np.log1p), SelectKBest(k=1), SVC()),
    ],
    ids=lambda base: type(base).__name__,
)
def test_bases_of_scikit_learn_are_trusted(tmp_path, base):
    """
    Forests, boosting, neighbors and machines come back from a file, checked.
    """
    _, X, y = toy_data()
    X = np.abs(X)
    method = BinaryRelevance(base, solver="separate").fit(X, y)

    assert dump_model(method, tmp_path / "model.skops") == []
    loaded = load_model(tmp_path / "model.skops")

    np.testing.assert_array_equal(loaded.predict(X), method.predict(X))


@pytest.mark.parametrize(
    ("module", "name", "options"),
    [
        ("lightgbm", "LGBMClassifier", {"n_estimators": 3, "verbose": -1}),
        ("xgboost", "XGBClassifier", {"n_estimators": 3}),
        (
            "catboost",
            "CatBoostClassifier",
            {"iterations": 3, "verbose": False, "allow_writing_files": False},
        ),
    ],
)
def test_boosters_are_trusted(tmp_path, module, name, options):
    """
    The boosters that people bring come back from a file.
    """
    kind = getattr(pytest.importorskip(module), name)
    _, X, y = toy_data()
    path = tmp_path / "model.skops"
    method = BinaryRelevance(kind(**options)).fit(X, y)

    assert dump_model(method, path) == []
    loaded = load_model(path, trust_pickle=True)

    np.testing.assert_array_equal(loaded.predict(X), method.predict(X))


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


def test_foreign_types_are_named_and_may_be_trusted(tmp_path):
    """
    Writing says what must be trusted, reading refuses it by name and takes the word.
    """
    path = tmp_path / "model.skops"
    name = f"{__name__}.Stranger"

    with pytest.warns(UserWarning, match=rf"load_model\(path, trusted=\['{name}'\]\)"):
        assert dump_model({"method": Stranger()}, path) == [name]
    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        load_model(path)

    assert str(error.value) == (
        f"{path} must hold estimators of mlclf and scikit-learn, and arrays, got "
        f"{name}: where you know them, say so (trusted=[...], --trusted)."
    )
    assert load_model(path, trusted=[name])["method"].value == 1
    with pytest.raises(TypeError, match="trusted must be a list of names"):
        load_model(path, trusted=name)


def test_the_command_takes_the_word_too(tmp_path, capsys):
    """
    ``--trusted NAME`` lets a file be read that holds a type of another package.
    """
    path, data = tmp_path / "model.skops", tmp_path / "new.csv"
    data.write_text("x1\n1\n")
    skops_io.dump({"method": Stranger(), "label_names": [], "feature_names": []}, path)

    assert main(["predict", str(path), str(data)]) == 2
    assert f"got {__name__}.Stranger: where" in capsys.readouterr().err
    main(["predict", str(path), str(data), "--trusted", f"{__name__}.Stranger"])
    assert "must hold estimators" not in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".skops", ".joblib"])
def test_what_is_not_fitted_is_not_written(tmp_path, suffix):
    """
    A good file stays where a refit has failed.
    """
    _, X, y = toy_data()
    path = tmp_path / f"model{suffix}"
    method = BinaryRelevance(LogisticRegression())
    dump_model(clone(method).fit(X, y), path)
    good = path.read_bytes()

    message = "must be fitted, got an unfitted BinaryRelevance"
    with pytest.raises(NotFittedError, match=message):
        dump_model({"method": method}, path)
    assert path.read_bytes() == good
    assert [p.name for p in tmp_path.iterdir()] == [path.name]

    (skops_io if suffix == ".skops" else joblib).dump(method, path)
    with pytest.raises(ValueError, match=re.escape(f"the model in {path} {message}")):
        load_model(path, trust_pickle=True)


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


@pytest.mark.parametrize("suffix", [".skops", ".joblib"])
def test_damage_is_noticed(tmp_path, suffix):
    """
    A flipped bit or a lost end gives the same predictions or a message, never others.
    """
    _, X, y = toy_data()
    path = tmp_path / f"model{suffix}"
    method = BinaryRelevance(LogisticRegression()).fit(X, y)
    dump_model(method, path)
    good, expected = path.read_bytes(), method.predict_proba(X)
    random = np.random.default_rng(0)

    refused = unharmed = 0
    for trial in range(300):
        damaged = bytearray(good)
        if trial % 10 == 0:
            del damaged[random.integers(len(good)) :]
        else:
            damaged[random.integers(len(good))] ^= 1 << random.integers(8)
        path.write_bytes(damaged)
        try:
            loaded = load_model(path, trust_pickle=True)
        except ValueError as error:
            refused += str(path) in str(error)
        else:
            np.testing.assert_array_equal(loaded.predict_proba(X), expected)
            unharmed += 1
    assert refused + unharmed == 300
    assert refused > 250


def test_a_file_of_joblib_itself_is_read(tmp_path):
    """
    A pickle without a digest is read, and ours is read by joblib.
    """
    _, X, y = toy_data()
    path = tmp_path / "model.joblib"
    method = BinaryRelevance(LogisticRegression()).fit(X, y)

    joblib.dump(method, path)
    other = load_model(path, trust_pickle=True)
    dump_model(method, path)

    for loaded in (other, joblib.load(path)):
        np.testing.assert_array_equal(loaded.predict(X), method.predict(X))


def test_reading_imports_nothing_that_a_file_names(tmp_path):
    """
    A module that a file names is not imported to find out what it is.
    """
    path = tmp_path / "model.skops"
    skops_io.dump({"method": FunctionTransformer(subprocess.run)}, path)
    code = (
        "import sys; from mlclf.persistence import load_model\n"
        f"try: load_model({str(path)!r})\n"
        "except ValueError as error: print(error)\n"
        "print('antigravity' in sys.modules, 'turtle' in sys.modules)"
    )
    text = path.read_bytes().replace(b"subprocess", b"antigravit")
    path.write_bytes(text)

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "False False"
