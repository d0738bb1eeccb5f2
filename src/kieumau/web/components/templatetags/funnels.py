"""Wards beside each other: the funnel of their rates by size, and their changes as intervals on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log, log10
from typing import Any

from django import template

from kieumau.engine.statistics.comparing import CountChange
from kieumau.engine.wording import Words

from .say import said, vnumber

register = template.Library()

WIDTH, HEIGHT = 560, 380  # small, so that its words can be read on a phone
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 62, 40, 60  # room for the words around the plot
_CURVE = 80  # points of a limit's line
MOST_DRAWN_APART = 400  # beyond, the dots within the limits are one path and have no words of their own
MOST_LABELS = 12
_LINE = 19  # between two labels
_SPAN, _ROW, _TICK = 220, 24, 42  # one interval in a table; between two marks of its scale


@dataclass(frozen=True)
class FunnelPoint:
    """One ward. `side` is "high" or "low" where it stands out, else empty; `words` say all of it, where it is drawn apart."""

    exposure: float
    rate: float
    p: float
    side: str = ""
    name: Words | None = None
    words: Words | None = None
    url: str = ""


@dataclass(frozen=True)
class FunnelChart:
    """What is drawn. `curves` are lines (which, the name beside its end, points); `whole` exposures have no parts."""

    points: Sequence[FunnelPoint]
    rate: float
    rate_said: Words
    curves: Sequence[tuple[str, Words | None, Sequence[tuple[float, float]]]]
    across: Words
    up: Words
    whole: bool = False


def grid(most: float) -> list[float]:
    """The exposures at which limits are drawn: closer together where they bend."""
    return [most * 1.04 * ((i + 1) / _CURVE) ** 2 for i in range(_CURVE)]


@register.inclusion_tag("kieumau/charts/funnel.html")
def funnel_plot(funnel: FunnelChart, *, title: object, uid: str = "funnel") -> dict[str, Any]:
    """Rates against size with their limits; only the wards that stand out are named beside their mark."""
    points = funnel.points
    most = max(p.exposure for p in points) * 1.04
    middle = sorted(p.exposure for p in points)[len(points) // 10]
    seen = [rate for _, _, curve in funnel.curves for exposure, rate in curve if exposure >= middle]
    seen += [funnel.rate, *(p.rate for p in points)]
    air = (max(seen) - min(seen)) * 0.06 or 1.0
    low, top = max(0.0, min(seen) - air), max(seen) + air
    wide, high = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM

    def x(exposure: float) -> float:
        return round(_LEFT + exposure / most * wide, 1)

    def y(rate: float) -> float:
        return round(_TOP + (top - rate) / (top - low) * high, 1)

    apart = [p for p in points if p.side or len(points) <= MOST_DRAWN_APART]
    marks = [
        {"x": x(p.exposure), "y": y(p.rate), "point": p, "shape": _shape(p.side, x(p.exposure), y(p.rate))}
        for p in apart
    ]
    curves = [
        _curve(level, name, [(x(e), y(r)) for e, r in curve if low <= r <= top]) for level, name, curve in funnel.curves
    ]
    above = y(funnel.rate)
    for curve in sorted((each for each in curves if each["end"] is not None), key=lambda each: -float(each["end"])):
        curve["end"] = above = min(curve["end"], above - _LINE)  # no name over another
    return {
        "title": title,
        "uid": uid,
        "width": WIDTH,
        "height": HEIGHT,
        "left": _LEFT,
        "right": WIDTH - _RIGHT,
        "base": y(low),
        "foot": HEIGHT - 10,
        "plot": {"x": _LEFT, "y": _TOP, "width": wide, "height": high},
        "across": funnel.across,
        "up": funnel.up,
        "ticks_x": [{"at": x(v), "said": vnumber(_plain(v))} for v in ticks(most, whole=funnel.whole)],
        "ticks_y": [{"at": y(v), "said": vnumber(_plain(v))} for v in ticks(top - low, top) if v >= low],
        "common": y(funnel.rate),
        "common_said": said(funnel.rate_said),
        "curves": curves,
        "crowd": "".join(f"M{x(p.exposure):g} {y(p.rate):g}h0" for p in points if not p.side) if len(apart) < len(points) else "",
        "marks": marks,
        "labels": _labels(marks),
        "count": len(points),
    }  # fmt: skip


def _shape(side: str, x: float, y: float) -> str:
    """A triangle that points the way it differs: the shape tells it without colour."""
    if not side:
        return ""
    way = -1 if side == "high" else 1
    return f"M{x - 7:g} {y - way * 5:g}h14L{x:g} {y + way * 8:g}Z"


def _curve(level: str, name: Words | None, seen: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """A limit's line, from where it comes into the plot."""
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in seen) if len(seen) > 1 else ""
    return {"level": level, "path": path, "name": name, "end": seen[-1][1] if seen and name is not None else None}


