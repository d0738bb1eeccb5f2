"""`kieumau units`, `lineage`, `restate`: the register asked from a terminal."""

from __future__ import annotations

import csv
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from kieumau.config.management.commands.load_sample import SAMPLE
from kieumau.engine.territory.register_files import read_register
from kieumau.engine.warehouse import parquet_rows, write_parquet

FIGURES = SAMPLE / "figures.csv"
BOOK = "mau-gia-dinh-22/2023"


def test_units_of_a_day_are_counted_and_found_without_marks(run):
    before = run("units", "--on", "2025-06-30", "--within", "689").stdout
    assert before.startswith("Ngày 30/06/2025: 8 cấp xã.") and "phường Tân Đồng" in before
    after = run("units", "--on", "01/07/2025", "--search", "binh phuoc", "--level", "commune").stdout
    assert "25195 phường Bình Phước" in after and "tỉnh Đồng Nai" in after and "từ 01/07/2025" in after


def test_lineage_says_from_whom_into_whom_and_by_which_act(run):
    ward = run("lineage", "25198").stdout
    assert "phường Bình Phước (25195), toàn bộ, 01/07/2025" in ward
    assert "cùng với phường Tân Phú (25195)" in ward and "1662/NQ-UBTVQH15" in ward
    both = run("lineage", "25195", language="en").stdout
    assert "Tân Phú ward (25195)" in both and "Bình Phước ward (25195)" in both  # the code has meant two
    assert "Tân Phú ward (25195), thành phố" not in run("lineage", "25195", "--on", "2026-01-01", language="en").stdout


def test_decisions_in_the_database_that_the_register_lacks_are_told(tmp_path):
    """Commands read the shipped register; the web pages go by what was decided in the database too."""
    with closing(sqlite3.connect(tmp_path / "kieumau.sqlite3")) as database:
        database.execute('CREATE TABLE territory_change (code TEXT, "on" DATE)')
        database.execute("INSERT INTO territory_change VALUES ('1662/NQ-UBTVQH15', '2025-07-01')")
        database.commit()
        command = [sys.executable, "-c", "from kieumau.cli import main; main()", "lineage", "25198"]
        asked = partial(subprocess.run, command, capture_output=True, text=True, check=True)
        here = {**os.environ, "KIEUMAU_HOME": str(tmp_path), "KIEUMAU_LANGUAGE": "vi"}
        assert asked(env=here).stderr == ""
        database.execute("INSERT INTO territory_change VALUES ('12/NQ-HĐND', '2026-11-01')")
        database.commit()
        told = asked(env=here)
    assert "có 1 quyết định về đơn vị mà lệnh này không biết: 12/NQ-HĐND (01/11/2026)." in told.stderr
    assert "phường Bình Phước (25195)" in told.stdout


def test_acts_stand_in_the_database_where_commands_look_for_them():
    from kieumau.records.territory.models import ChangeRecord

    assert ChangeRecord._meta.db_table == "territory_change"
    assert {"code", "on"} <= {field.column for field in ChangeRecord._meta.fields}


def test_of_2019_the_command_says_when_the_register_begins_and_counts_that_day(run):
    told = run("units", "--on", "2019-01-01", "--level", "district").stdout
    assert "Danh mục bắt đầu từ 01/03/2025: đơn vị dưới đây là của ngày đó, có thể khác ngày 01/01/2019." in told
    assert "Ngày 01/03/2025: 696 cấp huyện." in told and "Ngày 01/01/2019" not in told
    assert "Danh mục bắt đầu" not in run("units", "--on", "2025-03-01", "--level", "province").stdout


@pytest.mark.parametrize("asked", [("units", "--on", "2026-10-01", "--within", "75"), ("lineage", "25198")])
def test_a_command_says_up_to_which_day_the_register_is_kept(run, asked):
    assert "cập nhật đến hết ngày 25/09/2026." in run(*asked).stdout
    assert "is kept up to 25 September 2026." in " ".join(run(*asked, language="en").stdout.split())


def test_a_lineage_cites_the_item_of_its_act(run):
    told = run("lineage", "28252").stdout
    assert "phường Đạo Thạnh (28249), toàn bộ, 01/07/2025, khoản 84 Điều 1" in told and "Cao Lãnh" not in told


def test_a_restated_file_keeps_its_sums_names_its_origin_and_can_be_judged(run, tmp_path):
    target = tmp_path / "r.csv"
    done = run("restate", FIGURES, "--on", "2026-01-01", "--output", target)
    assert done.returncode == 0, done.stderr
    assert "Số liệu minh họa" in done.stdout
    with target.open(encoding="utf-8-sig") as file:
        rows = {(r["unit"], r["period"], r["indicator"]): r for r in csv.DictReader(file)}
    found = rows["25441", "2023-03", "order_violations"]
    with FIGURES.open(encoding="utf-8-sig") as file:
        parts = [int(r["value"]) for r in csv.DictReader(file) if (r["unit"] in ("25441", "25444") and r["period"] == "2023-03" and r["indicator"] == "order_violations")]  # fmt: skip
    assert int(found["value"]) == sum(parts) and found["standing"] == "exact"
    assert "phường Minh Long (25444)" in found["origin"]
    lost = rows["25195", "2023-03", "order_violations"]
    assert lost["value"] == "" and int(lost["low"]) > 0 and lost["high"] == "" and "xã Tiến Hưng" in lost["why"]
    assert "25441" in run("evaluate", BOOK, target).stdout


