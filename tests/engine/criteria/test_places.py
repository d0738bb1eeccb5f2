"""Where a message says a mistake is: by the code of an item, by its number where it has none of its own."""

import pytest

from kieumau.engine.criteria import parse_rulebook
from kieumau.engine.errors import RulebookError
from kieumau.engine.shelf.documents import read_yaml

TEXT = """
rulebook: cho
version: mau
nature: sample
title: {vi: Chỗ}
issued: {title: Mẫu, issuer: Phép thử, in_force: 2026-01-01}
applies_to: [phuong]
indicators:
  plan: {label: {vi: Kế hoạch}, measure: fact}
  models: {label: {vi: Mô hình}, measure: models}
  points: {label: {vi: Điểm}, measure: points}
criteria:
  - code: II.3
    label: {vi: Một}
    law: Mẫu
    all: [{code: b, meets: plan}, {meets: models >= 1}]
  - {code: "1", label: {vi: Hai}, law: Mẫu, meets: points >= 5}
recognised_when:
  requires:
    - {code: posted, label: {vi: Niêm yết}, law: Mẫu, meets: plan}
grades:
  - {code: good, label: {vi: Tốt}, law: Mẫu, when: [{code: many, label: {vi: Nhiều}, meets: models >= 3}]}
  - {code: done, label: {vi: Hoàn thành}, law: Mẫu}
  - {code: not_done, label: {vi: Không hoàn thành}, law: Mẫu, otherwise: true}
"""


def problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(RulebookError) as caught:
        parse_rulebook(text, file="criteria.yaml")
    return [(p.path, p.what.en + (f" {p.hint.en}" if p.hint else "")) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("law: Mẫu, meets: plan}", "law: Mẫu, meets: plam}", "recognised_when.requires.posted.meets"),
        ("law: Mẫu, meets: plan}", "law: Mẫu, meet: plan}", "recognised_when.requires.posted.meet"),
        ("meets: models >= 3", "meets: modes >= 3", "grades.good.when.many.meets"),
        ("{code: b, meets: plan}", "{code: b, meets: plam}", "criteria.II.3.all.b.meets"),
        ("{meets: models >= 1}", "{meets: modes >= 1}", "criteria.II.3.all.2.meets"),
        ("{code: b, meets: plan}", '{code: "2", meets: plan}, {code: "2", meets: plam}', "criteria.II.3.all.#2.meets"),
        ("meets: points >= 5", "meets: point >= 5", "criteria.1.meets"),
    ],
)
def test_a_message_names_the_code(right: str, wrong: str, place: str):
    assert right in TEXT
    assert place in [path for path, _ in problems(TEXT.replace(right, wrong, 1))]


def test_of_two_items_with_one_code_the_number_tells_them_apart():
    document = read_yaml("a: [{code: x}, {code: x}, {code: '1'}, {}]", "tệp")
    assert [document.said(("a", i)) for i in range(4)] == ["a.#1", "a.2", "a.1", "a.4"]
    assert document.said(("a", 9, "law")) == "a.10.law"


def test_two_faults_under_codes_that_begin_alike_are_both_told():
    text = TEXT.replace('code: "1"', "code: II", 1).replace("label: {vi: Một}", "label: {v: Một}")
    found = problems(text.replace("label: {vi: Hai}", "label: {v: Hai}"))
    assert {"criteria.II.3.label.v", "criteria.II.label.v"} <= {path for path, _ in found}


def test_a_fault_of_an_overlay_is_placed_in_the_overlay():
    text = """
overlay_of: mau-gia-dinh-22/2023
version: thu
nature: sample
title: {vi: Thử}
issued: {title: Mẫu, issuer: Phép thử, in_force: 2026-01-01}
indicators:
  drills: {label: {vi: Diễn tập}, measure: events, over_period: sum}
groups:
  - code: dp
    label: {vi: Địa phương}
    criteria:
      - {code: DP1, label: {vi: Diễn tập}, law: Mẫu, meets: drills >= 2 and drils <= 9}
"""
    with pytest.raises(RulebookError) as caught:
        parse_rulebook(text, file="dp.yaml")
    assert [(p.path, p.line) for p in caught.value.problems] == [("groups.dp.criteria.DP1.meets", 13)]


@pytest.mark.parametrize("formula", ["points >= 100 - 6 * models", "points - 6 * models >= 80", "models + points >= 3"])
def test_points_for_each_event_show_the_way_out(formula: str):
    found = problems(TEXT.replace("meets: points >= 5", f"meets: {formula}"))
    assert any("points: {max: 20, deduct: {indicator: 6}}" in said for _, said in found)


def test_only_the_lowest_grade_goes_without_conditions():
    last = "  - {code: done, label: {vi: Hoàn thành}, law: Mẫu}\n"
    earlier = TEXT.replace("grades:\n", "grades:\n" + last.replace("code: done", "code: first"))
    assert [path for path, _ in problems(earlier)] == ["grades.first"]
    higher = TEXT.replace(last, last.replace("law: Mẫu", "law: Mẫu, otherwise: true"))
    assert [path for path, _ in problems(higher)] == ["grades.done.otherwise"]
    capped = TEXT.replace("otherwise: true", "otherwise: true, at_most: {share: 0.1, of: good, ranked_by: models}")
    assert [path for path, _ in problems(capped)] == ["grades.not_done"]
    assert [g.code for g in parse_rulebook(TEXT, file="criteria.yaml").grades] == ["good", "done"]
