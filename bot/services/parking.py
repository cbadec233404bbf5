"""A parked car: until when it may stay, and when its driver is reminded. Pure but for the calendar and the figures."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.domain import MADRID, ChatMemory, ParkedCar
from forecasting.availability import Driver, Rights, rights
from forecasting.service_hours import ServiceCalendar
from geodata.places import Place
from geodata.spaces import Colour, SpaceIndex

LEAD = timedelta(minutes=15)
"""A reminder comes so long before the car has to be gone: time to walk back and to leave."""

SHORT_LEAD = timedelta(minutes=10)
SHORT_STAY = 60
"""Of a stay of fewer minutes than this, the usual lead would be a good part."""

SETTLED = timedelta(minutes=3)
"""Nobody is reminded earlier than this after parking: they have just been told."""

SNOOZE = timedelta(minutes=15)
"""Who asks to be told again is told after this."""


@dataclass(frozen=True, slots=True)
class ParkingWatch:
    """Works out what a parked car has to be thought of for; what it returns is kept by others."""

    calendar: ServiceCalendar
    spaces: SpaceIndex

    def park(
        self, chat: ChatMemory, place: Place, area: str, colour: Colour | None, now: datetime
    ) -> ParkedCar:
        """Return the chat's car, parked `now` (aware) in the neighbourhood `area` on a space of `colour`.

        In regulated hours it has to be gone when the longest stay ends, outside them when they begin. A colour
        that was not said (None) is taken for the strictest that the neighbourhood offers to the driver. Nothing
        is to be thought of without a limit, or where no regulated hours come soon.
        """
        at = now.astimezone(UTC)
        car = ParkedCar(chat.chat_id, chat.language, place, area, at, colour)
        regulated = (self.calendar.is_regulated(area, moment) for moment in (at, at + SETTLED))
        if any(regulated):  # who parks just before the opening needs no reminder of it
            return self._limited(car, chat.driver, at)
        opening = self.calendar.next_opening(area, at)
        if opening is None or self._stay_end(car, chat.driver, at) is None:
            return car
        move_by = opening.astimezone(UTC)
        remind_at = max(move_by - LEAD, at + SETTLED)
        return replace(car, move_by=move_by, why="regulation_starts", remind_at=remind_at)

    def standing(self, car: ParkedCar, driver: Driver, now: datetime) -> ParkedCar:
        """Return the car as it stands `now` (aware): since the regulated hours began, the longest stay counts."""
        if car.why == "regulation_starts" and car.move_by is not None and car.move_by <= now:
            return self._limited(car, driver, car.move_by)
        return car

    def reminded(self, car: ParkedCar, driver: Driver, now: datetime) -> ParkedCar:
        """Return the car after a reminder was sent: with its next one, or with none.

        Once it was told that the regulated hours begin, the longest stay counts from there. A reminder that was
        put off does not take the place of the usual one, if that is still to come.
        """
        if car.why == "regulation_starts" and car.move_by is not None:
            return self._limited(car, driver, car.move_by)
        usual = self._usual_reminder(car, driver)
        return replace(car, remind_at=usual if usual is not None and usual > now else None)

    def may_return(self, car: ParkedCar, driver: Driver, now: datetime) -> datetime | None:
        """Return when (UTC) a car that leaves `now` may park in its neighbourhood again; None: at once.

        The rule is for who has used up the longest stay, as is taken of everybody who leaves after its reminder
        was due; it ends with the regulated hours.
        """
        closing = self.calendar.closing(car.area, now)
        usual = self._usual_reminder(car, driver)
        if closing is None or usual is None or car.why != "stay_ends" or now < usual:
            return None
        away = timedelta(minutes=self._rights(car, driver).again_after)
        return min(now.astimezone(UTC) + away, closing.astimezone(UTC))

    def _limited(self, car: ParkedCar, driver: Driver, since: datetime) -> ParkedCar:
        """Return the car with the end of the longest stay that counts from a moment (UTC)."""
        end = self._stay_end(car, driver, since)
        if end is None:
            return replace(car, move_by=None, why=None, remind_at=None)
        limited = replace(car, move_by=end, why="stay_ends")
        usual = self._usual_reminder(limited, driver)
        return replace(limited, remind_at=None if usual is None else max(usual, since + SETTLED))

    def _stay_end(self, car: ParkedCar, driver: Driver, since: datetime) -> datetime | None:
        """Return when (UTC) the car has to be gone.

        A stay that ends with the regulated hours ends in fact when they begin again: nobody asks in between.
        """
        stay = self._stay(car, driver)
        end = None if stay is None else self.calendar.after_regulated(car.area, since, stay)
        if end is not None and not self.calendar.is_regulated(car.area, end):
            end = self.calendar.next_opening(car.area, end)
        return None if end is None else end.astimezone(UTC)

    def _usual_reminder(self, car: ParkedCar, driver: Driver) -> datetime | None:
        stay = self._stay(car, driver)
        if stay is None or car.move_by is None:
            return None
        return car.move_by - (SHORT_LEAD if stay < SHORT_STAY else LEAD)

    def _stay(self, car: ParkedCar, driver: Driver) -> int | None:
        """Return the longest stay in regulated minutes, None without limit."""
        return self._rights(car, driver).stay(car.colour, self.spaces.in_neighbourhood(car.area))

    def _rights(self, car: ParkedCar, driver: Driver) -> Rights:
        return rights(driver, car.area, car.parked_at.astimezone(MADRID).date())


def snoozed(car: ParkedCar, now: datetime) -> ParkedCar:
    """Return the car with a reminder some minutes from `now` (aware), not later than it has to be gone.

    Who is late already is told all the same; where nothing is to be thought of, nothing is told.
    """
    if car.move_by is None:
        return car
    again = now.astimezone(UTC) + SNOOZE
    return replace(car, remind_at=car.move_by if now < car.move_by < again else again)
