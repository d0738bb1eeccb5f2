"""What is said of a header that is not wholly understood."""

from __future__ import annotations

from kieumau.engine.reading.gathering import GatheredProblems
from kieumau.engine.reading.headings import ColumnRole, Header, Vocabulary
from kieumau.engine.reading.tables import Sheet, shown
from kieumau.engine.wording import Words, words


def check_header(sheet: Sheet, header: Header, vocabulary: Vocabulary, gathered: GatheredProblems) -> bool:
    """Whether every column is understood; those that are not are told."""
    sound = True

    def tell(what: Words, column: int, hint: Words | None) -> None:
        nonlocal sound
        sound = False
        gathered.add(sheet.problem(what, header.row, column, hint))

    one_row = Words(
        "Hãy dùng một dòng tiêu đề, mỗi cột một mã chỉ tiêu.", "Please use one header row of indicator codes."
    )
    in_two_rows = any(area.top <= header.row + 1 and area.bottom >= header.row for area in sheet.merged)
    for column in header.unknown:
        text = shown(header.text[column])
        what = words("không biết cột “{t}”.", "the column “{t}” is not known.", t=text)
        remove = Words(
            "Hãy sửa tên, xóa cột, hoặc đặt tên cột là “Ghi chú”.", "Rename it, remove it, or call it “Note”."
        )
        tell(what, column, vocabulary.near(text) or (one_row if in_two_rows else remove))
    for column in header.unclear:
        codes = ", ".join(sorted(vocabulary.find(header.text[column])))
        what = words("nhiều chỉ tiêu cùng tên “{t}”.", "several indicators are called “{t}”.", t=header.text[column])
        tell(what, column, words("Hãy ghi mã chỉ tiêu: {c}.", "Please write the code: {c}.", c=codes))
    for one, other in header.doubled:
        what = words(
            "cột “{t}” trùng với cột {c}.",
            "the column “{t}” repeats column {c}.",
            t=shown(header.text[other]),
            c=sheet.column(one),
        )
        tell(what, other, one_row if in_two_rows else Words("Hãy bỏ một cột.", "Please remove one of them."))
    for column in header.narrowed:
        what = words(
            "cột “{t}” nằm dưới một tiêu đề gộp nên có thể mang nghĩa khác.",
            "the column “{t}” stands below a merged heading and may mean something else.",
            t=shown(header.text[column]),
        )
        tell(what, column, one_row)
    return sound


def tell_what_is_missing(sheet: Sheet, header: Header, vocabulary: Vocabulary, gathered: GatheredProblems) -> bool:
    """Tell what a sheet lacks that was surely meant as a table of figures; False where it was not."""
    near = {column: hint for column in header.unknown if (hint := vocabulary.near(header.text[column]))}
    expected = expected_columns(vocabulary)
    if ColumnRole.UNIT not in header.roles and (header.figures or header.is_long):
        what = Words("thiếu cột mã đơn vị.", "the column of unit codes is missing.")
        if ColumnRole.NAME in header.roles:
            what = Words("bảng chỉ có tên đơn vị, thiếu cột mã đơn vị.", "units are named but their codes are missing.")
        gathered.add(sheet.problem(what, header.row, hint=expected))
        return True
    if ColumnRole.UNIT in header.roles and ColumnRole.INDICATOR in header.roles:
        gathered.add(sheet.problem(Words("thiếu cột giá trị.", "the column of values is missing."), header.row))
        return True
    if ColumnRole.UNIT in header.roles and near:
        for column, hint in near.items():
            what = words("không biết cột “{t}”.", "the column “{t}” is not known.", t=shown(header.text[column]))
            gathered.add(sheet.problem(what, header.row, column, hint))
        return True
    return False


def expected_columns(vocabulary: Vocabulary) -> Words:
    """What a table needs, for a message."""
    codes = [shown(code) for code in list(vocabulary.indicators)[:4]]
    more = ", …" if len(vocabulary.indicators) > 4 else ""
    said = ", ".join(codes) + more
    return Words(
        f"Cần cột “đơn vị” (mã), rồi “kỳ”, “chỉ tiêu”, “giá trị”, hoặc mỗi chỉ tiêu một cột ({said}).",
        f"Needed: “unit” (codes), then “period”, “indicator”, “value”, or a column for each indicator ({said}).",
    )
