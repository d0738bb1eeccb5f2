"""What a verdict says: the sentence with its figures, and what is left in the measure people act on."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kieumau.engine.criteria import parse_rulebook
from kieumau.engine.evaluation import Outcome, UnitResult, Verdict, evaluate
from kieumau.engine.indicators import Calendar, Observation, ObservationTable
from kieumau.engine.territory import AdminUnit, UnitTable

HEAD = """\
rulebook: thu
version: "1"
nature: sample
title: {vi: Thử, en: Try}
issued: {title: Mẫu, issuer: Kiểu Mẫu, in_force: 2023-01-01}
applies_to: [phuong]
indicators:
"""
INDICATORS = {
    "recognised": "{label: {vi: Khu dân cư được công nhận, en: Areas recognised}, said: {vi: đã công nhận, en: recognised}, measure: residential_areas}",
    "registered": "{label: {vi: Khu dân cư đăng ký, en: Areas registered}, measure: residential_areas}",
    "offences": "{label: {vi: Vi phạm trật tự xã hội, en: Offences}, measure: cases, over_period: sum}",
    "disciplined": "{label: {vi: Cán bộ bị kỷ luật, en: Officers disciplined}, measure: persons, over_period: sum}",
    "models": "{label: {vi: Mô hình hiệu quả, en: Working models}, measure: models}",
    "plan": "{label: {vi: Kế hoạch của UBND phường, en: The plan}, measure: fact}",
    "hidden": "{label: {vi: Điểm phức tạp, en: A trouble spot}, measure: fact}",
    "online": "{label: {vi: Hồ sơ trực tuyến, en: Online files}, measure: share}",
    "area": "{label: {vi: Diện tích trụ sở, en: Office area}, measure: area_m2}",
}
YEAR = Calendar().year(2024)


def judge(rule: str, given: dict[str, object], before: dict[str, object] | None = None, **more: object) -> UnitResult:
    """One criterion on one ward in 2024; `rule` is YAML."""
    used = [c for c in INDICATORS if c in rule]
    text = HEAD + "".join(f"  {c}: {INDICATORS[c]}\n" for c in used)
    text += str(more.get("thresholds", ""))
    text += "criteria:\n  - code: '1'\n    label: {vi: Thử, en: Try}\n    law: Mục 1\n" + "".join(
        f"    {line}\n" for line in rule.splitlines()
    )
    text += "recognised_when: all\n"
    criteria = parse_rulebook(text, file="thu.yaml")
    rows = [_row(YEAR, c, v) for c, v in given.items()] + [
        _row(Calendar().year(2023), c, v) for c, v in (before or {}).items()
    ]
    unit = AdminUnit("1", "Một", "phuong", str(more.get("class_", "")), established=more.get("established"))  # type: ignore[arg-type]
    result = evaluate(
        criteria,
        ObservationTable(tuple(rows)),
        on=date(2024, 12, 31),
        units=UnitTable({"1": unit}),
        period="2024",
        periods=(YEAR,),
    )
    return result.units[0]


def _row(period, code, value):
    return Observation("1", period, code, value if isinstance(value, bool) else Fraction(str(value)))


RATIO = "meets: recognised >= 0.7 * registered"
CHANGE = "meets: offences <= 0.8 * before(offences)"
SENTENCES = [
    (RATIO, {"recognised": 11, "registered": 18}, {}, "not_met", "đã công nhận 11 trong 18 khu dân cư, đạt 61,1%; cần 70%, tức 13: thiếu 2",
     "recognised 11 of 18 residential areas, 61.1%; 70% needed, that is 13: 2 short", {"recognised": 2}),
    (RATIO, {"recognised": 7, "registered": 10}, {}, "met", "đã công nhận 7 trong 10 khu dân cư, đạt 70%; cần 70%, tức 7",
     "recognised 7 of 10 residential areas, 70%; 70% needed, that is 7", {}),
    ("meets: recognised / registered >= 0.7", {"recognised": 11, "registered": 18}, {}, "not_met",
     "đã công nhận 11 trong 18 khu dân cư, đạt 61,1%; cần 70%, tức 13: thiếu 2",
     "recognised 11 of 18 residential areas, 61.1%; 70% needed, that is 13: 2 short", {"recognised": 2}),
    ("meets: recognised = registered", {"recognised": 17, "registered": 18}, {}, "not_met",
     "đã công nhận 17 trong 18 khu dân cư, đạt 94,4%; cần 100%: thiếu 1",
     "recognised 17 of 18 residential areas, 94.4%; 100% needed: 1 short", {"recognised": 1}),
    (RATIO, {"recognised": 6999, "registered": 10000}, {}, "not_met",
     "đã công nhận 6.999 trong 10.000 khu dân cư, đạt 69,99%; cần 70%, tức 7.000: thiếu 1",
     "recognised 6,999 of 10,000 residential areas, 69.99%; 70% needed, that is 7,000: 1 short", {"recognised": 1}),
    (CHANGE, {"offences": 40}, {"offences": 50}, "met",
     "vi phạm trật tự xã hội: cùng kỳ năm trước 50 vụ, kỳ này 40, giảm 20%; cần giảm ít nhất 20%, tức không quá 40",
     "offences: 50 cases a year before, now 40, down 20%; a fall of at least 20% needed, that is at most 40", {}),
    (CHANGE, {"offences": 42}, {"offences": 50}, "not_met",
     "vi phạm trật tự xã hội: cùng kỳ năm trước 50 vụ, kỳ này 42, giảm 16%; cần giảm ít nhất 20%, tức không quá 40: vượt 2",
     "offences: 50 cases a year before, now 42, down 16%; a fall of at least 20% needed, that is at most 40: 2 too many", {"offences": -2}),
    (CHANGE, {"offences": 42}, {}, "unknown", "vi phạm trật tự xã hội cùng kỳ năm trước: chưa có số liệu kỳ 2023",
     "offences in the same period a year before: no figure for period 2023", {}),
    ("meets: disciplined = 0", {"disciplined": 0}, {}, "met", "cán bộ bị kỷ luật: không có người nào, đúng yêu cầu",
     "officers disciplined: none, as required", {}),
    ("meets: disciplined = 0", {"disciplined": 1}, {}, "not_met", "cán bộ bị kỷ luật: 1 người; cần không có người nào",
     "officers disciplined: 1 person; none allowed", {"disciplined": -1}),
    ("meets: models >= 1", {"models": 0}, {}, "not_met", "mô hình hiệu quả: 0 mô hình; cần ít nhất 1 mô hình: thiếu 1",
     "working models: 0 models; at least 1 model needed: 1 short", {"models": 1}),
    ("meets: models > 2", {"models": 2}, {}, "not_met", "mô hình hiệu quả: 2 mô hình; cần trên 2 mô hình: thiếu 1",
     "working models: 2 models; above 2 models needed: 1 short", {"models": 1}),
    ("meets: models between 2 and 4", {"models": 5}, {}, "not_met", "mô hình hiệu quả: 5 mô hình; cần từ 2 đến 4 mô hình: vượt 1",
     "working models: 5 models; between 2 and 4 models needed: 1 too many", {"models": -1}),
    ("meets: plan", {"plan": True}, {}, "met", "kế hoạch của UBND phường: có", "the plan: yes", {}),
    ("meets: plan", {"plan": False}, {}, "not_met", "kế hoạch của UBND phường: chưa có", "the plan: not yet", {"plan": 1}),
    ("meets: plan", {}, {}, "unknown", "kế hoạch của UBND phường: chưa nhập kỳ 2024", "the plan: not entered for period 2024", {}),
    ("meets: online >= 0.5", {"online": "0.4996"}, {}, "not_met", "hồ sơ trực tuyến: 49,96%; cần ít nhất 50%: thiếu 0,04 điểm phần trăm",
     "online files: 49.96%; at least 50% needed: 0.04 percentage points short", {"online": "0.0004"}),
    ("meets: area >= 250.5", {"area": 240}, {}, "not_met", "diện tích trụ sở: 240 m²; cần ít nhất 250,5 m²: thiếu 10,5",
     "office area: 240 m²; at least 250.5 m² needed: 10.5 short", {"area": "10.5"}),
    ("meets: recognised / registered >= 0.7", {"recognised": 0, "registered": 0}, {}, "unknown",
     "khu dân cư đăng ký (0) bằng 0 nên chưa tính được tỷ lệ", "areas registered (0): 0, so no share can be computed", {}),
    ("none_of: [disciplined, hidden]", {"disciplined": 0, "hidden": False}, {}, "met",
     "không xảy ra việc nào trong 2 việc nêu trong danh mục", "none of the 2 listed events occurred", {}),
    ("none_of: [disciplined, hidden]", {"disciplined": 2, "hidden": True}, {}, "not_met",
     "cán bộ bị kỷ luật: 2 người; cần không có người nào; đã xảy ra: điểm phức tạp",
     "officers disciplined: 2 persons; none allowed; occurred: a trouble spot", {"disciplined": -2, "hidden": -1}),
    ("none_of: [disciplined, hidden]", {"disciplined": 2}, {}, "not_met", "cán bộ bị kỷ luật: 2 người; cần không có người nào",
     "officers disciplined: 2 persons; none allowed", {"disciplined": -2}),
    ("all:\n  - {code: a, meets: plan}\n  - {code: b, meets: models >= 2}", {"plan": True, "models": 1}, {}, "not_met",
     "chưa đạt 1 trong 2 điều kiện: b) mô hình hiệu quả: 1 mô hình; cần ít nhất 2 mô hình: thiếu 1",
     "1 of 2 conditions not met: b) working models: 1 model; at least 2 models needed: 1 short", {"models": 1}),
    ("any:\n  - {code: a, meets: plan}\n  - {code: b, meets: models >= 2}", {"plan": False, "models": 2}, {}, "met",
     "đạt 1 trong 2 điều kiện, cần 1: b) mô hình hiệu quả: 2 mô hình; cần ít nhất 2 mô hình",
     "1 of 2 conditions met, 1 needed: b) working models: 2 models; at least 2 models needed", {}),
    ("at_least: {count: 2, of: [{meets: plan}, {meets: models >= 2}, {meets: online >= 0.5}]}", {"plan": False, "models": 1, "online": "0.5"}, {},
     "not_met", "đạt 1 trong 3 điều kiện, cần 2: kế hoạch của UBND phường: chưa có; mô hình hiệu quả: 1 mô hình; cần ít nhất 2 mô hình: thiếu 1",
     "1 of 3 conditions met, 2 needed: the plan: not yet; working models: 1 model; at least 2 models needed: 1 short", {"models": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "given", "before", "verdict", "vi", "en", "distance"), SENTENCES)
def test_the_reason_is_a_sentence_with_its_figures(rule, given, before, verdict, vi, en, distance):
    (found,) = judge(rule, given, before).criteria
    assert found.verdict.value == verdict
    assert found.reason.vi == vi
    assert found.reason.en == en
    assert found.distance == {code: Fraction(str(amount)) for code, amount in distance.items()}
    assert (found.distance_words is not None) == bool(distance)


def test_an_unknown_names_the_figures_that_are_missing():
    (found,) = judge(RATIO, {"recognised": 11}).criteria
    assert found.verdict is Verdict.UNKNOWN
    assert found.missing == ("registered",)


def test_a_composite_is_unknown_only_where_no_part_settles_it():
    both = "all:\n  - {code: a, meets: plan}\n  - {code: b, meets: models >= 2}"
    assert judge(both, {"plan": False}).criteria[0].verdict is Verdict.NOT_MET
    assert judge(both, {"plan": True}).criteria[0].verdict is Verdict.UNKNOWN
    either = both.replace("all:", "any:")
    assert judge(either, {"plan": True}).criteria[0].verdict is Verdict.MET
    assert judge(either, {"plan": False}).criteria[0].verdict is Verdict.UNKNOWN


def test_every_count_that_stands_exactly_on_a_threshold_meets_it():
    """In floats 0.7 x 10 is 7.000000000000001 for some products; here it is 7."""
    for tenths in range(1, 11):
        for registered in range(10, 101, 10):
            exactly = registered * tenths // 10
            share = f"meets: recognised >= {tenths / 10} * registered"
            assert judge(share, {"recognised": exactly, "registered": registered}).outcome is Outcome.QUALIFIED
            if exactly:
                below = judge(share, {"recognised": exactly - 1, "registered": registered})
                assert below.criteria[0].distance == {"recognised": 1}


def test_a_missing_month_is_never_zero():
    months = [
        Observation("1", Calendar("month").around(date(2024, m, 1)), "offences", Fraction(0))
        for m in range(1, 13)
        if m != 8
    ]
    text = (
        HEAD
        + f"  offences: {INDICATORS['offences']}\n"
        + (
            "criteria:\n  - {code: '1', label: {vi: Thử, en: Try}, law: Mục 1, meets: offences = 0}\nrecognised_when: all\n"
        )
    )
    criteria = parse_rulebook(text, file="thu.yaml")
    (unit,) = evaluate(criteria, ObservationTable(tuple(months)), on=date(2024, 12, 31)).units
    assert unit.criteria[0].verdict is Verdict.UNKNOWN
    assert unit.criteria[0].reason.vi == "vi phạm trật tự xã hội: thiếu số liệu tháng 8/2024"
    assert unit.outcome is Outcome.UNDECIDED


def test_a_threshold_may_differ_by_class_of_unit_and_by_day():
    thresholds = (
        "thresholds:\n  least: {label: {vi: Số mô hình, en: Models}, measure: models, law: Mục 1, "
        "by_class: {I: {2023-01-01: 3, 2025-01-01: 4}, II: {2023-01-01: 2}}}\n"
    )
    rule = "meets: models >= least"
    assert judge(rule, {"models": 3}, thresholds=thresholds, class_="I").criteria[0].verdict is Verdict.MET
    assert judge(rule, {"models": 2}, thresholds=thresholds, class_="I").criteria[0].verdict is Verdict.NOT_MET
    assert judge(rule, {"models": 2}, thresholds=thresholds, class_="II").criteria[0].verdict is Verdict.MET
    unknown = judge(rule, {"models": 9}, thresholds=thresholds).criteria[0]
    assert unknown.verdict is Verdict.UNKNOWN
    assert "chưa biết loại đơn vị hành chính" in unknown.reason.vi


def test_time_in_being_is_counted_in_whole_months():
    rule = "meets: months_in_being >= 9 and plan"
    assert judge(rule, {"plan": True}, established=date(2024, 3, 31)).outcome is Outcome.QUALIFIED
    assert judge(rule, {"plan": True}, established=date(2024, 4, 1)).outcome is Outcome.QUALIFIED
    assert judge(rule, {"plan": True}, established=date(2024, 4, 2)).outcome is Outcome.NOT_YET
    assert judge(rule, {"plan": True}).outcome is Outcome.UNDECIDED
