"""Fitted columns behind the contract: what strategies of one column per label share."""

from mlclf._meta import MetaClassifier

__all__ = ["ColumnsClassifier"]


class ColumnsClassifier(MetaClassifier):
    """Base of the classifiers that fit one binary classifier per label.

    ``_fit`` sets ``_columns``, which an engine fitted; the answers are theirs.
    """

    _weights_labels = True

    @property
    def estimators_(self):
        """Fitted base classifiers; after a joint fit they are made when asked for."""
        if not hasattr(self, "_columns"):
            raise AttributeError(
                f"{type(self).__name__} has no estimators_ before fit."
            )
        return self._columns.estimators

    def _takes_tensors(self):
        return True  # a joint solve computes where they are

    def _predict_proba(self, X):
        return self._columns.predict_proba(X)
