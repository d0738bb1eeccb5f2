"""Fields as people fill them in: text and days as they were typed. What a text must be, the act says."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kieumau.engine.wording import Words, read_day
from kieumau.web.components.templatetags.say import said

_LONGEST = 300


class TextField(forms.CharField):
    """Text of at most `most` characters, without NUL; where it may not be empty, `wrong` says so."""

    def __init__(self, *, most: int = _LONGEST, wrong: Words | None = None) -> None:
        super().__init__(required=False, initial="")
        self.most, self.wrong = most, wrong

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What comes back to the form: what was typed."""
        return _clean(data)[: self.most]

    def to_python(self, value: Any) -> str:
        return (super().to_python(_clean(value)) or "")[: self.most]

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if self.wrong is not None and not text:
            raise self._refusal(text)
        return text

    def _refusal(self, text: str) -> ValidationError:
        assert self.wrong is not None
        return ValidationError(said(self.wrong.fill(t=text[:30]) if "{t}" in self.wrong.vi else self.wrong))


class DayField(TextField):
    """A day. `wrong` says what is expected, and may name what came as {t}; `empty` says it where nothing came.

    Left empty it is `usual`, where there is one.
    """

    def __init__(self, *, wrong: Words, empty: Words | None = None, usual: date | None = None) -> None:
        super().__init__(wrong=wrong)
        self.empty, self.usual = empty, usual

    def clean(self, value: Any) -> Any:
        text = _clean(value).strip()
        if not text and self.usual is not None:
            return self.usual
        day = read_day(text)
        if day is None:
            raise ValidationError(said(self.empty)) if self.empty and not text else self._refusal(text)
        return day


class NumberField(TextField):
    """A whole number of at most `digits` digits, not below zero."""

    def __init__(self, *, wrong: Words, digits: int = 3) -> None:
        super().__init__(wrong=wrong)
        self.digits = digits

    def clean(self, value: Any) -> Any:
        text = _clean(value).strip()
        if not (text.isascii() and text.isdecimal() and len(text) <= self.digits):
            raise self._refusal(text)
        return int(text)


class ChoiceField(TextField):
    """One of a list that the form is given as it is made."""

    def __init__(self, *, wrong: Words) -> None:
        super().__init__(wrong=wrong)
        self.choices: frozenset[str] = frozenset()

    def clean(self, value: Any) -> Any:
        chosen = _clean(value)
        if chosen not in self.choices:
            raise self._refusal(chosen)
        return chosen


class TickField(TextField):
    """A box that must be ticked: `wrong` says so."""


def _clean(value: Any) -> str:
    return str(value or "").replace("\0", "")
