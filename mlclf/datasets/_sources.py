"""Where the files of a data set are downloaded from."""

import json
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from mlclf.datasets._download import download
from mlclf.datasets._errors import DatasetError
from mlclf.datasets._mulan import dump_label_xml
from mlclf.datasets._registry import Entry

__all__ = ["OPENML", "download_files"]

OPENML = "https://www.openml.org/api/v1/json/data"


def download_files(entry: Entry, folder: Path) -> None:
    """Download a data set into a folder, from the first source that has it.

    Parameters
    ----------
    entry : Entry
        The data set.

    folder : Path
        Where its files go.

    Raises
    ------
    DatasetError
        If no source has it; every source's reason is in the message.
    """
    reasons = []
    for there_is, source in (
        (entry.files, _from_base),
        (entry.openml, _from_openml),
    ):
        if not there_is:
            continue
        try:
            return source(entry, folder)
        except DatasetError as error:
            reasons.append(str(error).rstrip("."))
    raise DatasetError(
        "; ".join(reasons) or "there is no place that it can be downloaded from"
    )


def _from_base(entry: Entry, folder: Path) -> None:
    """Download the files whose checksums are known, the labels first."""
    names = sorted(entry.files, key=lambda name: not name.endswith(".xml"))
    for name in names:
        if not (folder / name).is_file():
            url = entry.base + name
            download(url, folder / name, checksum=f"sha256:{entry.files[name]}")


def _from_openml(entry: Entry, folder: Path) -> None:
    """Ask OpenML where the file is and which columns are labels; then get it."""
    folder.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder, prefix=".openml."))
    try:
        answer, target = temporary / "answer.json", folder / entry.full[0]
        download(f"{OPENML}/{entry.openml}", answer, max_size=1 << 20)
        try:
            about = json.loads(answer.read_bytes())["data_set_description"]
            url = urlsplit(about["url"])._replace(scheme="https").geturl()
            labels = str(about["default_target_attribute"]).split(",")
            checksum = f"md5:{about['md5_checksum']}"
            dump_label_xml(labels, target.with_suffix(".xml"))
        except (ValueError, KeyError, TypeError) as error:
            raise DatasetError(
                f"{OPENML}/{entry.openml} does not describe a data set: {error!r}."
            ) from error
        download(url, target, checksum=checksum)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
