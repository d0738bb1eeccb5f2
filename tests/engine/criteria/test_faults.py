"""A rulebook with faults: every fault is found, all are told together, each with its place and what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kieumau.engine.criteria import load_rulebook, parse_rulebook, rulebook_schema
from kieumau.engine.errors import RulebookError

GOOD = """\
rulebook: thu
version: "1"
nature: sample
title: {vi: Bộ thử, en: A try}
issued: {title: Mẫu, issuer: Kiểu Mẫu, in_force: 2024-01-01}
applies_to: [phuong]
indicators:
  recognised: {label: {vi: Khu dân cư được công nhận, en: Recognised}, measure: residential_areas}
  registered: {label: {vi: Khu dân cư đăng ký, en: Registered}, measure: residential_areas}
  offences: {label: {vi: Số vụ, en: Offences}, measure: cases, over_period: sum}
  plan: {label: {vi: Có kế hoạch, en: A plan}, measure: fact}
thresholds:
  share: {label: {vi: Tỷ lệ, en: Share}, measure: share, law: Mục 1, values: {2024-01-01: 0.7}}
criteria:
  - code: "1"
    law: Mục 1
    label: {vi: Công nhận, en: Recognition}
    meets: recognised >= share * registered
  - code: "2"
    law: Mục 2
    label: {vi: Giảm số vụ, en: Fewer offences}
    all:
      - {code: a, meets: offences <= before(offences)}
      - {code: b, meets: plan}
