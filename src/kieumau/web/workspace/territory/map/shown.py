"""The units of a map in one way of colouring: a row and a shade each, the legend and the headline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import get_language

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation import Outcome
from kieumau.engine.indicators import Indicator, OverUnits
from kieumau.engine.indicators.newest import newest_on, number_of
from kieumau.engine.territory import KIND_NOUNS, AdminUnit, Registry
from kieumau.engine.wording import Words, plain, said_number, upper_first, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.assessments.models import Assessment, UnitVerdict
from kieumau.records.indicators.figures.access import access_figures
from kieumau.reports.restated_tables import said_bounds
from kieumau.web.shell.links import unit_address

_SHADES = 4


@dataclass(frozen=True)
class MapRow:
    unit: AdminUnit
    name: Words
    url: str
    text: str
    note: Words | None
    shade: int


@dataclass(frozen=True)
class Shade:
    shade: int
    said: Words
    mark: bool = False


def language() -> str:
    return get_language() or "vi"


class ColouredUnits:
    """Rows, legend and headline of one way of colouring."""

    def __init__(
        self,
        registry: Registry,
        units: list[AdminUnit],
        day: date,
        assessment: Assessment | None,
        verdicts: Mapping[str, UnitVerdict],
        criteria: CriteriaSet | None,
        by: Acting,
    ) -> None:
        self.by = by
        self.registry, self.units, self.day = registry, units, day
        self.assessment, self.verdicts, self.criteria = assessment, verdicts, criteria

    def _row(self, unit: AdminUnit, text: str, shade: int, note: Words | None = None) -> MapRow:
        return MapRow(unit, unit.full_name, unit_address(unit, self.day), text, note, shade)

    def by_kind(self) -> tuple[list[MapRow], list[Shade], Words]:
        kinds = {"phuong": 8, "thi_tran": 6, "dac_khu": 7}
        rows = [
            self._row(u, KIND_NOUNS.get(u.kind, plain(u.kind)).said(language()), kinds.get(u.kind, 5))
            for u in self.units
        ]
        here = {u.kind for u in self.units}
        counts = {k: sum(u.kind == k for u in self.units) for k in here}
        shades = [
            Shade(kinds.get(k, 5), words("{k}: {n}", "{k}: {n}", k=KIND_NOUNS.get(k, plain(k)), n=counts[k]))
            for k in sorted(here, key=lambda k: -kinds.get(k, 5))
        ]
        communes = sum(u.level == "commune" for u in self.units)
        title = words("{n} đơn vị cấp xã ngày {d}", "{n} commune-level units on {d}", n=communes, d=self.day)
        if islands := len(self.units) - communes:
            title += words(", và {n} huyện không có xã", ", and {n} districts without communes", n=islands)
        return rows, shades, title

    def by_verdict(self) -> tuple[list[MapRow], list[Shade], Words]:
        assert self.assessment is not None
        rows, judged, heirs = [], 0, 0
        qualified = Words("có đơn vị tiền thân đủ điều kiện", "a predecessor qualified")
        for unit in self.units:
            then = self.registry.find(unit.code, self.assessment.on)
            verdict = self.verdicts.get(unit.code) if self.registry.is_same(then, unit) else None
            if verdict is not None:
                judged += 1
                share = verdict.met / verdict.of if verdict.of else 0
                whole = verdict.outcome == Outcome.QUALIFIED.value
                shade = 4 if whole else 3 if share >= 0.9 else 2 if share >= 0.75 else 1
                rows.append(self._row(unit, f"{verdict.met}/{verdict.of}", shade))
                continue
            old = [
                self.verdicts[s.unit.code]
                for s in self.registry.predecessors(unit)
                if s.unit.is_alive(self.assessment.on) and s.unit.code in self.verdicts
            ]
            note = qualified if any(v.outcome == Outcome.QUALIFIED.value for v in old) else None
            heirs += note is not None
            rows.append(self._row(unit, Words("chưa chấm", "not judged").said(language()), 0, note))
        shades = [
            Shade(4, Words("đủ điều kiện", "qualified")),
            Shade(3, Words("đạt từ 90% tiêu chí", "90% of criteria or more")),
            Shade(2, Words("từ 75% đến dưới 90%", "75% to under 90%")),
            Shade(1, Words("dưới 75%", "under 75%")),
            Shade(0, Words("chưa chấm", "not judged")),
        ]
        if heirs:
            shades.append(
                Shade(0, Words("chưa chấm, có tiền thân đủ điều kiện", "not judged, a predecessor qualified"), True)
            )
        if judged:
            done = sum(r.shade == 4 for r in rows)
            title = words(
                "{k} trong {n} đơn vị đã chấm đủ điều kiện", "{k} of {n} judged units qualify", k=done, n=judged
            )
        else:
            title = words(
                "Chưa đơn vị nào ngày {d} được chấm; {h} đơn vị có tiền thân đủ điều kiện",
                "No unit of {d} has been judged; {h} have a predecessor that qualified",
                d=self.day,
                h=heirs,
            )
        return rows, shades, title

    def by_indicator(self, indicator: Indicator) -> tuple[list[MapRow], list[Shade], Words]:
        """The newest period with figures, restated to the day."""
        assert self.criteria is not None
        wanted = (indicator.code, *(indicator.components or ()))
        codes = self.registry.codes_with_predecessors(self.units)
        table = access_figures(units=codes, until=self.day, indicators=wanted, by=self.by)
        newest = newest_on(self.day, table.rows, indicator, indicators=self.criteria.indicators, registry=self.registry)
        found, cuts = newest.by_unit, newest.cuts(_SHADES)
        made = []
        for unit in self.units:
            f = found.get(unit.code)
            if f is None:
                made.append(self._row(unit, Words("chưa có số liệu", "no figure").said(language()), 0))
                continue
            number = number_of(f)
            shade = 1 + sum(number >= cut for cut in cuts) if number is not None else 0
            made.append(
                self._row(unit, said_bounds(f, indicator, language()), shade, None if f.value is not None else f.why)
            )
        lines = [None, *cuts]
        shades = [
            Shade(i + 1, _between(low, lines[i + 1] if i + 1 < len(lines) else None, indicator))
            for i, low in enumerate(lines)
            if cuts
        ]
        shades = [
            *reversed(shades),
            Shade(0, Words("chưa có, hoặc chỉ biết trong khoảng", "none, or known between bounds only")),
        ]
        when = newest.period.words if newest.period else Words("chưa có số liệu", "no figures")
        title = words("{i}: {p}", "{i}: {p}", i=upper_first(indicator.label), p=when)
        if indicator.over_units is OverUnits.NONE and self.assessment and self.day > self.assessment.on:
            title += words(", chỉ ở đơn vị không đổi", ", only where the unit is the same")
        return made, shades, title


def _between(low: Fraction | None, high: Fraction | None, indicator: Indicator) -> Words:
    def said(value: Fraction, language: str) -> str:
        share = indicator.measure.is_share
        return said_number(value * 100 if share else value, language, places=1 if share else None) + (
            "%" if share else ""
        )

    if low is None and high is None:
        return Words("có số liệu", "known")
    if low is None and high is not None:
        return Words(f"dưới {said(high, 'vi')}", f"under {said(high, 'en')}")
    assert low is not None
    if high is None:
        return Words(f"từ {said(low, 'vi')} trở lên", f"{said(low, 'en')} or more")
    return Words(f"từ {said(low, 'vi')} đến dưới {said(high, 'vi')}", f"{said(low, 'en')} to under {said(high, 'en')}")
