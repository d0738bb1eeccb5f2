"""`kieumau checks`: how often each check of a rulebook asks where nothing is odd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kieumau.cli.arguments import Rulebook
from kieumau.cli.language import LANGUAGE, say

if TYPE_CHECKING:
    from kieumau.engine.questions import Found

HELP = say("Đo xem các phép kiểm tra số liệu hỏi nhầm bao nhiêu.", "Measure how often checks ask honest units.")


def checks(
    rulebook: Rulebook,
    units: Annotated[
        int, typer.Option("--units", min=2, max=5_000, help=say("Số đơn vị mô phỏng.", "How many units to simulate."))
    ] = 200,
    months: Annotated[
        int, typer.Option("--months", min=12, max=240, help=say("Số tháng mô phỏng.", "How many months to simulate."))
    ] = 60,
    seed: Annotated[
        int,
        typer.Option(
            "--seed", min=0, help=say("Số gieo: cùng số thì cùng kết quả.", "The seed: the same one, the same result.")
        ),
    ] = 1,
) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from kieumau.engine.criteria import CheckKind, load_rulebook
    from kieumau.engine.questions import look
    from kieumau.engine.questions.honest import honest_figures

    criteria = load_rulebook(rulebook)
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    found = []
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        total = 1 + len(criteria.checks) + len({CheckKind.OUT_OF_RANGE, CheckKind.PART_OF_WHOLE})
        task = bar.add_task(say("Mô phỏng và kiểm tra", "Simulating and checking"), total=total)
        figures = honest_figures(criteria, units=units, months=months, seed=seed)
        bar.advance(task)
        for one in look(criteria, figures.rows, about=figures.about, revisions=figures.revisions):
            found.append(one)
            bar.advance(task)
    _show(criteria.key, found, units, months, seed)


def _show(key: str, found: list[Found], units: int, months: int, seed: int) -> None:
    from fractions import Fraction

    from rich.table import Table

    from kieumau.cli.tables import console, said
    from kieumau.engine.criteria import CheckKind
    from kieumau.engine.wording import said_number, words

    out = console()
    title = words(
        "{k}: số liệu mô phỏng, không phải số liệu thật. {u} đơn vị, {m} tháng, số gieo {s}.",
        "{k}: simulated figures, not real ones. Units: {u}, months: {m}, seed: {s}.",
        k=key,
        u=units,
        m=months,
        s=seed,
    )
    out.print(said(title))
    if not found:
        out.print(say("Bộ tiêu chí không có phép kiểm tra nào.", "The rulebook has no checks."))
        return
    out.print(
        say(
            "Mọi đơn vị báo cáo trung thực: số đếm ngẫu nhiên (Poisson) quanh mức riêng, không sót, không làm tròn.",
            "Every unit reports honestly: counts by chance (Poisson) about its own level, none left out or rounded.",
        )
    )
    out.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("Mã", "Code"))
    table.add_column(say("Kiểm tra", "Check"))
    for column in (say("Đã xem", "Looked at"), say("Câu hỏi", "Questions"), say("Trên 1.000", "Per 1,000")):
        table.add_column(column, justify="right")
    kinds = list(CheckKind)
    for one in sorted(found, key=lambda f: kinds.index(f.check.kind)):
        asked = len(one.questions)
        rate = said_number(Fraction(1000 * asked, one.looked), LANGUAGE, 2) if one.looked else "–"
        counts = (said_number(n, LANGUAGE) for n in (one.looked, asked))
        table.add_row(one.check.code, one.check.kind.value, *counts, rate)
    out.print(table)
