"""Every write of figures: what is new or differs becomes a new version, in one transaction with its journal line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from zlib import crc32

from django.db import IntegrityError, connection, transaction

from kieumau.engine.errors import EvaluationError, KieuMauError, Problem
from kieumau.engine.indicators import Observation, ObservationTable, Period, Value
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.figures.checking import Checked, check_entries
from kieumau.records.indicators.figures.queries import Key, Known, exact, newest_figures, read
from kieumau.records.indicators.models import WITHDRAWN, Figure, Source
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.hand import Hand
from kieumau.records.journal.reasons import tidy_reason

RETYPED = "retyped"
"""The reason of a correction by the same person within minutes; pages say it in words."""
_AT_ONCE = timedelta(minutes=10)
_BATCH = 1000
_UNITS = 100  # of which figures are held against what is known, at a time
_TRIES = 3
_TURNS = 73_104  # any number, the same in every process


class StaleFigureError(KieuMauError):
    """Somebody else has recorded another value since the person looked; `known` is what stands there now."""

    def __init__(self, problem: Problem, known: Known | None) -> None:
        super().__init__(problem)
        self.known = known


@dataclass(frozen=True)
class Recorded:
    """What an act added. `figures` are its rows, computed ones among them, `questions` figures outside the plausible range."""

    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    figures: tuple[Figure, ...] = ()
    questions: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Write:
    """Whose hand adds figures, from where and why."""

    by: Hand
    source: Source = Source.UPLOADED
    origin: str = ""
    reason: str = ""
    needs_reason: bool = True


def record_figures(*, table: ObservationTable, source: str, by: Hand, reason: str = "") -> int:
    """From the server's own terminal: record what differs from what is known, asked for or not.

    The same table again records nothing. Returns how many rows are new.
    """
    rows = {key_of(r): (r, table.sample) for r in table.rows if r.value is not None}
    return len(
        _record(list(rows.values()), Write(by, origin=source[:300], reason=reason[:300], needs_reason=False)).figures
    )


def enter_figures(
    *,
    rows: Sequence[Observation],
    by: Acting,
    source: Source = Source.ENTERED,
    origin: str = "",
    reason: str = "",
    seen: Mapping[Key, int] | None = None,
    about: str = "",
    checked: Checked | None = None,
) -> Recorded:
    """Record figures of units within the person's scope, all or none; a row without a value withdraws the figure.

    `seen` is the version of each figure that the person had before his eyes, 0 for none. Raises `ObservationError`
    with every problem: a unit that is not his, a figure that is not asked, a closed period; `ReasonError` where a
    correction has no reason, and `StaleFigureError`.
    """
    checked = checked or check_entries(rows, by=by, asking=Asking(by.registry))
    unit = checked.only_unit
    hand = by.hand(Permission.ENTER_FIGURES, unit or None, checked.day)
    write = Write(hand, source, origin[:300], tidy_reason(reason))
    entries = [(r, checked.is_sample(r)) for r in checked.rows]
    return replace(_record(entries, write, seen, checked, about), questions=checked.questions)


class ReasonError(EvaluationError):
    """Figures that were recorded before would change, and no reason was given."""

    def __init__(self, corrections: int) -> None:
        self.corrections = corrections
        what = words(
            "{n} số liệu đã ghi trước đây sẽ đổi, cần ghi lý do.",
            "{n} figures that were recorded before would change; a reason is needed.",
            n=corrections,
        )
        hint = Words("Ví dụ: đối chiếu lại sổ theo dõi.", "For example: compared with the register again.")
        super().__init__(Problem(what, path="reason", hint=hint))


def _record(
    entries: list[tuple[Observation, bool]],
    write: Write,
    seen: Mapping[Key, int] | None = None,
    checked: Checked | None = None,
    about: str = "",
) -> Recorded:
    """Two who correct the same version at once write the same number: the later looks again."""
    for last in (*[False] * (_TRIES - 1), True):
        try:
            with transaction.atomic():
                return _write(entries, write, seen or {}, checked, about)
        except IntegrityError:
            if last:
                raise
    raise AssertionError


def _write(
    entries: list[tuple[Observation, bool]],
    write: Write,
    seen: Mapping[Key, int],
    checked: Checked | None,
    about: str,
) -> Recorded:
    added: list[Figure] = []
    unchanged = unreasoned = 0
    _take_turns({row.unit for row, _ in entries})
    for part in by_units(entries):
        known = known_of(part, checked)
        fresh: dict[Key, Figure] = {}
        for row, sample in part:
            key = key_of(row)
            figure, before = _version(row, sample, known.get(key), write)
            if figure is None:
                unchanged += 1
                continue
            if key in seen and seen[key] != (before.version if before else 0):
                raise _stale(row, before)
            if before is not None:
                unreasoned += figure.reason == "" and write.needs_reason
            fresh[key] = figure
        if checked is not None and fresh:
            fresh |= _computed(fresh, known, checked, write)
        added += fresh.values()
    if unreasoned:
        raise ReasonError(unreasoned)
    if not added:
        return Recorded(unchanged=unchanged)
    Figure.objects.bulk_create(added, batch_size=_BATCH)
    _tell(added, write, about, checked)
    given = [f for f in added if f.source != Source.COMPUTED]
    corrected = sum(f.version > 1 for f in given)
    return Recorded(len(given) - corrected, corrected, unchanged, tuple(added))


def _take_turns(units: set[str]) -> None:
    """One writer at a time for each unit: a ratio follows from figures that two may enter at once.

    SQLite has one writer anyway. PostgreSQL waits for those who write of the same units, in one order for all, so that
    nobody waits in a circle.
    """
    if connection.vendor == "postgresql":
        keys = sorted(crc32(unit.encode()) for unit in units)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s::int[]) WITH ORDINALITY AS u(key, n) ORDER BY n",
                [_TURNS, [key - 2**31 for key in keys]],
            )


def by_units(entries: list[tuple[Observation, bool]]) -> Iterator[list[tuple[Observation, bool]]]:
    """The entries in parts of some units each, so that what is known of them need not be held all at once."""
    by_unit: dict[str, list[tuple[Observation, bool]]] = defaultdict(list)
    for entry in entries:
        by_unit[entry[0].unit].append(entry)
    units = list(by_unit)
    for start in range(0, len(units), _UNITS):
        yield [entry for unit in units[start : start + _UNITS] for entry in by_unit[unit]]


def known_of(part: Sequence[tuple[Observation, bool]], checked: Checked | None) -> dict[Key, Known]:
    """What is known of the figures of these entries, and of those that are worked out from them. One query."""
    rows = [row for row, _ in part]
    indicators = {row.indicator for row in rows}
    if checked is not None:
        indicators |= checked.beside(rows)
    days = [row.period.last for row in rows]
    return newest_figures(units={r.unit for r in rows}, since=min(days), until=max(days), indicators=indicators)


def key_of(row: Observation) -> Key:
    return row.unit, row.period.first, row.period.last, row.indicator


def says_new(value: str, sample: bool, before: Known | None) -> bool:
    """Whether a figure would be a new version of what is known."""
    if before is None:
        return value != WITHDRAWN
    return before.value != value or (before.sample != sample and value != WITHDRAWN)


def _version(
    row: Observation, sample: bool, before: Known | None, write: Write, source: Source | None = None
) -> tuple[Figure | None, Known | None]:
    """The next version of a figure, None where it would say what is known already."""
    value = exact(row.value)
    if not says_new(value, sample, before):
        return None, before
    reason = write.reason if before is not None else ""
    if before is not None and not reason and _is_retyped(before, write):
        reason = RETYPED
    figure = Figure(
        unit=row.unit,
        first=row.period.first,
        last=row.period.last,
        indicator=row.indicator,
        version=before.version + 1 if before else 1,
        value=value,
        sample=sample,
        source=source or write.source,
        origin=write.origin,
        reason=reason,
        account=write.by.account,
        name=write.by.name[:60],
        recorded_at=write.by.at,
    )
    return figure, before


def _is_retyped(before: Known, write: Write) -> bool:
    """Whether a person types over what he himself typed first, minutes ago. Once: the next change says why."""
    return (
        before.version == 1
        and before.account == write.by.account != ""
        and before.source == Source.ENTERED == write.source
        and write.by.at - before.recorded_at <= _AT_ONCE
    )


def _computed(
    fresh: Mapping[Key, Figure], known: Mapping[Key, Known], checked: Checked, write: Write
) -> dict[Key, Figure]:
    """The ratios that follow from what was entered: part over whole, withdrawn where one of them is missing."""
    found: dict[Key, Figure] = {}
    for unit, first, last in dict.fromkeys(key[:3] for key in fresh):
        for ratio, part, whole in checked.ratios(unit, Period(first, last)):
            keys = [(unit, first, last, code) for code in (part, whole)]
            if not any(key in fresh for key in keys):
                continue
            above, below = (_value(key, fresh, known) for key in keys)
            value: Value | None = None
            if isinstance(above, Fraction) and isinstance(below, Fraction) and below != 0:
                value = above / below
            key = (unit, first, last, ratio)
            sample = any(fresh[k].sample if k in fresh else known[k].sample for k in keys if k in fresh or k in known)
            row = Observation(unit, Period(first, last), ratio, value)
            write_it = replace(write, reason=write.reason or RETYPED)
            figure, _ = _version(row, sample, known.get(key), write_it, Source.COMPUTED)
            if figure is not None:
                found[key] = figure
    return found


def _value(key: Key, fresh: Mapping[Key, Figure], known: Mapping[Key, Known]) -> Value | None:
    text = fresh[key].value if key in fresh else known[key].value if key in known else WITHDRAWN
    return None if text == WITHDRAWN else read(text)


def _stale(row: Observation, known: Known | None) -> StaleFigureError:
    what = Words("số này vừa được người khác sửa.", "somebody else has just changed this figure.")
    hint = Words("Hãy xem số mới rồi ghi lại nếu cần.", "Look at the new one, then enter yours again if needed.")
    return StaleFigureError(Problem(what, path=row.indicator, hint=hint), known)


def _tell(added: Sequence[Figure], write: Write, about: str, checked: Checked | None) -> None:
    """A line for each unit, so that each has it in its story: under the code that the unit bears on the line's day."""
    of_units: dict[str, list[Figure]] = defaultdict(list)
    for figure in added:
        home = checked.homes.get(figure.unit, figure.unit) if checked is not None else figure.unit
        of_units[home].append(figure)
    if checked is None and len(of_units) > 1:  # the terminal's: one line of them all
        of_units = {"": list(added)}
    for unit, figures in of_units.items():
        units, spans = {f.unit for f in figures}, {(f.first, f.last) for f in figures}
        details: dict[str, object] = {
            "figures": len(figures),
            "corrected": sum(f.version > 1 and f.source != Source.COMPUTED for f in figures),
            "units": len(units),
            "source": write.origin or str(write.source),
            "sample": any(f.sample for f in figures),
        }
        if units != {unit}:
            details["codes"] = _few(units)
        if len(spans) == 1:
            ((first, last),) = spans
            details["period"] = Period(first, last).label
        if codes := _few({f.indicator for f in figures}):
            details["indicators"] = codes
        if write.reason:
            details["reason"] = write.reason
        write_line("indicators.figures_recorded", by=write.by, about=about, unit=unit, details=details)


def _few(codes: Iterable[str]) -> str:
    ordered = sorted(codes)
    return ", ".join(ordered) if len(ordered) <= 5 else ""


@transaction.atomic
def note_figures_read(*, unit: str, period: Period, count: int, by: Acting) -> None:
    """That a program took the figures of a unit away."""
    hand = by.hand(Permission.READ_RESULTS, unit, period.last)
    write_line("indicators.figures_read", by=hand, unit=unit, details={"count": count, "period": period.label})


@transaction.atomic
def note_series_exported(*, unit: AdminUnit, day: date, indicator: str, periods: int, kind: str, by: Acting) -> None:
    """That somebody took a figure of a unit through time away as a file: written before the file leaves."""
    hand = by.hand(Permission.READ_RESULTS, unit.code, min(day, unit.last_day))
    details = {"indicator": indicator, "count": periods, "kind": kind, "from": unit.valid_from.isoformat()}
    write_line("indicators.series_exported", by=hand, unit=unit.code, details=details)
