"""When a part of a street's name is enough to mean it."""

from geodata.gazetteer.names import Name

_BY_SURNAME = """
vergara bordiu esquerdo penalver pardinas peron varela moscardo abascal alcocer urquijo aguilera silvela
becerra oraa ricardos maragall yague uhagon arrando galdos baranda zuniga tovar raimundo
"""
_KNOWN_BY_SURNAME = frozenset(_BY_SURNAME.split())
"""Surnames by which people in Madrid name one street of the zone ("Vergara" for Príncipe de Vergara).
Any other lone surname may just as well be a street elsewhere: Ocaña is in Aluche, Ruiz Ocaña in the zone."""

_TELLING_WORDS = 2  # "Ortega y Gasset", "Sainz de Baranda": two surnames together are hardly another street


def is_enough(part: Name) -> bool:
    """Tell whether people mean the street by this part of its name and nothing else."""
    return len(part) >= _TELLING_WORDS or part[0] in _KNOWN_BY_SURNAME
