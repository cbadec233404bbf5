"""The city's data sets, and where they are."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final, Literal
from urllib.parse import urlsplit

Dataset = Literal["streets", "boundaries", "tickets", "meters"]

CATALOGUED: Final[Mapping[Dataset, str]] = {
    "streets": "218228-0-ser-calles",
    "tickets": "300470-0-ser-uso-parquimetros",
    "meters": "300481-0-ser-parquimetros",
}
"""Their ids in the catalogue of datos.madrid.es; the boundaries are the geoportal's, which has none."""

PORTAL: Final = "https://datos.madrid.es"
BOUNDARIES: Final = (
    "https://geoportal.madrid.es/fsdescargas/IDEAM_WBGEOPORTAL/MOVILIDAD/ZONA_SER/SHP_ZIP.zip "
    "https://sigma.madrid.es/hosted/rest/services/GEOPORTAL/SERVICIO_DE_ESTACIONAMIENTO_REGULADO/MapServer/3"
    "/query?where=1%3D1&outFields=*&outSR=4326&f=geojson"
)
"""A shapefile in a ZIP; in 2026 it was seen without the neighbourhoods, which the map service has as a layer."""

OFFICIAL_HOSTS: Final = ("https://datos.madrid.es", "https://geoportal.madrid.es", "https://sigma.madrid.es")


def is_acceptable(address: str) -> bool:
    """Say whether an address may be set: https, or http on this very machine, and no name and password in it.

    As the client reads it, which takes no others, and does not take every host that begins with `xn--`.
    """
    import httpx  # noqa: PLC0415 -- only who sets an address waits for it

    try:
        _ = urlsplit(address).port  # stricter about brackets and ports
        url = httpx.URL(address)
        host = url.host
    except (httpx.InvalidURL, ValueError):  # UnicodeError is one
        return False
    is_safe = url.scheme == "https" or (url.scheme == "http" and _is_loopback(host))
    return bool(host) and not url.userinfo and is_safe


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
