"""Passwords that everybody in an office guesses first: its own words, with a year behind."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from kieumau.engine.territory.names import folded

WORDS = (
    "matkhau", "password", "dangnhap", "taikhoan", "congan", "canhsat", "anninh", "trattu", "kieumau", "guongmau",
    "phuong", "thanhpho", "vietnam", "hanoi", "saigon", "canbo", "chihuy", "thamdinh", "thammuu", "hoidong", "lanhdao",
    "giamdoc", "phantich", "tieuchi", "quantri", "admin", "coquan", "demo",
)  # fmt: skip
_LETTERS_LEFT = 6


class OfficeWordsValidator:
    """Refuses what is such words and hardly anything else; in a sentence of one's own they do no harm."""

    def validate(self, password: str, user: Any = None) -> None:
        letters = left = "".join(c for c in folded(password) if c.isalpha())
        for word in WORDS:
            left = left.replace(word, "")
        if left != letters and len(left) < _LETTERS_LEFT:
            raise ValidationError("office words", code="password_of_the_office")

    def get_help_text(self) -> str:
        return ""
