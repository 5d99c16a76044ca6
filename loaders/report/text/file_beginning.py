"""What a file is, told by how it begins."""

from __future__ import annotations

from pathlib import Path

from openpeel.loaders.bounds import check_regular_file

ENDS = 1024  # bytes at the beginning and the end that hold a PDF's first and last mark
BEGINNING = 2048  # bytes in which a web page says that it is one


def is_pdf(path: Path) -> bool:
    """Whether a file is a PDF, by how it begins."""
    check_regular_file(path)
    with path.open("rb") as stream:
        return stream.read(ENDS).lstrip(b"\xef\xbb\xbf\0\t\r\n ").startswith(b"%PDF-")


def is_web_page(path: Path) -> bool:
    """Whether a file is a web page, by how it begins."""
    check_regular_file(path)
    with path.open("rb") as stream:
        beginning = stream.read(BEGINNING).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return beginning.startswith(b"<") and (b"<html" in beginning or b"<!doctype html" in beginning)
