"""Figures by program: read as known on a day, recorded all or none, told exactly what stands in the way."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from cast import hire
from kieumau.config import clock
from kieumau.records.accounts.models import Token, User
from kieumau.records.accounts.roles import Role
from kieumau.records.accounts.tokens.scopes import TokenScope, digest_of
from kieumau.records.indicators.models import Figure, Source
from kieumau.records.journal.models import Entry
from returns import YEAR_2024, enter, figure, moment, on

pytestmark = pytest.mark.usefixtures("collected")
NOW = moment("2024-04-04 15:00")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    def set_to(text: str) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: moment(text))
        return moment(text)

    set_to("2024-04-04 15:00")
    return set_to


def key_of(user: User, *scopes: TokenScope) -> dict[str, str]:
    secret = f"kieumau_{uuid4().hex}"
    Token.objects.create(
        user=user, label="phần mềm phường", digest=digest_of(secret), scopes=[s.value for s in scopes],
        expires_at=NOW + timedelta(days=300), recorded_at=NOW,
    )  # fmt: skip
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def send(client, officer):
    """Send figures of ward 101 for March with the officer's key; what is given instead stands in place of it."""
    headers = key_of(officer.user, TokenScope.FIGURES)

    def sent(*figures: Any, raw: str | bytes = b"", **rest: Any) -> Any:
        with_key = rest.pop("headers", headers)
        body = raw or json.dumps({"unit": "101", "period": "2024-03", "figures": figures, **rest})
        return client.post("/api/v1/figures", body, content_type="application/json", headers=with_key)

    return sent


@pytest.fixture
def ask(client, officer):
    headers = key_of(officer.user, TokenScope.RESULTS)
    return lambda place, **asked: client.get(f"/api/v1/{place}", {"unit": "101", **asked}, headers=headers)


def one(value: Any, indicator: str = "order_violations", **more: Any) -> dict[str, Any]:
    return {"indicator": indicator, "value": value, **more}


def refusal(answer, status=422):
    assert answer.status_code == status, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    return [p["en"] for p in answer.json()["problems"]]


# -- recording --------------------------------------------------------------------------------------------------------


def test_figures_are_recorded_as_those_of_the_keys_person_through_his_program(send):
    answer = send(one(7), one("1.234", "files"), one(True, "public_disorder"), one("không", "lasting_hotspots"))
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    told = answer.json()
    assert (told["new"], told["corrected"], told["unchanged"], told["questions"]) == (4, 0, 0, [])
    assert {(f["indicator"], f["version"]) for f in told["figures"]} >= {("files", 1), ("public_disorder", 1)}
    kept = {f.indicator: f for f in Figure.objects.all()}
    assert [kept[c].value for c in ("order_violations", "files", "public_disorder", "lasting_hotspots")] == [
        "7", "1234", "true", "false",
    ]  # fmt: skip
    assert {(f.source, f.origin) for f in kept.values()} == {(Source.UPLOADED, "API · phần mềm phường")}
    line = Entry.objects.get(action="indicators.figures_recorded")
    assert (line.name, line.role, line.unit) == ("can-bo.mot (phần mềm phường)", "ward_officer", "101")


def test_the_same_again_changes_nothing_and_a_correction_says_why(send):
    first = send(one(7, seen=0), one(1, "disciplined"))
    assert first.json()["new"] == 2
    again = send(one(7, seen=0), one(1, "disciplined"))
    assert (again.json()["new"], again.json()["unchanged"], again.json()["figures"]) == (0, 2, [])
    assert "a reason is needed" in refusal(send(one(8), one(0, "dialogues")))[0]
    assert Figure.objects.count() == 2
    assert send(one(8, seen=1), reason="đối chiếu lại").json()["corrected"] == 1
    assert send(one(None), reason="ghi nhầm tháng").json()["corrected"] == 1
    assert list(Figure.objects.filter(indicator="order_violations").values_list("value", flat=True)) == ["7", "8", ""]


