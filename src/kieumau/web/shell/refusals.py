"""What is not here, and what is not for this person: one answer for both, wherever it was found out."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from kieumau.records.journal.refusals import NotHereError


class NotHereMiddleware:
    """A page need not catch what `access_*` raises: it is the page "not found"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, NotHereError):
            raise Http404 from None
