"""What the journal tells of judgements and trials."""

from __future__ import annotations

from kieumau.engine.wording import Words
from kieumau.records.journal.telling import ActionWords, AppLines

LINES = AppLines(
    actions={
        "assessments.filed": ActionWords(
            Words("Lưu kết quả chấm", "Judgement filed"),
            Words(
                "{who} lưu kết quả chấm {units} đơn vị theo {rulebook}, tính đến {on}",
                "{who} filed the judgement of {units} units by {rulebook} as of {on}",
            ),
        ),
        "assessments.exported": ActionWords(
            Words("Tải kết quả về", "Results downloaded"),
            Words(
                "{who} tải về kết quả theo {rulebook}, tính đến {on}, {units} đơn vị, tệp {kind}",
                "{who} downloaded results by {rulebook} as of {on}, units: {units}, as {kind}",
            ),
        ),
        "assessments.trial_kept": ActionWords(
            Words("Chấm thử", "Trial"),
            Words("{who} chấm thử {units} đơn vị theo {rulebook}", "{who} tried {units} units by {rulebook}"),
        ),
        "assessments.trial_deleted": ActionWords(
            Words("Xóa kết quả chấm thử", "Trial deleted"),
            Words("{who} xóa kết quả chấm thử", "{who} deleted a trial"),
        ),
    },
    subjects={
        "assessment": Words("kết quả chấm theo {rulebook}, tính đến {on}", "the judgement by {rulebook} as of {on}"),
        "trial": Words("lần chấm thử theo {rulebook}", "a trial by {rulebook}"),
    },
    codes={
        "units": {"all": Words("mọi", "all")},
    },
)
