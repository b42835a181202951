"""The SQL of the cells: touchpoints by channel, by segment and by what else divides their visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics.counts import counts_sql, timed_logs_sql

if TYPE_CHECKING:
    from collections.abc import Mapping


def belonging_sql(relation: str, customers: str, member: str) -> str:
    """
    Return the SQL of the rows whose customer belongs to a segment, with the segment as ``member``.

    Parameters
    ----------
    relation
        Name or SQL of a relation with customers.
    customers
        Name of the customers relation.
    member
        Column with the customer's segment.
    """
    segments = f"SELECT customer, {member} FROM {customers} WHERE {member} >= 0"
    return f"SELECT r.*, c.{member} AS member FROM {relation} r JOIN ({segments}) c USING (customer)"


def cells_sql(visits: str, key: str, conditions: Mapping[str, str], horizon: int) -> str:
    """
    Return the SQL of what is counted of the visits in each cell.

    Parameters
    ----------
    visits
        SQL of the visits, with stages and members.
    key
        What the members are: ``channel`` or ``segment``.
    conditions
        What is counted, as SQL conditions by name.
    horizon
        The horizon in microseconds.
    """
    return f"""
        SELECT fold, touchpoint, member AS {key}, {counts_sql(conditions)}, {timed_logs_sql(horizon)} AS log_sum
        FROM ({visits}) AS v GROUP BY fold, touchpoint, member"""


def visits_by_customer_sql(visits: str) -> str:
    """
    Return the SQL of one row a customer, touchpoint and member, with the number of visits.

    Parameters
    ----------
    visits
        SQL of the visits with members.
    """
    return f"""
        SELECT customer, min(fold) AS fold, touchpoint, member, count(*) AS visits
        FROM ({visits}) AS v GROUP BY customer, touchpoint, member"""


def cell_customers_sql(by_customer: str, key: str) -> str:
    """
    Return the SQL of the customers of each cell, and of the squares of their visits, by fold.

    Parameters
    ----------
    by_customer
        SQL of one row a customer, touchpoint and member.
    key
        What the members are: ``channel`` or ``segment``.
    """
    return f"""
        SELECT fold, touchpoint, member AS {key}, count(*) AS customers, sum(CAST(visits AS BIGINT) * visits) AS visits_squared
        FROM ({by_customer}) AS per_customer GROUP BY fold, touchpoint, member"""


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