recognised_when: all
"""


def problems(text: str, language: str = "vi") -> list[str]:
    with pytest.raises(RulebookError) as caught:
        parse_rulebook(text, file="thu.yaml")
    return [p.sentence.said(language) for p in caught.value.problems]


def changed(*changes: tuple[str, str]) -> str:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_the_good_one_is_good():
    criteria = parse_rulebook(GOOD, file="thu.yaml")
    assert [c.code for c in criteria.criteria] == ["1", "2"]


FAULTS = [
    (("measure: fact}", "mesure: fact}"), "không có khóa “mesure” ở đây. Có phải ý bạn là “measure”?", "dòng 11"),
    (('    law: Mục 2\n', ""), "tiêu chí 2 thiếu căn cứ (law)", "dòng 19"),
    (("2024-01-01: 0.7", "2025-01-01: 0.7"), "không có giá trị nào có hiệu lực vào ngày 01/01/2024", "dòng 13"),
    (("2024-01-01: 0.7", "2024-01-01: 70"), "tỷ lệ phải từ 0 đến 1, không phải 70. 70% viết là 0.7", "dòng 13"),
    (("law: Mục 1, values", "values"), "ngưỡng “share” thiếu căn cứ (law)", "dòng 13"),
    (("recognised >= share * registered", "plan"), "“recognised” không tiêu chí nào dùng", "dòng 8"),
    (('code: "2"', 'code: "1"'), "mã tiêu chí 1 viết hai lần", "dòng 19"),
    (("recognised >=", "recognized >="), "không có chỉ tiêu hay ngưỡng “recognized”. Có phải ý bạn là “recognised”?", "dòng 18, cột 12"),
    (("recognised >= share * registered", "recognised >= share"), "không so sánh", "dòng 18"),
    (("recognised >= share * registered", "recognised + offences > 1"), "không cộng trừ", "dòng 18"),
    (("recognised >= share * registered", "(select 1)"), "sai cú pháp gần “1”", "dòng 18"),
    (("over_period: sum", "over_period: total"), "“total” không dùng được", "dòng 10"),
    (("measure: cases", "measure: case"), "không có số đo “case”. Có phải ý bạn là “cases”?", "dòng 10"),
    (("    meets: recognised >= share * registered\n", ""), "cần đúng một trong", "dòng 15"),
    (("nature: sample", "nature: real\nnature: sample"), "“nature” viết hai lần", "dòng 4"),
    (("{code: b, meets: plan}", "{code: a, meets: plan}"), "“a” viết hai lần trong một điều kiện", "dòng 19"),
    (("recognised_when: all", "recognised_when: 3"), "cần 3 trong 2 tiêu chí", "dòng 25"),
    (("measure: fact}", "measure: fact, over_period: sum}"), "một sự kiện đúng/sai không cộng được", "dòng 11"),
    (("in_force: 2024-01-01}", "in_force: 2024-01-01, until: 2023-01-01}"), "until phải sau in_force", "dòng 5"),
    (("applies_to: [phuong]", "applies_to: [phuong]\nperiod: {starts: 16-11}"), "16/11 viết là 11-16", "dòng 7"),
    (("    meets: recognised", "    applies_when: plan\n    meets: recognised"), "applies_when và otherwise phải đi cùng nhau", "dòng 15"),
    (("{vi: Có kế hoạch, en: A plan}", "{vi: Có kế hoạch, nghị quyết}"), "dấu phẩy phải đặt trong dấu nháy", "dòng 11"),
    (("meets: recognised >= share * registered", "points: {max: 10, share: {of: recognised / registered, round_to: 3}}"), "10 không chia hết cho 3", "dòng 18"),
    (("2024-01-01: 0.7", "2024-01-01: 0,7"), "không dùng được", "dòng 13"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said", "where"), FAULTS, ids=[said[:40] for _, said, _ in FAULTS])
def test_a_fault_is_told_with_its_line_and_a_way_out(change, said, where):
    found = problems(changed(change))
    assert any(said in p and where in p for p in found), found


def test_all_faults_are_shown_together():
    text = changed(
        *(f[0] for f in FAULTS[:3]), ("{code: b, meets: plan}", "{code: b, meets: plam}"), ('code: "2"', 'code: "1"')
    )
    found = problems(text)
    for said in ("“mesure”", "thiếu căn cứ (law)", "không có giá trị nào", "“plam”", "viết hai lần"):
        assert any(said in p for p in found), (said, found)
    assert not any("không có chỉ tiêu hay ngưỡng “plan”" in p for p in found)  # the misspelt key hid nothing


def test_a_start_that_is_no_day_hides_nothing_else():
    text = changed(
        ("applies_to: [phuong]", "applies_to: [phuong]\nperiod: {starts: 16-11}"),
        ("{code: b, meets: plan}", "{code: b, meets: plam}"),
    )
    found = problems(text)
    assert len(found) == 2 and "16/11 viết là 11-16" in found[0] and "“plam”" in found[1]


def test_every_message_has_an_english_half():
    for change, _, _ in FAULTS:
        with pytest.raises(RulebookError) as caught:
            parse_rulebook(changed(change), file="thu.yaml")
        for problem in caught.value.problems:
            assert problem.what.vi != problem.what.en
            quoted = re.sub("“.*?”", "", problem.what.en + (problem.hint.en if problem.hint else ""))
            assert quoted.isascii(), quoted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "tệp trống"),
        ("a: [1", "không phải YAML hợp lệ"),
        ("a: &x 1\nb: *x", "không dùng neo"),
        ("- 1\n- 2", "không dùng được"),
        ("a: " + "[" * 60 + "]" * 60, "lồng quá sâu"),
        ("!!python/object/apply:os.system ['true']", "không dùng được"),
    ],
)
def test_what_is_no_rulebook_at_all_is_refused_in_a_sentence(text, said):
    assert any(said in p for p in problems(text))


def test_a_billion_laughs_stop_at_the_first():
    laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)},*{chr(97 + i)}]\n" for i in range(9)
    )
    assert len(problems(laughs)) == 1


def test_the_schema_is_closed_everywhere():
    def objects(node):
        if isinstance(node, dict):
            if "properties" in node:
                yield node
            for value in node.values():
                yield from objects(value)
        elif isinstance(node, list):
            for value in node:
                yield from objects(value)

    found = list(objects(rulebook_schema()))
    assert len(found) > 15
    assert all(o.get("additionalProperties") is False for o in found)
    assert json.dumps(rulebook_schema())


OVERLAY = """\
overlay_of: mau-gia-dinh-22/2023
version: dia-phuong
nature: sample
title: {vi: Thêm của tỉnh, en: Local}
issued: {title: Mẫu địa phương, issuer: Tỉnh, in_force: 2023-01-01}
indicators:
  lamps: {label: {vi: Đèn đường, en: Lamps}, measure: streets}
