"""Make the files of samples/binh-phuoc-2022-2026 again: `python tools/make_sample_2022_2026.py`. Every figure is invented; the same seed, the same files.

The wards of Bình Phước report each month and each year: twenty of them until June 2025, the eight that they became
from July 2025. What `binh-phuoc-2024` says of 2022 and 2023 is kept; the other years are made from it. The wards'
communes of before the merger are made the same way. Then come the days on which each return was entered,
and what went otherwise: returns that never came, figures left out, corrected, taken back. Four wards report in a way
that the checks are to ask about.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "src" / "kieumau" / "samples" / "binh-phuoc-2022-2026"
STORY = FOLDER.with_name("binh-phuoc-2024")
SEED = 20250851
"""One of those with which chance alone makes no other ward look odd."""
MERGER = date(2025, 7, 1)
LAST = (2026, 10)

AFTER: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "25195": (("25195", "25198", "25201", "25204", "25205"), ("25213",)),
    "25210": (("25210",), ("25207",)),
    "25217": (("25216", "25217", "25237"), ("25249",)),
    "25220": (("25219", "25220"), ("25244", "25245")),
    "25326": (("25320", "25324", "25326"), ("25354",)),
    "25333": (("25325",), ("25333", "25336")),
    "25432": (("25432", "25433", "25447"), ()),
    "25441": (("25441", "25444"), ()),
}
"""The wards since the merger, each with the wards and the communes that it was made of."""

SILENT_COMMUNE = "25354"
"""Xã Thanh Bình sent nothing: what phường Bình Long was before it can only be said to be at least so much."""

# Of a year's sum, how much falls on each month.
_ORDER = (112, 110, 96, 95, 98, 100, 103, 100, 97, 98, 100, 110)  # more around Tết
_OFFICE = (97, 93, 102, 100, 100, 101, 102, 102, 101, 101, 100, 101)  # less at Tết
_QUARTERS, _HALVES, _TET, _EVEN = (1, 1, 7) * 4, (1, 1, 2, 1, 1, 7) * 2, (6, 4, 1, 2, 1, 1) * 2, (1,) * 12
SUMS: Mapping[str, Sequence[int]] = {
    "progress_reviews": _QUARTERS,
    "dialogues": _HALVES,
    "disciplined": _EVEN,
    "very_serious_crimes": _EVEN,
    "order_violations": _ORDER,
    "weapon_drives": _TET,
    "files": _OFFICE,
    "files_on_time": _OFFICE,
    "pavement_breaches": _EVEN,
}
OF_ONE_OFFICE = ("progress_reviews", "dialogues", "weapon_drives")
"""What a merged ward holds as one, and not as often as its predecessors together."""
FACTS = ("organised_gangs", "public_disorder", "lasting_hotspots")
YES = {
    *(("25444", "lasting_hotspots", f"{year}-{m:02}") for year, months in ((2022, (10, 11, 12)), (2023, range(1, 8))) for m in months),
    ("25326", "public_disorder", "2024-02"),
    ("25432", "lasting_hotspots", "2026-04"),
    ("25432", "lasting_hotspots", "2026-05"),
}  # fmt: skip
"""All other facts of a month are “không”."""

WHOLES = (
    "areas", "office_area", "items_listed", "streets", "officers_quota", "crime_reports", "households", "lodgings",
    "working_models", "illegal_adverts", "forms_received",
)  # fmt: skip
PARTS = {
    "areas_with_teams": "areas",
    "items_held": "items_listed",
    "streets_with_cameras": "streets",
    "officers_present": "officers_quota",
    "officers_trained": "officers_present",
    "crime_reports_settled": "crime_reports",
    "households_committed": "households",
    "households_checked": "households",
    "lodgings_checked": "lodgings",
    "areas_recognised": "areas",
    "civil_streets": "streets",
    "forms_satisfied": "forms_received",
}
"""Parts and what they are part of; each comes after its whole."""
OTHERS = ("joint_rules", "young_share", "online_share")
YEARLY_FACTS = (
    "party_resolution", "committee_plan", "party_cell_good", "party_cell_excellent", "registered", "head_prosecuted",
)  # fmt: skip
YEARLY = (*YEARLY_FACTS, *OTHERS, *WHOLES, *PARTS)

# -- what went otherwise ------------------------------------------------------------------------------------------

NEVER_CAME = {
    ("25237", "2024-09"), ("25326", "2025-02"), ("25444", "2024-04"), ("25444", "2024"), ("25447", "2024-10"),
    ("25220", "2026-03"), ("25326", "2025-11"), ("25333", "2026-08"),
    ("25210", "2026-10"), ("25220", "2026-10"), ("25326", "2026-10"),
}  # fmt: skip
LEFT_OUT = {
    ("25201", "2024-06", "weapon_drives"), ("25320", "2022-11", "dialogues"), ("25432", "2026-05", "pavement_breaches"),
    ("25210", "2025-09", "files"), ("25210", "2025-09", "files_on_time"), ("25219", "2024", "forms_received"),
    ("25219", "2024", "forms_satisfied"),
    *(("25195", "2026-10", i) for i in ("files", "files_on_time", "pavement_breaches", "weapon_drives", "dialogues")),
}  # fmt: skip

# -- what the checks are to ask about; an invented question each, and no ward's guilt --------------------------------

ROUNDED = ("25444", "files", "2024-01", "2025-06", 10)
"""Unit, figure, first and last month, and to what its counts are rounded."""
ZEROS = ("25326", "order_violations", ("2024-05", "2024-06", "2024-07"))
"""None in these months, of a ward that has some fifteen a month before and after."""
COPIED = ("25219", "25220", "2025-03")
"""The second ward sends for this month what the first one sends."""
REVISED = {
    ("25216", "2024-10", "order_violations"): (2, "2024-12-27"),
    ("25216", "2024-11", "order_violations"): (3, "2024-12-30"),
    ("25216", "2024-12", "order_violations"): (4, "2025-01-24"),
}
"""By how much a figure was lowered, and when: only so does the year's fall reach the 5% that criterion 11 asks. October
was closed by then and was opened again."""

# -- corrections and openings -------------------------------------------------------------------------------------

TAKEN_BACK = ("25205", "2024-03", "pavement_breaches")
OFTEN_LATE = {"25444": 0.3, "25237": 0.2, "25326": 0.15}
DUE_DAYS = 5
TOO_FEW = ("Cộng thiếu số của một khu dân cư", "Bổ sung vụ việc bàn giao muộn")
TOO_MANY = ("Đối chiếu lại sổ theo dõi", "Ghi nhầm số của tháng trước", "Tính trùng số của một khu dân cư")
"""Why a figure is corrected that was first entered too low or too high."""
REOPENED = (
    ("25216", "2024-10", "order_violations", "2024-12-24", "Rà soát số vụ cuối năm"),
    ("25324", "2024-02", "order_violations", "2024-05-13", "Kiểm tra chéo phát hiện sót hai vụ"),
    ("25441", "2026-02", "files", "2026-04-20", "Bộ phận một cửa cấp lại số hồ sơ của tháng"),
)
"""Unit, period, figure, the day on which it was asked to be open again; granted the day after, corrected two days on."""
REFUSED = ("25237", "2024-05", "2024-08-12", "Muốn xem lại số liệu tháng 5", "Chưa nêu số nào cần sửa và vì sao")
WAITING = ("25432", "2026-07", "2026-10-20", "Rà soát lại số vụ vi phạm trật tự tháng 7")

Month = tuple[int, int]
Row = dict[str, Any]


def main() -> None:
    for name, text in make_figures().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="")


def make_figures() -> dict[str, str]:
    """Each file as text, by its name."""
    told = _told()
    years = _years(told)
    communes = {}
    for wards, parts in AFTER.values():
        for commune in parts:
            draw = Random(f"{SEED}-years-{commune}")
            now = _smaller(years[wards[0]]["2023"], draw)
            communes[commune] = {"2022": _moved(now, -1, draw), "2023": now, "2024": _moved(now, 1, draw)}
    levels, months = {}, {}
    for unit, of_years in (years | communes).items():
        draw = Random(f"{SEED}-{unit}")
        levels[unit], months[unit] = _before(unit, told.get(unit), of_years["2023"]["households"], draw)
    for commune in communes:
        communes[commune] |= months.pop(commune)
    for unit, (wards, parts) in AFTER.items():
        draw = Random(f"{SEED}-after-{unit}")
        level = {name: sum(levels[each][name] for each in (*wards, *parts)) for name in SUMS}
        level |= {name: level[name] / (len(wards) + len(parts)) for name in OF_ONE_OFFICE}
        months.setdefault(unit, {}).update(_after(unit, level, draw))
        years.setdefault(unit, {})["2025"] = _merged(
            [(years | communes)[each]["2024"] for each in (*wards, *parts)], draw
        )
    del communes[SILENT_COMMUNE]
    _report_oddly(months)
    for figures in (months, years):
        _leave_out(figures)
    entered = _entered([months, years])
    corrections = _corrections(months, years, entered)
    for unit, period, indicator in (TAKEN_BACK,):
        months[unit][period][indicator] = None
    asked = [_reopening(*r[:2], r[3], r[4], True) for r in REOPENED]
    asked += [_reopening(*REFUSED[:4], False, REFUSED[4]), _reopening(*WAITING, None)]
    return {
        "months.csv": _table(months, (*SUMS, *FACTS)),
        "years.csv": _table(years, YEARLY),
        "communes.csv": _table(communes, (*SUMS, *FACTS, *YEARLY)),
        "entered.csv": _written(("unit", "period", "at"), [(*key, _moment(at)) for key, at in entered.items()]),
        "corrections.csv": _written(("unit", "period", "indicator", "first", "at", "reason"), corrections),
        "reopenings.csv": _written(("unit", "period", "asked", "reason", "decided", "until", "note"), asked),
    }


# -- figures ------------------------------------------------------------------------------------------------------


def _told() -> dict[str, dict[str, dict[str, Any]]]:
    """What `binh-phuoc-2024` says: ward, period, indicator."""
    told: dict[str, dict[str, dict[str, Any]]] = {}
    with (STORY / "figures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            figures = told.setdefault(row["unit"], {}).setdefault(row["period"], {})
            text = row["value"]
            figures[row["indicator"]] = text == "true" if text in ("true", "false") else float(text)
    for figures in told.values():
        year = figures["2023"]
        year["officers_trained"] = round(year.pop("trained_share") * year["officers_present"])
    return told


def _before(
    unit: str, told: Mapping[str, Mapping[str, Any]] | None, households: int, draw: Random
) -> tuple[dict[str, float], dict[str, Row]]:
    """A unit's months until June 2025, and the sums of a year with which it went into the merger."""
    months: dict[str, Row] = {}
    if told is None:
        now = {
            "order_violations": households // 12 + 3 * draw.randint(-4, 4),
            "files": draw.randint(320, 700),
            "pavement_breaches": 2,
        }
        now |= {"progress_reviews": draw.randint(3, 5), "dialogues": 2, "weapon_drives": draw.randint(2, 4)}
        now |= {"disciplined": 0, "very_serious_crimes": 0}
        before = round(now["order_violations"] * 1.1)
    else:
        now = {name: told["2023"].get(name, 0) for name in SUMS}
        for name in SUMS:
            now[name] += sum(told[p].get(name, 0) for p in told if p > "2023-" and p[:4] == "2023")
        before = int(told["2022"]["order_violations"])
    first = {name: now[name] * draw.uniform(0.9, 1.02) for name in SUMS if name in now} | {"order_violations": before}
    months |= _months(unit, [(2022, m) for m in range(1, 13)], first, draw)
    year_2023 = _months(unit, [(2023, m) for m in range(1, 13)], now, draw)
    for period, figures in year_2023.items() if told else ():
        month = told[period] if told else {}
        given = ("disciplined", "order_violations", "files", "files_on_time", "pavement_breaches")
        figures.update({name: int(month[name]) if name in month else None for name in given})
    months |= year_2023
    level = {name: value * draw.uniform(0.92, 1.03) for name, value in now.items()}
    months |= _months(unit, [(2024, m) for m in range(1, 13)], level, draw)
    level = {name: value * draw.uniform(0.92, 1.03) for name, value in level.items()}
    months |= _months(unit, [(2025, m) for m in range(1, 7)], level, draw)
    return level | {"files_on_time": 0}, months


