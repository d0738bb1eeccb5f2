"""A question is read by whoever has the ground that it was asked about, whatever becomes of the code."""

from __future__ import annotations

from datetime import date

from cast import TERMINAL, at_work, hire
from kieumau.engine.territory import AdminUnit, Change, Registry, Succession
from kieumau.engine.wording import plain
from kieumau.records.accounts.roles import Role
from kieumau.records.questions.access import access_questions, questions_waiting
from kieumau.records.questions.models import QuestionRecord
from kieumau.records.territory.actions import load_register
from returns import MARCH, PROGRAMME, moment


def test_a_code_that_passed_to_another_ward_takes_no_questions_along(db):
    change = Change("1/NQ", date(2024, 7, 1), plain("Sắp xếp"), "Quốc hội", date(2024, 6, 1), "")
    old = [
        AdminUnit(c, n, "phuong", parent="01", level="commune", valid_until=change.on, ended_by=change.code)
        for c, n in (("101", "Một"), ("102", "Hai"), ("103", "Ba"))
    ]
    new = [
        AdminUnit(c, n, "phuong", parent="01", level="commune", valid_from=change.on, begun_by=change.code)
        for c, n in (("101", "Ba Mới"), ("102", "Hai Mới"))
    ]
    ways = tuple(Succession(change.code, a, b) for a, b in (("101", "102"), ("102", "102"), ("103", "101")))
    units = (AdminUnit("01", "Bắc", "tinh", level="province"), *old, *new)
    load_register(
        register=Registry(units, {change.code: change}, ways),
        fingerprint="questions through changes",
        source="cast",
        by=TERMINAL,
    )
    spans = {
        "first": MARCH.first,
        "last": MARCH.last,
        "indicators": [],
        "sample": True,
        "asked_at": moment("2024-04-06 08:00"),
    }
    QuestionRecord.objects.create(unit="101", programme=PROGRAMME, fingerprint="x", **spans)
    for code, reads in (("101", False), ("102", True)):
        now = at_work(hire(f"can-bo.{code}", Role.WARD_OFFICER, code, since=change.on), moment("2024-08-01 08:00"))
        assert access_questions(by=now).exists() is reads, code
        assert (questions_waiting(now) == 1) is reads
