"""Answers of a network to all samples, in batches that fit into memory."""

import numpy as np
import torch

from mlclf.neural._samples import Samples

__all__ = ["answer_all", "in_parts"]

# Numbers in the widest place of a batch: 64 MiB of them.
_NUMBERS_AT_ONCE = 2**24
# So few rows are answered without asking first how wide the network is.
_FEW_ROWS = 256
# Matrix products round otherwise for fewer rows than that: what a sample gets would
# depend on whether it is asked for alone.
_LEAST_ROWS = 4


def answer_all(network, X, function, *, scaler, device, dtype):
    """Return ``function(network, inputs)`` of all samples.

    Parameters
    ----------
    network : torch module
        It goes to the device for the answer, and back.

    X : {ndarray, csr matrix or array} of shape (n_samples, ...)
        Samples, not yet scaled.

    function : callable
        ``function(network, inputs)`` gives a tensor (n, n_columns).

    scaler : InputScaler
        Fitted.

    device : torch.device
        Where to compute.

    dtype : dtype
        Of the answer.

    Returns
    -------
    answers : ndarray of shape (n_samples, n_columns)
    """
    home = next(network.parameters(), torch.empty(0)).device
    network.to(device).eval()

    def answer(start, stop):
        rows = slice(start, stop)
        if stop - start < _LEAST_ROWS:  # the last one several times
            rows = np.minimum(np.arange(start, start + _LEAST_ROWS), stop - 1)
        samples = Samples(scaler.transform(X[rows]), device=device)
        answers = function(network, samples.inputs(slice(0, len(samples))))
        return answers[: stop - start].float().cpu().numpy()

    n_samples, step, answers = X.shape[0], _FEW_ROWS, None
    with torch.inference_mode():
        if n_samples > _FEW_ROWS:
            width = _width(network, lambda: answer(0, 1)) // _LEAST_ROWS
            step = max(1, _NUMBERS_AT_ONCE // max(width, 1024))
        for start, stop, part in in_parts(answer, n_samples, step):
            if answers is None:
                answers = np.empty((n_samples, part.shape[1]), dtype)
            answers[start:stop] = part
    network.to(home)  # back to the CPU, or to the trainer that asked
    return answers


def in_parts(function, n, step):
    """Call a function for parts of a range, in halves where the memory runs out.

    Parameters
    ----------
    function : callable
        ``function(start, stop)``.

    n : int
        Length of the range.

    step : int
        Length of a part, at first.

    Yields
    ------
    start, stop : int
        A part.

    result : object
        What the function gave for it.
    """
    start, step = 0, min(step, n)
    while start < n:
        stop = min(start + step, n)
        try:
            result = function(start, stop)
        except torch.OutOfMemoryError:
            if step == 1:
                raise
            stop = start
        if stop == start:  # out of the except block, what the error held is free
            step //= 2
            continue
        yield start, stop, result
        start = stop


def _width(network, answer_one):
    """Return how many numbers an answer becomes in the widest layer."""
    sizes = [0]

    def note(_, inputs, output):
        sizes.extend(t.numel() for t in (*inputs, output) if torch.is_tensor(t))

    hooks = [module.register_forward_hook(note) for module in network.modules()]
    try:
        answer_one()
    finally:
        for hook in hooks:
            hook.remove()
    return max(sizes)
