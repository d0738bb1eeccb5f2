"""A file judged by a criteria set; and the sets that it fits better."""

from __future__ import annotations

from datetime import date

from kieumau.engine.criteria import CriteriaSet, shipped_rulebooks
from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.engine.errors import EvaluationError, KieuMauError, Problem
from kieumau.engine.evaluation import Judgement, JudgingProgress, judge
from kieumau.engine.reading import Progress, read_observations
from kieumau.engine.wording import Words, words

MOST_ROWS = 4_000  # units times periods: the country's communes in one year; some seconds
GUESSED_BYTES = 500_000  # a file up to this size is also tried with the other criteria sets when it does not fit


def judge_file(
    reading: Progress, judging: JudgingProgress, *, criteria: CriteriaSet, data: bytes, name: str, day: date
) -> Judgement:
    """`reading` is told of the rows of the file, `judging` of units and periods."""
    read = read_observations(
        data, filename=name, indicators=criteria.indicators, calendar=criteria.calendar, progress=reading
    )
    rows = len({(r.unit, r.period) for r in read.table.rows})
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
    return judge(criteria, read.table, on=day, units=read.units, notes=read.notes, progress=judging)


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
