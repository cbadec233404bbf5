"""What a database refuses is logged by its statement, without what was to be written."""

import io
import logging
from types import SimpleNamespace

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from bot.db.columns import place_values
from bot.db.models import SavedPlaceRow
from bot.handlers.failures import on_error
from tests.bot.db.filling import NOW, PONZANO

CHAT = 8_123_456_789
UNKNOWN = {"chat_id": CHAT, "name": "Casa de Ana", "folded": "casa de ana", "created_at": NOW}
"""A place of a chat that is not there: the writer refuses its key, and a reader any row."""


@pytest.fixture
def written():
    """What the log has, with its tracebacks."""
    root, stream = logging.getLogger(), io.StringIO()
    handler = logging.StreamHandler(stream)
    root.addHandler(handler)
    yield stream.getvalue
    root.removeHandler(handler)


@pytest.mark.parametrize("by", ["writer", "reader"])
async def test_a_refused_row_is_logged_without_its_values(sessions, written, by):
    with pytest.raises(SQLAlchemyError) as refused:
        async with sessions.begin() if by == "writer" else sessions() as session:
            await session.execute(insert(SavedPlaceRow).values(**UNKNOWN, **place_values(PONZANO)))
    await on_error(None, SimpleNamespace(error=refused.value, services=SimpleNamespace(admin=None)))
    assert "INSERT INTO saved_places" in written()
    for value in (str(CHAT), "Ana", "ana", "Ponzano"):
        assert value not in written()
