"""What to do, as a terminal says it: by which command and with which option."""

from __future__ import annotations

from kieumau.engine.errors import Advice, KieuMauError
from kieumau.engine.wording import Words


def words_of(advice: Advice) -> Words:
    match advice:
        case Advice.FIND_UNIT:
            return Words(
                "Tìm theo tên: kieumau units --on NGÀY --search TÊN.",
                "Search by name: kieumau units --on DAY --search NAME.",
            )
        case Advice.SAY_DAY_OF_CODES:
            return Words(
                "Cho biết tệp dùng mã của ngày nào (--coded-on).",
                "Say of which day the file's codes are (--coded-on).",
            )
        case Advice.ASK_TO_REOPEN:
            return Words(
                "Đề nghị cấp trên mở lại, ở trang phiếu số liệu của kỳ này.",
                "Ask the level above to open it again, on the page of this return.",
            )


def told(error: KieuMauError, language: str) -> str:
    """Every problem of an error, a line each."""
    return "\n".join(p.sentence.said(language) for p in error.worded(words_of))
