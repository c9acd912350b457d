"""The networks that NeuralClassifier builds."""

import numpy as np
import pytest
import scipy.sparse as sp

torch = pytest.importorskip("torch")

from mlclf.neural._networks import MultiLayerPerceptron  # noqa: E402


def test_initial_weights_keep_the_variance():
    """
    Kaiming's initialization: with relu, the signal neither dies nor explodes in depth.
    """
    torch.manual_seed(0)
    network = MultiLayerPerceptron(100, 50, [200] * 10)

    answer = network(torch.randn(500, 100))

    assert 0.3 < answer.std().item() < 3


def test_members_answer_with_their_mean_probability():
    """
    In evaluation a network of members answers the mean of the members' probabilities,
    sigmoid or softmax.
    """
    for softmax in (False, True):
        network = MultiLayerPerceptron(5, 3, [8], n_members=4, softmax=softmax)
        X = torch.randn(6, 5)

        members = network.train()(X)
        answer = network.eval()(X)

        assert members.shape == (6, 4, 3)
        squash = (lambda z: z.softmax(-1)) if softmax else torch.sigmoid
        torch.testing.assert_close(squash(answer), squash(members).mean(dim=1))


def test_members_differ_from_the_start():
    """
    Members share their hidden weights, and still answer differently before training.
    """
    network = MultiLayerPerceptron(5, 3, [8], n_members=4).train()

    members = network(torch.randn(6, 5))

    assert (members.std(dim=1) > 1e-3).all()
    one = MultiLayerPerceptron(5, 3, [8])
    assert network.hidden[0][1].weight.shape == one.hidden[0][0].weight.shape


def test_sparse_and_dense_rows_of_members():
    """
    Members read sparse rows too.
    """
    network = MultiLayerPerceptron(5, 3, [8], n_members=4, sparse=True)
    X = sp.csr_array(np.eye(5, dtype=np.float32))

    rows = tuple(map(torch.from_numpy, (X.indices, X.indptr, X.data)))

    assert network.train()(rows).shape == (5, 4, 3)


def test_residual_blocks_add_to_their_input():
    """
    A residual layer whose weights are zero passes its input on.
    """
    network = MultiLayerPerceptron(5, 3, [8, 8], residual=True)
    with torch.no_grad():
        network.hidden[1][0].weight.zero_()
    hidden = network.hidden[0](torch.randn(6, 5))

    torch.testing.assert_close(network.hidden[1](hidden), hidden)


@pytest.mark.parametrize("softmax", [False, True])
@pytest.mark.parametrize("rank", [None, 2])
def test_the_prior_is_answered_first(rank, softmax):
    """
    With zero input the untrained network answers the prior.
    """
    network = MultiLayerPerceptron(5, 3, [8], output_rank=rank, softmax=softmax)
    prior = torch.tensor([0.1, 0.2, 0.7])
    network.set_prior(prior)

    logits = network(torch.zeros(1, 5))[0]

    answer = logits.softmax(-1) if softmax else torch.sigmoid(logits)
    torch.testing.assert_close(answer, prior)


def test_low_rank_output_has_few_weights():
    """
    An output of rank r has r (width + labels) weights, and the last bias.
    """
    network = MultiLayerPerceptron(5, 1000, [8], output_rank=2)

    assert sum(p.numel() for p in network.output.parameters()) == 2 * 1008 + 1000 + 2
