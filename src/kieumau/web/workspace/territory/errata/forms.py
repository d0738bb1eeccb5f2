"""The forms of errata: the decision, and why one is refused."""

from __future__ import annotations

from kieumau.engine.wording import Words
from kieumau.web.components.forms.act_form import ActForm
from kieumau.web.components.forms.fields import TextField, TickField


class ErratumConfirmForm(ActForm):
    """Whoever decides has compared the ways with the text of the acts."""

    confirm = TickField(
        wrong=Words("Xác nhận đã đối chiếu với nghị quyết.", "Confirm that you compared it with the resolutions.")
    )


class ErratumRefusalForm(ActForm):
    """Why an erratum is refused."""

    reason = TextField(most=1000)
