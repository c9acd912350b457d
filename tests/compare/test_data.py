import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse as sp
from sklearn.utils import Bunch

from mlclf.compare._data import load_data
from tests.compare.toy import toy_data


def test_a_bunch_brings_its_official_split():
    """
    What fetch_dataset returns is taken as it is.
    """
    _, X, y = toy_data()
    names = ["a", "b", "c", "d"]
    rows = np.arange(80)
    bunch = Bunch(name="toy", data=X, target=y, label_names=names)

    data = load_data(Bunch(**bunch, train_index=rows[:50], test_index=rows[50:]))

    assert data.name == "toy"
    assert data.label_names == ("a", "b", "c", "d")
    assert [len(part) for part in data.official] == [50, 30]
    assert load_data(bunch).official is None


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array, sp.csc_array])
def test_rows_of_every_container(container):
    """
    Dense and sparse features can be split.
    """
    name, X, y = toy_data()

    taken, Y = load_data((name, container(X), y)).take(np.array([3, 1]))

    dense = taken.toarray() if sp.issparse(taken) else taken
    np.testing.assert_array_equal(dense, X[[3, 1]])
    np.testing.assert_array_equal(Y, y[[3, 1]])


@pytest.mark.parametrize("container", [pd.DataFrame, pl.DataFrame])
def test_frames_keep_their_types_and_names(container):
    """
    A DataFrame stays one, for pipelines that want its columns; labels keep names.
    """
    name, X, y = toy_data()
    frame = container({"size": X[:, 0], "color": ["red"] * len(X)})

    data = load_data((name, frame, pd.DataFrame(y, columns=list("abcd"))))

    assert list(data.take(np.array([0]))[0].dtypes) == list(frame.dtypes)
    assert data.take(np.array([0]))[0]["color"].to_list() == ["red"]
    assert data.label_names == tuple("abcd")


def test_fingerprints_tell_data_apart():
    """
    Equal values have equal fingerprints, any change another.
    """
    name, X, y = toy_data()
    changed = y.copy()
    changed[5, 2] = 1 - changed[5, 2]
    sources = [(X, y), (X.copy(), y), (X, changed), (X + 1, y)]
    sources += [(sp.csr_array(X), y), (pd.DataFrame(X), y)]

    prints = [load_data((name, *source)).fingerprint for source in sources]

    assert prints[0] == prints[1]
    assert len(set(prints[1:])) == 5


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        (
            3,
            TypeError,
            "A data set must be a name, an ARFF or CSV file, a Bunch or a tuple "
            "(name, X, y), got int.",
        ),
        (
            ("toy", np.ones((3, 2)), np.ones((2, 2))),
            ValueError,
            "X and y of toy must have the same number of rows, got 3 and 2.",
        ),
        (
            ("toy", np.ones((1, 2)), [[0, 2]]),
            ValueError,
            "y must hold 0 and 1 only, got 2.",
        ),
    ],
)
def test_what_is_no_data_set_is_refused(source, error, message):
    """
    The message says what a data set may be.
    """
    with pytest.raises(error) as raised:
        load_data(source)

    assert str(raised.value) == message
