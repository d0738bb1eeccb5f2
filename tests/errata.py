"""A register that was loaded wrong, and the one that is right: what the tests of errata share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.core.management import call_command

from kieumau.config.management.commands import load_units
from kieumau.engine.territory import AdminUnit, Change, Registry, Succession
from kieumau.engine.wording import plain
from kieumau.records.errata.models import Erratum

EVE, ON = date(2023, 12, 31), date(2024, 1, 1)
NUMBER = "7/NQ"


def _ward(code: str, name: str, parent: str, *, is_old: bool) -> AdminUnit:
    span: dict[str, Any] = {"valid_until": ON, "ended_by": NUMBER} if is_old else {"valid_from": ON, "begun_by": NUMBER}
    return AdminUnit(code, name, "phuong", parent=parent, level="commune", **span)


# Namesakes were taken for each other: of Một, wholly in Mới of the north, a part was told to be in Nam Mới.
_SURE = (Succession(NUMBER, "102", "110"), Succession(NUMBER, "201", "210"))
_PARTS = tuple(Succession(NUMBER, "101", new, None, "unknown") for new in ("110", "210"))
WRONG = Registry(
    (
        AdminUnit("01", "Bắc", "tinh", level="province"),
        AdminUnit("02", "Nam", "tinh", level="province"),
        _ward("101", "Một", "01", is_old=True),
        _ward("102", "Hai", "01", is_old=True),
        _ward("201", "Tư", "02", is_old=True),
        _ward("110", "Mới", "01", is_old=False),
        _ward("210", "Nam Mới", "02", is_old=False),
    ),
    {NUMBER: Change(NUMBER, ON, plain("Sắp xếp phường"), "Quốc hội", date(2023, 12, 1))},
    (*_SURE, *_PARTS),
)
LATER = Change("8/NQ", date(2024, 3, 1), plain("Đổi tên"), "Quốc hội", date(2024, 2, 1))
_RENAMED = AdminUnit("211", "Tên Khác", "phuong", parent="02", level="commune", valid_from=LATER.on, begun_by="8/NQ")
RIGHT = replace(WRONG, successions=(*_SURE, Succession(NUMBER, "101", "110", article="khoản 2 Điều 1")))
RIGHT_AND_LATER = Registry(
    (*WRONG.units[:6], replace(WRONG.units[6], valid_until=LATER.on, ended_by="8/NQ"), _RENAMED),
    {**WRONG.changes, "8/NQ": LATER},
    (*RIGHT.successions, Succession("8/NQ", "210", "211")),
)


def same(one: Registry, other: Registry) -> bool:
    return (set(one.units), one.changes, set(one.successions)) == (
        (set(other.units), other.changes, set(other.successions))
    )


def load_units_of(register: Registry, monkeypatch: Any, *args: str) -> None:
    """The command, with files that hold this register."""
    monkeypatch.setattr(load_units, "read_whole_register", lambda _: register)
    monkeypatch.setattr(load_units, "fingerprint", lambda _: f"{hash(register.successions):064x}"[-64:])
    call_command("load_units", *args)


def proposed_erratum(monkeypatch: Any) -> Erratum:
    load_units_of(RIGHT, monkeypatch)
    return Erratum.objects.get(state="proposed")
