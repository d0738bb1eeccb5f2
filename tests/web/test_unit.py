"""One unit: what is left, then every criterion with its reason and its law."""

import re
from dataclasses import replace

import pytest

from cast import TERMINAL, markup, said
from kieumau.engine.evaluation import Outcome, Verdict
from kieumau.engine.territory import AdminUnit
from kieumau.records.assessments.actions import file_assessment


def filed(sample_result, criteria, name, **changes):
    """One ward of the sample, changed; its page is /don-vi/<code>/."""
    unit = next(u for u in sample_result.units if u.unit.name == name)
    changed = replace(unit, **changes)
    file_assessment(result=replace(sample_result, units=(changed,), fingerprint="x"), criteria=criteria, by=TERMINAL)
    return f"/don-vi/{changed.unit.code}/"


def test_a_complete_ward_is_said_in_the_title(client, sample):
    page = client.get("/don-vi/25198/")
    assert said(page, "h1") == "Phường Tân Đồng đạt 22/22"
    assert "Không còn tiêu chí nào phải làm thêm" in said(page)


def test_what_is_left_comes_before_everything_else(client, sample):
    page = said(client.get("/don-vi/25195/"))
    assert said(client.get("/don-vi/25195/"), "h1") == "Còn 1 tiêu chí để phường Tân Phú hoàn thành"
    assert page.index("Việc còn lại") < page.index("Thiếu 45 m².") < page.index("Tất cả 22 tiêu chí")


def test_each_criterion_has_verdict_reason_distance_and_law(client, sample, criteria):
    page = markup(client.get("/don-vi/25195/"))
    articles = re.findall(r'<article class="criterion.*?</article>', page, re.S)
    assert len(articles) == 22
    for article, criterion in zip(articles, criteria.criteria, strict=True):
        assert 'class="verdict verdict-' in article
        assert f"{criterion.code}. {criterion.label.vi}" in article
        assert criterion.law in article


def test_missing_figures_are_named_and_are_not_zero(client, sample):
    unknown = next(v for v in sample.verdicts.all() if "u" in v.strip)
    page = said(client.get(f"/don-vi/{unknown.code}/"))
    assert "chưa rõ" in page and "Cần bổ sung:" in page


def test_conditions_beside_the_criteria_are_shown_with_their_law(client, sample):
    page = said(client.get("/don-vi/25198/"))
    assert "Điều kiện công nhận khác" in page
    assert "Đăng ký xây dựng với Công an tỉnh: có. Mẫu giả định, phần công nhận" in page
    assert page.count("lãnh đạo Công an phường bị khởi tố hoặc cách chức") == 1


def test_a_set_that_only_counts_criteria_has_no_such_section(client, sample_result, criteria, db):
    tan_dong = next(u for u in sample_result.units if u.unit.name == "Tân Đồng")
    url = filed(sample_result, criteria, "Tân Đồng", conditions=tan_dong.conditions[:0])
    assert "Điều kiện công nhận khác" not in said(client.get(url))


def test_a_complete_ward_with_an_open_condition_is_not_called_done(client, sample_result, criteria, db):
    tan_dong = next(u for u in sample_result.units if u.unit.name == "Tân Đồng")
    open_ = tuple(replace(b, verdict=Verdict.NOT_MET) if b.code != "criteria" else b for b in tan_dong.conditions)
    url = filed(sample_result, criteria, "Tân Đồng", conditions=open_, outcome=Outcome.NOT_YET)
    page = client.get(url)
    assert said(page, "h1") == "Phường Tân Đồng đạt 22/22, còn điều kiện công nhận khác"
    assert "Không còn tiêu chí nào" not in said(page) and "Không còn tiêu chí nào" not in said(client.get("/"))
    assert "1 trong 1 phường" not in said(client.get("/"), "h1")


def test_a_unit_outside_the_programme_is_said_to_be_so(client, sample_result, criteria, db):
    url = filed(sample_result, criteria, "Tân Phú", outcome=Outcome.NOT_ASSESSED)
    assert said(client.get(url), "h1") == "Phường Tân Phú không thuộc diện xét kỳ này"


def test_only_one_kind_of_verdict_can_be_shown(client, sample):
    page = markup(client.get("/don-vi/25195/", {"verdict": "not_met"}))
    assert page.count('<article class="criterion') == 1
    assert markup(client.get("/don-vi/25195/", {"verdict": "nonsense"})).count('<article class="cri') == 22
    nothing = client.get("/don-vi/25195/", {"verdict": "unknown"})
    assert "Không có tiêu chí nào ở nhóm này" in said(nothing)


def test_the_counts_beside_the_filters_are_what_they_list(client, sample):
    for verdict in sample.verdicts.all():
        page = markup(client.get(f"/don-vi/{verdict.code}/"))
        counts = [int(n) for n in re.findall(r'<span class="count">(\d+)</span>', page)]
        assert counts[0] == sum(counts[1:]) == 22


def test_neighbours_with_the_same_name_are_all_reached(client, file_units):
    file_units([AdminUnit(str(n), "Phường 1", "phuong", place=f"Quận {n}") for n in range(4)])
    for n in range(3):
        page = markup(client.get(f"/don-vi/{n}/"))
        assert re.search(rf'rel="next" href="/don-vi/{n + 1}/"', page)
        assert 'rel="next" href' not in markup(client.get("/don-vi/3/"))


def test_the_kind_is_said_once(client, file_units):
    file_units([AdminUnit("1", "Phường 1", "phuong"), AdminUnit("2", "2")])
    assert "phường Phường" not in said(client.get("/don-vi/1/"), "h1")
    assert "đơn vị 2" in said(client.get("/don-vi/2/"), "h1").lower()


@pytest.mark.parametrize("code", ["99999", "../", "<script>", "25198/x"])
def test_a_unit_that_is_not_here_is_not_found(client, sample, code):
    assert client.get(f"/don-vi/{code}/").status_code == 404
