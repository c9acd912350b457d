"""Types are trusted by their exact name, and by the way in which they are made."""

import re
from importlib import import_module

import pytest

import mlclf
from mlclf.persistence import _trusted_types
from mlclf.persistence._trusted_types import is_trusted

OURS = sorted(name for name in _trusted_types._PARTS if name.startswith("mlclf."))


@pytest.mark.parametrize("name", OURS)
def test_parts_of_ours_stand_where_the_list_says(name):
    """
    A class that was moved or renamed is moved in the list, too.
    """
    module, _, kind = name.rpartition(".")

    assert getattr(import_module(module), kind).__module__ == module


@pytest.mark.parametrize("name", [n for n in mlclf.__all__ if n != "NeuralClassifier"])
def test_public_classes_are_trusted_at_their_place(name):
    """
    Under the name of the file that defines them, not under that of the front door.
    """
    home = getattr(mlclf, name).__module__

    assert is_trusted("ObjectNode", f"{home}.{name}")
    assert not is_trusted("ConstructorFromReduceNode", f"{home}.{name}")
    assert not is_trusted("ObjectNode", f"mlclf.{name}")
    assert not is_trusted("ObjectNode", f"{re.sub(r'[.]_.*', '', home)}.{name}")


@pytest.mark.parametrize(
    ("maker", "name"),
    [
        ("ObjectNode", "sklearn.linear_model._logistic.LogisticRegression"),
        ("ObjectNode", "sklearn.pipeline.Pipeline"),
        ("ObjectNode", "sklearn.gaussian_process.kernels.RBF"),
        ("TreeNode", "sklearn.tree._tree.Tree"),
        ("FunctionNode", "numpy.log1p"),
        ("FunctionNode", "scipy.special.expit"),
        ("FunctionNode", "sklearn.feature_selection._univariate_selection.f_classif"),
        ("FunctionNode", "sklearn.metrics._classification.accuracy_score"),
        ("NdArrayNode", "numpy.float32"),
        ("SparseMatrixNode", "scipy.sparse._csr.csr_matrix"),
        ("TypeNode", "numpy.int64"),
    ],
)
def test_parts_of_models_are_trusted(maker, name):
    """
    Estimators, arrays, universal functions, scores and tests of features.
    """
    assert is_trusted(maker, name)


@pytest.mark.parametrize(
    ("maker", "name"),
    [
        ("ObjectNode", "sklearn.linear_model.LogisticRegression"),
        ("ObjectNode", "sklearn.datasets._base.Path"),
        ("ObjectNode", "sklearn.tree._tree.Tree"),
        ("ObjectNode", "mlclf.compare._predictor.Predictor"),
        ("ObjectNode", "mlclf.strategies._binary_relevance.MultiLabelMetaClassifier"),
        ("ObjectNode", "mlclf.strategies.no_such_file.X"),
        ("ObjectNode", "mlclf.nowhere._a.X"),
        ("ObjectNode", "mlclf"),
        ("ObjectNode", ""),
        ("FunctionNode", "numpy.load"),
        ("FunctionNode", "numpy.memmap"),
        ("FunctionNode", "sklearn.metrics._classification.check_array"),
        ("TypeNode", "numpy.memmap"),
        ("TypeNode", "builtins.map"),
        ("CachedNode", "builtins.dict"),
        ("PartialNode", "functools.partial"),
        ("MethodNode", "sklearn.pipeline.Pipeline.fit"),
        ("NoSuchNode", "builtins.dict"),
    ],
)
def test_others_are_not(maker, name):
    """
    Neither other names of a known type, nor other ways to make it.
    """
    assert not is_trusted(maker, name)
