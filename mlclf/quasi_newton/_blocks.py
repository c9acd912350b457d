"""Label columns in blocks: a bound on memory, and work for every core."""

import queue
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Event

from sklearn import get_config

from mlclf._threads import count_threads, limit_blas

__all__ = ["plan_blocks", "run_blocks"]

# Enough columns for the products to be quick, few enough to stay in the cache.
WIDTH = 128
# Below this many multiply-adds per pass, threads cost more than they bring.
SMALL_PASS = 5e6


def plan_blocks(n_columns, *, work, bytes_per_column):
    """Cut columns into blocks.

    Parameters
    ----------
    n_columns : int
        Number of columns.

    work : int
        Multiply-adds of one product, per column.

    bytes_per_column : int
        Memory that the solve of one column takes.

    Returns
    -------
    blocks : list of slice
        The blocks that are solved at once fit scikit-learn's ``working_memory``
        (where one column does).
    """
    small = work * n_columns < SMALL_PASS
    n_threads = 1 if small else count_threads()
    budget = get_config()["working_memory"] * 2**20 / n_threads
    width = max(1, min(n_columns if small else WIDTH, int(budget / bytes_per_column)))
    n_blocks = -(-n_columns // width)
    n_blocks = min(n_columns, -(-n_blocks // n_threads) * n_threads)
    edges = [n_columns * b // n_blocks for b in range(n_blocks + 1)]
    return [slice(a, b) for a, b in pairwise(edges)]


def run_blocks(solve, blocks, *, work, progress=None, threads=True):
    """Solve every block, on as many threads as there are cores.

    Parameters
    ----------
    solve : callable
        ``solve(block, on_done)`` solves one block and calls ``on_done(n_columns)``
        often, with how many columns have just been finished.

    blocks : list of slice
        From :func:`plan_blocks`.

    work : int
        Multiply-adds of one product, per column.

    progress : Progress, default=None
        Stepped once per finished column, in the calling thread.

    threads : bool, default=True
        Whether blocks may be solved side by side.

    Returns
    -------
    results : list
        What ``solve`` returned, in the order of the blocks.
    """
    n_threads = min(count_threads(), len(blocks)) if threads else 1
    if n_threads == 1:
        width = max(block.stop - block.start for block in blocks)
        with limit_blas(work * width):
            return [solve(block, _reporter(progress)) for block in blocks]
    done, stop = queue.SimpleQueue(), Event()

    def on_done(n_columns):
        if stop.is_set():
            raise InterruptedError
        if n_columns:
            done.put(n_columns)

    def solve_and_tell(block):
        try:
            return solve(block, on_done)
        except BaseException as error:
            done.put(error)
            raise
        finally:
            done.put(None)

    report = _reporter(progress)
    # Each thread calls BLAS on its own block: BLAS threads of its own would fight.
    with limit_blas(0), ThreadPoolExecutor(n_threads) as pool:
        futures = [pool.submit(solve_and_tell, block) for block in blocks]
        try:
            remaining = len(blocks)
            while remaining:
                news = done.get()
                if isinstance(news, BaseException):
                    raise news
                remaining -= news is None
                report(news or 0)
            return [future.result() for future in futures]
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise


def _reporter(progress):
    def report(n_columns):
        if progress is not None:
            for _ in range(n_columns):
                progress.step()

    return report
