"""What stands against a proposal, a decision or a withdrawal."""

from __future__ import annotations

from datetime import date

from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.territory import Change
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.rearrangements.models import STATE_WORDS, Proposal, ProposalState


class RearrangementError(KieuMauError):
    """A proposal that cannot be made, decided on or withdrawn as things stand."""


def wrong_act(change: Change, *, today: date) -> list[Problem]:
    """What is missing or impossible about the act itself."""
    return [*wrong_words(change), *_wrong_days(change, today)]


def wrong_words(change: Change) -> list[Problem]:
    """Of these, what does not hang on its days."""
    problems = []
    for name, value, most, what in (
        ("number", change.code, 100, Words("số văn bản", "the act's number")),
        ("title", change.title.vi, 500, Words("trích yếu", "the title")),
        ("issuer", change.issuer, 200, Words("cơ quan ban hành", "the issuer")),
    ):
        if not value.strip():
            problems.append(Problem(words("thiếu {w}.", "{w} is missing.", w=what), path=name))
        elif len(value) > most:
            said = words("{w} quá {n} ký tự.", "{w} is over {n} characters.", w=what, n=most)
            problems.append(Problem(said, path=name))
    if change.address and (len(change.address) > 500 or not change.address.startswith(("https://", "http://"))):
        said = Words("địa chỉ văn bản bắt đầu bằng https://.", "the address of the text begins with https://.")
        problems.append(Problem(said, path="address"))
    return problems


def _wrong_days(change: Change, today: date) -> list[Problem]:
    if change.issued is None or not date(1900, 1, 1) <= change.issued <= today:
        said = Words("ngày ban hành phải là hôm nay hoặc trước đó.", "the act is issued today or earlier.")
        return [Problem(said, path="issued")]
    if change.on < change.issued or change.on.year > 2200:
        said = Words("ngày có hiệu lực không trước ngày ban hành.", "an act takes effect no earlier than it is issued.")
        return [Problem(said, path="on")]
    return []


def check_state(proposal: Proposal, state: ProposalState) -> None:
    if proposal.state != state:
        now = STATE_WORDS[ProposalState(proposal.state)]
        raise RearrangementError(Problem(words("đề nghị này {s}.", "this proposal is {s}.", s=now)))


def check_other_person(proposal: Proposal, by: Acting) -> None:
    if proposal.proposed_by_id == by.user.pk:
        what = Words("người đề nghị không tự quyết định.", "who proposed does not decide.")
        raise RearrangementError(Problem(what, hint=Words("Cần một người khác có thẩm quyền.", "It takes another person who may.")))  # fmt: skip


def reason_given(text: str) -> str:
    if not text.strip():
        raise RearrangementError(Problem(Words("cần ghi lý do.", "a reason is needed."), path="reason"))
    return text.strip()[:1000]
