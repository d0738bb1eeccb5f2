"""Measures: what a figure counts. The word "unit" is kept for administrative units."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kieumau.engine.wording import Words, percent, round_half_up, said_number, words


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure counts. `whole` figures come one by one, so a need is rounded up to the next whole one."""

    code: str
    noun: Words
    whole: bool = True

    @property
    def is_share(self) -> bool:
        return self.code == "share"

    @property
    def is_fact(self) -> bool:
        return self.code == "fact"

    @property
    def adds_up(self) -> bool:
        """Whether the figures of two places make the figure of both. Time and marks do not."""
        return self.code in ("area_m2", "area_km2", "million_dong") or (
            self.whole and self.code not in ("points", "days", "months")
        )


def _measures(*rows: tuple[str, str, str, bool]) -> dict[str, Measure]:
    return {code: Measure(code, Words(vi, en), whole) for code, vi, en, whole in rows}


BUILT_IN_MEASURES = _measures(
    ("fact", "", "", False),
    ("share", "", "", False),
    ("number", "", "", False),
    ("points", "điểm", "points", False),
    ("persons", "người", "persons", True),
    ("households", "hộ", "households", True),
    ("cases", "vụ", "cases", True),
    ("events", "sự việc", "events", True),
    ("bodies", "khu dân cư, cơ quan, đơn vị", "residential areas and bodies", True),
    ("residential_areas", "khu dân cư", "residential areas", True),
    ("models", "mô hình", "models", True),
    ("units", "đơn vị", "units", True),
    ("forms", "phiếu", "forms", True),
    ("files", "hồ sơ", "files", True),
    ("documents", "văn bản", "documents", True),
    ("complaints", "đơn thư", "complaints", True),
    ("meetings", "cuộc", "meetings", True),
    ("cameras", "camera", "cameras", True),
    ("streets", "tuyến đường", "streets", True),
    ("tasks", "nhiệm vụ", "tasks", True),
    ("days", "ngày", "days", True),
    ("months", "tháng", "months", True),
    ("years", "năm", "years", False),
    ("area_m2", "m²", "m²", False),
    ("area_km2", "km²", "km²", False),
    ("million_dong", "triệu đồng", "million dong", False),
)


def said_amount(value: Fraction, measure: Measure) -> Words:
    """An amount with what it counts: 3 vụ, 61,1%.

    >>> said_amount(Fraction(1), BUILT_IN_MEASURES["persons"])
    Words(vi='1 người', en='1 person')
    """
    if measure.is_share:
        return percent(value)
    if not measure.noun.vi:
        return Words(said_number(value), said_number(value, "en"))
    english = _one(measure.noun.en) if value == 1 else measure.noun.en
    return words("{v} {n}", "{v} {n}", v=value, n=Words(measure.noun.vi, english))


def said_gap(value: Fraction, measure: Measure) -> Words:
    """A difference inside a sentence that has named what it counts: 2, or 2,5 điểm phần trăm."""
    if measure.is_share:
        return words("{v} điểm phần trăm", "{v} percentage points", v=value * 100)
    return Words(said_number(value), said_number(value, "en"))


def _one(noun: str) -> str:
    """The English singular of a noun: persons, residential areas, bodies; a pair of nouns stays as it is."""
    if " and " in noun:
        return noun
    return noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")


YES, NO = Words("có", "yes"), Words("không", "no")


_PLACES = 12


def typed_text(value: Fraction | bool, measure: Measure) -> Words:
    """A figure as it is typed into a cell: read again, it is the same figure."""
    if isinstance(value, bool):
        return YES if value else NO
    number = value * 100 if measure.is_share else value
    text = f"{round_half_up(number, _PLACES):f}"
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) == 3 and not measure.is_share:
        decimals += "0"  # 1,234 could be read as a thousand
    mark = "%" if measure.is_share else ""
    return Words(*(whole + (point + decimals if decimals else "") + mark for point in (",", ".")))


def said_value(value: Fraction | bool, measure: Measure) -> Words:
    """A figure as it is read, without what it counts."""
    if isinstance(value, bool):
        return YES if value else NO
    return words("{v}", "{v}", v=value) if not measure.is_share else said_amount(value, measure)
