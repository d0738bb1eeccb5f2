"""A second judge of criteria sets, written from the guide for authors alone, to hold the program's answers against.

It was written from docs/guides/rulebook-authors.md, rulebook.schema.json and the text of the shipped sets, by a reader
who had not seen the engine; nothing of `kieumau` is imported here, and nothing of it should be. It is slow and short.

Its one rule: a value is a range. A verdict is decided exactly where the whole range agrees, and unknown otherwise.
A count that is summed over the period and lacks months is at least the sum of what is known. `criteria_met` reaches
from the criteria met to those met or unknown, and `points_total` from the least to the most that is still possible.

It knows no overlays, no counting of children (their number is a figure like another) and no intervals (`sure_changes`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, reduce
from itertools import product
from math import floor, inf
from typing import Any

import yaml

Reader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # in C where it can
Truth = bool | None  # None: unknown
Points = tuple[Fraction, Fraction]  # the least and the most possible
Row = tuple[str, str, Mapping[str, Any]]  # unit, period, figures by code; None is missing
MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = "met", "not_met", "unknown", "not_applicable"
VERDICTS = {True: MET, False: NOT_MET, None: UNKNOWN}


# --- Ranges -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Range:
    """From `low` to `high`. Where `sure` is false there may be no value: nothing reported, or a division by 0."""

    low: Any
    high: Any
    sure: bool = True

    @property
    def known(self) -> bool:
        return self.sure and self.low == self.high

    def holds(self, value: Fraction) -> bool:
        return bool(self.low <= value <= self.high)


def exactly(value: Any) -> Range:
    number = Fraction(value)
    return Range(number, number)


def at_least(value: Fraction) -> Range:
    return Range(value, inf)


NO_VALUE = Range(-inf, inf, sure=False)


def plus(x: Range, y: Range) -> Range:
    return Range(x.low + y.low, x.high + y.high, x.sure and y.sure)


def minus(x: Range) -> Range:
    return Range(-x.high, -x.low, x.sure)


def times(x: Range, y: Range) -> Range:
    ends = [Fraction(0) if 0 in (a, b) else a * b for a, b in product((x.low, x.high), (y.low, y.high))]
    return Range(min(ends), max(ends), x.sure and y.sure)


def divided(x: Range, y: Range) -> Range:
    if y.holds(Fraction(0)):
        return NO_VALUE
    low, high = (Fraction(0) if e in (inf, -inf) else 1 / e for e in (y.high, y.low))
    return times(x, Range(low, high, y.sure))


def not_(x: Truth) -> Truth:
    return None if x is None else not x


def all_(truths: Sequence[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True


def any_(truths: Sequence[Truth]) -> Truth:
    return not_(all_([not_(t) for t in truths]))


def at_least_of(count: int, truths: Sequence[Truth]) -> Truth:
    if truths.count(True) >= count:
        return True
    return None if truths.count(True) + truths.count(None) >= count else False


def less(x: Range, y: Range) -> Truth:
    """x < y in every world, in none, or in some."""
    if not (x.sure and y.sure):
        return None
    if x.high < y.low:
        return True
    return False if x.low >= y.high else None


def same(x: Range, y: Range) -> Truth:
    if not (x.sure and y.sure):
        return None
    if less(x, y) or less(y, x):
        return False
    return True if x.known and y.known else None


def agreed(truths: Sequence[Truth]) -> Truth:
    """What is so in each of these worlds."""
    return truths[0] if len(set(truths)) == 1 else None


def reaching(points: Points, asked: Fraction) -> Truth:
    return True if points[0] >= asked else False if points[1] < asked else None


def compared(sign: str, x: Any, y: Any) -> Truth:
    if not isinstance(x, Range):  # two facts
        equal = None if x is None or y is None else x == y
        return equal if sign == "=" else not_(equal)
    return {
        "=": lambda: same(x, y), "<>": lambda: not_(same(x, y)), "<": lambda: less(x, y), ">": lambda: less(y, x),
        "<=": lambda: not_(less(y, x)), ">=": lambda: not_(less(x, y)),
    }[sign]()  # fmt: skip


# --- Formulas ---------------------------------------------------------------------------------------------------------

TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([a-z][a-z0-9_]*)|(<=|>=|<>|[-+*/()=<>]))")


@cache
def parsed(text: str) -> tuple[Any, ...]:
    tokens, at = [], 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        if not found:
            raise ValueError(f"no formula: {text!r} at {at}")
        tokens.append(found[0].strip())
        at = found.end()
    tokens.append("")

    def take(*which: str) -> str:
        return tokens.pop(0) if tokens[0] in which else ""

    def need(which: str) -> None:
        if not take(which):
            raise ValueError(f"no formula: {text!r}, {which!r} expected before {tokens[0]!r}")

    def chain(signs: tuple[str, ...], inner: Callable[[], Any]) -> Any:
        left = inner()
        while sign := take(*signs):
            left = (sign, left, inner())
        return left

    def either() -> Any:
        return chain(("or",), both)

    def both() -> Any:
        return chain(("and",), negation)

    def negation() -> Any:
        return ("not", negation()) if take("not") else comparison()

    def comparison() -> Any:
        left = addition()
        if take("between"):
            low = addition()
            need("and")
            return ("between", left, low, addition())
        if sign := take("=", "<>", "<", "<=", ">", ">="):
            return (sign, left, addition())
        return left

    def addition() -> Any:
        return chain(("+", "-"), product_)

    def product_() -> Any:
        return chain(("*", "/"), signed)

    def signed() -> Any:
        return ("neg", signed()) if take("-") else atom()

    def atom() -> Any:
        if take("("):
            inside = either()
            need(")")
            return inside
        token = tokens.pop(0)
        if token == "before":
            need("(")
            code = tokens.pop(0)
            need(")")
            return ("before", code)
        if token in ("true", "false"):
            return ("fact", token == "true")
        if token[:1].isdigit():
            return ("number", exactly(token))
        if not token[:1].isalpha():
            raise ValueError(f"no formula: {text!r}, {token!r} unexpected")
        return ("name", token)

    tree = either()
    if tokens != [""]:
        raise ValueError(f"no formula: {text!r}, {tokens[0]!r} unexpected")
    return tree


# --- Periods ----------------------------------------------------------------------------------------------------------

Period = tuple[date, date]


def day_in(year: int, month: int, day: int) -> date:
    """That day, or the month's last."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day - 1), following - timedelta(days=1))


