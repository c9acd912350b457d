"""One block of logistic losses over a shared design, and its preconditioner."""

import numpy as np

from mlclf.quasi_newton._preconditioner import (
    CholeskyPreconditioner,
    DiagonalPreconditioner,
    TiledPreconditioner,
    inverse_factors,
    nested_families,
)

__all__ = ["LogisticColumns", "PreconditionerPlan"]

# Factors cost a Gram matrix and a Cholesky each, and save half the iterations or
# more. Their multiply-adds are worth this many passes over the data (passes over a few
# columns run at the speed of memory, factors at that of the cores), or are nothing.
FACTOR_PASSES = 80
CHEAP_FACTOR = 1e7
MAX_FACTOR = 2000


class LogisticColumns:
    """The logistic losses of some columns; see ``minimize_columns``.

    Parameters
    ----------
    solve : object
        The joint solve that the columns are part of.

    columns : ndarray of shape (n_columns,)
        Their numbers in the label matrix.

    preconditioner : object
        Of :meth:`PreconditionerPlan.make`, for these columns.
    """

    # Share of the objective that may be left to gain at scikit-learn's default tol.
    # Other values of tol change it by their square, as gradients change objectives.
    gain = 2e-6

    def __init__(self, solve, columns, preconditioner):
        backend = self.backend = solve.backend
        self.design = solve.design
        self.ridge = solve.design.ridge(1 / solve.estimator.C)
        self.unit = solve.design.unit()
        self._preconditioner = preconditioner
        Y = solve.Y[:, backend.index(columns)]
        W = solve.weight
        if W is not None:
            W = backend.wide(W[:, columns] if W.shape[1] > 1 else W)
        if solve.estimator.class_weight is not None:
            off, on = (backend.wide(w[columns]) for w in solve.class_weight)
            W = backend.where(Y > 0, on, off) * (1 if W is None else W)
        self.Y = backend.targets(Y)
        self.W = None if W is None else backend.array(W)
        self.masks = solve.masks
        if self.masks is not None:
            self.masks = backend.array(self.masks[:, columns])
        p = solve.prevalence[columns]
        self._intercept = np.log(p / (1 - p))
        self.forward = self.design.forward

    @staticmethod
    def curvature(p):
        """Return a loss's second derivative by a margin, about, at prevalence p."""
        return np.maximum(p * (1 - p), 1e-4)

    def start(self):
        """Return the parameters to start from: the prevalence alone."""
        T = self.backend.vectors((self.design.n_params, len(self._intercept)))
        T[...] = 0
        if self.design.intercept:
            T[-1] = self.backend.array(self._intercept)
        return T

    def residual(self, M, rows=slice(None)):
        """Return the derivative of the losses by margins of some samples, in place."""
        R = self.backend.sigmoid(M)
        R -= self.Y[rows]
        if self.W is not None:
            R *= self.W[rows]
        return R

    def loss(self, M):
        """Return the loss of each column."""
        losses = self.backend.softplus(M) - self.Y * M
        if self.W is not None:
            losses *= self.W
        return losses.sum(0)

    def slopes(self, M, Z):
        """Return the slopes along Z at M + Z, on a device."""
        from mlclf.quasi_newton._logistic_passes import slopes

        return slopes(M, Z, self.Y, self.W)

    def advance(self, M, Z, step, R):
        """Add step * Z to M; return residuals, slopes and losses there, on a device."""
        from mlclf.quasi_newton._logistic_passes import advance

        if R is None:
            R = self.design.empty_residuals(M.shape)
        return R, *advance(M, Z, step, self.Y, self.W, R)

    def backward(self, R):
        """Return the gradient of the losses; zero where a column may not look."""
        G = self.design.backward(R)
        if self.masks is not None:
            G[:-1] *= self.masks
        return G

    def precondition(self, G):
        """Return an approximate inverse Hessian times G."""
        return self._preconditioner.apply(G)

    def take(self, columns):
        """Return the losses of some of the columns."""
        some = self.backend.columns
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        new._preconditioner = self._preconditioner.take(columns)
        new._intercept = self._intercept[columns]
        new.Y = some(self.Y, columns)
        if self.W is not None and self.W.shape[1] > 1:
            new.W = some(self.W, columns)
        if self.masks is not None:
            new.masks = some(self.masks, columns)
        return new


class PreconditionerPlan:
    """Orders the columns, and makes the preconditioner of any block of them.

    Parameters
    ----------
    solve : object
        The joint solve.

    todo : ndarray
        Columns to solve.

    share : ndarray of shape (n_samples,)
        Weights of the samples.

    Attributes
    ----------
    todo : ndarray
        The columns in the order in which they are to be solved.
    """

    def __init__(self, solve, todo, share):
        self.backend, self.design = solve.backend, solve.design
        p = solve.prevalence[todo]
        curvature = solve.loss.curvature(p) * solve.total[todo]
        d = self.design.n_params - 1
        # Columns of like prevalence take a like number of iterations, and one factor.
        level = np.round(np.log2(curvature)).astype(int)
        family, orders = np.zeros(len(todo), dtype=int), [np.arange(d)]
        dense = not self.design.is_sparse and 0 < d <= MAX_FACTOR
        if dense and solve.masks is not None:
            family, orders = nested_families(solve.masks[:, todo])
        n_factors = len({*zip(family, level)})
        cost = d * d * (self.design.n_samples + n_factors * d)
        pass_cost = self.design.n_samples * d * len(todo)
        self.factored = dense and cost <= max(CHEAP_FACTOR, FACTOR_PASSES * pass_cost)
        order = np.lexsort((level, family)) if self.factored else np.argsort(-curvature)
        self.todo = todo[order]
        self.curvature = curvature[order]
        self.ridge = self.design.ridge(1 / solve.estimator.C)
        self.masks = solve.masks
        if self.factored:
            self._factor(family[order], level[order], orders, share)

    def _factor(self, family, level, orders, share):
        correlation = self.design.correlation(share)
        ridge = self.backend.numpy(self.ridge)[:-1, 0].astype(float)
        keys, self.group = np.unique(
            np.column_stack([family, level]), axis=0, return_inverse=True
        )
        self.group = self.group.ravel()
        self.factors = []
        for number, order in enumerate(orders):
            curvatures = 2.0 ** keys[keys[:, 0] == number, 1]
            factors = inverse_factors(
                correlation, curvatures, ridge, order, self.backend
            )
            if factors is None:
                self.factored = False
                return
            self.factors += factors
        if not self.backend.on_cpu:
            self.factors = self.backend.stack(self.factors)

    def make(self, block):
        """Return the preconditioner of a slice of the ordered columns."""
        curvature = self.backend.array(self.curvature[block])
        if not self.factored:
            return DiagonalPreconditioner(self.ridge, curvature, self.backend)
        masks = None
        if self.masks is not None:
            sizes = self.masks[:, self.todo[block]].sum(axis=0)
            rows = np.arange(self.design.n_params - 1)[:, None]
            masks = self.backend.array(rows < sizes)
        kind = CholeskyPreconditioner if self.backend.on_cpu else TiledPreconditioner
        return kind(self.factors, self.group[block], masks, curvature, self.backend)
