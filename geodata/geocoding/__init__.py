"""From a place phrase to a point, and back: the local index first, then online services.

`base` has the results and the Protocol, `local` the geocoder that needs no network, `online` what
the online ones share, `chain` puts them in a row, `caching` remembers answers.
"""

from geodata.geocoding.base import Ambiguous, Found, Geocoder, Geocoding, NotFound
from geodata.geocoding.local import LocalGeocoder

__all__ = ["Ambiguous", "Found", "Geocoder", "Geocoding", "LocalGeocoder", "NotFound"]
