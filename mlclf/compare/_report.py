"""Writing the reports of a comparison: they only read results."""

from importlib.util import find_spec
from pathlib import Path

from mlclf.compare._html import to_html
from mlclf.compare._latex import to_latex
from mlclf.compare._markdown import to_markdown
from mlclf.compare._results import Results

__all__ = ["write_reports"]


def write_reports(
    results: Results, out: str | Path, *, title: str = "Comparison"
) -> list[Path]:
    """Write every report into a folder.

    Markdown and LaTeX; an HTML page if jinja2 is there; the cells as a Parquet file
    if pandas and pyarrow are.

    Parameters
    ----------
    results : Results
        Finished or not.

    out : str or Path
        Folder; made where it is not there.

    title : str, default="Comparison"
        Head line of the page.

    Returns
    -------
    paths : list of Path
        The files written.
    """
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"report.md": to_markdown(results), "report.tex": to_latex(results)}
    if find_spec("jinja2") is not None:
        texts["report.html"] = to_html(results, title=title)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    paths = [folder / name for name in texts]
    if all(find_spec(package) is not None for package in ("pandas", "pyarrow")):
        paths.append(folder / "results.parquet")
        results.to_parquet(paths[-1])
    return paths