def months_later(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return day_in(month // 12, month % 12 + 1, day.day)


class Calendar:
    def __init__(self, every: str = "year", starts: str = "01-01") -> None:
        self.every = every
        self.month, self.day = (int(n) for n in starts.split("-"))

    def year(self, year: int) -> Period:
        """The year of that name: it ends in it."""
        begins = year if (self.month, self.day) == (1, 1) else year - 1
        return (
            day_in(begins, self.month, self.day), day_in(begins + 1, self.month, self.day) - timedelta(days=1)
        )  # fmt: skip

    def around(self, day: date) -> Period:
        if self.every == "month":
            return day.replace(day=1), day_in(day.year, day.month, 31)
        return next(p for p in (self.year(day.year), self.year(day.year + 1)) if p[0] <= day <= p[1])

    def before(self, period: Period) -> Period:
        """The same period a year before."""
        return self.around(months_later(period[0], -12))

    def name(self, period: Period) -> str:
        return str(period[1].year) if self.every == "year" else f"{period[1]:%Y-%m}"

    def read(self, text: str) -> Period:
        if "/" in text:
            first, last = text.split("/")
            return date.fromisoformat(first), date.fromisoformat(last)
        if "-" in text:
            return date.fromisoformat(f"{text}-01"), day_in(int(text[:4]), int(text[5:]), 31)
        return self.year(int(text))


# --- The set ----------------------------------------------------------------------------------------------------------


class Rulebook:
    def __init__(self, text: str) -> None:
        self.head = head = yaml.load(text, Reader)  # every figure stays as it is written
        self.calendar = Calendar(**head.get("period", {}))
        self.indicators: dict[str, Any] = head["indicators"]
        self.thresholds: dict[str, Any] = head.get("thresholds") or {}
        self.in_force = date.fromisoformat(head["issued"]["in_force"])
        self.leaves: list[dict[str, Any]] = []
        self.floors: dict[str, tuple[Fraction, list[str]]] = {}
        if head.get("sure_changes"):
            raise NotImplementedError("sure_changes")
        for group in head.get("groups") or [{"criteria": head["criteria"]}]:
            self.collect(group["criteria"])
        said = head["recognised_when"]
        self.recognised: dict[str, Any] = {"criteria": said} if isinstance(said, str) else said

    def collect(self, items: list[dict[str, Any]]) -> list[str]:
        codes = []
        for item in items:
            if "criteria" in item:
                inside = self.collect(item["criteria"])
                if "floor" in item:
                    self.floors[item["code"]] = (Fraction(item["floor"]), inside)
                codes += inside
            else:
                self.leaves.append(item)
                codes.append(item["code"])
        return codes


@dataclass
class Answer:
    """What is said of one unit in one period. Points are the least and the most possible."""

    verdicts: dict[str, str] = field(default_factory=dict)
    points: dict[str, Points] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    perhaps_left_out: set[str] = field(default_factory=set)
    met: int = 0
    of: int = 0
    counts: set[tuple[int, int]] = field(
        default_factory=lambda: {(0, 0)}
    )  # how many count and are met, each way possible
    total: Points | None = None
    conditions: dict[str, str] = field(default_factory=dict)
    outcome: str = ""
    reaches: dict[str, Truth] = field(default_factory=dict)
    ranks: dict[str, Range] = field(default_factory=dict)
    grade: str = ""


class One:
    """One unit in one period, with its figures."""

    def __init__(self, book: Rulebook, figures: Mapping[str, list[tuple[Period, Any]]], unit: Mapping[str, Any], period: Period, on: date) -> None:  # fmt: skip
        self.book, self.figures, self.unit, self.period, self.on = book, figures, unit, period, on
        self.known: dict[str, Any] = {}  # criteria_met and points_total, once they are known
        self.seen: dict[Any, Any] = {}

    # Figures and thresholds

    def figure(self, code: str, period: Period) -> Any:
        key = code, period
        if key not in self.seen:
            self.seen[key] = self.gathered(code, period)
        return self.seen[key]

    def gathered(self, code: str, period: Period) -> Any:
        said = self.book.indicators[code]
        way, fact = said.get("over_period", "latest"), said["measure"] == "fact"
        parts = sorted(
            (p, v) for p, v in self.figures.get(code, ()) if period[0] <= p[0] and p[1] <= period[1] and v is not None
        )
        values = [v for _, v in parts]
        if fact:
            values = [v if isinstance(v, bool) else {"true": True, "false": False}[v] for v in values]
        else:
            values = [Fraction(str(v)) for v in values]
        day, whole = period[0], True
        for (first, last), _ in parts:
            whole, day = whole and first <= day, max(day, last + timedelta(days=1))
        whole = whole and day > period[1]
        if way == "sum":
            if whole:
                return exactly(sum(values))
            if min(values, default=-1) < 0:
                return NO_VALUE
            return at_least(sum(values, Fraction(0)))
        if fact:
            if way == "latest":
                return values[-1] if values else None
            return (any_ if way == "any" else all_)([*values, *([] if whole else [None])])
        if not values:
            return NO_VALUE
        if way == "highest":
            top = Range(max(values), Fraction(1)) if said["measure"] == "share" else at_least(max(values))
            return exactly(max(values)) if whole else top
        if way == "lowest":
            return exactly(min(values)) if whole else Range(Fraction(0), min(values)) if min(values) >= 0 else NO_VALUE
        return exactly(values[-1])

    def threshold(self, code: str) -> Range:
        said = self.book.thresholds[code]
        values = said.get("values")
        if values is None:
            values = said["by_class"].get(self.unit.get("class") or "", {})
        day = min(self.on, self.period[1])
        held = [(date.fromisoformat(since), value) for since, value in values.items()]
        held = [(since, value) for since, value in held if since <= day]
        return exactly(max(held)[1]) if held else NO_VALUE

    def named(self, code: str) -> Any:
        if code in self.known:
            return self.known[code]
        if code in self.book.indicators:
            return self.figure(code, self.period)
        if code in self.book.thresholds:
            return self.threshold(code)
        assert code == "months_in_being", code
        since = self.unit.get("established")
        if since is None:
            return NO_VALUE
        months = 0
        while months_later(since, months + 1) <= self.period[1] + timedelta(days=1):  # the first day is one of them
            months += 1
        return exactly(months)

    # Formulas and rules

    def value(self, tree: tuple[Any, ...]) -> Any:
        match tree:
            case ("number" | "fact", value):
                return value
            case ("name", code):
                return self.named(code)
            case ("before", code):
                return self.figure(code, self.book.calendar.before(self.period))
            case ("not", inner):
                return not_(self.value(inner))
            case ("neg", inner):
                return minus(self.value(inner))
            case ("between", x, low, high):
                x, low, high = self.value(x), self.value(low), self.value(high)
                return all_([compared(">=", x, low), compared("<=", x, high)])
        sign, x, y = tree[0], self.value(tree[1]), self.value(tree[2])
        match sign:
            case "and":
                return all_([x, y])
            case "or":
                return any_([x, y])
            case "+":
                return plus(x, y)
            case "-":
                return plus(x, minus(y))
            case "*":
                return times(x, y)
            case "/":
                return divided(x, y)
        return compared(sign, x, y)

    def formula(self, text: str) -> Any:
        return self.value(parsed(text))

    def rule(self, item: Mapping[str, Any]) -> Truth:
        if "meets" in item:
            return self.formula(item["meets"])
        if "all" in item:
            return all_([self.rule(i) for i in item["all"]])
        if "any" in item:
            return any_([self.rule(i) for i in item["any"]])
        if "at_least" in item:
            said = item["at_least"]
            return at_least_of(int(said["count"]), [self.rule(i) for i in said["of"]])
        values = [self.figure(code, self.period) for code in item["none_of"]]
        return all_([compared("=", v, exactly(0)) if isinstance(v, Range) else not_(v) for v in values])

    def scored(self, said: Mapping[str, Any]) -> Points:
        """The least and the most points that are possible."""
        most = Fraction(said["max"])

        def within(points: Any) -> Fraction:
            return Fraction(min(max(points, Fraction(0)), most))

        if "entered" in said:
            x = self.figure(said["entered"], self.period)
            return within(x.low), within(x.high)
        if "deduct" in said:
            off = [times(self.figure(code, self.period), exactly(each)) for code, each in said["deduct"].items()]
            left = plus(exactly(most), minus(reduce(plus, off)))
            return within(left.low), within(left.high)
        if "share" in said:
            step, full = Fraction(said["share"]["round_to"]), Fraction(said["share"].get("full_at", "1"))

            def points(part: Any) -> Fraction:
                if part >= full:
                    return most
                return Fraction(0) if part <= 0 else within(floor(most * part / full / step + Fraction(1, 2)) * step)

            x = self.formula(said["share"]["of"])
            return points(x.low), points(x.high)
        steps = sorted((Fraction(s["from"]), Fraction(s["points"])) for s in said["bands"]["steps"])
        x = self.formula(said["bands"]["of"])
        rest = Fraction(said["bands"].get("rest", "0"))
        possible = [p for f, p in [(-inf, rest), *steps] if f <= x.low][-1:]
        possible += [p for f, p in steps if x.low < f <= x.high]
        return min(possible), max(possible)

    # The unit

    def answer(self) -> Answer:
        out = Answer()
        for leaf in self.book.leaves:
            code, skipped = leaf["code"], leaf.get("otherwise")
            applies = self.formula(leaf["applies_when"]) if "applies_when" in leaf else True
            if "points" in leaf:
                low, high = self.scored(leaf["points"])
                most = Fraction(leaf["points"]["max"])
                asked = Fraction(leaf.get("floor", "1")) * most
                truth = reaching((low, high), asked)
                if skipped == "counts_as_met" and applies is not True:
                    low = most if applies is False else low
                    high = most
                out.points[code] = low, high
            else:
                truth = self.rule(leaf)
            out.verdicts[code] = NOT_APPLICABLE if applies is False else VERDICTS[truth if applies else None]
            counted = applies is not False or skipped == "counts_as_met"
            out.of += counted
            if skipped == "left_out" and applies is not True:
                (out.left_out if applies is False else out.perhaps_left_out).add(code)
            out.met += out.verdicts[code] == MET or (counted and applies is False)
            inside = {(1, 1)} if truth else {(1, 0)} if truth is False else {(1, 0), (1, 1)}
            outside = {(1, 1)} if skipped == "counts_as_met" else {(0, 0)}
            ways = inside if applies else outside if applies is False else inside | outside
            out.counts = {(of + a, met + b) for of, met in out.counts for a, b in ways}
        if out.points:
            out.total = self.total(out)
        met = [Fraction(met) for _, met in out.counts]
        self.known["criteria_met"] = Range(min(met), max(met))
        self.known["points_total"] = self.total_range(out)
        self.recognise(out)
        for code, grade in ((g["code"], g) for g in self.book.head.get("grades") or [] if "otherwise" not in g):
            out.reaches[code] = all_([self.formula(c["meets"]) for c in grade.get("when") or []])
            if "at_most" in grade:
                out.ranks[code] = self.formula(grade["at_most"]["ranked_by"])
        return out

    def worlds(self, codes: list[str], out: Answer, *, whole: bool) -> list[Points | None]:
        """The points of these criteria on their full scale, or as a part of it, each way in which those may be left out
        of which that is not known; None where nothing is left to be scored.
        """
        most = {leaf["code"]: Fraction(leaf["points"]["max"]) for leaf in self.book.leaves if leaf["code"] in codes}
        perhaps = [c for c in codes if c in out.perhaps_left_out]
        found: list[Points | None] = []
        for taken in product((True, False), repeat=len(perhaps)):
            gone = out.left_out | {c for c, stays in zip(perhaps, taken, strict=True) if not stays}
            kept = [c for c in codes if c not in gone]
            scale = sum((most[c] for c in kept), Fraction(0))
            factor = sum(most.values()) if whole else Fraction(1)
            low, high = (sum((out.points[c][end] for c in kept), Fraction(0)) * factor for end in (0, 1))
            found.append((low / scale, high / scale) if kept else None)
        return found

    def total(self, out: Answer) -> Points | None:
        worlds = [w for w in self.worlds(list(out.points), out, whole=True) if w is not None]
        sure = len(worlds) == 2 ** len(out.perhaps_left_out & set(out.points))
        return (min(low for low, _ in worlds), max(high for _, high in worlds)) if worlds and sure else None

    def recognise(self, out: Answer) -> None:
        said = self.book.recognised
        truths: dict[str, Truth] = {}
        asked = said.get("criteria", "all")
        if asked != "none":
            enough = {met >= (of if asked == "all" else min(int(asked), of)) for of, met in out.counts}
            truths["criteria"] = enough.pop() if len(enough) == 1 else None
        if "points_at_least" in said:
            text = said["points_at_least"]
            truths["points"] = compared(">=", self.total_range(out), self.formula(text))
        for code, (part, leaves) in self.book.floors.items():
            scored = [c for c in leaves if c in out.points]
            worlds = self.worlds(scored, out, whole=False)
            if not set(scored) <= out.left_out:  # over nothing a floor asks nothing
                truths[f"floor-{code}"] = agreed([True if w is None else reaching(w, part) for w in worlds])
        for leaf in self.book.leaves if asked != "all" else []:  # however many are counted, "floors still hold"
            if "points" in leaf and "floor" in leaf and leaf["code"] not in out.left_out:
                asked_points = Fraction(leaf["floor"]) * Fraction(leaf["points"]["max"])
                truth = reaching(out.points[leaf["code"]], asked_points)
                either = [truth, True] if leaf["code"] in out.perhaps_left_out else [truth]
                truths[f"floor-{leaf['code']}"] = agreed(either)
        for demand in said.get("requires") or []:
            truths[demand["code"]] = self.formula(demand["meets"])
        for veto in said.get("vetoes") or []:
            truths[veto["code"]] = not_(self.formula(veto["meets"]))
        assessed = {c["code"]: self.formula(c["meets"]) for c in self.book.head.get("assessed_when") or []}
        out.conditions = {code: VERDICTS[truth] for code, truth in {**assessed, **truths}.items()}
        first, then = all_(list(assessed.values())), all_(list(truths.values()))
        out.outcome = {True: "qualified", False: "not_yet", None: "undecided"}[then]
        if first is False:
            out.outcome = "not_assessed"
        elif first is None:
            out.outcome = "undecided"

    def total_range(self, out: Answer) -> Range:
        return NO_VALUE if out.total is None else Range(*out.total)


def give_grades(book: Rulebook, answers: Sequence[Answer]) -> None:
    """The best grade that a unit surely gets, the units of one period being judged together."""
    all_grades = book.head.get("grades") or []
    grades = [g for g in all_grades if "otherwise" not in g]
    for answer in answers:
        if answer.outcome == "not_yet":
            answer.grade = next((g["code"] for g in all_grades if "otherwise" in g), "")
    codes = [g["code"] for g in grades]
    may = [a for a in answers if a.outcome in ("qualified", "undecided")]

    def reach(answer: Answer, upto: int) -> Truth:
        """Whether it reaches this grade or a better one."""
        qualified = True if answer.outcome == "qualified" else None
        return all_([qualified, any_([answer.reaches[c] for c in codes[: upto + 1]])])

    for grade in grades:
        code = grade["code"]
        place = codes.index(code)
        running = [a for a in may if reach(a, place) is not False and not a.grade]
        given = []
        for answer in running:
            if answer.grade or reach(answer, place) is not True:
                continue
            if "at_most" in grade:
                base = codes.index(grade["at_most"]["of"])
                ahead = [a for a in running if a is answer or a.ranks[code].high >= answer.ranks[code].low]
                counted = [a for a in may if reach(a, base) is True or (a in ahead and reach(a, base) is not False)]
                if len(ahead) > floor(Fraction(grade["at_most"]["share"]) * len(counted)):
                    continue
            given.append(answer)
        for answer in given:
            answer.grade = code


def judge_rows(text: str, rows: Sequence[Row], units: Mapping[str, Mapping[str, Any]], *, on: date) -> dict[tuple[str, str], Answer]:  # fmt: skip
    """Every unit in every assessment period for which there are figures, by unit and name of the period."""
    book = Rulebook(text)
    figures: dict[str, dict[str, list[tuple[Period, Any]]]] = {code: {} for code in units}
    periods = set()
    for unit, when, cells in rows:
        period = book.calendar.read(when)
        if book.calendar.around(period[1])[0] > on:
            continue
        periods.add(book.calendar.around(period[1]))
        if period[1] > on:
            continue  # "what came after the day is set aside"
        for code, value in cells.items():
            figures.setdefault(unit, {}).setdefault(code, []).append((period, value))
    answers = {}
    for period in sorted(periods):
        together = {
            (unit, book.calendar.name(period)): One(book, mine, units.get(unit, {}), period, on).answer()
            for unit, mine in figures.items()
        }
        give_grades(book, list(together.values()))
        answers |= together
    return answers


# --- Cases ------------------------------------------------------------------------------------------------------------


def judge_case(book: Rulebook, case: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """What a case expects that does not come out: name, expected, found."""
    day = date.fromisoformat(case["on"]) if "on" in case else None
    period = book.calendar.around(day or book.in_force)
    earlier = book.calendar.before(period)
    answers = []
    for unit in case.get("together") or [case]:
        figures: dict[str, list[tuple[Period, Any]]] = {}
        for when, given in ((period, unit.get("given")), (earlier, unit.get("before"))):
            for code, value in (given or {}).items():
                if value not in ("null", "~", ""):
                    figures.setdefault(code, []).append((when, value))
        known = {**(case.get("unit") or {}), **(unit.get("unit") or {})}
        if "established" in known:
            known["established"] = date.fromisoformat(known["established"])
        answers.append((unit, One(book, figures, known, period, day or period[1]).answer()))
    give_grades(book, [a for _, a in answers])
    wrong: list[tuple[str, Any, Any]] = []
    for unit, answer in answers:
        total = answer.total if answer.total and answer.total[0] == answer.total[1] else (None, None)
        code = unit.get("criterion", "")
        points = answer.points.get(code, (None, None))
        found = {
            "verdict": answer.verdicts.get(code), "points": points[0] if points[0] == points[1] else None,
            "met": answer.met, "of": answer.of, "points_total": total[0], "outcome": answer.outcome,
            "grade": answer.grade,
        }  # fmt: skip
        expected = {key: unit[key] for key in found if key in unit}
        for key in ("points", "met", "of", "points_total"):
            if key in expected:
                expected[key] = Fraction(expected[key])
        for name, verdict in (unit.get("conditions") or {}).items():
            expected[name], found[name] = verdict, answer.conditions.get(name)
        wrong += [(key, value, found[key]) for key, value in expected.items() if value != found[key]]
    return wrong
