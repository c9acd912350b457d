"""Tests of label blocks."""

import threading
import time

import pytest
from sklearn import config_context

from mlclf.quasi_newton import _blocks
from mlclf.quasi_newton._blocks import plan_blocks, run_blocks
from tests.steps import Steps


@pytest.fixture
def two_cores(monkeypatch):
    monkeypatch.setattr(_blocks, "count_threads", lambda: 2)


@pytest.mark.parametrize("n_columns", [1, 5, 64, 1000])
@pytest.mark.parametrize("work", [10, 10**9])
def test_blocks_cover_every_column_once(two_cores, n_columns, work):
    """
    Put one after the other, the blocks are the columns.
    """
    blocks = plan_blocks(n_columns, work=work, bytes_per_column=8)

    assert [j for b in blocks for j in range(n_columns)[b]] == list(range(n_columns))


def test_blocks_fit_the_memory(two_cores):
    """
    At 1 MiB per column, scikit-learn's working_memory of 8 MiB holds two threads of
    four columns.
    """
    with config_context(working_memory=8):
        blocks = plan_blocks(100, work=10**9, bytes_per_column=2**20)

    assert max(b.stop - b.start for b in blocks) == 4


def test_small_work_is_one_block(two_cores):
    """
    What takes no time is not cut into pieces.
    """
    assert plan_blocks(300, work=10, bytes_per_column=8) == [slice(0, 300)]


@pytest.mark.parametrize("n_blocks", [1, 5])
def test_results_keep_their_order_and_progress_stays_in_its_thread(two_cores, n_blocks):
    """
    Whoever ends first, results come in order; progress is reported by the caller's
    thread.
    """
    steps = Steps()

    def solve(block, on_done):
        time.sleep(0.01 * (n_blocks - block.start))
        on_done(1)
        return block.start

    blocks = [slice(b, b + 1) for b in range(n_blocks)]
    results = run_blocks(solve, blocks, work=1, progress=steps)

    assert results == list(range(n_blocks))
    assert steps.n == n_blocks
    assert steps.threads == {threading.current_thread()}


def test_an_error_stops_the_other_blocks(two_cores):
    """
    The first error reaches the caller, and blocks still at work end soon.
    """
    ended = []

    def solve(block, on_done):
        if block.start == 1:
            raise RuntimeError("no")
        for _ in range(1000):
            on_done(0)
            time.sleep(0.01)
        ended.append(block)

    with pytest.raises(RuntimeError, match=r"^no$"):
        run_blocks(solve, [slice(0, 1), slice(1, 2)], work=1)

    assert ended == []


def test_an_interruption_stops_the_blocks(two_cores):
    """
    Ctrl-C in the calling thread ends the threads within an iteration.
    """

    class Interrupt:
        def step(self):
            raise KeyboardInterrupt

    ended = []

    def solve(block, on_done):
        on_done(1)
        for _ in range(1000):
            on_done(0)
            time.sleep(0.01)
        ended.append(block)

    with pytest.raises(KeyboardInterrupt):
        run_blocks(solve, [slice(0, 1), slice(1, 2)], work=1, progress=Interrupt())

    assert ended == []
