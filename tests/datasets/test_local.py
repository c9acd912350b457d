"""Data sets from the files in a folder."""

import pytest
import scipy.sparse as sp

from mlclf.datasets._local import load_from_folder, load_from_river
from mlclf.datasets._registry import describe
from tests.datasets.real import ROOT, needs_data


def test_an_empty_folder_has_nothing(tmp_path):
    """
    None, and no error, where the files are not there.
    """
    assert load_from_folder(describe("yeast"), tmp_path, None) is None
    assert load_from_folder(describe("yeast"), tmp_path / "no", "train") is None
    assert load_from_river(describe("emotions"), None) is None


@needs_data
@pytest.mark.parametrize("name", ["scene", "corel5k", "foodtruck"])
def test_real_sets_have_their_published_size(name):
    """
    Whatever the format and the folder, what is loaded is what the registry says.
    """
    entry = describe(name)

    bunch = load_from_folder(entry, ROOT, None)

    assert entry.format == f"ARFF, {'sparse' if sp.issparse(bunch.data) else 'dense'}"
    assert (*bunch.data.shape, bunch.target.shape[1]) == (
        entry.n_samples,
        entry.n_features,
        entry.n_labels,
    )
    if entry.n_train:
        assert len(bunch.train_index) == entry.n_train
        assert len(bunch.test_index) == entry.n_test
