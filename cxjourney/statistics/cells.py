"""The SQL of the cells: touchpoints by channel, by segment and by what else divides their visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics.counts import counts_sql, timed_logs_sql

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def cells_sql(visits: str, members: Sequence[str], conditions: Mapping[str, str], horizon: int) -> str:
    """
    Return the SQL of what is counted of the visits in each cell.

    Parameters
    ----------
    visits
        SQL of the visits, with stages.
    members
        Columns that divide the visits at a touchpoint, all of them at once.
    conditions
        What is counted, as SQL conditions by name.
    horizon
        The horizon in microseconds.
    """
    keys = ", ".join(("fold", "touchpoint", *members))
    return f"SELECT {keys}, {counts_sql(conditions)}, {timed_logs_sql(horizon)} AS log_sum FROM {visits} AS v GROUP BY {keys}"


def cell_customers_sql(visits: str, key: str, member: str) -> str:
    """
    Return the SQL of the customers of each cell, and of the squares of their visits, by fold.

    Parameters
    ----------
    visits
        Name of the visits relation.
    key
        What the members are: ``channel`` or ``segment``.
    member
        Column that divides the visits.
    """
    return f"""
        SELECT fold, touchpoint, {member} AS {key}, count(*) AS customers, sum(visits * visits) AS visits_squared
        FROM (SELECT customer, fold, touchpoint, {member}, count(*) AS visits
            FROM {visits} AS v WHERE {member} >= 0 GROUP BY customer, fold, touchpoint, {member}) AS per_customer
        GROUP BY fold, touchpoint, {member}"""


def cell_contacts_sql(by_customer: str, key: str) -> str:
    """
    Return the SQL of the contacts of each cell with their squares, by fold.

    Parameters
    ----------
    by_customer
        SQL of one row a customer, touchpoint and member.
    key
        What the members are: ``channel`` or ``segment``.
    """
    return f"""
        SELECT fold, touchpoint, member AS {key}, sum(contacts) AS contacts, sum(repeated) AS repeated,
            sum(CAST(contacts AS BIGINT) * contacts) AS contacts_squared
        FROM ({by_customer}) AS per_customer GROUP BY fold, touchpoint, member"""
