"""Nobody sees or changes what is not his: every address, for every role, for his own unit, another, and outside his days.

Results, figures, people and lines of the journal of another unit carry marks of their own in these tests; none of them
may be in any answer. A new address without a rule here fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from two_wards import (
    FIGURE,
    MINE,
    NOW,
    OTHER_PROVINCE,
    OTHER_WARD,
    PROVINCE,
    THEIRS,
    WARD,
    browser_of,
    held,
    unit_for,
)

from cast import at_work, hire
from kieumau.engine.territory import AdminUnit, Change
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.engine.wording import plain
from kieumau.records.accounts.models import Mandate, Token, User
from kieumau.records.accounts.roles import MAY, Permission, Role
from kieumau.records.accounts.tokens.scopes import TokenScope, digest_of
from kieumau.records.assessments.actions import keep_trial
from kieumau.records.assessments.models import Assessment
from kieumau.records.errata.models import Erratum
from kieumau.records.indicators.models import Collection, Figure, Reopening
from kieumau.records.indicators.uploads.actions import receive_upload
from kieumau.records.journal.models import Entry
from kieumau.records.questions.models import Answer, QuestionRecord
from kieumau.records.rearrangements.actions import propose_rearrangement
from kieumau.records.rearrangements.documents import AttachedDocument
from kieumau.records.rearrangements.models import Proposal

# Who is let in, where the object is within scope; None: anyone who has signed in.
P = Permission
OPEN_TO_ALL = {
    "set_language", "openapi-json", "api-root", "list_units", "read_unit", "read_lineage", "list_changes", "read_change",
    "account_login", "mfa_authenticate", "mfa_login_webauthn", "account_demo", "account_inactive", "account_logout",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done",
    "account_reset_password_from_key", "openid_connect_login", "openid_connect_callback",
    "socialaccount_login_cancelled",
}  # fmt: skip
"""No sign-in, and nothing but public law and the door itself."""
BY_KEY = {
    "read_me": None, "list_people": P.SEE_PEOPLE, "list_results": P.READ_RESULTS, "read_figures": P.READ_RESULTS,
    "list_returns": P.READ_RESULTS, "enter_figures": P.ENTER_FIGURES,
}  # fmt: skip
OWN_ACCOUNT = {
    "account", "account_change_password", "account_reauthenticate", "account_tokens", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "usersessions_list", "mfa_index", "mfa_list_webauthn", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn",
    "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip
"""They speak of whoever has signed in and take no other's name: tests/web/test_sign_in*.py."""
PLACES: dict[str, frozenset[Permission] | None] = {
    # Public law, and beside it the results that are one's own to read.
    "overview": None, "units": None, "map": None, "unit": None,
    "rulebooks": None, "compare": None, "rulebook": None, "form": None, "rearrangement_form": None,
    "download": frozenset({P.READ_RESULTS}),
    "trial": None, "journal": None,
    "people": frozenset({P.SEE_PEOPLE}),
    "new_person": frozenset({P.MANAGE_PEOPLE}),
    "rearrangements": frozenset({P.PROPOSE_CHANGE, P.DECIDE_CHANGE}),
    "new_rearrangement": frozenset({P.PROPOSE_CHANGE}),
    "figure_files": frozenset({P.ENTER_FIGURES}),
    "figures": frozenset({P.READ_RESULTS}), "collections": frozenset({P.READ_RESULTS}),
    "comparison": frozenset({P.READ_RESULTS}),
    "new_collection": frozenset({P.COLLECT_FIGURES}),
    "reopenings": frozenset({P.ENTER_FIGURES, P.REOPEN_PERIOD}),
    "questions": frozenset({P.READ_RESULTS}), "questions_download": frozenset({P.READ_RESULTS}),
    "errata": frozenset(P),
}  # fmt: skip
OBJECTS: dict[str, frozenset[Permission]] = {
    # An object of a unit: with the permission and within scope, or not there at all.
    "who_can_see": frozenset(P),
    "person": frozenset({P.SEE_PEOPLE}),
    "history": frozenset({P.READ_JOURNAL}),
    "rearrangement": frozenset({P.PROPOSE_CHANGE, P.DECIDE_CHANGE}),
    "rearrangement_document": frozenset({P.PROPOSE_CHANGE, P.DECIDE_CHANGE}),
    "erratum": frozenset(P),
    "collection": frozenset({P.READ_RESULTS}),
    "reopening": frozenset({P.ENTER_FIGURES, P.REOPEN_PERIOD}),
    "question": frozenset({P.READ_RESULTS}),
    # The figures of one unit and period; whoever may only read is led from an act's address back to the page.
    "return_form": frozenset({P.ENTER_FIGURES}),
    "return": frozenset({P.READ_RESULTS}), "return_cell": frozenset({P.READ_RESULTS}),
    "figure": frozenset({P.READ_RESULTS}), "ask_reopening": frozenset({P.READ_RESULTS}),
    "indicator": frozenset({P.READ_RESULTS}), "indicator_download": frozenset({P.READ_RESULTS}),
}  # fmt: skip
_DAYS = ["", "?on=2026-03-01", "?on=2025-08-01"]
QUERIES = {
    "overview": [*_DAYS, f"?q={THEIRS}"],
    "units": [*_DAYS, f"?q={THEIRS}", f"?within={OTHER_PROVINCE}"],
    "map": [*_DAYS, "?by=order_violations", f"?within={OTHER_PROVINCE}&by=order_violations&on=2026-03-01", "?by=kn"],
    "unit": _DAYS,
    "indicator": [*_DAYS, "?chi-tieu=households"],
    "who_can_see": _DAYS,
    "return": ["", "?known=2026-03-01"],
    "figures": [*_DAYS, "?missing=1", "?until=2025-12"],
    "questions": ["", f"?q={OTHER_WARD}&state=waiting"],
    "questions_download": ["", f"?q={OTHER_WARD}"],
    "comparison": ["?ky=2026-01", "?ky=2026-01&xem=cung-ky&tren=ngay"],
    "people": ["", f"?q={THEIRS}", "?all=1"],
    "journal": ["", f"?unit={OTHER_WARD}", f"?account=nguoi.{OTHER_WARD}"],
}
"""What else may be asked of an address."""
FILES = {"figure_file", "figure_file_download"}  # nobody's but their sender's
TRIALS = {"trial_result", "trial_download", "trial_delete", "trial_unit"}  # one person's own, whatever his role


