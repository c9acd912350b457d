"""Fetching by name."""

import shutil
import zipfile

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlclf.datasets import DatasetError, _fetch, describe, fetch_dataset, list_datasets
from tests.datasets.real import ROOT, needs_data


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    """No folder of data, an empty cache, no network."""

    def offline(entry, folder):
        raise DatasetError("the network is down.")

    monkeypatch.delenv("MLCLF_DATA", raising=False)
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path))
    monkeypatch.setattr(_fetch, "download_files", offline)
    return tmp_path


@needs_data
@pytest.mark.parametrize("name", ["yeast", "emotions", "enron", "medical", "genbase"])
def test_the_split_of_the_full_file_is_the_split_of_the_parts(name):
    """
    Rows train_index and test_index of the whole are the published two files.
    """
    full = fetch_dataset(name)

    for split, rows in (("train", full.train_index), ("test", full.test_index)):
        X, y = fetch_dataset(name, split=split, return_X_y=True)
        assert abs(full.data[rows] - X).max() == 0
        assert_array_equal(full.target[rows], y)
    assert str(describe(name)) == full.DESCR
    assert full.name == name


@needs_data
def test_the_yeast_of_river_is_mulans(nowhere, monkeypatch):
    """
    Without files the package river serves the same yeast, split included.
    """
    pytest.importorskip("river")
    package = fetch_dataset("yeast")
    test = fetch_dataset("yeast", split="test", return_X_y=True)
    monkeypatch.setenv("MLCLF_DATA", str(ROOT))
    file = fetch_dataset("yeast")

    for key in ("data", "target", "train_index", "test_index"):
        assert_array_equal(package[key], file[key])
    assert package.label_names == file.label_names
    assert_array_equal(test[1], file.target[file.test_index])
    assert_array_equal(file.test_index, np.arange(917))


@needs_data
def test_two_parts_make_a_whole(nowhere):
    """
    Where the full file is not there, the parts are put together in its order.
    """
    folder = nowhere / "mlclf" / "emotions"
    folder.mkdir(parents=True)
    for name in ("emotions-train.arff", "emotions-test.arff"):
        shutil.copy(ROOT / "emotions" / "mulan" / name, folder)

    emotions = fetch_dataset("emotions")

    assert emotions.data.shape == (593, 72)
    assert_array_equal(emotions.train_index, np.arange(391))
    assert_array_equal(emotions.test_index, np.arange(391, 593))


@needs_data
def test_an_archive_put_into_the_cache_is_unpacked(nowhere):
    """
    name.zip, downloaded by hand, is enough.
    """
    cache = nowhere / "mlclf"
    cache.mkdir()
    with zipfile.ZipFile(cache / "emotions.zip", "w") as archive:
        archive.write(
            ROOT / "emotions" / "mulan" / "emotions.arff", "data/emotions.arff"
        )

    assert fetch_dataset("emotions").data.shape == (593, 72)


@needs_data
def test_frames_have_names_and_categories(monkeypatch):
    """
    as_frame gives DataFrames; nominal features are categoricals.
    """
    pytest.importorskip("pandas")
    foodtruck = fetch_dataset("foodtruck", as_frame=True)

    assert foodtruck.data["time"].iloc[0] == "dinner"
    assert foodtruck.target.columns[0] == "street_food"
    assert fetch_dataset("foodtruck").categories["gender"] == ["F", "M"]


def test_what_is_downloaded_is_loaded(nowhere, monkeypatch):
    """
    The files go into the cache and are loaded from there; the next time they are there.
    """
    calls = []

    def download(entry, folder):
        calls.append(entry.name)
        folder.mkdir(parents=True)
        attributes = "".join(f"@attribute a{j} numeric\n" for j in range(72))
        labels = "".join(f"@attribute b{j} {{0,1}}\n" for j in range(6))
        ones = [f"{','.join('1' * 72)},1,1,0,0,0,0\n"] * 515
        twos = [f"{','.join('2' * 72)},1,0,0,0,0,0\n"] * 78
        text = f"@relation r\n{attributes}{labels}@data\n{''.join(ones + twos)}"
        (folder / "emotions.arff").write_text(text)

    monkeypatch.setattr(_fetch, "download_files", download)

    for _ in range(2):
        assert fetch_dataset("emotions").target.sum() == 1108
    assert calls == ["emotions"]


@pytest.mark.parametrize("may", [True, False])
def test_what_is_nowhere_is_said_with_a_place_for_it(nowhere, may):
    """
    The message gives the reason, the page, the file and the folder to put it in.
    """
    with pytest.raises(DatasetError) as error:
        fetch_dataset("emotions", download_if_missing=may)

    reason = "the network is down" if may else "it is not on this machine"
    assert str(error.value) == (
        f"emotions cannot be fetched: {reason}. By hand: take it from "
        "https://mulan.sourceforge.net/datasets-mlc.html and put emotions.arff and its "
        f"XML into {nowhere / 'mlclf' / 'emotions'}, or into a folder that MLCLF_DATA "
        "names."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0,1,0,1,0,1,0\n", r"emotions must have \(593, 72, 6\)"),
        ("0,1\n", "emotions cannot be read: .*line 11: expected 7 values, got 2"),
    ],
)
def test_another_file_is_refused(nowhere, monkeypatch, text, message):
    """
    Something else under the name of a data set is not taken for it.
    """
    attributes = "".join(f"@attribute a{j} {{0,1}}\n" for j in range(7))
    (nowhere / "emotions.arff").write_text(f"@relation r\n{attributes}@data\n\n{text}")
    monkeypatch.setenv("MLCLF_DATA", str(nowhere))

    with pytest.raises(DatasetError, match=message):
        fetch_dataset("emotions")


def test_split_must_be_known():
    """
    Another split than train and test, or of a set that has none, is an error.
    """
    with pytest.raises(ValueError, match="must be 'train', 'test' or None, got 'dev'"):
        fetch_dataset("yeast", split="dev")
    with pytest.raises(DatasetError, match="foodtruck has no official split"):
        fetch_dataset("foodtruck", split="train")


def test_the_names_are_listed():
    """
    The sets of the literature are there.
    """
    assert {"yeast", "birds", "flags", "mediamill", "rcv1subset1"} <= {*list_datasets()}
