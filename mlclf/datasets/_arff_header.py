"""The header of an ARFF file: its relation and its attributes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mlclf.datasets._errors import FormatError
from mlclf.datasets._files import LONGEST

__all__ = ["Attribute", "Header", "decode", "quote", "read_header", "unquote"]

Kind = Literal["numeric", "nominal", "string", "date"]

_DATA = re.compile(rb"(?im)^[ \t]*@data\b[^\n]*\n")
_KEYWORD = re.compile(r"\s*@(relation|attribute|end)\b[ \t]*(.*)", re.I | re.S)
_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_USUAL = re.compile(
    r"@attribute[ \t]+([^\s{}'\"\\]+)[ \t]+"
    r"(?:(numeric|real|integer)|(\{[^'\"%}]*\}))[ \t]*",
    re.I,
)
_NAME = re.compile(rf"({_QUOTED})\s*|([^\s{{}}]+)\s*", re.S)
_VALUE = re.compile(rf"\s*(?:({_QUOTED})\s*|([^,}}]*))([,}}])", re.S)
_TYPE = re.compile(r"([a-z]+)\b\s*(.*)", re.I | re.S)
_NUMERIC = ("numeric", "real", "integer")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.S)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_PLAIN = re.compile(r"[^\s,{}%'\"\\?@][^\s,{}%'\"\\]*")
_ISO_DATE = "yyyy-MM-dd'T'HH:mm:ss"


class Attribute(NamedTuple):
    """One ``@attribute`` line.

    Parameters
    ----------
    name : str
        Its name, without quotes.

    kind : {"numeric", "nominal", "string", "date"}
        What its values are; integer and real are numeric.

    values : tuple of str, default=()
        The declared values of a nominal attribute.

    date_format : str, default=""
        The Java pattern of a date attribute.

    line : int, default=0
        Where the file declares it.
    """

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    date_format: str = ""
    line: int = 0


@dataclass(frozen=True)
class Header:
    """What stands before the data of an ARFF file.

    Parameters
    ----------
    relation : str
        The relation, with the options that MEKA writes there.

    attributes : tuple of Attribute
        In the order of the file.

    description : str
        The comments before the relation.

    n_lines : int
        Lines up to and with ``@data``.
    """

    relation: str
    attributes: tuple[Attribute, ...]
    description: str
    n_lines: int


def read_header(chunks: Iterator[bytes], name: str) -> tuple[Header, bytes]:
    """Read up to ``@data``.

    Parameters
    ----------
    chunks : iterator of bytes
        An ARFF file from its beginning, in pieces of whole lines.

    name : str
        The name of the file, for the messages.

    Returns
    -------
    header : Header
        What the header says.

    rest : bytes
        What was read of the data already; the other chunks follow it.
    """
    texts: list[bytes] = []
    size = 0
    for chunk in chunks:
        if not texts:
            chunk = chunk.removeprefix(b"\xef\xbb\xbf")
            _check_beginning(chunk, name)
        found = _DATA.search(chunk)
        texts.append(chunk[: found.start()] if found else chunk)
        if found:
            return _parse(b"".join(texts), name), chunk[found.end() :]
        size += len(chunk)
        if size > LONGEST:
            raise FormatError(f"there is no @data line in {LONGEST} bytes.", name)
    if not texts:
        raise FormatError("the file is empty.", name)
    raise FormatError("there is no @data line.", name)


def unquote(text: str) -> str:
    """Take off quotes, if there are any, and undo the escapes inside them."""
    if len(text) < 2 or text[0] not in "'\"":
        return text
    return text[1:-1] if "\\" not in text else _ESCAPE.sub(_unescape, text[1:-1])


def quote(text: str) -> str:
    """Write a name or value so that every reader takes it for one."""
    if _PLAIN.fullmatch(text):
        return text
    for plain, escaped in (
        ("\\", "\\\\"),
        ("'", "\\'"),
        ("\n", "\\n"),
        ("\r", "\\r"),
        ("\t", "\\t"),
        ("%", "\\%"),
    ):
        text = text.replace(plain, escaped)
    return f"'{text}'"


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    if len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if not 0xD800 <= number < 0xE000 else "\ufffd"
    return _ESCAPES.get(code, code)


def _check_beginning(chunk: bytes, name: str) -> None:
    """Refuse at once what is not ARFF, before all of it is read."""
    for line in chunk.split(b"\n", 10_000):
        line = line.strip()
        if line and not line.startswith(b"%"):
            if not line.startswith(b"@"):
                raise FormatError(
                    "an ARFF file begins with @relation, this one with "
                    f"{decode(line[:40])!r}.",
                    name,
                )
            return


def decode(text: bytes) -> str:
    """Decode UTF-8, or else Latin-1, which the older files are in."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1")


