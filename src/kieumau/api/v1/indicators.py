"""Figures as they are known now or were on a day, what is asked and missing, and figures that a program records."""

from __future__ import annotations

from dataclasses import replace
from datetime import MAXYEAR, date, timedelta
from fractions import Fraction

from django.http import HttpRequest
from ninja import Body, Query, Router, Status

from kieumau.api.v1 import schemas
from kieumau.api.v1.accounts import CLOSED
from kieumau.api.v1.hints import told
from kieumau.api.v1.keys import Key, whose
from kieumau.api.v1.parameters import MOST_DAYS, FiguresAsked, FiguresSent, ReturnsAsked, only, short
from kieumau.api.v1.schemas import said
from kieumau.engine.errors import KieuMauError, ObservationError, Problem, RegistryError
from kieumau.engine.indicators import Observation, Period
from kieumau.engine.reading.cells import CellError, read_value
from kieumau.engine.wording import round_half_up, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.accounts.tokens.scopes import TokenScope
from kieumau.records.indicators.collecting.access import access_return
from kieumau.records.indicators.collecting.asking import Asking, Return, name_of
from kieumau.records.indicators.figures import actions
from kieumau.records.indicators.figures.access import access_newest
from kieumau.records.indicators.figures.checking import check_entries, open_again
from kieumau.records.indicators.figures.queries import Key as FigureKey
from kieumau.records.indicators.figures.queries import read, versions_of
from kieumau.records.indicators.models import WITHDRAWN, Figure, Source
from kieumau.records.indicators.refusals import NoReturnError
from kieumau.records.indicators.returns.due import missing_of, span_of, standings
from kieumau.records.indicators.returns.seen import returns_seen
from kieumau.records.journal.moments import known_by

router = Router(tags=["indicators"])
READ_BY = {404: schemas.ProblemsAnswer, 422: schemas.ProblemsAnswer, **CLOSED}
_PLACES = 12


# -- reading ----------------------------------------------------------------------------------------------------------


