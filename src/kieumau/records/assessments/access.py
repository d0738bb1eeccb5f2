"""The only ways to reach a judgement. Missing and forbidden sound the same. Scope by person comes with accounts."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from kieumau.records.assessments.models import Assessment, UnitVerdict


class NotHereError(ObjectDoesNotExist):
    """There is no such thing, or it is not for this person."""


def access_newest_assessment(*, on: date | None = None) -> Assessment | None:
    """The newest filed judgement as of a day, or None where nothing had been judged yet."""
    filed = Assessment.objects.filter(trial=False)
    if on is not None:
        filed = filed.filter(on__lte=on)
    return filed.order_by("-recorded_at", "-id").first()


def access_trial(trial_uuid: UUID, *, at: datetime) -> Assessment:
    """A trial that is still kept; whoever holds its address may see it."""
    trial = Assessment.objects.filter(trial=True, uuid=trial_uuid, kept_until__gt=at).first()
    if trial is None:
        raise NotHereError
    return trial


def access_period(assessment: Assessment, *, asked: str) -> str:
    """The period that was asked for, the newest where none was."""
    if asked and asked not in assessment.periods:
        raise NotHereError
    return asked or str(assessment.periods[-1])


def access_unit_verdict(assessment: Assessment, *, code: str, period: str) -> UnitVerdict:
    found = UnitVerdict.objects.filter(assessment=assessment, code=code, period=period).first()
    if found is None:
        raise NotHereError
    return found
