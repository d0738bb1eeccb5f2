"""What a row below a header is, before it is read: the header again, a total, a row whose code is merged from above."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from kieumau.engine.reading.cells import as_text
from kieumau.engine.reading.headings import ColumnRole, Header, numbers_columns
from kieumau.engine.reading.tables import Area, Cells, SheetRow, fold

_TOTALS = {"tong", "cong", "tong cong", "tong so", "cong tong", "total", "grand total", "tong toan tinh", "toan tinh"}


def is_heading(code: str, cells: Cells, header: Header) -> bool:
    """The header repeated on a new page, or the row below it that numbers the columns."""
    if len(code) > 1 and not code.startswith("(") and code != header.text[header.roles[ColumnRole.UNIT]]:
        return False
    texts = {column: as_text(raw) for column, raw in sorted(cells.items()) if column in header.text}
    return texts == header.text or (len(texts) > 2 and numbers_columns(list(texts.values())))


def is_total(cells: Cells, labels: Iterable[int]) -> bool:
    for column in labels:
        raw = cells.get(column)
        if isinstance(raw, str) and raw[:1] in "TtCcGg" and len(raw) < 40 and fold(raw) in _TOTALS:
            return True
    return False


def filled_down(rows: Iterable[SheetRow], merged: Sequence[Area], header: Header) -> Iterator[SheetRow]:
    """A code merged over several rows stands in each of them."""
    labels = header.labels
    down = [a for a in merged if a.bottom > a.top > header.row and a.left in labels]
    if not down:
        yield from rows
        return
    listed = list(rows)
    numbers = [number for number, _ in listed]
    for area in sorted(down):
        at = bisect_left(numbers, area.top)
        if at == len(numbers) or numbers[at] != area.top or area.left not in listed[at][1]:
            continue
        for below in range(at + 1, bisect_right(numbers, area.bottom)):
            cells = listed[below][1]
            if area.left in cells:  # areas that overlap: the file is not Excel's
                break
            cells[area.left] = listed[at][1][area.left]
    yield from listed
