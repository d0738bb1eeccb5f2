"""One comparison in words: the figure, what it needs, and what is short, in the measure people act on."""

from __future__ import annotations

from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation.judging.shortfalls import Shortfall, Sides
from kieumau.engine.evaluation.telling.rows import RowWords
from kieumau.engine.expressions import Arithmetic, Name, Node, Values, names_in, number_of
from kieumau.engine.expressions.measures import Measure, said_amount, said_gap
from kieumau.engine.indicators.comparing import SMALL
from kieumau.engine.wording import Words, lower_first, percent, plain, said_number, words


def said_comparison(
    row: RowWords, sides: Sides, short: Shortfall, *, banned: bool, derived: bool, at_least: bool = False
) -> Words:
    """A comparison whose sides are known. A `derived` bound was computed, not written: it is told as an amount.

    `at_least` says that more may be left, as a part of the figures is not there yet.
    """
    if sides.subject is None:
        return _said_general(row, sides, short, at_least=at_least)
    measure = row.measure(sides.subject)
    said = _said_figure(row, sides.subject, sides, short, measure, banned=banned, derived=derived)
    none_allowed = short.need == 0 and measure.whole and sides.sign in ("=", "<=")
    return said if none_allowed or not short.amount else said + _said_short(short.amount, measure, at_least=at_least)


def _said_short(amount: Fraction, measure: Measure, *, at_least: bool) -> Words:
    gap = said_at_least(said_gap(abs(amount), measure), at_least=at_least)
    return words(": thiếu {g}", ": {g} short", g=gap) if amount > 0 else words(": vượt {g}", ": {g} too many", g=gap)


def said_at_least(gap: Words, *, at_least: bool) -> Words:
    return words("ít nhất {g}", "at least {g}", g=gap) if at_least else gap


def said_between(
    row: RowWords,
    name: Name,
    have: Fraction,
    least: Fraction,
    most: Fraction,
    amount: Fraction,
    *,
    at_least: bool = False,
) -> Words:
    """`x between a and b`, told as one condition."""
    measure = row.measure(name)
    said = words(
        "{l}: {h}; cần từ {a} đến {b}",
        "{l}: {h}; between {a} and {b} needed",
        l=row.label(name),
        h=said_amount(have, measure),
        a=said_gap(least, measure) if not measure.is_share else said_amount(least, measure),
        b=said_amount(most, measure),
    )
    return said + _said_short(amount, measure, at_least=at_least) if amount else said


def said_sure_change(row: RowWords, code: str, sign: str, bound: Fraction, truth: bool, need: int | None) -> Words:
    """What is left of a sure change is told in the counted things: how many would have been enough."""
    sure, values = row.criteria.sure_changes[code], row.values
    measure = row.criteria.indicators[sure.of].measure
    earlier, now = (Fraction(values.get((sure.of, b)) or 0) for b in (True, False))
    said = words(
        "{l}: {h}cùng kỳ năm trước {e}, kỳ này {n}{z}; cần {s} {b}",
        "{l}: {h}{e} a year before, now {n}{z}; {s} {b} needed",
        l=lower_first(sure.label),
        h=plain("") if earlier < SMALL else percent(Fraction(values.get((code, False)) or 0), beside=bound) + " (",
        z=plain("" if earlier < SMALL else ")"),
        e=said_amount(earlier, measure),
        n=now,
        s=Words("trên", "more than") if sign == ">" else Words("ít nhất", "at least"),
        b=percent(bound),
    )
    if truth:
        return said
    if need is None:
        return said + Words("; gốc nhỏ quá để chắc chắn như vậy", "; the base is too small to be that sure")
    vi = ", tức không quá {k}: vượt {g}" if sure.falls else ", tức ít nhất {k}: thiếu {g}"
    en = ", that is at most {k}: {g} too many" if sure.falls else ", that is at least {k}: {g} short"
    return said + words(vi, en, k=need, g=abs(need - now))


def _said_figure(
    row: RowWords, name: Name, sides: Sides, short: Shortfall, measure: Measure, *, banned: bool, derived: bool
) -> Words:
    """The usual form: one figure against what it needs."""
    label, sign, have, bound, need = row.label(name), sides.sign, short.have, short.bound, short.need
    if banned or (sign in ("=", "<=") and bound == 0 and measure.whole):
        return _said_none_allowed(label, have, measure, banned=banned)
    base, share = _base_of(row.criteria, sides.right, row.values)
    if base is not None and base.before and base.code == name.code:
        return _said_change(label, sign, short, number_of(base, row.values), share, measure)
    if base is not None and share is not None and measure.whole:
        whole = number_of(base, row.values)
        if whole is not None and whole > 0:
            indicator = row.criteria.indicators.get(name.code)
            opening = indicator.said if indicator and indicator.said else label + ":"
            return _said_share(opening, sign, short, whole, share, measure, derived=derived)
    asked = {
        ">=": words("cần ít nhất {n}", "at least {n} needed", n=said_amount(need, measure)),
        ">": words("cần trên {n}", "above {n} needed", n=said_amount(bound, measure)),
        "<=": words("không được quá {n}", "at most {n} allowed", n=said_amount(need, measure)),
        "<": words("phải dưới {n}", "below {n} required", n=said_amount(bound, measure)),
        "=": words("cần đúng {n}", "exactly {n} needed", n=said_amount(need, measure)),
        "<>": words("phải khác {n}", "other than {n} required", n=said_amount(bound, measure)),
    }[sign]
    shown = percent(have, beside=bound) if measure.is_share else said_amount(have, measure)
    return words("{l}: {h}; {a}", "{l}: {h}; {a}", l=label, h=shown, a=asked)


