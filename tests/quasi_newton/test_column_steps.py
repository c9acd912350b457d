"""Steps of columns, by hand: losses of one parameter, whose minima are known."""

from types import SimpleNamespace

import pytest
from numpy.testing import assert_allclose, assert_array_equal

torch = pytest.importorskip("torch", reason="torch is not installed")

from mlclf.backends._torch_backend import TorchBackend  # noqa: E402
from mlclf.quasi_newton._column_steps import MAX_AGAIN, ColumnSteps  # noqa: E402

RIDGE = 0.5
BACKEND = TorchBackend(float, "cpu")


class Descent:
    """Columns with the loss |t - center|^power / power and a ridge."""

    def __init__(self, center, power=2, tol=1e-9, gain_tol=1e-9):
        self.center, self.power = torch.tensor(center), power
        n_columns = len(center)
        one = torch.ones(1, 1, dtype=torch.double)
        problem = SimpleNamespace(backend=BACKEND, ridge=RIDGE * one, unit=one)
        T = torch.zeros(1, n_columns, dtype=torch.double)
        done = torch.zeros(n_columns, dtype=torch.bool)
        tol = torch.full((n_columns,), tol, dtype=torch.double)
        self.steps = ColumnSteps(problem, T, tol, gain_tol, done)
        self.judge()
        self.steps.move(self.gradient())

    def gradient(self):
        away = self.at() - self.center
        return away.sign() * away.abs() ** (self.power - 1)

    def at(self, share=None):
        share = self.steps.length if share is None else share
        return self.steps.T + share * self.steps.P

    def slope(self, share):
        away = self.at(share) - self.center
        return (away.sign() * away.abs() ** (self.power - 1) * self.steps.P)[0]

    def judge(self):
        loss = (self.at() - self.center).abs() ** self.power / self.power
        self.steps.judge(self.slope(self.steps.length), loss[0])

    def go(self, factor):
        """Choose the direction of steepest descent, so many times as long; step."""
        flags = self.steps.choose(-factor * self.steps.G)
        self.steps.lengthen(self.slope(1.0))
        self.judge()
        return flags


def test_a_step_too_long_is_corrected_at_once():
    """
    Of a parabola the first correction finds the minimum; a step of half the length
    that would be right is taken as it is.
    """
    descent = Descent([3.0, -2.0])
    minimum = descent.center / (1 + RIDGE)

    descent.go(torch.tensor([4.0, 0.5 / (1 + RIDGE)]))
    assert not descent.steps.far.any()
    P, Y = descent.steps.move(descent.gradient())

    assert_allclose(descent.steps.T[0], minimum * torch.tensor([1, 0.5]))
    assert_allclose(P, descent.steps.T)
    assert_allclose(Y, (1 + RIDGE) * P)
    assert_allclose(descent.steps.G[0], (1 + RIDGE) * (descent.steps.T[0] - minimum))


def test_a_column_stands_still_until_its_step_is_short_enough():
    """
    Far from a parabola: the step is shortened along the same direction, whatever other
    one is proposed, while the other column goes on.
    """
    descent = Descent([1.0, 1.0], power=8)
    before = None
    for _ in range(20):
        descent.go(torch.tensor([1e3, 1e-2]))
        if before is not None:
            assert descent.steps.P[0, 0] == before[0]
            assert descent.steps.length[0] < before[1]
        if not descent.steps.far[0]:
            break
        before = descent.steps.P[0, 0].item(), descent.steps.length[0].item()
        P, Y = descent.steps.move(descent.gradient())
        assert P[0, 0] == Y[0, 0] == descent.steps.T[0, 0] == 0
        assert P[0, 1] != 0
    assert before is not None
    descent.steps.move(descent.gradient())

    start, end = descent.steps._start[0], descent.steps._slope[0]
    assert start < 0
    assert end <= -0.5 * start
    assert 0 < descent.steps.T[0, 0] < 3


def test_after_many_times_a_step_is_taken_as_it_is():
    """
    A slope that never turns back: no column stands still forever.
    """
    descent = Descent([1.0])
    up = torch.tensor([1e6], dtype=torch.double)
    for _ in range(MAX_AGAIN):
        descent.steps.choose(-descent.steps.G)
        descent.steps.lengthen(up)
        descent.steps.judge(up, up)
        assert descent.steps.far.all()
        descent.steps.move(descent.gradient())
        assert descent.steps.T == 0
    descent.steps.choose(-descent.steps.G)
    descent.steps.lengthen(up)
    descent.steps.judge(up, up)
    descent.steps.move(descent.gradient())

    assert_allclose(descent.steps.T, 0.1 ** (MAX_AGAIN + 1))


def test_done_columns_do_not_move():
    """
    Done is what has a small gradient and nothing to gain: not what is flat alone, and
    once for all.
    """
    descent = Descent([1.0, 1e-3, 0.0], tol=1e-2, gain_tol=1e-4)

    flags = descent.go(1 / (1 + RIDGE))
    assert_array_equal(flags, [[False, True, True], [False, False, True]])
    assert_array_equal(descent.steps.done, flags[1])
    descent.steps.move(descent.gradient())
    assert_array_equal(descent.go(1 / (1 + RIDGE))[1], [True, True, True])
    T = descent.steps.T.clone()
    descent.steps.move(descent.gradient())

    assert_array_equal(descent.steps.T, T)
    assert_allclose(T[0], descent.center / (1 + RIDGE))


def test_some_columns_go_on_as_they_were():
    """
    Those whose step is too long keep it.
    """
    descent, alone = (Descent([1.0, 2.0, 1.5], power=8) for _ in range(2))
    factor = torch.tensor([1e-2, 1e3, 1e-1])
    for d in (descent, alone):
        d.go(factor)
        d.steps.move(d.gradient())
    assert_array_equal(descent.steps.far, [False, True, False])
    kept = torch.tensor([1, 2])
    alone.steps, alone.center = alone.steps.take(kept), alone.center[kept]

    for _ in range(4):
        descent.go(factor)
        alone.go(factor[kept])
        descent.steps.move(descent.gradient())
        alone.steps.move(alone.gradient())

    for name in ("T", "G", "P", "length", "far", "done"):
        theirs = getattr(descent.steps, name)[..., kept]
        assert_allclose(getattr(alone.steps, name), theirs)
