"""Fit label columns that do not see one another."""

import numpy as np
from joblib import effective_n_jobs
from sklearn import get_config
from sklearn.utils import get_tags

from mlclf._device import from_tensor
from mlclf._frames import column_names
from mlclf._sklearn import delayed
from mlclf.engines._columns import JointColumns, SeparateColumns
from mlclf.engines._fit_label import fit_label, label_arguments

__all__ = ["fit_columns"]


def fit_columns(estimator, X, Y, *, work, progress, label_names=None, **fit_params):
    """Fit one binary classifier per column of Y.

    Parameters
    ----------
    estimator : classifier
        Base classifier; clones are fitted.

    X : {ndarray, sparse matrix, tensor, DataFrame} of shape (n_samples, n_features)
        Training samples.

    Y : {ndarray, tensor} of shape (n_samples, n_labels)
        Label indicators.

    work : Work
        How and where the columns are fitted.

    progress : Progress
        Stepped once per column.

    label_names : sequence of length n_labels, default=None
        Names of the labels, for errors.

    **fit_params : dict
        Passed to each base fit; of what has one column per label, its column.

    Returns
    -------
    columns : Columns
    """
    numbers = work.joint_input(estimator, X)
    fit = work.choose_fit(estimator, numbers, Y.shape[1], fit_params)
    if fit is not None:
        joint = fit(numbers, Y, progress=progress, **fit_params)
        return JointColumns(joint, estimator, column_names(X))
    tensors = get_tags(estimator).array_api_support
    tensors = tensors and get_config()["array_api_dispatch"]
    X = X if tensors else from_tensor(X)[0]
    # Chunks of labels, as a task of one label costs more than its fit. X is mapped
    # into memory once for all processes, never copied for a label.
    n_jobs = effective_n_jobs(work.n_jobs)
    n_labels = Y.shape[1]
    n_chunks = n_labels if n_jobs == 1 else min(n_labels, 8 * n_jobs)
    names = range(n_labels) if label_names is None else list(label_names)
    problems = [
        (name, label_arguments(fit_params, j, n_labels)) for j, name in enumerate(names)
    ]
    chunks = work.run(
        delayed(_fit_chunk)(estimator, X, chunk, [problems[j] for j in labels])
        for chunk, labels in zip(
            np.array_split(Y, n_chunks, axis=1),
            np.array_split(range(n_labels), n_chunks),
        )
    )
    fits = progress.track(fitted for chunk in chunks for fitted in chunk)
    return SeparateColumns(list(fits), tensors=tensors)


def _fit_chunk(estimator, X, Y, problems):
    return [fit_label(estimator, X, y, *problem) for y, problem in zip(Y.T, problems)]
