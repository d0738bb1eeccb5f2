"""The program held against the second judge, on invented sets and figures with gaps.

    python tests/independent/compare.py --verdicts 100000

It tells how much was compared, and of each kind of disagreement the smallest example found: the set, the figures and
both answers. Each is a slip of the program, of the second judge, or of the guide.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
from invented import FIGURES, Invented, filled, invented
from judge import Answer, judge_rows

from kieumau.engine.columns.verdicts import evaluate_columns
from kieumau.engine.criteria import CriteriaSet, parse_rulebook
from kieumau.engine.errors import KieuMauError
from kieumau.engine.evaluation import judge
from kieumau.engine.indicators import Observation, ObservationTable
from kieumau.engine.territory import AdminUnit, UnitTable

Told = dict[str, Any]  # what is said of one unit in one period, by name
Key = tuple[str, str]
TYPES = {"share": "DOUBLE", "fact": "BOOLEAN", "points": "DECIMAL(6,2)"}


def exact(points: tuple[Fraction, Fraction] | None) -> Fraction | None:
    return points[0] if points is not None and points[0] == points[1] else None


def told_by_the_judge(answer: Answer) -> Told:
    return {
        **{f"verdict of {code}": verdict for code, verdict in answer.verdicts.items()},
        **{
            f"points of {code}": exact(points)
            for code, points in answer.points.items()
            if code not in answer.left_out | answer.perhaps_left_out  # what is left out has none
        },
        **{f"condition {code}": verdict for code, verdict in answer.conditions.items()},
        "met": answer.met, "of": answer.of, "points": exact(answer.total), "outcome": answer.outcome,
        "grade": answer.grade,
    }  # fmt: skip


def second(one: Invented) -> dict[Key, Told]:
    answers = judge_rows(one.text, one.rows, one.units, on=one.on)
    return {key: told_by_the_judge(answer) for key, answer in answers.items()}


def by_rows(one: Invented, criteria: CriteriaSet) -> dict[Key, Told]:
    """What the path that explains says."""
    observations = []
    for unit, when, cells in one.rows:
        period = criteria.calendar.parse(when)
        assert period is not None
        for code, value in cells.items():
            if value is not None and code in criteria.indicators:
                observations.append(
                    Observation(unit, period, code, value if isinstance(value, bool) else Fraction(str(value)))
                )  # fmt: skip
    units = {
        code: AdminUnit(code, code, class_=known["class"] or "", established=known["established"])
        for code, known in one.units.items()
    }
    result = judge(criteria, ObservationTable(tuple(observations)), on=one.on, units=UnitTable(units))
    return {
        (u.unit.code, u.period_name): {
            **{f"verdict of {c.code}": str(c.verdict.value) for c in u.criteria},
            **{f"points of {c.code}": c.points for c in u.criteria},
            **{f"condition {d.code}": str(d.verdict.value) for d in (*u.assessed, *u.demands, *u.vetoes)},
            "met": u.met, "of": u.of, "points": u.points, "outcome": str(u.outcome.value), "grade": u.grade,
        }
        for u in result.units
    }  # fmt: skip


def by_columns(one: Invented, criteria: CriteriaSet) -> dict[Key, Told]:
    """What the path for a nation's file says; it tells verdicts, k of n and the outcome."""
    known = [code for code in FIGURES if code in criteria.indicators]
    types = [TYPES.get(FIGURES[code][0], "INTEGER") for code in known]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        columns = ", ".join(f"{code} {type_}" for code, type_ in zip(known, types, strict=True))
        connection.execute(f"CREATE TABLE t (unit VARCHAR, period VARCHAR, class VARCHAR, established DATE, {columns})")
        flat = [
            (unit, when, one.units[unit]["class"], one.units[unit]["established"], *(cells.get(code) for code in known))
            for unit, when, cells in one.rows
        ]
        if flat:
            connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * (len(known) + 4))})", flat)
        path = Path(folder) / "t.parquet"
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
        got = evaluate_columns(criteria, path, on=one.on)
        return {
            (unit, criteria.calendar.name(period)): {
                **{f"verdict of {c.code}": str(v.value) for c, v in zip(criteria.criteria, verdicts, strict=True)},
                "met": met, "of": of, "outcome": str(outcome.value),
            }
            for unit, period, verdicts, met, of, outcome in got.verdicts()
        }  # fmt: skip


