"""Questions about figures in words: what they ask about, of which kind they are, and what became of them."""

from __future__ import annotations

from django.db.models import Q

from kieumau.engine.criteria.checks import CheckKind
from kieumau.engine.indicators import Indicator
from kieumau.engine.questions import KIND_WORDS
from kieumau.engine.wording import Words, plain, upper_first, words
from kieumau.records.indicators.collecting.asking import programme_sets
from kieumau.records.questions.models import QuestionRecord
from kieumau.records.questions.queries import WAITS


def said_questions(count: int) -> Words:
    n = "question about figures waits" if count == 1 else "questions about figures wait"
    return words("{n} câu hỏi về số liệu đang chờ trả lời", "{n} {w} for an answer", n=count, w=n)


STATES = {
    "waiting": (Words("đang chờ trả lời", "waiting for an answer"), WAITS),
    "answered": (Words("đã trả lời", "answered"), Q(is_answered=True)),
    "corrected": (Words("số liệu đã sửa từ khi hỏi", "figures corrected since"), Q(is_corrected=True)),
}


def state_of(question: QuestionRecord) -> tuple[Words, bool]:
    """What became of it, from its answers and from what was recorded since; and whether it waits."""
    answered, corrected = question.is_answered, question.is_corrected  # type: ignore[attr-defined]
    if answered and corrected:
        return Words("đã trả lời, số liệu đã sửa", "answered, figures corrected"), False
    if answered or corrected:
        return STATES["answered" if answered else "corrected"][0], False
    return STATES["waiting"][0], True


def kind_of(question: QuestionRecord) -> Words:
    kind = next((k for k in CheckKind if k == question.kind), None)
    return KIND_WORDS[kind] if kind else plain(question.kind)


def subject_of(question: QuestionRecord) -> Words:
    """The figure that is asked about; where there are several, what is asked of them."""
    return upper_first(labels_of(question)[0] if len(question.indicators) == 1 else kind_of(question))


def labels_of(question: QuestionRecord) -> list[Words]:
    known = indicators_of(question)
    return [known[code].label if code in known else plain(code) for code in question.indicators]


def indicators_of(question: QuestionRecord) -> dict[str, Indicator]:
    """What the figures mean by the version that asked; nothing where that is shipped no more."""
    sets = [s for s in programme_sets(question.programme) if s.version == question.version]
    return dict(sets[0].indicators) if sets else {}
