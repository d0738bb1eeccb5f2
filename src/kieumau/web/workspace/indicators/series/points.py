"""One period of a series in words: its figure or what is known of it, its limits, what is to be known beside."""

from __future__ import annotations

from kieumau.engine.expressions.measures import NO, YES, said_amount
from kieumau.engine.indicators.series import SeriesPoint
from kieumau.engine.wording import Words, words
from kieumau.records.indicators.figures.series import Meaning


def said_value_of(point: SeriesPoint, meaning: Meaning) -> Words:
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


def said_limits(limits: tuple[float, float, float]) -> Words:
    """Lower and upper, whole numbers."""
    return words("{a}–{b}", "{a}–{b}", a=round(limits[0]), b=round(limits[2]))


def notes_of(point: SeriesPoint) -> list[Words]:
    """What is to be known of the figure itself."""
    notes = []
    if point.restated:
        notes.append(Words("quy đổi theo địa bàn hiện nay", "restated to today's area"))
        if point.is_bounded and point.why is not None:
            notes.append(point.why)
    if point.corrected:
        notes.append(Words("đã sửa", "corrected"))
    return notes
