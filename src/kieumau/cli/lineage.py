"""`kieumau lineage`: what became of a code, and where it came from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from kieumau.cli.arguments import read_day
from kieumau.cli.language import LANGUAGE, say
from kieumau.cli.register import shipped_register
from kieumau.cli.unit_tables import show_lineage, show_reach
from kieumau.engine.errors import RegistryError
from kieumau.engine.territory import AdminUnit, Registry

On = Annotated[
    datetime | None,
    typer.Option(
        "--on",
        parser=read_day,
        metavar="YYYY-MM-DD",
        help=say("Mã được hiểu theo ngày này. Mặc định: mọi đơn vị từng mang mã.", "The code as of this day. Default: every unit that has borne it."),
    ),
]  # fmt: skip


def lineage(
    code: Annotated[str, typer.Argument(metavar="CODE", help=say("Mã đơn vị.", "The code of a unit."))],
    on: On = None,
) -> None:
    registry = shipped_register()
    lives = _lives(registry, code, on.date() if on else None)
    for unit in lives:
        show_lineage(registry, unit, LANGUAGE)
    show_reach(registry)


def _lives(registry: Registry, code: str, day: date | None) -> tuple[AdminUnit, ...]:
    if day is not None:
        return (registry.get(code, day),)
    lives = registry.lives(code)
    if not lives:
        raise RegistryError(registry.unknown(code, date.max))
    return lives
