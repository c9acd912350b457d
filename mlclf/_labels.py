"""The algebra of label matrices: containers, values, labelset codes."""

import numpy as np
import scipy.sparse as sp

__all__ = [
    "check_indicator",
    "encode_labelsets",
    "imbalance_ratios",
    "label_names",
    "refuse_label_lists",
    "refuse_no_labels",
    "scumbles",
    "sklearn_labels",
    "to_csr",
]

# Bytes that stay near while they are looked at more than once.
CACHED = 2**20


def label_names(y):
    """Return the column names of a DataFrame of labels, or None.

    Parameters
    ----------
    y : object
        Labels in any container. Only pandas and polars DataFrames have names.

    Returns
    -------
    names : ndarray of shape (n_labels,) of str, or None
        None when there are no names, or when they are not strings.

    Raises
    ------
    ValueError
        If two columns have one name.
    """
    columns = getattr(y, "columns", None)
    if columns is None:
        return None
    names = list(columns)
    if not all(isinstance(name, str) for name in names):
        return None
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(
            f"the columns of y must have distinct names, got {twice!r} more than once."
        )
    return np.array(names, dtype=object)


def check_indicator(y, *, sparse=False, missing=False, name="y"):
    """Check a label indicator matrix and return it in one known container.

    Parameters
    ----------
    y : {array-like, DataFrame, sparse matrix or array} of shape \
            (n_samples, n_labels)
        Label indicators. A 1-d ``y`` is one column.

    sparse : bool, default=False
        Whether the result is a CSR array without stored zeros, or a dense array.

    missing : bool, default=False
        Whether NaN in a dense ``y`` stands for an unknown value, which becomes -1.

    name : str, default="y"
        What the error messages call the matrix.

    Returns
    -------
    Y : ndarray or csr_array of shape (n_samples, n_labels), dtype int8
        Never a view of ``y``.

    Raises
    ------
    ValueError
        If a value is neither 0 nor 1 (nor NaN, with ``missing``), or the array has
        more than two dimensions.

    Examples
    --------
    >>> check_indicator([[True, False], [False, False]])
    array([[1, 0],
           [0, 0]], dtype=int8)
    """
    if sp.issparse(y):
        Y = sp.csr_array(y, copy=True)
        Y.sum_duplicates()
        _check_values(Y.data, name)
        Y = Y.astype(np.int8)
        Y.eliminate_zeros()
        return Y if sparse else Y.toarray()
    Y = np.asarray(y)
    if Y.ndim == 1:
        Y = Y.reshape(-1, 1)
    if Y.ndim != 2:
        raise ValueError(f"{name} must have 2 dimensions, got {Y.ndim}.")
    if missing and Y.dtype.kind == "f":
        unknown = np.isnan(Y)
        Y = np.where(unknown, 0, Y)
        _check_values(Y, name)
        Y = Y.astype(np.int8)
        Y[unknown] = -1
        return Y
    Y = _checked_int8(Y, name)
    return to_csr(Y) if sparse else Y


def refuse_label_lists(y):
    """Raise where ``y`` lists each sample's labels instead of indicating them.

    Parameters
    ----------
    y : object
        What the caller gave as labels.

    Raises
    ------
    ValueError
        If ``y`` is a sequence of sets, or of sequences of unequal lengths.
    """
    if not isinstance(y, (list, tuple)):
        return
    is_set = any(isinstance(row, (set, frozenset)) for row in y)
    lengths = {len(row) for row in y if isinstance(row, (list, tuple))}
    if is_set or len(lengths) > 1:
        raise ValueError(
            "y must be an indicator matrix of shape (n_samples, n_labels), got lists "
            "of labels; sklearn.preprocessing.MultiLabelBinarizer turns them into one."
        )


def refuse_no_labels(y):
    """Raise where ``y`` is a matrix without columns.

    Parameters
    ----------
    y : object
        What the caller gave as labels.

    Raises
    ------
    ValueError
        If its shape says that there are none.
    """
    shape = tuple(getattr(y, "shape", ()))
    if len(shape) == 2 and shape[1] == 0:
        raise ValueError(f"y must have at least one column, got shape {shape}.")


def encode_labelsets(Y):
    """Give each distinct row of a label matrix a number.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, n_labels), 0 or 1
        Label indicators.

    Returns
    -------
    labelsets : ndarray of shape (n_labelsets, n_labels)
        Distinct rows, in lexicographic order.

    codes : ndarray of shape (n_samples,)
        ``labelsets[codes]`` equals ``Y``.

    Examples
    --------
    >>> labelsets, codes = encode_labelsets(np.array([[1, 0], [0, 1], [1, 0]]))
    >>> labelsets
    array([[0, 1],
           [1, 0]])
    >>> codes
    array([1, 0, 1])
    """
    # A row packed into bytes compares as one item; big-endian bits keep the order.
    packed = np.packbits(np.ascontiguousarray(Y, dtype=np.uint8), axis=1)
    keys = packed.view(np.dtype((np.void, max(packed.shape[1], 1)))).ravel()
    _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
    return Y[first], codes.ravel()


