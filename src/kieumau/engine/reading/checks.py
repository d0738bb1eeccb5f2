"""What is asked of a table as a whole: nothing counted twice, nothing surprising passed over in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kieumau.engine.indicators.observations import Indicator, Observation, Value
from kieumau.engine.indicators.periods import Calendar, Period
from kieumau.engine.indicators.usual_range import unusual
from kieumau.engine.reading import limits
from kieumau.engine.reading.gathering import GatheredProblems
from kieumau.engine.reading.tables import placed_problem, shown
from kieumau.engine.territory import UnitTable
from kieumau.engine.wording import Words, words


@dataclass
class Questions:
    """Figures outside their plausible range: they are taken, and the unit is asked."""

    calendar: Calendar
    units: UnitTable
    asked: list[Words] = field(default_factory=list)
    left_out: int = 0

    def ask(self, unit: str, name: str, period: Period, indicator: Indicator, value: Value) -> None:
        """Ask about a figure that lies outside."""
        if (found := unusual(indicator, value)) is None:
            return
        if len(self.asked) >= limits.QUESTIONS_SHOWN:
            self.left_out += 1
            return
        known = self.units.units.get(unit)
        called = known.name if known else shown(name)
        self.asked.append(
            words(
                "{unit}, {period}, {label}: {asks}",
                "{unit}, {period}, {label}: {asks}",
                unit=f"{called} ({unit})" if called and called != unit else unit,
                period=self.calendar.name(period),
                label=indicator.label,
                asks=found.words,
            )
        )

    def all(self) -> tuple[Words, ...]:
        if not self.left_out:
            return tuple(self.asked)
        more = words("và còn {n} số liệu khác cần xác nhận.", "and {n} more figures to confirm.", n=self.left_out)
        return (*self.asked, more)


def without_empty_doubles(rows: list[Observation]) -> list[Observation]:
    """An empty cell says that a unit has no figure yet; it gives way to a figure from another sheet."""
    empty = {(row.unit, row.indicator) for row in rows if row.value is None}
    if not empty:
        return rows
    beside = (row for row in rows if row.value is not None and (row.unit, row.indicator) in empty)
    taken = {(row.unit, row.indicator, row.period) for row in beside}
    kept = []
    for row in rows:
        if row.value is None:
            key = (row.unit, row.indicator, row.period)
            if key in taken:
                continue
            taken.add(key)
        kept.append(row)
    return kept


def check_counted_twice(
    rows: list[Observation],
    file: str,
    indicators: Mapping[str, Indicator],
    calendar: Calendar,
    gathered: GatheredProblems,
) -> None:
    """The same figure given twice, or two periods of a figure that share days."""
    figures: dict[tuple[str, str], list[Observation]] = {}
    for row in rows:
        if row.value is not None:
            figures.setdefault((row.unit, row.indicator), []).append(row)
    for given in figures.values():
        if len(given) > 1:
            _check_one_figure(sorted(given, key=lambda row: row.period), file, indicators, calendar, gathered)


def _check_one_figure(
    ordered: list[Observation],
    file: str,
    indicators: Mapping[str, Indicator],
    calendar: Calendar,
    gathered: GatheredProblems,
) -> None:
    longest = ordered[0]  # of those before, the one that ends last
    for row in ordered[1:]:
        if row.period.first <= longest.period.last:
            assert longest.place and row.place
            label = indicators[row.indicator].label
            if row.period == longest.period:
                said = (
                    "{l}, đơn vị {u}, kỳ {p}: có hai số, ở {a} và ở {b}.",
                    "{l}, unit {u}, {p}: given twice, at {a} and at {b}.",
                )
                hint = Words("Hãy giữ một dòng.", "Please keep one of them.")
            else:
                said = (
                    "{l}, đơn vị {u}: kỳ {q} ở {a} trùng ngày với kỳ {p} ở {b}, số liệu bị tính hai lần.",
                    "{l}, unit {u}: {q} at {a} shares days with {p} at {b}, so figures are counted twice.",
                )
                hint = Words("Hãy giữ kỳ dài hoặc các kỳ ngắn.", "Please keep the long period or the short ones.")
            what = words(
                *said,
                l=label,
                u=row.unit,
                p=calendar.name(row.period),
                q=calendar.name(longest.period),
                a=longest.place.said,
                b=row.place.said,
            )
            gathered.add(placed_problem(what, file, row.place, hint))
        if row.period.last > longest.period.last:
            longest = row


def straddling(period: Period, calendar: Calendar) -> tuple[Words, Words] | None:
    """What to say of a period that lies in two assessment periods, None of one that lies in one."""
    one, other = calendar.around(period.first), calendar.around(period.last)
    if one == other:
        return None
    what = words(
        "{p} nằm ở cả hai kỳ đánh giá ({a} và {b}), nên số cộng dồn không chia được.",
        "{p} lies in two assessment periods ({a} and {b}), so a sum cannot be divided between them.",
        p=period.words,
        a=calendar.name(one),
        b=calendar.name(other),
    )
    hint = words(
        "Hãy tách số liệu theo ngày, ví dụ {x}/{y} và phần còn lại.",
        "Please split it by days, such as {x}/{y} and the rest.",
        x=period.first.isoformat(),
        y=one.last.isoformat(),
    )
    return what, hint
