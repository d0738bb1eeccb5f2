"""The cells of a return as they were typed: read, or told what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils import timezone

from kieumau.engine.criteria import AskedIndicator
from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.expressions.measures import said_value
from kieumau.engine.indicators import Observation
from kieumau.engine.reading.cells import CellError, read_value
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.queries import called
from kieumau.records.indicators.collecting.asking import Return
from kieumau.records.indicators.figures.actions import StaleFigureError
from kieumau.records.indicators.figures.queries import Key, read, versions_of
from kieumau.records.indicators.models import WITHDRAWN
from kieumau.web.components.forms.faults import Fault, faults_of
from kieumau.web.workspace.indicators.returns.grid import TypedCell

_LONGEST = 200  # characters of a cell that come back as they were typed


@dataclass
class TypedCells:
    """What a form brought: changed cells, and what cannot be read of them."""

    rows: list[Observation] = field(default_factory=list)
    seen: dict[Key, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    typed: dict[str, TypedCell] = field(default_factory=dict)
    reason: str = ""


def read_cells(data: QueryDict, asked: Return) -> TypedCells:
    """The cells whose text is not what the page showed. What cannot be read is told beside the others."""
    sent = TypedCells(reason=data.get("reason", ""))
    for each in asked.form.entered:
        if (text := data.get(f"o-{each.code}")) is None or text.strip() == data.get(f"w-{each.code}", "").strip():
            continue
        seen = version_number(data.get(f"v-{each.code}", ""))
        sent.typed[each.code] = TypedCell(text.replace("\0", "")[:_LONGEST], seen)
        try:
            sent.rows.append(read_cell(text, each, asked))
        except CellError as error:
            problem = Problem(error.what, path=each.code, hint=error.hint)
            sent.faults += faults_of([problem], "-cell")
        sent.seen[key_of(asked, each.code)] = seen
    return sent


def read_cell(text: str, each: AskedIndicator, asked: Return) -> Observation:
    """Raises `CellError`."""
    value = read_value(text.replace("\0", "\N{REPLACEMENT CHARACTER}"), each.indicator)
    return Observation(asked.unit.code, asked.covered, each.code, value)


def key_of(asked: Return, code: str) -> Key:
    return (asked.unit.code, asked.covered.first, asked.covered.last, code)


def version_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def faults_of_cells(error: KieuMauError, asked: Return, sent: TypedCells) -> list[Fault]:
    if isinstance(error, StaleFigureError):
        code = error.problems[0].path
        sent.typed[code] = TypedCell(sent.typed[code].text, error.known.version if error.known else 0)
        what = stale_words(error, asked, code)
        return faults_of([Problem(what, path=code, hint=error.problems[0].hint)], "-cell")
    return faults_of(error.problems, "-cell")


def stale_words(error: StaleFigureError, asked: Return, code: str) -> Words:
    """Who recorded what when, while this person had another figure before his eyes."""
    newest = versions_of(unit=asked.unit.code, period=asked.covered, indicator=code)[:1]
    if not newest:
        return error.problems[0].what
    each = asked.form.get(code)
    value = newest[0].value
    now = said_value(read(value), each.indicator.measure) if each and value != WITHDRAWN else WITHDRAWN_WORDS
    at = timezone.localtime(newest[0].recorded_at)
    return words(
        "{a} vừa ghi số này lúc {t} ngày {d}: {v}.", "{a} recorded this figure at {t} on {d}: {v}.",
        a=called([newest[0].account]).get(newest[0].account, newest[0].name or "?"), t=f"{at:%H:%M}", d=at.date(), v=now,
    )  # fmt: skip


WITHDRAWN_WORDS = Words("đã rút", "withdrawn")


def named_faults(faults: list[Fault], asked: Return) -> list[Fault]:
    """For the list at the top, which figure each is about."""
    labels = {f"{a.code}-cell": a.indicator.label for a in asked.form.entered}
    return [
        Fault(f"{label.vi}: {f.vi}", f"{label.en}: {f.en}", f.target) if (label := labels.get(f.target)) else f
        for f in faults
    ]