def test_what_somebody_else_changed_meanwhile_is_told_and_not_overwritten(send, officer):
    send(one(7))
    send(one(9), reason="bổ sung")
    blind = send(one(8, seen=1), reason="khác").json()  # a key that only writes is told no figure
    assert (blind["version"], blind["stands"]) == (2, None)
    reads = key_of(officer.user, TokenScope.FIGURES, TokenScope.RESULTS)
    answer = send(one(8, seen=1), one(1, "disciplined"), reason="khác", headers=reads)
    assert "somebody else has just changed this figure" in refusal(answer, 409)[0]
    stands = answer.json()["stands"]
    assert (stands["indicator"], stands["value"], stands["version"]) == ("order_violations", "9", 2)
    assert (stands["reason"], stands["source"], stands["sample"]) == ("bổ sung", "uploaded", True)
    assert Figure.objects.count() == 2
    assert "somebody else" in refusal(send(one(1, "disciplined", seen=3)), 409)[0]  # a version that never was
    nothing = send(one(1, "disciplined", seen=3), headers=reads).json()
    assert (nothing["version"], nothing["stands"]) == (None, None)


def test_every_problem_comes_at_once_by_its_indicator_and_nothing_is_recorded(send):
    said = refusal(
        send(
            one(97.5), one("mười", "files"), one(-1, "disciplined"), one(2, "order_violation"), one(3, "households"),
            one(0, "dialogues"), one("chưa có số liệu", "progress_reviews"),
        )
    )  # fmt: skip
    assert [s.partition(":")[0] for s in said] == [
        "order_violations", "files", "disciplined", "progress_reviews", "order_violation", "households",
    ]  # fmt: skip
    assert "not a whole number" in said[0] and "Did you mean “order_violations”?" in said[4]
    assert "send null to withdraw" in said[3] and "is not asked for 03/2024" in said[5]
    assert not Figure.objects.exists()


def test_a_number_stays_what_was_written(send, now):
    now("2024-12-20 09:00")
    numbers = '[{"indicator": "young_share", "value": 0.972}, {"indicator": "office_area", "value": 1e2},'
    numbers += '{"indicator": "online_share", "value": "97,2%"}]'
    answer = send(raw=f'{{"unit": "101", "period": "2024", "figures": {numbers}}}')
    assert answer.status_code == 200, answer.content.decode()
    kept = dict(Figure.objects.values_list("indicator", "value"))
    assert kept == {"young_share": "243/250", "office_area": "100", "online_share": "243/250"}
    said = refusal(
        send(raw='{"unit": "101", "period": "2024", "figures": [{"indicator": "young_share", "value": 97.2}]}')
    )
    assert "Is 97.2% meant?" in said[0]


def test_an_unusual_figure_is_asked_about_and_a_ratio_is_computed(send, now):
    assert "801 cases, outside the usual range 0–800" in send(one(801)).json()["questions"][0]["en"]
    now("2024-12-20 09:00")
    told = send(one(20, "officers_present"), one(15, "officers_trained"), period="2024").json()
    assert told["new"] == 2
    assert {"indicator": "trained_share", "version": 1, "source": "computed"} in told["figures"]


def test_a_closed_period_takes_nothing(send, now):
    now("2024-04-16 09:00")
    assert "was closed after 15 April 2024" in refusal(send(one(7)))[0]


@pytest.mark.parametrize(
    "instead",
    [{"unit": "102"}, {"unit": "201"}, {"unit": "999"}, {"unit": "\0"}, {"period": "2031-01-01..2031-01-05"}],
)  # fmt: skip
def test_what_is_not_his_and_what_is_not_there_sound_the_same(send, instead):
    (said,) = refusal(send(one(7), **instead), 404)
    unit = instead.get("unit", "101")
    assert said.startswith(f"no unit {unit} is within the scope of this key, or nothing is asked of it")


