"""What a page says of a criteria set: its title, its version, where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from kieumau.engine.criteria import CriteriaSet, shipped_rulebooks
from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.engine.wording import Words, joined


@dataclass(frozen=True)
class RulebookHeading:
    key: str
    name: str
    version: str
    nature: str
    title: Words
    issued_title: str
    url: str
    form_url: str
    criteria_count: int
    groups_count: int
    issuer: str
    issued_on: object
    in_force: object
    note: Words | None


def heading(criteria: CriteriaSet) -> RulebookHeading:
    note = joined(criteria.notes, " ") if criteria.notes else None
    return RulebookHeading(
        key=criteria.key,
        name=criteria.name,
        version=criteria.version,
        nature=criteria.nature.value,
        title=criteria.title,
        issued_title=criteria.issued.title,
        url=reverse("workspace:rulebook", args=[criteria.name, criteria.version]),
        form_url=reverse("workspace:form", args=[criteria.name, criteria.version]),
        criteria_count=len(criteria.criteria),
        groups_count=sum(g.code != "" for g in criteria.groups),
        issuer=criteria.issued.issuer,
        issued_on=criteria.issued.date,
        in_force=criteria.issued.in_force,
        note=note,
    )


def headings() -> list[RulebookHeading]:
    """Published texts first, then frames, then samples."""
    order = {"real": 0, "frame": 1, "sample": 2}
    return sorted(
        (heading(shipped_rulebook(key)) for key in shipped_rulebooks()), key=lambda h: (order[h.nature], h.key)
    )


def known_rulebook(key: str) -> CriteriaSet:
    if key not in shipped_rulebooks():
        raise Http404
    return shipped_rulebook(key)
