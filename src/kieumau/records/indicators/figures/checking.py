"""What is held against figures before they are recorded: whose unit, what is asked, which period, whether it is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from kieumau.engine.criteria import Form
from kieumau.engine.errors import Advice, Hint, ObservationError, Problem, did_you_mean
from kieumau.engine.indicators import Observation, Period
from kieumau.engine.indicators.periods import MONTH_DAYS
from kieumau.engine.indicators.usual_range import unusual
from kieumau.engine.reading.gathering import GatheredProblems
from kieumau.engine.reading.tables import placed_problem
from kieumau.engine.territory import AdminUnit, said_span
from kieumau.engine.territory.flows import home_of
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking, Return, unit_in
from kieumau.records.indicators.models import Reopening

_QUESTIONS = 200


@dataclass(frozen=True)
class _Refusal:
    """Why nothing may be recorded of a unit's period."""

    what: Words
    hint: Hint | None = None


@dataclass
class Checked:
    """Rows that may be recorded, each with the days that it covers, and what is asked of their units."""

    rows: list[Observation] = field(default_factory=list)
    questions: tuple[Words, ...] = ()
    returns: dict[tuple[str, Period], Return] = field(default_factory=dict)  # by unit and days covered
    homes: dict[str, str] = field(
        default_factory=dict
    )  # by code of the period: the code of today, or who took its place
    by_demo: bool = False

    @cached_property
    def only_unit(self) -> str:
        units = {row.unit for row in self.rows}
        return units.pop() if len(units) == 1 else ""

    @property
    def day(self) -> date | None:
        """The last day of the newest period: on which the codes are to be read."""
        return max((row.period.last for row in self.rows), default=None)

    def is_sample(self, row: Observation) -> bool:
        """Invented: because only an invented set asks for it, or a demonstration account enters it."""
        asked = self.returns[row.unit, row.period].form.get(row.indicator)
        return self.by_demo or (asked is not None and asked.is_sample)

    def ratios(self, unit: str, period: Period) -> Iterator[tuple[str, str, str]]:
        """Ratio, part and whole, of what is worked out for the unit's period."""
        if (found := self.returns.get((unit, period))) is not None:
            for asked in found.form.computed:
                assert asked.indicator.components
                yield (asked.code, *asked.indicator.components)

    def beside(self, rows: Sequence[Observation]) -> set[str]:
        """The codes that have to be known beside those of the rows, to work out what follows from them."""
        codes = {row.indicator for row in rows}
        forms: dict[int, Form] = {}
        for row in rows:
            form = self.returns[row.unit, row.period].form
            forms.setdefault(id(form), form)
        found: set[str] = set()
        for form in forms.values():
            for asked in form.computed:
                if codes & set(asked.indicator.components or ()):
                    found |= {asked.code, *(asked.indicator.components or ())}
        return found


def check_entries(rows: Iterable[Observation], *, by: Acting, asking: Asking, file: str = "") -> Checked:
    """Every row against the person's scope and what is asked. Raises `ObservationError` with all problems at once.

    Two queries, whatever the number of rows: the collections, and the reopenings where a period is closed.
    """
    gathered, checked = GatheredProblems(), Checked(by_demo=by.user.is_demo)
    found: dict[tuple[str, Period], Return | _Refusal] = {}
    values: dict[tuple[str, Period, str], Observation] = {}
    reopened: dict[tuple[str, date, date], date] | None = None
    questions: list[Words] = []
    for row in rows:
        span = (row.unit, row.period)
        if span not in found:
            found[span] = _return(row.unit, row.period, by, asking)
        asked = found[span]
        if isinstance(asked, Return) and asked.deadline_for(row.indicator).is_closed(by.on):
            reopened = open_again(by.on) if reopened is None else reopened
            if (asked.unit.code, asked.covered.first, asked.covered.last) not in reopened:
                asked = _closed(asked, row.indicator)
        if isinstance(asked, _Refusal):
            if gathered.first_time(("return", span, asked.what.vi)):
                gathered.add(_problem(row, asked.what, asked.hint, file))
            continue
        what = asked.form.get(row.indicator)
        if what is None:
            if gathered.first_time(("indicator", asked.form.every, row.indicator)):
                gathered.add(_problem(row, *_not_asked(row, asked), file=file))
            continue
        if len(questions) < _QUESTIONS and (asks := _unusual(row, asked)) is not None:
            questions.append(asks)
        if file and asked.covered != row.period and (other := _other_bearer(asking, asked, row)) is not None:
            if row.period.days <= MONTH_DAYS:
                if gathered.first_time(("bearers", span)):
                    gathered.add(_problem(row, _two_bearers(row, asked, other), _SPLIT, file))
                continue
            if gathered.first_time(("bearers", span)):
                questions.append(_two_bearers(row, asked, other))
        if asked.covered != row.period:
            row = replace(row, period=asked.covered)  # noqa: PLW2901
        key = (row.unit, row.period, row.indicator)
        if (twice := values.setdefault(key, row)) is not row:
            if twice.value != row.value:
                gathered.add(_problem(row, _TWICE, file=file))
            continue
        kept = checked.returns.setdefault((row.unit, asked.covered), asked)
        if row.unit not in checked.homes:
            checked.homes[row.unit] = home_of(asking.registry, asked.unit, by.on)
        if kept is not asked and row.indicator not in kept.form:
            checked.returns[row.unit, asked.covered] = kept | asked
        checked.rows.append(row)
    gathered.raise_if_any()
    if not checked.rows:
        raise ObservationError(Problem(Words("không có số liệu nào.", "there are no figures."), file=file))
    checked.questions = tuple(questions)
    return checked


