"""The mlclf command: compare, describe, fetch, train, predict, evaluate."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mlclf.compare import (
    Plan,
    available_methods,
    load_plan,
    make_method,
    run,
    write_reports,
)
from mlclf.compare._data import load_data
from mlclf.compare._files import stem
from mlclf.compare._predictor import Predictor
from mlclf.compare._terminal import LiveComparison, print_tables
from mlclf.datasets import describe_labels, fetch_dataset, list_datasets
from mlclf.persistence import check_model_path

SPLITS = ("official", "stratified", "kfold", "holdout", "stratified_holdout")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    argv : sequence of str, default=None
        Arguments; those of the process by default.

    Returns
    -------
    code : int
        0 for success, 1 where nothing could be computed, 2 for bad input, 130 when
        stopped.
    """
    try:
        args = build_parser().parse_args(argv)
        code = int(args.verb(args))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read, as `head` does, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("mlclf: stopped", file=sys.stderr)
        return 130
    except (ValueError, TypeError, OSError, ImportError) as error:
        print(f"mlclf: {error}", file=sys.stderr)
        return 2
    return code


def compare(args: argparse.Namespace) -> int:
    """Compare methods on data sets."""
    out = Path(args.out or default_folder(args))
    with LiveComparison() as live:
        results = run(
            plan_of(args),
            out,
            n_jobs=args.n_jobs,
            on_result=live.on_result,
            on_start=live.on_start,
            retry_failed=args.retry_failed,
            restart=args.restart,
        )
    print_tables(results)
    for path in write_reports(results, out):
        print(path)
    return 0 if any(cell.status == "ok" for cell in results.cells) else 1


def plan_of(args: argparse.Namespace) -> Plan:
    """Return the plan that the options, or a file, describe."""
    choices = {
        "datasets": args.data or None,
        "methods": args.methods,
        "metrics": args.metrics,
        "split": args.split,
        "cv": args.cv,
        "test_size": args.test_size,
        "repeats": args.repeats,
        "random_state": args.random_state,
        "labels": labels_of(args.labels),
    }
    given = {name: value for name, value in choices.items() if value is not None}
    if args.plan is not None:
        if given:
            raise ValueError(
                f"--plan must hold every choice, got {', '.join(given)} beside it."
            )
        return load_plan(args.plan)
    if "cv" in given:
        given.setdefault("split", "stratified")
    return Plan(**{"datasets": ["yeast"], **given})


def describe(args: argparse.Namespace) -> int:
    """Print the size and the labels of a data set."""
    data = load_data(args.data, labels_of(args.labels))
    labels = describe_labels(data.Y, n_features=data.n_features, names=data.label_names)
    print(f"{'name':<22}  {data.name:>9}")
    if data.official is not None:
        train, test = data.official
        print(
            f"{'official split':<22}  {len(train)} training, {len(test)} test samples"
        )
    print(labels)
    return 0


def fetch(args: argparse.Namespace) -> int:
    """Fetch data sets, so that they are there when they are needed."""
    if not args.names:
        print("\n".join(list_datasets()))
    for name in args.names:
        bunch = fetch_dataset(name)
        rows, labels = bunch.target.shape
        print(f"{name}: {rows} rows, {bunch.data.shape[1]} features, {labels} labels")
    return 0


def train(args: argparse.Namespace) -> int:
    """Train one method on a file, and keep the model."""
    check_model_path(args.model, make_method(args.method))
    data = load_data(args.data, labels_of(args.labels))
    predictor = Predictor.train(data, args.method, args.random_state)
    predictor.dump(args.model)
    print(
        f"{args.model}: {args.method}, {data.n_samples} rows, "
        f"{data.n_features} features, {data.n_labels} labels"
    )
    return 0


def predict(args: argparse.Namespace) -> int:
    """Predict the labels of a file with a trained model."""
    predictor = Predictor.load(args.model, args.trust_pickle, args.trusted)
    lines = predictor.predict_lines(args.data, args.form)
    if args.out is None:
        print("\n".join(lines))
        return 0
    Path(args.out).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{args.out}: {len(lines) - 1} rows")
    return 0


def evaluate(args: argparse.Namespace) -> int:
    """Judge a trained model on a file with labels."""
    predictor = Predictor.load(args.model, args.trust_pickle, args.trusted)
    print(predictor.evaluate(args.data, args.metrics))
    return 0


def default_folder(args: argparse.Namespace) -> str:
    """Return where a comparison keeps its results when nobody says."""
    if args.plan is not None:
        return f"results/{Path(args.plan).stem}"
    return "results/" + "-".join(stem(d) for d in args.data or ["yeast"])


def labels_of(text: str | None) -> Any:
    """Return the labels option: a number of columns, names, or a path of an XML."""
    if text is None or text.endswith(".xml"):
        return text
    try:
        return int(text)
    except ValueError:
        return text.split(",")


