"""A question about figures, and the corrections that one kind of question looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from kieumau.engine.criteria import CheckKind, Severity
from kieumau.engine.indicators import Observation, Period, Value
from kieumau.engine.wording import Words


@dataclass(frozen=True)
class RaisedQuestion:
    """What one unit is asked about one period. `facts` are the figures that were seen, as they were."""

    check: str
    kind: CheckKind
    severity: Severity
    unit: str
    period: Period
    indicators: tuple[str, ...]
    asks: Words
    advice: Words
    facts: tuple[Observation, ...]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over check, unit, period and facts: the same question about the same figures is asked once."""
        lines = [f"{self.check}\t{self.unit}\t{_span(self.period)}"]
        lines += sorted(f"{f.unit}\t{_span(f.period)}\t{f.indicator}\t{f.value}" for f in self.facts)
        return sha256("\n".join(lines).encode()).hexdigest()


Findings = tuple[int, list[RaisedQuestion]]
"""How many units and periods a check looked at, and what it asks."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a figure that was corrected: the first as it was sent, and each one after it."""

    unit: str
    period: Period
    indicator: str
    version: int
    value: Value | None
    recorded_on: date


def _span(period: Period) -> str:
    return f"{period.first}\t{period.last}"


KIND_WORDS = {
    CheckKind.OUT_OF_RANGE: Words("ngoài khoảng thường gặp", "outside the usual range"),
    CheckKind.PART_OF_WHOLE: Words("một phần lớn hơn toàn bộ", "a part above its whole"),
    CheckKind.ADDS_UP: Words("các phần không khớp tổng", "parts and total differ"),
    CheckKind.MISSING: Words("thiếu sau nhiều kỳ có số liệu", "missing after periods with figures"),
    CheckKind.ZERO_AFTER_STEADY: Words("bằng 0 sau nhiều kỳ đều đặn", "zero after a steady series"),
    CheckKind.BEYOND_LIMITS: Words("ngoài giới hạn kiểm soát", "beyond the control limits"),
    CheckKind.DIGITS: Words("nhiều số tận cùng 0 và 5", "many figures end in 0 or 5"),
    CheckKind.REVISIONS: Words("các lần sửa làm đổi kết quả", "corrections that decide"),
    CheckKind.IDENTICAL_ROWS: Words("trùng số liệu đơn vị khác", "the same figures as another unit"),
    CheckKind.APART: Words("tin báo và vụ việc đi ngược nhau", "reports and cases go apart"),
}
"""What a kind of check asks about, in a few words."""

ADVICE = {
    CheckKind.OUT_OF_RANGE: Words(
        "Xem trước: số chữ số, dấu phẩy, và có ghi nhầm ô không. Đơn vị mới sáp nhập có thể vượt khoảng này mà số vẫn"
        " đúng.",
        "Look first at the number of digits, the decimal sign, and whether it belongs in another cell. A newly merged"
        " unit may lie beyond the range with a figure that is right.",
    ),
    CheckKind.PART_OF_WHOLE: Words(
        "Xem trước: hai số có cùng kỳ, cùng phạm vi và có ghi đổi chỗ cho nhau không.",
        "Look first whether both speak of the same period and scope, and whether they changed places.",
    ),
    CheckKind.ADDS_UP: Words(
        "Xem trước: có phần nào tính hai lần, bỏ sót, hay chốt vào ngày khác không. Phần mềm không sửa số nào.",
        "Look first whether a part was counted twice, left out, or closed on another day. Neither figure is changed.",
    ),
    CheckKind.MISSING: Words(
        "Xem trước: kỳ này không có số, hay có mà chưa nhập. Nếu không có vụ việc nào thì ghi 0.",
        "Look first whether there is no figure or it was not entered. If nothing happened, enter 0.",
    ),
    CheckKind.ZERO_AFTER_STEADY: Words(
        "Xem trước: kỳ này đã thống kê xong chưa, có đổi cách ghi nhận hay người ghi sổ không.",
        "Look first whether counting was finished, and whether the way of recording or its keeper changed.",
    ),
    CheckKind.BEYOND_LIMITS: Words(
        "Xem trước: sự kiện, đợt ra quân, thay đổi cách đếm trong tháng; một tháng khác thường chưa phải là xu hướng.",
        "Look first at events, campaigns and changes of counting in the month; one month is not a trend.",
    ),
    CheckKind.DIGITS: Words(
        "Xem trước: số lấy từ sổ, từ hệ thống hay ước lượng; nếu ước lượng thì nên ghi số đếm được.",
        "Look first whether the figures come from a register, a system or an estimate; enter counts where there are.",
    ),
    CheckKind.REVISIONS: Words(
        "Xem trước: lý do đã ghi và chứng từ của từng lần sửa.",
        "Look first at the reason given for each correction and the papers behind it.",
    ),
    CheckKind.IDENTICAL_ROWS: Words(
        "Xem trước: tệp đã gửi có phải của đơn vị mình, có chép từ tệp mẫu của đơn vị khác không.",
        "Look first whether the file sent is the unit's own, and not begun from another unit's.",
    ),
    CheckKind.APART: Words(
        "Xem trước: tin tiếp nhận đã được phân loại và vào sổ đến đâu, có chuyển cho đơn vị khác giải quyết không.",
        "Look first at how what came in was classified and recorded, and whether it went to another unit.",
    ),
}
"""What to look at first, where the rulebook does not say."""
