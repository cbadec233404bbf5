"""What need not be kept any longer."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from bot.db.feedback import QUESTIONS_KEPT
from bot.db.geocoding_cache import KEPT_FOR as ANSWERS_KEPT
from bot.db.models import (
    AuditRow,
    BroadcastRecipientRow,
    BroadcastRow,
    FoundQuestionRow,
    GeocodingRow,
    LiveShareRow,
    ParkedCarRow,
    PendingDialogueRow,
    SeenErrorRow,
    SentPictureRow,
    UsageRow,
)
from bot.db.parked_cars import CARS_KEPT
from bot.db.sessions import Sessions
from bot.db.statements import changed_rows

ERRORS_KEPT: Final = timedelta(days=90)
"""An error that was not seen for a quarter has been mended, or nobody will."""

BROADCASTS_KEPT: Final = timedelta(days=30)
"""Long enough to look up whom a message reached."""

PICTURES_KEPT: Final = timedelta(days=30)
"""A picture that nobody asked for in a month shows hours that are over."""

A_YEAR: Final = timedelta(days=366)
"""Of what was asked and of what administrators did: a full round of seasons."""


async def prune(sessions: Sessions, now: datetime) -> Mapping[str, int]:
    """Delete what is older than it is kept for, all of it or none; return how many rows of each table."""
    old = {
        PendingDialogueRow.__tablename__: delete(PendingDialogueRow).where(
            PendingDialogueRow.expires_at < now
        ),
        LiveShareRow.__tablename__: delete(LiveShareRow).where(LiveShareRow.until < now),
        ParkedCarRow.__tablename__: delete(ParkedCarRow).where(ParkedCarRow.parked_at < now - CARS_KEPT),
        FoundQuestionRow.__tablename__: delete(FoundQuestionRow).where(
            FoundQuestionRow.due_at < now - QUESTIONS_KEPT
        ),
        GeocodingRow.__tablename__: delete(GeocodingRow).where(GeocodingRow.kept_at < now - ANSWERS_KEPT),
        SentPictureRow.__tablename__: delete(SentPictureRow).where(
            SentPictureRow.used_at < now - PICTURES_KEPT
        ),
        SeenErrorRow.__tablename__: delete(SeenErrorRow).where(SeenErrorRow.last_at < now - ERRORS_KEPT),
        UsageRow.__tablename__: delete(UsageRow).where(UsageRow.hour < now - A_YEAR),
        AuditRow.__tablename__: delete(AuditRow).where(AuditRow.at < now - A_YEAR),
        BroadcastRow.__tablename__: delete(BroadcastRow).where(
            BroadcastRow.made_at < now - BROADCASTS_KEPT, BroadcastRow.state != "sending"
        ),
        BroadcastRecipientRow.__tablename__: delete(BroadcastRecipientRow).where(
            BroadcastRecipientRow.broadcast_id.not_in(select(BroadcastRow.broadcast_id))
        ),
    }
    async with sessions.begin() as session:
        return {table: await changed_rows(session, statement) for table, statement in old.items()}
