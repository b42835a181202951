"""Give up columns that only happen to have a usual name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.errors import DataError
from cxjourney.ingest.dictionary import text_of
from cxjourney.ingest.flags import flag_column
from cxjourney.ingest.lifecycle import speaks_lifecycle
from cxjourney.ingest.roles import MODEST

if TYPE_CHECKING:
    from cxjourney.ingest.limits import Limits
    from cxjourney.ingest.raw_table import RawColumn, RawTable
    from cxjourney.ingest.roles import AskedRoles, Roles

_EXPECTED = {"lifecycle": "lifecycle transitions", "reason": "short names"}


def without_foreign(table: RawTable, roles: Roles, asked: AskedRoles, limits: Limits) -> Roles:
    """
    Return the roles without columns that nobody named and whose values do not fit.

    Parameters
    ----------
    table
        The source.
    roles
        Its columns by role.
    asked
        What the caller said.
    limits
        How long a name may be.
    """
    roles = _without_told_lifecycle(roles, asked)
    for role in ("lifecycle", *MODEST):
        column: RawColumn | None = getattr(roles, role)
        if column is None or asked.columns.get(role) is not None or fits(table, role, column, limits):
            continue
        note = f"The column {column.name!r} holds other values than {_EXPECTED.get(role, 'yes and no')} and was not used."
        roles = replace(roles, **{role: None}, notes=(*roles.notes, note))  # type: ignore[arg-type]
    return roles


def _without_told_lifecycle(roles: Roles, asked: AskedRoles) -> Roles:
    """Give up the lifecycle where the touchpoint is joined from it: then each transition is a visit."""
    if roles.lifecycle is None or asked.columns.get("lifecycle") is not None or roles.lifecycle.name not in roles.touchpoint.parts:
        return roles
    note = f"The touchpoint {roles.touchpoint.name!r} tells transitions apart, so that each of them is a visit."
    return replace(roles, lifecycle=None, notes=(*roles.notes, note))


def fits(table: RawTable, role: str, column: RawColumn, limits: Limits) -> bool:
    """
    Return whether the values of a column can play a role whose usual names say little.

    Parameters
    ----------
    table
        The source.
    role
        The role.
    column
        The column.
    limits
        How long a name may be.
    """
    if role == "lifecycle":
        return speaks_lifecycle(table, column)
    if role == "reason":
        odd = f"length({text_of(column)}) > {limits.label_length}"
        return column.kind in {"text", "integer"} and _none(table, odd)
    try:
        return _none(table, flag_column(column, role).bad)
    except DataError:
        return False


def _none(table: RawTable, condition: str) -> bool:
    return not table.engine.rows(f"SELECT 1 FROM {table.relation} WHERE {condition} LIMIT 1")
