"""A file of figures held against what is asked and what is known, before anything of it is recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from kieumau.engine.errors import ObservationError, Problem
from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators import Calendar, Indicator, Observation, Value
from kieumau.engine.reading import Progress, read_observations
from kieumau.engine.territory import BEGINNING
from kieumau.engine.wording import Words, percent
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking, Return, programme_sets
from kieumau.records.indicators.figures.checking import Checked, check_entries
from kieumau.records.indicators.figures.queries import Key, Known, exact, read
from kieumau.records.indicators.figures.versions import by_units, key_of, known_of, says_new
from kieumau.records.indicators.models import WITHDRAWN, Collection

MOST_FIGURES = 200_000
_LISTED = 200  # corrections, returns and questions that a dry run tells one by one


@dataclass
class UploadDryRun:
    """What recording its `rows` would do. `mark` is that of the versions it was held against, `seen` are these."""

    rows: list[Observation]
    checked: Checked
    blank: int = 0
    notes: tuple[Words, ...] = ()
    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    mark: str = ""
    corrections: list[dict[str, Any]] = field(default_factory=list)
    seen: dict[Key, int] = field(default_factory=dict)

    @property
    def found(self) -> dict[str, Any]:
        """As the row of the upload keeps it."""
        asked = list(self.checked.returns.values())
        return {
            "new": self.new,
            "corrected": self.corrected,
            "unchanged": self.unchanged,
            "blank": self.blank,
            "units": len({r.unit.code for r in asked}),
            "periods": [_both(p.words) for p in sorted({r.period for r in asked})[:_LISTED]],
            "returns": [_return(r) for r in asked[:_LISTED]],
            "corrections": self.corrections,
            "questions": [_both(q) for q in self.checked.questions],
            "notes": [_both(n) for n in self.notes],
            "sample": any(self.checked.is_sample(r) for r in self.checked.rows),
            "mark": self.mark,
        }


def dry_run(source: bytes | Path, file_name: str, *, by: Acting, progress: Progress) -> UploadDryRun:
    """Read a file and hold it against what is asked and known. Raises `ObservationError` with all its problems.

    An empty cell says nothing about a figure; it takes none back.
    """
    asking = Asking(by.registry)
    definitions = definitions_for(by, asking)
    if not definitions:
        what = Words("chưa đơn vị nào trong phạm vi của bạn được giao thu thập số liệu.", "nothing is collected from the units within your scope.")  # fmt: skip
        raise ObservationError(Problem(what, file=file_name))
    calendars = asking.calendars
    first = Calendar() if Calendar() in calendars else calendars[0]
    whole = read_observations(
        source,
        filename=file_name,
        indicators=definitions,
        calendar=first,
        also=calendars,
        most=MOST_FIGURES,
        progress=progress,
    )
    rows = [row for row in whole.table.rows if row.value is not None]
    blank = len(whole.table.rows) - len(rows)
    if not rows:
        what = Words("mọi ô giá trị của tệp đều trống.", "every value in the file is empty.")
        raise ObservationError(Problem(what, file=file_name))
    checked = check_entries(rows, by=by, asking=asking, file=file_name)
    run = UploadDryRun(rows, checked, blank, whole.notes)
    _compare(run)
    return run


def definitions_for(by: Acting, asking: Asking) -> dict[str, Indicator]:
    """What a file may speak of: the indicators that are collected within the person's scope, as last defined."""
    sets = {s.key: s for c in asking.collections if _meets(c, by) for s in programme_sets(c.programme)}.values()
    found: dict[str, Indicator] = {}
    for criteria in sorted(sets, key=lambda s: s.issued.in_force):
        found |= {code: i for code, i in criteria.indicators.items() if not i.children}
    return found


def _meets(collection: Collection, by: Acting) -> bool:
    """Whether the collection asks for something within the person's scope, today or when it began."""
    if collection.unit == "":
        return True
    for day in {by.on, min(by.on, max(collection.valid_from, BEGINNING))}:
        scope = by.units(Permission.ENTER_FIGURES, day)
        if collection.unit in scope:
            return True
        for code in scope.codes:
            unit = by.registry.find(code, day)
            if unit and any(u.code == collection.unit for u in by.registry.ancestors(unit, day)):
                return True
    return False


def _compare(run: UploadDryRun) -> None:
    """Count what is new, and list the first corrections. One query for each hundred units."""
    mark = sha256()
    entries = [(row, run.checked.is_sample(row)) for row in run.checked.rows]
    for part in by_units(entries):
        known = known_of(part, run.checked)
        for row, sample in part:
            key = key_of(row)
            before = known.get(key)
            run.seen[key] = before.version if before else 0
            mark.update(f"{row.unit}\t{row.period.first}\t{row.indicator}\t{run.seen[key]}\n".encode())
            if not says_new(exact(row.value), sample, before):
                run.unchanged += 1
            elif before is None:
                run.new += 1
            else:
                run.corrected += 1
                if len(run.corrections) < _LISTED:
                    run.corrections.append(_correction(row, before, run.checked))
    run.mark = mark.hexdigest()


def _correction(row: Observation, before: Known, checked: Checked) -> dict[str, Any]:
    asked = checked.returns[row.unit, row.period]
    what = asked.form.get(row.indicator)
    assert what is not None and row.value is not None
    old = None if before.value == WITHDRAWN else read(before.value)
    return {
        "place": row.place.said if row.place else "",
        "code": row.unit,
        "unit": _both(asked.unit.full_name),
        "period": _both(asked.period.words),
        "name": asked.name,
        "indicator": row.indicator,
        "label": _both(what.indicator.label),
        "old": _both(_said(old, what.indicator, row.value)),
        "new": _both(_said(row.value, what.indicator, old)),
    }


def _said(value: Value | None, indicator: Indicator, beside: Value | None) -> Words:
    if value is None:
        return Words("đã rút", "withdrawn")
    if isinstance(value, bool):
        return Words("có", "yes") if value else Words("không", "no")
    if indicator.measure.is_share:
        return percent(value, beside=beside if isinstance(beside, Fraction) else None)
    return said_amount(value, indicator.measure)


def _return(asked: Return) -> dict[str, Any]:
    return {
        "code": asked.unit.code,
        "unit": _both(asked.unit.full_name),
        "period": _both(asked.period.words),
        "name": asked.name,
    }


def _both(said: Words) -> list[str]:
    return [said.vi, said.en]
