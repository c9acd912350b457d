"""From decoded blocks of rows to features, labels and their names."""

import numbers
from itertools import islice
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.utils import Bunch

from mlclf.datasets._arff_header import Attribute, Header
from mlclf.datasets._arff_rows import (
    Block,
    data_lines,
    implicit_values,
    nominal_codes,
)
from mlclf.datasets._columns import Labels
from mlclf.datasets._csr import build_csr
from mlclf.datasets._errors import FormatError

__all__ = ["Assembler", "MissingLabels", "Nominal"]

MissingLabels = Literal["error", "drop", "keep"]
Nominal = Literal["ordinal", "onehot"]
Array = npt.NDArray[Any]


class Assembler:
    """Takes blocks as they are decoded, splits them, and joins them at the end.

    Parameters
    ----------
    header : Header
        The header of the file.

    labels : Labels
        Which columns are labels.

    file : str
        For the messages.

    missing_labels : {"error", "drop", "keep"}
        See :func:`load_arff`.

    nominal : {"ordinal", "onehot"}
        See :func:`load_arff`.

    dtype : dtype
        Of the features.
    """

    def __init__(
        self,
        header: Header,
        labels: Labels,
        file: str,
        missing_labels: MissingLabels = "error",
        nominal: Nominal = "ordinal",
        dtype: Any = np.float64,
    ) -> None:
        _check_option("missing_labels", missing_labels, ("error", "drop", "keep"))
        _check_option("nominal", nominal, ("ordinal", "onehot"))
        self.header, self.labels, self.file = header, labels, file
        self.missing_labels, self.nominal = missing_labels, nominal
        self.dtype = np.dtype(dtype)
        if self.dtype.kind not in "biuf":
            raise ValueError(f"dtype must be of real numbers, got {self.dtype}.")
        self.is_label = np.zeros(len(header.attributes), dtype=bool)
        self.is_label[labels.columns] = True
        self.features = np.flatnonzero(~self.is_label)
        self.place = np.empty(len(header.attributes), dtype=np.int32)
        self.place[labels.columns] = np.arange(len(labels.columns))
        self.place[self.features] = np.arange(len(self.features))
        self.implicit = implicit_values(header)
        self.data: list[Any] = []
        self.target: list[Array] = []
        self.weights: list[Array] = []
        self.kept: list[Array] = []
        self.strings: dict[int, list[str | None]] = {
            j: [] for j, a in enumerate(header.attributes) if a.kind == "string"
        }
        self.weighted = False

    def add(self, block: Block, text: bytes, first_line: int) -> None:
        """Split one block; ``text`` is what it was decoded from, for the messages."""
        if block.dense is not None:
            # A view is cheap, but keeps the labels in memory: only where they are few.
            few = 5 * len(self.labels.columns) < len(self.features)
            X = _columns(block.dense, self.features)
            raw = _columns(block.dense, self.labels.columns)
        else:
            few = True
            X, raw = self._split_sparse(block)
        X = self._cast(X, text, first_line, copy=not few)
        keep = np.ones(block.n_rows, dtype=bool)
        if raw.dtype != np.int8:
            raw, keep = self._check_labels(raw, text, first_line)
        if not keep.all():
            X = X[keep]
        self.data.append(X)
        self.target.append(raw)
        self.kept.append(keep)
        weights = np.ones(block.n_rows) if block.weights is None else block.weights
        self.weighted |= block.weights is not None
        self.weights.append(weights[keep])
        for j, values in block.strings.items():
            self.strings[j].extend(v for v, k in zip(values, keep) if k)

    def bunch(self, as_frame: bool) -> Bunch:
        """Join what was added."""
        train, test = self._split()
        bunch = self.take(None, as_frame)
        bunch.train_index, bunch.test_index = train, test
        return bunch

    def take(self, n_rows: int | None, as_frame: bool) -> Bunch:
        """Join the first rows, all where None, and keep the others for later."""
        X, Y = self._joined()
        weights = np.concatenate([*self.weights, []])
        strings = {j: texts[:n_rows] for j, texts in self.strings.items()}
        if n_rows is not None:
            self.data, self.target = [X[n_rows:]], [Y[n_rows:]]
            self.weights, self.kept = [weights[n_rows:]], []
            self.strings = {j: texts[n_rows:] for j, texts in self.strings.items()}
            X, Y, weights = X[:n_rows], Y[:n_rows], weights[:n_rows]
        attributes = [self.header.attributes[j] for j in self.features]
        label_names = [self.header.attributes[j].name for j in self.labels.columns]
        if as_frame:
            from mlclf.datasets._frames import feature_frame, label_frame

            texts = [strings.get(int(j)) for j in self.features]
            X = feature_frame(X, attributes, texts)
            Y = label_frame(Y, label_names)
            names = [a.name for a in attributes]
        else:
            self._refuse_strings(attributes)
            X, names = encode_nominal(X, attributes, self.nominal)
        return Bunch(
            data=X,
            target=Y,
            feature_names=names,
            label_names=label_names,
            categories=categories_of(attributes),
            label_parents=self.labels.parents,
            sample_weight=weights if self.weighted else None,
            train_index=None,
            test_index=None,
            name=self.labels.meka.name,
            citation="",
            DESCR=self.header.description,
        )

    @property
    def n_rows(self) -> int:
        """Number of rows added and not taken."""
        return sum(len(target) for target in self.target)

    def _split_sparse(self, block: Block) -> tuple[Any, Array]:
        """Split the entries; only here what a left out value stands for matters."""
        indptr, columns, values = block.indptr, block.columns, block.values
        assert indptr is not None and columns is not None and values is not None  # noqa: S101, PT018
        place = self.place[columns]
        rows = np.repeat(np.arange(block.n_rows, dtype=np.int32), np.diff(indptr))
        of_label = self.is_label[columns]
        ons = values[of_label]
        plain = ((ons == 0) | (ons == 1)).all()
        raw = np.empty(
            (block.n_rows, len(self.labels.columns)), np.int8 if plain else np.float64
        )
        raw[:] = self.implicit[self.labels.columns].astype(raw.dtype)
        raw[rows[of_label], place[of_label]] = ons
        keep = ~of_label & (values != 0)
        kept = np.concatenate([[0], np.cumsum(keep)])[indptr]
        X = build_csr(
            values[keep],
            place[keep],
            kept,
            (block.n_rows, len(self.features)),
        )
        for j in self.features[self.implicit[self.features] != 0]:
            left_out = np.ones(block.n_rows, dtype=bool)
            left_out[rows[columns == j]] = False
            more = np.flatnonzero(left_out)
            fill = np.full(len(more), self.implicit[j])
            at = (more, np.full(len(more), self.place[j]))
            X = sp.csr_array(X + sp.csr_array((fill, at), shape=X.shape))
        return X, raw

    def _cast(self, X: Any, text: bytes, first_line: int, *, copy: bool) -> Any:
        """Return the features in the type asked for, if that can hold them."""
        with np.errstate(invalid="ignore", over="ignore"):
            cast = X.astype(self.dtype, copy=copy)
        if self.dtype == np.float64:
            return cast
        old, new = (X.data, cast.data) if sp.issparse(X) else (X, cast)
        lost = old != new
        if self.dtype.kind == "f":  # what is rounded is not lost
            lost = np.isfinite(old) & np.isinf(new)
        if lost.any():
            at = np.argwhere(lost)[0]
            value = old[tuple(at)]
            if sp.issparse(X):
                at = (np.searchsorted(X.indptr, at[0], "right") - 1, X.indices[at[0]])
            raise FormatError(
                f"attribute {self.header.attributes[self.features[at[1]]].name!r} has "
                f"the value {value:g}, which dtype {self.dtype} cannot hold.",
                self.file,
                _line_of(int(at[0]), text, first_line),
            )
        return cast

    def _check_labels(
        self, raw: Array, text: bytes, first_line: int
    ) -> tuple[Array, Array]:
        """Return labels as int8, -1 where missing, and which rows to keep."""
        with np.errstate(over="ignore"):
            plain = (raw * raw == raw).all()  # 0 and 1, and nothing else
        if plain:
            return raw.astype(np.int8), np.ones(len(raw), dtype=bool)
        wrong = ~((raw == 0) | (raw == 1))
        missing = np.isnan(raw)
        refused = wrong if self.missing_labels == "error" else wrong & ~missing
        if refused.any():
            row, column = np.argwhere(refused)[0]
            name = self.header.attributes[self.labels.columns[column]].name
            if missing[row, column]:
                what = "is missing; missing_labels may be 'drop' or 'keep'"
            else:
                what = f"must be 0 or 1, got {raw[row, column]:g}"
            line = _line_of(row, text, first_line)
            raise FormatError(f"label {name!r} {what}.", self.file, line)
        keep = np.ones(len(raw), dtype=bool)
        if self.missing_labels == "drop":
            keep = ~np.any(missing, axis=1)
        return np.where(missing, -1, raw)[keep].astype(np.int8), keep

    def _joined(self) -> tuple[Any, Array]:
        """Join the blocks, labels as int32: until here a byte each is enough."""
        if not self.data:
            shape = (0, len(self.features))
            return np.empty(shape, self.dtype), np.empty(
                (0, len(self.labels.columns)), np.int32
            )
        if len(self.data) == 1:
            X = self.data[0]
            Y = self.target[0].astype(np.int32, copy=False)
            return X if sp.issparse(X) else np.ascontiguousarray(X), Y
        Y = np.concatenate(self.target, dtype=np.int32)
        if sp.issparse(self.data[0]):
            X = sp.csr_array(sp.vstack(self.data, format="csr"))
        else:
            X = np.concatenate(self.data)
        return X, Y

    def _split(self) -> tuple[Array | None, Array | None]:
        """Return the rows of the split in the relation name, dropped rows apart."""
        meka = self.labels.meka
        kept = np.concatenate(self.kept) if self.kept else np.zeros(0, dtype=bool)
        if meka.split_number is not None:
            n_train = meka.split_number
        elif meka.split_percentage is not None:
            n_train = round(len(kept) * meka.split_percentage / 100)
        else:
            return None, None
        train = (np.arange(len(kept)) < n_train)[kept]
        return np.flatnonzero(train), np.flatnonzero(~train)

    def _refuse_strings(self, attributes: list[Attribute]) -> None:
        for attribute in attributes:
            if attribute.kind == "string":
                raise FormatError(
                    f"attribute {attribute.name!r} holds strings, which an array of "
                    "numbers cannot; as_frame=True can.",
                    self.file,
                    attribute.line,
                )


