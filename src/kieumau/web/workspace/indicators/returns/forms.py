"""The forms beside the grid of a return: why figures change, and why the period should be opened again."""

from __future__ import annotations

from kieumau.web.components.forms.act_form import ActForm
from kieumau.web.components.forms.fields import TextField


class CorrectionForm(ActForm):
    """Sent with the grid, where no script runs."""

    reason = TextField()


class ReopeningForm(ActForm):
    why = TextField()
