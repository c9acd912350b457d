"""What a comparison ran on: versions and machine."""

import functools
import importlib.metadata
import os
import platform
from typing import Any

__all__ = ["machine", "versions"]

PACKAGES = ("numpy", "scipy", "scikit-learn", "joblib", "torch")


@functools.cache
def versions() -> dict[str, str]:
    """Return the versions that can change a figure.

    Returns
    -------
    versions : dict of str to str
        Of Python, mlclf and the packages below it that are installed.
    """
    import mlclf

    found = {"python": platform.python_version(), "mlclf": mlclf.__version__}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


@functools.cache
def machine() -> dict[str, Any]:
    """Return what the times depend on.

    Returns
    -------
    machine : dict
        System, architecture, number of cores, memory in GiB where it is known.
    """
    found: dict[str, Any] = {
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
    }
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
        found["memory_gib"] = round(pages * size / 2**30)
    except (ValueError, OSError, AttributeError):
        pass
    return found
