"""All that handlers and jobs call, in one place."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from bot.alert_keyboards import ALERTS, CAR
from bot.callbacks import AlertMe, AlertOffer, AtPlace, ParkedHere, SaveAs
from bot.clock import Clock
from bot.db import (
    ChatRepository,
)
from bot.domain import ChatMemory, Shown
from bot.observing import Observer
from bot.presentation.surroundings import ZONE
from bot.services import feedback, own_data, places, preferences
from bot.services.admin.desk import AdminDesk
from bot.services.admin.models import TOPIC
from bot.services.admin.usage import UsageCounter
from bot.services.alert_pages import AlertPages
from bot.services.alert_pictures import AlertPictures
from bot.services.alerting.assembly import Alerts
from bot.services.car import CarService
from bot.services.conversation import Conversation
from bot.services.feedback import FeedbackService
from bot.services.inline import InlineService
from bot.services.live import LiveService
from bot.services.outbox import Outbox
from bot.services.own_data import OwnDataService
from bot.services.places import PlacesService
from bot.services.preferences import PreferencesService
from bot.services.reception import Reception
from bot.services.sent_pictures import SentPictures
from bot.services.track_record import TrackRecordService
from forecasting.store import ForecastStore

PlaceAction = Callable[[ChatMemory, Any, datetime], Awaitable[Shown]]
"""Takes a chat, an action about a place (of its own class) and the present."""

Topic = Callable[[ChatMemory, str, str, datetime], Awaitable[Shown]]
"""Takes a chat, a verb, its value and the present."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that handlers and jobs call.

    `refresh` switches to the newest published forecast, and tells whether there was another; `ping` fails
    when the database does not answer, and tells why it takes nothing; `observer` hears what happens.
    """

    reception: Reception
    conversation: Conversation
    chats: ChatRepository
    places: PlacesService
    preferences: PreferencesService
    car: CarService
    alert_pages: AlertPages
    alerts: Alerts
    alert_pictures: AlertPictures
    outbox: Outbox
    own_data: OwnDataService
    live: LiveService
    inline: InlineService
    feedback: FeedbackService
    records: TrackRecordService
    sent_pictures: SentPictures
    forecasts: ForecastStore
    refresh: Callable[[], bool]
    ping: Callable[[], Awaitable[str | None]]
    clock: Clock
    observer: Observer
    usage: UsageCounter
    admin: AdminDesk | None

    @property
    def admins(self) -> frozenset[int]:
        """Who may administer the bot, by Telegram id."""
        return frozenset(self.admin.settings.admins if self.admin else ())

    @property
    def place_actions(self) -> Mapping[type[AtPlace], PlaceAction]:
        """Who takes a button about a place; the conversation takes all others."""
        return {
            AlertMe: self.alert_pages.offer,
            **dict.fromkeys(get_args(AlertOffer), self.alert_pages.keep_offer),
            ParkedHere: self.car.on_button,
            SaveAs: self.places.offer_names,
        }

    @property
    def topics(self) -> Mapping[str, Topic]:
        """Who takes the buttons of a topic's pages."""
        return {
            ALERTS: self.alert_pages.press,
            CAR: self.car.press,
            feedback.TOPIC: self.feedback.press,
            own_data.TOPIC: self.own_data.press,
            places.TOPIC: self.places.press,
            preferences.TOPIC: self.preferences.press,
            ZONE: self.conversation.on_zone_button,
            **({TOPIC: self.admin.press} if self.admin else {}),
        }
