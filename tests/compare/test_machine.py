import platform

import sklearn

import mlclf
from mlclf.compare._machine import machine, versions


def test_versions_are_those_in_use():
    """
    Python, mlclf and scikit-learn, as they are imported.
    """
    assert versions()["python"] == platform.python_version()
    assert versions()["mlclf"] == mlclf.__version__
    assert versions()["scikit-learn"] == sklearn.__version__


def test_the_machine_is_described():
    """
    Cores are counted; nothing tells whose machine it is.
    """
    assert machine()["cores"] >= 1
    assert platform.node() not in machine().values()
