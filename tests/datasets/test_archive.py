"""Archives from elsewhere."""

import io
import tarfile
import zipfile

import pytest

from mlclf.datasets import DatasetError
from mlclf.datasets._archive import unpack


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(path, *members):
    with tarfile.open(path, "w:gz") as archive:
        for name, content, kind in members:
            info = tarfile.TarInfo(name)
            info.type, info.size, info.linkname = kind, len(content), "/etc/passwd"
            archive.addfile(info, io.BytesIO(content))
    return path


def files(folder):
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file()
    }


def test_files_come_out_with_their_folders(tmp_path):
    """
    zip and tar give the same files; what was in the folder stays.
    """
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").write_text("o")

    first = zipped(tmp_path / "a.zip", **{"toy.arff": "x", "in/toy.xml": "y"})
    second = tarred(tmp_path / "a.tgz", ("more", b"z", tarfile.REGTYPE))

    unpack(first, tmp_path / "out")
    unpack(second, tmp_path / "out")

    assert files(tmp_path / "out") == {
        "old": b"o",
        "toy.arff": b"x",
        "in/toy.xml": b"y",
        "more": b"z",
    }


@pytest.mark.parametrize(
    "name", ["../evil", "/evil", "in/../../evil", "..\\evil", "C:\\evil"]
)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_no_member_leaves_the_folder(tmp_path, name, kind):
    """
    A path that would escape is refused, and nothing of the archive appears.
    """
    if kind == "zip":
        archive = zipped(tmp_path / "a.zip", **{"good": "g", name: "e"})
    else:
        archive = tarred(
            tmp_path / "a.tar.gz",
            ("good", b"g", tarfile.REGTYPE),
            (name, b"e", tarfile.REGTYPE),
        )

    with pytest.raises(DatasetError, match="which would leave its folder"):
        unpack(archive, tmp_path / "in" / "out")

    assert files(tmp_path / "in") == {}
    assert not (tmp_path / "evil").exists()


def test_links_are_left_out(tmp_path):
    """
    A link, soft or hard, is not made.
    """
    archive = tarred(
        tmp_path / "a.tar.gz",
        ("soft", b"", tarfile.SYMTYPE),
        ("hard", b"", tarfile.LNKTYPE),
        ("plain", b"p", tarfile.REGTYPE),
    )

    unpack(archive, tmp_path / "out")

    assert files(tmp_path / "out") == {"plain": b"p"}
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_bomb_is_stopped(tmp_path):
    """
    What is unpacked is counted: too many bytes or files end it, and nothing stays.
    """
    big = zipped(tmp_path / "big.zip", zeros=bytes(10**7))
    many = zipped(tmp_path / "many.zip", **{f"f{i}": "" for i in range(20)})

    with pytest.raises(DatasetError, match="is larger than 1000000 bytes, unpacked"):
        unpack(big, tmp_path / "out", max_size=10**6)
    with pytest.raises(DatasetError, match="has more than 10 files"):
        unpack(many, tmp_path / "out", max_files=10)

    assert sorted(p.name for p in tmp_path.iterdir()) == ["big.zip", "many.zip"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", b"\x1f\x8b nonsense"])
def test_a_damaged_archive_is_said(tmp_path, content):
    """
    What is no archive, or half of one, is a DatasetError.
    """
    path = tmp_path / "a.zip"
    path.write_bytes(content)

    with pytest.raises(DatasetError, match="cannot be unpacked"):
        unpack(path, tmp_path / "out")
