"""Every YAML block of the guide for rulebook authors loads; its cases pass; its commands print what is shown.

After "yaml" a block says what it is: `rulebook`, `criterion`, `head`, `case` or `overlay`. A last word with a dot in it
names the file as which a block is kept for the commands below it; those stand in blocks marked `text run vi` or
`text run en`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from documents import HOUSE, printed

from kieumau.engine.criteria import CriteriaSet, parse_rulebook, rulebook_schema
from kieumau.engine.evaluation import run_cases
from kieumau.engine.expressions import BUILT_IN_MEASURES

GUIDE = HOUSE / "docs/guides/rulebook-authors.md"
TEXT = GUIDE.read_text(encoding="utf-8")
MARKS = ("rulebook", "criterion", "head", "case", "overlay")
FENCE = re.compile(r"^```(?P<opening>[^\n]+)\n(?P<body>.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its mark, the file as which it is kept, its text, and where it opens."""

    kind: str
    mark: str
    file: str
    body: str
    start: int


def block_of(match: re.Match[str]) -> Block:
    kind, *words = match["opening"].split()
    file = words.pop() if words and "." in words[-1] else ""
    return Block(kind, " ".join(words), file, match["body"], match.start())


def blocks(text: str) -> list[Block]:
    return [block_of(match) for match in FENCE.finditer(text)]


YAML_BLOCKS = [b for b in blocks(TEXT) if b.kind == "yaml"]
SAID = {"label", "title", "about", "evidence", "notes", "law", "noun", "said", "issued", "code"}
DECLARED = ("measures", "indicators", "thresholds")

SMALL: dict[str, Any] = yaml.safe_load("""
rulebook: nho
version: nho
nature: sample
title: {vi: Nhỏ, en: Small}
issued: {title: Mẫu, issuer: Phép thử, in_force: 2026-01-01}
applies_to: [phuong]
criteria:
  - {code: "0", label: {vi: Có kế hoạch}, law: Mẫu, meets: plan}
recognised_when: all
""")
FACTS = "plan border disorder posted head_disciplined"
COUNTS = {
    "meetings": "meetings_held dialogues",
    "models": "models",
    "residential_areas": "areas areas_lit",
    "files": "files files_on_time late_files",
    "households": "households households_checked",
    "tasks": "tasks tasks_done",
    "cases": "serious_cases violations",
    "forms": "forms_received forms_satisfied",
    "units": "markets markets_safe",
    "area_m2": "office_area",
    "points": "plan_points",
    "fact": FACTS,
}
VALUES = {
    "lit_share": ("share", 0.7),
    "on_time_share": ("share", 0.98),
    "satisfied_share": ("share", 0.9),
    "violations_fall": ("share", 0.05),
    "forms_needed": ("forms", 100),
    "office_area_needed": ("area_m2", 300),
    "points_needed": ("points", 80),
    "months_needed": ("months", 9),
}
POOL: dict[str, dict[str, Any]] = {
    "indicators": {
        code: {"label": {"vi": code}, "measure": measure} for measure, codes in COUNTS.items() for code in codes.split()
    },
    "thresholds": {
        code: {"label": {"vi": code}, "measure": measure, "law": "Mẫu", "values": {"2026-01-01": value}}
        for code, (measure, value) in VALUES.items()
    },
}


def line_of(block: Block) -> int:
    return TEXT.count("\n", 0, block.start) + 1


def named(block: Block) -> str:
    return f"line {line_of(block)}"


def of(mark: str) -> list[Block]:
    return [b for b in YAML_BLOCKS if b.mark == mark]


