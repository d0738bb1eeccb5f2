"""The addresses of a return and of one of its figures."""

from __future__ import annotations

from django.urls import reverse

from kieumau.records.indicators.collecting.asking import Return


def return_address(asked: Return) -> str:
    return reverse("workspace:return", args=[asked.name, asked.unit.code])


def history_address(asked: Return, code: str) -> str:
    return reverse("workspace:figure", args=[asked.name, code, asked.unit.code])
