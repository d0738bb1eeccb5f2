"""Results as tables that fit a terminal: the finding first, then the units by what is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kieumau.cli.language import LANGUAGE, say
from kieumau.cli.terminal import SAMPLE, console, said
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation import (
    OUTCOME_WORDS,
    VERDICT_MARKS,
    VERDICT_WORDS,
    Branch,
    Judgement,
    Result,
    ResultComparison,
    UnitJudgement,
    UnitResult,
    Verdict,
    distance_words,
    grade_words,
    tell_conditions,
)
from kieumau.engine.evaluation.comparing import OutcomeChange, said_verdict
from kieumau.engine.wording import said_date, said_number

_STYLES = {Verdict.MET: "green", Verdict.NOT_MET: "red", Verdict.UNKNOWN: "yellow", Verdict.NOT_APPLICABLE: "dim"}


def show_judgement(judgement: Judgement, criteria: CriteriaSet, *, period: str, others: Sequence[str] = ()) -> None:
    """One period, the units with the least left first; `others` are the periods that were judged as well.

    Of the criteria only what is left is put into words: nobody waits for reasons that a table does not show.
    """
    out = console()
    units = sorted((u for u in judgement.units if u.period_name == period), key=lambda u: (u.left, u.unit.code))
    _head(out, judgement, criteria, period)
    table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
    table.add_column(say("Mã", "Code"))
    table.add_column(say("Đơn vị", "Unit"))
    table.add_column("k/n", justify="right")
    if criteria.points_decide:
        table.add_column(say("Điểm", "Points"), justify="right")
    table.add_column(say("Tiêu chí", "Criteria"), no_wrap=True)
    table.add_column(say("Kết luận", "Outcome"))
    table.add_column(say("Còn lại", "What is left"), overflow="fold")
    for unit in units:
        points = (
            []
            if not criteria.points_decide
            else [said_number(unit.points, LANGUAGE) if unit.points is not None else "–"]
        )
        outcome = grade_words(criteria, unit) or OUTCOME_WORDS[unit.outcome]
        left = _left(criteria, unit)
        table.add_row(
            unit.unit.code, unit.unit.name, f"{unit.met}/{unit.of}", *points, _strip(unit), said(outcome), left
        )
    out.print(table)
    out.print(Text(" ".join(f"{VERDICT_MARKS[v]} {said(VERDICT_WORDS[v])} " for v in Verdict), style="dim"))
    if others:
        out.print(
            say("Các kỳ khác trong tệp: {p} (thêm --period).", "Other periods in the file: {p} (add --period).").format(
                p=", ".join(others)
            )
        )
    _tail(out, judgement)


def _head(out: Console, result: Result | Judgement, criteria: CriteriaSet, period: str) -> None:
    out.print(Text(said(criteria.title), style="bold"))
    out.print(
        say("{k}, kỳ {p}, tính đến {d}, dấu vết {f}", "{k}, period {p}, as of {d}, fingerprint {f}").format(
            k=f"{result.rulebook}/{result.version}",
            p=period,
            d=said_date(result.on, LANGUAGE),
            f=result.fingerprint[:12],
        )
    )
    if result.sample:
        out.print(Text(said(SAMPLE), style="yellow"))
    out.print()


def _tail(out: Console, result: Result | Judgement) -> None:
    for notice in result.notices:
        out.print(Text(said(notice)))
    for question in result.questions[:10]:
        out.print(Text("? " + said(question)))
    if len(result.questions) > 10:
        out.print(say("… và {n} câu hỏi khác.", "… and {n} more questions.").format(n=len(result.questions) - 10))


def _strip(unit: UnitJudgement) -> Text:
    strip = Text()
    for c in unit.criteria:
        strip.append(VERDICT_MARKS[c.verdict], style=_STYLES[c.verdict])
    return strip


def _left(criteria: CriteriaSet, unit: UnitJudgement) -> str:
    parts = []
    for c in unit.criteria:
        if c.verdict in (Verdict.NOT_MET, Verdict.UNKNOWN):
            distance = (
                distance_words(criteria, c.distance, at_least=c.at_least) if c.verdict is Verdict.NOT_MET else None
            )
            parts.append(f"{c.code}: {said(distance or VERDICT_WORDS[c.verdict])}")
    conditions, _ = tell_conditions(criteria, unit)
    other = [b for b in conditions if b.code != "criteria" and b.verdict not in (Verdict.MET, Verdict.NOT_APPLICABLE)]
    open_ = [b for b in other if not b.code.startswith("grade-") or b.verdict is Verdict.UNKNOWN]
    parts = [_named(b) for b in open_] + parts
    more = len(parts) - 4
    shown = "; ".join(parts[:4])
    return shown + say("; và {n} tiêu chí khác", "; and {n} more").format(n=more) if more > 0 else shown


def _named(branch: Branch) -> str:
    """A condition's reason; a grade says its name first."""
    graded = branch.label is not None and branch.code.startswith("grade-")
    return f"{said(branch.label)}: {said(branch.reason)}" if graded and branch.label else said(branch.reason)


