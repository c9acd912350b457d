"""The design as a sum of two matrices of bfloat16: what GPUs multiply fastest."""

import scipy.sparse as sp
import torch

from mlclf.quasi_newton._design import Design
from mlclf.quasi_newton._gpu_features import multiplies_halves
from mlclf.quasi_newton._halves import empty_halves, halve, multiply

__all__ = ["SplitDesign", "choose_design"]

# Entries of a row begin at addresses like these.
ALIGNED = 8
# Rows of one chunk of a sum over samples: these units add by cutting off, which shows
# in long sums. Sums of chunks are added exactly, so many entries of them at once.
CHUNK, SUMS = 2**12, 2**26
# Below so many multiply-adds, products take no longer than launching them does.
WORK = 2**28


def choose_design(X, n_columns, backend):
    """Return the kind of design that is the faster one on a device.

    Parameters
    ----------
    X : tensor or csr_array of shape (n_samples, n_features)
        As for :class:`Design`.

    n_columns : int
        Number of columns of the products.

    backend : TorchBackend
        Where they are done.
    """
    dense_single = not sp.issparse(X) and backend.dtype == torch.float32
    worth = X.shape[0] * X.shape[1] * n_columns >= WORK
    split = dense_single and worth and multiplies_halves(backend.device)
    return SplitDesign if split else Design


class SplitDesign(Design):
    r"""A dense design of single precision, by products of its halves.

    With :math:`A \approx A_1 + A_2`, both of bfloat16, and :math:`T` likewise,

    .. math::

       A T \approx A_1 T_1 + A_2 T_1 + A_1 T_2,

    three products that are added in single precision [1]_. What is left out is a
    share of :math:`2^{-16}` or less of each factor: far less than the tolerance of a
    gradient. The units for it are more than ten times as fast as those for
    single precision, and three products are one, of three times the length.

    Parameters
    ----------
    X, share, intercept, backend
        As for :class:`Design`; on a GPU, in single precision.

    References
    ----------
    .. [1] Henry, G., Tang, P. T. P., & Heinecke, A. (2019). Leveraging the bfloat16
       artificial intelligence datatype for higher-precision computations. IEEE 26th
       Symposium on Computer Arithmetic (ARITH), 69-76.
    """

    def __init__(self, X, share, *, intercept, backend):
        super().__init__(X, share, intercept=intercept, backend=backend)
        self._width = -(-self.n_params // ALIGNED) * ALIGNED
        whole = self.A.new_zeros(self.n_samples, self._width)
        whole[:, : self.n_params - 1] = self.A
        whole[:, self.n_params - 1] = float(intercept)
        high, low = halve(whole)
        self._halves = torch.cat([high, low, high], 1)

    def forward(self, T):
        """Return the margins (n_samples, k) of parameters T (n_params, k)."""
        rows = T.new_zeros(T.shape[1], 3, self._width, dtype=torch.bfloat16)
        parts = rows[:, :, : self.n_params]
        parts[:, :2] = T.T[:, None]
        torch.sub(T.T, parts[:, 0], out=parts[:, 2])
        return multiply(self._halves, rows.flatten(1).T)

    def backward(self, R):
        """Return the gradient (n_params, k) of halves of residuals (n_samples, k)."""
        high, low = R
        pairs = [(high, 0), (high, 1), (low, 0)]
        pairs = [(R, self._halves.unflatten(1, (3, -1))[:, i]) for R, i in pairs]
        n_samples, k = high.shape
        count = self._count_chunks(k * self._width)
        whole, size = n_samples // count * count, n_samples // count
        sums = self.A.new_empty(len(pairs), count, k, self._width)
        for (R, A), out in zip(pairs, sums):
            R, A = (part[:whole].unflatten(0, (count, size)) for part in (R, A))
            multiply(R.mT, A, out=out)
        rows = sums.flatten(0, 1).sum(0)
        if whole < n_samples:
            for R, A in pairs:
                rows += multiply(R[whole:].T, A[whole:])
        return rows[:, : self.n_params].T

    def empty_residuals(self, shape):
        """Return a tensor that halves of residuals are to be written to."""
        return empty_halves(shape, self.A.device)

    def _count_chunks(self, n_sums):
        """Return in how many chunks of one size to cut the samples, best without rest.

        ``n_sums`` is the size of a chunk's result.
        """
        fewest = max(1, min(self.n_samples // CHUNK, SUMS // n_sums))
        some = range(fewest, 2 * fewest + 1)
        return next((count for count in some if self.n_samples % count == 0), fewest)
