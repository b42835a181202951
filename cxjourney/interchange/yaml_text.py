"""Strict YAML: JSON in a friendlier dress, without anchors, aliases, tags or guessed types."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from cxjourney.errors import DataError, FileFormatError, LimitError, show_value
from cxjourney.interchange.json_text import MAX_DEPTH

_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_MAX_DIGITS = 4_000
_NEVER = 10**9  # the width at which lines are folded
_WHITE = re.compile("[\t\n\r\x85\u2028\u2029\ufeff]|^ | $")
_HINT = "YAML here is JSON in another dress: mappings, lists, text, numbers, true, false and null."


def parse_yaml(text: str, *, source: str) -> Any:
    r"""
    Return what a YAML text says, read by the rules of JSON.

    Only ``true``, ``false``, ``null`` and decimal numbers are more than text: ``no``, ``007``, ``1:30`` and
    ``2026-03-14`` stay the text they are.

    Parameters
    ----------
    text
        The text.
    source
        Its name in messages.

    Raises
    ------
    FileFormatError
        If it is not YAML, names a key twice, or uses an anchor, an alias, a tag or a second document.
    LimitError
        If it is nested more than 200 deep.

    Examples
    --------
    >>> parse_yaml("title: First order\nstages: {Pay: [Checkout]}", source="map.yaml")
    {'title': 'First order', 'stages': {'Pay': ['Checkout']}}
    """
    builder = _Builder(source)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as cause:
        mark = cause.problem_mark or cause.context_mark
        raise builder.error(mark, f"expected YAML, found something else: {cause.problem or cause.context}") from cause
    except yaml.YAMLError as cause:
        reason = " ".join(str(cause).split())
        raise FileFormatError(f"{source}: expected YAML, found something else: {reason}.", hint=_HINT, source=source) from cause
    return builder.result


def dump_yaml(data: object) -> str:
    """
    Return a YAML text, the same bytes for the same data.

    Parameters
    ----------
    data
        Mappings, lists, text, finite numbers, truth values and None.

    Examples
    --------
    >>> print(dump_yaml({"name": "Оплата", "code": "007"}), end="")
    name: Оплата
    code: '007'
    """
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_NEVER, default_flow_style=False)
    return text


class _Dumper(yaml.SafeDumper):
    """Quotes what our reader or any other would take for a number; writes no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # Quoted and escaped where other styles depend on line breaks and white space: PyYAML reads '\x85' back as a space.
    style = '"' if _WHITE.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(f"^(?:{_NUMBER.pattern})$"), list("-+0123456789"))


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    value: dict[str, Any] | list[Any]
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Make plain data from YAML events, without recursion."""

    source: str
    result: Any = None
    documents: int = 0
    open: list[_Open] = field(default_factory=list)

    def take(self, event: yaml.Event) -> None:
        """Take the next event in the order of the text."""
        self._refuse_strange(event)
        if isinstance(event, yaml.ScalarEvent):
            self._put(event, event.value if self._wants_key() else self._scalar(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._put(event, value)
            self.open.append(_Open(value))
            if len(self.open) > MAX_DEPTH:
                raise self.error(event.start_mark, f"nested more than {MAX_DEPTH} deep", kind=LimitError)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()

    def _refuse_strange(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.error(event.start_mark, "a second document begins")
        if isinstance(event, yaml.AliasEvent):
            raise self.error(event.start_mark, f"the alias *{event.anchor} is not allowed")
        for kind, sign in (("anchor", "&"), ("tag", "")):
            name = getattr(event, kind, None)
            if name is not None:
                raise self.error(event.start_mark, f"the {kind} {sign}{name} is not allowed")

    def _wants_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.open[-1].key is None

    def _put(self, event: yaml.Event, value: Any) -> None:
        if not self.open:
            self.result = value
            return
        holder = self.open[-1]
        if isinstance(holder.value, list):
            holder.value.append(value)
        elif holder.key is not None:
            holder.value[holder.key] = value
            holder.key = None
        elif not isinstance(value, str):
            raise self.error(event.start_mark, "a key must be text")
        elif value in holder.value:
            raise self.error(event.start_mark, f"the key {show_value(value)} stands twice in one mapping")
        else:
            holder.key = value

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _WHOLE.fullmatch(text):
            if len(text) > _MAX_DIGITS:
                raise self.error(event.start_mark, "a whole number has too many digits")
            return int(text)
        return float(text) if _NUMBER.fullmatch(text) else text

    def error(self, mark: Any, message: str, *, kind: type[DataError] = FileFormatError) -> DataError:
        """Return an error that says where in the text the trouble is."""
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        return kind(f"{self.source}{where}: {message}.", hint=_HINT, source=self.source, line=mark.line + 1 if mark else None)
