"""Official files -> the compact figures in `resources/`.

The same files give the same bytes. Nothing is written before both files have been read whole, and each
figure replaces its forerunner in one step, so that a build that fails leaves the old ones as they were.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import shapely

from geodata.boundaries import CompactOutlines, compact
from geodata.errors import DamagedFileError, OutputError
from geodata.figures import features, geojson, street_columns, stretch_columns
from geodata.kept import kept_boundaries, kept_spaces
from geodata.source_note import BuildReport, source_note
from geodata.sources import BoundaryFile, SpacesFile, read_boundaries, read_spaces
from geodata.spaces import COLOURS
from geodata.tables import (
    OUTLINES_FILE,
    RESOURCES,
    SOURCE_FILE,
    STREETS_FILE,
    STRETCHES_FILE,
    Streets,
    Stretches,
    as_npz,
)

__all__ = ["BuildReport", "Step", "build_resources"]

Step = Literal["reading_boundaries", "reading_spaces", "generalising", "writing"]

_LARGEST_MENDED_SHIFT = 25.0  # metres, a street and its pavements; the overlaps of 2023 need 7


def build_resources(
    boundaries: Path | None,
    spaces: Path | None,
    out: Path,
    progress: Callable[[Step], None] = lambda _: None,
    *,
    base: Path = RESOURCES,
) -> BuildReport:
    """Build the figures from the outlines in `boundaries` and the list in `spaces` into the folder `out`.

    None keeps what the figures in `base` have. `progress` is called with each step as it begins. Raises
    SourceFileError and its children for a file that cannot be used, ResourceError for a damaged `base`,
    OutputError if `out` cannot be written.
    """
    progress("reading_boundaries")
    official = read_boundaries(boundaries) if boundaries else kept_boundaries(base)
    progress("reading_spaces")
    listed = read_spaces(spaces) if spaces else kept_spaces(base)
    progress("generalising")
    outlines = _generalised(official)
    streets = street_columns(listed)
    stretches = stretch_columns(listed, streets)
    neighbourhoods = features(official, outlines, listed)
    report = _report(official, listed, outlines, streets, stretches)
    progress("writing")
    sizes = _write(
        out,
        {
            STREETS_FILE: as_npz(streets),
            STRETCHES_FILE: as_npz(stretches),
            OUTLINES_FILE: geojson(neighbourhoods).encode(),
            SOURCE_FILE: source_note(official, listed, report).encode(),
        },
    )
    return replace(report, sizes=sizes)


def _generalised(official: BoundaryFile) -> CompactOutlines:
    shapes = np.array([each.shape for each in official.outlines], dtype=object)
    if official.compact:
        return CompactOutlines(shapes, largest_shift=0.0, mended=False)
    outlines = compact(shapes)
    lost = bool(shapely.is_empty(outlines.shapes).any())
    if lost or outlines.largest_shift > _LARGEST_MENDED_SHIFT:
        raise DamagedFileError(official.file, "overlap", f"{outlines.largest_shift:.0f} m")
    return outlines


def _report(
    official: BoundaryFile,
    listed: SpacesFile,
    outlines: CompactOutlines,
    streets: Streets,
    stretches: Stretches,
) -> BuildReport:
    rows = listed.rows
    outlined = {outline.code for outline in official.outlines}
    without_outline = Counter(row.neighbourhood for row in rows if row.neighbourhood not in outlined)
    spaces = {colour: sum(row.spaces or 0 for row in rows if row.colour == colour) for colour in COLOURS}
    return BuildReport(
        neighbourhoods=len(outlined | listed.names.keys()),
        streets=len(streets.label),
        stretches=len(stretches.street),
        rows=len(rows),
        spaces=spaces,
        duplicates=listed.duplicates,
        without_figure=sum(row.spaces is None for row in rows),
        without_street=sum(row.street is None for row in rows),
        without_number=sum(row.number is None for row in rows),
        rows_without_outline=dict(sorted(without_outline.items())),
        outlines_without_rows=tuple(sorted(outlined - listed.names.keys())),
        outline_points=int(shapely.get_num_coordinates(outlines.shapes).sum()),
        largest_shift=outlines.largest_shift,
        mended=outlines.mended,
    )


def _write(out: Path, contents: Mapping[str, bytes]) -> dict[str, int]:
    """Write everything beside its place, then move it there; return the sizes in bytes by file."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".building-") as staging:
            for name, content in contents.items():
                (Path(staging) / name).write_bytes(content)
            for name in contents:
                (Path(staging) / name).replace(out / name)
    except OSError as error:
        raise OutputError(out, error.strerror or str(error)) from error
    return {name: len(content) for name, content in contents.items()}
