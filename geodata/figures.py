"""Official rows and outlines -> the columns and features that `tables.py` describes."""

import json
from collections import Counter
from typing import Any

import shapely

from geodata.boundaries import DECIMALS, CompactOutlines, centre
from geodata.sources import BoundaryFile, SpacesFile, SpacesRow
from geodata.tables import DECIMETRES, NONE, Streets, Stretches, StretchRow

_CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25830"}}


def street_columns(listed: SpacesFile) -> Streets:
    """Return the streets in order of name, then label."""
    names = {row.street for row in listed.rows if row.street is not None}
    in_order = sorted(names, key=lambda each: (each.name, each.label))
    return Streets.of(in_order)


def stretch_columns(listed: SpacesFile, streets: Streets) -> Stretches:
    """Return the stretches in order of street, number and place; those without street or number come first.

    Rows at the same position, of the same house and colour, are one stretch: their spaces add up.
    """
    ids = {label: street for street, label in enumerate(streets.label.tolist())}
    spaces: Counter[StretchRow] = Counter()
    for row in listed.rows:
        spaces[_stretch(row, ids)] += row.spaces or 0
    return Stretches.of(stretch._replace(spaces=spaces[stretch]) for stretch in sorted(spaces))


def _stretch(row: SpacesRow, ids: dict[str, int]) -> StretchRow:
    """Return the row's stretch without its spaces."""
    return StretchRow(
        street=NONE if row.street is None else ids[row.street.label],
        number=NONE if row.number is None else row.number,
        suffix=row.suffix,
        neighbourhood=row.neighbourhood,
        x_dm=round(row.x * DECIMETRES),
        y_dm=round(row.y * DECIMETRES),
        colour=row.colour,
        spaces=0,
    )


def features(official: BoundaryFile, outlines: CompactOutlines, listed: SpacesFile) -> list[dict[str, Any]]:
    """Return a GeoJSON feature for every neighbourhood of either file, in order of code.

    One that the outlines lack has its name from the list of spaces, no geometry, and as its centre the
    stretch in the middle of its stretches.
    """
    found = {
        outline.code: _feature(outline.code, outline.name, outline.district, centre(shape), shape)
        for outline, shape in zip(official.outlines, outlines.shapes, strict=True)
    }
    for code, (name, district) in listed.names.items():
        if code not in found:
            found[code] = _feature(code, name, district, _middle(listed, code), None)
    return [found[code] for code in sorted(found)]


def geojson(collection: list[dict[str, Any]]) -> str:
    """Return the features as a GeoJSON text, a line each; the coordinate system is said in the old way."""
    lines = ",\n".join(
        json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in collection
    )
    return f'{{"type":"FeatureCollection","crs":{json.dumps(_CRS)},"features":[\n{lines}\n]}}\n'


def _feature(
    code: str, name: str, district: str, middle: tuple[float, float], shape: shapely.Geometry | None
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name, "district": district, "centre": middle},
        "geometry": None if shape is None else shapely.geometry.mapping(shape),
    }


def _middle(listed: SpacesFile, code: str) -> tuple[float, float]:
    places = [(row.x, row.y) for row in listed.rows if row.neighbourhood == code]
    mean_x = sum(x for x, _ in places) / len(places)
    mean_y = sum(y for _, y in places) / len(places)
    x, y = min(places, key=lambda place: ((place[0] - mean_x) ** 2 + (place[1] - mean_y) ** 2, place))
    return round(x, DECIMALS), round(y, DECIMALS)
