"""The database's own refusal to change or remove a question, a figure that it saw, or an answer."""

from __future__ import annotations

from kieumau.records.journal.append_only import refusing

_QUESTIONS = refusing(
    "questions",
    "questions_question",
    said="questions are kept as they were asked",
    again="EXISTS (SELECT 1 FROM questions_question AS q WHERE q.id = NEW.id OR q.uuid = NEW.uuid "
    "OR (q.programme = NEW.programme AND q.fingerprint = NEW.fingerprint))",
)
_FACTS = refusing(
    "questions_facts",
    "questions_fact",
    said="what a question saw is kept",
    again="EXISTS (SELECT 1 FROM questions_fact AS f WHERE f.id = NEW.id)",
)
_ANSWERS = refusing(
    "answers",
    "questions_answer",
    said="answers are kept; another one may follow",
    again="EXISTS (SELECT 1 FROM questions_answer AS a WHERE a.id = NEW.id OR a.uuid = NEW.uuid)",
)
SQL = {v: tuple(s for sql, _ in (_QUESTIONS, _FACTS, _ANSWERS) for s in sql[v]) for v in ("sqlite", "postgresql")}
UNDO = {v: tuple(s for _, undo in (_QUESTIONS, _FACTS, _ANSWERS) for s in undo[v]) for v in ("sqlite", "postgresql")}
