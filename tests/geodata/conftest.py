"""The official files, what a build makes of them, and a small made-up city."""

from pathlib import Path
from typing import NamedTuple

import pytest

from geodata.building import BuildReport, build_resources
from geodata.sources import read_boundaries, read_spaces
from tests.geodata.official_files import row, write_boundaries, write_spaces


class Built(NamedTuple):
    folder: Path
    report: BuildReport


@pytest.fixture(scope="session")
def official_boundaries(shared_data):
    return shared_data / "data/geo/Barrios_Zona_SER.shp"


@pytest.fixture(scope="session")
def official_spaces(shared_data):
    return shared_data / "data/calles/calles_SER_2025.csv"


@pytest.fixture(scope="session")
def boundaries_as_read(official_boundaries):
    return read_boundaries(official_boundaries)


@pytest.fixture(scope="session")
def spaces_as_read(official_spaces):
    return read_spaces(official_spaces)


@pytest.fixture(scope="session")
def built(official_boundaries, official_spaces, tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    return Built(folder, build_resources(official_boundaries, official_spaces, folder))


@pytest.fixture
def small_boundaries(tmp_path):
    return write_boundaries(tmp_path / "Barrios.shp")


@pytest.fixture
def small_spaces(tmp_path):
    embajadores = {"neighbourhood": (2, "EMBAJADORES"), "street": "AMPARO, CALLE, DEL"}
    return write_spaces(
        tmp_path / "calles.csv",
        [
            row(),
            row(house="4", x=440_060.0, colour="Azul", spaces="3"),
            row(house="4", x=440_070.0, spaces="5"),
            row(x=440_250.0, house="1 B", spaces="10", **embajadores),
            row(x=440_260.0, house="S/N", colour="Naranja", spaces="", **embajadores),
            row(x=440_270.0, street="(Sin Asignar)", house="S/N", neighbourhood=(2, "EMBAJADORES")),
        ],
    )


@pytest.fixture
def small(small_boundaries, small_spaces, tmp_path):
    folder = tmp_path / "figures"
    return Built(folder, build_resources(small_boundaries, small_spaces, folder))
