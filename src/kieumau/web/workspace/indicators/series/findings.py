"""What a followed count is found to do, in words: months outside their limits, runs about the middle, a slow drift."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from kieumau.engine.indicators.control_charts import Followed, NewestMonths
from kieumau.engine.statistics.limits import WINDOW
from kieumau.engine.statistics.methods import LimitsRule
from kieumau.engine.wording import Words, words

RULE_WORDS = {
    LimitsRule.EXACT: Words(
        "giới hạn của số đếm (Poisson, kể cả ngẫu nhiên của chính nền), nới khi các tháng trước dao động nhiều hơn ngẫu nhiên",
        "limits of counts (Poisson, the chance of the base itself counted in), widened where the months before vary more than chance makes them",
    ),
    LimitsRule.SPREAD: Words(
        "giới hạn nới theo độ dao động của chuỗi (u′ của Laney)",
        "limits widened by how much the series itself varies (Laney's u′)",
    ),
}
RECENT = 12  # months of which the heading speaks first


def said_finding(drawn: Followed, newest: NewestMonths, first: int) -> Words:
    """The first thing to know of the months shown: those outside among the newest, then how many there are in all."""
    if not np.isfinite(drawn.counts).any():
        return Words("chưa có tháng nào biết được trọn vẹn", "no month is known in full")
    if not drawn.known_limits:
        return Words(
            "chưa đủ 12 tháng liền trước để tính giới hạn kiểm soát",
            "not yet 12 months before any to reckon control limits from",
        )
    if not newest.outside:
        if newest.held < RECENT:
            return words(
                "mới có {n} tháng so được với giới hạn kiểm soát, không tháng nào ra ngoài",
                "only {n} of its months can be held against control limits, and none is outside",
                n=newest.held,
            )  # fmt: skip
        return Words("không có tháng nào ngoài giới hạn kiểm soát", "no month is outside its control limits")
    recent, window, known, last = newest.recent, newest.window, newest.held_recently, newest.outside[-1]
    names: dict[str, Words | int] = {"n": len(recent), "r": window, "m": drawn.months[last].words}
    if not recent and known == window:
        said = words(
            "{r} tháng gần nhất đều trong giới hạn kiểm soát", "the newest {r} months are within their control limits",
            r=window,
        )  # fmt: skip
    elif not recent:
        said = words(
            "trong {r} tháng gần nhất, {k} tháng có giới hạn kiểm soát đều trong giới hạn",
            "of the newest {r} months, {k} have control limits and are within them", k=known, r=window,
        )  # fmt: skip
    elif len(recent) == 1:
        above = bool(drawn.counts[last] > drawn.limits.high[last])
        side = Words("vượt", "above") if above else Words("dưới", "below")
        said = words(
            "{n} trong {r} tháng gần nhất {s} giới hạn kiểm soát ({m})",
            "{n} of the newest {r} months is {s} its control limits ({m})", s=side, **names,
        )  # fmt: skip
    else:
        said = words(
            "{n} trong {r} tháng gần nhất ngoài giới hạn kiểm soát, sau cùng là {m}",
            "{n} of the newest {r} months are outside their control limits, the last {m}", **names,
        )  # fmt: skip
    if len(newest.outside) == len(recent):
        return said
    whole = len(drawn.months) - first
    return said + words("; cả {w} tháng có {n}", "; {n} of all {w}", w=whole, n=len(newest.outside))


def said_runs(drawn: Followed) -> Words | None:
    """Anhøj's rules in one sentence."""
    runs = drawn.runs
    if not runs.can_tell:
        return None
    middle = Fraction(runs.middle).limit_denominator(100)
    counted = words(
        "{n} tháng có số trong {w} tháng gần nhất, quanh trung vị {m}: chuỗi dài nhất ở một phía {l} tháng (ngẫu nhiên thường không quá {e}), cắt trung vị {c} lần (ngẫu nhiên thường không dưới {f})",
        "The {n} known months of the newest {w} about their median {m}: the longest run on one side is {l} (by chance seldom over {e}), crossings of the median {c} (by chance seldom under {f})",
        n=int(np.isfinite(drawn.counts[-WINDOW:]).sum()), w=min(WINDOW, len(drawn.months)), m=middle, l=runs.longest, e=runs.longest_expected, c=runs.crossings, f=runs.crossings_expected,
    )  # fmt: skip
    if runs.is_shifted:
        told = Words(
            "Mức chung có thể đã dịch chuyển (quy tắc Anhøj). ", "The level may have shifted (Anhøj's rules). "
        )
    else:
        told = Words("Không thấy mức chung dịch chuyển (quy tắc Anhøj). ", "No shift of the level (Anhøj's rules). ")
    return told + counted + "."


def said_drift(drawn: Followed) -> Words | None:
    if not drawn.known_limits:
        return None
    drift = drawn.drift
    if drift is None:
        return Words(
            "Không thấy trượt dần lên hay xuống (EWMA, trọng số 0,2).",
            "No slow drift up or down (EWMA, weight 0.2).",
        )
    up = drift.rises
    return words(
        "Có thể trượt dần {s} từ {m}: trung bình trượt EWMA đã ra ngoài giới hạn; mốc bắt đầu theo tổng tích lũy CUSUM."
        " Đơn vị biết vì sao không?",
        "It may have drifted {s} since {m}: the EWMA is outside its limit; the beginning is by the CUSUM."
        " Does the unit know why?",
        s=Words("lên", "up") if up else Words("xuống", "down"), m=drawn.months[drift.since].words,
    )  # fmt: skip
