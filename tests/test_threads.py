"""Tests of the cores shared between tasks and BLAS."""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import numpy as np
import pytest
from joblib import cpu_count
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import ThreadpoolController, threadpool_limits

from mlclf import BinaryRelevance, ClassifierChain, LabelPowerset, NativeMultiLabel
from mlclf._threads import SMALL_WORK, count_threads, fit_work, limit_blas


def blas_threads():
    libraries = ThreadpoolController().select(user_api="blas").lib_controllers
    return [library.num_threads for library in libraries]


class Recorder(DummyClassifier):
    """Notes how many threads BLAS has while it is being fitted."""

    seen = []

    def fit(self, X, y):
        self.seen.append(blas_threads())
        return super().fit(X, y)


def test_small_work_gets_one_thread_and_gives_the_others_back():
    """
    Inside the block BLAS has one thread; after it, what it had.
    """
    np.ones((2, 2)) @ np.ones((2, 2))
    before = blas_threads()

    with limit_blas(work=1000):
        inside = blas_threads()

    assert inside == [1] * len(before)
    assert blas_threads() == before


def test_large_work_keeps_its_threads():
    """
    A product that takes longer than starting threads keeps them all.
    """
    before = blas_threads()

    with limit_blas(work=SMALL_WORK):
        assert blas_threads() == before


def test_threads_are_given_back_after_an_error():
    """
    A fit that fails inside the block leaves no limit behind.
    """
    before = blas_threads()

    try:
        with limit_blas(work=1000):
            raise ValueError
    except ValueError:
        pass

    assert blas_threads() == before


def test_limits_of_overlapping_threads_are_undone_once():
    """
    Two tasks that overlap leave BLAS with the threads it had before the first.
    """
    before = blas_threads()
    first, second = limit_blas(work=10), limit_blas(work=10)

    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    between = blas_threads()
    second.__exit__(None, None, None)

    assert between == [1] * len(before)
    assert blas_threads() == before


def test_texts_do_not_say_how_large_they_are():
    """
    A list of texts is never taken for small work.
    """
    assert fit_work(LogisticRegression(), ["a text", "another"]) == np.inf


def test_more_classes_are_more_work():
    """
    Two hundred classes on 2000 x 200 are worth sharing, one is not.
    """
    X = np.ones((2000, 200))

    assert fit_work(LogisticRegression(), X) < SMALL_WORK
    assert fit_work(LogisticRegression(), X, 200) > SMALL_WORK


@pytest.mark.parametrize(
    "classifier",
    [
        BinaryRelevance(Recorder(), solver="separate"),
        ClassifierChain(Recorder()),
        LabelPowerset(Recorder()),
        NativeMultiLabel(Recorder()),
    ],
    ids=lambda c: type(c).__name__,
)
def test_every_strategy_fits_small_data_on_one_blas_thread(classifier):
    """
    Whatever the strategy, the base fit on small data sees one BLAS thread.
    """
    Recorder.seen.clear()
    X = np.arange(20.0).reshape(10, 2)
    y = np.column_stack([np.arange(10) % 2, np.arange(10) // 5])

    classifier.fit(X, y)

    assert Recorder.seen
    assert {n for threads in Recorder.seen for n in threads} == {1}


def test_jobs_are_counted_as_scikit_learn_counts_them():
    """
    None is what OpenMP may use, -1 every core, a number itself.
    """
    assert count_threads(3) == 3
    assert count_threads(-1) == cpu_count()
    with threadpool_limits(1, user_api="openmp"):
        assert count_threads() == 1


class Interrupter:
    """Raises KeyboardInterrupt at the n-th step of what it watches, once.

    Parameters
    ----------
    n : int
        The step.

    files : tuple of str
        Ends of the names of the files whose steps count.

    opcodes : bool
        Whether a step is an instruction, not a line.
    """

    def __init__(self, n, files, opcodes):
        self.left, self.files, self.opcodes = n, files, opcodes

    def __enter__(self):
        self.before = sys.gettrace()
        sys.settrace(self)

    def __exit__(self, *_):
        sys.settrace(self.before)

    def __call__(self, frame, event, arg):
        if not frame.f_code.co_filename.endswith(self.files):
            return None
        frame.f_trace_opcodes = self.opcodes
        if event == ("opcode" if self.opcodes else "line"):
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self


@pytest.fixture
def four_threads():
    """BLAS with four threads, whatever the machine: fewer would not show a limit."""
    with threadpool_limits(4, user_api="blas"):
        if set(blas_threads()) != {4}:
            pytest.skip("no BLAS here takes more than one thread")
        yield


@pytest.mark.usefixtures("four_threads")
@pytest.mark.parametrize("opcodes", [False, True], ids=["lines", "instructions"])
@pytest.mark.parametrize("nested", [False, True])
def test_an_interrupt_at_any_step_gives_the_threads_back(opcodes, nested):
    """
    Ctrl-C at each line or instruction in turn, of ours or of the with statement's: BLAS
    has its threads afterwards, and can be limited again.
    """
    np.ones((2, 2)) @ np.ones((2, 2))
    # threadpoolctl has locks, which Ctrl-C never leaves taken, but an error here would.
    files = ("mlclf/_threads.py", "contextlib.py")
    for n in range(1, 10_000):
        interrupter = Interrupter(n, files, opcodes)
        try:
            with interrupter, limit_blas(1), limit_blas(1) if nested else nullcontext():
                pass
        except KeyboardInterrupt:
            pass
        assert set(blas_threads()) == {4}, n
        with limit_blas(1):
            assert set(blas_threads()) == {1}, n
        assert set(blas_threads()) == {4}, n
        if interrupter.left > 0:
            break

    assert n > 20
    assert interrupter.left > 0


@pytest.mark.usefixtures("four_threads")
def test_tasks_side_by_side_share_the_limit():
    """
    Many tasks that come and go leave BLAS with its threads, and had one all along.
    """

    def task(_):
        seen = set()
        for _ in range(50):
            with limit_blas(1):
                seen |= set(blas_threads())
        return seen

    with ThreadPoolExecutor(8) as pool:
        seen = set().union(*pool.map(task, range(8)))

    assert seen == {1}
    assert set(blas_threads()) == {4}
