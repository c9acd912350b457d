"""How far each column goes along its direction: what is done between two products."""

import torch

from mlclf.quasi_newton._lbfgs import TURNED

__all__ = ["MAX_AGAIN", "ColumnSteps"]

# How often a step is shortened again before it is taken as it is.
MAX_AGAIN = 10


class ColumnSteps:
    """Where columns stand on their way to their minima, and their next steps.

    A column that stepped too far stands still in the next iteration, which shortens
    its step. All that lasts changes in place, for graphs to find it.

    Parameters
    ----------
    problem : object
        As for ``minimize_columns``; of it, ``ridge``, ``unit`` and ``backend``.

    T : tensor of shape (n_params, n_columns)
        Parameters to start from, columns in one piece.

    tol : tensor of shape (n_columns,)
        Largest entry of the gradient of a converged column.

    gain_tol : float
        See ``minimize_columns``.

    done : tensor of shape (n_columns,) of bool
        Columns that are not to be moved.

    Attributes
    ----------
    T, done
        As above, after the steps so far.

    G : tensor of shape (n_params, n_columns)
        The gradient of the objective; known as soon as there was a step, of zero.

    P : tensor of shape (n_params, n_columns)
        Directions; zero where a column is done.

    length : tensor of shape (n_columns,)
        How far along them.

    far : tensor of shape (n_columns,) of bool
        Whose step is too long: it is not taken, but shortened.
    """

    _turned = TURNED

    def __init__(self, problem, T, tol, gain_tol, done):
        self._backend, self._tol, self._gain_tol = problem.backend, tol, gain_tol
        self._ridge, self._unit = problem.ridge, problem.unit
        self.T, self.G, self.P = T, torch.zeros_like(T), torch.zeros_like(T)
        self.done, self.far = done.clone(), torch.zeros_like(done)
        self.length, self._loss = torch.zeros_like(tol), torch.zeros_like(tol)
        self._slope = torch.zeros_like(tol)  # at the end of the step
        self._again = torch.zeros_like(tol)  # how often it has been shortened
        self._along_P()

    def _along_P(self):
        """Make place for what :meth:`choose` finds: slopes along the directions."""
        # Of the objective where the step starts; of the penalty there, and its growth.
        self._start, self._across, self._rise = self._loss.new_zeros(3, len(self._loss))

    def choose(self, Q):
        """Go along Q, but along the direction of before where the step was too long.

        Parameters
        ----------
        Q : tensor of shape (n_params, n_columns)
            Minus the approximate inverse Hessian times the gradient.

        Returns
        -------
        flags : tensor of shape (2, n_columns) of bool
            Which columns have a small gradient, and which are done.
        """
        dot, far = self._backend.dot, self.far
        flat = self._backend.largest(self._unit * self.G) <= self._tol
        # What a Newton step would still gain, against the objective itself.
        objective = self._loss + 0.5 * dot(self.T, self._ridge * self.T)
        gain = -0.5 * dot(Q, self.G)
        self.done |= flat & (gain <= self._gain_tol * objective) & ~far
        torch.where(far, self.P, Q.masked_fill(self.done, 0), out=self.P)
        bent = self._ridge * self.P
        self._start.copy_(dot(self.P, self.G))
        self._across.copy_(dot(self.T, bent))
        self._rise.copy_(dot(self.P, bent))
        return torch.stack([flat, self.done])

    def lengthen(self, slope):
        """Find how far to go; return how much further that is than now.

        To see whether a step of one is too long takes as long as to correct it once.

        Parameters
        ----------
        slope : tensor of shape (n_columns,)
            Of the losses, after a step of one along the direction.
        """
        slope = slope + self._across + self._rise
        share = torch.where(self._is_far(slope), self._share(slope), 1)
        length = self.length * self._share(self._slope)
        length = torch.where(self.far, length, share)
        further = length - self.length.masked_fill(~self.far, 0)
        self.length.copy_(length)
        return further

    def judge(self, slope, loss):
        """See which steps are too long.

        Parameters
        ----------
        slope, loss : tensor of shape (n_columns,)
            Slopes and values of the losses at the end of the step.
        """
        torch.addcmul(slope + self._across, self.length, self._rise, out=self._slope)
        self._loss.copy_(loss)
        self._again.add_(1).mul_(self.far)
        again = self._again < MAX_AGAIN
        torch.logical_and(self._is_far(self._slope), again, out=self.far)

    def move(self, G):
        """Take the steps that are not too long.

        Parameters
        ----------
        G : tensor of shape (n_params, n_columns)
            Gradients of the losses at the end of the steps.

        Returns
        -------
        P, Y : tensor of shape (n_params, n_columns)
            The steps taken, and the changes of the gradients of the objectives.
        """
        P = self.length.masked_fill(self.far, 0) * self.P
        self.T += P
        G = torch.addcmul(G, self._ridge, self.T)
        G = torch.where(self.far, self.G, G)
        Y = G - self.G
        self.G.copy_(G)
        return P, Y

    def take(self, columns):
        """Return the steps of some of the columns, those too long among them."""
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        lasting = ("T", "G", "P", "length", "far", "done")
        for name in (*lasting, "_loss", "_tol", "_slope", "_again"):
            A = self._backend.columns(getattr(self, name), columns)
            setattr(new, name, A)
        new._along_P()
        return new

    def _is_far(self, slope):
        return slope > -self._turned * self._start

    def _share(self, slope):
        """Return how much of a step makes the slope zero, of a parabola."""
        return (self._start / (self._start - slope)).clip(0.1, 0.9)
