"""Small things that a person's own pages write: the local day of a moment, and codes in groups that can be read out."""

from datetime import date, datetime

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def localday(moment: datetime) -> date:
    return timezone.localtime(moment).date()


@register.filter
def in_fours(code: str) -> str:
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))
