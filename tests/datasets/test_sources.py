"""Where data sets are downloaded from."""

import hashlib
import json
from dataclasses import replace

import pytest

from mlclf.datasets import DatasetError, _sources, load_arff
from mlclf.datasets._registry import describe
from mlclf.datasets._sources import download_files

ARFF = b"@relation r\n@attribute x numeric\n@attribute a {FALSE,TRUE}\n@data\n1,TRUE\n"
SHA = hashlib.sha256(ARFF).hexdigest()
MD5 = hashlib.md5(ARFF, usedforsecurity=False).hexdigest()


@pytest.fixture
def network(monkeypatch):
    """A network of a few urls; what is asked is remembered."""
    pages, asked = {}, []

    def download(url, target, *, checksum=None, max_size=None):
        asked.append(url)
        if url not in pages:
            raise DatasetError(f"{url} cannot be downloaded: not there.")
        digest = (checksum or "").partition(":")[2]
        assert digest in ("", SHA, MD5)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(pages[url])

    monkeypatch.setattr(_sources, "download", download)
    pages["asked"] = asked
    return pages


ENTRY = replace(
    describe("emotions"), base="https://x.org/", files={"emotions.arff": SHA}
)


def test_files_come_with_their_checksum(network, tmp_path):
    """
    Every file of the entry is downloaded, against the checksum of the registry.
    """
    network["https://x.org/emotions.arff"] = ARFF

    download_files(ENTRY, tmp_path / "emotions")

    assert (tmp_path / "emotions" / "emotions.arff").read_bytes() == ARFF
    assert network["asked"] == ["https://x.org/emotions.arff"]


def test_openml_is_asked_where_the_file_is(network, tmp_path):
    """
    Url (made https), checksum and the names of the labels come from its answer.
    """
    about = {
        "url": "http://openml.org/data/1/emotions.arff",
        "default_target_attribute": "a",
        "md5_checksum": MD5,
    }
    network[f"{_sources.OPENML}/40589"] = json.dumps(
        {"data_set_description": about}
    ).encode()
    network["https://openml.org/data/1/emotions.arff"] = ARFF

    download_files(ENTRY, tmp_path / "emotions")

    assert load_arff(tmp_path / "emotions" / "emotions.arff").label_names == ["a"]
    names = {p.name for p in (tmp_path / "emotions").iterdir()}
    assert names == {"emotions.arff", "emotions.xml"}


def test_every_reason_is_told(network, tmp_path):
    """
    Where no source has it, the message says why for each.
    """
    network[f"{_sources.OPENML}/40589"] = b"<html>"

    with pytest.raises(DatasetError) as error:
        download_files(ENTRY, tmp_path / "emotions")

    assert "https://x.org/emotions.arff cannot be downloaded: not there;" in str(
        error.value
    )
    assert "40589 does not describe a data set" in str(error.value)
    with pytest.raises(DatasetError, match="no place that it can be downloaded from"):
        download_files(describe("flags"), tmp_path)


@pytest.mark.parametrize(
    "answer", [b"{}", b"[]", b'{"data_set_description": {"url": "https://x.org"}}']
)
def test_an_answer_that_describes_nothing_is_said(network, tmp_path, answer):
    """
    Whatever OpenML answers, the reason is a DatasetError's.
    """
    network[f"{_sources.OPENML}/40589"] = answer

    with pytest.raises(DatasetError, match="40589 does not describe a data set"):
        download_files(replace(ENTRY, files={}), tmp_path)


def test_an_answer_without_labels_is_said(network, tmp_path):
    """
    A data set that names no label cannot be loaded: no file of it is fetched.
    """
    about = {"url": "x", "default_target_attribute": "", "md5_checksum": MD5}
    network[f"{_sources.OPENML}/40589"] = json.dumps(
        {"data_set_description": about}
    ).encode()

    with pytest.raises(DatasetError, match="a label name must not be empty"):
        download_files(replace(ENTRY, files={}), tmp_path)

    assert not list(tmp_path.iterdir())


@pytest.mark.network
@pytest.mark.parametrize("name", ["emotions", "flags"])
def test_the_real_sources_answer(name, tmp_path):
    """
    What the registry says can be downloaded.
    """
    entry = describe(name)
    if not (entry.files or entry.openml):
        pytest.skip("no source is known")
    download_files(entry, tmp_path)

    assert any(tmp_path.iterdir())