def addresses(resolver: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each)
        else:
            assert isinstance(each, URLPattern)
            yield each.name or "", each.callback


def test_every_address_has_its_rule():
    known = OPEN_TO_ALL | set(BY_KEY) | OWN_ACCOUNT | set(PLACES) | set(OBJECTS) | TRIALS | FILES
    assert {name for name, _ in addresses() if name} == known


def test_every_address_asks_for_a_sign_in_unless_it_is_open():
    asked = {name for name, view in addresses() if name and getattr(view, "login_required", True)}
    assert asked == OWN_ACCOUNT | set(PLACES) | set(OBJECTS) | TRIALS | FILES


def test_every_operation_of_the_api_is_open_or_asks_for_a_key():
    from kieumau.api.v1 import api

    keyed = set()
    for path, item in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for operation in item.values():
            if "security" in operation:
                keyed.add(operation["operationId"])
            else:
                assert operation["operationId"] in OPEN_TO_ALL, path
    assert keyed == set(BY_KEY)


def proposal_in(unit: str, province: str) -> Proposal:
    """To give a ward another name, by an administrator of the country."""
    by = at_work(User.objects.filter(username="de-nghi").first() or hire("de-nghi", Role.ADMINISTRATOR), NOW)
    name = MINE if unit == WARD else THEIRS
    change = Change(f"{unit}/NQ", date(2027, 1, 1), plain(f"Đổi tên {name}"), "Chính phủ", date(2026, 3, 1), "")
    way = SuccessionRow(unit, unit, f"Tên {name}", "phuong", province, None, 1)
    document = AttachedDocument("nq.pdf", b"%PDF-1.4\n" + name.encode() + b"\n%%EOF")
    return propose_rearrangement(change=change, ways=[way], document=document, by=by)


