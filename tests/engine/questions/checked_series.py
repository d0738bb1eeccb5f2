"""A small rulebook with a check of every kind, and short ways to write its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from kieumau.engine.criteria import Severity, parse_rulebook
from kieumau.engine.indicators import Observation, Period
from kieumau.engine.indicators.periods import Calendar, month_period

HIGH = Severity.HIGH
CRITERIA = parse_rulebook(
    """\
rulebook: thu
version: "1"
nature: sample
title: {vi: Bộ thử, en: A try}
issued: {title: Mẫu, issuer: Phép thử, in_force: 2023-01-01}
applies_to: [phuong]
indicators:
  cases: {label: {vi: Vụ việc, en: Cases}, measure: cases, over_period: sum, every: month, plausible: [0, 300]}
  day: {label: {vi: Ban ngày, en: By day}, measure: cases, over_period: sum, every: month}
  night: {label: {vi: Ban đêm, en: By night}, measure: cases, over_period: sum, every: month}
  calls: {label: {vi: Cuộc gọi, en: Calls}, measure: events, over_period: sum, every: month}
  settled: {label: {vi: Đã giải quyết, en: Settled}, measure: events, over_period: sum, every: month}
  visits: {label: {vi: Thăm hỏi, en: Visits}, measure: meetings, over_period: sum, every: month}
  reports: {label: {vi: Tin báo, en: Reports}, measure: events}
  people: {label: {vi: Nhân khẩu, en: Residents}, measure: persons, plausible: [100, 8000]}
  forms: {label: {vi: Phiếu, en: Forms}, measure: forms}
  good: {label: {vi: Phiếu tốt, en: Good forms}, measure: forms}
thresholds:
  share: {label: {vi: Tỷ lệ, en: Share}, measure: share, law: Mục 2, values: {2023-01-01: 0.8}}
sure_changes:
  sure_fall: {label: {vi: Chắc chắn giảm, en: Sure fall}, of: cases, direction: fall}
criteria:
  - {code: "1", law: Mục 1, label: {vi: Giảm, en: Fewer}, meets: cases <= 0.9 * before(cases)}
  - {code: "2", law: Mục 2, label: {vi: Hài lòng, en: Satisfied}, meets: good >= share * forms}
  - code: "3"
    law: Mục 3
    label: {vi: Đủ số, en: Complete}
    meets: day + night >= 0 and calls + settled >= 0 and visits >= 0 and reports >= 0 and people >= 0
  - {code: "4", law: Mục 4, label: {vi: Giảm rõ, en: Surely fewer}, meets: sure_fall >= 0.3}
  - {code: "5", law: Mục 5, label: {vi: Có mức trần, en: A limit}, meets: cases <= 1000}
checks:
  - {code: people_range, check: out_of_range, of: [people], severity: high, advice: {vi: Hỏi sổ, en: Ask the registry.}}
  - {code: settled_of_calls, check: part_of_whole, of: [settled], whole: calls}
  - {code: two_halves, check: adds_up, of: [day, night], whole: cases}
  - {code: gone, check: missing, of: [cases, calls]}
  - {code: none, check: zero_after_steady, of: [cases]}
  - {code: jump, check: beyond_limits, of: [cases]}
  - {code: jump_spread, check: beyond_limits, of: [calls], limits: spread}
  - {code: round, check: digits, of: [calls]}
  - {code: late, check: revisions, of: [cases], favours: fall}
  - {code: same, check: identical_rows, of: [cases, calls, visits]}
  - {code: apart, check: apart, of: [cases], rising: reports}
recognised_when: all
""",
    file="thu.yaml",
)


def month(key: str) -> Period:
    return month_period(*map(int, key.split("-")))


def span(first: str, last: str) -> Period:
    return Period(month(first).first, month(last).last)


def year(name: int) -> Period:
    return Calendar().year(name)


ALL = Period(year(2020).first, year(2025).last)


def figures(unit: str, **of: Mapping[str, object]) -> list[Observation]:
    """`figures("a", cases={"2024-03": 10})`; None is not sent."""
    return [
        Observation(unit, month(key) if "-" in key else year(int(key)), code, Fraction(str(value)))
        for code, values in of.items()
        for key, value in values.items()
        if value is not None
    ]


def monthly(unit: str, code: str, counts: Iterable[int], *, last: str) -> list[Observation]:
    """One count a month, the last of them for `last`."""
    amounts = list(counts)
    end = int(last[:4]) * 12 + int(last[5:]) - len(amounts)
    keys = [f"{(end + i) // 12}-{(end + i) % 12 + 1:02}" for i in range(len(amounts))]
    return figures(unit, **{code: dict(zip(keys, amounts, strict=True))})
