"""A nation judged by columns, as a table that fits a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kieumau.cli.language import LANGUAGE, say
from kieumau.cli.terminal import SAMPLE, console, said
from kieumau.engine.columns.verdicts import ColumnVerdicts
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation import (
    OUTCOME_WORDS,
    VERDICT_MARKS,
    VERDICT_WORDS,
    Judgement,
    Outcome,
    Verdict,
    grade_words,
)
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
    _counts(out, criteria, verdicts.totals, verdicts.outcomes, {})
    for notice in verdicts.notices:
        out.print(said(notice))
    _reasons(out)


def show_many(judgement: Judgement, criteria: CriteriaSet, *, period: str) -> None:
    """Units by the thousand: how many stand where; a table of them all is read by nobody."""
    out = console()
    units = [u for u in judgement.units if u.period_name == period]
    out.print(Text(said(criteria.title), style="bold"))
    out.print(
        say(
            "{k}, kỳ {p}, {n} đơn vị, tính đến {d}, dấu vết {f}",
            "{k}, period {p}, {n} units, as of {d}, fingerprint {f}",
        ).format(
            k=criteria.key,
            p=period,
            n=said_number(len(units), LANGUAGE),
            d=said_date(judgement.on, LANGUAGE),
            f=judgement.fingerprint[:12],
        )
    )
    if judgement.sample:
        out.print(Text(said(SAMPLE), style="yellow"))
    out.print()
    verdicts = Counter((c.code, c.verdict) for u in units for c in u.criteria)
    totals = {c.code: {v: verdicts[c.code, v] for v in Verdict} for c in criteria.criteria}
    outcomes = Counter(u.outcome for u in units)
    grades = Counter(str(said(g)) for u in units if (g := grade_words(criteria, u)))
    _counts(out, criteria, totals, {o: outcomes[o] for o in OUTCOME_WORDS}, grades)
    for notice in judgement.notices:
        out.print(said(notice))
    others = sorted({u.period_name for u in judgement.units} - {period})
    if others:
        out.print(
            say("Các kỳ khác trong tệp: {p} (thêm --period).", "Other periods in the file: {p} (add --period).").format(
                p=", ".join(others)
            )
        )
    out.print(say("Từng đơn vị: thêm --output TỆP.", "Unit by unit: add --output FILE."))
    _reasons(out)


def _counts(
    out: Console,
    criteria: CriteriaSet,
    totals: Mapping[str, Mapping[Verdict, int]],
    outcomes: Mapping[Outcome, int],
    grades: Mapping[str, int],
) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("Tiêu chí", "Criterion"))
    for verdict in Verdict:
        table.add_column(f"{VERDICT_MARKS[verdict]} {said(VERDICT_WORDS[verdict])}", justify="right")
    for code, counts in totals.items():
        label = said(criteria.by_code[code].label)
        table.add_row(f"{code}. {label}", *(said_number(counts[v], LANGUAGE) for v in Verdict))
    out.print(table)
    out.print()
    for outcome, count in outcomes.items():
        out.print(f"{said(OUTCOME_WORDS[outcome])}: {said_number(count, LANGUAGE)}")
    for grade, count in grades.items():
        out.print(f"{grade}: {said_number(count, LANGUAGE)}")


def _reasons(out: Console) -> None:
    out.print(
        say(
            "Lý do của một dòng: kieumau explain … --unit MÃ --period KỲ",
            "The reasons of one row: kieumau explain … --unit CODE --period PERIOD",
        )
    )
