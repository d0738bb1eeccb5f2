"""The newest judgement, as far as the key's person may read it. Each reading is written in the journal."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router

from kieumau.api.v1 import schemas
from kieumau.api.v1.accounts import CLOSED
from kieumau.api.v1.keys import Key, whose
from kieumau.api.v1.parameters import ResultsAsked, only
from kieumau.engine.errors import Problem, RegistryError
from kieumau.engine.wording import Words
from kieumau.records.accounts.tokens.scopes import TokenScope
from kieumau.records.assessments.access import access_newest_assessment, access_period
from kieumau.records.assessments.actions import note_export
from kieumau.records.assessments.queries import verdicts_of
from kieumau.records.journal.refusals import NotHereError

router = Router(tags=["assessments"])


@router.get(
    "/results",
    auth=Key(TokenScope.RESULTS),
    response={200: schemas.ResultsAnswer, 404: schemas.ProblemsAnswer, 422: schemas.ProblemsAnswer, **CLOSED},
    operation_id="list_results",
    summary="Kết quả mới nhất trong phạm vi · The newest results within scope",
)
def list_results(request: HttpRequest, asked: Query[ResultsAsked]) -> schemas.ResultsAnswer:
    """How many criteria each unit meets, in the newest judgement as of a day. Nothing is there where none is in scope."""
    only(request, *ResultsAsked.model_fields)
    by = whose(request)
    assessment = access_newest_assessment(by=by, on=asked.on)
    try:
        if assessment is None:
            raise NotHereError
        period = access_period(assessment, asked=asked.period)
    except NotHereError:
        raise RegistryError(
            Problem(Words("chưa có kết quả nào trong phạm vi này.", "there is no result within this scope."))
        ) from None
    note_export(assessment, kind="api", by=by)
    found = verdicts_of(assessment, period=period, sort="name")
    rows = found[asked.offset : asked.offset + asked.limit]
    return schemas.ResultsAnswer(
        rulebook=assessment.rulebook,
        on=assessment.on,
        period=period,
        sample=assessment.sample,
        count=found.count(),
        items=[
            schemas.UnitResultAnswer(code=v.code, name=v.name, met=v.met, of=v.of, left=v.left, outcome=v.outcome)
            for v in rows
        ],
    )
