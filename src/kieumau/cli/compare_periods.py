"""`kieumau compare-periods`: what a count did from one period to another, and whether chance alone could do it."""

from __future__ import annotations

from json import dumps
from math import isfinite
from pathlib import Path
from typing import Annotated, Any

import typer

from kieumau.cli.arguments import CodedOn
from kieumau.cli.change_tables import show_change, show_changes
from kieumau.cli.count_files import read_count
from kieumau.cli.language import LANGUAGE, say
from kieumau.cli.register import shipped_register
from kieumau.engine.criteria import CriteriaSet, load_rulebook, shipped_rulebooks
from kieumau.engine.errors import EvaluationError, ObservationError, Problem, did_you_mean
from kieumau.engine.indicators import Calendar, Indicator, ObservationTable, Period
from kieumau.engine.indicators.comparing import (
    PeriodComparison,
    UnitComparison,
    UnitComparisons,
    compare_units,
)
from kieumau.engine.indicators.comparison_words import said_comparison, said_of_unit
from kieumau.engine.statistics.methods import Method
from kieumau.engine.territory import Registry
from kieumau.engine.wording import Words, words

DataFiles = Annotated[
    list[Path],
    typer.Argument(
        metavar="DATA",
        help=say(
            "Một hay nhiều tệp số liệu (.csv, .xlsx, .parquet), đọc chung như một bảng.",
            "One or more files of figures (.csv, .xlsx, .parquet), read together as one table.",
        ),
    ),
]
RulebookOption = Annotated[
    str | None,
    typer.Option(
        "--rulebook",
        metavar="RULEBOOK",
        help=say(
            "Bộ tiêu chí định nghĩa chỉ tiêu. Mặc định: bộ có sẵn mới nhất có chỉ tiêu ấy.",
            "The rulebook that defines the indicator. Default: the newest shipped set that has it.",
        ),
    ),
]
IndicatorOption = Annotated[
    str, typer.Option("--indicator", metavar="CODE", help=say("Mã chỉ tiêu.", "The indicator's code."))
]
_PERIOD = "2022 | 2022-03 | 2022-01..2022-06"
Before = Annotated[
    str, typer.Option("--before", metavar="A..B", help=say(f"Kỳ trước: {_PERIOD}.", f"The earlier period: {_PERIOD}."))
]
After = Annotated[
    str, typer.Option("--after", metavar="C..D", help=say(f"Kỳ sau: {_PERIOD}.", f"The later period: {_PERIOD}."))
]
Unit = Annotated[
    str | None,
    typer.Option(
        "--unit",
        metavar="CODE",
        help=say(
            "Chỉ một đơn vị. Mặc định: mọi đơn vị trong tệp và tổng cộng.",
            "One unit only. Default: every unit of the file, and the total.",
        ),
    ),
]
MethodOption = Annotated[
    str | None,
    typer.Option(
        "--method",
        metavar="exact|mid_p",
        help=say("Phép so. Mặc định: của bộ tiêu chí.", "The test. Default: the rulebook's."),
    ),
]
Json = Annotated[bool, typer.Option("--json", help=say("In JSON ra màn hình.", "Print JSON on stdout."))]


def compare_periods(
    data: DataFiles,
    indicator: IndicatorOption,
    before: Before,
    after: After,
    unit: Unit = None,
    rulebook: RulebookOption = None,
    method: MethodOption = None,
    coded_on: CodedOn = None,
    json: Json = False,
) -> None:
    criteria = _criteria(rulebook, indicator)
    asked = _count(criteria, indicator)
    earlier, later = _periods(before, after, criteria.calendar)
    table, names = read_count(data, criteria, asked, (earlier, later))
    registry = shipped_register()
    chosen = _method(method) if method else criteria.chance.method
    changes = compare_units(
        table,
        registry,
        asked,
        before=earlier,
        after=later,
        names=names,
        coded_on=coded_on.date() if coded_on else None,
        method=chosen,
        level=criteria.chance.level,
    )
    if not changes.units:
        raise _nothing(data, asked, table, earlier, later)
    one = _one(changes, unit, registry, later, data) if unit else None
    if json:
        units = (one,) if one else changes.units
        found = _json(changes, units, asked, earlier, later, chosen, criteria.chance.level, table.sample)
        typer.echo(dumps(found, ensure_ascii=False, indent=2))
        return

    if one:
        show_change(one, changes, asked, sample=table.sample)
    else:
        show_changes(changes, asked, earlier, later, sample=table.sample)


# -- what is asked ----------------------------------------------------------------------------------------------------


def _criteria(rulebook: str | None, code: str) -> CriteriaSet:
    """The rulebook named, or the newest shipped one that has the indicator."""
    if rulebook is not None:
        return load_rulebook(rulebook)
    sets = [load_rulebook(key) for key in shipped_rulebooks()]
    having = [c for c in sets if code in c.indicators]
    if not having:
        raise _unknown(code, sorted({known for c in sets for known in c.indicators}), "")
    return max(having, key=lambda c: (c.issued.in_force, c.key))


def _unknown(code: str, known: list[str], place: str) -> Exception:
    what = words("không có chỉ tiêu “{c}”.", "there is no indicator “{c}”.", c=code)
    return ObservationError(Problem(what, path=place, hint=did_you_mean(code, known)))


