"""Lines of the journal in words, from their own details. Each app says in its `lines.py` how its acts are told.

Sentences are made when a line is read: old lines can be told better later, and the seal covers the details only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from string import Formatter
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from kieumau.engine.wording import Words, joined, plain, words
from kieumau.records.journal.models import Entry


@dataclass(frozen=True, slots=True)
class ActionWords:
    """`name` for lists, `told` for the story, `further` what is added by each of these details that a line has.

    Places in the words are details, and those that `_values` adds.
    """

    name: Words
    told: Words
    further: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AppLines:
    """What an app puts into the journal, in words. It stands as `LINES` in the app's module `lines`.

    `actions` by the dotted action; `subjects` by the kind in `about`, with places that are details of its first line;
    `codes` by the name of a detail and by what stands in it, e.g. by `role` and `appraiser`.
    """

    actions: Mapping[str, ActionWords]
    subjects: Mapping[str, Words] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)


PlaceOf = Callable[[str, date], Words]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNTED = re.compile(r"\{(\w+)\} \w+s\b")
_UNTOLD = plain("–")


def lines_by_app() -> dict[str, AppLines]:
    """Of every installed app that has a module `lines`, by the app's label."""
    found = [app for app in apps.get_app_configs() if app.module and module_has_submodule(app.module, "lines")]
    return {app.label: import_module(f"{app.name}.lines").LINES for app in found}


@cache
def _known() -> AppLines:
    actions: dict[str, ActionWords] = {}
    subjects: dict[str, Words] = {}
    codes: dict[str, dict[str, Words]] = {}
    for each in lines_by_app().values():
        actions |= each.actions
        subjects |= each.subjects
        for detail, meant in each.codes.items():
            codes.setdefault(detail, {}).update(meant)
    return AppLines(actions, subjects, codes)


def known_actions() -> Mapping[str, ActionWords]:
    """Every action that an app writes, by its dotted word."""
    return _known().actions


def sentence(entry: Entry, *, on: date, place_of: PlaceOf, subject: str = "") -> Words:
    """One line in words. `on` is its day, `place_of` names a unit by code and day, `subject` the account it is about.

    A line never fails to be told: an unknown action is its dotted word, a detail that is not there a dash.
    """
    details = _details(entry)
    known = _known().actions.get(entry.action)
    values = _values(entry, details, on, place_of, subject)
    said = _filled(known.told if known else Words("{who}: {action}", "{who}: {action}"), values)
    for name, further in known.further.items() if known else ():
        if details.get(name):
            said += _filled(further, values)
    if details.get("sample") is True:
        said += Words(" (số liệu minh họa)", " (invented sample)")
    if reason := str(details.get("reason") or "").strip():
        said += words(". Lý do: {r}", ". Reason: {r}", r=reason)
    return said


def said_subject(kind: str, first: Entry) -> Words | None:
    """What an object is called, from the first line about it; None where no app has words for its kind."""
    known = _known().subjects.get(kind)
    return known and _filled(known, {name: _said(name, value) for name, value in _details(first).items()})


def said_who(entry: Entry) -> Words:
    """Who did it, with the role it was done in."""
    if entry.name:
        role = _known().codes.get("role", {}).get(entry.role, plain(entry.role))
        return words("{n} ({r})", "{n} ({r})", n=entry.name, r=role) if entry.role else plain(entry.name)
    if entry.role == "operator":
        return Words("Người vận hành máy chủ", "The server's operator")
    return Words("Người chưa đăng nhập", "Somebody not signed in")


def _filled(told: Words, values: Mapping[str, Words | str | int | date]) -> Words:
    asked = {name for half in (told.vi, told.en) for _, name, _, _ in Formatter().parse(half) if name}
    english = _COUNTED.sub(lambda m: m[0][:-1] if values.get(m[1]) == 1 else m[0], told.en)  # 1 figure, 2 figures
    return Words(told.vi, english).fill(**{name: values.get(name, _UNTOLD) for name in asked})


def _values(
    entry: Entry, details: Mapping[str, Any], on: date, place_of: PlaceOf, subject: str
) -> dict[str, Words | str | int | date]:
    values = {name: _said(name, value) for name, value in details.items()}
    since, until = values.get("from"), values.get("until")
    day = since if isinstance(since, date) else on
    return {
        "username": subject or _UNTOLD,
        **values,
        "who": said_who(entry),
        "action": entry.action,
        "subject": subject or Words("một tên không có tài khoản nào", "A name that no account has"),
        "place": _place(entry.unit, day, place_of, details),
        "span": _span(since, until),
    }


def _place(code: str, on: date, place_of: PlaceOf, details: Mapping[str, Any]) -> Words:
    """The unit, by the name that the line itself keeps where the register no longer knows its code."""
    if not code:
        return Words("cả nước", "the whole country")
    place, name = place_of(code, on), details.get("unit_name")
    if place == plain(code) and isinstance(name, dict):
        vi, en = (str(name.get(language) or code) for language in ("vi", "en"))
        return words("{u} ({c})", "{u} ({c})", u=Words(vi, en), c=code)
    return place


def _span(since: object, until: object) -> Words:
    """Days as a person says them: `until` is the first day on which it no longer holds."""
    parts = []
    if isinstance(since, date):
        parts.append(words("từ {d}", "from {d}", d=since))
    if isinstance(until, date):
        parts.append(words("đến trước {d}", "until before {d}", d=until))
    else:
        parts.append(Words("chưa định ngày kết thúc", "with no end set"))
    return joined(parts, " ") if isinstance(until, date) else joined(parts)


def _details(entry: Entry) -> dict[str, Any]:
    try:
        found = json.loads(entry.details)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _said(name: str, value: object) -> Words | str | int | date:
    if isinstance(value, list):
        parts = [_said(name, each) for each in value]
        return joined([p if isinstance(p, Words) else words("{p}", "{p}", p=p) for p in parts]) if parts else _UNTOLD
    if isinstance(value, bool) or value is None or value == "":
        return _UNTOLD
    if isinstance(value, int):
        return value
    text = str(value)
    if (meant := _known().codes.get(name, {}).get(text)) is not None:
        return meant
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
