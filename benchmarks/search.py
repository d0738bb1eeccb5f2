"""The pages of a search and of a unit, signed in, inside the server, at 14,138 units, old and new."""

from __future__ import annotations

import statistics
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from database import check_page, empty_database, load_units, queries, signed_in
from timing import timed, turns

AT = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
SMALL = {"only": ("70", "75"), "since": 2024, "each": 2}  # Bình Phước and Đồng Nai, which became one
ASKED = {
    "tan dong": "Tân Đồng",
    "dong xoai": "Đồng Xoài",
    "an loc": "An Lộc",
    "binh phuoc": "Bình Phước",
    "25198": "Tân Đồng",
}
SHOWN = {
    "25195": ("Phường Bình Phước", "Tân Đồng"),
    "25210": ("Phường Đồng Xoài", "Tiến Thành"),
    "25217": ("Phường Phước Long", "Long Thủy"),
    "25432": ("Phường Chơn Thành", "Hưng Long"),
    "25441": ("Phường Minh Hưng", "Minh Long"),
}
"""Today's wards, each with a unit that went into it."""


def search(rounds: int, *, only: tuple[str, ...] = (), since: int = 2022, each: int = 5) -> None:
    with tempfile.TemporaryDirectory() as folder:
        empty_database(Path(folder), AT)
        units = len(load_units(AT, only).units)
        _file_sample(since)
        from kieumau.records.accounts.roles import Role
        from kieumau.records.territory.queries import search_units

        _, client = signed_in("phan-tich", Role.MINISTRY_ANALYST, "", since=date(2024, 1, 1), at=AT)

        def found(asked: str) -> list[Any]:
            return list(search_units(asked)[:50])

        def check_found(asked: str, answer: list[Any]) -> None:
            assert any(ASKED[asked] in u.name for u in answer), asked

        def check_search(asked: str, answer: Any) -> None:
            check_page(answer, "đơn vị khớp", ASKED[asked], "data-row")

        def check_unit(code: str, answer: Any) -> None:
            check_page(answer, *SHOWN[code], "Số liệu theo đơn vị này", "Họp kiểm điểm tiến độ trong năm", "ít nhất")

        print(f"{units:,} units, {rounds} rounds of {each}, signed in")
        for name, ask, known, check in (
            ("search, database", found, ASKED, check_found),
            ("search, whole page", lambda q: client.get("/don-vi/", {"q": q}), ASKED, check_search),
            ("a unit's page", lambda c: client.get(f"/don-vi/{c}/?on=2026-07-01"), SHOWN, check_unit),
        ):
            asked, taken = list(known)[:each], []
            for turn in turns(rounds):
                seconds, answers = timed(lambda ask=ask, asked=asked: [ask(one) for one in asked])
                for one, answer in zip(asked, answers, strict=True):
                    check(one, answer)
                if turn >= 0:
                    taken.append(seconds / len(asked))
            most = max(queries(lambda ask=ask, one=one: ask(one)) for one in asked)
            print(f"  {name:20} median {statistics.median(taken) * 1000:5.1f} ms, at most {most} queries")


def _file_sample(since: int) -> None:
    """Bình Phước judged as of April 2024, and its figures before and after the merger, recorded a file at a time."""
    from kieumau.config.management.commands.load_sample import ON, RULEBOOK, SAMPLE
    from kieumau.config.sample_history import MERGER, observations
    from kieumau.engine.criteria import load_rulebook
    from kieumau.engine.evaluation import evaluate
    from kieumau.engine.indicators import ObservationTable
    from kieumau.engine.reading import read_observations, read_units
    from kieumau.records.assessments.actions import file_assessment
    from kieumau.records.indicators.figures.actions import record_figures
    from kieumau.records.journal.actors import operator

    criteria, by = load_rulebook(RULEBOOK), operator(AT)
    units = read_units(SAMPLE / "units.csv", filename="units.csv")
    figures = SAMPLE / "figures.csv"
    read = read_observations(
        figures, filename=figures.name, indicators=criteria.indicators, calendar=criteria.calendar, units=units
    )
    file_assessment(result=evaluate(criteria, read.table, on=ON, units=units, period="2023"), criteria=criteria, by=by)
    for name in ("communes.csv", "months.csv", "years.csv"):
        rows = tuple(
            r for r in observations(name, criteria).rows
            if r.period.first.year >= since and not r.period.first < MERGER <= r.period.last
        )  # fmt: skip
        record_figures(table=ObservationTable(rows, sample=True), source=name, by=by)
