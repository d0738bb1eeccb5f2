"""Work that may take longer than a page: done in a thread of the server, while its person goes on.

What it finds is in the database; nothing here is waited for after the answer went out, and nothing is lost with it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import connection

AT_ONCE = 2  # in each process of the server; the others wait in line
PATIENCE = 1.5  # seconds for which an answer waits for its work, so that small files need no second page
_log = logging.getLogger(__name__)


def begin(work: Callable[[], None]) -> None:
    """Start the work, and wait for it a moment."""
    wait([_in_line(work)], timeout=PATIENCE)


def clock_from(at: datetime) -> Callable[[], datetime]:
    """The moments after one that is known."""
    began = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - began)


@lru_cache(maxsize=1)
def _line() -> ThreadPoolExecutor:
    """Made in the process that uses it: threads do not survive a fork."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="long-work")


def _in_line(work: Callable[[], None]) -> Future[None]:
    def done() -> None:
        try:
            work()
        except Exception:
            _log.exception("long work")
        finally:
            connection.close()

    return _line().submit(done)
