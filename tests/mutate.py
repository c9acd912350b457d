"""Change one operator or number at random; see whether the tests notice.

`make mutate`, or `make mutate MUTANTS=200 ROOM=metrics SEED=1`. Each change is made in
a copy of the project. First the test file of the changed file is run, then the tests of
its room. What passes both is printed as a diff: if a user would notice the change, a
test is missing.
"""

import argparse
import difflib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

PROJECT = Path(__file__).parent.parent
PREFIX = "core/"
OPERATORS = [
    "AddNot",
    "NumberReplacer",
    "ReplaceAndWithOr",
    "ReplaceBinaryOperator_Add_Sub",
    "ReplaceBinaryOperator_Div_Mul",
    "ReplaceBinaryOperator_FloorDiv_Mul",
    "ReplaceBinaryOperator_Mul_Div",
    "ReplaceBinaryOperator_Sub_Add",
    "ReplaceComparisonOperator_Eq_NotEq",
    "ReplaceComparisonOperator_GtE_Gt",
    "ReplaceComparisonOperator_Gt_GtE",
    "ReplaceComparisonOperator_LtE_Lt",
    "ReplaceComparisonOperator_Lt_LtE",
    "ReplaceComparisonOperator_NotEq_Eq",
    "ReplaceFalseWithTrue",
    "ReplaceOrWithAnd",
    "ReplaceTrueWithFalse",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_Delete_USub",
    "ZeroIterationForLoop",
]


class Mutant(NamedTuple):
    """One change: the file, the operator, and which of its places."""

    path: Path
    operator: str
    occurrence: int


def find_mutants(room: str | None) -> Iterator[Mutant]:
    """Yield every change that can be made in a room, or in the whole package."""
    folder = PROJECT / "mlclf" / (room or "")
    for path in sorted(folder.rglob("*.py")):
        tree = get_ast_from_path(path)
        for name in OPERATORS:
            operator = get_operator(PREFIX + name)()
            places = (operator.mutation_positions(node) for node in ast_nodes(tree))
            for occurrence in range(sum(len(list(found)) for found in places)):
                yield Mutant(path.relative_to(PROJECT), name, occurrence)


def passes(copy: Path, targets: list[Path], seconds: int) -> bool:
    """Tell whether the tests pass; tests that do not end do not."""
    found = [str(target) for target in targets if (copy / target).exists()]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [*command, *found], cwd=copy, env=env, timeout=seconds, capture_output=True
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def survives(copy: Path, mutant: Mutant, seconds: int) -> str | None:
    """Make a change in the copy; return it as a diff where no test notices it."""
    file = copy / mutant.path
    before = file.read_text(encoding="utf-8")
    operator = get_operator(PREFIX + mutant.operator)()
    after = mutate_code(before, operator, mutant.occurrence)
    folder = Path("tests", *mutant.path.parts[1:-1])
    own = folder / f"test_{mutant.path.stem.strip('_')}.py"
    try:
        file.write_text(after, encoding="utf-8")
        noticed = not passes(copy, [own], seconds)
        noticed = noticed or not passes(copy, [folder, mutant.path], seconds)
    finally:
        file.write_text(before, encoding="utf-8")
    if noticed:
        return None
    lines = (text.splitlines(keepends=True) for text in (before, after))
    return "".join(difflib.unified_diff(*lines, str(mutant.path), mutant.operator, n=2))


def main() -> None:
    """Try a sample of changes and print those that no test noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=40, help="number of changes")
    parser.add_argument("--room", help="folder of mlclf (default: all of it)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--seconds", type=int, default=120, help="limit of one test run"
    )
    args = parser.parse_args()
    mutants = list(find_mutants(args.room))
    sample = random.Random(args.seed).sample(mutants, min(args.mutants, len(mutants)))
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("mlclf", "tests"):
            shutil.copytree(PROJECT / name, copy / name)
        shutil.copy(PROJECT / "pyproject.toml", copy)
        for number, mutant in enumerate(sample, start=1):
            diff = survives(copy, mutant, args.seconds)
            survivors += diff is not None
            result = "noticed" if diff is None else f"survived\n{diff}"
            print(f"[{number}/{len(sample)}] {mutant.path}: {result}", flush=True)
    print(f"{len(sample) - survivors} of {len(sample)} changes were noticed.")


if __name__ == "__main__":
    main()
