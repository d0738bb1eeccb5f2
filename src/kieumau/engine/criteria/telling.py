"""A rule read aloud: what the formula asks, with labels for codes and the thresholds' values on a day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from kieumau.engine.criteria.rules import Bands, Deductions, Entered, LinearShare, Meets, PointsRule, Rule
from kieumau.engine.criteria.sets import MONTHS_IN_BEING, CriteriaSet, Criterion, Otherwise, Recognition, Threshold
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
)
from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.wording import Words, joined, lower_first, percent, plain, said_number, words

_ASKED = {
    "=": Words("bằng {b}", "equal to {b}"),
    "<>": Words("khác {b}", "other than {b}"),
    "<": Words("dưới {b}", "below {b}"),
    "<=": Words("không quá {b}", "at most {b}"),
    ">": Words("trên {b}", "above {b}"),
    ">=": Words("từ {b} trở lên", "at least {b}"),
}
_TOTALS = {
    MONTHS_IN_BEING: Words("số tháng hoạt động", "months in being"),
    "points_total": Words("tổng điểm", "total points"),
    "criteria_met": Words("số tiêu chí đạt", "criteria met"),
}


def said_criterion(criteria: CriteriaSet, criterion: Criterion, *, on: date) -> Words:
    """The rule of one criterion in words, with when it applies."""
    teller = _Reader(criteria, on)
    said = (
        teller.points(criterion) if criterion.points else teller.rule(criterion.rule) if criterion.rule else plain("")
    )
    if criterion.applies_when is not None:
        how = (
            Words("nếu không: tính là đạt", "otherwise counted as met")
            if criterion.otherwise is Otherwise.COUNTS_AS_MET
            else Words("nếu không: không tính", "otherwise left out")
        )
        said += words(
            " (chỉ áp dụng khi {c}; {h})",
            " (applies only when {c}; {h})",
            c=teller.node(criterion.applies_when.tree),
            h=how,
        )
    return said


def said_recognition(criteria: CriteriaSet, *, on: date) -> tuple[Words, ...]:
    """The rule of recognition, one sentence an item."""
    rule: Recognition = criteria.recognition
    teller = _Reader(criteria, on)
    said: list[Words] = []
    for item in criteria.assessed_when:
        said.append(words("Chỉ xét khi {c}.", "Assessed only when {c}.", c=teller.rule(item)))
    n = len(criteria.criteria)
    if rule.counts_criteria:
        said.append(
            words("Đạt cả {n} tiêu chí.", "All {n} criteria met.", n=n)
            if rule.need is None
            else words("Đạt ít nhất {k} trong {n} tiêu chí.", "At least {k} of {n} criteria met.", k=rule.need, n=n)
        )
    if rule.points_at_least is not None:
        said.append(
            words("Tổng điểm từ {p} trở lên.", "At least {p} points in all.", p=teller.node(rule.points_at_least.tree))
        )
    for floor in rule.floors:
        if floor.leaves == (floor.code,) and rule.counts_criteria and rule.need is None:
            continue  # its criterion says so itself
        said.append(
            words(
                "Tiêu chí {c} đạt từ {s} điểm tối đa.",
                "Criterion {c} reaches {s} of its points.",
                c=floor.code,
                s=percent(floor.share),
            )
        )
    for item in rule.requires:
        said.append(words("{c}.", "{c}.", c=item.label or teller.rule(item)))
    for veto in rule.vetoes:
        said.append(words("Loại trừ: {c}.", "Excluded: {c}.", c=lower_first(veto.label or teller.rule(veto))))
    for grade in criteria.grades:
        conditions = joined([teller.rule(c) for c in grade.when], "; ") if grade.when else _EVERY
        line = words("Hạng “{g}”: {c}", "Grade “{g}”: {c}", g=grade.label, c=conditions)
        if grade.at_most is not None:
            line += words(
                "; không quá {s} số đơn vị đạt hạng “{o}” trở lên trong các đơn vị cùng đánh giá",
                "; at most {s} of the units judged together that reach “{o}” or better",
                s=percent(grade.at_most),
                o=next(g.label for g in criteria.grades if g.code == grade.of),
            )
        said.append(line + ".")
    if criteria.below is not None:
        said.append(words("Hạng “{g}”: {c}.", "Grade “{g}”: {c}.", g=criteria.below.label, c=_NONE_ELSE))
    return tuple(said)


_EVERY = Words("mọi đơn vị đủ điều kiện", "every unit that qualifies")
_NONE_ELSE = Words("đơn vị chưa đủ điều kiện", "units that do not qualify")


def said_threshold(threshold: Threshold, value: Fraction) -> Words:
    return said_amount(value, threshold.measure)


class _Reader:
    def __init__(self, criteria: CriteriaSet, on: date) -> None:
        self.criteria, self.on = criteria, on

    def rule(self, rule: Rule) -> Words:
        if isinstance(rule, Meets):
            if rule.banned and rule.label:
                return words("không để xảy ra: {l}", "must not occur: {l}", l=lower_first(rule.label))
            return self.node(rule.formula.tree)
        if all(isinstance(p, Meets) and p.banned and p.label for p in rule.parts):
            listed = joined([lower_first(p.label) for p in rule.parts if p.label], "; ")
            return words("không để xảy ra: {l}", "must not occur: {l}", l=listed)
        parts = [self.rule(p) for p in rule.parts]
        lettered = [plain(f"{p.code}) " if p.code else "") + said for p, said in zip(rule.parts, parts, strict=True)]
        if len(parts) == 1:
            return lettered[0]
        if rule.needs_all:
            return joined(lettered, "; ")
        opening = (
            words("một trong {n}: ", "one of {n}: ", n=len(parts))
            if rule.need == 1
            else words("ít nhất {k} trong {n}: ", "at least {k} of {n}: ", k=rule.need, n=len(parts))
        )
        return opening + joined(lettered, "; ")

    def node(self, node: Node) -> Words:
        match node:
            case Number(value):
                return Words(said_number(value), said_number(value, "en"))
            case Truth(value):
                return Words("đúng", "true") if value else Words("sai", "false")
            case Name() if self._is_fact(node):
                return words("có {l}", "{l}", l=self._name(node))
            case Name():
                return self._name(node)
            case Not(Name() as name) if self._is_fact(name):
                return words("không có {l}", "no {l}", l=self._name(name))
            case Not(part):
                return words("không {p}", "not {p}", p=self.node(part))
            case Logic(word, left, right):
                link = Words(" và ", " and ") if word == "and" else Words(" hoặc ", " or ")
                return self.node(left) + link + self.node(right)
            case Comparison():
                return self._comparison(node)
            case Arithmetic("/", left, right):
                return words("tỷ lệ {a} trên {b}", "{a} as a share of {b}", a=self.node(left), b=self.node(right))
            case Arithmetic(sign, left, right):
                mark = {"*": "×", "/": ":", "-": "−"}.get(sign, sign)
                return words(
                    "{a} {s} {b}", "{a} {s} {b}", a=self._bracketed(left, sign), s=mark, b=self._bracketed(right, sign)
                )

    def _is_fact(self, name: Name) -> bool:
        indicator = self.criteria.indicators.get(name.code)
        return indicator is not None and indicator.measure.is_fact

    def _bracketed(self, node: Node, sign: str) -> Words:
        said = self.node(node)
        loose = isinstance(node, Arithmetic) and node.sign in "+-" and sign in "*/"
        return words("({a})", "({a})", a=said) if loose else said

    def _comparison(self, node: Comparison) -> Words:
        """A figure against what it needs; a share of another figure is read as a share."""
        sign, left, right = node.sign, node.left, node.right
        if sign == "=" and right == Number(Fraction(0)):
            return words("không có {a}", "no {a}", a=self.node(left))
        if sign == ">" and right == Number(Fraction(0)):
            return words("có {a}", "there are {a}", a=self.node(left))
        if sign in ("=", ">=") and all(
            isinstance(n, Name) and n.code in self.criteria.indicators for n in (left, right)
        ):
            return self._share(left, sign, Fraction(1), right)
        if isinstance(left, Arithmetic) and left.sign == "/" and (share := self._fixed(right)) is not None:
            return self._share(left.left, sign, share, left.right)
        if isinstance(right, Arithmetic) and right.sign == "*":
            for one, other in ((right.left, right.right), (right.right, right.left)):
                if (share := self._fixed(one)) is not None:
                    return self._share(left, sign, share, other)
        return words("{a}: {s}", "{a}: {s}", a=self.node(left), s=_ASKED[sign].fill(b=self._value(left, right)))

    def _share(self, part: Node, sign: str, share: Fraction, whole: Node) -> Words:
        asked = _ASKED[sign] if share != 1 else Words("{b}", "{b}")
        of = words("{p} {w}", "{p} of {w}", p=percent(share), w=self.node(whole))
        return words("{a}: {s}", "{a}: {s}", a=self.node(part), s=asked.fill(b=of))

    def _fixed(self, node: Node) -> Fraction | None:
        """The value of a part that holds thresholds and numbers only, such as 1 - 5%."""
        names = list(names_in(node))
        if any(n.code not in self.criteria.thresholds or self.criteria.thresholds[n.code].by_class for n in names):
            return None
        return number_of(node, {(n.code, False): self.criteria.thresholds[n.code].value_on(self.on) for n in names})

    def _value(self, left: Node, right: Node) -> Words:
        """A bare number takes the measure of the figure beside it."""
        if isinstance(right, Number) and isinstance(left, Name) and left.code in self.criteria.symbols:
            return said_amount(right.value, self.criteria.symbols[left.code].measure)
        return self.node(right)

    def _name(self, name: Name) -> Words:
        threshold = self.criteria.thresholds.get(name.code)
        if threshold is not None:
            return self._threshold(threshold)
        indicator = self.criteria.indicators.get(name.code)
        if name.code in self.criteria.sure_changes:
            return words(
                "{l} (mức ít nhất theo khoảng tin cậy {c})",
                "{l} (the least that the {c} confidence interval leaves)",
                l=lower_first(self.criteria.sure_changes[name.code].label),
                c=percent(Fraction(self.criteria.chance.level).limit_denominator(1000)),
            )
        label = lower_first(indicator.label) if indicator else _TOTALS.get(name.code, plain(name.code))
        return words("{l} cùng kỳ năm trước", "{l} a year before", l=label) if name.before else label

    def _threshold(self, threshold: Threshold) -> Words:
        if threshold.by_class is None:
            value = threshold.value_on(self.on)
            return said_threshold(threshold, value) if value is not None else threshold.label
        each = [
            words("loại {c}: {v}", "class {c}: {v}", c=class_, v=said_threshold(threshold, value))
            for class_ in threshold.by_class
            if (value := threshold.value_on(self.on, class_)) is not None
        ]
        return words("mức theo loại đơn vị ({e})", "the level by class ({e})", e=joined(each))

    def points(self, criterion: Criterion) -> Words:
        rule: PointsRule | None = criterion.points
        most = criterion.max_points
        match rule:
            case Bands(of, steps, rest):
                bands = [
                    words("từ {s}: {p} điểm", "from {s}: {p} points", s=self._bound(of.tree, start), p=points)
                    for start, points in steps
                ]
                said = words(
                    "{o}: {b}; còn lại: {r} điểm",
                    "{o}: {b}; otherwise {r} points",
                    o=self.node(of.tree),
                    b=joined(bands, "; "),
                    r=rest,
                )
            case LinearShare(of, full_at, round_to):
                said = words(
                    "{o}: tỷ lệ thuận, đủ {m} điểm từ {f}, làm tròn đến {r}",
                    "{o}: in proportion, the full {m} points from {f}, rounded to {r}",
                    o=self.node(of.tree),
                    m=most,
                    f=self._bound(of.tree, full_at),
                    r=round_to,
                )
            case Deductions(each):
                labels = [
                    words(
                        "{l}: trừ {p} điểm mỗi lần",
                        "{l}: {p} points off each",
                        l=lower_first(self.criteria.indicators[c].label),
                        p=p,
                    )
                    for c, p in each
                ]
                said = words(
                    "{m} điểm; {d}; không dưới 0", "{m} points; {d}; never below 0", m=most, d=joined(labels, "; ")
                )
            case Entered(indicator):
                label = lower_first(self.criteria.indicators[indicator].label)
                said = words("{l}, tối đa {m}", "{l}, {m} at most", l=label, m=most)
            case _:
                return plain("")
        if criterion.floor is not None:
            said += words(
                "; đạt khi được từ {s} điểm tối đa", "; met from {s} of the points", s=percent(criterion.floor)
            )
        return said

    def _bound(self, of: Node, value: Fraction) -> Words:
        ratio = isinstance(of, Arithmetic) and of.sign == "/"
        share = (
            isinstance(of, Name)
            and of.code in self.criteria.indicators
            and self.criteria.indicators[of.code].measure.is_share
        )
        return percent(value) if ratio or share else Words(said_number(value), said_number(value, "en"))
