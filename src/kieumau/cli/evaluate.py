"""`kieumau evaluate`: judge the units of a file."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kieumau.cli.arguments import CodedOn, Data, On, Period, Rulebook, Units, UnitsOn
from kieumau.cli.column_tables import show_columns, show_many
from kieumau.cli.language import LANGUAGE, say
from kieumau.cli.reading import by_columns, read_inputs, way_out
from kieumau.cli.register import shipped_register
from kieumau.cli.tables import show_judgement
from kieumau.engine.columns.verdicts import evaluate_columns
from kieumau.engine.criteria import CriteriaSet, find_child, load_rulebook
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.evaluation import Judgement, judge, tell
from kieumau.engine.wording import Words
from kieumau.reports.verdict_tables import result_data, write_result

MANY = 2_000  # units of a period from which they are counted and not listed


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"


Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help=say(
            "Ghi kết quả ra tệp .json, .csv, .xlsx hoặc .parquet.", "Write to a .json, .csv, .xlsx or .parquet file."
        ),
    ),
]
FormatOption = Annotated[
    Format,
    typer.Option("--format", help=say("Bảng để đọc, hoặc JSON ra màn hình.", "A table to read, or JSON on stdout.")),
]
Children = Annotated[
    Path | None,
    typer.Option(
        "--children",
        help=say(
            "Số liệu của đơn vị trực thuộc, cho quy tắc cộng gộp.",
            "Figures of the child units, for rules that roll up.",
        ),
    ),
]


def evaluate(
    rulebook: Rulebook,
    data: Data,
    on: On = None,
    units: Units = None,
    period: Period = None,
    children: Children = None,
    output: Output = None,
    format_: FormatOption = Format.TABLE,
    units_on: UnitsOn = None,
    coded_on: CodedOn = None,
) -> None:
    criteria = load_rulebook(rulebook)

    if (
        format_ is Format.TABLE
        and children is None
        and units is None
        and units_on is None
        and by_columns(criteria, data)
    ):
        _nation(criteria, data, on.date() if on else None, output, coded=coded_on is not None)
        return
    inputs = read_inputs(criteria, data, units, on, units_on, coded_on)
    inputs.check_codes(criteria, period=period)
    judged = _children(criteria, children, units, inputs.on) if children else None
    judgement = judge(
        criteria, inputs.table, on=inputs.on, units=inputs.units, period=period, children=judged, notes=inputs.notes
    )
    _deliver(judgement, criteria, output, format_, period)


def _children(criteria: CriteriaSet, file: Path, units: Path | None, on: date) -> Judgement:
    """Child units are judged by the set that the rulebook names."""
    if not criteria.children:
        raise EvaluationError(
            Problem(
                Words(
                    "bộ tiêu chí này không cộng gộp đơn vị trực thuộc.", "this rulebook does not roll up child units."
                ),
                path=criteria.key,
            )
        )
    below = load_rulebook(str(find_child(criteria.children, beside=criteria.path)))
    inputs = read_inputs(below, file, units, None)
    inputs.check_codes(below, draft=True)
    return judge(below, inputs.table, on=on, units=inputs.units, draft=True)


def _deliver(
    judgement: Judgement, criteria: CriteriaSet, output: Path | None, format_: Format, period: str | None
) -> None:
    """A file and JSON hold every unit in words; the table words what it shows."""
    if output is not None or format_ is Format.JSON:
        result = tell(criteria, judgement)
        if output is not None:
            write_result(result, criteria, output, LANGUAGE)
        if format_ is Format.JSON:
            typer.echo(json.dumps(result_data(result, criteria, LANGUAGE), ensure_ascii=False, indent=2))
            return
    shown = period or judgement.periods[-1]
    others = [] if period else [p for p in judgement.periods if p != shown]
    if sum(u.period_name == shown for u in judgement.units) > MANY:
        show_many(judgement, criteria, period=shown)
    else:
        show_judgement(judgement, criteria, period=shown, others=others)
    if output is not None:
        typer.echo(say("Đã ghi {f}.", "Wrote {f}.").format(f=output))


def _nation(criteria: CriteriaSet, data: Path, on: date | None, output: Path | None, *, coded: bool) -> None:
    """A large Parquet file: verdicts by columns; reasons are worded on demand by `kieumau explain`."""
    if output is not None and output.suffix.lower() != ".parquet":
        raise EvaluationError(
            Problem(
                Words("bảng lớn chỉ ghi ra tệp .parquet.", "a large table is written to a .parquet file."),
                file=output.name,
                hint=Words("Dùng --output KET_QUA.parquet.", "Use --output RESULT.parquet."),
            )
        )
    verdicts = evaluate_columns(criteria, data, on=on, registry=None if coded else shipped_register(), way_out=way_out)
    show_columns(verdicts)
    if output is not None:
        verdicts.write_parquet(output)
        typer.echo(say("Đã ghi {f}.", "Wrote {f}.").format(f=output))
