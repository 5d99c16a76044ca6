"""Write again the shapes of the force areas that ship, from the published boundaries.

    python -m openpeel.tools.shapes BOUNDARIES.geojson

For whoever keeps openpeel, when the boundaries change. Every point is put on one grid of whole
numbers, so that neighbours stay joined; for maps of a screen's size, not for measuring.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpeel.loaders import package
from openpeel.loaders.errors import DataError
from openpeel.loaders.statistics.boundaries import CODE, read_geometry, read_json

COLUMNS = ("area_id", "inset", "path", "label_x", "label_y", "point_x", "point_y")

# Equirectangular about the middle of England and Wales: a degree of longitude is as long as
# this part of a degree of latitude.
NARROWING = math.cos(math.radians(52.5))

# Below this no shape is big enough to be marked with a grade's symbol.
SMALLEST_MARKED = 12
# Rings whose area is below this, in units of the grid, are islets that nobody sees.
SMALLEST_RING = 2.0

Point = tuple[int, int]
Ring = list[Point]


@dataclass(frozen=True)
class Window:
    """A part of the country, by its north-west corner, and where it is drawn, how large."""

    inset: int
    west: float
    north: float
    left: int
    top: int
    per_degree: float

    def place(self, longitude: float, latitude: float) -> Point:
        """The point of the grid that is nearest to a place."""
        return (
            round(self.left + (longitude - self.west) * NARROWING * self.per_degree),
            round(self.top + (self.north - latitude) * self.per_degree),
        )


# The whole in a box of 600 by 700, and London, where two areas lie too close to be told apart,
# over the sea to the north-east.
WHOLE = Window(0, west=-6.37, north=55.83, left=2, top=2, per_degree=117)
LONDON = Window(1, west=-0.52, north=51.70, left=444, top=44, per_degree=300)
IN_LONDON = ("metropolitan", "city-of-london")


@dataclass(frozen=True)
class Area:
    """An area as the source has it."""

    id: str
    longitude: float
    latitude: float
    polygons: list[list[list[list[float]]]]


def shapes(path: Path, codes: dict[str, str]) -> Iterator[tuple[object, ...]]:
    """One row of `area_shape` per area of the boundaries and window that it is drawn in.

    Raises:
        DataError: a code that is not known, or no outline.
    """
    for area in sorted(read_areas(path, codes), key=lambda area: area.id):
        for window in (WHOLE, LONDON):
            if window is WHOLE or area.id in IN_LONDON:
                yield draw(area, window)


def read_areas(path: Path, codes: dict[str, str]) -> Iterator[Area]:
    """The areas of the boundaries, known by their codes.

    Raises:
        DataError: a code that is not known, or no outline.
    """
    collection = read_json(path)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not features:
        raise DataError("no features", path, expected="a collection of features")
    for position, feature in enumerate(features, start=1):
        properties = feature["properties"]
        code = next((properties[key] for key in properties if CODE.fullmatch(key)), None)
        if code not in codes:
            raise DataError(
                f"feature {position}: a code that is not known",
                path,
                column="PFA…CD",
                value=str(code),
                expected="a code of area.csv",
            )
        geometry: Any = feature["geometry"]
        read_geometry(path, position, geometry, [properties["LONG"], properties["LAT"]])
        outline = geometry["coordinates"]
        yield Area(
            codes[code],
            properties["LONG"],
            properties["LAT"],
            [outline] if geometry["type"] == "Polygon" else outline,
        )


def draw(area: Area, window: Window) -> tuple[object, ...]:
    """A row of `area_shape`."""
    placed = (
        simplify([window.place(*point) for point in ring])
        for polygon in area.polygons
        for ring in polygon
    )
    rings = [ring for ring in placed if len(ring) > 2 and abs(surface(ring)) >= SMALLEST_RING]
    # An area so small that all of it falls away is its own outline, as small as it may be.
    rings = rings or [square(window.place(area.longitude, area.latitude))]
    x, y = window.place(area.longitude, area.latitude)
    label: tuple[int | None, ...] = (x, y, None, None)
    if extent_of_rings(rings) < SMALLEST_MARKED:
        # Its mark stands beside the window and is joined to it by a line; on the whole map,
        # where there is no place for one, there is none.
        label = (x + 42, y + 88, x, y) if window is LONDON else (None, None, None, None)
    return (area.id, window.inset, "".join(path_of(ring) for ring in rings), *label)


def simplify(ring: Sequence[Point]) -> Ring:
    """A ring without points that repeat the one before and without ways out and back.

    What is left of a border depends on its points alone, so both neighbours have the same.
    """
    kept: Ring = []
    for point in ring:
        if kept and kept[-1] == point:
            continue
        kept.append(point)
        while len(kept) > 2 and kept[-1] == kept[-3]:
            del kept[-2:]
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept


def surface(ring: Ring) -> float:
    """The area within a ring, in units of the grid."""
    following = [*ring[1:], ring[0]]
    return (
        sum(
            x * next_y - next_x * y
            for (x, y), (next_x, next_y) in zip(ring, following, strict=True)
        )
        / 2
    )


def extent_of_rings(rings: list[Ring]) -> int:
    """The shorter side of the box around rings."""
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    return min(max(xs) - min(xs), max(ys) - min(ys))


def square(middle: Point) -> Ring:
    """The smallest square that can be seen."""
    x, y = middle
    return [(x - 1, y - 1), (x + 1, y - 1), (x + 1, y + 1), (x - 1, y + 1)]


def path_of(ring: Ring) -> str:
    """A closed path of SVG: its first point, then the steps from point to point."""
    (x, y), *rest = ring
    steps, before = [], (x, y)
    for point in rest:
        steps.append(f"{point[0] - before[0]} {point[1] - before[1]}")
        before = point
    return f"M{x} {y}l{' '.join(steps).replace(' -', '-')}z"


def codes_of(reference: Path) -> dict[str, str]:
    """The ids of the areas by the codes of the Office for National Statistics."""
    with (reference / "area.csv").open(encoding="utf-8", newline="") as stream:
        return {row["gss_code"]: row["id"] for row in csv.DictReader(stream) if row["gss_code"]}


def write_shapes(source: Path, target: Path, reference: Path) -> None:
    """Write `area_shape.csv` from the boundaries."""
    rows = list(shapes(source, codes_of(reference)))
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


if __name__ == "__main__":
    REFERENCE = package.ROOT / "data" / "reference"
    write_shapes(Path(sys.argv[1]), REFERENCE / "area_shape.csv", REFERENCE)
