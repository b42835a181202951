"""What the parts of a source must have in common, and which of its columns are loaded."""

from __future__ import annotations

from collections.abc import Callable, Collection

from cxjourney.errors import DataError, EmptyDataError, LimitError, show_value

Wanted = Collection[str] | bool | None
"""Names of the columns to load; True is all of them; nothing means that roles lack a column."""

Needed = Callable[[tuple[str, ...]], Wanted]
"""Says whether columns of these names fill the needed roles, and perhaps which of them to load."""


def is_chosen(name: str, wanted: Wanted) -> bool:
    """
    Return whether a column is to be loaded; where roles lack a column, all are.

    Parameters
    ----------
    name
        Name of the column.
    wanted
        Answer of a `Needed`.

    Examples
    --------
    >>> is_chosen("Cost", {"Time"}), is_chosen("Cost", None)
    (False, True)
    """
    return wanted is True or not wanted or name in wanted


def check_names(names: tuple[str, ...], *, name: str, limit: int) -> None:
    """
    Refuse columns that cannot be told apart, or too many of them.

    Parameters
    ----------
    names
        Names of the columns.
    name
        Name of the source in messages.
    limit
        How many columns there may be.

    Raises
    ------
    DataError
        If two columns have one name.
    LimitError
        If there are too many columns.
    """
    if len(names) > limit:
        message = f"{name}: {len(names):,} columns are more than the limit of {limit:,}."
        raise LimitError(message, hint=f"pass limits=Limits(columns={len(names)}).", source=name, line=1)
    twice = sorted({column for column in names if column and names.count(column) > 1}) if len(set(names)) < len(names) else []
    if twice:
        listed = ", ".join(show_value(column) for column in names[:20])
        message = f"{name}: several columns are named {', '.join(map(show_value, twice[:5]))}; found the columns {listed}."
        raise DataError(message, code="duplicate_column", hint="give each column its own name.", source=name, line=1, column=twice[0])


def check_same_columns(first: tuple[str, ...], other: tuple[str, ...], first_name: str, other_name: str) -> None:
    """
    Refuse a file whose columns are not those of the first one; their order may differ.

    Parameters
    ----------
    first, other
        Names of the columns.
    first_name, other_name
        Names of the files.

    Raises
    ------
    DataError
        If the columns differ.
    """
    if sorted(first) == sorted(other):
        return
    lacking = ", ".join(show_value(name) for name in first if name not in other)
    extra = ", ".join(show_value(name) for name in other if name not in first)
    parts = [f"lacks {lacking}"] * bool(lacking) + [f"has also {extra}"] * bool(extra)
    message = f"{other_name}: expected the columns of {first_name}, but it {' and '.join(parts) or 'repeats some'}."
    hint = "read the files one by one, or give them the same columns."
    raise DataError(message, code="different_columns", hint=hint, source=other_name, line=1)


def no_rows(source: str) -> EmptyDataError:
    """
    Return the error for columns without rows.

    Parameters
    ----------
    source
        Name of the source in messages.
    """
    return EmptyDataError(f"{source}: there are no rows.", hint="check that the export is complete.", source=source)
