"""A series through time, drawn: its line, the band of its limits, what lies outside, gaps, and what is restated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil, floor, isfinite, log10
from typing import Any

from django import template

from kieumau.engine.wording import Words, said_number

from .say import said, spoken_language

register = template.Library()

RIGHT, TOP, BOTTOM = 132, 34, 30
_LABEL_GAP, _LINE = 76, 15  # between two labels beside points; between two lines of text
_CHANGE = 320  # what the words beside a change of the unit take


@dataclass(frozen=True)
class Dot:
    """One period as a chart shows it. Missing values are None; `least` and `most` bound one that is no single number."""

    name: Words  # written beside it where it lies outside
    said: Words  # the whole of it, for whoever points at it
    value: float | None = None
    least: float | None = None
    most: float | None = None
    lower: float | None = None
    centre: float | None = None
    upper: float | None = None
    outside: bool = False
    corrected: bool = False
    restated: bool = False
    tick: Words | None = None  # under the axis


@dataclass(frozen=True)
class Placed:
    """A dot where it is drawn."""

    dot: Dot
    x: float
    y: float
    least_y: float | None = None
    label_y: float | None = None

    @property
    def diamond(self) -> str:
        return f"M{self.x:.1f} {self.y - 7:.1f}l7 7-7 7-7-7z"

    @property
    def arrow(self) -> str:
        """From the least that it can be upwards, as far as it is bounded."""
        head = "" if self.dot.most is not None else f"m-4 5l4-5 4 5M{self.x:.1f} {self.y:.1f}"
        return f"M{self.x - 4:.1f} {self.least_y or self.y:.1f}h8m-4 0V{self.y:.1f}{head}"


@register.inclusion_tag("kieumau/charts/run_chart.html")
def run_chart(
    dots: Sequence[Dot], *, uid: str, title: object, summary: object, change: tuple[int, object] = (0, ""),
    height: int = 320, is_share: bool = False, whole: bool = False,
    limits: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """`change` is the place of the first dot of a new unit, 0 where there is none, and the words that say so.

    The axis is drawn twice: over the chart's own stands one that stays where a narrow screen scrolls the chart.
    """
    change_at, change_said = change
    pitch = min(150.0, max(15.5, 1040 / max(len(dots), 1)))
    every = [v for d in dots for v in (d.value, d.least, d.most, d.lower, d.upper) if v is not None]
    scale = _Scale(min([0.0, *every]), max([0.0, *every]), TOP, height - BOTTOM, whole=whole)
    grid = [(round(scale.y(v), 1), _written(v, is_share)) for v in scale.ticks]
    left = 20 + 8 * max(len(text) for _, text in grid)
    right = left + pitch * len(dots)
    xs = [left + pitch * (i + 0.5) for i in range(len(dots))]
    known = [_placed(d, x, scale) for d, x in zip(dots, xs, strict=True) if d.value is not None]
    bounded = [
        Placed(d, x, scale.y(d.most) if d.most is not None else scale.y(d.least) - 26, scale.y(d.least))
        for d, x in zip(dots, xs, strict=True)
        if d.value is None and d.least is not None
    ]
    return {
        "uid": uid, "title": title, "summary": summary, "width": round(right + RIGHT), "height": height,
        "left": left, "right": round(right), "base": height - BOTTOM,
        "line": _lines(dots, xs, scale),
        "band": _band(dots, xs, scale, pitch) if limits else "",
        "edges": [_steps(dots, xs, scale, pitch, name) for name in ("lower", "upper")] if limits else [],
        "centre": _steps(dots, xs, scale, pitch, "centre") if limits else "",
        "inside": [p for p in known if not p.dot.outside],
        "outside": _labelled([p for p in known if p.dot.outside], height - BOTTOM),
        "corrected": [p for p in known if p.dot.corrected],
        "bounded": bounded,
        "missing": [(x, d) for d, x in zip(dots, xs, strict=True) if d.value is None and d.least is None],
        "grid": grid, "ticks": [(x, d.tick) for d, x in zip(dots, xs, strict=True) if d.tick is not None],
        "change_x": round(left + pitch * change_at, 1) if change_at else None, "change": change_said,
        "change_left": left + pitch * change_at > _CHANGE,
        "ends": _ends(dots, scale, is_share) if limits else [], "end_x": round(right + 6),
    }  # fmt: skip


class _Scale:
    """From values to places, between round ticks."""

    def __init__(self, low: float, high: float, top: float, base: float, *, whole: bool) -> None:
        raw = ((high - low) or 1.0) / 4
        if whole:  # there is no half a person
            raw = max(raw, 1.0)
        size = 10.0 ** floor(log10(raw))
        steps = (m * size for m in (1, 2, 2.5, 5, 10))
        step = next(s for s in steps if s >= raw * 0.999 and (s.is_integer() or not whole))
        self.low, self.high = floor(low / step) * step, ceil(high / step - 1e-9) * step
        self.ticks = [self.low + step * i for i in range(round((self.high - self.low) / step) + 1)]
        self._top, self._base = top, base

    def y(self, value: float | None) -> float:
        assert value is not None
        return self._base - (value - self.low) / (self.high - self.low) * (self._base - self._top)


def _placed(dot: Dot, x: float, scale: _Scale) -> Placed:
    return Placed(dot, round(x, 1), round(scale.y(dot.value), 1))


def _lines(dots: Sequence[Dot], xs: Sequence[float], scale: _Scale) -> str:
    """A line through neighbours; where a period is missing it stops, and goes on after it."""
    path = []
    for run in _runs(dots, lambda d: d.value is not None):
        path.append("M" + "L".join(f"{xs[i]:.1f} {scale.y(dots[i].value):.1f}" for i in run))
    return "".join(path)


def _band(dots: Sequence[Dot], xs: Sequence[float], scale: _Scale, pitch: float) -> str:
    path = []
    for run in _runs(dots, lambda d: d.upper is not None and d.lower is not None):
        there = [f"{x:.1f} {scale.y(dots[i].upper):.1f}" for i in run for x in (xs[i] - pitch / 2, xs[i] + pitch / 2)]
        back = [
            f"{x:.1f} {scale.y(dots[i].lower):.1f}"
            for i in reversed(run)
            for x in (xs[i] + pitch / 2, xs[i] - pitch / 2)
        ]
        path.append("M" + "L".join([*there, *back]) + "Z")
    return "".join(path)


def _steps(dots: Sequence[Dot], xs: Sequence[float], scale: _Scale, pitch: float, name: str) -> str:
    """A limit holds for its whole month, so it goes in steps."""
    path = []
    for run in _runs(dots, lambda d: getattr(d, name) is not None):
        path.append(
            "M" + "L".join(
                f"{x:.1f} {scale.y(getattr(dots[i], name)):.1f}" for i in run for x in (xs[i] - pitch / 2, xs[i] + pitch / 2)
            )
        )  # fmt: skip
    return "".join(path)


def _runs(dots: Sequence[Dot], holds: Any) -> Iterator[list[int]]:
    for has, group in groupby(range(len(dots)), lambda i: holds(dots[i])):
        if has:
            yield list(group)


def _labelled(outside: list[Placed], base: float) -> list[Placed]:
    """A label beside each, from the newest back, where there is room; all of them are in the table."""
    found, last = [], float("inf")
    for p in reversed(outside):
        high = p.y + 24 > base or (p.dot.upper is not None and p.dot.value is not None and p.dot.value > p.dot.upper)
        room = last - p.x >= _LABEL_GAP
        found.append(Placed(p.dot, p.x, p.y, None, p.y - 12 if high else p.y + 21) if room else p)
        last = p.x if room else last
    return found[::-1]


def _ends(dots: Sequence[Dot], scale: _Scale, is_share: bool) -> list[tuple[float, str, str]]:
    """Names of the limits beside the newest ones, apart enough to be read."""
    newest = next((d for d in reversed(dots) if d.upper is not None), None)
    if newest is None or newest.upper is None or newest.centre is None or newest.lower is None:
        return []
    names = (
        (newest.upper, Words("giới hạn trên", "upper limit")),
        (newest.centre, Words("mức giữa", "centre")),
        (newest.lower, Words("giới hạn dưới", "lower limit")),
    )
    found: list[tuple[float, str, str]] = []
    for value, name in names:
        y = scale.y(value) + 4
        if found:
            y = max(y, found[-1][0] + _LINE)
        found.append((round(y, 1), said(name), _written(value, is_share)))
    return found


def _written(value: float, is_share: bool) -> str:
    if not isfinite(value):
        return ""
    amount = Fraction(value).limit_denominator(10**6) * (100 if is_share else 1)
    places = 0 if amount.denominator == 1 else 1
    return said_number(amount, spoken_language(), places) + ("%" if is_share else "")
