"""The figures as sources of their successors: what a build keeps when only one official file is new."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from geodata.errors import NoOutlineError
from geodata.names import StreetName
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.source_note import read_sources
from geodata.sources import BoundaryFile, OfficialOutline, SpacesFile, SpacesRow
from geodata.tables import NONE, Streets, Stretches, read_streets, read_stretches

if TYPE_CHECKING:
    from geodata.spaces import Colour


def kept_boundaries(resources: Path) -> BoundaryFile:
    """Return the outlines as the figures have them, under the official file's name; raises ResourceError."""
    source, _ = read_sources(resources)
    index = NeighbourhoodIndex.load(resources)
    outlines = []
    for each in index:
        try:
            outlines.append(OfficialOutline(each.code, each.name, each.district, index.outline(each.code)))
        except NoOutlineError:
            continue
    return BoundaryFile(
        Path(source.file),
        source.sha256,
        source.layout,
        source.updated,
        tuple(outlines),
        outside=0,
        compact=True,
    )


def kept_spaces(resources: Path) -> SpacesFile:
    """Return the stretches as the figures have them, under the official file's name; raises ResourceError."""
    _, source = read_sources(resources)
    listed = {each.code: (each.name, each.district) for each in NeighbourhoodIndex.load(resources)}
    stretches = read_stretches(resources)
    names = {code: listed[code] for code in stretches.neighbourhoods.tolist()}
    rows = tuple(_rows(read_streets(resources), stretches))
    return SpacesFile(Path(source.file), source.sha256, source.layout, rows, names, duplicates=0)


def _rows(streets: Streets, stretches: Stretches) -> Iterator[SpacesRow]:
    """Yield the stretches as rows of the official list, in which an id is a name and a number may lack."""
    named = [StreetName(*name) for name in zip(*(column.tolist() for column in streets), strict=True)]
    suffixes, neighbourhoods, colours = stretches.words()
    return map(
        SpacesRow,
        *stretches.metres().T.tolist(),
        neighbourhoods,
        (None if street == NONE else named[street] for street in stretches.street.tolist()),
        (None if number == NONE else number for number in stretches.number.tolist()),
        suffixes,
        cast("list[Colour]", colours),
        stretches.spaces.tolist(),
    )
