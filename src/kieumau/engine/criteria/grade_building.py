"""The grades of a document: those of recognised units from the highest down, and the level of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kieumau.engine.criteria.declarations import said
from kieumau.engine.criteria.rule_building import RuleBuilder
from kieumau.engine.criteria.schema import GradeDoc
from kieumau.engine.criteria.sets import Grade
from kieumau.engine.errors import Hint, did_you_mean
from kieumau.engine.expressions import Symbol
from kieumau.engine.shelf.documents import Path
from kieumau.engine.wording import Words, words


def build_grades(
    docs: Sequence[GradeDoc], rules: RuleBuilder, symbols: Mapping[str, Symbol], *, whole: bool
) -> tuple[tuple[Grade, ...], Grade | None]:
    """The grades, and the level of units that are not recognised, if it has a name; problems go to `rules`.

    A grade without conditions takes every recognised unit, so that none below it would ever be given. Where the
    document is not read whole, a condition may have been left out, and none is missed.
    """
    last = len(docs) - 1
    below = [i for i, doc in enumerate(docs) if doc.otherwise]
    lowest = last - 1 if last in below else last
    for i, doc in enumerate(docs):
        path: Path = ("grades", i)
        if doc.otherwise and i != last:
            what = Words("hạng có otherwise phải đứng cuối.", "the grade with otherwise stands last.")
            _find(rules, (*path, "otherwise"), what, _LOWEST)
        elif doc.otherwise and (doc.when or doc.at_most):
            what = Words(
                "hạng có otherwise không có điều kiện hay giới hạn.",
                "a grade with otherwise has neither conditions nor a cap.",
            )
            _find(rules, path, what, _LOWEST)
        elif not doc.when and not doc.otherwise and i < lowest and whole:
            what = words("hạng “{c}” thiếu when.", "the grade “{c}” has no when.", c=doc.code)
            _find(rules, path, what, _LOWEST)
    known = [doc.code for doc in docs if not doc.otherwise]
    built = [_grade(doc, ("grades", i), known, rules, symbols) for i, doc in enumerate(docs)]
    return tuple(g for i, g in enumerate(built) if i not in below), built[last] if last in below else None


def _grade(doc: GradeDoc, path: Path, known: Sequence[str], rules: RuleBuilder, symbols: Mapping[str, Symbol]) -> Grade:
    when = rules.named(doc.when, (*path, "when"), symbols)
    cap = doc.at_most
    if cap is None:
        return Grade(doc.code, said(doc.label), doc.law, when)
    if cap.of not in known:
        what = words("không có hạng “{c}”.", "there is no grade “{c}”.", c=cap.of)
        _find(rules, (*path, "at_most", "of"), what, did_you_mean(cap.of, known))
    ranked_by = rules.formula(cap.ranked_by, (*path, "at_most", "ranked_by"), wants="number", symbols=symbols)
    return Grade(doc.code, said(doc.label), doc.law, when, Fraction(cap.share), cap.of, ranked_by)


def _find(rules: RuleBuilder, path: Path, what: Words, hint: Hint | None) -> None:
    rules.problems.append(rules.document.problem(path, what, hint))


_LOWEST = Words(
    "Ghi từ hạng cao xuống hạng thấp: hạng thấp nhất của đơn vị đủ điều kiện có thể không có when; sau đó là hạng của đơn "
    "vị chưa đủ điều kiện, ghi otherwise: true.",
    "List them from the highest down: the lowest of units that qualify may have no when; after it stands the level of "
    "units that do not qualify, with otherwise: true.",
)
