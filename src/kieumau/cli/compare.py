"""`kieumau compare`: the same figures under two editions."""

from __future__ import annotations

from typing import Annotated

import typer

from kieumau.cli.arguments import CodedOn, Data, On, Period, Units, UnitsOn
from kieumau.cli.language import say
from kieumau.cli.reading import read_inputs
from kieumau.cli.tables import show_comparison
from kieumau.engine.criteria import load_rulebook
from kieumau.engine.evaluation import compare_results, evaluate
from kieumau.engine.evaluation.comparing import indicators_of_both

_FIRST = Annotated[
    str, typer.Argument(metavar="RULEBOOK_A", help=say("Bộ tiêu chí đang dùng.", "The rulebook in use."))
]
_SECOND = Annotated[str, typer.Argument(metavar="RULEBOOK_B", help=say("Bộ tiêu chí dự thảo.", "The draft edition."))]


def compare(
    first: _FIRST,
    second: _SECOND,
    data: Data,
    on: On = None,
    units: Units = None,
    period: Period = None,
    units_on: UnitsOn = None,
    coded_on: CodedOn = None,
) -> None:
    a, b = load_rulebook(first), load_rulebook(second)
    both = indicators_of_both(a, b)
    inputs = read_inputs(both, data, units, on, units_on, coded_on)
    period = period or a.calendar.name(a.calendar.around(max(p.last for p in inputs.table.periods)))
    for edition in (a, b):
        inputs.check_codes(edition, period=period, draft=True)
    results = [evaluate(s, inputs.table, on=inputs.on, units=inputs.units, period=period, draft=True) for s in (a, b)]
    show_comparison(compare_results(*results), a, b)
