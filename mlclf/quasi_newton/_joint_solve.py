"""All columns of a penalized linear model by one batched quasi-Newton solve."""

import math
import warnings

import numpy as np
import scipy.sparse as sp
from sklearn.exceptions import ConvergenceWarning

from mlclf._floats import float_dtype
from mlclf._threads import limit_blas
from mlclf.quasi_newton._blocks import plan_blocks, run_blocks
from mlclf.quasi_newton._class_weights import class_weights
from mlclf.quasi_newton._design import (
    Design,
    append_constant,
    choose_container,
    is_well_scaled,
)
from mlclf.quasi_newton._lbfgs import DEVICE_MEMORY, MEMORY, minimize_columns
from mlclf.quasi_newton._logistic_columns import PreconditionerPlan

__all__ = ["JointSolve", "solve_columns", "warn_unconverged"]

# Below this many multiply-adds of one pass over the data, precision costs no time: only
# this share of what larger ones leave is left to gain.
SMALL_WORK = 1e6
SMALL_GAIN = 5e-4


def solve_columns(
    loss,
    estimator,
    X,
    Y,
    *,
    sample_weight=None,
    masks=None,
    progress=None,
    backend,
    bias=None,
):
    """Fit one linear model per column of Y.

    Parameters
    ----------
    loss : type
        Of the columns: :class:`LogisticColumns`, or one like it.

    estimator : classifier
        Gives C, tol, max_iter, fit_intercept and class_weight.

    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        The design of all columns.

    Y : {ndarray, tensor} of shape (n_samples, n_columns), 0 or 1
        Label columns.

    sample_weight : ndarray of shape (n_samples,) or (n_samples, n_columns), \
            default=None
        Weights; zero takes a sample out.

    masks : ndarray of shape (n_features, n_columns) of bool, default=None
        The features that each column may use; None for all.

    progress : Progress, default=None
        Stepped once per column that ends in fewer than ``max_iter`` iterations.

    backend : NumpyBackend or TorchBackend
        Where to compute, in double precision.

    bias : float, default=None
        The constant feature whose coefficient, penalized as the others are, makes the
        intercept; 0 is none. None stands for an intercept without penalty.

    Returns
    -------
    coef : ndarray of shape (n_columns, n_features)
        Coefficients.

    intercept : ndarray of shape (n_columns,)
        Intercepts; infinite for constant columns.

    n_iter : ndarray of shape (n_columns,)
        Iterations; above ``max_iter`` where they did not converge, of which
        :func:`warn_unconverged` tells.
    """
    X, Y, weight = backend.samples(X), backend.labels(Y), sample_weight
    if weight is not None:
        weight = np.asarray(weight, dtype=float).reshape(len(Y), -1)
    on, off = backend.find_values(Y, weight)
    dtype = float_dtype(X)
    coef = np.zeros((Y.shape[1], X.shape[1]), dtype=dtype)
    intercept = np.where(on, np.inf, -np.inf).astype(dtype)
    n_iter = np.zeros(Y.shape[1], dtype=np.int32)
    todo = np.flatnonzero(on & off)
    if progress is not None:
        for _ in range(Y.shape[1] - len(todo)):
            progress.step()
    if len(todo):
        with limit_blas(_work(X, todo)), backend.exact():
            solve = JointSolve(
                loss, estimator, X, Y, todo, weight, masks, backend, bias
            )
            for columns, solved in solve.run(progress):
                coef[columns], intercept[columns], n_iter[columns] = solved
    return coef, intercept, n_iter


def warn_unconverged(n_iter, max_iter, progress=None):
    """Warn of columns that did not converge, and count them as done.

    Parameters
    ----------
    n_iter : ndarray of shape (n_columns,)
        As from :func:`solve_columns`.

    max_iter : int
        Iterations that were allowed.

    progress : Progress, default=None
        Stepped for the columns of which :func:`solve_columns` has not told.

    Returns
    -------
    n_iter : ndarray of shape (n_columns,)
        Iterations that were taken.
    """
    if progress is not None:
        for _ in range(np.count_nonzero(n_iter >= max_iter)):
            progress.step()
    failed = n_iter > max_iter
    if failed.any():
        warnings.warn(
            f"{failed.sum()} of {len(failed)} columns did not converge in "
            f"max_iter={max_iter} iterations: scale the features or increase max_iter.",
            ConvergenceWarning,
            stacklevel=3,
        )
    return np.minimum(n_iter, max_iter)


