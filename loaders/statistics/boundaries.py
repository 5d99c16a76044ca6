"""Outlines of the force areas: one row per force, as GeoJSON of the publisher.

Ultra-generalised and clipped to the coast: for maps, not for measuring.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from openpeel.loaders.bounds import bounded_memory, check_size
from openpeel.loaders.database import check_length
from openpeel.loaders.errors import DataError, Place, shorten
from openpeel.loaders.months import month_number
from openpeel.loaders.statistics.periods import month_end
from openpeel.loaders.statistics.rows import Boundary, Extent, Rows
from openpeel.loaders.statistics.words import Words

# A month and a year in the name of the collection or of the file: December_2016, dec2016, DEC_2023.
MONTH_AND_YEAR = re.compile(r"([a-z]{3,9})[-_ ]*(20[0-9]{2})", re.IGNORECASE)
CODE = re.compile(r"PFA([0-9]{2})CD", re.IGNORECASE)
# Forty times what the file of this kind has; a finer one is too long for a page.
MOST_BYTES = 15_000_000
# Systems of coordinates that are longitude and latitude.
DEGREES = re.compile(r"(?:^|[:/])(?:CRS84|4326)$", re.IGNORECASE)
# Longitude and latitude of England and Wales, with some sea around them.
EXTENT = ((-7.0, 2.5), (49.0, 56.5))


def parse_boundaries(path: Path, words: Words) -> Rows:
    """One row of `boundary` per feature.

    Raises:
        DataError: no GeoJSON, no month, coordinates that are no degrees, a code, point or outline
            that is missing, not known or there twice, a force without outline.
    """
    collection = read_json(path)
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise DataError("not a collection of features", path, expected="FeatureCollection")
    check_degrees(path, collection)
    year, month = month_of(path, collection)
    seen: set[int] = set()
    features = collection.get("features")
    if not isinstance(features, list):
        raise DataError(
            "no list of features",
            path,
            column="features",
            value=shorten(features),
            expected="one feature a force",
        )
    for position, feature in enumerate(features, start=1):
        area, longitude, latitude, geometry = read_feature(path, position, feature, words)
        if year_of_codes(feature) not in (None, year % 100):
            raise feature_error(
                path,
                position,
                "PFA…CD",
                "codes of another year than the name",
                year_of_codes(feature),
                str(year),
            )
        if area in seen:
            raise feature_error(
                path, position, "code", "the area occurs twice", words.forces[area], "once"
            )
        seen.add(area)
        yield Boundary(area, longitude, latitude, geometry)
    if words.unknown:
        return
    for area, force in words.forces.items():
        if area not in seen:
            raise DataError("a force is missing", path, column="features", expected=force)
    day = str(month_end(year, month))
    yield Extent(day, day, len(seen))


def check_degrees(path: Path, collection: dict[str, Any]) -> None:
    """The coordinates are longitude and latitude; so they are where no system is named.

    Raises:
        DataError: another system is named, such as the National Grid.
    """
    crs = collection.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name")) if isinstance(properties, dict) else shorten(crs)
    if not DEGREES.search(name):
        raise DataError(
            "coordinates that are not longitude and latitude",
            path,
            column="crs",
            value=name,
            expected="CRS84 or EPSG:4326; download the boundaries in that system",
        )


def month_of(path: Path, collection: dict[str, Any]) -> tuple[int, int]:
    """Year and month of the boundaries, by the name of the collection or else of the file.

    Raises:
        DataError: neither says them.
    """
    for text in (str(collection.get("name", "")), path.name):
        for word, year in MONTH_AND_YEAR.findall(text):
            if month := month_number(word):
                return int(year), month
    raise DataError(
        "no name with a month",
        path,
        column="name",
        value=str(collection.get("name", "")),
        expected="Police_Force_Areas__December_2016_…, or a file called "
        "police-force-areas-december-2016.geojson",
    )


def year_of_codes(feature: Any) -> int | None:
    """The last two digits of the year that a feature's code is of: 16 for PFA16CD."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    keys = list(properties) if isinstance(properties, dict) else []
    years = [int(match[1]) for key in keys if (match := CODE.fullmatch(key))]
    return years[0] if years else None