PATHS: dict[str, Callable[[Invented, CriteriaSet], dict[Key, Told]]] = {"rows": by_rows, "columns": by_columns}


@dataclass(frozen=True)
class Disagreement:
    path: str
    key: Key
    what: str
    second: Any
    program: Any

    @property
    def kind(self) -> tuple[Any, ...]:
        what = "verdict" if self.what.startswith("verdict") else self.what.split(" of ")[0]
        if what.startswith("condition"):
            what = "condition floor" if "floor" in what else "condition"
        said = (self.second, self.program) if what in ("verdict", "condition", "outcome", "condition floor") else ()
        if what in ("points", "grade"):
            said = tuple("none" if v in (None, "") else "some" for v in (self.second, self.program))
        return self.path, what, *said


def disagreements(one: Invented, path: str, counts: Counter[str] | None = None) -> Iterator[Disagreement]:
    criteria = parse_rulebook(one.text, file="invented.yaml")
    try:
        program = PATHS[path](one, criteria)
    except KieuMauError as refused:
        if path != "columns" or not criteria.grades:  # units that are graded beside one another are judged by rows
            raise AssertionError(f"{refused}\n{one.text}") from refused
        if counts is not None:
            counts["columns: sets with grades, judged by rows"] += 1
        return
    ours = second(one)
    for key, said in program.items():
        if key not in ours:
            yield Disagreement(path, key, "period", "not judged", "judged")
            continue
        for what in sorted({*said, *(ours[key] if path == "rows" else ())}):
            mine, theirs = ours[key].get(what), said.get(what)
            if counts is not None:
                counts[f"{path}: {what.split(' ')[0]}"] += 1
            if mine != theirs:
                yield Disagreement(path, key, what, mine, theirs)


# --- Making an example small ------------------------------------------------------------------------------------------


EMPTIED = ("requires", "vetoes", "assessed_when", "grades")  # lists that may be empty