def test_a_key_writes_only_for_who_enters_figures_and_only_where_it_was_made_for_it(send, client, officer, leader):
    figures = [one(7)]
    assert refusal(send(*figures, headers={}), 401)
    unfit = refusal(send(*figures, headers=key_of(officer.user, TokenScope.RESULTS, TokenScope.PEOPLE)), 403)
    assert "it lacks figures:write" in unfit[0]
    for user in (leader.user, hire("tham-dinh", Role.APPRAISER, "01"), hire("quan-tri", Role.ADMINISTRATOR)):
        assert refusal(send(*figures, headers=key_of(user, *TokenScope)), 404)
    asked = {"unit": "101", "period": "2024-03"}
    assert refusal(client.get("/api/v1/figures", asked, headers=key_of(officer.user, TokenScope.FIGURES)), 403)
    assert not Figure.objects.exists()


DEEP = "[" * 100_000
HOSTILE = {
    "nothing": (b" ", 400),
    "no JSON": (b"{", 400),
    "no text": (b'{"unit": "\xff"}', 400),
    "deep": (f'{{"unit": {DEEP}'.encode(), 400),
    "NaN": (b'{"unit":"101","period":"2024-03","figures":[{"indicator":"files","value":NaN}]}', 400),
    "Infinity": (b'{"unit":"101","period":"2024-03","figures":[{"indicator":"files","value":-Infinity}]}', 400),
    "power": (b'{"unit":"101","period":"2024-03","figures":[{"indicator":"files","value":1e999999999}]}', 400),
    "tiny": (b'{"unit":"101","period":"2024-03","figures":[{"indicator":"files","value":1e-999999999}]}', 400),
    "digits": (b'{"unit":"101","period":"2024-03","figures":[{"indicator":"files","value":%s}]}' % (b"9" * 5000), 400),
    "twice": (b'{"unit":"101","period":"2024-03","figures":[{"indicator":"files","value":1,"value":2}]}', 400),
    "a list": (b"[1]", 422),
    "no figures": (b'{"unit":"101","period":"2024-03","figures":[]}', 422),
    "no value": (b'{"unit":"101","period":"2024-03","figures":[{"indicator":"files"}]}', 422),
    "an object": (b'{"unit":"101","period":"2024-03","figures":[{"indicator":"files","value":{}}]}', 422),
    "empty": (b'{"unit":"101","period":"2024-03","figures":[{"indicator":"files","value":" "}]}', 422),
    "half a character": (b'{"unit":"\\ud800","period":"2024-03","figures":[{"indicator":"\\udfff","value":"\\ud800"}]}', 422),
    "an unknown name": (b'{"unit":"101","period":"2024-03","\\ud800":1,"figures":[{"indicator":"files","value":1}]}', 422),
    "no period": (b'{"unit":"101","period":{},"figures":[{"indicator":"files","value":1}]}', 422),
    "no day": (b'{"unit":"101","period":"2023-12-32","figures":[{"indicator":"files","value":1}]}', 422),
    "a version": (b'{"unit":"101","period":"2024-03","figures":[{"indicator":"files","value":1,"seen":-1}]}', 422),
    "too many": (json.dumps({"unit": "101", "period": "2024-03", "figures": [one(1)] * 1001}).encode(), 422),
    "a long text": (json.dumps({"unit": "101", "period": "2024-03", "figures": [one("9" * 900_000)]}).encode(), 422),
    "too much": (b"[" + b" " * 1_000_000 + b"]", 413),
}  # fmt: skip