def _said_none_allowed(label: Words, have: Fraction, measure: Measure, *, banned: bool) -> Words:
    if have != 0:
        return words(
            "{l}: {h}; cần không có {n} nào",
            "{l}: {h}; none allowed",
            l=label,
            h=said_amount(have, measure),
            n=measure.noun,
        )
    if banned:
        return words("không xảy ra: {l}", "did not occur: {l}", l=label)
    return words("{l}: không có {n} nào, đúng yêu cầu", "{l}: none, as required", l=label, n=measure.noun)


def _base_of(criteria: CriteriaSet, right: Node, values: Values) -> tuple[Name | None, Fraction | None]:
    """The base and the share of `share * base`; a bare base has the share 1."""
    if isinstance(right, Name) and right.code in criteria.indicators:
        return right, Fraction(1)
    if isinstance(right, Arithmetic) and right.sign == "*":
        for one, other in ((right.left, right.right), (right.right, right.left)):
            fixed = all(n.code in criteria.thresholds for n in names_in(one))
            if fixed and isinstance(other, Name) and other.code in criteria.indicators:
                return other, number_of(one, values)
    return None, None


def _said_share(
    opening: Words, sign: str, short: Shortfall, whole: Fraction, share: Fraction, measure: Measure, *, derived: bool
) -> Words:
    said = words(
        "{o} {h} trong {w} {n}, đạt {p}; ",
        "{o} {h} of {w} {n}, {p}; ",
        o=opening,
        h=short.have,
        w=whole,
        n=measure.noun,
        p=percent(short.have / whole, beside=share),
    )
    need = short.need
    if derived:
        return said + words("cần {k}", "{k} needed", k=need)
    asked = percent(share)
    if sign in ("<=", "<"):
        return said + words("không được quá {a}, tức {k}", "at most {a} allowed, that is {k}", a=asked, k=need)
    if share == 1:
        return said + words("cần {a}", "{a} needed", a=asked)
    return said + words("cần {a}, tức {k}", "{a} needed, that is {k}", a=asked, k=need)


def _said_change(
    label: Words, sign: str, short: Shortfall, earlier: Fraction | None, factor: Fraction | None, measure: Measure
) -> Words:
    """A change always with its base: the year before, this period, and by how much."""
    assert earlier is not None and factor is not None
    have, need = short.have, short.need
    said = words(
        "{l}: cùng kỳ năm trước {e}, kỳ này {h}",
        "{l}: {e} a year before, now {h}",
        l=label,
        e=said_amount(earlier, measure),
        h=have,
    )
    if measure.whole and earlier < SMALL:
        gap = have - earlier
        if gap < 0:
            said += words(", giảm {c}", ", {c} fewer", c=-gap)
        elif gap > 0:
            said += words(", tăng {c}", ", {c} more", c=gap)
        else:
            said += Words(", không đổi", ", unchanged")
    elif earlier > 0:
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


def _said_general(row: RowWords, sides: Sides, short: Shortfall, *, at_least: bool) -> Words:
    """Any other comparison: both sides with their figures."""
    said = words(
        "{l} = {a}; cần {s} {r}",
        "{l} = {a}; {s} {r} needed",
        l=row.amount(sides.left),
        a=short.have,
        s=_SIGNS[sides.sign],
        r=short.bound,
    )
    if isinstance(sides.right, (Name, Arithmetic)):
        said += words(" ({r})", " ({r})", r=row.amount(sides.right))
    if short.distance:
        size = abs(short.amount)
        gap = said_at_least(Words(said_number(size), said_number(size, "en")), at_least=at_least)
        short_of = short.amount > 0
        said += words(": thiếu {g}", ": {g} short", g=gap) if short_of else words(": vượt {g}", ": {g} too many", g=gap)
    return said


_SIGNS = {
    "=": Words("bằng", "exactly"),
    "<>": Words("khác", "other than"),
    "<": Words("dưới", "below"),
    "<=": Words("không quá", "at most"),
    ">": Words("trên", "above"),
    ">=": Words("ít nhất", "at least"),
}
