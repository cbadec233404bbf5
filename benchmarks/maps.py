"""How long a map takes and how large it is: python benchmarks/maps.py.

Targets: set-up 150 ms, a fresh 1000 x 1000 picture 150 ms on one core at the very most, 250 kB.
"""

from dataclasses import replace
from statistics import median
from time import perf_counter, process_time

from geodata.maps import Around, Fitted, Kerbs, LegendEntry, LocalMapRenderer, MapRequest, Pin, Walk
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.places import Point
from geodata.streets import StreetIndex

ROUNDS = 15
PLACES = {
    "Ponzano 20": Point(40.4378, -3.6994),
    "Sol": Point(40.4169, -3.7035),
    "Plaza de Castilla": Point(40.4666, -3.6892),
    "Paseo Imperial": Point(40.4075, -3.7210),
    "Aluche (outside)": Point(40.3880, -3.7600),
}
LEVELS = ("easy", "medium", "hard", "unregulated", "unknown")
COLOURS = frozenset({"blue", "green", "orange", "red", "high_rotation"})


def requests(codes: list[str]) -> dict[str, MapRequest]:
    legend = tuple(LegendEntry(sample, sample) for sample in (*LEVELS, "blue", "green"))
    levels = {code: LEVELS[number % 3] for number, code in enumerate(codes)}
    plain = MapRequest(
        view=Fitted(), title="Madrid", subtitle="martes, 11:00", levels=levels, legend=legend, ribbon="Demo"
    )
    near = {
        name: replace(
            plain, view=Around(at), title=name, pin=Pin(at, name), walk=Walk(400.0, "5 min"), colours=COLOURS
        )
        for name, at in PLACES.items()
    }
    first = near["Ponzano 20"]
    return {
        **near,
        "dark": replace(first, theme="dark"),
        "900 m": replace(first, view=Around(PLACES["Ponzano 20"], 900.0)),
        "portrait": replace(first, size=(720, 1280)),
        "neighbourhood": replace(first, view=Fitted(("07-05",)), pin=None),
        "whole zone": plain,
    }


def main() -> None:
    neighbourhoods, streets = NeighbourhoodIndex.load(), StreetIndex.load()
    start = perf_counter()
    renderer = LocalMapRenderer(neighbourhoods, streets, Kerbs.load())
    print(f"set-up {1000 * (perf_counter() - start):.0f} ms")
    for name, request in requests([each.code for each in neighbourhoods]).items():
        spent = []
        for _ in range(ROUNDS):
            start = process_time()
            png = renderer.render(request)
            spent.append(1000 * (process_time() - start))
        print(
            f"{name:20} {min(spent):4.0f} ms at best, {median(spent):4.0f} in the middle, {len(png) / 1000:4.0f} kB"
        )


if __name__ == "__main__":
    main()
