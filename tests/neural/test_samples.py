"""Batches gathered without a DataLoader."""

import numpy as np
import pytest
import scipy.sparse as sp

torch = pytest.importorskip("torch")

from mlclf.neural._samples import Samples  # noqa: E402

CPU = torch.device("cpu")


@pytest.fixture
def arrays():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(6, 4)).astype(np.float32)
    X[np.abs(X) < 0.7] = 0
    return X, (rng.random((6, 3)) < 0.5).astype(np.int8)


def test_a_batch_holds_its_rows(arrays):
    """
    A batch has the inputs, targets and weights of its rows, in their order.
    """
    X, Y = arrays
    samples = Samples(X, Y, np.arange(6.0), device=CPU)

    inputs, targets, weights = samples.batch(torch.tensor([4, 1]))

    np.testing.assert_array_equal(inputs, X[[4, 1]])
    np.testing.assert_array_equal(targets, Y[[4, 1]])
    np.testing.assert_array_equal(weights, [[4.0], [1.0]])


def test_missing_labels_weigh_nothing(arrays):
    """
    A missing label is a cell of weight 0 and target 0; the others keep their weights.
    """
    X, Y = arrays
    Y[0] = [-1, 0, 1]
    label_weights = [[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]
    samples = Samples(X, Y, np.full(6, 0.5), label_weights, device=CPU)

    _, targets, weights = samples.batch(slice(0, 1))

    np.testing.assert_array_equal(targets, [[0, 0, 1]])
    np.testing.assert_array_equal(weights, [[0.0, 1.0, 15.0]])


def test_sparse_rows_come_as_csr_parts(arrays):
    """
    A batch of sparse rows is their column numbers, offsets and values; a part of it is
    that of the part of the rows.
    """
    X, Y = arrays
    samples = Samples(sp.csr_array(X), Y, device=CPU)

    def dense(batch):
        indices, offsets, values = batch.inputs
        shape = (len(offsets) - 1, 4)
        return sp.csr_array((values, indices, offsets), shape=shape).toarray()

    batch = samples.batch(torch.tensor([5, 0, 2]))

    np.testing.assert_array_equal(dense(batch), X[[5, 0, 2]])
    np.testing.assert_array_equal(dense(batch.part(1, 3)), X[[0, 2]])


@pytest.mark.parametrize("cells", [1, 20, 10**6])
@pytest.mark.parametrize("sparse", [False, True])
def test_batches_gathered_together_are_the_same(cells, sparse, arrays, monkeypatch):
    """
    However many batches are gathered at once, each one holds its rows.
    """
    X, Y = arrays
    monkeypatch.setattr("mlclf.neural._samples._CHUNK_CELLS", cells)
    samples = Samples(sp.csr_array(X) if sparse else X, Y, np.arange(6.0), device=CPU)
    rows = [torch.tensor(r) for r in ([3], [1, 4], [0, 5, 2])]

    batches = list(samples.batches(rows))

    for (n_rows, batch), chosen in zip(batches, rows, strict=True):
        inputs = batch.inputs
        if sparse:
            indices, offsets, values = inputs
            shape = (len(offsets) - 1, 4)
            inputs = sp.csr_array((values, indices, offsets), shape=shape).toarray()
        assert n_rows == len(chosen)
        np.testing.assert_array_equal(inputs, X[chosen.numpy()])
        np.testing.assert_array_equal(batch.targets, Y[chosen.numpy()])
        np.testing.assert_array_equal(batch.weights[:, 0], chosen)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_data_beyond_the_gpu_are_sent_batch_by_batch(arrays, monkeypatch):
    """
    Data that do not fit on the GPU stay on the host, and give the same batches.
    """
    X, Y = arrays
    monkeypatch.setattr("mlclf.neural._samples._RESIDENT_SHARE", 0)
    samples = Samples(X, Y, device=torch.device("cuda"))
    rows = [torch.tensor([1, 3]), torch.tensor([0, 5, 2])]

    batches = list(samples.batches(rows))

    assert not samples.is_resident
    for (n_rows, batch), chosen in zip(batches, rows):
        assert n_rows == len(chosen)
        assert batch.inputs.device.type == "cuda"
        np.testing.assert_array_equal(batch.inputs.cpu(), X[chosen])
        np.testing.assert_array_equal(batch.targets.cpu(), Y[chosen])
