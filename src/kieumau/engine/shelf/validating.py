"""A rulebook's file held against its schema: every problem in our words with its line, and all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from kieumau.engine.errors import Problem, RulebookError, did_you_mean
from kieumau.engine.shelf.documents import Path, YamlDocument, said_path
from kieumau.engine.shelf.fields import PATTERN_WORDS
from kieumau.engine.shelf.mending import UNFIT, mended, path_of
from kieumau.engine.wording import Words, words

_Model = TypeVar("_Model", bound=BaseModel)
_TRIES = 6


def unfit(what: Words, hint: Words | None = None, mend: Mapping[str, Any] | None = None) -> PydanticCustomError:
    """For a validator to raise: why a part cannot stand, and the keys that change (None: go) to read it all the same."""
    return PydanticCustomError(UNFIT, "unfit", {"what": what, "hint": hint, "mend": mend or {}})


def exactly_one(model: BaseModel, names: Sequence[str], *, otherwise: Mapping[str, Any] | None = None) -> None:
    """Refuses a part that has none or several of the keys; `otherwise` is what one without any is read on with."""
    given = [n for n in names if getattr(model, n) is not None]
    if len(given) == 1:
        return
    found = Words(", ".join(given), ", ".join(given)) if given else Words("không có khóa nào", "none")
    what = words(
        "cần đúng một trong: {n}; đang có: {g}.", "needs exactly one of: {n}; found: {g}.", n=", ".join(names), g=found
    )
    raise unfit(what, mend=dict.fromkeys(given[1:]) if given else otherwise)


@dataclass(frozen=True)
class FileSchema:
    """What is known of a kind of file beside its models: `keys` that may be meant, `formulas` among them, what may
    stand in for a key that is missing or cannot be read, and the `maps` of which a single entry may be left out."""

    keys: Sequence[str]
    formulas: Collection[str] = ()
    stand_ins: Mapping[str, Any] = field(default_factory=dict)
    maps: Collection[str] = ()

    def validated(self, model: type[_Model], document: YamlDocument) -> tuple[_Model, list[Problem]]:
        """The document and its problems. What is wrong is mended or left out, so that the rest can be checked too.

        A misspelt key is read as the one that was meant; a part that cannot be read is dropped. Raises `RulebookError`
        only where nothing is left to check.
        """
        problems = list(document.problems)
        told = [p.path for p in problems]
        data = deepcopy(document.data)
        for _ in range(_TRIES):
            try:
                return model.model_validate(data), list(dict.fromkeys(problems))
            except ValidationError as error:
                found = error.errors(include_url=False)
            new = {said_path(at): p for at, p in self._placed(document, found).items()}
            problems += [p for at, p in new.items() if not any(_within(at, t) or _within(t, at) for t in told)]
            told += new
            if not mended(data, found, stand_ins=self.stand_ins, maps=self.maps):
                break
        raise RulebookError(list(dict.fromkeys(problems)))

    def problems(self, document: YamlDocument, errors: Sequence[Any], prefix: Path = ()) -> list[Problem]:
        """What pydantic found, in our words, each with its line; one problem for each place."""
        return list(self._placed(document, errors, prefix).values())

    def _placed(self, document: YamlDocument, errors: Sequence[Any], prefix: Path = ()) -> dict[Path, Problem]:
        told: dict[Path, Problem] = {}
        for error in errors:
            path = (*prefix, *path_of(error["loc"]))
            told.setdefault(path, document.problem(path, *self._said(path, error)))
        return told

    def _said(self, path: Path, error: Any) -> tuple[Words, Words | None]:
        if error["type"] == "extra_forbidden":
            return self._unknown_key(str(path[-1]), error)
        if error["type"] == "missing":
            return words("thiếu khóa “{k}”.", "the key “{k}” is missing.", k=str(path[-1])), None
        if error["type"] == UNFIT:
            return error["ctx"]["what"], error["ctx"]["hint"]
        given = error.get("input")
        if given == []:
            return Words("danh sách trống.", "the list is empty."), _ONE_AT_LEAST
        said = "" if isinstance(given, (dict, list)) else str(given)[:60]
        if isinstance(given, bool):
            said = str(given).lower()
        what = words(
            "giá trị “{v}” không dùng được; cần {x}.",
            "the value “{v}” does not fit; expected {x}.",
            v=said,
            x=self._expected(path, error),
        )
        return what, None

    def _unknown_key(self, key: str, error: Any) -> tuple[Words, Words | None]:
        what = words("không có khóa “{k}” ở đây.", "there is no key “{k}” here.", k=key)
        hint = did_you_mean(key, [k for k in self.keys if k != key])
        if hint is None and error.get("input") is None:
            hint = Words("Câu có dấu phẩy phải đặt trong dấu nháy.", "A text with a comma stands in quotes.")
        return what, hint

    def _expected(self, path: Path, error: Any) -> Words:
        context = {str(k): v for k, v in (error.get("ctx") or {}).items()}
        if error["type"] == "string_pattern_mismatch" and context["pattern"] in PATTERN_WORDS:
            return PATTERN_WORDS[context["pattern"]]
        if error["type"] == "string_type" and path and path[-1] in self.formulas:
            return Words("một công thức", "a formula")
        expected = _EXPECTED.get(error["type"], Words("giá trị hợp lệ", "a valid value"))
        return expected.fill(**{k: str(v).replace(" or ", ", ").replace("'", "") for k, v in context.items()})


def keys_of(*models: type[BaseModel]) -> list[str]:
    """Every key of the models, as a file writes it."""
    return sorted({f.alias or name for model in models for name, f in model.model_fields.items()})


def _within(path: str, other: str) -> bool:
    """Whether a place lies in another: what follows from mending a fault is not told beside it."""
    return path == other or path.startswith(other + ".")


_ONE_AT_LEAST = Words("Cần ít nhất một mục.", "It needs one item at least.")
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
