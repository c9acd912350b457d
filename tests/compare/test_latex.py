from mlclf import MLkNN
from mlclf.compare import run, to_latex
from mlclf.compare._findings import find
from mlclf.compare._latex import escape_latex
from tests.compare.toy import toy_data, toy_plan


def test_a_table_per_data_set():
    """
    Rules of booktabs, one column per metric, the best in bold.
    """
    results = run(toy_plan())

    text = to_latex(results)

    assert text.count(r"\begin{tabular}{lrrrr}") == 1
    assert r"method & hamming loss $\downarrow$ & f1 micro & LRAP & fit \\" in text
    mean = results.mean("toy0", results.best("toy0", "f1_micro"), "f1_micro")
    assert rf"\textbf{{{mean:.4f} $\pm$" in text


def test_a_table_of_tests_per_metric():
    """
    The best average rank first; the others with their tests against it.
    """
    results = run(toy_plan(datasets=[toy_data(seed) for seed in range(3)]))

    text = to_latex(results)

    assert text.count(r"\begin{table}") == text.count(r"\end{table}") == 3 + 3
    (findings,) = (f for f in find(results) if f.metric == "f1_micro")
    first, second = findings.rows
    assert rf"{first.method} & {first.rank} &  &  &  &  \\" in text
    wins = second.wins.replace("–", "--")
    assert rf"{second.method} & {second.rank} & {wins} & {second.p_value}" in text
    assert "f1 micro: 2 methods on 3 data sets." in text


def test_names_are_no_commands():
    """
    What LaTeX reads as a command is escaped.
    """
    text = to_latex(run(toy_plan(methods={r"\input{x}_50%&": MLkNN()})))

    assert r"\textbackslash{}input\{x\}\_50\%\&" in text
    assert escape_latex("a\nb") == "a b"
