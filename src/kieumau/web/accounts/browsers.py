"""What a browser calls itself, in words that its owner knows. A guess is enough: it is only shown to him."""

from __future__ import annotations

import re

from kieumau.engine.wording import Words, plain, words

_BROWSERS = (("Cốc Cốc", "coc_coc"), ("Edge", "Edg"), ("Opera", "OPR"), ("Firefox", "Firefox|FxiOS"), ("Chrome", "Chrome|CriOS"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iOS", "iPhone|iPad"), ("macOS", "Mac OS"), ("Linux", "Linux"))  # fmt: skip


def browser_words(user_agent: str) -> Words:
    browser = next((name for name, mark in _BROWSERS if re.search(mark, user_agent)), "")
    system = next((name for name, mark in _SYSTEMS if re.search(mark, user_agent)), "")
    if browser and system:
        return words("{b} trên {s}", "{b} on {s}", b=browser, s=system)
    if browser or system:
        return plain(browser or system)
    return Words("Trình duyệt hoặc chương trình khác", "Another browser or program")
