"""What the journal tells of questions about figures."""

from __future__ import annotations

from kieumau.engine.wording import Words
from kieumau.records.journal.telling import ActionWords, AppLines

LINES = AppLines(
    actions={
        "questions.asked": ActionWords(
            Words("Đặt câu hỏi về số liệu", "Questions about figures asked"),
            Words(
                "{who} cho hỏi {count} câu về số liệu của {place}, kỳ {period}, theo {programme}",
                "{who} had {count} questions asked about figures of {place}, {period}, by {programme}",
            ),
        ),
        "questions.answered": ActionWords(
            Words("Trả lời câu hỏi về số liệu", "Question about figures answered"),
            Words(
                "{who} trả lời một câu hỏi về số liệu kỳ {period} của {place}",
                "{who} answered a question about figures of {place} for {period}",
            ),
        ),
        "questions.exported": ActionWords(
            Words("Tải câu hỏi về số liệu về", "Questions about figures downloaded"),
            Words(
                "{who} tải về {count} câu hỏi về số liệu cùng các câu trả lời, tệp {kind}",
                "{who} downloaded {count} questions about figures with their answers, as {kind}",
            ),
        ),
    },
    subjects={
        "question": Words("câu hỏi về số liệu kỳ {period}", "the question about figures of {period}"),
    },
)
