"""`kieumau units` and `kieumau lineage`: who stood where on a day, and what became of whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kieumau.cli.arguments import read_day, read_level
from kieumau.cli.language import LANGUAGE, say

if TYPE_CHECKING:
    from kieumau.engine.territory import AdminUnit, Registry

UNITS_HELP = say(
    "Danh sách đơn vị hành chính của một ngày, tìm không cần dấu.",
    "The administrative units of a day, found without tone marks.",
)
LINEAGE_HELP = say(
    "Một mã từ đâu mà có, đi về đâu, theo văn bản nào.", "Where a code came from, where it went, and by which act."
)
On = Annotated[
    datetime,
    typer.Option(
        "--on", parser=read_day, metavar="YYYY-MM-DD", help=say("Đơn vị của ngày nào.", "The units of which day.")
    ),
]
MaybeOn = Annotated[
    datetime | None,
    typer.Option(
        "--on",
        parser=read_day,
        metavar="YYYY-MM-DD",
        help=say("Mã được hiểu theo ngày này. Mặc định: mọi đơn vị từng mang mã.", "The code as of this day. Default: every unit that has borne it."),
    ),
]  # fmt: skip
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
    from kieumau.cli.unit_tables import show_units
    from kieumau.engine.territory import LEVELS
    from kieumau.engine.territory.names import finds, folded, name_order
    from kieumau.engine.territory.register_files import read_register

    registry, day = read_register(), on.date()
    listed = tuple(registry.units_on(day).units.values())
    if within is not None:
        registry.get(within, day)
        listed = registry.descendants(within, day)
    found = [
        u
        for u in listed
        if (level is None or u.level == level) and (not search or finds(search, u.full_name.vi, u.code))
    ]
    sought = folded(search or "")
    found.sort(key=lambda u: (folded(u.name) != sought, LEVELS.index(u.level), name_order(u.name), u.code))
    show_units(registry, found, day, tuple(listed) if search else ())


def lineage(
    code: Annotated[str, typer.Argument(metavar="CODE", help=say("Mã đơn vị.", "The code of a unit."))],
    on: MaybeOn = None,
) -> None:
    from kieumau.cli.unit_tables import show_lineage
    from kieumau.engine.territory.register_files import read_register

    registry = read_register()
    lives = _lives(registry, code, on.date() if on else None)
    for unit in lives:
        show_lineage(registry, unit, LANGUAGE)


def _lives(registry: Registry, code: str, day: date | None) -> tuple[AdminUnit, ...]:
    from kieumau.engine.errors import RegistryError

    if day is not None:
        return (registry.get(code, day),)
    lives = registry.lives(code)
    if not lives:
        raise RegistryError(registry.unknown(code, date.max))
    return lives
