"""Every act that is written has its sentence, in the `lines.py` of the app that writes it; and every sentence is written.

The acts are read from the source: the first argument of every `write_line`, followed back to the words it is made of.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from string import Formatter

import pytest

from kieumau.records.journal.telling import lines_by_app

SOURCES = Path(__file__).resolve().parents[2] / "src"
Function = ast.FunctionDef | ast.AsyncFunctionDef


class _Calls(ast.NodeVisitor):
    """Every call in a file by the name that is called, with the functions it stands in, the inmost last."""

    def __init__(self, path: Path) -> None:
        self.path, self.inside = path, list[Function]()
        self.found: list[tuple[str, ast.Call, Path, tuple[Function, ...]]] = []
        self.visit(ast.parse(path.read_text(encoding="utf-8")))

    def visit_FunctionDef(self, node: Function) -> None:
        self.inside.append(node)
        self.generic_visit(node)
        self.inside.pop()

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        self.found.append((name, node, self.path, tuple(self.inside)))
        self.generic_visit(node)


class _Written:
    """The actions that the source writes, by the app that writes them."""

    def __init__(self) -> None:
        self.calls = [call for path in sorted(SOURCES.rglob("*.py")) for call in _Calls(path).found]
        self.by_app: dict[str, set[str]] = {}
        for name, call, path, inside in self.calls:
            if name == "write_line":
                # records/indicators/figures/actions.py is of the app indicators
                app = path.relative_to(SOURCES / "kieumau" / "records").parts[0]
                asked = call.args[0] if call.args else _keyword(call, "action")
                self.by_app.setdefault(app, set()).update(self.words(asked, path, inside))

    def words(self, told: ast.expr, path: Path, inside: tuple[Function, ...]) -> Iterator[str]:
        """What an expression may say: a word, one of two, parts put together, or what a name was given."""
        match told:
            case ast.Constant(value=str(said)):
                yield said
            case ast.IfExp(body=one, orelse=other):
                yield from self.words(one, path, inside)
                yield from self.words(other, path, inside)
            case ast.JoinedStr(values=parts):
                yield from map("".join, product(*(list(self.words(part, path, inside)) for part in parts)))
            case ast.FormattedValue(value=value):
                yield from self.words(value, path, inside)
            case ast.Name(id=name) if inside:
                yield from self.given(name, path, inside[-1], inside[:-1])
            case _:
                raise AssertionError(f"{path}:{told.lineno}: which action? {ast.unparse(told)}")

    def given(self, name: str, path: Path, to: Function, outside: tuple[Function, ...]) -> Iterator[str]:
        """What a name holds in a function: its parameter, from every caller, or what was assigned to it there."""
        places = [each.arg for each in (*to.args.posonlyargs, *to.args.args)]
        if name in places or name in [each.arg for each in to.args.kwonlyargs]:
            for called, call, caller, inside in self.calls:
                if called == to.name and (caller == path or not called.startswith("_")):
                    at = places.index(name) if name in places else len(call.args)
                    asked = call.args[at] if at < len(call.args) else _keyword(call, name)
                    yield from self.words(asked, caller, inside)
            return
        for node in ast.walk(to):
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                yield from self.words(node.value, path, (*outside, to))


def _keyword(call: ast.Call, name: str) -> ast.expr:
    return next(each.value for each in call.keywords if each.arg == name)


@pytest.fixture(scope="module")
def written() -> dict[str, set[str]]:
    return _Written().by_app


def test_every_act_has_its_sentence_where_it_is_written_and_every_sentence_is_written(written):
    told = {app: set(lines.actions) for app, lines in lines_by_app().items() if lines.actions}
    assert {app: sorted(actions) for app, actions in written.items()} == {a: sorted(n) for a, n in told.items()}
    seen = {
        "accounts.factor_removed",
        "accounts.account_reopened",
        "rearrangements.decided",
        "indicators.period_reopened",
    }
    assert seen <= set.union(*written.values())  # by a parameter, in parts, one of two, by a name


def test_an_action_is_named_after_its_app(written):
    assert [a for app, actions in written.items() for a in actions if a.partition(".")[0] != app] == []


def test_every_sentence_stands_in_both_languages_with_the_same_places():
    for lines in lines_by_app().values():
        said = {f"{n}: {t}": t for n, a in lines.actions.items() for t in (a.told, *a.further.values())}
        said |= lines.subjects
        for name, text in said.items():
            places = [{p for _, p, _, _ in Formatter().parse(t) if p} for t in (text.vi, text.en)]
            assert places[0] == places[1], name
        codes = {f"{d}={c}": text for d, meant in lines.codes.items() for c, text in meant.items()}
        names = {f"name of {n}": a.name for n, a in lines.actions.items()}
        for name, text in (said | codes | names).items():
            assert text.vi and text.en and text.vi != text.en, name


def test_no_two_apps_tell_the_same_thing():
    """What is merged for the reader stands in one app only."""
    every = list(lines_by_app().values())
    subjects = [kind for lines in every for kind in lines.subjects]
    codes = [(detail, code) for lines in every for detail, meant in lines.codes.items() for code in meant]
    assert sorted(set(subjects)) == sorted(subjects) and sorted(set(codes)) == sorted(codes)
