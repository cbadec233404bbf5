"""The outlines of the SER neighbourhoods: a shapefile of the city's geoportal, or its map service's GeoJSON.

2025 columns: `CODDIS, NOMDIS, CODBAR, NOMBAR, COD_DIS_TX, ...`; 2023: the first four. `CODBAR` counts
inside the district. One polygon is not a neighbourhood: `CODDIS` "-", the rest of the municipality.
"""

import hashlib
import json
import struct
import warnings
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import pyogrio
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import DamagedFileError, MissingFileError, WrongFileError
from geodata.names import neighbourhood_name
from geodata.projection import UTM
from geodata.sources.files import in_madrid, read_bytes

_COLUMNS = ("CODDIS", "NOMDIS", "CODBAR", "NOMBAR")
_LATER_COLUMN = "COD_BAR_TX"
_OUTSIDE = "-"
_UNREADABLE = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyproj.exceptions.ProjError,
    shapely.errors.ShapelyError,
    UnboundLocalError,  # what pyogrio 0.13 says of a .prj that it cannot read
    ValueError,
)
_SHP_MAGIC = 9994
_SHP_HEADER = struct.Struct(">i20xi")  # magic, then the length in 16-bit words (ESRI white paper, 1998)
_WORD_BYTES = 2
_GEOJSON = {".geojson", ".json"}
_CUT_SHORT = "exceededTransferLimit"  # how a map service says that it has more polygons than it sent
_DBF_HEADER = struct.Struct("<x3BIHH")  # last update yy-mm-dd, records, header bytes, record bytes
_DBF_EPOCH = 1900


@dataclass(frozen=True, slots=True)
class OfficialOutline:
    """A neighbourhood as the shapefile has it: name and district as people write them, EPSG:25830."""

    code: str
    name: str
    district: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class BoundaryFile:
    """The outlines as read, in order of code.

    `layout`: "2025" or "2023"; `updated`: the date that the table of attributes carries, None where it
    carries none; `outside`: polygons left out because they are not neighbourhoods; `sha256` is of the .shp or
    the GeoJSON; `compact`: the outlines have been generalised before.
    """

    file: Path
    sha256: str
    layout: str
    updated: date | None
    outlines: tuple[OfficialOutline, ...]
    outside: int
    compact: bool = False


def read_boundaries(file: Path) -> BoundaryFile:
    """Read the neighbourhoods' outlines; raises SourceFileError and its children."""
    content, updated = _checked_json(file) if file.suffix.lower() in _GEOJSON else _checked(file)
    frame = _frame(file)
    missing = [column for column in _COLUMNS if column not in frame.columns]
    if missing:
        raise WrongFileError(file, "columns", ", ".join(missing))
    outside = frame["CODDIS"].astype(str).str.strip() == _OUTSIDE
    rows = frame[~outside]
    outlines = [
        _outline(file, cells) for cells in zip(*(rows[c] for c in (*_COLUMNS, "geometry")), strict=True)
    ]
    if not outlines:
        raise WrongFileError(file, "no_neighbourhoods")
    by_code = {each.code: each for each in outlines}
    if len(by_code) < len(outlines):
        raise DamagedFileError(file, "duplicate_neighbourhood")
    return BoundaryFile(
        file,
        hashlib.sha256(content).hexdigest(),
        "2025" if _LATER_COLUMN in frame.columns else "2023",
        updated,
        tuple(by_code[code] for code in sorted(by_code)),
        int(outside.sum()),
    )


def _frame(file: Path) -> gpd.GeoDataFrame:
    encoding = None if file.with_suffix(".cpg").exists() else "utf-8"  # the city's tables are in UTF-8
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # GDAL's; what it read is judged shape by shape
            frame = gpd.read_file(file, engine="pyogrio", encoding=encoding)
        if isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None and frame.crs != UTM:
            frame = frame.to_crs(UTM)
    except _UNREADABLE as error:
        raise DamagedFileError(file, "unreadable", str(error)) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise WrongFileError(file, "not_polygons")
    return frame


def _outline(file: Path, cells: tuple[object, ...]) -> OfficialOutline:
    district, district_name, number, name, shape = cells
    if not (str(district).strip().isdecimal() and str(number).strip().isdecimal()):
        raise DamagedFileError(file, "bad_code", f"{district}-{number}")
    code = f"{int(str(district)):02d}-{int(str(number)):02d}"
    if not isinstance(shape, BaseGeometry) or shape.is_empty:
        raise DamagedFileError(file, "bad_outline", code)
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise WrongFileError(file, "not_polygons", shape.geom_type)
    if not shape.is_valid:
        raise DamagedFileError(file, "bad_outline", f"{code}: {shapely.is_valid_reason(shape)}")
    left, bottom, right, top = shape.bounds
    if not (in_madrid(left, bottom) and in_madrid(right, top)):
        raise WrongFileError(file, "outside_madrid", code)
    shape = shapely.force_2d(shape)
    return OfficialOutline(code, neighbourhood_name(str(name)), neighbourhood_name(str(district_name)), shape)


def _checked(file: Path) -> tuple[bytes, date | None]:
    """Check that all the files are there and as long as their headers say.

    GDAL reads what is left of a shapefile cut short, and says nothing.
    """
    if file.suffix.lower() != ".shp" and file.is_file():
        raise WrongFileError(file, "not_a_shapefile")
    content = read_bytes(file)
    for suffix in (".shx", ".dbf"):
        if not file.with_suffix(suffix).is_file():
            raise MissingFileError(file, "companion", file.with_suffix(suffix).name)
    _check_shapes(file, content)
    _check_shapes(file.with_suffix(".shx"), read_bytes(file.with_suffix(".shx")))
    return content, _check_table(file.with_suffix(".dbf"))


def _checked_json(file: Path) -> tuple[bytes, None]:
    content = read_bytes(file)
    try:
        document = json.loads(content)
    except ValueError as error:
        raise DamagedFileError(file, "unreadable", str(error)) from error
    if isinstance(document, dict):
        properties = document.get("properties")
        cut = document.get(_CUT_SHORT) or (isinstance(properties, dict) and properties.get(_CUT_SHORT))
        if cut:
            raise DamagedFileError(file, "truncated", _CUT_SHORT)
    return content, None


def _check_shapes(file: Path, content: bytes) -> None:
    if len(content) < _SHP_HEADER.size:
        raise DamagedFileError(file, "truncated")
    magic, words = _SHP_HEADER.unpack_from(content)
    if magic != _SHP_MAGIC:
        raise DamagedFileError(file, "unreadable", "no shapefile header")
    if len(content) < words * _WORD_BYTES:
        raise DamagedFileError(file, "truncated", f"{len(content):,} of {words * _WORD_BYTES:,} bytes")


def _check_table(file: Path) -> date | None:
    content = read_bytes(file)
    if len(content) < _DBF_HEADER.size:
        raise DamagedFileError(file, "truncated")
    year, month, day, records, header_bytes, record_bytes = _DBF_HEADER.unpack_from(content)
    whole = header_bytes + records * record_bytes
    if len(content) < whole:
        raise DamagedFileError(file, "truncated", f"{len(content):,} of {whole:,} bytes")
    try:
        return date(_DBF_EPOCH + year, month, day)
    except ValueError:
        return None
