"""Strategies for whatever a writer may be given."""

import numpy as np
import scipy.sparse as sp
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n'\"\\%,{}? "),
    min_size=1,
    max_size=6,
)
NUMBERS = st.one_of(
    st.just(0.0),
    st.integers(-5, 5).map(float),
    st.floats(allow_nan=True, allow_infinity=False, width=64),
)


@st.composite
def data_sets(draw, missing=False, min_features=0, nan=True):
    """Features, labels and distinct names of a small data set."""
    n = draw(st.integers(0, 5))
    d = draw(st.integers(min_features, 4))
    L = draw(st.integers(1, 4))
    numbers = NUMBERS if nan else NUMBERS.filter(lambda x: x == x)
    X = draw(hnp.arrays(np.float64, (n, d), elements=numbers))
    low = -1 if missing else 0
    Y = draw(hnp.arrays(np.int8, (n, L), elements=st.integers(low, 1)))
    names = draw(st.lists(NAMES, min_size=d + L, max_size=d + L, unique=True))
    if draw(st.booleans()):
        X = sp.csr_array(X)
    return X, Y, names[:d], names[d:]


def dense(matrix):
    """Return any matrix as an array."""
    return matrix.toarray() if sp.issparse(matrix) else np.asarray(matrix)
