"""Other names for the touchpoints, channels, stages and reasons of a log: spelled otherwise, or several as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxjourney.arguments import items_of
from cxjourney.errors import DataError, OptionError, counted, show_value
from cxjourney.ingest.dictionary import NONE, make_dictionary
from cxjourney.ingest.texts import key, quoted
from cxjourney.ingest.united_names import recoding

if TYPE_CHECKING:
    from cxjourney.engine.protocol import Engine
    from cxjourney.ingest.content import Content

Name = str | re.Pattern[str]
"""A name as the log has it, or a regular expression for several."""

Renaming = Mapping[Name, str] | Callable[[str], str]
"""New name by old name or by the part of names that is replaced, or a function from name to name."""

Grouping = Mapping[str, Name | Sequence[Name]]
"""Names or patterns by the name that all of them get."""

LONGEST = 2_000
_FLAGS = {re.IGNORECASE: "i", re.MULTILINE: "m", re.DOTALL: "s"}


@dataclass(frozen=True)
class Respelled:
    """
    A log with other names.

    Parameters
    ----------
    content
        The log.
    notes
        What changed.
    """

    content: Content
    notes: tuple[str, ...]


def renamed(content: Content, rules: Mapping[str, Renaming | None]) -> Respelled:
    """
    Return a log with other names.

    Parameters
    ----------
    content
        The log.
    rules
        What to rename by role.

    Raises
    ------
    OptionError
        If a name is not in the log, a pattern matches none or cannot be used, or a new name is none.
    """
    notes: tuple[str, ...] = ()
    for role, rule in rules.items():
        if rule is not None:
            content, said = _respelled(content, role, _renamed_names(content, role, rule), "renamed")
            notes += said
    return Respelled(content, notes)


def grouped(content: Content, groups: Mapping[str, Grouping | None]) -> Respelled:
    """
    Return a log in which several names are one.

    Parameters
    ----------
    content
        The log.
    groups
        What to group by role.

    Raises
    ------
    OptionError
        If a name is not in the log or in two groups, a pattern matches none or cannot be used, or a new name is none.
    """
    notes: tuple[str, ...] = ()
    for role, grouping in groups.items():
        if grouping is not None:
            content, said = _respelled(content, role, _grouped_names(content, role, grouping), "grouped")
            notes += said
    return Respelled(content, notes)


def _renamed_names(content: Content, role: str, rule: Renaming) -> list[str]:
    names = list(content.names(role))
    if not isinstance(rule, Mapping):
        if not callable(rule):
            message = f"{role}s takes a mapping or a function, not {type(rule).__name__}"
            raise TypeError(message)
        return [_checked(rule(name), role) for name in names]
    changed = list(names)
    for old, new in rule.items():
        _checked(new, role, empty=isinstance(old, re.Pattern))
        for code, text in _matches(content, role, old, new).items():
            if changed[code] == names[code]:
                changed[code] = _checked(text, role)
    return changed


def _grouped_names(content: Content, role: str, grouping: Grouping) -> list[str]:
    if not isinstance(grouping, Mapping):
        message = f"{role}s takes a mapping of groups to names, not {type(grouping).__name__}"
        raise TypeError(message)
    names, changed, taken = content.names(role), list(content.names(role)), dict[int, str]()
    for group, members in grouping.items():
        _checked(group, role)
        for member in [members] if isinstance(members, re.Pattern) else items_of(f"{role}s", members, "groups of names or patterns"):
            for code in _matches(content, role, member, None):
                if isinstance(member, str) and taken.get(code, group) != group:
                    message = f"{role} {show_value(names[code])} is in the groups {show_value(taken[code])} and {show_value(group)}."
                    raise OptionError(message, hint="name it in one of them.", value=show_value(names[code]))
                taken.setdefault(code, group)
    for code, group in taken.items():
        changed[code] = group
    return changed


def _checked(new: object, role: str, *, empty: bool = False) -> str:
    if not isinstance(new, str):
        message = f"the new name of a {role} is text, not {type(new).__name__}"
        raise TypeError(message)
    if not empty and not key(new):
        message = f"a {role} cannot have the empty name {show_value(new)}."
        raise OptionError(message, hint="leave visits out with filter().", value=show_value(new))
    if len(new) > LONGEST or any("\ud800" <= char <= "\udfff" for char in new):
        message = f"the new name {show_value(new)} of a {role} is longer than {LONGEST:,} characters or holds half a character."
        raise OptionError(message, hint="choose a shorter one.", value=show_value(new))
    return new


def _matches(content: Content, role: str, old: object, new: str | None) -> dict[int, str]:
    """Return the new name by code of the names that a name or a pattern means; never nothing."""
    names = content.names(role)
    if isinstance(old, str):
        found = [code for code, name in enumerate(names) if key(name) == key(old)]
        if not found:
            raise OptionError.for_choice(role, old, names)
        return {found[0]: new or ""}
    if not isinstance(old, re.Pattern) or not isinstance(old.pattern, str):
        message = f"{role}s are named by text or by re.compile(...), not by {type(old).__name__}"
        raise TypeError(message)
    matched = dict(_searched(content.engine, names, old, new))
    if not matched:
        message = f"the pattern {show_value(old.pattern)} matches no {role} of {counted(len(names), 'name')}."
        raise OptionError(message, hint=f"names look like {quoted(names[0])}." if names else f"the log has no {role}s.", value=old.pattern)
    return matched


def _searched(engine: Engine, names: Sequence[str], old: re.Pattern[str], new: str | None) -> list[tuple[int, str]]:
    # Names are searched by the engine, whose expressions take linear time whatever their form.
    pattern = _in_engine(old)
    given = "SELECT unnest(CAST(? AS VARCHAR[])) AS name, unnest(CAST(? AS INTEGER[])) AS code"
    text = "name" if new is None else "regexp_replace(name, ?, ?, 'g')"
    query = f"SELECT code, {text} FROM ({given}) WHERE regexp_matches(name, ?) ORDER BY code"
    replacing = [] if new is None else [pattern, new]
    try:
        engine.rows("SELECT regexp_matches('', ?)", [pattern])
        found: list[tuple[int, str]] = engine.rows(query, [*replacing, list(names), list(range(len(names))), pattern])
    except DataError as cause:
        reason = cause.message.rpartition("Error: ")[2].rstrip(".")
        message = f"the pattern {show_value(old.pattern)} cannot be used: {reason}."
        hint = "look-ahead and back references are not known here; groups are put back as \\1, \\2, …"
        raise OptionError(message, hint=hint, value=old.pattern) from cause
    return found


def _in_engine(pattern: re.Pattern[str]) -> str:
    known = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.UNICODE
    if pattern.flags & ~known:
        message = f"the pattern {show_value(pattern.pattern)} has a flag that is not known here."
        raise OptionError(message, hint="use re.IGNORECASE, re.MULTILINE and re.DOTALL only.", value=pattern.pattern)
    flags = "".join(letter for flag, letter in _FLAGS.items() if pattern.flags & flag)
    return f"(?{flags}){pattern.pattern}" if flags else pattern.pattern


def _respelled(content: Content, role: str, new: Sequence[str], verb: str) -> tuple[Content, tuple[str, ...]]:
    old = content.names(role)
    changed = [code for code, (before, after) in enumerate(zip(old, new, strict=True)) if before != after]
    if not changed:
        return content, ()
    # Of several spellings, that of a name which stays as it is goes before.
    stays = sorted(set(range(len(new))) - set(changed))
    spelled = {key(new[code]): new[code] for code in (*reversed(changed), *stays)}
    dictionary = make_dictionary(content.engine, role, [(0, name) for name in spelled.values()])
    codes = {key(name): code for code, name in enumerate(dictionary.names)}
    table = recoding(content.engine, [codes[key(name)] for name in new])
    store = content.engine.unique_name("respelled")
    content.engine.execute(
        f"CREATE VIEW {store} AS SELECT e.* REPLACE (CAST(COALESCE(n.code, {NONE}) AS {dictionary.code_type}) AS {role}) "
        f"FROM {content.store} AS e LEFT JOIN {table} AS n ON n.old = e.{role}"
    )
    note = _note(content, role, new, changed, verb)
    other = replace(content, store=store, labels={**content.labels, role: dictionary})
    if role == "touchpoint":
        final = [dictionary.names[codes[key(name)]] for name in new]
        other, lost = _known_touchpoints(other, dict(zip(old, final, strict=True)))
        note = f"{note}{lost}"
    return other, (note,)


def _note(content: Content, role: str, new: Sequence[str], changed: Sequence[int], verb: str) -> str:
    old = content.names(role)
    listed = ", ".join(map(str, changed))
    events = content.engine.rows(f"SELECT count(*) FROM {content.store} WHERE {role} IN ({listed})")[0][0]
    names = counted(len(changed), "name was", "names were")
    fewer = len(old) - len({key(name) for name in new})
    merged = f"; there {'is' if fewer == 1 else 'are'} {fewer:,} fewer now" if fewer else ""
    example = f"{quoted(old[changed[0]])} is now {quoted(new[changed[0]])}"
    return f"{role}: {names} {verb} ({counted(events, 'event')}), such as {example}{merged}."


def _known_touchpoints(content: Content, new: Mapping[str, str]) -> tuple[Content, str]:
    """Return the content with what is known of touchpoints under their new names."""
    waits: dict[str, set[int]] = {}
    for name, wait in content.expected_waits:
        waits.setdefault(new[name], set()).add(wait)
    several = sorted(name for name, found in waits.items() if len(found) > 1)
    sole = list(new.values()).count(new.get(content.unplaced, "")) == 1
    known = replace(
        content,
        contacts=tuple(dict.fromkeys(new[name] for name in content.contacts)),
        replies=tuple(dict.fromkeys(new[name] for name in content.replies)),
        unplaced=new[content.unplaced] if content.unplaced and sole else "",
        expected_waits=tuple((name, found.pop()) for name, found in waits.items() if len(found) == 1),
    )
    lost = f" {quoted(several[0])} joins touchpoints with different promises, which were given up." if several else ""
    return known, lost
