"""How well the local geocoder understands addresses: right neighbourhood, interpolation, corners, speed.

Run: `python -m benchmarks.geocoding`. The queries are made from the street index itself in the ways in which people
write: abbreviated types, no accents, no small words, other case, one slip of the finger.
"""

import argparse
import random
import statistics
import string
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from math import hypot

from geodata.gazetteer.folding import fold
from geodata.gazetteer.vocabulary import PARTICLES
from geodata.geocoding import Ambiguous, Found, Geocoding, LocalGeocoder
from geodata.geocoding.house_numbers import locate_number
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.projection import to_utm, to_wgs84
from geodata.streets import HouseNumber, Street, StreetIndex

SEED = 20250312
QUERIES = 2000
TYPES = {
    "calle": ["Calle", "calle", "c/", "C.", "cl", ""],
    "avenida": ["Avenida", "Avda.", "av", "avda"],
    "paseo": ["Paseo", "Pº", "pso.", "p.º"],
    "plaza": ["Plaza", "Pza.", "pl.", "plza"],
    "glorieta": ["Glorieta", "Gta."],
    "travesia": ["Travesía", "trav."],
    "ronda": ["Ronda", "Rda."],
}
NUMBERS = ["{}", ", {}", " nº {}", " n.º {}", " núm. {}", " número {}", " #{}", ", {}, Madrid", " {} 3º izq"]


def address(street: Street, house: HouseNumber, rng: random.Random, *, slip: bool) -> str:
    """Return the address in one of the ways in which people write it, with a slip in the name or none."""
    kind = rng.choice(TYPES.get(fold(street.kind), [street.kind]))
    particles = street.label[len(street.kind) :].strip()
    name = particles if rng.random() < 0.6 else street.name
    if rng.random() < 0.3:
        name = " ".join(word for word in name.split() if word.lower() not in PARTICLES) or name
    if rng.random() < 0.5:
        name = fold(name)
    if slip:
        name = with_slip(name, rng)
    cases: list[Callable[[str], str]] = [str, str.lower, str.upper, str.title]
    name = rng.choice(cases)(name)
    number = rng.choice(NUMBERS).format(house.number)
    return f"{kind} {name} {number}".strip()


def with_slip(text: str, rng: random.Random) -> str:
    """Return the text with one letter dropped, doubled, changed or swapped, inside its longest word."""
    longest = max(text.split(), key=lambda word: sum(each.isalpha() for each in word))
    at = rng.randrange(1, max(2, len(longest) - 1))
    ways = [
        longest[:at] + longest[at + 1 :],
        longest[:at] + longest[at] + longest[at:],
        longest[:at] + rng.choice(string.ascii_lowercase) + longest[at + 1 :],
        longest[: at - 1] + longest[at] + longest[at - 1] + longest[at + 1 :],
    ]
    return text.replace(longest, rng.choice(ways), 1)


def is_right(answer: Geocoding, house: HouseNumber, index: NeighbourhoodIndex) -> bool:
    if not isinstance(answer, Found):
        return False
    located = index.locate(answer.place.point)
    return (answer.place.neighbourhood or (located and located.code)) == house.neighbourhood


def is_offered(answer: Geocoding, house: HouseNumber) -> bool:
    """Tell whether the right neighbourhood is among the choices of an answer that asks."""
    choices = answer.candidates if isinstance(answer, Ambiguous) else getattr(answer, "suggestions", ())
    return any(each.neighbourhood == house.neighbourhood for each in choices)


def samples(streets: list[Street], rng: random.Random) -> Iterator[tuple[Street, HouseNumber]]:
    numbered = [street for street in streets if street.numbers]
    for _ in range(QUERIES):
        street = rng.choice(numbered)
        yield street, rng.choice(street.numbers)