def _work(X, columns):
    """Return the multiply-adds of one pass over the data."""
    return (X.nnz if sp.issparse(X) else math.prod(X.shape)) * len(columns)


class JointSolve:
    """The fit of all columns that are not constant, block by block.

    Parameters
    ----------
    loss : type
        Of the columns: :class:`LogisticColumns`, or one like it.

    estimator : classifier
        Gives C, tol, max_iter, fit_intercept and class_weight.

    X, Y, weight, masks, backend, bias
        As for :func:`solve_columns`; the weights have two dimensions.

    todo : ndarray
        Numbers of the columns.
    """

    def __init__(self, loss, estimator, X, Y, todo, weight, masks, backend, bias=None):
        self.loss, self.estimator, self.bias = loss, estimator, bias
        self.Y, self.weight = Y, weight
        if weight is None:
            share = np.ones(len(Y))
        else:
            share = weight[:, todo if weight.shape[1] > 1 else [0]].mean(axis=1)
        share = share / share.sum()
        work = _work(X, todo)
        self.gain = loss.gain * (1 if work >= SMALL_WORK else SMALL_GAIN)
        self._balance(backend)
        X = choose_container(X, backend)
        # A gradient of 1e-4 per sample is far above the rounding of float32; small
        # problems gain nothing by it, and features far from zero lose too much.
        single = estimator.tol >= 1e-5 and work >= SMALL_WORK
        if single and is_well_scaled(X, backend):
            backend = backend.single()
        self.backend = backend
        kind = Design
        if not backend.on_cpu:
            from mlclf.quasi_newton._split_design import choose_design

            kind = choose_design(X, len(todo), backend)
        centers = estimator.fit_intercept and bias is None
        if bias:
            X = append_constant(X, bias)
            if masks is not None:
                masks = np.vstack([masks, np.ones_like(masks[:1])])
        self.design = kind(X, share, intercept=centers, backend=backend)
        self.masks = None if masks is None else masks[self.design.used]
        self.plan = PreconditionerPlan(self, todo, share)
        self.todo = self.plan.todo

    def _balance(self, backend):
        """Find the weights of both classes, and what they make of each column."""
        on = backend.weigh(self.Y, self.weight)
        all_of_it = len(self.Y) if self.weight is None else self.weight.sum(axis=0)
        off = all_of_it - on
        self.class_weight = class_weights(self.estimator.class_weight, on, off)
        on, off = on * self.class_weight[1], off * self.class_weight[0]
        self.total = on + off
        tiny = np.finfo(float).tiny
        self.prevalence = np.clip(on / np.maximum(self.total, tiny), 1e-9, 1 - 1e-9)

    def run(self, progress):
        """Return columns with their coefficients, intercepts and iterations."""
        n_samples, n_params = self.design.n_samples, self.design.n_params
        size = self.backend.empty((1,)).itemsize
        if self.backend.on_cpu:
            per_column = size * (8 * n_samples + (2 * MEMORY + 10) * n_params)
            blocks = plan_blocks(
                len(self.todo), work=self.design.work, bytes_per_column=per_column
            )
        else:
            # Pairs of vectors, and a product of all of them.
            per_column = size * (12 * n_samples + (4 * DEVICE_MEMORY + 6) * n_params)
            n_columns = len(self.todo)
            budget = self.backend.block_bytes(n_columns * per_column)
            width = max(1, budget // per_column)
            blocks = [
                slice(a, min(a + width, n_columns)) for a in range(0, n_columns, width)
            ]
        solved = run_blocks(
            self._solve_block,
            blocks,
            work=self.design.work,
            progress=progress,
            threads=self.backend.on_cpu,
        )
        return zip((self.todo[block] for block in blocks), solved)

    def _solve_block(self, block, on_done):
        estimator, columns = self.estimator, self.todo[block]
        tol = min(estimator.tol, 1e-4)
        minimize = minimize_columns
        if not self.backend.on_cpu:
            from mlclf.quasi_newton._device_lbfgs import fill_up
            from mlclf.quasi_newton._device_lbfgs import minimize_on_device as minimize

            block = fill_up(block)
        problem = self.loss(self, self.todo[block], self.plan.make(block))
        T, n_iter = minimize(
            problem,
            tol=tol * self.total[columns],
            gain_tol=self.gain * (tol / 1e-4) ** 2,
            max_iter=estimator.max_iter,
            on_done=on_done,
        )
        coef, intercept = self.design.restore(T)
        if self.bias:
            coef, intercept = coef[:, :-1], coef[:, -1] * self.bias
        return coef, intercept, n_iter
