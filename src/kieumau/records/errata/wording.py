"""Errata in a sentence, for whoever decides on one and whoever reaches other units by one."""

from __future__ import annotations

from collections.abc import Iterable

from kieumau.engine.wording import Words, joined, words
from kieumau.records.errata.models import Erratum, ScopeMove


def said_waiting_erratum(erratum: Erratum) -> Words:
    return words(
        "Đính chính {n} quan hệ kế thừa giữa các đơn vị đang chờ phê duyệt",
        "An erratum of {n} successions between units waits for a decision",
        n=len(erratum.ways),
    )


def said_moves(moves: Iterable[ScopeMove]) -> Words:
    """How many units somebody gained and lost by an erratum."""
    counts = {"gained": 0, "lost": 0, "writes": 0, "writes_no_more": 0}
    for move in moves:
        for name in counts:
            counts[name] += len(getattr(move, name))
    told = (
        ("gained", Words("thêm {n} đơn vị cũ", "{n} former units more")),
        ("lost", Words("không còn {n} đơn vị cũ", "{n} former units fewer")),
        ("writes", Words("được nhập số liệu cho {n} đơn vị cũ", "you may enter figures for {n} of them")),
        ("writes_no_more", Words("không còn nhập số liệu cho {n} đơn vị cũ", "you no longer enter figures for {n}")),
    )
    parts = [said.fill(n=counts[name]) for name, said in told if counts[name]]
    return words(
        "Phạm vi được xem đã thay đổi do đính chính danh mục đơn vị hành chính: {p}",
        "What you reach has changed by an erratum of the register of units: {p}",
        p=joined(parts, "; "),
    )
