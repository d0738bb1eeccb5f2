"""What stands against an erratum or a decision on it."""

from __future__ import annotations

from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.territory import Registry
from kieumau.engine.territory.errata import way_of
from kieumau.engine.wording import Words, words
from kieumau.records.errata.models import ERRATUM_STATE_WORDS, Erratum, ErratumState


class ErratumError(KieuMauError):
    """An erratum that cannot be decided on as things stand."""


def check_erratum_waits(erratum: Erratum) -> None:
    if erratum.state != ErratumState.PROPOSED:
        now = ERRATUM_STATE_WORDS[ErratumState(erratum.state)]
        raise ErratumError(Problem(words("đính chính này {s}.", "this erratum is {s}.", s=now)))


def check_still_so(erratum: Erratum, known: Registry) -> None:
    """Each way is still recorded as the proposal says it was."""
    here = {way_of(s): s for s in known.successions}
    problems = [
        Problem(
            words(
                "{a} sang {b} theo {c} nay đã ghi khác lúc đề nghị.",
                "{a} into {b} by {c} is recorded otherwise than when this was proposed.",
                a=c.way[1],
                b=c.way[2],
                c=c.way[0],
            ),
            hint=Words("Chạy lại lệnh load_units để lập đề nghị mới.", "Run load_units again for a new proposal."),
        )
        for c in erratum.corrections
        if here.get(c.way) != c.before
    ]
    if problems:
        raise ErratumError(problems)


def reason_of(text: str) -> str:
    said = text.replace("\0", "").strip()
    if not said:
        raise ErratumError(Problem(Words("cần ghi lý do.", "a reason is needed."), path="reason"))
    return said[:1000]