def show_unit(unit: UnitResult, result: Result, criteria: CriteriaSet, only: str | None) -> None:
    """Each criterion: verdict, text, reason, law; then the conditions of recognition."""
    out = console()
    _head(out, result, criteria, unit.period_name)
    if only is None:
        out.print(
            Text(
                f"{unit.unit.name} ({unit.unit.code}): {unit.met}/{unit.of}, {said(OUTCOME_WORDS[unit.outcome])}",
                style="bold",
            )
        )
        out.print(said(unit.reason))
        out.print()
    for c in unit.criteria:
        if only is not None and c.code != only:
            continue
        criterion = criteria.by_code[c.code]
        line = Text(f"{VERDICT_MARKS[c.verdict]} ", style=_STYLES[c.verdict])
        line.append(f"{c.code}. {said(criterion.label)}", style="bold")
        line.append(f"  {said(VERDICT_WORDS[c.verdict])}", style=_STYLES[c.verdict])
        out.print(line)
        out.print(f"    {said(c.reason)}")
        for sentence in c.certainty:
            out.print(say("    Chắc đến đâu: {s}", "    How sure: {s}").format(s=said(sentence)))
        for branch in c.branches:
            _branch(out, branch, 3)
        if c.distance_words is not None and c.branches:
            out.print(say("    Còn lại: {d}", "    Left: {d}").format(d=said(c.distance_words)))
        out.print(Text(f"    {criteria.issued.title}, {criterion.law}", style="dim"))
    if only is None:
        out.print()
        for condition in unit.conditions:
            _branch(out, condition, 0)
    _tail(out, result)


def _branch(out: Console, branch: Branch, depth: int) -> None:
    name = branch.code if depth else ""
    label = f"{name}) " if name else ""
    title = f"{said(branch.label)}: " if branch.label else ""
    out.print(
        Text(
            f"{'  ' * depth}{VERDICT_MARKS[branch.verdict]} {label}{title}{said(branch.reason)}",
            style=_STYLES[branch.verdict],
        )
    )
    for child in branch.branches:
        _branch(out, child, depth + 1)


def show_comparison(comparison: ResultComparison, a: CriteriaSet, b: CriteriaSet) -> None:
    """Who gains, who loses, and by which criterion."""
    out = console()
    out.print(Text(f"{a.key} → {b.key}", style="bold"))
    if comparison.before.sample or comparison.after.sample:
        out.print(Text(said(SAMPLE), style="yellow"))
    for notice in dict.fromkeys((*comparison.before.notices, *comparison.after.notices)):
        out.print(Text(said(notice), style="dim"))
    out.print()
    _changed(out, say("Thêm đủ điều kiện", "Gain"), comparison.gains)
    _changed(out, say("Mất điều kiện", "Lose"), comparison.losses)
    others = [u for u in comparison.units if u.criteria and not u.gains and not u.loses]
    _changed(out, say("Kết luận giữ nguyên, tiêu chí thay đổi", "Same outcome, other verdicts"), others)
    same = sum(not u.criteria and not u.gains and not u.loses for u in comparison.units)
    out.print(say("{n} đơn vị không thay đổi.", "{n} units do not change.").format(n=same))


def _changed(out: Console, title: str, units: Iterable[OutcomeChange]) -> None:
    units = list(units)
    out.print(Text(f"{title}: {len(units)}", style="bold"))
    for unit in units:
        before, after = unit.before, unit.after
        out.print(
            f"  {after.unit.name} ({after.unit.code}), {after.period_name}: {before.met}/{before.of} → {after.met}/{after.of}"
        )
        for change in unit.criteria:
            line = f"    {change.code}: {said(said_verdict(change.before))} → {said(said_verdict(change.after))}"
            out.print(f"{line}; {said(change.reason)}" if change.after is not None else line)
    out.print()
