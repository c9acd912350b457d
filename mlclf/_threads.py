"""Cores shared between our own tasks and the threads of BLAS."""

import time
from contextlib import contextmanager, nullcontext
from functools import lru_cache

from joblib import cpu_count, effective_n_jobs
from threadpoolctl import ThreadpoolController

__all__ = ["count_threads", "fit_work", "limit_blas"]

# Below this many multiply-adds in one BLAS call (about a millisecond of one core) a
# second thread costs more than it brings: the threads spin while they wait.
SMALL_WORK = 5e7

# Solvers of linear models that multiply X by one vector per class, again and again.
MATRIX_VECTOR = ("lbfgs", "liblinear", "newton-cg", "sag", "saga")


def count_threads(n_jobs=None):
    """Say how many threads a loop of our own may use.

    Parameters
    ----------
    n_jobs : int, default=None
        As scikit-learn reads it. None is every core that OpenMP may use, which
        ``OMP_NUM_THREADS``, threadpoolctl and joblib's workers all limit.

    Returns
    -------
    n_threads : int
        At least 1.

    Examples
    --------
    >>> count_threads(3)
    3
    """
    if n_jobs is not None:
        return effective_n_jobs(n_jobs)
    openmp = _controller().select(user_api="openmp").lib_controllers
    return max(1, min([cpu_count(), *(library.num_threads for library in openmp)]))


def limit_blas(work):
    """Give BLAS one thread for as long as its calls are too small to share.

    Fits on small matrices call BLAS thousands of times; where each call is a few
    microseconds, its threads cost ten times what they save. Large calls keep all the
    threads that they had.

    Parameters
    ----------
    work : float
        Multiply-adds of one typical BLAS call: for the product of an (n, d) by a
        (d, k) matrix, n * d * k.

    Returns
    -------
    limit : context manager
        The limit holds inside its ``with`` block.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> X, y = [[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1]
    >>> with limit_blas(work=4):
    ...     LogisticRegression().fit(X, y).predict([[4.0]])
    array([1])
    """
    if work >= SMALL_WORK:
        return nullcontext()
    return _one_blas_thread()


def fit_work(estimator, X, n_columns=1):
    """Estimate the multiply-adds of one BLAS call in a fit, for :func:`limit_blas`.

    Parameters
    ----------
    estimator : classifier
        About to be fitted.

    X : {array-like, sparse matrix} of shape (n_samples, n_features)
        Training samples.

    n_columns : int, default=1
        Number of classes or targets that the fit has beyond one.

    Returns
    -------
    work : float
        Infinite where X does not say how large it is.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LogisticRegression, RidgeClassifier
    >>> fit_work(LogisticRegression(), np.ones((100, 20)))
    2000.0
    >>> fit_work(RidgeClassifier(), np.ones((100, 20)))
    40000.0
    """
    shape = getattr(X, "shape", ())
    if len(shape) != 2:
        return float("inf")
    if getattr(estimator, "solver", None) in MATRIX_VECTOR:
        return float(shape[0] * shape[1] * n_columns)
    # Anything else may factorize: kernels, discriminants, normal equations.
    return float(shape[0] * shape[1] * max(min(shape), n_columns))


# Who holds the limit, and the threads that each library had before the first of them.
_blas = {"holders": set(), "before": []}
# The holder whose turn it is to change them: a lock that knows its owner, which may
# take it and let it go again.
_turn = {}


@contextmanager
def _one_blas_thread():
    """Limit BLAS; of limits that overlap, the last one out gives the threads back."""
    holder = object()
    # Ctrl-C may come at any instruction, of the inner ``finally``, too. Every step may
    # be done twice, and what the inner one has left the outer one does.
    try:
        try:
            _hold(holder)
            yield
        finally:
            _let_go(holder)
    finally:
        _let_go(holder)


def _hold(holder):
    _wait_for_turn(holder)
    if not _blas["holders"]:
        libraries = _controller().select(user_api="blas").lib_controllers
        _blas["before"] = [(library, library.num_threads) for library in libraries]
        _blas["holders"].add(holder)
        _set_threads((library, 1) for library in libraries)
    _blas["holders"].add(holder)
    _end_turn(holder)


def _let_go(holder):
    if holder not in _blas["holders"] and _turn.get("of") is not holder:
        return
    _wait_for_turn(holder)
    if _blas["holders"] == {holder}:
        _set_threads(_blas["before"])
    _blas["holders"].discard(holder)
    _end_turn(holder)


def _set_threads(pairs):
    # Newer versions of threadpoolctl let one thread only, the first, set what holds for
    # the whole process, and ignore the others silently. Ours take turns.
    for library, n_threads in pairs:
        release = getattr(library, "clear_controlling_thread", lambda **_: None)
        release(force=True)
        library.set_num_threads(n_threads)
        release(force=True)


def _wait_for_turn(holder):
    while _turn.setdefault("of", holder) is not holder:  # in one step, as locks are
        time.sleep(1e-5)


def _end_turn(holder):
    if _turn.get("of") is holder:
        del _turn["of"]


@lru_cache(maxsize=1)
def _controller():
    # Looking through the loaded libraries takes a millisecond or two: once is enough,
    # as numpy and scipy have theirs loaded by now.
    return ThreadpoolController()
