"""`kieumau restate`: the figures of a file under the units of another day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from kieumau.cli.arguments import CodedOn, Data, read_level
from kieumau.cli.language import LANGUAGE, say
from kieumau.cli.reading import is_large
from kieumau.cli.register import shipped_register
from kieumau.cli.restated_tables import show_restated
from kieumau.cli.units import On
from kieumau.engine.columns.parquet import UNIT_COLUMNS
from kieumau.engine.columns.restating import restate_columns
from kieumau.engine.criteria import CriteriaSet, load_rulebook, shipped_rulebooks
from kieumau.engine.errors import KieuMauError, ObservationError, Problem
from kieumau.engine.indicators import Indicator
from kieumau.engine.indicators.restating import restate as restated_to
from kieumau.engine.reading import read_observations
from kieumau.engine.territory import Registry
from kieumau.engine.territory.register_files import read_shares
from kieumau.engine.warehouse import open_parquet
from kieumau.engine.wording import Words, said_date, said_number, words
from kieumau.reports.restated_tables import write_restated
from kieumau.reports.writing import kind_of, write_whole

Output = Annotated[
    Path,
    typer.Option("--output", "-o", help=say("Ghi ra tệp .csv, .xlsx hoặc .parquet.", "Write to a .csv, .xlsx or .parquet file.")),
]  # fmt: skip
RulebookOption = Annotated[
    str | None,
    typer.Option(
        "--rulebook",
        metavar="RULEBOOK",
        help=say(
            "Bộ tiêu chí định nghĩa các chỉ tiêu. Mặc định: bộ có sẵn duy nhất biết mọi chỉ tiêu trong tệp.",
            "The rulebook that defines the indicators. Default: the one shipped set that knows all of the file's.",
        ),
    ),
]
Shares = Annotated[
    Path | None,
    typer.Option(
        "--shares",
        help=say(
            "Tệp CSV tỷ lệ chia đơn vị: on, predecessor, successor, share, basis.",
            "A CSV of shares for units that were split: on, predecessor, successor, share, basis.",
        ),
    ),
]
Level = Annotated[
    str | None,
    typer.Option("--level", parser=read_level, metavar="LEVEL", help=say("Cộng lên một cấp: province, district, commune.", "Add up to a level: province, district, commune.")),
]  # fmt: skip


def restate(
    data: Data,
    on: On,
    output: Output,
    rulebook: RulebookOption = None,
    coded_on: CodedOn = None,
    shares: Shares = None,
    level: Level = None,
) -> None:
    registry = shipped_register()
    if shares is not None:
        registry = read_shares(shares, registry)
    criteria = _criteria(rulebook, data)
    coded = coded_on.date() if coded_on else None
    if is_large(data) and level is None:
        _columns(data, registry, criteria.indicators, on, coded, output)
        return

    read = read_observations(data, filename=data.name, indicators=criteria.indicators, calendar=criteria.calendar)
    restated = restated_to(read.table, registry, criteria.indicators, on=on.date(), coded_on=coded, level=level or "")
    write_restated(restated, output, LANGUAGE)
    show_restated(restated, criteria)
    typer.echo(say("Đã ghi {f}.", "Wrote {f}.").format(f=output))


def _criteria(rulebook: str | None, data: Path) -> CriteriaSet:
    """The rulebook named, or the one shipped set whose indicators read the file."""
    if rulebook is not None:
        return load_rulebook(rulebook)
    if not data.is_file():
        raise ObservationError(Problem(Words("không có tệp này.", "there is no such file."), file=str(data)))
    fitting, refused = [], []
    for key in shipped_rulebooks():
        criteria = load_rulebook(key)
        error = _refusal(criteria, data)
        if error is None:
            fitting.append(criteria)
        else:
            refused.append(error)
    if len(fitting) == 1:
        return fitting[0]
    # The set that the file was meant for complains least: what it says is the file's own fault.
    refused.sort(key=lambda e: len(e.problems))
    if not fitting and refused and (len(refused) == 1 or len(refused[0].problems) < len(refused[1].problems)):
        raise refused[0]
    what = Words(
        "không rõ tệp dùng chỉ tiêu của bộ tiêu chí nào.", "it is not clear which rulebook's indicators the file holds."
    )
    known = ", ".join(c.key for c in fitting) or "mau-gia-dinh-22/2023"
    hint = words("Thêm --rulebook, ví dụ: --rulebook {r}.", "Add --rulebook, for example: --rulebook {r}.", r=known)
    raise ObservationError(Problem(what, file=data.name, hint=hint))


def _refusal(criteria: CriteriaSet, data: Path) -> KieuMauError | None:
    """Why the file cannot be read with the set's indicators; a large one is asked for its columns only."""
    if is_large(data):
        names = {name for name, _ in open_parquet(data).columns} - UNIT_COLUMNS
        unknown = sorted(names - set(criteria.indicators))
        problems = [Problem(words("không có chỉ tiêu “{c}”.", "there is no indicator “{c}”.", c=c)) for c in unknown]
        return ObservationError(problems) if problems else None
    try:
        read_observations(data, filename=data.name, indicators=criteria.indicators, calendar=criteria.calendar)
    except KieuMauError as error:
        return error
    return None


def _columns(
    data: Path, registry: Registry, indicators: Mapping[str, Indicator], on: datetime, coded: date | None, output: Path
) -> None:
    kind_of(output, ("parquet",))
    restated = restate_columns(data, registry, indicators, on=on.date(), coded_on=coded)
    written: list[tuple[int, int]] = []
    draft_bounds: list[Path] = []

    def write(draft: Path) -> None:
        written.append(restated.write_parquet(draft))
        draft_bounds.append(draft.with_suffix(".bounds.parquet"))

    write_whole(output, write)
    rows, bounded = written[0]
    typer.echo(
        say(
            "{n} dòng (đơn vị × kỳ) theo đơn vị ngày {d}.", "{n} rows (units x periods) under the units of {d}."
        ).format(n=said_number(rows, LANGUAGE), d=said_date(on.date(), LANGUAGE))
    )
    for code in restated.left_out:
        typer.echo(say("{c}: chỉ giữ ở đơn vị không đổi.", "{c}: kept only where the unit is the same.").format(c=code))
    typer.echo(say("Đã ghi {f}.", "Wrote {f}.").format(f=output))
    if bounded:
        bounds = output.with_suffix(".bounds.parquet")
        draft_bounds[0].replace(bounds)
        typer.echo(
            say("{n} dòng chỉ biết trong khoảng: {f}.", "{n} rows known between bounds only: {f}.").format(
                n=said_number(bounded, LANGUAGE), f=bounds
            )
        )
