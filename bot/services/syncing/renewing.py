"""Official streets or boundaries -> figures, the rest as it was; read again and compared. Runs in the worker."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args

from bot.portal.content import HEAD, is_archive
from bot.portal.errors import ArchiveError, UnlikelyFiguresError
from bot.portal.unpacking import ArchiveLimits, members_of, unpack
from bot.steps.processes import Tell
from geodata.building import BuildReport, build_resources
from geodata.building import Step as BuildStep
from geodata.errors import NoOutlineError, SourceFileError, WrongFileError
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.spaces import SpaceIndex
from geodata.streets import StreetIndex

_WANTED: Final[Mapping[str, tuple[str, ...]]] = {
    "streets": (".csv", ".txt", ".xlsx", ".xls"),
    "boundaries": (".shp", ".geojson", ".json"),
}
_SPREADSHEET_MEMBER: Final = "[Content_Types].xml"  # what tells an xlsx from other archives
_BUILD_STEPS: Final = get_args(BuildStep)
_LIMITS: Final = ArchiveLimits()
_NAMES_TOLD: Final = 5
_LIKELY: Final = (0.8, 1.5)
"""The zone grows by some neighbourhoods a year; a fifth less, or half as much again, is a file cut or mixed up."""


def renew_figures(job: Mapping[str, str], tell: Tell) -> dict[str, Any]:
    """Build figures from the `file` of a `dataset`, the rest as in `base`, into `out`; `room`: to unpack in.

    Raises ArchiveError, SourceFileError and its children, OutputError, UnlikelyFiguresError.
    """
    dataset, base, out = job["dataset"], Path(job["base"]), Path(job["out"])
    tell("unpacking", 0.0)
    sources, rars = _sources(Path(job["file"]), _WANTED[dataset], Path(job["room"]))
    report = _first_built(sources, dataset, out, base, tell)
    tell("checking", 0.0)
    _refuse_unlikely(out, base)
    return {
        "neighbourhoods": report.neighbourhoods,
        "streets": report.streets,
        "spaces": sum(report.spaces.values()),
        "without_outline": list(report.rows_without_outline),
        "remarks": rars,
    }


def _sources(file: Path, wanted: tuple[str, ...], room: Path) -> tuple[list[Path], list[Exception]]:
    """Return the file, or the files in the archive that it is, that may be the one; and what stayed packed."""
    with file.open("rb") as stream:
        packed = is_archive(stream.read(HEAD))
    if not packed or _SPREADSHEET_MEMBER in members_of(file, _LIMITS):
        return [file], []
    unpacked = unpack(file, room, _LIMITS)
    rars: list[Exception] = [ArchiveError(file.name, "rar_inside", name) for name in unpacked.rars]
    found = [each for each in unpacked.files if each.suffix.lower() in wanted]
    if not found:
        raise rars[0] if rars else ArchiveError(file.name, "nothing", _some(unpacked.files))
    return found, rars


def _first_built(sources: list[Path], dataset: str, out: Path, base: Path, tell: Tell) -> BuildReport:
    """Build from the first file that can be; raises the error of the one that should have been it."""
    errors: list[SourceFileError] = []
    for source in sources:
        try:
            return build_resources(
                source if dataset == "boundaries" else None,
                source if dataset == "streets" else None,
                out,
                lambda step: tell("building", _BUILD_STEPS.index(step) / len(_BUILD_STEPS)),
                base=base,
            )
        except SourceFileError as error:
            errors.append(error)
    raise next((error for error in errors if not isinstance(error, WrongFileError)), errors[0])


def _refuse_unlikely(new: Path, present: Path) -> None:
    """Read the new figures again, and compare what they hold with the present ones."""
    least, most = _LIKELY
    before = _counts(present)
    for what, count in _counts(new).items():
        if not least * before[what] <= count <= most * before[what]:
            raise UnlikelyFiguresError(what, before[what], count)


def _counts(figures: Path) -> dict[str, int]:
    spaces, neighbourhoods = SpaceIndex.load(figures).totals(), NeighbourhoodIndex.load(figures)
    return {
        "count_spaces": sum(spaces.values()),
        "count_streets": len(StreetIndex.load(figures)),
        "count_neighbourhoods": len({code for code, _ in spaces}),
        "count_outlines": sum(_has_outline(neighbourhoods, each.code) for each in neighbourhoods),
    }


def _has_outline(neighbourhoods: NeighbourhoodIndex, code: str) -> bool:
    try:
        neighbourhoods.outline(code)
    except NoOutlineError:
        return False
    return True


def _some(files: list[Path]) -> str:
    return ", ".join(file.name for file in files[:_NAMES_TOLD])
