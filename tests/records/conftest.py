"""Whom the tests of rearrangements share; on which country, they say themselves: `usefixtures("two_provinces")`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from rearranging import ON, PDF, REGISTER, act

from cast import TERMINAL, at_work, hire
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Role
from kieumau.records.rearrangements.actions import propose_rearrangement
from kieumau.records.rearrangements.models import Proposal
from kieumau.records.territory.actions import load_register


@pytest.fixture
def two_provinces(db: None) -> None:
    """Bắc with three wards, Nam with one."""
    load_register(register=REGISTER, fingerprint=uuid4().hex, source="cast", by=TERMINAL)


@pytest.fixture
def staff() -> Acting:
    return at_work(hire("staff.bac", Role.PROVINCIAL_STAFF, "01"))


@pytest.fixture
def director() -> Acting:
    return at_work(hire("director.bac", Role.PROVINCIAL_DIRECTOR, "01"))


@pytest.fixture
def proposed(staff: Acting) -> Callable[..., Proposal]:
    def make(ways: list[SuccessionRow], number: str = "12/NQ", on: date = ON, **more: Any) -> Proposal:
        return propose_rearrangement(change=act(number, on), ways=ways, document=PDF, by=staff, **more)

    return make
