"""Types that a model file may hold: exact names, by the way in which skops makes them.

How an object is made matters as much as its type. A file chooses both, so both are
looked up: an estimator may be filled with attributes, never called with arguments.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from sklearn._loss._loss import CyHalfBinomialLoss

__all__ = ["is_trusted"]

_OPTIMIZERS = "sklearn.neural_network._stochastic_optimizers"

# Parts of fitted models that are no estimators.
_PARTS = {
    "mlclf.calibration._calibrators.IsotonicCalibrator",
    "mlclf.calibration._calibrators.SigmoidCalibrator",
    "mlclf.decoding._decode.Target",
    "mlclf.engines._chains.JointChain",
    "mlclf.engines._chains.SeparateChain",
    "mlclf.engines._columns.JointColumns",
    "mlclf.engines._columns.SeparateColumns",
    "mlclf.neighbors._neighbor_search.NeighborSearch",
    "mlclf.solvers._gaussian_nb.GaussianFit",
    "mlclf.solvers._k_neighbors.NeighborsFit",
    "mlclf.solvers._linear_fit.LinearFit",
    "mlclf.solvers._naive_bayes.NaiveBayesFit",
    "mlclf.solvers._ridge_classifier.RidgeFit",
    *(
        f"sklearn._loss.link.{name}"
        for name in (
            "HalfLogitLink",
            "IdentityLink",
            "Interval",
            "LogLink",
            "LogitLink",
            "MultinomialLogit",
        )
    ),
    *(
        f"sklearn._loss.loss.{name}"
        for name in (
            "AbsoluteError",
            "ExponentialLoss",
            "HalfBinomialLoss",
            "HalfGammaLoss",
            "HalfMultinomialLoss",
            "HalfPoissonLoss",
            "HalfSquaredError",
            "HuberLoss",
            "PinballLoss",
        )
    ),
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.calibration._TemperatureScaling",
    "sklearn.compose._column_transformer.make_column_selector",
    "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.gaussian_process._gpc._BinaryGaussianProcessClassifierLaplace",
    *(
        f"sklearn.gaussian_process.kernels.{name}"
        for name in (
            "CompoundKernel",
            "ConstantKernel",
            "DotProduct",
            "ExpSineSquared",
            "Exponentiation",
            "Hyperparameter",
            "Matern",
            "PairwiseKernel",
            "Product",
            "RBF",
            "RationalQuadratic",
            "Sum",
            "WhiteKernel",
        )
    ),
    *(
        f"sklearn.metrics._dist_metrics.{name}Distance{width}"
        for width in ("", "32", "64")
        for name in ("Chebyshev", "Euclidean", "Manhattan", "Minkowski")
    ),
    "sklearn.metrics._scorer._CurveScorer",
    "sklearn.metrics._scorer._PassthroughScorer",
    "sklearn.metrics._scorer._Scorer",
    *(
        f"sklearn.model_selection._split.{name}"
        for name in (
            "GroupKFold",
            "GroupShuffleSplit",
            "KFold",
            "RepeatedKFold",
            "RepeatedStratifiedKFold",
            "ShuffleSplit",
            "StratifiedGroupKFold",
            "StratifiedKFold",
            "StratifiedShuffleSplit",
        )
    ),
    *(
        f"mlclf.model_selection.{name}"
        for name in (
            "_iterative_stratified_k_fold.IterativeStratifiedKFold",
            "_iterative_stratified_shuffle_split.IterativeStratifiedShuffleSplit",
        )
    ),
    "sklearn.multiclass._ConstantPredictor",
    "sklearn.neighbors._ball_tree.BallTree",
    "sklearn.neighbors._kd_tree.KDTree",
    f"{_OPTIMIZERS}.AdamOptimizer",
    f"{_OPTIMIZERS}.SGDOptimizer",
    "sklearn.utils._bunch.Bunch",
    "sklearn.utils._metadata_requests.MetadataRequest",
    "sklearn.utils._metadata_requests.MethodMetadataRequest",
}

# Estimators of other packages whose files hold nothing but their own model.
_BOOSTERS = {
    "catboost.core.CatBoostClassifier",
    "lightgbm.basic.Booster",
    "lightgbm.sklearn.LGBMClassifier",
    "xgboost.core.Booster",
    "xgboost.sklearn.XGBClassifier",
    "xgboost.sklearn.XGBRFClassifier",
}

# Rooms of mlclf with estimators: a name of another room is not even looked up.
_ROOMS = {
    *("strategies", "neighbors", "thresholds", "calibration", "decoding"),
    *("compare", "features", "resampling"),
}

_SCALARS = {f"numpy.{kind.__name__}" for kind in np.sctypeDict.values()}
_SPARSE = {
    f"scipy.sparse._{kind}.{kind}_{shape}"
    for kind in ("csr", "csc", "coo", "dia", "bsr")
    for shape in ("array", "matrix")
}
_OLD_HOME = {CyHalfBinomialLoss.__module__} & {"_loss"}
# Before scikit-learn 1.8 these say that they stand in a module "_loss".
_COLUMN_LOSSES = {
    f"{home}.Cy{name}"
    for home in ("sklearn._loss._loss", *_OLD_HOME)
    for name in (
        "AbsoluteError",
        "ExponentialLoss",
        "HalfBinomialLoss",
        "HalfGammaLoss",
        "HalfMultinomialLoss",
        "HalfPoissonLoss",
        "HalfSquaredError",
        "HuberLoss",
        "PinballLoss",
    )
}
_ROW_LOSSES = {
    f"sklearn.linear_model._sgd_fast.{name}"
    for name in (
        *("EpsilonInsensitive", "Hinge", "Huber", "Log", "ModifiedHuber"),
        *("SquaredEpsilonInsensitive", "SquaredHinge", "SquaredLoss"),
    )
}
_UFUNC_HOMES = {
    "numpy": "numpy",
    "numpy._core._multiarray_umath": "numpy",
    "numpy._core.umath": "numpy",
    "numpy.core._multiarray_umath": "numpy",  # before NumPy 2
    "numpy.core.umath": "numpy",
    "scipy.special": "scipy.special",
    "scipy.special._ufuncs": "scipy.special",
    "scipy.special._special_ufuncs": "scipy.special",
}

# How skops makes an object | the types that may be made in this way.
_BY_MAKER = {
    "BytearrayNode": {"builtins.bytearray"},
    "BytesNode": {"builtins.bytes"},
    "ConstructorFromReduceNode": {"builtins.frozenset", "builtins.range"},
    "DTypeNode": {"numpy.dtype"},
    "DefaultDictNode": {"collections.defaultdict"},
    "DictNode": {
        *("builtins.dict", "collections.OrderedDict", "sklearn.utils._bunch.Bunch"),
    },
    "JsonNode": {"builtins.str"},
    "ListNode": {"builtins.list"},
    "LossNode": _COLUMN_LOSSES | _ROW_LOSSES,
    "MaskedArrayNode": {"numpy.ma.MaskedArray", "numpy.ma.core.MaskedArray"},
    "NdArrayNode": {"numpy.ndarray", *_SCALARS},
    "RandomGeneratorNode": {"numpy.random._generator.Generator"},
    "RandomStateNode": {"numpy.random.mtrand.RandomState"},
    "SetNode": {"builtins.set"},
    "SliceNode": {"builtins.slice"},
    "SparseMatrixNode": _SPARSE,
    "TreeNode": {"sklearn.tree._tree.Tree"},
    "TupleNode": {"builtins.tuple"},
    "TypeNode": {
        *(f"builtins.{kind}" for kind in ("bool", "float", "int", "str")),
        *(f"builtins.{kind}" for kind in ("list", "set", "tuple")),
        "collections.OrderedDict",
        *_SCALARS,
    },
}


def is_trusted(maker: str, name: str) -> bool:
    """Say whether a model file may hold a type that is made in a certain way.

    Parameters
    ----------
    maker : str
        Name of the kind of node that skops writes, such as ``ObjectNode``.

    name : str
        Full name of the type, or of the function.

    Returns
    -------
    trusted : bool
        False for each name and each maker that is not known.
    """
    if maker == "ObjectNode":
        return name in _PARTS | _BOOSTERS or _is_estimator(name)
    if maker == "FunctionNode":
        return _is_ufunc(name) or name in _pure_functions()
    return name in _BY_MAKER.get(maker, ())


def _is_estimator(name: str) -> bool:
    package, _, rest = name.partition(".")
    if package == "sklearn":
        return name in _sklearn_estimators()
    if package == "imblearn" and find_spec("imblearn"):
        return name in _imblearn_estimators()
    return package == "mlclf" and rest.split(".")[0] in _ROOMS and _is_ours(name)


def _is_ours(name: str) -> bool:
    """Say whether a name is an estimator, at the place where it is defined."""
    from sklearn.base import BaseEstimator

    module, _, kind = name.rpartition(".")
    if find_spec(module.rpartition(".")[0]) is None or find_spec(module) is None:
        return False
    found = getattr(import_module(module), kind, None)
    return (
        isinstance(found, type)
        and issubclass(found, BaseEstimator)
        and _full_name(found) == name
    )


@cache
def _sklearn_estimators() -> frozenset[str]:
    from sklearn.utils import all_estimators

    names = (_full_name(kind) for _, kind in all_estimators())
    return frozenset(name for name in names if name.startswith("sklearn."))


@cache
def _imblearn_estimators() -> frozenset[str]:
    from imblearn.utils.testing import all_estimators

    names = {_full_name(kind) for _, kind in all_estimators()}
    return frozenset({*names, "imblearn.pipeline.Pipeline"})


@cache
def _pure_functions() -> frozenset[str]:
    """Return functions that estimators hold, and that only compute."""
    from sklearn import feature_selection
    from sklearn.metrics import get_scorer, get_scorer_names

    scores = [get_scorer(name)._score_func for name in get_scorer_names()]
    tests = ("chi2", "f_classif", "f_regression", "r_regression")
    informations = ("mutual_info_classif", "mutual_info_regression")
    found = [getattr(feature_selection, name) for name in tests + informations]
    pools = {f"numpy.{name}" for name in ("max", "mean", "median", "min", "sum")}
    return frozenset({_full_name(part) for part in scores + found} | pools)


def _is_ufunc(name: str) -> bool:
    module, _, kind = name.rpartition(".")
    home = _UFUNC_HOMES.get(module)
    if home is None:
        return False
    return isinstance(getattr(import_module(home), kind, None), np.ufunc)


def _full_name(part) -> str:
    return f"{part.__module__}.{part.__qualname__}"
