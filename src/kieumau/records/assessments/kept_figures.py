"""A unit of a trial as JSON: the figures it was judged on, from which it is judged and told again for whoever reads it.

A filed assessment keeps its words instead (`filing`), for it must say the same after years; a trial lives for hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation import (
    CappedPlace,
    FigureKey,
    GradePlace,
    UnitJudgement,
    figures_of,
    judge_unit,
    with_places,
)
from kieumau.engine.expressions import Range
from kieumau.engine.indicators import Period, Value
from kieumau.engine.statistics.spread import Spread
from kieumau.records.assessments.filing import filed_admin_unit, read_admin_unit

_FIGURES = "figures"


def is_kept(details: Mapping[str, Any]) -> bool:
    """Whether the details are figures and not words."""
    return _FIGURES in details


def kept_unit(judged: UnitJudgement, criteria: CriteriaSet) -> dict[str, Any]:
    figures = judged.figures
    return {
        "unit": filed_admin_unit(judged.unit),
        "period": _days(judged.period),
        "on": figures.on.isoformat(),
        _FIGURES: _kept_values(figures.values, criteria.indicators, before=False),
        "before": _kept_values(figures.values, criteria.compared, before=True),
        "holes": [[code, before, [_days(p) for p in spans]] for (code, before), spans in figures.holes.items()],
        "ranges": [[code, before, *map(_kept_end, r)] for (code, before), r in figures.ranges.items()],
        "spreads": {code: [s.times, s.freedom, s.months] for code, s in figures.spreads.items()},
        "places": {g.code: [g.place, g.room, g.base] for g in judged.grades},  # the other units had a say in these
    }


def read_kept_unit(kept: Mapping[str, Any], criteria: CriteriaSet) -> UnitJudgement:
    """Judged as it was; the places under a cap as they were given then."""
    holes = {(code, before): tuple(_period(p) for p in spans) for code, before, spans in kept["holes"]}
    figures = figures_of(
        criteria,
        read_admin_unit(kept["unit"]),
        _period(kept["period"]),
        {**_values(kept[_FIGURES], before=False), **_values(kept["before"], before=True)},
        on=date.fromisoformat(kept["on"]),
        holes=holes,
        ranges={(code, before): Range(_end(low), _end(high)) for code, before, low, high in kept.get("ranges", ())},
        spreads={code: Spread(*found) for code, found in kept.get("spreads", {}).items()},
    )
    judged = judge_unit(criteria, figures)
    if not criteria.grades:
        return judged
    return with_places(
        criteria,
        judged,
        {code: GradePlace(p and CappedPlace(p), *rooms) for code, (p, *rooms) in kept["places"].items()},
    )


def _kept_values(
    values: Mapping[FigureKey, Value | None], codes: Iterable[str], *, before: bool
) -> dict[str, bool | int | str]:
    """Whole numbers as such, others as a fraction in text."""
    kept: dict[str, bool | int | str] = {}
    for code in codes:
        value = values.get((code, before))
        if value is not None:
            kept[code] = value if isinstance(value, bool) else value.numerator if value.denominator == 1 else str(value)
    return kept


def _values(kept: Mapping[str, bool | int | str], *, before: bool) -> dict[FigureKey, Value]:
    return {(c, before): v if isinstance(v, bool) else Fraction(v) for c, v in kept.items()}


def _kept_end(end: Fraction | None) -> str | None:
    return None if end is None else str(end)


def _end(kept: str | None) -> Fraction | None:
    return None if kept is None else Fraction(kept)


def _days(period: Period) -> list[str]:
    return [period.first.isoformat(), period.last.isoformat()]


def _period(days: Iterable[str]) -> Period:
    return Period(*(date.fromisoformat(d) for d in days))
