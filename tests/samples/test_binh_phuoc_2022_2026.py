"""The invented history of Bình Phước: made again from its seed, agreeing with the judgement of 2024, and entered by acts.

The facts that its README states are counted here in a database that was loaded once.
"""

from __future__ import annotations

import csv
import runpy
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.timezone import localdate

from cast import TERMINAL
from kieumau.config.management.commands.load_sample import SAMPLE
from kieumau.config.sample_history import ANSWERED, END, FOLDER, MERGER, PEOPLE, load_history, observations
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.indicators import ObservationTable
from kieumau.engine.reading import read_observations
from kieumau.engine.territory import Registry
from kieumau.records.accounts.models import Mandate, User
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.figures.actions import record_figures
from kieumau.records.indicators.models import Figure, Reopening, Source
from kieumau.records.journal.models import Entry
from kieumau.records.questions.models import Answer, QuestionRecord
from kieumau.records.territory.queries import registry

TAN_DONG = "25198"
TOOLS = Path(__file__).parents[2] / "tools"


@pytest.fixture(scope="module")
def months(criteria: CriteriaSet) -> ObservationTable:
    return observations("months.csv", criteria)


@pytest.fixture(scope="module")
def years(criteria: CriteriaSet) -> ObservationTable:
    return observations("years.csv", criteria)


def sums(table: ObservationTable, year: int) -> dict[tuple[str, str], Fraction]:
    found: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for row in table.rows:
        if row.period.first.year == year and row.value is not None:
            found[row.unit, row.indicator] += Fraction(row.value)
    return found


def test_the_script_makes_the_committed_files() -> None:
    made = runpy.run_path(str(TOOLS / "make_sample_2022_2026.py"))["make_figures"]()
    kept = {p.name: p.read_text(encoding="utf-8") for p in FOLDER.glob("*.csv")}
    assert made.keys() == kept.keys()
    assert [name for name in kept if made[name] != kept[name]] == []


def test_2022_and_2023_agree_with_the_figures_that_were_judged(
    months: ObservationTable, years: ObservationTable, criteria: CriteriaSet
) -> None:
    judged = read_observations(
        SAMPLE / "figures.csv", filename="f.csv", indicators=criteria.indicators, calendar=criteria.calendar
    ).table
    by_month = {(r.unit, r.period, r.indicator): r.value for r in months.rows}
    by_year = {(r.unit, r.period, r.indicator): r.value for r in years.rows}
    summed = {2022: sums(months, 2022), 2023: sums(months, 2023)}
    told = {(r.unit, r.period, r.indicator): r.value for r in judged.rows}
    asked_monthly = {code for _, _, code in by_month}
    for (unit, period, code), value in told.items():
        if period.days <= 31:
            assert by_month[unit, period, code] == value, (unit, period, code)
        elif code in asked_monthly:
            yearly = summed[period.first.year][unit, code]
            assert (yearly > 0) == value if isinstance(value, bool) else yearly == value, (unit, code)
        elif code == "trained_share":  # is worked out here, from a whole number of officers
            trained, present = (by_year[unit, period, c] for c in ("officers_trained", "officers_present"))
            assert trained is not None and present and value is not None
            assert abs(Fraction(trained) / Fraction(present) - Fraction(value)) <= Fraction(1, 2) / Fraction(present)
        else:
            assert by_year[unit, period, code] == value, (unit, code)
    of_2023 = {key for key in by_month if key[1].first.year == 2023 and by_month[key] is not None}
    monthly_there = {code for _, p, code in told if p.days <= 31}
    assert {k for k in of_2023 if k[2] in monthly_there} == {k for k, v in told.items() if k[1].days <= 31 and v is not None}  # fmt: skip
    assert [summed[year][TAN_DONG, "order_violations"] for year in (2022, 2023)] == [300, 240]


def test_a_new_ward_is_about_as_large_as_what_it_was_made_of(months: ObservationTable, criteria: CriteriaSet) -> None:
    """A year before the merger beside the year after it, of wards whose every predecessor reports."""
    communes = observations("communes.csv", criteria)
    made_of: dict[str, tuple[tuple[str, ...], ...]] = runpy.run_path(str(TOOLS / "make_sample_2022_2026.py"))["AFTER"]
    of_2024, of_2026 = Counter(sums(months, 2024)) + Counter(sums(communes, 2024)), sums(months, 2026)
    for ward, code, of_the_year in (
        ("25195", "files", 9), ("25210", "files", 9), ("25432", "files", 9), ("25195", "order_violations", 10),
    ):  # fmt: skip
        before = sum(of_2024[each, code] for part in made_of[ward] for each in part)
        assert 0.8 < of_2026[ward, code] / (before * Fraction(of_the_year, 12)) < 1.2, (ward, code)


