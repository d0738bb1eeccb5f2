"""What templates show of a judgement: rows of a list, groups of criteria, bars of what holds most units back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from kieumau.engine.criteria import CriteriaSet, Criterion
from kieumau.engine.evaluation import OUTCOME_WORDS, Branch, CriterionResult, Outcome, UnitResult, Verdict
from kieumau.engine.territory.kinds import KIND_NOUNS, UNIT_NOUN, full_name
from kieumau.engine.territory.names import folded
from kieumau.engine.wording import Words, plain, words
from kieumau.records.assessments.filing import LETTERS, VERDICTS
from kieumau.records.assessments.models import UnitVerdict
from kieumau.records.assessments.queries import next_step_of
from kieumau.web.components.words.sentences import sentence


@dataclass(frozen=True)
class Row:
    """One unit in a list."""

    code: str
    name: str
    full_name: Words
    place: str
    url: str
    met: int
    of: int
    unknown: int
    left: int
    points: Decimal | None
    max_points: Decimal | None
    outcome: Words
    outcome_code: str
    next_step: Words
    counts: Mapping[str, int]  # verdict -> criteria, as they are listed
    strip: list[tuple[str, Verdict, Words]]


def row(verdict: UnitVerdict, criteria: CriteriaSet, url: str) -> Row:
    counts = {v.value: verdict.strip.count(letter) for v, letter in LETTERS.items()}
    strip = [(c.code, VERDICTS[letter], c.label) for c, letter in zip(criteria.criteria, verdict.strip, strict=True)]
    outcome = Outcome(verdict.outcome)
    most = sum(c.max_points for c in criteria.criteria)
    return Row(
        code=verdict.code,
        name=verdict.name,
        full_name=_full_name(verdict),
        place=verdict.place,
        url=url,
        met=verdict.met,
        of=verdict.of,
        unknown=counts[Verdict.UNKNOWN],
        left=counts[Verdict.NOT_MET],
        points=verdict.points,
        max_points=Decimal(float(most)) if criteria.points_decide else None,
        outcome=OUTCOME_WORDS[outcome],
        outcome_code=outcome.value,
        next_step=next_step_of(verdict, criteria),
        counts=counts,
        strip=strip,
    )


def _full_name(verdict: UnitVerdict) -> Words:
    """ "phường Tân Đồng"; some lists have no name at all."""
    if verdict.name == verdict.code:
        return words("đơn vị {n}", "unit {n}", n=verdict.code)
    return full_name(verdict.kind, verdict.name)


# -- one unit -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownCriterion:
    code: str
    label: Words
    verdict: Verdict
    reason: Words
    distance_text: Words | None
    law: str
    law_url: str
    evidence: tuple[Words, ...]
    branches: list[tuple[str, Words, Verdict, Words | None]]
    points: Decimal | None
    max_points: Decimal | None
    missing: list[Words]
    certainty: tuple[Words, ...]


@dataclass(frozen=True)
class ShownGroup:
    code: str
    label: Words
    criteria: list[ShownCriterion]


def groups(result: UnitResult, criteria: CriteriaSet) -> list[ShownGroup]:
    """Every criterion of the set with this unit's verdict on it, in the order of the set."""
    results = {c.code: c for c in result.criteria}
    return [
        ShownGroup(
            g.code,
            g.label if g.code else Words("Tiêu chí", "Criteria"),
            [_criterion(c, results[c.code], criteria) for c in g.criteria],
        )
        for g in criteria.groups
    ]


def _criterion(criterion: Criterion, result: CriterionResult, criteria: CriteriaSet) -> ShownCriterion:
    points = criterion.points is not None
    return ShownCriterion(
        code=criterion.code,
        label=criterion.label,
        verdict=result.verdict,
        reason=sentence(result.reason),
        distance_text=sentence(result.distance_words) if result.distance_words else None,
        law=criterion.law,
        law_url=criterion.source or criteria.issued.source,
        evidence=criterion.evidence,
        branches=[
            (b.code, b.label or plain(""), b.verdict, sentence(b.reason) if b.reason.vi else None)
            for b in result.branches
        ],
        points=_decimal(result.points) if points and result.points is not None else None,
        max_points=_decimal(criterion.max_points) if points else None,
        missing=[criteria.indicators[m].label if m in criteria.indicators else plain(m) for m in result.missing],
        certainty=result.certainty,
    )


@dataclass(frozen=True)
class ShownCondition:
    """One condition of recognition beside the criteria: a demand, a floor, a veto, or who is assessed at all."""

    label: Words | None
    verdict: Verdict
    reason: Words
    law: str
    law_url: str


def conditions(result: UnitResult, criteria: CriteriaSet) -> list[ShownCondition]:
    """The conditions beside the number of criteria; none where that number alone decides."""
    return [
        ShownCondition(_label_beside(b), b.verdict, sentence(b.reason), b.law, criteria.issued.source)
        for b in result.conditions
        if b.code != "criteria"
    ]


def _label_beside(condition: Branch) -> Words | None:
    """The label, unless the reason already says it: a veto does, turned the right way round."""
    if condition.label is None or folded(condition.label.vi) in folded(condition.reason.vi):
        return None
    return condition.label


def _decimal(value: object) -> Decimal:
    return Decimal(str(float(value)))  # type: ignore[arg-type]


# -- the whole list -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CriterionColumn:
    code: str
    label: Words
    met: int
    not_met: int
    unknown: int
    url: str = ""


def criterion_columns(totals: Mapping[str, Mapping[str, int]], criteria: CriteriaSet) -> list[CriterionColumn]:
    """How many units do not meet each criterion, over all units of the period."""
    address = reverse("workspace:rulebook", args=[criteria.name, criteria.version])
    return [
        CriterionColumn(
            c.code,
            c.label,
            totals.get(c.code, {}).get("m", 0),
            totals.get(c.code, {}).get("n", 0),
            totals.get(c.code, {}).get("u", 0),
            f"{address}#c-{c.code}",
        )
        for c in criteria.criteria
    ]


def headline(totals: Mapping[str, Mapping[str, int]], criteria: CriteriaSet) -> Words:
    """The finding, as a sentence: how many qualify, and how many are one criterion away."""
    found = totals.get("", {})
    total, qualified = sum(found.get(o.value, 0) for o in Outcome), found.get(Outcome.QUALIFIED.value, 0)
    noun = KIND_NOUNS.get(criteria.applies_to[0], UNIT_NOUN) if len(criteria.applies_to) == 1 else UNIT_NOUN
    rule = criteria.recognition
    if rule.need is None and rule.counts_criteria and found.get("complete") == qualified:
        did = words("đạt đủ {n} tiêu chí", "{v} all {n} criteria", n=len(criteria.criteria), v=_verb("meet", qualified))
    else:
        did = words("đủ điều kiện công nhận", "{v} for recognition", v=_verb("qualify", qualified))
    said = words("{q} trong {t} {u} {did}", "{q} of {t} {u} {did}", q=qualified, t=total, u=noun, did=did)
    if near := found.get("one_left", 0):
        be = "is" if near == 1 else "are"
        said += words("; {k} {u} còn một tiêu chí", "; {k} {be} one criterion away", k=near, u=noun, be=be)
    return said


def _verb(verb: str, count: int) -> str:
    """As English wants it: one meets, two meet."""
    return verb if count != 1 else f"{verb[:-1]}ies" if verb.endswith("y") else f"{verb}s"
