"""From a rulebook file to a `CriteriaSet`, with every problem of the file gathered and shown together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kieumau.engine.criteria import schema
from kieumau.engine.criteria.building import Builder
from kieumau.engine.criteria.overlaying import overlaid
from kieumau.engine.criteria.schema import OverlayDoc, RulebookDoc
from kieumau.engine.criteria.sets import CriteriaSet
from kieumau.engine.errors import Problem, RulebookError, did_you_mean
from kieumau.engine.shelf.documents import Document, Path, read_yaml
from kieumau.engine.shelf.rulebooks import find_rulebook
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
        overlay, problems = _validated(OverlayDoc, document)
        base_path = find_rulebook(overlay.overlay_of)
        base_text = _text(base_path)
        base_document = read_yaml(base_text, str(base_path))
        base, wrong = _validated(RulebookDoc, base_document)
        try:
            merged = overlaid(base, overlay, document)
        except RulebookError as refused:
            raise RulebookError([*problems, *wrong, *refused.problems]) from None
        if problems or wrong:
            raise RulebookError([*problems, *wrong])
        return Builder(merged, document, _mark(text, base_text), overlay=overlay).build()
    doc, problems = _validated(RulebookDoc, document)
    return Builder(doc, document, _mark(text), problems=problems).build()


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
            Problem(
                words("không mở được tệp: {e}.", "the file cannot be opened: {e}.", e=error.strerror or ""),
                file=str(path),
            )
        ) from None


def _validated(model: type[_Doc], document: Document) -> tuple[_Doc, list[Problem]]:
    """The document and its problems. What is wrong is mended or left out, so that the rest can be checked too.

    A misspelt key is read as the one that was meant; a part that cannot be read is dropped. Raises `RulebookError`
    only where nothing is left to check.
    """
    problems = list(document.problems)
    data = deepcopy(document.data)
    for _ in range(_TRIES):
        try:
            return model.model_validate(data), list(dict.fromkeys(problems))
        except ValidationError as error:
            found = error.errors(include_url=False)
        told = [p.path for p in problems]
        new = validation_problems(document, found)
        problems += [p for p in new if not any(_within(p.path, t) or _within(t, p.path) for t in told)]
        if not _mended(data, found):
            break
    raise RulebookError(list(dict.fromkeys(problems)))


_TRIES = 6


def _within(path: str, other: str) -> bool:
    """Whether a place lies in another: what follows from mending a fault is not told beside it."""
    return path == other or path.startswith(other + ".")


def _mended(data: Any, errors: Sequence[Any]) -> bool:
    """Make the data readable, so that the rest of the file is checked too; False where nothing could be done.

    A misspelt key becomes the one that is missing beside it, a missing one gets a stand-in, one shape is kept where
    two stand, and what is left is dropped.
    """
    missing: dict[Path, list[str]] = {}
    for error in errors:
        path = _plain(error["loc"])
        if error["type"] == "missing":
            missing.setdefault(path[:-1], []).append(str(path[-1]))
    mended, dropped = False, list[Path]()
    for error in sorted(errors, key=lambda e: e["type"] != "extra_forbidden"):
        path = _plain(error["loc"])
        parent, key = (_at(data, path[:-1]), path[-1]) if path else (None, "")
        here = _at(data, path)
        if error["type"] == "extra_forbidden" and isinstance(parent, dict) and key in parent:
            value = parent.pop(key)
            meant = get_close_matches(str(key), missing.get(path[:-1], []), n=1, cutoff=0.6)
            if meant and meant[0] not in parent:
                parent[meant[0]] = value
        elif error["type"] == "missing" and isinstance(parent, dict) and key in _STAND_INS:
            parent.setdefault(key, deepcopy(_STAND_INS[str(key)]))
        elif error["type"] == "value_error" and isinstance(here, dict) and _one_shape(here, str(error["ctx"]["error"])):
            pass
        elif error["type"] not in ("missing", "value_error") and isinstance(parent, dict):
            parent.pop(key, None)
            if key in _STAND_INS:
                parent[key] = deepcopy(_STAND_INS[str(key)])
        else:
            dropped.append(path[:-1] if error["type"] == "missing" else path)
            continue
        mended = True
    taken = [_drop(data, path) for path in sorted(set(dropped), key=len, reverse=True)]  # every one, so no generator
    return all(taken) and (mended or bool(dropped))


_STAND_INS: dict[str, Any] = {
    "label": {"vi": "…"},
    "title": {"vi": "…"},
    "vi": "…",
    "issuer": "…",
    "rulebook": "chua-ro",
    "version": "chua-ro",
    "nature": "sample",
    "measure": "number",  # stands beside every measure without complaint
    "in_force": date.max,  # every threshold has a value by then
    "applies_to": ["phuong"],
    "recognised_when": "all",
    "meets": "true",
}


def _one_shape(part: dict[str, Any], message: str) -> bool:
    """Keep the first of several shapes; give a part without one a condition that says nothing."""
    if message in ("starts", "until"):
        return part.pop(message, None) is not None
    if not message.startswith("exactly one of "):
        return part.pop("applies_when", None) is not None or part.pop("otherwise", None) is not None
    names, given = (text.split(", ") for text in message.removeprefix("exactly one of ").split("|"))
    for name in given[1:]:
        part.pop(name, None)
    if given == [""]:
        if "meets" not in names:
            return False
        part["meets"] = "true"
    return True


def _drop(data: Any, path: Path) -> bool:
    """Take out the item of a list, or the entry of a map of codes, in which the path lies."""
    for depth in range(len(path), 0, -1):
        parent, key = _at(data, path[: depth - 1]), path[depth - 1]
        if isinstance(parent, list) and isinstance(key, int) and key < len(parent):
            parent[key] = None
            _compact(data)
            return True
        if isinstance(parent, dict) and depth == 2 and path[0] in ("indicators", "thresholds", "measures"):
            return parent.pop(key, None) is not None
    return False


def _compact(data: Any) -> None:
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        _compact(value)
    if isinstance(data, list):
        data[:] = [item for item in data if item is not None]


def _at(data: Any, path: Path) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


_KEYS = sorted(
    {
        field.alias or name
        for model in vars(schema).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }
)


def _plain(loc: Sequence[str | int]) -> Path:
    """The path as the file has it: pydantic names the branch of a union, [key], and days as Python writes them."""
    kept = [
        p
        for p in loc
        if not (isinstance(p, str) and (p in _BRANCHES or p.startswith(("literal[", "function-", "[key"))))
    ]
    return tuple(_DATE.sub(_iso, p) if isinstance(p, str) else p for p in kept)


def _iso(match: re.Match[str]) -> str:
    return date(int(match[1]), int(match[2]), int(match[3])).isoformat()


_DATE = re.compile(r"datetime\.date\((\d+), (\d+), (\d+)\)")
_BRANCHES = ("int", "constrained-int", "bool", "decimal")


def validation_problems(document: Document, errors: Sequence[Any], prefix: Path = ()) -> list[Problem]:
    """What pydantic found, in our words, each with its line; one problem for each place."""
    told: dict[Path, Problem] = {}
    for error in errors:
        path = (*prefix, *_plain(error["loc"]))
        told.setdefault(path, _problem(document, path, error))
    return list(told.values())


def _problem(document: Document, path: Path, error: Any) -> Problem:
    if error["type"] == "extra_forbidden":
        key = str(path[-1])
        what = words("không có khóa “{k}” ở đây.", "there is no key “{k}” here.", k=key)
        hint = did_you_mean(key, [k for k in _KEYS if k != key])
        if hint is None and error.get("input") is None:
            hint = Words("Câu có dấu phẩy phải đặt trong dấu nháy.", "A text with a comma stands in quotes.")
        return document.problem(path, what, hint)
    if error["type"] == "missing":
        return document.problem(path, words("thiếu khóa “{k}”.", "the key “{k}” is missing.", k=str(path[-1])))
    if error["type"] == "value_error":
        return document.problem(path, *_of_shapes(str(error["ctx"]["error"])))
    given = error.get("input")
    if given == []:
        return document.problem(
            path,
            Words("danh sách trống.", "the list is empty."),
            Words("Cần ít nhất một mục.", "It needs one item at least."),
        )
    said = "" if isinstance(given, (dict, list)) else str(given)[:60]
    if isinstance(given, bool):
        said = str(given).lower()
    expected = _EXPECTED.get(error["type"], Words("giá trị hợp lệ", "a valid value"))
    if error["type"] == "string_pattern_mismatch":
        expected = _FORMS.get(str(error["ctx"]["pattern"]), expected)
    if error["type"] == "string_type" and path and path[-1] in _FORMULAS:
        expected = Words("một công thức", "a formula")
    context = {
        k: str(v).replace(" or ", ", ").replace("'", "")
        for k, v in (error.get("ctx") or {}).items()
        if isinstance(k, str)
    }
    return document.problem(
        path,
        words(
            "giá trị “{v}” không dùng được; cần {x}.",
            "the value “{v}” does not fit; expected {x}.",
            v=said,
            x=expected.fill(**context),
        ),
    )


_FORMS = {
    r"^[a-z0-9][a-z0-9-]*$": Words("chữ thường không dấu, số và dấu gạch ngang", "lower-case a-z, digits and hyphens"),
    r"^[a-z][a-z0-9_]*$": Words("chữ thường không dấu, số và dấu gạch dưới", "lower-case a-z, digits and _"),
    r"^[0-9A-Za-zĐđ][0-9A-Za-zĐđ._-]*$": Words(
        "một mã ngắn: chữ, số, dấu chấm, gạch", "a short code of letters, digits, . _ -"
    ),
    r"^https?://\S+$": Words("một địa chỉ bắt đầu bằng https://", "an address that begins with https://"),
    r"^[a-z0-9-]+/[a-z0-9-]+$": Words("dạng chương-trình/phiên-bản", "the form programme/version"),
}
_FORMULAS = ("meets", "applies_when", "of", "points_at_least", "ranked_by")


def _of_shapes(message: str) -> tuple[Words, Words | None]:
    if message == "starts":
        return Words("ngày bắt đầu phải là tháng-ngày có thật.", "the start must be a real month-day."), Words(
            "16/11 viết là 11-16.", "16 November is written 11-16."
        )
    if message == "until":
        return Words("until phải sau in_force.", "until must be after in_force."), None
    if message == "nothing":
        return Words("tình huống không mong đợi điều gì.", "the case expects nothing."), Words(
            "Thêm verdict, outcome, met, points_total hoặc conditions.",
            "Add verdict, outcome, met, points_total or conditions.",
        )
    if message == "criterion":
        return Words(
            "verdict, distance, missing, points cần có criterion.",
            "verdict, distance, missing, points need a criterion.",
        ), None
    if message.startswith("check keys|"):
        _, kind, needed, keys = message.split("|")
        return words(
            "{k} cần đúng các khóa: {n}; đang có: {f}.",
            "{k} needs exactly the keys {n}; found: {f}.",
            k=kind,
            n=needed,
            f=keys,
        ), None
    if not message.startswith("exactly one of "):
        return Words(
            "applies_when và otherwise phải đi cùng nhau: văn bản xử lý thế nào khi tiêu chí không áp dụng?",
            "applies_when and otherwise stand together: what does the text do where a criterion does not apply?",
        ), Words("otherwise: counts_as_met hoặc left_out.", "otherwise: counts_as_met or left_out.")
    names, given = message.removeprefix("exactly one of ").split("|")
    found = Words(given, given) if given else Words("không có khóa nào", "none")
    return words(
        "cần đúng một trong: {n}; đang có: {g}.", "needs exactly one of: {n}; found: {g}.", n=names, g=found
    ), None


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
    "less_than": Words("số nhỏ hơn {lt}", "a number below {lt}"),
    "less_than_equal": Words("số không quá {le}", "a number of at most {le}"),
    "too_short": Words("ít nhất {min_length} mục", "at least {min_length} items"),
    "too_long": Words("không quá {max_length} mục", "at most {max_length} items"),
}


@lru_cache(maxsize=32)
def shipped_rulebook(key: str) -> CriteriaSet:
    """A shipped rulebook, read once."""
    return load_rulebook(key)
