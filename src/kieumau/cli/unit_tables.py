"""Units and lineages as tables that fit a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kieumau.cli.language import LANGUAGE, say
from kieumau.cli.terminal import console, said, wide_table
from kieumau.engine.territory import (
    LEVEL_WORDS,
    LEVELS,
    AdminUnit,
    Registry,
    Succession,
    said_before,
    said_reach,
    said_span,
)
from kieumau.engine.wording import said_date, said_number, words


def show_units(registry: Registry, units: Sequence[AdminUnit], day: date, searched: tuple[AdminUnit, ...]) -> None:
    out = console()
    count = ", ".join(
        f"{said_number(n, LANGUAGE)} {said(LEVEL_WORDS[level])}"
        for level in LEVELS
        if (n := sum(u.level == level for u in units))
    )
    if (earlier := said_before(registry, day)) is not None:
        out.print(said(earlier))
    counted = day if earlier is None or registry.begins is None else registry.begins
    out.print(said(words("Ngày {d}: {n}.", "{d}: {n}.", d=counted, n=count or say("không có đơn vị nào", "no unit"))))
    if not units and searched:
        out.print(say("Thử tên ngắn hơn, hoặc một ngày khác.", "Try a shorter name, or another day."))
        return
    table = wide_table(say("Mã", "Code"), say("Đơn vị", "Unit"), say("Thuộc", "Part of"), say("Tồn tại", "Exists"))
    for unit in units:
        above = ", ".join(said(a.full_name) for a in registry.ancestors(unit, day))
        table.add_row(unit.code, said(unit.full_name), above, said(said_span(unit)))
    out.print(table)
    show_reach(registry)


def show_reach(registry: Registry) -> None:
    """Of which days the register speaks, below what was asked of it."""
    if (reach := said_reach(registry)) is not None:
        console().print(said(reach))


def show_lineage(registry: Registry, unit: AdminUnit, language: str) -> None:
    out = console()
    day = unit.valid_from if unit.valid_from > date.min else min(unit.valid_until, date(9999, 12, 30))
    alive = day if unit.is_alive(day) else date.fromordinal(day.toordinal() - 1)
    above = ", ".join(said(a.full_name) for a in registry.ancestors(unit, alive))
    out.print(f"[bold]{said(unit.full_name)}[/bold] ({unit.code})" + (f", {above}" if above else ""))
    out.print("  " + said(said_span(unit)))
    before, after = registry.predecessors(unit), registry.successors(unit)
    if before:
        out.print(say("Từ:", "From:"))
        for step in before:
            out.print("  " + _way(registry, step.unit, step.succession))
    if after:
        out.print(say("Thành:", "Into:"))
        for step in after:
            out.print("  " + _way(registry, step.unit, step.succession))
            others = [p.unit for p in registry.predecessors(step.unit) if p.unit.key != unit.key]
            if others:
                names = ", ".join(f"{said(o.full_name)} ({o.code})" for o in others)
                out.print("    " + say("cùng với {n}", "together with {n}").format(n=names))
    elif unit.ended_by:
        out.print(say("Kết thúc, không có đơn vị kế tiếp.", "Ended, without a successor."))
    for act in dict.fromkeys(c for c in (unit.begun_by, unit.ended_by) if c):
        change = registry.changes[act]
        issued = f", {said_date(change.issued, language)}" if change.issued else ""
        out.print(f"  {act} ({said(change.issued_by)}{issued}): {said(change.title)}")
        out.print(f"    {change.address}", soft_wrap=True)
    out.print()


def _way(registry: Registry, unit: AdminUnit, succession: Succession) -> str:
    if succession.share is None:
        share = say("một phần, chưa có tỷ lệ", "a part; no share is known")
    elif succession.share == 1:
        share = say("toàn bộ", "whole")
    else:
        share = f"{said_number(100 * succession.share, LANGUAGE)}%"
    day = said_date(registry.law_of(succession).on, LANGUAGE)
    article = f", {succession.article}" if succession.article else ""
    return f"{said(unit.full_name)} ({unit.code}), {share}, {day}{article}"
