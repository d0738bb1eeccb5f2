"""Two provinces of four wards, and the words in which tests change them: propose, decide, withdraw, who holds what."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from cast import at_work
from kieumau.engine.territory import AdminUnit, Change, Registry
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.engine.wording import plain
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.roles import Role
from kieumau.records.journal.models import Entry
from kieumau.records.rearrangements.actions import decide_rearrangement, withdraw_rearrangement
from kieumau.records.rearrangements.documents import AttachedDocument
from kieumau.records.rearrangements.models import Proposal

TODAY, ON, AFTER = date(2024, 4, 4), date(2024, 7, 1), datetime(2024, 7, 1, 3, tzinfo=UTC)
PDF = AttachedDocument("nghi-quyet.pdf", b"%PDF-1.7 ...")
MERGER = [SuccessionRow("101", "101", "Mới", "phuong", "01", line=1), SuccessionRow("102", "101", line=2)]
SPLIT = [
    SuccessionRow("103", "103", "Ba", "phuong", "01", line=1),
    SuccessionRow("103", "104", "Bốn", "phuong", "01", line=2),
]
RENAME = [SuccessionRow("103", "105", "Khác", "phuong", "01", line=1)]


def ward(code: str, name: str, parent: str = "01") -> AdminUnit:
    return AdminUnit(code, name, "phuong", parent=parent, level="commune")


REGISTER = Registry(
    (
        AdminUnit("01", "Bắc", "tinh", level="province"),
        AdminUnit("02", "Nam", "tinh", level="province"),
        *(ward(code, name) for code, name in (("101", "Một"), ("102", "Hai"), ("103", "Ba"))),
        ward("201", "Tư", "02"),
    )
)


def act(number: str = "12/NQ", on: date = ON, **more: Any) -> Change:
    return Change(number, on, plain("Sắp xếp phường"), "HĐND tỉnh Bắc", TODAY, **more)


def later(person: Acting, at: datetime = AFTER) -> Acting:
    return at_work(person.user, at)


def decide(proposal: Proposal, by: Acting, rights: dict[str, str] | None = None) -> Proposal:
    return decide_rearrangement(proposal_uuid=proposal.uuid, rights=rights, by=by)


def withdraw(proposal: Proposal, by: Acting, reason: str = "lập lại") -> Proposal:
    return withdraw_rearrangement(proposal_uuid=proposal.uuid, reason=reason, by=by)


def held() -> list[tuple[str, str, date, date]]:
    """Mandates of ward officers as they stand, without those that were taken back."""
    rows = Mandate.objects.filter(role=Role.WARD_OFFICER).order_by("user__username", "valid_from", "pk")
    return [(m.user.username, m.unit, m.valid_from, m.valid_until) for m in rows if m.valid_from < m.valid_until]


def lines(action: str) -> list[Entry]:
    return list(Entry.objects.filter(action=action).order_by("number"))
