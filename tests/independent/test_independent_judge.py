"""The program and a second judge, written from the guide alone, say the same of invented sets and of the shipped cases.

`python tests/independent/compare.py --verdicts 100000` compares as many as wanted and tells the kinds of disagreement;
`INDEPENDENT_VERDICTS` sets how many these tests compare on each path.
"""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import Any

import judge as second_judge
import pytest
import yaml
from compare import compare, example, smallest
from judge import Rulebook, judge_case

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHIPPED = ROOT / "src" / "kieumau" / "rulebooks"
SHAPES = ROOT / "tests" / "rulebooks" / "shapes"
VERDICTS = {"rows": (4000, 6), "columns": (900, 20)}  # how many, and units to a set: few sets where a set takes long


@pytest.mark.parametrize("path", VERDICTS)
def test_the_program_and_the_second_judge_agree_wherever_figures_are_missing(path: str) -> None:
    verdicts, units = VERDICTS[path]
    done = compare(int(os.environ.get("INDEPENDENT_VERDICTS", verdicts)), units=units, paths=(path,))
    assert done.counts[f"{path}: verdict"] and done.counts[f"{path}: outcome"]
    told = [example(*smallest(one, found, patience=40)) for one, found in list(done.first.values())[:1]]
    assert not done.kinds, f"{sum(done.kinds.values())} disagreements, {dict(done.kinds)}, one of them:\n{told[0]}"


def _sets() -> list[Any]:
    found = []
    for folder in (SHIPPED, SHAPES):
        for path in sorted(folder.rglob("criteria.yaml")):
            if path.parent.name != "cases" and "sure_changes:" not in path.read_text(encoding="utf-8"):
                found.append(pytest.param(path, id=path.parent.relative_to(folder).as_posix()))
    return found


@pytest.mark.parametrize("path", _sets())
def test_the_second_judge_agrees_with_a_sets_own_cases(path: Path) -> None:
    book = Rulebook(path.read_text(encoding="utf-8"))
    cases = [
        case
        for file in sorted((path.parent / "cases").glob("*.yaml"))
        for case in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    ]
    assert cases
    assert [(case["name"], wrong) for case in cases if (wrong := judge_case(book, case))] == []


def test_the_second_judge_takes_nothing_from_the_program() -> None:
    tree = ast.parse(Path(second_judge.__file__).read_text(encoding="utf-8"))
    modules = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    modules |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in modules if name.split(".")[0] in ("kieumau", "random_sets", "returns")}
