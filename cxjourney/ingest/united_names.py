"""The names of two logs as one list, and what the codes of each become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.errors import OptionError, show_value
from cxjourney.ingest.dictionary import Dictionary, make_dictionary
from cxjourney.ingest.texts import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.engine.protocol import Engine
    from cxjourney.ingest.content import Content


@dataclass(frozen=True)
class UnitedNames:
    """
    One dictionary for both.

    Parameters
    ----------
    dictionary
        The names of both.
    tables
        For each log a table of ``old`` and ``code``.
    """

    dictionary: Dictionary
    tables: tuple[str, str]


def unite_names(engine: Engine, role: str, first: Dictionary | None, second: Dictionary | None) -> UnitedNames:
    """
    Return the names of both; of two spellings of a name the first log's is kept.

    Parameters
    ----------
    engine
        Where both are.
    role
        What they name.
    first, second
        The names of each log; None where it has none.
    """
    columns = [[(0, name) for name in dictionary.names] if dictionary else [] for dictionary in (first, second)]
    return _united(engine, role, columns, ("",))


def unite_segments(engine: Engine, first: Content, second: Content, segments: Sequence[str], groups: Sequence[str]) -> UnitedNames:
    """
    Return the names of segments and groups of both, by the column they are from.

    Parameters
    ----------
    engine
        Where both are.
    first, second
        The logs.
    segments, groups
        The columns of both.
    """
    titles = (*segments, *groups)
    columns = []
    for content in (first, second):
        known = content.labels.get("segment")
        entries = zip(content.segment_of(), known.plain, strict=True) if known else ()
        columns.append([(titles.index(title), name) for title, name in entries])
    return _united(engine, "segment", columns, titles)


def united_columns(first: Content, second: Content) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Return the columns that divide the customers and those that divide the visits, of both logs.

    Parameters
    ----------
    first, second
        The logs.

    Raises
    ------
    OptionError
        If a column divides the customers in one and the visits in the other.
    """
    segments = tuple(dict.fromkeys((*first.segment_columns, *second.segment_columns)))
    groups = tuple(dict.fromkeys((*first.group_columns, *second.group_columns)))
    if both := [column for column in segments if column in groups]:
        message = f"The column {show_value(both[0])} divides customers in one of the two logs and visits in the other."
        raise OptionError(message, hint="read it as segment= in both, or as group= in both.", column=both[0])
    return segments, groups


def recoding(engine: Engine, codes: Sequence[int]) -> str:
    """
    Make a table of ``old`` and ``code``; return its name.

    Parameters
    ----------
    engine
        Where to make it.
    codes
        New code of each old one.
    """
    name = engine.unique_name("recoding")
    engine.execute(
        f"CREATE TABLE {name} AS SELECT unnest(CAST(? AS INTEGER[])) AS old, unnest(CAST(? AS INTEGER[])) AS code",
        [list(range(len(codes))), list(codes)],
    )
    return name


def _united(engine: Engine, role: str, columns: Sequence[Sequence[tuple[int, str]]], titles: Sequence[str]) -> UnitedNames:
    spelled: dict[tuple[int, str], str] = {}
    for entries in columns:
        for part, name in entries:
            spelled.setdefault((part, key(name)), name)
    dictionary = make_dictionary(engine, role, [(part, name) for (part, _), name in spelled.items()], titles)
    codes = {(part, key(name)): code for code, (part, name) in enumerate(zip(dictionary.parts, dictionary.plain, strict=True))}
    first, second = (recoding(engine, [codes[part, key(name)] for part, name in entries]) for entries in columns)
    return UnitedNames(dictionary, (first, second))