def trial_of(user: User, sample_judgement: Any, criteria: Any) -> Assessment:
    first = sample_judgement.units[0]
    unit = replace(first, figures=replace(first.figures, unit=AdminUnit(OTHER_WARD, THEIRS, "phuong")))
    judgement = replace(sample_judgement, units=(unit,), fingerprint=str(uuid4()))
    by = at_work(user, NOW)
    return keep_trial(
        judgement=judgement, criteria=criteria, file_name=f"{THEIRS}.xlsx", hours=24, most_rows=1000, by=by
    )


def arguments(name: str, ward: str, people: dict[str, User], proposals: dict[str, Proposal]) -> list[Any]:
    return {
        "unit": [ward], "who_can_see": [ward], "person": [people[ward].uuid], "history": ["unit", ward],
        "rearrangement": [proposals[ward].uuid], "rearrangement_document": [proposals[ward].uuid],
        "erratum": [erratum_of(ward).uuid],
        "download": ["json"], "questions_download": ["csv"],
        "collection": [Collection.objects.get(unit=province_of(ward)).uuid],
        "reopening": [Reopening.objects.get(unit=ward).uuid],
        "question": [QuestionRecord.objects.get(unit=ward).uuid],
        "return_form": ["2026-01", ward],
        "return": ["2026-01", ward], "return_cell": ["2026-01", ward], "ask_reopening": ["2026-01", ward],
        "figure": ["2026-01", "order_violations", ward],
        "indicator": ["order_violations", ward], "indicator_download": ["order_violations", ward, "csv"],
        "rulebook": ["mau-gia-dinh-22", "2023"], "form": ["mau-gia-dinh-22", "2023"],
    }.get(name, [])  # fmt: skip


def erratum_of(ward: str) -> Erratum:
    """Of a way into the ward: a part of what came to it is another's, or what never came to it did not."""
    way = ["1/NQ", "25198", WARD, ["1", "whole"], [None, "unknown"], "khoản 1 Điều 1"]
    never = ["1/NQ", "99999", OTHER_WARD, ["1", "whole"], None, "khoản 2 Điều 1"]
    told = {"ways": [way if ward == WARD else never], "state": "refused", "proposed_at": NOW, "decided_at": NOW}
    return Erratum.objects.get_or_create(source=ward, defaults=told)[0]


def province_of(ward: str) -> str:
    return PROVINCE if ward == WARD else OTHER_PROVINCE


def in_scope(role: Role) -> bool:
    return unit_for(role) != ""


# Databases differ in how far a scope reaches, not in what a role may do there: one of a ward, one of a province, and two
# of the country are asked of both. What a day forbids is asked of both by the acts below; its pages are all refusals.
ON_BOTH = {Role.WARD_OFFICER, Role.PROVINCIAL_STAFF, Role.ADMINISTRATOR, Role.MINISTRY_ANALYST}
ROLES = [pytest.param(r, id=r.value, marks=[] if r in ON_BOTH else [pytest.mark.once]) for r in Role]
CASES = [
    pytest.param(r, d, id=f"{r.value}, {d}", marks=[] if r in ON_BOTH else [pytest.mark.once])
    for r in Role
    for d in ("today", "ended", "not begun")
]
PAGES = [
    pytest.param(r, d, id=f"{r.value}, {d}", marks=[] if r in ON_BOTH and d == "today" else [pytest.mark.once])
    for r in Role
    for d in ("today", "ended", "not begun")
]


