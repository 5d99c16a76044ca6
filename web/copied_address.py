"""What the file of an address of the site is called in a static copy, and how files link."""

from __future__ import annotations

import hashlib
import posixpath
import re
from urllib.parse import parse_qsl, quote, urlencode

# What makes no file of its own: a mark for Excel, the edition of a stylesheet, a number of rows
# (a file has them all).
SAYS_NOTHING = {"_bom", "v", "_size"}
LONGEST_NAME = 120
ABOUT = "/about-this-copy"


def plain_address(address: str) -> str:
    """Write an address in one way: no place in the page, no empty arguments, those by name."""
    path, _, query = address.partition("#")[0].partition("?")
    pairs = [pair for pair in parse_qsl(query) if pair[0] not in SAYS_NOTHING]
    query = urlencode(sorted(pairs, key=lambda pair: pair[0]))
    return f"{path}?{query}" if query else path


def with_argument(address: str, name: str, value: str) -> str:
    """Change one argument of an address; an empty value takes it out."""
    path, _, query = address.partition("?")
    pairs = [(n, v) for n, v in parse_qsl(query) if n != name]
    return plain_address(f"{path}?{urlencode([*pairs, (name, value)])}")


def file_of(address: str) -> str:
    """The file of an address: `force/essex.html`, `forces/year=peel-2016.html`, `data/x.csv`."""
    path, _, query = plain_address(address).partition("?")
    if path == "/":
        path = "/index"
    stem, dot, ending = path.rpartition(".")
    if not dot or "/" in ending:
        stem, ending = path, "html"
    parts = [safe_name(part) for part in stem.strip("/").split("/")]
    if query:
        parts.append(safe_name(",".join(f"{name}={value}" for name, value in parse_qsl(query))))
    return f"{'/'.join(parts)}.{ending}"


def safe_name(text: str) -> str:
    """A file's name that every system and web server takes, and that no other text has."""
    plain = re.sub(r"[^a-z0-9._,=-]", "_", text.lower())[:LONGEST_NAME]
    if plain == text:
        return text
    return f"{plain}_{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def relative_link(file: str, to: str) -> str:
    """How one file of the copy links to another; it may have a place in it."""
    path, mark, place = to.partition("#")
    return quote(posixpath.relpath(path, posixpath.dirname(file) or "."), safe="/=,") + mark + place


def address_in_copy(address: str, public_url: str | None) -> str:
    """Where readers find an address of the site in the copy; its file, where that is unknown."""
    file = file_of(address)
    place = address.partition("#")[2]
    whole = file if not public_url else f"{public_url.rstrip('/')}/{file}"
    if public_url and file == "index.html":
        whole = whole.removesuffix("index.html")
    return f"{whole}#{place}" if place else whole
