"""What the last steps of each column say of its curvature: L-BFGS in closed form."""

__all__ = ["CurvaturePairs"]


class CurvaturePairs:
    r"""The last steps of all columns, side by side, as a few products use them.

    Parameters
    ----------
    backend : NumpyBackend or TorchBackend
        The operations.

    shape : tuple of (n_params, n_columns)
        Shape of a step.

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

    (eq. 3.13 of [1]_; the recursion of two loops over pairs takes ten times as many
    operations, each of them small). Only :math:`S` and :math:`H Y` are kept, for
    :math:`H Y` is the change of :math:`H G`: one application of H an iteration.
    :math:`R^{-1}` loses a row and a column with the oldest step, and gains a column
    with the newest. A new step takes the place of the oldest one: the order that makes
    R triangular is nowhere needed.

    References
    ----------
    .. [1] Byrd, R. H., Nocedal, J., & Schnabel, R. B. (1994). Representations of
       quasi-Newton matrices and their use in limited memory methods. Mathematical
       Programming, 63, 129-156.
    """

    def __init__(self, backend, shape, memory):
        self._backend, self._memory = backend, memory
        self._n_learned = 0
        # Steps and changes of H G alternate, so that the first ones are in one piece.
        self._stack = backend.zeros((2 * memory, *shape))
        self._inverse = backend.zeros((memory, memory, shape[1]))  # of R
        self._products = backend.zeros((memory, memory, shape[1]))  # Y'HY
        self._length = 1

    def direction(self, G, HG):
        """Return minus the approximate inverse Hessian times the gradient.

        Parameters
        ----------
        G : array of shape (n_params, n_columns)
            The gradient.

        HG : array of shape (n_params, n_columns)
            The preconditioner times the gradient.
        """
        n = min(self._n_learned, self._memory)
        if n == 0:
            return -HG
        dot, stack = self._backend.dot, self._stack[: 2 * n]
        inverse, products = self._inverse[:n, :n], self._products[:n, :n]
        along = dot(stack, G)
        a = dot(inverse, along[0::2])
        seen = self._length * (along[1::2] - dot(products, a))
        weights = self._backend.empty(along.shape)
        weights[0::2] = dot(inverse.swapaxes(0, 1), seen - a)
        weights[1::2] = self._length * a
        Q = dot(stack.swapaxes(0, 1), weights)
        Q -= self._length * HG
        return Q

    def learn(self, P, Y, HY):
        """Remember a step and what it did to the gradient.

        Parameters
        ----------
        P, Y, HY : array of shape (n_params, n_columns)
            The step, the changes of the gradient and of the preconditioner times it.
        """
        dot, where = self._backend.dot, self._backend.where
        curvature = dot(P, Y)
        # A pair without curvature teaches nothing: zeros leave it out.
        good = curvature > 1e-12 * dot(Y, Y)
        scale = good / where(good, curvature, 1.0) ** 0.5
        slot = self._n_learned % self._memory
        self._n_learned += 1
        n = min(self._n_learned, self._memory)
        self._backend.multiply(scale, P, out=self._stack[2 * slot])
        self._backend.multiply(scale, HY, out=self._stack[2 * slot + 1])
        along = dot(self._stack[: 2 * n], scale * Y)
        inverse, products = self._inverse[:n, :n], self._products[:n, :n]
        inverse[slot] = 0
        inverse[:, slot] = 0
        inverse[:, slot] = -dot(inverse, along[0::2])
        inverse[slot, slot] = 1
        products[slot] = along[1::2]
        products[:, slot] = along[1::2]
        # How long the preconditioner's steps should be, by the last one.
        size = along[2 * slot + 1]
        self._length = 1 / where(size > 0, size, 1.0)

    def take(self, columns):
        """Go on with some of the columns."""
        some, n = self._backend.columns, min(self._n_learned, self._memory)
        stack = self._backend.zeros((*self._stack.shape[:2], len(columns)))
        some(self._stack[: 2 * n], columns, out=stack[: 2 * n])
        self._stack = stack
        self._inverse = some(self._inverse, columns)
        self._products = some(self._products, columns)
        if n:
            self._length = some(self._length, columns)
