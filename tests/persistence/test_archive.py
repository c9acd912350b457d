"""A small file does not fill the memory."""

import io
import zipfile

import numpy as np
import pytest

from mlclf.persistence._archive import check_size, check_total, unpacked_size
from tests.persistence import hostile


def archive_of(files, compression=zipfile.ZIP_STORED):
    """Return an archive in memory, open for reading."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return zipfile.ZipFile(buffer)


def npz(*arrays):
    """Return arrays as a compressed archive, as bytes."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, *arrays)
    return buffer.getvalue()


def test_an_honest_archive_passes():
    """
    Arrays, sparse matrices and text, as skops writes them.
    """
    array = hostile.array_bytes(np.arange(12.0).reshape(3, 4))
    inner = npz(np.arange(100), np.ones((3, 4), "float32"))
    archive = archive_of([("a.npy", array), ("b.npz", inner), ("schema.json", "{}")])

    check_size(archive)

    size = 100 * 8 + 12 * 4
    assert unpacked_size(archive, archive.getinfo("b.npz")) > len(inner) + size
    assert unpacked_size(archive, archive.getinfo("a.npy")) == len(array)


@pytest.mark.parametrize("inner", [False, True])
def test_a_bomb_is_not_unpacked(inner):
    """
    200 KB that would become 200 MB, directly or in a sparse matrix.
    """
    zeros = np.zeros(25 * 10**6)
    if inner:
        archive = archive_of([("b.npz", npz(zeros))])
    else:
        data = hostile.array_bytes(zeros)
        archive = archive_of([("a.npy", data)], zipfile.ZIP_DEFLATED)

    with pytest.raises(ValueError, match="would unpack to 2000001"):
        check_size(archive)


@pytest.mark.parametrize("shape", [(10**12,), (3, 10**9), (2,), (-1,), (4, 0)])
def test_an_array_must_be_as_long_as_it_says(shape):
    """
    The header of an array cannot ask for more memory than its bytes.
    """
    buffer = io.BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, header)
    archive = archive_of([("a.npy", buffer.getvalue() + bytes(24))])

    with pytest.raises(ValueError, match=r"a\.npy says that it holds"):
        check_size(archive)


def test_two_parts_of_one_name_are_refused():
    """
    Which of them would be read?
    """
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = archive_of([("schema.json", "{}"), ("schema.json", "{}")])

    with pytest.raises(ValueError, match="two of its parts have one name"):
        check_size(archive)


def test_the_bound_grows_with_the_file():
    """
    64 MiB are free; more must be in proportion.
    """
    archive = archive_of([("a.txt", "a" * 10**6)])

    check_total(archive, 100 * 10**6)
    with pytest.raises(ValueError, match="more than 100 times as many"):
        check_total(archive, 200 * 10**6)
