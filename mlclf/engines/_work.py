"""How and where columns are fitted."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from mlclf._device import from_tensor, tensor_device
from mlclf._floats import as_floats
from mlclf._frames import as_numbers
from mlclf._sklearn import Parallel
from mlclf.solvers import SOLVERS, find_solver

__all__ = ["Work"]


@dataclass(frozen=True)
class Work:
    """How and where columns are fitted: the parameters that strategies share.

    Parameters
    ----------
    solver : {"auto", "joint", "separate"}, default="auto"
        As in :func:`mlclf.solvers.find_solver`.

    device : str, torch.device or None, default=None
        Where a joint solve computes; None is where X is.

    n_jobs : int, default=None
        Number of processes for separate fits.
    """

    solver: str = "auto"
    device: Any = None
    n_jobs: int | None = None

    def joint_input(self, estimator, X):
        """Return samples as a joint solve takes them, where there may be one.

        Parameters
        ----------
        estimator : classifier
            Base classifier.

        X : {ndarray, sparse matrix, tensor, DataFrame}
            Samples.

        Returns
        -------
        X : {ndarray, sparse matrix, tensor, DataFrame}
            Numbers instead of a DataFrame, unless the estimator fits by itself.
        """
        alone = self.solver == "separate" and self.device is None
        return (
            X if alone or type(estimator) not in SOLVERS else as_numbers(X, estimator)
        )

    def choose_fit(self, estimator, X, n_columns, fit_params, *, masks=False):
        """Return a function that fits all columns in one solve, or None.

        Parameters
        ----------
        estimator, X, n_columns, fit_params, masks
            As for :func:`mlclf.solvers.find_solver`. X is what :meth:`joint_input`
            gives, and may be a tensor.

        Returns
        -------
        fit : callable or None
            ``fit(X, Y, **params)`` with the parameters of a solver's ``fit``, but
            for the device, which is chosen. None if columns are fitted one by one.
        """
        solver = find_solver(
            estimator,
            X,
            n_columns,
            fit_params,
            choice=self.solver,
            masks=masks,
            device=self.device,
        )
        if solver is None:
            return None
        device = self.device
        if device is None and tensor_device(X) is not None:
            able = solver.refuse_device(estimator, X, {}) is None
            device = tensor_device(X) if able else None
        if device is None:
            return partial(_fit_on_cpu, solver, estimator)
        return partial(_fit_on_device, solver, estimator, device)

    def run(self, tasks):
        """Yield the results of delayed calls, in their order."""
        return Parallel(n_jobs=self.n_jobs, return_as="generator")(tasks)


def _fit_on_cpu(solver, estimator, X, Y, **params):
    return solver.fit(estimator, as_floats(from_tensor(X)[0]), Y, **params)


def _fit_on_device(solver, estimator, device, X, Y, **params):
    return solver.fit(estimator, as_floats(X), Y, device=device, **params)
