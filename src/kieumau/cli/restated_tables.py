"""Restated figures as a table that fits a terminal."""

from __future__ import annotations

from collections import Counter

from kieumau.cli.language import LANGUAGE, say
from kieumau.cli.terminal import SAMPLE, console, said, wide_table
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.indicators.restating import RESTATED_STATE_WORDS, RestatedState, RestatedTable
from kieumau.engine.wording import Words, plain, said_number, upper_first, words
from kieumau.reports.restated_tables import said_bounds

_MOST = 40


def show_restated(restated: RestatedTable, criteria: CriteriaSet) -> None:
    """How much could be restated, then a table of the newest period."""
    out = console()
    if restated.source.sample:
        out.print(f"[yellow]{said(SAMPLE)}[/yellow]")
    counts = Counter(f.standing for f in restated.figures)
    parts = ", ".join(
        f"{said(RESTATED_STATE_WORDS[s])} {said_number(counts[s], LANGUAGE)}" for s in RestatedState if counts[s]
    )
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
    table = wide_table(say("Đơn vị", "Unit"), say("Chỉ tiêu", "Indicator"), said(newest.words), say("Vì sao", "Why"))
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
