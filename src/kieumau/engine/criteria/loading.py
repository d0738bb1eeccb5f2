"""From a rulebook file to a `CriteriaSet`, with every problem of the file gathered and shown together."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kieumau.engine.criteria import schema
from kieumau.engine.criteria.building import Builder
from kieumau.engine.criteria.overlaying import overlaid
from kieumau.engine.criteria.schema import OverlayDoc, RulebookDoc
from kieumau.engine.criteria.sets import CriteriaSet
from kieumau.engine.criteria.shelf import find_rulebook
from kieumau.engine.criteria.yaml_reading import Document, read_yaml
from kieumau.engine.errors import Problem, RulebookError, did_you_mean
from kieumau.engine.wording import Words, words

_Doc = TypeVar("_Doc", bound=BaseModel)


def load_rulebook(name_or_path: str) -> CriteriaSet:
    """Read a shipped rulebook (`programme/version`), or a file or folder. Raises `RulebookError`."""
    path = find_rulebook(name_or_path)
    return parse_rulebook(_text(path), file=str(path))


def parse_rulebook(text: str, *, file: str) -> CriteriaSet:
    """Read a rulebook, or an overlay together with the rulebook that it adds to."""
    document = read_yaml(text, file)
    if isinstance(document.data, dict) and "overlay_of" in document.data:
        overlay = _validated(OverlayDoc, document)
        base_path = find_rulebook(overlay.overlay_of)
        base_document = read_yaml(_text(base_path), str(base_path))
        base = _validated(RulebookDoc, base_document)
        merged = overlaid(base, overlay, document)
        fingerprint = _mark(text, base_path.read_text(encoding="utf-8"))
        return Builder(merged, document, fingerprint, overlay=overlay).build()
    return Builder(_validated(RulebookDoc, document), document, _mark(text)).build()


def load_overlay_base(text: str, *, file: str) -> str:
    """The rulebook that an overlay adds to, or nothing where the text is a rulebook itself."""
    data = read_yaml(text, file).data
    return str(data.get("overlay_of", "")) if isinstance(data, dict) else ""


def _mark(*texts: str) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()


def _text(path: FilePath) -> str:
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
            Problem(words("không mở được tệp: {e}.", "the file cannot be opened: {e}.", e=error.strerror or ""), file=str(path))
        ) from None


def _validated(model: type[_Doc], document: Document) -> _Doc:
    try:
        doc = model.model_validate(document.data)
    except ValidationError as error:
        problems = [_problem(document, e) for e in error.errors(include_url=False)]
        raise RulebookError([*document.problems, *dict.fromkeys(problems)]) from None
    if document.problems:
        raise RulebookError(document.problems)
    return doc


def _keys() -> list[str]:
    models = [m for m in vars(schema).values() if isinstance(m, type) and issubclass(m, BaseModel)]
    return sorted({f.alias or n for m in models for n, f in m.model_fields.items()})


def _problem(document: Document, error: Any) -> Problem:
    path = tuple(p for p in error["loc"] if not _is_branch(p))
    if error["type"] == "extra_forbidden":
        key = str(path[-1])
        what = words("không có khóa “{k}” ở đây.", "there is no key “{k}” here.", k=key)
        return document.problem(path, what, did_you_mean(key, _keys()))
    if error["type"] == "missing":
        what = words("thiếu khóa “{k}”.", "the key “{k}” is missing.", k=str(path[-1]))
        return document.problem(path, what)
    if error["type"] == "value_error":
        return document.problem(path, *_of_shapes(str(error["ctx"]["error"])))
    given = error.get("input")
    said = "" if isinstance(given, (dict, list)) else str(given)[:60]
    expected = _EXPECTED.get(error["type"], Words("giá trị hợp lệ", "a valid value")).fill(
        **{k: str(v) for k, v in (error.get("ctx") or {}).items() if isinstance(k, str)}
    )
    return document.problem(
        path, words("giá trị “{v}” không dùng được; cần {x}.", "the value “{v}” does not fit; expected {x}.", v=said, x=expected)
    )


def _is_branch(part: str | int) -> bool:
    """pydantic names the branch of a union inside the path; the file does not hold it."""
    return isinstance(part, str) and (part in ("int", "constrained-int") or part.startswith(("literal[", "function-")))


def _of_shapes(message: str) -> tuple[Words, Words | None]:
    if not message.startswith("exactly one of "):
        return Words(
            "applies_when và otherwise phải đi cùng nhau: văn bản xử lý thế nào khi tiêu chí không áp dụng?",
            "applies_when and otherwise stand together: what does the text do where a criterion does not apply?",
        ), Words("otherwise: counts_as_met hoặc left_out.", "otherwise: counts_as_met or left_out.")
    names, given = message.removeprefix("exactly one of ").split("|")
    found = given or "—"
    return words("cần đúng một trong: {n}; đang có: {g}.", "needs exactly one of: {n}; found: {g}.", n=names, g=found), None


_EXPECTED = {
    "string_type": Words("chữ", "text"),
    "string_too_short": Words("chữ không trống", "text that is not empty"),
    "string_too_long": Words("chữ ngắn hơn", "a shorter text"),
    "string_pattern_mismatch": Words("dạng {pattern}", "the form {pattern}"),
    "literal_error": Words("một trong {expected}", "one of {expected}"),
    "date_type": Words("một ngày, viết 2024-01-31", "a day, written 2024-01-31"),
    "date_parsing": Words("một ngày, viết 2024-01-31", "a day, written 2024-01-31"),
    "date_from_datetime_parsing": Words("một ngày, viết 2024-01-31", "a day, written 2024-01-31"),
    "decimal_type": Words("một số", "a number"),
    "decimal_parsing": Words("một số, viết 0.7", "a number, written 0.7"),
    "int_type": Words("một số nguyên", "a whole number"),
    "int_parsing": Words("một số nguyên", "a whole number"),
    "bool_type": Words("true hoặc false", "true or false"),
    "bool_parsing": Words("true hoặc false", "true or false"),
    "list_type": Words("một danh sách", "a list"),
    "dict_type": Words("các khóa và giá trị", "keys and values"),
    "model_type": Words("các khóa và giá trị", "keys and values"),
    "model_attributes_type": Words("các khóa và giá trị", "keys and values"),
    "greater_than": Words("số lớn hơn {gt}", "a number above {gt}"),
    "greater_than_equal": Words("số từ {ge} trở lên", "a number of at least {ge}"),
    "less_than_equal": Words("số không quá {le}", "a number of at most {le}"),
    "too_short": Words("ít nhất {min_length} mục", "at least {min_length} items"),
    "too_long": Words("không quá {max_length} mục", "at most {max_length} items"),
}
