"""Seals of the journal, for who copies them by hand."""

from django import template

register = template.Library()


@register.filter
def in_eights(seal: str) -> str:
    """Eight digits and a space, eight times: `kieumau verify` reads it with or without the spaces."""
    return " ".join(seal[i : i + 8] for i in range(0, len(seal), 8))