def _after(unit: str, level: Mapping[str, float], draw: Random) -> dict[str, Row]:
    """A new ward's months: what its predecessors had together, and on from there."""
    months = _months(unit, [(2025, m) for m in range(7, 13)], level, draw)
    later = {name: value * draw.uniform(0.92, 1.02) for name, value in level.items()}
    return months | _months(unit, [(2026, m) for m in range(1, LAST[1] + 1)], later, draw)


def _months(unit: str, months: Sequence[Month], sums: Mapping[str, float], draw: Random) -> dict[str, Row]:
    """The sums of a year spread over some of its months, as chance would."""
    found: dict[str, Row] = {f"{year}-{month:02}": {} for year, month in months}
    for name, weights in SUMS.items():
        if name == "files_on_time":
            on_time = draw.uniform(0.984, 0.997)
            for figures in found.values():
                figures[name] = sum(draw.random() < on_time for _ in range(figures["files"]))
            continue
        share = [weights[month - 1] for _, month in months]
        rare = 0.08 if name in ("disciplined", "very_serious_crimes") and months[0][0] != 2023 else 0
        total = round(sums[name] * sum(share) / sum(weights)) + (draw.random() < rare)
        hits = draw.choices(range(len(months)), share, k=total)
        for index, figures in enumerate(found.values()):
            figures[name] = hits.count(index)
    for period, figures in found.items():
        figures.update({fact: (unit, fact, period) in YES for fact in FACTS})
    return found


