"""Units of a day, what became of them, and by which act, as machines read it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from kieumau.config import clock
from kieumau.records.territory.models import SuccessionRecord

pytestmark = pytest.mark.usefixtures("viet_nam")
EVE, DAY = "2025-06-30", "2025-07-01"
ACT = "1662/NQ-UBTVQH15"


def read(client: Client, place: str, **asked: Any) -> Any:
    answer = client.get(f"/api/v1/{place}", asked)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


# -- units of a day ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (EVE, {"province": 63, "district": 696, "commune": 10_035}),
        (DAY, {"province": 34, "district": 0, "commune": 3_321}),
    ],
)
def test_a_day_has_the_units_that_it_had(client, on, counts):
    assert {level: read(client, "units", on=on, level=level)["count"] for level in counts} == counts
    assert read(client, "units", on=on)["count"] == sum(counts.values())


def test_a_unit_is_told_with_null_where_nothing_is_known(client):
    (unit,) = read(client, "units", on=EVE, search="25198")["items"]
    assert unit == {
        "code": "25198",
        "name": "Tân Đồng",
        "full_name": {"vi": "phường Tân Đồng", "en": "Tân Đồng ward"},
        "kind": "phuong",
        "level": "commune",
        "parent": "689",
        "valid_from": None,
        "valid_until": DAY,
        "latitude": 11.55605,
        "longitude": 106.9093,
        "area_km2": None,
    }


def test_pages_follow_each_other_in_vietnamese_order(client):
    whole = read(client, "units", on=DAY, level="province")["items"]
    pages = [read(client, "units", on=DAY, level="province", limit=20, offset=start)["items"] for start in (0, 20, 40)]
    assert [len(page) for page in pages] == [20, 14, 0]
    assert [u for page in pages for u in page] == whole
    names = [u["name"] for u in whole]
    assert names[0] == "An Giang" and names.index("Cà Mau") < names.index("Đà Nẵng") < names.index("Gia Lai")


def test_a_hundred_units_come_unasked_and_a_thousand_at_most(client):
    assert len(read(client, "units", on=DAY)["items"]) == 100
    assert len(read(client, "units", on=DAY, limit=1000)["items"]) == 1000
    assert client.get("/api/v1/units", {"limit": 1001}).status_code == 422


@pytest.mark.parametrize("search", ["tan dong", "TÂN  ĐỒNG", "tan\0 dong"])
def test_a_search_needs_no_marks_and_whole_names_come_first(client, search):
    found = read(client, "units", on=EVE, search=search)["items"]
    whole = [u["name"] in ("Tân Đông", "Tân Đồng") for u in found]
    assert "25198" in [u["code"] for u in found[: sum(whole)]]
    assert whole == sorted(whole, reverse=True) and not all(whole)


def test_a_name_with_its_marks_comes_before_others_that_sound_so(client):
    found = [u["name"] for u in read(client, "units", on=EVE, search="Tân Đồng")["items"]]
    same = found.count("Tân Đồng")
    assert same and found[:same] == ["Tân Đồng"] * same and "Tân Đông" in found[same:]


def test_a_search_is_of_the_day(client):
    assert "25198" not in [u["code"] for u in read(client, "units", on=DAY, search="tan dong")["items"]]


def test_within_is_all_that_lies_below_on_the_day(client):
    before, after = (read(client, "units", on=on, within="75", limit=1000) for on in (EVE, DAY))
    assert Counter(u["level"] for u in before["items"]) == {"district": 11, "commune": 159}
    assert after["count"] == 95 and {u["parent"] for u in after["items"]} == {"75"}
    assert read(client, "units", on=EVE, within="689", search="dong")["count"] >= 1
    refused = client.get("/api/v1/units", {"on": DAY, "within": "689"})
    assert refused.status_code == 404 and "trước 01/07/2025" in refused.json()["problems"][0]["vi"]


def test_a_day_that_is_not_asked_is_today_in_viet_nam(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2025, 6, 30, 18, 0, tzinfo=UTC))
    assert read(client, "units", level="province")["on"] == DAY
    assert read(client, "units/25195")["name"] == "Bình Phước"


# -- one unit ---------------------------------------------------------------------------------------------------------


def test_one_code_on_two_days_is_two_units(client):
    before, after = (read(client, "units/25195", on=on) for on in (EVE, DAY))
    assert (before["name"], before["valid_until"]) == ("Tân Phú", DAY)
    assert (after["name"], after["valid_from"], after["valid_until"]) == ("Bình Phước", DAY, None)
    assert before["lives"] == after["lives"]
    assert [(u["name"], u["begun_by"], u["ended_by"]) for u in after["lives"]] == [
        ("Tân Phú", None, ACT),
        ("Bình Phước", ACT, None),
    ]


def test_who_stands_above_a_unit_depends_on_the_day(client):
    above = {on: read(client, "units/25198", on=on) for on in ("2025-02-28", "2025-03-01")}
    for unit in above.values():
        assert [u["name"] for u in unit["ancestors"]] == ["Đồng Xoài", "Bình Phước"]
    assert [u["level"] for u in above["2025-02-28"]["review_chain"]] == ["district", "province"]
    assert [u["level"] for u in above["2025-03-01"]["review_chain"]] == ["province"]


@pytest.mark.parametrize("place", ["units/25198", "units/25198/lineage"])
def test_a_code_that_means_nothing_on_a_day_is_refused_with_its_days(client, place):
    answer = client.get(f"/api/v1/{place}", {"on": DAY})
    assert answer.status_code == 404
    assert answer.json() == {
        "problems": [
            {
                "vi": "mã 25198 không có đơn vị nào ngày 01/07/2025; phường Tân Đồng trước 01/07/2025.",
                "en": "the code 25198 means no unit on 1 July 2025; Tân Đồng ward before 1 July 2025.",
            }
        ]
    }


def test_a_code_that_never_was_is_refused_with_what_to_do(client):
    problem = client.get("/api/v1/units/99999").json()["problems"][0]
    assert "không có mã “99999”" in problem["vi"] and "/api/v1/units?on=" in problem["vi"]
    assert "no code “99999”" in problem["en"] and "kieumau" not in problem["en"]


# -- through time -----------------------------------------------------------------------------------------------------


def test_a_lineage_tells_what_a_ward_went_into_and_with_whom(client):
    lineage = read(client, "units/25198/lineage", on=EVE)
    assert lineage["unit"]["name"] == "Tân Đồng"
    assert [u["name"] for u in lineage["units"]][-1] == "Bình Phước" and len(lineage["units"]) == 7
    assert len(lineage["steps"]) == 6
    step = next(s for s in lineage["steps"] if s["predecessor"]["code"] == "25198")
    assert step == {
        "predecessor": {"code": "25198", "valid_from": None, "full_name": lineage["unit"]["full_name"]},
        "successor": {"code": "25195", "valid_from": DAY, "full_name": {"vi": "phường Bình Phước", "en": "Bình Phước ward"}},
        "change": ACT,
        "on": DAY,
        "share": "1",
        "basis": "whole",
    }  # fmt: skip


def test_a_share_that_is_not_known_is_null(client):
    parted = SuccessionRecord.objects.filter(share=None).select_related("predecessor")[0].predecessor
    steps = read(client, f"units/{parted.code}/lineage", on=EVE)["steps"]
    ways = [s for s in steps if s["predecessor"]["code"] == parted.code and s["on"] == DAY]
    assert len(ways) > 1 and {(s["share"], s["basis"]) for s in ways} == {(None, "unknown")}


def test_acts_are_listed_by_day_with_their_successions(client):
    acts = read(client, "changes")
    assert acts["count"] == len(acts["items"]) == 41
    assert sum(a["successions"] for a in acts["items"]) == SuccessionRecord.objects.count()
    act = next(a for a in acts["items"] if a["code"] == ACT)
    assert (act["on"], act["issued"], act["successions"]) == (DAY, "2025-06-16", 271)
    assert act["title"]["en"] == "Communes of Đồng Nai rearranged, 2025" and act["address"].startswith("https://")


def test_since_is_the_first_day_and_until_the_day_after_the_last(client):
    counts = [
        read(client, "changes", **asked)["count"]
        for asked in ({"since": DAY}, {"since": "2025-07-02"}, {"until": DAY}, {"since": DAY, "until": "2025-07-02"})
    ]
    assert counts == [41, 5, 0, 36]
    refused = client.get("/api/v1/changes", {"since": "2025-07-02", "until": DAY})
    assert refused.status_code == 400 and "must come before" in refused.json()["problems"][0]["en"]


@pytest.mark.parametrize("code", [ACT, "1662%2FNQ-UBTVQH15"])
def test_an_act_lists_its_successions(client, code):
    act = client.get(f"/api/v1/changes/{code}").json()
    assert act["code"] == ACT and act["successions"] == len(act["steps"]) == 271
    pairs = [(s["predecessor"], s["successor"]) for s in act["steps"]]
    assert {"25195", "25198", "25201", "25204", "25205", "25213"} == {
        old["code"] for old, new in pairs if new["code"] == "25195"
    }
    assert all(s["change"] == ACT and s["on"] == DAY for s in act["steps"])
    assert all(new["valid_from"] == DAY and old["valid_from"] is None for old, new in pairs)


def test_an_act_that_is_not_in_the_register_is_refused(client):
    answer = client.get("/api/v1/changes/1/AB/CD")
    assert answer.status_code == 404
    assert answer.json()["problems"][0]["en"].startswith("the register has no act “1/AB/CD”.")


# -- what it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "asked"),
    [
        ("units", {"on": EVE, "limit": 1000}),
        ("units", {"on": EVE, "within": "01", "search": "xa", "level": "commune", "limit": 1000}),
        ("units/25198", {"on": EVE}),
        ("units/25198/lineage", {"on": EVE}),
        ("changes", {}),
        (f"changes/{ACT}", {}),
    ],
)
def test_the_database_is_asked_four_times_at_most(client, django_assert_max_num_queries, place, asked):
    with django_assert_max_num_queries(4):
        read(client, place, **asked)


def test_the_lineage_of_a_unit_that_ended_needs_no_day(client, viet_nam):
    found = client.get("/api/v1/units/25198/lineage").json()
    assert found["unit"]["name"] == "Tân Đồng" and found["steps"]
    assert client.get("/api/v1/units/25198/lineage?on=2026-01-01").status_code == 404