def read_json(path: Path) -> Any:
    """The content of a JSON file.

    Raises:
        DataError: it is none, told with line and place.
    """
    check_size(path, MOST_BYTES)
    try:
        with bounded_memory():
            return json.loads(path.read_text(encoding="utf-8-sig"))
    except MemoryError as error:
        raise DataError("takes more memory than outlines can", path) from error
    except UnicodeDecodeError as error:
        raise DataError("not UTF-8", path) from error
    except json.JSONDecodeError as error:
        raise DataError(f"not JSON ({error.msg})", path, line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or brackets within thousands of brackets.
        raise DataError(f"not JSON that can be read ({error})", path) from error
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror})", path) from error


def feature_error(
    path: Path, position: int, column: str, problem: str, value: object, expected: str
) -> DataError:
    """What is wrong with a feature, told by its place among the features."""
    return DataError(
        f"feature {position}: {problem}",
        path,
        column=column,
        value=str(value)[:200],
        expected=expected,
    )


def read_feature(
    path: Path, position: int, feature: Any, words: Words
) -> tuple[int, float, float, str]:
    """The area, point for a label and outline of a feature.

    Raises:
        DataError: one of them is missing, not known or out of range.
    """
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise feature_error(path, position, "properties", "missing", shorten(feature), "an object")
    key = next((key for key in properties if CODE.fullmatch(key)), None)
    if key is None:
        raise feature_error(
            path, position, "PFA…CD", "the code is missing", "", "a key such as PFA16CD"
        )
    code = properties[key]
    area = words.codes.get(code) if isinstance(code, str) else None
    if area not in words.forces or area is None:
        raise feature_error(
            path, position, key, "a code that is not known", code, "the code of a force"
        )
    name_key = f"{key[:-2]}{'NM' if key.isupper() else 'nm'}"
    name = properties.get(name_key)
    found = words.area(str(name), Place(path, None, f"feature {position}, {name_key}"), area)
    if found >= 0 and found != area:
        raise feature_error(
            path, position, name_key, f"not the name of {code}", name, words.forces[area]
        )
    point: list[float] = []
    by_axis = {str(key).upper(): value for key, value in properties.items()}
    for axis, (least, most) in zip(("LONG", "LAT"), EXTENT, strict=True):
        value: Any = by_axis.get(axis)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        # So and not the other way round, since NaN is neither more nor less than anything.
        if not (is_number and least <= value <= most):
            expected = f"degrees in England and Wales, {least:g} to {most:g}"
            raise feature_error(path, position, axis, "not a degree", value, expected)
        point.append(float(value))
    return area, point[0], point[1], read_geometry(path, position, feature.get("geometry"), point)


def read_geometry(path: Path, position: int, geometry: Any, label: list[float]) -> str:
    """An outline as compact GeoJSON.

    Raises:
        DataError: it is neither Polygon nor MultiPolygon, a ring is not closed, or the outline is
            not around the point for its label.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise feature_error(
            path, position, "geometry", "no outline", kind, "Polygon or MultiPolygon"
        )
    outline = geometry.get("coordinates")
    polygons = [outline] if kind == "Polygon" else outline
    try:
        rings = [ring for polygon in polygons for ring in polygon]
        sound = bool(rings) and all(
            len(ring) >= 4
            and ring[0] == ring[-1]
            and all(len(p) == 2 and abs(p[0]) <= 180 and abs(p[1]) <= 90 for p in ring)
            for ring in rings
        )
    except (TypeError, IndexError, KeyError):
        sound = False
    if not sound:
        raise feature_error(
            path,
            position,
            "coordinates",
            "not rings of points",
            shorten(outline),
            "closed rings of longitude and latitude",
        )
    check_around(path, position, rings, label)
    text = json.dumps({"type": kind, "coordinates": outline}, separators=(",", ":"))
    place = feature_error(
        path, position, "coordinates", "the outline is too long", kind, "fewer points"
    )
    check_length(text, place)
    return text


def check_around(
    path: Path, position: int, rings: list[list[list[float]]], label: list[float]
) -> None:
    """The point for a label lies inside of the outline, so that it is this area's.

    Raises:
        DataError: it lies elsewhere.
    """
    if not is_inside(label[0], label[1], rings):
        points = [point for ring in rings for point in ring]
        (west, south), (east, north) = (
            [choose(point[axis] for point in points) for axis in (0, 1)] for choose in (min, max)
        )
        raise feature_error(
            path,
            position,
            "coordinates",
            "an outline that is not around its point",
            f"longitude {west:g} to {east:g}, latitude {south:g} to {north:g}",
            f"around {label[0]:g}, {label[1]:g}",
        )


def is_inside(x: float, y: float, rings: list[list[list[float]]]) -> bool:
    """Whether a point lies in rings and in none of their holes: a ray crosses an odd number."""
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside
