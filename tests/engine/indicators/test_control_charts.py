"""A monthly count followed: each month against those before it alone, and a slow change told with its beginning."""

import numpy as np
import pytest

from kieumau.engine.indicators.control_charts import follow
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.statistics.methods import LimitsRule

MONTHS = [month_period(2022 + i // 12, i % 12 + 1) for i in range(48)]
LEVEL = [38, 43, 40, 36, 44, 41, 39, 42, 37, 40, 45, 38] * 4


def limits(counts, rule):
    found = follow(MONTHS, counts, rule=rule).limits
    return list(zip(found.low, found.high, strict=True))


@pytest.mark.parametrize("rule", list(LimitsRule))
def test_a_months_limits_come_from_the_months_before_it_alone(rule):
    changed = [*LEVEL[:30], *(9 * x for x in LEVEL[30:])]
    assert limits(changed, rule)[12:31] == limits(LEVEL, rule)[12:31]
    assert limits(changed, rule)[31] != limits(LEVEL, rule)[31]
    assert np.isnan(limits(LEVEL, rule)[:12]).all()  # a base of less than a year has none


@pytest.mark.parametrize("rule", list(LimitsRule))
def test_what_lies_outside_is_found_by_either_rule_and_nothing_where_nothing_does(rule):
    assert follow(MONTHS, LEVEL, rule=rule).outside == ()
    odd = [*LEVEL[:40], 90, *LEVEL[41:44], 5, *LEVEL[45:]]
    assert follow(MONTHS, odd, rule=rule).outside == (40, 44)


def test_a_series_that_varies_more_than_counts_by_chance_has_its_own_spread():
    restless = [x + (25 if i % 2 else -25) for i, x in enumerate(LEVEL)]
    assert follow(MONTHS, restless, rule=LimitsRule.SPREAD).outside == ()
    found = follow(MONTHS, restless)
    assert found.outside == () and found.limits.spread[-1] > 20  # and so it has by the limits of counts


def test_a_missing_month_is_neither_inside_nor_outside():
    found = follow(MONTHS, [*LEVEL[:40], np.nan, *LEVEL[41:]])
    assert found.outside == () and found.known_limits == 35


@pytest.mark.parametrize(("step", "rises"), [(11, True), (-11, False), (0, None)])
def test_a_slow_change_that_no_month_shows_is_told_with_its_beginning(step, rises):
    found = follow(MONTHS, [*LEVEL[:40], *(x + step for x in LEVEL[40:])])
    assert found.outside == ()
    if rises is None:
        assert found.drift is None
    else:
        assert found.drift is not None and found.drift.rises is rises
        assert abs(found.drift.since - 40) <= 2


@pytest.mark.parametrize(("step", "shifted"), [(12, True), (0, False)])
def test_a_lasting_step_in_the_last_two_years_is_a_shift_by_the_runs(step, shifted):
    found = follow(MONTHS, [*LEVEL[:36], *(x + step for x in LEVEL[36:])])
    assert found.runs.is_shifted is shifted
