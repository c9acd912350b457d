"""A trained method with the names of its features and labels: what a file holds."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mlclf.compare._cell import seeded_clone
from mlclf.compare._data import Data, load_data
from mlclf.compare._files import SUFFIXES, load_features
from mlclf.compare._methods import make_method, prepare_method
from mlclf.compare._metrics import Answers
from mlclf.metrics import Report
from mlclf.metrics import evaluate as evaluate_predictions
from mlclf.persistence import dump_model, load_model

__all__ = ["Predictor"]


@dataclass(frozen=True)
class Predictor:
    """A trained method and what its columns are called.

    Parameters
    ----------
    method : classifier
        Fitted.

    label_names, feature_names : tuple of str
        In the order of the training file; the features are () where they had none.
    """

    method: Any
    label_names: tuple[str, ...]
    feature_names: tuple[str, ...]

    @classmethod
    def train(cls, data: Data, method: str, random_state: int) -> "Predictor":
        """Train a named method on all rows.

        Parameters
        ----------
        data : Data
            Training data.

        method : str
            One of :func:`available_methods`.

        random_state : int
            Seed.

        Returns
        -------
        predictor : Predictor
            Fitted.
        """
        estimator = seeded_clone(
            prepare_method(make_method(method), data.X), random_state
        )
        fitted = estimator.fit(data.X, data.Y)
        return cls(fitted, data.label_names, data.feature_names)

    def dump(self, path: str | Path) -> None:
        """Write it to a file."""
        record = {
            "method": self.method,
            "label_names": list(self.label_names),
            "feature_names": list(self.feature_names),
        }
        dump_model(record, path)

    @classmethod
    def load(
        cls,
        path: str | Path,
        trust_pickle: bool = False,
        trusted: Sequence[str] = (),
    ) -> "Predictor":
        """Read it from a file.

        Parameters
        ----------
        path : str or Path
            What :meth:`dump` wrote.

        trust_pickle : bool, default=False
            Whether a pickle may be read.

        trusted : sequence of str, default=()
            Further types that the file may hold.

        Returns
        -------
        predictor : Predictor
            Ready to predict.
        """
        record = load_model(path, trust_pickle=trust_pickle, trusted=trusted)
        if not isinstance(record, dict) or "method" not in record:
            raise ValueError(f"{path} was not written by mlclf train.")
        names = (tuple(record[key]) for key in ("label_names", "feature_names"))
        return cls(record["method"], *names)

    def predict_lines(self, path: str | Path, form: str = "labels") -> list[str]:
        """Return the predictions for a file as lines of CSV, the header first.

        Parameters
        ----------
        path : str or Path
            ARFF or CSV file; labels in it are not looked at.

        form : {"labels", "proba", "names"}, default="labels"
            0 and 1, probabilities, or the names of each row's labels.

        Returns
        -------
        lines : list of str
            One more than there are rows.
        """
        X, feature_names = load_features(path, self.label_names)
        self._check_features(feature_names, path)
        self._check_numbers(X, path)
        try:
            if form == "proba":
                P = self.method.predict_proba(X)
                rows = [[f"{p:.6g}" for p in row] for row in P]
            else:
                rows = [[str(int(v)) for v in row] for row in self._labels(X)]
        except ValueError as error:  # cells that the method cannot read, such as gaps
            raise ValueError(f"{path}: {error}") from error
        if form != "names":
            return [_csv_line(self.label_names), *map(_csv_line, rows)]
        on = [[n for n, v in zip(self.label_names, row) if v == "1"] for row in rows]
        return ["labels", *(_csv_line([";".join(names)]) for names in on)]

    def evaluate(self, source: str, metrics: Sequence[str] | None = None) -> Report:
        """Judge the predictions for data with labels.

        Parameters
        ----------
        source : str
            A file, or the name of a data set.

        metrics : sequence of str, default=None
            Names; None is all.

        Returns
        -------
        report : Report
            Of :func:`mlclf.metrics.evaluate`.
        """
        is_file = source.lower().endswith(SUFFIXES)
        data = load_data(source, list(self.label_names) if is_file else None)
        self._check_features(data.feature_names, source)
        answers = Answers(self.method, data.X, data.Y)
        return evaluate_predictions(
            data.Y, answers.labels, answers.scores, metrics=metrics
        )

    def _labels(self, X: Any) -> Any:
        return np.asarray(self.method.predict(X)).reshape(-1, len(self.label_names))

    def _check_features(self, names: Sequence[str], path: str | Path) -> None:
        """Refuse other features than the trained ones: their order matters."""
        if tuple(names) == self.feature_names:
            return
        pairs = zip(names, self.feature_names)
        j = next((j for j, (a, b) in enumerate(pairs) if a != b), None)
        if j is None:
            was, must = f"{len(names)}", f"{len(self.feature_names)} features"
        else:
            was, must = f"{names[j]!r}", f"{self.feature_names[j]!r} as feature {j}"
        raise ValueError(f"{path} must have {must}, as in training, got {was}.")

    def _check_numbers(self, X: Any, path: str | Path) -> None:
        """Refuse text where there was none in training."""
        if not hasattr(X, "columns") or hasattr(self.method, "feature_names_in_"):
            return
        name = next(n for n, kind in X.dtypes.items() if kind.kind not in "iufb")
        raise ValueError(
            f"{path} must hold numbers in column {name!r}, as in training, got text."
        )


def _csv_line(values: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()
