"""A made-up city's open data on a portal of this machine, and an installation that knows its older figures."""

import asyncio
import io
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot.geography import building_room, figures_in_force, put_in_force
from bot.portal.limits import Limits
from bot.services.syncing import SyncRequest, SyncService
from bot.settings import Settings
from forecasting.tickets.store import TicketStore
from geodata.building import build_resources
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.spaces import SpaceIndex
from tests.bot.portal.server import Served
from tests.bot.served import happens
from tests.forecasting.tickets.rows import HEADER, day_of_rows
from tests.geodata.official_files import CITY, row, square, write_boundaries, write_spaces

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
STREETS, TICKETS, METERS = "218228-0-ser-calles", "300470-0-ser-uso-parquimetros", "300481-0-ser-parquimetros"
SHAPES = "/fsdescargas/SHP_ZIP.zip"
SERVICE = "/hosted/rest/query"
EMBAJADORES = {"neighbourhood": (2, "EMBAJADORES"), "street": "AMPARO, CALLE, DEL", "x": 440_250.0}
OLD = [row(), row(house="4", spaces="3"), row(spaces="10", **EMBAJADORES)]
NEW = [row(spaces="8"), row(house="4", spaces="4"), row(spaces="10", **EMBAJADORES)]
GROWN = (*CITY, ("12", "Usera", "6", "Zofío", square(4)))


@dataclass
class City:
    """An installation in `folder`, and the `portal` that it synchronises with."""

    folder: object
    portal: object
    told: list = field(default_factory=list)
    pauses: list = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def settings(self):
        address = self.portal.address
        return Settings(
            data_dir=self.folder / "data",
            portal_url=address,
            boundaries_url=f"{address}{SHAPES} {address}{SERVICE}?f=geojson",
        )

    async def sync(self, *datasets, clock=lambda: NOW, limits=None, cancelled_at=lambda _: False, **request):
        """Synchronise, in a task that is cancelled as soon as a progress is told for which `cancelled_at` holds."""

        async def pause(seconds):
            self.pauses.append(seconds)

        def hear(told):
            self.told.append(told)
            self._news.set()
            if cancelled_at(told):
                asyncio.current_task().cancel()

        service = SyncService(self.settings, clock, limits or Limits(reserve=0), pause)
        asked = SyncRequest(datasets, **request) if datasets else SyncRequest(**request)
        return await asyncio.create_task(service.sync(asked, hear))

    async def hears(self, wanted, sync):
        """Wait until a progress is told that is `wanted`; raises what ended the synchronisation before."""
        while not any(map(wanted, self.told)):
            self._news.clear()
            await happens(self._news, sync)

    def fetched(self):
        return [asked.path for asked in self.portal.file_requests() if asked.status in (200, 206)]

    def figures(self):
        folder = figures_in_force(self.settings.resources_dir)
        names = {each.code: each.name for each in NeighbourhoodIndex.load(folder)}
        return SpaceIndex.load(folder).totals(), names

    def files(self):
        """Return everything in the data folder but the notes of the synchronisation."""
        data = self.settings.data_dir
        return {
            str(file.relative_to(data)): file.read_bytes()
            for file in sorted(data.rglob("*"))
            if file.is_file() and file.parent != self.settings.portal_dir
        }

    def tickets(self):
        return TicketStore(self.settings.tickets_dir).files()

    def build(self, rows=OLD, neighbourhoods=CITY):
        """Put figures in force, as an earlier synchronisation did."""
        boundaries = write_boundaries(self.folder / "old.shp", neighbourhoods)
        spaces = write_spaces(self.folder / "old.csv", rows)
        with building_room(self.settings.resources_dir) as room:
            build_resources(boundaries, spaces, room / "built")
            put_in_force(room / "built", self.settings.resources_dir, NOW - timedelta(days=365))

    def offers_streets(self, rows=NEW, name="calles-y-plazas.csv", **described):
        content = (
            rows if isinstance(rows, bytes) else write_spaces(self.folder / "new.csv", rows).read_bytes()
        )
        described = {"description": "Calles y número de plazas SER. 2026", **described}
        return self.portal.offers(STREETS, name, content, **described)

    def offers_boundaries(self, neighbourhoods=GROWN, path=SHAPES, more=()):
        files = shapefile(self.folder / "Barrios_Zona_SER.shp", neighbourhoods) if neighbourhoods else []
        self.portal.files[path] = Served(zipped([*files, *more]), kind="application/zip")

    def offers_service(self, neighbourhoods=GROWN):
        file = write_boundaries(self.folder / "b.geojson", neighbourhoods, crs="EPSG:4326")
        self.portal.files[SERVICE] = Served(file.read_bytes(), None, None, "application/geo+json")

    def offers_quarter(self, year, quarter, content=None, name=None, **described):
        content = quarter_of_tickets(year, quarter) if content is None else content
        described = {"description": f"Tiques {quarter}T {year}", **described}
        return self.portal.offers(TICKETS, name or f"tiques_{year}T{quarter}.csv", content, **described)


def quarter_of_tickets(year, quarter, tickets=4, area="01-01"):
    """Return a quarter's official table with a few tickets on every day but Sundays."""
    first = date(year, 3 * quarter - 2, 1)
    days = (first + timedelta(days=n) for n in range(90))
    rows = [line for day in days if day.weekday() < 6 for line in day_of_rows(str(day), tickets, area=area)]
    return ("\r\n".join([HEADER, *rows]) + "\r\n").encode("utf-8-sig")


def shapefile(file, neighbourhoods):
    """Return the parts of a shapefile as members of an archive."""
    write_boundaries(file, neighbourhoods)
    return [
        (f"SHP_ZIP/{part.name}", part.read_bytes()) for part in sorted(file.parent.glob(f"{file.stem}.*"))
    ]


def zipped(members):
    """Return an archive of (name, bytes)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()
