"""`kieumau compare-periods`: figures of a file in two periods, with the units and the doubts that belong to them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date

import pytest

from kieumau.cli.app import main
from kieumau.config.management.commands.load_sample import SAMPLE
from kieumau.engine.territory import Registry
from kieumau.engine.territory.register_files import read_register
from kieumau.engine.warehouse import write_parquet

HISTORY = SAMPLE.parent / "binh-phuoc-2022-2026" / "months.csv"
COUNT = "order_violations"
YEARS = ("--before", "2022", "--after", "2023")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return read_register()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, registry: Registry) -> Run:
    """The program in this process, the register read once: its exit code, what it says and what it complains of."""
    monkeypatch.setattr("kieumau.cli.compare_periods.shipped_register", lambda: registry)

    def running(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kieumau", "compare-periods", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return running


@pytest.fixture
def file(tmp_path):
    """A year or a month of one count for each unit named: `file({"25198": {"2022": 60}})`."""

    def writing(figures: dict[str, dict[str, object]]):
        path = tmp_path / "figures.csv"
        lines = [f"{u},{p},{COUNT},{v}" for u, each in figures.items() for p, v in each.items()]
        path.write_text("\n".join(["unit,period,indicator,value", *lines]) + "\n", encoding="utf-8")
        return path

    return writing


def test_every_ward_is_compared_and_p_allows_for_how_many_were_looked_at(run):
    code, out, err = run(HISTORY, "--indicator", COUNT, *YEARS)
    assert code == 0, err
    lines = out.splitlines()
    assert "Số liệu minh họa" in lines[1] and lines[2].startswith("0 trong 19 đơn vị")
    ward = next(line.split() for line in lines if line.startswith("25198"))
    assert ward == ["25198", "phường", "Tân", "Đồng", "300", "240", "0,80", "0,65", "–", "0,99", "0,038", "0,36"]
    assert "25433 phường Thành Tâm: chưa so sánh được: thiếu số liệu tháng 8/2023." in out
    assert "Cộng 19 đơn vị: năm 2022: 5.907 vụ; năm 2023: 5.285 vụ, giảm 10,5%" in out
    code, out, _ = run(HISTORY, "--indicator", COUNT, *YEARS, "--unit", "25198", "--method", "mid_p")
    assert code == 0 and "Phường Tân Đồng (25198): vi phạm" in out and "Số liệu minh họa" in out
    assert "giảm 20%" in out and "mid-p" in out and "Tỷ số 0,80, khoảng tin cậy 95%: 0,65 – 0,98." in out
    assert "xét riêng đơn vị này, khó có thể chỉ do ngẫu nhiên (p = " in " ".join(out.split())
    assert "19 đơn vị so sánh được trong số liệu, p = 0,33: chỉ ngẫu nhiên cũng có thể" in " ".join(out.split())


def test_json_holds_what_the_table_rounds(run, file):
    data = file({"25198": {"2022": 60, "2023": 40}, "25201": {"2022": 0, "2023": 9}, "25204": {"2022": 3}})
    code, out, err = run(data, "--indicator", COUNT, *YEARS, "--json")
    assert code == 0, err
    found = json.loads(out)
    one, none, gap = found["units"]
    assert (round(one["p"], 4), one["adjusted_p"]) == (0.0569, one["p"])
    assert (one["could_be_chance_looked_at_alone"], one["could_be_chance_among_all_looked_at"]) == (True, True)
    assert (none["could_be_chance_looked_at_alone"], none["could_be_chance_among_all_looked_at"]) == (False, False)
    assert none["sentence"].endswith("2 đơn vị so sánh được trong số liệu, p = 0,008: khó có thể chỉ do ngẫu nhiên.")
    assert gap["could_be_chance_among_all_looked_at"] is None
    assert (none["ratio"], none["high"], none["before"]) == (None, None, 0)
    assert none["adjusted_p"] == 2 * none["p"] < 0.05
    assert (gap["p"], gap["adjusted_p"]) == (None, None) and "năm 2023" in gap["sentence"].replace("kỳ", "năm")
    assert (found["total"]["before"], found["total"]["after"]) == (60, 49)
    assert (found["looked_at"], found["method"], found["restated_on"], found["sample"]) == (2, "exact", None, False)


def test_a_ward_that_changed_is_restated_first_and_what_lacks_is_named(run):
    months = ("--before", "2024-07..2025-06", "--after", "2025-07..2026-06")
    code, out, err = run(HISTORY, "--indicator", COUNT, *months)
    assert code == 0, err
    assert "25441 phường Minh Hưng" in out and "quy đổi theo địa bàn ngày 30/06/2026" in out
    assert (
        "25195 phường Bình Phước: chưa so sánh được: 01/07/2024 đến 30/06/2025 chưa có số liệu của xã Tiến Hưng (25213).\n"
        in out
    )
    code, _, err = run(HISTORY, "--indicator", COUNT, *months, "--unit", "25198")
    assert code == 2 and "phường Tân Đồng trước 01/07/2025" in err


def test_files_are_read_together_and_none_counts_twice(run):
    years = ("--indicator", COUNT, "--before", "2024", "--after", "2025")
    code, out, err = run(HISTORY, HISTORY.with_name("communes.csv"), *years)
    assert code == 0, err
    assert "0 trong 4 đơn vị" in out and "Số liệu minh họa" in out
    assert (
        "25217 phường Phước Long: chưa so sánh được: tháng 9/2024 chưa có số liệu của phường Sơn Giang (25237).\n"
        in out
    )
    code, out, err = run(HISTORY, HISTORY, *years)
    assert code == 2 and not out and "tháng 1/2022 có trong months.csv" in err and "tính hai lần" in err


def test_what_no_predecessor_has_is_a_gap_of_days(run, file):
    """Thanh Lương, Thanh Phú and Phú Thịnh became the ward of An Lộc in July 2025."""
    data = file({"25333": {"2025-01": 9, "2025-03": 9, "2025-08": 9}, "25336": {"2025-01": 9, "2025-03": 9}})
    code, out, err = run(data, "--indicator", COUNT, "--before", "2025-01..2025-03", "--after", "2025-07..2025-09")
    assert code == 0, err
    assert (
        "tháng 1/2025, tháng 3/2025 chưa có số liệu của phường Phú Thịnh (25325); thiếu số liệu tháng 2/2025; "
        "thiếu số liệu tháng 7/2025, tháng 9/2025." in " ".join(out.split())
    )


@pytest.mark.parametrize(("after", "heading"), [("2023-03", "Tỷ số "), ("2023-02", "Tỷ số theo ngày")])
def test_a_ratio_of_unlike_periods_is_by_the_day_and_says_so(run, file, after, heading):
    data = file({u: {"2023-01": 62, after: 56} for u in ("25198", "25201")})
    months = ("--indicator", COUNT, "--before", "2023-01", "--after", after)
    code, out, err = run(data, *months)
    assert code == 0, err
    by_day = "theo ngày" in heading
    row = next(line.split() for line in out.splitlines() if line.startswith("25198"))
    assert heading in out and row[6] == ("1,00" if by_day else "0,90")
    assert ("Hai kỳ dài khác nhau (31 và 28 ngày)" in out) is ("Tỷ số theo ngày" in out) is by_day
    assert f"{heading.strip()} {row[6]}, khoảng tin cậy" in run(data, *months, "--unit", "25198")[1]


def test_codes_that_the_register_never_had_stay_as_they_are_and_small_counts_get_no_ratio(run, file):
    data = file({"X1": {"2022": 12, "2023": 3}, "25198": {"2022": 60, "2023": 40}})
    code, out, err = run(data, "--indicator", COUNT, *YEARS)
    assert code == 0, err
    assert "coi là không thay đổi: 1 mã (X1)" in out
    row = next(line.split() for line in out.splitlines() if line.startswith("X1"))
    assert row == ["X1", "X1", "12", "3", "–", "–", "0,035", "0,057"]
    assert "kỳ trước dưới 20" in out


def test_a_nation_in_parquet_is_cut_to_what_is_asked(run, tmp_path, registry, monkeypatch):
    monkeypatch.setattr("kieumau.cli.reading.LARGE", 99)
    data = tmp_path / "nation.parquet"
    units = registry.units_on(date(2026, 1, 1)).units.values()
    communes = [u.code for u in units if u.level == "commune"][:50]
    columns = [("unit", "VARCHAR"), ("period", "VARCHAR"), (COUNT, "BIGINT"), ("unheard_of", "BIGINT")]
    counts = {(c, y): (90 if (c, y) == (communes[9], 2031) else 30) for y in (2029, 2030, 2031) for c in communes}
    write_parquet(data, columns, [(c, str(y), n, -1) for (c, y), n in counts.items()])
    code, out, err = run(data, "--indicator", COUNT, "--before", "2030", "--after", "2031", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert found["looked_at"] == len(found["units"]) == 50
    assert [u["unit"] for u in found["units"] if u["adjusted_p"] < 0.05] == [communes[9]]
    code, out, _ = run(data, "--indicator", COUNT, "--before", "2030", "--after", "2031")
    assert code == 0 and "… và 10 đơn vị nữa" in out
    assert "thiếu cột: files" in run(data, "--indicator", "files", *YEARS)[2]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--indicator", "order_violation", *YEARS), "Có phải ý bạn là “order_violations”?"),
        (("--indicator", "order_violations", "--rulebook", "do-thi-van-minh/04-2022", *YEARS), "không có chỉ tiêu"),
        (("--indicator", "young_share", *YEARS), "không phải là số đếm"),
        (("--indicator", COUNT, "--before", "2022-13", "--after", "2023"), "không phải là một kỳ"),
        (("--indicator", COUNT, "--before", "2023-06..2023-01", "--after", "2024"), "không phải là một kỳ"),
        (("--indicator", COUNT, "--before", "2023", "--after", "2023-12..2024-11"), "phải kết thúc trước khi"),
        (("--indicator", COUNT, *YEARS, "--method", "wald"), "không có phép so “wald”"),
        (("--indicator", COUNT, *YEARS, "--unit", "25199"), "không có số liệu của đơn vị 25199"),
        (("--indicator", COUNT, "--before", "2019", "--after", "2020"), "Tệp có từ năm 2022 đến năm 2023."),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_a_sentence(run, file, arguments, part):
    code, out, err = run(file({"25198": {"2022": 60, "2023": 40}}), *arguments)
    assert code == 2 and part in " ".join(err.replace("│", " ").split()) and not out