groups:
  - code: DP
    label: {vi: Địa phương, en: Local}
    law: Mẫu địa phương
    criteria:
      - {code: DP1, label: {vi: Đèn, en: Lamps}, meets: lamps >= 1}
"""


def test_an_overlay_adds_a_local_criterion(tmp_path):
    path = tmp_path / "overlay.yaml"
    path.write_text(OVERLAY, encoding="utf-8")
    criteria = load_rulebook(str(path))
    assert len(criteria.criteria) == 23
    assert criteria.by_code["DP1"].local
    assert criteria.key == "mau-gia-dinh-22/2023+dia-phuong"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("code: DP1", 'code: "4"', "tiêu chí 4 đã có trong bộ gốc"),
        ("  lamps: {", "  headquarters_area: {", "đã có trong bộ gốc, không được đổi"),
        ("groups:", "recognised_when: none\ngroups:", "không có khóa “recognised_when”"),
        (
            "groups:",
            "fills: [{code: '4', label: {vi: X, en: X}, law: Y, meets: lamps >= 0}]\ngroups:",
            "không phải khung",
        ),
    ],
)
def test_an_overlay_may_not_weaken_what_the_base_says(tmp_path: Path, old, new, said):
    base = load_rulebook("mau-gia-dinh-22/2023")
    new = new.replace("headquarters_area", next(iter(base.indicators)))
    path = tmp_path / "overlay.yaml"
    path.write_text(OVERLAY.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(str(path))
    assert said in caught.value.said("vi")


def test_a_base_without_groups_keeps_its_criteria_beside_the_local_group(tmp_path: Path):
    path = tmp_path / "overlay.yaml"
    path.write_text(OVERLAY.replace("mau-gia-dinh-22/2023", "an-toan-ve-an-ninh-trat-tu/124-2021"), encoding="utf-8")
    criteria = load_rulebook(str(path))
    assert [(g.code, len(g.criteria)) for g in criteria.groups] == [("", 4), ("DP", 1)]


def test_a_fill_goes_into_the_group_that_it_names(tmp_path: Path):
    fill = "fills: [{code: '3', group: {code: II, label: {vi: Nhóm II, en: Group II}}, label: {vi: X, en: X}, law: Y, meets: lamps >= 2}]\n"
    path = tmp_path / "overlay.yaml"
    text = OVERLAY.replace("mau-gia-dinh-22/2023", "cong-an-phuong-kieu-mau/5764-2021").replace(
        "groups:", fill + "groups:"
    )
    path.write_text(text, encoding="utf-8")
    criteria = load_rulebook(str(path))
    assert [(g.code, len(g.criteria)) for g in criteria.groups][:2] == [("II", 1), (criteria.groups[1].code, 21)]
    assert not criteria.by_code["3"].frame


@pytest.mark.parametrize(
    "fault",
    [
        ("in_force: 2024-01-01", "in_force: 2024-13-01"),
        ("nature: sample", "nature: fake"),
        ("    meets: recognised >=", "    all: [{meets: plan}]\n    meets: recognised >="),
        ("{vi: Công nhận, en: Recognition}", "{en: Recognition}"),
        ("measure: fact}", "measure: }"),
        ("recognised_when: all\n", ""),
        ("applies_to: [phuong]", "applies_to: []"),
    ],
)
def test_a_fault_of_form_hides_no_fault_of_substance(fault):
    found = problems(changed(fault, ("    law: Mục 2\n", ""), ("{code: b, meets: plan}", "{code: b, meets: plam}")))
    assert any("thiếu căn cứ (law)" in p for p in found), found
    assert any("“plam”" in p for p in found), found
    assert len(found) == 3, found
