"""What the documents hold that a program can make: command help, command output, answers to mistakes, the schema.

`python tests/house/write_docs.py` writes them again; the tests beside this file fail where one has drifted.

Fenced blocks of a guide say after their language what they are:

    ```yaml complete so/criteria.yaml   a whole rulebook; kept as that file for the commands below it
    ```yaml overlay them.yaml           an overlay
    ```yaml part                        some top-level keys; the tests put the rest around it
    ```yaml cases so/cases/1.yaml       cases of the rulebook above
    ```csv figures.csv                  a table, kept as that file
    ```console                          commands after "$ " and what they print (`console en`: in English)

A table headed "Thay cho | Nếu viết" or "Instead of | If you write" changes the yaml block above it and tells what
`kieumau check` says then.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kieumau.engine.criteria import parse_rulebook, rulebook_schema
from kieumau.engine.errors import RulebookError

HOUSE = Path(__file__).resolve().parents[2]
DOCS = HOUSE / "docs"
SCHEMA = HOUSE / "src/kieumau/rulebooks/rulebook.schema.json"
CLI = DOCS / "cli.md"
COMMANDS = ("check", "cases", "evaluate", "explain", "compare")

_FENCE = re.compile(r"^```(?P<kind>\w+) ?(?P<about>[^\n]*)\n(?P<body>.*?)^```$", re.M | re.S)
_MISTAKES = re.compile(
    r"^\| (?P<head>Thay cho|Instead of) \|[^\n]*\n\|[-| ]+\|\n(?P<rows>(?:\|[^\n]*\n)+)", re.M
)  # a table of mistakes, with its rows


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, what it is (`part`, `complete` ...), the file it is kept as, its text."""

    kind: str
    use: str
    file: str
    body: str
    start: int

    @property
    def is_rulebook(self) -> bool:
        return self.kind == "yaml" and self.use in ("complete", "overlay", "part")


def blocks(text: str) -> list[Block]:
    found = []
    for match in _FENCE.finditer(text):
        use, _, file = match["about"].partition(" ")
        if "." in use:
            use, file = "", use
        found.append(Block(match["kind"], use, file, match["body"], match.start()))
    return found


# -- rulebooks in a guide -----------------------------------------------------------------------------------------

_AROUND = {
    "rulebook": "rulebook: bai-tap",
    "version": "version: bai-tap",
    "nature": "nature: sample",
    "title": "title: {vi: Bài tập, en: An exercise}",
    "issued": "issued: {title: Bài tập, issuer: Người soạn, in_force: 2026-01-01}",
    "applies_to": "applies_to: [phuong]",
    "recognised_when": "recognised_when: all",
}
_OWN_INDICATOR = "  around: {label: {vi: Có, en: Present}, measure: fact}\n"
_OWN_CRITERION = "criteria:\n  - {code: '0', label: {vi: Có, en: Present}, law: Bài tập, meets: around}\n"


def whole(block: Block) -> str:
    """The text of a rulebook: a part gets the keys that it does not show."""
    if block.use != "part":
        return block.body
    keys = set(re.findall(r"^(\w+):", block.body, re.M))
    text = block.body
    if not keys & {"criteria", "groups"}:
        if "indicators" in keys:
            text = re.sub(r"^indicators:\n", "indicators:\n" + _OWN_INDICATOR, text, flags=re.M)
        else:
            text += "indicators:\n" + _OWN_INDICATOR
        text += _OWN_CRITERION
    return text + "".join(line + "\n" for key, line in _AROUND.items() if key not in keys)


def answers(text: str, language: str) -> list[str]:
    """What the check says of a rulebook, without the places: they depend on what stands around a snippet."""
    try:
        parse_rulebook(text, file="criteria.yaml")
    except RulebookError as error:
        said = []
        for problem in error.problems:
            hint = f" {problem.hint.said(language)}" if problem.hint else ""
            said.append(problem.what.said(language) + hint)
        return list(dict.fromkeys(said))
    return []


