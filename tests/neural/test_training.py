"""The training loop, against the loop of a tutorial."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")
nn = torch.nn

from mlclf.neural._losses import bce  # noqa: E402
from mlclf.neural._samples import Samples  # noqa: E402
from mlclf.neural._training import Trainer  # noqa: E402


def make_problem():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(64, 5)).astype(np.float32)
    return X, (X[:, :3] > 0).astype(np.int8)


def make_samples(X, Y):
    return Samples(X, Y, device=torch.device("cpu"))


def make_trainer(lr=0.1, patience=3, loss=bce, **options):
    torch.manual_seed(0)
    network = nn.Linear(5, 3)
    optimizer = torch.optim.SGD(network.parameters(), lr=lr, momentum=0.9)
    return Trainer(
        network, loss, optimizer, batch_size=16, patience=patience, **options
    )


def test_an_epoch_is_that_of_a_plain_loop():
    """
    One epoch gives the weights and the mean loss of a plain PyTorch loop over the same
    batches.
    """
    X, Y = make_problem()
    trainer = make_trainer()
    plain = nn.Linear(5, 3)
    plain.load_state_dict(trainer.network.state_dict())
    optimizer = torch.optim.SGD(plain.parameters(), lr=0.1, momentum=0.9)

    torch.manual_seed(1)
    trainer.train_epoch(make_samples(X, Y))
    torch.manual_seed(1)
    losses = []
    for rows in torch.randperm(64).split(16):
        targets = torch.from_numpy(Y)[rows].float()
        loss = nn.BCEWithLogitsLoss()(plain(torch.from_numpy(X)[rows]), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())

    torch.testing.assert_close(trainer.network.weight, plain.weight)
    assert_allclose(trainer.history["loss"], np.mean(losses), rtol=1e-6)


def test_the_best_weights_are_restored():
    """
    After the last epoch the network is again as it was when its score was best.
    """
    X, Y = make_problem()
    samples = make_samples(X, Y)
    trainer, logits = make_trainer(patience=2), []

    for score in (0.1, 0.5, 0.4, 0.3):
        assert not trainer.is_over
        trainer.train_epoch(samples)
        trainer.record("score", score, greater_is_better=True)
        logits.append(trainer.network(torch.from_numpy(X)))

    assert trainer.is_over
    assert trainer.best_epoch == 2
    network = trainer.restore_best()
    torch.testing.assert_close(network(torch.from_numpy(X)), logits[1])


def test_a_diverging_loss_is_an_error():
    """
    A loss that is no longer finite stops the training, and says what to try.
    """
    X, Y = make_problem()
    trainer = make_trainer(lr=1e38)
    samples = make_samples(100 * X, Y)

    with pytest.raises(ValueError, match=r"^the loss became (nan|inf) in epoch 1; try"):
        trainer.train_epoch(samples)


def test_validation_loss_is_the_mean_over_all_samples():
    """
    mean_loss weighs every sample alike.
    """
    X, Y = make_problem()
    trainer = make_trainer()
    logits = trainer.network(torch.from_numpy(X))

    loss = trainer.mean_loss(make_samples(X, Y))

    assert_allclose(loss, bce(logits, torch.from_numpy(Y)).item(), rtol=1e-6)


def test_out_of_memory_halves_the_batch_and_goes_on():
    """
    Where the memory runs out, a step is taken in parts: same gradient, same weights.
    """
    X, Y = make_problem()
    largest = []

    def hungry(logits, targets, weights):
        if len(logits) > 5:
            raise torch.OutOfMemoryError
        largest.append(len(logits))
        return bce(logits, targets, weights)

    trainer, oracle = make_trainer(loss=hungry), make_trainer()
    for each in (trainer, oracle):
        torch.manual_seed(1)
        each.train_epoch(make_samples(X, Y))

    assert max(largest) == 4  # 16, 8, 4
    torch.testing.assert_close(trainer.network.weight, oracle.network.weight)
    assert_allclose(trainer.history["loss"], oracle.history["loss"], rtol=1e-5)


def test_validation_goes_on_where_memory_runs_out():
    """
    The validation loss is that of all rows, though only few fit into memory at once.
    """
    X, Y = make_problem()

    def hungry(logits, targets, weights):
        if len(logits) > 5:
            raise torch.OutOfMemoryError
        return bce(logits, targets, weights)

    trainer, oracle = make_trainer(loss=hungry), make_trainer()
    samples = make_samples(X, Y)

    assert_allclose(trainer.mean_loss(samples), oracle.mean_loss(samples), rtol=1e-6)


def test_a_state_resumes_to_the_same_weights():
    """
    Two epochs, or one epoch and, from its state in another trainer, one more: the
    same weights, averages and history.
    """
    X, Y = make_problem()
    options = {"ema_decay": 0.9, "schedule": "cosine", "max_epochs": 2}
    whole, first, second = (make_trainer(**options) for _ in range(3))

    torch.manual_seed(1)
    for _ in range(2):
        whole.train_epoch(make_samples(X, Y))
        whole.record("score", 1.0, greater_is_better=True)
    torch.manual_seed(1)
    first.train_epoch(make_samples(X, Y))
    first.record("score", 1.0, greater_is_better=True)
    state = first.state()
    torch.manual_seed(2)
    second.load_state(state)
    second.train_epoch(make_samples(X, Y))
    second.record("score", 1.0, greater_is_better=True)

    torch.testing.assert_close(second.network.weight, whole.network.weight)
    torch.testing.assert_close(second.final_network.weight, whole.final_network.weight)
    assert second.history["loss"] == whole.history["loss"]
    assert second.best_epoch == whole.best_epoch == 1


def test_the_average_is_exponential():
    """
    With ema_decay d the answer is that of ``d * average + (1 - d) * weights``, step by
    step.
    """
    X, Y = make_problem()
    trainer = make_trainer(ema_decay=0.5)
    plain = make_trainer()
    samples = make_samples(X, Y)
    seen = []
    original = plain._step_optimizer

    def step():
        original()
        seen.append(plain.network.weight.detach().clone())

    plain._step_optimizer = step
    for each in (trainer, plain):
        torch.manual_seed(1)
        each.train_epoch(samples)

    average = seen[0]
    for weight in seen[1:]:
        average = 0.5 * average + 0.5 * weight
    torch.testing.assert_close(trainer.final_network.weight, average)


def test_a_plateau_lowers_the_rate():
    """
    After patience / 2 epochs without a better score the learning rate is multiplied by
    0.3.
    """
    X, Y = make_problem()
    trainer = make_trainer(schedule="plateau", patience=4)
    for score in (0.5, 0.4, 0.4, 0.4):
        trainer.train_epoch(make_samples(X, Y))
        trainer.record("score", score, greater_is_better=True)

    assert_allclose(trainer.history["learning_rate"], [0.1, 0.1, 0.1, 0.03])


def test_the_gradient_is_clipped():
    """
    No step is longer than the learning rate times gradient_clip.
    """
    X, Y = make_problem()
    trainer = make_trainer(lr=1.0, gradient_clip=1e-3)
    trainer.optimizer.param_groups[0]["momentum"] = 0
    before = trainer.network.weight.detach().clone()

    trainer.train_epoch(make_samples(100 * X, Y))

    assert (trainer.network.weight - before).norm() <= 4 * 1e-3  # four batches


def test_each_member_has_its_own_loss():
    """
    Logits with an axis of members give the mean of the members' losses.
    """
    X, Y = make_problem()
    trainer = make_trainer()
    logits = torch.randn(64, 2, 3)
    trainer._forward = lambda inputs: logits
    targets = torch.from_numpy(Y)

    loss = trainer._loss_of(torch.from_numpy(X), targets, None)

    expected = (bce(logits[:, 0], targets) + bce(logits[:, 1], targets)) / 2
    torch.testing.assert_close(loss, expected)
