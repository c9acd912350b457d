"""The registry of data sets."""

from pathlib import Path

import pytest

import mlclf
from mlclf.datasets import DatasetError, list_datasets
from mlclf.datasets._registry import describe


def test_an_unknown_name_is_answered_with_the_known_ones():
    """
    A misspelt name is an error that lists what there is.
    """
    with pytest.raises(DatasetError) as error:
        describe("yeats")

    assert str(error.value) == (
        f"there is no data set 'yeats'; known are {', '.join(list_datasets())}."
    )


def test_the_catalogue_names_every_set():
    """
    datasets/README.md is generated from the registry as it is.
    """
    path = Path(mlclf.__file__).parents[1] / "datasets" / "README.md"
    if not path.is_file():
        pytest.skip("an installed package has no catalogue")
    text = path.read_text("utf-8")

    for name in list_datasets():
        entry = describe(name)
        size = f"{entry.n_samples} | {entry.n_features} | {entry.n_labels}"
        assert f"| {entry.format} |" in text
        assert f"| {name} | {entry.title} | {size} |" in text
        assert entry.citation in text


@pytest.mark.parametrize("name", list_datasets())
def test_an_entry_is_consistent(name):
    """
    The parts of the split add up, the statistics are possible, the paper is named.
    """
    entry = describe(name)

    assert entry.n_train + entry.n_test in (0, entry.n_samples)
    assert all(len(digest) == 64 for digest in entry.files.values())
    assert entry.base.startswith("https://") == bool(entry.files)
    assert entry.format in ("ARFF, dense", "ARFF, sparse", "XMC text")
    assert entry.license in str(entry)
    assert 0 < entry.cardinality < entry.n_labels
    assert 0 < entry.labelsets <= entry.n_samples
    assert "(" in entry.citation
