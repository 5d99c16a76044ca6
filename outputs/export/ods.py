"""All tables and views as one OpenDocument spreadsheet.

Written as XML row by row: odfdo, which reads such files here, keeps every cell as an object and
takes minutes for two million cells.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from openpeel.outputs.export.workbook_plan import Plan
from openpeel.outputs.export.writing import archive_without_clock

MIME = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)
START = '<?xml version="1.0" encoding="UTF-8"?>\n'
STYLES = (
    '<office:automatic-styles><style:style style:name="bold" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
)
MANIFEST = (
    START + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    ' manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
    f'manifest:media-type="{MIME}"/><manifest:file-entry manifest:full-path="content.xml" '
    'manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" '
    'manifest:media-type="text/xml"/></manifest:manifest>'
)
# What XML cannot have at all.
NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def write_ods(
    connection: sqlite3.Connection,
    plan: Plan,
    path: Path,
    count: Callable[[int], object] = lambda rows: None,
) -> None:
    """Write the spreadsheet; `count` is told how many rows were written since it was last told."""
    with archive_without_clock(path) as opened:
        # The first file, not packed, so that the kind of file can be seen from its first bytes.
        with opened("mimetype", packed=False) as stream:
            stream.write(MIME.encode())
        with opened("META-INF/manifest.xml") as stream:
            stream.write(MANIFEST.encode())
        with opened("meta.xml") as stream:
            title = escape(plan.about.title)
            stream.write(
                f"{START}<office:document-meta {NAMESPACES} office:version='1.3'><office:meta>"
                f"<dc:title>{title}</dc:title><meta:generator>openpeel</meta:generator>"
                "</office:meta></office:document-meta>".encode()
            )
        with opened("content.xml") as stream:
            write_content(connection, plan, stream, count)


def write_content(
    connection: sqlite3.Connection, plan: Plan, stream: IO[bytes], count: Callable[[int], object]
) -> None:
    """Write the sheets, one after another."""

    def write(text: str) -> None:
        stream.write(text.encode())

    write(
        f"{START}<office:document-content {NAMESPACES} office:version='1.3'>{STYLES}"
        "<office:body><office:spreadsheet>"
    )
    for name, words in (
        ("cover", plan.cover()),
        ("contents", linked_contents(plan)),
        ("notes", plan.notes()),
    ):
        write_table(write, name, 5, [], words)
    for sheet in plan.sheets:
        names = [field.name for field in sheet.resource.fields]
        rows = connection.execute(sheet.resource.query)
        write_table(write, sheet.name, len(names), names, rows)
        count(sheet.rows)
    write("</office:spreadsheet></office:body></office:document-content>")


class SheetLink(str):
    """The name of a sheet, which leads to it."""


def linked_contents(plan: Plan) -> list[list[Any]]:
    """The list of contents, each name of a sheet a link."""
    heading, *rows = plan.contents()
    names = {sheet.name for sheet in plan.sheets}
    linked = [[SheetLink(row[0]) if row[0] in names else row[0], *row[1:]] for row in rows]
    return [list(heading), *linked]


def write_table(
    write: Callable[[str], object],
    name: str,
    width: int,
    heading: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Write one sheet; a heading is bold and printed again on each page."""
    write(
        f"<table:table table:name={quoteattr(name)}>"
        f'<table:table-column table:number-columns-repeated="{width}"/>'
    )
    if heading:
        cells = "".join(cell(text, ' table:style-name="bold"') for text in heading)
        write(
            f"<table:table-header-rows><table:table-row>{cells}</table:table-row>"
            "</table:table-header-rows>"
        )
    for row in rows:
        write(
            f"<table:table-row>{''.join(map(cell, row)) or '<table:table-cell/>'}</table:table-row>"
        )
    write("</table:table>")


def cell(value: object, style: str = "") -> str:
    """A cell: nothing, a number, or text, which is never a formula."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"{style}/>'
    lines = str(value).translate(NOT_XML).split("\n")
    # Spaces at the ends and in a row would be lost.
    paragraphs = "".join(f"<text:p>{linked(value, spaced(line))}</text:p>" for line in lines)
    return f'<table:table-cell office:value-type="string"{style}>{paragraphs}</table:table-cell>'


def linked(value: object, text: str) -> str:
    """Text as a link to a sheet, if it is the name of one."""
    if not isinstance(value, SheetLink):
        return text
    return f'<text:a xlink:type="simple" xlink:href={quoteattr(f"#{value}.A1")}>{text}</text:a>'


def spaced(line: str) -> str:
    """Escaped text, with spaces that XML would take for one written out."""
    text = escape(line)
    if "  " not in text and text == text.strip(" "):
        return text
    return text.replace(" ", "<text:s/>")
