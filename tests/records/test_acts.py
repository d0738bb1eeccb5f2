"""Every act of a person asks again, in its own transaction, what he may do: a page may have asked a while before."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.db import connection

from cast import at_work, hire
from kieumau import records
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.roles import Permission, Role

SOURCES = Path(records.__file__).parent


def acts_of_persons(path: Path) -> dict[str, set[str]]:
    """The decorators of every public function of a file that writes a line for the person `by`, by name."""
    functions = {f.name: f for f in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(f, ast.FunctionDef)}

    def writes(function: ast.FunctionDef) -> bool:
        called = {c.func.id for c in ast.walk(function) if isinstance(c, ast.Call) and isinstance(c.func, ast.Name)}
        inside = [functions[name] for name in called if name in functions and name != function.name]
        return "write_line" in called or any(writes(each) for each in inside)

    return {
        name: {ast.unparse(each) for each in function.decorator_list}
        for name, function in functions.items()
        if not name.startswith("_")
        and any(
            a.arg == "by" and a.annotation and ast.unparse(a.annotation) == "Acting" for a in function.args.kwonlyargs
        )
        and writes(function)
    }


def test_whatever_a_person_does_is_an_act():
    found = {p: acts for p in sorted(SOURCES.rglob("*.py")) if (acts := acts_of_persons(p))}
    assert sum(map(len, found.values())) > 25
    bare = [
        f"{p.relative_to(SOURCES)}: {n}" for p, acts in found.items() for n, marks in acts.items() if "act" not in marks
    ]
    assert bare == []


@pytest.mark.django_db
def test_inside_an_act_the_rights_are_those_of_now():
    by = at_work(hire("quan.tri", Role.ADMINISTRATOR))

    @act
    def look(*, by: Acting) -> bool:
        assert connection.in_atomic_block
        return by.may(Permission.MANAGE_PEOPLE)

    assert by.may(Permission.MANAGE_PEOPLE) and look(by=by)
    Mandate.objects.update(valid_until=by.on)
    assert by.may(Permission.MANAGE_PEOPLE)  # what the request read once
    assert not look(by=by)
