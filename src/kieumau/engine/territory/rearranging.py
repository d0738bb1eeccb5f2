"""A rearrangement of units, as a decision lists it: rows from units that end into units that begin on its day.

A merger is several rows into one unit, a split several rows out of one; a new name, kind or parent is a single row.
What stands below a unit that ends follows it by itself where there is one place to go, and must be listed where
there are several: a commune is never given to one half of a split province because nobody said otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kieumau.engine.errors import Problem, RegistryError, the_rest
from kieumau.engine.territory.changes import Change, Succession
from kieumau.engine.territory.checking import MOST_TOLD, check_registry
from kieumau.engine.territory.registry import Registry
from kieumau.engine.territory.row_problems import ends_already, problem_of, row_problems
from kieumau.engine.territory.succession_rows import GroupedRows, SuccessionRow
from kieumau.engine.territory.units import OPEN, AdminUnit
from kieumau.engine.wording import Words, words

_NAMED = 10  # units that one sentence lists


@dataclass(frozen=True)
class Rearrangement:
    """What a decision does to a register. `following` are units that only pass under their parent's successor."""

    change: Change
    before: Registry
    after: Registry
    ended: tuple[AdminUnit, ...]
    begun: tuple[AdminUnit, ...]
    following: tuple[tuple[AdminUnit, AdminUnit], ...] = ()
    staying: tuple[AdminUnit, ...] = ()

    def successors(self, unit: AdminUnit) -> tuple[AdminUnit, ...]:
        return tuple(step.unit for step in self.after.successors(unit))

    def goes_on(self, unit: AdminUnit) -> bool:
        """Whether the unit only takes another name, kind, code or parent, on the same ground."""
        return self.after.goes_on(unit) is not None


def rearrange(registry: Registry, change: Change, rows: Sequence[SuccessionRow]) -> Rearrangement:
    """The register once the decision has taken effect. Raises `RegistryError` with all that is wrong, row by row.

    Other decisions may change other units on the same day, and before or after it.
    """
    grouped = GroupedRows(registry, change, rows)
    following, problems = list[AdminUnit](), list(row_problems(grouped))
    if not problems:
        following, problems = _following(grouped)
    _refuse(sorted(problems, key=lambda p: p.line or 0))
    return _made(grouped, following)


def take_back(registry: Registry, code: str) -> Registry:
    """The register as if the change had not been decided. Raises `RegistryError` where something builds on it."""
    if code not in registry.changes:
        _refuse([Problem(words("sổ không có văn bản “{c}”.", "the register has no act “{c}”.", c=code))])
    problems = [
        Problem(
            words(
                "{u} ({c}) lại thay đổi từ {d} theo {a}.",
                "{u} ({c}) changes again on {d} by {a}.",
                u=u.full_name, c=u.code, d=u.valid_until, a=u.ended_by,
            ),
            hint=words("Rút lại {a} trước.", "Withdraw {a} first.", a=u.ended_by),
        )
        for u in registry.units
        if u.begun_by == code and u.valid_until != OPEN
    ]  # fmt: skip
    _refuse(problems)
    units = (u for u in registry.units if u.begun_by != code)
    reopened = tuple(replace(u, valid_until=OPEN, ended_by="") if u.ended_by == code else u for u in units)
    changes = {c: act for c, act in registry.changes.items() if c != code}
    successions = tuple(s for s in registry.successions if s.change != code)
    return check_registry(replace(registry, units=reopened, changes=changes, successions=successions))


def _refuse(problems: list[Problem]) -> None:
    if len(problems) > MOST_TOLD:
        problems = [*problems[:MOST_TOLD], the_rest(len(problems) - MOST_TOLD)]
    if problems:
        raise RegistryError(problems)


def _following(grouped: GroupedRows) -> tuple[list[AdminUnit], list[Problem]]:
    """What follows a parent that ends, and what is wrong where it cannot."""
    following, problems = list[AdminUnit](), list[Problem]()
    lost: Mapping[str, list[AdminUnit]] = defaultdict(list)
    for child in grouped.registry.units:
        if child.parent not in grouped.old or child.parent in grouped.staying or child.code in grouped.old:
            continue
        if not child.is_alive(grouped.eve) or child.valid_until <= grouped.on:
            continue  # gone by then; what begins later says its own parent
        after = {w.successor for w in grouped.out_of[child.parent]}
        if len(after) > 1:
            lost[child.parent].append(child)
        elif after != {child.parent}:
            if child.valid_until != OPEN:
                problems.append(ends_already(child))
            following.append(child)
    for code, children in lost.items():
        listed = ", ".join(f"{c.name} ({c.code})" for c in children[:_NAMED]) + ("…" if children[_NAMED:] else "")
        what = words(
            "{u} chia cho nhiều đơn vị, mà {n} đơn vị bên dưới chưa có dòng riêng: {l}.",
            "{u} goes to several units, and {n} units below it have no row of their own: {l}.",
            u=grouped.old[code].full_name, n=len(children), l=listed,
        )  # fmt: skip
        problems.append(problem_of(grouped.out_of[code][0], what, _A_ROW_EACH))
    return following, problems


_A_ROW_EACH = Words(
    "Mỗi đơn vị bên dưới cần một dòng nói nó về đâu; đơn vị ở lại thì ghi y như cũ.",
    "Each of them needs a row that says where it goes; write one that stays just as it is.",
)


def _made(grouped: GroupedRows, following: Sequence[AdminUnit]) -> Rearrangement:
    ended = {u.key: u for c, u in grouped.old.items() if c not in grouped.staying}
    begun = [u for c, u in grouped.told.items() if c not in grouped.staying]
    passed = [
        (
            child,
            replace(
                child,
                parent=grouped.out_of[child.parent][0].successor,
                valid_from=grouped.on,
                begun_by=grouped.change.code,
            ),
        )
        for child in following
    ]
    over = ended.keys() | {child.key for child in following}
    units = [
        replace(u, valid_until=grouped.on, ended_by=grouped.change.code) if u.key in over else u
        for u in grouped.registry.units
    ]
    successions = [_succession(grouped, w) for w in grouped.rows if w.predecessor not in grouped.staying]
    successions += [Succession(grouped.change.code, child.code, child.code) for child in following]
    after = replace(
        grouped.registry,
        units=(*units, *begun, *(later for _, later in passed)),
        changes={**grouped.registry.changes, grouped.change.code: grouped.change},
        successions=(*grouped.registry.successions, *successions),
    )
    check_registry(after)
    return Rearrangement(
        grouped.change, grouped.registry, after, tuple(ended.values()), tuple(begun), tuple(passed),
        tuple(grouped.staying.values()),
    )  # fmt: skip


def _succession(grouped: GroupedRows, row: SuccessionRow) -> Succession:
    if len(grouped.out_of[row.predecessor]) == 1:
        return Succession(grouped.change.code, row.predecessor, row.successor)
    basis = "unknown" if row.share is None else "entered"
    return Succession(grouped.change.code, row.predecessor, row.successor, row.share, basis)
