"""What a chat may choose: language, label, where they live, how far they walk, light or dark pictures."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, cast, get_args

from bot.callbacks import Press, encode
from bot.db import ChatRepository, DialogueRepository
from bot.domain import LANGUAGES, Button, Buttons, ChatMemory, Language, PendingDialogue, Reply
from bot.errors import StaleButtonError
from bot.services.alerting.subscribing import SubscriptionService
from bot.services.questions import Question, QuestionReader
from bot.services.views import Views
from bot.services.walking import minutes_about
from bot.texts import say
from forecasting.availability import Label
from geodata.maps import Theme
from geodata.places import Place

TOPIC: Final = "settings"
LIVING: Final = "settings.living"
ANSWERED_WITHIN: Final = timedelta(hours=1)
WALKS: Final = (150, 250, 400, 600)
"""Metres in a straight line: three to ten minutes on foot."""

LABELS: Final[tuple[Label, ...]] = get_args(Label)
THEMES: Final[tuple[Theme, ...]] = get_args(Theme)
UNKNOWN: Final = "unknown"
TELEGRAMS: Final = "auto"


@dataclass(frozen=True, slots=True)
class PreferencesService:
    """Shows and keeps them."""

    chats: ChatRepository
    dialogues: DialogueRepository
    reader: QuestionReader
    views: Views
    alerts: SubscriptionService

    def page(self, chat: ChatMemory) -> Reply:
        """Return what is chosen, with a button for each choice."""
        language, driver = chat.language, chat.driver
        area = self.views.answers.neighbourhoods.get(driver.resident) if driver.resident else None
        lines = [
            say(language, "settings.heading"),
            "",
            say(
                language,
                "settings.language",
                value=say(language, f"settings.language_{language}"),
                how=say(language, "settings.chosen" if chat.language_chosen else "settings.telegrams"),
            ),
            say(language, "settings.label", value=say(language, f"settings.label_{driver.label or UNKNOWN}")),
            say(language, "settings.resident", value=area.name if area else say(language, "settings.nobody")),
            say(
                language,
                "settings.walk",
                metres=driver.walk_metres,
                minutes=minutes_about(driver.walk_metres),
            ),
            say(language, "settings.theme", value=say(language, f"settings.theme_{chat.theme}")),
        ]
        return Reply("\n".join(lines), buttons=_top(language))

    async def press(self, chat: ChatMemory, verb: str, value: str, now: datetime) -> Reply:
        """Take a button of this page.

        Raises:
            StaleButtonError: the button is of another version.

        """
        if verb == "open":
            if value == "resident":
                await self._wait(chat, now)
                return Reply(say(chat.language, "settings.ask_resident"), buttons=_resident(chat))
            choices = _choices(chat, value)  # first: who made the button up has no words for it
            return Reply(say(chat.language, f"settings.ask_{value}"), buttons=choices)
        await self._wait_no_more(chat, now)
        if verb == "page":
            return self.page(chat)
        chosen = _chosen(chat, verb, value)
        await self._keep(chat, chosen, now)
        return self.page(chosen)

    async def on_home(self, chat: ChatMemory, text: str, now: datetime) -> Reply:
        """Take the address that somebody lives at: its neighbourhood is kept, not the place."""
        asked = await self.reader.read(text, now)
        if not isinstance(asked, Question):
            return Reply(say(chat.language, "settings.home_not_found"))
        return await self.live_at(chat, asked.place, now)

    async def live_at(self, chat: ChatMemory, place: Place, now: datetime) -> Reply:
        """Keep the neighbourhood of the place that somebody lives at."""
        area = self.views.answers.neighbourhood_of(place)
        if area is None:
            return Reply(say(chat.language, "settings.home_outside"))
        chosen = replace(chat, driver=replace(chat.driver, resident=area.code))
        await self._keep(chat, chosen, now)
        await self.dialogues.end(chat.chat_id)
        return self.page(chosen)

    async def _keep(self, before: ChatMemory, chosen: ChatMemory, now: datetime) -> None:
        """Keep what was chosen; another driver may use other spaces, in the alerts too."""
        await self.chats.save(chosen)
        if chosen.driver != before.driver:
            await self.alerts.recount(chosen, now)

    async def _wait(self, chat: ChatMemory, now: datetime) -> None:
        await self.dialogues.ask(PendingDialogue(chat.chat_id, LIVING, {}, now + ANSWERED_WITHIN))

    async def _wait_no_more(self, chat: ChatMemory, now: datetime) -> None:
        """Take what is written next as a question again."""
        pending = await self.dialogues.pending(chat.chat_id, now)
        if pending is not None and pending.step == LIVING:
            await self.dialogues.end(chat.chat_id)


def _chosen(chat: ChatMemory, verb: str, value: str) -> ChatMemory:
    """Return the chat with one choice changed."""
    match verb:
        case "language" if value == TELEGRAMS:
            return replace(chat, language=chat.telegrams or chat.language, language_chosen=False)
        case "language" if value in LANGUAGES:
            return replace(chat, language=value, language_chosen=True)
        case "label" if value == UNKNOWN or value in LABELS:
            label = None if value == UNKNOWN else cast("Label", value)
            return replace(chat, driver=replace(chat.driver, label=label))
        case "resident" if value == "none":
            return replace(chat, driver=replace(chat.driver, resident=None))
        case "walk" if value in {str(one) for one in WALKS}:
            return replace(chat, driver=replace(chat.driver, walk_metres=int(value)))
        case "theme" if value in THEMES:
            return replace(chat, theme=value)
        case _:
            raise StaleButtonError(f"no such setting: {verb} {value}")


def _top(language: Language) -> Buttons:
    names = ("language", "label", "resident", "walk", "theme")
    buttons = [
        Button(say(language, f"settings.change_{name}"), encode(Press(TOPIC, "open", name))) for name in names
    ]
    return (tuple(buttons[:2]), tuple(buttons[2:4]), tuple(buttons[4:]))


def _choices(chat: ChatMemory, name: str) -> Buttons:
    """Return a button for each value of a setting, what is chosen now marked, and the way back."""
    language = chat.language
    now: str
    values: dict[str, str]
    match name:
        case "language":
            now = language if chat.language_chosen else TELEGRAMS
            values = {one: say(language, f"settings.language_{one}") for one in (*LANGUAGES, TELEGRAMS)}
        case "label":
            now = chat.driver.label or UNKNOWN
            values = {one: say(language, f"settings.label_{one}") for one in (*LABELS, UNKNOWN)}
        case "walk":
            now = str(chat.driver.walk_metres)
            values = {
                str(one): say(language, "settings.walk_choice", metres=one, minutes=minutes_about(one))
                for one in WALKS
            }
        case "theme":
            now = chat.theme
            values = {one: say(language, f"settings.theme_{one}") for one in THEMES}
        case _:
            raise StaleButtonError(f"no such setting: {name}")
    rows = tuple(
        (
            Button(
                say(language, "buttons.chosen", words=words) if value == now else words,
                encode(Press(TOPIC, name, value)),
            ),
        )
        for value, words in values.items()
    )
    return (*rows, _back(language))


def _resident(chat: ChatMemory) -> Buttons:
    language = chat.language
    return (
        (Button(say(language, "settings.nobody_choice"), encode(Press(TOPIC, "resident", "none"))),),
        _back(language),
    )


def _back(language: Language) -> tuple[Button, ...]:
    return (Button(say(language, "buttons.back"), encode(Press(TOPIC, "page"))),)
