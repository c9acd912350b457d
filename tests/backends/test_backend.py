"""Both backends have every operation."""

import inspect

import numpy as np
import pytest

from mlclf.backends._backend import Backend
from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.backends._torch_backend import TorchBackend


@pytest.mark.parametrize("kind", [NumpyBackend, TorchBackend])
def test_operations_take_what_is_declared(kind):
    """
    The same arguments under the same names.
    """
    for name in Backend.__abstractmethods__:
        declared = inspect.signature(getattr(Backend, name))
        assert inspect.signature(getattr(kind, name)) == declared, name


def test_a_backend_without_an_operation_is_none():
    """
    What lacks one cannot be made.
    """

    class Half(Backend):
        def array(self, A):
            return np.asarray(A)

    with pytest.raises(TypeError, match="abstract method"):
        Half()
