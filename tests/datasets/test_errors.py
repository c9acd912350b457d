"""The errors of the data room."""

import pickle

from mlclf.datasets import DatasetError, FormatError


def test_a_format_error_is_a_value_error_with_file_and_line():
    """
    The message begins with file and line; both can be asked for.
    """
    error = FormatError("no.", file="toy.arff", line=3)

    assert isinstance(error, ValueError)
    assert (str(error), error.file, error.line) == (
        "toy.arff, line 3: no.",
        "toy.arff",
        3,
    )
    assert str(FormatError("no.")) == "no."


def test_a_format_error_survives_a_process_boundary():
    """
    Pickled in a worker process, the message arrives whole.
    """
    error = pickle.loads(pickle.dumps(FormatError("no.", "toy.arff", 3)))

    assert str(error) == "toy.arff, line 3: no."


def test_a_dataset_error_is_an_os_error():
    """
    What catches failed downloads and missing files catches it.
    """
    assert issubclass(DatasetError, OSError)
