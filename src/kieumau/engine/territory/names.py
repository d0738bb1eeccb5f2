"""Names of units: found however they are written, and in Vietnamese order (letters first, then tones, then capitals)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

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


_PARTING = re.compile("[\\s'’‘‛ʼʻ`´′＇.,\u00ad\u2010-\u2015\u2212-]+")  # apostrophes, hyphens and dots of every kind
_SHORT = {
    "p": "phuong", "x": "xa", "tt": "thi tran", "dk": "dac khu", "q": "quan", "h": "huyen", "tx": "thi xa",
    "tp": "thanh pho", "t": "tinh",
}  # fmt: skip
_SHORTENED = re.compile(r"(tp|tx|tt|đk|[pxqht])(?:\.\s*|(?<=tp|tx|tt)\s+|(?<=p|q)\s?(?=\d))", re.IGNORECASE)


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name, parted by spaces, apostrophes, hyphens and dots: "Ea H’leo" and "ea h leo" are one."""
    return tuple(_PARTING.sub(" ", folded(text)).split())


def squeezed(text: str) -> str:
    """A name's letters alone, for whether two writings are of one name: "A Vương" and "Avương", "K'Dang" and "KDang"."""
    return "".join(name_words(text))


_LONGEST_LINE = 300


def search_line(full: str, code: str = "", *, name: str = "") -> str:
    """What search looks at: the words of kind and name, the name as one word, neighbours as one word, and the code.

    The same line stands in the database, so that every search finds the same. A word that is sought begins a word of
    the line, or is one between marks: "xa ea h leo #eahleo# =xaea=eah=hleo=xaeah= 24184".
    """
    words, own = name_words(full), name_words(name or full)
    end = " " + code.lower() if code else ""
    line = " ".join(words)[: _LONGEST_LINE - 60]
    if len(own) > 1 and len(line) + len(end) + sum(map(len, own)) + 3 <= _LONGEST_LINE:
        line += f" #{''.join(own)}#"
    joined = dict.fromkeys(
        "".join(words[i : i + n]) for n in (len(words), *range(2, len(words))) for i in range(len(words) - n + 1)
    )
    marks = "="
    for one in joined:
        if len(words) > 1 and len(line) + len(marks) + len(one) + len(end) + 2 <= _LONGEST_LINE:
            marks += one + "="
    return line + (f" {marks}" if len(marks) > 1 else "") + end


@dataclass(frozen=True)
class Sought:
    """A search as its words, and as one word: "a vuong" finds Avương, "anloc" finds An Lộc, "P. An Lộc" a ward."""

    words: tuple[str, ...]

    @property
    def spaced(self) -> str:
        return " ".join(self.words)

    @property
    def joined(self) -> str:
        return "".join(self.words)

    def is_found(self, line: str) -> bool:
        """Whether each word, or all of them as one, is found in a `search_line`."""
        return all(is_in(word, line) for word in self.words) or is_in(self.joined, line)


def read_search(text: str, *, most: int = 8) -> Sought:
    """A search as typed: without marks and punctuation, "TX." as thị xã, at most so many words."""
    whole = text.strip()
    if (short := _SHORTENED.match(whole)) is not None:
        whole = f"{_SHORT[folded(short[1])]} {whole[short.end() :]}"
    return Sought(name_words(whole)[:most])


def places_of(word: str) -> tuple[str, ...]:
    """Where a word stands in a `search_line` if it is found there, except at its very start."""
    return f" {word}", f"={word}=", f"#{word}#"


def is_in(word: str, line: str) -> bool:
    return line.startswith(word) or any(place in line for place in places_of(word))


def finds(search: str, full: str, code: str = "") -> bool:
    """Whether a search finds a unit by its full name or code: "dong xo" finds Đồng Xoài. No word finds nothing."""
    sought = read_search(search)
    return bool(sought.words) and sought.is_found(search_line(full, code))


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
