"""`kieumau cases`: run a rulebook's own cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kieumau.cli.arguments import Rulebook
from kieumau.cli.language import LANGUAGE, say
from kieumau.engine.criteria import load_rulebook
from kieumau.engine.evaluation import run_cases
from kieumau.engine.wording import words


def cases(
    rulebook: Rulebook,
    folder: Annotated[
        Path | None, typer.Option("--folder", help=say("Thư mục tình huống khác.", "Another folder of cases."))
    ] = None,
) -> None:
    criteria = load_rulebook(rulebook)
    outcomes = run_cases(criteria, folder)
    if not outcomes:
        typer.echo(
            say("Chưa có tình huống nào trong thư mục cases/.", "There are no cases in the folder cases/."), err=True
        )
        raise typer.Exit(2)
    failed = [o for o in outcomes if not o.passed]
    for outcome in failed:
        typer.echo(f"{outcome.file}:{outcome.line or '?'}  {outcome.name}")
        for difference in outcome.differences:
            typer.echo(f"    {difference.said(LANGUAGE)}")
    said = words("{p} đạt, {f} sai.", "{p} passed, {f} failed.", p=len(outcomes) - len(failed), f=len(failed))
    typer.echo(f"{criteria.key}: {said.said(LANGUAGE)}")
    if failed:
        raise typer.Exit(2)
