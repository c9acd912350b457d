"""Classifier chain: each label sees the labels before it."""

from numbers import Integral

import numpy as np
from sklearn.utils import check_random_state

from mlclf._sklearn import HasMethods, StrOptions
from mlclf.engines import Work, fit_chain_out_of_fold, fit_chains
from mlclf.strategies._columns_classifier import ColumnsClassifier


class ClassifierChain(ColumnsClassifier):
    r"""Chain binary classifiers so that each label sees the previous ones.

    One fit per label, as cheap as binary relevance, yet dependence between labels is
    learned [1]_. The first labels of the chain decide a lot: average several random
    orders where the cost allows. It aims at the subset accuracy.

    Parameters
    ----------
    estimator : classifier
        Base classifier, cloned once per label. Without ``predict_proba``, its
        ``decision_function`` or its prediction stands in for the probability.

    order : {"random"} or array-like of shape (n_labels,), default=None
        Order in which the labels are visited; None is the order of the columns.

    cv : int, cross-validation generator or iterable, default=None
        How the links are trained. None: on the true values of the previous labels,
        all links at once. Otherwise on their out-of-fold predictions, link by link:
        slower, but training then resembles prediction.

    solver : {"auto", "joint", "separate"}, default="auto"
        How the links are fitted. "separate": one fit of ``estimator`` after the
        other. "joint": in one solve, to the same optimum, where each link may use
        only the labels before it; an error where ``estimator`` is of no known kind,
        or has parameters that rule it out. "auto": a joint solve where it is possible
        and the faster way.

    device : str, torch.device or None, default=None
        Where a joint solve computes: None is the CPU, or where X is if it is a
        tensor; "cuda" is a GPU, by torch, which needs the extra ``neural``.

    n_jobs : int, default=None
        Number of processes for separate fits of the links (of the folds, with
        ``cv``); -1 uses every core.

    random_state : int, RandomState instance or None, default=None
        Draws the order when ``order="random"``.

    Attributes
    ----------
    estimators_ : list of length n_labels
        ``estimators_[t]`` predicts the label ``order_[t]`` from X and the labels
        ``order_[:t]``. After a joint solve they are made when first asked for.

    order_ : ndarray of shape (n_labels,)
        Labels in the order the chain visits them.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    Notes
    -----
    Link t estimates :math:`P(y_{o_t} = 1 \mid x, y_{o_1}, \dots, y_{o_{t-1}})`; at
    prediction the previous labels are replaced by their own predictions. So
    ``predict_proba`` gives the probabilities along the greedy path, not exact
    marginals.

    Of a DataFrame, a link sees the columns as they are, and after them the labels
    before it, under their names; an underscore follows where a feature has that name,
    and stands for all but letters and digits. A base that picks columns, such as a
    ``ColumnTransformer``, must let these pass: ``remainder="passthrough"``.

    References
    ----------
    .. [1] Read, J., Pfahringer, B., Holmes, G., & Frank, E. (2011). Classifier
       chains for multi-label classification. Machine Learning, 85, 333-359.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import ClassifierChain
    >>> X, y = make_multilabel_classification(n_classes=3, random_state=0)
    >>> chain = ClassifierChain(LogisticRegression(), order=[2, 0, 1]).fit(X, y)
    >>> chain.predict(X).shape
    (100, 3)
    """

    _parameter_constraints: dict = {
        "estimator": [HasMethods(["fit"])],
        "order": [StrOptions({"random"}), "array-like", None],
        "cv": ["cv_object"],
        "solver": [StrOptions({"auto", "joint", "separate"})],
        "device": "no_validation",  # torch knows its devices
        "n_jobs": [Integral, None],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        estimator,
        *,
        order=None,
        cv=None,
        solver="auto",
        device=None,
        n_jobs=None,
        random_state=None,
    ):
        self.estimator = estimator
        self.order = order
        self.cv = cv
        self.solver = solver
        self.device = device
        self.n_jobs = n_jobs
        self.random_state = random_state

    def _fit(self, X, Y, **fit_params):
        self.order_ = self._resolve_order(Y.shape[1])
        fit_params["work"] = Work(self.solver, self.device, self.n_jobs)
        fit_params["progress"] = self._progress(Y.shape[1], "label")
        fit_params.setdefault("label_names", getattr(self, "label_names_in_", None))
        if self.cv is None:
            (self._columns,) = fit_chains(
                [self.estimator], [self.order_], X, Y, **fit_params
            )
        else:
            self._columns = fit_chain_out_of_fold(
                self.estimator, self.order_, X, Y, cv=self.cv, **fit_params
            )

    def _become(self, columns, ensemble):
        """Return self, fitted as a member whose columns the ensemble fitted."""
        self.order_, self._columns = self.order, columns
        self._copy_contract(ensemble)
        return self

    def _resolve_order(self, n_labels):
        if self.order is None:
            return np.arange(n_labels)
        if isinstance(self.order, str):
            return check_random_state(self.random_state).permutation(n_labels)
        order = np.asarray(self.order)
        whole = order.dtype.kind in "iu"  # True and False pass for 1 and 0
        if not whole or not np.array_equal(np.sort(order), np.arange(n_labels)):
            raise ValueError(
                f"order must be a permutation of range({n_labels}), got {self.order!r}."
            )
        return order
