"""The layers, against those of torch."""

import numpy as np
import pytest
import scipy.sparse as sp

torch = pytest.importorskip("torch")

from mlclf.neural._layers import (  # noqa: E402
    BatchNorm,
    Dropout,
    MemberScale,
    SparseLinear,
)


def test_sparse_layer_equals_a_dense_layer():
    """
    On the rows of a CSR matrix, the sparse layer and its gradient are those of a dense
    linear layer, empty rows too.
    """
    X = np.random.default_rng(0).normal(size=(6, 8)).astype(np.float32)
    X[np.abs(X) < 1], X[2] = 0, 0
    X = sp.csr_array(X)
    layer = SparseLinear(8, 3)
    with torch.no_grad():
        layer.weight.normal_()
        layer.bias.normal_()
    weight = layer.weight.detach().clone().requires_grad_()

    rows = tuple(map(torch.from_numpy, (X.indices, X.indptr, X.data)))
    dense = torch.from_numpy(X.toarray())
    expected = dense @ weight + layer.bias
    expected.square().sum().backward()
    for inputs in (rows, dense):
        layer.weight.grad = None
        answer = layer(inputs)
        answer.square().sum().backward()

        torch.testing.assert_close(answer, expected)
        torch.testing.assert_close(layer.weight.grad, weight.grad)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8, 0.999])
def test_dropout_keeps_the_mean(p):
    """
    In training a share p of the units is zero, the others are scaled so that the mean
    stays; the gradient goes where the values went. In evaluation nothing changes.
    """
    torch.manual_seed(0)
    layer, x = Dropout(p), torch.ones(500, 803, requires_grad=True)  # 5 units left over

    answer = layer(x)
    answer.sum().backward()

    dropped = answer == 0
    assert abs(dropped.float().mean().item() - p) < 0.004
    assert abs(answer.mean().item() - 1) < 0.05
    assert abs(dropped.float().mean(dim=0) - p).max() < 0.1  # no column is special
    torch.testing.assert_close(x.grad, answer.detach())
    assert torch.equal(layer.eval()(x), x)


def test_dropout_is_that_of_the_seed():
    """
    The same state of torch's random stream drops the same units; the next draw others.
    """
    layer, x = Dropout(0.5), torch.ones(10, 10)
    torch.manual_seed(0)
    first, second = layer(x), layer(x)
    torch.manual_seed(0)

    assert torch.equal(layer(x), first)
    assert not torch.equal(first, second)


def test_batch_normalization_by_hand():
    """
    Each unit of each member has mean 0 and variance 1 over the rows of a batch, and in
    evaluation those of the batches so far. One row alone, which has no variance, is
    normalized as in evaluation and teaches nothing.
    """
    torch.manual_seed(0)
    layer, x = BatchNorm(6), 3 + 2 * torch.randn(50, 2, 3)
    x[:, 1] *= 10
    answer = layer(x)

    torch.testing.assert_close(answer.mean(0), torch.zeros(2, 3), atol=1e-5, rtol=0)
    torch.testing.assert_close(answer.std(0), torch.ones(2, 3), atol=0.02, rtol=0)
    learned = layer.running_mean.clone()
    torch.testing.assert_close(learned, 0.1 * x.mean(0).ravel())
    one = layer(x[:1])
    assert torch.equal(layer.running_mean, learned)
    torch.testing.assert_close(one, layer.eval()(x)[:1])


def test_member_scale_by_hand():
    """
    Every member has its own scale and shift of each unit.
    """
    layer = MemberScale(2, 3, shift=True)
    with torch.no_grad():
        layer.scale.copy_(torch.tensor([[1.0, 1.0, 1.0], [2.0, -1.0, 0.0]]))
        layer.shift.copy_(torch.tensor([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]))

    answer = layer(torch.tensor([[1.0, 2.0, 3.0]]))

    assert answer.tolist() == [[[1.0, 2.0, 3.0], [3.0, -1.0, 1.0]]]


def test_members_start_with_signs_of_their_own():
    """
    The scales are plus and minus one at first, and differ between the members.
    """
    torch.manual_seed(0)

    scale = MemberScale(4, 50).scale.detach()

    assert scale.unique().tolist() == [-1.0, 1.0]
    assert len(scale.unique(dim=0)) == 4
