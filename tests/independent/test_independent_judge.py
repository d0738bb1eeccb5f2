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
from invented import filled, invented
from judge import Rulebook, judge_case, judge_rows

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHIPPED = ROOT / "src" / "kieumau" / "rulebooks"
SHAPES = ROOT / "tests" / "rulebooks" / "shapes"
VERDICTS = {"rows": (3000, 6), "columns": (700, 20)}  # how many, and units to a set: few sets where a set takes long


@pytest.mark.parametrize("path", VERDICTS)
def test_the_program_and_the_second_judge_say_the_same(path: str) -> None:
    """Of every verdict, condition, total, outcome and grade, however much is missing."""
    verdicts, units = VERDICTS[path]
    done = compare(int(os.environ.get("INDEPENDENT_VERDICTS", verdicts)), units=units, paths=(path,))
    assert done.counts[f"{path}: verdict"] and done.counts[f"{path}: outcome"]
    told = [example(*smallest(one, found, patience=40)) for one, found in done.first.values()]
    assert not told, "\n".join(told)


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


def test_what_the_second_judge_decides_holds_however_the_gaps_are_filled() -> None:
    decided = 0
    for seed in range(20):
        one = invented(seed, units=2)
        before = judge_rows(one.text, one.rows, one.units, on=one.on)
        for turn in range(3):
            whole = filled(one, turn)
            after = judge_rows(whole.text, whole.rows, whole.units, on=whole.on)
            for key, said in before.items():
                then = after[key]
                for code, verdict in {**said.verdicts, **said.conditions, "outcome": said.outcome}.items():
                    found = {**then.verdicts, **then.conditions, "outcome": then.outcome}.get(code)
                    if verdict not in ("unknown", "undecided"):
                        decided += 1
                        assert found == verdict, (seed, turn, key, code)
                assert then.counts <= said.counts, (seed, turn, key)
                if said.total and then.total:
                    assert said.total[0] <= then.total[0] <= then.total[1] <= said.total[1], (seed, turn, key)
    assert decided > 1000
