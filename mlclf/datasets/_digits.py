"""Pictures of several handwritten digits: a small real data set without a download."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.utils import Bunch

_SIDE, _CELLS = 8, 4  # a digit is 8 x 8 pixels; a picture has 2 x 2 cells
_N_TRAIN, _N_TEST = 1500, 500
_DESCRIPTION = """\
Pictures of 16 x 16 pixels, each put together from one to four handwritten digits of 8 x
8 pixels in the cells of a 2 x 2 grid; the labels are the digits that are present. The
1,797 digits are those that scikit-learn ships; the first 1,200 of them are used in the
training pictures, the others in the test pictures. The number of digits of a picture is
drawn evenly from one to four, their cells and the digits themselves at random, always
alike.
"""
_CITATION = (
    "Alpaydin, E., & Kaynak, C. (1998). Optical Recognition of Handwritten Digits. "
    "UCI Machine Learning Repository. https://doi.org/10.24432/C50P49"
)


def load_digit_pictures(
    *,
    split: Literal["train", "test"] | None = None,
    return_X_y: bool = False,
    as_frame: bool = False,
) -> Any:
    """Load 2,000 pictures of one to four handwritten digits.

    The labels are the digits present in the picture. The pictures are put together
    from scikit-learn's digits, always alike, so that nothing is downloaded.

    ==============  =================
    samples         2,000
    features        256, from 0 to 16
    labels          10
    split           1,500 / 500
    ==============  =================

    Parameters
    ----------
    split : {"train", "test"}, default=None
        The training or the test pictures; None is all of them.

    return_X_y : bool, default=False
        Whether only data and target are returned.

    as_frame : bool, default=False
        Whether data and target are pandas DataFrames.

    Returns
    -------
    bunch : Bunch
        With ``data``, an array of shape (n_samples, 256); ``images``, the same of
        shape (n_samples, 16, 16); ``target``, an array of shape (n_samples, 10);
        ``feature_names``, ``label_names``, ``name``, ``citation``, ``DESCR``, and with
        ``split=None`` the row numbers ``train_index`` and ``test_index``.

    data, target : tuple
        Only with ``return_X_y``.

    References
    ----------
    .. [1] Alpaydin, E., & Kaynak, C. (1998). Optical Recognition of Handwritten
       Digits. UCI Machine Learning Repository.

    Examples
    --------
    >>> from mlclf.datasets import load_digit_pictures
    >>> pictures = load_digit_pictures()
    >>> pictures.images.shape, pictures.target.shape
    ((2000, 16, 16), (2000, 10))
    >>> pictures.target[0].tolist()
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 0]
    """
    if split not in (None, "train", "test"):
        raise ValueError(f"split must be 'train', 'test' or None, got {split!r}.")
    images, target = _pictures()
    train, test = np.split(np.arange(_N_TRAIN + _N_TEST), [_N_TRAIN])
    if split is not None:
        rows = train if split == "train" else test
        images, target = images[rows], target[rows]
    side = range(2 * _SIDE)
    bunch = Bunch(
        data=images.reshape(len(images), -1),
        images=images,
        target=target,
        feature_names=[f"pixel_{row}_{column}" for row in side for column in side],
        label_names=[str(digit) for digit in range(10)],
        train_index=train if split is None else None,
        test_index=test if split is None else None,
        name="digit_pictures",
        citation=_CITATION,
        DESCR=_DESCRIPTION,
    )
    if as_frame:
        from mlclf.datasets._frames import import_pandas

        pandas = import_pandas()
        bunch.data = pandas.DataFrame(bunch.data, columns=bunch.feature_names)
        bunch.target = pandas.DataFrame(bunch.target, columns=bunch.label_names)
    return (bunch.data, bunch.target) if return_X_y else bunch


def _pictures() -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Put the training and the test pictures together."""
    digits = load_digits()
    parts = [
        _compose(digits.images[:1200], digits.target[:1200], _N_TRAIN, seed=0),
        _compose(digits.images[1200:], digits.target[1200:], _N_TEST, seed=1),
    ]
    images, target = zip(*parts)
    return np.concatenate(images), np.concatenate(target)


def _compose(
    tiles: NDArray[np.float64], values: NDArray[np.int64], n_pictures: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Put digits into some of the cells of each picture."""
    # RandomState: its streams never change, so that the data never do.
    rng = np.random.RandomState(seed)
    shape = (n_pictures, _CELLS)
    chosen = rng.randint(len(tiles), size=shape)
    n_digits = rng.randint(1, _CELLS + 1, size=(n_pictures, 1))
    filled = rng.uniform(size=shape).argsort(axis=1) < n_digits
    cells = tiles[chosen] * filled[:, :, None, None]
    grid = cells.reshape(n_pictures, 2, 2, _SIDE, _SIDE).transpose(0, 1, 3, 2, 4)
    target = np.zeros((n_pictures, 10), dtype=np.int32)
    rows, places = np.nonzero(filled)
    target[rows, values[chosen[rows, places]]] = 1
    return grid.reshape(n_pictures, 2 * _SIDE, 2 * _SIDE), target