def names(text: str) -> list[str]:
    """Return the names in a list with commas."""
    found = [name.strip() for name in text.split(",") if name.strip()]
    if not found:
        raise argparse.ArgumentTypeError("there is no name in it")
    return found


def methods_help() -> str:
    """Return the sentence that names the methods."""
    return f"Methods are {', '.join(available_methods())}."


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="mlclf", description="Multi-label classification from the terminal."
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    add_compare(verbs)
    add_describe(verbs)
    add_fetch(verbs)
    add_train(verbs)
    add_predict(verbs)
    add_evaluate(verbs)
    return parser


def add_compare(verbs: Any) -> None:
    """Add the verb compare."""
    verb = verbs.add_parser(
        "compare",
        help="compare methods on data sets",
        description="Fit every method on every split, and print what came of it. "
        "Results are kept: the same command run again goes on where it stopped. "
        + methods_help(),
    )
    verb.set_defaults(verb=compare)
    add = verb.add_argument
    add("data", nargs="*", metavar="DATASET|FILE.arff", help="default: yeast")
    add("--plan", metavar="FILE.toml", help="a whole comparison; no other choices")
    add("--methods", type=names, help="names, with commas (default: all the usual)")
    add("--cv", type=int, metavar="K", help="K iterative-stratified folds")
    add("--split", choices=SPLITS, help="default: official, else stratified")
    add("--test-size", type=float, help="of a hold-out (default: 0.2)")
    add("--repeats", type=int, help="with other seeds (default: 1)")
    add("--metrics", type=names, help="names, with commas")
    add("--random-state", type=int, help="seed (default: 0)")
    add("--n-jobs", type=int, help="fits at once; -1: every core")
    add("--out", metavar="DIR", help="default: results/DATASET")
    add("--labels", help=LABELS_HELP)
    add("--restart", action="store_true", help="throw old results of DIR away")
    add("--retry-failed", action="store_true", help="run failed fits again")


LABELS_HELP = (
    "labels of a file: how many first columns (negative: last), names with commas, "
    "or an XML file (default: as the file says)"
)


def add_describe(verbs: Any) -> None:
    """Add the verb describe."""
    verb = verbs.add_parser("describe", help="print the size and labels of a data set")
    verb.set_defaults(verb=describe)
    verb.add_argument("data", metavar="DATASET|FILE")
    verb.add_argument("--labels", help=LABELS_HELP)


def add_fetch(verbs: Any) -> None:
    """Add the verb fetch."""
    verb = verbs.add_parser(
        "fetch",
        help="fetch data sets by name",
        description="Without names: list the data sets that are known.",
    )
    verb.set_defaults(verb=fetch)
    verb.add_argument("names", nargs="*", metavar="DATASET")


def add_train(verbs: Any) -> None:
    """Add the verb train."""
    verb = verbs.add_parser(
        "train",
        help="train a method on a file and keep the model",
        description=methods_help(),
    )
    verb.set_defaults(verb=train)
    add = verb.add_argument
    add("data", metavar="DATASET|FILE")
    add("--method", default="BinaryRelevance", help="default: BinaryRelevance")
    add("--model", required=True, metavar="FILE.skops", help=MODEL_HELP)
    add("--labels", help=LABELS_HELP)
    add("--random-state", type=int, default=0, help="seed (default: 0)")


def add_predict(verbs: Any) -> None:
    """Add the verb predict."""
    verb = verbs.add_parser("predict", help="predict the labels of a file as CSV")
    verb.set_defaults(verb=predict)
    add = verb.add_argument
    add("model", metavar="MODEL", help=MODEL_HELP)
    add("data", metavar="FILE", help="ARFF or CSV, with or without labels")
    add(
        "--form", choices=("labels", "proba", "names"), default="labels", help=FORM_HELP
    )
    add("--out", metavar="FILE.csv", help="default: the terminal")
    add_trust(verb)


def add_evaluate(verbs: Any) -> None:
    """Add the verb evaluate."""
    verb = verbs.add_parser("evaluate", help="judge a model on a file with labels")
    verb.set_defaults(verb=evaluate)
    add = verb.add_argument
    add("model", metavar="MODEL", help=MODEL_HELP)
    add("data", metavar="DATASET|FILE")
    add("--metrics", type=names, help="names, with commas (default: all)")
    add_trust(verb)


def add_trust(verb: argparse.ArgumentParser) -> None:
    """Add the options that say what may be read from a model's file."""
    add = verb.add_argument
    add("--trust-pickle", action="store_true", help=TRUST_HELP)
    add("--trusted", action="append", metavar="NAME", default=[], help=TRUSTED_HELP)


MODEL_HELP = (
    "FILE.skops is read back safely; FILE.joblib is a pickle, which runs what its "
    "maker put in, but takes networks too"
)
FORM_HELP = "0 and 1, probabilities, or the names of each row's labels"
TRUST_HELP = "read a pickle: only one of your own"
TRUSTED_HELP = "full name of a further type that FILE.skops may hold (may be repeated)"


if __name__ == "__main__":
    sys.exit(main())
