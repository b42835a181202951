"""What the first bytes of a file say it is, whatever its name says."""

from __future__ import annotations

from cxjourney.errors import FileFormatError, show_value

BINARY = (
    (b"PAR1", "a Parquet file", "name it .parquet."),
    (b"\x1f\x8b", "a gzip file", "add .gz to its name."),
    (b"PK\x03\x04", "a ZIP file (perhaps a spreadsheet)", "save the sheet as CSV, or unpack the file."),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "save the sheet as CSV."),
    (b"SQLite format 3\0", "an SQLite database", "name it .sqlite if it is an object-centric log; else export the table as CSV."),
    (b"%PDF-", "a PDF", "export the table as CSV."),
    (b"ARROW1", "an Arrow file", "write it as Parquet."),
    (b"ORC", "an ORC file", "write it as Parquet."),
    (b"BZh", "a bzip2 file", "compress it with gzip instead."),
    (b"\xfd7zXZ\0", "an xz file", "compress it with gzip instead."),
    (b"\x28\xb5\x2f\xfd", "a zstd file", "compress it with gzip instead."),
)
DOWNLOAD = "a download may have failed; open the file in a browser to see."
MARKUP = ((b"<!doctype html", "an HTML page"), (b"<html", "an HTML page"), (b"<?xml", "an XML document"), (b"<!doctype", "an XML document"))


def refuse_foreign(head: bytes, *, name: str, expected: str, xml: bool = False) -> None:
    """
    Refuse a file whose first bytes belong to another format.

    Parameters
    ----------
    head
        The first bytes, as UTF-8 if it is text.
    name
        Name of the file in messages.
    expected
        What the file should be, with article.
    xml
        Whether it should be XML.

    Raises
    ------
    FileFormatError
        If the bytes are known to be something else.
    """
    for magic, what, hint in BINARY:
        if head.startswith(magic):
            raise FileFormatError(f"{name}: expected {expected}, but its content is {what}.", hint=hint, source=name)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    if xml:
        if start.lower().startswith((b"<!doctype html", b"<html")):
            message = f"{name}: expected {expected}, but its content is an HTML page."
            raise FileFormatError(message, hint=DOWNLOAD, source=name, line=1)
        return
    for magic, what in MARKUP:
        if start.lower().startswith(magic):
            first = show_value(start.split(b"\n", 1)[0].decode("utf-8", "replace"))
            message = (
                f"{name}: expected {expected} with columns for the customer, the timestamp and the touchpoint; "
                f"it looks like {what} and its only column would be {first}."
            )
            hint = DOWNLOAD if "HTML" in what else f"name it .xes or .xmlocel if it is an event log; else {DOWNLOAD}"
            raise FileFormatError(message, hint=hint, source=name, line=1)
