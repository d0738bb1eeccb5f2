"""What the journal tells of the register of units."""

from __future__ import annotations

from kieumau.engine.wording import Words
from kieumau.records.journal.telling import ActionWords, AppLines

LINES = AppLines(
    actions={
        "territory.register_loaded": ActionWords(
            Words("Nạp sổ đơn vị", "Register of units loaded"),
            Words(
                "{who} nạp sổ đơn vị từ {source}: {begun} đơn vị bắt đầu, {ended} kết thúc, {changes} thay đổi",
                "{who} loaded the register of units from {source}: {begun} units begun, {ended} ended, {changes} changes",
            ),
        ),
        "territory.shares_recorded": ActionWords(
            Words("Ghi tỷ lệ chia đơn vị", "Shares recorded"),
            Words("{who} ghi {shares} tỷ lệ chia đơn vị từ {source}", "{who} recorded {shares} shares from {source}"),
        ),
        "territory.outlines_recorded": ActionWords(
            Words("Ghi ranh giới", "Outlines recorded"),
            Words("{who} ghi {outlines} ranh giới từ {source}", "{who} recorded {outlines} outlines from {source}"),
        ),
    },
    subjects={
        "register": Words("sổ đơn vị", "the register of units"),
    },
)