def _years(told: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, dict[str, Row]]:
    years = {}
    for unit, figures in told.items():
        draw = Random(f"{SEED}-years-{unit}")
        now = {name: figures["2023"].get(name) for name in YEARLY}
        years[unit] = {"2022": _moved(now, -1, draw), "2023": now, "2024": _moved(now, 1, draw)}
    return years


def _moved(figures: Mapping[str, Any], step: int, draw: Random) -> Row:
    """The year before (-1) or after (1): a little more of everything with time, and chance."""
    moved = dict(figures)
    moved["households"] = round(figures["households"] * (1 + step * draw.uniform(0.005, 0.02)))
    for name in ("crime_reports", "forms_received"):
        moved[name] = round(figures[name] * draw.uniform(0.93, 1.06))
    moved["illegal_adverts"] = max(0, figures["illegal_adverts"] + draw.randint(-2, 2))
    for part, whole in PARTS.items():
        if figures[part] is not None:
            share = figures[part] / figures[whole] + step * draw.uniform(0, 0.03)
            moved[part] = max(0, min(moved[whole], round(moved[whole] * share)))
    moved["young_share"] = round(figures["young_share"] + draw.randint(-2, 2) / 100, 2)
    moved["online_share"] = round(min(0.98, figures["online_share"] + step * draw.randint(3, 8) / 100), 2)
    moved["party_cell_good"] = draw.random() < 0.7
    moved["party_cell_excellent"] = not moved["party_cell_good"]
    return moved


