"""What tests of reading share: a few indicators, and workbooks built in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from kieumau.engine.errors import ObservationError
from kieumau.engine.indicators import BUILT_IN_MEASURES, Calendar, Indicator, Summing
from kieumau.engine.reading import ReadFile, read_observations
from kieumau.engine.territory import AdminUnit, UnitTable
from kieumau.engine.wording import Words


def _indicator(code: str, vi: str, en: str, measure: str, summing: Summing, **more: Any) -> Indicator:
    return Indicator(code, Words(vi, en), BUILT_IN_MEASURES[measure], summing, **more)


_INDICATORS = (
    _indicator("crimes", "Số vụ", "Crimes", "cases", Summing.SUM, plausible=(Fraction(0), Fraction(300))),
    _indicator("water", "Tỷ lệ hộ dùng nước sạch", "Clean water", "share", Summing.LATEST),
    _indicator("resolution", "Có nghị quyết", "Resolution", "fact", Summing.ANY),
    _indicator("budget", "Kinh phí", "Budget", "million_dong", Summing.LATEST),
)


@pytest.fixture(scope="session")
def indicators() -> dict[str, Indicator]:
    return {indicator.code: indicator for indicator in _INDICATORS}


@pytest.fixture(scope="session")
def units() -> UnitTable:
    return UnitTable(
        {
            "25198": AdminUnit("25198", "Phường An Bình", "phuong"),
            "25201": AdminUnit("25201", "Phường Tân Lập", "phuong"),
            "00123": AdminUnit("00123", "Xã Đồng Tâm", "xa"),
        }
    )


@pytest.fixture(scope="session")
def read(indicators: dict[str, Indicator]) -> Callable[..., ReadFile]:
    """Read a CSV text, or bytes under a name, with the shared indicators and a calendar year."""

    def reading(
        source: str | bytes,
        filename: str = "bang.csv",
        *,
        calendar: Calendar | None = None,
        units: UnitTable | None = None,
        only: Mapping[str, Indicator] | None = None,
    ) -> ReadFile:
        data = source.encode() if isinstance(source, str) else source
        if data.startswith(b"PK") and filename == "bang.csv":
            filename = "bang.xlsx"
        known = only or indicators
        return read_observations(
            data, filename=filename, indicators=known, calendar=calendar or Calendar(), units=units
        )

    return reading


@pytest.fixture(scope="session")
def problems(read: Callable[..., ReadFile]) -> Callable[..., list[str]]:
    """The sentences with which a table is refused."""

    def refused(*args: Any, **kwargs: Any) -> list[str]:
        with pytest.raises(ObservationError) as caught:
            read(*args, **kwargs)
        for problem in caught.value.problems:
            assert problem.sentence.vi
            assert problem.sentence.en
            assert not re.search(r"{[a-z]+}", problem.sentence.vi + problem.sentence.en)
        return [problem.sentence.vi for problem in caught.value.problems]

    return refused


@pytest.fixture(scope="session")
def book() -> Callable[..., bytes]:
    """A workbook from rows of cells by sheet; `finish` may merge or format before it is closed."""

    def built(sheets: Mapping[str, list[list[Any]]], finish: Callable[[Any], None] | None = None) -> bytes:
        target = BytesIO()
        workbook = xlsxwriter.Workbook(target, {"in_memory": True})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, column, value)
        if finish:
            finish(workbook)
        workbook.close()
        return target.getvalue()

    return built


@pytest.fixture(scope="session")
def figures() -> Callable[[ReadFile], dict[tuple[str, str, str], Any]]:
    """The figures of a file by unit, period and indicator."""

    def held(read_file: ReadFile) -> dict[tuple[str, str, str], Any]:
        return {(row.unit, row.period.label, row.indicator): row.value for row in read_file.table.rows}

    return held
