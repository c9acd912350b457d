"""From checked arrays to what a network eats: scaling, and sparse rows kept sparse."""

import numpy as np
import scipy.sparse as sp
from sklearn.preprocessing import StandardScaler, normalize

__all__ = ["InputScaler"]

# A matrix with fewer non-zeros than this is treated as sparse, in any container.
_SPARSE_DENSITY = 0.1
# A matrix of more cells is not to be made dense, as an embedding would.
_MOST_CELLS = 5e7
# Length of a sparse row: long enough to learn in few epochs, see benchmarks/neural.py.
_ROW_LENGTH = 4.0


class InputScaler:
    """Bring features to one scale, and choose the container the network reads.

    Both depend on the values alone, never on the container they came in: a dense and
    a sparse X of the same values give the same network.

    Dense features are standardized, pictures channel by channel. Where fewer than a
    tenth of the cells are non-zero (words, tags), every row is brought to one length
    instead: a standardized rare word would drown the rest, and a long text would
    count more than a short one.

    Parameters
    ----------
    standardize : bool, default=True
        False leaves the values alone.

    sparse : bool, default=True
        Whether the network can read the rows of a sparse matrix. It then gets those
        of a dense one that is mostly zero, too: their product is several times faster.
    """

    def __init__(self, standardize=True, sparse=True):
        self.standardize = standardize
        self.sparse = sparse

    def fit(self, X, sample_weight=None):
        """Learn the scales.

        Parameters
        ----------
        X : {ndarray, csr matrix or array} of shape (n_samples, ...)
            Training samples.

        sample_weight : ndarray of shape (n_samples,), default=None
            Weights of the samples in means and variances.

        Returns
        -------
        self : object
        """
        self.shape = X.shape[1:]
        n_cells = np.prod(X.shape, dtype=float)
        n_filled = X.count_nonzero() if sp.issparse(X) else np.count_nonzero(X)
        is_sparse = X.ndim == 2 and n_filled < _SPARSE_DENSITY * n_cells
        self.keeps_sparse = self.sparse and is_sparse
        self.is_too_large = is_sparse and n_cells > _MOST_CELLS
        self.mean, self.scale = 0.0, np.float32(1)
        self.normalizes_rows = self.standardize and is_sparse
        if self.normalizes_rows or not self.standardize:
            return self
        scaler, shape = StandardScaler(), X.shape[1:]
        if len(shape) > 1:
            # Pictures have one scale per channel: moving axis 1 last keeps it.
            X = np.moveaxis(X, 1, -1)
            n_cells = int(np.prod(shape[1:]))
            if sample_weight is not None:
                sample_weight = np.repeat(sample_weight, n_cells)
            X, shape = X.reshape(-1, shape[0]), (shape[0],) + (1,) * len(shape[1:])
        scaler.fit(X.toarray() if sp.issparse(X) else X, sample_weight=sample_weight)
        self.mean = scaler.mean_.reshape(shape)
        self.scale = scaler.scale_.astype(np.float32).reshape(shape)
        return self

    def transform(self, X):
        """Scale samples.

        Parameters
        ----------
        X : {ndarray, csr matrix or array} of shape (n_samples, ...)
            Samples.

        Returns
        -------
        X : {ndarray, csr_array} of shape (n_samples, ...), float32
            CSR where the training samples were mostly zero and the network reads it.
        """
        if self.keeps_sparse:
            X = sp.csr_array(X, dtype=np.float32, copy=True)
            X.sum_duplicates()
            return self._of_one_length(X) if self.normalizes_rows else X
        X = X.toarray() if sp.issparse(X) else X
        if self.normalizes_rows:
            return self._of_one_length(X.astype(np.float32))
        scaled = np.empty(X.shape, np.float32)
        np.subtract(X, self.mean, out=scaled, casting="unsafe")  # no float64 copy
        scaled /= self.scale
        return scaled

    def _of_one_length(self, X):
        X = normalize(X, copy=False)
        X *= _ROW_LENGTH
        return X
