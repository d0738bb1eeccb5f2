"""Rows of a CSV file. Its encoding is known or asked for, never guessed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import StringIO
from itertools import islice

from kieumau.engine.errors import ObservationError, Problem
from kieumau.engine.reading import limits
from kieumau.engine.reading.gathering import refusal
from kieumau.engine.reading.tables import Sheet, SheetRow
from kieumau.engine.wording import Words

_SAVE = (
    "Hãy mở bằng Excel và lưu dạng “CSV UTF-8 (Comma delimited)”.",
    "Please open it in Excel and save it as “CSV UTF-8 (Comma delimited)”.",
)


def read_csv(data: bytes, file: str, *, likeness: Callable[[list[SheetRow]], int]) -> Sheet:
    """The table of a CSV file. `likeness` tells how much the first rows look like a table that is expected."""
    text = _decoded(data, file)
    if "\0" in text:
        raise refusal(
            file, "tệp chứa ký tự rỗng (NUL), không phải văn bản CSV.", "the file holds NUL characters.", *_SAVE
        )
    first = text[:6].lower()
    if first.startswith("sep=") and len(first) > 4:  # written by Excel for Excel
        return Sheet(file, "", _rows(text, text[4], file))
    likely = [(likeness(_first_rows(text, sign)), sign) for sign in ("\t", ";", ",")]
    return Sheet(file, "", _rows(text, max(likely, key=lambda pair: pair[0])[1], file))


def _decoded(data: bytes, file: str) -> str:
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(
            file,
            f"văn bản không phải mã UTF-8 (từ vị trí {error.start + 1}), nên chữ Việt có thể bị đọc sai.",
            f"the text is not UTF-8 (from byte {error.start + 1}), so Vietnamese letters could be misread.",
            *_SAVE,
        ) from None


def _first_rows(text: str, delimiter: str) -> list[SheetRow]:
    """As many as can be read; what stops them is said again, with its place, once a delimiter is chosen."""
    found: list[SheetRow] = []
    with suppress(ObservationError):
        for row in islice(_rows(text, delimiter, ""), limits.HEADER_WITHIN):
            found.append(row)
    return found


def _rows(text: str, delimiter: str, file: str) -> Iterator[SheetRow]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    filled, cells_filled, number = 0, 0, 0
    try:
        for number, fields in enumerate(reader, 1):
            cells = {column: value for column, field in enumerate(fields, 1) if (value := field.strip())}
            if not cells or (number == 1 and fields[0].lower() == "sep="):
                continue
            filled += 1
            cells_filled += len(cells)
            if filled > limits.ROWS or max(cells) > limits.COLUMNS or cells_filled > limits.CELLS:
                raise refusal(
                    file,
                    f"bảng quá lớn (hơn {limits.ROWS} dòng hoặc {limits.COLUMNS} cột, hoặc {limits.CELLS} ô).",
                    f"the table has over {limits.ROWS} rows, {limits.COLUMNS} columns or {limits.CELLS} cells.",
                    "Hãy chia thành nhiều tệp, hoặc dùng Parquet.",
                    "Please split it, or use Parquet.",
                )
            yield number, dict(cells)
    except csv.Error as error:
        what = Words(
            "dòng này không đúng định dạng CSV (dấu ngoặc kép không khép, hoặc một ô quá dài).",
            "the line is not CSV (a quotation mark is not closed, or a field is too long).",
        )
        hint = Words("Hãy sửa dòng đó hoặc lưu lại từ Excel.", "Correct it, or save the file again from Excel.")
        raise ObservationError(Problem(what, file=file, line=number + 1, hint=hint)) from error
