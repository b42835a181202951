"""Text files become UTF-8: as announced, as told, and never by guessing."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from cxjourney.errors import FileFormatError, show_value

if TYPE_CHECKING:
    from pathlib import Path

PIECE = 1 << 20
UTF8_NAMES = frozenset({"utf-8", "utf-8-sig"})
MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

ZEROS: dict[tuple[bool, ...], str] = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
"""Where the first four bytes are zero in each wide encoding of ASCII text."""


def declared_encoding(head: bytes, encoding: str | None, *, name: str) -> str:
    """
    Return the encoding of a text file: the caller's, or what its first bytes announce.

    Parameters
    ----------
    head
        The first bytes of the file.
    encoding
        What the caller said, or None.
    name
        Name of the file in messages.

    Raises
    ------
    FileFormatError
        If the first bytes contradict the caller or announce an encoding that must be asked for.

    Examples
    --------
    >>> declared_encoding(b"customer_id", None, name="orders.csv")
    'utf-8'
    """
    announced = next((found for mark, found in MARKS if head.startswith(mark)), None)
    wanted = codecs.lookup(encoding).name if encoding else None
    if wanted not in UTF8_NAMES | {None} and head.startswith(codecs.BOM_UTF8):
        message = f"{name}: it announces UTF-8 in its first bytes, but encoding={show_value(encoding)} was given."
        raise FileFormatError(message, hint="leave encoding out.", source=name)
    if wanted:
        return wanted
    unmarked = ZEROS.get(tuple(byte == 0 for byte in head[:4]), announced if announced == "utf-32" else None)
    if unmarked:
        message = f"{name}: it is not UTF-8; its first bytes look like {unmarked.upper()}."
        raise FileFormatError(message, hint=f'pass encoding="{unmarked}".', source=name, line=1)
    return announced or "utf-8"


def transcode(source: Path, target: Path, encoding: str, *, name: str) -> None:
    """
    Write a text file again as UTF-8.

    Parameters
    ----------
    source
        The file.
    target
        File to write.
    encoding
        Encoding of the source.
    name
        Name of the source in messages.

    Raises
    ------
    FileFormatError
        If a byte does not belong to the encoding; the message names line and byte.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line, before = 1, 0
    with source.open("rb") as packed, target.open("wb") as plain:
        while True:
            piece = packed.read(PIECE)
            try:
                text = decoder.decode(piece, final=not piece)
                plain.write(text.encode())
            except UnicodeDecodeError as cause:
                line += count_lines(cause.object[: cause.start].decode(encoding, "ignore"))
                position = before + len(piece) - len(cause.object) + cause.start
                raise undecodable(name, line, position, cause.object[cause.start], encoding) from cause
            except UnicodeError as cause:
                message = f"{name}, line {line}: it is not {encoding} ({cause})."
                raise FileFormatError(message, hint="pass the encoding it has.", source=name, line=line) from cause
            before += len(piece)
            line += count_lines(text)
            if not piece:
                return


def undecodable(name: str, line: int, position: int, byte: int, encoding: str = "utf-8") -> FileFormatError:
    """
    Return the error for a byte that is not text.

    Parameters
    ----------
    name
        Name of the file.
    line
        Line the byte is on, from 1.
    position
        Position of the byte in the file, from 0.
    byte
        The byte.
    encoding
        What it was expected to be.
    """
    message = f"{name}, line {line}: expected {encoding.upper()}, found byte 0x{byte:02X} at byte {position:,} of the file."
    hint = 'name its encoding, for example encoding="cp1252" (Western) or encoding="cp1251" (Cyrillic), or save it as UTF-8.'
    return FileFormatError(message, hint=hint, source=name, line=line)


def count_lines(text: str, start: int = 0, end: int | None = None) -> int:
    r"""
    Return the number of line ends in a stretch of text, of whatever kind.

    Parameters
    ----------
    text
        The text.
    start, end
        The stretch.

    Examples
    --------
    >>> count_lines("a\r\nb\rc\n")
    3
    """
    end = len(text) if end is None else end
    if text.find("\r", start, end) < 0:
        return text.count("\n", start, end)
    return text.count("\n", start, end) + text.count("\r", start, end) - text.count("\r\n", start, end)
