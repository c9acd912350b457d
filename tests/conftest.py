"""Fixtures that several rooms share."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples every time: a failure can be had again, and a busy machine is none.
# `--hypothesis-profile=explore` looks further.
settings.register_profile("explore", deadline=None)
settings.register_profile(
    "mlclf",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("mlclf")


@pytest.fixture
def real_data():
    """The folder of real data sets that MLCLF_DATA names; skip where it is not set."""
    folder = os.environ.get("MLCLF_DATA")
    if not folder:
        pytest.skip("MLCLF_DATA is not set: no real data sets at hand")
    return Path(folder)
