"""The two errors of the data room: data that is not there, data that is broken."""

__all__ = ["DatasetError", "FormatError"]


class DatasetError(OSError):
    """A data set cannot be had: unknown, not found, not reachable, not the real one."""


class FormatError(ValueError):
    """A file does not keep its format; the message names the file and the line.

    Parameters
    ----------
    message : str
        What is wrong, what was expected.

    file : str, default=None
        Name of the file.

    line : int, default=None
        Line number, from 1.

    Examples
    --------
    >>> str(FormatError("expected 3 values, got 2.", file="toy.arff", line=9))
    'toy.arff, line 9: expected 3 values, got 2.'
    """

    def __init__(
        self, message: str, file: str | None = None, line: int | None = None
    ) -> None:
        super().__init__(message, file, line)
        self.message = message
        self.file = file
        self.line = line

    def __str__(self) -> str:
        where = [] if self.file is None else [self.file]
        if self.line is not None:
            where.append(f"line {self.line}")
        return ": ".join([", ".join(where), self.message] if where else [self.message])