@pytest.mark.parametrize(("role", "days"), PAGES)
def test_each_role_on_each_address_sees_its_own_and_nothing_else(country, role, days, sample_judgement, criteria):
    proposals = {WARD: proposal_in(WARD, PROVINCE), OTHER_WARD: proposal_in(OTHER_WARD, OTHER_PROVINCE)}
    user = held(role, days)
    client, may = browser_of(user), MAY[role] if days == "today" else frozenset()
    everywhere = unit_for(role) == "" and days == "today"
    seen = ""
    # Objects first: whoever takes a file of one unit away has a line of his own in its story from then on.
    for name, needed in [*OBJECTS.items(), *PLACES.items()]:
        allowed = needed is None or bool(needed & may)
        for ward in (WARD, OTHER_WARD) if name in OBJECTS or name == "unit" else (WARD,):
            url = reverse(f"workspace:{name}", args=arguments(name, ward, country, proposals))
            own = ward == WARD or everywhere
            if name in ("rearrangement", "rearrangement_document", "rearrangements") and unit_for(role) == WARD:
                allowed = False  # a ward does not change the tree
            if name == "collection" and unit_for(role) == WARD:
                allowed = False  # and reads of its province's collections in their list
            for query in [""] if days != "today" else QUERIES.get(name, [""]):
                answer = client.get(url + query)
                said = b"".join(answer) if answer.streaming else answer.content
                text = said.decode("utf-8", "replace").replace(url + query, "")  # the address is said back by the page
                for echo in ('value="{}"', "“{}”"):  # and so is what was typed
                    text = text.replace(echo.format(query.rpartition("=")[2]), "")
                there = allowed and (own or name in PLACES)
                assert (answer.status_code in (200, 302)) is there, (url + query, answer.status_code)
                if not there:
                    assert answer.status_code == 404, url
                if not everywhere:
                    assert THEIRS not in text and not any(f in text for f in ("7.654.321", "7654321")), url + query
                    assert country[OTHER_WARD].username not in text, url + query
                seen += text if ward == WARD else ""
    if P.READ_RESULTS in may:
        assert MINE in seen and "1.234.567" in seen
    else:
        assert "1.234.567" not in seen
    assert ("Người " + MINE in seen) is (P.SEE_PEOPLE in may or P.READ_JOURNAL in may)


@pytest.mark.parametrize("role", ROLES)
def test_a_trial_is_nobodys_but_its_owners(country, role, sample_judgement, criteria):
    kept = trial_of(country[OTHER_WARD], sample_judgement, criteria)
    client = browser_of(held(role, "today"))
    for name in TRIALS:
        extra = {"trial_download": ["json"], "trial_unit": [OTHER_WARD]}.get(name, [])
        url = reverse(f"workspace:{name}", args=[kept.uuid, *extra])
        answer = client.post(url) if name == "trial_delete" else client.get(url)
        assert answer.status_code == 404, name
    assert Assessment.objects.filter(pk=kept.pk).exists()
    owner = browser_of(country[OTHER_WARD])
    assert THEIRS in owner.get(reverse("workspace:trial_result", args=[kept.uuid])).content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_a_file_of_figures_is_nobodys_but_its_senders(country, role):
    sender = at_work(country[OTHER_WARD], NOW)
    upload = receive_upload(file_name=f"{THEIRS}.csv", content=b"unit,period\n", by=sender)
    client = browser_of(held(role, "today"))
    for name in FILES:
        url = reverse(f"workspace:{name}", args=[upload.uuid])
        assert client.get(url).status_code == 404, name
        for act in ("confirm", "cancel", "again") if name == "figure_file" else ():
            assert client.post(url, {"act": act, "reason": "x"}).status_code == 404, act
    assert THEIRS not in client.get(reverse("workspace:figure_files")).content.decode()
    upload.refresh_from_db()
    assert upload.state == "reading" and upload.content
    assert browser_of(country[OTHER_WARD]).get(reverse("workspace:figure_file", args=[upload.uuid])).status_code == 200


