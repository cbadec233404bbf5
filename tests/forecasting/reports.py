"""Reports that are easy to tell apart: one neighbourhood's blue spaces on a Wednesday morning."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from forecasting.feedback import Basis, Report

MADRID = ZoneInfo("Europe/Madrid")
WEDNESDAY = datetime(2026, 3, 11, 10, tzinfo=UTC)  # 11:00 in Madrid: the morning
BASIS = Basis(known=0.4, doubtful=0.6, searched=12)


def report(outcome="at_once", reporter="ana", *, day=0, said=0.7, **more):
    """A report `day` days after the Wednesday."""
    kept = {"neighbourhood": "07-05", "colour": "blue", "version": "v", "basis": BASIS}
    slot = more.pop("slot", WEDNESDAY + timedelta(days=day))
    return Report(slot=slot, outcome=outcome, reporter=reporter, said=said, **{**kept, **more})
