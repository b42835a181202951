"""Object-centric logs in JSON, 1.0 and 2.0, one event or object at a time."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxjourney.ingest.compression import unpack
from cxjourney.ingest.encodings import UTF8_NAMES, declared_encoding, transcode
from cxjourney.ingest.json_rows import JsonText
from cxjourney.ingest.strict_json import WORDS
from cxjourney.ingest.text_files import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxjourney.ingest.ocel_store import OcelStore
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.text_files import SourceFile

Entry = dict[str, Any]


class _OcelText(JsonText):
    expected = "an object-centric log in JSON"
    hint = "OCEL 1.0 holds ocel:events and ocel:objects by id, OCEL 2.0 lists of events and objects; check the export."

    def members(self) -> Iterator[str]:
        """Go through the object that stands here and stop before every value."""
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            self.peek()
            name = self.value()
            if not isinstance(name, str):
                self.fail("a name is text")
            self.take(":")
            self.peek()
            yield name
            if self.peek() != ",":
                break
            self.take(",")
        self.take("}")

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """Go through a list of objects."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            self.peek()
            yield self.line, self.entry()
            if self.peek() != ",":
                break
            self.take(",")
        self.take("]")

    def entry(self) -> Entry:
        """Go past an event or an object."""
        value = self.value()
        if not isinstance(value, dict):
            self.fail("an event and an object is written in braces")
        found: Entry = value
        return found


def read_json(file: SourceFile, parsing: Parsing, store: OcelStore) -> None:
    """
    Load an object-centric log in JSON.

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
    with (
        tempfile.TemporaryDirectory(dir=store.engine.folder, ignore_cleanup_errors=True) as private,
        _plain(file, parsing, Path(private)).open("rb") as stream,
    ):
        _Reader(_OcelText(stream, file.name, parsing.limits), store).read()


def _plain(file: SourceFile, parsing: Parsing, folder: Path) -> Path:
    path = file.path
    if file.packed:
        path = folder / "unpacked"
        unpack(file.path, path, name=file.name, limits=parsing.limits)
    with path.open("rb") as opened:
        encoding = declared_encoding(opened.read(HEAD), parsing.encoding, name=file.name)
    if encoding in UTF8_NAMES:
        return path
    transcode(path, folder / "text", encoding, name=file.name)
    return folder / "text"


class _Reader:
    """Puts what a text holds into the tables."""

    def __init__(self, text: _OcelText, store: OcelStore) -> None:
        self.text, self.store = text, store

    def read(self) -> None:
        found: set[str] = set()
        parts = {"ocel:events": self.old_events, "ocel:objects": self.old_objects, "events": self.events, "objects": self.objects}
        for name in self.text.members():
            if name in found:
                self.text.fail(f"{name!r} occurs twice")
            if name in parts:
                found.add(name)
                parts[name]()
            else:
                self.text.value()
        if self.text.peek():
            self.text.fail("something follows its end")
        if not {"ocel:events", "events"} & found:
            self.text.fail("it holds no events")

    def old_events(self) -> None:
        for identifier in self.text.members():
            line, entry = self.text.line, self.text.entry()
            facts = (identifier, self.word(entry.get("ocel:activity")), self.word(entry.get("ocel:timestamp")))
            self.store.add_event(line, facts, self.words(entry.get("ocel:vmap")))
            qualified = self.listed(entry.get("ocel:typedOmap"))
            qualifiers = {item.get("ocel:oid"): self.word(item.get("ocel:qualifier")) for item in qualified if isinstance(item, dict)}
            for related in self.listed(entry.get("ocel:omap")):
                self.store.add_relation(line, identifier, self.word(related), qualifiers.get(related))

    def old_objects(self) -> None:
        for identifier in self.text.members():
            line, entry = self.text.line, self.text.entry()
            self.store.add_object(line, identifier, self.word(entry.get("ocel:type")))
            for name, value in self.words(entry.get("ocel:ovmap")).items():
                self.store.add_value(line, identifier, (name, value), None)
            self.store.object_relations += len(self.listed(entry.get("ocel:o2o")))

    def events(self) -> None:
        for line, entry in self.text.entries():
            facts = (self.word(entry.get("id")), self.word(entry.get("type")), self.word(entry.get("time")))
            named = [self.named(item, "name") for item in self.listed(entry.get("attributes"))]
            self.store.add_event(line, facts, {item["name"]: self.word(item.get("value")) for item in named})
            for item in self.listed(entry.get("relationships")):
                related = self.named(item, "objectId")
                self.store.add_relation(line, facts[0], related["objectId"], self.word(related.get("qualifier")))

    def objects(self) -> None:
        for line, entry in self.text.entries():
            identifier = self.word(entry.get("id"))
            self.store.add_object(line, identifier, self.word(entry.get("type")))
            for item in self.listed(entry.get("attributes")):
                named = self.named(item, "name")
                self.store.add_value(line, identifier, (named["name"], self.word(named.get("value"))), self.word(named.get("time")))
            self.store.object_relations += len(self.listed(entry.get("relationships")))

    def word(self, value: object) -> str | None:
        """Return a value as text; what is nested is counted and left out."""
        if isinstance(value, str):
            return value
        if value is None or isinstance(value, bool):
            return WORDS[value]
        self.store.nested += 1
        return None

    def words(self, value: object) -> dict[str, str | None]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.text.fail("values of attributes are written in braces, by name")
        return {name: self.word(item) for name, item in value.items()}

    def listed(self, value: object) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.text.fail("expected a list")
        return value

    def named(self, item: object, key: str) -> Entry:
        if not isinstance(item, dict) or not isinstance(item.get(key), str):
            self.text.fail(f"expected an object with {key!r}")
        return item
