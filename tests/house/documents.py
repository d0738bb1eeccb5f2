"""What the documents hold that a program can make: the schemas, the doors, the help of commands, and what commands print.

`python tests/house/write_docs.py` writes them again; the tests beside this file fail where one has drifted. In a
document, a block fenced as ```console holds commands after "$ " and what they print (`console en`: in English).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from doors import doors_page
from mistakes import mistakes_page

from kieumau.engine.criteria import rulebook_schema

HOUSE = Path(__file__).resolve().parents[2]
SCHEMA = HOUSE / "src/kieumau/rulebooks/rulebook.schema.json"
CLI = HOUSE / "docs/cli.md"
MISTAKES = HOUSE / "docs/guides/rulebook-mistakes.md"
DOORS = HOUSE / "docs/doors.md"
OPENAPI = HOUSE / "docs/api/openapi.json"
ASIDE = {".git", ".venv", "var", "dist", "build", "node_modules", "__pycache__", ".hypothesis"}
TEXTS = {".py", ".md", ".yaml", ".csv", ".html", ".txt", ".toml", ".json", ".css", ".js", ".svg", ".sh", ""}
COMMANDS = (
    "check",
    "checks",
    "template",
    "cases",
    "evaluate",
    "explain",
    "compare",
    "compare-periods",
    "units",
    "lineage",
    "restate",
    "verify",
)
_CONSOLE = re.compile(r"^```console ?(?P<language>\w*)\n(?P<body>.*?)^```$", re.M | re.S)


def printed(command: str, *, language: str, folder: Path, warm: Path) -> str:
    """What a shell command prints outside a terminal; the `kieumau` on its path is the warm program."""
    environment = {
        "PATH": f"{warm}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "COLUMNS": "100",
        "KIEUMAU_LANGUAGE": language,
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return "\n".join(line.rstrip() for line in (done.stdout + done.stderr).splitlines()).strip("\n")


def refreshed(text: str, warm: Path) -> str:
    """The document with every command run again, in a folder that holds the project's src."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "src").symlink_to(HOUSE / "src")
        return _CONSOLE.sub(lambda match: _rerun(match, folder, warm), text)


def _rerun(match: re.Match[str], folder: Path, warm: Path) -> str:
    said = []
    for command in re.findall(r"^\$ (.*)$", match["body"], re.M):
        output = printed(command, language=match["language"] or "vi", folder=folder, warm=warm)
        said.append(f"$ {command}" + (f"\n{output}" if output else ""))
    return match[0].partition("\n")[0] + "\n" + "\n".join(said) + "\n```"


def command_reference(warm: Path) -> str:
    """docs/cli.md: the help of the program and of each command, in both languages."""
    parts = [_CLI_HEAD]
    for language, title in (("vi", "Tiếng Việt"), ("en", "English")):
        parts.append(f"## {title}\n")
        for command in ("", *COMMANDS):
            line = f"kieumau {command}".strip()
            text = printed(f"{line} --help", language=language, folder=HOUSE, warm=warm)
            parts.append(f"### `{line}`\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


_CLI_HEAD = """# Các lệnh · Commands

Trang này do `python tests/house/write_docs.py` sinh ra từ `--help`; xin đừng sửa tay. Lệnh nói tiếng Việt, hoặc tiếng Anh khi đặt `KIEUMAU_LANGUAGE=en`. Mã thoát: 0 khi xong việc, 2 khi có điều cần sửa.

This page is made from `--help` by `python tests/house/write_docs.py`; please do not edit it. Commands speak Vietnamese, or English with `KIEUMAU_LANGUAGE=en`. Exit codes: 0 when done, 2 when something is to be put right.
"""


def schema_text() -> str:
    return json.dumps(rulebook_schema(), ensure_ascii=False, indent=2) + "\n"


def openapi_text() -> str:
    """What /api/v1/openapi.json answers."""
    from kieumau.api.v1 import api

    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False, indent=2) + "\n"


GENERATED = (SCHEMA, OPENAPI, DOORS, CLI, MISTAKES)
WITH_COMMANDS = (HOUSE / "README.md", *sorted(p for p in (HOUSE / "docs/guides").glob("*.md") if p != MISTAKES))


def made(path: Path, warm: Path) -> str:
    """The text that a generated file, or one with commands in it, ought to have."""
    if path == CLI:
        return command_reference(warm)
    whole = {SCHEMA: schema_text, OPENAPI: openapi_text, DOORS: doors_page, MISTAKES: mistakes_page}
    return whole[path]() if path in whole else refreshed(path.read_text(encoding="utf-8"), warm)


def text_files() -> list[Path]:
    """Every text of the project, in a clone or in an unpacked archive; caches begin with a dot and end in _cache."""
    found = []
    for path in HOUSE.rglob("*"):
        inside = path.relative_to(HOUSE).parts
        if not ASIDE & set(inside) and not any(part.endswith(("_cache", ".egg-info")) for part in inside):
            found += [path] if path.is_file() and path.suffix in TEXTS else []
    return found