def categories_of(attributes: list[Attribute]) -> dict[str, list[str]]:
    """Return what the codes of nominal features mean; 0 and 1 go without saying."""
    categories = {}
    for attribute in attributes:
        if attribute.kind == "nominal" and not {*attribute.values} <= {"0", "1"}:
            codes = nominal_codes(attribute)
            categories[attribute.name] = sorted(codes, key=codes.__getitem__)
    return categories


def encode_nominal(
    X: Any, attributes: list[Attribute], nominal: Nominal
) -> tuple[Any, list[str]]:
    """Return the features with their names, one-hot where that is asked for."""
    names = [a.name for a in attributes]
    if nominal == "ordinal" or not any(_is_many_valued(a) for a in attributes):
        return X, names
    columns: list[Any] = []
    names = []
    X = X.tocsc() if sp.issparse(X) else X
    for j, attribute in enumerate(attributes):
        column = X[:, [j]]
        if not _is_many_valued(attribute):
            columns.append(column)
            names.append(attribute.name)
            continue
        column = column.toarray() if sp.issparse(column) else column
        codes = np.array(list(nominal_codes(attribute).values()))
        hot = (column == codes).astype(X.dtype)
        hot[np.isnan(column).ravel()] = np.nan
        columns.append(hot)
        names.extend(f"{attribute.name}={value}" for value in attribute.values)
    if sp.issparse(X):
        return sp.csr_array(sp.hstack(columns, format="csr")), names
    return np.hstack(columns), names


def _columns(block: Array, columns: Array) -> Array:
    """Return some columns, as a view where they stand side by side."""
    if len(columns) and columns[-1] - columns[0] == len(columns) - 1:
        return block[:, columns[0] : columns[-1] + 1]
    return block[:, columns]


def _line_of(row: int, text: bytes, first_line: int) -> int:
    return next(islice(data_lines(text, first_line), row, None))[0]


def _is_many_valued(attribute: Attribute) -> bool:
    if attribute.kind != "nominal":
        return False
    codes = nominal_codes(attribute)
    return not set(codes.values()) <= {0.0, 1.0} or len(codes) < 2


def _check_option(name: str, value: object, options: tuple[str, ...]) -> None:
    if value not in options or isinstance(value, numbers.Number):
        raise ValueError(f"{name} must be one of {options}, got {value!r}.")
