"""One block of squared hinge losses over a shared design."""

import numpy as np

from mlclf.quasi_newton._logistic_columns import LogisticColumns

__all__ = ["HingeColumns"]


class HingeColumns(LogisticColumns):
    r"""The squared hinge losses of some columns.

    With labels :math:`s = \pm 1` and margins :math:`m`, each sample loses
    :math:`\max(0, 1 - s m)^2`, as LinearSVC has it.

    Parameters
    ----------
    solve, columns, preconditioner
        As for :class:`LogisticColumns`.
    """

    # The second derivative jumps: what a step would gain is less than it seems.
    gain = 2e-8

    def __init__(self, solve, columns, preconditioner):
        super().__init__(solve, columns, preconditioner)
        self.Y = 2 * self.Y - 1  # signs

    @staticmethod
    def curvature(p):
        """Return a loss's second derivative by a margin, about, at prevalence p."""
        return np.ones_like(p)  # it is 2 for samples inside the margin, 0 for others

    def residual(self, M, rows=slice(None)):
        """Return the derivative of the losses by margins of some samples, in place."""
        signs = self.Y[rows]
        M *= signs
        M -= 1
        np.minimum(M, 0, out=M)
        M *= signs
        M *= 2 if self.W is None else 2 * self.W[rows]
        return M

    def loss(self, M):
        """Return the loss of each column."""
        return self._weighted(self._shortfalls(M) ** 2).sum(0)

    def slopes(self, M, Z):
        """Return the slopes along Z at M + Z, on a device."""
        return (self._residuals(self._shortfalls(M + Z)) * Z).sum(0)

    def advance(self, M, Z, step, R):
        """Add step * Z to M; return residuals, slopes and losses there, on a device."""
        from mlclf.quasi_newton._halves import write

        if R is None:
            R = self.design.empty_residuals(M.shape)
        short = self._shortfalls(M.addcmul_(Z, step))
        residuals = self._residuals(short)
        write(R, residuals)
        return R, (residuals * Z).sum(0), self._weighted(short**2).sum(0)

    def _shortfalls(self, M):
        """Return how far each sample is inside the margin, or 0."""
        return (1 - self.Y * M).clip(min=0)

    def _residuals(self, short):
        """Return the derivatives of the losses by the margins."""
        return self._weighted(-2 * self.Y * short)

    def _weighted(self, A):
        return A if self.W is None else self.W * A
