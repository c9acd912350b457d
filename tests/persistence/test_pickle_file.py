"""A pickle carries the digest of its bytes."""

import joblib
import numpy as np
import pytest

from mlclf.persistence._pickle_file import read, write


def test_every_changed_byte_is_noticed(tmp_path):
    """
    A byte of the pickle, whichever it is.
    """
    path = tmp_path / "model.pkl"
    write({"weights": np.arange(5.0)}, path)
    good = path.read_bytes()
    length = good.index(b"mlclf sha256 ")

    np.testing.assert_array_equal(read(path)["weights"], np.arange(5.0))
    for place in range(length):
        damaged = bytearray(good)
        damaged[place] ^= 64
        path.write_bytes(damaged)
        with pytest.raises(
            ValueError, match="its bytes are others than those that were"
        ):
            read(path)


def test_a_large_pickle_is_read_in_blocks(tmp_path):
    """
    Longer than a block, and the same as joblib reads it.
    """
    path = tmp_path / "model.pkl"
    array = np.random.default_rng(0).random(10**5)
    write(array, path)

    np.testing.assert_array_equal(read(path), array)
    np.testing.assert_array_equal(joblib.load(path), array)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"mlclf sha256 ", b"\x80\x04N"])
def test_what_is_no_pickle_is_refused(tmp_path, content):
    """
    With the name of the file.
    """
    path = tmp_path / "model.pkl"
    path.write_bytes(content)

    with pytest.raises(ValueError, match=r"model\.pkl is damaged, or is no model"):
        read(path)