def test_four_wards_report_in_a_way_to_ask_about_and_no_other_does(months: ObservationTable) -> None:
    """What the README tells of them; the year of the lowered figures reaches the 5% only because they were lowered."""
    told = {(r.unit, r.period.label, r.indicator): r.value for r in months.rows if r.value is not None}
    files: dict[str, list[int]] = defaultdict(list)
    rows: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for (unit, period, code), value in told.items():
        if code == "files" and "2024-01" <= period <= "2025-06":
            files[unit].append(int(value))
        if code == "files" and value and (unit, period, "order_violations") in told:
            asked = ("order_violations", "files", "files_on_time", "pavement_breaches")
            rows[period, *(str(told.get((unit, period, each))) for each in asked)].append(unit)
    assert [unit for unit, counts in files.items() if sum(n % 10 == 0 for n in counts) > len(counts) / 2] == ["25444"]
    assert [(key[0], units) for key, units in rows.items() if len(units) > 1] == [("2025-03", ["25219", "25220"])]
    zeros = [(unit, period) for (unit, period, code), value in told.items() if code == "order_violations" and not value]
    assert sorted(zeros) == [("25326", f"2024-0{month}") for month in (5, 6, 7)]
    with (FOLDER / "corrections.csv").open(encoding="utf-8", newline="") as file:
        first = {(r["unit"], r["period"], r["indicator"]): int(r["first"]) for r in csv.DictReader(file) if r["first"]}
    lowered = {p: first["25216", p, "order_violations"] for p in ("2024-10", "2024-11", "2024-12")}
    more = sum(n - told["25216", p, "order_violations"] for p, n in lowered.items())
    before, after = (sums(months, year)["25216", "order_violations"] for year in (2023, 2024))
    assert all(n > told["25216", p, "order_violations"] for p, n in lowered.items())
    assert after <= Fraction(95, 100) * before < after + more


# -- entered ------------------------------------------------------------------------------------------------------


class Entered(NamedTuple):
    """What a database says once the history was loaded into it."""

    returns: list[tuple[Return, set[str], date | None]]  # with the indicators that have a figure, and the first day
    figures: list[Figure]
    reopenings: Counter[str]
    users: list[User]
    mandates: list[Mandate]
    lines: Counter[str]
    asked: list[QuestionRecord]
    answered: list[QuestionRecord]
    said: list[str]
    again: list[str]


