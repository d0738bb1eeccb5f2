"""Nothing is told in one language only, nothing is left out of a guide, and no stranger's machine is named."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from documents import HOUSE, text_files
from mistakes import SECTIONS

from kieumau.engine.criteria import rulebook_schema, shipped_rulebooks
from kieumau.engine.evaluation import OUTCOME_WORDS, VERDICT_WORDS

# -- two languages ------------------------------------------------------------------------------------------------


def said_once(part: Any, path: str = "") -> Iterator[str]:
    """The places of a rulebook file where Vietnamese stands without English."""
    if isinstance(part, dict):
        if "vi" in part and not part.get("en"):
            yield path
        for key, value in part.items():
            yield from said_once(value, f"{path}.{key}")
    elif isinstance(part, list):
        for number, value in enumerate(part, start=1):
            yield from said_once(value, f"{path}.{number}")


@pytest.mark.parametrize("key", shipped_rulebooks())
def test_every_text_of_a_shipped_rulebook_is_said_in_english_too(key: str) -> None:
    for file in shipped_rulebooks()[key].parent.glob("*.yaml"):
        assert list(said_once(yaml.safe_load(file.read_text(encoding="utf-8")))) == []


def test_each_half_of_the_operators_guide_tells_every_variable_once() -> None:
    read = set()
    for path in (HOUSE / "src").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        read |= {f"KIEUMAU_{name}" for name in re.findall(r'\benv_\w+\("([A-Z_]+)"', text)}
        read |= {f"KIEUMAU_{name}_FILE" for name in re.findall(r'\benv_secret\("([A-Z_]+)"', text)}
        read |= set(re.findall(r'environ\.get\("(KIEUMAU_[A-Z_]+)"', text))
    halves = (HOUSE / "docs/guides/operators.md").read_text(encoding="utf-8").split("\n## English\n")
    assert len(halves) == 2
    for half in halves:
        assert sorted(re.findall(r"^\| `(KIEUMAU_\w+)` \|", half, re.M)) == sorted(read)


def test_both_halves_of_the_operators_guide_have_the_same_sections() -> None:
    halves = (HOUSE / "docs/guides/operators.md").read_text(encoding="utf-8").split("\n## English\n")
    shapes = [[line[:4] for line in half.splitlines() if line.startswith(("### ", "| `", "```"))] for half in halves]
    assert shapes[0] == shapes[1]


# -- the glossary -------------------------------------------------------------------------------------------------


def glossary() -> list[tuple[str, str]]:
    lines = (HOUSE / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:3]] for line in lines if line.startswith("| ")]
    return [(vi, re.sub(r" \(`\w+`\)$", "", en)) for vi, en in rows if en != "English"]


def test_no_english_word_of_the_glossary_stands_for_two_things() -> None:
    english = [en.lower() for _, en in glossary()]
    assert sorted({en for en in english if english.count(en) > 1}) == []


def test_verdicts_and_outcomes_are_called_as_in_the_glossary() -> None:
    known = set(glossary())
    said = [(words.vi, words.en) for words in (*VERDICT_WORDS.values(), *OUTCOME_WORDS.values())]
    assert [pair for pair in said if pair not in known] == []


# -- mistakes -----------------------------------------------------------------------------------------------------


def test_each_part_of_a_rulebook_has_its_mistakes() -> None:
    shown = {key for _, _, part, _ in SECTIONS for key in re.findall(r"^(\w+):", part, re.M)}
    assert set(rulebook_schema()["$defs"]["RulebookDoc"]["properties"]) <= shown
    assert all(slips for _, _, _, slips in SECTIONS)


# -- addresses ----------------------------------------------------------------------------------------------------

# Hosts of package registries and of system packages: first eight digits of SHA-256 of each name.
HOSTS = {"a4aa2ac2", "8b5bb5eb", "0dc11026", "e680c440"}
MACHINE = re.compile(r"(?<![\w.:/~-])/(?:work|farm|root|home|Users)/\w")


def test_no_machine_and_no_registry_is_named() -> None:
    named = []
    for path in text_files():
        text = path.read_text(encoding="utf-8", errors="replace")
        place = path.relative_to(HOUSE).as_posix()
        named += [(place, found) for found in MACHINE.findall(text)]
        for host in set(re.findall(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", text.lower())):
            parts = host.split(".")
            ends = {".".join(parts[i:]) for i in range(len(parts) - 1)}
            named += [(place, h) for h in ends if hashlib.sha256(h.encode()).hexdigest()[:8] in HOSTS]
    assert named == []
