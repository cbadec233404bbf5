"""A chat's own places: named ones, the last ones, and the dialogue that gives one its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.callbacks import Press, SaveAs, encode, packed, unpacked
from bot.db import ChatRepository, DialogueRepository, PlaceRepository, RecentPlaceRepository
from bot.domain import Button, ChatMemory, Menu, PendingDialogue, Reply, SavedPlace, Shown, Toast
from bot.errors import StaleButtonError
from bot.keyboards import back_button, place_rows
from bot.services.views import Views
from bot.texts import plain, say
from geodata.places import Place

TOPIC: Final = "places"
OFFERING: Final = "places.offering"  # names are on buttons: what is typed is no answer to them
NAMING: Final = "places.naming"
RENAMING: Final = "places.renaming"
ANSWERED_WITHIN: Final = timedelta(hours=1)
"""A name that is not given by then was never meant to be."""

OFFERED: Final = ("home", "work")


@dataclass(frozen=True, slots=True)
class PlacesService:
    """Keeps and shows them."""

    chats: ChatRepository
    named_places: PlaceRepository
    recents: RecentPlaceRepository
    dialogues: DialogueRepository
    views: Views

    async def save(self, chat: ChatMemory) -> None:
        """Keep what is known of a chat."""
        await self.chats.save(chat)

    async def remember(self, chat: ChatMemory, place: Place, at: datetime) -> None:
        """Keep a place as one of the chat's last ones."""
        await self.recents.remember(chat.chat_id, place, at)

    async def named(self, chat: ChatMemory) -> Mapping[str, Place]:
        """Return the chat's own places by name."""
        return {one.name: one.place for one in await self.named_places.places(chat.chat_id)}

    async def page(self, chat: ChatMemory, now: datetime) -> Reply:
        """Return the chat's places, each with a button that asks about it now."""
        language = chat.language
        saved = await self.named_places.places(chat.chat_id)
        recent = await self.recents.recent(chat.chat_id)
        if not saved and not recent:
            return Reply(say(language, "places.none"))
        lines = [say(language, "places.heading")]
        lines += [say(language, "places.saved", name=one.name, place=one.place.label) for one in saved]
        if recent:
            lines += ["", say(language, "places.recent")]
            lines += [say(language, "places.one", place=one.label) for one in recent]
        rows = place_rows(
            [
                *((f"⭐ {one.name}", one.place) for one in saved),
                *((f"🕘 {one.label}", one) for one in recent),
            ],
            now.astimezone(UTC),
        )
        edit = (Button(say(language, "places.edit"), encode(Press(TOPIC, "edit"))),) if saved else ()
        return Reply("\n".join(lines), buttons=(*rows, *((edit,) if edit else ())))

    async def offer_names(self, chat: ChatMemory, action: SaveAs, now: datetime) -> Menu:
        """Return the names under which a place may be kept, and wait for one."""
        data = {"place": packed(action.place, action.at), "label": action.place.label}
        await self._wait(chat, OFFERING, data, now)
        language = chat.language
        names = tuple(
            Button(say(language, f"places.{one}"), encode(Press(TOPIC, "name", one))) for one in OFFERED
        )
        other = Button(say(language, "places.other_name"), encode(Press(TOPIC, "ask_name")))
        return Menu((names, (other,), (back_button(action.place, action.at, language),)))

    async def ask_name(self, chat: ChatMemory, place: Place, now: datetime) -> Reply:
        """Ask under which name a place is to be kept."""
        data = {"place": packed(place, now), "label": place.label}
        await self._wait(chat, NAMING, data, now)
        return Reply(say(chat.language, "places.ask_name"))

    async def press(self, chat: ChatMemory, verb: str, value: str, now: datetime) -> Shown:
        """Take a button of these pages.

        Raises:
            StaleButtonError: the button is of another version, or the place is no longer kept.
            TooManyPlacesError: no more are kept for a chat.

        """
        match verb:
            case "list":
                return await self.page(chat, now)
            case "edit":
                return await self._editing(chat)
            case "delete":
                await self.named_places.delete(chat.chat_id, _number(value))
                return await self._editing(chat)
            case "rename":
                await self._wait(chat, RENAMING, {"place_id": str(_number(value))}, now)
                return Reply(say(chat.language, "places.ask_name"))
            case "ask_name":
                pending = await self._offered(chat, now)
                await self._wait(chat, NAMING, pending.data, now)
                return Reply(say(chat.language, "places.ask_name"))
            case "name" if value in OFFERED:
                place, at = _pending_place(await self._offered(chat, now))
                name = plain(say(chat.language, f"places.{value}_name"))
                await self._keep(chat, name, place)
                done = plain(say(chat.language, "places.kept", name=name, place=place.label))
                return Toast(done, then=self.views.buttons(chat, place, at, now))
            case _:
                raise StaleButtonError(f"no such button of the places: {verb}")

    async def on_name(self, chat: ChatMemory, pending: PendingDialogue, text: str) -> Reply:
        """Take the name that was waited for.

        Raises:
            BadPlaceNameError: the text is no name.
            PlaceNameTakenError: another of the chat's places is called so.
            TooManyPlacesError: no more are kept for a chat.

        """
        name = " ".join(text.split())
        if pending.step == RENAMING:
            place_id = int(pending.data["place_id"])
            renamed = await self.named_places.rename(chat.chat_id, place_id, name)
            await self.dialogues.end(chat.chat_id)
            if not renamed:
                return Reply(say(chat.language, "places.gone"))
            return Reply(say(chat.language, "places.renamed", name=name))
        place, _ = _pending_place(pending)
        return await self.keep(chat, name, place)

    async def keep(self, chat: ChatMemory, name: str, place: Place) -> Reply:
        """Keep a place under a name; raises TooManyPlacesError and PlaceNotStorableError."""
        await self._keep(chat, name, place)
        return Reply(say(chat.language, "places.kept", name=name, place=place.label))

    async def _keep(self, chat: ChatMemory, name: str, place: Place) -> None:
        await self.chats.save(chat)
        await self.named_places.save_place(SavedPlace(chat.chat_id, name, place))
        await self.dialogues.end(chat.chat_id)

    async def _offered(self, chat: ChatMemory, now: datetime) -> PendingDialogue:
        """Return what waits for a name; raises StaleButtonError when nothing does."""
        pending = await self.dialogues.pending(chat.chat_id, now)
        if pending is None or pending.step not in {OFFERING, NAMING}:
            raise StaleButtonError("nothing waits for a name")
        return pending

    async def _editing(self, chat: ChatMemory) -> Reply:
        """Return the named places, each with buttons to rename and to delete it."""
        language = chat.language
        rows = tuple(
            (
                Button(f"✏️ {one.name}", encode(Press(TOPIC, "rename", str(one.place_id)))),
                Button(f"🗑 {one.name}", encode(Press(TOPIC, "delete", str(one.place_id)))),
            )
            for one in await self.named_places.places(chat.chat_id)
        )
        back = (Button(say(language, "buttons.back"), encode(Press(TOPIC, "list"))),)
        return Reply(say(language, "places.editing" if rows else "places.none"), buttons=(*rows, back))

    async def _wait(self, chat: ChatMemory, step: str, data: Mapping[str, str], now: datetime) -> None:
        await self.dialogues.ask(PendingDialogue(chat.chat_id, step, data, now + ANSWERED_WITHIN))


def _pending_place(pending: PendingDialogue) -> tuple[Place, datetime]:
    return unpacked(pending.data["place"], pending.data["label"])


def _number(value: str) -> int:
    try:
        return int(value)
    except ValueError as error:
        raise StaleButtonError(f"not a number: {value}") from error
