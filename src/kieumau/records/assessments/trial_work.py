"""The work at a trial: a file judged while its sender may leave, told of by a row, and replaced by what it came to.

The bytes are with whoever works, in memory only. So nobody else can take the work up: where its server was stopped, the
row falls silent, and the file is sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import DatabaseError
from django.db.models import Q, QuerySet

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import EvaluationError, KieuMauError, Problem
from kieumau.engine.evaluation import Judgement, JudgingProgress
from kieumau.engine.reading import Progress
from kieumau.engine.wording import Words
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.assessments.actions import TrialsFullError, delete_ended_trials, keep_trial
from kieumau.records.assessments.models import TrialWork
from kieumau.records.indicators.uploads.actions import SILENCE
from kieumau.records.indicators.uploads.problems import filed
from kieumau.records.journal.refusals import NotHereError

MOST_AT_WORK = 20
"""Of all people together, for each holds its bytes in memory."""
_BEAT = timedelta(seconds=1)
_S = TrialWork.State
_WORKS = (_S.WAITING, _S.READING, _S.JUDGING, _S.KEEPING)
_log = logging.getLogger(__name__)

Judging = Callable[[Progress, JudgingProgress], Judgement]
"""Reads and judges a file, telling the first how far it has read and the second how far it has judged."""


class TrialsBusyError(EvaluationError):
    """As many files are judged or wait as the server takes."""

    def __init__(self) -> None:
        super().__init__(
            Problem(
                Words(
                    "máy chủ đang chấm nhiều tệp, chưa nhận thêm được.",
                    "the server is judging many files and takes no more yet.",
                ),
                hint=Words(
                    "Xin thử lại sau ít phút. Số liệu đã gửi không được giữ lại.",
                    "Please try again in a few minutes. Nothing you sent was kept.",
                ),
            )
        )


@act
def begin_trial(*, file_name: str, criteria: CriteriaSet, on: date, hours: int, by: Acting) -> TrialWork:
    """Note that a file is to be judged. What is left of the same person's earlier files that came to nothing is deleted.

    Raises `TrialsBusyError`.
    """
    delete_ended_trials(at=by.at)
    fresh = Q(state__in=_WORKS, moved_at__gte=by.at - SILENCE)
    TrialWork.objects.filter(~fresh, user=by.user).delete()
    if TrialWork.objects.filter(fresh).count() >= MOST_AT_WORK:
        raise TrialsBusyError
    return TrialWork.objects.create(
        user=by.user,
        rulebook=criteria.key,
        on=on,
        file_name=file_name[:200],
        moved_at=by.at,
        kept_until=by.at + timedelta(hours=hours),
    )


def judge_trial(
    trial_uuid: UUID,
    *,
    judging: Judging,
    fitting: Callable[[], Sequence[str]],
    criteria: CriteriaSet,
    hours: int,
    most_rows: int,
    by: Acting,
    now: Callable[[], datetime],
) -> None:
    """Judge the file of a trial that was begun and keep what it comes to in place of the work.

    Or the work's row says what is to be put right, and which other rulebooks are `fitting`. Whoever deletes the row ends
    the work.
    """
    work = TrialWork.objects.filter(uuid=trial_uuid, user=by.user, state=_S.WAITING).first()
    if work is None:
        return
    told = _Told(_row(trial_uuid), now, by.at)
    problems: Sequence[Problem]
    state, others = _S.REFUSED, list[str]()
    try:
        told.move(_S.READING, 0, 0)
        judgement = judging(partial(told.move, _S.READING), partial(told.move, _S.JUDGING))
        told.move(_S.KEEPING, 0, 0)
        # All or nothing, in a transaction that others do not look into: how far it is cannot be told.
        keep_trial(
            judgement=judgement,
            criteria=criteria,
            file_name=work.file_name,
            hours=hours,
            most_rows=most_rows,
            by=by.again(now()),
            in_place_of=trial_uuid,
        )
        return
    except NotHereError:
        return
    except TrialsFullError as full:
        state, problems = _S.FULL, full.problems
    except KieuMauError as error:
        problems, others = error.problems, list(fitting())
    except Exception:
        _log.exception("trial %s", trial_uuid)
        problems = [Problem(_TROUBLE)]
    _row(trial_uuid).update(state=state, problems=[filed(p) for p in problems], fitting=others, moved_at=now())


def is_silent(work: TrialWork, at: datetime) -> bool:
    """Whether who worked at it seems to be gone: the server was stopped meanwhile."""
    return work.state in _WORKS and at - work.moved_at > SILENCE


@dataclass
class _Told:
    """Tells the row how far the work is, at each new state and about once a second."""

    row: QuerySet[TrialWork]
    now: Callable[[], datetime]
    last: datetime
    state: str = _S.WAITING

    def move(self, state: str, done: int, of: int) -> None:
        """Raises `NotHereError` where the row is gone: nobody waits for the work any more."""
        at = self.now()
        if state == self.state and at - self.last < _BEAT:
            return
        with suppress(DatabaseError):  # a busy database: the next word will do
            if not self.row.update(state=state, done=done, of=of, moved_at=at):
                raise NotHereError
            self.state, self.last = state, at


def _row(trial_uuid: UUID) -> QuerySet[TrialWork]:
    return TrialWork.objects.filter(uuid=trial_uuid)


_TROUBLE = Words(
    "máy chủ gặp trục trặc nên chưa chấm được tệp; xin gửi lại sau.",
    "the server had trouble and could not judge the file; please send it again later.",
)
