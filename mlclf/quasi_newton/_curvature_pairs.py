"""What the last steps of each column say of its curvature: L-BFGS in closed form."""

import numpy as np

__all__ = ["CurvaturePairs"]


class CurvaturePairs:
    r"""The last steps of all columns, side by side, as a few products use them.

    Parameters
    ----------
    backend : NumpyBackend or TorchBackend
        The operations.

    shape : tuple of int
        Of a step, (n_params, n_columns).

    memory : int
        Steps kept.

    Notes
    -----
    With steps :math:`S`, changes of the gradient :math:`Y`, scaled such that
    :math:`s_i^T y_i = 1`, the upper triangle :math:`R` of :math:`S^T Y` and the
    preconditioner :math:`H`, of length :math:`\gamma`, L-BFGS goes along minus

    .. math::

       \gamma H G + S c - \gamma H Y a, \quad a = R^{-1} S^T G, \quad
       c = R^{-T} (a - \gamma Y^T H G + \gamma Y^T H Y a)

    (eq. 3.13 of [1]_; the recursion of two loops takes some operations for every pair,
    each of them small: launches to a GPU, and to threads a queue for the interpreter).
    Only :math:`S` and :math:`H Y` are kept, for :math:`H Y` is the change of
    :math:`H G`: one application of H an iteration.
    :math:`R^{-1}` loses a row and a column with the oldest step, and gains a column
    with the newest. A new step takes the place of the oldest one: the order that makes
    R triangular is nowhere needed. Places not taken yet are zero, and add nothing.

    References
    ----------
    .. [1] Byrd, R. H., Nocedal, J., & Schnabel, R. B. (1994). Representations of
       quasi-Newton matrices and their use in limited memory methods. Mathematical
       Programming, 63, 129-156.
    """

    def __init__(self, backend, shape, memory):
        n_params, n_columns = shape
        self._backend, self._memory = backend, memory
        # S and HY in turn: those of a column are a matrix, for batched products.
        self._pairs = backend.zeros((2 * memory, n_columns, n_params))
        self._inverse = backend.zeros((n_columns, memory, memory))  # of R
        self._products = backend.zeros((n_columns, memory, memory))  # Y'HY
        self._length = backend.zeros((n_columns,)) + 1
        self._place = backend.index(np.zeros(1, dtype=np.int64))  # of the next
        # What grows cannot be replayed: a device looks at all places from the start.
        self._used = 0 if backend.on_cpu else memory

    def direction(self, G, HG):
        """Return minus the approximate inverse Hessian times the gradient.

        Parameters
        ----------
        G : array of shape (n_params, n_columns)
            The gradient.

        HG : array of shape (n_params, n_columns)
            The preconditioner times the gradient.
        """
        used = slice(self._used)
        inverse, products = self._inverse[:, used, used], self._products[:, used, used]
        length = self._length[:, None, None]
        along_S, along_HY = self._along(G)
        a = inverse @ along_S
        seen = length * (along_HY - products @ a)
        weights = self._backend.empty((G.shape[1], 2 * self._used, 1))
        weights[:, ::2] = inverse.swapaxes(1, 2) @ (seen - a)
        weights[:, 1::2] = length * a
        transposed = self._rows().swapaxes(1, 2)
        Q = self._backend.from_rows((transposed @ weights)[:, :, 0])
        Q -= self._length * HG
        return Q

    def learn(self, P, Y, HY):
        """Remember a step and what it did to the gradient.

        Parameters
        ----------
        P, Y, HY : array of shape (n_params, n_columns)
            The step, the changes of the gradient and of the preconditioner times it.
        """
        dot, put, where = self._backend.dot, self._backend.put, self._backend.where
        place = self._place
        curvature = dot(P, Y)
        # A pair without curvature teaches nothing: zeros leave it out.
        good = curvature > 1e-12 * dot(Y, Y)
        scale = good / where(good, curvature, 1.0) ** 0.5
        put(self._pairs, 0, 2 * place, where(good, scale * P, 0.0).T[None])
        put(self._pairs, 0, 2 * place + 1, where(good, scale * HY, 0.0).T[None])
        self._used = min(self._used + 1, self._memory)
        used = slice(self._used)
        inverse, products = self._inverse[:, used, used], self._products[:, used, used]
        along_S, along_HY = self._along(scale * Y)
        put(inverse, 1, place, 0)
        put(inverse, 2, place, 0)
        column = -(inverse @ along_S)
        put(column, 1, place, 1)
        put(inverse, 2, place, column)
        put(products, 1, place, along_HY.swapaxes(1, 2))
        put(products, 2, place, along_HY)
        # How long the preconditioner's steps should be, by the last one.
        size = self._backend.columns(along_HY[:, :, 0], place)[:, 0]
        self._length[...] = where(size > 0, 1 / where(size > 0, size, 1), self._length)
        self._place += 1
        self._place %= self._memory

    def follow(self, P, Y, G, HG, last):
        """Remember a step; return the direction of the next one.

        Parameters
        ----------
        P, Y, G, HG : array of shape (n_params, n_columns)
            As for :meth:`learn`, and then for :meth:`direction`.

        last : array of shape (n_params, n_columns)
            HG of the call before, which that of this one is written to.
        """
        self.learn(P, Y, HG - last)
        last[...] = HG
        return self.direction(G, HG)

    def _along(self, G):
        """Return S'G and (HY)'G, each of shape (n_columns, n_used, 1)."""
        along = self._rows() @ self._backend.array(G.T)[:, :, None]
        return along[:, ::2], along[:, 1::2]

    def _rows(self):
        """Return the pairs in use, of shape (n_columns, 2 * n_used, n_params)."""
        return self._pairs[: 2 * self._used].swapaxes(0, 1)

    def take(self, columns):
        """Return the pairs of some of the columns."""
        shape = self._pairs.shape[2], len(columns)
        new = type(self)(self._backend, shape, self._memory)
        used = slice(2 * self._used)  # zeros that are left alone take no memory
        self._backend.take(self._pairs[used], columns, out=new._pairs[used])
        for name in ("_inverse", "_products", "_length"):
            setattr(new, name, getattr(self, name)[columns])
        new._place, new._used = self._place, self._used
        return new
