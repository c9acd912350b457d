"""Steps of the training loop as CUDA graphs: one launch in the place of fifty."""

import torch

from mlclf._replay import Recorder

__all__ = ["StepGraphs"]

# A batch size takes so many steps as they are before one is captured.
_WARM_UP = 3


class StepGraphs:
    """Takes the steps of a training loop, from the fourth of a batch size on by replay.

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
        device = optimizer.param_groups[0]["params"][0].device
        for group in optimizer.param_groups:
            group["lr"] = torch.tensor(float(group["lr"]), device=device)
        self._recorder = Recorder(device)
        self._steps = {}

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
        if len(rows) not in self._steps:
            self._steps[len(rows)] = self._record(rows)
        its_rows, replay = self._steps[len(rows)]
        its_rows.copy_(rows)
        return replay().clone()

    def _record(self, rows):
        take_step, optimizer, its_rows = self._take_step, self._optimizer, rows.clone()

        def step():
            _let_capture(optimizer, torch.cuda.is_current_stream_capturing())
            loss = take_step(its_rows)
            _let_capture(optimizer, False)
            return loss

        return its_rows, self._recorder.record(step, warm_up=_WARM_UP)


def _let_capture(optimizer, on):
    """Tell the optimizers that ask for it whether they are captured."""
    for group in optimizer.param_groups:
        if "capturable" in group:
            group["capturable"] = on
