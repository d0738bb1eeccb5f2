"""A file judged by a criteria set; and the sets that it fits better."""

from __future__ import annotations

from datetime import date

from kieumau.engine.criteria import CriteriaSet, shipped_rulebooks
from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.engine.errors import EvaluationError, KieuMauError, Problem
from kieumau.engine.evaluation import Judgement, JudgingProgress, judge
from kieumau.engine.evaluation.codes import check_codes, judged_periods
from kieumau.engine.indicators import Period
from kieumau.engine.indicators.observations import units_and_periods
from kieumau.engine.reading import Progress, read_observations
from kieumau.engine.territory import Registry
from kieumau.engine.territory.register_files import read_register
from kieumau.engine.wording import Words, words
from kieumau.records.territory.queries import registry

MOST_ROWS = 4_000  # units times periods: the country's communes in one year; some seconds
GUESSED_BYTES = 500_000  # a file up to this size is also tried with the other criteria sets when it does not fit


def judge_file(
    reading: Progress, judging: JudgingProgress, *, criteria: CriteriaSet, data: bytes, name: str, day: date
) -> Judgement:
    """`reading` is told of the rows of the file, `judging` of units and periods."""
    read = read_observations(
        data, filename=name, indicators=criteria.indicators, calendar=criteria.calendar, progress=reading
    )
    rows = len(units_and_periods(read.table.rows))
    if rows > MOST_ROWS:
        raise EvaluationError(
            Problem(
                words(
                    "tệp có {n} dòng đơn vị và kỳ, trang này chấm tối đa {m}.",
                    "the file has {n} rows of units and periods, this page judges {m} at most.",
                    n=rows,
                    m=MOST_ROWS,
                ),
                file=name,
                hint=Words(
                    "Dùng lệnh kieumau evaluate cho bảng lớn.", "Use the command kieumau evaluate for large tables."
                ),
            )
        )
    check_codes(
        criteria,
        ((r.unit, r.period, r.indicator) for r in read.table.rows if r.value is not None),
        _register(),
        judged=judged_periods(criteria, read.table.periods, on=day),
        way_out=_way_out,
        names={code: unit.name for code, unit in read.units.units.items()},
        file=name,
    )
    return judge(criteria, read.table, on=day, units=read.units, notes=read.notes, progress=judging)


def _register() -> Registry:
    """The register as the database holds it with its decisions; the shipped one where none was loaded."""
    kept = registry()
    return kept if kept.units else read_register()


def _way_out(period: Period, one_figure: bool) -> Words:
    if one_figure:
        return Words(
            "Vui lòng tách số liệu của kỳ vắt qua ngày thay đổi, mỗi đơn vị một kỳ, trong tệp riêng.",
            "Please split the figure that runs across that day, a period for each unit, in files of their own.",
        )
    return words(
        "Vui lòng tách tệp theo ngày thay đổi, hoặc dùng lệnh kieumau evaluate với --units-on {d} để quy đổi số liệu.",
        "Please split the file at that day, or restate the figures: kieumau evaluate with --units-on {d}.",
        d=period.last.isoformat(),
    )


def fitting_sets(criteria: CriteriaSet, data: bytes, name: str) -> list[str]:
    """The keys of the criteria sets that can read a file which the chosen one cannot: most likely the wrong one was ticked."""
    if len(data) > GUESSED_BYTES:
        return []
    fitting = []
    for key in shipped_rulebooks():
        other = shipped_rulebook(key)
        if key != criteria.key:
            try:
                read_observations(data, filename=name, indicators=other.indicators, calendar=other.calendar)
            except KieuMauError:
                continue
            fitting.append(key)
    return fitting
