"""`kieumau verify` on a database of its own: what was done to the journal is said, and anchors hold its end."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

_MAKE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "kieumau.config.settings"
import django; django.setup()
from datetime import UTC, datetime, timedelta
from django.core.management import call_command
from django.db import transaction
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import operator
call_command("migrate", "journal", verbosity=0)
with transaction.atomic():
    for n in range(12):
        at = datetime(2024, 4, 4, 8, n, tzinfo=UTC)
        write_line("territory.shares_recorded", by=operator(at), about="register", details={"shares": n, "source": "Sở"})
"""


def environment(home: Path, language: str = "vi") -> dict[str, str]:
    """Nothing of the settings that this test itself runs with."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KIEUMAU_", "DJANGO_"))}
    return {**kept, "KIEUMAU_HOME": str(home), "KIEUMAU_LANGUAGE": language, "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def twelve_lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("journal")
    done = subprocess.run(
        [sys.executable, "-c", _MAKE], env=environment(home), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(twelve_lines: Path, tmp_path: Path) -> Path:
    """A copy of the twelve lines, for this test to spoil."""
    return Path(shutil.copytree(twelve_lines, tmp_path / "home"))


def verify(home: Path, *arguments: str | Path, language: str = "vi") -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from kieumau.cli import main; main()", "verify", *map(str, arguments)]
    return subprocess.run(
        program, env=environment(home, language), cwd=home, capture_output=True, text=True, check=False
    )


def spoil(home: Path, *statements: str) -> None:
    """As somebody would who owns the file: the triggers go first."""
    with sqlite3.connect(home / "kieumau.sqlite3") as database:
        for statement in ("DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete", *statements):
            database.execute(statement)
    database.close()


def test_an_untouched_journal_is_said_to_be_so_with_its_last_seal(home):
    found = verify(home)
    assert found.returncode == 0, found.stderr
    count, seal, warning = found.stdout.splitlines()
    assert count == "12 dòng, không dòng nào bị sửa."
    assert (
        seal.startswith("Mốc niêm: 12 ") and seal.endswith(" 2024-04-04T15:11:00+07:00") and len(seal.split()[3]) == 64
    )
    assert warning.startswith("Chưa so với mốc niêm nào")
    assert found.stderr == ""


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE journal_entry SET details = replace(details, '6', '7') WHERE number = 7",
            "dòng 7 không khớp dấu niêm",
        ),
        ("UPDATE journal_entry SET name = 'x' WHERE number = 12", "dòng 12 không khớp dấu niêm"),
        ("DELETE FROM journal_entry WHERE number = 1", "thiếu dòng 1"),
        ("DELETE FROM journal_entry WHERE number IN (4, 5)", "thiếu các dòng từ 4 đến 5"),
        ("UPDATE journal_entry SET number = 0 WHERE number = 12", "dòng 0 không đúng chỗ"),
    ],
)
def test_what_was_done_behind_the_triggers_is_said_and_exit_2(home, statement, said):
    spoil(home, statement)
    found = verify(home)
    assert found.returncode == 2
    assert said in found.stdout
    assert found.stdout.splitlines()[-1].endswith("dòng, 1 lỗi.")
    assert "Mốc niêm" not in found.stdout


def test_a_moment_that_is_no_moment_is_told_and_no_traceback(home):
    spoil(home, "UPDATE journal_entry SET at = 'hôm qua' WHERE number = 3")
    found = verify(home)
    assert found.returncode == 2
    assert "không đọc được nhật ký: sau dòng " in found.stderr
    assert "chưa lường trước" not in found.stderr


def test_a_cut_off_end_is_found_by_the_anchor_that_was_kept(home, tmp_path):
    anchors = tmp_path / "moc-niem.txt"
    kept = verify(home, "--keep", anchors)
    assert kept.returncode == 0, kept.stderr
    assert f"Đã ghi mốc niêm vào {anchors}." in kept.stdout
    assert "Khớp 1 mốc niêm đã lưu." in verify(home, "--anchor", anchors).stdout
    spoil(home, "DELETE FROM journal_entry WHERE number > 10")
    assert verify(home).returncode == 0
    for option in ("--anchor", "--keep"):
        found = verify(home, option, anchors)
        assert found.returncode == 2
        assert "không còn dòng 12, là dòng có dấu đã lưu ở nơi khác" in found.stdout


def test_keeping_adds_at_the_end_and_changes_nothing_before(home, tmp_path):
    anchors = tmp_path / "moc-niem.txt"
    anchors.write_text("# két sắt, tủ 2", encoding="utf-8")
    for _ in range(2):  # the second time the line stands there already
        assert verify(home, "--keep", anchors).returncode == 0
        head, line = anchors.read_text(encoding="utf-8").splitlines()
        assert head == "# két sắt, tủ 2"
        assert line.split()[0] == "12" and line.endswith("2024-04-04T15:11:00+07:00")
    before = anchors.read_text(encoding="utf-8")
    spoil(home, "UPDATE journal_entry SET name = 'x' WHERE number = 3")
    assert verify(home, "--keep", anchors).returncode == 2
    assert anchors.read_text(encoding="utf-8") == before


def test_anchors_come_from_several_files(home, tmp_path):
    verify(home, "--keep", tmp_path / "a.txt")
    number, seal, _ = (tmp_path / "a.txt").read_text().split()
    (tmp_path / "b.txt").write_text(f"9 {seal}\n")
    found = verify(home, "--anchor", tmp_path / "a.txt", "--anchor", tmp_path / "b.txt")
    assert found.returncode == 2
    assert found.stdout == "dòng 9 không khớp dấu đã lưu ở nơi khác\n12 dòng, 1 lỗi.\n"
    (tmp_path / "b.txt").write_text(f"{number} {seal[::-1]}\n")
    found = verify(home, "--anchor", tmp_path / "a.txt", "--anchor", tmp_path / "b.txt")
    assert (found.returncode, found.stdout) == (2, "")
    assert "b.txt, dòng 1: dòng nhật ký 12 có hai mốc niêm khác nhau" in found.stderr


def test_what_cannot_be_read_or_written_is_a_sentence(home, tmp_path):
    (tmp_path / "sai.txt").write_text("mười hai\n", encoding="utf-8")
    (tmp_path / "nhi-phan").write_bytes(b"\xff\xfe\x00")
    for arguments, said in [
        (("--anchor", tmp_path / "khong-co.txt"), "không có tệp này"),
        (("--anchor", tmp_path / "nhi-phan"), "không đọc được tệp: UTF-8"),
        (("--anchor", tmp_path / "sai.txt"), "sai.txt, dòng 1: đây không phải là một mốc niêm"),
        (("--keep", tmp_path / "khong-co" / "moc.txt"), "không ghi được tệp"),
        (("--keep", tmp_path), "không đọc được tệp"),
    ]:
        found = verify(home, *arguments)
        assert (found.returncode, "Traceback" in found.stderr) == (2, False)
        assert said in found.stderr


def test_what_is_verified_stays_as_it_is_to_the_last_byte(home):
    """Also a copy that was set aside as evidence, in another mode than the server's."""
    file = home / "kieumau.sqlite3"
    database = sqlite3.connect(file)
    database.execute("PRAGMA journal_mode = DELETE")
    database.close()
    before = file.read_bytes()
    assert verify(home).returncode == 0
    assert file.read_bytes() == before
    assert [p.name for p in home.iterdir() if p.name.startswith("kieumau.sqlite3")] == [file.name]