def acts(ward: str, people: dict[str, User], proposals: dict[str, Proposal]) -> list[tuple[str, dict[str, Any]]]:
    """Every act that a page offers, as a form sends it, aimed at the objects of a ward."""
    person = reverse("workspace:person", args=[people[ward].uuid])
    proposal = reverse("workspace:rearrangement", args=[proposals[ward].uuid])
    collection = reverse("workspace:collection", args=[Collection.objects.get(unit=province_of(ward)).uuid])
    reopening = reverse("workspace:reopening", args=[Reopening.objects.get(unit=ward).uuid])
    asked = {"programme": "tiep-can-phap-luat", "unit": province_of(ward), "valid_from": "2026-01-01"}
    asked |= {"due_days": "5", "closing_days": "15"}
    mandate = str(people[ward].mandates.get().uuid)
    change = {"number": "9/NQ", "title": "x", "issuer": "y", "issued": "01/03/2026", "on": "01/01/2027"}
    rows = f"{ward}\t{ward}\tTên mới\tphuong\t{PROVINCE if ward == WARD else OTHER_PROVINCE}\t"
    return [
        (person, {"act": "link"}),
        (person, {"act": "close"}),
        (person, {"act": "take_away"}),
        (person, {"act": "reopen"}),
        (person, {"act": "give", "role": "ward_officer", "unit": ward}),
        (person, {"act": "end", "mandate": mandate}),
        (person, {"act": "hand_over", "mandate": mandate, "to": "nguoi.thu"}),
        (
            reverse("workspace:new_person"),
            {"username": "moi.toanh", "full_name": "M", "role": "ward_officer", "unit": ward},
        ),
        (proposal, {"act": "decide", "sure": "on", "confirm": "on"}),
        (proposal, {"act": "refuse", "reason": "x"}),
        (proposal, {"act": "withdraw", "reason": "x"}),
        (reverse("workspace:erratum", args=[erratum_of(ward).uuid]), {"act": "decide", "confirm": "1"}),
        (reverse("workspace:erratum", args=[erratum_of(ward).uuid]), {"act": "refuse", "reason": "x"}),
        (reverse("workspace:new_rearrangement"), {**change, "rows": rows, "act": "propose"}),
        (reverse("workspace:return", args=["2026-01", ward]), {"o-disciplined": "1", "w-disciplined": ""}),
        (reverse("workspace:return_cell", args=["2026-01", ward]), {"indicator": "disciplined", "value": "1"}),
        (reverse("workspace:return_cell", args=["2026-01", ward]), {"indicator": "order_violations", "value": ""}),
        (reverse("workspace:ask_reopening", args=["2026-01", ward]), {"why": "x"}),
        (collection, {"act": "end", "valid_until": "2026-04-01", "reason": "x", "confirm": "1"}),
        (reverse("workspace:new_collection"), {**asked, "step": "begin"}),
        (reopening, {"act": "grant", "until": "2026-03-09"}),
        (reopening, {"act": "refuse", "note": "x"}),
        (reverse("workspace:question", args=[QuestionRecord.objects.get(unit=ward).uuid]), {"text": "x"}),
    ]


def state_of_things() -> tuple[Any, ...]:
    return (
        list(User.objects.order_by("pk").values_list("pk", "is_active", "password")),
        list(Mandate.objects.order_by("pk").values_list("pk", "user", "role", "unit", "valid_from", "valid_until")),
        list(Proposal.objects.order_by("pk").values_list("pk", "state")),
        list(Erratum.objects.order_by("pk").values_list("pk", "state")),
        list(Figure.objects.values_list("pk")),
        list(Reopening.objects.order_by("pk").values_list("pk", "state", "until")),
        list(Collection.objects.order_by("pk").values_list("pk", "valid_until")),
        list(Answer.objects.values_list("pk")),
        Entry.objects.exclude(action__startswith="accounts.signed").count(),
    )


