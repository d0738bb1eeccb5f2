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


def acts_of_persons() -> dict[str, set[str]]:
    """The decorators of every public function that writes a line for the person `by`, itself or by what it calls."""
    files = {
        path: {f.name: f for f in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(f, ast.FunctionDef)}
        for path in sorted(SOURCES.rglob("*.py"))
    }
    shared = {name: (path, f) for path, functions in files.items() for name, f in functions.items() if name[0] != "_"}

    def writes(path: Path, function: ast.FunctionDef) -> bool:
        called = {c.func.id for c in ast.walk(function) if isinstance(c, ast.Call) and isinstance(c.func, ast.Name)}
        inside = [(path, files[path][n]) for n in called - {function.name} if n in files[path]]
        inside += [shared[n] for n in called if n not in files[path] and n in shared]
        return "write_line" in called or any(writes(*each) for each in inside)

    def asks_who(function: ast.FunctionDef) -> bool:
        return any(
            a.arg == "by" and a.annotation and ast.unparse(a.annotation) == "Acting" for a in function.args.kwonlyargs
        )

    return {
        f"{path.relative_to(SOURCES)}: {name}": {ast.unparse(each) for each in function.decorator_list}
        for path, functions in files.items()
        for name, function in functions.items()
        if name[0] != "_" and asks_who(function) and writes(path, function)
    }


def test_whatever_a_person_does_is_an_act():
    found = acts_of_persons()
    assert {"accounts/mandates/actions.py: give_mandate", "questions/actions.py: answer_question"} <= set(found)
    # They read a file for long, outside of any transaction, and then write by an act.
    assert {place for place, marks in found.items() if "act" not in marks} == {
        "assessments/trial_work.py: judge_trial",
        "indicators/uploads/actions.py: record_upload",
    }


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
