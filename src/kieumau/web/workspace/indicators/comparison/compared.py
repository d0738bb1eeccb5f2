"""The question of the comparison page, and what its two tables share: totals, open questions, rounding, the finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from kieumau.engine.criteria import AskedIndicator
from kieumau.engine.indicators import Indicator, Period
from kieumau.engine.indicators.periods import said_period
from kieumau.engine.indicators.totals import Total
from kieumau.engine.statistics.methods import Method
from kieumau.engine.statistics.spread import Spread
from kieumau.engine.territory import KIND_NOUNS, AdminUnit
from kieumau.engine.territory.kinds import UNIT_NOUN
from kieumau.engine.wording import Words, plain, upper_first, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.figures.totals import access_spread_totals, access_totals
from kieumau.records.questions.access import access_standing_on
from kieumau.records.questions.models import QuestionRecord
from kieumau.web.shell.links import keep_day

LEAST = 3  # wards, to have a common rate worth the name
SEE = Permission.READ_RESULTS
Missing = tuple[Words, str, Words, tuple[Words, str] | None]
"""A ward that is not in the table: its name and address, what lacks, and the questions that wait."""


@dataclass(frozen=True)
class Compared:
    """The question of the page, with the wards that it is about. `periods` are those that are shown, the newest last."""

    by: Acting
    on: date
    known: datetime | None
    periods: tuple[Period, ...]
    indicator: Indicator
    size: Indicator | None
    asked: AskedIndicator
    wards: list[AdminUnit]
    names_provinces: bool = False

    @property
    def period(self) -> Period:
        return self.periods[-1]

    @property
    def method(self) -> Method:
        return self.asked.sets[0].chance.method

    @property
    def level(self) -> float:
        """How sure a finding is to be; the rulebook says."""
        return self.asked.sets[0].chance.level

    @property
    def noun(self) -> Words:
        kinds = {u.kind for u in self.wards}
        return KIND_NOUNS.get(kinds.pop(), UNIT_NOUN) if len(kinds) == 1 else UNIT_NOUN

    def totals(
        self, indicator: Indicator, *periods: Period, since: date | None = None, as_first: bool = False
    ) -> tuple[list[dict[str, Total]], bool]:
        """Of each ward in each of these periods, and whether the figures are invented. One query."""
        return access_totals(
            indicator,
            periods,
            units=self.wards,
            on=self.period.last,
            since=since,
            known=self.known,
            as_first=as_first,
            by=self.by,
        )

    def changes(self, *periods: Period) -> tuple[list[dict[str, Total]], dict[str, Spread | None], bool]:
        """The count of each ward in each of these periods, and how much more than by chance its months vary."""
        on, known = self.period.last, self.known
        return access_spread_totals(self.indicator, periods, units=self.wards, on=on, known=known, by=self.by)

    @cached_property
    def questioned(self) -> Mapping[str, list[QuestionRecord]]:
        """The questions on the counts that are shown as they stand, by the ward whose count it is today. One query."""
        return access_standing_on(self.indicator.code, self.periods, units=self.wards, by=self.by)

    def province(self, unit: AdminUnit) -> AdminUnit | None:
        above = self.by.registry.ancestors(unit, self.period.last)
        return next((u for u in above if u.level == "province"), None)


@dataclass(frozen=True, slots=True)
class WardRow:
    """One ward in a table. What it says is put into words when it is shown: a page shows a hundred."""

    c: Compared
    unit: AdminUnit
    is_restated: bool

    @property
    def name(self) -> Words:
        return self.unit.full_name

    @property
    def place(self) -> Words | None:
        above = self.c.province(self.unit) if self.c.names_provinces else None
        return above.full_name if above else None

    @property
    def url(self) -> str:
        return address_of(self.c, self.unit)

    @property
    def questions(self) -> tuple[Words, str] | None:
        """How many are asked about its count, how many of them are answered, and where they are."""
        return said_questions(self.c.questioned.get(self.unit.code, []))


def said_questions(found: Sequence[QuestionRecord]) -> tuple[Words, str] | None:
    """An answer explains; the figure that was asked about stands as long as nobody corrects it, so it is still told."""
    if not found:
        return None
    open_ = [q for q in found if not q.is_answered]  # type: ignore[attr-defined]
    if len(found) == 1:
        url = reverse("workspace:question", args=[found[0].uuid])
    else:
        codes = {q.unit for q in found}
        asked = {"state": "" if len(open_) < len(found) else "waiting", "q": codes.pop() if len(codes) == 1 else ""}
        url = f"{reverse('workspace:questions')}?{urlencode({k: v for k, v in asked.items() if v})}"
    about = words(
        "{n} câu hỏi về số liệu này",
        "{n} question about this figure" if len(found) == 1 else "{n} questions about this figure",
        n=len(found),
    )
    if not open_:
        return about + Words(", đã trả lời", ", answered"), url
    if len(open_) < len(found):
        return about + words(", {m} chưa trả lời", ", {m} not answered", m=len(open_)), url
    return words("đang có {a}", "{a}, not answered", a=about), url


def questions_in_all(c: Compared) -> tuple[Words, str] | None:
    """Those on all counts of the page, each once."""
    return said_questions(list({q.pk: q for each in c.questioned.values() for q in each}.values()))


def address_of(c: Compared, unit: AdminUnit) -> str:
    url = reverse("workspace:indicator", args=[c.indicator.code, unit.code])
    return keep_day(url, None if c.known is None else c.on)


def missing_of(c: Compared, unit: AdminUnit, why: Words | None) -> Missing:
    return unit.full_name, address_of(c, unit), why or plain(""), said_questions(c.questioned.get(unit.code, []))


def perhaps(way: Words, among: int) -> Words:
    return words(
        "{w}; có thể chỉ do ngẫu nhiên khi xem {n} đơn vị",
        "{w}; may be chance with {n} units looked at",
        w=way,
        n=among,
    )


def too_few(c: Compared, known: int) -> Words:
    if len(c.wards) < LEAST:
        return words(
            "So sánh cần ít nhất {k} đơn vị; bạn đọc số liệu của {n}",
            "A comparison needs {k} units at least; you read the figures of {n}",
            k=LEAST,
            n=len(c.wards),
        )
    return words(
        "{p}: mới có số liệu của {k}/{n} {u}, chưa so sánh được",
        "{p}: figures of {k} of {n} {u}, too few to compare",
        p=upper_first(said_period(c.period)), k=known, n=len(c.wards), u=c.noun,
    )  # fmt: skip


def findings(c: Compared, sides: Iterable[tuple[Words, str]], *, none: Words, high: Words, low: Words) -> Words:
    """What the page found, in a sentence: who differs even with so many looked at, or that nobody is seen to.

    `none` is what nobody does; `high` and `low` say "{k}": who does.
    """
    told = list(sides)
    if not any(side for _, side in told):
        return _nobody(c, len(told), none)
    parts = []
    for side, way in (("high", high), ("low", low)):
        there = [name for name, of in told if of == side]
        if len(there) == 1:
            parts.append(way.fill(k=there[0], be="is"))
        elif there:
            parts.append(way.fill(k=words("{n} {u}", "{n} {u}", n=len(there), u=c.noun), be="are"))
    said = parts[0] if len(parts) == 1 else words("{a}, {b}", "{a}, {b}", a=parts[0], b=parts[1])
    looked_at = words(", kể cả khi tính rằng đã xem {n} {u}", ", even with {n} {u} looked at", n=len(told), u=c.noun)
    return upper_first(said) + looked_at


def _nobody(c: Compared, looked_at: int, none: Words) -> Words:
    missing = len(c.wards) - looked_at
    rest = words("; {m} {u} chưa đủ số liệu", "; {m} {u} lack figures", m=missing, u=c.noun) if missing else plain("")
    return words(
        "Chưa thấy {u} nào, trong {n} {u} đủ số liệu, {w} nhiều hơn mức ngẫu nhiên có thể tạo ra{r}",
        "None of the {n} {u} with figures is seen to {w} by more than chance can make{r}",
        u=c.noun, n=looked_at, w=none, r=rest,
    )  # fmt: skip
