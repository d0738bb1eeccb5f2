"""What to do, as the API says it: at which of its addresses."""

from __future__ import annotations

from kieumau.engine.errors import Advice, KieuMauError
from kieumau.engine.wording import Words


def words_of(advice: Advice) -> Words:
    match advice:
        case Advice.FIND_UNIT:
            return Words(
                "Tìm theo tên: /api/v1/units?on=NGÀY&search=TÊN.", "Search by name: /api/v1/units?on=DAY&search=NAME."
            )
        case Advice.SAY_DAY_OF_CODES:
            return Words("Cho biết dùng mã của ngày nào.", "Say of which day the codes are.")
        case Advice.ASK_TO_REOPEN:
            return Words(
                "Đề nghị cấp trên mở lại, ở trang phiếu số liệu của kỳ này.",
                "Ask the level above to open it again, on the page of this return.",
            )


def told(error: KieuMauError) -> list[Words]:
    """Every problem of an error."""
    return [p.sentence for p in error.worded(words_of)]
