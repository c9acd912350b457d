"""Nearest neighbors on a device: products of blocks of queries with all samples."""

import numpy as np
import scipy.sparse as sp

from mlclf._device import choose_device
from mlclf.backends._torch_backend import TorchBackend

__all__ = ["DeviceSearch"]

# Distances, or numbers of the queries, in one block.
BLOCK_SIZE = 2**25


class DeviceSearch:
    """Find the nearest training samples by Euclidean distance, exactly.

    Of samples at the same distance any may be found, as elsewhere.

    Samples are kept on the CPU and sent for each search; where the device is not
    present, as for a model that was moved, torch searches on the CPU.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Training samples.

    n_neighbors : int
        Number of neighbors.

    device : str or torch.device
        Where distances are computed, in double precision.
    """

    def __init__(self, X, n_neighbors, device):
        self.X = X
        self.n_neighbors = n_neighbors
        self.device = device

    def kneighbors(self, X, return_distance=True):
        """Return the neighbors of each query, nearest first.

        Parameters
        ----------
        X : {ndarray, sparse matrix} of shape (n_queries, n_features)
            Queries.

        return_distance : bool, default=True
            Whether the distances are returned, too.

        Returns
        -------
        distances : ndarray of shape (n_queries, n_neighbors)
            Only if ``return_distance``.

        neighbors : ndarray of shape (n_queries, n_neighbors)
            Row numbers of training samples.

        Raises
        ------
        ValueError
            If there are fewer samples than neighbors.
        """
        if self.n_neighbors > self.X.shape[0]:
            raise ValueError(
                f"n_neighbors must be at most n_samples={self.X.shape[0]}, "
                f"got {self.n_neighbors}."
            )
        backend = TorchBackend(float, choose_device(self.device, must_exist=False))
        train = backend.dense(self.X)
        squares = (train * train).sum(1)
        X = sp.csr_array(X) if sp.issparse(X) else X
        step = max(1, BLOCK_SIZE // max(train.shape))
        found = []
        for start in range(0, X.shape[0], step):
            block = backend.dense(X[start : start + step])
            # |t - q|^2 = |t|^2 - 2 t'q + |q|^2, whose last term ranks nothing.
            ranks = backend.torch.addmm(squares, block, train.T, alpha=-2)
            neighbors = ranks.topk(self.n_neighbors, largest=False).indices
            # What is far from zero cancels: near distances are computed once more.
            away = [(train[t] - block).norm(dim=1) for t in neighbors.T]
            found.append((backend.stack(away).T, neighbors))
        distances, neighbors = (
            np.concatenate([backend.numpy(part) for part in parts])
            for parts in zip(*found)
        )
        return (distances, neighbors) if return_distance else neighbors