def words_of_formulas(part: Any) -> Iterator[str]:
    """Every word outside the texts that people read."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key not in SAID:
                yield str(key)
                yield from words_of_formulas(value)
    elif isinstance(part, list):
        for value in part:
            yield from words_of_formulas(value)
    elif isinstance(part, str):
        yield from re.findall(r"[a-z][a-z0-9_]*", part)


def small_rulebook(head: dict[str, Any]) -> str:
    """The small rulebook with these keys in it, declaring what is used and using what is declared."""
    whole = {**SMALL, **head}
    if "groups" in head:
        del whole["criteria"]
    own = {code: item for section in DECLARED[1:] for code, item in head.get(section, {}).items()}
    used = set(words_of_formulas({key: part for key, part in whole.items() if key not in DECLARED}))
    for code in sorted(set(own) - used):
        formula = code if own[code]["measure"] == "fact" else f"{code} >= 0"
        criterion = {"code": f"D{len(whole['criteria'])}", "label": {"vi": code}, "law": "Mẫu", "meets": formula}
        whole["criteria"] = [*whole["criteria"], criterion]
    for section, pool in POOL.items():
        borrowed = {code: item for code, item in pool.items() if code in used and code not in own}
        whole[section] = {**head.get(section, {}), **borrowed}
    # quoted days of the pool become plain ones, as authors write them
    return re.sub(r"'(\d{4}-\d\d-\d\d)'", r"\1", yaml.safe_dump(whole, allow_unicode=True, sort_keys=False))


def loaded(block: Block) -> CriteriaSet:
    match block.mark:
        case "criterion":
            return parse_rulebook(small_rulebook({"criteria": yaml.safe_load(block.body)}), file=GUIDE.name)
        case "head":
            return parse_rulebook(small_rulebook(yaml.safe_load(block.body)), file=GUIDE.name)
    return parse_rulebook(block.body, file=GUIDE.name)


def test_every_yaml_block_says_what_it_is() -> None:
    assert [line_of(b) for b in YAML_BLOCKS if b.mark not in MARKS] == []
    assert {b.mark for b in YAML_BLOCKS} == set(MARKS)
    fences = len(re.findall(r"^\s*(?:```|~~~)\s*ya?ml", TEXT, re.M | re.I))
    assert fences == len(YAML_BLOCKS), "a fence that is indented, or spelt in another way, would not be tested"


@pytest.mark.parametrize("block", [b for b in YAML_BLOCKS if b.mark != "case"], ids=named)
def test_a_block_loads(block: Block) -> None:
    assert loaded(block).criteria


@pytest.mark.parametrize("block", [*of("criterion"), *of("head")], ids=named)
def test_a_snippet_stands_in_the_set_as_it_is_shown(block: Block) -> None:
    """What the block names is in the set: nothing of it was lost on the way."""
    shown = yaml.safe_load(block.body)
    codes = {c["code"] for c in shown} if block.mark == "criterion" else set(shown.get("indicators", {}))
    built = loaded(block)
    known = {*built.by_code, *built.indicators, *(p for c in built.criteria for p in c.parents)}
    assert codes <= known


@pytest.mark.parametrize("block", of("case"), ids=named)
def test_cases_pass_on_the_rulebook_above_them(block: Block, tmp_path: Path) -> None:
    above = [b for b in of("rulebook") if b.start < block.start][-1]
    (tmp_path / "guide.yaml").write_text(block.body, encoding="utf-8")
    outcomes = run_cases(loaded(above), tmp_path)
    assert {o.at for o in outcomes} >= {"below", "on", "above", "missing"}
    assert [(o.name, o.differences) for o in outcomes if not o.passed] == []


def rerun(text: str, folder: Path, warm: Path) -> str:
    """The guide with every command run again in a folder that holds the files shown above it."""

    def again(match: re.Match[str]) -> str:
        block = block_of(match)
        if block.file:
            (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.file).write_text(block.body, encoding="utf-8")
        if not block.mark.startswith("run "):
            return match[0]
        language = block.mark.removeprefix("run ")
        commands = re.findall(r"^\$ (.*)$", block.body, re.M)
        said = [
            f"$ {command}\n{printed(command, language=language, folder=folder, warm=warm)}\n" for command in commands
        ]
        return f"```{match['opening']}\n{''.join(said)}```"

    return FENCE.sub(again, text)


def test_the_commands_print_what_is_shown(tmp_path: Path, warm: Path) -> None:
    assert rerun(TEXT, tmp_path, warm) == TEXT


def test_both_languages_show_the_same_blocks() -> None:
    vietnamese, english = TEXT.split("\n## English\n")
    assert [(b.mark, b.body) for b in blocks(vietnamese) if b.kind == "yaml"] == [
        (b.mark, b.body) for b in blocks(english) if b.kind == "yaml"
    ]


def keys_of(schema: Any) -> Iterator[str]:
    """Every key that the schema of a rulebook file names."""
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        for part in schema.values():
            yield from keys_of(part)


def test_each_language_names_every_key_and_every_measure() -> None:
    for half in TEXT.split("\n## English\n"):
        told = set(re.findall(r"[a-z][a-z0-9_]*", half))
        assert sorted(set(keys_of(rulebook_schema())) - told) == []
        assert sorted(set(BUILT_IN_MEASURES) - told) == []
