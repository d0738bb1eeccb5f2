"""What every page says without being asked: the version, where one is, and the day that it shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from kieumau import __version__
from kieumau.web.shell.days import day_choice
from kieumau.web.shell.navigation import section_of


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor. A page that belongs to another section than its address says so as `here`."""
    acting = getattr(request, "acting", None)
    if acting is None:
        return {}  # a stranger learns no version
    said: dict[str, Any] = {"version": __version__, "here": section_of(request)}
    if (shown := getattr(request, "shown_day", None)) is not None:
        day, judged_on = shown
        said["day_choice"] = day_choice(request, day, acting.registry, judged_on)
    return said
