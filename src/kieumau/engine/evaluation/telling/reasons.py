"""Why a condition holds or fails: single formulas by their figures, conditions made of several by their parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kieumau.engine.criteria import Combined, Meets, Rule
from kieumau.engine.evaluation.judging import ConditionJudgement, verdict_of
from kieumau.engine.evaluation.judging.conditions import flat, gap_between, span_of
from kieumau.engine.evaluation.judging.shortfalls import is_sure_change, shortfall_of, sides_of
from kieumau.engine.evaluation.telling.comparisons import said_between, said_comparison, said_sure_change
from kieumau.engine.evaluation.telling.results import Branch
from kieumau.engine.evaluation.telling.rows import RowWords
from kieumau.engine.expressions import NO_RANGES, Comparison, Logic, Name, Node, Not, Truth, number_of
from kieumau.engine.wording import Words, joined, plain, words


@dataclass(frozen=True, slots=True)
class Reason:
    """The sentence, and those of the parts of a condition made of several."""

    said: Words
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    code: str
    label: Words | None
    law: str
    truth: bool | None
    reason: Reason


def reason_of(row: RowWords, rule: Rule, judged: ConditionJudgement) -> Reason:
    if isinstance(rule, Combined):
        banned = all(isinstance(p, Meets) and p.banned for p in rule.parts)
        # a banned event says its own name, so its label is not said again
        parts = [
            _Part(p.code, None if banned else p.label, p.law, j.truth, reason_of(row, p, j))
            for p, j in zip(rule.parts, judged.parts, strict=True)
        ]
        return _combined(parts, rule.need, judged.truth, banned=banned)
    return reason_of_formula(row, rule.formula.tree, judged, banned=rule.banned)


def reason_of_formula(
    row: RowWords, node: Node, judged: ConditionJudgement, *, banned: bool = False, derived: bool = False
) -> Reason:
    """`derived` marks a bound that was computed, not written: it is told as an amount, without its percentage."""
    if judged.truth is not None and row.ranges and not judged.parts:
        whole, note = row.completed(node, judged.truth)
        if note.vi:
            said = reason_of_formula(
                replace(whole, ranges=NO_RANGES), node, judged, banned=banned, derived=derived
            ).said
            return Reason(words("{s} ({n})", "{s} ({n})", s=said, n=note))
    if isinstance(node, Logic):
        if not judged.parts:
            return Reason(_said_span(row, node, judged))
        parts = [
            _Part("", None, "", j.truth, reason_of_formula(row, n, j))
            for n, j in zip(flat(node, node.word), judged.parts, strict=True)
        ]
        return _combined(parts, len(parts) if node.word == "and" else 1, judged.truth)
    if judged.truth is None:
        return Reason(row.unknown(node))
    match node:
        case Name():
            return Reason(_said_fact(row, node, wanted=True, truth=judged.truth))
        case Not(Name() as name):
            return Reason(_said_fact(row, name, wanted=False, truth=judged.truth, banned=banned))
        case Comparison(sign, Name() as left, Truth(value)):
            return Reason(_said_fact(row, left, wanted=value == (sign == "="), truth=judged.truth))
        case Comparison():
            return Reason(_said_sides(row, node, judged, banned=banned, derived=derived))
    holds, fails = Words("điều kiện đúng", "the condition holds"), Words("điều kiện không đúng", "the condition fails")
    return Reason(holds if judged.truth else fails)


def _said_span(row: RowWords, node: Node, judged: ConditionJudgement) -> Words:
    span = span_of(node)
    if judged.truth is None or span is None:
        return row.unknown(node)
    have, least, most = (number_of(n, row.values) for n in span)
    assert have is not None and least is not None and most is not None
    amount = gap_between(row.criteria, span[0], have, least, most)
    return said_between(row, span[0], have, least, most, amount, at_least=judged.at_least)


def _said_sides(row: RowWords, node: Comparison, judged: ConditionJudgement, *, banned: bool, derived: bool) -> Words:
    assert judged.truth is not None
    sides = sides_of(row.criteria, node, row.values)
    short = shortfall_of(row.criteria, sides, row.values, met=judged.truth)
    if sides.subject is None or not is_sure_change(row.criteria, sides):
        return said_comparison(row, sides, short, banned=banned, derived=derived, at_least=judged.at_least)
    code = sides.subject.code
    counted = row.criteria.sure_changes[code].of
    left = judged.distance.get(counted)
    need = None if left is None else int(left + Fraction(row.values.get((counted, False)) or 0))
    return said_sure_change(row, code, sides.sign, short.bound, judged.truth, need)


def _said_fact(row: RowWords, name: Name, *, wanted: bool, truth: bool, banned: bool = False) -> Words:
    label = row.label(name)
    if banned:
        if truth:
            return words("không xảy ra: {l}", "did not occur: {l}", l=label)
        return words("đã xảy ra: {l}", "occurred: {l}", l=label)
    if truth:
        return words("{l}: có", "{l}: yes", l=label) if wanted else words("{l}: không có", "{l}: no", l=label)
    if wanted:
        return words("{l}: chưa có", "{l}: not yet", l=label)
    return words("{l}: có, cần không có", "{l}: yes, none allowed", l=label)


# -- conditions made of several -----------------------------------------------------------------------------------


def _combined(parts: Sequence[_Part], need: int, truth: bool | None, *, banned: bool = False) -> Reason:
    branches = tuple(
        Branch(p.code, p.label, p.law, verdict_of(p.truth), p.reason.said, p.reason.branches) for p in parts
    )
    return Reason(_said_combined(parts, need, truth, banned=banned), branches)


def _said_combined(parts: Sequence[_Part], need: int, truth: bool | None, *, banned: bool) -> Words:
    n = len(parts)
    if n == 1:
        return parts[0].reason.said
    if banned and truth is True:
        return words(
            "không xảy ra việc nào trong {n} việc nêu trong danh mục", "none of the {n} listed events occurred", n=n
        )
    listed = _reasons(parts, truth)
    if banned:
        return listed
    if need < n:
        vi, en = "đạt {m} trong {n} điều kiện, cần {k}: {r}", "{m} of {n} conditions met, {k} needed: {r}"
        return words(vi, en, m=_count(parts, True), n=n, k=need, r=listed)
    if truth is True:
        english = "both conditions met: {r}" if n == 2 else "all {n} conditions met: {r}"
        return words("đạt cả {n} điều kiện: {r}", english, n=n, r=listed)
    opening = (
        Words("chưa đạt {m} trong {n} điều kiện", "{m} of {n} conditions not met")
        if truth is False
        else Words("chưa rõ {m} trong {n} điều kiện", "{m} of {n} conditions unknown")
    )
    return opening.fill(m=_count(parts, truth), n=n) + ": " + listed


def _count(parts: Sequence[_Part], truth: bool | None) -> int:
    return sum(p.truth is truth for p in parts)


def _reasons(parts: Sequence[_Part], truth: bool | None) -> Words:
    """The reasons of the parts with that truth, each behind its letter where it has one."""
    said = []
    for part in parts:
        if part.truth is truth:
            opening = plain(f"{part.code}) ") if part.code else plain("")
            said.append(opening + part.reason.said)
    return joined(said, "; ")
