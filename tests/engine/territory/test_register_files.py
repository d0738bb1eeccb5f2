"""A register as files, and the office's own shares: read whole, or refused with the file, the line and the way out."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from shutil import copytree

import pytest

from kieumau.engine.errors import KieuMauError, RegistryError
from kieumau.engine.territory import Flows, LevelEnd, Registry
from kieumau.engine.territory.register_files import fingerprint, first_change, read_register, read_shares
from kieumau.engine.warehouse import write_parquet

JULY = date(2025, 7, 1)

UNIT_COLUMNS = {
    "code": "VARCHAR", "level": "VARCHAR", "kind": "VARCHAR", "name": "VARCHAR", "parent": "VARCHAR", "valid_from": "DATE",
    "valid_until": "DATE", "begun_by": "VARCHAR", "ended_by": "VARCHAR", "latitude": "DECIMAL(8,5)",
    "longitude": "DECIMAL(8,5)", "area_km2": "DECIMAL(8,2)",
}  # fmt: skip
SUCCESSION_COLUMNS = {
    "change": "VARCHAR", "predecessor": "VARCHAR", "successor": "VARCHAR", "share": "DECIMAL(9,6)", "basis": "VARCHAR",
}  # fmt: skip
UNIT_ROWS = [
    ("70", "province", "tinh", "Bình Phước", "", None, None, None, None, None, None, None),
    (
        "195",
        "commune",
        "phuong",
        "Tân Phú",
        "70",
        None,
        JULY,
        None,
        "1662",
        Decimal("11.5487"),
        Decimal("106.89455"),
        None,
    ),
    ("198", "commune", "phuong", "Tân Đồng", "70", None, JULY, None, "1662", None, None, None),
    ("195", "commune", "phuong", "Bình Phước", "70", JULY, None, "1662", None, None, None, Decimal("86.4")),
    ("210", "commune", "phuong", "Đồng Xoài", "70", JULY, None, "1662", None, None, None, None),
]
SUCCESSION_ROWS = [
    ("1662", "195", "195", 1, "whole"),
    ("1662", "198", "195", None, "unknown"),
    ("1662", "198", "210", None, "unknown"),
]
CHANGE_ROWS = [
    ["code", "on", "title_vi", "title_en", "issuer", "issued", "address"],
    ["1662", "2025-07-01", "Sắp xếp", "Rearranged", "UBTVQH", "2025-06-16", "https://example.vn"],
]
LEVEL_ROWS = [["level", "system", "until", "law", "address"], ["district", "police", "2025-03-01", "02/2025", ""]]


def write_csv(path: Path, rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("register")
    write_parquet(folder / "units.parquet", list(UNIT_COLUMNS.items()), UNIT_ROWS)
    write_parquet(folder / "successions.parquet", list(SUCCESSION_COLUMNS.items()), SUCCESSION_ROWS)
    write_csv(folder / "changes.csv", CHANGE_ROWS)
    write_csv(folder / "levels.csv", LEVEL_ROWS)
    return folder


@pytest.fixture
def folder(written, tmp_path):
    return Path(copytree(written, tmp_path / "so"))


def refused(action, *given) -> RegistryError:
    with pytest.raises(RegistryError) as error:
        action(*given)
    return error.value


def test_a_register_comes_back_as_it_was_written(folder):
    read = read_register(folder)
    assert read.get("195", JULY).area_km2 == 86.4
    assert read.lives("195")[0].latitude == 11.5487 and read.lives("195")[0].valid_until == JULY
    assert [s.share for s in read.successions] == [1, None, None]
    assert read.changes["1662"].title.en == "Rearranged"
    assert read.level_ends == (LevelEnd("district", "police", date(2025, 3, 1), "02/2025"),)


def test_before_the_first_change_every_code_means_one_unit():
    register = read_register()
    assert first_change() == date(2025, 7, 1) == min(u.valid_from for u in register.units if u.begun_by)


def test_levels_may_be_left_out_and_a_fingerprint_sees_it(folder):
    before = fingerprint(folder)
    (folder / "levels.csv").unlink()
    assert read_register(folder).level_ends == ()
    assert fingerprint(folder) != before


def test_a_register_may_say_since_when_it_speaks_and_where_an_act_says_so(folder):
    assert (read_register(folder).begins, read_register(folder).kept_until) == (None, None)
    head = ["what", "on", "law", "address"]
    write_csv(folder / "span.csv", [head, ["kept_until", "2025-09-01", "", ""], ["begins", "2025-03-01", "1365", ""]])
    columns = [*SUCCESSION_COLUMNS.items(), ("article", "VARCHAR")]
    rows = [(*row, f"khoản {n} Điều 1") for n, row in enumerate(SUCCESSION_ROWS)]
    write_parquet(folder / "successions.parquet", columns, rows)
    read = read_register(folder)
    assert (read.begins, read.kept_until) == (date(2025, 3, 1), date(2025, 9, 1))
    assert [s.article for s in read.successions] == ["khoản 0 Điều 1", "khoản 1 Điều 1", "khoản 2 Điều 1"]
    assert read_register(folder).successions == tuple(replace(s, article="") for s in read.successions)


@pytest.mark.parametrize("rows", [[["since", "2025-03-01"]], [["begins", "2025-03-01"], ["begins", "2025-04-01"]]])
def test_days_of_a_register_that_are_no_such_days_are_refused_with_their_line(folder, rows):
    write_csv(folder / "span.csv", [["what", "on", "law", "address"], *([*row, "", ""] for row in rows)])
    error = refused(read_register, folder)
    assert error.problems[0].file == "span.csv" and error.problems[0].line == len(rows) + 1


@pytest.mark.parametrize("name", ["units.parquet", "successions.parquet", "changes.csv"])
def test_a_missing_file_is_told_by_name(folder, name):
    (folder / name).unlink()
    error = refused(read_register, folder)
    assert error.said("vi").endswith(f"{name}: không có tệp này.")
    assert error.said("en").endswith(f"{name}: there is no such file.")


def test_a_folder_that_is_not_there_is_told(tmp_path):
    assert "không có tệp này" in refused(read_register, tmp_path / "khong-co").said("vi")


@pytest.mark.parametrize("without", ["code", "parent", "valid_until", "area_km2"])
def test_a_missing_column_of_units_is_told_with_all_that_are_needed(folder, without):
    kept = [i for i, name in enumerate(UNIT_COLUMNS) if name != without]
    columns = [column for column in UNIT_COLUMNS.items() if column[0] != without]
    write_parquet(folder / "units.parquet", columns, [tuple(row[i] for i in kept) for row in UNIT_ROWS])
    error = refused(read_register, folder)
    assert error.said("vi") == f"units.parquet: thiếu cột {without}. Cần các cột: {', '.join(UNIT_COLUMNS)}."
    assert (
        error.said("en")
        == f"units.parquet: the column {without} is missing. The columns are: {', '.join(UNIT_COLUMNS)}."
    )


def test_a_missing_column_of_changes_is_told(folder):
    write_csv(folder / "changes.csv", [row[:-1] for row in CHANGE_ROWS])
    assert refused(read_register, folder).said("vi").startswith("changes.csv: thiếu cột address.")


def test_an_empty_file_of_changes_is_told(folder):
    (folder / "changes.csv").write_text("")
    assert refused(read_register, folder).said("vi").startswith("changes.csv: thiếu cột code, on, title_vi")


@pytest.mark.parametrize("day", ["01/07/2025", "2025-02-30", "", "mai"])
@pytest.mark.parametrize(("name", "rows", "column"), [("changes.csv", CHANGE_ROWS, 1), ("levels.csv", LEVEL_ROWS, 2)])
def test_a_wrong_day_is_told_with_the_way_to_write_it(folder, name, rows, column, day):
    head, row = rows
    write_csv(folder / name, [head, [day if i == column else value for i, value in enumerate(row)]])
    error = refused(read_register, folder)
    assert error.said("vi") == f"{name}, dòng 2: “{day}” không phải là ngày. Viết 2025-07-01."
    assert error.said("en") == f"{name}, line 2: “{day}” is no day. Write 2025-07-01."


def test_a_file_that_is_no_parquet_is_refused_as_one_a_person_can_put_right(folder):
    (folder / "units.parquet").write_bytes(b"not parquet at all")
    with pytest.raises(KieuMauError) as error:
        read_register(folder)
    assert "units.parquet" in error.value.said("vi")


@pytest.mark.parametrize(
    ("column", "value"),
    [("valid_from", "01/07/2025"), ("latitude", "đông")],
)
def test_a_column_of_another_type_is_refused_as_one_a_person_can_put_right(folder, column, value):
    at = list(UNIT_COLUMNS).index(column)
    row = tuple(value if i == at else v for i, v in enumerate(UNIT_ROWS[0]))
    columns = {**UNIT_COLUMNS, column: "VARCHAR"}
    write_parquet(folder / "units.parquet", list(columns.items()), [row, *UNIT_ROWS[1:]])
    with pytest.raises(KieuMauError) as error:
        read_register(folder)
    assert "units.parquet" in error.value.said("vi") and column in error.value.said("vi")


@pytest.mark.parametrize(
    "row", [(None, "198", "210", 1, "whole"), ("1662", None, "210", 1, ""), ("1662", "198", None, 1, "")]
)
def test_a_succession_without_an_end_or_an_act_is_refused(folder, row):
    write_parquet(folder / "successions.parquet", list(SUCCESSION_COLUMNS.items()), [SUCCESSION_ROWS[0], row])
    with pytest.raises(RegistryError) as error:
        read_register(folder)
    assert "None" not in error.value.said("vi")


def test_a_table_with_a_cell_too_long_for_csv_is_refused_as_one_a_person_can_put_right(folder):
    write_csv(folder / "changes.csv", [CHANGE_ROWS[0], [*CHANGE_ROWS[1][:2], "x" * 200_000, *CHANGE_ROWS[1][3:]]])
    with pytest.raises(KieuMauError) as error:
        read_register(folder)
    assert "changes.csv" in error.value.said("vi")


def test_changes_that_are_not_utf_8_are_refused_as_ones_a_person_can_put_right(folder):
    (folder / "changes.csv").write_bytes(
        "code,on,title_vi,title_en,issuer,issued,address\n1662,2025-07-01,Sắp".encode("utf-16")
    )
    with pytest.raises(KieuMauError) as error:
        read_register(folder)
    assert "changes.csv" in error.value.said("vi")


@pytest.mark.parametrize("column", ["code", "name"])
def test_a_unit_without_what_it_needs_is_refused(folder, column):
    at = list(UNIT_COLUMNS).index(column)
    rows = [*UNIT_ROWS, tuple(None if i == at else v for i, v in enumerate(("211", *UNIT_ROWS[0][1:])))]
    write_parquet(folder / "units.parquet", list(UNIT_COLUMNS.items()), rows)
    with pytest.raises(KieuMauError):
        read_register(folder)


def test_one_act_written_on_two_lines_is_refused(folder):
    write_csv(folder / "changes.csv", [*CHANGE_ROWS, ["1662", "2025-07-01", "Khác", "Another", "", "", ""]])
    assert "1662" in refused(read_register, folder).said("vi")


def test_a_contradiction_in_files_is_told_like_any_other(folder):
    write_parquet(folder / "units.parquet", list(UNIT_COLUMNS.items()), [row for row in UNIT_ROWS if row[0] != "70"])
    assert "mã 70 không chỉ đơn vị nào" in refused(read_register, folder).said("vi")


# -- shares ----------------------------------------------------------------------------------------------------------

HEAD = "on,predecessor,successor,share,basis\n"


@pytest.fixture(scope="module")
def nation(written):
    return read_register(written)


@pytest.fixture
def office(tmp_path, nation):
    def read(text: str, *, encoding: str = "utf-8") -> Registry:
        path = tmp_path / "ty-le.csv"
        path.write_bytes(text.encode(encoding))
        return read_shares(path, nation)

    return read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("share", ["0.35", '"0,35"', " 0.35 ", "0.350000"])
def test_shares_of_the_office_make_a_split_exact(office, nation, share, encoding):
    read = office(f"{HEAD}2025-07-01,198,195,{share},population\n2025-07-01,198,210,0.65,\n", encoding=encoding)
    flows = Flows(read, JULY).of(read.lives("198")[0])
    assert {c: (f.low, f.is_exact, f.entered) for c, f in flows.items()} == {
        "195": (Fraction("0.35"), True, True),
        "210": (Fraction("0.65"), True, True),
    }
    assert [s.basis for s in read.successions] == ["whole", "population", "entered"]
    assert [s.share for s in nation.successions] == [1, None, None]


def test_one_share_of_two_is_enough(office):
    read = office(f"{HEAD}2025-07-01,198,195,0.35,population\n")
    assert all(f.is_exact for f in Flows(read, JULY).of(read.lives("198")[0]).values())


def test_an_empty_table_of_shares_changes_nothing(office, nation):
    assert office(HEAD) == nation


@pytest.mark.parametrize(
    ("rows", "vi", "en"),
    [
        (
            "2025-07-01,198,777,0.35,x",
            ["ty-le.csv, dòng 2: ngày 01/07/2025 không có việc chuyển từ 198 sang 777."],
            ["ty-le.csv, line 2: no unit 198 goes into 777 on 1 July 2025."],
        ),
        (
            "2025-07-02,198,195,0.35,x",
            ["ty-le.csv, dòng 2: ngày 02/07/2025 không có việc chuyển từ 198 sang 195."],
            ["ty-le.csv, line 2: no unit 198 goes into 195 on 2 July 2025."],
        ),
        (
            "ngày 1,198,195,0.35,x\n2025-07-01,198,210,nửa,x",
            [
                "ty-le.csv, dòng 2: cần ngày dạng 2025-07-01 và tỷ lệ dạng 0.35; đã đọc “ngày 1”, “0.35”.",
                "ty-le.csv, dòng 3: cần ngày dạng 2025-07-01 và tỷ lệ dạng 0.35; đã đọc “2025-07-01”, “nửa”.",
            ],
            [
                "ty-le.csv, line 2: needs a day such as 2025-07-01 and a share such as 0.35; read “ngày 1”, “0.35”.",
                "ty-le.csv, line 3: needs a day such as 2025-07-01 and a share such as 0.35; read “2025-07-01”, “nửa”.",
            ],
        ),
        (
            "2025-07-01,198,195,1/0,x",
            ["ty-le.csv, dòng 2: cần ngày dạng 2025-07-01 và tỷ lệ dạng 0.35; đã đọc “2025-07-01”, “1/0”."],
            ["ty-le.csv, line 2: needs a day such as 2025-07-01 and a share such as 0.35; read “2025-07-01”, “1/0”."],
        ),
        (
            "2025-07-01,198,195,,x",
            ["ty-le.csv, dòng 2: cần ngày dạng 2025-07-01 và tỷ lệ dạng 0.35; đã đọc “2025-07-01”, “”."],
            ["ty-le.csv, line 2: needs a day such as 2025-07-01 and a share such as 0.35; read “2025-07-01”, “”."],
        ),
        (
            "2025-07-01,198,195,0.35,x\n2025-07-01,198,210,0.55,x",
            ["198, ngày 01/07/2025, 1662: các tỷ lệ chia cho 2 đơn vị cộng lại bằng 0,9, không bằng 1. Sửa để tổng đúng bằng 1."],
            ["198, 1 July 2025, 1662: the shares of its 2 successors add up to 0.9, not to 1. Make them add up to exactly 1."],
        ),
        (
            "2025-07-01,198,195,35,x",
            ["198, ngày 01/07/2025, 1662: tỷ lệ 35 không nằm giữa 0 và 1 hoặc quá sáu chữ số thập phân."],
            ["198, 1 July 2025, 1662: the share 35 is not between 0 and 1, or has more than six decimals."],
        ),
        (
            "2025-07-01,198,195,0.3500001,x",
            ["198, ngày 01/07/2025, 1662: tỷ lệ 0.3500001 không nằm giữa 0 và 1 hoặc quá sáu chữ số thập phân."],
            ["198, 1 July 2025, 1662: the share 0.3500001 is not between 0 and 1, or has more than six decimals."],
        ),
    ],
    ids=["unknown pair", "another day", "two lines", "by nothing", "no share", "sum", "per cent", "seven decimals"],
)  # fmt: skip
def test_shares_are_refused_with_the_line_that_is_wrong(office, rows, vi, en):
    error = refused(office, f"{HEAD}{rows}\n")
    assert error.said("vi").splitlines() == vi
    assert error.said("en").splitlines() == en


def test_the_same_pair_entered_twice_is_refused_with_its_line(office):
    error = refused(office, f"{HEAD}2025-07-01,198,195,0.35,x\n2025-07-01,198,195,0.4,x\n")
    assert "198" in error.said("vi") and "195" in error.said("vi")


def test_a_line_after_an_empty_one_is_told_by_its_number_in_the_file(office):
    error = refused(office, f"{HEAD}\n2025-07-01,198,777,0.35,x\n")
    assert error.problems[0].line == 3


@pytest.mark.parametrize("share", ["1e99999", "1/" + "7" * 4000], ids=["e", "1/"])
def test_a_monstrous_share_is_refused_in_a_sentence_that_can_be_read(office, share):
    """With eight nines after the e, the number alone would take minutes and megabytes to make."""
    assert len(refused(office, f"{HEAD}2025-07-01,198,195,{share},x\n").said("vi")) < 400


def test_shares_that_are_not_utf_8_are_refused_as_ones_a_person_can_put_right(office):
    with pytest.raises(KieuMauError):
        office(f"{HEAD}2025-07-01,198,195,0.35,dân số\n", encoding="utf-16")


def test_a_table_of_shares_without_a_column_is_told(office):
    assert refused(office, "on,predecessor,successor,share\n").said("vi").startswith("ty-le.csv: thiếu cột basis.")
