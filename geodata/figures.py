"""Official rows and outlines -> the tables and features that `tables.py` describes."""

import json
from typing import Any

import polars as pl
import shapely

from geodata.boundaries import DECIMALS, CompactOutlines, centre
from geodata.sources import BoundaryFile, SpacesFile, SpacesRow
from geodata.tables import DECIMETRES, STREETS_SCHEMA, STRETCHES_SCHEMA

_CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25830"}}


def street_table(listed: SpacesFile) -> pl.DataFrame:
    """Return one row a street, in order of name, then label; columns as in `STREETS_SCHEMA`."""
    names = {row.street for row in listed.rows if row.street is not None}
    rows = [
        (number, *name) for number, name in enumerate(sorted(names, key=lambda each: (each.name, each.label)))
    ]
    return pl.DataFrame(rows, schema=STREETS_SCHEMA, orient="row")


def stretch_table(listed: SpacesFile, streets: pl.DataFrame) -> pl.DataFrame:
    """Return one row a stretch, in order of street and number; columns as in `STRETCHES_SCHEMA`.

    Rows at the same position, of the same house and colour, are one stretch: their spaces add up.
    """
    ids = {label: street for street, label in streets.select("street", "label").iter_rows()}
    rows = [_stretch(row, ids) for row in listed.rows]
    key = [column for column in STRETCHES_SCHEMA if column != "spaces"]
    table = pl.DataFrame(rows, schema=STRETCHES_SCHEMA, orient="row")
    sums = table.group_by(key).agg(pl.col("spaces").sum()).sort(key, nulls_last=True)
    return sums.cast({"spaces": STRETCHES_SCHEMA["spaces"]})


def _stretch(row: SpacesRow, ids: dict[str, int]) -> tuple[object, ...]:
    return (
        None if row.street is None else ids[row.street.label],
        row.number,
        row.suffix,
        row.neighbourhood,
        round(row.x * DECIMETRES),
        round(row.y * DECIMETRES),
        row.colour,
        row.spaces or 0,
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