def _count(criteria: CriteriaSet, code: str) -> Indicator:
    if code not in criteria.indicators:
        raise _unknown(code, list(criteria.indicators), criteria.key)
    found = criteria.indicators[code]
    if not found.is_count:
        what = words(
            "“{l}” ({c}) không phải là số đếm cộng được theo thời gian, nên không so được bằng phép này.",
            "“{l}” ({c}) is not a count that adds up over time, so this test does not apply to it.",
            l=found.label,
            c=code,
        )
        counts = [i.code for i in criteria.indicators.values() if i.is_count]
        listed = ", ".join(counts[:8])
        hint = words("Các số đếm: {l}.", "Counts are: {l}.", l=listed) if counts else Words("", "")
        raise ObservationError(Problem(what, path=criteria.key, hint=hint))
    return found


def _periods(before: str, after: str, calendar: Calendar) -> tuple[Period, Period]:
    earlier, later = _period(before, calendar, "--before"), _period(after, calendar, "--after")
    if later.first <= earlier.last:
        raise typer.BadParameter(
            say(
                "kỳ trước phải kết thúc trước khi kỳ sau bắt đầu.",
                "the earlier period must end before the later one begins.",
            ),
            param_hint="--before, --after",
        )
    return earlier, later


def _period(text: str, calendar: Calendar, option: str) -> Period:
    """2022, or 2022-01..2022-06: from the first day of the one to the last day of the other."""
    ends = [calendar.parse(end) for end in text.split("..")]
    first, last = ends[0], ends[-1]
    if first is None or last is None or len(ends) > 2 or last.last < first.first:
        raise typer.BadParameter(
            say(
                f"“{text}” không phải là một kỳ. Viết 2022, 2022-03, 2022-01..2022-06 hoặc 2022-01-15..2022-06-14.",
                f"“{text}” is no period. Write 2022, 2022-03, 2022-01..2022-06 or 2022-01-15..2022-06-14.",
            ),
            param_hint=option,
        )
    return Period(first.first, last.last)


def _method(text: str) -> Method:
    try:
        return Method(text)
    except ValueError:
        known = ", ".join(Method)
        raise typer.BadParameter(
            say(f"không có phép so “{text}”. Dùng: {known}.", f"there is no test “{text}”. Use: {known}."),
            param_hint="--method",
        ) from None


def _one(changes: UnitComparisons, code: str, registry: Registry, later: Period, data: list[Path]) -> UnitComparison:
    for change in changes.units:
        if change.unit == code:
            return change
    if registry.lives(code) and registry.find(code, later.last) is None:
        raise EvaluationError(registry.unknown(code, later.last))
    what = words(
        "tệp không có số liệu của đơn vị {u} trong hai kỳ.", "the file has no figures of {u} in either period.", u=code
    )
    raise EvaluationError(Problem(what, file=_names(data), hint=did_you_mean(code, [u.unit for u in changes.units])))


def _names(data: list[Path]) -> str:
    return ", ".join(path.name for path in data)


def _nothing(
    data: list[Path], indicator: Indicator, table: ObservationTable, earlier: Period, later: Period
) -> Exception:
    what = words(
        "tệp không có số liệu {c} của {a} hay của {b}.",
        "the file has no figures of {c} for {a} or for {b}.",
        c=indicator.code,
        a=earlier.words,
        b=later.words,
    )
    there = sorted(r.period for r in table.rows)
    hint = words("Tệp có từ {a} đến {b}.", "It has {a} to {b}.", a=there[0].words, b=there[-1].words) if there else None
    return EvaluationError(Problem(what, file=_names(data), hint=hint))


# -- for machines -----------------------------------------------------------------------------------------------------


def _json(
    changes: UnitComparisons, units: tuple[UnitComparison, ...], indicator: Indicator, earlier: Period, later: Period,
    method: Method, level: float, sample: bool,
) -> dict[str, Any]:  # fmt: skip
    return {
        "indicator": indicator.code,
        "label": indicator.label.said(LANGUAGE),
        "before": {"first": earlier.first.isoformat(), "last": earlier.last.isoformat()},
        "after": {"first": later.first.isoformat(), "last": later.last.isoformat()},
        "method": method.value,
        "level": level,
        "sample": sample,
        "restated_on": changes.restated_on.isoformat() if changes.restated_on else None,
        "codes_not_in_register": list(changes.strangers),
        "looked_at": changes.looked_at,
        "units": [_unit(changes, u) for u in units],
        "total": _of(changes.total) if changes.total and len(units) > 1 else None,
    }


def _unit(changes: UnitComparisons, unit: UnitComparison) -> dict[str, Any]:
    """One unit: p of it looked at alone, and p among all that were looked at, each with what follows from it."""
    found = _of(unit.of)
    sure = None if unit.of.change is None else unit.of.is_sure
    return {
        "unit": unit.unit,
        "name": unit.name.said(LANGUAGE),
        **{("could_be_chance_looked_at_alone" if k == "could_be_chance" else k): v for k, v in found.items()},
        "adjusted_p": unit.of.adjusted,
        "could_be_chance_among_all_looked_at": None if sure is None else not sure,
        "sentence": " ".join(s.said(LANGUAGE) for s in said_of_unit(unit, changes)),
    }


def _of(compared: PeriodComparison) -> dict[str, Any]:
    """One comparison. No number stands for "without bound" in JSON, so `high` is null there."""
    change = compared.change
    numbers: dict[str, Any] = dict.fromkeys(
        ("before", "after", "ratio", "low", "high", "p", "could_be_chance", "spread")
    )
    if change is not None:
        numbers = {
            "before": change.before,
            "after": change.after,
            "ratio": change.ratio,
            "low": change.low,
            "high": change.high if isfinite(change.high) else None,
            "p": change.p,
            "could_be_chance": change.could_be_chance,
            "spread": change.spread.factor if change.spread is not None else None,
        }
    return {**numbers, "rounded": compared.rounded, "sentence": said_comparison(compared).said(LANGUAGE)}
