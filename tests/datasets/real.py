"""The real files: where they are, and what the catalogue beside them says."""

import os
import re
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("MLCLF_DATA") or "no-data")

needs_data = pytest.mark.skipif(
    not (ROOT / "INDEX.md").is_file(), reason="MLCLF_DATA names no folder with INDEX.md"
)


def index_rows():
    """
    Return (file, labels, n, d, L, cardinality, labelsets) of each file listed.

    Files without a cardinality are left out: some of their labels are unknown.
    """
    if not (ROOT / "INDEX.md").is_file():
        return []
    rows = []
    for line in (ROOT / "INDEX.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 10 and ".arff" in cells[1] and cells[2] and cells[5]:
            file, n, d, L, card, sets, where = cells[1:8]
            rows.append(
                (
                    file,
                    _labels(file, where),
                    int(n),
                    int(d),
                    int(L),
                    float(card),
                    int(sets),
                )
            )
    return rows


def _labels(file, where):
    """Return the XML that the catalogue names, or None for what the file says."""
    match = re.search(r"XML `([^`]+)`", where)
    if match is None:
        return None
    named, folder = match.group(1), (ROOT / file).parent
    if named.startswith("flags/"):
        return -7  # its XML is not among the files
    for place in (ROOT, folder, folder.parent, ROOT / file.split("/")[0]):
        if (place / named).is_file():
            return place / named
    raise AssertionError(f"{file}: {named} is not there")
