"""What a rulebook declares before it asks anything: measures, indicators, thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kieumau.engine.criteria.checks import ChanceRule, Check, CheckKind, Severity, SureChange
from kieumau.engine.criteria.schema import CheckDoc, IndicatorDoc, RatioDoc, RulebookDoc, ThresholdDoc
from kieumau.engine.criteria.sets import COMPUTED, TOTALS, Threshold
from kieumau.engine.errors import Problem, did_you_mean
from kieumau.engine.expressions import BUILT_IN_MEASURES, Measure
from kieumau.engine.indicators import Every, Indicator, OverUnits, Summing
from kieumau.engine.shelf.documents import Path, YamlDocument
from kieumau.engine.shelf.fields import Text
from kieumau.engine.statistics.methods import LimitsRule, Method
from kieumau.engine.wording import Words, plain, words

_ADDABLE = {Summing.SUM, Summing.LATEST, Summing.HIGHEST, Summing.LOWEST}


class Declarations:
    """Reads them from a validated document; what is wrong is added to `problems`."""

    def __init__(self, doc: RulebookDoc, document: YamlDocument, problems: list[Problem]) -> None:
        self.doc, self.document, self.problems = doc, document, problems
        self.measures = {
            **BUILT_IN_MEASURES,
            **{code: Measure(code, said(m.noun), m.whole) for code, m in doc.measures.items()},
        }
        self.indicators = self._indicators()
        self.thresholds = {code: t for code, d in doc.thresholds.items() if (t := self._threshold(code, d))}
        chance = doc.comparison
        self.chance = ChanceRule(Method(chance.method), float(chance.level))
        self.sure_changes = self._sure_changes()
        self.checks = tuple(self._check(i, d) for i, d in enumerate(doc.checks))
        self._check_names()

    def _indicators(self) -> dict[str, Indicator]:
        result: dict[str, Indicator] = {}
        for code, doc in self.doc.indicators.items():
            path: Path = ("indicators", code)
            measure = self._measure(doc.measure, (*path, "measure"))
            summing = Summing(doc.over_period)
            if measure.is_fact and summing in (Summing.SUM, Summing.HIGHEST, Summing.LOWEST):
                self._find(
                    (*path, "over_period"),
                    Words("một sự kiện đúng/sai không cộng được.", "a fact is not summed."),
                    Words("Dùng latest, all hoặc any.", "Use latest, all or any."),
                )
            if not measure.is_fact and summing not in _ADDABLE:
                self._find(
                    (*path, "over_period"), Words("all và any chỉ dùng cho đúng/sai.", "all and any are for facts.")
                )
            if measure.is_share and summing is Summing.SUM:
                self._find(
                    (*path, "over_period"),
                    Words("tỷ lệ của các tháng không cộng lại được.", "shares of several months are not added up."),
                    Words("Khai hai số đếm, tử số và mẫu số.", "Keep two counts, the part and the whole."),
                )
            if doc.children and not self.doc.children:
                self._find(
                    (*path, "children"), Words("thiếu khóa children ở đầu tệp.", "the file lacks the key children.")
                )
            plausible = (Fraction(doc.plausible[0]), Fraction(doc.plausible[1])) if doc.plausible else None
            if plausible and plausible[0] > plausible[1]:
                self._find(
                    (*path, "plausible"), Words("khoảng hợp lý bị ngược.", "the plausible range is upside down.")
                )
            if doc.every == "month" and self.doc.period.starts[3:] != "01":
                self._find(
                    (*path, "every"),
                    Words(
                        "năm đánh giá không bắt đầu vào đầu tháng.", "the assessment year does not begin with a month."
                    ),
                    Words(
                        "Một tháng sẽ nằm ở cả hai năm; hãy dùng year.",
                        "A month would lie in two years; please use year.",
                    ),
                )
            result[code] = Indicator(
                code,
                said(doc.label),
                measure,
                summing,
                said(doc.said) if doc.said else None,
                plausible,
                doc.children,
                *self._over_units(code, doc, measure),
                Every(doc.every or self.doc.period.every),
            )
        return result

    def _over_units(self, code: str, doc: IndicatorDoc, measure: Measure) -> tuple[OverUnits, tuple[str, str] | None]:
        """What becomes of the figure when units merge: as the rulebook says, else counted things add up."""
        path: Path = ("indicators", code, "over_units")
        rule = doc.over_units
        if isinstance(rule, RatioDoc):
            for part in (rule.part, rule.whole):
                other = self.doc.indicators.get(part)
                if (
                    other is None
                    or part == code
                    or isinstance(other.over_units, RatioDoc)
                    or other.measure in ("fact", "share")
                ):
                    self._find(
                        path,
                        words(
                            "“{c}” phải là một chỉ tiêu đếm được đã khai.", "“{c}” must be a declared count.", c=part
                        ),
                        did_you_mean(part, list(self.doc.indicators)) if other is None else None,
                    )
            if measure.is_fact:
                self._find(path, Words("một sự kiện không phải là tỷ số.", "a fact is no ratio."))
            return OverUnits.RATIO, (rule.part, rule.whole)
        if rule is None:
            return (OverUnits.SUM if measure.adds_up else OverUnits.NONE), None
        if rule == "sum" and (measure.is_fact or measure.is_share):
            self._find(
                path,
                Words(
                    "tỷ lệ và sự kiện của nhiều đơn vị không cộng lại được.",
                    "shares and facts of several units are not added up.",
                ),
                Words(
                    "Với tỷ lệ, ghi {part: ..., whole: ...}; với sự kiện, dùng all, any hoặc none.",
                    "For a share write {part: ..., whole: ...}; for a fact use all, any or none.",
                ),
            )
        if rule in ("all", "any") and not measure.is_fact:
            self._find(path, Words("all và any chỉ dùng cho đúng/sai.", "all and any are for facts."))
        return OverUnits(rule), None

    def _threshold(self, code: str, doc: ThresholdDoc) -> Threshold | None:
        path: Path = ("thresholds", code)
        measure = self._measure(doc.measure, (*path, "measure"))
        if not doc.law:
            self._find(
                path,
                words("ngưỡng “{c}” thiếu căn cứ (law).", "the threshold “{c}” has no law.", c=code),
                Words("Ghi điều, khoản.", "Name the article and clause."),
            )
        if (doc.values is None) == (doc.by_class is None):
            self._find(path, Words("cần đúng một trong: values, by_class.", "needs exactly one of: values, by_class."))
            return None
        in_force = self.doc.issued.in_force
        if doc.values is not None:
            values = self._dated((*path, "values"), doc.values, measure, in_force)
            return Threshold(code, said(doc.label), measure, doc.law, values)
        by_class = {
            class_: self._dated((*path, "by_class", class_), dated, measure, in_force)
            for class_, dated in (doc.by_class or {}).items()
        }
        return Threshold(code, said(doc.label), measure, doc.law, by_class=by_class)

    def _dated(
        self, path: Path, values: Mapping[date, Decimal], measure: Measure, in_force: date
    ) -> tuple[tuple[date, Fraction], ...]:
        dated = tuple(sorted((day, Fraction(value)) for day, value in values.items()))
        if not dated or dated[0][0] > in_force:
            self._find(
                path,
                words("không có giá trị nào có hiệu lực vào ngày {d}.", "no value is in force on {d}.", d=in_force),
                words(
                    "Giá trị đầu tiên bắt đầu {d}; thêm giá trị sớm hơn.",
                    "The first one starts on {d}; add an earlier one.",
                    d=dated[0][0],
                )
                if dated
                else None,
            )
        for _, value in dated:
            if measure.whole and value.denominator != 1:
                what = words(
                    "{n} đếm bằng số nguyên, không phải {v}.",
                    "{n} are counted whole, not {v}.",
                    n=measure.noun,
                    v=value,
                )
                self._find(path, what)
            if (value * 10**6).denominator != 1:
                self._find(
                    path, Words("ngưỡng có tối đa sáu chữ số thập phân.", "a threshold has six decimals at most.")
                )
            if measure.is_share and not 0 <= value <= 1:
                self._find(
                    path,
                    words("tỷ lệ phải từ 0 đến 1, không phải {v}.", "a share lies from 0 to 1, not {v}.", v=value),
                    words("70% viết là 0.7.", "70% is written 0.7."),
                )
        return dated

    def _measure(self, code: str, path: Path) -> Measure:
        if code not in self.measures:
            self._find(
                path,
                words("không có số đo “{c}”.", "there is no measure “{c}”.", c=code),
                did_you_mean(code, list(self.measures))
                or Words("Khai nó trong measures.", "Declare it under measures."),
            )
        return self.measures.get(code) or Measure(code, plain(code))

    # -- changes and checks -----------------------------------------------------------------------------------

    def _sure_changes(self) -> dict[str, SureChange]:
        found = {}
        for code, doc in self.doc.sure_changes.items():
            path: Path = ("sure_changes", code, "of")
            indicator = self._indicator(doc.of, path)
            if indicator is not None and not indicator.is_count:
                self._find(
                    path,
                    words(
                        "“{c}” không phải số đếm cộng dồn trong kỳ.",
                        "“{c}” is not a count summed over a period.",
                        c=doc.of,
                    ),
                    Words(
                        "Chỉ so được các số đếm có over_period: sum.", "Only counts with over_period: sum are compared."
                    ),
                )
            found[code] = SureChange(code, said(doc.label), doc.of, doc.direction == "fall")
        return found

    def _check(self, index: int, doc: CheckDoc) -> Check:
        """One check, its figures known and of a kind that it can look at."""
        path: Path = ("checks", index)
        kind = CheckKind(doc.check)
        if doc.code in {d.code for d in self.doc.checks[:index]}:
            self._find((*path, "code"), words("mã “{c}” viết hai lần.", "the code “{c}” stands twice.", c=doc.code))
        looked = [self._indicator(c, (*path, "of", i)) for i, c in enumerate(doc.of)]
        looked += [self._indicator(c, (*path, k)) for k, c in (("whole", doc.whole), ("rising", doc.rising)) if c]
        known = [i for i in looked if i is not None]
        for indicator in known:
            fits, needed = True, Words("", "")
            if kind in _OF_COUNTS:
                fits, needed = indicator.is_count or kind is CheckKind.APART, _COUNT
                fits = fits and indicator.measure.whole
                if fits and kind in _OF_MONTHS:
                    fits, needed = indicator.every is Every.MONTH, _MONTHLY
            elif kind is CheckKind.OUT_OF_RANGE:
                fits, needed = indicator.plausible is not None, Words("một khoảng plausible", "a plausible range")
            elif kind in (CheckKind.PART_OF_WHOLE, CheckKind.ADDS_UP):
                fits, needed = not indicator.measure.is_fact, Words("một con số", "a number")
            if not fits:
                what = words(
                    "“{c}” không dùng được cho {k}; cần {n}.",
                    "“{c}” does not suit {k}; it needs {n}.",
                    c=indicator.code,
                    k=doc.check,
                    n=needed,
                )
                self._find((*path, "of"), what)
        one_of = kind in (CheckKind.PART_OF_WHOLE, CheckKind.ADDS_UP, CheckKind.IDENTICAL_ROWS)
        if one_of and len({(i.measure.code, i.every) if kind in _SAME_MEASURE else i.every for i in known}) > 1:
            self._find(
                (*path, "of"),
                Words(
                    "các chỉ tiêu phải cùng số đo và cùng kỳ báo cáo.",
                    "the indicators must have one measure and be asked equally often.",
                ),
            )
        if kind is CheckKind.IDENTICAL_ROWS and len(doc.of) < _ENOUGH_TO_BE_ALIKE:
            what = words("cần ít nhất {n} chỉ tiêu.", "it needs {n} indicators at least.", n=_ENOUGH_TO_BE_ALIKE)
            self._find((*path, "of"), what, Words("Ít số thì dễ trùng.", "A few figures are easily alike."))
        return Check(
            doc.code,
            kind,
            tuple(doc.of),
            doc.whole or "",
            doc.rising or "",
            doc.favours or "",
            LimitsRule(doc.limits or "exact"),
            Severity(doc.severity),
            said(doc.advice) if doc.advice else None,
        )

    def _indicator(self, code: str, path: Path) -> Indicator | None:
        if code not in self.indicators:
            what = words("không có chỉ tiêu “{c}”.", "there is no indicator “{c}”.", c=code)
            self._find(path, what, did_you_mean(code, list(self.indicators)))
        return self.indicators.get(code)

    def _check_names(self) -> None:
        for section, codes in (("thresholds", self.thresholds), ("sure_changes", self.sure_changes)):
            for code in codes:
                if code in self.indicators or (section == "sure_changes" and code in self.thresholds):
                    self._find(
                        (section, code),
                        words("“{c}” đã là tên của một thứ khác.", "“{c}” names something else already.", c=code),
                    )
        for section, code in [
            *(("thresholds", c) for c in self.thresholds),
            *(("indicators", c) for c in self.indicators),
            *(("sure_changes", c) for c in self.sure_changes),
        ]:
            if code in COMPUTED or code in TOTALS or code in ("before", "unit", "period", "class"):
                self._find((section, code), words("“{c}” là từ dành riêng.", "“{c}” is a reserved word.", c=code))

    def _find(self, path: Path, what: Words, hint: Words | None = None) -> None:
        self.problems.append(self.document.problem(path, what, hint))


_OF_COUNTS = (
    CheckKind.ZERO_AFTER_STEADY,
    CheckKind.BEYOND_LIMITS,
    CheckKind.REVISIONS,
    CheckKind.DIGITS,
    CheckKind.APART,
)
_OF_MONTHS = (CheckKind.ZERO_AFTER_STEADY, CheckKind.BEYOND_LIMITS, CheckKind.DIGITS)
_SAME_MEASURE = (CheckKind.PART_OF_WHOLE, CheckKind.ADDS_UP)
_COUNT = Words("một số đếm có over_period: sum", "a count with over_period: sum")
_MONTHLY = Words(
    "số liệu hằng tháng (every: month), vì vài năm là quá ít số liệu năm",
    "monthly figures (every: month), since a few years are too few yearly ones",
)
_ENOUGH_TO_BE_ALIKE = 3


def said(text: Text) -> Words:
    return Words(text.vi, text.en or text.vi)
