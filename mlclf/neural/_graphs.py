"""Steps of the training loop as CUDA graphs: one launch in the place of fifty."""

import torch

__all__ = ["StepGraphs"]

# A batch size takes so many steps as they are before one is captured: the first ones
# allocate what later ones find.
_WARM_UP = 3


class StepGraphs:
    """Takes the steps of a training loop, from the fourth of a batch size on by replay.

    To launch the kernels of a small network takes longer than to run them: a graph is
    launched at once. Where a step cannot be captured, every step is taken as it is.

    Parameters
    ----------
    take_step : callable
        ``take_step(rows)`` trains on some rows, a tensor on the device, and returns the
        loss. Like all steps of its size, it launches the same kernels on the same
        memory, and never waits for the device.

    optimizer : torch optimizer
        What ``take_step`` steps. Its learning rates become tensors, which a replay
        reads anew.
    """

    def __init__(self, take_step, optimizer):
        self._take_step, self._optimizer = take_step, optimizer
        parameter = optimizer.param_groups[0]["params"][0]
        for group in optimizer.param_groups:
            group["lr"] = torch.tensor(float(group["lr"]), device=parameter.device)
        self._stream = torch.cuda.Stream(parameter.device)
        self._pool = torch.cuda.graph_pool_handle()
        self._graphs, self._n_taken, self._is_possible = {}, {}, True

    def step(self, rows):
        """Train on some rows; return the loss.

        Parameters
        ----------
        rows : tensor of shape (n,)
            Row numbers, on the device.

        Returns
        -------
        loss : tensor
            Of one element.
        """
        n = len(rows)
        if n not in self._graphs and self._is_possible:
            if self._n_taken.setdefault(n, 0) < _WARM_UP:
                self._n_taken[n] += 1
                return self._beside(rows)
            self._capture(rows)
        if not self._is_possible:
            return self._take_step(rows)
        graph, its_rows, loss = self._graphs[n]
        its_rows.copy_(rows)
        graph.replay()
        return loss.clone()

    def _beside(self, rows):
        """Take a step on the stream of the captures, as torch wants it before one."""
        here = torch.cuda.current_stream(self._stream.device)
        self._stream.wait_stream(here)
        with torch.cuda.stream(self._stream):
            loss = self._take_step(rows)
        here.wait_stream(self._stream)
        return loss

    def _capture(self, rows):
        """Record a step, which is not taken by that."""
        graph, its_rows = torch.cuda.CUDAGraph(), rows.clone()
        generator = torch.cuda.default_generators[rows.device.index]
        before = generator.clone_state()
        self._let_capture(True)
        try:
            with torch.cuda.graph(
                graph,
                pool=self._pool,
                stream=self._stream,
                capture_error_mode="thread_local",  # other threads may use the device
            ):
                loss = self._take_step(its_rows)
            self._graphs[len(rows)] = graph, its_rows, loss
        except RuntimeError:  # something in the step waits for the device
            self._is_possible = False
            # The one that was captured would refuse to draw outside of a capture.
            generator.graphsafe_set_state(before)
        finally:
            self._let_capture(False)

    def _let_capture(self, on):
        """Tell the optimizers that ask for it that they are captured."""
        for group in self._optimizer.param_groups:
            if "capturable" in group:
                group["capturable"] = on
