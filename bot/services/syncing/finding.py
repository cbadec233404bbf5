"""Which editions a synchronisation is about: asked of the catalogue, or known by their address."""

from bot.portal.addresses import Dataset
from bot.portal.catalogue import catalogue_address, read_catalogue
from bot.portal.choosing import newest, newest_quarters
from bot.portal.client import PortalClient
from bot.portal.editions import Edition, boundary_editions
from bot.portal.errors import CatalogueError, WrongContentError
from bot.settings import Settings

Group = tuple[Edition, ...]
"""Editions of the same thing, the best first: each stands in for those before it."""


async def wanted(
    client: PortalClient, settings: Settings, dataset: Dataset, quarters: int
) -> tuple[Group, ...]:
    """Return the newest editions of a data set, of tickets those of so many quarters.

    Raises what `PortalClient.read` does, and CatalogueError.
    """
    if dataset == "boundaries":
        return (boundary_editions(settings.boundaries_url),)
    address = catalogue_address(settings.portal_url, dataset)
    try:
        content = await client.read(f"package_show {dataset}", address)
    except WrongContentError as error:
        raise CatalogueError(dataset, "no_catalogue") from error
    editions = read_catalogue(dataset, address, content)
    return newest_quarters(editions, quarters) if dataset == "tickets" else (newest(editions),)
