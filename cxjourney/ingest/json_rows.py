"""Read flat JSON objects from a stream one by one, whether they stand in a list or on lines."""

from __future__ import annotations

import codecs
import functools
import json
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TypeVar

from cxjourney.errors import EmptyDataError, FileFormatError, LimitError
from cxjourney.ingest.encodings import count_lines, undecodable
from cxjourney.ingest.strict_json import NOTHING, RefusedJsonError, Row, check_storable, decoder, flat_row

if TYPE_CHECKING:
    from cxjourney.ingest.limits import Limits
    from cxjourney.ingest.parsing import Inside

PIECE = 1 << 20
WHITE = " \t\r\n"
SPACE = re.compile(rf"[{WHITE}]*+")
NEAR_THE_END = 64

T = TypeVar("T")

LinedRow = tuple[int, Row]
"""Line an object starts on, from 1, and the object."""


def json_rows(stream: BinaryIO, *, name: str, limits: Limits, inner: Inside = NOTHING) -> JsonRows:
    """
    Read objects: one a line, or all in one list, as the first character says.

    Parameters
    ----------
    stream
        The text in UTF-8.
    name
        Name of the source in messages.
    limits
        How long an object may be.
    inner
        Values inside others to bring out; without any, such values are refused.

    Raises
    ------
    EmptyDataError
        If there is no text.
    FileFormatError
        If the text is not UTF-8.
    """
    text = JsonText(stream, name, limits, inner)
    if not text.peek():
        raise EmptyDataError(f"{name}: the file is empty; expected JSON objects.", hint="check where it comes from.", source=name)
    return JsonRows(text)


class JsonRows(Iterator[LinedRow]):
    """
    Objects of a JSON text, with the line each one starts on.

    Parameters
    ----------
    text
        The text.
    """

    def __init__(self, text: JsonText) -> None:
        self.blank = 0
        self._text = text
        self._rows = self._of_list() if text.peek() == "[" else self._of_lines()

    def __next__(self) -> LinedRow:
        return next(self._rows)

    def _of_list(self) -> Iterator[LinedRow]:
        text = self._text
        text.take("[")
        if text.peek() == "]":
            text.take("]")
        else:
            while True:
                text.peek()
                yield text.line, text.row()
                if text.peek() != ",":
                    break
                text.take(",")
            text.take("]")
        if text.peek():
            text.fail("something follows the end of the list")

    def _of_lines(self) -> Iterator[LinedRow]:
        text = self._text
        self.blank = text.line - 1
        while text.peek():
            line = text.line
            yield line, text.row()
            if text.peek() and text.line == line:
                text.fail("something follows the object on its line")
            self.blank += max(0, text.line - line - 1)


class JsonText:
    """
    A text that is read on as far as needed, with a place in it.

    Parameters
    ----------
    stream
        The text in UTF-8.
    name
        Name of the source in messages.
    limits
        How long a value may be.
    inner
        Folded names of values inside others to bring out of rows.
    """

    expected = "the JSON of a table"
    hint = "write one flat object a line, or one list of flat objects."

    def __init__(self, stream: BinaryIO, name: str, limits: Limits, inner: Inside = NOTHING) -> None:
        self.line, self._inner = 1, inner
        self._stream, self._name, self._limits = stream, name, limits
        self._utf8 = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._json = decoder()
        self._text, self._at, self._done = "", 0, False

    def peek(self) -> str:
        """Go to the next character that is no white space and return it, or nothing at the end."""
        while True:
            at = self._text[self._at : self._at + 1]
            if at and at not in WHITE:
                return at
            found = SPACE.match(self._text, self._at)
            self._go(found.end() if found else self._at)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, mark: str) -> None:
        """Go past a character that must stand here."""
        if self.peek() != mark:
            self.fail(f"expected {mark!r}, found {self._text[self._at : self._at + 1] or 'the end'!r}")
        self._go(self._at + 1)

    def row(self) -> Row:
        """Go past the object that stands here and return it."""
        return self._decoded(functools.partial(_storable_row, inner=self._inner))

    def value(self) -> Any:
        """Go past the value that stands here and return it, its numbers as text."""
        return self._decoded(_storable_value)

    def _decoded(self, finish: Callable[[Any, bool], T]) -> T:
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
                if end == len(self._text) and self._more():
                    continue  # a number may go on
                found = finish(value, self._text.find("\\u", self._at, end) >= 0)
            except json.JSONDecodeError as cause:
                if self._is_cut_off(cause) and self._more():
                    continue
                self._go(cause.pos)
                self.fail(cause.msg[:1].lower() + cause.msg[1:])
            except RefusedJsonError as cause:
                self.fail(str(cause))
            except RecursionError:
                self.fail("objects and lists are nested deeper than any limit")
            self._go(end)
            return found

    def fail(self, reason: str) -> NoReturn:
        """Raise the error for this place."""
        message = f"{self._name}, line {self.line}: not {self.expected}: {reason}."
        raise FileFormatError(message, hint=self.hint, source=self._name, line=self.line) from None

    def _is_cut_off(self, cause: json.JSONDecodeError) -> bool:
        return cause.msg.startswith("Unterminated string") or cause.pos >= len(self._text) - NEAR_THE_END

    def _go(self, position: int) -> None:
        self.line += count_lines(self._text, self._at, position)
        self._at = position

    def _more(self) -> bool:
        if self._done:
            return False
        if len(self._text) - self._at > self._limits.record_bytes:
            limit = self._limits.record_bytes
            message = f"{self._name}, line {self.line}: the object that starts here crosses the limit of {limit:,} bytes."
            hint = f"pass limits=Limits(record_bytes={limit * 4})."
            raise LimitError(message, hint=hint, source=self._name, line=self.line)
        # Twice as much each time, or a long object would be tried again and again.
        piece = self._stream.read(max(PIECE, len(self._text) - self._at))
        try:
            new = self._utf8.decode(piece, final=not piece)
        except UnicodeDecodeError as cause:
            line = self.line + count_lines(self._text, self._at, len(self._text))
            position = self._stream.tell() - len(cause.object) + cause.start
            line += count_lines(cause.object[: cause.start].decode("utf-8", "replace"))
            raise undecodable(self._name, line, position, cause.object[cause.start]) from cause
        self._done = not piece
        self._text, self._at = self._text[self._at :] + new, 0
        return True


def _storable_row(value: object, escaped: bool, inner: Inside) -> Row:  # noqa: FBT001 - one of two ways to finish
    row = flat_row(value, inner)
    if escaped:
        check_storable(row)
    return row


def _storable_value(value: Any, escaped: bool) -> Any:  # noqa: FBT001
    if escaped:
        check_storable({json.dumps(value, ensure_ascii=False): None})
    return value
