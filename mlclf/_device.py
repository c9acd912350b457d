"""The only file that chooses a device and seeds torch (torch imported inside)."""

import threading
from contextlib import contextmanager

__all__ = [
    "check_torch",
    "choose_device",
    "from_tensor",
    "precise_products",
    "seeded",
    "tensor_device",
]


def check_torch(name):
    """Import torch, or say how to get it.

    Parameters
    ----------
    name : str
        Who needs it; the message begins with it.

    Returns
    -------
    torch : module

    Raises
    ------
    ImportError
        If torch is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise ImportError(
            f"{name} needs torch: pip install 'mlclf-toolkit[neural]'"
        ) from error
    return torch


# Torch has one random stream and one precision for all threads: blocks take turns.
_stream, _precision = threading.RLock(), threading.RLock()


def choose_device(device=None, *, must_exist=True):
    """Return the torch device to compute on.

    Parameters
    ----------
    device : str, torch.device or None, default=None
        None is the best one present: CUDA, else the CPU.

    must_exist : bool, default=True
        False gives the CPU in the place of a device that is not present: what was
        trained on a GPU answers without one.

    Returns
    -------
    device : torch.device

    Raises
    ------
    ValueError
        If the device is unknown, or is not present on this machine.
    """
    import torch

    if device is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        chosen = torch.device(device)
        torch.empty(0, device=chosen)
    except (RuntimeError, AssertionError) as error:
        if not must_exist:
            return torch.device("cpu")
        raise ValueError(
            "device must be None or a torch device present on this machine, "
            f"got {device!r}."
        ) from error
    return chosen


def from_tensor(X):
    """Return what may be a tensor as numpy has it, and its device or None.

    Parameters
    ----------
    X : {ndarray, sparse matrix, torch.Tensor}
        scikit-learn takes and gives tensors where its array API dispatch is on.

    Returns
    -------
    X : {ndarray, sparse matrix}
        On the CPU.

    device : torch.device or None
        None where X was no tensor.
    """
    device = tensor_device(X)
    return (X, None) if device is None else (X.detach().cpu().numpy(), device)


def tensor_device(X):
    """Return the device of a tensor of torch, or None for anything else.

    Parameters
    ----------
    X : {ndarray, sparse matrix, torch.Tensor}
        Arrays of numpy have a device, too, which is none of torch's.
    """
    is_tensor = type(X).__module__.split(".")[0] == "torch"
    return X.device if is_tensor else None


@contextmanager
def seeded(seed, device):
    """Draw torch's random numbers from ``seed`` inside the block, and only there.

    Dropout has no generator of its own: it draws from torch's global stream, which
    is therefore forked here and found unchanged afterwards. Blocks in other threads
    wait for this one to end, lest they draw from its stream.

    Parameters
    ----------
    seed : int
        Seed of the block.

    device : torch.device
        Device whose stream is forked beside that of the CPU.
    """
    import torch

    cuda = [device] if device.type == "cuda" else []
    with _stream, torch.random.fork_rng(devices=cuda):
        torch.manual_seed(seed)
        yield


@contextmanager
def precise_products(precision):
    """Multiply float32 matrices with one precision inside the block, whatever is set.

    It is set for all threads: blocks in others wait for this one to end.

    Parameters
    ----------
    precision : {"ieee", "tf32"}
        That of float32, or TF32, which many switch on for their networks: it keeps
        three digits, and is several times as fast.
    """
    import torch

    matmul = torch.backends.cuda.matmul
    with _precision:
        before, matmul.fp32_precision = matmul.fp32_precision, precision
        try:
            yield
        finally:
            matmul.fp32_precision = before