def test_figures_are_judged_under_the_units_of_another_day(run):
    shown = run("evaluate", BOOK, FIGURES, "--units-on", "2026-01-01", "--period", "2023").stdout
    assert "25432 Chơn Thành" in shown and "Hưng Long" not in shown
    assert "quy đổi theo đơn vị ngày 01/01/2026" in shown


def test_a_share_of_the_office_turns_bounds_into_a_number(run, tmp_path):
    data, shares, target = tmp_path / "d.csv", tmp_path / "s.csv", tmp_path / "r.csv"
    data.write_text("unit,period,indicator,value\n24907,2024,order_violations,10\n", encoding="utf-8")
    lines = [("0,4", "25084"), ("0.6", "25057")]
    shares.write_text(
        "on,predecessor,successor,share,basis\n"
        + "".join(f'2025-07-01,00277,{to},"{share}",population\n' for share, to in lines),
        encoding="utf-8",
    )
    refused = run("restate", data, "--on", "2026-01-01", "-o", target, "--rulebook", BOOK, "--shares", shares)
    assert refused.returncode == 2 and "không có việc chuyển từ 00277" in refused.stderr
    assert not target.exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_restated_figures_are_written_as_people_keep_them(run, tmp_path, ending):
    target = tmp_path / f"r.{ending}"
    assert run("restate", FIGURES, "--on", "2026-01-01", "-o", target, "--rulebook", BOOK).returncode == 0
    judged = run("evaluate", BOOK, target, "--format", "json")
    assert judged.returncode == 0 and '"sample": true' in judged.stdout, judged.stderr


def test_a_nation_is_restated_by_columns_with_its_bounds_beside(run, tmp_path):
    data, target = tmp_path / "n.parquet", tmp_path / "out.parquet"
    communes = [u.code for u in read_register().units_on(date(2025, 6, 30)).units.values() if u.level == "commune"]
    months = [(code, f"2024-{month:02}", 7 * month, "xa") for month in (1, 2, 3) for code in communes]
    columns = [("unit", "VARCHAR"), ("period", "VARCHAR"), ("order_violations", "BIGINT"), ("kind", "VARCHAR")]
    write_parquet(data, columns, months)
    done = run("restate", data, "--on", "2026-01-01", "-o", target)  # only one set knows the indicator
    assert done.returncode == 0, done.stderr
    assert "out.bounds.parquet" in done.stdout
    exact = [row for row in parquet_rows(target) if row[2] is not None]
    bounds = list(parquet_rows(tmp_path / "out.bounds.parquet"))
    assert (
        len({row[0] for row in exact} | {row[0] for row in bounds}) == 3321 - 5
    )  # the island districts have no communes to begin with
    total, low, high = sum(r[2] for r in exact), sum(r[2] for r in bounds), sum(r[3] for r in bounds)
    assert total + low <= sum(r[2] for r in months) <= total + high
    assert run("restate", data, "--on", "2026-01-01", "-o", tmp_path / "o.csv", "--rulebook", BOOK).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("units", "--on", "hôm nay"), "không phải là ngày"),
        (("units", "--on", "2026-01-01", "--within", "25198"), "phường Tân Đồng trước 01/07/2025"),
        (("units", "--on", "2026-01-01", "--level", "huyện"), "không có cấp “huyện”"),
        (("lineage", "05764"), "danh mục đơn vị hành chính bắt đầu từ 01/03/2025, từ đó không có mã “05764”."),
        (("lineage", "99999"), "không có mã “99999”. Tìm theo tên: kieumau units --on NGÀY --search TÊN."),
        (("lineage", "25198", "--on", "2026-01-01"), "mã 25198 không có đơn vị nào ngày 01/01/2026"),
        (("restate", "khong-co.csv", "--on", "2026-01-01", "-o", "x.csv"), "không có tệp"),
        (("restate", FIGURES, "--on", "2026-01-01", "-o", "x.doc"), "không ghi được tệp kiểu"),
        (("restate", FIGURES, "--on", "2026-01-01", "-o", "x.csv", "--coded-on", "2026-01-01"), "mã 25198 không có đơn vị"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_a_sentence(run, arguments, part, tmp_path):
    done = run(*arguments)
    assert done.returncode == 2 and part in done.stderr and "Traceback" not in done.stderr
    assert not Path("x.csv").exists()
