"""One formula on one row, in words: the figure, what it needs, and what is short, in the measure people act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation.certainty import said_sure
from kieumau.engine.evaluation.figures import Figures
from kieumau.engine.evaluation.verdicts import Branch
from kieumau.engine.expressions import (
    Arithmetic,
    Comparison,
    Logic,
    Name,
    Node,
    Not,
    Number,
    Truth,
    names_in,
    number_of,
    truth_of,
)
from kieumau.engine.expressions.measures import Measure, said_amount, said_gap
from kieumau.engine.indicators import Indicator
from kieumau.engine.wording import Words, joined, lower_first, percent, plain, said_number, words

_TURNED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Told:
    """A condition judged on one row. `effort` compares distances of alternatives: the share of the need still open."""

    truth: bool | None
    reason: Words
    distance: Mapping[str, Fraction] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    branches: tuple[Branch, ...] = ()
    effort: Fraction = Fraction(0)


class FigureTeller:
    """Judges single formulas on the figures of one row and says why."""

    def __init__(
        self, criteria: CriteriaSet, figures: Figures, extra: Mapping[str, Fraction | None] | None = None
    ) -> None:
        self.criteria, self.figures = criteria, figures
        self.values = dict(figures.values)
        for code, value in (extra or {}).items():
            self.values[code, False] = value

    def formula(self, node: Node, *, banned: bool, derived: bool) -> Told:
        """A formula without `and` or `or`."""
        truth = truth_of(node, self.values)
        if truth is None:
            return self._unknown(node)
        match node:
            case Name():
                return self._fact(node, wanted=True, truth=truth)
            case Not(Name() as name):
                return self._fact(name, wanted=False, truth=truth, banned=banned)
            case Comparison(sign, Name() as left, Truth(value)):
                return self._fact(left, wanted=value == (sign == "="), truth=truth)
            case Comparison():
                return self._comparison(node, truth, banned=banned, derived=derived)
        return Told(
            truth,
            Words("điều kiện đúng", "the condition holds")
            if truth
            else Words("điều kiện không đúng", "the condition fails"),
        )

    def state(self, node: Node) -> Words:
        """The figures of a formula as they stand, without what they ought to be."""
        parts = []
        for name in dict.fromkeys(names_in(node)):
            if name.code in self.criteria.thresholds:
                continue
            value, label = self.values.get((name.code, name.before)), lower_first(self._label(name))
            if isinstance(value, bool):
                shown = Words("có", "yes") if value else Words("không", "no")
            else:
                shown = said_amount(Fraction(value), self._measure(name)) if value is not None else plain("…")
            parts.append(words("{l}: {v}", "{l}: {v}", l=label, v=shown))
        return joined(parts, "; ")

    def between(self, node: Node) -> Told | None:
        """`x between a and b`, told as one condition."""
        match node:
            case Logic("and", Comparison(">=", Name() as name, low), Comparison("<=", Name() as same, high)) if (
                name == same
            ):
                truth = truth_of(node, self.values)
                have, least, most = (number_of(n, self.values) for n in (name, low, high))
            case _:
                return None
        if truth is None or have is None or least is None or most is None:
            return None if truth is not None else self._unknown(node)
        measure = self._measure(name)
        said = words(
            "{l}: {h}; cần từ {a} đến {b}",
            "{l}: {h}; between {a} and {b} needed",
            l=lower_first(self._label(name)),
            h=said_amount(have, measure),
            a=said_gap(least, measure) if not measure.is_share else said_amount(least, measure),
            b=said_amount(most, measure),
        )
        amount = _need(">=", least, whole=measure.whole) - have if have < least else Fraction(0)
        if have > most:
            amount = _need("<=", most, whole=measure.whole) - have
        if amount:
            gap = said_gap(abs(amount), measure)
            said += (
                words(": thiếu {g}", ": {g} short", g=gap)
                if amount > 0
                else words(": vượt {g}", ": {g} too many", g=gap)
            )
        return Told(
            truth,
            said,
            {name.code: amount} if amount else {},
            effort=abs(amount) / max(abs(have), abs(most), Fraction(1)),
        )

    # -- what is missing --------------------------------------------------------------------------------------

    def _unknown(self, node: Node) -> Told:
        names = [n for n in dict.fromkeys(names_in(node)) if self.values.get((n.code, n.before)) is None]
        if not names:
            base = self._zero_base(node)
            said = words("{b} bằng 0 nên chưa tính được tỷ lệ", "{b}: 0, so no share can be computed", b=base)
            return Told(None, said)
        gaps = []
        for name in names:
            gap = self.figures.gaps.get((name.code, name.before), Words("chưa có số liệu", "no figure yet"))
            gaps.append(words("{l}: {g}", "{l}: {g}", l=lower_first(self._label(name)), g=gap))
        missing = tuple(dict.fromkeys(n.code for n in names))
        return Told(None, joined(gaps, "; "), missing=missing)

    def _zero_base(self, node: Node) -> Words:
        """The divisor that is 0, by its label."""
        match node:
            case Arithmetic("/", _, right) if number_of(right, self.values) == 0:
                return self._said(right)
            case Arithmetic(_, left, right) | Comparison(_, left, right):
                found = self._zero_base(left)
                return found if found.vi else self._zero_base(right)
            case Not(part):
                return self._zero_base(part)
        return plain("")

    def _label(self, name: Name) -> Words:
        label = self._symbol_label(name.code)
        return words("{l} cùng kỳ năm trước", "{l} in the same period a year before", l=label) if name.before else label

    def _symbol_label(self, code: str) -> Words:
        if code in self.criteria.indicators:
            return self.criteria.indicators[code].label
        if code in self.criteria.thresholds:
            return self.criteria.thresholds[code].label
        if code in self.criteria.sure_changes:
            return self.criteria.sure_changes[code].label
        return _COMPUTED_LABELS.get(code, plain(code))

    # -- facts ------------------------------------------------------------------------------------------------

    def _fact(self, name: Name, *, wanted: bool, truth: bool, banned: bool = False) -> Told:
        label = lower_first(self._label(name))
        if banned:
            if truth:
                return Told(True, words("không xảy ra: {l}", "did not occur: {l}", l=label))
            return Told(
                False, words("đã xảy ra: {l}", "occurred: {l}", l=label), {name.code: Fraction(-1)}, effort=Fraction(1)
            )
        if truth:
            said = words("{l}: có", "{l}: yes", l=label) if wanted else words("{l}: không có", "{l}: no", l=label)
            return Told(True, said)
        if wanted:
            said = words("{l}: chưa có", "{l}: not yet", l=label)
            return Told(False, said, {name.code: Fraction(1)}, effort=Fraction(1))
        said = words("{l}: có, cần không có", "{l}: yes, none allowed", l=label)
        return Told(False, said, {name.code: Fraction(-1)}, effort=Fraction(1))

    # -- comparisons ------------------------------------------------------------------------------------------

    def _comparison(self, node: Comparison, truth: bool, *, banned: bool, derived: bool = False) -> Told:
        sign, left, right = node.sign, node.left, node.right
        if (
            isinstance(left, Arithmetic)
            and left.sign == "/"
            and isinstance(left.left, Name)
            and sign not in ("=", "<>")
        ):
            base = number_of(left.right, self.values)
            if base is not None and base > 0:  # a / b >= t is told as a >= t * b
                numerator, divisor = left.left, left.right
                left, right = numerator, Arithmetic("*", right, divisor)
        if not self._is_figure(left) and self._is_figure(right):
            sign, left, right = _TURNED[sign], right, left
        if isinstance(left, Name) and self._is_figure(left) and left not in set(names_in(right)):
            return self._subject(left, sign, right, truth, banned=banned, derived=derived)
        return self._general(sign, left, right, truth)

    def _is_figure(self, node: Node) -> bool:
        return isinstance(node, Name) and node.code not in self.criteria.thresholds

    def _subject(self, name: Name, sign: str, right: Node, truth: bool, *, banned: bool, derived: bool) -> Told:
        """The usual form: one figure against what it needs."""
        measure = self._measure(name)
        have = number_of(name, self.values)
        bound = number_of(right, self.values)
        assert have is not None and bound is not None
        if name.code in self.criteria.sure_changes and sign in (">=", ">"):
            return Told(truth, *said_sure(self.criteria, name.code, self.values, sign, bound, truth))
        need = _need(sign, bound, whole=measure.whole)
        amount = need - have if not truth and sign != "<>" else Fraction(0)
        said = self._said_figure(name, sign, right, have, bound, need, measure, banned=banned, derived=derived)
        none_allowed = need == 0 and measure.whole and sign in ("=", "<=")
        if amount and not none_allowed:
            gap = said_gap(abs(amount), measure)
            said += (
                words(": thiếu {g}", ": {g} short", g=gap)
                if amount > 0
                else words(": vượt {g}", ": {g} too many", g=gap)
            )
        distance = {name.code: amount} if amount and not name.before else {}
        scale = max(abs(need), abs(have), Fraction(1)) if not measure.is_share else Fraction(1)
        return Told(truth, said, distance, effort=abs(amount) / scale)

    def _said_figure(
        self,
        name: Name,
        sign: str,
        right: Node,
        have: Fraction,
        bound: Fraction,
        need: Fraction,
        measure: Measure,
        *,
        banned: bool,
        derived: bool,
    ) -> Words:
        label = lower_first(self._label(name))
        indicator = self.criteria.indicators.get(name.code)
        if banned or (sign in ("=", "<=") and bound == 0 and measure.whole):
            if have == 0:
                return (
                    words("không xảy ra: {l}", "did not occur: {l}", l=label)
                    if banned
                    else words("{l}: không có {n} nào, đúng yêu cầu", "{l}: none, as required", l=label, n=measure.noun)
                )
            return words(
                "{l}: {h}; cần không có {n} nào",
                "{l}: {h}; none allowed",
                l=label,
                h=said_amount(have, measure),
                n=measure.noun,
            )
        base, share = self._base(right)
        if base is not None and base.before and base.code == name.code:
            return self._said_change(label, sign, have, need, number_of(base, self.values), share, measure)
        if base is not None and share is not None and measure.whole:
            whole = number_of(base, self.values)
            if whole is not None and whole > 0:
                return self._said_share(indicator, label, sign, have, whole, share, need, measure, derived=derived)
        asked = {
            ">=": words("cần ít nhất {n}", "at least {n} needed", n=said_amount(need, measure)),
            ">": words("cần trên {n}", "above {n} needed", n=said_amount(bound, measure)),
            "<=": words("không được quá {n}", "at most {n} allowed", n=said_amount(need, measure)),
            "<": words("phải dưới {n}", "below {n} required", n=said_amount(bound, measure)),
            "=": words("cần đúng {n}", "exactly {n} needed", n=said_amount(need, measure)),
            "<>": words("phải khác {n}", "other than {n} required", n=said_amount(bound, measure)),
        }[sign]
        if measure.is_share:
            shown = percent(have, beside=bound)
            return words("{l}: {h}; {a}", "{l}: {h}; {a}", l=label, h=shown, a=asked)
        return words("{l}: {h}; {a}", "{l}: {h}; {a}", l=label, h=said_amount(have, measure), a=asked)

    def _base(self, right: Node) -> tuple[Name | None, Fraction | None]:
        """The base and the share of `share * base`; a bare base has the share 1."""
        if isinstance(right, Name) and right.code in self.criteria.indicators:
            return right, Fraction(1)
        if isinstance(right, Arithmetic) and right.sign == "*":
            for one, other in ((right.left, right.right), (right.right, right.left)):
                fixed = all(n.code in self.criteria.thresholds for n in names_in(one))
                if fixed and isinstance(other, Name) and other.code in self.criteria.indicators:
                    return other, number_of(one, self.values)
        return None, None

    def _said_share(
        self,
        indicator: Indicator | None,
        label: Words,
        sign: str,
        have: Fraction,
        whole: Fraction,
        share: Fraction,
        need: Fraction,
        measure: Measure,
        *,
        derived: bool,
    ) -> Words:
        opening = indicator.said if indicator and indicator.said else label + ":"
        said = words(
            "{o} {h} trong {w} {n}, đạt {p}; ",
            "{o} {h} of {w} {n}, {p}; ",
            o=opening,
            h=have,
            w=whole,
            n=measure.noun,
            p=percent(have / whole, beside=share),
        )
        if derived:
            return said + words("cần {k}", "{k} needed", k=need)
        asked = percent(share)
        if sign in ("<=", "<"):
            return said + words("không được quá {a}, tức {k}", "at most {a} allowed, that is {k}", a=asked, k=need)
        if share == 1:
            return said + words("cần {a}", "{a} needed", a=asked)
        return said + words("cần {a}, tức {k}", "{a} needed, that is {k}", a=asked, k=need)

    def _said_change(
        self,
        label: Words,
        sign: str,
        have: Fraction,
        need: Fraction,
        earlier: Fraction | None,
        factor: Fraction | None,
        measure: Measure,
    ) -> Words:
        """A change always with its base: the year before, this period, and by how much."""
        assert earlier is not None and factor is not None
        said = words(
            "{l}: cùng kỳ năm trước {e}, kỳ này {h}",
            "{l}: {e} a year before, now {h}",
            l=label,
            e=said_amount(earlier, measure),
            h=have,
        )
        if earlier > 0:
            change = have / earlier - 1
            shown = percent(abs(change), beside=abs(factor - 1))
            if change < 0:
                said += words(", giảm {c}", ", down {c}", c=shown)
            elif change > 0:
                said += words(", tăng {c}", ", up {c}", c=shown)
            else:
                said += Words(", không đổi", ", unchanged")
        down, asked = factor < 1, percent(abs(factor - 1))
        if sign in ("<=", "<"):
            limit = words("tức không quá {k}", "that is at most {k}", k=need)
            if factor == 1:
                return said + words("; không được tăng, {k}", "; no rise allowed, {k}", k=limit)
            return said + (
                words("; cần giảm ít nhất {a}, {k}", "; a fall of at least {a} needed, {k}", a=asked, k=limit)
                if down
                else words("; không được tăng quá {a}, {k}", "; a rise of at most {a} allowed, {k}", a=asked, k=limit)
            )
        limit = words("tức ít nhất {k}", "that is at least {k}", k=need)
        if factor == 1:
            return said + words("; không được giảm, {k}", "; no fall allowed, {k}", k=limit)
        return said + (
            words("; không được giảm quá {a}, {k}", "; a fall of at most {a} allowed, {k}", a=asked, k=limit)
            if down
            else words("; cần tăng ít nhất {a}, {k}", "; a rise of at least {a} needed, {k}", a=asked, k=limit)
        )

    def _general(self, sign: str, left: Node, right: Node, truth: bool) -> Told:
        """Any other comparison: both sides with their figures."""
        a, b = number_of(left, self.values), number_of(right, self.values)
        assert a is not None and b is not None
        said = words(
            "{l} = {a}; cần {s} {r}", "{l} = {a}; {s} {r} needed", l=self._said(left), a=a, s=_SIGNS[sign], r=b
        )
        if isinstance(right, (Name, Arithmetic)):
            said += words(" ({r})", " ({r})", r=self._said(right))
        distance: dict[str, Fraction] = {}
        if not truth and sign != "<>":
            distance = {self._formula_text(left): b - a}
            gap = abs(b - a)
            said += (
                words(": thiếu {g}", ": {g} short", g=gap) if b > a else words(": vượt {g}", ": {g} too many", g=gap)
            )
        return Told(truth, said, distance, effort=abs(b - a) / max(abs(a), abs(b), Fraction(1)))

    def _said(self, node: Node) -> Words:
        match node:
            case Number(value):
                return Words(said_number(value), said_number(value, "en"))
            case Name():
                found = self.values.get((node.code, node.before))
                return words("{l} ({v})", "{l} ({v})", l=lower_first(self._label(node)), v=Fraction(found or 0))
            case Arithmetic(sign, left, right):
                mark = {"*": "×", "/": ":", "-": "−"}.get(sign, sign)
                return words("{a} {s} {b}", "{a} {s} {b}", a=self._said(left), s=mark, b=self._said(right))
        return plain("…")

    def _formula_text(self, node: Node) -> str:
        match node:
            case Number(value):
                return said_number(value, "en").replace(",", "")
            case Name(code, before):
                return f"before({code})" if before else code
            case Arithmetic(sign, left, right):
                return f"{self._formula_text(left)} {sign} {self._formula_text(right)}"
        return "…"

    def _measure(self, name: Name) -> Measure:
        symbol = self.criteria.symbols.get(name.code)
        return symbol.measure if symbol else Measure("number", plain(""), whole=False)

    # -- composite conditions ---------------------------------------------------------------------------------


_SIGNS = {
    "=": Words("bằng", "exactly"),
    "<>": Words("khác", "other than"),
    "<": Words("dưới", "below"),
    "<=": Words("không quá", "at most"),
    ">": Words("trên", "above"),
    ">=": Words("ít nhất", "at least"),
}
_COMPUTED_LABELS = {
    "months_in_being": Words("thời gian hoạt động", "time in being"),
    "points_total": Words("tổng điểm", "total points"),
    "criteria_met": Words("số tiêu chí đạt", "criteria met"),
}


def _need(sign: str, bound: Fraction, *, whole: bool) -> Fraction:
    """What the figure must reach or stay below; things that come whole need whole numbers of them."""
    if not whole:
        return bound
    match sign:
        case ">=":
            return Fraction(ceil(bound))
        case ">":
            return Fraction(floor(bound) + 1)
        case "<=":
            return Fraction(floor(bound))
        case "<":
            return Fraction(ceil(bound) - 1)
    return bound
