"""The training loop: batches, early stopping, best weights; it knows no model."""

import copy
import math
import time
from functools import partial

import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from mlclf.neural._answering import in_parts
from mlclf.neural._graphs import StepGraphs
from mlclf.neural._losses import bce
from mlclf.neural._optimizers import bare_step, rate_factor, set_rate

__all__ = ["Trainer"]

# Logits of a validation batch, and its rows.
_VALIDATION_CELLS, _VALIDATION_ROWS = 2**22, 4096
_PLATEAU_DROP = 0.3


class Trainer:
    """Train a network epoch by epoch, and remember the best weights.

    Parameters
    ----------
    network : torch module
        Trained in place. It gives logits (n, n_labels), or (n, n_members, n_labels)
        while it trains, where every member has its own loss.

    loss : callable
        ``loss(logits, targets, weights)`` gives the mean loss of a batch.

    optimizer : torch optimizer
        Over the parameters of the network.

    batch_size : int
        Most samples of a step.

    patience : int
        Epochs without a better score before ``is_over`` says True.

    max_epochs : int, default=1
        Epochs that the learning rate schedule covers.

    schedule : str, default="constant"
        One of ``SCHEDULES``.

    gradient_clip : float, default=None
        Largest norm of the gradient.

    ema_decay : float, default=None
        Where given, scores and predictions are those of an exponential moving average
        of the weights.

    autocast : torch.dtype, default=None
        Type of the matrix products in training.

    forward : callable, default=None
        What computes the logits in training, where it is not the network itself but,
        say, its compiled form.

    captures : bool, default=False
        Whether steps may be captured as CUDA graphs: network, loss and optimizer do
        the same at every step, and never wait for the device.
    """

    def __init__(
        self,
        network,
        loss,
        optimizer,
        *,
        batch_size,
        patience,
        max_epochs=1,
        schedule="constant",
        gradient_clip=None,
        ema_decay=None,
        autocast=None,
        forward=None,
        captures=False,
    ):
        self.network = network
        self.loss = loss
        self.optimizer = optimizer
        self.batch_size = self.micro_batch = batch_size
        self.patience = patience
        self.max_epochs = max_epochs
        self.schedule = schedule
        self.gradient_clip = gradient_clip
        self.autocast = autocast
        self._forward = network if forward is None else forward
        self.captures = captures
        self._graphs, self._graphed = None, None
        self.average = None
        if ema_decay is not None:
            self.average = AveragedModel(
                network, multi_avg_fn=get_ema_multi_avg_fn(ema_decay), use_buffers=True
            )
        self._parameters = list(network.parameters())
        self._step_optimizer = bare_step(optimizer)
        self._base_rates = [group["lr"] for group in optimizer.param_groups]
        self._factor, self._plateau, self._last_drop = None, 1.0, 0
        self.n_epochs = 0
        self.history = {"loss": [], "learning_rate": [], "seconds": []}
        self.best_score, self.best_epoch, self._best_weights = -math.inf, 0, None

    @property
    def final_network(self):
        """The network whose answers count: the trained one, or its moving average."""
        return self.network if self.average is None else self.average.module

    @property
    def is_over(self):
        """Whether the best score is ``patience`` epochs old."""
        return (
            self._best_weights is not None
            and self.n_epochs - self.best_epoch >= self.patience
        )

    def train_epoch(self, samples):
        """Show every sample once to the network, in random order.

        Parameters
        ----------
        samples : Samples
            Training samples.

        Raises
        ------
        ValueError
            If the loss is no longer finite.
        """
        started = time.perf_counter()
        self.network.train()
        order = torch.randperm(len(samples), device=samples.index_device)
        # Batches of one size: a last batch of one sample would be a step of noise.
        batches = order.tensor_split(math.ceil(len(samples) / self.batch_size))
        losses = []
        for t, step in enumerate(self._steps(samples, batches)):
            self._set_rate((self.n_epochs + t / len(batches)) / self.max_epochs)
            losses.append(step())  # .item() would wait for a GPU
            if self.average is not None:
                self.average.update_parameters(self.network)
        self.n_epochs += 1
        sizes = torch.tensor([len(rows) for rows in batches], dtype=torch.float64)
        mean = (torch.stack(losses).double().cpu() @ sizes).item() / len(samples)
        if not math.isfinite(mean):
            raise ValueError(
                f"the loss became {mean} in epoch {self.n_epochs}; try a smaller "
                "learning_rate, gradient_clip=1.0, or standardize=True."
            )
        self.history["loss"].append(mean)
        self.history["learning_rate"].append(self._base_rates[0] * self._factor)
        self.history["seconds"].append(time.perf_counter() - started)

    def _steps(self, samples, batches):
        """Return one function per batch: it takes the step, and returns the loss."""
        on_gpu = samples.is_resident and samples.device.type == "cuda"
        if not (self.captures and on_gpu):
            return (
                partial(self._step, batch, n_rows)
                for n_rows, batch in samples.batches(batches)
            )

        def take_step(rows):
            return self._step(samples.batch(rows), len(rows))

        if self._graphed is not samples:
            self._graphed = samples
            self._graphs = StepGraphs(take_step, self.optimizer)
        return (partial(self._graphs.step, rows) for rows in batches)

    def _set_rate(self, progress):
        factor = self._plateau * rate_factor(self.schedule, progress)
        if factor == self._factor:
            return
        self._factor = factor
        for group, rate in zip(self.optimizer.param_groups, self._base_rates):
            set_rate(group, rate * factor)

    def _step(self, batch, n_rows):
        """Take one step; return the loss. Where memory runs out, halve and go on."""
        while True:
            try:
                loss = self._gradient(batch, n_rows)
                break
            except torch.OutOfMemoryError:
                if self.micro_batch == 1:
                    raise
            # Out of the except block, what the error held is free.
            self.micro_batch = max(min(self.micro_batch, n_rows) // 2, 1)
            torch.cuda.empty_cache()
        if self.gradient_clip is not None:
            torch.nn.utils.clip_grad_norm_(self._parameters, self.gradient_clip)
        self._step_optimizer()
        return loss

    def _gradient(self, batch, n_rows):
        """Add up the gradients of the micro-batches of a batch."""
        for parameter in self._parameters:
            parameter.grad = None
        if self.micro_batch >= n_rows:
            loss = self._loss_of(*batch)
            loss.backward()
            return loss.detach()
        total = 0.0
        for start in range(0, n_rows, self.micro_batch):
            stop = min(start + self.micro_batch, n_rows)
            loss = self._loss_of(*batch.part(start, stop)) * ((stop - start) / n_rows)
            loss.backward()
            total += loss.detach()
        return total

    def _loss_of(self, inputs, targets, weights):
        if self.autocast is None:
            logits = self._forward(inputs)
        else:
            with torch.autocast(
                targets.device.type, dtype=self.autocast, cache_enabled=False
            ):
                logits = self._forward(inputs)
            if self.loss is not bce:  # which reads them as they are
                logits = logits.float()
        if logits.ndim == 3:  # (n, n_members, n_labels): each member answers for itself
            n_members = logits.shape[1]
            logits = logits.flatten(0, 1)
            targets = targets.repeat_interleave(n_members, dim=0)
            if weights is not None:
                weights = weights.repeat_interleave(n_members, dim=0)
        return self.loss(logits, targets, weights)

    def mean_loss(self, samples):
        """Return the mean loss of all samples, without training.

        Parameters
        ----------
        samples : Samples
            Validation part.

        Returns
        -------
        loss : float
        """
        network = self.final_network.eval()

        def total_loss(start, stop):
            inputs, targets, weights = samples.batch(slice(start, stop))
            loss = self.loss(network(inputs), targets, weights)
            return loss.item() * (stop - start)

        n = len(samples)
        step = max(1, min(_VALIDATION_ROWS, _VALIDATION_CELLS // samples.n_labels))
        with torch.inference_mode():
            return sum(total for *_, total in in_parts(total_loss, n, step)) / n

    def record(self, name, score, greater_is_better):
        """Note the score of this epoch; keep the weights if it is the best so far.

        Parameters
        ----------
        name : str
            Where it goes in the history.

        score : float
            Score on the validation part.

        greater_is_better : bool
            False for losses.
        """
        self.history.setdefault(name, []).append(score)
        score = score if greater_is_better else -score
        if score > self.best_score:
            self.best_score, self.best_epoch = score, self.n_epochs
            self._best_weights = copy.deepcopy(self.final_network.state_dict())
        elif self.schedule == "plateau":
            since = max(self.best_epoch, self._last_drop)
            if self.n_epochs - since >= max(self.patience // 2, 1):
                self._plateau *= _PLATEAU_DROP
                self._last_drop = self.n_epochs

    def restore_best(self):
        """Return the network with the weights of its best epoch, or of its last.

        Returns
        -------
        network : torch module
        """
        self._graphs, self._graphed = None, None  # the network may leave the device
        self.optimizer.zero_grad()
        network = self.final_network
        if self._best_weights is not None:
            network.load_state_dict(self._best_weights)
        else:
            self.best_epoch = self.n_epochs
        return network

    def state(self):
        """Return all that a later run needs to go on as if it had not stopped.

        Returns
        -------
        state : dict
            Tensors and plain data.
        """
        return {
            "network": self.network.state_dict(),
            "average": None if self.average is None else self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "best_weights": self._best_weights,
            "random": torch.get_rng_state(),
            "random_cuda": (
                torch.cuda.get_rng_state() if torch.cuda.is_initialized() else None
            ),
            "plain": {name: getattr(self, name) for name in _PLAIN_STATE},
        }

    def load_state(self, state):
        """Go on from a state.

        Parameters
        ----------
        state : dict
            What ``state`` returned.
        """
        self.network.load_state_dict(state["network"])
        if self.average is not None:
            self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self._best_weights = state["best_weights"]
        self._factor = None
        for group, rate in zip(self.optimizer.param_groups, self._base_rates):
            group["lr"] = rate  # a tensor, where a GPU was
        for name, value in state["plain"].items():
            setattr(self, name, value)
        torch.set_rng_state(state["random"].cpu())
        if state["random_cuda"] is not None and torch.cuda.is_available():
            torch.cuda.set_rng_state(state["random_cuda"].cpu())


_PLAIN_STATE = (
    "best_epoch",
    "best_score",
    "history",
    "micro_batch",
    "n_epochs",
    "_last_drop",
    "_plateau",
)
