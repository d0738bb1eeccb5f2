"""Every write: filing a judgement, keeping a trial for a while, deleting it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.evaluation import Judgement, JudgingProgress, Result, UnitJudgement, UnitResult, next_step
from kieumau.engine.evaluation.evaluating import told_to_nobody
from kieumau.engine.territory.names import name_order, search_line
from kieumau.engine.wording import Words
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.roles import Permission
from kieumau.records.assessments.access import access_trial
from kieumau.records.assessments.filing import LETTERS, filed_unit, filed_words
from kieumau.records.assessments.kept_figures import kept_unit
from kieumau.records.assessments.models import Assessment, TrialWork, UnitVerdict
from kieumau.records.assessments.queries import counted, trial_rows_kept
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor
from kieumau.records.journal.refusals import NotHereError

_BATCH = 500


@transaction.atomic
def file_assessment(
    *, result: Result, criteria: CriteriaSet, programme: str = "", by: Actor
) -> tuple[Assessment, bool]:
    """File the verdicts with rulebook version and fingerprint. The same inputs are filed once; True when new."""
    assessment, is_new = Assessment.objects.get_or_create(
        rulebook=criteria.key,
        fingerprint=result.fingerprint,
        trial=False,
        defaults={**_fields(result), "programme": programme, "recorded_at": by.at},
    )
    if is_new:
        rows = (_row(assessment, u, next_step(criteria, u), filed_unit(u)) for u in result.units)
        UnitVerdict.objects.bulk_create(rows, batch_size=_BATCH)
        details = {"rulebook": criteria.key, "on": result.on, "units": len(result.units), "sample": result.sample}
        write_line("assessments.filed", by=by, about=_about(assessment), details=details)
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


@act
def keep_trial(
    *,
    judgement: Judgement,
    criteria: CriteriaSet,
    file_name: str,
    hours: int,
    most_rows: int,
    by: Acting,
    progress: JudgingProgress = told_to_nobody,
    in_place_of: UUID | None = None,
) -> Assessment:
    """Keep what somebody's own file came to for some hours. Trials whose time is over are deleted on the way.

    A trial keeps figures and verdicts; its words are made for whoever reads them. It takes the place of the work that
    was done for it. Raises `NotHereError` where that was deleted meanwhile.
    """
    delete_ended_trials(at=by.at)
    if in_place_of and not TrialWork.objects.filter(uuid=in_place_of, user=by.user).delete()[0]:
        raise NotHereError
    units = judgement.units
    if trial_rows_kept(at=by.at) + len(units) > most_rows:
        raise TrialsFullError
    assessment = Assessment.objects.create(
        uuid=in_place_of or uuid4(),
        rulebook=criteria.key,
        fingerprint=judgement.fingerprint,
        trial=True,
        file_name=file_name[:200],
        kept_until=by.at + timedelta(hours=hours),
        recorded_at=by.at,
        kept_by=by.user,
        **_fields(judgement),
    )
    for done in range(0, len(units), _BATCH):
        progress(done, len(units))
        rows = [_row(assessment, u, None, kept_unit(u, criteria)) for u in units[done : done + _BATCH]]
        UnitVerdict.objects.bulk_create(rows)
    progress(len(units), len(units))
    details = {"rulebook": criteria.key, "units": len(units)}
    write_line("assessments.trial_kept", by=by.actor(), about=_about(assessment), details=details)
    return assessment


def delete_ended_trials(*, at: datetime) -> None:
    Assessment.objects.filter(trial=True, kept_until__lte=at).delete()
    TrialWork.objects.filter(kept_until__lte=at).delete()


@act
def delete_trial(*, trial_uuid: UUID, by: Acting) -> None:
    """Delete what is kept of it. Where it is still worked at, the work ends and nothing is kept."""
    if TrialWork.objects.filter(uuid=trial_uuid, user=by.user).delete()[0]:
        return
    trial = access_trial(trial_uuid, by=by)
    write_line("assessments.trial_deleted", by=by.actor(), about=_about(trial))
    trial.delete()


@act
def note_export(assessment: Assessment, *, kind: str, by: Acting) -> None:
    """That somebody took the judgement away as a file: written before the file leaves."""
    seen = "all" if assessment.seen.everything else len(assessment.seen.codes)
    details = {"rulebook": assessment.rulebook, "on": assessment.on, "kind": kind, "units": seen}
    actor = by.actor() if assessment.trial else by.actor(Permission.READ_RESULTS)
    unit = next(iter(assessment.seen.codes)) if len(assessment.seen.codes) == 1 else ""
    write_line("assessments.exported", by=actor, about=_about(assessment), unit=unit, details=details)


def _about(assessment: Assessment) -> str:
    return f"{'trial' if assessment.trial else 'assessment'}:{assessment.uuid}"


def _fields(result: Result | Judgement) -> dict[str, object]:
    codes = [c.code for c in result.units[0].criteria] if result.units else []
    totals = {
        period: counted((_counts(u) for u in result.units if u.period_name == period), codes)
        for period in result.periods
    }
    said = {
        "notices": [filed_words(n) for n in result.notices],
        "questions": [filed_words(q) for q in result.questions],
    }
    return {"on": result.on, "sample": result.sample, "periods": list(result.periods), "totals": totals, "said": said}


def _counts(unit: UnitResult | UnitJudgement) -> tuple[str, int, str]:
    return unit.outcome.value, unit.left, _strip(unit)


def _strip(unit: UnitResult | UnitJudgement) -> str:
    """One letter a criterion, in the order of the set."""
    return "".join(LETTERS[c.verdict] for c in unit.criteria)


def _row(
    assessment: Assessment, judged: UnitResult | UnitJudgement, step: Words | None, details: dict[str, Any]
) -> UnitVerdict:
    unit = judged.unit
    return UnitVerdict(
        assessment=assessment,
        code=unit.code,
        name=unit.name[:200],
        place=unit.place[:200],
        kind=unit.kind[:40],
        folded=search_line(unit.name, unit.code),
        order=name_order(unit.name)[:400],
        period=judged.period_name,
        met=judged.met,
        of=judged.of,
        left=judged.left,
        points=None if judged.points is None else round(float(judged.points), 6),
        outcome=judged.outcome.value,
        strip=_strip(judged),
        next_step=filed_words(step) or [],
        details=details,
    )
