"""A small index of real names of Madrid, matched whole, as the street index matches them."""

from collections.abc import Sequence

from bot.understanding.tokens import fold

NAMES = """
Ponzano, Goya, Orense, Ibiza, Lagasca, Serrano, Alcalá, Fuencarral, Hortaleza, Galileo, Bravo Murillo, Juan Bravo,
Velázquez, Narváez, Paseo de la Castellana, Castellana, Santo Domingo, Doce de Octubre, Dos de Mayo, Quince de Agosto,
Crucero 25 de Mayo, Julio Palacios, Julio López, Domingo Fernández, Domingo Pérez del Val, Santo Domingo de Silos,
Federico Mayo, Francisco Abril, Mediodía Grande, Tres Cruces, Tres Peces, Cuatro Amigos, La Media, Media, Este, Norte,
Nochebuena, Matilde Díez, Hermanos del Moral, Cuatro Caminos, Sol, Atocha, Retiro, Chueca, Lavapiés, Malasaña,
Argüelles, Quevedo, Bilbao, América, Castilla, Santa Ana, Ríos Rosas, Diego de León, Santa Engracia, Mayor,
Príncipe de Vergara, Alonso Martínez, Recoletos, Roberto Domingo, Timoteo Domingo, Once de Junio, La Latina, Las Ventas
"""


class KnownNames:
    """Knows the names given, whole."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = {tuple(fold(name).split()) for name in names}
        self._longest = max((len(name) for name in self._names), default=0)

    def match(self, words: Sequence[str]) -> int:
        """Return how many of the leading folded words are a name; the longest wins."""
        lengths = range(min(self._longest, len(words)), 0, -1)
        return next((length for length in lengths if tuple(words[:length]) in self._names), 0)


MADRID_NAMES = KnownNames([name.strip() for name in NAMES.replace("\n", " ").split(",")])
