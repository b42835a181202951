"""Read XML as a stream of elements: nothing declared by the document is believed, nothing is fetched, no tree is built."""

from __future__ import annotations

import codecs
import itertools
from typing import TYPE_CHECKING
from xml.parsers import expat

from cxjourney.errors import CxJourneyError, EmptyDataError, FileFormatError, LimitError, clean
from cxjourney.ingest.compression import unpacked
from cxjourney.ingest.encodings import declared_encoding, undecodable
from cxjourney.ingest.signatures import refuse_foreign
from cxjourney.ingest.text_files import HEAD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.text_files import SourceFile

PIECE = 1 << 18


def parse_xml(file: SourceFile, parsing: Parsing, *, expected: str, attach: Callable[[expat.XMLParserType], None]) -> None:
    """
    Read a file of XML from its first element to its last.

    Any document type is refused, and with it every entity but the five of XML itself. Attributes arrive as a
    flat list of names and values.

    Parameters
    ----------
    file
        The file, which may be compressed.
    parsing
        Encoding and limits.
    expected
        What the file should be, with article.
    attach
        Sets the handlers of elements and of text.

    Raises
    ------
    FileFormatError
        If the file is no well-formed XML, declares a document type, or is damaged.
    EmptyDataError
        If the file is empty.
    LimitError
        If it unpacks to too much, or one element is larger than allowed.
    """
    pieces = _checked(_pieces(file, parsing), file.name, expected)
    parser = _parser(file.name)
    attach(parser)
    try:
        fed = 0
        for piece in _decoded(pieces, parsing.encoding, file.name, parser):
            fed += len(piece)
            parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by position
            if fed - parser.CurrentByteIndex > parsing.limits.record_bytes:
                raise _too_long(file.name, parser, parsing.limits.record_bytes)
        parser.Parse(b"", True)  # noqa: FBT003
    except CxJourneyError:
        raise
    except expat.ExpatError as cause:
        raise _malformed(file.name, cause, expected) from cause
    except (LookupError, ValueError) as cause:
        message = f"{file.name}, line {parser.CurrentLineNumber}: the encoding that the document declares cannot be read ({cause})."
        hint = 'pass the encoding by its usual name, such as encoding="shift_jis".'
        raise FileFormatError(clean(message), hint=hint, source=file.name, line=parser.CurrentLineNumber) from cause
    finally:
        pieces.close()


def attributes(pairs: Sequence[str]) -> dict[str, str]:
    """
    Return the attributes of an element by name.

    Parameters
    ----------
    pairs
        Names and values, as a handler gets them.

    Examples
    --------
    >>> attributes(["key", "concept:name", "value", "Cart"])
    {'key': 'concept:name', 'value': 'Cart'}
    """
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


def local_name(name: str) -> str:
    """
    Return the name of an element without its prefix.

    Examples
    --------
    >>> local_name("xes:event")
    'event'
    """
    return name.rpartition(":")[2]


def _parser(name: str) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        line = parser.CurrentLineNumber
        message = f"{name}, line {line}: the document declares a DOCTYPE; no document type and no entity is read."
        hint = "an event log needs none: delete the declaration if you trust the file, and write entities out."
        raise FileFormatError(message, hint=hint, source=name, line=line)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _pieces(file: SourceFile, parsing: Parsing) -> Iterator[bytes]:
    if file.packed:
        yield from unpacked(file.path, name=file.name, limits=parsing.limits)
        return
    with file.path.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


def _checked(pieces: Iterator[bytes], name: str, expected: str) -> _Pieces:
    """Return the same pieces once the first of them were found to be of no other format."""
    first: list[bytes] = []
    while sum(map(len, first)) < HEAD and (piece := next(pieces, b"")):
        first.append(piece)
    head = b"".join(first)
    if not head.strip():
        raise EmptyDataError(f"{name}: the file is empty; expected {expected}.", hint="check where it comes from.", source=name)
    refuse_foreign(head[:HEAD], name=name, expected=expected, xml=True)
    return _Pieces(head, pieces)


class _Pieces:
    """Pieces of bytes whose file can be closed early."""

    def __init__(self, head: bytes, rest: Iterator[bytes]) -> None:
        self.head, self._rest = head[:HEAD], rest
        self._all = itertools.chain([head], rest)

    def __iter__(self) -> Iterator[bytes]:
        return self._all

    def close(self) -> None:
        close = getattr(self._rest, "close", None)
        if close is not None:
            close()


def _decoded(pieces: _Pieces, encoding: str | None, name: str, parser: expat.XMLParserType) -> Iterator[bytes | str]:
    """Give bytes to expat, which knows what the document declares, or text where the caller names the encoding."""
    if encoding is None:
        yield from pieces
        return
    wanted = declared_encoding(pieces.head, encoding, name=name)
    decoder = codecs.getincrementaldecoder("utf-8-sig" if wanted == "utf-8" else wanted)("strict")
    before = 0
    for piece in itertools.chain(pieces, [b""]):
        try:
            yield decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as cause:
            position = before + len(piece) - len(cause.object) + cause.start
            raise undecodable(name, parser.CurrentLineNumber, position, cause.object[cause.start], encoding) from cause
        before += len(piece)


def _malformed(name: str, cause: expat.ExpatError, expected: str) -> FileFormatError:
    reason = expat.ErrorString(cause.code)
    message = f"{name}, line {cause.lineno}, column {cause.offset + 1}: expected {expected}, but the XML is broken: {reason}."
    hint = "the file may be cut off; copy or export it again."
    if cause.code == expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]:
        hint = 'a character or tag here is no XML; if the file is not in the encoding it declares, pass encoding="cp1252" or another one.'
    return FileFormatError(message, hint=hint, source=name, line=cause.lineno)


def _too_long(name: str, parser: expat.XMLParserType, limit: int) -> LimitError:
    line = parser.CurrentLineNumber
    message = f"{name}, line {line}: the element that starts here crosses the limit of {limit:,} bytes."
    return LimitError(message, hint=f"pass limits=Limits(record_bytes={limit * 4}).", source=name, line=line)


def too_deep(name: str, line: int, limit: int) -> LimitError:
    """
    Return the error for elements inside elements inside elements.

    Parameters
    ----------
    name
        Name of the file.
    line
        The line.
    limit
        How deep they may be.
    """
    message = f"{name}, line {line}: the elements nest deeper than the depth limit of {limit}."
    return LimitError(message, hint=f"pass limits=Limits(xml_depth={limit * 4}).", source=name, line=line)
