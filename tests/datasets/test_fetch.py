"""Fetching by name."""

import io
import shutil
import zipfile
from dataclasses import replace
from functools import partial
from hashlib import sha256

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlclf.datasets import (
    DatasetError,
    _fetch,
    _sources,
    describe,
    fetch_dataset,
    list_datasets,
)
from tests.datasets.real import ROOT, needs_data


def made_up_emotions():
    """A file that has the published size and cardinality of emotions."""
    attributes = "".join(f"@attribute a{j} numeric\n" for j in range(72))
    labels = "".join(f"@attribute b{j} {{0,1}}\n" for j in range(6))
    ones = [f"{','.join('1' * 72)},1,1,0,0,0,0\n"] * 515
    twos = [f"{','.join('2' * 72)},1,0,0,0,0,0\n"] * 78
    text = f"@relation r\n{attributes}{labels}@data\n{''.join(ones + twos)}"
    return text.encode()


def label_xml(names=tuple(f"b{j}" for j in range(6)), head=""):
    labels = "".join(f'<label name="{name}"/>' for name in names)
    return f'<?xml version="1.0"?>{head}<labels>{labels}</labels>'.encode()


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
        (folder / "emotions.arff").write_bytes(made_up_emotions())

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


def test_mlclf_data_must_be_a_folder(nowhere, monkeypatch):
    """
    A misspelt folder is said, not passed over.
    """
    monkeypatch.setenv("MLCLF_DATA", str(nowhere / "no"))

    with pytest.raises(DatasetError) as error:
        fetch_dataset("emotions")

    assert str(error.value) == (
        f"MLCLF_DATA must name a folder, got {str(nowhere / 'no')!r}."
    )


def zipped(name, content):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


@pytest.fixture
def served(server, nowhere, monkeypatch):
    """Emotions comes from the loopback server, whatever that has: return its files."""

    def serve(**files):
        server.files = {name.replace("_", "."): body for name, body in files.items()}
        entry = replace(
            describe("emotions"),
            base=f"{server.url}/",
            openml=0,
            files={n: sha256(b).hexdigest() for n, b in server.files.items()},
        )
        monkeypatch.setattr(_fetch, "describe", lambda name: entry)
        monkeypatch.setattr(_fetch, "download_files", _sources.download_files)
        return entry

    return serve


def test_a_server_serves_a_data_set(served, server, nowhere):
    """
    Files and archives arrive in the cache and are loaded from there, once.
    """
    served(emotions_xml=label_xml(), emotions_arff=made_up_emotions())
    assert fetch_dataset("emotions").target.sum() == 1108
    assert fetch_dataset("emotions").label_names[0] == "b0"
    assert len(server.asked) == 2

    shutil.rmtree(nowhere / "mlclf")
    served(emotions_zip=zipped("emotions.arff", made_up_emotions()))
    assert fetch_dataset("emotions").target.sum() == 1108


def test_an_archive_of_a_server_cannot_write_elsewhere(served, nowhere):
    """
    A member that would leave the folder is refused, and nothing of it appears.
    """
    served(emotions_zip=zipped("../../evil.arff", made_up_emotions()))

    with pytest.raises(DatasetError, match=r"evil\.arff', which would leave"):
        fetch_dataset("emotions")

    assert [p.name for p in nowhere.rglob("*.arff")] == []


def test_an_xml_of_a_server_cannot_blow_up(served):
    """
    A billion laughs are refused unread.
    """
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    served(emotions_xml=label_xml(["&b;"], laughs), emotions_arff=made_up_emotions())

    with pytest.raises(DatasetError, match="declares entities or a DTD, which is ref"):
        fetch_dataset("emotions")


@pytest.mark.parametrize(
    ("misbehavior", "reason"),
    [
        ("truncates", "(2 attempts)"),
        ("stalls", "timed out"),
        ("leaves", "only https is safe"),
        ("wrong", "its checksum must be"),
        ("claims_less", "its checksum must be"),
        ("missing", "the server answers 404 Not Found"),
    ],
)
def test_what_a_server_does_is_told_with_a_place_for_the_file(
    served, nowhere, monkeypatch, misbehavior, reason
):
    """
    Whatever goes wrong, the message says it, and what to do by hand; nothing that
    could be taken for the data is left.
    """
    entry = replace(served(), full=(misbehavior,), files={misbehavior: "0" * 64})
    monkeypatch.setattr(_fetch, "describe", lambda name: entry)
    download = partial(_sources.download, timeout=0.3, retries=1)
    monkeypatch.setattr(_sources, "download", download)

    with pytest.raises(DatasetError) as error:
        fetch_dataset("emotions")

    assert reason in str(error.value)
    assert "By hand: take it from https://mulan.sourceforge.net" in str(error.value)
    left = {p.name for p in (nowhere / "mlclf").rglob("*") if p.is_file()}
    assert left <= {f"{misbehavior}.part"}


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
