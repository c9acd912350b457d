"""Nearest neighbor classifiers: one search serves all labels."""

import numpy as np
import scipy.sparse as sp
from sklearn.base import clone

from mlclf._base import fit_binary
from mlclf._device import from_tensor
from mlclf.backends._choose_backend import backend_on, refuse_large
from mlclf.solvers._device_search import DeviceSearch

__all__ = ["MASKS", "NeighborsFit", "fit", "pays", "refuse", "refuse_device"]

MASKS = False


def refuse(estimator, X, fit_params):  # noqa: ARG001 - the protocol of solvers
    """Say why no joint fit has the answer of the separate ones, or return None."""
    if fit_params:
        return "KNeighborsClassifier takes no fit parameters"
    return None


def refuse_device(estimator, X, fit_params):
    """As :func:`refuse`, for a search on a device."""
    metric = estimator.metric
    if metric == "minkowski" and estimator.p == 2:
        metric = "euclidean"
    if metric not in ("euclidean", "l2") or estimator.metric_params:
        return "distances are not Euclidean"
    return refuse(estimator, X, fit_params) or refuse_large(X)


def pays(estimator, X, n_columns, masks=False):  # noqa: ARG001 - the protocol of solvers
    """Say whether the joint fit is the faster one."""
    return n_columns > 1


def fit(
    estimator,
    X,
    Y,
    *,
    sample_weight=None,  # noqa: ARG001 - the protocol of solvers
    masks=None,  # noqa: ARG001
    progress=None,
    device=None,
):
    """Fit one k-nearest neighbor classifier per column of Y.

    Parameters
    ----------
    estimator : KNeighborsClassifier
        Gives the parameters; never touched.

    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        Samples.

    Y : {ndarray, tensor} of shape (n_samples, n_columns), 0 or 1
        Label columns.

    sample_weight, masks : None
        Not used.

    progress : Progress, default=None
        Stepped once per column.

    device : str or torch.device, default=None
        Where predictions will search for neighbors; None is the CPU.

    Returns
    -------
    fitted : NeighborsFit
        The columns.
    """
    X, Y = from_tensor(X)[0], from_tensor(Y)[0]
    search = None
    if not backend_on(device).on_cpu:
        search = DeviceSearch(X, estimator.n_neighbors, device)
    fitted = NeighborsFit(estimator, X, Y, search)
    if progress is not None:
        for _ in range(Y.shape[1]):
            progress.step()
    return fitted


class NeighborsFit:
    """The nearest neighbor classifiers of all columns.

    Parameters
    ----------
    estimator : KNeighborsClassifier
        The unfitted base classifier.

    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Training samples.

    Y : ndarray of shape (n_samples, n_columns), 0 or 1
        Their labels.

    search : object, default=None
        Has ``kneighbors``; None is scikit-learn's.
    """

    def __init__(self, estimator, X, Y, search=None):
        self.estimator = estimator
        self.X = X
        self.Y = Y
        # What is searched does not depend on the labels: any column will do.
        self.search = search or clone(estimator).fit(X, np.arange(len(Y)) % 2)
        self.sparse_Y = sp.csr_array(Y, dtype=np.float64)

    def predict_proba(self, X):
        """Return the weighted share of the neighbors that carry each label."""
        weights = self.estimator.weights
        if weights in (None, "uniform"):
            neighbors = self.search.kneighbors(X, return_distance=False)
            shares = np.full(neighbors.shape, 1 / neighbors.shape[1])
        else:
            distances, neighbors = self.search.kneighbors(X)
            shares = weights(distances) if callable(weights) else _inverse(distances)
            total = shares.sum(axis=1, keepdims=True)
            shares = shares / np.where(total == 0, 1, total)
        n, k = neighbors.shape
        graph = sp.csr_array(
            (shares.ravel(), neighbors.ravel(), np.arange(n + 1) * k),
            shape=(n, len(self.Y)),
        )
        # Equal shares may add up to 1 + 1e-16, or to a hair above one half.
        return np.clip((graph @ self.sparse_Y).toarray().round(12), 0, 1)

    def make_estimators(self):
        """Return one fitted scikit-learn classifier per column."""
        return [fit_binary(self.estimator, self.X, y) for y in self.Y.T]


def _inverse(distances):
    """Return 1 / distance; where some are zero, only those count."""
    zero = distances == 0
    with np.errstate(divide="ignore"):
        inverse = 1 / distances
    return np.where(zero.any(axis=1, keepdims=True), zero, inverse)
