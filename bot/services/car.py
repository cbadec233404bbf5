"""Where a chat's car stands, and the reminder before it has to be gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.alert_keyboards import CAR
from bot.callbacks import ParkedHere, Press, encode
from bot.db import ChatRepository, ParkedCarRepository
from bot.domain import Button, Buttons, ChatMemory, Language, ParkedCar, Reply, Shown, Toast
from bot.errors import StaleButtonError
from bot.keyboards import navigation_links
from bot.presentation.cars import StandingCar, car_lines, limit_words
from bot.services.alerting.subscribing import SubscriptionService
from bot.services.answering import COLOUR_ORDER, AnswerService
from bot.services.feedback import FeedbackService
from bot.services.parking import ParkingWatch, snoozed
from bot.texts import at_time, hour, plain, say, when
from geodata.places import Place
from geodata.spaces import Colour

JUST_NOW: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class CarService:
    """Keeps one car a chat: the last one parked."""

    chats: ChatRepository
    cars: ParkedCarRepository
    watch: ParkingWatch
    answers: AnswerService
    feedback: FeedbackService
    alerts: SubscriptionService

    async def on_button(self, chat: ChatMemory, action: ParkedHere, now: datetime) -> Reply:
        """Keep that the car was parked here, by a button under an answer."""
        return await self.park(chat, action.place, None, now, now)

    async def park(
        self, chat: ChatMemory, place: Place, colour: Colour | None, since: datetime, now: datetime
    ) -> Reply:
        """Keep where the car was parked, and ask on which space when that was not said.

        A space found just now is news for the forecast, too.
        """
        area = self.answers.neighbourhood_of(place)
        if area is None:
            return Reply(say(chat.language, "car.outside"))
        car, before = (
            self._standing(chat, self.watch.park(chat, place, area.code, colour, since), now),
            await self.cars.parked(chat.chat_id),
        )
        await self.chats.save(chat)
        await self._keep(chat, car, now)
        is_news = now - since < JUST_NOW and not _is_same(before, car)
        counted = is_news and await self.feedback.found(chat, place, now)
        lines = [
            say(chat.language, "car.parked", place=place.label, when=when(chat.language, since, now)),
            limit_words(await self._seen(car, now), chat.language, now),
        ]
        if counted:
            lines.append(say(chat.language, "car.counted"))
        if colour is None:
            lines += ["", say(chat.language, "car.ask_colour")]
        return Reply("\n".join(lines), buttons=self._buttons(car, ask_colour=colour is None))

    async def page(self, chat: ChatMemory, now: datetime) -> Reply:
        """Return where the car stands, what holds there now, and until when it may stay."""
        car = await self.cars.parked(chat.chat_id)
        if car is None:
            return Reply(say(chat.language, "car.none"))
        seen = await self._seen(self._standing(chat, car, now), now)
        lines = car_lines(seen, chat.language, now)
        return Reply("\n".join(lines), buttons=self._buttons(car))

    async def leave(self, chat: ChatMemory, now: datetime) -> Reply:
        """Forget the car; who used up the longest stay is told when they may come back."""
        car = await self.cars.parked(chat.chat_id)
        if car is None:
            return Reply(say(chat.language, "car.none"))
        await self.cars.leave(chat.chat_id)
        await self.alerts.forget_car(chat.chat_id)
        lines = [say(chat.language, "car.left")]
        again = self.watch.may_return(self._standing(chat, car, now), chat.driver, now)
        if again is not None:
            lines.append(say(chat.language, "car.may_return", at=hour(chat.language, again)))
        return Reply("\n".join(lines))

    async def forget_old(self, now: datetime) -> None:
        """Forget the cars that nobody can still be looking for."""
        await self.cars.forget_old(now)

    async def press(self, chat: ChatMemory, verb: str, value: str, now: datetime) -> Shown:
        """Take a button under one of these messages.

        Raises:
            StaleButtonError: the button is of another version, or the car has left.

        """
        car = await self.cars.parked(chat.chat_id)
        if car is None:
            raise StaleButtonError("no car is parked")
        match verb:
            case "colour" if value in COLOUR_ORDER:
                return await self._coloured(chat, car, value, now)
            case "left":
                return await self.leave(chat, now)
            case "snooze":
                return await self._snoozed(chat, car, now)
            case _:
                raise StaleButtonError(f"no such button of the car: {verb}")

    async def _coloured(self, chat: ChatMemory, car: ParkedCar, colour: Colour, now: datetime) -> Reply:
        parked = self.watch.park(chat, car.place, car.area, colour, car.parked_at)
        known = self._standing(chat, parked, now)
        await self._keep(chat, known, now)
        lines = [
            say(
                chat.language,
                "car.parked",
                place=car.place.label,
                when=when(chat.language, car.parked_at, now),
            ),
            limit_words(await self._seen(known, now), chat.language, now),
        ]
        return Reply("\n".join(lines), buttons=self._buttons(known))

    async def _snoozed(self, chat: ChatMemory, car: ParkedCar, now: datetime) -> Toast:
        later = snoozed(self._standing(chat, car, now), now)
        await self._keep(chat, later, now, asked=True)
        if later.remind_at is None:
            return Toast(plain(say(chat.language, "car.no_reminder")))
        at = at_time(chat.language, later.remind_at, now)
        return Toast(plain(say(chat.language, "car.remind", at=at)))

    async def _seen(self, car: ParkedCar, now: datetime) -> StandingCar:
        """Return a car with the hours that it stands in, and what of it was told and will be."""
        calendar, reminders = self.watch.calendar, await self.alerts.reminders_of(car)
        closing = calendar.closing(car.area, now)
        opening = None if closing is not None else calendar.next_opening(car.area, now)
        return StandingCar(car, closing, opening, reminders)

    def _standing(self, chat: ChatMemory, car: ParkedCar, now: datetime) -> ParkedCar:
        return self.watch.standing(car, chat.driver, now)

    async def _keep(self, chat: ChatMemory, car: ParkedCar, now: datetime, *, asked: bool = False) -> None:
        """Keep the car, and whenever it has to be thought of: by the reminder that was `asked` for, and after it.

        Of what was over when the chat told where its car stands, it has just been told.
        """
        await self.cars.park(car)
        then = self.watch.reminded(car, chat.driver, car.remind_at or now)
        coming = [one for one in (car, then) if _is_to_come(one, now)]
        if coming:
            await self.alerts.remind_of(coming, now, asked=asked)
        else:
            await self.alerts.forget_car(chat.chat_id)

    def _buttons(self, car: ParkedCar, *, ask_colour: bool = False) -> Buttons:
        language, rows = car.language, []
        if ask_colour:
            offered = [one for one in COLOUR_ORDER if self.answers.reaching.in_area(car.area).get(one)]
            rows.append(tuple(_colour_button(one, language) for one in offered))
        rows.append((Button(say(language, "car.left_button"), encode(Press(CAR, "left"))),))
        links = navigation_links(car.place.point).items()
        rows.append(tuple(Button(say(language, f"buttons.{app}"), url=url) for app, url in links))
        return tuple(row for row in rows if row)


def _is_to_come(car: ParkedCar, now: datetime) -> bool:
    """Tell whether a car has still to be thought of, or its driver asked to be told though it is too late."""
    return car.move_by is not None and car.remind_at is not None and max(car.move_by, car.remind_at) > now


def _is_same(before: ParkedCar | None, car: ParkedCar) -> bool:
    """Tell whether a car was parked just before where it is parked now: said twice, or corrected."""
    return before is not None and before.area == car.area and car.parked_at - before.parked_at < JUST_NOW


def _colour_button(colour: Colour, language: Language) -> Button:
    return Button(say(language, f"colour.{colour}"), encode(Press(CAR, "colour", colour)))
