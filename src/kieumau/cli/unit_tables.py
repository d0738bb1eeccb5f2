"""Units, lineages and restated figures as tables that fit a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from rich.table import Table

from kieumau.cli.language import LANGUAGE, say
from kieumau.cli.tables import SAMPLE, console, said
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.indicators.restating import STANDING_WORDS, RestatedTable, Standing
from kieumau.engine.territory import LEVEL_WORDS, LEVELS, AdminUnit, Registry, Succession, said_span
from kieumau.engine.wording import Words, plain, said_date, said_number, upper_first, words
from kieumau.reports.restated_tables import said_bounds

_MOST = 40


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def show_units(registry: Registry, units: Sequence[AdminUnit], day: date, searched: tuple[AdminUnit, ...]) -> None:
    out = console()
    count = ", ".join(
        f"{said_number(n, LANGUAGE)} {said(LEVEL_WORDS[level])}"
        for level in LEVELS
        if (n := sum(u.level == level for u in units))
    )
    out.print(said(words("Ngày {d}: {n}.", "{d}: {n}.", d=day, n=count or say("không có đơn vị nào", "no unit"))))
    if not units and searched:
        out.print(say("Thử tên ngắn hơn, hoặc một ngày khác.", "Try a shorter name, or another day."))
        return
    table = _table(say("Mã", "Code"), say("Đơn vị", "Unit"), say("Thuộc", "Part of"), say("Tồn tại", "Exists"))
    for unit in units:
        above = ", ".join(said(a.full_name) for a in registry.ancestors(unit, day))
        table.add_row(unit.code, said(unit.full_name), above, said(said_span(unit)))
    out.print(table)


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
    return f"{said(unit.full_name)} ({unit.code}), {share}, {day}"


def show_restated(restated: RestatedTable, criteria: CriteriaSet) -> None:
    """How much could be restated, then a table of the newest period."""
    out = console()
    if restated.source.sample:
        out.print(f"[yellow]{said(SAMPLE)}[/yellow]")
    counts = Counter(f.standing for f in restated.figures)
    parts = ", ".join(f"{said(STANDING_WORDS[s])} {said_number(counts[s], LANGUAGE)}" for s in Standing if counts[s])
    head = words(
        "{n} số liệu theo đơn vị ngày {d}: {p}.",
        "{n} figures under the units of {d}: {p}.",
        n=len(restated.figures),
        d=restated.on,
        p=plain(parts or say("không có gì", "nothing")),
    )
    out.print(said(head))
    for unit, count in restated.ended:
        ended = words(
            "{u} ({c}) đã kết thúc, không có đơn vị kế tiếp: {n} số liệu không quy đổi được.",
            "{u} ({c}) ended without a successor: {n} of its figures cannot be restated.",
            u=upper_first(unit.full_name),
            c=unit.code,
            n=count,
        )
        out.print(said(ended))
    if not restated.figures:
        return
    newest = max(f.period for f in restated.figures)
    shown = [f for f in restated.figures if f.period == newest]
    table = _table(say("Đơn vị", "Unit"), say("Chỉ tiêu", "Indicator"), said(newest.words), say("Vì sao", "Why"))
    for f in shown[:_MOST]:
        indicator = criteria.indicators[f.indicator]
        name = restated.units.get(f.unit).full_name
        table.add_row(
            f"{said(name)} ({f.unit})", said(indicator.label), said_bounds(f, indicator, LANGUAGE), said(f.why)
        )
    out.print(table)
    if len(shown) > _MOST:
        more = Words("… và {n} dòng nữa trong tệp.", "… and {n} more lines in the file.")
        out.print(said(more.fill(n=len(shown) - _MOST)))