@pytest.fixture(scope="module")
def entered(viet_nam_kept: tuple[str, ...], criteria: CriteriaSet, django_db_blocker: Any) -> Entered:
    """Loaded once, looked at, and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            for name in viet_nam_kept:
                cursor.execute(f"INSERT INTO {name} SELECT * FROM kept_{name}")
        said: list[str] = []
        again: list[str] = []
        load_history(criteria, said.append)
        before = Entry.objects.count()
        load_history(criteria, again.append)
        assert Entry.objects.count() == before
        figures = list(Figure.objects.order_by("version"))
        found = Entered(
            _returns(registry(), figures), figures, Counter(Reopening.objects.values_list("state", flat=True)),
            list(User.objects.all()), list(Mandate.objects.all()), Counter(Entry.objects.values_list("action", flat=True)),
            list(QuestionRecord.objects.all()), [a.question for a in Answer.objects.select_related("question")], said, again,
        )  # fmt: skip
        transaction.set_rollback(True)
    return found


def _returns(known: Registry, figures: list[Figure]) -> list[tuple[Return, set[str], date | None]]:
    there: dict[tuple[str, date, date], dict[str, Figure]] = defaultdict(dict)
    first: dict[tuple[str, date, date], date] = {}
    for figure in figures:
        key = (figure.unit, figure.first, figure.last)
        there[key][figure.indicator] = figure
        first[key] = min(first.get(key, date.max), localdate(figure.recorded_at))
    units = [*known.units_on(date(2022, 1, 1)).units.values(), *known.units_on(MERGER).units.values()]
    asked = Asking(known).returns(units, first=date(2022, 1, 1), last=date(2026, 10, 31))
    keys = [(r.unit.code, r.covered.first, r.covered.last) for r in asked]
    return [
        (r, {c for c, f in there[key].items() if f.value != "" and c in r.form}, first.get(key))
        for r, key in zip(asked, keys, strict=True)
    ]


def test_every_ward_is_asked_by_its_own_province_while_it_stood(entered: Entered) -> None:
    asked = Counter((r.period.days > 31, r.covered.last < MERGER) for r, _, _ in entered.returns)
    assert asked == {(False, True): 20 * 42, (False, False): 8 * 16, (True, True): 20 * 3, (True, False): 8}
    assert all(r.covered.first == MERGER for r, _, _ in entered.returns if r.name == "2025")


def test_the_calendar_says_what_the_readme_says(entered: Entered) -> None:
    never = [r for r, there, _ in entered.returns if not there]
    partly = [r for r, there, _ in entered.returns if there and len(there) < len(r.form.entered)]
    late = [r for r, _, day in entered.returns if day is not None and r.deadline.is_late(day)]
    october = [r for r, there, _ in entered.returns if r.name == "2026-10" and len(there) == len(r.form.entered)]
    counted = {"never": len(never), "partly": len(partly), "late": len(late), "october": len(october)}
    assert counted == {"never": 11, "partly": 12, "late": 46, "october": 4}
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for number, vietnamese, english in (
        (counted["never"], "phiếu không gửi", "returns never came"),
        (counted["partly"], "phiếu thiếu vài số", "lack some figures"),
        (counted["late"], "phiếu gửi muộn", "were late"),
    ):
        assert f"{number} {vietnamese}" in readme and f"{number} {english}" in readme


def test_corrections_have_reasons_and_come_after_what_they_correct(entered: Entered) -> None:
    versions: dict[tuple[str, date, date, str], list[Figure]] = defaultdict(list)
    for figure in entered.figures:
        versions[figure.unit, figure.first, figure.last, figure.indicator].append(figure)
    later = [f for f in entered.figures if f.version > 1 and f.source == Source.ENTERED]
    with (FOLDER / "corrections.csv").open(encoding="utf-8", newline="") as file:
        told = sum(bool(row["first"]) for row in csv.DictReader(file))
    assert len(later) == told == 37
    assert all(f.reason for f in later) and f"{told} lần sửa" in (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [f.unit for f in later if f.value == ""] == ["25205"]
    for history in versions.values():
        moments = [f.recorded_at for f in history]
        assert [f.version for f in history] == list(range(1, len(history) + 1)) and moments == sorted(moments)
    assert all(f.sample for f in entered.figures)
    assert max(localdate(f.recorded_at) for f in entered.figures) < END
    shares = [f for f in entered.figures if f.indicator == "trained_share"]
    assert {f.source for f in shares} == {Source.COMPUTED} and {f.version for f in shares} == {1, 2}


def test_closed_periods_opened_by_decision_of_the_level_above(entered: Entered) -> None:
    assert entered.reopenings == {"granted": 3, "refused": 1, "asked": 1}
    assert entered.lines["indicators.period_reopened"] == 3


def test_the_checks_ask_about_what_was_arranged_and_one_question_is_answered(entered: Entered) -> None:
    high = {(q.unit, q.check_code) for q in entered.asked if q.severity == "high"}
    assert high == {
        ("25326", "none_at_all"), ("25219", "alike"), ("25220", "alike"), ("25216", "late_favours"),
    }  # fmt: skip
    assert ("25444", "round_numbers") in {(q.unit, q.check_code) for q in entered.asked}
    assert [(q.unit, q.last, q.check_code) for q in entered.answered] == [ANSWERED]
    assert all(q.sample for q in entered.asked) and "25198" not in {q.unit for q in entered.asked}


def test_nobody_can_sign_in_with_the_accounts_of_the_history(entered: Entered) -> None:
    assert {u.username for u in entered.users} == set(PEOPLE)
    assert not any(u.is_active or u.has_usable_password() for u in entered.users)
    assert all(m.valid_until <= END for m in entered.mandates)


def test_loading_the_history_again_changes_nothing(entered: Entered) -> None:
    assert entered.said[-1].startswith("Loaded") and entered.again == ["Already loaded: Bình Phước 2022-2026."]


@pytest.mark.django_db
def test_without_the_register_only_the_judgement_is_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_sample")
    assert "load_units" in capsys.readouterr().out
    assert not Figure.objects.exists() and not User.objects.exists()


def test_real_figures_of_these_wards_are_left_alone(viet_nam: Registry, criteria: CriteriaSet) -> None:
    table = observations("months.csv", criteria)
    record_figures(table=ObservationTable(table.rows[:1], sample=False), source="phường", by=TERMINAL)
    said: list[str] = []
    load_history(criteria, said.append)
    assert said[-1].startswith("Not loaded") and Figure.objects.count() == 1 and not User.objects.exists()