def _smaller(ward: Row, draw: Random) -> Row:
    """A commune beside a ward: about half of it."""
    half = draw.uniform(0.4, 0.6)
    smaller = ward | {name: round(ward[name] * half) for name in WHOLES}
    return smaller | {part: round(ward[part] * half) for part in PARTS}


def _merged(wards: Sequence[Row], draw: Random) -> Row:
    """A new ward's first return of a year: of what it was made of, together."""
    merged: Row = {name: sum(w[name] for w in wards) for name in WHOLES}
    merged["officers_quota"] = round(merged["officers_quota"] * 0.6)
    merged["crime_reports"] = round(merged["crime_reports"] / 2)  # of half a year
    for part, whole in PARTS.items():
        share = sum(w[part] or 0 for w in wards) / sum(w[whole] for w in wards)
        merged[part] = min(merged[whole], round(merged[whole] * (share + draw.uniform(-0.03, 0.02))))
    for name in ("young_share", "online_share"):
        merged[name] = round(sum(w[name] for w in wards) / len(wards), 2)
    merged["joint_rules"] = max(w["joint_rules"] for w in wards)
    good = draw.random() < 0.7
    facts = {"party_cell_good": good, "party_cell_excellent": not good, "head_prosecuted": False}
    return merged | dict.fromkeys(YEARLY_FACTS, True) | facts


# -- acts ---------------------------------------------------------------------------------------------------------


def _leave_out(figures: dict[str, dict[str, Row]]) -> None:
    for unit, period in NEVER_CAME:
        figures[unit].pop(period, None)
    for unit, period, indicator in LEFT_OUT:
        if indicator in figures[unit].get(period, ()):
            figures[unit][period][indicator] = None


def _report_oddly(months: Mapping[str, dict[str, Row]]) -> None:
    unit, indicator, first, last, to = ROUNDED
    for figures in (row for period, row in months[unit].items() if first <= period <= last):
        late = figures[indicator] - figures["files_on_time"]
        figures[indicator] = round(figures[indicator] / to) * to
        figures["files_on_time"] = figures[indicator] - late
    unit, indicator, none_in = ZEROS
    for period in none_in:
        months[unit][period][indicator] = 0
    for (unit, period, indicator), (less, _) in REVISED.items():
        months[unit][period][indicator] -= less
    first, second, period = COPIED
    months[second][period] = dict(months[first][period])


