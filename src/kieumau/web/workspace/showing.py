"""What templates show of a judgement: rows of a list, groups of criteria, bars of what holds most units back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.urls import reverse

from kieumau.engine.criteria import CriteriaSet, Criterion, load_rulebook
from kieumau.engine.evaluation import OUTCOME_WORDS, CriterionResult, Outcome, UnitResult, Verdict
from kieumau.engine.wording import Words, joined, plain, words
from kieumau.records.assessments.filing import LETTERS, VERDICTS
from kieumau.records.assessments.models import Assessment, UnitVerdict

KINDS = {
    "phuong": Words("phường {n}", "{n} ward"),
    "xa": Words("xã {n}", "{n} commune"),
    "thi_tran": Words("thị trấn {n}", "{n} township"),
    "dac_khu": Words("đặc khu {n}", "{n} special zone"),
    "huyen": Words("huyện {n}", "{n} district"),
}
KIND_NOUNS = {
    "phuong": Words("phường", "wards"),
    "xa": Words("xã", "communes"),
    "thi_tran": Words("thị trấn", "townships"),
    "huyen": Words("huyện", "districts"),
}
UNIT_NOUN = Words("đơn vị", "units")


@lru_cache(maxsize=32)
def shipped(key: str) -> CriteriaSet:
    """A shipped rulebook, read once."""
    return load_rulebook(key)


@dataclass(frozen=True)
class RulebookHeading:
    key: str
    name: str
    version: str
    nature: str
    title: Words
    issued_title: str
    url: str
    criteria_count: int
    groups_count: int
    issuer: str
    issued_on: object
    in_force: object
    note: Words | None


def heading(criteria: CriteriaSet) -> RulebookHeading:
    note = joined(criteria.notes, " ") if criteria.notes else None
    return RulebookHeading(
        key=criteria.key,
        name=criteria.name,
        version=criteria.version,
        nature=criteria.nature.value,
        title=criteria.title,
        issued_title=criteria.issued.title,
        url=reverse("workspace:rulebook", args=[criteria.name, criteria.version]),
        criteria_count=len(criteria.criteria),
        groups_count=sum(g.code != "" for g in criteria.groups),
        issuer=criteria.issued.issuer,
        issued_on=criteria.issued.date,
        in_force=criteria.issued.in_force,
        note=note,
    )


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
    not_applicable: int
    left: int
    points: Decimal | None
    max_points: Decimal | None
    outcome: Words
    outcome_code: str
    next_step: Words
    strip: list[tuple[str, Verdict, Words]]


def row(verdict: UnitVerdict, criteria: CriteriaSet, url: str) -> Row:
    strip = [(c.code, VERDICTS[letter], c.label) for c, letter in zip(criteria.criteria, verdict.strip, strict=True)]
    outcome = Outcome(verdict.outcome)
    most = sum(c.max_points for c in criteria.criteria)
    return Row(
        code=verdict.code,
        name=verdict.name,
        full_name=KINDS.get(verdict.kind, plain("{n}")).fill(n=verdict.name),
        place=verdict.place,
        url=url,
        met=verdict.met,
        of=verdict.of,
        unknown=verdict.strip.count(LETTERS[Verdict.UNKNOWN]),
        not_applicable=verdict.strip.count(LETTERS[Verdict.NOT_APPLICABLE]),
        left=verdict.strip.count(LETTERS[Verdict.NOT_MET]),
        points=verdict.points,
        max_points=Decimal(float(most)) if criteria.points_decide else None,
        outcome=OUTCOME_WORDS[outcome],
        outcome_code=outcome.value,
        next_step=Words(*verdict.next_step),
        strip=strip,
    )


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
    branches: list[tuple[str, Words, Verdict, Words]]
    points: Decimal | None
    max_points: Decimal | None
    missing: list[Words]


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
        reason=_sentence(result.reason),
        distance_text=_sentence(words("Còn lại: {d}", "Left: {d}", d=result.distance_words))
        if result.distance_words
        else None,
        law=criterion.law,
        law_url=criterion.source or criteria.issued.source,
        evidence=criterion.evidence,
        branches=[(b.code, b.label or plain(""), b.verdict, b.reason) for b in result.branches],
        points=_decimal(result.points) if points and result.points is not None else None,
        max_points=_decimal(criterion.max_points) if points else None,
        missing=[criteria.indicators[m].label if m in criteria.indicators else plain(m) for m in result.missing],
    )


def _decimal(value: object) -> Decimal:
    return Decimal(str(float(value)))  # type: ignore[arg-type]


def _sentence(said: Words) -> Words:
    """With a capital and a full stop, as a page shows it."""
    return Words(*(s[:1].upper() + s[1:] + ("" if s.endswith(".") else ".") for s in (said.vi, said.en)))


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


def headline(assessment: Assessment, period: str, criteria: CriteriaSet, *, one_left: int) -> Words:
    """The finding, as a sentence: how many qualify, and how many are one criterion away."""
    outcomes = assessment.totals.get(period, {}).get("", {})
    total, qualified = sum(outcomes.get(o.value, 0) for o in Outcome), outcomes.get(Outcome.QUALIFIED.value, 0)
    noun = KIND_NOUNS.get(criteria.applies_to[0], UNIT_NOUN) if len(criteria.applies_to) == 1 else UNIT_NOUN
    n = len(criteria.criteria)
    if criteria.recognition.need is None and criteria.recognition.counts_criteria:
        said = words(
            "{q} trong {t} {u} đạt đủ {n} tiêu chí",
            "{q} of {t} {u} meet all {n} criteria",
            q=qualified,
            t=total,
            u=noun,
            n=n,
        )
    else:
        said = words("{q} trong {t} {u} đủ điều kiện", "{q} of {t} {u} qualify", q=qualified, t=total, u=noun)
    if one_left:
        said += words("; {k} {u} còn một tiêu chí", "; {k} {u} are one criterion away", k=one_left, u=noun)
    return said