@pytest.mark.parametrize(("body", "status"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_bodies_are_refused_in_a_sentence(send, body, status):
    answer = send(raw=body)
    assert refusal(answer, status) and len(answer.content) < 1000
    assert not Figure.objects.exists()


def test_a_part_that_cannot_be_read_is_named_by_its_place(send):
    body = b'{"unit": 101, "period": "2024-03", "figures": [{"indicator": "files", "value": 1}, {"value": []}]}'
    assert refusal(send(raw=body)) == [
        "unit: cannot be read.",
        "figures[1].indicator: is missing.",
        "figures[1].value: expected a number, a text, true, false or null; received “list”.",
    ]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_figures_are_read_and_sent_and_nothing_else(client, method):
    answer = getattr(client, method)("/api/v1/figures")
    assert refusal(answer, 405) and answer.headers["Allow"] == "GET, HEAD, POST"


def test_a_session_without_a_key_records_nothing(client, officer):
    client.force_login(officer.user)
    body = json.dumps({"unit": "101", "period": "2024-03", "figures": [one(7)]})
    assert refusal(client.post("/api/v1/figures", body, content_type="application/json"), 401)
    assert not Figure.objects.exists()


# -- reading ----------------------------------------------------------------------------------------------------------


def test_figures_are_told_as_they_are_known_now_or_were_on_a_day(ask, officer):
    enter(on(officer, "2024-04-01 09:00"), figure(7), figure(True, "public_disorder"))
    enter(on(officer, "2024-04-03 23:59"), figure(9), reason="bổ sung vụ báo muộn")
    now = ask("figures", period="2024-03").json()
    assert (now["unit"], now["period"], now["known_on"], now["count"]) == ("101", "2024-03", None, 2)
    told = {f["indicator"]: f for f in now["items"]}
    assert told["public_disorder"]["value"] is True
    assert told["order_violations"] == {
        "period": "2024-03", "first": "2024-03-01", "last": "2024-03-31", "indicator": "order_violations", "value": "9",
        "exact": None, "version": 2, "source": "entered", "reason": "bổ sung vụ báo muộn",
        "recorded_at": "2024-04-03T16:59:00Z", "sample": True,
    }  # fmt: skip
    then = ask("figures", period="2024-03", known_on="2024-04-02", indicator="order_violations").json()
    assert [(f["value"], f["version"]) for f in then["items"]] == [("7", 1)] and then["missing"] == []
    before = ask("figures", period="2024-03", known_on="2024-03-31").json()
    assert before["items"] == [] and len(before["missing"]) == len(now["missing"]) + 2
    assert ask("figures", period="2024-03", known_on="2024-04-03", indicator="order_violations").json()["items"] == [
        told["order_violations"]
    ]


def test_what_is_missing_is_told_with_its_due_day_and_a_withdrawn_figure_is_missing(ask, officer):
    enter(on(officer, "2024-04-01 09:00"), figure(7))
    enter(on(officer, "2024-04-02 09:00"), figure(None), reason="ghi nhầm")
    told = ask("figures", period="2024-03").json()
    assert [(f["value"], f["version"]) for f in told["items"]] == [(None, 2)]
    missing = {m["indicator"]: m for m in told["missing"]}
    assert missing["order_violations"] == {
        "period": "2024-03", "first": "2024-03-01", "last": "2024-03-31", "indicator": "order_violations",
        "due": "2024-04-05",
    }  # fmt: skip
    assert "files" in missing and "households" not in missing
    whole_year = ask("figures", period="2024").json()["missing"]
    assert {m["period"] for m in whole_year} == {"2024-01", "2024-02", "2024-03", "2024-04", "2024"}  # as far as begun


def test_a_decimal_that_does_not_end_is_also_told_exactly(ask, officer, now):
    now("2024-12-20 09:00")
    year = on(officer, "2024-12-20 08:00")
    rows = [figure(30, "officers_present", period=YEAR_2024), figure(20, "officers_trained", period=YEAR_2024)]
    enter(year, *rows, figure("972/1000", "young_share", period=YEAR_2024))
    told = {f["indicator"]: f for f in ask("figures", period="2024").json()["items"]}
    assert (told["trained_share"]["value"], told["trained_share"]["exact"]) == ("0.666666666667", "2/3")
    assert (told["young_share"]["value"], told["young_share"]["exact"]) == ("0.972", None)
    assert (told["officers_present"]["value"], told["officers_present"]["exact"]) == ("30", None)


def test_each_reading_is_written_in_the_journal_before_it_is_told(ask, officer):
    enter(on(officer, "2024-04-01 09:00"), figure(7))
    ask("figures", period="2024-03")
    line = Entry.objects.last()
    assert (line.action, line.unit, line.role) == ("indicators.figures_read", "101", "ward_officer")
    assert json.loads(line.details) == {"count": 1, "period": "2024-03"}


@pytest.mark.parametrize("unit", ["102", "201", "999", "\0", "x" * 3000])
def test_figures_of_another_unit_are_not_there(ask, unit):
    for answer in (ask("figures", period="2024-03", unit=unit), ask("returns", unit=unit)):
        (said,) = refusal(answer, 404)
        assert said.startswith("no unit") and len(said) < 250


def test_returns_tell_what_is_asked_until_when_and_how_much_is_missing(ask, client, officer, planner, now):
    enter(on(officer, "2024-04-01 09:00"), figure(7))
    told = ask("returns", since="2024-03-01", until="2024-04-01").json()
    asked = told["items"][0]["asked"]
    assert told == {
        "count": 1,
        "items": [
            {
                "unit": "101", "full_name": {"vi": "phường Một", "en": told["items"][0]["full_name"]["en"]},
                "period": "2024-03", "first": "2024-03-01", "last": "2024-03-31", "due": "2024-04-05",
                "closes": "2024-04-15", "open_until": None, "asked": asked, "missing": asked - 1, "late": False,
                "closed": False,
            }
        ],
    }  # fmt: skip
    assert [r["period"] for r in ask("returns").json()["items"]] == ["2024-01", "2024-02", "2024-03", "2024-04"]
    now("2024-04-16 09:00")
    late = ask("returns", since="2024-03-01", until="2024-04-01").json()["items"][0]
    assert late["late"] and late["closed"]
    headers = key_of(planner.user, TokenScope.RESULTS)
    below = client.get("/api/v1/returns", {"unit": "01", "limit": 1, "offset": 1}, headers=headers).json()
    assert below["count"] == client.get("/api/v1/returns", headers=headers).json()["count"] == 8
    assert [(r["unit"], r["period"]) for r in below["items"]] == [("102", "2024-01")]


@pytest.mark.parametrize(
    ("place", "asked", "status", "what"),
    [
        ("figures", {}, 422, "period: is missing."),
        (
            "figures",
            {"period": "Q1"},
            422,
            "period: expected a period such as 2026-03 or 2026, of at most a year; received “Q1”.",
        ),
        ("figures", {"period": "0001-01-01..2024-03-31"}, 422, "of at most a year"),
        ("figures", {"period": "2024-03", "known_on": "x"}, 422, "known_on: expected a day such as 2025-07-01"),
        ("figures", {"period": "2024-03", "q": "x"}, 400, "there is no parameter “q”."),
        ("returns", {"since": "0001-01-01", "until": "9999-12-31"}, 400, "with at most 366 days between"),
        ("returns", {"since": "2024-03-01", "until": "2024-03-01"}, 400, "must come before until"),
    ],
)
def test_what_is_asked_amiss_is_told(ask, place, asked, status, what):
    assert what in refusal(ask(place, **asked), status)[0]


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_days_at_the_ends_of_time_are_only_days(ask, send, year):
    for month in ("01", "12"):
        assert ask("figures", period=f"{year}-{month}", known_on=f"{year}-{month}-01").status_code in (200, 422)
    assert ask("figures", period=year).status_code in (200, 422)
    assert ask("returns", since=f"{year}-01-01", until=f"{year}-12-31").status_code in (200, 400)
    assert send(one(7), period=f"{year}-06").status_code in (404, 422)
