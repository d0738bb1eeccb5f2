"""The grid of a return as a page shows it: one row a figure, what is known beside it, and what was typed into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kieumau.engine.criteria import AskedIndicator, clipped
from kieumau.engine.expressions.measures import Measure, said_value, typed_text
from kieumau.engine.indicators import Every, Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.indicators.usual_range import unusual
from kieumau.engine.wording import Words, lower_first, plain, words
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.figures.queries import Key, Known, newest_figures, read
from kieumau.records.indicators.figures.wording import SOURCE_WORDS
from kieumau.records.indicators.models import WITHDRAWN, Source
from kieumau.web.components.forms.faults import Fault
from kieumau.web.workspace.indicators.returns.addresses import history_address

_SHARE = Words("ví dụ 95,5%", "such as 95.5%")


@dataclass(frozen=True)
class TypedCell:
    """What a person typed into a cell, and the version of the figure that he saw when he did."""

    text: str
    seen: int


@dataclass(frozen=True)
class GridCell:
    """One figure: what it is, what is known, and, where the form came back, what was typed."""

    code: str
    label: Words
    noun: Words
    is_fact: bool
    text: Words  # as it is typed again
    said: Words  # as it is read
    version: int
    missing: bool
    withdrawn: bool
    corrected: int
    source: Words | None
    story: str
    question: Words | None
    references: list[tuple[Words, Words]]  # period and figure
    computed_from: Words | None = None
    errors: Sequence[Fault] = ()
    typed: TypedCell | None = None

    @property
    def value(self) -> Words | str:
        """What stands in the field."""
        return self.text if self.typed is None else self.typed.text

    @property
    def seen(self) -> int:
        """The version that the person has before his eyes."""
        return self.version if self.typed is None else self.typed.seen

    @property
    def auto_id(self) -> str:
        return f"{self.code}-cell"

    @property
    def hears(self) -> str:
        """What tells more about the field: its error, and what the script says of it."""
        return f"{self.auto_id}_error {self.code}-note" if self.errors else f"{self.code}-note"


@dataclass(frozen=True)
class Grid:
    """The rows by group of criteria, and the periods that are shown beside."""

    groups: list[tuple[Words | None, list[GridCell]]]
    columns: list[Period]
    missing: int
    of: int
    sample: bool

    @property
    def first_missing(self) -> GridCell | None:
        return next((c for _, row in self.groups for c in row if c.missing and c.computed_from is None), None)


def said_known(known: Known | None, measure: Measure) -> Words:
    if known is None or known.value == WITHDRAWN:
        return plain("–")
    return said_value(read(known.value), measure)


def references_of(asked: Return, asking: Asking) -> list[Period]:
    """The period before and the same one a year before; only those in which this very unit stood."""
    if asked.form.every is Every.YEAR:
        spans = [previous_period(asked, asking)]
    else:
        first = asked.period.first
        spans = [previous_period(asked, asking), month_period(first.year - 1, first.month)]
    return [c for s in spans if (c := clipped(s, asked.unit, asked.form.every)) is not None]


def previous_period(asked: Return, asking: Asking) -> Period:
    return _around(asked, asking, asked.period.first - timedelta(days=1))


def next_period(asked: Return, asking: Asking) -> Period:
    return _around(asked, asking, asked.period.last + timedelta(days=1))


def _around(asked: Return, asking: Asking, day: date) -> Period:
    if asked.form.every is Every.MONTH:
        return month_period(day.year, day.month)
    own = [c for c in asking.calendars if c.around(asked.period.last) == asked.period]
    return (own or asking.calendars)[0].around(day)


def known_figures(asked: Return, columns: Iterable[Period], known: datetime | None) -> dict[Key, Known]:
    """The figures of the return and of the periods beside it. One query."""
    spans = [asked.covered, *columns]
    return newest_figures(
        units=[asked.unit.code],
        since=min(s.last for s in spans),
        until=asked.covered.last,
        indicators=[a.code for a in (*asked.form.entered, *asked.form.computed)],
        known=known,
    )


def grid_of(
    asked: Return,
    columns: list[Period],
    known: Mapping[Key, Known],
    *,
    faults: Sequence[Fault] = (),
    typed: Mapping[str, TypedCell] | None = None,
) -> Grid:
    """Arrange what is asked, in the order of the rulebook: computed figures stand in their group too."""
    cells: dict[Words | None, list[GridCell]] = {}
    labels = {a.code: a.indicator.label for a in (*asked.form.entered, *asked.form.computed)}
    computed = {a.code for a in asked.form.computed}
    for each in _in_order(asked):
        spans = [asked.covered, *columns]
        found = [known.get((asked.unit.code, s.first, s.last, each.code)) for s in spans]
        source = _computed_from(each, labels) if each.code in computed else None
        beside = [(s.words, said_known(k, each.indicator.measure)) for s, k in zip(columns, found[1:], strict=True)]
        made = _cell(asked, each, found[0], beside, source, faults, typed or {})
        cells.setdefault(_heading(each, asked), []).append(made)
    entered = [c for row in cells.values() for c in row if c.computed_from is None]
    return Grid(
        groups=sorted(cells.items(), key=lambda pair: pair[0] is None),
        columns=columns,
        missing=sum(c.missing for c in entered),
        of=len(entered),
        sample=any(a.is_sample for a in asked.form.entered) or any(k.sample for k in known.values()),
    )


def _in_order(asked: Return) -> list[AskedIndicator]:
    order: dict[str, int] = {}
    for each in asked.form.sets:
        for code in each.indicators:
            order.setdefault(code, len(order))
    return sorted((*asked.form.entered, *asked.form.computed), key=lambda a: order[a.code])


def _heading(each: AskedIndicator, asked: Return) -> Words | None:
    """The group of the criterion that uses the figure; of the ratio that is worked out from it, where none does."""
    ratios = [a for a in asked.form.computed if each.code in (a.indicator.components or ())]
    for using in (each, *ratios):
        for group in using.sets[0].groups:
            if group.code == using.group != "":
                return group.label
    return None


def _computed_from(asked: AskedIndicator, labels: Mapping[str, Words]) -> Words:
    assert asked.indicator.components
    part, whole = (lower_first(labels[c]) for c in asked.indicator.components)
    return words("được tính: {a} chia cho {b}", "computed: {a} over {b}", a=part, b=whole)


def _cell(
    asked: Return,
    each: AskedIndicator,
    known: Known | None,
    beside: list[tuple[Words, Words]],
    computed_from: Words | None,
    faults: Sequence[Fault],
    typed: Mapping[str, TypedCell],
) -> GridCell:
    indicator, target = each.indicator, f"{each.code}-cell"
    value = read(known.value) if known is not None and known.value != WITHDRAWN else None
    odd = unusual(indicator, value) if target not in {f.target for f in faults} else None
    return GridCell(
        code=each.code,
        label=indicator.label,
        noun=_SHARE if indicator.measure.is_share else indicator.measure.noun,
        is_fact=indicator.measure.is_fact,
        text=typed_text(value, indicator.measure) if value is not None else plain(""),
        said=said_known(known, indicator.measure),
        version=known.version if known else 0,
        missing=value is None,
        withdrawn=known is not None and value is None,
        corrected=known.version - 1 if known else 0,
        source=SOURCE_WORDS[Source(known.source)] if known is not None and value is not None else None,
        story=history_address(asked, each.code) if known is not None else "",
        question=odd.alone if odd else None,
        references=beside,
        computed_from=computed_from,
        errors=[f for f in faults if f.target == target],
        typed=typed.get(each.code),
    )


def headings_of(asked: Return) -> list[str]:
    """How a table may head the column of this very period, or name the period in its rows, when it is pasted."""
    spans = {asked.period, asked.covered}
    names = [name for s in spans for name in (s.words.vi, s.words.en, s.label)]
    if asked.form.every is Every.MONTH:
        first = asked.period.first
        names += [f"{first:%m/%Y}", f"{first.month}/{first.year}", f"T{first.month}/{first.year}", f"{first:%B %Y}"]
    return list(dict.fromkeys(names))
