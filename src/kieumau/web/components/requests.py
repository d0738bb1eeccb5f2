"""What every request carries beside Django's own."""

from datetime import datetime

from django.http import HttpRequest


class TimedRequest(HttpRequest):
    """A request that knows its moment: the clock is asked once, by config, and passed on."""

    now: datetime
