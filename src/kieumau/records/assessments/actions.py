"""Every write: filing a judgement, keeping a trial for a while, deleting it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.evaluation import VERDICT_WORDS, Outcome, Result, UnitResult, Verdict
from kieumau.engine.territory.names import folded, name_order
from kieumau.engine.wording import Words, joined, plain, upper_first, words
from kieumau.records.assessments.access import access_trial
from kieumau.records.assessments.filing import LETTERS, filed_unit, filed_words
from kieumau.records.assessments.models import Assessment, UnitVerdict
from kieumau.records.assessments.queries import trial_rows_kept

_BATCH = 500


@transaction.atomic
def file_assessment(
    *, result: Result, criteria: CriteriaSet, programme: str = "", at: datetime
) -> tuple[Assessment, bool]:
    """File the verdicts with rulebook version and fingerprint. The same inputs are filed once; True when new."""
    assessment, is_new = Assessment.objects.get_or_create(
        rulebook=criteria.key,
        fingerprint=result.fingerprint,
        trial=False,
        defaults={**_fields(result), "programme": programme, "recorded_at": at},
    )
    if is_new:
        _file_units(assessment, result, criteria)
    return assessment, is_new


class TrialsFullError(EvaluationError):
    """Strangers may try their files, and may not fill the disk."""

    def __init__(self) -> None:
        super().__init__(
            Problem(
                Words(
                    "máy chủ đang giữ nhiều kết quả chấm thử, chưa còn chỗ cho tệp này.",
                    "the server holds many trials and has no room for this file yet.",
                ),
                hint=Words(
                    "Xin thử lại sau ít giờ; kết quả cũ tự xóa dần. Số liệu đã gửi không được giữ lại.",
                    "Please try again in a few hours; older results are being deleted. Nothing you sent was kept.",
                ),
            )
        )


@transaction.atomic
def keep_trial(
    *, result: Result, criteria: CriteriaSet, file_name: str, at: datetime, hours: int, most_rows: int
) -> Assessment:
    """Keep the result of somebody's own file for some hours. Trials whose time is over are deleted on the way."""
    delete_ended_trials(at=at)
    if trial_rows_kept(at=at) + len(result.units) > most_rows:
        raise TrialsFullError
    assessment = Assessment.objects.create(
        rulebook=criteria.key,
        fingerprint=result.fingerprint,
        trial=True,
        file_name=file_name[:200],
        kept_until=at + timedelta(hours=hours),
        recorded_at=at,
        **_fields(result),
    )
    _file_units(assessment, result, criteria)
    return assessment


def delete_ended_trials(*, at: datetime) -> None:
    Assessment.objects.filter(trial=True, kept_until__lte=at).delete()


@transaction.atomic
def delete_trial(*, trial_uuid: UUID, at: datetime) -> None:
    access_trial(trial_uuid, at=at).delete()


def _fields(result: Result) -> dict[str, object]:
    totals: dict[str, dict[str, Counter[str]]] = {}
    for unit in result.units:
        period = totals.setdefault(unit.period_name, {"": Counter()})
        period[""][unit.outcome.value] += 1
        period[""]["complete"] += unit.left == 0
        period[""]["one_left"] += unit.left == 1 and unit.outcome is not Outcome.QUALIFIED
        for c in unit.criteria:
            period.setdefault(c.code, Counter())[LETTERS[c.verdict]] += 1
    said = {
        "notices": [filed_words(n) for n in result.notices],
        "questions": [filed_words(q) for q in result.questions],
    }
    return {"on": result.on, "sample": result.sample, "periods": list(result.periods), "totals": totals, "said": said}


def _file_units(assessment: Assessment, result: Result, criteria: CriteriaSet) -> None:
    rows = [_row(assessment, unit, criteria) for unit in result.units]
    UnitVerdict.objects.bulk_create(rows, batch_size=_BATCH)


def _row(assessment: Assessment, result: UnitResult, criteria: CriteriaSet) -> UnitVerdict:
    unit = result.unit
    return UnitVerdict(
        assessment=assessment,
        code=unit.code,
        name=unit.name[:200],
        place=unit.place[:200],
        kind=unit.kind[:40],
        folded=f"{folded(unit.name)[:240]} {unit.code.lower()}",
        order=name_order(unit.name)[:400],
        period=result.period_name,
        met=result.met,
        of=result.of,
        left=result.left,
        points=None if result.points is None else round(float(result.points), 6),
        outcome=result.outcome.value,
        strip="".join(LETTERS[c.verdict] for c in result.criteria),
        next_step=filed_words(next_step(result, criteria)),
        details=filed_unit(result),
    )


def next_step(result: UnitResult, criteria: CriteriaSet) -> Words:
    """What is left in one line: the open criteria, two by name, the rest by number."""
    open_ = [c for c in result.criteria if c.verdict in (Verdict.NOT_MET, Verdict.UNKNOWN)]
    if not open_:
        if result.outcome is Outcome.QUALIFIED:
            return Words("Không còn tiêu chí nào", "No criterion left")
        return upper_first(result.reason)  # every criterion met, and yet a condition of recognition is open
    parts = []
    for c in open_[:2]:
        left = c.distance_words or VERDICT_WORDS[c.verdict]
        parts.append(words("{c}. {l}: {d}", "{c}. {l}: {d}", c=c.code, l=criteria.by_code[c.code].label, d=left))
    said = joined(parts, "; ")
    more = len(open_) - len(parts)
    return said + words("; và {n} tiêu chí khác", "; and {n} more", n=more) if more else said + plain("")
