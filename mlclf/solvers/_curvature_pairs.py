"""What the last steps of each column say of its curvature: L-BFGS in closed form."""

import torch

from mlclf.solvers._lbfgs import DEVICE_MEMORY

__all__ = ["CurvaturePairs"]


class CurvaturePairs:
    r"""The last steps of all columns, side by side, as a few products use them.

    Parameters
    ----------
    T : tensor of shape (n_params, n_columns)
        Shape, type and device of a step.

    memory : int, default=DEVICE_MEMORY
        Steps kept.

    Notes
    -----
    With steps :math:`S`, changes of the gradient :math:`Y`, scaled such that
    :math:`s_i^T y_i = 1`, the upper triangle :math:`R` of :math:`S^T Y` and the
    preconditioner :math:`H`, of length :math:`\gamma`, L-BFGS goes along minus

    .. math::

       \gamma H G + S c - \gamma H Y a, \quad a = R^{-1} S^T G, \quad
       c = R^{-T} (a - \gamma Y^T H G + \gamma Y^T H Y a)

    (eq. 3.13 of [1]_; the recursion of two loops over pairs takes ten times as many
    operations, each of them small). Only :math:`S` and :math:`H Y` are kept, for
    :math:`H Y` is the change of :math:`H G`: one application of H an iteration.
    :math:`R^{-1}` loses a row and a column with the oldest step, and gains a column
    with the newest. A new step takes the place of the oldest one: the order that makes
    R triangular is nowhere needed. Places not taken yet are zero, and add nothing.

    References
    ----------
    .. [1] Byrd, R. H., Nocedal, J., & Schnabel, R. B. (1994). Representations of
       quasi-Newton matrices and their use in limited memory methods. Mathematical
       Programming, 63, 129-156.
    """

    def __init__(self, T, memory=DEVICE_MEMORY):
        n_params, n_columns = T.shape
        # By columns, so that each takes part in batched products: S, then HY.
        self._pairs = T.new_zeros((n_columns, 2 * memory, n_params))
        self._inverse = T.new_zeros((n_columns, memory, memory))  # of R
        self._products = T.new_zeros((n_columns, memory, memory))  # Y'HY
        self._length = T.new_ones(n_columns)
        self._place = torch.zeros(1, dtype=torch.long, device=T.device)  # of the next

    def direction(self, G, HG):
        """Return minus the approximate inverse Hessian times the gradient.

        Parameters
        ----------
        G : tensor of shape (n_params, n_columns)
            The gradient.

        HG : tensor of shape (n_params, n_columns)
            The preconditioner times the gradient.
        """
        length = self._length[:, None, None]
        along_S, along_HY = self._along(G)
        a = self._inverse @ along_S
        seen = length * (along_HY - self._products @ a)
        weights = torch.cat([self._inverse.mT @ (seen - a), length * a], dim=1)
        Q = (self._pairs.mT @ weights)[:, :, 0].T.contiguous()
        return Q.addcmul_(self._length, HG, value=-1)

    def learn(self, P, Y, HY):
        """Remember a step and what it did to the gradient.

        Parameters
        ----------
        P, Y, HY : tensor of shape (n_params, n_columns)
            The step, the changes of the gradient and of the preconditioner times it.
        """
        place, memory = self._place, self._inverse.shape[1]
        curvature = (P * Y).sum(0)
        # A pair without curvature teaches nothing: zeros leave it out.
        good = curvature > 1e-12 * (Y * Y).sum(0)
        scale = good / torch.where(good, curvature, 1.0).sqrt()
        pair = torch.where(good, scale * torch.stack([P, HY]), 0).permute(2, 0, 1)
        self._pairs.index_copy_(1, torch.cat([place, place + memory]), pair)
        along_S, along_HY = self._along(scale * Y)
        self._inverse.index_fill_(1, place, 0).index_fill_(2, place, 0)
        column = -(self._inverse @ along_S)
        column.index_fill_(1, place, 1)
        self._inverse.index_copy_(2, place, column)
        self._products.index_copy_(1, place, along_HY.mT)
        self._products.index_copy_(2, place, along_HY)
        # How long the preconditioner's steps should be, by the last one.
        size = along_HY.index_select(1, place)[:, 0, 0]
        self._length.copy_(1 / torch.where(size > 0, size, 1.0))
        place.add_(1).remainder_(memory)

    def _along(self, G):
        """Return S'G and (HY)'G, each of shape (n_columns, memory, 1)."""
        return (self._pairs @ G.T[:, :, None]).chunk(2, dim=1)

    def take(self, columns):
        """Return the pairs of some of the columns."""
        new = object.__new__(CurvaturePairs)
        for name in ("_pairs", "_inverse", "_products", "_length"):
            setattr(new, name, getattr(self, name).index_select(0, columns))
        new._place = self._place
        return new
