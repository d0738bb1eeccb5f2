"""One figure of one unit drawn through time: its finding in words, its dots with their limits, and the table behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kieumau.engine.indicators.control_charts import Followed
from kieumau.engine.indicators.series import SeriesPoint, first_own
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words, joined, lower_first, plain, said_number, upper_first, words
from kieumau.records.indicators.figures.series import Meaning, RecordedSeries
from kieumau.web.components.templatetags.run_charts import Dot
from kieumau.web.workspace.indicators.series.findings import RECENT, RULE_WORDS, said_drift, said_finding, said_runs
from kieumau.web.workspace.indicators.series.points import notes_of, said_limits, said_value_of

MONTHS = 60
"""Shown at most: five years."""


@dataclass(frozen=True)
class PeriodRow:
    """One period in the table behind the chart, the newest first."""

    name: Words
    value: Words
    limits: Words | None
    notes: list[Words]
    outside: bool


def chart_of(series: RecordedSeries, meaning: Meaning, unit: AdminUnit) -> dict[str, Any]:
    """Everything that the page shows of the series: a monthly count with its limits, anything else as it is."""
    drawn = series.followed(meaning)
    if drawn is None:
        return _plain_chart(series, meaning, unit)
    return _control_chart(series, drawn, meaning, unit)


def _control_chart(series: RecordedSeries, drawn: Followed, meaning: Meaning, unit: AdminUnit) -> dict[str, Any]:
    """A count by month: its finding, its limits, runs and drift."""
    first = max(0, len(series.points) - MONTHS)
    shown = range(first, len(series.points))
    newest = drawn.newest(first, RECENT)
    dots = [_dot(series.points[i], meaning, limits=drawn.limits_at(i), outside=i in newest.outside) for i in shown]
    finding = said_finding(drawn, newest, first)
    rule = words(
        "Giới hạn kiểm soát: {r}. Nền là 24 tháng trước mỗi tháng, ít nhất 12. Chỉ do ngẫu nhiên, cứ một nghìn tháng có chừng một tháng ra ngoài mỗi phía.",
        "Control limits: {r}. The base is the 24 months before each month, at least 12. By chance alone about one month in a thousand is outside on each side.",
        r=RULE_WORDS[drawn.limits.rule],
    )
    return {
        "finding": finding,
        "headline": _headline(meaning, unit, finding),
        "span": _span(series.points[first:], meaning),
        "dots": dots,
        "has_limits": drawn.known_limits > 0,
        "rule": rule,
        "runs": said_runs(drawn),
        "drift": said_drift(drawn),
        "drift_dots": _drift_dots(drawn, first, meaning) if drawn.drift else None,
        "rows": _rows(series.points[first:], dots, meaning),
        "change": (first_own(series.points[first:]), _said_change_of(unit, series)),
        "why_plain": None,
    }


def _headline(meaning: Meaning, unit: AdminUnit, finding: Words) -> Words:
    return words("{i}, {u}: {f}", "{i}, {u}: {f}", i=meaning.indicator.label, u=unit.full_name, f=finding)


def _span(points: Sequence[SeriesPoint], meaning: Meaning) -> Words | None:
    """From the first period shown to the last."""
    if not points:
        return None
    ends = [meaning.tick(p.period) for p in (points[0], points[-1])]
    if ends[0] == ends[1]:
        return ends[0]
    return words("{a} đến {b}", "{a} to {b}", a=ends[0], b=ends[1])


def _dot(
    point: SeriesPoint, meaning: Meaning, *, limits: tuple[float, float, float] | None = None, outside: bool = False
) -> Dot:
    name = meaning.tick(point.period)
    low, high = (None if x is None else float(x) for x in (point.low, point.high))
    value = said_value_of(point, meaning)
    parts = [words("{p}: {v}", "{p}: {v}", p=upper_first(meaning.said(point.period)), v=value)]
    if limits is not None:
        parts.append(words("giới hạn {l}", "limits {l}", l=said_limits(limits)))
    parts += notes_of(point)
    number = point.number
    return Dot(
        name=words("{n}: {v}", "{n}: {v}", n=name, v=number) if number is not None else name,
        said=joined(parts, "; "),
        value=None if number is None else float(number),
        least=low if point.is_bounded else None,
        most=high if point.is_bounded else None,
        lower=limits[0] if limits else None,
        centre=limits[1] if limits else None,
        upper=limits[2] if limits else None,
        outside=outside,
        corrected=point.corrected and number is not None,
        restated=point.restated,
        tick=name if not meaning.is_monthly or point.period.first.month in (1, 7) else None,
    )


def _rows(points: Sequence[SeriesPoint], dots: Sequence[Dot], meaning: Meaning) -> list[PeriodRow]:
    found = []
    for i in reversed(range(len(points))):
        point, dot = points[i], dots[i]
        limits = None
        if dot.lower is not None and dot.centre is not None and dot.upper is not None:
            limits = said_limits((dot.lower, dot.centre, dot.upper))
        notes = [Words("ngoài giới hạn", "outside its limits")] if dot.outside else []
        found.append(
            PeriodRow(
                meaning.said(point.period), said_value_of(point, meaning), limits, notes + notes_of(point), dot.outside
            )
        )
    return found


def _said_change_of(unit: AdminUnit, series: RecordedSeries) -> Words:
    if not any(p.restated for p in series.points):
        return plain("")
    return words(
        "← trước {d}: quy đổi theo địa bàn hiện nay", "← before {d}: restated to today's area", d=unit.valid_from
    )


def _drift_dots(drawn: Followed, first: int, meaning: Meaning) -> list[Dot]:
    """The EWMA as a chart of its own, from the first month that has one."""
    found = []
    for i in range(first, len(drawn.months)):
        mean, limit = float(drawn.ewma[i]), float(drawn.ewma_limit[i])
        if np.isnan(mean):
            continue
        month = drawn.months[i]
        value = Fraction(mean).limit_denominator(1000)
        said = words(
            "{p}: EWMA {v} độ lệch chuẩn", "{p}: EWMA {v} standard deviations", p=upper_first(month.words),
            v=Words(said_number(value, "vi", 2), said_number(value, "en", 2)),
        )  # fmt: skip
        tick = meaning.tick(month) if month.first.month in (1, 7) else None
        found.append(
            Dot(meaning.tick(month), said, mean, lower=-limit, centre=0.0, upper=limit, outside=abs(mean) > limit, tick=tick)
        )  # fmt: skip
    return found


# -- what has no limits -------------------------------------------------------------------------------------------


def _plain_chart(series: RecordedSeries, meaning: Meaning, unit: AdminUnit) -> dict[str, Any]:
    """Yearly figures, shares and facts: as they are, and why there are no limits."""
    points = series.points[-MONTHS:]
    dots = [_dot(p, meaning) for p in points]
    newest = next((p for p in reversed(points) if p.value is not None), None)
    if newest is None:
        finding = Words("chưa có số liệu", "no figures yet")
    else:
        finding = words("{v}, {p}", "{v}, {p}", v=said_value_of(newest, meaning), p=meaning.said(newest.period))
    if meaning.indicator.measure.is_fact:
        why = Words("Đây là câu trả lời có hoặc không, không phải số đếm.", "This is a yes or no, not a count.")
    elif not meaning.indicator.is_count:
        why = Words(
            "Đây không phải số đếm từng việc cộng dồn được, nên phép tính ngẫu nhiên của số đếm không dùng được.",
            "This is no count of things that add up, so the chance of counts does not apply.",
        )
    else:
        why = Words(
            "Mỗi năm chỉ có một số; giới hạn cần ít nhất 12 kỳ liền trước.",
            "There is one figure a year; limits need at least 12 periods before.",
        )
    return {
        "finding": finding,
        "headline": _headline(meaning, unit, finding),
        "span": _span(points, meaning),
        "dots": dots if sum(d.value is not None for d in dots) > 1 else None,
        "has_limits": False,
        "is_share": meaning.indicator.measure.is_share,
        "rows": _rows(points, dots, meaning),
        "change": (first_own(points), _said_change_of(unit, series)),
        "why_plain": words("Không vẽ giới hạn kiểm soát: {w}", "No control limits are drawn: {w}", w=lower_first(why)),
    }
