"""Logistic regressions of few features or few samples, by Newton steps."""

import numpy as np
from scipy.linalg import LinAlgError, svd
from scipy.linalg.blas import dsyrk
from scipy.linalg.lapack import dposv
from scipy.special import expit

from mlclf.quasi_newton._class_weights import weigh_samples
from mlclf.solvers._newton_steps import NewtonSteps

__all__ = ["LogisticNewton"]

# The steps end where the next one seems to gain less than this share of the objective,
# and what scikit-learn would do is left behind where nothing is gained any more.
GAIN, ROUNDING = 1e-10, 1e-13

# Samples of which the smaller side and the entries are at most so many are quick.
SHORT_SIDE, ENTRIES = 256, 2**23

# Entries of the weighted samples that are made at a time.
CHUNK = 2**22


class LogisticNewton(NewtonSteps):
    r"""The fit of LogisticRegression to one column after another over dense samples.

    Neither the scales of the features, nor their distance from zero, nor a weak
    penalty matter to Newton steps in the singular basis of the samples, whose
    coordinates are all of one size: with :math:`X - \bar x = U S V^T` and coefficients
    :math:`V S^{-1} t`, the margins are :math:`U t + b`, and the penalty
    :math:`\tfrac12 \lVert S^{-1} t \rVert^2`.

    Parameters
    ----------
    estimator : LogisticRegression
        Gives the parameters; never touched.

    X : ndarray of shape (n_samples, n_features)
        Samples.
    """

    def __init__(self, estimator, X):
        self.estimator = estimator
        X = X.astype(float, copy=False)
        self.center = X.mean(axis=0) if estimator.fit_intercept else 0 * X[0]
        U, size, V = svd(X - self.center, full_matrices=False, check_finite=False)
        seen = size > max(X.shape) * np.finfo(float).eps * size[:1].max(initial=0)
        self.basis = V[seen].T / size[seen]
        self.to_basis = V[seen] * size[seen, None]
        self.design, self.ridge = U[:, seen], size[seen] ** -2.0
        if estimator.fit_intercept:
            self.design = np.column_stack([self.design, np.ones(len(X))])
            self.ridge = np.append(self.ridge, 0.0)
        self.design = np.ascontiguousarray(self.design)

    @staticmethod
    def is_quick(X):
        """Say whether the steps are the better way for columns where others creep."""
        return min(X.shape) <= SHORT_SIDE and X.shape[0] * X.shape[1] <= ENTRIES

    @staticmethod
    def losses(margins):
        """Return the losses of margins that are positive on the right side."""
        return np.logaddexp(0, -margins)

    @staticmethod
    def bias(estimator):  # noqa: ARG004 - the interface
        """Return 0: the intercept is not penalized."""
        return 0.0

    def fit(self, y, sample_weight=None, *, coef, intercept):
        """As :meth:`NewtonSteps.fit` says."""
        weight = np.ones(len(y)) if sample_weight is None else sample_weight
        weight = weigh_samples(self.estimator.class_weight, y, weight)
        column = _Column(self.design, self.ridge, y, self.estimator.C * weight)
        t, b = self.to_basis @ coef, self.estimator.fit_intercept
        start = np.append(t, [intercept + self.center @ coef] if b else [])
        t, n_iter = column.minimize(start, self.estimator.max_iter)
        coef = self.basis @ (t[:-1] if b else t)
        return coef, t[-1] - self.center @ coef if b else 0.0, n_iter


class _Column:
    """The objective of one column in the basis."""

    def __init__(self, design, ridge, y, weight):
        self.design, self.ridge, self.y, self.weight = design, ridge, y, weight
        self.signs = np.where(y > 0, 1.0, -1.0)

    def minimize(self, t, max_iter):
        """Return the solution, and the steps to it."""
        nothing = self._nothing()
        t = min(nothing, t, key=lambda t: self._value(t, self.design @ t))
        margins = self.design @ t
        value = self._value(t, margins)
        for n_iter in range(1, max_iter + 1):
            step, gain = self._step(t, margins)
            along = self.design @ step
            length, best = 1.0, value
            while length > 1e-12:
                best = self._value(t + length * step, margins + length * along)
                if best <= value - 0.1 * length * gain or gain <= ROUNDING * value:
                    break
                length *= 0.5
            if best < value:
                t, margins = t + length * step, margins + length * along
            if gain <= GAIN * value or value - best <= ROUNDING * value:
                if gain > 1e-4 * value:
                    break
                return t, n_iter
            value = best
        raise LinAlgError("the steps do not end")

    def _nothing(self):
        """Return no coefficients, and the intercept of the prevalence."""
        t = np.zeros(len(self.ridge))
        if len(t) and self.ridge[-1] == 0:
            on = self.weight @ (self.y > 0)
            t[-1] = np.log(on / (self.weight.sum() - on))
        return t

    def _value(self, t, margins):
        losses = np.logaddexp(0, -self.signs * margins)
        return self.weight @ losses + 0.5 * (self.ridge @ t**2)

    def _step(self, t, margins):
        """Return the Newton step, and what it would gain were the objective square."""
        p = expit(margins)
        gradient = self.design.T @ (self.weight * (p - (self.y > 0))) + self.ridge * t
        curvatures = np.sqrt(self.weight * p * (1 - p))
        hessian = np.zeros((len(t), len(t)), order="F")
        size = max(1, CHUNK // max(1, len(t)))
        for start in range(0, len(margins), size):
            some = slice(start, start + size)
            B = self.design[some] * curvatures[some, None]
            hessian = dsyrk(1.0, B.T, beta=1.0, c=hessian, lower=1, overwrite_c=1)
        diagonal = np.einsum("ii->i", hessian)
        diagonal += self.ridge
        # Samples far on either side have no curvature: their intercept would have none.
        diagonal *= 1 + 1e-14
        diagonal += np.finfo(float).tiny
        _, step, failed = dposv(hessian, -gradient, lower=1)
        if failed:
            raise LinAlgError("the penalty is lost in the rounding of the features")
        return step, -0.5 * (step @ gradient)
