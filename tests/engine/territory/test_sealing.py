"""A register is checked when it is made and when it is loaded; one that is still as it was sealed is read and trusted."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from kieumau.engine.errors import KieuMauError, RegistryError
from kieumau.engine.territory import register_files
from kieumau.engine.territory.register_files import SHIPPED, read_register, read_whole_register, seal_register
from kieumau.engine.territory.sealing import SOURCES, is_sealed
from kieumau.engine.warehouse import open_parquet, parquet_rows, write_parquet

SEALED = (*SOURCES, "sealed.tsv.gz", "seal.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(SHIPPED, tmp_path / "so"))


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each register that was checked whole."""
    seen: list[object] = []
    check = register_files.check_registry
    monkeypatch.setattr(register_files, "check_registry", lambda registry: seen.append(registry) or check(registry))
    return seen


def with_a_gap(folder: Path) -> None:
    """A unit of the file now stands under a code that means no unit."""
    file = folder / "units.parquet"
    columns = list(open_parquet(file).columns)
    rows = [list(row) for row in parquet_rows(file)]
    at = [name for name, _ in columns].index("parent")
    next(row for row in rows if row[at])[at] = "no such"
    write_parquet(file, columns, [tuple(row) for row in rows])


def test_the_shipped_register_is_sealed_and_says_the_same_as_its_tables(checked):
    assert is_sealed(SHIPPED), "make it again, or: python tools/make_register.py --seal"
    sealed = read_register()
    assert checked == []
    whole = read_whole_register()
    assert len(checked) == 1
    assert sealed == whole
    assert [repr(u) for u in sealed.units] == [repr(u) for u in whole.units]
    assert [repr(s) for s in sealed.successions] == [repr(s) for s in whole.successions]
    assert list(sealed.changes) == list(whole.changes)


@pytest.mark.parametrize("name", SEALED)
def test_one_byte_more_in_any_file_and_the_register_is_checked_whole(folder, checked, name):
    with (folder / name).open("ab") as file:
        file.write(b"0" if name == "seal.txt" else b"\n")
    assert not is_sealed(folder)
    if name.endswith(".parquet"):
        with pytest.raises(KieuMauError, match=name):
            read_register(folder)
    else:
        assert read_register(folder) == read_whole_register(SHIPPED)
        assert len(checked) == 2


@pytest.mark.parametrize("name", ["sealed.tsv.gz", "seal.txt"])
def test_a_register_without_its_seal_is_checked_whole(folder, checked, name):
    (folder / name).unlink()
    assert len(read_register(folder).units) == 14_163
    assert len(checked) == 1


def test_a_changed_table_is_never_trusted_for_its_old_seal(folder):
    with_a_gap(folder)
    with pytest.raises(RegistryError, match="mã no such không chỉ đơn vị nào"):
        read_register(folder)


def test_a_register_that_contradicts_itself_is_not_sealed(folder):
    with_a_gap(folder)
    before = (folder / "seal.txt").read_text()
    with pytest.raises(RegistryError):
        seal_register(folder)
    assert (folder / "seal.txt").read_text() == before and not is_sealed(folder)


def test_a_register_made_again_is_sealed_again(folder):
    (folder / "levels.csv").unlink()
    made = seal_register(folder)
    assert is_sealed(folder)
    assert read_register(folder) == made and made.level_ends == ()
