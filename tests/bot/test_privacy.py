"""What a chat is shown of itself, and that it can have it all deleted."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.db import (
    ChatDataRepository,
    ChatRepository,
    DialogueRepository,
    FeedbackRepository,
    FoundQuestion,
    PlaceRepository,
    Said,
    open_database,
)
from bot.db.chat_data import chat_tables
from bot.domain import LANGUAGES, ChatMemory, PendingDialogue, SavedPlace
from bot.services.privacy import PrivacyService
from forecasting.feedback import Basis
from tests.bot.db.filling import HOUR, NOW, PONZANO, Clock, fill

SAID = Said("07-05", "green", NOW, 0.7, "v1", demo=True, basis=Basis(0.3, 0.6, 9))


@pytest.fixture
async def sessions(tmp_path):
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'chats.db'}") as opened:
        yield opened


@pytest.fixture
def privacy(sessions):
    return PrivacyService(ChatDataRepository(sessions))


async def test_a_chat_is_shown_every_table_ready_to_be_written_down(privacy, sessions):
    await fill(sessions, 7)
    shown = await privacy.export(7, NOW)
    assert json.loads(json.dumps(shown)) == shown
    assert (shown["chat_id"], shown["exported_at"]) == (7, "2026-03-12T09:30:00+00:00")
    assert {name: len(rows) for name, rows in shown["kept"].items()} == {t.name: 1 for t in chat_tables()}


async def test_a_chat_that_nobody_knows_is_shown_that(privacy):
    shown = await privacy.export(7, NOW)
    assert set(shown["kept"]) == {table.name for table in chat_tables()}
    assert not any(shown["kept"].values())


async def test_what_is_shown_is_what_was_said(privacy, sessions):
    clock = Clock()
    await ChatRepository(sessions, clock).save(ChatMemory(7, "en", PONZANO, asked_at=NOW))
    await PlaceRepository(sessions, clock).save_place(SavedPlace(7, "Casa 🏠", PONZANO))
    await DialogueRepository(sessions, clock).ask(PendingDialogue(7, "name", {"label": "ñ"}, NOW + HOUR))
    await FeedbackRepository(sessions).plan(FoundQuestion(7, "en", NOW.date(), NOW, SAID))
    kept = (await privacy.export(7, NOW))["kept"]
    (chat,), (place,) = kept["chats"], kept["saved_places"]
    (dialogue,), (question,) = kept["pending_dialogues"], kept["found_questions"]
    assert (chat["language"], chat["language_chosen"], chat["place_lat"]) == ("en", False, PONZANO.point.lat)
    assert chat["asked_at"] == chat["created_at"] == "2026-03-12T09:30:00+00:00"
    assert (place["name"], place["place_label"]) == ("Casa 🏠", PONZANO.label)
    assert (dialogue["data"], dialogue["expires_at"]) == ({"label": "ñ"}, "2026-03-12T10:30:00+00:00")
    assert (question["neighbourhood"], question["day"]) == ("07-05", "2026-03-12")


async def test_moments_are_told_in_utc(privacy):
    at = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Madrid"))
    assert (await privacy.export(7, at))["exported_at"] == "2026-07-01T10:00:00+00:00"


async def test_a_chat_is_told_what_cannot_be_shown_in_every_language(privacy):
    told = (await privacy.export(7, NOW))["not_kept"]
    assert set(told) == set(LANGUAGES)
    assert len(set(told.values())) == len(LANGUAGES)
    assert not any("&" in text or "<" in text for text in told.values())


async def test_a_chat_that_is_forgotten_has_nothing_to_be_shown(privacy, sessions):
    await fill(sessions, 7)
    assert await privacy.forget(7) == len(chat_tables())
    assert not any((await privacy.export(7, datetime.now(UTC)))["kept"].values())
    assert await privacy.forget(7) == 0
