"""The forms of rearrangements: an act of the law with its rows, and the decision on a proposal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils.translation import get_language

from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.reading.gathering import GatheredProblems
from kieumau.engine.reading.rearrangements import read_pasted_rearrangement, read_rearrangement, write_rearrangement
from kieumau.engine.territory import Change
from kieumau.engine.territory.rearranging import Rearrangement
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.engine.wording import Words, plain, words
from kieumau.records.rearrangements import actions
from kieumau.records.rearrangements.checks import RearrangementError, wrong_act, wrong_words
from kieumau.web.components.forms.act_form import ActForm
from kieumau.web.components.forms.fields import DayField, TextField, TickField
from kieumau.web.shell.requests import SignedRequest

_MOST_WORDS_TYPED = 5_000  # characters that come back to be shortened; how many there may be, the act says
_MOST_ROWS_TYPED = 2_000_000  # characters; the limit of a request's fields


def _day(vi: str, en: str) -> DayField:
    said, came = Words(f"{vi}: cần một ngày như 01/07/2026", f"{en}: expected a day such as 01/07/2026"), "“{t}”"
    return DayField(wrong=said + Words(f", đã nhận {came}.", f", received {came}."), empty=said + ".")


class RearrangementForm(ActForm):
    """An act of the law, and one row for each way from a unit that ends into one that begins."""

    number = TextField(most=_MOST_WORDS_TYPED)
    title = TextField(most=_MOST_WORDS_TYPED)
    issuer = TextField(most=_MOST_WORDS_TYPED)
    issued = _day("Ngày ban hành", "Day of issue")
    on = _day("Ngày có hiệu lực", "Effective day")
    address = TextField(most=_MOST_WORDS_TYPED)
    rows = TextField(most=_MOST_ROWS_TYPED)

    def read(self, request: SignedRequest) -> tuple[Change, tuple[SuccessionRow, ...], Rearrangement] | None:
        """What was entered and what it would do; or None, with everything that is wrong told at once."""
        change = self._change(request.acting.on)
        ways, made = self._tried(request, change)
        return None if self.faults or change is None or made is None else (change, ways, made)

    def _change(self, today: date) -> Change | None:
        """The act, where its effective day can be read."""
        days = {name: None if name in self.errors else self.cleaned_data[name] for name in ("issued", "on")}
        number, title, issuer, address = (
            " ".join(self.typed(n).split()) for n in ("number", "title", "issuer", "address")
        )
        change = Change(number, days["on"] or date.max, plain(title), issuer, days["issued"], address)
        self.refuse(wrong_words(change) if None in days.values() else wrong_act(change, today=today))
        return change if days["on"] else None

    def _tried(
        self, request: SignedRequest, change: Change | None
    ) -> tuple[tuple[SuccessionRow, ...], Rearrangement | None]:
        ways: tuple[SuccessionRow, ...] = ()
        made, wrong_shares, wrong = None, GatheredProblems(), list[Problem]()
        try:
            ways = self._rows(request, wrong_shares)
            wrong += wrong_shares.kept
            if not (ways or wrong):
                wrong.append(Problem(Words("chưa có dòng nào.", "there are no rows yet.")))
            if not wrong:  # from a file too, they travel on as text
                typed = {name: self.data.get(name, "") for name in self.fields}
                self.data = typed | {"rows": write_rearrangement(ways, get_language() or "vi")}
            if change is not None and ways:  # what hangs on the day is told as soon as there is one
                tried = replace(change, code=change.code or "?")
                made = actions.try_rearrangement(change=tried, ways=ways, by=request.acting)
        except KieuMauError as error:
            wrong += error.problems
        self._refuse_rows(wrong)
        return ways, made

    def _rows(self, request: SignedRequest, wrong_shares: GatheredProblems) -> tuple[SuccessionRow, ...]:
        """From the file where one was chosen, else from what was pasted or typed."""
        if getattr(request, "upload_too_large", False):
            raise RearrangementError(
                Problem(words("tệp quá {n} MB.", "the file is over {n} MB.", n=settings.UPLOAD_MEGABYTES))
            )
        table = request.FILES.get("table")
        if table is not None:
            return read_rearrangement(table.read(), filename=table.name or "", wrong_shares=wrong_shares)
        return read_pasted_rearrangement(str(self["rows"].value()), wrong_shares=wrong_shares)

    def _refuse_rows(self, problems: Iterable[Problem]) -> None:
        self.refuse(replace(p, path="rows") for p in sorted(problems, key=lambda p: p.line or 0))

    @property
    def as_typed(self) -> dict[str, str]:
        """Every field, to travel through the page that shows what would happen."""
        return {name: str(self[name].value()) for name in self.fields}


class ConfirmForm(ActForm):
    """Whoever decides has compared the rows with the text of the act."""

    confirm = TickField(
        wrong=Words("Xác nhận đã đối chiếu với văn bản.", "Confirm that you compared it with the text of the act.")
    )


class RefusalForm(ActForm):
    """Why a proposal is refused or withdrawn."""

    reason = TextField(most=1000)
