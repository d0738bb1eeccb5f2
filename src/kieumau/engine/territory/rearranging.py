"""A rearrangement of units, as a decision lists it: rows from units that end into units that begin on its day.

A merger is several rows into one unit, a split several rows out of one; a new name, kind or parent is a single row.
What stands below a unit that ends follows it by itself where there is one place to go, and must be listed where
there are several: a commune is never given to one half of a split province because nobody said otherwise.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from kieumau.engine.errors import Hint, Problem, RegistryError, the_rest
from kieumau.engine.territory.changes import Change, Succession
from kieumau.engine.territory.checking import MOST_TOLD, check_registry
from kieumau.engine.territory.kinds import KIND_NOUNS, LEVELS
from kieumau.engine.territory.names import folded
from kieumau.engine.territory.registry import Registry
from kieumau.engine.territory.units import BEGINNING, OPEN, AdminUnit
from kieumau.engine.wording import Words, words

MOST_ROWS = 20_000
_CODE = re.compile(r"[^\W_][\w.\-/]{0,49}")
_LONGEST_NAME = 150
_NAMED = 10  # units that one sentence lists
_ALL = Fraction(1)
_LEVEL_OF = {
    "tinh": "province", "quan": "district", "huyen": "district", "thi_xa": "district",
    "phuong": "commune", "xa": "commune", "thi_tran": "commune", "dac_khu": "commune",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """One row of a decision: from a unit that ends into one that begins. `share` where the unit is split, if known."""

    predecessor: str
    successor: str
    name: str = ""
    kind: str = ""
    parent: str = ""
    share: Fraction | None = None
    line: int | None = None


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
    draft = _Draft(registry, change, rows)
    problems = list(draft.problems())
    if not problems:
        problems = list(draft.below())
    _refuse(sorted(problems, key=lambda p: p.line or 0))
    return draft.made()


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
    return check_registry(Registry(reopened, changes, successions, registry.level_ends))


def _refuse(problems: list[Problem]) -> None:
    if len(problems) > MOST_TOLD:
        problems = [*problems[:MOST_TOLD], the_rest(len(problems) - MOST_TOLD)]
    if problems:
        raise RegistryError(problems)


class _Draft:
    """The rows of one decision, grouped by what ends and by what begins."""

    def __init__(self, registry: Registry, change: Change, rows: Sequence[SuccessionRow]) -> None:
        self.registry, self.change, self.rows = registry, change, rows
        self.on: date = change.on
        self.eve = change.on - timedelta(days=1) if change.on > BEGINNING else change.on
        self.out_of: dict[str, list[SuccessionRow]] = defaultdict(list)
        self.into: dict[str, list[SuccessionRow]] = defaultdict(list)
        for row in rows:
            self.out_of[row.predecessor].append(row)
            self.into[row.successor].append(row)
        self.old: dict[str, AdminUnit] = {}
        for code in self.out_of:
            if (unit := registry.find(code, self.eve)) is not None:
                self.old[code] = unit
        self.staying = {c: u for c, u in self.old.items() if self._stays(u)}
        self.told = {code: self._told(rows) for code, rows in self.into.items()}
        self.following: list[AdminUnit] = []

    def _stays(self, unit: AdminUnit) -> bool:
        """Whether its only row says what it is already: it remains where it stands."""
        rows = self.out_of[unit.code]
        row = rows[0]
        return (
            len(rows) == len(self.into.get(unit.code, ())) == 1
            and row.successor == unit.code
            and (row.name, _kind(row.kind), row.parent) == (unit.name, unit.kind, unit.parent)
        )

    def _told(self, rows: list[SuccessionRow]) -> AdminUnit:
        """What the rows of one new unit say of it together; each of them may say it, one must."""
        code = rows[0].successor
        name, parent = (next((v for r in rows if (v := getattr(r, f))), "") for f in ("name", "parent"))
        kind = next((k for r in rows if (k := _kind(r.kind))), "")
        level = ("district" if parent else "province") if kind == "thanh_pho" else _LEVEL_OF.get(kind, "")
        area, latitude, longitude = self._lie(rows)
        return AdminUnit(
            code, name, kind, parent=parent, level=level, valid_from=self.on, begun_by=self.change.code,
            latitude=latitude, longitude=longitude, area_km2=area,
        )  # fmt: skip

    def _lie(self, rows: list[SuccessionRow]) -> tuple[float | None, float | None, float | None]:
        """Area and a point inside, where whole units make the new one: a part of a split one lies nobody knows where."""
        olds = [self.old[r.predecessor] for r in rows if r.predecessor in self.old]
        if len(olds) < len(rows) or any(len(self.out_of[u.code]) > 1 for u in olds):
            return None, None, None
        areas = [u.area_km2 for u in olds if u.area_km2 is not None]
        largest = max(olds, key=lambda u: u.area_km2 or 0)
        return (
            round(sum(areas), 6) if len(areas) == len(olds) else None,
            largest.latitude,
            largest.longitude,
        )

    # -- what is wrong ------------------------------------------------------------------------------------------

    def problems(self) -> Iterator[Problem]:
        if self.change.code in self.registry.changes:
            said = words("văn bản {c} đã có trong sổ.", "the act {c} is in the register already.", c=self.change.code)
            yield Problem(said)
        if not self.rows:
            yield Problem(Words("chưa có dòng nào.", "there are no rows yet."))
        if len(self.rows) > MOST_ROWS:
            yield Problem(words("quá {n} dòng.", "more than {n} rows.", n=MOST_ROWS))
            return
        seen: dict[tuple[str, str], SuccessionRow] = {}
        for row in self.rows:
            first = seen.setdefault((row.predecessor, row.successor), row)
            if first is not row:
                yield self._row(
                    row,
                    words("{a} sang {b} đã ghi ở dòng {r}.", "{a} into {b} stands in row {r} already.",
                          a=row.predecessor, b=row.successor, r=str(first.line or "?")),
                )  # fmt: skip
        for code, rows in self.out_of.items():
            yield from self._old_problems(code, rows)
            yield from self._share_problems(code, rows)
        for code, rows in self.into.items():
            if code not in self.staying:
                yield from self._new_problems(code, rows)

    def _row(self, row: SuccessionRow, what: Words, hint: Hint | None = None) -> Problem:
        return Problem(what, line=row.line, hint=hint)

    def _old_problems(self, code: str, rows: list[SuccessionRow]) -> Iterator[Problem]:
        if not code:
            yield self._row(rows[0], Words("thiếu mã đơn vị trước.", "the predecessor's code is missing."))
            return
        unit = self.old.get(code)
        if unit is None:
            unknown = self.registry.unknown(code, self.eve)
            yield self._row(rows[0], unknown.what, unknown.hint)
        elif unit.valid_until != OPEN:
            yield self._row(rows[0], _already(unit), _ONCE)
        elif code in self.staying and len(self.out_of.get(unit.parent, ())) < 2:
            yield self._row(
                rows[0],
                words("dòng này không đổi gì ở {u} ({c}).", "the row changes nothing of {u} ({c}).",
                      u=unit.full_name, c=code),
            )  # fmt: skip

    def _share_problems(self, code: str, rows: list[SuccessionRow]) -> Iterator[Problem]:
        known = [r.share for r in rows if r.share is not None]
        if wrong := [r for r in rows if r.share is not None and not 0 < r.share <= 1]:
            yield self._row(
                wrong[0], Words("tỷ lệ phải lớn hơn 0 và không quá 100%.", "a share is above 0 and at most 100%.")
            )
            return
        if wrong := [r for r in rows if r.share is not None and (r.share * 10**6).denominator != 1]:
            said = Words("tỷ lệ có quá bốn chữ số sau dấu phẩy của phần trăm.", "the share is finer than 0.0001%.")
            yield self._row(wrong[0], said)
            return
        total = sum(known, Fraction(0))
        if total > 1 or (len(known) == len(rows) and total != 1) or (len(known) < len(rows) and total >= 1):
            yield self._row(
                rows[0],
                words("các tỷ lệ chia của {c} cộng lại bằng {t}%, không bằng 100%.",
                      "the shares of {c} add up to {t}%, not to 100%.", c=code, t=total * 100),
                Words("Để trống tỷ lệ chưa biết; các tỷ lệ đã ghi khi đó phải dưới 100%.",
                      "Leave a share empty where it is not known; those written are then below 100%."),
            )  # fmt: skip

    def _new_problems(self, code: str, rows: list[SuccessionRow]) -> Iterator[Problem]:
        first, unit = rows[0], self.told[code]
        if not _CODE.fullmatch(code):
            said = words("“{c}” không phải mã đơn vị.", "“{c}” is not a unit code.", c=code[:50])
            yield self._row(first, said if code else Words("thiếu mã đơn vị sau.", "the successor's code is missing."))
            return
        for other in self.registry.lives(code):
            if other.valid_until > self.on and not (other.code in self.old and self.old[code].key == other.key):
                yield self._row(
                    first,
                    words("mã {c} là của {u}.", "the code {c} is {u}'s.", c=code, u=other.full_name),
                    Words("Dùng mã khác, hoặc thêm dòng cho đơn vị ấy nếu nó cũng kết thúc.",
                          "Use another code, or add a row for that unit if it ends too."),
                )  # fmt: skip
        for said, values in (
            (Words("tên", "names"), {r.name for r in rows if r.name}),
            (Words("loại", "kinds"), {_kind(r.kind) for r in rows if r.kind}),
            (Words("đơn vị cấp trên", "parents"), {r.parent for r in rows if r.parent}),
        ):
            if len(values) > 1:
                yield self._row(
                    first,
                    words("{c} được ghi với nhiều {f}: {v}.", "{c} is given several {f}: {v}.",
                          c=code, f=said, v=", ".join(sorted(values))),
                )  # fmt: skip
        if not unit.name or len(unit.name) > _LONGEST_NAME:
            yield self._row(
                first, words("thiếu tên của {c}, hoặc tên quá dài.", "the name of {c} is missing or too long.", c=code)
            )
        if unit.kind not in KIND_NOUNS:
            kinds = ", ".join(noun.vi for noun in KIND_NOUNS.values())
            missing = words("thiếu loại của {c}.", "the kind of {c} is missing.", c=code)
            said = words("không có loại “{k}”.", "there is no kind “{k}”.", k=unit.kind[:40]) if unit.kind else missing
            yield self._row(first, said, words("Loại là một trong: {k}.", "It is one of: {k}.", k=kinds))
        else:
            yield from list(self._place_problems(first, unit)) or self._level_problems(rows, unit)

    def _level_problems(self, rows: list[SuccessionRow], unit: AdminUnit) -> Iterator[Problem]:
        """A ward does not become a province; only island districts became special zones of the commune level."""
        for row in rows:
            old = self.old.get(row.predecessor)
            if old is not None and old.level != unit.level and (old.level, unit.level) != ("district", "commune"):
                yield self._row(
                    row,
                    words("{u} và {n} không cùng cấp.", "{u} and {n} are not of one level.",
                          u=old.full_name, n=unit.full_name),
                )  # fmt: skip

    def _place_problems(self, first: SuccessionRow, unit: AdminUnit) -> Iterator[Problem]:
        over = [e for e in self.registry.level_ends if e.system == "government" and e.until <= self.on]
        if end := next((e for e in over if e.level == unit.level), None):
            yield self._row(
                first,
                words(
                    "từ {d} không còn loại này ({l}).", "there is no such kind since {d} ({l}).", d=end.until, l=end.law
                ),
            )
        if unit.level == "province":
            if unit.parent:
                yield self._row(first, Words("tỉnh không có đơn vị cấp trên.", "a province has no parent."))
            return
        if not unit.parent:
            yield self._row(
                first, words("thiếu đơn vị cấp trên của {c}.", "the parent of {c} is missing.", c=unit.code)
            )
            return
        parent = self.told.get(unit.parent)
        if parent is None:
            parent = self.registry.find(unit.parent, self.on)
            if parent is None:
                said = self.registry.unknown(unit.parent, self.on).what
                yield self._row(first, Words("đơn vị cấp trên: ", "the parent: ") + said)
                return
            if parent.code in self.old:
                yield self._row(
                    first,
                    words(
                        "đơn vị cấp trên {p} kết thúc cùng ngày.",
                        "the parent {p} ends on that day.",
                        p=parent.full_name,
                    ),
                )
                return
        if parent.level in LEVELS and unit.level in LEVELS and LEVELS.index(parent.level) >= LEVELS.index(unit.level):
            yield self._row(
                first,
                words(
                    "{u} không thể trực thuộc {p}.", "{u} cannot stand below {p}.", u=unit.full_name, p=parent.full_name
                ),
            )

    def below(self) -> Iterator[Problem]:
        """Finds what follows a parent that ends; what is wrong where it cannot."""
        lost: Mapping[str, list[AdminUnit]] = defaultdict(list)
        for child in self.registry.units:
            if child.parent not in self.old or child.parent in self.staying or child.code in self.old:
                continue
            if not child.is_alive(self.eve) or child.valid_until <= self.on:
                continue  # gone by then; what begins later says its own parent
            after = {w.successor for w in self.out_of[child.parent]}
            if len(after) > 1:
                lost[child.parent].append(child)
            elif after != {child.parent}:
                if child.valid_until != OPEN:
                    yield Problem(_already(child), hint=_ONCE)
                self.following.append(child)
        for code, children in lost.items():
            listed = ", ".join(f"{c.name} ({c.code})" for c in children[:_NAMED]) + ("…" if children[_NAMED:] else "")
            yield self._row(
                self.out_of[code][0],
                words(
                    "{u} chia cho nhiều đơn vị, mà {n} đơn vị bên dưới chưa có dòng riêng: {l}.",
                    "{u} goes to several units, and {n} units below it have no row of their own: {l}.",
                    u=self.old[code].full_name, n=len(children), l=listed,
                ),
                Words("Mỗi đơn vị bên dưới cần một dòng nói nó về đâu; đơn vị ở lại thì ghi y như cũ.",
                      "Each of them needs a row that says where it goes; write one that stays just as it is."),
            )  # fmt: skip

    # -- what comes of it ---------------------------------------------------------------------------------------

    def made(self) -> Rearrangement:
        ended = {u.key: u for c, u in self.old.items() if c not in self.staying}
        begun = [u for c, u in self.told.items() if c not in self.staying]
        passed = [
            (
                child,
                replace(
                    child, parent=self.out_of[child.parent][0].successor, valid_from=self.on, begun_by=self.change.code
                ),
            )
            for child in self.following
        ]
        over = ended.keys() | {child.key for child in self.following}
        units = [
            replace(u, valid_until=self.on, ended_by=self.change.code) if u.key in over else u
            for u in self.registry.units
        ]
        successions = [self._succession(w) for w in self.rows if w.predecessor not in self.staying]
        successions += [Succession(self.change.code, child.code, child.code) for child in self.following]
        after = Registry(
            (*units, *begun, *(later for _, later in passed)),
            {**self.registry.changes, self.change.code: self.change},
            (*self.registry.successions, *successions),
            self.registry.level_ends,
        )
        check_registry(after)
        return Rearrangement(
            self.change, self.registry, after, tuple(ended.values()), tuple(begun), tuple(passed),
            tuple(self.staying.values()),
        )  # fmt: skip

    def _succession(self, row: SuccessionRow) -> Succession:
        if len(self.out_of[row.predecessor]) == 1:
            return Succession(self.change.code, row.predecessor, row.successor)
        basis = "unknown" if row.share is None else "entered"
        return Succession(self.change.code, row.predecessor, row.successor, row.share, basis)


def _kind(text: str) -> str:
    """ "Thị trấn", "thi_tran" -> "thi_tran"."""
    return folded(text).replace(" ", "_")


def _already(unit: AdminUnit) -> Words:
    return words(
        "{u} ({c}) đã được quyết định thay đổi từ {d} theo {a}.",
        "{u} ({c}) is to change on {d} by {a} already.",
        u=unit.full_name, c=unit.code, d=unit.valid_until, a=unit.ended_by,
    )  # fmt: skip


_ONCE = Words(
    "Một đơn vị chỉ kết thúc một lần: rút lại văn bản kia, hoặc lập đề nghị với ngày muộn hơn cho đơn vị kế tiếp.",
    "A unit ends once: withdraw that act, or propose a later day for its successor.",
)
