"""A document made readable where it is wrong, so that the rest of it is checked too and all problems come at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from datetime import date
from difflib import get_close_matches
from typing import Any

from kieumau.engine.shelf.documents import Path

UNFIT = "unfit"
"""The kind of error that a validator of ours raises; its `mend` is what the part is changed by to be read on."""


def mended(data: Any, errors: Sequence[Any], *, stand_ins: Mapping[str, Any], maps: Collection[str]) -> bool:
    """Change the data by what pydantic found; False where nothing could be done.

    A misspelt key becomes the one that is missing beside it, a missing one gets a stand-in by its name, a part is
    mended as its validator says, and what is left is dropped: from a list, or from one of the `maps` by code.
    """
    missing: dict[Path, list[str]] = {}
    for error in errors:
        path = path_of(error["loc"])
        if error["type"] == "missing":
            missing.setdefault(path[:-1], []).append(str(path[-1]))
    changed, dropped = False, list[Path]()
    for error in sorted(errors, key=lambda e: e["type"] != "extra_forbidden"):
        path = path_of(error["loc"])
        if error["type"] == "missing":
            done = _stood_in(data, path, stand_ins)
        elif error["type"] == "extra_forbidden":
            done = _renamed(data, path, missing.get(path[:-1], []))
        elif error["type"] == UNFIT and isinstance(part := _at(data, path), dict):
            done = _changed(part, error["ctx"]["mend"])
        else:
            done = _taken_out(data, path, stand_ins)
        if done:
            changed = True
        else:
            dropped.append(path[:-1] if error["type"] == "missing" else path)
    gone = [_drop(data, path, maps) for path in sorted(set(dropped), key=len, reverse=True)]  # every one: no generator
    return all(gone) and (changed or bool(dropped))


def path_of(loc: Sequence[str | int]) -> Path:
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


def _renamed(data: Any, path: Path, missing: Sequence[str]) -> bool:
    """A key that is not known goes, or becomes the one that was meant."""
    part, key = _at(data, path[:-1]), path[-1]
    if not isinstance(part, dict):
        return False
    value = part.pop(key, None)
    meant = get_close_matches(str(key), missing, n=1, cutoff=0.6)
    if meant and meant[0] not in part:
        part[meant[0]] = value
    return True


def _stood_in(data: Any, path: Path, stand_ins: Mapping[str, Any]) -> bool:
    part, key = _at(data, path[:-1]), path[-1]
    if not isinstance(part, dict) or key not in stand_ins:
        return False
    part.setdefault(key, deepcopy(stand_ins[str(key)]))
    return True


def _changed(part: dict[str, Any], mend: Mapping[str, Any]) -> bool:
    """None takes a key out."""
    for key, value in mend.items():
        if value is None:
            part.pop(key, None)
        else:
            part[key] = value
    return bool(mend)


def _taken_out(data: Any, path: Path, stand_ins: Mapping[str, Any]) -> bool:
    part, key = (_at(data, path[:-1]), path[-1]) if path else (None, "")
    if not isinstance(part, dict):
        return False
    part.pop(key, None)
    if key in stand_ins:
        part[key] = deepcopy(stand_ins[str(key)])
    return True


def _drop(data: Any, path: Path, maps: Collection[str]) -> bool:
    """Take out the item of a list, or the entry of a map of codes, in which the path lies."""
    for depth in range(len(path), 0, -1):
        parent, key = _at(data, path[: depth - 1]), path[depth - 1]
        if isinstance(parent, list) and isinstance(key, int) and key < len(parent):
            parent[key] = None
            _compact(data)
            return True
        if isinstance(parent, dict) and depth == 2 and path[0] in maps:
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
