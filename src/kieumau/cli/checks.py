"""`kieumau checks`: how often each check of a rulebook asks where nothing is odd."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from kieumau.cli.arguments import Rulebook
from kieumau.cli.language import LANGUAGE, say
from kieumau.cli.terminal import console, said
from kieumau.engine.criteria import CheckKind, load_rulebook
from kieumau.engine.questions import KIND_WORDS, CheckRun, run_checks
from kieumau.engine.questions.false_alarms import Course, honest_figures
from kieumau.engine.wording import said_number, words


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
            "--seed",
            min=0,
            help=say("Giá trị khởi tạo (seed): cùng số thì cùng kết quả.", "The seed: the same one, the same result."),
        ),
    ] = 1,
) -> None:
    criteria = load_rulebook(rulebook)
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    found: dict[str, list[CheckRun]] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        each = 1 + len(criteria.checks) + len({CheckKind.OUT_OF_RANGE, CheckKind.PART_OF_WHOLE})
        task = bar.add_task(say("Mô phỏng và kiểm tra", "Simulating and checking"), total=each * len(Course))
        for course in Course:
            figures = honest_figures(criteria, units=units, months=months, seed=seed, course=course)
            bar.advance(task)
            for one in run_checks(criteria, figures.rows, about=figures.about, revisions=figures.revisions):
                found.setdefault(one.check.code, []).append(one)
                bar.advance(task)
    _show(criteria.key, found, units, months, seed)


def _show(key: str, found: dict[str, list[CheckRun]], units: int, months: int, seed: int) -> None:
    out = console()
    title = words(
        "{k}: số liệu mô phỏng, không phải số liệu thật. {u} đơn vị, {m} tháng, giá trị khởi tạo {s}.",
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
            "Mọi đơn vị báo cáo đúng: số đếm ngẫu nhiên (Poisson) quanh mức riêng, không sót, không làm tròn; ở cột"
            " “Dồn cụm”, phương sai gấp đôi (nhị thức âm).",
            "Every unit reports what it counted: counts by chance (Poisson) about its own level, none left out or rounded;"
            " in the column “Clusters”, with twice the variance (negative binomial).",
        )
    )
    out.print(
        say(
            "Câu hỏi trên 1.000 số đã xem: khi mức đều; khi mức đều mà số đếm dồn cụm; khi lên xuống 40% theo mùa; khi"
            " đổi hẳn một lần, còn 60% hay ngược lại.",
            "Questions for 1,000 figures looked at: at a steady level; at a steady level with counts in clusters; with"
            " seasons, 40% up and down; with one step for good, to 60% or back.",
        )
    )
    out.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("Mã", "Code"))
    table.add_column(say("Kiểm tra", "Check"))
    looked_at = say("Đã xem", "Looked at")
    courses = (
        say("Mức đều", "Steady"),
        say("Dồn cụm", "Clusters"),
        say("Theo mùa", "Seasons"),
        say("Đổi mức", "A step"),
    )
    for column in (looked_at, *courses):
        table.add_column(column, justify="right")
    kinds = list(CheckKind)
    for first, *others in sorted(found.values(), key=lambda f: kinds.index(f[0].check.kind)):
        rates = [
            said_number(Fraction(1000 * len(f.questions), f.looked), LANGUAGE, 2) if f.looked else "–"
            for f in (first, *others)
        ]
        looked = said_number(first.looked, LANGUAGE)
        table.add_row(first.check.code, said(KIND_WORDS[first.check.kind]), looked, *rates)
    out.print(table)
