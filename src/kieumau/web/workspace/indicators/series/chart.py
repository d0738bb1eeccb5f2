"""One figure of one unit drawn through time: its finding in words, its dots with their limits, and the table behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kieumau.engine.criteria.checks import CheckKind
from kieumau.engine.expressions.measures import NO, YES, said_amount
from kieumau.engine.indicators.changing import is_count
from kieumau.engine.indicators.following import Followed, follow
from kieumau.engine.statistics.limits import WINDOW
from kieumau.engine.statistics.methods import LimitsRule
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words, joined, lower_first, plain, said_number, upper_first, words
from kieumau.web.components.templatetags.run_charts import Dot
from kieumau.web.workspace.indicators.series.reading import MONTHS, Meaning, Point, Series

RULE_WORDS = {
    LimitsRule.EXACT: Words(
        "giới hạn chính xác của số đếm (Poisson, kể cả ngẫu nhiên của chính nền)",
        "exact limits of counts (Poisson, the chance of the base itself counted in)",
    ),
    LimitsRule.SPREAD: Words(
        "giới hạn nới theo độ dao động của chuỗi (u′ của Laney)",
        "limits widened by how much the series itself varies (Laney's u′)",
    ),
}
_RECENT = 12  # months of which the heading speaks first


@dataclass(frozen=True)
class Row:
    """One period in the table behind the chart, the newest first."""

    name: Words
    value: Words
    limits: Words | None
    notes: list[Words]
    outside: bool


def chart_of(series: Series, meaning: Meaning, unit: AdminUnit) -> dict[str, Any]:
    """Everything that the page shows of the series: a monthly count with its limits, anything else as it is."""
    drawn = followed(series, meaning)
    if drawn is None:
        return _plain_chart(series, meaning, unit)
    return _control_chart(series, drawn, meaning, unit)


def followed(series: Series, meaning: Meaning) -> Followed | None:
    """A monthly count with its limits; nothing for what has none."""
    if not (series.points and meaning.is_monthly and is_count(meaning.indicator)):
        return None
    checks = meaning.criteria.checks
    rule = next(
        (c.limits for c in checks if c.kind is CheckKind.BEYOND_LIMITS and meaning.indicator.code in c.of),
        LimitsRule.EXACT,
    )
    counts = [float(p.number) if p.number is not None else np.nan for p in series.points]
    return follow([p.period for p in series.points], counts, rule=rule)


def _control_chart(series: Series, drawn: Followed, meaning: Meaning, unit: AdminUnit) -> dict[str, Any]:
    """A count by month: its finding, its limits, runs and drift."""
    first = max(0, len(series.points) - MONTHS)
    shown = range(first, len(series.points))
    outside = [i for i in drawn.outside if i >= first]
    dots = [_dot(series.points[i], meaning, limits=limits_at(drawn, i), outside=i in outside) for i in shown]
    finding = _finding(drawn, first, outside, series)
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
        "runs": _said_runs(drawn, series),
        "drift": _said_drift(drawn),
        "drift_dots": _drift_dots(drawn, first, meaning) if drawn.drift else None,
        "rows": _rows(series.points[first:], dots, meaning),
        "change": (_change_at(series.points[first:]), _said_change_of(unit, series)),
        "why_plain": None,
    }


def limits_at(drawn: Followed, i: int) -> tuple[float, float, float] | None:
    """Lower, centre and upper; nothing where there are none yet."""
    found = tuple(float(x[i]) for x in (drawn.limits.low, drawn.limits.centre, drawn.limits.high))
    return None if any(np.isnan(found)) else (found[0], found[1], found[2])


def _finding(drawn: Followed, first: int, outside: Sequence[int], series: Series) -> Words:
    """The first thing to know of the months shown: those outside among the newest, then how many there are in all."""
    if not np.isfinite(drawn.counts).any():
        return Words("chưa có tháng nào biết được trọn vẹn", "no month is known in full")
    if not drawn.known_limits:
        return Words(
            "chưa đủ 12 tháng liền trước để tính giới hạn kiểm soát",
            "not yet 12 months before any to reckon control limits from",
        )
    count = len(series.points)
    compared = [i for i in range(first, count) if limits_at(drawn, i) and np.isfinite(drawn.counts[i])]
    if not outside:
        if len(compared) < _RECENT:
            return words(
                "mới có {n} tháng so được với giới hạn kiểm soát, không tháng nào ra ngoài",
                "only {n} of its months can be held against control limits, and none is outside",
                n=len(compared),
            )  # fmt: skip
        return Words("không có tháng nào ngoài giới hạn kiểm soát", "no month is outside its control limits")
    recent = [i for i in outside if i >= count - _RECENT]
    window = min(_RECENT, count)
    known = sum(i >= count - window for i in compared)
    names: dict[str, Words | int] = {"n": len(recent), "r": window, "m": series.points[outside[-1]].period.words}
    if not recent and known == window:
        said = words(
            "{r} tháng gần nhất đều trong giới hạn kiểm soát", "the newest {r} months are within their control limits",
            r=window,
        )  # fmt: skip
    elif not recent:
        said = words(
            "trong {r} tháng gần nhất, {k} tháng có giới hạn kiểm soát đều trong giới hạn",
            "of the newest {r} months, {k} have control limits and are within them", k=known, r=window,
        )  # fmt: skip
    elif len(recent) == 1:
        above = bool(drawn.counts[outside[-1]] > drawn.limits.high[outside[-1]])
        side = Words("vượt", "above") if above else Words("dưới", "below")
        said = words(
            "{n} trong {r} tháng gần nhất {s} giới hạn kiểm soát ({m})",
            "{n} of the newest {r} months is {s} its control limits ({m})", s=side, **names,
        )  # fmt: skip
    else:
        said = words(
            "{n} trong {r} tháng gần nhất ngoài giới hạn kiểm soát, sau cùng là {m}",
            "{n} of the newest {r} months are outside their control limits, the last {m}", **names,
        )  # fmt: skip
    if len(outside) == len(recent):
        return said
    return said + words("; cả {w} tháng có {n}", "; {n} of all {w}", w=count - first, n=len(outside))


def _headline(meaning: Meaning, unit: AdminUnit, finding: Words) -> Words:
    return words("{i}, {u}: {f}", "{i}, {u}: {f}", i=meaning.indicator.label, u=unit.full_name, f=finding)


def _span(points: Sequence[Point], meaning: Meaning) -> Words | None:
    """From the first period shown to the last."""
    if not points:
        return None
    ends = [meaning.tick(p.period) for p in (points[0], points[-1])]
    if ends[0] == ends[1]:
        return ends[0]
    return words("{a} đến {b}", "{a} to {b}", a=ends[0], b=ends[1])


def _dot(
    point: Point, meaning: Meaning, *, limits: tuple[float, float, float] | None = None, outside: bool = False
) -> Dot:
    name = meaning.tick(point.period)
    low, high = (None if x is None else float(x) for x in (point.low, point.high))
    value = said_value_of(point, meaning)
    parts = [words("{p}: {v}", "{p}: {v}", p=upper_first(meaning.said(point.period)), v=value)]
    if limits is not None:
        parts.append(words("giới hạn {l}", "limits {l}", l=_said_limits(limits)))
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


def said_value_of(point: Point, meaning: Meaning) -> Words:
    """The figure as it is read, or what is known of it."""
    measure = meaning.indicator.measure
    if isinstance(point.value, bool):
        return YES if point.value else NO
    if point.value is not None:
        return said_amount(point.value, measure)
    if point.low is not None and point.high is not None:
        return words("từ {a} đến {b}", "{a} to {b}", a=point.low, b=said_amount(point.high, measure))
    if point.low is not None:
        return words("ít nhất {a}", "at least {a}", a=said_amount(point.low, measure))
    return Words("chưa có số liệu", "no figure")


def _said_limits(limits: tuple[float, float, float]) -> Words:
    """Lower and upper, whole numbers."""
    return words("{a}–{b}", "{a}–{b}", a=round(limits[0]), b=round(limits[2]))


def notes_of(point: Point) -> list[Words]:
    """What is to be known of the figure itself."""
    notes = []
    if point.restated:
        notes.append(Words("quy đổi theo địa bàn hiện nay", "restated to today's area"))
        if point.is_bounded and point.why is not None:
            notes.append(point.why)
    if point.corrected:
        notes.append(Words("đã sửa", "corrected"))
    return notes


def _rows(points: Sequence[Point], dots: Sequence[Dot], meaning: Meaning) -> list[Row]:
    found = []
    for i in reversed(range(len(points))):
        point, dot = points[i], dots[i]
        limits = None
        if dot.lower is not None and dot.centre is not None and dot.upper is not None:
            limits = _said_limits((dot.lower, dot.centre, dot.upper))
        notes = [Words("ngoài giới hạn", "outside its limits")] if dot.outside else []
        found.append(
            Row(meaning.said(point.period), said_value_of(point, meaning), limits, notes + notes_of(point), dot.outside)
        )
    return found


def _change_at(points: Sequence[Point]) -> int:
    """The place of the first month that is the unit's own, where those before it are restated."""
    own = [i for i, p in enumerate(points) if p.value is not None and not p.restated]
    return own[0] if own and any(p.restated for p in points[: own[0]]) else 0


