"""A progress that counts."""

import threading

__all__ = ["Steps"]


class Steps:
    """How many steps it was told of, and by which threads."""

    def __init__(self):
        self.n, self.threads = 0, set()

    def step(self):
        """Count one more."""
        self.n += 1
        self.threads.add(threading.current_thread())

    def track(self, iterable):
        """Yield the items, and count one step after each."""
        for item in iterable:
            yield item
            self.step()