def _entered(tables: Iterable[Mapping[str, Mapping[str, Row]]]) -> dict[tuple[str, str], datetime]:
    """The moment at which each return was entered: mostly in time."""
    draw, entered = Random(f"{SEED}-entered"), {}
    for table in tables:
        for unit, periods in table.items():
            for period in periods:
                late = draw.random() < OFTEN_LATE.get(unit, 0.03) and period != f"{LAST[0]}-{LAST[1]}"
                days = draw.randint(DUE_DAYS + 1, DUE_DAYS + 9) if late else draw.randint(1, DUE_DAYS - 1)
                entered[unit, period] = _at(_last_day(period) + timedelta(days), draw)
    return entered


def _corrections(
    months: Mapping[str, Mapping[str, Row]],
    years: Mapping[str, Mapping[str, Row]],
    entered: Mapping[tuple[str, str], datetime],
) -> list[tuple[str, ...]]:
    """What was first entered otherwise, or later, than it stands in the tables: unit, period, indicator, at first."""
    draw, found = Random(f"{SEED}-corrections"), {}
    told = {key[:2] for key in (*REOPENED, *REVISED)} | {(unit, COPIED[2]) for unit in COPIED[:2]}
    told |= {(ZEROS[0], month) for month in ZEROS[2]}
    open_ones = [key for key in entered if len(key[1]) == 7 and key[1] < "2026-09" and key not in told]
    for number, (unit, period) in enumerate(draw.sample(open_ones, 36)):
        indicator = ("order_violations", "files", "pavement_breaches", "order_violations")[number % 4]
        value = months[unit][period][indicator]
        if value is None:
            continue
        at = _at(_last_day(period) + timedelta(draw.randint(18, 38)), draw)
        if number % 6 == 5:  # it came later than the others
            found[unit, period, indicator] = ("", at, "")
        else:
            few = indicator == "order_violations" and value > 0 and draw.random() < 0.5
            first = max(0, value - draw.randint(1, 3)) if few else value + draw.randint(1, 3)
            found[unit, period, indicator] = (str(first), at, draw.choice(TOO_FEW if few else TOO_MANY))
    found[TAKEN_BACK] = ("3", _at(date(2024, 4, 24), draw), "Số này của phường khác, nhập nhầm đơn vị")
    trained = years["25201"]["2024"]["officers_trained"]
    found["25201", "2024", "officers_trained"] = (str(trained - 2), _at(date(2025, 1, 22), draw), TOO_FEW[1])
    for unit, period, indicator, asked, reason in REOPENED:
        at = _at(date.fromisoformat(asked) + timedelta(3), draw)
        found[unit, period, indicator] = (str(months[unit][period][indicator] - 2), at, reason)
    for (unit, period, indicator), (less, day) in REVISED.items():  # October among them, once it was open again
        at = _at(date.fromisoformat(day), draw)
        found[unit, period, indicator] = (str(months[unit][period][indicator] + less), at, TOO_MANY[0])
    return [(*key, first, _moment(at), reason) for key, (first, at, reason) in sorted(found.items())]


def _reopening(unit: str, period: str, asked: str, reason: str, granted: bool | None, note: str = "") -> tuple[str, ...]:  # fmt: skip
    draw, day = Random(f"{SEED}-{unit}-{asked}"), date.fromisoformat(asked)
    decided = "" if granted is None else _moment(_at(day + timedelta(1), draw))
    until = (day + timedelta(8)).isoformat() if granted else ""
    return unit, period, _moment(_at(day, draw)), reason, decided, until, note


def _last_day(period: str) -> date:
    year, month = int(period[:4]), int(period[5:] or 12)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)


def _at(day: date, draw: Random) -> datetime:
    """Some minute of the working day, where the office is."""
    minutes = draw.choice((draw.randrange(8 * 60, 11 * 60 + 30), draw.randrange(13 * 60 + 30, 16 * 60 + 45)))
    return datetime.combine(day, time(minutes // 60, minutes % 60), timezone(timedelta(hours=7)))


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


# -- files --------------------------------------------------------------------------------------------------------


def _table(figures: Mapping[str, Mapping[str, Row]], columns: Sequence[str]) -> str:
    """A row a return, a column an indicator; what is missing is empty."""
    rows = [
        (unit, period, *(_text(row.get(name)) for name in columns), "yes")
        for unit, periods in sorted(figures.items())
        for period, row in sorted(periods.items())
    ]
    return _written(("unit", "period", *columns, "sample"), rows)


def _written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"


if __name__ == "__main__":
    main()
