"""DataFrames of features and labels; pandas is imported here, and only when asked."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp

from mlclf.datasets._arff_header import Attribute
from mlclf.datasets._arff_rows import nominal_codes

__all__ = ["feature_frame", "import_pandas", "label_frame"]


def import_pandas() -> Any:
    """Import pandas, or say how to get it."""
    try:
        import pandas
    except ImportError as error:
        raise ImportError(
            "as_frame=True needs pandas: pip install 'mlclf-toolkit[report]'"
        ) from error
    return pandas


def feature_frame(
    X: Any, attributes: Sequence[Attribute], strings: Sequence[list[str | None] | None]
) -> Any:
    """Give every feature its own type.

    Parameters
    ----------
    X : {ndarray, csr_array} of shape (n_samples, n_features)
        Numbers, codes of nominal values, seconds of dates.

    attributes : sequence of Attribute
        What the columns are.

    strings : sequence of list, or None
        The values of the string columns.

    Returns
    -------
    frame : DataFrame of shape (n_samples, n_features)
        Sparse columns where X is sparse and the column holds numbers.
    """
    pandas = import_pandas()
    if sp.issparse(X) and all(a.kind == "numeric" for a in attributes):
        frame = pandas.DataFrame.sparse.from_spmatrix(sp.csr_matrix(X))
        frame.columns = [a.name for a in attributes]
        return frame
    X = sp.csc_array(X) if sp.issparse(X) else X
    columns = {}
    for j, (attribute, texts) in enumerate(zip(attributes, strings)):
        column = X[:, [j]].toarray().ravel() if sp.issparse(X) else X[:, j]
        if attribute.kind == "string":
            column = pandas.Series(texts, dtype=object)
        elif attribute.kind == "date":
            # Java's dates have milliseconds; a float has them exactly, not more.
            missing = np.isnan(column)
            moments = np.rint(1000 * np.where(missing, 0, column))
            column = moments.astype("datetime64[ms]")
            column[missing] = np.datetime64("NaT")
        elif attribute.kind == "nominal":
            codes = nominal_codes(attribute)
            place = {code: i for i, code in enumerate(codes.values())}
            column = pandas.Categorical.from_codes(
                np.array([place.get(value, -1) for value in column], dtype=int),
                categories=list(codes),
            )
        columns[attribute.name] = column
    return pandas.DataFrame(columns, index=range(X.shape[0]))


def label_frame(Y: Any, names: Sequence[str]) -> Any:
    """Return the labels under their names."""
    return import_pandas().DataFrame(Y, columns=list(names))
