"""One block of squared hinge losses over a shared design, for devices."""

import numpy as np
import torch

from mlclf.solvers._halves import write
from mlclf.solvers._logistic_columns import LogisticColumns

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

    @staticmethod
    def curvature(p):
        """Return a loss's second derivative by a margin, about, at prevalence p."""
        return np.ones_like(p)  # it is 2 for samples inside the margin, 0 for others

    def slopes(self, M, Z):
        """Return the slopes along Z at M + Z."""
        return (self._residuals(self._shortfalls(M + Z)) * Z).sum(0)

    def advance(self, M, Z, step, R):
        """Add step * Z to M; return residuals, slopes and losses there."""
        if R is None:
            R = self.design.empty_residuals(M.shape)
        short = self._shortfalls(M.addcmul_(Z, step))
        losses = short**2 if self.W is None else self.W * short**2
        residuals = self._residuals(short)
        write(R, residuals)
        return R, (residuals * Z).sum(0), losses.sum(0)

    def _shortfalls(self, M):
        """Return how far each sample is inside the margin, or 0."""
        return (1 - torch.where(self.Y > 0, M, -M)).clip(min=0)

    def _residuals(self, short):
        """Return the derivatives of the losses by the margins."""
        R = 2 * torch.where(self.Y > 0, -short, short)
        return R if self.W is None else R.mul_(self.W)
