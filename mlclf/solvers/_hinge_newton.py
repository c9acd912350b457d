"""Support vector machines of few features or few samples, by Newton steps."""

import numpy as np
from scipy.linalg import LinAlgError, qr
from scipy.linalg.blas import dsyrk
from scipy.linalg.lapack import dposv

from mlclf.quasi_newton._class_weights import weigh_samples
from mlclf.quasi_newton._design import append_constant
from mlclf.solvers._newton_steps import NewtonSteps
from mlclf.solvers._svc_costs import newton_is_quick

__all__ = ["HingeNewton"]

# A start is too far away where a step seems to gain more than this share of its
# objective: very many would follow.
FAR = 0.5

# From there the penalty is weakened bit by bit: which samples are inside the margin
# changes little at a time. Separable data and a weak penalty take a fifth of the steps.
PATH = 1 / 64, 1 / 16, 1 / 4, 1

# The last step for a penalty is one that seems to gain less than this share of the
# objective: at the end of the path, and on the way.
GAIN, GAIN_ON_THE_WAY = 1e-8, 1e-2

# Entries of the samples inside the margin that are copied at a time.
CHUNK = 2**22


class HingeNewton(NewtonSteps):
    """The fit of LinearSVC to one column after another over the same dense samples.

    Neither the scales of the features nor a weak penalty matter to Newton steps. The
    Hessian is factored in each, which is quick where features or samples are few.

    Parameters
    ----------
    estimator : LinearSVC
        Gives the parameters; never touched.

    X : ndarray of shape (n_samples, n_features)
        Samples.

    References
    ----------
    .. [1] Keerthi, S. S. & DeCoste, D. (2005). A modified finite Newton method for fast
       solution of large scale linear SVMs. Journal of Machine Learning Research, 6,
       341-361.
    """

    def __init__(self, estimator, X):
        self.estimator = estimator
        self.X, self.basis = X.astype(float, copy=False), None
        if bias := self.bias(estimator):
            self.X = append_constant(self.X, bias)
        if self.X.shape[0] < self.X.shape[1]:
            # No solution has a part that is orthogonal to all samples.
            self.basis, R = qr(self.X.T, mode="economic", check_finite=False)
            self.X = np.ascontiguousarray(R.T)

    @staticmethod
    def is_quick(X):
        """Say whether the steps are the better way for columns where others creep."""
        return newton_is_quick(X)

    @staticmethod
    def losses(margins):
        """Return the losses of margins that are positive on the right side."""
        return np.maximum(0, 1 - margins) ** 2

    @staticmethod
    def bias(estimator):
        """Return the constant feature of a penalized intercept; 0 is none."""
        return float(estimator.fit_intercept * estimator.intercept_scaling)

    def fit(self, y, sample_weight=None, *, coef, intercept):
        """As :meth:`NewtonSteps.fit` says."""
        weight = np.ones(len(y)) if sample_weight is None else sample_weight
        weight = weigh_samples(self.estimator.class_weight, y, weight)
        roots = np.sqrt(self.estimator.C * weight)
        # Each row, times its factor, loses the square of max(0, root - row @ w).
        factors = np.where(y > 0, roots, -roots)
        if (roots == roots[0]).all():
            roots = roots[:1]  # as a rule; then rows need not be weighted one by one
        bias = self.bias(self.estimator)
        w = np.append(coef, [intercept / bias] if bias else [])
        if self.basis is not None:
            w = self.basis.T @ w
        samples = self.X, factors, roots
        w, n_iter = _minimize_anyhow(samples, w, self.estimator.max_iter)
        if self.basis is not None:
            w = self.basis @ w
        return (w[:-1], w[-1] * bias, n_iter) if bias else (w, 0.0, n_iter)


def _minimize_anyhow(samples, w, max_iter):
    """Return the solution, and the steps to it, from a rough one or from nothing."""
    w, done, n_iter = _minimize(samples, 1, w, GAIN, max_iter, FAR)
    if not done:
        w = np.zeros(len(w))
        for strength in PATH:
            gain = GAIN if strength == 1 else GAIN_ON_THE_WAY
            w, done, n_steps = _minimize(samples, strength, w, gain, max_iter)
            n_iter += n_steps
    if not done:
        raise LinAlgError("the steps do not end")
    return w, n_iter


def _minimize(samples, strength, w, gain, max_iter, far=np.inf):
    """Return where steps for one penalty lead, whether they are done, and their number.

    Each step minimizes the objective of the samples that are inside the margin before
    it (section 3 of [1]_).
    """
    X, factors, roots = samples
    n_steps = 0
    for n_steps in range(1, max_iter + 1):
        margins = roots - factors * (X @ w)
        inside = np.flatnonzero(margins > 0)
        short = margins[inside]
        hessian, pull = _add_up(X, factors, roots, inside, short)
        gradient = w - 2 * strength * pull
        step = -_solve(hessian, strength, gradient)
        objective = 0.5 * (w @ w) + strength * (short @ short)
        share = -0.5 * (step @ gradient) / objective
        if share > far and n_steps == 1:
            break
        change = factors * (X @ step)
        w = w + step * _length(w, step, margins, change, strength)
        if share <= gain:
            return w, True, n_steps
    return w, False, n_steps


def _add_up(X, factors, roots, rows, short):
    """Return what some rows add to the Hessian, its lower half, and to the gradient."""
    n_features = X.shape[1]
    hessian = np.zeros((n_features, n_features), order="F")
    pull = np.zeros(n_features)
    weighted, size = len(roots) > 1, max(1, CHUNK // max(1, n_features))
    for start in range(0, len(rows), size):
        some = rows[start : start + size]
        B = X[some]
        pull += B.T @ (factors[some] * short[start : start + size])
        if weighted:
            B *= roots[some, None]
        weight = 1.0 if weighted else roots[0] ** 2
        hessian = dsyrk(weight, B.T, beta=1.0, c=hessian, lower=1, overwrite_c=1)
    return hessian, pull


def _solve(hessian, strength, gradient):
    """Return the inverse Hessian times the gradient; the Hessian is overwritten."""
    hessian *= 2 * strength
    np.einsum("ii->i", hessian)[:] += 1
    _, solution, failed = dposv(hessian, gradient, lower=1, overwrite_a=1)
    if failed:
        raise LinAlgError("the penalty is lost in the rounding of the features")
    return solution


def _length(w, step, margins, change, strength, n_trials=30):
    """Return how far to go along a step: about to where the objective is least."""
    at_start, growth, t = step @ w, step @ step, 1.0
    slope_at_start = at_start - 2 * strength * (np.maximum(margins, 0) @ change)
    for _ in range(n_trials):
        left = margins - t * change
        inside = change[left > 0]
        slope = at_start + t * growth - 2 * strength * (left[left > 0] @ inside)
        if slope <= -0.1 * slope_at_start:
            break
        curvature = growth + 2 * strength * (inside @ inside)
        t = max(t - slope / curvature, 0.1 * t)
    return t