def _labels(marks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The names of those that stand out most, moved down where two would touch; no more than can be read."""
    told = sorted((m for m in marks if m["point"].side), key=lambda m: m["point"].p)[:MOST_LABELS]
    placed: list[dict[str, Any]] = []
    for mark in sorted(told, key=lambda m: m["y"]):
        before = mark["x"] > WIDTH * 0.62
        at = mark["y"] + 5
        for other in placed:
            if other["before"] == before and abs(other["x"] - mark["x"]) < 150 and at - other["y"] < _LINE:
                at = other["y"] + _LINE
        step = -12 if before else 12
        placed.append(
            {"x": mark["x"] + step, "y": at, "before": before, "anchor": "end" if before else "start", "name": mark["point"].name}
        )  # fmt: skip
    return placed


def ticks(span: float, most: float | None = None, count: int = 5, *, whole: bool = False) -> list[float]:
    """Round values from zero to `most`, about `count` of them in the span; `whole`: no parts of one.

    >>> ticks(47)
    [0, 10, 20, 30, 40]
    """
    if span <= 0:
        return [0]
    size = 10 ** floor(log10(span / count))
    step = next(s * size for s in (1, 2, 5, 10) if s * size * count >= span * 0.8)
    step = max(step, 1) if whole else step
    return [round(i * step, 12) for i in range(floor((most or span) / step) + 1)]


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


# -- intervals in a table -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IntervalScale:
    """The ratios that all rows of a table are drawn on, by their logarithm: half and double are as far from no change."""

    low: float
    high: float

    @classmethod
    def around(cls, ratios: Iterable[float]) -> IntervalScale:
        known = [r for r in ratios if isfinite(r) and r > 0]
        least, most = min([*known, 0.6]), max([*known, 1.6])
        return cls(max(least, 1 / 8) / 1.08, min(most, 8) * 1.08)

    def x(self, ratio: float) -> float:
        inside = min(max(ratio, self.low), self.high)
        return round((log(inside) - log(self.low)) / (log(self.high) - log(self.low)) * _SPAN, 1)


def _said_change(ratio: float) -> Words:
    text = f"{ratio - 1:+.0%}".replace("-", "−") if ratio != 1 else "0%"
    return Words(text, text)


@register.inclusion_tag("kieumau/charts/interval_head.html")
def interval_head(scale: IntervalScale) -> dict[str, Any]:
    inside: list[tuple[float, Words]] = []
    for ratio in (1.0, 0.5, 2.0, 0.25, 4.0, 0.8, 1.25):
        x = scale.x(ratio)
        if scale.low <= ratio <= scale.high and all(abs(x - other) >= _TICK for other, _ in inside):
            inside.append((x, _said_change(ratio)))
    return {"width": _SPAN, "ticks": inside}


@register.inclusion_tag("kieumau/charts/interval.html")
def interval(scale: IntervalScale, change: CountChange, side: str, text: Words) -> dict[str, Any]:
    """One change: its interval, the change itself, and the line of no change. An end beyond the scale is an arrow."""
    low, high, ratio = change.low, change.high, change.ratio
    return {
        "width": _SPAN,
        "height": _ROW,
        "middle": _ROW / 2,
        "zero": scale.x(1),
        "from": scale.x(low) if low > 0 else 0,
        "to": scale.x(high),
        "at": None if ratio is None or ratio <= 0 else scale.x(ratio),
        "open_left": low < scale.low,
        "open_right": high > scale.high,
        "side": side,
        "text": said(text),
    }
