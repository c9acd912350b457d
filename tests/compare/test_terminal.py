import io

from rich.console import Console

from mlclf import MLkNN
from mlclf.compare import run
from mlclf.compare._terminal import LiveComparison, rich_table
from tests.compare.toy import Failing, toy_plan


def shown(picture, width=100):
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(picture)
    return console.file.getvalue()


def test_the_table_fits_a_narrow_terminal():
    """
    At 60 columns some metrics give way, and the caption says how many.
    """
    results = run(toy_plan())

    assert "LRAP" in shown(rich_table(results, "toy0", 120), 120)
    narrow = shown(rich_table(results, "toy0", 60), 60)
    assert "hamming" in narrow
    assert "more metrics in the report" in " ".join(narrow.split())
    assert max(map(len, narrow.splitlines())) <= 60


def test_a_live_comparison_shows_what_is_there():
    """
    Methods that wait, have failed or are done, and a progress bar.
    """
    plan = toy_plan(methods={"bad": Failing(), "good": MLkNN()})
    live = LiveComparison()
    seen = []

    def watch(result, n_done, n_cells):
        live.on_result(result, n_done, n_cells)
        seen.append(shown(live.picture(result.dataset, n_done)))

    run(plan, on_start=live.on_start, on_result=watch)

    assert "…" in seen[0]
    assert "failed" in seen[0]
    assert "6/6" in seen[-1]
    assert "…" not in seen[-1]


def test_the_clock_goes_on_between_two_results():
    """
    The picture that is shown is not a still one: a long fit does not look like a halt.
    """
    live = LiveComparison()
    run(toy_plan(), on_start=live.on_start)
    picture = live.picture("toy0", 0)
    live._bar.tasks[0].start_time -= 100

    assert "0:01:40" in shown(picture)


def test_outside_a_terminal_it_prints_lines(capsys):
    """
    A log has one line per fit.
    """
    with LiveComparison() as live:
        run(toy_plan(), on_start=live.on_start, on_result=live.on_result)

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("[1/6] toy0 0.0 linear ok")
    assert len(lines) == 6
