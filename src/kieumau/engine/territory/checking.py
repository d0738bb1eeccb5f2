"""What a register must hold before anyone relies on it. Every contradiction is told, with its units and days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from kieumau.engine.errors import Problem, RegistryError, the_rest
from kieumau.engine.territory.registry import Registry
from kieumau.engine.territory.units import BEGINNING, OPEN, AdminUnit, said_span
from kieumau.engine.wording import Words, words

MOST_TOLD = 50
_FINEST = 10**6


def check_registry(registry: Registry) -> Registry:
    """The register itself. Raises `RegistryError` with everything that is wrong (the first fifty of it)."""
    problems = [
        problem
        for check in (_nameless, _spans, _doubles, _parents, _parent_cycles, _acts, _successions, _shares)
        for problem in check(registry)
    ]
    if len(problems) > MOST_TOLD:
        problems = [*problems[:MOST_TOLD], the_rest(len(problems) - MOST_TOLD)]
    if problems:
        raise RegistryError(problems)
    return registry


def _said(unit: AdminUnit) -> Words:
    return words("{n} ({c}, {s})", "{n} ({c}, {s})", n=unit.full_name, c=unit.code, s=said_span(unit))


def _nameless(registry: Registry) -> Iterator[Problem]:
    for unit in registry.units:
        wanting = [f for f in ("code", "name") if not getattr(unit, f).strip()]
        if wanting:
            said = unit.name or unit.code or "?"
            yield Problem(words("đơn vị “{u}”: thiếu {f}.", "the unit “{u}” lacks {f}.", u=said, f=", ".join(wanting)))


def _spans(registry: Registry) -> Iterator[Problem]:
    for unit in registry.units:
        if unit.valid_until <= unit.valid_from:
            what = words(
                "{u}: kết thúc ngày {b}, không sau ngày bắt đầu {a}.",
                "{u}: ends on {b}, which is not after it begins on {a}.",
                u=_said(unit),
                a=unit.valid_from,
                b=unit.valid_until,
            )
            yield Problem(what)


def _doubles(registry: Registry) -> Iterator[Problem]:
    for code in sorted({u.code for u in registry.units}):
        longest: AdminUnit | None = None
        for later in registry.lives(code):
            if longest is not None and later.valid_from < longest.valid_until:
                what = words(
                    "{d}, mã {c} chỉ hai đơn vị: {a} và {b}.",
                    "{d} the code {c} means two units: {a} and {b}.",
                    d=_day(later.valid_from),
                    c=code,
                    a=_said(longest),
                    b=_said(later),
                )
                hint = words(
                    "Kết thúc đơn vị trước không muộn hơn ngày đơn vị sau bắt đầu.",
                    "End the earlier one no later than the day on which the later one begins.",
                )
                yield Problem(what, hint=hint)
            if longest is None or later.valid_until > longest.valid_until:
                longest = later


def _day(day: date) -> Words:
    if day == BEGINNING:
        return Words("từ đầu sổ", "since the register begins")
    return words("ngày {d}", "on {d}", d=day)


def _parents(registry: Registry) -> Iterator[Problem]:
    for unit in registry.units:
        if not unit.parent or unit.valid_until <= unit.valid_from:
            continue
        day = unit.valid_from
        for parent in registry.lives(unit.parent):
            if parent.valid_from <= day < parent.valid_until:
                day = min(parent.valid_until, unit.valid_until)
        if day < unit.valid_until:
            since = words("từ đầu", "from the beginning") if day == BEGINNING else words("từ {d}", "from {d}", d=day)
            what = words(
                "{u}: {s} không có đơn vị cấp trên, vì mã {p} không chỉ đơn vị nào.",
                "{u}: {s} it has no parent, for the code {p} means no unit.",
                u=_said(unit),
                s=since,
                p=unit.parent,
            )
            hint = words(
                "Chuyển nó sang đơn vị khác hoặc kết thúc nó cùng ngày.", "Move it to another or end it on that day."
            )
            yield Problem(what, hint=hint)


def _parent_cycles(registry: Registry) -> Iterator[Problem]:
    days = sorted({u.valid_from for u in registry.units if u.parent})
    told: set[frozenset[str]] = set()
    for day in days:
        above = {u.code: u.parent for u in registry.units_on(day).units.values() if u.parent}
        safe: set[str] = set()
        for start in above:
            path: list[str] = []
            code = start
            while code in above and code not in safe and code not in path:
                path.append(code)
                code = above[code]
            if code in path:
                circle = path[path.index(code) :]
                if frozenset(circle) not in told:
                    told.add(frozenset(circle))
                    what = words(
                        "{d}, các đơn vị {c} thuộc lẫn nhau thành vòng.",
                        "{d} the units {c} stand above each other in a circle.",
                        d=_day(day),
                        c=", ".join([*circle, code]),
                    )
                    yield Problem(what)
            safe.update(path)


def _acts(registry: Registry) -> Iterator[Problem]:
    for unit in registry.units:
        for act, day, vi, en in (
            (unit.begun_by, unit.valid_from, "bắt đầu", "begins"),
            (unit.ended_by, unit.valid_until, "kết thúc", "ends"),
        ):
            if not act:
                if day not in (BEGINNING, OPEN):
                    what = words(
                        f"{{u}}: {vi} ngày {{d}} nhưng không ghi theo văn bản nào.",
                        f"{{u}}: {en} on {{d}} by no act that is named.",
                        u=_said(unit),
                        d=day,
                    )
                    yield Problem(what)
            elif act not in registry.changes:
                yield Problem(
                    words("{u}: không có văn bản “{c}”.", "{u}: there is no act “{c}”.", u=_said(unit), c=act)
                )
            elif registry.changes[act].on != day:
                what = words(
                    f"{{u}}: {vi} ngày {{d}}, còn văn bản {{c}} có hiệu lực ngày {{e}}.",
                    f"{{u}}: {en} on {{d}}, and {{c}} takes effect on {{e}}.",
                    u=_said(unit),
                    d=day,
                    c=act,
                    e=registry.changes[act].on,
                )
                yield Problem(what)


def _successions(registry: Registry) -> Iterator[Problem]:
    ends = {(u.code, u.valid_until) for u in registry.units}
    begins = {(u.code, u.valid_from) for u in registry.units}
    for s in registry.successions:
        change = registry.changes.get(s.change)
        if change is None:
            what = words(
                "{a} sang {b}: không có văn bản “{c}”.",
                "{a} into {b}: there is no act “{c}”.",
                a=s.predecessor,
                b=s.successor,
                c=s.change,
            )
            yield Problem(what)
            continue
        if (s.predecessor, change.on) not in ends:
            yield _out_of_step(registry, s.predecessor, s.predecessor, s.successor, change.on, "ended")
        if (s.successor, change.on) not in begins:
            yield _out_of_step(registry, s.successor, s.predecessor, s.successor, change.on, "begun")
    pairs = Counter(
        (registry.changes[s.change].on, s.predecessor, s.successor)
        for s in registry.successions
        if s.change in registry.changes
    )
    for (day, a, b), times in pairs.items():
        if times > 1:
            what = words("{a} sang {b} ngày {d} ghi hai lần.", "{a} into {b} on {d} stands twice.", a=a, b=b, d=day)
            yield Problem(what)


def _out_of_step(registry: Registry, code: str, a: str, b: str, on: date, what: str) -> Problem:
    lives = registry.lives(code)
    known = words("không có mã {c}", "there is no code {c}", c=code)
    for i, unit in enumerate(lives):
        known = _said(unit) if not i else known + "; " + _said(unit)
    if what == "ended":
        said = words(
            "{a} sang {b} ngày {d}: đơn vị trước không kết thúc ngày đó: {k}.",
            "{a} into {b} on {d}: the predecessor does not end on that day: {k}.",
            a=a, b=b, d=on, k=known,
        )  # fmt: skip
    else:
        said = words(
            "{a} sang {b} ngày {d}: đơn vị sau không bắt đầu ngày đó: {k}.",
            "{a} into {b} on {d}: the successor does not begin on that day: {k}.",
            a=a, b=b, d=on, k=known,
        )  # fmt: skip
    hint = words(
        "Đơn vị sau bắt đầu đúng ngày đơn vị trước kết thúc.", "The successor begins on the day its predecessor ends."
    )
    return Problem(said, hint=hint)


def _shares(registry: Registry) -> Iterator[Problem]:
    parts = defaultdict(list)
    for s in registry.successions:
        if s.change in registry.changes:
            parts[registry.changes[s.change].on, s.predecessor].append(s)
    for (day, code), ways in parts.items():
        known = [s.share for s in ways if s.share is not None]
        act = ", ".join(dict.fromkeys(s.change for s in ways))
        wrong = [k for k in known if not 0 < k <= 1 or (k * _FINEST).denominator != 1]
        total = sum(known, Fraction(0))
        if wrong:
            what = words(
                "{c}, ngày {d}, {a}: tỷ lệ {s} không nằm giữa 0 và 1 hoặc quá sáu chữ số thập phân.",
                "{c}, {d}, {a}: the share {s} is not between 0 and 1, or has more than six decimals.",
                c=code, d=day, a=act, s=f"{float(wrong[0]):.12g}",
            )  # fmt: skip
            yield Problem(what)
        elif len(known) < len(ways) and total >= 1:
            what = words(
                "{c}, ngày {d}, {a}: các tỷ lệ đã biết cộng lại bằng {t}, không còn gì cho {n} đơn vị chưa có tỷ lệ.",
                "{c}, {d}, {a}: the known shares add up to {t}, and nothing is left for {n} units without a share.",
                c=code, d=day, a=act, t=total, n=len(ways) - len(known),
            )  # fmt: skip
            yield Problem(what)
        elif len(known) == len(ways) and total != 1:
            what = words(
                "{c}, ngày {d}, {a}: các tỷ lệ chia cho {n} đơn vị cộng lại bằng {t}, không bằng 1.",
                "{c}, {d}, {a}: the shares of its {n} successors add up to {t}, not to 1.",
                c=code, d=day, a=act, n=len(ways), t=total,
            )  # fmt: skip
            yield Problem(what, hint=words("Sửa để tổng đúng bằng 1.", "Make them add up to exactly 1."))
