"""The checkpoint from which a killed fit goes on."""

import json
import time
import zlib
from pathlib import Path

import numpy as np
import scipy.sparse as sp

__all__ = ["Checkpoint", "plain_parameters"]

# A checkpoint costs a write of all weights: it is not taken more often than this.
_SECONDS_BETWEEN = 10.0


class Checkpoint:
    """The file from which a killed fit goes on; nothing where none is wanted."""

    def __init__(self, params, X, Y, sample_weight):
        self._path, self._found, self._last = None, None, time.monotonic()
        if params.checkpoint_dir is None:
            return
        self._path = Path(params.checkpoint_dir) / "checkpoint.safetensors"
        self._fingerprint = _fingerprint(params, X, Y, sample_weight)
        if self._path.exists():
            from mlclf.neural._storage import load_tree

            self._found = load_tree(self._path)
            if self._found["fingerprint"] != self._fingerprint:
                raise ValueError(
                    "checkpoint_dir must be empty or hold a checkpoint of the same "
                    f"parameters and data, got one of another fit in {self._path}."
                )

    def resume(self, seed):
        """Return the seed of the interrupted fit, or the one given."""
        self._seed = seed if self._found is None else self._found["seed"]
        return self._seed

    def restore(self, trainer):
        """Bring a trainer to where the interrupted fit was."""
        if self._found is not None:
            trainer.load_state(self._found["trainer"])

    def save(self, trainer):
        """Write the state of a trainer, unless it was just written."""
        if self._path is None:
            return
        if time.monotonic() - self._last < _SECONDS_BETWEEN:
            return
        from mlclf.neural._storage import dump_tree

        tree = {
            "fingerprint": self._fingerprint,
            "seed": self._seed,
            "trainer": trainer.state(),
        }
        dump_tree(tree, self._path)
        self._last = time.monotonic()

    def remove(self):
        """Forget the checkpoint: the fit is complete."""
        if self._path is None:
            return
        # Beside it may lie what a fit that was killed while it wrote did not finish.
        for path in self._path.parent.glob(f"{self._path.name}*"):
            path.unlink(missing_ok=True)


def _fingerprint(params, *arrays):
    """Return a text that differs where the parameters or the data differ."""
    plain = plain_parameters(params.get_params(deep=False))
    for where_it_runs in ("checkpoint_dir", "device"):
        plain.pop(where_it_runs, None)
    sums = [params.classes_.tolist()]
    for array in arrays:
        parts = (array,)
        if sp.issparse(array):
            parts = (array.data, array.indices, array.indptr)
        for part in parts:
            if part is not None:
                sums.append([part.shape, zlib.crc32(np.ascontiguousarray(part))])
    return json.dumps([plain, sums], sort_keys=True, default=str)


def plain_parameters(params):
    """Return the parameters that are plain data, which a file can hold.

    Parameters
    ----------
    params : dict
        What ``get_params`` gives.

    Returns
    -------
    plain : dict
        Without objects: ``module``, callables, a RandomState.
    """

    def is_plain(value):
        if isinstance(value, list | tuple):
            return all(is_plain(item) for item in value)
        if isinstance(value, dict):
            return all(is_plain(item) for item in value.values())
        if isinstance(value, np.ndarray):
            return value.dtype.kind in "biuf"
        return value is None or isinstance(value, bool | int | float | str | np.number)

    plain = {name: value for name, value in params.items() if is_plain(value)}
    plain.pop("module", None)
    return {
        name: value.tolist() if isinstance(value, np.ndarray | np.number) else value
        for name, value in plain.items()
    }
