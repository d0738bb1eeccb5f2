"""Which lines of the journal a person may read. Missing and forbidden sound the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from kieumau.records.accounts.access import NoAccountError, access_account
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import NOT_EMPTY, Mandate, User
from kieumau.records.accounts.queries import people
from kieumau.records.accounts.roles import Permission
from kieumau.records.journal.models import Entry
from kieumau.records.journal.moments import start_of
from kieumau.records.journal.queries import first_entry, story_of
from kieumau.records.journal.refusals import NotHereError

_ACCOUNT = "account:"


class NoHistoryError(NotHereError):
    """There is nothing told of it, or nothing for this person."""


def readable(by: Acting) -> QuerySet[Entry]:
    """All that the person may read, newest first: see `_readable`."""
    return Entry.objects.filter(_readable(by)).order_by("-number")


def access_history(
    *, about: str = "", unit: str = "", account: str = "", also: Collection[str] = (), by: Acting
) -> QuerySet[Entry]:
    """The lines about an object, a unit or an account that the person may read, newest first.

    A unit or an account within his scope has a story also where nothing was written yet; anything else has none then.
    `also`: other objects that the story tells of, e.g. the changes in which the unit began and ended.
    """
    lines = story_of(about=about, unit=unit, account=account, also=also).filter(_readable(by))
    if not _is_his(unit, account, by) and not lines.exists():
        raise NoHistoryError
    return lines


def of_account(lines: QuerySet[Entry], username: str) -> QuerySet[Entry]:
    """Those that an account wrote, or that are about it."""
    user = User.objects.filter(username=username.strip().lower()).first()
    if user is None:
        return lines.none()
    return lines.filter(Q(account=str(user.uuid)) | Q(about=f"{_ACCOUNT}{user.uuid}"))


def names_of(lines: Iterable[Entry]) -> dict[str, str]:
    """Account names, by the `about` of lines that may be read. One query."""
    wanted = {e.about: parsed for e in lines if (parsed := _uuid(e.about.removeprefix(_ACCOUNT))) is not None}
    names = dict(User.objects.filter(uuid__in=wanted.values()).values_list("uuid", "username")) if wanted else {}
    return {about: names[each] for about, each in wanted.items() if each in names}


def _readable(by: Acting) -> Q:
    """What he did himself and what was done to his account; and where he may read the journal, what concerns his units.

    A line concerns the unit that its code meant on the line's day. Of accounts he reads only where he may see them too:
    a line about one that names no unit (a sign-in, a lock-out), or names one of his.
    """
    own = Q(account=str(by.user.uuid)) | Q(about=f"{_ACCOUNT}{by.user.uuid}")
    scope = by.units(Permission.READ_JOURNAL)
    if scope.everything:
        return Q(number__isnull=False)
    if not by.may(Permission.READ_JOURNAL):
        return own
    seen = Q(about__in=[f"{_ACCOUNT}{each}" for each in _accounts_seen(by)])
    return own | (_of_his_units(by) & (~Q(about__startswith=_ACCOUNT) | seen)) | (Q(unit="") & seen)


def _of_his_units(by: Acting) -> Q:
    """By code and day, from the first line on: between two changes of units each code means one unit."""
    found = Q(pk__in=())
    first = first_entry()
    if first is None:
        return found
    began, ended = timezone.localtime(first.at).date(), by.on + timedelta(days=1)
    days = [began, *(d for d in by.registry.change_days() if began < d < ended), ended]
    for day, until in pairwise(days):
        codes = by.units(Permission.READ_JOURNAL, day).codes
        if codes:
            # The last span is open: nothing is written later than now, whatever the clocks of two servers say.
            upto = Q() if until == ended else Q(at__lt=start_of(until))
            found |= Q(unit__in=codes, at__gte=start_of(day)) & upto
    return found


def _accounts_seen(by: Acting) -> list[UUID]:
    """Those that `access_account` would give him, but his own. Two queries at most for all of them."""
    named = people(by=by, held=False)
    gone = [u for u, held in named if all(m.is_empty or m.valid_until <= by.on for m in held)]
    elsewhere = Mandate.objects.filter(NOT_EMPTY, user__in=gone, valid_until__gt=by.on)
    held_elsewhere = elsewhere.values_list("user_id", flat=True)
    foreign = set(held_elsewhere) if gone else set()
    return [u.uuid for u, _ in named if u.pk not in foreign]


def _is_his(unit: str, account: str, by: Acting) -> bool:
    if unit and by.may(Permission.READ_JOURNAL, unit):
        return by.registry.find(unit, by.on) is not None
    if account:
        try:
            access_account(UUID(account), by=by)
        except (NoAccountError, ValueError):
            return False
        return by.may(Permission.READ_JOURNAL) or account == str(by.user.uuid)
    return False


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
