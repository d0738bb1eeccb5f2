"""Why a criterion's condition holds or fails: composite conditions told by their parts, with what is left to do."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kieumau.engine.criteria import Combined, Meets, Rule
from kieumau.engine.evaluation.figure_reasons import FigureTeller, Told
from kieumau.engine.evaluation.verdicts import Branch, verdict_of
from kieumau.engine.expressions import Logic, Node
from kieumau.engine.wording import Words, joined, plain, words


@dataclass(frozen=True)
class _Part:
    code: str
    label: Words | None
    law: str
    told: Told


class Teller(FigureTeller):
    """Judges conditions, composite ones too, on the figures of one row and says why."""

    def tell(self, rule: Rule) -> Told:
        if isinstance(rule, Combined):
            banned = _is_banned(rule)
            # a banned event says its own name, so its label is not said again
            parts = [_Part(p.code, None if banned else p.label, p.law, self.tell(p)) for p in rule.parts]
            return self._combined(parts, rule.need, banned=banned)
        return self.node(rule.formula.tree, banned=rule.banned)

    def node(self, node: Node, *, banned: bool = False, derived: bool = False) -> Told:
        """Judge one formula; `and` and `or` are told like composite conditions.

        `derived` marks a bound that was computed, not written: it is told as an amount, without its percentage.
        """
        if (between := self.between(node)) is not None:
            return between
        if isinstance(node, Logic):
            parts = [_Part("", None, "", self.node(p)) for p in _flat(node, node.word)]
            return self._combined(parts, len(parts) if node.word == "and" else 1)
        return self.formula(node, banned=banned, derived=derived)

    def _combined(self, parts: list[_Part], need: int, *, banned: bool = False) -> Told:
        told = [p.told for p in parts]
        met = sum(t.truth is True for t in told)
        open_ = sum(t.truth is None for t in told)
        truth = True if met >= need else None if met + open_ >= need else False
        branches = tuple(
            Branch(p.code, p.label, p.law, verdict_of(p.told.truth), p.told.reason, p.told.branches) for p in parts
        )
        missing = tuple(dict.fromkeys(m for t in told for m in t.missing)) if truth is None else ()
        distance: dict[str, Fraction] = {}
        effort = Fraction(0)
        if truth is False:
            nearest = sorted((t for t in told if t.truth is False), key=lambda t: t.effort)
            for t in nearest if need == len(parts) else nearest[: need - met]:
                for code, amount in t.distance.items():  # two parts may ask for one figure: the larger gap holds both
                    distance[code] = max(distance.get(code, amount), amount, key=abs)
                effort += t.effort
        return Told(
            truth, self._said_combined(parts, need, met, truth, banned=banned), distance, missing, branches, effort
        )

    def _said_combined(self, parts: list[_Part], need: int, met: int, truth: bool | None, *, banned: bool) -> Words:
        n = len(parts)
        if n == 1:
            return parts[0].told.reason
        if banned and truth is True:
            return words(
                "không xảy ra việc nào trong {n} việc nêu trong danh mục", "none of the {n} listed events occurred", n=n
            )
        listed = _reasons(parts, truth)
        if banned:
            return listed
        if need < n:
            vi, en = "đạt {m} trong {n} điều kiện, cần {k}: {r}", "{m} of {n} conditions met, {k} needed: {r}"
            return words(vi, en, m=met, n=n, k=need, r=listed)
        if truth is True:
            english = "both conditions met: {r}" if n == 2 else "all {n} conditions met: {r}"
            return words("đạt cả {n} điều kiện: {r}", english, n=n, r=listed)
        opening = (
            Words("chưa đạt {m} trong {n} điều kiện", "{m} of {n} conditions not met")
            if truth is False
            else Words("chưa rõ {m} trong {n} điều kiện", "{m} of {n} conditions unknown")
        )
        return opening.fill(m=_count(parts, truth), n=n) + ": " + listed


def _flat(node: Node, word: str) -> list[Node]:
    """`a and b and c` as three parts of one list."""
    if isinstance(node, Logic) and node.word == word:
        return [*_flat(node.left, word), *_flat(node.right, word)]
    return [node]


def _is_banned(rule: Combined) -> bool:
    return all(isinstance(p, Meets) and p.banned for p in rule.parts)


def _count(parts: list[_Part], truth: bool | None) -> int:
    return sum(p.told.truth is truth for p in parts)


def _reasons(parts: list[_Part], truth: bool | None) -> Words:
    """The reasons of the parts with that truth, each behind its letter where it has one."""
    said = []
    for part in parts:
        if part.told.truth is truth:
            opening = plain(f"{part.code}) ") if part.code else plain("")
            said.append(opening + part.told.reason)
    return joined(said, "; ")
