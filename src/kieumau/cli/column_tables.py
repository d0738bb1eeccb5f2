"""A nation judged by columns, as a table that fits a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from kieumau.cli.language import LANGUAGE, say
from kieumau.cli.terminal import SAMPLE, console, said
from kieumau.engine.columns.verdicts import ColumnVerdicts
from kieumau.engine.evaluation import OUTCOME_WORDS, VERDICT_MARKS, VERDICT_WORDS, Verdict
from kieumau.engine.wording import said_date, said_number


def show_columns(verdicts: ColumnVerdicts) -> None:
    """A nation: how many stand where, by criterion."""
    out = console()
    criteria = verdicts.criteria
    out.print(Text(said(criteria.title), style="bold"))
    out.print(
        say("{k}, {n} dòng, tính đến {d}, dấu vết {f}", "{k}, {n} rows, as of {d}, fingerprint {f}").format(
            k=criteria.key,
            n=said_number(verdicts.rows, LANGUAGE),
            d=said_date(verdicts.on, LANGUAGE),
            f=verdicts.fingerprint[:12],
        )
    )
    if verdicts.sample:
        out.print(Text(said(SAMPLE), style="yellow"))
    out.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("Tiêu chí", "Criterion"))
    for verdict in Verdict:
        table.add_column(f"{VERDICT_MARKS[verdict]} {said(VERDICT_WORDS[verdict])}", justify="right")
    for code, counts in verdicts.totals.items():
        label = said(criteria.by_code[code].label)
        table.add_row(f"{code}. {label}", *(said_number(counts[v], LANGUAGE) for v in Verdict))
    out.print(table)
    out.print()
    for outcome, count in verdicts.outcomes.items():
        out.print(f"{said(OUTCOME_WORDS[outcome])}: {said_number(count, LANGUAGE)}")
    for notice in verdicts.notices:
        out.print(said(notice))
    out.print(
        say(
            "Lý do của một dòng: kieumau explain … --unit MÃ --period KỲ",
            "The reasons of one row: kieumau explain … --unit CODE --period PERIOD",
        )
    )
