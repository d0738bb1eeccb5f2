"""`kieumau check`: every error of a rulebook at once."""

from __future__ import annotations

import typer

from kieumau.cli.arguments import Rulebook
from kieumau.cli.language import LANGUAGE
from kieumau.engine.criteria import load_rulebook
from kieumau.engine.wording import words


def check(rulebook: Rulebook) -> None:
    criteria = load_rulebook(rulebook)
    said = words(
        "{k}: hợp lệ. {n} tiêu chí, {i} chỉ tiêu, {t} ngưỡng.",
        "{k}: valid. Criteria: {n}, indicators: {i}, thresholds: {t}.",
        k=criteria.key,
        n=len(criteria.criteria),
        i=len(criteria.indicators),
        t=len(criteria.thresholds),
    )
    typer.echo(said.said(LANGUAGE))