def sklearn_labels(Y):
    """Return labels of a type in which scikit-learn can number and multiply them.

    Its LabelBinarizer (in networks, ridge, one-vs-rest; 1.9) numbers the labels in the
    type of ``Y``. int8 ends at 127: of more than 128 labels it mixes up the columns,
    silently; and naive Bayes counts int8 or int16 samples in that type.

    Parameters
    ----------
    Y : {ndarray, sparse matrix} of shape (n_samples, n_labels), dtype int8
        Label indicators.

    Returns
    -------
    Y : {ndarray, sparse matrix} of the same shape
        The same labels as int64.

    Examples
    --------
    >>> sklearn_labels(np.zeros((2, 3), np.int8)).dtype.name
    'int64'
    """
    return Y.astype(np.int64)


def to_csr(Y):
    """Return a dense 0/1 matrix as CSR, several times faster than SciPy does.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, n_labels), dtype int8
        Label indicators.

    Returns
    -------
    Y : csr_array of the same shape, dtype int8
        The same labels, without stored zeros.

    Examples
    --------
    >>> to_csr(np.array([[0, 1], [1, 1]], dtype=np.int8)).indices.tolist()
    [1, 0, 1]
    """
    n_samples, n_labels = Y.shape
    cells = np.flatnonzero(np.ascontiguousarray(Y).view(bool))
    indptr = np.searchsorted(cells, np.arange(n_samples + 1) * n_labels)
    starts = np.repeat(np.arange(n_samples) * n_labels, np.diff(indptr))
    index = np.int32 if len(cells) < np.iinfo(np.int32).max else np.int64
    return sp.csr_array(
        (
            np.ones(len(cells), dtype=np.int8),
            (cells - starts).astype(index),
            indptr.astype(index),
        ),
        shape=Y.shape,
    )


def imbalance_ratios(counts):
    """Return how much rarer each label is than the most frequent one (IRLbl).

    Parameters
    ----------
    counts : ndarray of shape (n_labels,)
        Number of samples that carry each label.

    Returns
    -------
    ratios : ndarray of shape (n_labels,)
        At least 1; 0 for a label that no sample carries.

    Examples
    --------
    >>> imbalance_ratios(np.array([4, 1, 0])).tolist()
    [1.0, 4.0, 0.0]
    """
    ratios = np.zeros(len(counts))
    np.divide(counts.max(initial=0), counts, out=ratios, where=counts > 0)
    return ratios


def scumbles(Y, ratios):
    """Return how much frequent and rare labels concur in each sample (SCUMBLE).

    Parameters
    ----------
    Y : csr_array of shape (n_samples, n_labels)
        Label indicators, without stored zeros.

    ratios : ndarray of shape (n_labels,)
        Imbalance ratios.

    Returns
    -------
    scumbles : ndarray of shape (n_samples,)
        One minus the geometric mean of the ratios of a sample's labels divided by
        their arithmetic mean; 0 without labels.

    Examples
    --------
    >>> scumbles(sp.csr_array([[1, 1], [1, 0]]), np.array([1.0, 4.0])).tolist()
    [0.19999999999999996, 0.0]
    """
    n_labels = np.maximum(np.diff(Y.indptr), 1)
    logs = np.log(ratios, out=np.zeros_like(ratios), where=ratios > 0)
    ones = sp.csr_array((np.ones(Y.nnz), Y.indices, Y.indptr), shape=Y.shape)
    mean = ones @ ratios / n_labels
    quotient = np.ones(Y.shape[0])
    np.divide(np.exp(ones @ logs / n_labels), mean, out=quotient, where=mean > 0)
    return np.maximum(1 - quotient, 0)


def _checked_int8(Y, name):
    """Return Y as int8: some rows after the other, which are read from memory once."""
    out = np.empty_like(Y, dtype=np.int8)
    rows, there = (Y, out) if Y.flags.c_contiguous else (Y.T, out.T)
    height = max(1, CACHED * len(rows) // max(1, rows.nbytes))
    for start in range(0, max(1, len(rows)), height):  # no rows have a type, too
        block = rows[start : start + height]
        _check_values(block, name)
        there[start : start + height] = block
    return out


def _check_values(values, name):
    """Refuse anything but 0 and 1: {0, 2} and {-1, 1} are errors, not guesses."""
    if values.dtype == bool:
        return
    if values.dtype.kind in "iu" and values.size:
        # Negative numbers are large ones without the sign: one pass over them.
        unsigned = values.view(values.dtype.str.replace("i", "u"))
        if unsigned.max() <= 1:
            return
    if values.dtype.kind not in "iufO":
        raise ValueError(
            f"{name} must hold 0 and 1 only, got values of type {values.dtype}."
        )
    wrong = values[~((values == 0) | (values == 1))]
    if wrong.size:
        shown = ", ".join(dict.fromkeys(map(str, wrong.ravel()[:1000].tolist())))
        if len(shown) > 60:
            shown = shown[:60] + "..."
        raise ValueError(f"{name} must hold 0 and 1 only, got {shown}.")
