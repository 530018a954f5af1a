"""The poverty line: the income a member a month above which targeted assistance is refused, by the day of the application.

Law: law 246 of 17.07.2001, article 2, until 30.06.2023 (the line is published each quarter); order 160 of 19.05.2023 from
01.07.2023; order 473 of 20.12.2024 from 01.01.2025.
"""

from __future__ import annotations

from tirek.rulebook.engine import Number, greater, parameter, round_half_up, rule

# Both quarterly registers are kept by the quarter in which a value is used, the quarter of application: what they hold was
# measured in the quarter before it, as the orders say (see regional_subsistence_minimum.yaml).
USED_IN = "application"


def _subsistence_part() -> Number:
    """The share of the regional subsistence minimum."""
    return parameter("poverty_line_share", at="application") * parameter("regional_subsistence_minimum", at=USED_IN)


@rule(dated_by="application", act="law_246_2001", article="2", until="2023-07-01")
def poverty_line() -> Number:
    """The line as it was published for the quarter of application."""
    return parameter("poverty_line_published", at=USED_IN)


# The orders name no rounding. 38,132 x 0.7 = 26,692.4 was published as 26,692, which refutes "up"; "down" and "half_up" are
# both possible. Half-up is taken: unverified.
@poverty_line.version(act="order_160_2023", article="1", since="2023-07-01", until="2025-01-01")
def poverty_line_of_order_160() -> Number:
    """70 % of the regional subsistence minimum of the quarter before the quarter of application."""
    return round_half_up(_subsistence_part())


@poverty_line.version(act="order_473_2024", article="1", since="2025-01-01")
def poverty_line_of_order_473() -> Number:
    """The larger of 35 % of the regional median income and 70 % of the regional subsistence minimum."""
    median_part = parameter("poverty_line_median_share", at="application") * parameter("median_income", at=USED_IN)
    return round_half_up(greater(median_part, _subsistence_part()))
