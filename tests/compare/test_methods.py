import pytest
from sklearn.base import ClassifierMixin

import mlclf
from mlclf.compare import available_methods, default_methods, make_method
from tests.compare.toy import toy_data


def is_classifier_class(thing):
    return isinstance(thing, type) and issubclass(thing, ClassifierMixin)


def test_every_classifier_of_the_front_door_can_be_named():
    """
    A new classifier can be compared by its name at once.
    """
    classifiers = {n for n in mlclf.__all__ if is_classifier_class(getattr(mlclf, n))}

    assert classifiers - {"NativeMultiLabel"} <= set(available_methods())
    assert set(default_methods()) <= set(available_methods())


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("name", available_methods())
def test_named_methods_fit_and_predict(name):
    """
    What a name makes works as it is.
    """
    if name == "NeuralClassifier":
        pytest.importorskip("torch", reason="networks need it")
    _, X, y = toy_data()
    method = make_method(name)
    if "max_epochs" in method.get_params():
        method.set_params(max_epochs=2)

    assert method.fit(X, y).predict(X).shape == y.shape


def test_a_misspelt_method_is_refused_with_a_hint():
    """
    The message lists the names, and the one that was probably meant.
    """
    with pytest.raises(ValueError, match=r"got 'MLKNN'\. Did you mean MLkNN\?$"):
        make_method("MLKNN")
