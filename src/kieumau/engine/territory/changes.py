"""What changes units: an act with its law and its day, and which unit goes into which."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from kieumau.engine.wording import Words, plain


@dataclass(frozen=True, slots=True)
class Change:
    """One act: its number, the day on which units change, its title, issuer, day of issue and address."""

    code: str
    on: date
    title: Words
    issuer: str = ""
    issued: date | None = None
    address: str = ""

    @property
    def issued_by(self) -> Words:
        """The issuer in both languages where it is one of the state's own; a name as it stands otherwise."""
        return _ISSUERS.get(self.issuer, plain(self.issuer))


_ISSUERS = {
    vi: Words(vi, en)
    for vi, en in (
        ("Quốc hội", "the National Assembly"),
        ("Ủy ban Thường vụ Quốc hội", "the Standing Committee of the National Assembly"),
        ("Chính phủ", "the Government"),
        ("Bộ Công an", "the Ministry of Public Security"),
    )
}


@dataclass(frozen=True, slots=True)
class Succession:
    """A unit that ends on a change, wholly or in part into one that begins with it.

    `share` is the part of the predecessor's figures (0 to 1) that goes this way; None where no share is known.
    `basis` says of what: whole, population, area, entered, unknown. `article` is where the act says so ("khoản 14
    Điều 1"): a citation, so that two ways that differ in it alone are the same.
    """

    change: str
    predecessor: str
    successor: str
    share: Fraction | None = Fraction(1)
    basis: str = "whole"
    article: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class LevelEnd:
    """The day from which a level is no longer part of a system: police from March 2025, government from July."""

    level: str
    system: str  # police, government
    until: date
    law: str
    address: str = ""
