"""What every request carries beside Django's own."""

from datetime import datetime

from django.http import HttpRequest

from kieumau.records.accounts.acting import Acting


class TimedRequest(HttpRequest):
    """A request that knows its moment: the clock is asked once, by config, and passed on."""

    now: datetime
    address: str


class SignedRequest(TimedRequest):
    """A request of the workspace: somebody has signed in."""

    acting: Acting
