"""A metric, and the declarations that make one from a function."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial, update_wrapper
from typing import Any

Function = Callable[..., Any]
FOUR = ("samples", "micro", "macro", "weighted")


@dataclass(frozen=True)
class Metric:
    """A metric with its name, its input and its direction.

    A metric made by hand is accepted wherever the name of a metric is.

    Attributes
    ----------
    name : str
        Name in ``METRICS``.

    function : callable
        ``function(y_true, y_pred_or_score, *, sample_weight=None)``.

    input : {"labels", "scores"}
        Kind of the second argument.

    greater_is_better : bool, default=True
        False for a loss.

    best : float, default=1.0
        Best possible value.

    probabilities : bool, default=False
        Whether scores have to be probabilities.

    min_labels : int, default=1
        Smallest number of labels: k for a metric at k.

    of_shared : callable, default=None
        ``of_shared(data)`` computes the metric from counts or ranks that several
        metrics share. None calls ``function`` with the matrices as given.

    See Also
    --------
    get_metric : Get a metric by name.
    evaluate : Compute many metrics at once.

    Examples
    --------
    >>> from functools import partial
    >>> from mlclf.metrics import Metric, evaluate, fbeta_score
    >>> f2 = Metric("f2_micro", partial(fbeta_score, beta=2, average="micro"), "labels")
    >>> print(evaluate([[1, 0], [1, 1]], [[1, 0], [1, 0]], metrics=[f2]))
    metric    value
    f2_micro  0.7143
    """

    name: str
    function: Function
    input: str
    greater_is_better: bool = True
    best: float = 1.0
    probabilities: bool = False
    min_labels: int = 1
    of_shared: Function | None = None

    def compute(self, data: Any) -> float:
        """Compute the metric from shared counts or ranks.

        Parameters
        ----------
        data : Confusion or Ranking
            By the input of the metric.

        Returns
        -------
        value : float
        """
        if self.of_shared is None:
            return float(self.function(*data.given, sample_weight=data.weight))
        return float(self.of_shared(data))

    def renamed(self, name: str, *, min_labels: int = 1, **keywords: Any) -> "Metric":
        """Return the metric under another name, with keywords bound.

        Parameters
        ----------
        name : str
            New name.

        min_labels : int, default=1
            Smallest number of labels.

        **keywords : dict
            Keywords of the function, such as ``average="micro"``.

        Returns
        -------
        metric : Metric
        """
        # scikit-learn's scorers show the name of the function.
        function = update_wrapper(partial(self.function, **keywords), self.function)
        shared = None if self.of_shared is None else partial(self.of_shared, **keywords)
        return replace(
            self, name=name, function=function, min_labels=min_labels, of_shared=shared
        )


class Declarations(list[Metric]):
    """The metrics of one module, declared where their functions stand.

    Parameters
    ----------
    input : {"labels", "scores"}
        Kind of the second argument of all of them.
    """

    def __init__(self, input: str) -> None:
        super().__init__()
        self.input = input

    def metric(
        self, of_shared: Function, *, loss: bool = False, probabilities: bool = False
    ) -> Callable[[Function], Function]:
        """Declare the decorated function as a metric of its name.

        Parameters
        ----------
        of_shared : callable
            The same metric as a function of a Confusion or Ranking.

        loss : bool, default=False
            Whether lower is better.

        probabilities : bool, default=False
            Whether scores have to be probabilities.

        Returns
        -------
        decorator : callable
            It returns the function unchanged.
        """

        def declare(function: Function) -> Function:
            made = self._make(function, of_shared, loss)
            self.append(replace(made, probabilities=probabilities))
            return function

        return declare

    def averages(
        self,
        stem: str,
        of_shared: Function,
        *,
        averages: Sequence[str] = FOUR,
        loss: bool = False,
    ) -> Callable[[Function], Function]:
        """Declare one metric for each average of the decorated function.

        Parameters
        ----------
        stem : str
            Beginning of the names: "f1" gives "f1_micro".

        of_shared : callable
            The same metric as a function of shared data and an ``average``.

        averages : sequence of str
            Averages that the function knows.

        loss : bool, default=False
            Whether lower is better.

        Returns
        -------
        decorator : callable
            It returns the function unchanged.
        """

        def declare(function: Function) -> Function:
            made = self._make(function, of_shared, loss)
            self.extend(made.renamed(f"{stem}_{a}", average=a) for a in averages)
            return function

        return declare

    def at_k(
        self,
        stem: str,
        of_shared: Function,
        *,
        ks: Sequence[int],
        loss: bool = False,
        **keywords: Any,
    ) -> Callable[[Function], Function]:
        """Declare one metric for each k of the decorated function.

        Parameters
        ----------
        stem : str
            Beginning of the names: "ndcg_at" gives "ndcg_at_3".

        of_shared : callable
            The same metric as a function of shared data and ``k``.

        ks : sequence of int
            Numbers of best labels.

        loss : bool, default=False
            Whether lower is better.

        **keywords : dict
            Further keywords of both functions.

        Returns
        -------
        decorator : callable
            It returns the function unchanged.
        """

        def declare(function: Function) -> Function:
            made = self._make(function, of_shared, loss)
            self.extend(
                made.renamed(f"{stem}_{k}", min_labels=k, k=k, **keywords) for k in ks
            )
            return function

        return declare

    def _make(self, function: Function, of_shared: Function, loss: bool) -> Metric:
        return Metric(
            function.__name__,
            function,
            self.input,
            greater_is_better=not loss,
            best=0.0 if loss else 1.0,
            of_shared=of_shared,
        )