def _other_bearer(asking: Asking, asked: Return, row: Observation) -> AdminUnit | None:
    """Another unit that bore the code within the period that a row names."""
    for unit in asking.registry.lives(row.unit):
        here = unit.valid_from <= row.period.last and row.period.first < unit.valid_until
        if here and unit.key != asked.unit.key and not asking.registry.is_same(unit, asked.unit):
            return unit
    return None


def _two_bearers(row: Observation, asked: Return, other: AdminUnit) -> Words:
    return words(
        "kỳ {p}, mã {c}: {a} ({x}) và {b} ({y}) đều mang mã này trong kỳ; tệp không cho biết số liệu của đơn vị nào.",
        "{p}, code {c}: both {a} ({x}) and {b} ({y}) bore it; the file does not say whose figure it is.",
        p=row.period.words,
        c=row.unit,
        a=other.full_name,
        x=said_span(other),
        b=asked.unit.full_name,
        y=said_span(asked.unit),
    )


_SPLIT = Words(
    "Vui lòng ghi kỳ bằng ngày đầu và ngày cuối của từng đơn vị, ví dụ 2025-06-01/2025-06-14.",
    "Please write the period as the first and last day of each unit, such as 2025-06-01/2025-06-14.",
)
_TWICE = Words("số liệu này được ghi hai lần với hai giá trị.", "this figure is given twice with two values.")


def _closed(asked: Return, code: str) -> _Refusal:
    what = words(
        "kỳ {p} của {u} đã khóa sau ngày {d}.",
        "{p} of {u} was closed after {d}.",
        p=asked.period.words,
        u=asked.unit.full_name,
        d=asked.deadline_for(code).closes,
    )
    return _Refusal(what, Advice.ASK_TO_REOPEN)


def _return(code: str, period: Period, by: Acting, asking: Asking) -> Return | _Refusal:
    """What is asked of the unit, or why nothing may be recorded. Missing and forbidden sound the same."""
    unit = unit_in(asking.registry, code, period)
    if unit is None or not by.may(Permission.ENTER_FIGURES, code, min(period.last, unit.last_day)):
        what = words(
            "kỳ {p}: không có đơn vị mã {c} trong phạm vi nhập số liệu của bạn.",
            "{p}: no unit {c} is within the scope in which you enter figures.",
            p=period.words,
            c=code,
        )
        return _Refusal(what)
    if max(period.first, unit.valid_from) > by.on:
        return _Refusal(words("kỳ {p} chưa bắt đầu.", "{p} has not begun.", p=period.words))
    if (asked := asking.find(code, period)) is None:
        what = words(
            "kỳ {p}: {u} không được giao báo cáo kỳ này.",
            "{p}: nothing is asked of {u} for this period.",
            p=period.words,
            u=unit.full_name,
        )
        return _Refusal(what)
    return asked


def open_again(on: date) -> dict[tuple[str, date, date], date]:
    """The closed periods of units that are open on the day, each with the last day of it. One query."""
    granted = Reopening.objects.filter(state=Reopening.State.GRANTED, until__gte=on)
    return {(r.unit, r.first, r.last): r.until for r in granted if r.until}


def _not_asked(row: Observation, asked: Return) -> tuple[Words, Words | None]:
    if any(a.code == row.indicator for a in asked.form.computed):
        what = words("“{c}” được tính từ số khác, không nhập.", "“{c}” is computed, not entered.", c=row.indicator)
        return what, None
    what = words(
        "chỉ tiêu “{c}” không được hỏi cho kỳ {p}.",
        "the indicator “{c}” is not asked for {p}.",
        c=row.indicator,
        p=asked.period.words,
    )
    return what, did_you_mean(row.indicator, [a.code for a in asked.form.entered])


def _unusual(row: Observation, asked: Return) -> Words | None:
    """A question about a figure outside its plausible range; it is recorded all the same."""
    found = asked.form.get(row.indicator)
    assert found is not None
    if (odd := unusual(found.indicator, row.value)) is None:
        return None
    return words(
        "{u}, {p}, {l}: {w}",
        "{u}, {p}, {l}: {w}",
        u=asked.unit.full_name,
        p=asked.period.words,
        l=found.indicator.label,
        w=odd.words,
    )


def _problem(row: Observation, what: Words, hint: Hint | None = None, file: str = "") -> Problem:
    if row.place and file:
        return placed_problem(what, file, row.place, hint)
    return Problem(what, path=row.indicator, hint=hint)