def understanding(*, slips: bool) -> None:
    rng = random.Random(SEED)
    geocoder, index = LocalGeocoder.load(), NeighbourhoodIndex.load()
    right = ambiguous = 0
    wrong: list[str] = []
    took: list[float] = []
    for street, house in samples(list(StreetIndex.load()), rng):
        query = address(street, house, rng, slip=slips)
        start = time.thread_time()
        answer = geocoder.find(query)
        took.append(1000 * (time.thread_time() - start))
        if is_right(answer, house, index):
            right += 1
        elif is_offered(answer, house):
            ambiguous += 1
        else:
            wrong.append(f"    {query!r} ({street.label}, {house.number}): {described(answer)}")
    print(
        f"{'one slip' if slips else 'no slips'}: right neighbourhood {right / QUERIES:.1%}, asked back",
        end=" ",
    )
    print(f"{ambiguous / QUERIES:.1%}; {statistics.median(took):.2f} ms median, {max(took):.1f} ms worst")
    print("\n".join(rng.sample(wrong, min(12, len(wrong)))))


def described(answer: Geocoding) -> str:
    if isinstance(answer, Found):
        return answer.place.label
    return (
        answer.reason
        if not isinstance(answer, Ambiguous)
        else "/".join(each.label for each in answer.candidates)
    )


def interpolation() -> None:
    index = NeighbourhoodIndex.load()
    away: list[float] = []
    same = 0
    for street in StreetIndex.load():
        for house in street.numbers:
            others = [each for each in street.numbers if each.number != house.number]
            guess = locate_number(others, house.number)
            if guess is None:
                continue
            away.append(hypot(guess.x - house.x, guess.y - house.y))
            located = index.locate(to_wgs84(guess.x, guess.y))
            same += (guess.neighbourhood or (located and located.code)) == house.neighbourhood
    away.sort()
    print(
        f"a hidden number: {len(away)} guessed, {statistics.median(away):.0f} m off in the middle,", end=" "
    )
    print(f"{away[int(0.95 * len(away))]:.0f} m at 95 %; right neighbourhood {same / len(away):.1%}")


def crossings() -> None:
    rng = random.Random(SEED)
    geocoder = LocalGeocoder.load()
    by_neighbourhood: dict[str, list[Street]] = defaultdict(list)
    for street in StreetIndex.load():
        if street.numbers:
            by_neighbourhood[street.numbers[0].neighbourhood].append(street)
    took: list[float] = []
    met = 0
    for _ in range(QUERIES):
        one, other = rng.choices(rng.choice(list(by_neighbourhood.values())), k=2)
        start = time.thread_time()
        answer = geocoder.find(f"{fold(one.name)} con {fold(other.name)}")
        took.append(1000 * (time.thread_time() - start))
        met += isinstance(answer, Found) and " con " in answer.place.label
    print(f"two streets of a neighbourhood: {met / QUERIES:.0%} meet;", end=" ")
    print(f"{statistics.median(took):.2f} ms median, {max(took):.1f} ms worst")


def labels() -> None:
    rng = random.Random(SEED)
    geocoder = LocalGeocoder.load()
    took: list[float] = []
    for _, house in samples(list(StreetIndex.load()), rng):
        point = to_wgs84(house.x, house.y)
        start = time.perf_counter()
        place = geocoder._labels.at(point)  # noqa: SLF001 - timed without the event loop
        took.append(1000 * (time.perf_counter() - start))
        if place is None or to_utm(place.point) == (0.0, 0.0):
            print("no label at", point)
    print(f"label of a shared point: {statistics.median(took):.2f} ms median")


def loading() -> None:
    start, cpu = time.perf_counter(), time.process_time()
    LocalGeocoder.load()
    print(
        f"loading: {time.perf_counter() - start:.2f} s, {time.process_time() - cpu:.2f} s of processor time"
    )


def main() -> None:
    """Measure and print."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    loading()
    loading()
    understanding(slips=False)
    understanding(slips=True)
    interpolation()
    crossings()
    labels()


if __name__ == "__main__":
    main()
