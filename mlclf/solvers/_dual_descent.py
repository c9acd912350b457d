"""Dual coordinate descent for squared-hinge support vector machines, compiled."""

from functools import lru_cache
from importlib.util import find_spec

import numpy as np

__all__ = ["compiled_descent", "descend", "is_available", "is_compiled"]

ONE, FOUR = np.uint64(1), np.uint64(4)


def is_available():
    """Say whether numba is installed."""
    return find_spec("numba") is not None


def is_compiled():
    """Say whether this process has paid for the compilation already."""
    return compiled_descent.cache_info().currsize > 0


@lru_cache(maxsize=1)
def compiled_descent():
    """Return :func:`descend` as machine code that runs without the interpreter lock."""
    from numba import njit

    options = {"nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
    try:
        return njit(cache=True, **options)(descend)
    except RuntimeError:  # No folder to keep the machine code in: compile each time.
        return njit(**options)(descend)


def descend(
    indptr, indices, data, norms, rows, y, diagonal, bias, tol, max_passes, max_work, w
):
    """Minimize one support vector machine's dual, coordinate by coordinate.

    Parameters
    ----------
    indptr, indices, data : ndarray
        Samples in CSR form.

    norms : ndarray of shape (n_samples,)
        Squared norms of the samples, the bias feature included.

    rows : ndarray of int64
        Numbers of the samples that count.

    y : ndarray of shape (n_samples,)
        Label, positive or not.

    diagonal : ndarray of shape (n_samples,)
        1 / (2 C) of each sample.

    bias : float
        Value of the feature that makes the intercept; 0 for none.

    tol : float
        Largest spread of the projected gradient at the optimum.

    max_passes : int
        Largest number of passes over the samples.

    max_work : float
        Largest number of multiply-adds.

    w : ndarray of shape (n_features + 1,)
        Zeros, replaced by the coefficients.

    Returns
    -------
    n_passes : int
        Passes it took; negative where it did not converge.

    Notes
    -----
    Algorithm 3 of [1]_, with shrinking: samples far on the right side of the margin
    are set aside until the others have converged.

    References
    ----------
    .. [1] Hsieh, C.-J., Chang, K.-W., Lin, C.-J., Keerthi, S. S., & Sundararajan, S.
       (2008). A dual coordinate descent method for large-scale linear SVM. ICML.
    """
    n = len(rows)
    last = len(w) - 1
    order = rows.copy()
    alpha = np.zeros(len(indptr) - 1)
    active = n
    largest_before = np.inf
    state = np.uint64(88172645463325252)
    work = 0.0
    for n_passes in range(1, max_passes + 1):
        largest, smallest = -np.inf, np.inf
        for a in range(active):
            # xorshift draws the place of a Fisher-Yates shuffle, without a division.
            state ^= state << np.uint64(13)
            state ^= state >> np.uint64(7)
            state ^= state << np.uint64(17)
            draw = ((state >> np.uint64(32)) * np.uint64(active - a)) >> np.uint64(32)
            b = a + np.int64(draw)
            order[a], order[b] = order[b], order[a]
        s = 0
        while s < active:
            i = order[s]
            start, stop = np.uint64(indptr[i]), np.uint64(indptr[i + 1])
            # Four sums at once do not wait for one another.
            p0, p1, p2, p3 = w[last] * bias, 0.0, 0.0, 0.0
            k = start
            while k + FOUR <= stop:
                p0 += w[np.uint64(indices[k])] * data[k]
                p1 += w[np.uint64(indices[k + ONE])] * data[k + ONE]
                p2 += w[np.uint64(indices[k + ONE + ONE])] * data[k + ONE + ONE]
                p3 += w[np.uint64(indices[k + FOUR - ONE])] * data[k + FOUR - ONE]
                k += FOUR
            while k < stop:
                p0 += w[np.uint64(indices[k])] * data[k]
                k += ONE
            work += stop - start
            sign, ridge = 1.0 if y[i] > 0 else -1.0, diagonal[i]
            slope = sign * (p0 + p1 + p2 + p3) - 1.0 + alpha[i] * ridge
            projected = slope
            if alpha[i] == 0.0:
                if slope > largest_before:
                    active -= 1
                    order[s], order[active] = order[active], order[s]
                    continue
                projected = min(slope, 0.0)
            largest = max(largest, projected)
            smallest = min(smallest, projected)
            if abs(projected) > 1e-12:
                moved = max(alpha[i] - slope / (norms[i] + ridge), 0.0)
                step = (moved - alpha[i]) * sign
                alpha[i] = moved
                for k in range(start, stop):
                    w[np.uint64(indices[k])] += step * data[k]
                w[last] += step * bias
                work += stop - start
            s += 1
        if largest - smallest <= tol:
            if active == n:
                return n_passes
            active = n
            largest_before = np.inf
        else:
            largest_before = largest if largest > 0 else np.inf
            if work > max_work:
                break
    return -n_passes
