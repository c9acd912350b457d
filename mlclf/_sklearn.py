"""The only door to scikit-learn's private or version-dependent names.

When scikit-learn moves one of them, this is the only file to change.
"""

from sklearn.base import _fit_context as fit_context
from sklearn.metrics._scorer import _BaseScorer as BaseScorer
from sklearn.model_selection._split import (
    _validate_shuffle_split as shuffle_split_sizes,
)
from sklearn.utils import _safe_indexing as safe_indexing
from sklearn.utils._param_validation import (
    HasMethods,
    Hidden,
    Interval,
    Options,
    RealNotInt,
    StrOptions,
    validate_parameter_constraints,
    validate_params,
)
from sklearn.utils.metadata_routing import (
    MetadataRouter,
    MethodMapping,
    process_routing,
)
from sklearn.utils.metadata_routing import (
    _routing_enabled as routing_enabled,
)
from sklearn.utils.metaestimators import _safe_split as safe_split
from sklearn.utils.parallel import Parallel, delayed
from sklearn.utils.validation import (
    _check_feature_names_in as feature_names_in,
)
from sklearn.utils.validation import (
    _check_method_params as check_method_params,
)
from sklearn.utils.validation import (
    _check_response_method as check_response_method,
)
from sklearn.utils.validation import (
    _check_sample_weight as check_sample_weight,
)
from sklearn.utils.validation import (
    _num_samples as num_samples,
)

try:
    from sklearn.callback import CallbackSupportMixin
except ImportError:  # scikit-learn < 1.9 has no callbacks: fits show no progress

    class CallbackSupportMixin:
        """Stand-in that accepts no callback and reports nothing."""


__all__ = [
    "BaseScorer",
    "CallbackSupportMixin",
    "HasMethods",
    "Hidden",
    "Interval",
    "MetadataRouter",
    "MethodMapping",
    "Options",
    "Parallel",
    "Progress",
    "RealNotInt",
    "StrOptions",
    "check_method_params",
    "check_parameters",
    "check_response_method",
    "check_sample_weight",
    "delayed",
    "feature_names_in",
    "fit_context",
    "num_samples",
    "process_routing",
    "routing_enabled",
    "safe_indexing",
    "safe_split",
    "shuffle_split_sizes",
    "validate_params",
]


def check_parameters(owner):
    """Check the parameters of an object that is no estimator: a splitter, a sampler.

    Parameters
    ----------
    owner : object
        Has ``_parameter_constraints``, and an attribute for each name in it.

    Raises
    ------
    ValueError
        If a parameter is not what its constraints allow.
    """
    constraints = owner._parameter_constraints
    validate_parameter_constraints(
        constraints,
        {name: getattr(owner, name) for name in constraints},
        caller_name=type(owner).__name__,
    )


class Progress:
    """Reports the steps of one fit to scikit-learn's callbacks, if there are any.

    Parameters
    ----------
    estimator : MultiLabelClassifier
        The estimator being fitted.

    n_steps : int or None
        Number of steps to come; None when it is not known.

    name : str
        What one step is: "label", "epoch", ...
    """

    def __init__(self, estimator, n_steps, name):
        self._estimator = estimator
        self._name = name
        self._root = None
        if getattr(estimator, "_skl_callbacks", None):
            self._root = estimator._init_callback_context(max_subtasks=n_steps)
            self._root.call_on_fit_task_begin(estimator=estimator)

    def step(self):
        """Report one step as done; True means that a callback asks to stop."""
        if self._root is None:
            return False
        context = self._root.subcontext(task_name=self._name)
        context.call_on_fit_task_begin(estimator=self._estimator)
        return context.call_on_fit_task_end(estimator=self._estimator)

    def track(self, iterable):
        """Yield the items of ``iterable``, reporting one step after each."""
        for item in iterable:
            yield item
            self.step()

    def close(self):
        """Report the whole fit as done."""
        if self._root is not None:
            self._root.call_on_fit_task_end(estimator=self._estimator)
