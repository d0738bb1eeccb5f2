"""Charts as server-side SVG: classes and attributes only, so that one drawing serves screen and paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template

from .say import said
from .verdicts import verdict_code

register = template.Library()

PITCH = 16  # one mark and its air; also the columns of the heading above the strips
MARKS_PER_LINE = 30
LINE_HEIGHT = 18
HEAD_BAR_HEIGHT = 26


@dataclass(frozen=True)
class Mark:
    code: str
    label: str
    x: int
    y: int

    @property
    def dash_from(self) -> int:
        return self.x - 4

    @property
    def dash_to(self) -> int:
        return self.x + 4


@register.inclusion_tag("kieumau/charts/kn_strip.html")
def kn_strip(
    strip: Sequence[tuple[str, object, object]],
    *,
    name: object,
    met: int,
    of: int,
    uid: str,
    coded: bool = False,
) -> dict[str, object]:
    """k of n as a row of marks; `coded` writes the criterion's code under each, `uid` is unique on the page."""
    line_height = LINE_HEIGHT + (10 if coded else 0)
    marks: dict[str, list[Mark]] = {"met": [], "not_met": [], "unknown": [], "not_applicable": []}
    for index, (code, verdict, label) in enumerate(strip):
        line, column = divmod(index, MARKS_PER_LINE)
        mark = Mark(str(code), said(label), column * PITCH + PITCH // 2, line * line_height + 9)
        marks.setdefault(verdict_code(verdict), []).append(mark)
    lines = max(1, -(-len(strip) // MARKS_PER_LINE))
    # Codes such as "3.2.1" do not fit under a mark; the tooltip and the list below still carry them.
    writes_codes = coded and all(len(str(code)) <= 2 for code, _, _ in strip)
    return {
        "marks": marks,
        "everything": [mark for each in marks.values() for mark in each] if writes_codes else [],
        "code_y": 17,
        "width": min(len(strip), MARKS_PER_LINE) * PITCH or PITCH,
        "height": lines * line_height,
        "name": name,
        "met": met,
        "of": of,
        "uid": uid,
        "coded": coded,
    }


@dataclass(frozen=True)
class Column:
    code: str
    label: str
    not_met: int
    x: int
    left: int
    top: float
    height: float
    is_highest: bool

    @property
    def number_y(self) -> float:
        return self.top - 3


@register.inclusion_tag("kieumau/charts/kn_head.html")
def kn_head(criteria_columns: Sequence[Any]) -> dict[str, object]:
    """The heading above stacked strips: how many units each criterion holds back, column over column."""
    highest = max((each.not_met for each in criteria_columns), default=0)
    fits = 0 < len(criteria_columns) <= MARKS_PER_LINE
    base = HEAD_BAR_HEIGHT + 14
    columns = []
    for index, each in enumerate(criteria_columns if fits else ()):
        height = round(HEAD_BAR_HEIGHT * each.not_met / highest, 1) if highest else 0.0
        columns.append(
            Column(
                code=str(each.code),
                label=said(each.label),
                not_met=each.not_met,
                x=index * PITCH + PITCH // 2,
                left=index * PITCH + 3,
                top=base - height,
                height=height,
                is_highest=highest > 0 and each.not_met == highest,
            )
        )
    return {
        "columns": columns,
        "base": base,
        "code_y": base + 13,
        "width": len(columns) * PITCH,
        "height": base + 17,
        "writes_codes": all(len(each.code) <= 2 for each in columns),
    }


@dataclass(frozen=True)
class Bar:
    code: str
    label: str
    url: str
    met: int
    not_met: int
    unknown: int
    of: int


@register.inclusion_tag("kieumau/charts/criteria_bars.html")
def criteria_bars(criteria_columns: Sequence[Any]) -> dict[str, object]:
    """Which criterion holds most units back: bars on one scale from zero, the fullest first."""
    of = max((each.met + each.not_met + each.unknown for each in criteria_columns), default=0)
    bars = [Bar(str(c.code), said(c.label), c.url or "", c.met, c.not_met, c.unknown, of) for c in criteria_columns]
    holding = sorted(
        (bar for bar in bars if bar.not_met or bar.unknown),
        key=lambda bar: (-bar.not_met, -bar.unknown),
    )
    clear = [bar for bar in bars if not bar.not_met and not bar.unknown]
    return {"holding": holding, "clear": clear, "of": of, "first": holding[0] if holding else None}
