"""The SQL of contacts: visits to touchpoints where customers ask for help, and who has to come again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics.visits import code_list

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTACT_CONDITIONS = {"contacts": "observed", "repeated": "observed AND again"}
"""What is counted of contacts, as SQL conditions by name."""


def contacts_sql(visits: str, support: Iterable[int], window: int, *, reasons: bool, members: Iterable[str]) -> str:
    """
    Return the SQL of the contacts: whether their window was observed, and whether the customer came again within it.

    Parameters
    ----------
    visits
        Name of the visits relation.
    support
        Codes of the touchpoints where customers ask for help.
    window
        Time within which another contact is a repeat, in microseconds.
    reasons
        Whether contacts have reasons; then only one with the same reason is a repeat.
    members
        Columns that divide visits.
    """
    same = "customer, reason" if reasons else "customer"
    also = "".join(f", {member}" for member in members)
    return f"""
        SELECT customer, fold, touchpoint{also}, follow >= {window} AS observed,
            coalesce(follow - lead(follow) OVER (PARTITION BY {same} ORDER BY follow DESC, step, touchpoint) <= {window}, false) AS again
        FROM {visits} WHERE touchpoint IN ({code_list(support)})"""


def contacts_by_member_sql(contacts: str, member: str, counts: str) -> str:
    """
    Return the SQL of one row a customer, touchpoint and member.

    Parameters
    ----------
    contacts
        Name of the relation of `contacts_sql`.
    member
        SQL of the channel, group or segment.
    counts
        SQL of the counts.
    """
    return f"""
        SELECT customer, fold, touchpoint, {member} AS member, {counts}
        FROM {contacts} AS v WHERE {member} >= 0 GROUP BY customer, fold, touchpoint, {member}"""


def contact_table_sql(by_touchpoint: str) -> str:
    """
    Return the SQL of the contacts of the tables ``visits`` and ``squares``, by fold.

    Parameters
    ----------
    by_touchpoint
        SQL of one row a customer and touchpoint.
    """
    return f"""
        SELECT fold, touchpoint, sum(contacts) AS contacts, sum(repeated) AS repeated,
            sum(CAST(contacts AS BIGINT) * contacts) AS contacts_squared
        FROM ({by_touchpoint}) AS per_customer GROUP BY fold, touchpoint"""
