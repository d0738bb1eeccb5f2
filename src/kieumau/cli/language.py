"""The language of the terminal: Vietnamese, or English with KIEUMAU_LANGUAGE=en."""

from __future__ import annotations

import os
from typing import Literal

LANGUAGE: Literal["vi", "en"] = "en" if os.environ.get("KIEUMAU_LANGUAGE", "vi").lower().startswith("en") else "vi"


def say(vi: str, en: str) -> str:
    return en if LANGUAGE == "en" else vi
