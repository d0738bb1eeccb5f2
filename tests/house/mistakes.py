"""docs/guides/rulebook-mistakes.md: what `kieumau check` answers to the usual slips, each one made and answered."""

from __future__ import annotations

import re

from slips_declared import DECLARED
from slips_judged import JUDGED

from kieumau.engine.criteria import parse_rulebook
from kieumau.engine.errors import Problem, RulebookError

_HEAD = """# Tra lỗi · Looking up a mistake

Mỗi bảng lấy đoạn ngay phía trên, thay một chỗ, rồi ghi lại điều `kieumau check` trả lời (không kèm tên tệp và số dòng). Trang do `python tests/house/write_docs.py` sinh ra; xin đừng sửa tay. Cách viết đúng: [rulebook-authors.md](rulebook-authors.md). Mọi ví dụ là giả định.

Each table takes the block above it, changes one place, and tells what `kieumau check` answers (without file and line). The page is made by `python tests/house/write_docs.py`; please do not edit it. How it is written rightly: [rulebook-authors.md](rulebook-authors.md). Every example is invented.
"""
_COLUMNS = "| Thay cho · Instead of | Viết · Written | Trả lời | Answer |\n|---|---|---|---|\n"

# What a block does not show is put around it.
_AROUND = {
    "rulebook": "rulebook: bai-tap",
    "version": "version: bai-tap",
    "nature": "nature: sample",
    "title": "title: {vi: Bài tập, en: An exercise}",
    "issued": "issued: {title: Bài tập, issuer: Người soạn, in_force: 2026-01-01}",
    "applies_to": "applies_to: [phuong]",
    "indicators": "indicators: {around: {label: {vi: Có, en: Present}, measure: fact}}",
    "criteria": "criteria: [{code: '0', label: {vi: Có, en: Present}, law: Bài tập, meets: around}]",
    "recognised_when": "recognised_when: all",
}


def whole(part: str) -> str:
    keys = set(re.findall(r"^(\w+):", part, re.M))
    if "overlay_of" in keys:
        return part
    keys |= {"criteria"} if "groups" in keys else set()
    return part + "".join(line + "\n" for key, line in _AROUND.items() if key not in keys)


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        parse_rulebook(text, file="criteria.yaml")
    except RulebookError as error:
        return error.problems
    return ()


def _said(problem: Problem, language: str) -> str:
    return problem.what.said(language) + (f" {problem.hint.said(language)}" if problem.hint else "")


def mistakes_page() -> str:
    parts = [_HEAD]
    for vietnamese, english, shown, slips in SECTIONS:
        part = shown.removeprefix("\n")
        assert not problems_of(whole(part)), vietnamese
        parts.append(f"## {vietnamese} · {english}\n\n```yaml\n{part}```\n\n{_COLUMNS}" + "".join(_rows(part, slips)))
    return "\n".join(parts)


def _rows(part: str, slips: tuple[tuple[str, str], ...]) -> list[str]:
    rows = []
    for right, wrong in slips:
        problems = problems_of(whole(part.replace(right, wrong, 1)))
        assert right in part and problems, (right, wrong)
        answers = ("<br>".join(dict.fromkeys(_said(p, language) for p in problems)) for language in ("vi", "en"))
        rows.append(f"| `{right.strip()}` | `{wrong.strip()}` | {' | '.join(answers)} |\n")
    return rows


SECTIONS = (*DECLARED, *JUDGED)
