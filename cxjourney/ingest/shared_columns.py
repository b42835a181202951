"""What surveys, tickets and milestones have in common: the columns any of their rows may have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.errors import counted
from cxjourney.ingest.customers import make_customers
from cxjourney.ingest.numbers import VALUE_SCALE, WEIGHT_NOTE, WEIGHT_RULE, WEIGHT_SCALE, number_column
from cxjourney.ingest.roles import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cxjourney.ingest.dictionary import Dictionary, Keys
    from cxjourney.ingest.forms import Form
    from cxjourney.ingest.parts import Needed
    from cxjourney.ingest.raw_table import RawColumn
    from cxjourney.ingest.roles import Finder

FLAG_ROLES = {"reopened": "reopened", "handoffs": "handed_off", "invited": "invited"}
"""Role and name it is stored under."""

NAME_ROLES = ("channel", "stage", "reason")


def holds(columns: Iterable[str | None]) -> Needed:
    """
    Return a function that says whether these columns are present, which decides a delimiter in doubt.

    Parameters
    ----------
    columns
        Names that the caller gave; None for those that were not.

    Examples
    --------
    >>> holds(["Customer", None])(("customer", "date"))
    True
    """
    wanted = {fold(column) for column in columns if isinstance(column, str)}
    return lambda names: len(names) > 1 and wanted <= {fold(name) for name in names}


@dataclass
class Common:
    """
    The columns that any row may have, and the names they hold.

    Parameters
    ----------
    labels
        Names by role.
    segments, groups
        Titles of the columns that divide customers and visits.
    flags
        Names that flags are stored under.
    columns
        Role and column.
    """

    labels: dict[str, Dictionary] = field(default_factory=dict)
    segments: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    columns: list[tuple[str, str]] = field(default_factory=list)

    @property
    def divided(self) -> list[tuple[str, str]]:
        """Role and column of what divides customers and visits."""
        return [(role, column) for role, column in self.columns if role in {"segment", "group"}]

    @property
    def carried(self) -> list[str]:
        """Stored columns that every visit of a row has."""
        names = [role for role in NAME_ROLES if role in self.labels]
        flags = [flag for flag in self.flags if flag != "invited"]
        groups = [f"group_{number}" for number in range(len(self.groups))]
        return [*names, *flags, *groups, *(f"segment_{number}" for number in range(len(self.segments)))]


def fill_common(
    form: Form, finder: Finder, asked: Mapping[str, str | None], segment: str | Sequence[str] | None, group: str | Sequence[str] | None
) -> Common:
    """
    Store the columns that any row may have.

    Parameters
    ----------
    form
        The table.
    finder
        Finds columns by name.
    asked
        Column by role.
    segment, group
        Columns that divide the customers, and the visits.
    """
    common = Common()
    found = {role: finder.wanted(role, name) for role, name in asked.items() if name is not None}
    segments = finder.segments(segment if segment is not None else ())
    groups = finder.groups(group, segments)
    for role in NAME_ROLES:
        if role in found:
            common.labels[role] = form.names(role, {role: found[role]})
    divided: dict[str, RawColumn] = {f"segment_{number}": column for number, column in enumerate(segments)}
    divided |= {f"group_{number}": column for number, column in enumerate(groups)}
    if divided:
        common.labels["segment"] = form.names("segment", divided)
    for role, stored in FLAG_ROLES.items():
        if role in found:
            form.flag(stored, found[role])
    if "value" in found:
        value = number_column(found["value"], form.parsing, "value")
        form.number("value", value, VALUE_SCALE, value.in_range(), ("number_value", "not a number (or too large)"))
    if "weight" in found:
        weight = number_column(found["weight"], form.parsing, "weight")
        form.number("weight", weight, WEIGHT_SCALE, weight.is_weight(), WEIGHT_RULE)
        form.notes.append(WEIGHT_NOTE)
    common.segments = tuple(column.name for column in segments)
    common.groups = tuple(column.name for column in groups)
    common.flags = tuple(stored for role, stored in FLAG_ROLES.items() if role in found)
    common.columns = [(role, column.name) for role, column in found.items()]
    common.columns += [("segment", column.name) for column in segments] + [("group", column.name) for column in groups]
    return common


def customers_of(form: Form, keys: Keys, store: str, common: Common) -> str:
    """
    Make the table of customers out of a table of visits, which loses its columns of segments; return its name.

    Parameters
    ----------
    form
        The table that was read.
    keys
        The customers.
    store
        The visits.
    common
        The columns that divide the customers.
    """
    customers, changing = make_customers(form.table.engine, keys.table, store, len(common.segments))
    for name, count in zip(common.segments, changing, strict=True):
        if count:
            several = counted(count, "customer has", "customers have")
            form.notes.append(f"segment {name!r}: {several} several values; the first in time was taken.")
    return customers