def test_where_there_is_no_database_none_is_made(tmp_path):
    found = verify(tmp_path)
    assert found.returncode == 2
    assert "không đọc được nhật ký: không có tệp" in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_a_journal_is_told(tmp_path):
    sqlite3.connect(tmp_path / "kieumau.sqlite3").close()
    found = verify(tmp_path)
    assert found.returncode == 2
    assert "không đọc được nhật ký: no such table" in found.stderr
    assert "chưa lường trước" not in found.stderr


def test_an_empty_journal_has_nothing_to_keep(home, tmp_path):
    spoil(home, "DELETE FROM journal_entry")
    found = verify(home, "--keep", tmp_path / "moc.txt")
    assert (found.returncode, found.stdout) == (0, "Nhật ký chưa có dòng nào.\n")
    assert not (tmp_path / "moc.txt").exists()


def test_a_thousand_faults_are_told_and_the_rest_counted(home):
    spoil(
        home,
        "WITH RECURSIVE n(i) AS (SELECT 13 UNION ALL SELECT i + 1 FROM n WHERE i < 1512) "
        "INSERT INTO journal_entry SELECT i, at, action, account, name, role, address, about, unit, details, seal "
        "FROM n, journal_entry WHERE number = 1",
    )
    lines = verify(home).stdout.splitlines()
    assert len(lines) == 1_002
    assert lines[-2:] == ["… và 500 lỗi nữa", "1.512 dòng, 1.500 lỗi."]


def test_it_speaks_english_too(home, tmp_path):
    found = verify(home, "--keep", tmp_path / "a.txt", language="en")
    assert found.stdout.startswith("12 lines, none changed.\nAnchor: 12 ")
    spoil(home, "DELETE FROM journal_entry WHERE number = 1")
    assert verify(home, language="en").stdout == "line 1 is missing\n11 lines, 1 faults.\n"
