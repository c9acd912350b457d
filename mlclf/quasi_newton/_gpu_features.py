"""What a GPU can do that not every one can: tried once, then known."""

from functools import cache

__all__ = ["compiles_kernels", "multiplies_halves"]


@cache
def compiles_kernels():
    """Say whether kernels of Triton can be compiled for the GPU."""
    try:
        import torch

        from mlclf.quasi_newton._fused_passes import fused_slopes

        cell = torch.zeros(1, 1, device="cuda")
        fused_slopes(cell, cell, cell, None)
    except Exception:  # no Triton, no C compiler, a GPU that Triton does not know
        return False
    return True


@cache
def multiplies_halves(device):
    """Say whether a device has products of bfloat16 in single precision."""
    try:
        import torch

        from mlclf.quasi_newton._halves import multiply

        if torch.cuda.get_device_capability(device) < (8, 0):
            return False  # it would, slowly
        tile = torch.zeros(8, 8, dtype=torch.bfloat16, device=device)
        multiply(tile, tile)
    except Exception:  # no CUDA, an older torch
        return False
    return True
