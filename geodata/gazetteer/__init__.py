"""Places by name: how names are folded, what their words stand for, and what is called so."""

from geodata.gazetteer.gazetteer import Gazetteer, Guess, Named

__all__ = ["Gazetteer", "Guess", "Named"]
