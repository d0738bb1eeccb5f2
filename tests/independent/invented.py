"""Invented criteria sets and figures with gaps, from a seed: as data, so that a disagreement can be made smaller."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from random import Random
from typing import Any

import yaml
from judge import Row

Writer = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # in C where it can
FORMULAS = [
    "a >= t * b", "a / b >= t", "b <= k", "a + b > 2 * k", "s >= t", "s < 0.5", "f", "not f", "c = 0",
    "c <= 0.8 * before(c)", "a - b <= 0", "a / (b - 5 * t * b) >= t", "a / (b / (a / b)) <= t", "c between 1 and 4",
    "f = false", "a <> b", "s * s >= 0.25 * t", "c / before(c) <= 1.2", "(a >= 3 and f) or s > 0.9", "-a < 0 - 2",
    "a * (1 - t) <= b / 3 * 2", "d >= 5", "not d <= 3", "c + d >= 6", "d - c <= 2", "d <= 0.9 * before(d)", "g",
    "f <> g", "g or d >= 4", "before(g)", "c / d > 0.1", "d = 3", "d <> 2", "s * b >= 2", "b > k or not g",
    "d / (c + 1) >= 0.5", "m >= 2", "m <= 4", "l >= 1", "l < 3", "p >= 8", "a >= 1 and not g and c < 7",
    "c * d <= 20", "a / (w + b) <= t", "before(d) > 3 and d > 3", "t * b <= a", "a - 2 * b >= 0 - 20", "e = g",
    "e", "not e or s <= t", "d * (1 - t) <= 1", "w * 2 > b / 3", "w >= k",
]  # fmt: skip
DEMANDS = [
    "criteria_met >= 3", "criteria_met < 6", "points_total >= 20", "points_total <= 30", "points_total / 2 > 6",
    "a >= 2 or s >= t", "not g", "d <= 9", "c + d < 14", "criteria_met >= 1 and points_total > 5", "criteria_met = 4",
]  # fmt: skip
POINTS: list[dict[str, Any]] = [
    {"max": 10, "bands": {"of": "a / b", "steps": [{"from": 0.9, "points": 10}, {"from": 0.5, "points": 6.5}], "rest": 1}},
    {"max": 8, "bands": {"of": "d", "steps": [{"from": 6, "points": 8}, {"from": 2, "points": 3}]}},
    {"max": 10, "share": {"of": "s", "full_at": 0.8, "round_to": 0.25}},
    {"max": 20, "share": {"of": "a / b", "full_at": 1, "round_to": 0.1}},
    {"max": 10, "share": {"of": "c / (c + d)", "round_to": 0.5}},
    {"max": 5, "deduct": {"c": 0.5, "b": 0.1}},
    {"max": 12, "deduct": {"d": 1.5}},
    {"max": 20, "entered": "p"},
]  # fmt: skip
APPLIES = ["a > 2", "f", "d >= 1", "not g", "s >= 0.5"]
FIGURES: dict[str, tuple[str, tuple[str, ...]]] = {
    "a": ("bodies", ("latest",)), "b": ("bodies", ("sum",)), "c": ("cases", ("sum", "highest", "lowest", "latest")),
    "d": ("cases", ("sum",)), "s": ("share", ("latest", "highest")), "f": ("fact", ("latest", "all", "any")),
    "g": ("fact", ("any",)), "e": ("fact", ("all",)), "p": ("points", ("latest",)), "w": ("bodies", ("latest",)),
    "m": ("cases", ("highest",)), "l": ("cases", ("lowest",)),
}  # fmt: skip
THRESHOLDS: dict[str, dict[str, Any]] = {
    "t": {"measure": "share", "values": {"2023-01-01": 0.7, "2024-01-01": 0.85}},
    "k": {"measure": "bodies", "by_class": {"I": {"2023-01-01": 9, "2024-06-01": 5}, "II": {"2023-01-01": 4}}},
}
PERIODS = [
    ["2023", "2024"], ["2024"], [f"{y}-{m:02}" for y in (2023, 2024) for m in range(1, 13)],
    ["2024-01", "2024-02", "2024-07"], ["2023-01-01/2023-06-30", "2023-07-01/2023-12-31"],
    ["2023", *(f"2024-{m:02}" for m in range(1, 13))],
]  # fmt: skip
SHARES = ["0", "0.25", "0.333", "0.5", "0.7", "0.85", "0.9", "1"]


@dataclass
class Invented:
    """A set as data, figures and units."""

    book: dict[str, Any]
    rows: list[Row]
    units: dict[str, dict[str, Any]]
    on: date

    @cached_property
    def text(self) -> str:
        """The set as YAML, with the figures and thresholds it uses and no others."""
        book = dict(self.book)
        rules = json.dumps([book[key] for key in ("criteria", "recognised_when", "assessed_when", "grades")])
        used = set(re.findall(r"\b[a-z]\b", rules))
        for key in ("indicators", "thresholds"):
            book[key] = {code: said for code, said in book[key].items() if code in used}
        written = {key: said for key, said in book.items() if said}
        return yaml.dump(written, Dumper=Writer, sort_keys=False, default_flow_style=None, width=150)


def named(code: str, **rest: Any) -> dict[str, Any]:
    return {"code": code, "label": {"vi": "X"}, "law": "1", **rest}


def rule(random: Random, depth: int = 0) -> dict[str, Any]:
    shape = random.choice(["meets"] * (5 + depth * 4) + ["all", "any", "at_least", "none_of"])
    if shape == "meets":
        return {"meets": random.choice(FORMULAS)}
    if shape == "none_of":
        return {"none_of": random.sample(["c", "d", "f", "g"], random.randint(1, 3))}
    if shape == "at_least":
        return {"at_least": {"count": 2, "of": [rule(random, depth + 1) for _ in range(random.randint(2, 4))]}}
    return {shape: [rule(random, depth + 1) for _ in range(random.randint(1, 3))]}


def criterion(random: Random, code: str) -> dict[str, Any]:
    said = rule(random)
    if random.random() < 0.45:
        said = {"points": deepcopy(random.choice(POINTS))}
        if random.random() < 0.6:
            said["floor"] = random.choice([0.5, 0.8])
    if random.random() < 0.25:
        said |= {"applies_when": random.choice(APPLIES), "otherwise": random.choice(["left_out", "counts_as_met"])}
    return named(code, **said)


def grades(random: Random) -> list[dict[str, Any]]:
    said = [
        named("high", when=[named("h", meets=random.choice(["a >= 10", "d <= 4", "s >= 0.5", "criteria_met >= 4"]))]),
        named("good", when=[named("o", meets=random.choice(["a >= 5", "d <= 8", "b >= 3", "points_total >= 10"]))]),
        named("fair", when=[named("i", meets=random.choice(["a >= 0", "s >= 0", "not g"]))]),
    ]
    if random.random() < 0.8:
        rank = random.choice(["a / b", "a", "s", "0 - d"])
        said[0]["at_most"] = {"share": random.choice([0.2, 0.5, 0.34]), "of": random.choice(["high", "good", "fair"]), "ranked_by": rank}  # fmt: skip
    if random.random() < 0.3:
        said[1]["at_most"] = {
            "share": 0.5,
            "of": random.choice(["good", "fair"]),
            "ranked_by": random.choice(["a", "s"]),
        }
    return said


def invented(seed: int, units: int = 6) -> Invented:
    random = Random(seed)
    periods = random.choice(PERIODS)
    monthly = random.random() < 0.2 and all(len(p) == 7 for p in periods)
    criteria: list[dict[str, Any]] = [criterion(random, f"{n}") for n in range(1, random.randint(4, 9))]
    if random.random() < 0.4:
        inside = [named(f"h{n}", points=deepcopy(random.choice(POINTS))) for n in range(random.randint(1, 3))]
        if random.random() < 0.4:
            inside[0] |= {
                "applies_when": random.choice(APPLIES),
                "otherwise": random.choice(["left_out", "counts_as_met"]),
            }
        criteria.append(named("H", floor=random.choice([0.5, 0.7]), criteria=inside))
    scored = any("points" in c or "criteria" in c for c in criteria)
    demands = [d for d in DEMANDS if scored or "points_total" not in d]
    recognised: dict[str, Any] = {"criteria": random.choice(["all", "none", 1, 2, 3]), "law": "1"}
    if scored and random.random() < 0.5:
        recognised["points_at_least"] = random.choice(["12.5", "20", "30"])
    recognised["requires"] = [
        named(f"r{n}", meets=random.choice(demands)) for n in range(random.choice([0, 0, 1, 2]))
    ]  # fmt: skip
    recognised["vetoes"] = [named("v", meets=random.choice(["c > 6", "d > 7", "g", *demands]))] * (
        random.random() < 0.3
    )
    book = {
        "rulebook": "thu", "version": "1", "nature": "sample", "title": {"vi": "X"},
        "issued": {"title": "X", "issuer": "X", "in_force": "2023-01-01"}, "applies_to": ["phuong"],
        "period": {"every": "month" if monthly else "year"},
        "indicators": {
            code: {"label": {"vi": code}, "measure": measure, "over_period": random.choice(ways)}
            for code, (measure, ways) in FIGURES.items()
        },
        "thresholds": {code: {"label": {"vi": code}, "law": "1", **deepcopy(said)} for code, said in THRESHOLDS.items()},
        "criteria": criteria, "recognised_when": recognised,
        "assessed_when": [named("aw", meets=random.choice(["months_in_being >= 9", "a >= 1", "not g"]))] * (random.random() < 0.3),
        "grades": [] if random.random() < 0.4 else [
            g for g in grades(random) if scored or "points_total" not in str(g)
        ],
    }  # fmt: skip
    offered = {g["code"] for g in book["grades"]}
    for grade in book["grades"]:
        if grade.get("at_most", {}).get("of") not in offered:
            grade.pop("at_most", None)
    gap = random.choice([0, 0.05, 0.15, 0.4])
    known = {
        f"u{n}": {
            "class": random.choice(["I", "II", "III", None]),
            "established": random.choice([None, date(2020, 1, 15), date(2024, 3, 31), date(2023, 5, 31)]),
        }
        for n in range(units)
    }  # fmt: skip
    small = len(periods) > 4
    rows: list[Row] = []
    for unit in known:
        for period in periods:
            if random.random() < gap / 3:
                continue
            cells = {
                "a": random.randint(0, 20), "b": random.randint(0, 2 if small else 20),
                "c": random.choice([0, 0, 0, 1]) if small else random.randint(0, 8),
                "d": random.choice([0, 0, 1]) if small else random.randint(0, 8), "p": random.randint(0, 24),
                "w": random.randint(0, 9), "m": random.randint(0, 5), "l": random.randint(0, 4),
                "s": random.choice(SHARES), "f": random.random() < (0.8 if small else 0.5),
                "g": random.random() < (0.1 if small else 0.4), "e": random.random() < (0.95 if small else 0.6),
            }  # fmt: skip
            rows.append((unit, period, {c: None if random.random() < gap else v for c, v in cells.items()}))
    on = random.choice([date(2024, 12, 31), date(2024, 12, 31), date(2024, 5, 31)])
    return Invented(book, rows, known, on)


def filled(one: Invented, seed: int) -> Invented:
    """The same with every gap filled by chance: one way in which what is missing may turn out.

    A later report would be the newest: what is known of such a figure in a year stays the newest.
    """
    random = Random(seed)
    months = [f"{y}-{m:02}" for y in (2022, 2023, 2024) for m in range(1, 13)]
    halves = [f"{y}-{half}" for y in (2022, 2023, 2024) for half in ("01-01/{0}-06-30", "07-01/{0}-12-31")]
    halves = [half.format(half[:4]) for half in halves]
    written = {when for _, when, _ in one.rows}
    yearly = {when for when in written if len(when) == 4}
    grain = halves if any("/" in w for w in written) else months if written - yearly else ["2022", "2023", "2024"]
    wanted = [when for when in grain if when[:4] not in yearly or len(when) == 4] + sorted(yearly - set(grain))
    span = 7 if one.book["period"]["every"] == "month" else 4  # of the name of an assessment period
    cells_of = {(unit, when): cells for unit, when, cells in one.rows}
    rows: list[Row] = []
    for unit in one.units:
        for when in wanted:
            known = cells_of.get((unit, when), {})
            cells = {}
            for code, (measure, _) in FIGURES.items():
                value = known.get(code)
                latest = one.book["indicators"][code]["over_period"] == "latest"
                elsewhere = any(
                    c.get(code) is not None for (u, w), c in cells_of.items() if (u, w[:span]) == (unit, when[:span])
                )
                if value is None and not (latest and elsewhere):
                    chances = {"fact": [True, False], "share": SHARES, "points": [0, 3, 12, 24]}
                    value = random.choice(chances.get(measure, [0, 0, 1, 3, 20]))
                cells[code] = value
            rows.append((unit, when, cells))
    units = {
        code: {
            "class": known["class"] or random.choice(["I", "II"]),
            "established": known["established"] or random.choice([date(2001, 1, 1), date(2024, 12, 1)]),
        }
        for code, known in one.units.items()
    }
    return replace(one, rows=rows, units=units)
