"""Changes between two periods as sentences and a table that fit a terminal."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kieumau.cli.language import LANGUAGE, say
from kieumau.cli.terminal import SAMPLE, console, said
from kieumau.engine.indicators import Indicator, Period
from kieumau.engine.indicators.comparing import SMALL, UnitComparison, UnitComparisons, alike, is_by_day
from kieumau.engine.indicators.comparison_words import METHOD_WORDS, said_bare_p, said_comparison, said_of_unit
from kieumau.engine.statistics.comparing import CountChange
from kieumau.engine.wording import Words, lower_first, percent, plain, said_number, upper_first, words

_MOST = 40


def show_change(unit: UnitComparison, changes: UnitComparisons, indicator: Indicator, *, sample: bool) -> None:
    """One unit in a sentence, with its ratio and what was done to its figures."""
    out = console()
    named = words("{n} ({c}): {l}", "{n} ({c}): {l}", n=unit.name, c=unit.unit, l=lower_first(indicator.label))
    out.print(Text(said(upper_first(named)), style="bold"))
    _sample(out, sample)
    sentence, *beside = said_of_unit(unit, changes)
    out.print(Text(said(upper_first(sentence)) + ("" if unit.of.change else ".")))
    for each in beside:
        out.print(Text(said(each)))
    change = unit.of.change
    if change is not None and change.ratio is not None and change.before >= SMALL:
        named, number = _ratio_heading(by_day=is_by_day(change)), plain(_number(change.ratio))
        out.print(Text(said(words("{h} {r}, {i}.", "{h} {r}, {i}.", h=named, r=number, i=plain(_interval(change))))))
    _notes(out, changes, rounded=unit.of.rounded)


def show_changes(
    changes: UnitComparisons, indicator: Indicator, before: Period, after: Period, *, sample: bool
) -> None:
    """All units, the least likely to be chance first; then those that cannot be compared, and the total."""
    out = console()
    out.print(Text(said(indicator.label), style="bold"))
    _sample(out, sample)
    out.print(Text(said(_found(changes))))
    out.print()
    compared = sorted((u for u in changes.units if u.of.change), key=lambda u: (u.of.change.p, u.unit))  # type: ignore[union-attr]
    table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
    table.add_column(say("Mã", "Code"))
    table.add_column(say("Đơn vị", "Unit"), overflow="fold")
    for period in (before, after):
        table.add_column(said(period.words), justify="right")
    level = _level(compared)
    by_day = not alike(before, after)
    table.add_column(said(_ratio_heading(by_day=by_day)), justify="right")
    table.add_column(say("Khoảng tin cậy {l}", "{l} confidence interval").format(l=level), justify="right")
    table.add_column("p", justify="right")
    table.add_column(say("p hiệu chỉnh", "Adjusted p"), justify="right")
    for unit in compared[:_MOST]:
        _row(table, unit)
    if compared:
        out.print(table)
    if len(compared) > _MOST:
        more = words("… và {n} đơn vị nữa (xem hết bằng --json).", "… and {n} more (all of them by --json).", n=len(compared) - _MOST)  # fmt: skip
        out.print(said(more))
    gaps = [u for u in changes.units if u.of.change is None]
    for unit in gaps[:_MOST]:
        out.print(Text(f"{unit.unit} {said(unit.name)}: {said(said_of_unit(unit, changes)[0])}."))
    if len(gaps) > _MOST:
        out.print(said(words("… và {n} đơn vị nữa chưa so sánh được.", "… and {n} more cannot be compared.", n=len(gaps) - _MOST)))  # fmt: skip
    out.print()
    if changes.total is not None:
        total = words(
            "Cộng {n} đơn vị: {s}", "The {n} units together: {s}", n=len(compared), s=said_comparison(changes.total)
        )
        out.print(Text(said(total)))
    if any(u.of.change and u.of.change.before < SMALL for u in compared):
        small = words(
            "–: kỳ trước dưới {n}, số quá nhỏ để nói bằng tỷ lệ.",
            "–: below {n} in the earlier period, too few for a ratio.",
            n=SMALL,
        )
        out.print(said(small))
    if by_day and compared:
        lengths = words(
            "Hai kỳ dài khác nhau ({a} và {b} ngày): tỷ số là của số đếm trên mỗi ngày.",
            "The periods differ in length ({a} and {b} days): the ratio is that of the counts by the day.",
            a=before.days,
            b=after.days,
        )
        out.print(said(lengths))
    _notes(out, changes, rounded=any(u.of.rounded for u in compared))


def _ratio_heading(*, by_day: bool) -> Words:
    return Words("Tỷ số theo ngày", "Ratio by the day") if by_day else Words("Tỷ số", "Ratio")


def _level(compared: list[UnitComparison]) -> str:
    """The level of the intervals, as a percentage; the usual one where nothing is compared."""
    levels = [u.of.change.level for u in compared if u.of.change]
    return said(percent(Fraction(levels[0] if levels else 0.95).limit_denominator(1000)))


def _found(changes: UnitComparisons) -> Words:
    """How many differ by more than chance once all that were looked at are counted in."""
    compared = [u for u in changes.units if u.of.change]
    if not compared:
        return Words("Chưa so sánh được đơn vị nào.", "No unit can be compared.")
    change = compared[0].of.change
    assert change is not None
    sure = sum(u.of.is_sure for u in compared)
    return words(
        "{s} trong {n} đơn vị có khác biệt khó chỉ do ngẫu nhiên, sau khi hiệu chỉnh theo số đơn vị đã xem ({m}).",
        "{s} of {n} units differ by more than chance easily makes, adjusted for the number of units looked at ({m}).",
        s=sure,
        n=len(compared),
        m=METHOD_WORDS[change.method],
    )


def _row(table: Table, unit: UnitComparison) -> None:
    change, adjusted = unit.of.change, unit.of.adjusted
    assert change is not None and adjusted is not None
    small = change.before < SMALL or change.ratio is None
    table.add_row(
        unit.unit,
        said(unit.name),
        *(said_number(n, LANGUAGE) for n in (change.before, change.after)),
        "–" if small or change.ratio is None else _number(change.ratio),
        "–" if small else f"{_number(change.low)} – {_number(change.high)}",
        *(said(said_bare_p(p, level=change.level)) for p in (change.p, adjusted)),
    )


def _number(ratio: float) -> str:
    return said_number(Fraction(ratio), LANGUAGE, 2) if isfinite(ratio) else "∞"


def _interval(change: CountChange) -> str:
    level = said(percent(Fraction(change.level).limit_denominator(1000)))
    ends = f"{_number(change.low)} – {_number(change.high)}"
    return say("khoảng tin cậy {l}: {e}", "{l} confidence interval: {e}").format(l=level, e=ends)


def _sample(out: Console, sample: bool) -> None:
    if sample:
        out.print(Text(said(SAMPLE), style="yellow"))


def _notes(out: Console, changes: UnitComparisons, *, rounded: bool) -> None:
    """What was done to the figures before they were compared."""
    if changes.restated_on is not None:
        day = changes.restated_on
        out.print(said(words("Đơn vị đã thay đổi giữa hai kỳ: số liệu được quy đổi theo địa bàn ngày {d}.", "Units changed between the periods: the figures are restated to the units of {d}.", d=day)))  # fmt: skip
        for unit, count in changes.ended:
            out.print(said(words("{u} ({c}) đã kết thúc, không có đơn vị kế tiếp: {n} số liệu không tính lại được.", "{u} ({c}) ended without a successor: {n} of its figures cannot be restated.", u=upper_first(unit.full_name), c=unit.code, n=count)))  # fmt: skip
    if rounded:
        out.print(
            say("Số chia theo tỷ lệ được làm tròn thành số đếm.", "Counts that were split by a share are rounded.")
        )
    if changes.strangers:
        some = ", ".join(changes.strangers[:4]) + (" …" if len(changes.strangers) > 4 else "")
        out.print(said(words("Không có trong sổ đơn vị, coi là không thay đổi: {n} mã ({s}).", "Not in the register of units, taken as unchanged: {n} codes ({s}).", n=len(changes.strangers), s=some)))  # fmt: skip
