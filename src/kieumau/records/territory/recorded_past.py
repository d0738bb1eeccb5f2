"""What a newer register may not do: tell another past than the one that is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kieumau.engine import territory as engine
from kieumau.engine.errors import Problem, RegistryError, the_rest
from kieumau.engine.territory.checking import MOST_TOLD
from kieumau.engine.territory.units import OPEN
from kieumau.engine.wording import words

_DECIDING = ("name", "kind", "level", "parent", "begun_by")


def refuse_another_past(known: engine.Registry, register: engine.Registry) -> None:
    """What is recorded stays as it is, and what is new comes after it: units, acts, ways and ends of levels.

    Coordinates and areas describe and do not decide: they may be filled in.
    """
    if not known.units:
        return
    last = max(known.change_days(), default=date.min)
    problems = [
        *_other_units(known, register, last),
        *_other_acts(known, register, last),
        *_other_ways(known, register, last),
    ]
    now = {(e.level, e.system): e for e in register.level_ends}
    was = {(e.level, e.system): e for e in known.level_ends}
    for key in sorted(now.keys() | was.keys()):
        same = now.get(key) == was.get(key)
        if not same and (key in was or now[key].until <= last):
            what = words("{l}, {s}: ngày kết thúc của cấp này sửa lại quá khứ đã ghi.", "{l}, {s}: the end of this level rewrites a past that is recorded.", l=key[0], s=key[1])  # fmt: skip
            problems.append(Problem(what))
    if problems:
        hint = words(
            "Tệp mới chỉ thêm thay đổi sau ngày {d}; quá khứ chỉ đổi bằng một quyết định sau.",
            "A newer file only adds changes after {d}; the past is changed only by a later decision.",
            d=last,
        )
        more = len(problems) - MOST_TOLD
        told = [*problems[:MOST_TOLD], *([the_rest(more)] if more > 0 else [])]
        raise RegistryError([*told, Problem(hint)])


def _other_units(known: engine.Registry, register: engine.Registry, last: date) -> Iterator[Problem]:
    now = {u.key: u for u in register.units}
    here = {u.key for u in known.units}
    for unit in known.units:
        told = now.get(unit.key)
        if told is None or any(getattr(told, f) != getattr(unit, f) for f in _DECIDING):
            yield Problem(
                words(
                    "{u} ({c}, {s}) đã ghi trong sổ, tệp mới không có hoặc ghi khác.",
                    "{u} ({c}, {s}) is in the register; the newer file leaves it out or tells it otherwise.",
                    u=unit.full_name,
                    c=unit.code,
                    s=engine.said_span(unit),
                )
            )
        elif (told.valid_until, told.ended_by) != (unit.valid_until, unit.ended_by) and (
            unit.valid_until != OPEN or told.valid_until <= last
        ):
            yield Problem(
                words(
                    "{u} ({c}): ngày kết thúc {d} sửa lại quá khứ đã ghi.",
                    "{u} ({c}): the end on {d} rewrites a past that is recorded.",
                    u=unit.full_name,
                    c=unit.code,
                    d=told.valid_until,
                )
            )
    for unit in register.units:
        if unit.key not in here and unit.valid_from <= last:
            yield Problem(
                words(
                    "{u} ({c}) bắt đầu trước hoặc trong ngày {d}, là ngày thay đổi mới nhất đã ghi.",
                    "{u} ({c}) begins on or before {d}, the newest change that is recorded.",
                    u=unit.full_name,
                    c=unit.code,
                    d=last,
                )
            )


def _other_acts(known: engine.Registry, register: engine.Registry, last: date) -> Iterator[Problem]:
    for code, change in known.changes.items():
        if register.changes.get(code) != change:
            yield Problem(
                words(
                    "văn bản {c} đã ghi, tệp mới không có hoặc ghi khác.",
                    "the act {c} is recorded; the newer file leaves it out or tells it otherwise.",
                    c=code,
                )
            )
    for code, change in register.changes.items():
        if code not in known.changes and change.on <= last:
            yield Problem(
                words(
                    "văn bản {c} có hiệu lực ngày {e}, không sau ngày {d} là ngày thay đổi mới nhất đã ghi.",
                    "the act {c} takes effect on {e}, which is not after {d}, the newest change that is recorded.",
                    c=code,
                    e=change.on,
                    d=last,
                )
            )


def _other_ways(known: engine.Registry, register: engine.Registry, last: date) -> Iterator[Problem]:
    told = {(s.change, s.predecessor, s.successor): s for s in register.successions}
    was = {(s.change, s.predecessor, s.successor): s for s in known.successions}
    for key in sorted(told.keys() | was.keys()):
        recorded = key in was or (key[0] in known.changes and known.changes[key[0]].on <= last)
        mine, theirs = was.get(key), told.get(key)
        if mine and theirs and theirs.share is None and mine.basis != "whole":
            continue  # a share that the office entered stays, whatever a newer file does not know
        if recorded and theirs != mine:
            yield Problem(
                words(
                    "{a} sang {b} theo {c} đã ghi, tệp mới không có hoặc ghi khác.",
                    "{a} into {b} by {c} is recorded; the newer file leaves it out or tells it otherwise.",
                    a=key[1],
                    b=key[2],
                    c=key[0],
                )
            )
