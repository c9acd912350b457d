"""What every classifier built on a scikit-learn estimator shares."""

import numpy as np
from sklearn.base import MetaEstimatorMixin
from sklearn.pipeline import Pipeline
from sklearn.utils import check_array, get_tags
from sklearn.utils.validation import has_fit_parameter, validate_data

from mlclf._base import MultiLabelClassifier
from mlclf._device import from_tensor
from mlclf._fit_arguments import (
    check_evaluation,
    check_weights,
    is_matrix,
    map_arguments,
)
from mlclf._frames import is_frame
from mlclf._sklearn import (
    MetadataRouter,
    MethodMapping,
    check_method_params,
    check_sample_weight,
    fit_context,
    process_routing,
    routing_enabled,
)

__all__ = ["MetaClassifier"]


class MetaClassifier(MetaEstimatorMixin, MultiLabelClassifier):
    """Base of the classifiers that fit clones of ``self.estimator``.

    It adds to the contract: ``sample_weight`` and routed metadata reach the base
    estimator, whose tags decide what X may be. ``_fit(X, Y, **fit_params)`` receives
    what is to be passed to each base fit.

    A DataFrame reaches the base estimator as the caller gave it: with its categories,
    its missing values and its names. A classifier that was fitted on an array makes
    one of a DataFrame to predict.

    A subclass that never touches X itself sets ``_delegates_X``: a Pipeline, however
    deep inside, then sees X as the caller gave it (texts, a DataFrame of mixed
    columns).
    """

    _delegates_X = False
    _weights_labels = False  # takes a sample_weight of one column per label

    @fit_context(prefer_skip_nested_validation=False)
    def fit(self, X, y, sample_weight=None, **fit_params):
        """Fit the classifier.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Training samples.

        y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
            Label indicators, 0 or 1. The columns of a DataFrame name the labels.
            One column is answered as scikit-learn answers a binary problem.

        sample_weight : array-like of shape (n_samples,) or (n_samples, n_labels), \
                default=None
            Weights of the samples, for base estimators that take them; of each sample
            for each label, where every label has its own base estimator.

        **fit_params : dict
            Passed to the fit of the base estimator, by scikit-learn's metadata
            routing where that is enabled. The labels of evaluation sets (``eval_set``,
            ``eval_y``, ``y_val``) are in the form of ``y``. A base of one label is
            given its column of them, and of other matrices with a column per label.

        Returns
        -------
        self : object
            Fitted classifier.
        """
        self._check_estimator()
        return self._checked_fit(X, y, **self._routed(X, sample_weight, fit_params))

    def get_metadata_routing(self):
        """Say which metadata go where.

        Returns
        -------
        router : MetadataRouter
            Metadata of ``fit`` go to the fit of the base estimator.
        """
        return MetadataRouter(owner=self).add(
            estimator=self.estimator,
            method_mapping=MethodMapping().add(caller="fit", callee="fit"),
        )

    def _check_estimator(self):
        """Refuse what can be fitted but predicts no classes: regressors, scalers."""
        kind = get_tags(self.estimator).estimator_type
        silent = kind is None and hasattr(self.estimator, "predict")
        if kind != "classifier" and not silent:
            raise ValueError(f"estimator must be a classifier, got {self.estimator!r}.")

    def _routed(self, X, sample_weight, fit_params):
        """Return the keyword arguments of each base fit."""
        if is_matrix(sample_weight):  # checked when the labels are known
            fit_params = {**fit_params, "sample_weight": sample_weight}
        elif sample_weight is not None:
            # With array API dispatch scikit-learn makes a tensor of it where X is one.
            sample_weight, _ = from_tensor(check_sample_weight(sample_weight, X))
            fit_params = {**fit_params, "sample_weight": sample_weight}
        if routing_enabled():
            return dict(process_routing(self, "fit", **fit_params).estimator.fit)
        if sample_weight is not None and not has_fit_parameter(
            self.estimator, "sample_weight"
        ):
            raise ValueError(
                "estimator must take sample_weight in fit when sample_weight is "
                f"given, got {self.estimator!r}."
            )
        return check_method_params(X, fit_params)

    def _check_params(self, Y, params):
        """Check weights; bring the labels of evaluation sets into the form of Y."""
        if not params:
            return params
        params = map_arguments(params, lambda X, y: (X, check_evaluation(self, y)))
        if is_matrix(params.get("sample_weight")):
            params["sample_weight"] = check_weights(self, params["sample_weight"], Y)
        return params

    def _validate_X(self, X, *, reset=True, **kwargs):
        if reset:
            self._saw_frame = is_frame(X)
        if not (is_frame(X) and self._saw_frame):
            if _are_texts(X) and self._X_checks() is not None:
                name = type(self).__name__
                raise ValueError(
                    f"X must be a matrix or a DataFrame for {name}, got texts; put the "
                    f"vectorizer before it: make_pipeline(TfidfVectorizer(), {name}"
                    "(...))."
                )
            return super()._validate_X(X, reset=reset, **kwargs)
        validate_data(self, X, skip_check_array=True, reset=reset, **kwargs)
        if 0 in X.shape:
            check_array(np.empty(X.shape), estimator=self)  # raises
        return X

    def _X_checks(self):
        parts = list(self.estimator.get_params().values())
        pipelines = [isinstance(part, Pipeline) for part in [self.estimator, *parts]]
        if self._delegates_X and any(pipelines):
            return None
        checks = super()._X_checks()
        if any(hasattr(part, "fit") for part in parts):
            # Whether NaN are imputed somewhere inside is not for us to say.
            checks["ensure_all_finite"] = False
        return checks

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator).input_tags
        tags.input_tags.sparse = inner.sparse
        tags.input_tags.allow_nan = inner.allow_nan
        tags.input_tags.pairwise = inner.pairwise
        return tags


def _are_texts(X):
    """Tell whether samples are texts: a sequence of strings."""
    flat = isinstance(X, (list, tuple)) or len(getattr(X, "shape", ())) == 1
    return flat and len(X) > 0 and isinstance(next(iter(X)), str)