def smaller(one: Invented) -> Iterator[Invented]:
    if len(one.units) > 2:
        for unit in one.units:
            yield replace(one, units={unit: one.units[unit]}, rows=[r for r in one.rows if r[0] == unit])
    for unit in one.units:
        rest = {code: known for code, known in one.units.items() if code != unit}
        yield replace(one, units=rest, rows=[r for r in one.rows if r[0] != unit])
    for place in range(len(one.rows)):
        yield replace(one, rows=one.rows[:place] + one.rows[place + 1 :])

    def lists(said: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        if isinstance(said, dict):
            for key, inner in said.items():
                yield from lists(inner, (*way, key))
        elif isinstance(said, list):
            for place, inner in enumerate(said):
                if len(said) > 1 or way[-1] in EMPTIED:
                    yield (*way, place)
                yield from lists(inner, (*way, place))

    def at(book: Any, way: tuple[Any, ...]) -> Any:
        for step in way:
            book = book[step]
        return book

    for key in ("criteria", "recognised_when", "assessed_when", "grades"):
        for way in list(lists(one.book[key], (key,))):
            book = deepcopy(one.book)
            del at(book, way[:-1])[way[-1]]
            yield replace(one, book=book)
            said = at(one.book, way)
            if isinstance(said, dict):
                for gone in (("applies_when", "otherwise"), ("floor",), ("at_most",)):
                    if gone[0] in said:
                        book = deepcopy(one.book)
                        for name in gone:
                            at(book, way).pop(name)
                        yield replace(one, book=book)
                for shape in ("all", "any"):
                    for inner in said.get(shape, []):  # a part in place of the whole
                        book = deepcopy(one.book)
                        whole = at(book, way)
                        del whole[shape]
                        whole |= inner
                        yield replace(one, book=book)
    if "points_at_least" in one.book["recognised_when"]:
        book = deepcopy(one.book)
        del book["recognised_when"]["points_at_least"]
        yield replace(one, book=book)
    used = set(parse_rulebook(one.text, file="invented.yaml").indicators)
    for place, (unit, when, cells) in enumerate(one.rows):
        for code in set(cells) - used:
            lone = (unit, when, {c: v for c, v in cells.items() if c != code})
            yield replace(one, rows=[*one.rows[:place], lone, *one.rows[place + 1 :]])


def smallest(one: Invented, found: Disagreement, patience: int = 250) -> tuple[Invented, Disagreement]:
    """An example of the same kind from which nothing can be taken, or none within patience."""
    again = True
    while again and patience > 0:
        again = False
        for less in smaller(one):
            patience -= 1
            try:
                same = next((d for d in disagreements(less, found.path) if d.kind == found.kind), None)
            except (KieuMauError, KeyError, IndexError, TypeError, ValueError):
                continue  # no set any more
            if same:
                one, found, again = less, same, True
                break
            if patience <= 0:
                break
    return one, found


# --- The comparison ---------------------------------------------------------------------------------------------------


@dataclass
class Comparison:
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    first: dict[tuple[Any, ...], tuple[Invented, Disagreement]] = field(default_factory=dict)
    sets: int = 0

    @property
    def verdicts(self) -> int:
        return sum(self.counts[f"{path}: verdict"] for path in PATHS)


def compare(
    verdicts: int, *, seed: int = 0, units: int = 6, paths: tuple[str, ...] = tuple(PATHS), whole: bool = False
) -> Comparison:
    """Invent sets until so many verdicts have been compared; `whole` fills every gap in their figures."""
    out = Comparison()
    while out.verdicts < verdicts:
        one = invented(seed + out.sets, units)
        one = filled(one, seed) if whole else one
        out.sets += 1
        for path in paths:
            for found in disagreements(one, path, out.counts):
                out.kinds[found.kind] += 1
                kept = out.first.get(found.kind)
                if kept is None or len(one.text) + 40 * len(one.rows) < len(kept[0].text) + 40 * len(kept[0].rows):
                    out.first[found.kind] = one, found
    return out


def example(one: Invented, found: Disagreement) -> str:
    rows = [f"  {u} {p}: { {c: v for c, v in sorted(cells.items()) if v is not None} }" for u, p, cells in one.rows]
    return "\n".join(
        [
            f"{found.what} of {found.key[0]} in {found.key[1]}, judged on {one.on}: "
            f"second judge {found.second}, program ({found.path}) {found.program}",
            one.text.rstrip(), "units:", *(f"  {code}: {known}" for code, known in one.units.items()), "figures:", *rows,
        ]
    )  # fmt: skip


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    ask.add_argument("--verdicts", type=int, default=10_000)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--units", type=int, default=6)
    ask.add_argument("--path", choices=[*PATHS, "both"], default="both")
    given = ask.parse_args()
    paths = tuple(PATHS) if given.path == "both" else (given.path,)
    done = compare(given.verdicts, seed=given.seed, units=given.units, paths=paths)
    print(f"{done.sets} sets, {done.verdicts} verdicts compared.")
    for name, count in sorted(done.counts.items()):
        print(f"  {name:<60} {count:>9}")
    print(f"\n{sum(done.kinds.values())} disagreements of {len(done.kinds)} kinds.")
    for kind, count in sorted(done.kinds.items(), key=lambda item: -item[1]):
        print(f"  {count:>7}  {' '.join(str(part) for part in kind)}")
    for one, found in done.first.values():
        print(f"\n{'-' * 100}\n{example(*smallest(one, found))}", flush=True)
    return 1 if done.kinds else 0


if __name__ == "__main__":
    sys.exit(main())
