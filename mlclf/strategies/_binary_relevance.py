"""Binary relevance: one independent classifier per label."""

from numbers import Integral

import numpy as np

from mlclf._device import check_torch, choose_device
from mlclf._device_checks import send_finite, send_indicator
from mlclf._sklearn import HasMethods, StrOptions
from mlclf.engines import Work, fit_columns
from mlclf.strategies._columns_classifier import ColumnsClassifier


class BinaryRelevance(ColumnsClassifier):
    """Fit one independent binary classifier per label.

    The baseline every other method must beat: it ignores all dependence between
    labels, costs ``n_labels`` fits, and is optimal for the Hamming loss when the
    base classifiers estimate the marginals well [1]_.

    Parameters
    ----------
    estimator : classifier
        Base classifier, cloned once per label. Without ``predict_proba``, its
        ``decision_function`` or its prediction stands in for the probability.

    solver : {"auto", "joint", "separate"}, default="auto"
        How the labels are fitted. "separate": one fit of ``estimator`` after the
        other. "joint": all of them in one solve, to the same optimum; an error where
        ``estimator`` is of no known kind, or has parameters that rule it out. "auto":
        a joint solve where it is possible and the faster way.

    device : str, torch.device or None, default=None
        Where a joint solve computes (a neighbor search: in predictions): None is the
        CPU, or where X is if it is a tensor; "cuda" is a GPU, by torch, which needs
        the extra ``neural``.

    n_jobs : int, default=None
        Number of processes for separate fits; -1 uses every core. A joint solve
        uses the threads that linear algebra may use.

    Attributes
    ----------
    estimators_ : list of length n_labels
        Fitted classifiers, in the order of the columns of ``y``. A label with one
        value in training gets a constant classifier. After a joint solve they are
        made when first asked for.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    References
    ----------
    .. [1] Dembczyński, K., Waegeman, W., Cheng, W., & Hüllermeier, E. (2012).
       On label dependence and loss minimization in multi-label classification.
       Machine Learning, 88, 5-45.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import BinaryRelevance
    >>> X, y = make_multilabel_classification(n_classes=4, random_state=0)
    >>> BinaryRelevance(LogisticRegression()).fit(X, y).predict(X).shape
    (100, 4)
    """

    _delegates_X = True

    _parameter_constraints: dict = {
        "estimator": [HasMethods(["fit"])],
        "solver": [StrOptions({"auto", "joint", "separate"})],
        "device": "no_validation",  # torch knows its devices
        "n_jobs": [Integral, None],
    }

    def __init__(self, estimator, *, solver="auto", device=None, n_jobs=None):
        self.estimator = estimator
        self.solver = solver
        self.device = device
        self.n_jobs = n_jobs

    def _validate_X(self, X, *, reset=True, **kwargs):
        device = self._gpu() if reset and _are_numbers(X) else None
        checks = self._X_checks()
        if device is None or checks is None or not checks["ensure_all_finite"]:
            return super()._validate_X(X, reset=reset, **kwargs)
        X = super()._validate_X(X, reset=reset, ensure_all_finite=False, **kwargs)
        return send_finite(X, device, self)

    def _check_matrix(self, y):
        device = self._gpu() if _are_numbers(y) else None
        if device is None:
            return super()._check_matrix(y)
        return send_indicator(y, device)

    def _gpu(self):
        """Return the GPU that is to compute the fit, or None."""
        if self.device is None:
            return None
        check_torch("device")
        device = choose_device(self.device)
        return device if device.type == "cuda" else None

    def _fit(self, X, Y, **fit_params):
        self._columns = fit_columns(
            self.estimator,
            X,
            Y,
            work=Work(self.solver, self.device, self.n_jobs),
            progress=self._progress(Y.shape[1], "label"),
            label_names=getattr(self, "label_names_in_", None),
            **fit_params,
        )


def _are_numbers(A):
    return isinstance(A, np.ndarray) and A.dtype.kind in "buif"
