import subprocess
import sys
from pathlib import Path

HEAVY = {"polars", "pandas", "geopandas", "pyogrio", "pyarrow", "matplotlib", "statsmodels"}

SERVING = """
import asyncio, sys
from geodata.geocoding.local import LocalGeocoder
from geodata.maps import Around, Kerbs, Layers, MapRequest, draw_map
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.spaces import SpaceIndex
from geodata.streets import StreetIndex

neighbourhoods, streets, geocoder = NeighbourhoodIndex.load(), StreetIndex.load(), LocalGeocoder.load()
place = asyncio.run(geocoder.geocode("Calle de Ponzano 20")).place
assert neighbourhoods.locate(place.point).district == "Chamberí"
assert SpaceIndex.load().near(place.point, 100.0)
assert draw_map(Layers.of(neighbourhoods, streets, Kerbs.load()), MapRequest(Around(place.point), "Ponzano"))
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_finding_counting_and_drawing_load_no_library_of_tables():
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SERVING], cwd=root, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert {"numpy", "shapely", "PIL"} <= loaded
    assert loaded & HEAVY == set()
