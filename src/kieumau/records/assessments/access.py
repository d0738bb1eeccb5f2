"""The only ways to reach a judgement. Missing and forbidden sound the same.

What comes back knows which of its units its reader may see (`seen`); every read of verdicts keeps to that.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.accounts.scope import EVERYTHING, Scope
from kieumau.records.assessments.models import Assessment, TrialWork, UnitVerdict
from kieumau.records.journal.refusals import NotHereError


def access_newest_assessment(*, by: Acting, on: date | None = None) -> Assessment | None:
    """The newest filed judgement, as of a day, of units that the person may read of; None where there is none."""
    scope = by.units(Permission.READ_RESULTS)
    if not scope:
        return None
    filed = Assessment.objects.filter(trial=False)
    if on is not None:
        filed = filed.filter(on__lte=on)
    filed = filed.order_by("-recorded_at", "-id")
    if scope.everything:
        found = filed.first()
        return None if found is None else _seen(found, by)
    today = by.registry.units_on(by.on).units
    ever = by.registry.codes_with_predecessors(today[code] for code in scope.codes if code in today)
    judged = UnitVerdict.objects.filter(assessment=OuterRef("pk"), code__in=ever)
    for assessment in filed.filter(Exists(judged)):
        found = _seen(assessment, by)
        # A code may have meant another unit on that day: then the judgement is not of this person's units after all.
        if found.seen:
            return found
    return None


def access_trial(trial_uuid: UUID, *, by: Acting) -> Assessment:
    """A trial of one's own that is still kept."""
    trial = _kept_trial(trial_uuid, by)
    if trial is None:
        raise NotHereError
    return trial


def access_trial_or_work(trial_uuid: UUID, *, by: Acting) -> Assessment | TrialWork:
    """A trial of one's own, or the work at it until it is kept."""
    found = _kept_trial(trial_uuid, by) or access_trial_work(trial_uuid, by=by)
    return found or access_trial(trial_uuid, by=by)  # it may have been kept between the two looks


def _kept_trial(trial_uuid: UUID, by: Acting) -> Assessment | None:
    trial = Assessment.objects.filter(trial=True, uuid=trial_uuid, kept_until__gt=by.at, kept_by=by.user).first()
    if trial is not None:
        trial.seen = EVERYTHING
    return trial


def access_trial_work(trial_uuid: UUID, *, by: Acting) -> TrialWork | None:
    """The work at a trial of one's own; None where there is none, or no more: the trial is kept by then."""
    return TrialWork.objects.filter(uuid=trial_uuid, kept_until__gt=by.at, user=by.user).first()


def _seen(assessment: Assessment, by: Acting) -> Assessment:
    """With what the person may see of it. One query where his scope is not the whole country."""
    scope = by.units(Permission.READ_RESULTS, assessment.on)
    if not scope.everything:
        judged = frozenset(assessment.verdicts.values_list("code", flat=True))
        scope = EVERYTHING if judged <= scope.codes else Scope(judged & scope.codes)
    assessment.seen = scope
    return assessment


def access_period(assessment: Assessment, *, asked: str) -> str:
    """The period that was asked for, the newest where none was."""
    if asked and asked not in assessment.periods:
        raise NotHereError
    return asked or str(assessment.periods[-1])


def access_unit_verdict(assessment: Assessment, *, code: str, period: str) -> UnitVerdict:
    found = UnitVerdict.objects.filter(assessment=assessment, code=code, period=period).first()
    if found is None or code not in assessment.seen:
        raise NotHereError
    return found
