"""Object-centric logs in XML, 1.0 and 2.0, one event or object at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.errors import FileFormatError
from cxjourney.ingest.xml_stream import attributes, local_name, parse_xml, too_deep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.parsers.expat import XMLParserType

    from cxjourney.ingest.ocel_store import OcelStore
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.text_files import SourceFile

_ENTITY = 3
"""Depth of an event or an object: log, events, event."""


@dataclass(slots=True)
class _Node:
    """An element of one event or object."""

    tag: str
    given: dict[str, str]
    line: int
    parts: list[_Node] = field(default_factory=list)
    text: str = ""

    def below(self, *tags: str) -> Iterator[_Node]:
        """Return the parts of the parts of a name."""
        return (part for parent in self.parts if parent.tag in tags for part in parent.parts)

    def keyed(self, key: str) -> str | None:
        """Return the value of the part with a key, as version 1.0 writes everything."""
        return next((part.given.get("value") for part in self.parts if part.given.get("key") == key), None)

    def list_of(self, key: str) -> list[_Node]:
        """Return what stands in the list with a key."""
        return next((part.parts for part in self.parts if part.given.get("key") == key), [])


def read_xml(file: SourceFile, parsing: Parsing, store: OcelStore) -> None:
    """
    Load an object-centric log in XML.

    Parameters
    ----------
    file
        The file.
    parsing
        Encoding and limits.
    store
        Where to.

    Raises
    ------
    FileFormatError
        If it is no such log.
    LimitError
        If something is larger than allowed.
    """
    reader = _Reader(file.name, parsing, store)
    parse_xml(file, parsing, expected="an object-centric log in XML", attach=reader.attach)
    if "events" not in reader.parts:
        message = f"{file.name}: expected an object-centric log in XML, found no <events>."
        raise FileFormatError(message, hint="check that the export is complete.", source=file.name, line=1)


class _Reader:
    """Builds one event or object at a time and puts it into the tables."""

    def __init__(self, name: str, parsing: Parsing, store: OcelStore) -> None:
        self.name, self.store = name, store
        self.limit = parsing.limits.xml_depth
        self.depth = 0
        self.stack: list[_Node] = []
        self.part = ""
        self.parts: set[str] = set()

    def attach(self, parser: XMLParserType) -> None:
        self.parser = parser
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters

    def start(self, name: str, pairs: list[str]) -> None:
        self.depth += 1
        line, tag = self.parser.CurrentLineNumber, local_name(name)
        if self.depth > self.limit:
            raise too_deep(self.name, line, self.limit)
        if self.depth == 1 and tag != "log":
            raise self.refused(f"the first element to be <log>, found <{tag[:40]}>", "check that this is the right file.")
        if self.depth == _ENTITY - 1:
            self.part = tag
            self.parts.add(tag)
            if tag in {"trace", "event"}:
                raise self.refused("an object-centric log, found a log of traces (XES)", "name the file .xes.")
        elif self.part in {"events", "objects"} and self.depth >= _ENTITY:
            node = _Node(tag, attributes(pairs), line)
            if self.stack:
                self.stack[-1].parts.append(node)
            self.stack.append(node)

    def characters(self, text: str) -> None:
        if self.stack:
            self.stack[-1].text += text

    def end(self, _: str) -> None:
        self.depth -= 1
        if not self.stack:
            return
        node = self.stack.pop()
        if not self.stack:
            (self.event if self.part == "events" else self.object)(node)

    def event(self, node: _Node) -> None:
        if "id" not in node.given:
            self.old_event(node)
            return
        identifier = node.given["id"]
        facts = (identifier, node.given.get("type"), node.given.get("time"))
        self.store.add_event(node.line, facts, {self.attribute(part): part.text for part in node.below("attributes")})
        for part in node.below("objects"):
            self.store.add_relation(part.line, identifier, self.related(part), part.given.get("qualifier"))

    def object(self, node: _Node) -> None:
        if "id" not in node.given:
            self.old_object(node)
            return
        identifier = node.given["id"]
        self.store.add_object(node.line, identifier, node.given.get("type"))
        for part in node.below("attributes"):
            self.store.add_value(part.line, identifier, (self.attribute(part), part.text), part.given.get("time"))
        self.store.object_relations += sum(1 for _ in node.below("objects"))

    def old_event(self, node: _Node) -> None:
        identifier = node.keyed("id")
        facts = (identifier, node.keyed("activity"), node.keyed("timestamp"))
        self.store.add_event(node.line, facts, self.old_values(node, "vmap"))
        for part in node.list_of("omap"):
            self.store.add_relation(part.line, identifier, part.given.get("value"), part.given.get("qualifier"))

    def old_object(self, node: _Node) -> None:
        identifier = node.keyed("id")
        self.store.add_object(node.line, identifier, node.keyed("type"))
        for name, value in self.old_values(node, "ovmap").items():
            self.store.add_value(node.line, identifier, (name, value), None)
        self.store.object_relations += len(node.list_of("o2o"))

    def old_values(self, node: _Node, key: str) -> dict[str, str | None]:
        parts = node.list_of(key)
        self.store.nested += sum(1 for part in parts if "value" not in part.given)
        return {part.given["key"]: part.given["value"] for part in parts if "key" in part.given and "value" in part.given}

    def attribute(self, node: _Node) -> str:
        if "name" not in node.given:
            raise self.refused("an attribute with a name", "check the export.", node.line)
        return node.given["name"]

    def related(self, node: _Node) -> str:
        if "object-id" not in node.given:
            raise self.refused("a relationship with object-id", "check the export.", node.line)
        return node.given["object-id"]

    def refused(self, expected: str, hint: str, line: int | None = None) -> FileFormatError:
        line = line or self.parser.CurrentLineNumber
        return FileFormatError(f"{self.name}, line {line}: expected {expected}.", hint=hint, source=self.name, line=line)
