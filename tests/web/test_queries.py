"""The pages ask little of the database, and no more for a nation than for a province."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kieumau.engine.territory import AdminUnit

NATION = 3_321
DOOR = 3  # the session, its account, and what that may do


def queries(client, url):
    client.get("/bo-tieu-chi/")  # the first page of a session notes that it is in use, and the next ones need not
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return [q["sql"] for q in asked]


@pytest.fixture
def units():
    return [AdminUnit(f"{n:05}", f"Phường {n}", "phuong") for n in range(NATION)]


def test_the_overview_asks_four_times_behind_the_door_for_twenty_wards(client, sample):
    assert len(queries(client, "/")) <= 4 + DOOR


@pytest.mark.once
def test_the_overview_asks_as_often_for_3321_units_as_for_20(client, file_units, units):
    counts = {}
    for size in (20, NATION):
        file_units(units[:size])
        counts[size] = [
            len(queries(client, url)) for url in ("/", "/?page=1&sort=name", "/?q=phuong+1", "/don-vi/00007/")
        ]
    assert counts[20] == counts[NATION]
    assert max(counts[NATION]) <= 5 + DOOR


def test_lists_leave_the_reasons_unread(client, sample):
    assert not any('"details"' in sql for sql in queries(client, "/"))


@pytest.mark.parametrize("url", ["/bo-tieu-chi/", "/bo-tieu-chi/mau-gia-dinh-22/2023/", "/bo-tieu-chi/so-sanh/"])
def test_criteria_sets_need_no_more_than_the_door(client, url):
    assert len(queries(client, url)) <= DOOR


def test_a_trial_asks_no_more_than_the_province(client, file_units, units):
    kept = file_units(units[:60], trial=True)
    assert len(queries(client, f"/cham-thu/{kept.uuid}/")) <= 4 + DOOR
    assert len(queries(client, f"/cham-thu/{kept.uuid}/don-vi/00007/")) <= 4 + DOOR
