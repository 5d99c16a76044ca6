"""A picture of the tables and how they lead to each other, drawn from the schema (SVG).

Each part of schema.sql is a panel, and each of its tables a box with its key and foreign keys.
Lines join tables of one panel; a key that leads to another panel only names its table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from openpeel.outputs.export.resource import Resource

PANEL_HEADING = re.compile(r"^-{20,}\n-- (.+)\n-{20,}$", re.MULTILINE)
TABLE = re.compile(r"^create (?:virtual )?table (\w+)", re.MULTILINE)

COLUMNS = 4
WIDTH, GAP, GUTTER = 330, 18, 34
LINE, HEAD, PAD = 17, 24, 14
COLOURS = ("#1d4f76", "#7a3b1d", "#2f5d34", "#5a3472", "#6b5a10", "#8a2340", "#1f5f62", "#444444")
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1a1a1a}.p{font-weight:600;font-size:15px}"
    ".t{font-weight:600;fill:#fff}.k{font-weight:600}.o{fill:#555}"
)


@dataclass
class TableBox:
    """A table: where it is drawn, and its lines of text."""

    resource: Resource
    lines: Sequence[tuple[str, str]]
    x: int = 0
    y: int = 0

    @property
    def height(self) -> int:
        """How high the box is."""
        return HEAD + LINE * len(self.lines) + 6


@dataclass
class Panel:
    """A part of the schema."""

    title: str
    boxes: list[TableBox] = field(default_factory=list)

    @property
    def height(self) -> int:
        """How high the panel is."""
        return 34 + sum(box.height + PAD for box in self.boxes)


def draw_diagram(schema: str, resources: Sequence[Resource]) -> str:
    """The picture of the tables among `resources`, in the order of the text of schema.sql."""
    tables = {resource.name: resource for resource in resources if resource.kind == "table"}
    panels = [panel for panel in panels_of(schema, tables) if panel.boxes]
    heights = place_panels(panels)
    width = COLUMNS * (WIDTH + GAP) + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {max(heights)}" role="img" '
        f'aria-label="The tables and how they lead to each other"><style>{STYLE}</style>'
        '<rect width="100%" height="100%" fill="#fff"/>'
    ]
    for number, panel in enumerate(panels):
        parts.append(draw_panel(panel, COLOURS[number % len(COLOURS)]))
    return "".join([*parts, "</svg>\n"])


def panels_of(schema: str, tables: Mapping[str, Resource]) -> list[Panel]:
    """The parts of the schema, each with the boxes of its tables."""
    pieces = PANEL_HEADING.split(schema)
    panels = []
    for title, sql in zip(pieces[1::2], pieces[2::2], strict=True):
        names = [name for name in TABLE.findall(sql) if name in tables]
        panels.append(
            Panel(
                title.partition(":")[0],
                [TableBox(tables[name], lines_of_box(tables[name])) for name in names],
            )
        )
    return panels


def lines_of_box(table: Resource) -> list[tuple[str, str]]:
    """The key of a table and its foreign keys; each with where it leads, empty where nowhere."""
    leads = {name: reference.table for reference in table.references for name in reference.fields}
    keys = [(name, leads.get(name, "")) for name in table.key]
    others = [(name, to) for name, to in sorted(leads.items()) if name not in table.key]
    return keys + others


def place_panels(panels: Sequence[Panel]) -> list[int]:
    """Put each panel into the column that is shortest so far; return how high the columns are."""
    heights = [GAP] * COLUMNS
    for panel in panels:
        column = heights.index(min(heights))
        y = heights[column] + 34
        for box in panel.boxes:
            box.x, box.y = GAP + column * (WIDTH + GAP) + GUTTER, y
            y += box.height + PAD
        heights[column] += panel.height + GAP
    return heights


def draw_panel(panel: Panel, colour: str) -> str:
    """A panel with its boxes and lines."""
    x, y = panel.boxes[0].x - GUTTER, panel.boxes[0].y - 34
    drawn = [
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{panel.height}" rx="6" fill="#f5f5f2"/>'
        f'<text class="p" x="{x + 12}" y="{y + 22}"{fitted(panel.title)}>'
        f"{escape(panel.title)}</text>"
    ]
    places = {box.resource.name: box for box in panel.boxes}
    joined = 0
    for box in panel.boxes:
        for index, (_, to) in enumerate(box.lines):
            if to in places and to != box.resource.name:
                level = box.x - 5 - 4 * (joined % 6)
                joined += 1
                start, end = box.y + HEAD + LINE * index + 10, places[to].y + HEAD // 2
                drawn.append(
                    f'<path d="M{box.x} {start}H{level}V{end}H{box.x}" fill="none" '
                    f'stroke="{colour}" stroke-opacity=".6"/>'
                )
    drawn += [draw_box(box, colour) for box in panel.boxes]
    return "".join(drawn)


def fitted(title: str) -> str:
    """Squeeze a title that is wider than its panel."""
    return f' textLength="{WIDTH - 24}" lengthAdjust="spacingAndGlyphs"' if len(title) > 38 else ""


def draw_box(box: TableBox, colour: str) -> str:
    """A table."""
    width = WIDTH - GUTTER - 12
    drawn = [
        f'<rect x="{box.x}" y="{box.y}" width="{width}" height="{box.height}" rx="3" fill="#fff" '
        f'stroke="{colour}"/><rect x="{box.x}" y="{box.y}" width="{width}" height="{HEAD}" rx="3" '
        f'fill="{colour}"/>'
        f'<text class="t" x="{box.x + 8}" y="{box.y + 16}">{escape(box.resource.name)}</text>'
    ]
    for index, (name, to) in enumerate(box.lines):
        y = box.y + HEAD + LINE * index + 14
        kind = "k" if name in box.resource.key else "c"
        leads = f'<tspan class="o"> → {escape(to)}</tspan>' if to else ""
        drawn.append(f'<text class="{kind}" x="{box.x + 8}" y="{y}">{escape(name)}{leads}</text>')
    return "".join(drawn)
