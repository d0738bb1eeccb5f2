"""What a rearrangement does or would do, as its pages tell it: units, figures, and where mandates go."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kieumau.engine.territory import AdminUnit
from kieumau.engine.territory.rearranging import Rearrangement
from kieumau.engine.wording import Words, plain, said_number, words
from kieumau.records.rearrangements.queries import (
    RearrangementDryRun,
)
from kieumau.records.rearrangements.rights import ENDS, Right, role_words
from kieumau.web.shell.links import unit_address
from kieumau.web.shell.requests import SignedRequest

ENDS_CHOICE = "ends"


@dataclass(frozen=True)
class EndRow:
    """A unit that ends, what it goes into, and the figures that are restated there."""

    name: Words
    code: str
    url: str
    into: list[tuple[Words, str, Words]]  # name, code, share
    below: Words
    figures: int


@dataclass(frozen=True)
class RightRow:
    """A mandate to be moved: by a tick that it ends, where there is one successor; by a choice, where several."""

    key: str
    person: str
    username: str
    role: Words
    unit: Words
    targets: list[tuple[str, Words, bool]]  # code, name, whether it is chosen
    is_split: bool
    ends: bool
    chosen: bool


@dataclass(frozen=True)
class ShownRun:
    """A dry run, or what a decision did, as the page tells it."""

    headline: Words
    rows: list[EndRow]
    following: list[tuple[Words, str]]
    staying: list[tuple[Words, str]]
    rights: list[RightRow]
    going_on: int
    late_figures: int


def shown(run: RearrangementDryRun) -> ShownRun:
    made = run.rearranged
    return ShownRun(
        words(
            "Từ {d}: {e} đơn vị kết thúc, {b} đơn vị bắt đầu",
            "On {d}: {e} units end, {b} begin",
            d=made.change.on,
            e=len(made.ended),
            b=len(made.begun),
        ),
        [_end_row(made, unit, run) for unit in made.ended],
        [_named(after) for _, after in made.following],
        [_named(unit) for unit in made.staying],
        [_right_row(right) for right in run.rights],
        run.going_on,
        run.late_figures,
    )


def _named(unit: AdminUnit) -> tuple[Words, str]:
    return unit.full_name, unit.code


def _end_row(made: Rearrangement, unit: AdminUnit, run: RearrangementDryRun) -> EndRow:
    steps = made.after.successors(unit)
    before, _ = run.figures.get(unit.key, (0, 0))
    above = {s.unit.parent for s in steps} - {"", unit.parent}
    parents = [p for code in sorted(above) if (p := made.after.find(code, made.change.on))]
    below = Words("", "")
    if parents:
        below = words("nay thuộc {p}", "now below {p}", p=", ".join(p.full_name.vi for p in parents))
    into = [(s.unit.full_name, s.unit.code, _said_share(s.share, len(steps))) for s in steps]
    return EndRow(unit.full_name, unit.code, unit_address(unit), into, below, before)


def _said_share(share: Fraction | None, ways: int) -> Words:
    if ways == 1:
        return Words("", "")
    if share is None:
        return Words("chưa có tỷ lệ", "no share known")
    return share_as_entered(share)


def share_as_entered(share: Fraction | None) -> Words:
    """A share in per cent to its last digit; nothing where none was entered."""
    if share is None:
        return plain("")
    return Words(f"{said_number(share * 100)}%", f"{said_number(share * 100, 'en')}%")


def _right_row(right: Right) -> RightRow:
    user = right.mandate.user
    return RightRow(
        right.key,
        user.full_name,
        user.username,
        role_words(right.mandate),
        right.unit.full_name,
        [
            (t.code, words("{n} ({c})", "{n} ({c})", n=t.full_name, c=t.code), t.code == right.chosen)
            for t in right.targets
        ],
        len(right.targets) > 1,
        right.chosen == ENDS,
        right.chosen is not None,
    )


def asked_rights(request: SignedRequest) -> dict[str, str]:
    """What the form says of mandates, by their uuid: a code, or that it ends."""
    chosen: dict[str, str] = {}
    for name, value in request.POST.items():
        kind, _, key = name.partition("-")
        if kind == "right" and value:
            chosen[key] = ENDS if value == ENDS_CHOICE else str(value)
        elif kind == "ends":
            chosen[key] = ENDS
    return chosen