@pytest.mark.parametrize(("role", "days"), CASES)
def test_no_act_of_any_role_changes_anything_of_another_unit(country, role, days):
    proposals = {WARD: proposal_in(WARD, PROVINCE), OTHER_WARD: proposal_in(OTHER_WARD, OTHER_PROVINCE)}
    client, everywhere = browser_of(held(role, days)), unit_for(role) == "" and days == "today"
    aimed = {ward: acts(ward, country, proposals) for ward in (WARD, OTHER_WARD)}
    before = state_of_things()
    for ward in (WARD, OTHER_WARD):
        if (ward == WARD and days == "today") or everywhere:
            continue  # his own: tests of the acts themselves
        for url, form in aimed[ward]:
            if form.get("number"):
                form["document"] = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF")
            answer = client.post(url, form)
            assert answer.status_code in (404, 422), (url, form, answer.status_code)
            assert state_of_things() == before, (url, form)


@pytest.mark.parametrize("role", [r for r in Role if P.MANAGE_PEOPLE not in MAY[r]])
def test_who_does_not_manage_people_changes_nobody_of_his_own_unit_either(country, role):
    client = browser_of(held(role, "today"))
    proposals = {WARD: proposal_in(WARD, PROVINCE)}
    aimed = acts(WARD, country, proposals)[:8]
    before = state_of_things()
    for url, form in aimed:
        assert client.post(url, form).status_code == 404, (url, form)
        assert state_of_things() == before


def test_a_stranger_is_led_to_the_door_and_told_nothing(country, stranger):
    proposals = {w: proposal_in(w, p) for w, p in ((WARD, PROVINCE), (OTHER_WARD, OTHER_PROVINCE))}
    for name in [*PLACES, *OBJECTS]:
        url = reverse(f"workspace:{name}", args=arguments(name, WARD, country, proposals))
        for method in (stranger.get, stranger.head, stranger.post):
            answer = method(url)
            assert answer.status_code == 302 and answer.headers["Location"].startswith("/dang-nhap/?next="), url
    for name in OWN_ACCOUNT:
        args = [1] if name in ("mfa_remove_webauthn", "mfa_edit_webauthn") else []
        assert stranger.get(reverse(name, args=args)).headers["Location"].startswith("/dang-nhap/"), name


# -- keys ---------------------------------------------------------------------------------------------------------


def key_of(user: User, *scopes: TokenScope, until: datetime = NOW + timedelta(days=1)) -> dict[str, str]:
    secret = f"kieumau_{uuid4().hex}"
    Token.objects.create(
        user=user, label="thu", digest=digest_of(secret), scopes=[s.value for s in scopes], expires_at=until,
        recorded_at=NOW,
    )  # fmt: skip
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize(("role", "days"), CASES)
def test_a_key_opens_what_its_person_may_see_and_nothing_else(country, role, days, stranger):
    user = held(role, days)
    may = MAY[role] if days == "today" else frozenset()
    everywhere = unit_for(role) == "" and days == "today"
    headers = key_of(user, *TokenScope)
    results = stranger.get("/api/v1/results", headers=headers)
    assert (results.status_code == 200) is (P.READ_RESULTS in may)
    people = stranger.get("/api/v1/people", headers=headers)
    names = {p["account"] for p in people.json()["items"]}
    assert (country[WARD].username in names) is (P.SEE_PEOPLE in may)
    if results.status_code == 200:
        assert {r["code"] for r in results.json()["items"]} == ({WARD, OTHER_WARD} if everywhere else {WARD})
    if not everywhere:
        assert country[OTHER_WARD].username not in names and THEIRS not in results.content.decode()
    for ward, figure in ((WARD, "1234567"), (OTHER_WARD, str(FIGURE))):
        there = P.READ_RESULTS in may and (ward == WARD or everywhere)
        figures = stranger.get("/api/v1/figures", {"unit": ward, "period": "2025"}, headers=headers)
        assert (figures.status_code == 200 and figure in figures.content.decode()) is there
        returns = stranger.get("/api/v1/returns", {"unit": ward}, headers=headers)
        assert {figures.status_code, returns.status_code} == {200 if there else 404}
        sent = {"unit": ward, "period": "2026-01", "figures": [{"indicator": "disciplined", "value": 1}]}
        answer = stranger.post("/api/v1/figures", sent, content_type="application/json", headers=headers)
        enters = P.ENTER_FIGURES in may and ward == WARD
        assert answer.status_code == (200 if enters else 404), answer.content.decode()
        assert Figure.objects.filter(unit=ward, indicator="disciplined").exists() is enters
    held_now = stranger.get("/api/v1/me", headers=headers).json()["mandates"]
    assert len(held_now) == (days == "today")


