"""Samples on the device, gathered batch by batch without a DataLoader."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
import torch

__all__ = ["Batch", "Samples"]

# Share of the free GPU memory that the data may take; beyond it they stay on the host.
_RESIDENT_SHARE = 0.5
# Sparse rows of fewer cells are made dense for a GPU, which holds and multiplies them.
_DENSE_CELLS = 5e7
# Batches are gathered together, up to so many cells: one call in the place of many.
_CHUNK_CELLS = 2**22


class Batch(NamedTuple):
    """Inputs, targets and weights of some rows."""

    inputs: Any
    targets: Any
    weights: Any

    def part(self, start, stop):
        """Return the rows from start to stop."""
        if start == 0 and stop == len(self.targets):
            return self
        weights = None if self.weights is None else self.weights[start:stop]
        return Batch(_cut(self.inputs, start, stop), self.targets[start:stop], weights)


class Samples:
    """Training samples, as near to the network as they fit.

    They live on the device; on a GPU without room for them, in the memory of the
    host, and while some batches are computed a thread gathers and sends the next.

    Parameters
    ----------
    X : {ndarray, csr_array} of shape (n_samples, ...), float32
        Inputs.

    Y : ndarray of shape (n_samples, n_labels), int8, default=None
        Targets: 0, 1, or -1 where a label is missing. Kept in one byte a cell.

    sample_weight : ndarray of shape (n_samples,), default=None
        Weights of the rows.

    label_weights : ndarray of shape (2, n_labels), default=None
        Weights of the cells that are off, and on.

    device : torch.device
        Where batches are wanted.
    """

    def __init__(self, X, Y=None, sample_weight=None, label_weights=None, *, device):
        self.device = device
        if sp.issparse(X) and device.type != "cpu" and np.prod(X.shape) < _DENSE_CELLS:
            X = X.toarray()
        self.is_sparse = sp.issparse(X)
        n_bytes = 0 if self.is_sparse else X.nbytes + (0 if Y is None else Y.nbytes)
        self.is_resident = not self.is_sparse and _fits(n_bytes, device)
        self.index_device = device if self.is_resident else torch.device("cpu")
        self._X = X if self.is_sparse else self._tensor(X)
        self._has_missing = Y is not None and bool((Y < 0).any())
        self._Y = None if Y is None else self._tensor(Y)
        self._sample_weight = None
        if sample_weight is not None:
            self._sample_weight = self._tensor(np.float32(sample_weight)[:, None])
        self._label_weights = None
        if label_weights is not None:
            self._label_weights = torch.from_numpy(np.float32(label_weights)).to(device)

    def __len__(self):
        return self._X.shape[0]

    @property
    def shape(self):
        """Shape of one input."""
        return tuple(self._X.shape[1:])

    @property
    def n_labels(self):
        """Number of labels."""
        return self._Y.shape[1]

    def _tensor(self, array):
        return torch.from_numpy(np.ascontiguousarray(array)).to(self.index_device)

    def inputs(self, rows):
        """Return the inputs of some rows (a tensor or a slice), for the network."""
        if not self.is_sparse:
            return self._send(_rows(self._X, rows))
        X = self._X[rows.numpy() if torch.is_tensor(rows) else rows]
        return tuple(
            self._send(torch.from_numpy(part)) for part in (X.indices, X.indptr, X.data)
        )

    def batch(self, rows):
        """Return the batch of some rows (a tensor or a slice)."""
        targets = self._send(_rows(self._Y, rows)).float()
        weights = self._sample_weight
        weights = None if weights is None else self._send(_rows(weights, rows))
        if self._label_weights is not None:
            off, on = self._label_weights
            cells = torch.where(targets == 1, on, off)
            weights = cells if weights is None else weights * cells
        if self._has_missing:
            known = targets >= 0
            weights = known.float() if weights is None else weights * known
            targets.clamp_(min=0)
        return Batch(self.inputs(rows), targets, weights)

    def batches(self, rows_of_batches):
        """Yield (number of rows, batch) for each tensor of rows.

        Parameters
        ----------
        rows_of_batches : sequence of tensor
            Row numbers of each batch.
        """
        for group, rows in self._gathered(self._groups(rows_of_batches)):
            start = 0
            for n_rows in group:
                yield n_rows, rows.part(start, start + n_rows)
                start += n_rows

    def _groups(self, rows_of_batches):
        """Return lists of batches that are small enough to be gathered together."""
        if self.is_sparse and self.device.type != "cpu":
            n_rows = 1  # to cut sparse rows on a GPU is to wait for it
        else:
            n_cells = self._X.nnz if self.is_sparse else self._X.numel()
            n_rows = _CHUNK_CELLS // (n_cells // len(self) + self.n_labels)
        groups, room = [], 0
        for rows in rows_of_batches:
            if len(rows) > room:
                groups.append([])
                room = max(n_rows, len(rows))
            groups[-1].append(rows)
            room -= len(rows)
        return groups

    def _gathered(self, groups):
        """Yield the sizes of the batches of each group, and their rows as one batch."""

        def gather(group):
            return [len(rows) for rows in group], self.batch(torch.cat(group))

        if self.is_resident or self.device.type == "cpu":
            yield from map(gather, groups)
            return
        with ThreadPoolExecutor(max_workers=1) as ahead:
            coming = ahead.submit(gather, groups[0])
            for group in groups[1:]:
                here, coming = coming.result(), ahead.submit(gather, group)
                yield here
            yield coming.result()

    def _send(self, tensor):
        if self.is_resident or self.device.type == "cpu":
            return tensor
        return tensor.pin_memory().to(self.device, non_blocking=True)


def _fits(n_bytes, device):
    if device.type != "cuda":
        return True
    return n_bytes < _RESIDENT_SHARE * torch.cuda.mem_get_info(device)[0]


def _rows(tensor, rows):
    """Return some rows; ``index_select`` takes a third of the time of an index."""
    return tensor.index_select(0, rows) if torch.is_tensor(rows) else tensor[rows]


def _cut(inputs, start, stop):
    """Return some rows of a dense batch, or of (indices, offsets, values)."""
    if torch.is_tensor(inputs):
        return inputs[start:stop]
    indices, offsets, values = inputs
    first, last = int(offsets[start]), int(offsets[stop])
    return indices[first:last], offsets[start : stop + 1] - first, values[first:last]
