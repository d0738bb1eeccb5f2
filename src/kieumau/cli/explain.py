"""`kieumau explain`: one unit, criterion by criterion, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kieumau.cli.arguments import CodedOn, Data, On, Period, Rulebook, Units, UnitsOn
from kieumau.cli.language import say
from kieumau.cli.reading import by_columns, read_inputs, way_out
from kieumau.cli.register import shipped_register
from kieumau.cli.tables import show_unit
from kieumau.engine.columns.verdicts import evaluate_columns
from kieumau.engine.criteria import CriteriaSet, load_rulebook
from kieumau.engine.errors import EvaluationError, Problem, did_you_mean
from kieumau.engine.evaluation import Result, judge, tell
from kieumau.engine.wording import words


def explain(
    rulebook: Rulebook,
    data: Data,
    unit: Annotated[str, typer.Option("--unit", help=say("Mã đơn vị.", "The unit's code."))],
    criterion: Annotated[
        str | None, typer.Option("--criterion", help=say("Mã tiêu chí.", "The criterion's code."))
    ] = None,
    on: On = None,
    units: Units = None,
    period: Period = None,
    units_on: UnitsOn = None,
    coded_on: CodedOn = None,
) -> None:
    criteria = load_rulebook(rulebook)
    if criterion is not None and criterion not in criteria.by_code:
        what = words("không có tiêu chí {c}.", "there is no criterion {c}.", c=criterion)
        raise EvaluationError(Problem(what, path=criteria.key, hint=did_you_mean(criterion, list(criteria.by_code))))
    if by_columns(criteria, data) and units is None and units_on is None:
        _from_columns(criteria, data, unit, period, on, criterion, coded=coded_on is not None)
        return
    inputs = read_inputs(criteria, data, units, on, units_on, coded_on)
    inputs.check_codes(criteria, period=period, only=None if criteria.grades else unit)
    judgement = judge(criteria, inputs.table, on=inputs.on, units=inputs.units, period=period)
    found = [u for u in judgement.units if u.unit.code == unit]
    if not found:
        what = words("không có đơn vị {u} trong tệp.", "there is no unit {u} in the file.", u=unit)
        raise EvaluationError(
            Problem(what, file=data.name, hint=did_you_mean(unit, [u.unit.code for u in judgement.units]))
        )
    result = tell(criteria, replace(judgement, units=tuple(found if period else found[-1:])))
    for one in result.units:
        show_unit(one, result, criteria, criterion)


def _from_columns(
    criteria: CriteriaSet,
    data: Path,
    unit: str,
    period: str | None,
    on: datetime | None,
    criterion: str | None,
    *,
    coded: bool,
) -> None:
    """One row of a large Parquet file, judged again in words."""
    verdicts = evaluate_columns(
        criteria,
        data,
        on=on.date() if on else None,
        registry=None if coded else shipped_register(),
        way_out=way_out,
    )
    row = verdicts.explain(unit, period or criteria.calendar.name(criteria.calendar.around(verdicts.on)))
    result = Result(
        criteria.name,
        criteria.version,
        criteria.nature.value,
        verdicts.on,
        verdicts.fingerprint,
        verdicts.sample,
        (row,),
        verdicts.notices,
    )
    show_unit(row, result, criteria, criterion)
