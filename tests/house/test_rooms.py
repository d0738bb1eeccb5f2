"""The shape of the rooms: a slice is whole and its own, a page computes nothing, a class name means one thing."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from documents import HOUSE

SOURCE = HOUSE / "src" / "kieumau"
WORKSPACE = SOURCE / "web" / "workspace"
SLICES = sorted(p.parent for p in WORKSPACE.rglob("urls.py") if p.parent != WORKSPACE)
NAMED = re.compile(r"""["']([a-z_]+)/[a-z_]+\.html["']""")


def modules(below: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(below.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_one_public_class_name_has_one_meaning():
    """Django finds the commands of the server by the name `Command`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, tree in modules(SOURCE):
        if path.parent.name != "commands":
            for node in tree.body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name].append(path.relative_to(SOURCE).as_posix())
    assert len(found) > 400
    assert {name: where for name, where in found.items() if len(where) > 1} == {}


@pytest.mark.parametrize("folder", SLICES, ids=lambda p: p.relative_to(WORKSPACE).as_posix())
def test_a_slice_is_whole_and_asks_no_other_for_its_markup(folder: Path):
    """Its addresses and its section stand in `urls.py`; its templates carry its name, and only it shows them."""
    urls = (folder / "urls.py").read_text(encoding="utf-8")
    assert re.search(r'^SECTION = "[a-z]+"$', urls, re.M)
    assert (folder / "pages.py").exists()
    own = folder / "templates" / folder.name
    assert [p for p in (folder / "templates").rglob("*.html") if p.parent != own] == []
    names = {each.name for each in SLICES}
    for path in [*folder.rglob("*.py"), *folder.rglob("*.html")]:
        asked = set(NAMED.findall(path.read_text(encoding="utf-8"))) & names
        assert asked <= {folder.name}, path.relative_to(WORKSPACE)


def test_no_two_slices_have_one_name():
    assert len({p.name for p in SLICES}) == len(SLICES) > 15


def test_every_page_of_officials_belongs_to_a_slice():
    """Beside the slices the workspace holds their words' folders, and the list of addresses that includes them."""
    words = {parent for each in SLICES for parent in each.relative_to(WORKSPACE).parents}
    for path, _ in modules(WORKSPACE):
        inside = path.relative_to(WORKSPACE)
        if not any(path.is_relative_to(each) for each in SLICES):
            assert path.name in ("__init__.py", "apps.py", "urls.py") and inside.parent in words, inside


COMPUTING = (
    "kieumau.engine.indicators.restating", "kieumau.engine.indicators.summing", "kieumau.engine.indicators.totals",
    "kieumau.engine.statistics", "kieumau.engine.columns", "kieumau.engine.warehouse",
)  # fmt: skip
DRAWN = {"funnel_limits"}  # the curves of a picture


def test_pages_restate_sum_and_count_nothing():
    """They may name what the engine found, by its classes and constants; its functions are called below them."""
    called = []
    for path, tree in modules(SOURCE / "web"):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(COMPUTING):
                called += [(path.relative_to(SOURCE).as_posix(), a.name) for a in node.names if a.name.islower()]
    assert [each for each in called if each[1] not in DRAWN] == []


def test_no_room_is_called_after_nothing():
    """A name that refuses nobody ends up holding everyone."""
    everyone = {"core", "common", "utils", "util", "helpers", "base", "misc"}
    assert [p for p in SOURCE.rglob("*") if p.suffix in ("", ".py") and p.stem in everyone] == []
