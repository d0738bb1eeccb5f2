"""What every answer of the API carries, what is refused and how, and the schema that is kept beside the code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from ninja.errors import ValidationError

from kieumau.api.v1 import api
from kieumau.api.v1.parameters import LONGEST_SEARCH

KEPT = Path(__file__).resolve().parents[2] / "docs/api/openapi.json"
PLACES = ["units", "units/1", "units/1/lineage", "changes", "changes/1/NQ", "openapi.json", "", "nowhere", "units/"]
REFUSED = {
    "/api/v1/units": {"404", "422"},
    "/api/v1/units/{code}": {"404", "422"},
    "/api/v1/units/{code}/lineage": {"404", "422"},
    "/api/v1/changes": {"400", "422"},
    "/api/v1/changes/{code}": {"404"},
    "/api/v1/me": {"401", "403"},
    "/api/v1/people": {"401", "403"},
    "/api/v1/results": {"401", "403", "404", "422"},
    "/api/v1/figures": {"401", "403", "404", "422"},
    "/api/v1/returns": {"400", "401", "403", "404", "422"},
}
SENT = {"FiguresSent", "FigureSent"}
"""What programs send: some of it may be left out."""
HOSTILE = ["\0", "x" * 3000, "%", "_", "'; drop table", "{0}{vi}", "<script>", "đ" * 199, "\u2028", "ﷺ" * 150]


def refusal(answer, status):
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    told = answer.json()
    assert set(told) == {"problems"} and told["problems"]
    assert all(set(p) == {"vi", "en"} and p["vi"] and p["en"] for p in told["problems"])
    return told["problems"]


# -- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day", ["", "30/06/2025", "2025-02-30", "1751241600", "2025-7-1", "20250701", "٢٠٢٥-٠٧-٠١", "x"]
)
@pytest.mark.parametrize(
    "place", ["units?on=", "units/1?on=", "units/1/lineage?on=", "changes?since=", "changes?until="]
)
def test_what_is_no_day_is_refused_with_an_example(client, db, place, day):
    (problem,) = refusal(client.get(f"/api/v1/{place}{day}"), 422)
    name = place.partition("?")[2].rstrip("=")
    assert problem["vi"] == f"{name}: cần một ngày dạng 2025-07-01; đã nhận “{day}”."
    assert problem["en"] == f"{name}: expected a day such as 2025-07-01; received “{day}”."


def test_all_that_cannot_be_read_is_told_at_once(client, db):
    problems = refusal(client.get("/api/v1/units?on=x&level=ward&limit=0&offset=-1"), 422)
    assert [p["en"] for p in problems] == [
        "on: expected a day such as 2025-07-01; received “x”.",
        "level: expected one of: province, district, commune; received “ward”.",
        "limit: expected a number from 1 to 1,000; received “0”.",
        "offset: expected a number from 0 to 999,999; received “-1”.",
    ]


def test_a_long_search_is_refused_and_not_repeated_whole(client, db):
    (problem,) = refusal(client.get("/api/v1/units", {"search": "x" * (LONGEST_SEARCH + 1)}), 422)
    assert "at most 200 characters" in problem["en"] and len(problem["en"]) < 150


def test_an_error_without_words_is_still_told_in_words(rf):
    answer = api.on_exception(rf.get("/"), ValidationError([{"loc": ("query", "on"), "msg": "raw", "type": "raw"}]))
    assert json.loads(answer.content) == {"problems": [{"vi": "on: không đọc được.", "en": "on: cannot be read."}]}


@pytest.mark.parametrize("place", ["", "nowhere", "units/", "changes/", "units/1/2/3"])
def test_an_address_that_is_wrong_is_told_where_the_right_ones_are(client, db, place):
    assert refusal(client.get(f"/api/v1/{place}"), 404)


@pytest.mark.parametrize("place", ["units?color=red", "units?q=tan+dong", "units/25198?level=x", "changes?on=x"])
def test_a_filter_that_is_not_known_is_refused_and_never_answers_with_the_nation(client, db, place):
    told = refusal(client.get(f"/api/v1/{place}"), 400)
    assert "không có tham số" in str(told) and "Các tham số" in str(told)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_do_no_harm(client, db, text):
    assert client.get("/api/v1/units", {"search": text}).status_code in (200, 422)
    for name in ("on", "level", "limit", "offset"):
        refusal(client.get("/api/v1/units", {name: text}), 422)
    refusal(client.get("/api/v1/units", {"within": text}), 404)


@pytest.mark.parametrize("text", ["%00", "x" * 3000, "%25", "{0}", "%FF", "%E2%80%A8", "..%2f..", "%3Cscript%3E"])
@pytest.mark.parametrize("place", ["units/{}", "units/{}/lineage", "changes/{}"])
def test_hostile_codes_are_only_codes_that_mean_nothing(client, db, place, text):
    (problem,) = refusal(client.get("/api/v1/" + place.replace("{}", text)), 404)
    assert len(problem["en"]) < 250


# -- every answer -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
def test_every_answer_is_asked_for_anew_and_sets_no_cookie(client, db, place):
    client.cookies["django_language"] = "en"
    answer = client.get(f"/api/v1/{place}")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Language"] == "vi, en"
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "Content-Security-Policy" in answer.headers
    assert not answer.cookies


@pytest.mark.parametrize("place", PLACES)
def test_a_head_is_a_get_without_its_body(client, db, place):
    told, asked = client.get(f"/api/v1/{place}"), client.head(f"/api/v1/{place}")
    assert asked.status_code == told.status_code and asked.content == b""
    assert asked.headers["Content-Type"] == told.headers["Content-Type"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_written(db, place, method):
    stranger = Client(enforce_csrf_checks=True)  # a token is asked for only where something may be written
    answer = getattr(stranger, method)(f"/api/v1/{place}")
    refusal(answer, 405)
    assert answer.headers["Allow"] == "GET, HEAD" and answer.headers["Cache-Control"] == "no-cache"
    assert not answer.cookies


def test_an_empty_house_answers(client, db):
    assert client.get("/api/v1/units").json()["items"] == []
    assert client.get("/api/v1/changes").json() == {"count": 0, "items": []}
    refusal(client.get("/api/v1/units/25198"), 404)


# -- the schema -------------------------------------------------------------------------------------------------------


def test_the_schema_that_is_kept_is_the_one_that_is_served(client):
    """If this fails: python tests/house/write_docs.py."""
    assert client.get("/api/v1/openapi.json").json() == json.loads(KEPT.read_text(encoding="utf-8"))


def test_every_address_of_the_schema_reads_but_one_and_says_what_it_answers():
    schema = json.loads(KEPT.read_text(encoding="utf-8"))
    assert schema["openapi"].startswith("3.1") and schema["info"]["version"] == "1.0.0"
    assert set(schema["paths"]) == set(REFUSED)
    ids = []
    for place, methods in schema["paths"].items():
        assert list(methods) == (["get", "post"] if place == "/api/v1/figures" else ["get"])
        if "post" in methods:
            assert set(methods["post"]["responses"]) - {"200"} == REFUSED[place] | {"400", "409", "413"}
            assert methods["post"]["security"] and " · " in methods["post"]["summary"]
            ids.append(methods["post"]["operationId"])
        told = methods["get"]
        ids.append(told["operationId"])
        assert len(told["tags"]) == 1 and told["description"] and " · " in told["summary"]
        assert all(" · " in p["description"] for p in told["parameters"])
        assert {p["name"] for p in told["parameters"] if p["in"] == "path"} == (
            {"code"} if "{code}" in place else set()
        )
        assert set(told["responses"]) - {"200"} == REFUSED[place]
    assert len(set(ids)) == len(ids)


def test_every_shape_that_is_answered_is_closed_and_every_reference_is_kept():
    text = KEPT.read_text(encoding="utf-8")
    shapes = json.loads(text)["components"]["schemas"]
    answered = {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert answered <= set(shapes) and {"Problems", "Units", "UnitDetail", "UnitLineage"} <= answered
    assert all(shape["description"] for shape in shapes.values())
    for name in answered:
        assert shapes[name]["additionalProperties"] is False
        if name not in SENT:
            assert set(shapes[name]["required"]) == set(shapes[name]["properties"])
        assert all({"type", "anyOf", "$ref"} & set(field) for field in shapes[name]["properties"].values())
