"""The quarters whose tickets were ingested, as the ticket store's own notes say, and without its libraries."""

from pathlib import Path
from typing import Final

from bot.portal.editions import Edition
from bot.portal.periods import Period
from bot.services.syncing.intake import Intake
from forecasting.tickets.switching import ingested_files, manifests

ENOUGH: Final = 0.8
"""Share of a quarter's days: a sample of a week is no quarter, one with a strike in it is."""


def ingested_digests(tickets_dir: Path) -> frozenset[str]:
    """Return the digests of the tables that are there."""
    return frozenset(manifests(tickets_dir))


def covered_by_hand(edition: Edition, intake: Intake, tickets_dir: Path) -> bool:
    """Say whether tickets of the edition's quarters are there without having been fetched; raises TicketStoreError."""
    if intake.force or edition.key in intake.record.taken or edition.period is None:
        return False
    return covered_quarters(tickets_dir).issuperset(edition.period.quarters)


def covered_quarters(tickets_dir: Path) -> frozenset[Period]:
    """Return the quarters that real tickets cover; raises TicketStoreError."""
    covered = {day for file in ingested_files(tickets_dir) if not file.demo for day in file.days}
    days: dict[Period, int] = {}
    for day in covered:
        quarter = Period(day.year, (day.month + 2) // 3)
        days[quarter] = days.get(quarter, 0) + 1
    return frozenset(quarter for quarter, count in days.items() if count >= ENOUGH * quarter.length)
