"""The life of a network behind the contract: fit, go on, answer, be saved."""

import numpy as np
from scipy.special import expit, softmax
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils import check_random_state

from mlclf._base import MultiLabelClassifier
from mlclf._device import check_torch, choose_device, seeded
from mlclf._sklearn import check_sample_weight, fit_context
from mlclf.neural._checkpoint import Checkpoint
from mlclf.neural._inputs import InputScaler
from mlclf.neural._targets import label_frequency, label_weights, validation_rows

__all__ = ["BaseNetworkClassifier"]

# Below this many samples a validation part says nothing: all epochs are run.
_MIN_SAMPLES_TO_VALIDATE = 100
# Cells from which ranking losses learn to answer probabilities.
_CALIBRATION_CELLS = 200_000
_UNCALIBRATED = ("bp_mll", "ranking_hinge", "top_k_hinge")


class BaseNetworkClassifier(
    ClassNamePrefixFeaturesOutMixin, TransformerMixin, MultiLabelClassifier
):
    """Base of :class:`NeuralClassifier`, which holds the parameters.

    It checks data, draws the validation part, opens the random stream, runs the
    trainer, and keeps what it learned on the CPU.
    """

    _accepts_multiclass = True
    _accepts_missing_labels = True
    _needs_torch = True

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y, sample_weight=None):
        """Fit the network.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Training samples; with ``module``, of any shape (n_samples, ...).

        y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels) or \
                (n_samples,)
            Label indicators, 0 or 1, or NaN where a label is not known; or one column
            of classes.

        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the samples in the loss.

        Returns
        -------
        self : object
            Fitted classifier.
        """
        check_torch(type(self).__name__)
        return self._checked_fit(X, y, sample_weight=_weights(sample_weight, X))

    @fit_context(prefer_skip_nested_validation=True)
    def partial_fit(self, X, y, classes=None, sample_weight=None):
        """Train one epoch more, on these samples.

        The first call begins a network and fixes the scales of the features; there
        is no validation part. After ``fit``, the fitted network goes on.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Samples.

        y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels) or \
                (n_samples,)
            As in ``fit``.

        classes : array-like, default=None
            The values of a one-column y. Needed in the first call where this part of
            the data does not show them all.

        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the samples in the loss.

        Returns
        -------
        self : object
            Fitted classifier.
        """
        check_torch(type(self).__name__)
        before = dict(vars(self))
        try:
            self._train_on(X, y, classes, _weights(sample_weight, X))
        except BaseException:
            vars(self).clear()  # what was fitted before is still what it was
            vars(self).update(before)
            raise
        return self

    def _train_on(self, X, y, classes, sample_weight):
        """Train one epoch: begin a network, or go on with the one that is there."""
        is_first = not hasattr(self, "n_labels_")
        known = classes if is_first else self.classes_ if self._one_column else None
        X, Y = self._check_X_y(X, y, reset=is_first, classes=known)
        if is_first:
            self.n_labels_ = Y.shape[1]
            self._scaler = self._fit_scaler(X, sample_weight)
            vars(self).pop("_trainer", None)
        else:
            self._check_as_before(X)
        if not hasattr(self, "_seeds"):
            self._seeds = check_random_state(self.random_state)
        device = choose_device(self.device)
        with seeded(self._seeds.randint(np.iinfo(np.int32).max), device):
            samples = self._samples(X, Y, sample_weight, self._cells(Y), device)
            if not hasattr(self, "_trainer"):
                self._trainer = self._open_trainer(
                    samples, label_frequency(Y, sample_weight), keep=not is_first
                )
            self._trainer.network.to(device)
            self._trainer.train_epoch(samples)
        self._close_trainer(self._trainer)
        if self.loss in _UNCALIBRATED:
            self._calibrate(X, Y)

    def transform(self, X):
        """Return the last hidden layer, as features.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        features : ndarray of shape (n_samples, n_hidden)
            What enters the output layer; the mean over members.
        """
        from mlclf.neural._networks import last_hidden

        X = self._check_X(X)
        dtype = np.float64 if X.dtype == np.float64 else np.float32
        return self._run(X, last_hidden, dtype)

    @property
    def _n_features_out(self):
        from mlclf.neural._networks import output_layer

        return output_layer(self.network_).in_features

    def save(self, path):
        """Save the fitted classifier in one safetensors file, without pickle.

        Parameters
        ----------
        path : path-like
            File to write, whole or not at all. Parameters that are objects
            (``module``, callables, a RandomState) are not in it.
        """
        from mlclf.neural._saving import save_classifier

        save_classifier(self, path)

    @classmethod
    def load(cls, path, *, module=None):
        """Load what ``save`` wrote; a model trained on a GPU loads without one.

        Parameters
        ----------
        path : path-like
            File that ``save`` wrote.

        module : torch.nn.Module or callable, default=None
            The architecture, where the saved classifier was made with ``module``.

        Returns
        -------
        classifier : NeuralClassifier
            Fitted.

        Raises
        ------
        ValueError
            If the file is damaged or foreign, or ``module`` is missing.
        """
        check_torch(cls.__name__)
        from mlclf.neural._saving import load_classifier

        return load_classifier(cls, path, module)

    def _fit(self, X, Y, sample_weight=None):
        device = choose_device(self.device)
        random_state = check_random_state(self.random_state)
        seed = random_state.randint(np.iinfo(np.int32).max)
        checkpoint = Checkpoint(self, X, Y, sample_weight)
        seed = checkpoint.resume(seed)
        rows, held_out = np.arange(len(Y)), None
        if self.early_stopping and len(Y) >= _MIN_SAMPLES_TO_VALIDATE:
            held_out = validation_rows(
                Y, self.validation_fraction, np.random.RandomState(seed)
            )
            rows = np.setdiff1d(rows, held_out)
        keep = self.warm_start and hasattr(self, "network_")
        weights = None if sample_weight is None else sample_weight[rows]
        held_weights = None if sample_weight is None else sample_weight[held_out]
        if keep:
            self._check_as_before(X, ", with warm_start")
        else:
            self._scaler = self._fit_scaler(X[rows], weights)
        for stale in ("_trainer", "_seeds"):
            vars(self).pop(stale, None)
        cells = self._cells(Y[rows])
        with seeded(seed, device):
            samples = self._samples(X[rows], Y[rows], weights, cells, device)
            prior = label_frequency(Y[rows], weights)
            trainer = self._open_trainer(samples, prior, keep)
            validate = None
            if held_out is not None:
                validate = self._validation(
                    X[held_out], Y[held_out], held_weights, cells, device
                )
            self._run_epochs(trainer, samples, validate, checkpoint)
        self._close_trainer(trainer)
        if self.loss in _UNCALIBRATED:
            part = rows if held_out is None else held_out
            self._calibrate(X[part], Y[part])
        checkpoint.remove()

    def _fit_scaler(self, X, sample_weight):
        if sample_weight is not None and not (sample_weight > 0).any():
            raise ValueError("sample_weight must not be all zero, got only zeros.")
        reads_sparse = self.module is None and self.embedding is None
        return InputScaler(self.standardize, reads_sparse).fit(X, sample_weight)

    def _check_as_before(self, X, why=""):
        """Check that the network which goes on knows such samples and labels."""
        before, now = self._network_classes, self.classes_
        if not np.array_equal(before, now):
            before, now = (
                f"{len(c)} labels" if c.ndim > 1 else f"the classes {c}"
                for c in (before, now)
            )
            raise ValueError(f"y must have {before} as before{why}, got {now}.")
        if X.shape[1:] != tuple(self._scaler.shape):
            raise ValueError(
                f"X must hold samples of shape {tuple(self._scaler.shape)} as "
                f"before{why}, got {X.shape[1:]}."
            )

    def _cells(self, Y):
        """Return the weights of the cells that are off, and on, or None."""
        classes = self.classes_ if self._one_column else None
        return label_weights(Y, self.class_weight, self.pos_weight, classes)

    def _samples(self, X, Y, sample_weight, cells, device):
        from mlclf.neural._samples import Samples

        X = self._scaler.transform(X)
        return Samples(X, Y, sample_weight, cells, device=device)

    def _open_trainer(self, samples, prior, keep):
        """Return a trainer of a fresh network, or of the one fitted before."""
        from mlclf.neural._building import (
            build_loss,
            build_network,
            build_trainer,
            perceptron_options,
        )

        if keep:
            network = self.network_.to(samples.device)
        else:
            self._slope, self._intercept, self._n_outputs = 1.0, 0.0, len(prior)
            self._options = None
            if self.module is None:
                self._options = perceptron_options(
                    self, self._scaler, len(prior), self._is_multiclass
                )
            network = build_network(self, self._options, samples, prior)
        loss = build_loss(self, self._is_multiclass)
        return build_trainer(self, network, loss, samples.device)

    def _validation(self, X, Y, sample_weight, cells, device):
        """Return a function of a trainer: name of the score, score, direction."""
        if self.monitor == "loss":
            samples = self._samples(X, Y, sample_weight, cells, device)
            return lambda trainer: ("loss", trainer.mean_loss(samples), False)
        if (Y < 0).any():
            raise ValueError(
                "monitor must be 'loss' where labels are missing, got "
                f"{self.monitor!r}."
            )
        name, greater_is_better, on_labels = "score", True, False
        function = self.monitor
        if not callable(function):
            from mlclf.metrics import get_metric

            metric = get_metric(function)
            name, function = metric.name, metric.function
            greater_is_better = metric.greater_is_better
            on_labels = metric.input == "labels"

        def score(trainer):
            self.network_ = trainer.final_network
            P = self._predict(X) if on_labels else self._predict_proba(X)
            return name, float(function(Y, P)), greater_is_better

        return score

    def _run_epochs(self, trainer, samples, validate, checkpoint):
        checkpoint.restore(trainer)
        progress = self._progress(self.max_epochs, "epoch")
        for _ in range(trainer.n_epochs, self.max_epochs):
            if trainer.is_over:
                break
            trainer.train_epoch(samples)
            if validate is not None:
                name, score, greater_is_better = validate(trainer)
                if np.isnan(score):
                    raise ValueError(
                        "monitor must give a number on the validation part, got nan "
                        f"for {self.monitor!r} in epoch {trainer.n_epochs}."
                    )
                trainer.record(f"validation_{name}", score, greater_is_better)
            checkpoint.save(trainer)
            if progress.step():
                break

    def _close_trainer(self, trainer):
        """Keep what a trainer learned, on the CPU."""
        self.network_ = trainer.restore_best().cpu().eval()
        self._network_classes = self.classes_
        self.history_ = trainer.history
        self.n_epochs_, self.best_epoch_ = trainer.n_epochs, trainer.best_epoch

    def _calibrate(self, X, Y):
        """Learn the logistic curve that turns ranking scores into probabilities."""
        self._slope, self._intercept = 1.0, 0.0
        known = np.flatnonzero((Y >= 0).ravel())[:_CALIBRATION_CELLS]
        y = Y.ravel()[known]
        if y.min() < y.max():
            logits = self._logits(X).ravel()[known, None]
            model = LogisticRegression(C=1e6, max_iter=1000).fit(logits, y)
            self._slope = max(float(model.coef_[0, 0]), 1e-6)  # never turn a ranking
            self._intercept = float(model.intercept_[0])

    def _predict_proba(self, X):
        logits = self._logits(X)
        return softmax(logits, axis=1) if self._is_multiclass else expit(logits)

    def _predict(self, X):
        if not self._is_multiclass:
            return super()._predict(X)
        return np.eye(self.n_labels_, dtype=int)[self._logits(X).argmax(axis=1)]

    def _logits(self, X):
        logits = self._run(X, lambda network, inputs: network(inputs), np.float64)
        return logits * self._slope + self._intercept

    def _run(self, X, function, dtype):
        """Return ``function(network, inputs)`` of all samples."""
        from mlclf.neural._answering import answer_all

        device = choose_device(self.device, must_exist=False)
        return answer_all(
            self.network_,
            X,
            function,
            scaler=self._scaler,
            device=device,
            dtype=dtype,
        )

    def _X_checks(self):
        return {**super()._X_checks(), "allow_nd": self.module is not None}

    def __getstate__(self):
        # The state of the optimizer is twice the network, and may lie on a GPU.
        return {k: v for k, v in super().__getstate__().items() if k != "_trainer"}


def _weights(sample_weight, X):
    """Return checked weights, or None where all are 1."""
    if sample_weight is None:
        return None
    return check_sample_weight(sample_weight, X, ensure_non_negative=True)