def _said_change_of(unit: AdminUnit, series: Series) -> Words:
    if not any(p.restated for p in series.points):
        return plain("")
    return words(
        "← trước {d}: quy đổi theo địa bàn hiện nay", "← before {d}: restated to today's area", d=unit.valid_from
    )


def _said_runs(drawn: Followed, series: Series) -> Words | None:
    """Anhøj's rules in one sentence."""
    runs = drawn.runs
    if not runs.can_tell:
        return None
    middle = Fraction(runs.middle).limit_denominator(100)
    counted = words(
        "{n} tháng có số trong {w} tháng gần nhất, quanh trung vị {m}: chuỗi dài nhất ở một phía {l} tháng (ngẫu nhiên thường không quá {e}), cắt trung vị {c} lần (ngẫu nhiên thường không dưới {f})",
        "The {n} known months of the newest {w} about their median {m}: the longest run on one side is {l} (by chance seldom over {e}), crossings of the median {c} (by chance seldom under {f})",
        n=int(np.isfinite(drawn.counts[-WINDOW:]).sum()), w=min(WINDOW, len(series.points)), m=middle, l=runs.longest, e=runs.longest_expected, c=runs.crossings, f=runs.crossings_expected,
    )  # fmt: skip
    if runs.is_shifted:
        told = Words(
            "Mức chung có thể đã dịch chuyển (quy tắc Anhøj). ", "The level may have shifted (Anhøj's rules). "
        )
    else:
        told = Words("Không thấy mức chung dịch chuyển (quy tắc Anhøj). ", "No shift of the level (Anhøj's rules). ")
    return told + counted + "."


def _said_drift(drawn: Followed) -> Words | None:
    if not drawn.known_limits:
        return None
    drift = drawn.drift
    if drift is None:
        return Words(
            "Không thấy trượt dần lên hay xuống (EWMA, trọng số 0,2).",
            "No slow drift up or down (EWMA, weight 0.2).",
        )
    up = drift.rises
    return words(
        "Có thể trượt dần {s} từ {m}: trung bình trượt EWMA đã ra ngoài giới hạn; mốc bắt đầu theo tổng tích lũy CUSUM."
        " Đơn vị biết vì sao không?",
        "It may have drifted {s} since {m}: the EWMA is outside its limit; the beginning is by the CUSUM."
        " Does the unit know why?",
        s=Words("lên", "up") if up else Words("xuống", "down"), m=drawn.months[drift.since].words,
    )  # fmt: skip


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


def _plain_chart(series: Series, meaning: Meaning, unit: AdminUnit) -> dict[str, Any]:
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
    elif not is_count(meaning.indicator):
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
        "change": (_change_at(points), _said_change_of(unit, series)),
        "why_plain": words("Không vẽ giới hạn kiểm soát: {w}", "No control limits are drawn: {w}", w=lower_first(why)),
    }
