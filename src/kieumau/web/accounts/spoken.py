"""Two languages where a library wants one text: said when the page is written, in the page's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import lazy

from kieumau.web.components.templatetags.say import spoken_language


def _said(vi: str, en: str) -> str:
    return en if spoken_language() == "en" else vi


if TYPE_CHECKING:

    def spoken(vi: str, en: str) -> str: ...

else:
    spoken = lazy(_said, str)
