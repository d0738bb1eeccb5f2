"""The one door to Parquet files: whatever a name holds is a name, and what cannot be read is refused in one sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kieumau.engine.columns.restating import restate_columns
from kieumau.engine.columns.verdicts import evaluate_columns
from kieumau.engine.criteria import load_rulebook
from kieumau.engine.errors import KieuMauError
from kieumau.engine.reading import read_observations
from kieumau.engine.territory import Registry
from kieumau.engine.warehouse import connect, open_parquet, parquet_relation, parquet_rows, write_parquet

ON = date(2024, 12, 31)


@pytest.mark.parametrize("name", ["it's.parquet", "[a]*?.parquet", "s3:x.parquet", "a;b--.parquet"])
def test_a_name_is_a_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "other.parquet").write_bytes(b"not one of these")
    write_parquet(tmp_path / name, [('say "x"', "VARCHAR")], [("a",), ("b",)])
    assert open_parquet(tmp_path / name).row_count == 2
    assert list(parquet_rows(tmp_path / name)) == [("a",), ("b",)]
    with connect() as connection:
        found = parquet_relation(connection, tmp_path / name)
        assert dict(found.types) == {'say "x"': "VARCHAR"}
        assert connection.execute(f"SELECT count(*) FROM {found.sql}").fetchone() == (2,)


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + bytes(100) + b"PAR1"])
def test_a_damaged_file_is_refused_in_the_same_words_whoever_opens_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(content)
    criteria = load_rulebook("mau-gia-dinh-22/2023")
    doors = [
        lambda: open_parquet(path),
        lambda: list(parquet_rows(path)),
        lambda: evaluate_columns(criteria, path, on=ON),
        lambda: restate_columns(path, Registry(()), criteria.indicators, on=ON),
        lambda: read_observations(path, filename=path.name, indicators=criteria.indicators, calendar=criteria.calendar),
    ]
    said = set()
    for door in doors:
        with pytest.raises(KieuMauError) as refused:
            door()
        said.add(refused.value.said("vi"))
    assert len(said) == 1 and "không đọc được tệp Parquet này: tệp hỏng" in said.pop()
