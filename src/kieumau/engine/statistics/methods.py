"""The names of methods, as a rulebook and a chart say them."""

from enum import StrEnum


class Method(StrEnum):
    """How chance is reckoned when two counts are compared. Chosen before anyone looks at the figures."""

    EXACT = "exact"  # twice the smaller tail; the interval is Clopper and Pearson's
    MID_P = "mid_p"  # the same with half of the observed outcome's probability: less cautious with small counts


class LimitsRule(StrEnum):
    """How control limits are drawn. Named on every chart."""

    EXACT = "exact"  # what the base lets one expect, its own chance included: Poisson counts, negative binomial limits
    SPREAD = "spread"  # for series that vary more than counts by chance: Laney's u' (2002, Quality Engineering 14)
