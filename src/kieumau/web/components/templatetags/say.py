"""The two languages of every page: `say` for sentences, and a filter each for words, numbers and days.

{% load say %}
{% say "Còn {n} tiêu chí" "{n} {n:criterion|criteria} left" n=row.left %}
{{ row.outcome|said }}   {{ share|vnumber }}   {{ day|vdate }}

A sentence too long for its line, which reads the same:
{% sentence n=row.left %}
  Còn {n} tiêu chí
{% in_english %}
  {n} {n:criterion|criteria} left
{% endsentence %}
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from string import Formatter
from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, TextNode, Token, token_kwargs
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kieumau.web.shell.links import asked_day, keep_day

register = template.Library()

MINUS = "\N{MINUS SIGN}"
# Named here and not taken from the locale: a page must read the same on every machine.
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def spoken_language() -> str:
    """Vietnamese, unless English was asked for."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


@register.filter
def said(value: object) -> str:
    """A bilingual value in the page's language; plain text passes through."""
    speak = getattr(value, "said", None)
    if callable(speak):
        return str(speak(spoken_language()))
    if value is None:
        return ""
    # A SafeString must stay one: text said twice is escaped once.
    return value if isinstance(value, str) else str(value)


@register.filter
def vnumber(value: object, places: int | None = None) -> str:
    """A number as the language writes it, exactly, without needless zeros; `places` rounds it."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return str(value)
    # repr is the shortest text that gives the float back: 97.2 stays 97.2.
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return ""
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{abs(exact):,f}".partition(".")
    fraction = fraction.rstrip("0")
    thousands, decimal = (",", ".") if spoken_language() == "en" else (".", ",")
    written = whole.replace(",", thousands) + (decimal + fraction if fraction else "")
    return MINUS + written if exact < 0 else written


@register.filter
def vdate(value: object) -> str:
    """A day: 04/04/2024 in Vietnamese, 4 April 2024 in English."""
    if value is None:
        return ""
    if not isinstance(value, date):
        return str(value)
    if spoken_language() == "en":
        return f"{value.day} {ENGLISH_MONTHS[value.month - 1]} {value.year}"
    return f"{value.day:02}/{value.month:02}/{value.year}"


class Sentence(Formatter):
    """Fills placeholders: escaped, localised, and `{n:criterion|criteria}` agrees with n."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return one if value == 1 else many
        if isinstance(value, date):
            return vdate(value)
        if isinstance(value, (int, float, Decimal)):
            return vnumber(value)
        return conditional_escape(said(value))


@register.simple_tag
def say(vietnamese: str, english: str, **values: object) -> SafeString:
    """One sentence in the page's language; the texts are the template's own, the values are escaped."""
    sentence = english if spoken_language() == "en" else vietnamese
    filled = Sentence().vformat(conditional_escape(sentence), (), values)
    return mark_safe(filled)  # noqa: S308  the pattern and each value are escaped above


class SentenceNode(template.Node):
    """A `say` whose two texts stand on lines of their own."""

    def __init__(
        self, vietnamese: SafeString, english: SafeString, values: dict[str, FilterExpression], name: str
    ) -> None:
        self.vietnamese, self.english, self.values, self.name = vietnamese, english, values, name

    def render(self, context: template.Context) -> SafeString:
        values = {key: value.resolve(context) for key, value in self.values.items()}
        spoken = say(self.vietnamese, self.english, **values)
        if not self.name:
            return spoken
        context[self.name] = spoken
        return mark_safe("")


@register.tag("sentence")
def sentence_tag(parser: Parser, token: Token) -> SentenceNode:
    """`{% sentence n=row.left as label %}` Vietnamese `{% in_english %}` English `{% endsentence %}`."""
    bits = token.split_contents()[1:]
    name = ""
    if len(bits) > 1 and bits[-2] == "as":
        name, bits = bits[-1], bits[:-2]
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"A sentence takes its values as name=value, not {bits[0]!r}.")
    vietnamese = _text_until(parser, "in_english")
    english = _text_until(parser, "endsentence")
    return SentenceNode(vietnamese, english, values, name)


def _text_until(parser: Parser, end: str) -> SafeString:
    """One line of the lines up to a tag. A space that does not break stays."""
    nodes = parser.parse([end])
    parser.delete_first_token()
    texts = [node.s for node in nodes if isinstance(node, TextNode)]
    if len(texts) < len(nodes):
        raise template.TemplateSyntaxError(
            "A sentence is whole: its values are named in braces, {n}, not put in by tags."
        )
    text = re.sub(r"[ \t\r\n\f]+", " ", "".join(texts)).strip(" ")
    if not text:
        raise template.TemplateSyntaxError("A sentence is said in both languages; one of them is empty.")
    return mark_safe(text)  # noqa: S308  the template's own text, as between the quotes of `say`


@register.simple_tag(takes_context=True)
def url_on(context: Any, name: str, *args: object) -> str:
    """The address of a page of the same day as this one."""
    return same_day(reverse(name, args=args), context.get("request"))


@register.filter
def same_day(address: str, request: Any) -> str:
    """An address that keeps the day this page was asked for."""
    return keep_day(address, asked_day(request) if request else None)
