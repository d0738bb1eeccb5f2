"""The commands as people type them: an answer and 0, or a sentence and 2; never a traceback."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import openpyxl
import pytest

import kieumau
from kieumau.engine.criteria import load_rulebook, shipped_rulebooks
from warm import Run, without_settings

SAMPLE = Path(kieumau.__file__).parent / "samples" / "binh-phuoc-2024"
FIGURES, UNITS = str(SAMPLE / "figures.csv"), str(SAMPLE / "units.csv")
BOOK = "mau-gia-dinh-22/2023"


def judged(run: Run, *more: str) -> dict[str, object]:
    found = run(
        "evaluate", BOOK, FIGURES, "--units", UNITS, "--on", "2024-04-04", "--period", "2023", "--format", "json", *more
    )
    assert found.returncode == 0, found.stderr
    data: dict[str, object] = json.loads(found.stdout)
    return data


def test_the_table_names_the_units_with_the_least_left_first(run):
    found = run("evaluate", BOOK, FIGURES, "--units", UNITS, "--on", "2024-04-04")
    lines = [line for line in found.stdout.splitlines() if "/22" in line]
    assert found.returncode == 0
    assert len(lines) == 20
    assert "Tân Đồng" in lines[0]
    assert "22/22" in lines[0]
    assert "Số liệu minh họa" in found.stdout


def test_json_holds_what_another_program_needs(run):
    data = judged(run)
    assert data["rulebook"] == "mau-gia-dinh-22"
    assert data["version"] == "2023"
    assert data["sample"] is True
    assert len(str(data["fingerprint"])) == 64
    units = {u["unit"]: u for u in data["units"]}
    assert len(units) == 20
    assert (units["25198"]["met"], units["25198"]["of"], units["25198"]["outcome"]) == (22, 22, "qualified")
    for unit in units.values():
        assert {"unit", "period", "met", "of", "points", "outcome", "criteria"} <= set(unit)
        assert len(unit["criteria"]) == 22
        for criterion in unit["criteria"]:
            assert {"code", "verdict", "reason", "distance"} <= set(criterion)
            assert criterion["reason"]
        assert unit["met"] == sum(c["verdict"] in ("met", "not_applicable") for c in unit["criteria"])


def test_the_same_inputs_give_the_same_fingerprint_and_another_day_another(run):
    other = run(
        "evaluate", BOOK, FIGURES, "--units", UNITS, "--on", "2024-04-05", "--period", "2023", "--format", "json"
    )
    assert judged(run)["fingerprint"] == judged(run)["fingerprint"] != json.loads(other.stdout)["fingerprint"]


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx", "parquet"])
def test_a_result_can_be_taken_away(run, tmp_path, ending):
    target = tmp_path / f"ket-qua.{ending}"
    found = run(
        "evaluate", BOOK, FIGURES, "--units", UNITS, "--on", "2024-04-04", "--period", "2023", "--output", str(target)
    )
    assert found.returncode == 0, found.stderr
    assert [p.name for p in tmp_path.iterdir()] == [target.name]
    if ending == "json":
        assert len(json.loads(target.read_text())["units"]) == 20
    elif ending == "csv":
        rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
        assert len(rows) == 440
        assert "SỐ LIỆU MINH HỌA" in rows[0]["sample"]
    elif ending == "xlsx":
        book = openpyxl.load_workbook(target)
        assert all("MINH HỌA" in str(sheet["A2"].value) for sheet in book)
    else:
        with duckdb.connect() as connection:
            counted = connection.execute("SELECT count(*), bool_and(sample) FROM read_parquet(?)", [str(target)])
            assert counted.fetchall() == [(440, True)]


def test_explain_says_why_and_by_which_law(run):
    found = run("explain", BOOK, FIGURES, "--units", UNITS, "--unit", "25201", "--criterion", "4", "--period", "2023")
    assert found.returncode == 0
    assert "cần ít nhất" in found.stdout
    assert "mục 4" in found.stdout
    assert "Biên chế" not in found.stdout


def test_compare_says_who_loses_under_a_draft_and_by_which_criterion(run, tmp_path):
    draft = tmp_path / "draft.yaml"
    text = (Path(kieumau.__file__).parent / "rulebooks" / BOOK / "criteria.yaml").read_text()
    stricter = text.replace("version: 2023", "version: du-thao", 1).replace('version: "2023"', "version: du-thao", 1)
    assert stricter != text
    draft.write_text(stricter.replace("values: {2023-01-01: 0.05}", "values: {2023-01-01: 0.25}"))
    found = run("compare", BOOK, str(draft), FIGURES, "--units", UNITS, "--on", "2024-04-04", "--period", "2023")
    assert found.returncode == 0, found.stderr
    assert "Tân Đồng (25198), 2023: 22/22 → 21/22" in found.stdout
    assert "11: đạt → chưa đạt" in found.stdout


def test_children_are_judged_and_counted_for_their_parent(run, tmp_path):
    units = tmp_path / "units.csv"
    units.write_text("unit,name,kind,parent\nH1,Huyện Một,huyen,\nX1,Xã Một,xa,H1\nX2,Xã Hai,xa,H1\n", encoding="utf-8")
    below, above = load_rulebook("tiep-can-phap-luat/25-2021"), load_rulebook("tiep-can-phap-luat-cap-huyen/1723-2022")

    def rows(criteria, codes):
        lines = ["unit,period,indicator,value"]
        for code in codes:
            for name, indicator in criteria.indicators.items():
                if indicator.children is None:
                    value = "không" if indicator.measure.is_fact else "20"
                    lines.append(f"{code},2022,{name},{value}")
        return "\n".join(lines) + "\n"

    children, parent = tmp_path / "xa.csv", tmp_path / "huyen.csv"
    children.write_text(rows(below, ["X1", "X2"]), encoding="utf-8")
    parent.write_text(rows(above, ["H1"]), encoding="utf-8")
    found = run(
        "evaluate", "tiep-can-phap-luat-cap-huyen/1723-2022", str(parent), "--children", str(children),
        "--units", str(units), "--on", "2022-12-31", "--format", "json",
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    (district,) = [u for u in json.loads(found.stdout)["units"] if u["unit"] == "H1"]
    assert "2 trong 2" in json.dumps(district, ensure_ascii=False)


def test_every_shipped_rulebook_is_valid_and_its_cases_pass(run):
    for key in shipped_rulebooks():
        assert run("check", key).returncode == 0
        assert run("cases", key).returncode == 0


def test_a_failing_case_is_shown_with_its_file_and_line(run, tmp_path):
    book = tmp_path / "criteria.yaml"
    book.write_text((Path(kieumau.__file__).parent / "rulebooks" / BOOK / "criteria.yaml").read_text())
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "sai.yaml").write_text(
        "- name: không thể đúng\n  criterion: 9\n  given: {}\n  verdict: met\n"
    )
    found = run("cases", str(tmp_path))
    assert found.returncode == 2
    assert "sai.yaml:1" in found.stdout
    assert "0 đạt, 1 sai" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "khong-co"], "không có bộ tiêu chí hay tệp “khong-co”"),
        (["check", "mau-gia-din-22/2023"], "Có phải ý bạn là “mau-gia-dinh-22/2023”?"),
        (["check", "cong-an-phuong-kieu-mau"], "có 2 phiên bản"),
        (["check", str(SAMPLE / "figures.csv")], "figures.csv"),
        (["evaluate", BOOK, "khong-co.csv"], "khong-co.csv"),
        (["evaluate", BOOK, UNITS], "units.csv"),
        (["evaluate", BOOK, FIGURES, "--on", "2020-01-01"], "có hiệu lực từ 01/01/2023"),
        (["evaluate", BOOK, FIGURES, "--period", "2031"], "không có số liệu của kỳ 2031"),
        (["evaluate", BOOK, FIGURES, "--output", "a.docx"], "không ghi được tệp kiểu “.docx”"),
        (["evaluate", BOOK, FIGURES, "--output", "/khong/co/a.csv"], "không ghi được tệp"),
        (["evaluate", BOOK, FIGURES, "--children", FIGURES], "không cộng gộp"),
        (["explain", BOOK, FIGURES, "--unit", "25199"], "không có đơn vị 25199"),
        (["explain", BOOK, FIGURES, "--unit", "25198", "--criterion", "99"], "không có tiêu chí 99"),
        (["compare", BOOK, "an-toan-ve-an-ninh-trat-tu/124-2021", FIGURES], "kỳ đánh giá khác nhau"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_exit_2(run, arguments, said):
    found = run(*arguments)
    assert found.returncode == 2
    assert said in found.stderr
    assert "Traceback" not in found.stderr


def test_words_typed_wrong_are_a_usage_line_and_exit_2(run):
    for arguments in (["evaluate"], ["nothing"], ["evaluate", BOOK, FIGURES, "--on", "hôm qua"], ["--wrong"]):
        found = run(*arguments)
        assert found.returncode == 2
        assert "Traceback" not in found.stderr


def test_english_is_complete_where_it_is_asked_for(run):
    found = run("evaluate", BOOK, FIGURES, "--units", UNITS, "--on", "2024-04-04", "--period", "2023", language="en")
    assert "What is left" in found.stdout
    assert "does not qualify yet" in found.stdout
    assert "chưa" not in found.stdout
    assert "Judge the units" in run("--help", language="en").stdout


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_program_itself_says_what_the_warm_one_of_these_tests_says(run, language, tmp_path):
    program = str(Path(sys.executable).with_name("kieumau"))
    environment = {**without_settings(os.environ), "PYTHONUTF8": "1", "KIEUMAU_LANGUAGE": language}
    by_columns = ["evaluate", BOOK, FIGURES, "--units", UNITS, "--output", str(tmp_path / "result.parquet")]
    for arguments in (["--help"], by_columns[:-2], by_columns, ["check", "khong-co"], ["--wrong"]):
        itself = subprocess.run([program, *arguments], capture_output=True, text=True, env=environment, check=False)
        warm = run(*arguments, language=language)
        assert (warm.returncode, warm.stdout, warm.stderr) == (itself.returncode, itself.stdout, itself.stderr)


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--help"], {"duckdb", "openpyxl", "pydantic", "django", "xlsxwriter"}),
        (["check", BOOK], {"duckdb", "openpyxl", "django", "xlsxwriter", "rich.table"}),
        (["evaluate", BOOK, FIGURES], {"duckdb", "openpyxl", "django", "xlsxwriter"}),
    ],
)
def test_a_command_imports_nothing_heavy_that_it_does_not_use(arguments, absent):
    code = (
        "import sys, atexit\n"
        f"atexit.register(lambda: print('HELD', sorted({absent!r} & set(sys.modules)), file=sys.stderr))\n"
        "from kieumau.cli import main; main()"
    )
    found = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert "HELD []" in found.stderr, found.stderr
