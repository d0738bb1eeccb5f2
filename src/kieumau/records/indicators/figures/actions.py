"""Every write of figures: what is new or differs becomes a new version, in one transaction with its journal line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zlib import crc32

from django.db import connection, transaction

from kieumau.engine.errors import EvaluationError, KieuMauError, Problem
from kieumau.engine.indicators import Observation, ObservationTable, Period
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.figures.checking import Checked, check_entries
from kieumau.records.indicators.figures.queries import Key, Known
from kieumau.records.indicators.figures.versions import Write, by_units, computed, key_of, known_of, next_version
from kieumau.records.indicators.models import Figure, Source
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor
from kieumau.records.journal.reasons import tidy_reason

_BATCH = 1000
_TURNS = 73_104  # any number, the same in every process


class StaleFigureError(KieuMauError):
    """Somebody else has recorded another value since the person looked; `known` is what stands there now."""

    def __init__(self, problem: Problem, known: Known | None) -> None:
        super().__init__(problem)
        self.known = known


@dataclass(frozen=True)
class FiguresRecorded:
    """What an act added. `figures` are its rows, computed ones among them, `questions` figures outside the plausible range."""

    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    figures: tuple[Figure, ...] = ()
    questions: tuple[Words, ...] = ()


@transaction.atomic
def record_figures(*, table: ObservationTable, source: str, by: Actor, reason: str = "") -> int:
    """From the server's own terminal: record what differs from what is known, asked for or not.

    The same table again records nothing. Returns how many rows are new.
    """
    rows = {key_of(r): (r, table.sample) for r in table.rows if r.value is not None}
    write = Write(by, origin=source[:300], reason=reason[:300], needs_reason=False)
    return len(_write(list(rows.values()), write).figures)


@act
def enter_figures(
    *,
    rows: Sequence[Observation],
    by: Acting,
    source: Source = Source.ENTERED,
    origin: str = "",
    reason: str = "",
    seen: Mapping[Key, int] | None = None,
    about: str = "",
) -> FiguresRecorded:
    """Record figures of units within the person's scope, all or none; a row without a value withdraws the figure.

    `seen` is the version of each figure that the person had before his eyes, 0 for none. Raises `ObservationError`
    with every problem: a unit that is not his, a figure that is not asked, a closed period; `ReasonError` where a
    correction has no reason, and `StaleFigureError`.
    """
    checked = check_entries(rows, by=by, asking=Asking(by.registry))
    actor = by.actor(Permission.ENTER_FIGURES, checked.only_unit or None, checked.day)
    write = Write(actor, source, origin[:300], tidy_reason(reason))
    entries = [(r, checked.is_sample(r)) for r in checked.rows]
    return replace(_write(entries, write, seen, checked, about), questions=checked.questions)


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


def _write(
    entries: list[tuple[Observation, bool]],
    write: Write,
    seen: Mapping[Key, int] | None = None,
    checked: Checked | None = None,
    about: str = "",
) -> FiguresRecorded:
    added: list[Figure] = []
    unchanged = unreasoned = 0
    _take_turns({row.unit for row, _ in entries})
    for part in by_units(entries):
        known = known_of(part, checked)
        fresh: dict[Key, Figure] = {}
        for row, sample in part:
            key = key_of(row)
            figure, before = next_version(row, sample, known.get(key), write)
            if figure is None:
                unchanged += 1
                continue
            if seen and key in seen and seen[key] != (before.version if before else 0):
                raise _stale(row, before)
            if before is not None:
                unreasoned += figure.reason == "" and write.needs_reason
            fresh[key] = figure
        if checked is not None and fresh:
            fresh |= computed(fresh, known, checked, write)
        added += fresh.values()
    if unreasoned:
        raise ReasonError(unreasoned)
    if not added:
        return FiguresRecorded(unchanged=unchanged)
    Figure.objects.bulk_create(added, batch_size=_BATCH)
    _tell(added, write, about, checked)
    given = [f for f in added if f.source != Source.COMPUTED]
    corrected = sum(f.version > 1 for f in given)
    return FiguresRecorded(len(given) - corrected, corrected, unchanged, tuple(added))


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


@act
def note_figures_read(*, unit: str, period: Period, count: int, by: Acting) -> None:
    """That a program took the figures of a unit away."""
    actor = by.actor(Permission.READ_RESULTS, unit, period.last)
    write_line("indicators.figures_read", by=actor, unit=unit, details={"count": count, "period": period.label})


@act
def note_series_exported(*, unit: AdminUnit, day: date, indicator: str, periods: int, kind: str, by: Acting) -> None:
    """That somebody took a figure of a unit through time away as a file: written before the file leaves."""
    actor = by.actor(Permission.READ_RESULTS, unit.code, min(day, unit.last_day))
    details = {"indicator": indicator, "count": periods, "kind": kind, "from": unit.valid_from.isoformat()}
    write_line("indicators.series_exported", by=actor, unit=unit.code, details=details)