def _written(value: Fraction) -> tuple[str, str | None]:
    """A number as a decimal; where that does not end, rounded, and the number itself as a fraction."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    places = 0 if value.denominator == 1 else value.denominator.bit_length() if rest == 1 else _PLACES
    written = f"{round_half_up(value, places):f}"
    return (written.rstrip("0").rstrip(".") if places else written), None if rest == 1 else str(value)


def _figure(row: Figure) -> schemas.FigureAnswer:
    value: str | bool | None = None
    exact = None
    if row.value != WITHDRAWN:
        kept = read(row.value)
        value, exact = (kept, None) if isinstance(kept, bool) else _written(kept)
    return schemas.FigureAnswer(
        period=name_of(Period(row.first, row.last)),
        first=row.first,
        last=row.last,
        indicator=row.indicator,
        value=value,
        exact=exact,
        version=row.version,
        source=row.source,
        reason=row.reason or None,
        recorded_at=row.recorded_at,
        sample=row.sample,
    )


def _nothing(code: str) -> RegistryError:
    what = words(
        "không có đơn vị mã {c} trong phạm vi của khóa này, hoặc kỳ này không được hỏi.",
        "no unit {c} is within the scope of this key, or nothing is asked of it for this period.",
        c=short(code),
    )
    hint = words(
        "Các phiếu của một đơn vị: /api/v1/returns?unit=MÃ.", "The returns of a unit: /api/v1/returns?unit=CODE."
    )
    return RegistryError(Problem(what, hint=hint))


@router.get(
    "/figures",
    auth=Key(TokenScope.RESULTS),
    response={200: schemas.FiguresAnswer, **READ_BY},
    operation_id="read_figures",
    summary="Số liệu của một đơn vị · Figures of a unit",
)
def read_figures(request: HttpRequest, asked: Query[FiguresAsked]) -> schemas.FiguresAnswer:
    """The figures of a unit as they are known now, or were at the end of a day, and those that are asked and missing."""
    only(request, *FiguresAsked.model_fields)
    by, period = whose(request), asked.period
    known = known_by(asked.known_on, today=by.on) if asked.known_on else None
    wanted = [asked.indicator] if asked.indicator is not None else []
    try:
        rows = access_newest(asked.unit, period, by=by, indicators=wanted, known=known)
    except NoReturnError:
        raise _nothing(asked.unit) from None
    returns = _begun(_returns(by, {asked.unit}, period.first, period.last), asked.known_on or by.on)
    missing = missing_of(returns, known=known)
    actions.note_figures_read(unit=asked.unit, period=period, count=len(rows), by=by)
    return schemas.FiguresAnswer(
        unit=asked.unit,
        period=name_of(period),
        known_on=asked.known_on,
        count=len(rows),
        items=[_figure(row) for row in rows],
        missing=[
            schemas.MissingAnswer(
                period=r.name, first=r.covered.first, last=r.covered.last, indicator=a.code, due=r.deadline.due
            )
            for r in returns
            for a in missing[span_of(r)]
            if not wanted or a.code in wanted
        ],
    )


def _returns(by: Acting, codes: set[str] | None, first: date, last: date) -> list[Return]:
    asking = Asking(by.registry)
    return returns_seen(asking, by=by, to=Permission.READ_RESULTS, first=first, last=last, codes=codes)


def _begun(returns: list[Return], on: date) -> list[Return]:
    return [r for r in returns if r.covered.first <= on]


@router.get(
    "/returns",
    auth=Key(TokenScope.RESULTS),
    response={200: schemas.ReturnsAnswer, 400: schemas.ProblemsAnswer, **READ_BY},
    operation_id="list_returns",
    summary="Phiếu số liệu: hỏi gì, hạn nào, còn thiếu bao nhiêu · Returns: what is asked, until when, how much is missing",
)
def list_returns(request: HttpRequest, asked: Query[ReturnsAsked]) -> schemas.ReturnsAnswer:
    """What is asked of a unit and of those below it, with due and closing days and how many figures are missing."""
    only(request, *ReturnsAsked.model_fields)
    by = whose(request)
    since = asked.since or by.on.replace(month=1, day=1)
    until = asked.until or (by.on.replace(day=1) + timedelta(days=31)).replace(day=1)
    if not since < until or (until - since).days > MOST_DAYS or until.year >= MAXYEAR:
        what = words(
            "since ({a}) phải trước until ({b}), cách nhau nhiều nhất {n} ngày.",
            "since ({a}) must come before until ({b}), with at most {n} days between.",
            a=since,
            b=until,
            n=MOST_DAYS,
        )
        raise KieuMauError(Problem(what))
    last = until - timedelta(days=1)
    codes = None
    if asked.unit:
        days = {since, last, *(d for d in by.registry.change_days() if since < d <= last)}
        codes = {asked.unit, *(u.code for d in days for u in by.registry.descendants(asked.unit, d))}
    found = _returns(by, codes, since, last)
    if codes and not found and not any(by.may(Permission.READ_RESULTS, asked.unit, day) for day in days):
        raise _nothing(asked.unit)
    page = standings(found[asked.offset : asked.offset + asked.limit], on=by.on, reopened=open_again(by.on))
    return schemas.ReturnsAnswer(
        count=len(found),
        items=[
            schemas.ReturnAnswer(
                unit=s.asked.unit.code,
                full_name=said(s.asked.unit.full_name),
                period=s.asked.name,
                first=s.asked.covered.first,
                last=s.asked.covered.last,
                due=s.asked.deadline.due,
                closes=s.asked.deadline.closes,
                open_until=s.open_until,
                asked=s.of,
                missing=s.missing,
                late=s.is_overdue,
                closed=s.is_closed,
            )
            for s in page
        ],
    )


# -- recording --------------------------------------------------------------------------------------------------------


@router.post(
    "/figures",
    auth=Key(TokenScope.FIGURES),
    response={
        200: schemas.RecordedAnswer,
        400: schemas.ProblemsAnswer,
        409: schemas.StaleAnswer,
        413: schemas.ProblemsAnswer,
        **READ_BY,
    },
    operation_id="enter_figures",
    summary="Ghi số liệu của một đơn vị, một kỳ · Record figures of a unit and period",
)
def enter_figures(
    request: HttpRequest, sent: Body[FiguresSent]
) -> schemas.RecordedAnswer | Status[schemas.ProblemsAnswer | schemas.StaleAnswer]:
    """All of the figures are recorded, or none; the same again changes nothing. A number is kept exactly as written."""
    only(request)
    by = whose(request)
    try:
        asked = access_return(sent.unit, sent.period, by=by, asking=Asking(by.registry), to=Permission.ENTER_FIGURES)
    except NoReturnError:
        raise _nothing(sent.unit) from None
    try:
        recorded = _record(sent, asked, by)
    except actions.StaleFigureError as error:
        row = next(
            iter(versions_of(unit=asked.unit.code, period=asked.covered, indicator=error.problems[0].path)), None
        )
        reads = by.may(Permission.READ_RESULTS, asked.unit.code, asked.covered.last)
        stale = schemas.StaleAnswer(
            problems=_told(error), version=row.version if row else None, stands=_figure(row) if row and reads else None
        )
        return Status(409, stale)
    except KieuMauError as error:
        return Status(422, schemas.ProblemsAnswer(problems=_told(error)))
    return schemas.RecordedAnswer(
        unit=asked.unit.code,
        period=asked.name,
        new=recorded.new,
        corrected=recorded.corrected,
        unchanged=recorded.unchanged,
        figures=[
            schemas.RecordedFigureAnswer(indicator=f.indicator, version=f.version, source=f.source)
            for f in recorded.figures
        ],
        questions=[said(q) for q in recorded.questions],
    )


def _record(sent: FiguresSent, asked: Return, by: Acting) -> actions.FiguresRecorded:
    """Raises with every problem: figures that cannot be read beside those that may not be recorded."""
    rows, problems = [], []
    seen: dict[FigureKey, int] = {}
    for each in sent.figures:
        row = Observation(asked.unit.code, asked.covered, each.indicator, None)
        found = asked.form.get(each.indicator)  # what is not asked is refused below, whatever it says
        try:
            value = None if found is None or each.value is None else read_value(each.value, found.indicator)
        except CellError as error:
            problems.append(Problem(error.what, path=each.indicator, hint=error.hint))
            continue
        if found is not None and value is None and each.value is not None:
            what = words("“{t}” không phải số liệu; để rút, gửi null.", "“{t}” is no figure; send null to withdraw.",
                         t=short(str(each.value)))  # fmt: skip
            problems.append(Problem(what, path=each.indicator))
            continue
        rows.append(replace(row, value=value))
        if each.seen is not None:
            seen[(row.unit, row.period.first, row.period.last, row.indicator)] = each.seen
    if problems:
        try:
            if rows:
                check_entries(rows, by=by, asking=Asking(by.registry))
        except KieuMauError as error:
            problems += error.problems
        raise ObservationError(problems)
    return actions.enter_figures(
        rows=rows,
        by=by,
        source=Source.UPLOADED,
        origin=f"API · {by.token}",
        reason=sent.reason,
        seen=seen,
    )


def _told(error: KieuMauError) -> list[schemas.SaidAnswer]:
    return [said(p) for p in told(error)]
