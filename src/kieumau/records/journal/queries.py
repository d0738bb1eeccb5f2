"""Every read: the story of an object, and the whole chain for verifying."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet

from kieumau.records.journal.chain import Line
from kieumau.records.journal.models import Entry


def story_of(*, about: str = "", unit: str = "", account: str = "", also: Collection[str] = ()) -> QuerySet[Entry]:
    """The lines about an object, a unit, or an account (what was done to it and what its person did), newest first.

    `also`: other objects, whose lines belong to the story.
    """
    told = Q(about__in=also)
    if about:
        told |= Q(about=about)
    if unit:
        told |= Q(unit=unit)
    if account:
        told |= Q(about=f"account:{account}") | Q(account=account)
    return Entry.objects.filter(told).order_by("-number")


def first_entry() -> Entry | None:
    return Entry.objects.order_by("number").first()


def last_entry() -> Entry | None:
    return Entry.objects.order_by("-number").first()


def count_entries() -> int:
    return Entry.objects.count()


def chain(*, at_once: int = 5_000) -> Iterator[tuple[Line, str]]:
    """Every line with its seal in order of number, read in parts: a million lines take little memory."""
    rows = Entry.objects.order_by("number").values_list(*Line._fields, "seal")
    for row in rows.iterator(chunk_size=at_once):
        yield Line(*row[:-1]), row[-1]
