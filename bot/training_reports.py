"""What users found, for a training to learn from."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.db import FeedbackRepository, open_database
from bot.settings import Settings
from forecasting.feedback import Report

REMEMBERED = timedelta(days=365)
"""Reports of the last year teach: a full round of seasons, and streets change over more than that."""


def kept_reports(settings: Settings, now: datetime) -> Sequence[Report]:
    """Return the reports of the last year; none where there is no database yet, which is not made for this."""
    if not settings.database_file.exists():
        return ()
    return asyncio.run(_read(settings.database_url, now - REMEMBERED))


async def _read(url: str, since: datetime) -> Sequence[Report]:
    async with open_database(url) as sessions:
        return await FeedbackRepository(sessions).reports(since)
