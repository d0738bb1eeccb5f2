"""What an entry is beside what is known: nothing new, or the next version of a figure; and what is worked out from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from kieumau.engine.indicators import Observation, Period, Value
from kieumau.records.indicators.figures.checking import Checked
from kieumau.records.indicators.figures.queries import Key, Known, exact, newest_figures, read
from kieumau.records.indicators.models import WITHDRAWN, Figure, Source
from kieumau.records.journal.actors import Actor

RETYPED = "retyped"
"""The reason of a correction by the same person within minutes; pages say it in words."""
_AT_ONCE = timedelta(minutes=10)
_UNITS = 100  # of which figures are held against what is known, at a time


@dataclass(frozen=True)
class Write:
    """Who adds figures, from where and why."""

    by: Actor
    source: Source = Source.UPLOADED
    origin: str = ""
    reason: str = ""
    needs_reason: bool = True


def key_of(row: Observation) -> Key:
    return row.unit, row.period.first, row.period.last, row.indicator


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


def says_new(value: str, sample: bool, before: Known | None) -> bool:
    """Whether a figure would be a new version of what is known."""
    if before is None:
        return value != WITHDRAWN
    return before.value != value or (before.sample != sample and value != WITHDRAWN)


def next_version(
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


def computed(
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
            figure, _ = next_version(row, sample, known.get(key), write_it, Source.COMPUTED)
            if figure is not None:
                found[key] = figure
    return found


def _value(key: Key, fresh: Mapping[Key, Figure], known: Mapping[Key, Known]) -> Value | None:
    text = fresh[key].value if key in fresh else known[key].value if key in known else WITHDRAWN
    return None if text == WITHDRAWN else read(text)
