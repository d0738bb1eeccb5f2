"""`kieumau template`: files to try a rulebook with, which the command it names then judges."""

from __future__ import annotations

import csv
import shlex
from pathlib import Path

import pytest

from warm import Run

SHAPES = Path(__file__).parents[1] / "rulebooks" / "shapes"


def named_command(printed: str) -> list[str]:
    return shlex.split(printed.splitlines()[-1].partition(": ")[2])[1:]


@pytest.mark.parametrize("more", [[], ["--long"], ["--figures", "so lieu.xlsx"]], ids=["wide", "long", "workbook"])
@pytest.mark.parametrize("shape", ["veto", "roll-up"])
def test_the_command_that_it_names_judges_the_files(run: Run, tmp_path: Path, shape: str, more: list[str]):
    made = run("template", SHAPES / shape, "--invented", *more, folder=tmp_path)
    assert made.returncode == 0, made.stderr
    judged = run(*named_command(made.stdout), folder=tmp_path)
    assert judged.returncode == 0, judged.stderr
    assert sum("mau-0" in line for line in judged.stdout.splitlines()) == 5
    assert "Số liệu minh họa" in judged.stdout
    assert "đủ điều kiện công nhận" in judged.stdout


def test_without_figures_the_columns_and_units_stand_there(run: Run, tmp_path: Path):
    made = run("template", SHAPES / "veto", "--number", 2, folder=tmp_path)
    with (tmp_path / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["Mã đơn vị", "Tên đơn vị", "Kỳ"]
    assert len(rows) == 3 and not any(cell for row in rows[1:] for cell in row[3:])
    assert "để trống" in made.stdout
    english = run("template", SHAPES / "veto", "--overwrite", language="en", folder=tmp_path)
    assert "To try it: kieumau evaluate" in english.stdout


def test_a_file_that_is_there_is_not_written_over_in_silence(run: Run, tmp_path: Path):
    (tmp_path / "units.csv").write_text("của tôi", encoding="utf-8")
    refused = run("template", SHAPES / "veto", folder=tmp_path)
    assert refused.returncode == 2
    assert "units.csv: tệp đã có." in refused.stderr and "--overwrite" in refused.stderr
    assert (tmp_path / "units.csv").read_text(encoding="utf-8") == "của tôi"
    assert not (tmp_path / "figures.csv").exists()
    assert run("template", SHAPES / "veto", "--overwrite", folder=tmp_path).returncode == 0


def test_what_cannot_be_written_or_meant_is_said(run: Run, tmp_path: Path):
    for more, said in (
        (["--figures", "a.parquet"], "không ghi được tệp kiểu"),
        (["--figures", "a.xlsx", "--long"], "--long chỉ dùng với tệp .csv"),
        (["--period", "2024-03"], "không phải kỳ đánh giá"),
        (["--figures", "a.csv", "--units", "./a.csv"], "mỗi tệp cần một tên riêng"),
    ):
        refused = run("template", SHAPES / "veto", *more, folder=tmp_path)
        assert refused.returncode == 2 and said in refused.stderr
    assert list(tmp_path.iterdir()) == []
