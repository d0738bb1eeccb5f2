"""Of which days a register speaks, in words: since when, and up to when acts were looked for."""

from __future__ import annotations

from datetime import date

from kieumau.engine.territory.registry import Registry
from kieumau.engine.wording import Words, words


def said_before(registry: Registry, day: date) -> Words | None:
    """That the register begins later than the day, so that the units shown are those of its first day; else None."""
    if registry.begins is None or day >= registry.begins:
        return None
    return words(
        "Danh mục bắt đầu từ {b}: đơn vị dưới đây là của ngày đó, có thể khác ngày {d}.",
        "The register begins on {b}: these are the units of that day, and on {d} they may have been others.",
        b=registry.begins,
        d=day,
    )


def said_reach(registry: Registry) -> Words | None:
    """Since when the register speaks and up to which day it is kept, as far as it says so."""
    since, until = registry.begins, registry.kept_until
    if since is not None and until is not None:
        return words(
            "Danh mục đơn vị hành chính từ {a}, cập nhật đến hết ngày {b}.",
            "The register of units begins on {a} and is kept up to {b}.",
            a=since,
            b=until,
        )
    if until is not None:
        return words(
            "Danh mục đơn vị hành chính cập nhật đến hết ngày {b}.", "The register of units is kept up to {b}.", b=until
        )
    if since is not None:
        return words("Danh mục đơn vị hành chính từ {a}.", "The register of units begins on {a}.", a=since)
    return None
