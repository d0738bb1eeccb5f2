"""What the journal tells of rearrangements of units."""

from __future__ import annotations

from kieumau.engine.wording import Words
from kieumau.records.journal.telling import ActionWords, AppLines

LINES = AppLines(
    actions={
        "rearrangements.proposed": ActionWords(
            Words("Đề nghị sắp xếp đơn vị", "Rearrangement proposed"),
            Words(
                "{who} đề nghị sắp xếp đơn vị theo {number}, từ ngày {on}",
                "{who} proposed the rearrangement {number} as of {on}",
            ),
        ),
        "rearrangements.decided": ActionWords(
            Words("Quyết định sắp xếp đơn vị", "Rearrangement decided"),
            Words(
                "{who} quyết định sắp xếp đơn vị theo {number}, từ ngày {on}",
                "{who} decided the rearrangement {number} as of {on}",
            ),
        ),
        "rearrangements.refused": ActionWords(
            Words("Từ chối đề nghị sắp xếp", "Rearrangement refused"),
            Words("{who} từ chối đề nghị sắp xếp theo {number}", "{who} refused the rearrangement {number}"),
        ),
        "rearrangements.withdrawn": ActionWords(
            Words("Rút lại sắp xếp đơn vị", "Rearrangement withdrawn"),
            Words("{who} rút lại sắp xếp đơn vị theo {number}", "{who} withdrew the rearrangement {number}"),
        ),
        "rearrangements.document_read": ActionWords(
            Words("Tải văn bản sắp xếp", "Text of a rearrangement downloaded"),
            Words("{who} tải về văn bản {number}", "{who} downloaded the text of {number}"),
        ),
    },
    subjects={
        "rearrangement": Words("việc sắp xếp theo {number}", "the rearrangement {number}"),
    },
)
