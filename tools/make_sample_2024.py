"""Make samples/binh-phuoc-2024/figures.csv again: `python tools/make_sample_2024.py`. Every figure is invented; the same seed gives the same file.

Each ward first gets figures with which it meets all 22 criteria of the rulebook `mau-gia-dinh-22/2023`, of a size that
suits its class; then the story of the sample takes away what the ward is to miss, and the months that are missing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from io import StringIO
from math import ceil, floor
from pathlib import Path
from random import Random

FOLDER = Path(__file__).resolve().parents[1] / "src" / "kieumau" / "samples" / "binh-phuoc-2024"
SEED = 20240404
YEAR = 2023
HEADER = ("unit", "period", "indicator", "value", "sample")
MONTHLY = ("disciplined", "order_violations", "files", "files_on_time", "pavement_breaches")

Figures = dict[str, float | bool]

TAN_DONG = "25198"
"""The pilot ward of the founding report: 22 of 22, and violations of social order down by 20%: from 300 to 240 here,
too large a fall for chance alone (p = 0.011), unlike that of An Lộc (262 to 241, p = 0.37). Other wards have about as
many to a household."""

MISSED: Mapping[str, tuple[int, ...]] = {
    TAN_DONG: (),
    "25195": (4,),
    "25201": (4, 7),
    "25204": (12, 19, 22),
    "25205": (6, 20),
    "25210": (4, 7, 16),
    "25216": (5, 22),
    "25217": (6, 8, 21),
    "25219": (4,),
    "25220": (4, 6, 11, 13, 18),
    "25237": (2, 4, 8, 15, 17, 22),
    "25320": (5, 13, 17, 19),
    "25324": (19,),
    "25325": (11, 21),
    "25326": (7, 11, 14, 15, 20),
    "25432": (16,),
    "25433": (18, 20),
    "25441": (11, 14),
    "25444": (1, 4, 5, 7, 8, 10, 13, 16),
    "25447": (1, 3, 4, 6, 9, 12, 14),
}
"""Which criteria each ward misses, by number."""

MISSING = {("25433", "order_violations", 8), ("25217", "files", 11), ("25217", "files_on_time", 11)}
"""Months for which a ward has sent nothing: the criterion stays unknown, it does not become zero."""

NO_LODGINGS = {"25326"}

# class: households, residential areas, streets, authorised staff, working area needed (as in the rulebook)
SIZES = {
    "I": ((4200, 6400), (10, 14), (18, 26), (26, 32), 400),
    "II": ((2500, 4100), (7, 10), (12, 18), (18, 24), 300),
    "III": ((1200, 2400), (4, 7), (7, 12), (12, 16), 200),
}


def main() -> None:
    (FOLDER / "figures.csv").write_text(make_figures(), encoding="utf-8", newline="")


def make_figures() -> str:
    """The whole file as text."""
    with (FOLDER / "units.csv").open(encoding="utf-8", newline="") as file:
        wards = [(row["unit"], row["class"]) for row in csv.DictReader(file)]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for unit, class_ in wards:
        draw = Random(f"{SEED}-{unit}")
        before, figures = _all_met(unit, class_, draw)
        for number in MISSED[unit]:
            _MISS[number](figures, before, draw)
        writer.writerow((unit, YEAR - 1, "order_violations", before, "yes"))
        for indicator, value in figures.items():
            if indicator not in MONTHLY:
                writer.writerow((unit, YEAR, indicator, _written(value), "yes"))
        for month, indicator, value in _by_month(unit, figures):
            if (unit, indicator, month) not in MISSING:
                writer.writerow((unit, f"{YEAR}-{month:02}", indicator, value, "yes"))
    return out.getvalue()


def _all_met(unit: str, class_: str, draw: Random) -> tuple[int, Figures]:
    """Violations of the year before, and figures with which every criterion is met."""
    sizes = SIZES[class_]
    households, areas, streets, quota = (_between(draw, *span) for span in sizes[:4])
    listed, reports, files = _between(draw, 20, 32), households // 80, households // 3 + _between(draw, 0, 300)
    received = _between(draw, 12, 26) * 10
    before = 300 if unit == TAN_DONG else households // 11 + 3 * _between(draw, -4, 4)
    now = 240 if unit == TAN_DONG else floor(before * _between(draw, 84, 93) / 100)
    lodgings = 0 if unit in NO_LODGINGS else _between(draw, 3, 14)
    figures: Figures = {
        "party_resolution": True,
        "committee_plan": True,
        "progress_reviews": _between(draw, 4, 8),
        "joint_rules": _between(draw, 3, 6),
        "dialogues": _between(draw, 2, 4),
        "areas": areas,
        "areas_with_teams": areas,
        "party_cell_good": draw.randrange(3) > 0,
        "party_cell_excellent": False,
        "office_area": sizes[4] + 5 * _between(draw, 0, 24),
        "items_listed": listed,
        "items_held": _between(draw, ceil(listed * 0.84), listed),
        "streets": streets,
        "streets_with_cameras": _between(draw, ceil(streets * 0.65), streets),
        "officers_quota": quota,
        "officers_present": _between(draw, ceil(quota * 0.9), quota),
        "young_share": _between(draw, 42, 65) / 100,
        "trained_share": _between(draw, 52, 85) / 100,
        "disciplined": 0,
        "very_serious_crimes": 0,
        "organised_gangs": False,
        "public_disorder": False,
        "lasting_hotspots": False,
        "order_violations": now,
        "crime_reports": reports,
        "crime_reports_settled": _between(draw, ceil(reports * 0.92), reports),
        "weapon_drives": _between(draw, 2, 5),
        "households": households,
        "households_committed": ceil(households * _between(draw, 91, 99) / 100),
        "households_checked": ceil(households * _between(draw, 87, 99) / 100),
        "files": files,
        "files_on_time": files - _between(draw, 0, files // 80),
        "online_share": _between(draw, 62, 84) / 100,
        "lodgings": lodgings,
        "lodgings_checked": lodgings,
        "working_models": _between(draw, 2, 6),
        "areas_recognised": _between(draw, ceil(areas * 0.75), areas),
        "pavement_breaches": _between(draw, 0, 3),
        "illegal_adverts": _between(draw, 0, 5),
        "civil_streets": _between(draw, ceil(streets * 0.55), ceil(streets * 0.8)),
        "forms_received": received,
        "forms_satisfied": _between(draw, ceil(received * 0.92), received - 2),
        "registered": True,
        "head_prosecuted": False,
    }
    figures["party_cell_excellent"] = not figures["party_cell_good"]
    if not lodgings:
        del figures["lodgings_checked"]
    return before, figures


def _between(draw: Random, least: int, most: int) -> int:
    return least + draw.randrange(most - least + 1)


# -- what a ward is to miss, criterion by criterion ---------------------------------------------------------------


def _too_few(part: str, whole: str, share: float) -> Callable[[Figures, int, Random], None]:
    """One to three short of the share that the rulebook asks."""

    def miss(figures: Figures, _before: int, draw: Random) -> None:
        figures[part] = ceil(figures[whole] * share) - _between(draw, 1, 3 if figures[whole] > 12 else 1)

    return miss


def _set(**values: float | bool) -> Callable[[Figures, int, Random], None]:
    def miss(figures: Figures, _before: int, _draw: Random) -> None:
        figures.update(values)

    return miss


def _drawn(indicator: str, least: int, most: int, *, percent: bool = False) -> Callable[[Figures, int, Random], None]:
    def miss(figures: Figures, _before: int, draw: Random) -> None:
        value = _between(draw, least, most)
        figures[indicator] = value / 100 if percent else value

    return miss


def _miss_mobilising(figures: Figures, _before: int, _draw: Random) -> None:
    figures["joint_rules"], figures["areas_with_teams"] = 2, figures["areas"] - 1


def _miss_office(figures: Figures, _before: int, draw: Random) -> None:
    needed = max(size[4] for size in SIZES.values() if size[4] <= figures["office_area"])
    figures["office_area"] = needed - 5 * _between(draw, 2, 16)


def _miss_violations(figures: Figures, before: int, draw: Random) -> None:
    figures["order_violations"] = floor(before * 0.95) + _between(draw, 1, 6)


def _miss_pledges(figures: Figures, _before: int, draw: Random) -> None:
    figures["households_committed"] = ceil(figures["households"] * 0.9) - _between(draw, 20, 150)


def _miss_residence(figures: Figures, _before: int, draw: Random) -> None:
    figures["households_checked"] = ceil(figures["households"] * 0.85) - _between(draw, 15, 120)


def _miss_on_time(figures: Figures, _before: int, draw: Random) -> None:
    figures["files_on_time"] = ceil(figures["files"] * 0.98) - _between(draw, 2, 9)


def _miss_lodgings(figures: Figures, _before: int, draw: Random) -> None:
    figures["lodgings_checked"] = figures["lodgings"] - _between(draw, 1, 2)


def _miss_street_order(figures: Figures, _before: int, draw: Random) -> None:
    figures["pavement_breaches"], figures["illegal_adverts"] = _between(draw, 5, 8), _between(draw, 3, 6)


def _miss_satisfaction(figures: Figures, _before: int, draw: Random) -> None:
    figures["forms_satisfied"] = ceil(figures["forms_received"] * 0.9) - _between(draw, 1, 7)


_MISS: Mapping[int, Callable[[Figures, int, Random], None]] = {
    1: _drawn("progress_reviews", 2, 3),
    2: _miss_mobilising,
    3: _set(party_cell_good=False, party_cell_excellent=False),
    4: _miss_office,
    5: _too_few("items_held", "items_listed", 0.79),
    6: _too_few("streets_with_cameras", "streets", 0.6),
    7: _too_few("officers_present", "officers_quota", 0.9),
    8: _drawn("trained_share", 38, 48, percent=True),
    9: _set(disciplined=1),
    10: _set(lasting_hotspots=True),
    11: _miss_violations,
    12: _too_few("crime_reports_settled", "crime_reports", 0.9),
    13: _miss_pledges,
    14: _miss_residence,
    15: _miss_on_time,
    16: _drawn("online_share", 40, 49, percent=True),
    17: _miss_lodgings,
    18: _set(working_models=1),
    19: _too_few("areas_recognised", "areas", 0.7),
    20: _miss_street_order,
    21: _too_few("civil_streets", "streets", 0.5),
    22: _miss_satisfaction,
}


def _by_month(unit: str, figures: Figures) -> list[tuple[int, str, int]]:
    """The sums of the year spread over its months, each figure by chance of its own."""
    files = Random(f"{SEED} {unit} files").choices(range(12), k=int(figures["files"]))
    late = files[: int(figures["files"]) - int(figures["files_on_time"])]
    rows = []
    for indicator in MONTHLY:
        if indicator.startswith("files"):
            spread = files if indicator == "files" else files[len(late) :]
        else:
            chance = Random(f"{SEED} {unit} {indicator}")
            spread = chance.choices(range(12), k=int(figures[indicator]))
        rows += [(month + 1, indicator, spread.count(month)) for month in range(12)]
    return rows


def _written(value: float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"


if __name__ == "__main__":
    main()
