"""Names of units: found without marks, and in Vietnamese order (letters first, then tones, then capitals)."""

from __future__ import annotations

import unicodedata

_ORDER = " _-–—,;:!?.'\"()[]@*/&#%+0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5", "\u0306": "6"}
_CURLED = {"‘": ("'", "1"), "’": ("'", "2"), "“": ('"', "1"), "”": ('"', "2")}
_SHAPES = {
    ("a", "\u0306"): "ă",
    ("a", "\u0302"): "â",
    ("e", "\u0302"): "ê",
    ("o", "\u0302"): "ô",
    ("o", "\u031b"): "ơ",
    ("u", "\u031b"): "ư",
}
_RANKS = {letter: chr(ord(" ") + i) for i, letter in enumerate(_ORDER)}


def folded(text: str) -> str:
    """Lower case without marks, đ as d, single spaces: "Tân Đồng" and "tan dong" are one."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def finds(search: str, *texts: str) -> bool:
    """Whether every word of a search begins a word of the texts, marks or none: "dong xo" in "Đồng Xoài"."""
    hay = " " + folded(" ".join(texts))
    return all(f" {word}" in hay for word in folded(search).split())


def name_order(text: str) -> str:
    """A key by which names stand in Vietnamese dictionary order."""
    letters, tones = [], []
    for word in text.lower().split():
        shape, tone = _word(word)
        letters.append(shape)
        tones.append(tone)
    return " ".join(letters) + "\x01" + " ".join(tones) + "\x01" + text.swapcase()


def _word(word: str) -> tuple[str, str]:
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", word):
        if letters and (letters[-1], char) in _SHAPES:
            letters[-1] = _SHAPES[letters[-1], char]
        elif char in _TONES:
            tones[-1:] = [_TONES[char]]
        elif char in _CURLED:  # a curled quote is a straight one with a mark
            letters.append(_CURLED[char][0])
            tones.append(_CURLED[char][1])
        elif not unicodedata.combining(char):
            letters.append(char)
            tones.append("0")
    return "".join(_RANKS.get(c, c) for c in letters), "".join(tones)
