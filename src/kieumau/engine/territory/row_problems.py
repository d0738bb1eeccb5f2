"""What is wrong with the rows of a rearrangement, row by row: units that do not end, shares, names, kinds, parents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from kieumau.engine.errors import Hint, Problem
from kieumau.engine.territory.kinds import KIND_NOUNS, LEVELS
from kieumau.engine.territory.succession_rows import GroupedRows, SuccessionRow, kind_written
from kieumau.engine.territory.units import OPEN, AdminUnit
from kieumau.engine.wording import Words, words

MOST_ROWS = 20_000
_CODE = re.compile(r"[^\W_][\w.\-/]{0,49}")
_LONGEST_NAME = 150


def row_problems(grouped: GroupedRows) -> Iterator[Problem]:
    """What no row may say, alone or beside the others."""
    if grouped.change.code in grouped.registry.changes:
        said = words("văn bản {c} đã có trong sổ.", "the act {c} is in the register already.", c=grouped.change.code)
        yield Problem(said)
    if not grouped.rows:
        yield Problem(Words("chưa có dòng nào.", "there are no rows yet."))
    if len(grouped.rows) > MOST_ROWS:
        yield Problem(words("quá {n} dòng.", "more than {n} rows.", n=MOST_ROWS))
        return
    seen: dict[tuple[str, str], SuccessionRow] = {}
    for row in grouped.rows:
        first = seen.setdefault((row.predecessor, row.successor), row)
        if first is not row:
            yield problem_of(
                row,
                words("{a} sang {b} đã ghi ở dòng {r}.", "{a} into {b} stands in row {r} already.",
                      a=row.predecessor, b=row.successor, r=str(first.line or "?")),
            )  # fmt: skip
    for code, rows in grouped.out_of.items():
        yield from _old_problems(grouped, code, rows)
        yield from _share_problems(grouped, code, rows)
    for code, rows in grouped.into.items():
        if code not in grouped.staying:
            yield from _new_problems(grouped, code, rows)


def problem_of(row: SuccessionRow, what: Words, hint: Hint | None = None) -> Problem:
    return Problem(what, line=row.line, hint=hint)


def _old_problems(grouped: GroupedRows, code: str, rows: list[SuccessionRow]) -> Iterator[Problem]:
    if not code:
        yield problem_of(rows[0], Words("thiếu mã đơn vị trước.", "the predecessor's code is missing."))
        return
    unit = grouped.old.get(code)
    if unit is None:
        unknown = grouped.registry.unknown(code, grouped.eve)
        yield problem_of(rows[0], unknown.what, unknown.hint)
    elif unit.valid_until != OPEN:
        yield ends_already(unit, rows[0])
    elif code in grouped.staying and len(grouped.out_of.get(unit.parent, ())) < 2:
        yield problem_of(
            rows[0],
            words("dòng này không đổi gì ở {u} ({c}).", "the row changes nothing of {u} ({c}).",
                  u=unit.full_name, c=code),
        )  # fmt: skip


def _share_problems(grouped: GroupedRows, code: str, rows: list[SuccessionRow]) -> Iterator[Problem]:
    known = [r.share for r in rows if r.share is not None]
    if wrong := [r for r in rows if r.share is not None and not 0 < r.share <= 1]:
        yield problem_of(
            wrong[0], Words("tỷ lệ phải lớn hơn 0 và không quá 100%.", "a share is above 0 and at most 100%.")
        )
        return
    if wrong := [r for r in rows if r.share is not None and (r.share * 10**6).denominator != 1]:
        said = Words("tỷ lệ có quá bốn chữ số sau dấu phẩy của phần trăm.", "the share is finer than 0.0001%.")
        yield problem_of(wrong[0], said)
        return
    total = sum(known, Fraction(0))
    if total > 1 or (len(known) == len(rows) and total != 1) or (len(known) < len(rows) and total >= 1):
        yield problem_of(
            rows[0],
            words("các tỷ lệ chia của {c} cộng lại bằng {t}%, không bằng 100%.",
                  "the shares of {c} add up to {t}%, not to 100%.", c=code, t=total * 100),
            Words("Để trống tỷ lệ chưa biết; các tỷ lệ đã ghi khi đó phải dưới 100%.",
                  "Leave a share empty where it is not known; those written are then below 100%."),
        )  # fmt: skip


def _new_problems(grouped: GroupedRows, code: str, rows: list[SuccessionRow]) -> Iterator[Problem]:
    first, unit = rows[0], grouped.told[code]
    if not _CODE.fullmatch(code):
        said = words("“{c}” không phải mã đơn vị.", "“{c}” is not a unit code.", c=code[:50])
        yield problem_of(first, said if code else Words("thiếu mã đơn vị sau.", "the successor's code is missing."))
        return
    for other in grouped.registry.lives(code):
        if other.valid_until > grouped.on and not (other.code in grouped.old and grouped.old[code].key == other.key):
            yield problem_of(
                first,
                words("mã {c} là của {u}.", "the code {c} is {u}'s.", c=code, u=other.full_name),
                Words("Dùng mã khác, hoặc thêm dòng cho đơn vị ấy nếu nó cũng kết thúc.",
                      "Use another code, or add a row for that unit if it ends too."),
            )  # fmt: skip
    yield from _several(first, code, rows)
    if not unit.name or len(unit.name) > _LONGEST_NAME:
        yield problem_of(
            first, words("thiếu tên của {c}, hoặc tên quá dài.", "the name of {c} is missing or too long.", c=code)
        )
    if unit.kind not in KIND_NOUNS:
        kinds = ", ".join(noun.vi for noun in KIND_NOUNS.values())
        missing = words("thiếu loại của {c}.", "the kind of {c} is missing.", c=code)
        said = words("không có loại “{k}”.", "there is no kind “{k}”.", k=unit.kind[:40]) if unit.kind else missing
        yield problem_of(first, said, words("Loại là một trong: {k}.", "It is one of: {k}.", k=kinds))
    else:
        yield from list(_place_problems(grouped, first, unit)) or _level_problems(grouped, rows, unit)


def _several(first: SuccessionRow, code: str, rows: list[SuccessionRow]) -> Iterator[Problem]:
    """Rows of one new unit that do not call it the same."""
    for said, values in (
        (Words("tên", "names"), {r.name for r in rows if r.name}),
        (Words("loại", "kinds"), {kind_written(r.kind) for r in rows if r.kind}),
        (Words("đơn vị cấp trên", "parents"), {r.parent for r in rows if r.parent}),
    ):
        if len(values) > 1:
            yield problem_of(
                first,
                words("{c} được ghi với nhiều {f}: {v}.", "{c} is given several {f}: {v}.",
                      c=code, f=said, v=", ".join(sorted(values))),
            )  # fmt: skip


def _level_problems(grouped: GroupedRows, rows: list[SuccessionRow], unit: AdminUnit) -> Iterator[Problem]:
    """A ward does not become a province; only island districts became special zones of the commune level."""
    for row in rows:
        old = grouped.old.get(row.predecessor)
        if old is not None and old.level != unit.level and (old.level, unit.level) != ("district", "commune"):
            yield problem_of(
                row,
                words("{u} và {n} không cùng cấp.", "{u} and {n} are not of one level.",
                      u=old.full_name, n=unit.full_name),
            )  # fmt: skip


def _place_problems(grouped: GroupedRows, first: SuccessionRow, unit: AdminUnit) -> Iterator[Problem]:
    over = [e for e in grouped.registry.level_ends if e.system == "government" and e.until <= grouped.on]
    if end := next((e for e in over if e.level == unit.level), None):
        yield problem_of(
            first,
            words("từ {d} không còn loại này ({l}).", "there is no such kind since {d} ({l}).", d=end.until, l=end.law),
        )
    if unit.level == "province":
        if unit.parent:
            yield problem_of(first, Words("tỉnh không có đơn vị cấp trên.", "a province has no parent."))
        return
    if not unit.parent:
        yield problem_of(first, words("thiếu đơn vị cấp trên của {c}.", "the parent of {c} is missing.", c=unit.code))
        return
    parent = grouped.told.get(unit.parent)
    if parent is None:
        parent = grouped.registry.find(unit.parent, grouped.on)
        if parent is None:
            said = grouped.registry.unknown(unit.parent, grouped.on).what
            yield problem_of(first, Words("đơn vị cấp trên: ", "the parent: ") + said)
            return
        if parent.code in grouped.old:
            yield problem_of(
                first,
                words(
                    "đơn vị cấp trên {p} kết thúc cùng ngày.",
                    "the parent {p} ends on that day.",
                    p=parent.full_name,
                ),
            )
            return
    if parent.level in LEVELS and unit.level in LEVELS and LEVELS.index(parent.level) >= LEVELS.index(unit.level):
        yield problem_of(
            first,
            words("{u} không thể trực thuộc {p}.", "{u} cannot stand below {p}.", u=unit.full_name, p=parent.full_name),
        )


def ends_already(unit: AdminUnit, row: SuccessionRow | None = None) -> Problem:
    what = words(
        "{u} ({c}) đã được quyết định thay đổi từ {d} theo {a}.",
        "{u} ({c}) is to change on {d} by {a} already.",
        u=unit.full_name, c=unit.code, d=unit.valid_until, a=unit.ended_by,
    )  # fmt: skip
    return Problem(what, line=row.line if row else None, hint=_ONCE)


_ONCE = Words(
    "Một đơn vị chỉ kết thúc một lần: rút lại văn bản kia, hoặc lập đề nghị với ngày muộn hơn cho đơn vị kế tiếp.",
    "A unit ends once: withdraw that act, or propose a later day for its successor.",
)