def _parse(text: bytes, name: str) -> Header:
    relation: str | None = None
    comments: list[str] = []
    attributes: list[Attribute] = []
    declared: dict[str, tuple[str, ...]] = {}  # most have the same values
    lines = decode(text).split("\n")[:-1]
    for number, line in enumerate(lines, 1):
        usual = _USUAL.fullmatch(line)
        if usual:  # nearly every line of nearly every file, at once
            plain, is_number, text_values = usual.groups()
            if is_number:
                attributes.append(Attribute(plain, "numeric", line=number))
                continue
            if text_values in declared:
                values = declared[text_values]
                attributes.append(Attribute(plain, "nominal", values, line=number))
                continue
        stripped = line.strip()
        if not stripped:
            continue
        if stripped.startswith("%"):
            if relation is None:
                comments.append(stripped[1:].removeprefix(" "))
            continue
        match = _KEYWORD.match(line)
        if match is None or match.group(1).lower() == "end":
            raise FormatError(
                f"expected @relation, @attribute or @data, got {stripped[:40]!r}.",
                name,
                number,
            )
        if match.group(1).lower() == "relation":
            relation = _relation(match.group(2))
        else:
            attributes.append(_attribute(match.group(2), name, number, declared))
    if not attributes:
        raise FormatError("there is no @attribute line before @data.", name)
    return Header(
        relation or "", tuple(attributes), "\n".join(comments), len(lines) + 1
    )


def _relation(text: str) -> str:
    """Return all that the line says: MEKA's options may follow unquoted."""
    match = re.match(_QUOTED, text)
    if match:
        rest = text[match.end() :].split("%")[0].strip()
        return f"{unquote(match.group())} {rest}".strip()
    return text.strip()


def _attribute(
    text: str, name: str, line: int, declared: dict[str, tuple[str, ...]]
) -> Attribute:
    match = _NAME.match(text)
    if match is None or (match.group(2) or "x")[0] in "'\"":
        raise FormatError(
            f"an attribute needs a name, got {text.strip()[:40]!r}.", name, line
        )
    attribute = unquote(match.group(1)) if match.group(1) else match.group(2)
    rest = text[match.end() :].strip()
    if rest.startswith("{"):
        values = declared.get(rest)
        if values is None:
            values = declared[rest] = _nominal_values(rest, attribute, name, line)
        return Attribute(attribute, "nominal", values, line=line)
    typed = _TYPE.match(rest)
    word = typed.group(1).lower() if typed else ""
    tail = typed.group(2).strip() if typed else ""
    if word == "date":
        pattern = re.match(rf"{_QUOTED}|[^%\s]+|", tail)
        form = unquote(pattern.group()) if pattern else ""
        return Attribute(attribute, "date", (), form or _ISO_DATE, line)
    if (word in _NUMERIC or word == "string") and _is_end(tail):
        kind: Kind = "string" if word == "string" else "numeric"
        return Attribute(attribute, kind, line=line)
    raise FormatError(
        f"the type of attribute {attribute!r} must be numeric, real, integer, "
        f"string, date or {{values}}, got {rest[:40]!r}.",
        name,
        line,
    )


def _nominal_values(text: str, attribute: str, name: str, line: int) -> tuple[str, ...]:
    values: list[str] = []
    position = 1
    while True:
        match = _VALUE.match(text, position)
        if match is None:
            raise FormatError(
                f"the values of attribute {attribute!r} do not end with '}}'.",
                name,
                line,
            )
        plain = match.group(2)
        if plain is None:
            values.append(unquote(match.group(1)))
        elif plain.strip()[:1] in ("'", '"') and plain.strip():
            raise FormatError(
                f"a quote in the values of attribute {attribute!r} does not close.",
                name,
                line,
            )
        elif plain.strip() or match.group(3) == "," or values:
            values.append(plain.strip())
        position = match.end()
        if match.group(3) == "}":
            break
    if not _is_end(text[position:].strip()):
        raise FormatError(
            f"text after the values of attribute {attribute!r}: "
            f"{text[position:].strip()[:40]!r}.",
            name,
            line,
        )
    return tuple(values)


def _is_end(text: str) -> bool:
    return not text or text.startswith("%")
