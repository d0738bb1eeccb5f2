"""What to do, as pages say it: on which page."""

from __future__ import annotations

from kieumau.engine.errors import Advice
from kieumau.engine.wording import Words


def words_of(advice: Advice) -> Words:
    match advice:
        case Advice.FIND_UNIT:
            return Words("Tìm theo tên ở trang Đơn vị.", "Search by name on the page Units.")
        case Advice.SAY_DAY_OF_CODES:
            return Words("Cho biết tệp dùng mã của ngày nào.", "Say of which day the file's codes are.")
        case Advice.ASK_TO_REOPEN:
            return Words(
                "Đề nghị cấp trên mở lại, ở trang phiếu số liệu của kỳ này.",
                "Ask the level above to open it again, on the page of this return.",
            )
