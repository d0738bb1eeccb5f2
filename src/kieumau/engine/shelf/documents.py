"""YAML with the line of every key, exact decimals, no aliases and no doubled keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path as FilePath
from typing import Any

import yaml

from kieumau.engine.errors import Hint, Problem, RulebookError
from kieumau.engine.wording import Words, words

Path = tuple[str | int, ...]
_LARGEST = 2_000_000  # bytes; the longest shipped rulebook is under 100 KB
_DEEPEST = 40


@dataclass
class YamlDocument:
    """The data of a file, and where each part of it stands (line and column, counted from 1)."""

    file: str
    data: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path) -> tuple[int | None, int | None]:
        """The place of the path, or of the nearest part above it that stands in the file."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, (None, None))

    def problem(self, path: Path, what: Words, hint: Hint | None = None) -> Problem:
        return Problem(what, file=self.file, line=self.place(path)[0], path=self.said(path), hint=hint)

    def said(self, path: Path) -> str:
        """The path as messages name it: an item of a list by its code, by its number where it has none of its own.

        A number that is also the code of another item is written #2.
        """
        said, here = [], self.data
        for step in path:
            items = here if isinstance(here, list) else []
            codes = [str(i["code"]) if isinstance(i, dict) and "code" in i else "" for i in items]
            if not isinstance(step, int) or step >= len(items):
                said.append(str(step + 1) if isinstance(step, int) else step)
                here = here.get(step) if isinstance(here, dict) else None
                continue
            number, code = str(step + 1), codes[step]
            said.append(code if code and codes.count(code) == 1 else f"#{number}" if number in codes else number)
            here = items[step]
        return ".".join(said)


def said_path(path: Path) -> str:
    return ".".join(str(p + 1) if isinstance(p, int) else str(p) for p in path)


def read_text(path: FilePath) -> str:
    """A file as text. Raises `RulebookError`."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise RulebookError(
            Problem(
                Words("tệp không phải văn bản UTF-8.", "the file is not UTF-8 text."),
                file=str(path),
                hint=Words("Lưu lại với mã UTF-8.", "Save it again as UTF-8."),
            )
        ) from None
    except OSError as error:
        raise RulebookError(
            Problem(
                words("không mở được tệp: {e}.", "the file cannot be opened: {e}.", e=error.strerror or ""),
                file=str(path),
            )
        ) from None


def read_yaml(text: str, file: str) -> YamlDocument:
    """Read one YAML document. Raises `RulebookError` for what is not YAML at all."""
    document = YamlDocument(file)
    if len(text.encode()) > _LARGEST:
        raise RulebookError(Problem(Words("tệp quá lớn (trên 2 MB).", "the file is too large (over 2 MB)."), file=file))
    try:
        _refuse_aliases(text, file)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise RulebookError(
            Problem(
                words("không phải YAML hợp lệ: {p}.", "not valid YAML: {p}.", p=error.problem or ""),
                file=file,
                line=mark.line + 1 if mark else None,
                column=mark.column + 1 if mark else None,
                hint=Words("Kiểm tra thụt dòng và dấu hai chấm.", "Check the indentation and the colons."),
            )
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise RulebookError(
            Problem(words("không đọc được YAML: {p}.", "the YAML cannot be read: {p}.", p=str(error)[:120]), file=file)
        ) from None
    if node is None:
        raise RulebookError(Problem(Words("tệp trống.", "the file is empty."), file=file))
    document.data = _value(node, (), document)
    return document


def _refuse_aliases(text: str, file: str) -> None:
    """Aliases can blow a small file up without bound; a rulebook has no use for them."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise RulebookError(
                Problem(
                    Words("không dùng neo (&, *) trong bộ tiêu chí.", "anchors and aliases (&, *) are not used here."),
                    file=file,
                    line=event.start_mark.line + 1 if event.start_mark else None,
                    hint=Words("Viết lại đầy đủ đoạn đó.", "Write the part out in full."),
                )
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise RulebookError(Problem(Words("tệp lồng quá sâu.", "the file is nested too deep."), file=file))


def _value(node: yaml.Node, path: Path, document: YamlDocument) -> Any:
    quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"')
    document.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1 + quoted)
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = _scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if key is None or isinstance(key, bool):
                key = str(key_node.value)
            name = key.isoformat() if isinstance(key, date) else str(key) if not isinstance(key, str) else key
            here = (*path, name)
            if key in result:
                line = key_node.start_mark.line + 1
                what = words("khóa “{k}” viết hai lần.", "the key “{k}” is written twice.", k=name)
                document.problems.append(Problem(what, file=document.file, line=line, path=said_path(here)))
                continue
            result[key] = _value(value_node, here, document)
            document.places.setdefault(here, (key_node.start_mark.line + 1, key_node.start_mark.column + 1))
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, i), document) for i, item in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)
    return _scalar(node)


def _scalar(node: yaml.ScalarNode) -> Any:
    """Numbers exactly, days as days; "no", "off" and "on" stay words, unlike in YAML 1.1."""
    text = node.value
    match node.tag.rsplit(":", 1)[-1]:
        case "int" | "float":
            try:
                number = Decimal(text.replace("_", ""))
            except InvalidOperation:
                return text
            if not number.is_finite():
                return text
            return (
                int(number)
                if number == number.to_integral_value() and "." not in text and "e" not in text.lower()
                else number
            )
        case "timestamp":
            try:
                return date.fromisoformat(text)
            except ValueError:
                return text
        case "bool":
            return text.lower() == "true" if text.lower() in ("true", "false") else text
        case "null":
            return None
    return text
