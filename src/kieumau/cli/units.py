"""`kieumau units`: who stood where on a day."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from kieumau.cli.arguments import read_day, read_level
from kieumau.cli.language import say
from kieumau.cli.register import shipped_register
from kieumau.cli.unit_tables import show_units
from kieumau.engine.territory import LEVELS
from kieumau.engine.territory.names import finds, name_order, squeezed

On = Annotated[
    datetime,
    typer.Option(
        "--on", parser=read_day, metavar="YYYY-MM-DD", help=say("Đơn vị của ngày nào.", "The units of which day.")
    ),
]
Within = Annotated[
    str | None,
    typer.Option(
        "--within", metavar="CODE", help=say("Chỉ các đơn vị bên dưới mã này.", "Only units below this code.")
    ),
]
Search = Annotated[
    str | None,
    typer.Option("--search", metavar="TEXT", help=say("Tìm theo tên hoặc mã, có dấu hay không.", "By name or code, with tone marks or without.")),
]  # fmt: skip
Level = Annotated[
    str | None,
    typer.Option("--level", parser=read_level, metavar="LEVEL", help=say("Chỉ một cấp: province, district, commune.", "One level: province, district, commune.")),
]  # fmt: skip


def units(on: On, within: Within = None, search: Search = None, level: Level = None) -> None:
    registry, day = shipped_register(), on.date()
    listed = tuple(registry.units_on(day).units.values())
    if within is not None:
        registry.get(within, day)
        listed = registry.descendants(within, day)
    found = [
        u
        for u in listed
        if (level is None or u.level == level) and (not search or finds(search, u.full_name.vi, u.code))
    ]
    sought = squeezed(search or "")
    found.sort(key=lambda u: (squeezed(u.name) != sought, LEVELS.index(u.level), name_order(u.name), u.code))
    show_units(registry, found, day, tuple(listed) if search else ())
