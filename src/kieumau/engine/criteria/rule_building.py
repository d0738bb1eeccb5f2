"""The rules of criteria out of a document: formulas read with their places, conditions put together, points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from kieumau.engine.criteria.declarations import said
from kieumau.engine.criteria.rules import (
    Bands,
    Combined,
    Deductions,
    Entered,
    LinearShare,
    Meets,
    PointsRule,
    Rule,
)
from kieumau.engine.criteria.schema import BandsDoc, Condition, CriterionDoc, LinearDoc, NamedCondition, PointsDoc
from kieumau.engine.errors import Problem, RulebookError, did_you_mean
from kieumau.engine.expressions import Formula, Number, Symbol, parse_formula
from kieumau.engine.indicators import Indicator
from kieumau.engine.shelf.documents import Path, YamlDocument
from kieumau.engine.wording import Words, words

_NOTHING = Formula("", Number(Fraction(0)))


class RuleBuilder:
    """Builds the rules of one set. What is wrong goes to `problems`; `used` are the codes that rules speak of."""

    def __init__(
        self,
        document: YamlDocument,
        indicators: Mapping[str, Indicator],
        symbols: Mapping[str, Symbol],
        problems: list[Problem],
    ) -> None:
        self.document, self.indicators, self.symbols, self.problems = document, indicators, symbols, problems
        self.used: set[str] = set()

    def check_parts(self, doc: CriterionDoc | Condition, path: Path) -> None:
        """Two parts of one condition with one code, or one event banned twice, are slips of the pen."""
        parts = [*(doc.all or []), *(doc.any or []), *(doc.at_least.of if doc.at_least else [])]
        codes = [p.code for p in parts if p.code] + list(doc.none_of or [])
        for code in sorted({c for c in codes if codes.count(c) > 1}):
            self._find(
                path, words("“{c}” viết hai lần trong một điều kiện.", "“{c}” stands twice in one condition.", c=code)
            )
        for part in parts:
            self.check_parts(part, path)

    def rule(self, doc: CriterionDoc | Condition, path: Path) -> Rule:
        code = doc.code or "" if isinstance(doc, Condition) else ""
        label = said(doc.label) if isinstance(doc, Condition) and doc.label else None
        law = doc.law
        if doc.meets is not None:
            return Meets(self.formula(doc.meets, (*path, "meets")), code, label, law)
        if doc.none_of is not None:
            banned = tuple(self._banned(c, (*path, "none_of", i)) for i, c in enumerate(doc.none_of))
            return Combined(banned, len(banned), code, label, law)
        if doc.at_least is not None:
            parts = tuple(self.rule(p, (*path, "at_least", "of", i)) for i, p in enumerate(doc.at_least.of))
            if doc.at_least.count > len(parts):
                what = words(
                    "cần {k} trong {n} điều kiện.",
                    "{k} of {n} conditions are asked.",
                    k=doc.at_least.count,
                    n=len(parts),
                )
                self._find((*path, "at_least", "count"), what)
            return Combined(parts, doc.at_least.count, code, label, law)
        key, docs = ("all", doc.all) if doc.all is not None else ("any", doc.any or [])
        parts = tuple(self.rule(p, (*path, key, i)) for i, p in enumerate(docs))
        if not parts:
            self._find((*path, key), Words("danh sách điều kiện trống.", "the list of conditions is empty."))
        return Combined(parts, len(parts) if key == "all" else 1, code, label, law)

    def _banned(self, code: str, path: Path) -> Meets:
        indicator = self.use(code, path)
        if indicator is None:
            return Meets(_NOTHING, banned=True)
        if indicator.measure.is_fact:
            return Meets(self.formula(f"not {code}", path), label=indicator.label, banned=True)
        if not indicator.measure.whole:
            self._find(
                path, words("“{c}” không phải số đếm hay đúng/sai.", "“{c}” is neither a count nor a fact.", c=code)
            )
        return Meets(self.formula(f"{code} = 0", path), label=indicator.label, banned=True)

    def points(self, doc: PointsDoc, path: Path) -> PointsRule:
        if doc.bands is not None:
            return self._bands(doc.bands, doc.max, (*path, "bands"))
        if doc.share is not None:
            return self._share(doc.share, doc.max, (*path, "share"))
        if doc.deduct is not None:
            for code in doc.deduct:
                self.use(code, (*path, "deduct", code))
            return Deductions(tuple((code, Fraction(points)) for code, points in doc.deduct.items()))
        assert doc.entered is not None
        indicator = self.use(doc.entered, (*path, "entered"))
        if indicator and indicator.measure.code != "points":
            self._find(
                (*path, "entered"),
                Words("chỉ tiêu này phải có số đo points.", "this indicator must have the measure points."),
            )
        return Entered(doc.entered)

    def _share(self, doc: LinearDoc, most: Decimal, path: Path) -> LinearShare:
        steps = Fraction(most) / Fraction(doc.round_to)
        if steps.denominator != 1 or steps > _MOST_STEPS:
            what = words(
                "điểm tối đa {m} không chia hết cho {r}, hoặc hơn {n} bước, nên không bao giờ đủ điểm.",
                "the maximum of {m} is not a whole number of steps of {r}, or more than {n} of them.",
                m=most,
                r=doc.round_to,
                n=_MOST_STEPS,
            )
            hint = words("Ví dụ: round_to: {r}.", "For example: round_to: {r}.", r=most / 20)
            self._find((*path, "round_to"), what, hint)
        formula = self.formula(doc.of, (*path, "of"), wants="number")
        return LinearShare(formula, Fraction(doc.full_at), Fraction(doc.round_to))

    def _bands(self, doc: BandsDoc, most: Decimal, path: Path) -> Bands:
        steps = tuple(sorted(((Fraction(s.from_), Fraction(s.points)) for s in doc.steps), reverse=True))
        if any(points > most for _, points in steps):
            what = words("điểm của một mức vượt điểm tối đa {m}.", "a band gives more than the maximum of {m}.", m=most)
            self._find(path, what)
        return Bands(self.formula(doc.of, (*path, "of"), wants="number"), steps, Fraction(doc.rest))

    def use(self, code: str, path: Path) -> Indicator | None:
        self.used.add(code)
        if code not in self.indicators:
            what = words("không có chỉ tiêu “{c}”.", "there is no indicator “{c}”.", c=code)
            self._find(path, what, did_you_mean(code, list(self.indicators)))
        return self.indicators.get(code)

    def named(self, docs: Iterable[NamedCondition], path: Path, symbols: Mapping[str, Symbol]) -> tuple[Meets, ...]:
        return tuple(
            Meets(self.formula(d.meets, (*path, i, "meets"), symbols=symbols), d.code, said(d.label), d.law)
            for i, d in enumerate(docs)
        )

    def formula(
        self, text: str, path: Path, *, wants: str = "fact", symbols: Mapping[str, Symbol] | None = None
    ) -> Formula:
        line, column = self.document.place(path)
        try:
            formula = parse_formula(str(text), symbols or self.symbols, wants=wants)
        except RulebookError as error:
            for p in error.problems:
                shown = line + p.line - 1 if line and p.line else line
                place = column + int(p.column) - 1 if column and p.column and p.line == 1 else p.column
                where = self.document.said(path)
                self.problems.append(Problem(p.what, self.document.file, shown, place, where, p.hint))
            self.used.update(_words_like(text, self.symbols))
            return _NOTHING
        self.used.update(name.code for name in formula.names)
        return formula

    def _find(self, path: Path, what: Words, hint: Words | None = None) -> None:
        self.problems.append(self.document.problem(path, what, hint))


_MOST_STEPS = 2000  # of a share; each is a comparison of its own in a large table


def _words_like(text: str, symbols: Mapping[str, Symbol]) -> set[str]:
    """The known names in a formula that could not be read, so that they are not also called unused."""
    found = {code for code in symbols if code in text}
    for word in re.findall(r"[a-z_0-9]+", text):
        found.update(get_close_matches(word, list(symbols), n=1, cutoff=0.6))
    return found