def mistakes(text: str) -> Iterator[tuple[re.Match[str], Block]]:
    """Each table of mistakes with the yaml block above it."""
    rulebooks = [b for b in blocks(text) if b.is_rulebook]
    for match in _MISTAKES.finditer(text):
        yield match, [b for b in rulebooks if b.start < match.start()][-1]


def _answered(match: re.Match[str], block: Block) -> str:
    language = "vi" if match["head"] == "Thay cho" else "en"
    opening = match[0][: match.start("rows") - match.start()]
    rows = []
    for row in match["rows"].splitlines():
        right, wrong = (cell.strip().strip("`") for cell in row.strip("| ").split("|")[:2])
        changed = block.body.replace(right, wrong, 1)
        assert changed != block.body, f"not in the block above: {right}"
        said = answers(whole(Block(block.kind, block.use, "", changed, 0)), language)
        assert said, f"no mistake at all: {wrong}"
        rows.append(f"| `{right}` | `{wrong}` | {'<br>'.join(said)} |")
    return opening + "\n".join(rows) + "\n"


# -- what commands print ------------------------------------------------------------------------------------------


def printed(command: str, *, language: str, folder: Path) -> str:
    """What a shell command prints, with `kieumau` on the path; 80 columns, as in a plain terminal."""
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "COLUMNS": "80",
        "KIEUMAU_LANGUAGE": language,
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    lines = (done.stdout + done.stderr).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def refreshed(text: str) -> str:
    """The document with every command run again and every mistake made again."""
    for match, block in reversed(list(mistakes(text))):
        text = text[: match.start()] + _answered(match, block) + text[match.end() :]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for shared in ("src", "docs"):
            (folder / shared).symlink_to(HOUSE / shared)
        return _FENCE.sub(lambda match: _rerun(match, folder), text)


def _rerun(match: re.Match[str], folder: Path) -> str:
    (block,) = blocks(match[0])
    if block.file:
        target = folder / block.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.body, encoding="utf-8")
    if block.kind != "console":
        return match[0]
    language = block.use or "vi"
    said = []
    for command in re.findall(r"^\$ (.*)$", block.body, re.M):
        output = printed(command, language=language, folder=folder)
        said.append(f"$ {command}" + (f"\n{output}" if output else ""))
    opening = match[0].partition("\n")[0]
    return opening + "\n" + "\n".join(said) + "\n```"


def command_reference() -> str:
    """docs/cli.md: the help of the program and of each command, in both languages."""
    parts = [_CLI_HEAD]
    for language, title in (("vi", "Tiếng Việt"), ("en", "English")):
        parts.append(f"## {title}\n")
        for command in ("", *COMMANDS):
            line = f"kieumau {command}".strip()
            said = printed(f"{line} --help", language=language, folder=HOUSE)
            parts.append(f"### `{line}`\n\n```text\n{said}\n```\n")
    return "\n".join(parts)


_CLI_HEAD = """# Các lệnh · Commands

Trang này do `python tests/house/write_docs.py` sinh ra từ `--help`; đừng sửa tay. Ngôn ngữ của lệnh: tiếng Việt, hoặc tiếng Anh với `KIEUMAU_LANGUAGE=en`. Mã thoát: 0 khi xong việc, 2 khi có điều cần sửa.

This page is made from `--help` by `python tests/house/write_docs.py`; please do not edit it. The language is Vietnamese, or English with `KIEUMAU_LANGUAGE=en`. Exit codes: 0 when done, 2 when something is to be put right.
"""


def schema_text() -> str:
    return json.dumps(rulebook_schema(), ensure_ascii=False, indent=2) + "\n"


def written_documents() -> list[Path]:
    """The documents with blocks that are run."""
    return [HOUSE / "README.md", *sorted((DOCS / "guides").glob("*.md"))]
