"""Choose the backend of a joint fit by the device."""

import scipy.sparse as sp

from mlclf._device import check_torch, choose_device
from mlclf.backends._backend import Backend
from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.backends._torch_backend import TorchBackend

__all__ = ["backend_on", "refuse_large"]


def backend_on(device) -> Backend:
    """Return the operations on a device, in double precision.

    Parameters
    ----------
    device : str, torch.device or None
        On the CPU, which None is too, they are numpy's: what is shaped for few launches
        is slow there.

    Returns
    -------
    backend : Backend
    """
    if device is not None:
        check_torch("device")
    if device is None or choose_device(device).type == "cpu":
        return NumpyBackend(float)
    return TorchBackend(float, device)


def refuse_large(X):
    """Tell whether sparse samples are too large to be dense on a device.

    Parameters
    ----------
    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        Samples.

    Returns
    -------
    reason : str or None
    """
    if sp.issparse(X) and 8 * X.shape[0] * X.shape[1] > TorchBackend.dense_bytes:
        return "X is sparse, and too large to be dense there"
    return None