@pytest.mark.parametrize("place", ["me", "people", "results", "figures", "returns"])
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer kieumau_", f"Bearer {'x' * 5000}", "Bearer đ\x00"]
)
def test_without_a_good_key_nothing_is_told(country, place, header):
    signed_in = browser_of(held(Role.ADMINISTRATOR, "today"))  # a session is no key
    answer = signed_in.get(f"/api/v1/{place}", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
    assert set(answer.json()) == {"problems"}


def test_a_key_is_for_what_it_was_made_for_and_until_its_hour(country, stranger):
    user = held(Role.PROVINCIAL_STAFF, "today")
    assert stranger.get("/api/v1/results", headers=key_of(user, TokenScope.PEOPLE)).status_code == 403
    assert stranger.get("/api/v1/people", headers=key_of(user, TokenScope.RESULTS)).status_code == 403
    assert stranger.get("/api/v1/returns", headers=key_of(user, TokenScope.FIGURES)).status_code == 403
    assert stranger.get("/api/v1/me", headers=key_of(user)).status_code == 200
    assert stranger.get("/api/v1/me", headers=key_of(user, until=NOW)).status_code == 401


def test_each_reading_by_a_key_is_written_in_the_journal(country, stranger):
    user = held(Role.PROVINCIAL_STAFF, "today")
    stranger.get("/api/v1/results", headers=key_of(user, TokenScope.RESULTS))
    stranger.get("/api/v1/people", headers=key_of(user, TokenScope.PEOPLE))
    asked = {"unit": WARD, "period": "2025"}
    stranger.get("/api/v1/figures", asked, headers=key_of(user, TokenScope.RESULTS))
    last = Entry.objects.order_by("-number")[:3]
    told = ["indicators.figures_read", "accounts.people_read", "assessments.exported"]
    assert [line.action for line in last] == told
    assert {(line.name, line.role) for line in last} == {("nguoi.thu (thu)", "provincial_staff")}


def test_what_is_taken_away_as_a_file_is_written_in_the_journal_first(country):
    client = browser_of(held(Role.APPRAISER, "today"))
    answer = client.get("/tai-ve.csv")
    assert MINE in answer.content.decode() and THEIRS not in answer.content.decode()
    line = Entry.objects.last()
    assert (line.action, line.role, line.about[:11]) == ("assessments.exported", "appraiser", "assessment:")


def test_a_session_of_a_closed_account_ends_with_its_next_page(country):
    user = held(Role.PROVINCIAL_STAFF, "today")
    client = browser_of(user)
    assert client.get("/nguoi/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/nguoi/").status_code == 302
    assert Session.objects.exists() and timezone.is_aware(NOW)


def test_what_was_not_given_is_in_the_servers_log(country, caplog):
    user = held(Role.WARD_OFFICER, "today")
    url = f"/nguoi/{country[OTHER_WARD].uuid}/"
    browser_of(user).get(url + "?a=b%0Aforged")
    assert [r.getMessage() for r in caplog.records if r.name == "kieumau.refusals"] == [
        f"not given: GET {url}?a=b%0Aforged, account {user.uuid}, from 127.0.0.1"
    ]
